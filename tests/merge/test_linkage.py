"""Which forms come from one school: never by a name alone."""

from typing import Any

import pytest
from merge.made import form

from pipeline.merge.linkage import Verdict, compare
from pipeline.merge.schools import identity, own_domain

SAME, DOUBTFUL, DIFFERENT = Verdict.SAME, Verdict.DOUBTFUL, Verdict.DIFFERENT

HERE: dict[str, Any] = {"email": "head@stmarys-eccleswick.lancs.sch.uk", "telephone": "+441257451206"}
THERE: dict[str, Any] = {"email": "office@stmarys-burnley.lancs.sch.uk", "telephone": "+441282451206"}
NOWHERE: dict[str, Any] = {"email": None, "telephone": None}


def verdict(one: dict[str, Any], other: dict[str, Any]) -> Verdict:
    left, right = identity(form(**one).expression), identity(form(**other).expression)
    assert compare(left, right).verdict is compare(right, left).verdict
    return compare(left, right).verdict


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # one name, two schools
        ({"school": "St Mary's Primary School", **HERE}, {"school": "St Mary's Primary School", **THERE}, DIFFERENT),
        (
            {"school": "St Mary's Primary School, Eccleswick", **NOWHERE},
            {"school": "St Mary's Primary School, Burnley", **NOWHERE},
            DIFFERENT,
        ),
        # a name alone is a doubt, not a match
        ({"school": "St Mary's Primary School", **HERE}, {"school": "St. Marys Primary School", **NOWHERE}, DOUBTFUL),
        # one school, spelt in its own ways
        ({"school": "St Mary's CE Primary School", **HERE}, {"school": "Saint Marys School", **HERE}, SAME),
        ({"school": "St Mary's School, Eccleswick", **HERE}, {"school": "St Mary's Eccleswick", **HERE}, SAME),
        ({"school": "Barnfold Primary School"}, {"school": "Barnfld Primary Schol"}, SAME),
        ({"school": "Barnfold Primary School"}, {"school": "BARNFOLD PRIMARY", "email": None}, SAME),
        ({"school": "Barnfold Primary School"}, {"school": "Barnfold", "telephone": "+441772000000"}, SAME),
        (
            {"school": "Barnfold", "email": "head@barnfold.lancs.sch.uk", "telephone": None},
            {"school": "Barnfold", "email": "office@barnfold.lancs.sch.uk"},
            SAME,
        ),
        # shared contacts, another name: a federation, or a school that changed its name
        ({"school": "Lumb Primary School"}, {"school": "Waterfoot Primary School"}, DOUBTFUL),
        ({"school": "Moor Nook Infant School"}, {"school": "Moor Nook Junior School"}, DOUBTFUL),
        ({"school": None}, {"school": "Barnfold"}, SAME),
        # a trust's schools share a domain and nothing else
        (
            {"school": "Lumb", "email": "lumb@trust.org.uk", "telephone": "+441706000001"},
            {"school": "Cowpe", "email": "cowpe@trust.org.uk", "telephone": "+441706000002"},
            DIFFERENT,
        ),
        # a mailbox of everybody's says nothing by its domain
        (
            {"school": "Lumb", "email": "lumbschool@gmail.com", "telephone": None},
            {"school": "Cowpe", "email": "cowpeschool@gmail.com", "telephone": None},
            DIFFERENT,
        ),
        ({"school": "St Mary's", "urn": "119001", **NOWHERE}, {"school": "St Mary's", "urn": "119001", **HERE}, SAME),
        (
            {"school": "St Mary's", "urn": "119001", **HERE},
            {"school": "St Mary's", "urn": "119002", **THERE},
            DIFFERENT,
        ),
        ({"school": None, **NOWHERE}, {"school": None, **NOWHERE}, DIFFERENT),
    ],
)
def test_verdict(one: dict[str, Any], other: dict[str, Any], expected: Verdict) -> None:
    assert verdict(one, other) is expected


def test_a_comparison_explains_itself() -> None:
    compared = compare(identity(form("Barnfold CE School").expression), identity(form("Barnfold School").expression))

    assert str(compared) == (
        "same: the name differs only by the church (+4), same email address (+6), same telephone (+5)"
    )


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("head@stmarys.lancs.sch.uk", "stmarys.lancs.sch.uk"),
        ("head@mail.stmarys.lancs.sch.uk", "stmarys.lancs.sch.uk"),
        ("stmarys@lancs.sch.uk", None),
        ("someone@gmail.com", None),
        ("james@lancashire.gov.uk", None),
        ("head@linktrust.co.uk", "linktrust.co.uk"),
        ("head@stmarys.school", "stmarys.school"),
    ],
)
def test_which_domains_are_a_schools_own(address: str, domain: str | None) -> None:
    assert own_domain(address) == domain
