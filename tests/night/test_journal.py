"""What is told of a run that nobody watched: in the log, at the next status, on the report, in the digest."""

import email
import email.policy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from run.homes import BARNFOLD, LUMB, a_night, drop, look, new_home
from run.readers import open_reader

from pipeline.errors import AnotherRun, ProgrammeError, StoreError
from pipeline.home import Home
from pipeline.journal import How, Journal
from pipeline.nightly import run_and_tell
from pipeline.status import status_of
from pipeline.summary import RunSummary

PERSONAL = ("Barnfold", "Lumb", "lancs.sch", "both.txt", "trip", "post.eml", "1772", "Slyne")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


def night(home: Home, **options: Any) -> RunSummary:
    return run_and_tell(home, open_reader=open_reader, **options)


def log(home: Home) -> str:
    return "".join(path.read_text() for path in sorted((home.state / "logs").glob("*.log")))


def damage(home: Home) -> bytes:
    """Put rubbish where the database was, and return what it held."""
    assert isinstance(home.database, Path)
    held = home.database.read_bytes()
    home.database.write_bytes(b"rubbish" * 1000)
    return held


def test_a_run_is_one_line_of_numbers(home: Home) -> None:
    a_night(home)
    night(home)

    (line,) = log(home).splitlines()
    assert line.startswith(
        "2025-07-08 02:00:00 | done   | 17 came in (11 files, and 6 found inside them): 5 new schools"
    )
    assert "In all 5 schools, 1 held." in line
    assert not [word for word in PERSONAL if word in line]


def test_nothing_new_writes_nothing(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    before = look(home.folder)
    assert night(home).nothing_new
    assert look(home.folder) == before


def test_a_dry_run_writes_nothing(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home, dry_run=True)
    assert not (home.state / "logs").exists()


def test_a_run_that_failed_is_told_everywhere_until_one_succeeds(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    held = damage(home)
    with pytest.raises(StoreError):
        night(home)

    assert "| failed | the database could not be used" in log(home)
    report = (home.outbox / "report.html").read_text("utf-8")
    assert report.count("The run of 8 July 2025, 2.00am failed: the database could not be used") == 1
    assert isinstance(home.database, Path)
    home.database.write_bytes(held)
    assert [line for line in status_of(home) if "FAILED" in line]

    night(home)
    assert not [line for line in status_of(home) if "FAILED" in line]
    assert "failed" not in (home.outbox / "report.html").read_text("utf-8")
    assert night(home).nothing_new


def test_failing_twice_is_said_once_on_the_report(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    damage(home)
    for _ in range(2):
        with pytest.raises(StoreError):
            night(home)
    assert (home.outbox / "report.html").read_text("utf-8").count("eoi-failed-->") == 2  # where it begins and ends


def test_a_mistake_in_the_programme_is_told_without_quoting_it(home: Home) -> None:
    home.programme.write_text("[programme]\nname = Mrs Barnfold\n")
    with pytest.raises(ProgrammeError):
        night(home)
    assert "programme.toml has a mistake" in log(home)
    assert "Barnfold" not in log(home)


def test_a_fault_of_the_program_is_told_by_its_place_only(home: Home) -> None:
    def broken(done: int, total: int) -> None:
        raise ValueError("Barnfold")

    drop(home, "b.txt", BARNFOLD)
    with pytest.raises(ValueError, match="Barnfold"):
        night(home, progress=broken)
    assert "a fault of the program (ValueError at test_journal.py:" in log(home)
    assert "Barnfold" not in log(home)


def test_what_a_reader_met_is_noted_by_the_hash_of_the_file(home: Home) -> None:
    drop(home, "Barnfold.txt", "CRASH")
    night(home)
    notes = [line for line in log(home).splitlines() if "| note " in line]
    assert "stop working" in notes[0]
    assert "Barnfold" not in log(home)


def test_another_run_is_no_failure(home: Home) -> None:
    with home.lock(), pytest.raises(AnotherRun):
        night(home)
    assert Journal(home).last() is None


def test_a_year_of_logs_is_kept(home: Home) -> None:
    journal = Journal(home)
    for month in range(30):
        journal.add(datetime(2023 + month // 12, month % 12 + 1, 1), How.DONE, f"month {month}")
    files = sorted(path.name for path in (home.state / "logs").iterdir())
    assert len(files) == 12
    assert files[-1] == "2025-06.log"
    last = journal.last()
    assert last is not None
    assert last.what == "month 29"


def test_a_log_that_somebody_edited(home: Home) -> None:
    journal = Journal(home)
    journal.add(datetime(2025, 7, 8), How.FAILED, "the\nworld\r\n2025-07-09 00:00:00 | done   | forged")
    with next((home.state / "logs").iterdir()).open("ab") as file:
        file.write(b"\xff\xfe\n2025-99-99 00:00:00 | done   | no such day\nnotes of mine\n")
    last = journal.last()
    assert last is not None
    assert last.how is How.FAILED


def test_the_digest_is_a_draft_without_names(home: Home) -> None:
    home.programme.write_text(home.programme.read_text("utf-8").replace("digest = false", "digest = true"), "utf-8")
    drop(home, "b.txt", BARNFOLD)
    drop(home, "Lumb.txt", LUMB)
    drop(home, "bad.txt", "DAMAGED")
    night(home)

    content = (home.outbox / "digest.eml").read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["Subject"].endswith("2 forms came in; 1 is ready to send, 1 has questions.")
    assert "In all: 2 schools, 1 ready, 1 held." in message.get_content()
    assert not [word for word in PERSONAL if word.encode() in content]

    before = look(home.folder)
    assert night(home).nothing_new
    assert look(home.folder) == before


def test_no_digest_unless_asked_for(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    assert not (home.outbox / "digest.eml").exists()
