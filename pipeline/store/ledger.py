"""Runs, the files that each took in, where their originals go, and the events of which the history is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.model import FileRow, Kind, Mail, Outcome
from pipeline.store import schema as s
from pipeline.store.shapes import Shapes


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the nightly job.

    `left` are the files that it left for the next, each with its reason; `decisions` is the number of the last
    decision that it knew of.
    """

    id: int
    started: datetime
    finished: datetime | None = None
    left: tuple[tuple[str, str], ...] = ()
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one file or member, as the ledger keeps it; `counted` is its line in the balance."""

    row: FileRow
    kind: Kind
    counted: str
    form_id: str | None = None
    brought: bool = False
    mail: Mail | None = None


class Runs:
    """The runs, oldest first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, now: datetime, software: str) -> Run:
        """Begin a run, or take up again the one that was cut off, with all that it has done already."""
        cut_off = self._one(select(s.runs).where(s.runs.c.finished.is_(None)))
        if cut_off is not None:
            self._connection.execute(s.runs.update().where(s.runs.c.id == cut_off.id).values(started=now.isoformat()))
            return Run(cut_off.id, now)
        new = s.runs.insert().values(started=now.isoformat(), software=software).returning(s.runs.c.id)
        return Run(int(self._connection.execute(new).scalar_one()), now)

    def finish(self, run: Run, now: datetime, left: tuple[tuple[str, str], ...], decisions: int) -> None:
        """Say that everything a run had to do is done."""
        change = s.runs.update().where(s.runs.c.id == run.id)
        self._connection.execute(change.values(finished=now.isoformat(), left=json.dumps(left), decisions=decisions))

    def cut_off(self) -> bool:
        """Tell whether the last run never came to its end."""
        return self._one(select(s.runs).where(s.runs.c.finished.is_(None))) is not None

    def last(self) -> Run | None:
        """Return the newest run."""
        return self._one(select(s.runs).order_by(s.runs.c.id.desc()).limit(1))

    def before(self, run: Run) -> Run | None:
        """Return the run before `run`."""
        return self._one(select(s.runs).where(s.runs.c.id < run.id).order_by(s.runs.c.id.desc()).limit(1))

    def _one(self, query: Any) -> Run | None:
        row = self._connection.execute(query).first()
        if row is None:
            return None
        finished = datetime.fromisoformat(row.finished) if row.finished else None
        left = tuple((name, reason) for name, reason in json.loads(row.left))
        return Run(row.id, datetime.fromisoformat(row.started), finished, left, row.decisions)


class Files:
    """Everything that ever arrived, and what became of it."""

    def __init__(self, connection: Connection, shapes: Shapes) -> None:
        self._connection = connection
        self._shapes = shapes

    def next_arrival(self) -> int:
        """Return a number for the next file of the inbox, which all its rows share."""
        last = self._connection.execute(select(func.max(s.files.c.arrival))).scalar()
        return int(last or 0) + 1

    def add(self, run: Run, arrival: int, entry: Entry) -> None:
        """Write down what became of one file or member."""
        row = entry.row
        self._connection.execute(
            s.files.insert().values(
                run_id=run.id,
                arrival=arrival,
                file=row.file,
                inside=row.inside,
                sha256=row.sha256,
                kind=entry.kind.value,
                received=row.received.isoformat(),
                outcome=row.outcome.value,
                counted=entry.counted,
                reason=storable(row.reason),
                form_id=entry.form_id,
                brought=int(entry.brought),
                mail=self._shapes.pack(entry.mail)[0] if entry.mail else None,
            )
        )

    def rows(self, run: Run | None = None) -> tuple[FileRow, ...]:
        """Return the rows of one run, or of all, in the order of arrival."""
        query = self._query()
        if run is not None:
            query = query.where(s.files.c.run_id == run.id)
        return tuple(_file_row(row) for row in self._connection.execute(query))

    def counts(self, run: Run) -> Mapping[str, int]:
        """Return how many rows of a run count as what, and under "files" how many files it took in."""
        counted = select(s.files.c.counted, func.count()).where(s.files.c.run_id == run.id).group_by(s.files.c.counted)
        arrivals = select(func.count(s.files.c.arrival.distinct())).where(s.files.c.run_id == run.id)
        totals = {row[0]: int(row[1]) for row in self._connection.execute(counted)}
        return {**totals, "files": int(self._connection.execute(arrivals).scalar_one())}

    def arrived(self) -> int:
        """Return how many files of the inbox were ever taken in."""
        return int(self._connection.execute(select(func.count(s.files.c.arrival.distinct()))).scalar_one())

    def mail_of(self, form_id: str) -> Mail | None:
        """Return the email that brought a form, if one did."""
        query = select(s.files.c.mail).where(s.files.c.form_id == form_id, s.files.c.brought == 1)
        text = self._connection.execute(query).scalar()
        return self._shapes.unpack(text, Mail) if text else None

    def settled_before(self, sha256: str) -> bool:
        """Tell whether the same container came before and everything in it could be opened and read."""
        query = select(s.files.c.id).where(s.files.c.sha256 == sha256, s.files.c.outcome == Outcome.CONTAINER.value)
        if self._connection.execute(query.limit(1)).first() is None:
            return False
        arrivals = select(s.files.c.arrival).where(
            s.files.c.sha256 == sha256, s.files.c.outcome == Outcome.CONTAINER.value
        )
        unread = select(s.files.c.id).where(
            s.files.c.arrival.in_(arrivals), s.files.c.outcome == Outcome.UNREADABLE.value
        )
        return self._connection.execute(unread.limit(1)).first() is None

    def _query(self) -> Any:
        joined = s.files.outerjoin(s.forms, s.files.c.form_id == s.forms.c.id)
        return select(s.files, s.forms.c.record_id).select_from(joined).order_by(s.files.c.id)


