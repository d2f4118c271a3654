"""The store: every fact with its origin and time. Nothing else touches the database.

    with Store.open(path) as store, store.transaction() as work:
        work.files.add(…)

A transaction is kept whole or not at all. Its parts (`runs`, `files`, `forms`, `records`, `decisions`,
`placements`, `events`, `letters`, `erasure`, `revival`) are small collections, each with the few things that can be done to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from pipeline.errors import DamagedStore
from pipeline.faults import checkpoint
from pipeline.store import schema
from pipeline.store.database import connect, explained
from pipeline.store.erasure import Erasure
from pipeline.store.history import History
from pipeline.store.ledger import Entry, Events, Files, Placements, Run, Runs
from pipeline.store.revival import Revival
from pipeline.store.shapes import Shapes
from pipeline.store.shelf import Decisions, Forms, HeldDecision, HeldForm, Link, Records, Withdrawal, form_id, in_time
from pipeline.store.soundness import MEND, Seal

__all__ = [
    "Entry",
    "HeldDecision",
    "HeldForm",
    "Link",
    "Run",
    "Shapes",
    "Store",
    "Transaction",
    "Withdrawal",
    "form_id",
    "in_time",
]


class Letters:
    """The letters that lie in the outbox, with the fingerprint of what each says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, str]:
        """Return the fingerprint of each letter by its path in the outbox."""
        rows = self._connection.execute(select(schema.letters).order_by(schema.letters.c.path))
        return {row.path: row.fingerprint for row in rows}

    def replace(self, letters: Mapping[str, str], at: datetime) -> None:
        """Write down which letters there are now; those that are as before keep their time."""
        before = self.all()
        for path in before.keys() - letters.keys():
            self._connection.execute(schema.letters.delete().where(schema.letters.c.path == path))
        for path, fingerprint in sorted(letters.items()):
            values = {"fingerprint": fingerprint, "written": at.isoformat()}
            if path not in before:
                self._connection.execute(schema.letters.insert().values(path=path, **values))
            elif before[path] != fingerprint:
                self._connection.execute(schema.letters.update().where(schema.letters.c.path == path).values(**values))


class Transaction:
    """A view of the store in which everything belongs together.

    `remembered` outlives the transaction, not the store: what was worked out of a form, which never changes, by its id.
    """

    def __init__(self, connection: Connection, shapes: Shapes, remembered: dict[str, Any]) -> None:
        self.shapes = shapes
        self.remembered = remembered
        self.runs = Runs(connection)
        self.files = Files(connection, shapes)
        self.forms = Forms(connection, shapes)
        self.decisions = Decisions(connection, shapes)
        self.records = Records(connection, shapes, self.forms, self.decisions)
        self.placements = Placements(connection)
        self.events = Events(connection)
        self.letters = Letters(connection)
        self.erasure = Erasure(connection, shapes)
        self.revival = Revival(connection)


class Store:
    """The database of one home."""

    def __init__(
        self, engine: Engine, history: History | None = None, seal: Seal | None = None, *, remember: bool = False
    ) -> None:
        self._engine = engine
        self._history = history
        self._seal = seal
        self._shapes = Shapes(remember=remember)
        self._remembered: dict[str, Any] = {}

    @classmethod
    def open(cls, where: Path | str, *, remember: bool = False) -> Store:
        """Open the SQLite file at a path, or the database at a URL; made if it is not there.

        With `remember` what was read once is not unpacked again: for who looks at the same records all day.
        Raises DamagedStore where it is damaged or gone, StoreError where it is in use for too long or newer than this
        software.
        """
        history = History(where) if isinstance(where, Path) else None
        if history is not None and history.path.exists() and _is_gone(Path(where)):
            # An empty one in its place would empty the outbox.
            raise DamagedStore("The database is gone.", MEND)
        seal = Seal(where) if isinstance(where, Path) else None
        return cls(connect(where), history, seal, remember=remember)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Yield a transaction: kept whole at the end of the block, forgotten whole if an error leaves it.

        Raises StoreError where the database itself fails.
        """
        try:
            checkpoint("before a transaction")
            with self._engine.begin() as connection:
                work = Transaction(connection, self._shapes, self._remembered)
                yield work
            checkpoint("after a transaction")
        except (IntegrityError, DataError):
            raise  # A fault in what was to be written, not in the database.
        except DBAPIError as problem:
            raise explained(problem) from problem
        if work.decisions.touched:
            self._log()

    def compact(self) -> None:
        """Write the database and its log anew, with nothing left in them of what was deleted."""
        if self._history is None:
            return
        with self._engine.begin() as connection:
            self._history.renew(connection)
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
        finally:
            raw.close()

    def _log(self) -> None:
        """Bring the log beside the database up to date; what cannot be written now is written the next time."""
        if self._history is not None:
            with suppress(DBAPIError), self._engine.begin() as connection:
                self._history.catch_up(connection)

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Return everything in the store as plain values, table by table: to compare, to back up."""
        with self._engine.begin() as connection:
            return {
                table.name: [
                    {key: value.hex() if isinstance(value, bytes) else value for key, value in row._mapping.items()}
                    for row in connection.execute(select(table).order_by(*table.primary_key.columns))
                ]
                for table in schema.metadata.sorted_tables
            }

    def dump_text(self) -> str:
        """Return `dump` as JSON text, the same for the same content."""
        return json.dumps(self.dump(), indent=1, sort_keys=True)

    def close(self) -> None:
        """Let go of the database."""
        self._log()
        if self._seal is not None:
            with suppress(DBAPIError), self._engine.begin() as connection:
                self._seal.renew(connection)
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_gone(database: Path) -> bool:
    return not database.exists() or database.stat().st_size == 0
