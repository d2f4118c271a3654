"""Putting outputs into place: what would not change is not touched, and an open file stops nothing."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.durable import TEMPORARY_PREFIX, move_without_replacing, write_file
from pipeline.errors import HomeError


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file ended: `path` is another than was wanted where that one was open in a program."""

    path: Path
    changed: bool
    locked: bool = False


def put(path: Path, content: bytes, day: date) -> Placed:
    """Write `content` to `path` in one step, if it is not what stands there already.

    Where the file is locked (a workbook open in Excel), write beside it under a name with the `day`, and say so.
    Raises HomeError where the folder cannot be written at all.
    """
    if read(path) == content:
        return Placed(path, changed=False)
    beside = path.with_name(f"{path.stem} ({day.isoformat()}){path.suffix}")
    try:
        write_file(path, content)
    except PermissionError:
        return _put_beside(beside, content)
    # What had to be written beside the file while it was open is of no more use once the file itself holds it.
    if read(beside) == content:
        with suppress(OSError):
            beside.unlink()
    return Placed(path, changed=True)


def read(path: Path) -> bytes | None:
    """Return what a file holds, or None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def set_aside(path: Path, folder: Path) -> Path:
    """Move a file that is not ours to delete into `folder`, under a name that is free there."""
    folder.mkdir(parents=True, exist_ok=True)
    target, nth = folder / path.name, 2
    while target.exists():
        target, nth = folder / f"{path.stem} ({nth}){path.suffix}", nth + 1
    move_without_replacing(path, target)
    return target


def digest(content: bytes) -> str:
    """Return a short fingerprint of bytes."""
    return hashlib.sha256(content).hexdigest()[:16]


def sweep(folder: Path) -> None:
    """Remove what a run that was killed left half written."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with suppress(OSError):
            leftover.unlink()


def _put_beside(path: Path, content: bytes) -> Placed:
    if read(path) == content:
        return Placed(path, changed=False, locked=True)
    try:
        write_file(path, content)
    except PermissionError as problem:
        raise HomeError(
            f"{path.parent} cannot be written: {problem}.",
            "Close the files that are open from it, and check who may write there.",
        ) from problem
    return Placed(path, changed=True, locked=True)
