"""A home: the folder in which one programme lives.

programme.toml   the facts of the year          inbox/    where forms are dropped
templates/       the letters, to be edited      outbox/   what comes out of it
.eoi/            the database, the custody of originals, the lock: private
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.durable import DISK_FULL, TEMPORARY_PREFIX, write_file
from pipeline.errors import AnotherRun, HomeError
from pipeline.intake.inbox import FOLDERS

_FULL = "Make room on the disk, and run again: everything that was taken in is kept."


@dataclass(frozen=True, slots=True)
class Home:
    """The places in a home. `database` may also be given by `$EOI_DATABASE` as a URL."""

    folder: Path

    @classmethod
    def at(cls, folder: Path | None = None) -> Home:
        """Return the home at `folder`, else at `$EOI_HOME`, else the current folder, whether or not there is one."""
        return cls((folder or Path(os.environ.get("EOI_HOME") or ".")).resolve())

    @classmethod
    def find(cls, folder: Path | None = None) -> Home:
        """Return the home that is at `folder`, else at `$EOI_HOME`, else the current folder.

        Raises HomeError where there is none.
        """
        home = cls.at(folder)
        if not home.programme.is_file():
            raise HomeError(
                f"{home.folder} is not a home: there is no programme.toml in it.",
                "Run `eoi init` to make one, or name yours with --home.",
            )
        return home

    @property
    def programme(self) -> Path:
        return self.folder / "programme.toml"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    @property
    def state(self) -> Path:
        return self.folder / ".eoi"

    @property
    def database(self) -> Path | str:
        return os.environ.get("EOI_DATABASE") or self.state / "eoi.sqlite3"

    @property
    def custody(self) -> Path:
        return self.state / "custody"

    @property
    def stamp(self) -> Path:
        """What everything looked like after the last run."""
        return self.state / "stamp.json"

    def prepare(self) -> None:
        """Make the folders that a run needs and that are not there."""
        try:
            self.state.mkdir(mode=0o700, exist_ok=True)
            _close(self.state)
            for folder in (self.inbox, self.outbox, *(self.inbox / name for name in FOLDERS)):
                folder.mkdir(exist_ok=True)
        except OSError as problem:
            raise HomeError(f"{self.folder} cannot be written: {problem.strerror}.", "Who may write there?") from None

    @contextlib.contextmanager
    def refusals_told(self) -> Iterator[None]:
        """Turn what the system refuses (no room, no right) into a HomeError that says where and what to do."""
        try:
            yield
        except OSError as problem:
            where = Path(problem.filename or self.folder)
            name = where.relative_to(self.folder).as_posix() if where.is_relative_to(self.folder) else where.name
            if where.name.startswith(TEMPORARY_PREFIX):
                name = Path(name).parent.as_posix()
            advice = _FULL if problem.errno in DISK_FULL else "Is it open in another program, and who may write there?"
            raise HomeError(
                f"{name if name != '.' else self.folder} cannot be used: {problem.strerror or problem}.", advice
            ) from None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold this home for one run. Raises AnotherRun where another holds it."""
        self.prepare()
        lock = FileLock(self.state / "lock", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise AnotherRun("Another run is under way in this home; wait for it to end, nothing is lost.") from None
        try:
            yield
        finally:
            lock.release()


def _close(folder: Path) -> None:
    """Keep a private folder private, also after it was copied or unpacked by something that does not care."""
    if os.name != "nt" and folder.stat().st_mode & 0o077:
        with contextlib.suppress(OSError):  # A network drive may know no such rights.
            folder.chmod(0o700)


def init(folder: Path) -> Home:
    """Make a home at `folder`, or complete the one that is there: nothing that exists is changed."""
    home = Home(folder.resolve())
    try:
        home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.templates.mkdir(exist_ok=True)
    except OSError as problem:
        raise HomeError(f"No home can be made at {folder}: {problem.strerror}.") from None
    home.prepare()
    for shipped in sorted(shipped_templates().iterdir()):
        target = home.programme if shipped.name == "programme.toml" else home.templates / shipped.name
        if shipped.is_file() and not target.exists():
            write_file(target, shipped.read_bytes())
    return home


def shipped_templates() -> Path:
    """Return the templates that come with the software: inside the package, or at the top of a checkout."""
    package = Path(__file__).parent
    for folder in (package / "_templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    raise HomeError("The templates are missing from this installation.", "Install the software again.")
