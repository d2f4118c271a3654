"""The corpus: phrases beside their readings, by section of the reading guide.

A row is `(reading, [comments])`. A reading is written in one line:

    Y5:2 Y6:1        two Year 5 classes and one Year 6 class      Y4:?   no number said
    Y3+Y4:1          one mixed class                              Y5/Y6:1   any one of the years
    or Y3:?          a fallback                                   not Y6    excluded
    !code            a doubt of this code                         near / exact   what is said of statement (1)
    kind:rural       asked for                                    renew:NAME pair:NAME avoid:NAME   partners

A comment may carry its form's date after "@"; without one it is dated 1 July 2025. Where a doubt about the years is
raised, the request beside it is only checked when the row writes one.
"""

from __future__ import annotations

Row = tuple[str, list[str]]

SECTION_1: list[Row] = [
    (
        "Y4:1",
        [
            "Y4, one class",
            "Yr4 - 1 class",
            "yr 4 1 class",
            "Yr. 4: 1",
            "Year 4 (1 class)",
            "year four, one class",
            "1 YEAR 4 class",
            "One class, ages 8 to 9",
            "1 class of 8-9 year olds",
            "One class. Aged 8-9.",
        ],
    ),
    ("Y5:1", ["9–10 year olds, one class", "a class of 9-10 yr olds"]),
    (
        "Y3:1 Y4:1 Y5:1",
        ["Years 3-5, one class in each", "Y3, 4 & 5: one class each", "one class in each of Years 3 to 5"],
    ),
    ("Y3:1 Y4:1 Y5:1 Y6:1", ["KS2 - one class in each year", "one class per year group in KS2"]),
    (
        "!year-unclear",
        [
            "9 year olds, 1 class",
            "KS2",
            "KS2 please",
            "Juniors, 2 classes",
            "EYFS",
            "P5, one class",
            "Primary 5, one class",
            "Year 45, one class",
            "rising nines, one class",
        ],
    ),
    ("!mixed-or-either", ["LKS2", "Upper KS2 please", "lower juniors", "UKS2, one class", "KS1", "a KS2 class"]),
    ("Y3/Y4/Y5/Y6:1", ["one class, any KS2 year", "Any KS2 class, just one"]),
    ("R:1", ["Reception, one class", "1 x YR", "Year R - one class", "FS2: 1 class"]),
    ("N:1", ["Nursery, one class", "FS1, one class", "F1 - 1 class"]),
    ("Y8:1", ["one Year 8 class", "1 x Y8"]),
    (
        "Y4:1",
        [
            "This is our third year of the project. One Y4 class.",
            "We have been doing this for 5 years. One Y4 class.",
            "Linking since 2017. 1 Y4 class please.",
            "Year 4, one class. Tel 01772 555019.",
            "One Y4 class. We know about the £347 fee.",
            "Year 4, 1 class. We are 5 miles from Garstang.",
            "Y4 - 1 class - see you on 1/12/25",
            "Class 3 (Year 4), one class please",
        ],
    ),
    (
        "!year-missing",
        [
            "Class 3 please",
            "Our Class 3 would love to take part",
            "Two classes, please.",
            "Any class you like",
            "Hello! We would love to take part.",
        ],
    ),
    # which academic year
    (
        "Y4:1",
        [
            "Year 4 in September, one class",
            "one class of next year's Year 4",
            "one of our incoming Year 4 classes",
            "2025-26 Year 4, one class",
            "one new Year 4 class",
            "They will be Year 4, one class",
            "Year 4 from September - 1 class",
            "current Year 4, one class@2025-10-01",
            "This year's Year 4, one class@2025-10-01",
            "Year 4 (2025/26) 1 class",
        ],
    ),
    (
        "!year-reference-unclear",
        [
            "current Year 4, one class",
            "this year's Year 4 (1 class)",
            "Our present Year 4, one class",
            "Y4 at the moment, 1 class",
            "one class, currently Year 4",
            "next year's Year 4, one class@2025-10-01",
            "Year 5 (2024-25), one class",
            "last year's Year 4, one class",
            "Year 5 in September, one class@2025-10-01",
            "Year 4 now, 2 classes",
        ],
    ),
    (
        "Y5:1",
        [
            "current Year 4 who will be Year 5, one class",
            "one class, Year 4 now, Year 5 in September",
            "One class: Year 4 going into Year 5",
            "one class of Year 4s moving up to Year 5",
            "Our one class of current Y4s (Y5 in September)",
            "Year 5 in September (currently Year 4), one class",
            "1 class of our current Year 4, who will be in Year 5 next year",
        ],
    ),
    (
        "Y5:1 renew:St Mary's",
        [
            "We would like to renew our link with St Mary's with the same children as last year, who were then in Year 4. One class."
        ],
    ),
    ("!year-missing", ["Same children as last year please, one class", "Same as last year"]),
]

