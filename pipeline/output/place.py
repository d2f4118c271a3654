"""Putting files into place: the one seam through which the outputs touch the disk.

A file is either what it was or what it should be, never half of each: it is written under a temporary name in
the same folder and then renamed. What would not change is not touched.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import HomeError

_TEMPORARY = ".eoi-tmp"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file ended: `path` is another than was wanted where that one was open in a program."""

    path: Path
    changed: bool
    locked: bool = False


def put(path: Path, content: bytes, day: date) -> Placed:
    """Write `content` to `path` atomically, if it is not what stands there already.

    Where the file is locked (a workbook open in Excel), write beside it under a name with the `day`, and say so.
    Raises HomeError where the folder cannot be written at all.
    """
    beside = path.with_name(f"{path.stem} ({day.isoformat()}){path.suffix}")
    if read(path) == content:
        return Placed(path, changed=False)
    try:
        _replace(path, content)
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


def digest(content: bytes) -> str:
    """Return a short fingerprint of bytes."""
    return hashlib.sha256(content).hexdigest()[:16]


def set_aside(path: Path, folder: Path) -> Path:
    """Move a file that is not ours to delete into `folder`, under a name that is free there."""
    folder.mkdir(parents=True, exist_ok=True)
    target, nth = folder / path.name, 2
    while target.exists():
        target, nth = folder / f"{path.stem} ({nth}){path.suffix}", nth + 1
    path.replace(target)
    return target


def sweep(folder: Path) -> None:
    """Remove what a run that was killed left half written."""
    for leftover in folder.glob(f".*{_TEMPORARY}"):
        leftover.unlink(missing_ok=True)


def _put_beside(path: Path, content: bytes) -> Placed:
    if read(path) == content:
        return Placed(path, changed=False, locked=True)
    try:
        _replace(path, content)
    except PermissionError as problem:
        raise HomeError(
            f"{path.parent} cannot be written: {problem}.",
            "Close the files that are open from it, and check who may write there.",
        ) from problem
    return Placed(path, changed=True, locked=True)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}{_TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Make a rename durable, where the system lets a folder be synchronised (Windows does not)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
