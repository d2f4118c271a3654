"""Which conditions are quoted as unread text, and which remarks are understood without being recorded (7.1)."""

from __future__ import annotations

import pytest
from comments.readings import DAY, READER

CONDITIONS = [
    "1 Y4 class, but only if no visit falls before Easter.",
    "1 Y4 class, provided they come to us first.",
    "1 Y4 class. Nobody can get to the training on 1 December.",
    "1 Y4 class. Mrs Lord is unable to attend the CPD in March.",
    "1 Y4 class. Neither teacher can be released for the Preston session.",
    "1 Y4 class. Is it OK if she doesn't attend the training, as she has done it twice?",
    "1 Y4 class. We'd struggle to make the December training.",
    "1 Y4 class, but only on condition that the £347 is invoiced after April",
    "1 Y4 class. We can only take part if the fee is split over two years.",
    "1 Y4 class. We can't afford the fee until our new budget.",
    "Two Y4 classes, as long as it is one fee for both of our schools.",
    "1 Y4 class. It all depends on the governors.",
    "1 Y4 class. Could we pay in two halves?",
    "1 Y4 class. Our head will have to ratify this in September.",
    "1 Y4 class. If the fee has gone up we will have to pull out.",
    "1 Y4 class. James knows the details from our call.",
    "1 Y4 class, subject to funding from the PTA",
    "1 Y4 class. We are waiting for the head to agree.",
    "1 Y4 class, as agreed with James on the phone",
    "1 Y4 class. Please see attached letter.",
    "1 Y4 class. Details are in my email, see my email of 3 June.",
    "1 Y4 class. Not before Easter please.",
    "1 Y4 class. We can't start until January.",
    "1 Y4 class. We're not sure whether we can take part.",
    "1 Y4 class, no mosque visits as some parents object",
    "1 Y4 class. We would prefer not to do video calls.",
    "1 Y4 class. Our children cannot be photographed.",
    "1 Y4 class, subject to our new head being happy.",
    "1 Y4 class. It must all be on paper and in person.",
    "1 Y4 class. One boy's name must never be given to anybody outside.",
    "1 Y4 class. We would need an interpreter at each of the joint sessions.",
    "1 Y4 class. Will need everything in large print.",
    "1 Y4 class, but only if nothing has been fixed for the week of the fair as you promised.",
    "1 Y4 class. Please give me a ring before you match us.",
    "1 Y4 class. I'm afraid nobody from here can make 1st December.",
    "1 Y4 class. Unless we can find cover for the training we shall have to drop out.",
    "1 Y4 class. Our governors meet on 12 July and may yet say no.",
    "1 Y4 class. We've no money for coaches so the other school would have to come to us.",
    "1 Y4 class. As we said when you came in, our two schools would share one place.",
    "1 Y4 class, after SATs only.",
    "1 Y4 class. Only one of our two job sharers can come on 1 December, is that all right?",
    "1 Y4 class. James, please phone before sending anything out.",
    "1 Y4 class. We will not be able to send anybody on 26th March because of a residential.",
    "1 Y4 class. We'd want to see who we are matched with before we say yes.",
    "1 Y4 class. Our head retires in July and the new one hasn't been told about this yet!",
    "1 Y4 class. The trust must approve anything that costs money.",
    "1 Y4 class. We would pay a fee and a half if that's fair.",
    "1 Y4 class. We can commit to the first term only.",
    "1 Y4 class. Could we hold off paying until the grant comes through?",
    "1 Y4 class. We can't go ahead without a second adult.",
    "1 Y4 class. Please keep our name off the website.",
    "1 Y4 class. Assuming the answers are fine, count us in.",
]
UNDERSTOOD = [
    "1 Y4 class. I must say how glad we are to be asked.",
    "1 Y4 class. The hall has all the seats that we'd need.",
    "1 Y4 class. Thursdays suit us best.",
    "1 Y4 class. We can only do Thursdays for the visits.",
    "1 Y4 class. Not in SATs week (11-14 May).",
    "1 Y4 class, 4 with SEND and one wheelchair user.",
    "1 Y4 class. We couldn't stop laughing at the training!",
    "1 Y4 class. Invoice to the office please.",
    "1 Y4 class. It costs a fortune to heat this hall and no mistake.",
    "1 Y4 class. Mrs Lord can make both training dates.",
    "1 Y4 class. I can't get out of the habit of writing P6!",
    "1 Y4 class. Everything takes us twice as long as the lesson plan says.",
    "1 Y4 class. The governors are right behind us.",
    "1 Y4 class. We enclosed the garden last summer.",
    "1 Y4 class. We could not have enjoyed last year's link more.",
    "1 Y4 class. No need to ring, email is best.",
    "1 Y4 class. We'd rather not be linked with Moss Lane Primary.",
    "1 Y4 class. The fee is fine.",
    "1 Y4 class. Not a private school please.",
    "1 Y4 class. Mr Dean can't attend but Mrs Hall will, on both dates.",
    "1 Y4 class. We couldn't make last year's training because of snow.",
    "1 Y4 class. The fee is in the budget and the governors have approved it.",
    "1 Y4 class. It depends on nothing, we're in.",
    "1 Y4 class. We are happy for the fee to come out of pupil premium.",
    "1 Y4 class. Please don't send a paper copy.",
    "1 Y4 class. Not sure who the teacher will be yet.",
    "1 Y4 class. We'd need the dates by July for the diary.",
    "1 Y4 class. Ideally not too far to travel (Chorley / Preston / Leyland area) as coach costs are an issue.",
    "1 Y4 class, not Year 3 as they can't both get to the training.",
    "1 Y4 class. One child uses a wheelchair.",
    "1 Y4 class. We've not much money for travel so being near a station would be useful.",
]


def unread(comment: str) -> list[str]:
    return [one.evidence for one in READER.read(comment, DAY).doubts if one.code == "unread-text"]


@pytest.mark.parametrize("comment", CONDITIONS)
def test_conditions_are_quoted(comment: str) -> None:
    assert unread(comment)


@pytest.mark.parametrize("comment", UNDERSTOOD)
def test_remarks_are_understood(comment: str) -> None:
    assert unread(comment) == []
