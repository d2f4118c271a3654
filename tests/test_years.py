from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.years import (
    STAGES,
    YEAR_CODES,
    AcademicYear,
    in_school_order,
    in_words,
    year_after,
    year_code,
    year_of_ages,
    years_between,
)


@pytest.mark.parametrize("written", ["2025-26", "2025/26", "2025–2026", " 2025 - 26 "])
def test_an_academic_year_is_read_in_every_spelling(written: str) -> None:
    assert AcademicYear.parse(written) == AcademicYear(2025)


@pytest.mark.parametrize("written", ["2025", "2025-27", "25-26", "Year 5", ""])
def test_what_is_no_academic_year_is_not_read_as_one(written: str) -> None:
    assert AcademicYear.parse(written) is None


@given(st.integers(2000, 2098))
def test_an_academic_year_reads_back_what_it_writes(start: int) -> None:
    assert AcademicYear.parse(str(AcademicYear(start))) == AcademicYear(start)


@given(st.dates(date(2001, 1, 1), date(2099, 1, 1)))
def test_every_day_lies_in_its_academic_year(day: date) -> None:
    year = AcademicYear.of(day)
    assert year.begins <= day <= year.ends


@pytest.mark.parametrize(
    ("younger", "code"), [(3, "N"), (4, "R"), (5, "Y1"), (8, "Y4"), (9, "Y5"), (17, "Y13"), (2, None), (18, None)]
)
def test_ages_name_the_year_in_which_the_children_turn(younger: int, code: str | None) -> None:
    assert year_of_ages(younger) == code


@given(st.sampled_from(YEAR_CODES), st.integers(0, 5))
def test_children_move_up_a_year_at_a_time(code: str, by: int) -> None:
    later = year_after(code, by)
    assert later is None or year_after(later, -by) == code


def test_a_range_holds_both_ends_and_never_runs_backwards() -> None:
    assert years_between("Y3", "Y5") == ("Y3", "Y4", "Y5")
    assert years_between("R", "Y1") == ("R", "Y1")
    assert years_between("Y5", "Y3") == ()


def test_stages_are_in_school_order() -> None:
    for codes in STAGES.values():
        assert in_school_order(reversed(codes)) == codes


def test_there_is_no_year_0_and_no_year_14() -> None:
    assert [year_code(0), year_code(4), year_code(14)] == [None, "Y4", None]


def test_letters_write_years_in_words() -> None:
    assert [in_words(code) for code in ("N", "R", "Y4")] == ["Nursery", "Reception", "Year 4"]
