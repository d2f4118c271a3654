"""Which schools are partners, by which relation, and which names are none (reading guide, sections 3 and 7)."""

from __future__ import annotations

import pytest
from comments.readings import DAY, READER

from pipeline.normalise.comments import CommentReader
from pipeline.years import AcademicYear

# (partners as "relation:name", "-" for no name; "?" where it must be asked), comment
RENEWED = [
    ("renew:Moss Lane Primary", "Y4, one class, and we'd like to continue our link with Moss Lane Primary."),
    ("renew:Moss Lane", "Could we have Moss Lane again if they'll have us back? One Y4 class."),
    ("renew:Moss Lane", "We were with Moss Lane last year and would love to work with them again. 1 Y4 class."),
    ("renew:St Gregory's, Morecambe", "Existing link: St Gregory's, Morecambe. 2 Year 5 classes."),
    ("renew:Longmeadow", "We've been with Longmeadow two years, so it needs to be Longmeadow's new Y5s. 1 Y5 class."),
    ("renew:Carr Fold", "With Carr Fold again please, 1 x Y6"),
    (
        "renew:Hollin Bank Primary",
        "Hollin Bank Primary took part with us last year. We hope to keep it going. 1 Y4 class.",
    ),
    (
        "renew:St Aidan's",
        "Last year we had St Aidan's. They stopped, but if they come back we'd love to work with them again. 1 Y4.",
    ),
    (
        "renew:Brow Top",
        "One Y5 class. Our partner last year was Brow Top and we want to carry on with the same school.",
    ),
    ("renew:Fell View Primary", "Same link as before (Fell View Primary), Year 3, 1 class"),
    ("renew:Sykes Lane", "Two Year 4 classes. Sykes Lane once more if possible; if not, anybody."),
    ("renew:Deansgate Primary", "Deansgate Primary have said yes to another year with us. 1 Y4 class."),
    ("renew:Holme Bank", "Renewing with Holme Bank, 1 Y5 class"),
    ("renew:Grange Lane", "1 Y4 class. We have been with Grange Lane since 2021 and see no reason to stop."),
    ("renew:Ravensclough Primary", "Would love Ravensclough Primary back, they were a dream. 1 Y4 class."),
    (
        "renew:Ravensclough Primary",
        "We got on so well with Ravensclough Primary that we don't want it to end. 1 Y4 class.",
    ),
    ("renew:St Bega's", "You linked us with St Bega's, thank you, and more of the same please. 1 Y4 class."),
    ("renew:Grange Lane", "Linked school last year: Grange Lane. Linked school this year: same. 1 Y4 class."),
    ("renew:Larkfield", "Larkfield will have us again. 1 Y5 class."),
    ("renew:Barden", "1 Y5 class, same school (Barden)."),
    ("renew:Brookside, Leyland", "Same partner as this year (Brookside, Leyland). 1 Y5 class."),
    ("renew:Roe Lee", "1 Y5 class - continuing with Roe Lee (same children who linked as Y4). 1 Y3 class - new link."),
    ("renew:Moss Lane", "1 Y5 class to continue with Moss Lane. We also want a new link for our Year 3, 1 class."),
    ("renew:Brackenshaw St Jude's", "Brackenshaw St Jude's were our partners. We'd like St Jude's again. 1 Y4 class."),
    (
        "renew:Beckside Primary",
        "1 class, Y3. We'd be sorry to lose our link with Beckside Primary so the same again please.",
    ),
]
PAIRED = [
    ("pair:Foxhill Bank", "Foxhill Bank (keen) with our two Y4s"),
    ("pair:Nook Hall", "ours: 2 x Y4, theirs (Nook Hall): 1 x Y4"),
    ("pair:Crag Foot Primary", "1 Y4 class. Please pair us with Crag Foot Primary, their head is expecting it."),
    ("pair:St Jude's pair:Pike Hill", "1 Y4 class, either St Jude's or Pike Hill please"),
    ("pair:Mossfield", "The Head of Mossfield rang to ask if we'd pair up and we said yes. 1 Y5 class."),
    ("pair:St Wilfrid's, Longridge", "Would St Wilfrid's, Longridge be interested? 1 Y4 class."),
    ("pair:Holly Mount", "1 Y5 class. Holly Mount or similar."),
    ("pair:Ravensclough Primary", "We've lined up Ravensclough Primary already. 1 Y4 class."),
    ("pair:Eldwick", "The children at Eldwick write to ours and both schools want to make it official. 1 Y5 class."),
    ("pair:Eldwick", "1 Y5 class. We asked for Eldwick last year and didn't get them, can we have them this time?"),
    ("pair:Moorgate Lane", "1 Y5 class if the 5s at Moorgate Lane are free."),
    ("pair:Raven Lane", "1 Y5 class. We have agreed with Raven Lane to do this together."),
    ("pair:Lea Mount Academy", "Lea Mount Academy have asked to link with us. 1 Y4 class."),
    ("pair:Abbey Hey Primary", "1 Y4 class. We'd love to be matched to Abbey Hey Primary if you can manage it."),
    ("pair:moss lane primary", "one y4 class, please link us with moss lane primary"),
    ("pair:MOSS LANE PRIMARY", "ONE YEAR 4 CLASS. PLEASE LINK US WITH MOSS LANE PRIMARY"),
]
AVOIDED = [
    ("avoid:Carr Fold", "1 Y4 class. We'd rather not be linked with Carr Fold."),
    ("avoid:Carr Fold", "We were linked with Carr Fold last year. We'd prefer not to be with them again. 1 Y4 class."),
    ("avoid:Carr Fold Primary", "1 Y4 class. Anyone other than Carr Fold Primary please"),
    ("avoid:Carr Fold", "We liked Carr Fold but it's time for a change. 1 Y4 class."),
    ("avoid:Carr Fold Primary", "After three years with Carr Fold Primary we'd like somebody new. 1 Y4 class."),
    ("avoid:Leaside avoid:Norbrook", "Our trust's schools are Leaside and Norbrook so not one of those. 1 Y4 class."),
    ("avoid:Lower Fold", "1 Y5 class. Don't pair us with Lower Fold, they're only across the road."),
    ("avoid:Lower Fold", "1 Y5 class. We'd ask that it not be Lower Fold, where several of ours were unhappy."),
    ("avoid:Ravensclough Primary", "Ravensclough Primary is too close, anyone else is fine. 1 Y4 class."),
    ("avoid:Lowfold", "1 Y4 class. Nothing against Lowfold but three years is enough."),
    ("avoid:Whitefold", "1 Y4 class. Rather not the same school as my sister teaches at (Whitefold)."),
    ("avoid:St Jude's", "1 Y4 class. Please don't put us with St Jude's again."),
    ("avoid:St Jude's", "We had St Jude's last time and it didn't work. Not them again please. 1 Y4 class."),
]
UNCLEAR = [
    ("?", "We linked with Carr Fold Primary last year and it was wonderful. 1 Y4 class."),
    ("?", "Our partners were St Jude's, whose Mrs Bell was a star. One Year 4 class this time."),
    ("?", "Y4, 1 class. Carr Fold Primary??"),
    ("renew:- ?", "Same school as last time please, 1 Y4 class"),
    ("renew:- ?", "1 Y4 class. We'd like to keep going with the school that you matched us with."),
    ("renew:- ?", "1 Y4 class, existing partner school please"),
    ("renew:- ?", "Stay with our current link. 1 Y4 class."),
]
NONE = [
    ("", "PLEASE CAN YOU PUT US DOWN FOR ONE YEAR 4 CLASS. WE HAVE 3 EHCPs AND THE TA COMES WITH US"),
    ("", "1 Y4 class, a Blackburn or Burnley school please"),
    ("", "1 Y4 class, somewhere in East Lancs"),
    ("", "1 Y4 class. We would like to link with a French school one day."),
    ("", "1 Y4 class. Our nearest station is Bamber Bridge."),
    ("", "Katie from Year 5 at St Malachy's here. 1 Y5 class."),
    ("", "I'm the new secretary at St Cuthbert's. 1 Y4 class."),
    ("", "Mrs Heyes ran it at St Chad's until 2022. 1 Y4 class."),
    ("", "1 Y4 class. Miss Lord came to us from Carr Fold Primary and knows the project."),
    ("", "1 Y4 class. We do Forest School on Fridays, so not Fridays."),
    ("", "We are federated with Lower Slack CE. 1 Y4 class."),
    ("", "1 Y4 class. Best to ring, but not Mondays."),
    ("", "We are a small C of E school so somewhere a bit different would be lovely. 1 Y4 class."),
    ("", "The infants next door (Oakfold Infant School) feed into us. 1 Y3 class."),
    ("", "We have a link with Mwanza School in Kenya too. 1 Y4 class."),
    ("", "1 Y4 class with Kath Lord and Sue Bell."),
    ("", "1 Y4 class. The children did a project with Blackpool Zoo last year and loved it."),
    ("", "1 Y4 class. I have spoken to Karen at your office."),
    ("", "1 Y4 class. As a Rights Respecting School we think this is a perfect fit."),
    ("", "1 Y4 class. Our vicar at St Anne's is very keen, as is St Anne's church."),
    ("", "1 Y4 class. Our school council (Amelia, Zain and Poppy) chose this. The school dog (Biscuit) helped."),
    ("", "1 Y4 class. Mossfield Juniors is where ours go next."),
    ("", "1 Y4 class. We share a minibus with Ravensclough Primary."),
    ("", "1 Y4 class. Ordinary community primary would be fine by us."),
    ("", "1 Y4 class. Last year's link was with a diverse school and it made such a difference, so more like that."),
    ("", "2 Y4 classes, same school for both please."),
    ("", "What we did in 2024-25: Y3 x 2, partner Swinshaw. What we'd like in 2025-26: Y3 x 1, partner any."),
    ("", "We are the Bright Futures Trust with Hill Top Primary and Oak Lane Primary. 1 Y4 class."),
]


