"""Opening the database: a SQLite file by default, any other that SQLAlchemy knows by its URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from pipeline.errors import StoreError
from pipeline.faults import checkpoint
from pipeline.store import schema

PATIENCE = 20.0  # seconds to wait for another program that uses the database
_DAMAGED = "The database is damaged."
MEND = "Nothing is lost: originals and decisions are kept apart from it. To have it made anew: `eoi rebuild`."


def connect(where: Path | str) -> Engine:
    """Open the database at a path or a URL, check it, and bring its tables up to date.

    Raises StoreError where it is damaged, in use for too long, or newer than this software.
    """
    engine = _sqlite(where) if isinstance(where, Path) else create_engine(where)
    try:
        _prepare(engine)
    except OperationalError as problem:
        engine.dispose()
        raise StoreError(f"The database cannot be used: {problem.orig}.", "Is another program using it?") from None
    except DatabaseError:
        engine.dispose()
        raise StoreError(_DAMAGED, MEND) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(engine: Engine) -> None:
    with engine.begin() as connection:
        version = schema.version_of(connection)
        if version == 0:
            schema.create(connection)
            version = schema.CURRENT
        elif engine.dialect.name == "sqlite":
            verdict = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if verdict != "ok":
                raise StoreError(_DAMAGED, MEND)
    while version != schema.CURRENT:
        with engine.begin() as connection:
            schema.migrate(connection, version)
        version += 1


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
