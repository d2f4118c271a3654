"""What kind of school is asked for, as against what a school says of itself (reading guide, sections 3 and 7)."""

from __future__ import annotations

import pytest
from comments.readings import DAY, READER

KINDS = [
    (
        "contrasting",
        "1 Y4 class. Most of our children are white British so we'd love a school with a large Muslim intake.",
    ),
    (
        "contrasting",
        "We are nearly all of Pakistani heritage. A school with mainly white children would be ideal. 1 Y4 class.",
    ),
    # Who says that nearly all are of one people says why others are wished for.
    (
        "contrasting",
        "Our children are almost all white British and we would like them to meet some who aren't. 1 Y4 class.",
    ),
    ("contrasting faith", "We're a Muslim school and would be very glad of a Catholic partner. 1 Y5 class."),
    ("faith similar", "One Y4 class. We'd like to be with another Muslim school."),
    ("no-preference", "No preference on schools but one class only, Year 5"),
    ("no-preference", "1 Y5 class. We don't care where they come from."),
    ("rural", "1 Y5 class. The last partner was rural and we'd like another of that sort."),
    ("", "One class of Year 6. Mr Hall and Miss Green have swapped."),
    ("urban large", "One Y4 class. Being a tiny rural school, a big urban partner would open their eyes."),
    ("", "Our small school would like one Y4 class."),
    ("nearby", "1 Y5 class. As close to Nelson as possible please."),
    ("nearby", "1 Y5 class. Nowhere too far, the coach budget is tight."),
    ("non-faith", "1 Y5 class. We don't want another church school."),
    ("contrasting", "1 Y4 class, somewhere a bit different from here"),
    ("contrasting", "One Y4 class. We'd like ours to meet children from other backgrounds."),
    ("contrasting", "1 Y4 class with a school where lots of languages are spoken"),
    ("rural", "1 Y4 class. A village school would suit us."),
    ("rural", "We're in the middle of Burnley so somewhere with cows and sheep would be wonderful. 1 Y4 class."),
    ("urban", "Very rural, 1 Y5 class, would like to link with a town school"),
    ("rural non-faith", "Urban Catholic school looking for a rural non-faith one. 1 Y4 class."),
    ("urban large", "1 Y6 class. We'd love to meet a great big town school."),
    ("urban", "1 Y6 class. A school in one of the big towns please."),
    ("small similar", "1 Y4 class, with a small school like ours please"),
    ("similar", "2 Y4 classes. The partner should be of similar size."),
    ("similar", "1 Y4 class, a school with a similar ethos please"),
    ("nearby", "1 Y4 class. Not too far please, within 40 mins."),
    ("nearby", "1 Y4 class, any school within a reasonable drive of Chorley"),
    ("further-away", "1 Y4 class, the further away the better please"),
    ("mainstream", "We are a special school. We'd love a mainstream partner. 1 Y4 class."),
    ("special", "1 Y4 class. We would like to link with a special school."),
    ("faith contrasting", "1 Y4 class. We'd like to link with a Muslim school."),
    ("contrasting", "1 Y4 class. We'd like a school where the children have a different faith."),
    ("non-faith", "We are all Catholic. Please could we be put with a community school? 1 Y4 class."),
    ("faith", "1 Y4 class, another church school please"),
    ("new-partner", "1 Y4 class. We fancy a change, so somebody new please."),
    ("no-preference", "1 Y4 class, any school will do"),
    ("no-preference", "1 Y4 class. Not fussed who with."),
    ("no-preference", "1 Y4 class. We'd be happy with anybody."),
    ("no-preference", "1 Y4 class. Whoever you think."),
    ("no-preference", "1 Y4 class, rural or town, we don't mind"),
    ("no-preference", "1 Y4 class. No strong views about the type of school."),
    ("contrasting", "1 Y4 class. We'd like our pupils to meet children whose first language isn't English."),
    ("contrasting", "1 Y4 class. Ideally with plenty of Hindu or Sikh families."),
    ("contrasting", "1 Y4 class. A partner unlike ourselves would be the point of it."),
    ("small", "1 Y4 class. Ideally paired with a school no bigger than ours."),
    ("non-faith", "1 Y4 class. No denominational schools."),
    ("non-faith", "1 Y4 class. Can we avoid another faith school this time?"),
    ("nearby", "1 Y4 class. Faith is not an issue, distance is: nobody more than ten miles off."),
    ("nearby", "1 Y4 class. We don't mind who with as long as it's not too far on the bus."),
    ("small", "1 Y4 class. We're anxious about being matched with a huge school so a small one would be preferred."),
    ("special", "A special school if possible. 1 Y4 class."),
    ("", "1 Y4 class (special school, 9 children)"),
    ("", "We're applying from a PRU. 1 Y4 class."),
    ("", "1 Y4 class. A partner near to a park, a farm or the sea would be super."),
    ("", "One Y4 class. By contrast, Year 3 is nearly all local children."),
    ("", "1 Y4 class. The children are Muslim, Hindu, Christian and none."),
    ("", "1 Y4 class. We've a new head from September who comes from a large urban school in Leeds."),
    ("", "1 Y4 class. Just not the other school in the village please."),
    ("urban non-faith", "1 Y4 class. Can they be from a town, and not a church one?"),
    ("contrasting", "1 Y4 class. If we can have a school where English isn't the home language, all the better."),
    ("non-faith", "1 Y4 class. I would sooner not have another church school."),
    ("nearby", "1 Y4 class. We do not wish to travel beyond Lancaster."),
    ("contrasting", "1 Y4 class. 100% white, hence the need for a diverse link."),
    ("contrasting", "1 Y4 class. A school whose children don't look and sound just like ours, please."),
    ("small", "1 Y4 class. If they were a small school too, that would help."),
    ("faith", "1 Y4 class. It would help if they were church too."),
    ("non-faith", "1 Y4 class. We feel it should be a school of no particular faith."),
    ("further-away", "1 Y4 class. Could do with a school at the other end of the county."),
    ("", "1 Y4 class. Anything but huge."),
    ("no-preference", "1 Y4 class. Please match us as you see fit."),
    ("no-preference", "1 Y4 class. Not fussy in the least about the partner."),
    ("no-preference", "1 Y4 class. We don't mind about the type of school at all."),
    ("", "Year 5 or 6, one class. I leave it to you to pick."),
    ("", "Any class you like, we're easy"),
    ("", "Happy with any year group"),
    ("", "1 Y4 class. They have never met anyone from outside Garstang."),
    ("", "One Y4 class; whoever teaches it will be in touch."),
    ("", "We are a small village school. 1 Y4 class."),
    ("", "Our classes are small. 1 Y4 class."),
    ("", "1 Y4 class. We linked with a tiny school near Slaidburn in 2021."),
    ("", "Small church school, 62 on roll, so 1 Y4 class"),
    ("", "KS2 class in a small village school, one Y4 class"),
    ("", "1 Y4 class. Our last partner was a big town school."),
    ("", "1 Y4 class. It's the highlight of our year at this little Catholic primary."),
]
WISHES = [
    (["by the seaside"], "1 Y4 class. We'd like a school by the seaside."),
    (["an experienced partner"], "1 Y4 class. We'd welcome an experienced partner please."),
    (["a school in Blackpool"], "1 Y4 class, to link with a school in Blackpool please."),
    (["Blackpool"], "1 Y4 class. Blackpool would be a treat."),
    (["if the partner is close by"], "One class: Y5 if the partner is close by, otherwise Y4."),
    (["a school new to the project"], "1 Y4 class. We would prefer a school new to the project."),
    (["A school with a choir"], "1 Y4 class. A school with a choir would be wonderful."),
    (["No private schools"], "1 Y4 class. No private schools please."),
    (["not another village school"], "1 Y4 class. Please not another village school."),
    ([], "1 Y4 class. We are by the seaside."),
    ([], "We're in Blackpool. 1 Y4 class."),
    ([], "1 Y4 class. I did it in 2011, with a school in Bradford."),
    ([], "1 Y4 class. The training in Preston was lovely."),
]


@pytest.mark.parametrize(("kinds", "comment"), KINDS)
def test_kinds(kinds: str, comment: str) -> None:
    assert set(READER.read(comment, DAY).kinds) == set(kinds.split())


@pytest.mark.parametrize(("wishes", "comment"), WISHES)
def test_other_wishes(wishes: list[str], comment: str) -> None:
    read = READER.read(comment, DAY).other_wishes
    assert len(read) == len(wishes)
    assert all(wish in quoted for wish, quoted in zip(wishes, read, strict=True))
