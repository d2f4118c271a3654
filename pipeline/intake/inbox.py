"""Which files in the inbox are ready to be taken in, and which have to wait, and why.

Folders that a coordinator drops are walked too; the folders that originals are moved to are not. Links are never
followed: they could lead anywhere.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.intake.names import is_litter, safe_path

FOLDERS = ("done", "duplicates", "not-forms", "unreadable")

STILL_GROWING = "It changed a moment ago and may still be being written. It is taken in at the next run."
LOCKED = "It is open in another program, or may not be read. Close it there; it is taken in at the next run."
A_LINK = "It is a link to a file elsewhere, and links are not followed. Put the file itself here."
VANISHED = "It went away while the run was under way."


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that waits in the inbox. `name` is how it is shown: its path inside the inbox, made safe."""

    path: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is left for the next run."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What is in the inbox: files that are ready, in the order of their names, and files that have to wait."""

    ready: tuple[Arrival, ...]
    waiting: tuple[Waiting, ...]


def scan(inbox: Path, now: datetime, settle_seconds: float) -> Scan:
    """Look at everything in the inbox, and open nothing."""
    ready: list[Arrival] = []
    waiting: list[Waiting] = []
    for path, status in sorted(_walk(inbox), key=lambda found: os.fsencode(found[0])):
        name = safe_path(os.fsencode(path.relative_to(inbox)).decode("utf-8", "replace"))
        if stat.S_ISLNK(status.st_mode):
            waiting.append(Waiting(name, A_LINK))
        elif abs(now.timestamp() - status.st_mtime) < settle_seconds:
            waiting.append(Waiting(name, STILL_GROWING))
        else:
            ready.append(Arrival(path, name, status.st_size, status.st_mtime_ns))
    return Scan(tuple(ready), tuple(waiting))


def _walk(inbox: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files and links below the inbox; devices, pipes and what programs leave behind are passed over."""
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            if folder == inbox:
                raise
            continue  # It went away, or is another user's.
        for entry in entries:
            if is_litter(entry.name) or (folder == inbox and entry.name.casefold() in FOLDERS):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(status.st_mode):
                folders.append(Path(entry.path))
            elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                yield Path(entry.path), status
