"""The nightly run through its door, with readers that stand in for the real ones."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from run.homes import BARNFOLD, BARNFOLD_LATER, LUMB, TOCKHILL, a_night, drop, line, look, mail, new_home, zipped
from run.readers import open_reader

from pipeline import clock
from pipeline.errors import AnotherRun, ExitCode, HomeError
from pipeline.home import Home, init
from pipeline.model import FileRow, Record
from pipeline.programme import load_programme
from pipeline.run import run
from pipeline.store import Store
from pipeline.summary import RunSummary


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


def night(home: Home, **options: Any) -> RunSummary:
    summary = run(home, open_reader=open_reader, **options)
    parts = (
        summary.new_records, summary.superseding, summary.superseded, summary.duplicates, summary.not_forms,
        summary.blank, summary.unreadable, summary.containers, summary.left,
    )  # fmt: skip
    assert summary.nothing_new or summary.came_in == sum(parts)
    return summary


def rows(home: Home) -> list[FileRow]:
    with Store.open(home.database) as store, store.transaction() as work:
        return list(work.files.rows())


def records(home: Home) -> tuple[Record, ...]:
    with Store.open(home.database) as store, store.transaction() as work:
        return work.records.all()


def test_a_night_of_everything(home: Home) -> None:
    a_night(home)

    summary = night(home)

    assert summary.exit_code is ExitCode.SOME_UNREADABLE
    assert (summary.files, summary.members) == (11, 6)
    assert (summary.new_records, summary.superseding, summary.superseded) == (5, 2, 0)
    assert (summary.duplicates, summary.not_forms, summary.blank, summary.unreadable) == (2, 2, 1, 2)
    assert (summary.containers, summary.left, summary.held) == (3, 0, 1)
    assert set(look(home.inbox)) == {
        "done/b1.txt", "done/b2.txt", "done/late.txt", "done/both.txt", "done/post.eml", "done/many.zip",
        "duplicates/copy of b1.txt", "duplicates/both.txt", "not-forms/trip.txt", "unreadable/done.txt",
        "unreadable/empty.docx",
    }  # fmt: skip
    assert (home.outbox / "records.json").exists()


def test_nothing_new_changes_nothing(home: Home) -> None:
    a_night(home)
    night(home)
    before = look(home.folder)

    assert night(home).nothing_new
    assert look(home.folder) == before


def test_nothing_new_loads_nothing_heavy(home: Home) -> None:
    night(home)
    program = (
        "import sys; from pathlib import Path; from pipeline.home import Home; from pipeline.run import run\n"
        f"assert run(Home(Path({str(home.folder)!r}))).nothing_new\n"
        "print([name for name in ('spacy', 'pandas', 'sqlalchemy', 'numpy', 'docx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("change", ["an output", "a template", "the programme"])
def test_what_changed_is_written_anew(home: Home, change: str) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    before = look(home.outbox)
    if change == "an output":
        (home.outbox / "master.csv").unlink()
    elif change == "a template":
        (home.templates / "note.txt").write_text("new")
    else:
        home.programme.write_text(home.programme.read_text("utf-8") + "\n# a note\n", "utf-8")

    summary = night(home)
    assert summary.nothing_new
    assert summary.came_in == 0
    assert look(home.outbox) == before


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(home: Home) -> None:
    drop(home, "b1.txt", BARNFOLD)
    night(home)
    a_night(home)
    before = look(home.folder)

    rehearsed = night(home, dry_run=True)

    assert look(home.folder) == before
    done = night(home)
    assert rehearsed.dry_run
    assert replace(rehearsed, dry_run=False) == replace(done, written=(), removed=(), problems=())


def test_a_dry_run_in_a_home_that_never_ran(home: Home) -> None:
    drop(home, "b1.txt", BARNFOLD)
    before = look(home.folder)

    assert night(home, dry_run=True).new_records == 1
    assert look(home.folder) == before


def test_a_correction_that_comes_another_night(home: Home) -> None:
    drop(home, "b1.txt", BARNFOLD)
    night(home)
    (first,) = records(home)
    drop(home, "b2.txt", BARNFOLD_LATER, day=2)

    assert night(home).superseding == 1

    (record,) = records(home)
    assert record.id == first.id
    assert record.expression.comments == "One Year 6 class"
    assert [(row.file, row.outcome, row.record) for row in rows(home)] == [
        ("b1.txt", "superseded", record.id),
        ("b2.txt", "accepted", record.id),
    ]


def test_a_file_counts_from_its_first_copy_whichever_is_taken_in_first(home: Home) -> None:
    drop(home, "corrected.txt", BARNFOLD_LATER, day=1)
    drop(home, "copy.txt", BARNFOLD, day=2)
    night(home)
    assert [record.expression.comments for record in records(home)] == ["Two Year 4 classes"]

    # It was locked until now.
    drop(home, "first.txt", BARNFOLD, day=0)
    summary = night(home)

    assert (summary.came_in, summary.duplicates) == (1, 1)
    (record,) = records(home)
    assert record.expression.comments == "One Year 6 class"
    assert [version.form.source.file for version in record.history] == ["first.txt", "corrected.txt"]


def test_a_copy_that_has_lost_its_date_makes_nothing_older(home: Home) -> None:
    drop(home, "first.txt", BARNFOLD, day=0)
    drop(home, "corrected.txt", BARNFOLD_LATER, day=1)
    night(home)

    os.utime(drop(home, "corrected again.txt", BARNFOLD_LATER), (315_532_800, 315_532_800))
    night(home)

    assert [record.expression.comments for record in records(home)] == ["One Year 6 class"]


def test_the_same_mail_again_is_one_duplicate(home: Home) -> None:
    post = mail(("b.txt", BARNFOLD.encode()))
    drop(home, "post.eml", post)
    night(home)
    drop(home, "post again.eml", post, day=1)

    summary = night(home)
    assert (summary.duplicates, summary.came_in) == (1, 1)
    assert "duplicates/post again.eml" in look(home.inbox)


def test_what_could_not_be_read_is_tried_again_when_it_comes_again(home: Home, tmp_path: Path) -> None:
    drop(home, "a.txt", "DAMAGED")
    assert night(home).unreadable == 1
    drop(home, "a.txt", "DAMAGED")
    assert night(home).unreadable == 1
    assert {"unreadable/a.txt", "unreadable/a (2).txt"} <= set(look(home.inbox))


def test_two_forms_in_one_file(home: Home) -> None:
    drop(home, "both.txt", f"{LUMB}\n{TOCKHILL}")

    summary = night(home)

    assert (summary.files, summary.members, summary.new_records) == (1, 1, 2)
    assert len({row.record for row in rows(home)}) == 2


def test_members_are_received_when_their_mail_was_sent(home: Home) -> None:
    inner = mail(("b.txt", BARNFOLD.encode()), day=2)
    drop(home, "z.zip", zipped(**{"folder/post.eml": inner, "c.txt": TOCKHILL}), day=5)

    night(home)

    by_name = {row.inside: row.received.date().isoformat() for row in rows(home)}
    assert by_name == {
        None: "2025-07-06",
        "folder/post.eml": "2025-07-02",
        "folder/post.eml!b.txt": "2025-07-02",
        "c.txt": "2025-07-06",
    }


# --- files that have to wait ----------------------------------------------------------------------------------


def test_a_file_that_just_changed_waits(home: Home) -> None:
    path = drop(home, "b.txt", BARNFOLD)
    now = clock.now(load_programme(home.programme).programme.time_zone).timestamp()
    os.utime(path, (now, now))  # and, as the clock stands still here, it goes on changing

    summary = night(home)

    assert (summary.left, summary.new_records) == (1, 0)
    assert "still be being written" in summary.waiting[0].reason
    assert path.exists()

    os.utime(path, (now - 60, now - 60))
    assert night(home).new_records == 1


def test_what_programs_leave_behind_is_passed_over(home: Home) -> None:
    for name in ("~$b.txt", ".hidden", "Thumbs.db", "desktop.ini", "form.docx.crdownload", "x.part", "y.tmp"):
        drop(home, name, BARNFOLD)

    assert night(home).came_in == 0
    assert len(look(home.inbox)) == 7


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_never_followed(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(BARNFOLD)
    (home.inbox / "b.txt").symlink_to(secret)
    (home.inbox / "folder").symlink_to(tmp_path)

    summary = night(home)

    assert (summary.left, summary.new_records) == (2, 0)
    assert secret.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows locks on opening")
def test_a_locked_file_waits(home: Home) -> None:
    import fcntl

    path = drop(home, "b.txt", BARNFOLD)
    with path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "open in another program" in night(home).waiting[0].reason
    assert night(home).new_records == 1


def test_a_file_by_the_name_of_an_earlier_one_replaces_nothing(home: Home) -> None:
    drop(home, "form.txt", BARNFOLD)
    night(home)
    drop(home, "form.txt", TOCKHILL)
    night(home)

    assert {"done/form.txt", "done/form (2).txt"} == set(look(home.inbox))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_hostile_names(home: Home) -> None:
    for nth, name in enumerate(
        (b"a\nb.txt", b"\xff\xfe.txt", "\u202egnp.txt".encode(), b"x" * 240 + b".txt", b"{{7}}=1.txt")
    ):
        path = os.fsencode(home.inbox) + b"/" + name
        Path(os.fsdecode(path)).write_text(line(f"School {nth * 7} of {name!r}"))
        os.utime(path, (1751300000, 1751300000))

    summary = night(home)

    assert summary.new_records == 5
    assert all(row.file.isprintable() and len(row.file) < 200 for row in rows(home))
    assert not [path for path in home.inbox.iterdir() if path.is_file()]


# --- readers in their cage ------------------------------------------------------------------------------------


def test_trouble_costs_its_own_file_only(home: Home) -> None:
    limits = home.programme.read_text("utf-8")
    limits = limits.replace("seconds_a_file = 300", "seconds_a_file = 3").replace(
        "megabytes_a_file = 2048", "megabytes_a_file = 400"
    )
    home.programme.write_text(limits, "utf-8")
    for name in ("HANG", "CRASH", "EAT", "FAULT"):
        drop(home, f"{name}.txt", name)
    drop(home, "b.txt", BARNFOLD, day=1)

    summary = night(home)

    assert summary.new_records == 1
    reasons = {trouble.file: trouble.reason for trouble in summary.could_not_read}
    assert "longer than 3 seconds" in reasons["HANG.txt"]
    assert "stop working" in reasons["CRASH.txt"]
    assert "fault" in reasons["FAULT.txt"]
    assert "400 MB" in reasons["EAT.txt"]


def test_a_form_that_cannot_be_merged_keeps_no_other_waiting(home: Home) -> None:
    drop(home, "a.txt", "MISSHAPEN")
    drop(home, "b.txt", BARNFOLD, day=1)

    summary = night(home)

    assert (summary.new_records, summary.unreadable) == (1, 1)
    assert "Please report it" in summary.could_not_read[0].reason


def test_a_reader_that_crashes_once_is_given_another_chance(home: Home, tmp_path: Path) -> None:
    drop(home, "b.txt", f"CRASH ONCE {tmp_path / 'marker'}\n{BARNFOLD}")

    assert night(home).new_records == 1


def test_many_workers_come_to_the_same_result(home: Home, tmp_path: Path) -> None:
    other = new_home(tmp_path / "other")
    a_night(home)
    a_night(other)

    night(home, workers=1)
    night(other, workers=3)

    assert look(home.outbox) == look(other.outbox)
    with Store.open(home.database) as one, Store.open(other.database) as two:
        assert one.dump() == two.dump()


# --- the home -------------------------------------------------------------------------------------------------


def test_two_runs_at_once(home: Home) -> None:
    with home.lock(), pytest.raises(AnotherRun) as refused:
        night(home)
    assert refused.value.exit_code is ExitCode.ANOTHER_RUN


def test_a_folder_that_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="eoi init"):
        Home.find(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_what_is_held_is_private(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)

    held = [home.state, *home.state.rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in held} == {0}


def test_init_changes_nothing_that_is_there(home: Home) -> None:
    home.programme.write_text("# mine\n")
    init(home.folder)
    assert home.programme.read_text() == "# mine\n"


def test_the_clock_can_be_pinned(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EOI_NOW", "tomorrow")
    with pytest.raises(HomeError, match="EOI_NOW"):
        night(home)
