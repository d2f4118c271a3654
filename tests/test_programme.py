from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, ProgrammeError
from pipeline.programme import load_programme
from pipeline.years import AcademicYear

SHIPPED = Path(__file__).parents[1] / "templates" / "programme.toml"


def test_the_shipped_programme_holds_every_fact_of_the_letter() -> None:
    programme = load_programme(SHIPPED)
    assert programme.year == AcademicYear(2025)
    assert programme.fee.pounds == 347
    assert "link partner is confirmed" in programme.fee.due
    assert [(day.date, day.place, day.session) for day in programme.cpd] == [
        (date(2025, 12, 1), "Preston", "full day"),
        (date(2026, 3, 26), "Burnley", "morning"),
    ]
    assert programme.contact.email == "james.orme@lancashire.gov.uk"
    assert "priority" in programme.programme.promise
    assert programme.current_edition.labels["school"][0] == "Name of School"


def test_an_edition_may_share_the_labels_of_another() -> None:
    current, older = load_programme(SHIPPED).edition
    assert older.labels == current.labels
    assert any("£335" in line for line in older.printed.lines)
    assert set(current.printed.lines) < set(older.printed.lines)


MISTAKES = [
    ("pounds = 347", 'pounds = "347"', "fee.pounds: should be a whole number"),
    ("due =", "dew =", "fee.due: is missing"),
    ("due =", "dew =", "fee.dew: is not a key that is known here"),
    ("date = 2026-03-26", 'date = "26/3/26"', "cpd.date: should be a date without quotation marks"),
    ('year = "2024-25"', 'year = "2024-26"', "edition.year: should be an academic year"),
    ("accept_scans_from = 0.90", "accept_scans_from = 90", "policy.accept_scans_from: should lie between 0 and 1"),
    ("seconds_a_file = 300", "seconds_a_file = nan", "policy.seconds_a_file: should lie between 1 and 86400"),
    ("settle_seconds = 2", "settle_seconds = inf", "policy.settle_seconds: should lie between 0 and 3600"),
    ('date = ["Date"]', "date = []", "edition.labels.date: should be one wording or more"),
    ('short_name = "All Together Now"', 'short_name = "–"', "programme.short_name: is empty"),
    ('place = "Burnley"', "", "cpd.place: is missing"),
    ("signed = [", "singed = [", "edition.labels.singed: is no label"),
    ('file = ""', 'file = "x.csv"', "register.file: there is no file 'x.csv'"),
    ('file = ""', f'file = "{"x" * 5000}.csv"', "register.file: there is no file"),
    ('time_zone = "Europe/London"', 'time_zone = "Preston"', "programme.time_zone: should be a time zone"),
    ('email = "james.orme@lancashire.gov.uk"', 'email = "james"', "contact.email: should be an email address"),
    ('year = "2025-26"                     #', 'year = "2031-32" #', "there is no edition for 2031-32"),
    ('same_labels_as = "2025-26"', "", "the edition 2024-25 has no labels"),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), MISTAKES)
def test_a_mistake_gets_one_clear_sentence_with_the_key_and_the_line(
    tmp_path: Path, right: str, wrong: str, sentence: str
) -> None:
    shipped = SHIPPED.read_text("utf-8")
    assert shipped.count(right) >= 1
    path = tmp_path / "programme.toml"
    path.write_text(shipped.replace(right, wrong), "utf-8")
    with pytest.raises(ProgrammeError) as raised:
        load_programme(path)
    told = next(line for line in str(raised.value).splitlines() if sentence in line)
    number = int(told.split("line ")[1].split(",")[0])
    assert 1 <= number <= shipped.count("\n") + 1
    assert raised.value.exit_code is ExitCode.WRONG_USE


def test_the_line_is_the_line_of_the_mistake(tmp_path: Path) -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    number = lines.index("pounds = 347") + 1
    path = tmp_path / "programme.toml"
    path.write_text("\n".join(lines).replace("pounds = 347", "pounds = 3.47"), "utf-8")
    with pytest.raises(ProgrammeError, match=f"line {number}, fee.pounds"):
        load_programme(path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_text(
        SHIPPED.read_text("utf-8").replace("pounds = 347", "pounds = []").replace("2025-12-01", "1"), "utf-8"
    )
    with pytest.raises(ProgrammeError) as raised:
        load_programme(path)
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "words"), [(b"year = ", "cannot be understood"), (b"\xff\xfe\x00", "cannot be read")]
)
def test_what_is_no_toml_is_said_plainly(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "programme.toml"
    path.write_bytes(content)
    with pytest.raises(ProgrammeError, match=words):
        load_programme(path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match="eoi init"):
        load_programme(tmp_path / "programme.toml")


def test_another_area_is_another_file_and_no_code(tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    text = SHIPPED.read_text("utf-8").replace("2025-26", "2027-28").replace("Lancashire", "Leeds")
    path.write_text(text, "utf-8")
    programme = load_programme(path)
    assert programme.year == AcademicYear(2027)
    assert programme.programme.name.startswith("Leeds")