SECTION_2: list[Row] = [
    (
        "Y5:2 Y6:1",
        [
            "2 x Y5 and 1 x Y6",
            "Y5 (2), Y6 (1)",
            "two Year 5 classes and a Year 6 class",
            "2xY5, 1xY6",
            "Y5 x2, Y6 x1",
            "Y5 - 2 classes\nY6 - 1 class",
            "2 classes of Y5 and 1 class of Y6",
            "Year 5: 2, Year 6: 1",
            "We would like to link two classes in Year 5 and one in Year 6.",
            "two Y5s and one Y6",
            "Y5 2no. Y6 1no.",
            "Year 5 = 2 classes; Year 6 = 1 class",
            "Both our Year 5 classes and one Year 6 class",
            "a pair of Year 5 classes and one Year 6 class",
        ],
    ),
    (
        "Y3:1 Y4:1 Y5:1",
        [
            "Years 3, 4 and 5 – one class in each",
            "one class from each of Y3, Y4, Y5",
            "A Year 3, a Year 4 and a Year 5 class",
            "one Y3, one Y4 and one Y5",
            "1 class each from Years 3, 4 and 5",
            "Y3, Y4 & Y5 x 1 class each",
        ],
    ),
    (
        "Y3:2 Y4:2",
        [
            "two classes in each of Y3 and Y4",
            "Y3 and Y4, two classes in each",
            "Years 3 and 4 - 2 classes per year group",
            "Y3 (2) and Y4 (2)",
        ],
    ),
    (
        "Y4:1",
        [
            "a Year 4 class",
            "our Year 4 class",
            "Year 4 class",
            "just the one Y4",
            "Our single Year 4 class please",
            "We'd like to put forward our Year 4 class",
            "Mrs Patel's Y4 class",
            "my own class (Year 4)",
            "One of our Year 4 classes",
        ],
    ),
    (
        "Y4:2",
        [
            "both Year 4 classes",
            "Y4A and Y4B",
            "4T and 4S (Year 4)",
            "Year 4 - both classes",
            "both of our Year 4s",
            "Year 4 (4T and 4S)",
            "Year 4: 4K, 4L",
        ],
    ),
    ("Y4:3", ["all three of our Year 4s", "All 3 Year 4 classes", "Year 4, all three classes"]),
    (
        "Y4:? !class-count-missing",
        [
            "our Year 4 classes",
            "Year 4 please",
            "all of Year 4",
            "Year 4",
            "We would like to link our Year 4s",
            "Year 4 children",
            "Y4s please",
        ],
    ),
    (
        "Y4:2",
        [
            "We are a two-form entry school and would like the whole of Year 4 to take part",
            "2 form entry. All of Year 4 please.",
        ],
    ),
    ("Y5:3", ["three form entry, all our Year 5 classes"]),
    ("Y4:? !class-count-missing", ["We are two-form entry. Year 4 please", "2FE school, Year 4 please"]),
    (
        "Y3+Y4:1",
        [
            "one Y3/4 class",
            "a mixed Year 3 and 4 class",
            "our Y3/4 class",
            "1 mixed Y3/4 class",
            "one mixed class of Year 3 and Year 4",
            "a Year 3/4 class",
            "Our Year 3/Year 4 mixed class",
            "mixed Y3 and Y4 class - 1",
            "one class, mixed Y3/4",
            "Y3/4, one class, they are taught together",
            "a Year 3 class with a few Year 4s in it",
        ],
    ),
    (
        "Y5+Y6:2",
        ["two mixed Y5/6 classes", "2 Y5/6 classes", "Y5/6 x 2 (mixed age classes)", "both our mixed Year 5/6 classes"],
    ),
    (
        "!mixed-or-either",
        [
            "Y3/4",
            "Year 5/6",
            "Y3-4",
            "Our Y3/4 classes",
            "Y3/4, 2 classes",
            "Y4/Y5 1 class",
            "Y5 and 6, 1 class",
            "Y4 and/or Y5, one class",
            "our 7–9s",
        ],
    ),
    (
        "Y5/Y6:1",
        [
            "Year 5 or 6, one class",
            "either Y5 or Y6 (1 class)",
            "one class from Year 5 or Year 6",
            "a Year 5 or a Year 6 class",
            "1 class, Y5 or Y6, whichever suits",
            "Y5/6 - one class, either year, you choose",
        ],
    ),
    (
        "!class-count-split",
        [
            "Years 5 and 6, 2 classes",
            "Years 5 and 6, 3 classes",
            "2 classes, Y5 and Y6",
            "Year 5 & Year 6 - two classes",
        ],
    ),
    ("Y4:2 Y5:1", ["3 classes: 2 Y4, 1 Y5", "Three classes - two Year 4 and one Year 5"]),
    ("Y4:2 Y5:1 !class-count-conflict", ["4 classes: 2 Y4, 1 Y5"]),
    (
        "Y5:? !class-count-unclear",
        [
            "2 or 3 Year 5 classes",
            "a couple of Year 5 classes",
            "maybe two Year 5 classes",
            "Year 5, up to three classes",
            "Y5, 2-3 classes",
            "about two Year 5 classes",
            "Year 5, possibly 2 classes",
        ],
    ),
    (
        "Y5:? !class-count-missing",
        ["60 children in Year 5", "Y5 (58 pupils)", "Y5 (30)", "58 Year 5 pupils", "Year 5, 60 chn"],
    ),
    (
        "Y4:? or Y5:? !class-count-missing",
        [
            "Year 4, or Year 5 if there is no match",
            "Year 4, Year 5 if you can't find a match",
            "Year 4 please - or Year 5 at a push",
        ],
    ),
    (
        "Y4:1 or Y3:?",
        [
            "preferably one Year 4 class but would consider Year 3",
            "first choice one Y4 class, second choice Y3",
            "One Y4 class ideally, Y3 otherwise",
            "One Year 4 class. Failing that Year 3.",
            "A Year 4 class; if not, Year 3",
            "1 x Y4. Year 3 would be fine too.",
            "A Y4 class (Y3 as a back up)",
            "One Year 4 class, though we could do Year 3 instead if that's easier",
            "1 class, Year 4, happy to consider Year 3",
        ],
    ),
    (
        "Y4:1 not Y6",
        [
            "A Year 4 class, not Year 6",
            "One Year 4 class. Not Year 6 please.",
            "Year 4 (1 class) but not Year 6",
            "One Y4 class. We can't do Year 6 because of SATs.",
            "A Y4 class. Rather not Year 6.",
            "One Y4 class, Year 6 is no good for us",
            "Year 6 can't do it, but one Year 4 class can",
        ],
    ),
    ("Y3/Y4/Y5:1 not Y6", ["any KS2 class but not Year 6", "One class, any KS2 year except Year 6"]),
]

