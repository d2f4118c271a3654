"""Has anything changed since the last run? Answered by looking, not by reading: the database stays closed.

After a run everything that its result depends on is put into one fingerprint: the software, the programme, the
templates, the database and the outbox as it was left. While it stays the same, a run with an empty inbox has nothing
to do.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.durable import remove, write_file
from pipeline.home import Home
from pipeline.programme import Programme

# In a checkout that was never installed there is no version to ask for.
_UNKNOWN_VERSION = "0"


def software() -> str:
    """Return the version of this software."""
    with contextlib.suppress(PackageNotFoundError):
        return version("eoi-pipeline")
    return _UNKNOWN_VERSION


def is_current(home: Home, programme: Programme) -> bool:
    """Tell whether nothing but the inbox can have changed since the last run came to its end."""
    if not isinstance(home.database, Path) or home.database.with_name(f"{home.database.name}-journal").exists():
        return False
    try:
        return bool(json.loads(home.stamp.read_text("utf-8")) == {"fingerprint": _fingerprint(home, programme)})
    except (OSError, ValueError):
        return False


def put(home: Home, programme: Programme) -> None:
    """Keep what everything looks like now. Where that cannot be written, the next run looks at everything again."""
    with contextlib.suppress(OSError):
        write_file(home.stamp, json.dumps({"fingerprint": _fingerprint(home, programme)}).encode(), mode=0o600)


def take_away(home: Home) -> None:
    """Forget it: until the run now beginning has come to its end, nothing is certain."""
    remove(home.stamp)


def _fingerprint(home: Home, programme: Programme) -> str:
    digest = sha256()
    for part in _parts(home, programme):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _parts(home: Home, programme: Programme) -> Iterator[str]:
    yield software()
    # Of the program itself, so that a changed rule is applied in a checkout too.
    yield from _looks(Path(__file__).parent, ".py")
    yield from _contents([home.programme, *sorted(home.templates.glob("*"))])
    if programme.register_file:
        yield _look(programme.register_file)
    if isinstance(home.database, Path):
        yield _look(home.database)
        with home.database.open("rb") as file:
            yield file.read(100).hex()  # SQLite's header counts every change.
    yield from _looks(home.outbox)


def _looks(folder: Path, ending: str = "") -> list[str]:
    """Return name, size and time of every file below a folder, without opening any; of all, or those that end so."""
    return sorted(_below(os.fspath(folder), "", ending)) if folder.is_dir() else []


def _below(folder: str, above: str, ending: str) -> Iterator[str]:
    # Not by pathlib, which would take a second for the letters of ten thousand schools.
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{above}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{name}/", ending)
            elif name.endswith(ending):
                status = entry.stat()
                yield f"{name} {status.st_size} {status.st_mtime_ns}"


def _look(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _contents(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_file():
            yield f"{path.name} {sha256(path.read_bytes()).hexdigest()}"
