"""The store's own copy of everything that was ever taken in, kept under the hash of its content.

A copy is complete or it is not there: it is written under a temporary name, made to reach the disk, read back, and
only then given its name. What is in custody is never changed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pipeline import durable
from pipeline.errors import StoreError
from pipeline.faults import checkpoint

_CHUNK = 1 << 20
_HASH_LENGTH = 64


class StillChangingError(Exception):
    """The file changed while it was being copied."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file was when it was copied: enough to know it again."""

    sha256: str
    size: int
    mtime_ns: int


class Custody:
    """A folder of content-addressed copies, private to the user."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, path: Path) -> Taken:
        """Copy a file in and return what it was.

        Raises StillChangingError where it changed meanwhile, OSError where it cannot be read.
        """
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            _refuse_if_locked(file)
            before = os.fstat(file.fileno())
            hashed, size = self._keep(iter(lambda: file.read(_CHUNK), b""))
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
            raise StillChangingError
        return Taken(hashed, size, after.st_mtime_ns)

    def keep(self, content: bytes) -> str:
        """Put bytes into custody and return their hash."""
        return self._keep(iter((content,)))[0]

    def read(self, hashed: str) -> bytes:
        """Return what is kept under a hash.

        Raises StoreError where it is missing or damaged.
        """
        try:
            content = self.path(hashed).read_bytes()
        except FileNotFoundError:
            raise StoreError("An original is missing from custody.", "Run `eoi rebuild`.") from None
        if sha256(content).hexdigest() != hashed:
            raise StoreError("An original in custody is damaged.", "Put the file into the inbox again, if you have it.")
        return content

    def path(self, hashed: str) -> Path:
        """Return where the copy with this hash lies."""
        return self._folder / hashed[:2] / hashed

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Yield the hash of everything that is kept, with the time since when it is."""
        for path in sorted(self._folder.glob("??/*")):
            if len(path.name) == _HASH_LENGTH:
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def tidy(self) -> None:
        """Remove half-made copies that a kill left behind. For the holder of the home's lock only."""
        for leftover in self._folder.glob(f"{durable.TEMPORARY_PREFIX}*"):
            with contextlib.suppress(OSError):
                leftover.unlink()

    def _keep(self, chunks: Iterator[bytes]) -> tuple[str, int]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = durable.temporary_beside(self._folder / "copy")
        digest, size = sha256(), 0
        checkpoint("before copying into custody")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as copy:
                for chunk in chunks:
                    copy.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                copy.flush()
                checkpoint("while copying into custody")
                os.fsync(copy.fileno())
            hashed = digest.hexdigest()
            self._settle(temporary, hashed)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        checkpoint("after copying into custody")
        return hashed, size

    def _settle(self, temporary: Path, hashed: str) -> None:
        """Give a finished copy its name, unless a sound one has it already."""
        if _hash_of(temporary) != hashed:
            raise StoreError("A copy came out different from its original.", "Is the disk in order?")
        path = self.path(hashed)
        if path.exists() and _hash_of(path) == hashed:
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        durable.rename(temporary, path)


def _hash_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _refuse_if_locked(file: BinaryIO) -> None:
    """Raise BlockingIOError where another program holds a file for writing. Windows says so by itself on opening."""
    if os.name == "nt":
        return
    import fcntl

    for lock in (fcntl.flock, fcntl.lockf):
        try:
            lock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            continue  # a file system without locks
        lock(file.fileno(), fcntl.LOCK_UN)
