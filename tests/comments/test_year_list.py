"""Statement (2): the list of alternative years."""

from __future__ import annotations

import pytest

from pipeline.normalise.comments import read_year_list
from pipeline.years import AcademicYear

YEAR = AcademicYear(2025)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("", ()),
        ("none", ()),
        ("None", ()),
        ("N/A", ()),
        ("n/a", ()),
        ("no", ()),
        ("-", ()),
        ("–", ()),
        ("No thank you", ()),
        ("nil", ()),
        ("Y3, Y5", ("Y3", "Y5")),
        ("Year 3 or Year 5", ("Y3", "Y5")),
        ("3 and 5", ("Y3", "Y5")),
        ("Y3/5", ("Y3", "Y5")),
        ("Year 5 (1 class)", ("Y5",)),
        ("Y5 please, thanks", ("Y5",)),
        ("any", ("Y3", "Y5")),
        ("Any year", ("Y3", "Y5")),
        ("KS2", ("Y3", "Y5", "Y6")),
        ("Years 3-5", ("Y3", "Y4", "Y5")),
        ("Year 3, not Year 6", ("Y3",)),
        ("the year above or below", ("Y3", "Y5")),
        ("2 classes in Y5", ("Y5",)),
        ("Reception", ("R",)),
        ("5", ("Y5",)),
    ],
)
def test_lists(text: str, years: tuple[str, ...]) -> None:
    reading = read_year_list(text, year=YEAR, form_date=None, requested=("Y4",), excluded=("Y6",))
    assert (reading.years, reading.doubts) == (years, ())


@pytest.mark.parametrize("text", ["Class 3", "to be discussed", "9 year olds", "P5"])
def test_what_cannot_be_read_is_asked(text: str) -> None:
    reading = read_year_list(text, year=YEAR, form_date=None, requested=("Y4",), excluded=())
    assert [(one.code, one.field) for one in reading.doubts] == [("year-unclear", "alternative_years")]
