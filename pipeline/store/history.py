"""A plain log beside the database, of what cannot be worked out anew: what arrived, and what was decided.

One JSON object a line, only ever added to. With it and the originals in custody, a database that is damaged or lost
is made again (`eoi rebuild`). It is brought up to date when decisions are taken and whenever the database is closed,
from what the database holds: so what a kill, a full disk or damage to a line has kept from it is written the next time.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from pipeline.durable import write_file
from pipeline.faults import checkpoint
from pipeline.store import schema as s
from pipeline.store.erasure import Erasure
from pipeline.store.shapes import Shapes

# These follow from the originals.
_DERIVED = ("file", "form", "record-joined")
_KINDS = ("run", "file", "decision", "event")
_TABLES = {"run": s.runs, "decision": s.decisions, "event": s.events}


@dataclass
class Past:
    """What the log holds, each kind in its order. A run, a decision or an event is a row of its table.

    `damaged` counts the lines that cannot be read.
    """

    runs: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    damaged: int = 0


# Of what is there, by kind.
Numbers = dict[str, set[int]]


class History:
    """The log beside one database file."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name("history.jsonl")

    def catch_up(self, connection: Connection) -> None:
        """Add what the database holds and the log does not. That it cannot be written stops nothing.

        A log with damaged lines is written anew, if the database holds everything that the others say.
        """
        known, damaged = self._known()
        held = _held(connection)
        if damaged and all(known[kind] <= held[kind] for kind in _KINDS):
            with contextlib.suppress(OSError):
                self.renew(connection)
            return
        if all(held[kind] <= known[kind] for kind in _KINDS):
            return
        lines = b"".join(_line(kind, row) for kind, row in _rows(connection, known))
        with contextlib.suppress(OSError):
            checkpoint(f"before adding to {self.path.name}")
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                # After a kill in the midst of a line, the next begins on one of its own.
                file.write((b"" if file.tell() == 0 or self._ends_well() else b"\n") + lines)
                file.flush()
                os.fsync(file.fileno())
            checkpoint(f"after adding to {self.path.name}")

    def renew(self, connection: Connection) -> None:
        """Write the log anew, with nothing in it that the database does not hold any more."""
        write_file(self.path, b"".join(_line(kind, row) for kind, row in _rows(connection, _nothing())), mode=0o600)

    def read(self) -> Past:
        """Return what the log holds; a line that is doubled is passed over, and one that is damaged is counted."""
        past, seen = Past(), set[tuple[str, int]]()
        kept = {"run": past.runs, "file": past.files, "decision": past.decisions, "event": past.events}
        for line in self._lines():
            found = _entry(line)
            if found is None:
                past.damaged += 1
                continue
            kind, row = found
            if (kind, row["id"]) not in seen:
                seen.add((kind, row["id"]))
                kept[kind].append(row)
        for rows in kept.values():
            rows.sort(key=lambda row: int(row["id"]))
        return past

    def _lines(self) -> list[bytes]:
        try:
            content = self.path.read_bytes()
        except OSError:
            return []
        return [line for line in content.split(b"\n") if line]

    def _known(self) -> tuple[Numbers, bool]:
        """Return the numbers of what the log holds, and whether a line of it is damaged."""
        known = _nothing()
        entries = [_entry(line) for line in self._lines()]
        for kind, row in filter(None, entries):
            known[kind].add(int(row["id"]))
        return known, None in entries

    def _ends_well(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _entry(line: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return what a line says: its kind and its row; None where it is damaged."""
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
        ((kind, row),) = json.loads(line).items()
        int(row["id"])
        if kind in _KINDS:
            return kind, row
    return None


def _nothing() -> Numbers:
    return {kind: set() for kind in _KINDS}


def _held(connection: Connection) -> Numbers:
    """Return the numbers of all that the database holds and the log should."""
    queries = {kind: _wanted(kind, select(table.c.id)) for kind, table in _TABLES.items()}
    queries["file"] = select(s.files.c.arrival).distinct()
    return {kind: set(connection.execute(query).scalars()) for kind, query in queries.items()}


def _wanted(kind: str, query: Any) -> Any:
    """Leave out of a query what is not for the log: runs under way, and events that follow from the originals."""
    if kind == "run":
        return query.where(s.runs.c.finished.is_not(None))
    return query.where(s.events.c.what.not_in(_DERIVED)) if kind == "event" else query


def _rows(connection: Connection, known: Numbers) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is not `known`, as it is logged."""
    for kind, table in _TABLES.items():
        for row in connection.execute(_wanted(kind, select(table)).order_by(table.c.id)):
            if row.id not in known[kind]:
                yield kind, dict(row._mapping)
    for arrival in Erasure(connection, Shapes()).arrivals():
        if arrival.number not in known["file"]:
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