SECTION_3: list[Row] = [
    (
        "Y4:1 kind:contrasting kind:urban",
        ["One Y4 class. We are a small rural Catholic school and want to meet children from a diverse town school"],
    ),
    ("Y4:1 kind:rural", ["One Y4 class. A rural school please", "1 x Y4, would like to link with a village school"]),
    ("Y4:1 kind:similar", ["One Y4 class, similar school to ours please", "One Y4 class. Similar size if possible"]),
    (
        "Y4:1 kind:nearby",
        ["One Y4 class, within 10 miles", "One Y4 class, nearby please", "One Y4 class. Half an hour at most by coach"],
    ),
    (
        "Y4:1",
        [
            "One Y4 class. We are a small village school",
            "One Year 4 class. We are 5 miles from Garstang",
            "One Y4 class. Ours is a large urban primary",
        ],
    ),
    (
        "Y4:1 kind:no-preference",
        [
            "One Y4 class, any school",
            "One Y4 class, no preference",
            "One Y4 class. We don't mind who with",
            "one Y4 class, happy to link with anyone",
        ],
    ),
    ("Y4:1 kind:contrasting kind:faith", ["One Y4 class. We'd love to link with a Muslim faith school"]),
    (
        "Y4:1 renew:St Oswald's, Accrington",
        [
            "One Y4 class, continuing our link with St Oswald's, Accrington",
            "One Y4 class. We would like to link with St Oswald's, Accrington again please",
        ],
    ),
    (
        "Y4:1 pair:Wheatley Brook Primary",
        [
            "One Y4 class. We would like to link with Wheatley Brook Primary",
            "One Y4 class, linked with Wheatley Brook Primary - both heads have agreed",
        ],
    ),
    (
        "Y4:1 avoid:Longsedge Primary kind:new-partner",
        ["One Y4 class. A different school please, we have done two years with Longsedge Primary"],
    ),
    ("Y4:1 avoid:Longsedge Primary", ["One Y4 class. Not Longsedge Primary please"]),
    ("Y4:1 renew:- !partner-unclear", ["One Y4 class. Same school as last year please"]),
    ("Y4:1 !partner-unclear", ["One Y4 class. We linked with Longsedge Primary last year and it was lovely."]),
    ("Y4:1 pair:St Anselm's pair:Wheatley Brook", ["One Y4 class. Either St Anselm's or Wheatley Brook"]),
]

