"""Moving originals out of the inbox, once it is certain that they were taken in.

Where a file is to go is written down in the same transaction as what became of it. So a kill at any time is healed
at the next run: what is written down and has not moved moves then, and is not taken in a second time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Set
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pipeline.durable import move_without_replacing
from pipeline.intake.names import unused
from pipeline.model import Outcome

_LONGEST_STEM = 180  # bytes: most file systems take names of 255

CANNOT_MOVE = "It was taken in, and cannot be moved out of the inbox: it is open in another program, or protected."


class Placement(Protocol):
    """What was written down: the file at `path`, known again by its content and time, is to move to `target`."""

    @property
    def path(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def mtime_ns(self) -> str: ...


def folder_for(outcomes: Set[Outcome]) -> str:
    """Return the folder for an original, by what became of it and of everything in it."""
    if outcomes & {Outcome.ACCEPTED, Outcome.SUPERSEDED}:
        return "done"
    if Outcome.DUPLICATE in outcomes:
        return "duplicates"
    if Outcome.UNREADABLE in outcomes:
        return "unreadable"
    # An email with nothing in it but an answer to our letter.
    return "done" if outcomes == {Outcome.CONTAINER} else "not-forms"


class Places:
    """The places in the inbox's folders: those that are taken, and those promised to files that have still to move.

    Looked up once for a whole run, whose lock keeps all others from moving files there.
    """

    def __init__(self, inbox: Path, promised: Iterable[str]) -> None:
        self.inbox = inbox
        self._promised = [decode(place) for place in promised]
        self._names: dict[str, set[str]] = {}

    def promise(self, path: Path, folder: str) -> str:
        """Return a free place in `folder` for a file of the inbox, encoded, which is free no longer."""
        name = path.name
        if len(os.fsencode(name)) > _LONGEST_STEM:
            kept = os.fsencode(path.stem)[: _LONGEST_STEM - 20].decode("utf-8", "ignore")
            name = f"{kept}…{path.suffix[:20]}"
        if folder not in self._names:
            self._names[folder] = self._taken(folder)
        free = unused(name, self._names[folder])
        self._names[folder].add(free.casefold())
        return encode(Path(folder) / free)

    def _taken(self, folder: str) -> set[str]:
        where = self.inbox / folder
        there = {entry.name.casefold() for entry in os.scandir(where)} if where.is_dir() else set()
        return there | {place.name.casefold() for place in self._promised if place.parent.name == folder}


def encode(path: Path) -> str:
    """Return a path inside the inbox as text: names need not be text on every system."""
    return quote_from_bytes(os.fsencode(path.as_posix()), safe="/ ()',;=@&+!")


def decode(text: str) -> Path:
    """Return the path that `encode` wrote."""
    return Path(os.fsdecode(unquote_to_bytes(text)))


def move_original(inbox: Path, placement: Placement, write_down: Callable[[str], None]) -> str:
    """Move one original and return what became of it: "done", or "gone" where it is not there any more.

    `write_down` keeps another target, before the file moves, where the first turns out to be taken. Raises OSError
    where the file cannot be moved.
    """
    source, target = inbox / decode(placement.path), inbox / decode(placement.target)
    if not _is_it(source, placement):
        return "done" if os.path.lexists(target) else "gone"
    if os.path.lexists(target):
        if source.samefile(target):  # A kill came between giving the second name and taking the first away.
            source.unlink()
            return "done"
        # Somebody put another file there meanwhile.
        target = inbox / decode(Places(inbox, ()).promise(source, target.parent.name))
        write_down(encode(target.relative_to(inbox)))
    target.parent.mkdir(exist_ok=True)
    move_without_replacing(source, target)
    return "done"


def _is_it(path: Path, placement: Placement) -> bool:
    """Tell whether the file at `path` is still the one that was taken in."""
    try:
        status = path.lstat()
        if (status.st_size, status.st_mtime_ns) != (placement.size, int(placement.mtime_ns)):
            return False
        digest = sha256()
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == placement.sha256
