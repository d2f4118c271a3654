"""The door: whole files or none, the same bytes for the same night, and an open workbook stops nothing."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders.records import TEMPLATES, a_programme, a_record, a_view, an_ordinary_night

from pipeline import faults
from pipeline.errors import HomeError
from pipeline.output import Balance, write_outbox
from pipeline.output.place import put


def everything(outbox):
    return {
        p.relative_to(outbox).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(outbox.rglob("*"))
        if p.is_file()
    }


def write(view, outbox):
    return write_outbox(view, a_programme(), TEMPLATES, outbox)


def test_the_same_night_gives_the_same_bytes_in_another_folder(tmp_path):
    write(an_ordinary_night(), tmp_path / "a")
    write(an_ordinary_night(), tmp_path / "b")
    assert everything(tmp_path / "a") == everything(tmp_path / "b")
    assert len(everything(tmp_path / "a")) == 20


def test_a_night_in_which_nothing_happened_changes_no_file(tmp_path):
    view = an_ordinary_night()
    first = write(view, tmp_path)
    before = everything(tmp_path)
    quiet = replace(
        view,
        run_started=view.run_started + timedelta(days=1),
        balance=Balance(files=1, left=1),
        changes_since_last=(),
        arrivals=(),
        previous_letters=first.letters,
    )
    second = write(quiet, tmp_path)
    assert everything(tmp_path) == before
    assert second.written == second.removed == second.problems == ()
    assert second.letters == first.letters


def test_a_quiet_night_after_a_change_is_reported(tmp_path):
    first = write(a_view(a_record("Moor End")), tmp_path)
    changed = replace(a_view(previous_letters=first.letters), balance=Balance(), changes_since_last=())
    assert "report.html" in write(changed, tmp_path).written


@pytest.fixture
def stop_at():
    """Stops the program at the step whose name begins so."""

    def arm(step):
        def listener(name):
            if name.startswith(step):
                raise OSError(28, "No space left on device")

        faults.listen(listener)

    before = list(faults._listeners)
    yield arm
    faults._listeners[:] = before


def test_a_write_that_fails_leaves_what_was_there(tmp_path, stop_at):
    target = tmp_path / "records.json"
    target.write_bytes(b"old")
    stop_at("before renaming")
    with pytest.raises(OSError, match="No space"):
        put(target, b"new", an_ordinary_night().run_started.date())
    assert everything(tmp_path) == {"records.json": hashlib.sha256(b"old").hexdigest()}


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / ".~eoi-0123").write_bytes(b"half")
    (tmp_path / "letters/.~eoi-4567").write_bytes(b"half")
    write(a_view(a_record()), tmp_path)
    assert not [name for name in everything(tmp_path) if "~eoi" in name]


@pytest.fixture
def open_in_excel(monkeypatch):
    """Makes a file refuse to be replaced, as Windows does while a program has it open."""
    locked = set()
    replace_really = Path.replace

    def refusing(self, target):
        if Path(target).name in locked:
            raise PermissionError(13, "The process cannot access the file")
        return replace_really(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    return locked


def test_an_open_workbook_gets_a_new_one_beside_it(tmp_path, open_in_excel):
    write(a_view(a_record("Moor End")), tmp_path)
    old = (tmp_path / "master.xlsx").read_bytes()
    open_in_excel.add("master.xlsx")
    view = a_view(a_record("Moor End"), a_record("Lane Ends"))
    result = write(view, tmp_path)
    beside = tmp_path / "master (2025-07-08).xlsx"
    assert (tmp_path / "master.xlsx").read_bytes() == old
    assert beside.is_file()
    assert "master (2025-07-08).xlsx" in result.problems[0]
    assert "master (2025-07-08).xlsx" in (tmp_path / "report.html").read_text("utf-8")

    open_in_excel.clear()
    healed = write(view, tmp_path)
    assert healed.problems == ()
    assert (tmp_path / "master.xlsx").read_bytes() != old
    assert not beside.exists()


def test_what_was_written_beside_an_open_workbook_goes_another_day_too(tmp_path, open_in_excel):
    first = write(a_view(a_record("Moor End")), tmp_path)
    open_in_excel.add("master.xlsx")
    two = (a_record("Moor End"), a_record("Lane Ends"))
    second = write(a_view(*two, previous_letters=first.letters), tmp_path)
    assert second.behind
    open_in_excel.clear()
    tomorrow = replace(
        a_view(*two, previous_letters=second.letters), run_started=an_ordinary_night().run_started + timedelta(days=1)
    )
    third = write(tomorrow, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("master*.xlsx")) == ["master.xlsx"]
    assert not third.behind


def test_an_open_letter_gets_a_new_one_beside_it_and_heals(tmp_path, open_in_excel):
    first = write(a_view(a_record("Moor End")), tmp_path)
    open_in_excel.add("Moor End confirmation.docx")
    changed = a_view(a_record("Moor End", comments="x", requests=()), previous_letters=first.letters)
    second = write(changed, tmp_path)
    assert any("Moor End confirmation (2025-07-08).docx" in problem for problem in second.problems)
    open_in_excel.clear()
    third = write(replace(changed, previous_letters=second.letters), tmp_path)
    assert third.problems == ()
    assert sorted(p.name for p in (tmp_path / "letters").iterdir()) == [
        "Moor End confirmation.docx",
        "Moor End confirmation.eml",
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_outbox_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HomeError):
            write(a_view(a_record()), tmp_path)
    finally:
        tmp_path.chmod(0o700)
