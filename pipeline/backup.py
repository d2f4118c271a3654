"""One file that holds all of a home, and a home made of such a file.

The database is copied by SQLite itself, so that the copy is whole; every part is named in a list with its hash, and a
backup is read back before it is called one. What can be made anew is left out: pages drawn, logs, the inbox's moved
originals, which restoring brings back from custody.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline import clock, durable, stamp
from pipeline.errors import HomeError, PipelineError, WrongUse
from pipeline.home import Home
from pipeline.intake.inbox import FOLDERS
from pipeline.intake.placing import decode, encode
from pipeline.programme import load_programme

_LIST = "contents.json"
_FORMAT = 1
_DATABASE, _HISTORY = ".eoi/eoi.sqlite3", ".eoi/history.jsonl"


class BackupError(PipelineError):
    """A file that is no backup, or a backup that is damaged."""


def back_up(home: Home, target: Path | None = None) -> Path:
    """Write a backup of a home, read it back, and return where it lies; by default in `backups/` in the home.

    Raises BackupError or HomeError where it cannot be made, AnotherRun while a run is under way.
    """
    now = clock.now(load_programme(home.programme).programme.time_zone)
    target = (target or home.folder / "backups" / f"eoi-backup {now:%Y-%m-%d %H%M}.zip").resolve()
    database = home.database
    if not isinstance(database, Path):
        raise HomeError(
            "The database of this home is not a file in it ($EOI_DATABASE).", "Back it up with its own tools."
        )
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with home.lock(), tempfile.TemporaryDirectory(prefix=".backup-", dir=home.state) as folder:
            copy = Path(folder) / "eoi.sqlite3"
            if database.exists():
                _copy_database(database, copy)
            _write(home, copy, target, now)
    except OSError as problem:
        raise BackupError(f"No backup can be written to {target}: {problem.strerror}.", "Is there room?") from None
    _remember(home, target)
    return target


def restore(backup: Path, folder: Path) -> Home:
    """Make a home at `folder`, which must be new or empty, of a backup.

    Raises BackupError, and leaves `folder` as it was, where the backup is damaged; WrongUse where something is there.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"{folder} is not empty, and nothing is ever restored over what is there.", "Name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".restoring-", dir=folder.parent))
    try:
        _unpack(backup, making)
        home = Home(making)
        home.prepare()
        _bring_back_originals(home)
        stamp.take_away(home)
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except OSError as problem:
        raise BackupError(f"{backup} cannot be restored to {folder}: {problem.strerror or problem}.") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Home(folder)


def known(home: Home) -> list[Path]:
    """Return the backups of this home that lie where they were made."""
    return [path for path in _remembered(home) if path.is_file()]