SECTION_7: list[Row] = [
    (
        "Y4:1",
        [
            "One Y4 class. Thank you so much, we loved it last year and can't wait. Our TA Mrs Jones retired in July and we have 210 children on roll."
        ],
    ),
    (
        "Y4:1 !unread-text",
        [
            "One Y4 class. We cannot attend the December CPD date.",
            "One Y4 class, as agreed on the phone with James",
            "One Y4 class, see attached",
            "One Y4 class. It depends on the governors.",
        ],
    ),
    ("!year-missing", ["Hedgehogs and Badgers", "Two classes please", "Team 3 and Team 4"]),
    ("Y3:1 Y5:1 near", ["One Y3 and one Y5 class. A year either way at the other school would be fine."]),
    ("Y4:1 near", ["One Y4 class. A Y3 or Y5 class at the other school would be fine."]),
    ("Y5:1 exact", ["One class, Y5 to Y5 only", "One class. Year 5 only."]),
    ("Y5:2", ["Two Year 5 classes like last year", "Year 5, 2 classes, same as last year"]),
    ("Y4:1", ["We are one-form entry. Year 4 please", "1FE, Year 4"]),
    ("Y4:? !class-count-missing", ["1.5 form entry, Year 4 please"]),
    ("Y4:2 !class-count-conflict", ["Year 4, 2 classes (Elm, Ash, Rowan)"]),
    ("Y4:2 !class-count-conflict", ["Two Year 4 classes. We are one-form entry."]),
    ("!year-unclear", ["4S", "4S please"]),
    ("Y4:1", ["4S (Year 4)", "Year 4 - 4S"]),
    ("!class-count-split", ["Years 3 and 4, three classes"]),
    ("Y3+Y4:1", ["Y3/4 x 1. All our classes are mixed age."]),
    (
        "Y5:1",
        [
            "Initially Y6 but on reflection Y5, one class",
            "One Y6 class. Sorry, I mean one Y5 class.",
            "One Y6 class - no wait, one Y5 class",
            "1 Year 6 class. Actually make that one Year 5 class",
        ],
    ),
    ("Y4:1", ["Y4: 1 class, Y5: 0", "Year 4 1, Year 5 0, Year 6 nil"]),
    (
        "Y4:1 or Y3/Y5:?",
        [
            "One Y4 class, or Y3 or Y5 if there is no match",
            "One Year 4 class, would also consider Year 3 or Year 5",
            "One Y4 class or the year above or below if there is no match",
        ],
    ),
    (
        "!year-unclear",
        [
            "1 in Y3 and 1 in Y4, or 2 in Y5",
            "maybe Year 4, one class",
            "Possibly Year 5 (1 class)",
            "Year 4 or perhaps Year 5, depends on staffing",
        ],
    ),
    (
        "Y5:? !class-count-missing",
        ["Our school council, all Year 5", "Part of a class from Year 5", "Year 5 - Mrs A and Mrs B, job share"],
    ),
    ("!year-unclear", ["Year one class please", "Y3 4 classes"]),
    ("Y3:2", ["Year 3 2 classes"]),
    ("Y4:1", ["A Year 4 form", "one Y4 tutor group", "1 Year 4 set"]),
    ("Y3:? !class-count-unclear", ["a Year 3 class and a half", "Year 3, a class and a bit"]),
    ("Y4:1 or Y4:1", ["One Y4 class, and a second class if there are places"]),
    ("Y5:1 or Y4:1", ["One Y5 class, and a Year 4 as well if you can"]),
    ("Y4:1", ["the second Year 4 class", "Our fifth class to take part: one Year 4 class"]),
    ("Y3:1 pair:Lane Ends", ["Link our Year 3 class with the Year 4 at Lane Ends"]),
    ("Y5:1 Y6:? !class-count-missing", ["One Year 5 class, and Year 6"]),
    ("Y3+Y4:1 Y5+Y6:1", ["We have two classes, Y3/4 and Y5/6", "1 x Y3/4 and 1 x Y5/6"]),
    ("Y5:? Y6:? !class-count-missing", ["Y5 Y6", "Y5\nY6"]),
    ("!year-unclear", ["A mixed Y1/2, a mixed Y3/4, whichever you like"]),
    (
        "Y4:1 not Y6 or Y3/Y5:?",
        ["Anything but Year 6, ideally one Y4 class", "Anything but Year 6! Ideally a Y4 class, just the one."],
    ),
    ("Y3:1 not Y4", ["One Y3 class. Not Mrs Lord's Y4"]),
    (
        "Y5:1 or Y4:?",
        [
            "One Y5 class if they are close by, otherwise Y4",
            "Y5 only, one class. If there is no match Y4 would be fine",
        ],
    ),
    ("Y4:1 or Y3:?", ["One Y4 class. Rather not Y3, but if it is all there is, fine."]),
    ("Y6:1 not Y6 !contradiction", ["One Y6 class. Not Year 6 please."]),
    ("Y4:1", ["One Y4 class if poss", "One Y4 class if you are able"]),
]

SECTIONS: dict[str, list[Row]] = {
    "section 1": SECTION_1,
    "section 2": SECTION_2,
    "section 3": SECTION_3,
    "section 7": SECTION_7,
}
