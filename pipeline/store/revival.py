"""Putting back into an empty store what its log kept, when a database is made anew: the other side of `history`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from pipeline.store import schema as s
from pipeline.store.ledger import Run


class Revival:
    """What a transaction can put back. Rows are as `History` keeps them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, row: dict[str, Any]) -> Run:
        """Put a run back under its number."""
        self._connection.execute(insert(s.runs).values(**row))
        return Run(row["id"], datetime.fromisoformat(row["started"]))

    def decisions(self, rows: Iterable[dict[str, Any]]) -> tuple[list[str], int]:
        """Put decisions back under their numbers; return the forms that they are on, and how many had no form."""
        forms, homeless = [], 0
        for row in rows:
            there = self._connection.execute(select(s.forms.c.id).where(s.forms.c.id == row["form_id"])).first()
            if there is None or (row["withdraws"] is not None and not self._has_decision(row["withdraws"])):
                homeless += 1
                continue
            self._connection.execute(insert(s.decisions).values(**row))
            forms.append(row["form_id"])
        return forms, homeless

    def events(self, rows: Iterable[dict[str, Any]]) -> None:
        """Put back events that follow from nothing else, after those that the forms brought with them."""
        for row in rows:
            values = {key: value for key, value in row.items() if key != "id"}
            self._connection.execute(insert(s.events).values(**values))

    def placements(self, files: Iterable[dict[str, Any]]) -> None:
        """Put back where the originals went, instead of where they would be moved now."""
        self._connection.execute(delete(s.placements))
        for file in files:
            if file["target"] is not None:
                kept = {key: file[key] for key in ("run_id", "path", "sha256", "size", "target")}
                self._connection.execute(
                    insert(s.placements).values(**kept, mtime_ns=str(file["mtime_ns"]), state="done")
                )

    def _has_decision(self, number: int) -> bool:
        return self._connection.execute(select(s.decisions.c.id).where(s.decisions.c.id == number)).first() is not None