def in_short(reader: CommentReader, comment: str) -> set[str]:
    """The partners of a comment as the tables write them."""
    reading = reader.read(comment, DAY)
    asked = {"?"} if any(one.code == "partner-unclear" for one in reading.doubts) else set()
    return {f"{one.relation.value}:{one.name or '-'}" for one in reading.partners} | asked


def expected(row: str) -> set[str]:
    return {
        part.strip()
        for part in row.replace(" pair:", "|pair:").replace(" avoid:", "|avoid:").replace(" ?", "|?").split("|")
        if part
    }


@pytest.mark.parametrize(("row", "comment"), RENEWED + PAIRED + AVOIDED + UNCLEAR + NONE)
def test_partners(row: str, comment: str) -> None:
    assert in_short(READER, comment) == expected(row)


REGISTERED = CommentReader(
    AcademicYear(2025),
    [
        "Moor Park Primary School",
        "Longridge Church of England Primary School",
        "Audley Junior School",
        "Sabden Primary School",
    ],
)


@pytest.mark.parametrize(
    ("row", "comment"),
    [
        ("renew:Moor Park", "1 Y4 class. Moor Park again please, they were super."),
        ("pair:Moor Park", "1 Y4 class. We'd love to be linked to Moor Park."),
        ("pair:Longridge CE", "1 Y4 class. Please link us with Longridge CE."),
        ("renew:Longshaw Infants", "1 Y2 class. We would love Longshaw Infants again"),
        ("renew:griffin park primary", "1 Y4 class, with griffin park primary again"),
        ("pair:Moor Park Lane", "1 Y4 class. Please link us with Moor Park Lane."),
        ("", "1 Y4 class. Kind regards, Moor Park Primary School"),
        ("pair:Audley Juniors", "1 Y4 class. Please match us with Audley Juniors"),
        ("", "1 Y4 class. We'd like a school from the Longridge area."),
        ("", "1 Y4 class. We walk to moor park on sports day."),
        ("", "1 Y4 class. Our Primary School council has voted for it."),
        ("", "1 Y4 class. A Sabden school, or one from Longridge, would be handy."),
    ],
)
def test_partners_of_the_register(row: str, comment: str) -> None:
    assert in_short(REGISTERED, comment) == expected(row)
