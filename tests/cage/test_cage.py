"""Whatever a reader does, it costs one file; the next is read, and nothing of the reader is left."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from cage.wild import open_reader

from pipeline.cage import Cage, Limits
from pipeline.errors import DocumentError, Unreadable
from pipeline.model import Document, Form, Kind, Source

SMALL = Limits(seconds=30, megabytes=300, megabytes_on_disk=40, megabytes_answered=2)


def read(*documents: str, limits: Limits = SMALL) -> list[list[Form] | DocumentError]:
    made = [
        Document(
            content, Kind.OTHER, Source("f", hashlib.sha256(content).hexdigest(), datetime(2025, 7, 9, tzinfo=UTC))
        )
        for content in map(str.encode, documents)
    ]
    with Cage(open_reader, 1, limits) as cage:
        return list(cage.read_each(made))


def refused(what: str, notes: Path, limits: Limits = SMALL) -> Unreadable:
    """Return why a file is given up, and see that the one after it is read."""
    given_up, after = read(f"{what} {notes}", "fine", limits=limits)
    assert isinstance(after, list)
    assert isinstance(given_up, Unreadable)
    assert given_up.advice
    return given_up


def told(notes: Path, what: str) -> list[int]:
    """Return the process ids that were noted."""
    return [int(line.split()[1]) for line in notes.read_text().splitlines() if line.startswith(f"{what} ")]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("eat", "300 MB of memory"),
        ("program-eats", "300 MB of memory"),
        ("fill-the-disk", "40 MB of temporary files"),
        ("end", "stop working"),
        ("exit", "stop working"),
        ("say-something-else", "stop working"),
    ],
)
def test_what_a_reader_may_not_do_costs_its_file_after_two_tries(what: str, reason: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    assert reason in refused(what, notes).message
    assert len(set(told(notes, what))) == 2


@pytest.mark.parametrize(
    ("what", "reason"),
    [("ask-for-too-much", "memory"), ("nest", "nested far deeper"), ("say-too-much", "more than 2 MB")],
)
def test_what_would_be_the_same_again_is_not_tried_again(what: str, reason: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    assert reason in refused(what, notes).message
    assert len(told(notes, what)) >= 1
    assert len(set(told(notes, what))) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows limits open files by itself")
def test_files_cannot_be_opened_without_end(tmp_path: Path) -> None:
    assert "more files open" in refused("open-files", tmp_path / "notes").message


def test_a_reader_that_hangs_is_ended_with_the_programs_it_started(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    limits = Limits(seconds=5, megabytes=300)

    assert "longer than 5 seconds" in refused("hang-with-a-program", notes, limits).message

    started = [*told(notes, "hang-with-a-program"), *told(notes, "program")]
    assert len(started) == 4
    assert not [pid for pid in started if _is_alive(pid)]


def test_a_reader_is_ended_in_time_while_nobody_asks_for_answers(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    content = f"hang {notes}".encode()
    source = Source("f", "0" * 64, datetime(2025, 7, 9, tzinfo=UTC))
    documents = [Document(content, Kind.OTHER, source)]
    with Cage(open_reader, 2, Limits(seconds=5)) as cage:
        answers = cage.read_each([Document(b"fine", Kind.OTHER, source), *documents])
        next(answers)
        until = time.monotonic() + 60
        while not notes.exists() or _is_alive(told(notes, "hang")[0]):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert isinstance(next(answers), Unreadable)


def test_what_a_reader_writes_goes_with_it() -> None:
    (answer,) = read("fine")
    assert isinstance(answer, list)
    folder = Path(answer[0].expression.comments)
    assert "eoi-reading-" in folder.name
    assert not folder.exists()


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