class Placements:
    """Where originals have still to go. A target is written down before a file moves, so that a kill is healed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: Run, path: str, identity: tuple[str, int, int], target: str) -> None:
        """Write down that the file at `path` (sha256, size, mtime_ns) is to move to `target`."""
        sha256, size, mtime_ns = identity
        values = {"sha256": sha256, "size": size, "mtime_ns": str(mtime_ns)}
        self._connection.execute(
            s.placements.insert().values(run_id=run.id, path=path, target=target, state="pending", **values)
        )

    def pending(self) -> list[Row[Any]]:
        """Return what has still to move, in the order in which it was taken in."""
        query = select(s.placements).where(s.placements.c.state == "pending").order_by(s.placements.c.id)
        return list(self._connection.execute(query))

    def retarget(self, placement_id: int, target: str) -> None:
        """Write down another target, where the first turned out to be taken."""
        self._change(placement_id, target=target)

    def settle(self, placement_id: int, state: str) -> None:
        """Write down that a file is "done", or "gone" from the inbox by another hand."""
        self._change(placement_id, state=state)

    def _change(self, placement_id: int, **values: str) -> None:
        self._connection.execute(s.placements.update().where(s.placements.c.id == placement_id).values(**values))


class Events:
    """The history: facts with their origin and time, only ever added to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: Run | None, at: datetime, what: str, subject: str, **detail: Any) -> None:
        """Write down that `what` happened to a record, a form or a file."""
        self._connection.execute(
            s.events.insert().values(
                run_id=run.id if run else None,
                at=at.isoformat(),
                what=what,
                subject=subject,
                detail=json.dumps(detail, sort_keys=True),
            )
        )

    def all(self, what: str) -> list[tuple[str, dict[str, Any]]]:
        """Return subject and detail of each event of one sort, oldest first."""
        query = select(s.events.c.subject, s.events.c.detail).where(s.events.c.what == what)
        return [
            (row.subject, json.loads(row.detail)) for row in self._connection.execute(query.order_by(s.events.c.id))
        ]

    def of_run(self, run: Run, what: str) -> list[tuple[str, dict[str, Any]]]:
        """Return subject and detail of each event of one sort in a run."""
        query = select(s.events.c.subject, s.events.c.detail).where(
            s.events.c.run_id == run.id, s.events.c.what == what
        )
        return [
            (row.subject, json.loads(row.detail)) for row in self._connection.execute(query.order_by(s.events.c.id))
        ]


def storable(text: str | None) -> str | None:
    """Return text that every database takes: no NUL, no half characters."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _file_row(row: Row[Any]) -> FileRow:
    return FileRow(
        file=row.file,
        sha256=row.sha256,
        outcome=Outcome(row.outcome),
        received=datetime.fromisoformat(row.received),
        inside=row.inside,
        reason=row.reason,
        record=row.record_id,
    )
