"""Opening the database: a SQLite file by default, any other that SQLAlchemy knows by its URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pipeline.errors import DamagedStore, StoreError
from pipeline.faults import checkpoint
from pipeline.store import schema
from pipeline.store.soundness import DAMAGED, MEND, Seal, examine

PATIENCE = 20.0  # seconds to wait for another program that uses the database

# What is no damage: SQLite's primary result codes, and what to do about each.
_PASSING = {
    sqlite3.SQLITE_BUSY: "Another program is using it: wait for it to end, or close it, and run again.",
    sqlite3.SQLITE_LOCKED: "Another program is using it: wait for it to end, or close it, and run again.",
    sqlite3.SQLITE_FULL: "Make room on the disk, and run again.",
    sqlite3.SQLITE_READONLY: "Who may write there?",
    sqlite3.SQLITE_CANTOPEN: "Who may write there?",
    sqlite3.SQLITE_PERM: "Who may write there?",
    sqlite3.SQLITE_NOMEM: "Close other programs, and run again.",
}
_TROUBLE_WITH_THE_DISK = f"Is there room on the disk, and is it in order? Run again. If it says so again: {MEND}"


def connect(where: Path | str) -> Engine:
    """Open the database at a path or a URL, check it, and bring its tables up to date.

    Raises DamagedStore where it is damaged, StoreError where it is in use for too long, or newer than this software.
    """
    seal = Seal(where) if isinstance(where, Path) else None
    engine = _sqlite(where) if isinstance(where, Path) else create_engine(where)
    try:
        _prepare(engine, seal)
    except DBAPIError as problem:
        engine.dispose()
        raise explained(problem) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def explained(problem: DBAPIError) -> StoreError:
    """Return what to say of what the database refused, and what to do about it."""
    code = getattr(problem.orig, "sqlite_errorcode", None)
    if not isinstance(problem.orig, sqlite3.Error):
        return StoreError(f"The database cannot be used: {problem.orig}.", "Is it running, and may you write there?")
    primary = code & 0xFF if code is not None else None
    if primary in _PASSING:
        return StoreError(f"The database cannot be used: {problem.orig}.", _PASSING[primary])
    if primary == sqlite3.SQLITE_IOERR:
        return DamagedStore(f"The database cannot be read or written: {problem.orig}.", _TROUBLE_WITH_THE_DISK)
    return DamagedStore(DAMAGED, MEND)


def _prepare(engine: Engine, seal: Seal | None) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        version = schema.version_of(connection)
        if version == 0:
            if is_sqlite and connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one():
                raise DamagedStore(DAMAGED, MEND)
            schema.create(connection)
            version = schema.CURRENT
    while version != schema.CURRENT:
        with engine.begin() as connection:
            schema.migrate(connection, version)
        version += 1
    if is_sqlite:
        with engine.begin() as connection:
            examine(connection, seal)


def _sqlite(path: Path) -> Engine:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    # SQLite takes a name by its bytes; a URL would give "?" and "%" in a folder's name a meaning.
    engine = create_engine("sqlite://", creator=lambda: _open(path), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # Taken for writing at once: two that first read and then write would wait for each other.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "commit")
    def _before_commit(connection: Any) -> None:
        checkpoint("before committing")

    return engine


def _open(path: Path) -> sqlite3.Connection:
    # SQLAlchemy begins and ends transactions itself: left alone, Python's module would leave out DDL.
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    # A rollback journal, and not WAL, which is not safe on a network drive. EXTRA also makes the journal's removal
    # reach the disk, so that a commit is final even if the power fails. Deleted rows are overwritten.
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=DELETE",
        "synchronous=EXTRA",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
