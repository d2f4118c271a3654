"""The log that a person can read: one line for each event of a run, kept for a year, without any personal data.

    2025-07-08 02:00:41 | done   | 12 came in (12 files): 9 new schools, 3 duplicates. In all 40 schools, 6 held. 41 s
    2025-07-09 02:00:00 | failed | the database could not be used

It says when, how it went in numbers, and what failed. No name, no address, no word of a school's: file names can hold
names, so a file is named by the first signs of its hash.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.home import Home

_MONTHS_KEPT = 12
_LINE = re.compile(r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \| (?P<how>\w+) *\| (?P<what>.*)")


class How(StrEnum):
    """How an event went."""

    DONE = "done"
    FAILED = "failed"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `at` is local time."""

    at: datetime
    how: How
    what: str


class Journal:
    """The log of one home, a file a month."""

    def __init__(self, home: Home) -> None:
        self._folder = home.state / "logs"

    def add(self, at: datetime, how: How, what: str) -> None:
        """Write a line. That a log cannot be written never stops a run."""
        line = f"{at:%Y-%m-%d %H:%M:%S} | {how:<6} | {' '.join(what.split())}\n"
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._folder / f"{at:%Y-%m}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(line.encode("utf-8", "replace"))
            for old in self._files()[:-_MONTHS_KEPT]:
                old.unlink()

    def last(self) -> Entry | None:
        """Return how the last run went; notes in the midst of a run are passed over."""
        for file in reversed(self._files()):
            with contextlib.suppress(OSError):
                for line in reversed(file.read_text("utf-8", "replace").splitlines()):
                    if (entry := _entry(line)) is not None and entry.how is not How.NOTE:
                        return entry
        return None

    def failure(self) -> Entry | None:
        """Return how the last run failed, None where it did not: nobody may have watched it."""
        last = self.last()
        return last if last is not None and last.how is How.FAILED else None

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].log"))


def _entry(line: str) -> Entry | None:
    """Return what a line says, None for one that was edited into something else."""
    found = _LINE.fullmatch(line)
    if found is None or found["how"] not in list(How):
        return None
    try:
        return Entry(datetime.fromisoformat(found["at"]), How(found["how"]), found["what"])
    except ValueError:
        return None
