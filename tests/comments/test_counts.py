"""Numbers of classes and classes of several years, rule by rule (notation: `corpus`)."""

from __future__ import annotations

import pytest
from comments.readings import differences, reading_of

RULES: dict[str, list[tuple[str, str]]] = {
    "a number of each holds for every year of its sentence": [
        ("Y4:1 Y5:1", "Our y4s (30) and y5s (28), one class of each."),
        ("Y3:1 Y4:1", "Y3 (29 children), Y4 (31 children): one class in each"),
        ("Y5:2 Y6:2", "Year 5 - 60 pupils, Year 6 - 58 pupils, two classes in each year"),
        ("Y3:1 Y4:1 Y6:1", "Year 3, Year 4 and also Year 6. One of each please."),
        ("Y4:2 Y5:2", "Year 4 (62) and Year 5 (59). Two classes apiece."),
        ("Y3:1 Y5:1", "Y3 with Mrs Ball and Y5 with Mr Cope, one class each"),
    ],
    "as many numbers as years are theirs in turn": [
        ("Y3:1 Y4:1 Y5:2", "Years 3, 4, 5: one, one, two."),
        ("Y3:2 Y4:1", "Years 3 and 4 - two and one respectively"),
        ("Y3:2 Y4:1", "Years 3 and 4: 2 and 1"),
        ("Y5:2 Y6:1", "Y5, Y6 (2, 1)"),
        ("Y3:1 Y4:2 Y5:1 Y6:1", "Year groups 3, 4, 5 and 6; classes 1, 2, 1 and 1"),
        ("Y4:1 Y5:3", "Year 4 and Year 5, one and three classes respectively"),
        ("Y4:1 Y5:2", "Y4 and Y5, 1 and 2 classes"),
    ],
    "headings pasted with their answers": [
        ("Y4:2", "Year group 4 Number of classes 2"),
        ("Y4:2", "Year group: 4  Number of classes: 2"),
        ("Y4:2", "Year group: 4\nNumber of classes: 2"),
        ("Y5:1", "YEAR GROUP - 5 NO. OF CLASSES - 1"),
        ("Y3:3", "Year group(s): 3. Classes: 3"),
        ("Y6:2", "Year Group = 6, No of classes = 2"),
        ("Y4:2 Y5:1", "Year group: 4, 5\nNumber of classes in each: 2, 1"),
        ("Y5:1", "Year: 5 Class: 1"),
        ("Y3:1", "Class: Year 3. Number: 1"),
    ],
    "years that come as one class": [
        ("Y5+Y6:2", "Year 5 & Year 6 as mixed classes, two of them."),
        ("Y4+Y5:1", "Could we bring Y4 and Y5 as one class?"),
        ("Y4+Y5:1", "Would it be possible to bring Y4 AND Y5 as 1 group? A single teacher for both."),
        ("Y3+Y4:1", "Y3 and Y4 as a single class please"),
        ("Y5+Y6:1", "We'd like Years 5 and 6 to come as a joint class"),
        ("Y5+Y6:1", "Years 5 and 6 joint class of 20."),
        ("Y3+Y4:1", "Years 3 and 4, composite class"),
        ("Y3+Y4:1", "A combined Y3 and Y4 class"),
        ("Y3+Y4:1", "Y3 & Y4 (combined class)"),
        ("Y1+Y2:1", "Y1 and Y2 taught as a single class"),
        ("Y5+Y6:2", "Two Year 5 and 6 combined classes"),
        ("Y3+Y4+Y5+Y6:1", "KS2 is one class, Y3-Y6 together."),
        ("Y3+Y4+Y5+Y6:1", "The whole of KS2 is taught as one class"),
        ("Y3+Y4+Y5+Y6:1", "All of our juniors, Years 3 to 6, are in one class and that is the class we'd link"),
        ("Y2+Y3:1", "Chestnut Class, please (Years 2 and 3)"),
        ("Y4+Y5:1", "Kestrels class (Y4 and Y5)"),
        ("Y5+Y6:1", "Beech class - Years 5 and 6"),
        ("Y3+Y4:1", "My Year 4 class, with three Year 3s taught alongside them"),
        ("Y3+Y4:1", "one class: mostly Y4 plus five Y3s"),
    ],
    "teachers are no classes": [
        (
            "Y5:? !class-count-missing",
            "There are two Year 5 teachers and both have asked to do it so that is our request.",
        ),
        ("Y4:? !class-count-missing", "Three Year 4 teachers would like to take part"),
        ("Y3:? !class-count-missing", "Our two Y3 staff are keen"),
    ],
    "a number that is left open": [
        ("Y4:? !class-count-unclear", "Y4. I think 2 classes but check with the office"),
        ("Y4:? !class-count-unclear", "Y4, 2 classes (I think)"),
        ("Y4:? !class-count-unclear", "Two Year 4 classes, possibly three"),
        ("Y3:? !class-count-unclear", "Whole of Year 3 (2 and a half classes)"),
        ("Y3:? !class-count-unclear", "Y3 - 2½ classes"),
        ("Y3:? !class-count-unclear", "Y3, 2.5 classes"),
        ("Y3:? !class-count-unclear", "One and a half classes of Year 3"),
        ("Y3:? !class-count-unclear", "Year 3 1/2 classes"),
    ],
    "a word between the number and the year": [
        ("Y4:1", "We have 2 Y6, 2 Y5, 1 large Y4 (34), 2 Y3. The large Y4 is what I'd put forward."),
        ("Y4:1", "one big Year 4"),
        ("Y5:2", "two small Year 5s"),
        ("Y5:1", "a bumper Y5 class"),
        ("Y4:1", "one bulge Year 4 class"),
        ("Y4:2", "two full Y4 classes"),
        ("Y5:1", "1 chatty Year 5"),
    ],
    "classes told by their sizes": [
        ("Y5:2", "Y5, one class of 22 and another of 23"),
        ("Y5:2", "It would be our Y5 pupils. There's 45 of them, set up as one class of 22 and another of 23."),
        ("Y4:2", "Year 4: a class of 28 and a class of 27"),
        ("Y4:2", "Y4 - classes of 28 and 27"),
        ("Y3:3", "Year 3, three classes of 24"),
        ("Y6:1", "Year 6, class of 19"),
    ],
    "a later number of each, and single classes": [
        ("Y3:1 Y4:1", "We have two classes in each of Y3 and Y4. One from each would take part."),
    ],
    "names and codes of classes": [
        ("Y5:2", "Y5 (5K + 5W)"),
        ("Y5:1", "Year 5, 5K only"),
        ("Y5:1", "We are 2 form entry throughout but only Mrs Haworth's half of Y5 wants to take part this time."),
        ("Y5:? !class-count-unclear", "Half of Y5"),
        ("Y4:1", "Just Mr Singh's half of Year 4, we are two-form entry"),
        ("Y3:1", "Miss Leck in Y3 is willing, the other Y3 class will sit out"),
    ],
}


@pytest.mark.parametrize(
    ("rule", "row", "comment"), [(rule, row, comment) for rule, rows in RULES.items() for row, comment in rows]
)
def test_counts(rule: str, row: str, comment: str) -> None:
    assert differences(row, reading_of(comment)) == [], rule