def is_backup(path: Path) -> bool:
    """Tell whether a file is a backup of a home, as far as its list of contents says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return isinstance(json.loads(archive.read(_LIST))["files"], dict)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        return False


def forget_gone(home: Home) -> None:
    """Forget where backups lay that are not there any more."""
    if home.state.is_dir():
        durable.write_file(_register(home), json.dumps([str(path) for path in known(home)]).encode(), mode=0o600)


# --- writing ------------------------------------------------------------------------------------------------------


def _copy_database(database: Path, copy: Path) -> None:
    """Copy a database as SQLite sees it, with what a run that was cut off left half done taken back."""
    try:
        with contextlib.closing(sqlite3.connect(database)) as source, contextlib.closing(sqlite3.connect(copy)) as to:
            source.backup(to)
            (verdict,) = to.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error:
        verdict = "damaged"
    if verdict != "ok":
        raise BackupError("The database is damaged, so there is nothing to back up.", "First: `eoi rebuild`.")


def _write(home: Home, database: Path, target: Path, now: datetime) -> None:
    parts = dict(_parts(home))
    if database.exists():
        parts[_DATABASE] = database
    temporary = durable.temporary_beside(target)
    try:
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "w+b") as file:
            listed = {}
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, path in sorted(parts.items()):
                    archive.write(path, name)
                    listed[name] = {"sha256": _hash_of(path), "mtime_ns": path.stat().st_mtime_ns}
                contents = {"format": _FORMAT, "made": now.isoformat(), "software": stamp.software(), "files": listed}
                archive.writestr(_LIST, json.dumps(contents, indent=1))
            file.flush()
            os.fsync(file.fileno())
        _check(temporary)
        durable.rename(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _parts(home: Home) -> Iterator[tuple[str, Path]]:
    """Yield every file that a backup holds, but for the database, under its name in the backup."""
    yield home.programme.name, home.programme
    with contextlib.suppress(PipelineError):
        register = load_programme(home.programme).register_file
        if register is not None and register.is_relative_to(home.folder):
            yield from _below(home, [register])
    yield from _below(home, home.templates.rglob("*"))
    yield from _below(home, home.outbox.rglob("*"))  # where letters may have been edited, and decisions typed
    yield from _below(home, home.custody.rglob("*"))
    yield from _below(home, [home.folder / _HISTORY])
    waiting = (path for path in home.inbox.rglob("*") if path.relative_to(home.inbox).parts[0] not in FOLDERS)
    yield from _below(home, waiting)


def _below(home: Home, paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if path.is_file() and not path.is_symlink() and not path.name.startswith(durable.TEMPORARY_PREFIX):
            yield encode(path.relative_to(home.folder)), path  # names need not be text on every system


# --- reading ------------------------------------------------------------------------------------------------------


def _check(backup: Path) -> dict[str, dict[str, Any]]:
    """Return the list of what a backup holds, having read all of it. Raises BackupError where it is damaged."""
    try:
        with zipfile.ZipFile(backup) as archive:
            contents = json.loads(archive.read(_LIST))
            listed: dict[str, dict[str, Any]] = contents["files"]
            sound = all(_is_sound(archive, name, facts["sha256"]) for name, facts in listed.items())
            version = int(contents["format"])
    except FileNotFoundError:
        raise WrongUse(f"There is no file {backup}.") from None
    except Exception:  # An archive that is damaged fails in many ways.
        raise BackupError(f"{backup} is no backup of a home, or is damaged.") from None
    if version > _FORMAT:
        raise BackupError("This backup was made by a newer version of this software.", "Install that version.")
    if not sound:
        raise BackupError(f"{backup} is damaged: one of its files is not what it was.")
    return listed


def _is_sound(archive: zipfile.ZipFile, name: str, hashed: str) -> bool:
    digest = sha256()
    with archive.open(name) as part:
        while chunk := part.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest() == hashed and _is_safe(decode(name))


def _unpack(backup: Path, folder: Path) -> None:
    listed = _check(backup)
    with zipfile.ZipFile(backup) as archive:
        for name, facts in listed.items():
            target = folder / decode(name)
            for parent in reversed(target.relative_to(folder).parents):
                (folder / parent).mkdir(mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            handle = os.open(target, flags, 0o600 if name.startswith(".eoi/") else 0o644)
            with archive.open(name) as part, os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(part, file)
            # A form is received when its file says so.
            os.utime(target, ns=(int(facts["mtime_ns"]), int(facts["mtime_ns"])))


def _bring_back_originals(home: Home) -> None:
    """Put the originals that were taken in back into the inbox's folders, from custody."""
    database = home.state / "eoi.sqlite3"
    if not database.exists():
        return
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT target, sha256, mtime_ns FROM placements WHERE state = 'done'").fetchall()
    for target, hashed, mtime_ns in rows:
        original, path = home.custody / hashed[:2] / hashed, home.inbox / decode(target)
        if original.is_file() and not path.exists() and _is_safe(decode(target)):
            path.parent.mkdir(exist_ok=True)
            shutil.copyfile(original, path)
            os.utime(path, ns=(int(mtime_ns), int(mtime_ns)))


def _is_safe(path: Path) -> bool:
    """Tell whether a path leads nowhere but into the folder that it is put below."""
    return not (path.is_absolute() or path.drive or ".." in path.parts)


def _hash_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


# --- which backups there are --------------------------------------------------------------------------------------


def _register(home: Home) -> Path:
    return home.state / "backups.json"


def _remembered(home: Home) -> list[Path]:
    try:
        return [Path(text) for text in json.loads(_register(home).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _remember(home: Home, target: Path) -> None:
    paths = dict.fromkeys([*map(str, _remembered(home)), str(target)])
    durable.write_file(_register(home), json.dumps(list(paths)).encode(), mode=0o600)
