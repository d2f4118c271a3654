"""A plain log beside the database, of what cannot be worked out anew: what arrived, and what was decided.

One JSON object a line, only ever added to. With it and the originals in custody, a database that is damaged or lost
is made again (`eoi rebuild`). It is brought up to date when decisions are taken and whenever the database is closed,
from what the database holds: so what a kill kept from being written is written the next time.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.durable import write_file
from pipeline.store import schema as s
from pipeline.store.erasure import Erasure
from pipeline.store.shapes import Shapes

# These follow from the originals.
_DERIVED = ("file", "form", "record-joined")
_TABLES = {"run": s.runs, "decision": s.decisions, "event": s.events}


@dataclass
class Past:
    """What the log holds, each kind in its order. A run, a decision or an event is a row of its table."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


class History:
    """The log beside one database file."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name("history.jsonl")

    def catch_up(self, connection: Connection) -> None:
        """Add what the database holds and the log does not. That it cannot be written stops nothing."""
        last = self._last()
        if last == self._last_in(connection):
            return
        lines = b"".join(_line(kind, row) for kind, row in _rows(connection, last))
        if not lines:
            return
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                # After a kill in the midst of a line, the next begins on one of its own.
                file.write((b"" if file.tell() == 0 or self._ends_well() else b"\n") + lines)
                file.flush()
                os.fsync(file.fileno())

    def renew(self, connection: Connection) -> None:
        """Write the log anew, with nothing in it that the database does not hold any more."""
        write_file(self.path, b"".join(_line(kind, row) for kind, row in _rows(connection, Counter())), mode=0o600)

    def read(self) -> Past:
        """Return what the log holds; a line that is damaged or doubled is passed over."""
        past, seen = Past(), set[tuple[str, int]]()
        kept = {"run": past.runs, "file": past.files, "decision": past.decisions, "event": past.events}
        for kind, row in self._entries():
            if kind in kept and (kind, row["id"]) not in seen:
                seen.add((kind, row["id"]))
                kept[kind].append(row)
        for rows in kept.values():
            rows.sort(key=lambda row: int(row["id"]))
        return past

    def _entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        try:
            content = self.path.read_bytes()
        except OSError:
            return
        for line in content.split(b"\n"):
            with contextlib.suppress(ValueError, TypeError, KeyError):
                ((kind, row),) = json.loads(line).items()
                int(row["id"])
                yield kind, row

    def _last(self) -> Counter[str]:
        last: Counter[str] = Counter()
        for kind, row in self._entries():
            last[kind] = max(last[kind], int(row["id"]))
        return last

    @staticmethod
    def _last_in(connection: Connection) -> Counter[str]:
        queries = {
            "run": select(func.max(s.runs.c.id)).where(s.runs.c.finished.is_not(None)),
            "file": select(func.max(s.files.c.arrival)),
            "decision": select(func.max(s.decisions.c.id)),
            "event": select(func.max(s.events.c.id)).where(s.events.c.what.not_in(_DERIVED)),
        }
        found = {kind: connection.execute(query).scalar() for kind, query in queries.items()}
        return Counter({kind: int(number) for kind, number in found.items() if number})

    def _ends_well(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _rows(connection: Connection, after: Counter[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what comes after the last ids given, as it is logged."""
    for kind, table in _TABLES.items():
        query = select(table).where(table.c.id > after[kind]).order_by(table.c.id)
        if kind == "run":
            query = query.where(s.runs.c.finished.is_not(None))
        elif kind == "event":
            query = query.where(s.events.c.what.not_in(_DERIVED))
        for row in connection.execute(query):
            yield kind, dict(row._mapping)
    for arrival in Erasure(connection, Shapes()).arrivals():
        if arrival.number > after["file"]:
            first = arrival.rows[0]
            yield (
                "file",
                {
                    "id": arrival.number,
                    "run_id": arrival.run_id,
                    "file": first.file,
                    "sha256": first.sha256,
                    "mtime_ns": arrival.mtime_ns,
                    "size": arrival.size,
                    "path": arrival.path,
                    "target": arrival.target,
                },
            )


def _line(kind: str, row: dict[str, Any]) -> bytes:
    return json.dumps({kind: row}, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
