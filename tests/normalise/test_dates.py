"""Dates, as they are written beside a signature."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer, marked

from pipeline.normalise.dates import read_date
from pipeline.years import AcademicYear

RECEIVED = date(2025, 7, 7)
YEAR = AcademicYear(2025)

# As written on a form that was received on 7 July 2025; the date; the codes of the doubts.
CORPUS = [
    ("3rd july25", "2025-07-03", ""),
    ("12 June 2025 at 10.15", "2025-06-12", ""),
    ("3 | 7 | 25", "2025-07-03", ""),
    ("3/7/25", "2025-07-03", ""),
    ("03.07.2025", "2025-07-03", ""),
    ("3rd July 2025", "2025-07-03", ""),
    ("July 7 2025", "2025-07-07", ""),
    ("July 7th, 2025", "2025-07-07", ""),
    ("4/7", "2025-07-04", ""),
    ("4th July", "2025-07-04", ""),
    ("Friday 4 July", "2025-07-04", ""),
    ("Friday 4th July 2025", "2025-07-04", ""),
    ("2025-07-04", "2025-07-04", ""),
    ("1 Sept 25", "2025-09-01", ""),
    ("30/06/25", "2025-06-30", ""),
    ("3 / 7 / 25", "2025-07-03", ""),
    ("3 7 25", "2025-07-03", ""),
    ("03072025", "2025-07-03", ""),
    ("030725", "2025-07-03", ""),
    ("3-Jul-25", "2025-07-03", ""),
    ("3July2025", "2025-07-03", ""),
    ("3rdJuly2025", "2025-07-03", ""),
    ("3rd of July 2025", "2025-07-03", ""),
    ("the 3rd day of July, 2025", "2025-07-03", ""),
    ("3rd July '25", "2025-07-03", ""),
    ("3 Jul ’25", "2025-07-03", ""),
    ("04/07/2025 10:32", "2025-07-04", ""),
    ("2025-07-04T10:00:00", "2025-07-04", ""),
    ("4/7/25 at 3.30pm", "2025-07-04", ""),
    ("7/22/25", None, "date-invalid"),
    ("31/06/25", None, "date-invalid"),
    ("3/7/15", "2015-07-03", "date-implausible"),
    ("3/7/2052", "2052-07-03", "date-implausible"),
    ("30/06/205", None, "date-invalid"),
    ("12/8", "2024-08-12", "date-implausible"),
    ("8/7", "2024-07-08", "date-implausible"),
    ("29 Feb", "2024-02-29", "date-implausible"),
    ("July 2025", None, "date-invalid"),
    ("2025", None, "date-invalid"),
    ("today", None, "date-invalid"),
    ("7/7/25 (revised 9/7/25)", None, "date-invalid"),
    ("3/7/25.", "2025-07-03", ""),
    ("Date: 3/7/25", "2025-07-03", ""),
    ("Fri 4th Jul", "2025-07-04", ""),
    ("Febuary 12 2025", "2025-02-12", ""),
    ("12 Septmeber 2025", "2025-09-12", ""),
    ("1st Sept", "2024-09-01", "date-implausible"),
    ("4.7.25", "2025-07-04", ""),
    ("4.7", "2025-07-04", ""),
    ("03-07-2025", "2025-07-03", ""),
    ("Thurs 3rd July", "2025-07-03", ""),
    ("3\\7\\25", "2025-07-03", ""),
    ("03/07/2025 (Thursday)", "2025-07-03", ""),
    ("___/___/___", None, ""),
    ("tbc", None, ""),
    ("  /  /2025", None, "date-invalid"),
    ("3/7/25 3/7/25", "2025-07-03", ""),
    ("Summer 2025", None, "date-invalid"),
    ("Monday", None, "date-invalid"),
    ("00/00/0000", None, "date-invalid"),
    ("3/13/2025", None, "date-invalid"),
    ("July 4", "2025-07-04", ""),
    ("4th", None, "date-invalid"),
    ("Jul-25", "2024-07-25", "date-implausible"),
    ("3rd. July 2025", "2025-07-03", ""),
    ("third of July", None, "date-invalid"),
    ("25/7/3", None, "date-invalid"),
    ("2025/07/03", "2025-07-03", ""),
    ("1/9/25", "2025-09-01", ""),
    ("5 May 2025", "2025-05-05", ""),
    ("3rd  July", "2025-07-03", ""),
    ("30th June 2025 – Mrs Hodgson", "2025-06-30", ""),
    ("3 /7 /2025", "2025-07-03", ""),
    ("3/7 /25", "2025-07-03", ""),
    ("03/07/25 Y4", "2025-07-03", ""),
    ("June 31st", None, "date-invalid"),
    ("31 April 2025", None, "date-invalid"),
    ("July the 4th", "2025-07-04", ""),
    ("12.06.2025 r", "2025-06-12", ""),
    ("07 July 2025, 14:32", "2025-07-07", ""),
    ("14:05 07/07/2025", "2025-07-07", ""),
    ("7th July 20 25", "2020-07-07", "date-implausible"),
    ("7/July/2025", "2025-07-07", ""),
]


@pytest.mark.parametrize(("written", "day", "codes"), CORPUS)
def test_a_date_is_read_day_first(written: str, day: str | None, codes: str) -> None:
    read, doubts = read_date(answer(written), received=RECEIVED, programme_year=YEAR)
    assert (read and read.isoformat(), " ".join(doubt.code for doubt in doubts)) == (day, codes)


@pytest.mark.parametrize(
    ("written", "suggested"),
    [("7/22/25", ["2025-07-22"]), ("31/06/25", ["2025-06-30"]), ("3/7/15", ["2025-07-03"]), ("today", ["2025-07-07"])],
)
def test_an_impossible_date_comes_with_what_was_probably_meant(written: str, suggested: list[str]) -> None:
    _, doubts = read_date(answer(written), received=RECEIVED, programme_year=YEAR)
    assert [suggestion.value for suggestion in doubts[0].suggestions] == suggested


def test_a_struck_date_is_withdrawn() -> None:
    assert read_date(marked("~3/6/25~ 3/7/25"), received=RECEIVED, programme_year=YEAR) == (date(2025, 7, 3), ())


FORMATS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{yy:02}", "{d}.{m}.{y}", "{d}-{m}-{yy:02}", "{d} {m} {y}", "{y}-{m:02}-{d:02}",
    "{d} {month} {y}", "{d}{th} {month} {y}", "{d}{th} of {month}, {y}", "{month} {d}, {y}", "{month} {d}{th} {y}",
    "{d} {mon} {yy:02}", "{d}-{mon}-{y}", "{d} {mon} '{yy:02}", "{weekday} {d}{th} {month} {y}", "{d}{month}{y}",
    "Date: {d} / {m} / {y}.", "{d:02}{m:02}{y}", "{weekday:.3} {d} {mon}. {y}", "{d}/{m}/{y} 14:05",
)  # fmt: skip


@given(
    st.dates(date(2025, 1, 1), date(2026, 8, 31)),
    st.sampled_from(FORMATS),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_any_day_reads_back_in_any_format(day: date, pattern: str, case: type[str]) -> None:
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    written = pattern.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, th=suffix,
        month=f"{day:%B}", mon=f"{day:%b}", weekday=f"{day:%A}",
    )  # fmt: skip
    assert read_date(answer(case(written)), received=RECEIVED, programme_year=YEAR) == (day, ())


@given(st.dates(date(2025, 12, 31), date(2026, 8, 31)), st.integers(0, 364))
def test_without_a_year_it_is_the_latest_such_day_not_after_receipt(received: date, back: int) -> None:
    day = received - timedelta(days=back)
    read, _ = read_date(answer(f"{day.day}/{day.month}"), received=received, programme_year=YEAR)
    assert read == day


@given(st.text(alphabet=st.sampled_from("0123456789/.- JulyMarchthsdO'\n"), max_size=30) | st.text(max_size=60))
def test_nothing_breaks_it_and_what_is_held_can_be_right_or_is_doubted(text: str) -> None:
    day, doubts = read_date(answer(text), received=RECEIVED, programme_year=YEAR)
    assert day is None or doubts or date(2025, 1, 1) <= day <= date(2026, 8, 31)
    if day is not None:
        assert read_date(answer(day.isoformat()), received=RECEIVED, programme_year=YEAR)[0] == day
