"""Taking out of the store what is held on a school: the one place where something received is deleted.

Everything else only adds. What is deleted here is gone from the file too: SQLite overwrites deleted rows
(`secure_delete`, see `database.py`), and `Store.compact` writes the file anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from pipeline.model import Form, Source
from pipeline.store import schema as s
from pipeline.store.shapes import Shapes

_PICTURE = re.compile(r"\b[0-9a-f]{64}\b")
_MOST_AT_ONCE = 500  # SQLite takes no more than some hundreds of values in one question.


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row of the ledger: a file, or a member of one. `mail` is the e-mail that it came in, as it is stored."""

    id: int
    file: str
    inside: str | None
    sha256: str
    outcome: str
    received: datetime
    form_id: str | None
    mail: str


@dataclass(frozen=True, slots=True)
class HeldArrival:
    """A file of the inbox with everything in it, and where its original was moved to (encoded), if that is known."""

    number: int
    run_id: int
    rows: tuple[HeldRow, ...]
    placement_id: int | None
    target: str | None
    path: str | None
    size: int
    mtime_ns: int


class Erasure:
    """What a transaction can find out for an erasure, and take out."""

    def __init__(self, connection: Connection, shapes: Shapes) -> None:
        self._connection = connection
        self._shapes = shapes

    def arrivals(self) -> list[HeldArrival]:
        """Return every file of the inbox that was ever taken in, in the order of arrival."""
        placed: dict[tuple[int, str], list[Any]] = {}
        for row in self._connection.execute(select(s.placements).order_by(s.placements.c.id)):
            placed.setdefault((row.run_id, row.sha256), []).append(row)
        by_number: dict[int, list[Any]] = {}
        for row in self._connection.execute(select(s.files).order_by(s.files.c.id)):
            by_number.setdefault(row.arrival, []).append(row)
        found = []
        for number, rows in sorted(by_number.items()):
            first = rows[0]
            # One was written down for each file, in the same transaction as its rows.
            waiting = placed.get((first.run_id, first.sha256)) or []
            place = waiting.pop(0) if waiting else None
            received = datetime.fromisoformat(first.received)
            found.append(
                HeldArrival(
                    number,
                    first.run_id,
                    tuple(_row(row) for row in rows),
                    place.id if place else None,
                    place.target if place else None,
                    place.path if place else None,
                    place.size if place else -1,
                    int(place.mtime_ns) if place else int(received.timestamp()) * 1_000_000_000,
                )
            )
        return found

    def forms(self, form_ids: Collection[str]) -> set[str]:
        """Delete forms with all that hangs on them; return the ids of the forms that were compared with them.

        Their rows in the ledger must be gone already (`rows`).
        """
        wanted = sorted(set(form_ids))
        neighbours: set[str] = set()
        for part in _parts(wanted):
            touching = or_(s.links.c.first_id.in_(part), s.links.c.second_id.in_(part))
            for link in self._connection.execute(select(s.links.c.first_id, s.links.c.second_id).where(touching)):
                neighbours |= {link.first_id, link.second_id}
            bodies = self._connection.execute(select(s.forms.c.body).where(s.forms.c.id.in_(part))).scalars().all()
            pictures = {picture for body in bodies for picture in _PICTURE.findall(body)}
            self._connection.execute(delete(s.links).where(touching))
            self._connection.execute(delete(s.traits).where(s.traits.c.form_id.in_(part)))
            self._decisions(part)
            self._connection.execute(delete(s.forms).where(s.forms.c.id.in_(part)))
            self._pictures(pictures)
        for part in _parts(wanted):  # A record bears the id of one of its forms.
            still = select(s.forms.c.record_id).where(s.forms.c.record_id.in_(part))
            self._connection.execute(delete(s.records).where(s.records.c.id.in_(part), s.records.c.id.not_in(still)))
        self._events(wanted)
        return neighbours - set(wanted)

    def rows(self, row_ids: Iterable[int]) -> None:
        """Delete rows of the ledger."""
        for part in _parts(sorted(row_ids)):
            hashes = self._connection.execute(select(s.files.c.sha256).where(s.files.c.id.in_(part))).scalars().all()
            self._connection.execute(delete(s.files).where(s.files.c.id.in_(part)))
            self._events(sorted(set(hashes)))

    def placements(self, placement_ids: Iterable[int]) -> None:
        """Delete what is known of where originals went."""
        for part in _parts(sorted(placement_ids)):
            self._connection.execute(delete(s.placements).where(s.placements.c.id.in_(part)))

    def set_apart(self, row: HeldRow, arrival: HeldArrival, name: str, path: str, size: int) -> None:
        """Make a member a file of its own, which now lies at `path` in the inbox: its container is to go."""
        number = int(self._connection.execute(select(func.max(s.files.c.arrival))).scalar_one()) + 1
        values = {"arrival": number, "file": name, "inside": None, "mail": None}
        self._connection.execute(update(s.files).where(s.files.c.id == row.id).values(**values))
        moment = str(int(row.received.timestamp()) * 1_000_000_000)
        self._connection.execute(
            s.placements.insert().values(
                run_id=arrival.run_id,
                path=path,
                target=path,
                sha256=row.sha256,
                size=size,
                mtime_ns=moment,
                state="done",
            )
        )
        held = select(s.forms.c.id, s.forms.c.body).where(s.forms.c.sha256 == row.sha256)
        for form in self._connection.execute(held).all():
            body = self._shapes.unpack(form.body, Form, self._picture)
            body = replace(body, source=Source(name, row.sha256, row.received))
            change = update(s.forms).where(s.forms.c.id == form.id).values(body=self._shapes.pack(body)[0])
            self._connection.execute(change)

    def left_behind(self, words: Collection[str]) -> None:
        """Forget which files earlier runs left for the next, where their names hold one of these words."""
        for run in self._connection.execute(select(s.runs.c.id, s.runs.c.left)).all():
            left = json.loads(run.left)
            kept = [each for each in left if not any(word.casefold() in each[0].casefold() for word in words)]
            if kept != left:
                self._connection.execute(update(s.runs).where(s.runs.c.id == run.id).values(left=json.dumps(kept)))

    def _decisions(self, form_ids: list[str]) -> None:
        """Delete the decisions on these forms, and those of others that say which school one of them is."""
        doomed = set(
            self._connection.execute(select(s.decisions.c.id).where(s.decisions.c.form_id.in_(form_ids))).scalars()
        )
        for form_id in form_ids:
            about = select(s.decisions.c.id).where(s.decisions.c.body.contains(f'"{form_id}"'))
            doomed |= set(self._connection.execute(about).scalars())
        for part in _parts(sorted(doomed)):
            self._connection.execute(delete(s.decisions).where(s.decisions.c.withdraws.in_(part)))
        for part in _parts(sorted(doomed)):
            self._connection.execute(delete(s.decisions).where(s.decisions.c.id.in_(part)))

    def _pictures(self, hashes: Iterable[str]) -> None:
        for picture in sorted(hashes):
            used = select(s.forms.c.id).where(s.forms.c.body.contains(picture)).limit(1)
            if self._connection.execute(used).first() is None:
                self._connection.execute(delete(s.pictures).where(s.pictures.c.sha256 == picture))

    def _events(self, subjects: list[str]) -> None:
        for part in _parts(subjects):
            self._connection.execute(delete(s.events).where(s.events.c.subject.in_(part)))
        for subject in subjects:
            self._connection.execute(delete(s.events).where(s.events.c.detail.contains(subject)))

    def _picture(self, hashed: str) -> bytes | None:
        query = select(s.pictures.c.content).where(s.pictures.c.sha256 == hashed)
        return self._connection.execute(query).scalar()


def _row(row: Any) -> HeldRow:
    received = datetime.fromisoformat(row.received)
    return HeldRow(row.id, row.file, row.inside, row.sha256, row.outcome, received, row.form_id, row.mail or "")


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[start : start + _MOST_AT_ONCE] for start in range(0, len(values), _MOST_AT_ONCE)]
