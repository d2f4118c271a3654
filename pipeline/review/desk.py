"""What the pages may know and do: the records as they stand, decisions, and taking them back.

The only place in this room that opens the store. Pages read a `Sight`, which stays the same until the database changes.
"""

from __future__ import annotations

import getpass
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline import clock
from pipeline.errors import WrongUse
from pipeline.home import Home
from pipeline.intake.custody import Custody
from pipeline.intake.inbox import Waiting
from pipeline.journal import Journal
from pipeline.merge import DecisionError, decide, decision_on, rests_on, withdraw
from pipeline.model import Decision, Flag, Record, State
from pipeline.output import ChangeKind, OutboxView, wording
from pipeline.output.letters import Letter, planned, planned_for
from pipeline.output.records import in_order
from pipeline.output.report import worst_first
from pipeline.programme import Programme
from pipeline.store import HeldDecision, Store, Withdrawal
from pipeline.tonight import view_of


@dataclass(frozen=True)
class Sight:
    """Everything that the desk shows, as it was at one moment. `cut_off` where the last run never came to its end.

    `said` is kept here by who searches: what we know of each school, by the record's id, as text.
    """

    view: OutboxView
    programme: Programme
    cut_off: bool = False
    said: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records by their ids."""
        return {record.id: record for record in self.view.records}

    @cached_property
    def new(self) -> frozenset[str]:
        """The ids of the records that are new since the last run."""
        return frozenset(each.record for each in self.view.changes_since_last if each.kind is ChangeKind.NEW)

    @cached_property
    def urgent_first(self) -> tuple[Record, ...]:
        """The records that are held first, those with most questions before, then by how long they wait; then the others."""
        held = worst_first(self.view.records)
        others = [record for record in in_order(self.view.records) if record.state is not State.HELD]
        return (*held, *others)

    @cached_property
    def letters(self) -> Mapping[str, Letter]:
        """The letter that each record should have, by the record's id."""
        return {letter.record.id: letter for letter in planned(self.view, self.programme)}

    def letter(self, record_id: str) -> Letter:
        """Return the letter that one record should have, without making up all the others."""
        if "letters" in self.__dict__:
            return self.letters[record_id]
        return planned_for(self.records[record_id], self.view, self.programme)


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision in the store. `counts` is false where a later form has changed what it rests on, or it was taken back."""

    number: int
    decision: Decision
    counts: bool
    withdrawn: Withdrawal | None = None


class Desk:
    """One home, looked at and decided upon by one person. Safe to use from several threads."""

    def __init__(self, home: Home, programme: Programme, *, by: str | None = None) -> None:
        self.home = home
        self.programme = programme
        self.custody = Custody(home.custody)
        self.by = by or who()
        self._journal = Journal(home)
        self._store = Store.open(home.database, remember=True)
        # The store's converter keeps state while it works: one thread at a time.
        self._lock = threading.RLock()
        self._seen: object = None
        self._sight: Sight | None = None
        self._listeners: list[Callable[[], None]] = []

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def now(self) -> datetime:
        """Return the time, in the zone of the programme."""
        return clock.now(self.programme.programme.time_zone)

    def failure(self) -> str:
        """Return when the last run failed and why, as the middle of a sentence; empty where it did not."""
        found = self._journal.failure()
        zone = self.programme.programme.time_zone
        return f"{wording.moment(found.at.replace(tzinfo=zone), zone)} failed: {found.what}" if found else ""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Have `listener` called after every decision, and after every one that is taken back."""
        self._listeners.append(listener)

    def sight(self) -> Sight:
        """Return everything as it stands. Raises StoreError where the database cannot be read."""
        with self._lock:
            mark = self._mark()
            if self._sight is None or mark is None or mark != self._seen:
                self._sight = self._look()
                self._seen = mark
            return self._sight

    def log(self, record: Record) -> tuple[Taken, ...]:
        """Return every decision on a record, the newest first, with those that were taken back."""
        with self._lock, self._store.transaction() as work:
            held = work.decisions.log(work.forms.of_records([record.id]))
        newest_first = sorted(held, key=lambda each: (each.decision.at, each.id), reverse=True)
        return tuple(_taken(each, record) for each in newest_first)

    def taken(self, record: Record) -> tuple[Taken, ...]:
        """Return the decisions on a record that were not taken back, the newest first."""
        return tuple(each for each in self.log(record) if each.withdrawn is None)

    def decide(
        self, record_id: str, field: str, value: Any, *, answering: Flag | None = None, rests: str | None = None
    ) -> int:
        """Decide that `field` of a record holds `value`, answering one of its flags if given; return the number.

        `rests` is the fingerprint of the answer that the person saw. Raises DecisionError where that is no longer
        what the record rests on, or where the value does not fit.
        """
        with self._lock, self._store.transaction() as work:
            record = work.records.get(record_id)
            if record is None or (rests is not None and rests != rests_on(record.form, field)):
                raise DecisionError("A later form has come in meanwhile.", "Please look at the question again.")
            code, about = (answering.code, (answering,)) if answering else (None, ())
            made = decision_on(record, field, value, by=self.by, at=self.now(), code=code, about=about)
            number = decide(work, record_id, made)
        self._tell()
        return number

    def undo(self, number: int) -> None:
        """Take a decision back. Raises DecisionError where there is none of that number, or it was taken back."""
        with self._lock, self._store.transaction() as work:
            withdraw(work, number, by=self.by, at=self.now())
        self._tell()

    def _look(self) -> Sight:
        with self._store.transaction() as work:
            run = work.runs.last()
            if run is None:
                return Sight(OutboxView((), (), self.now()), self.programme)
            waiting = tuple(Waiting(name, reason) for name, reason in run.left)
            return Sight(view_of(work, run, waiting), self.programme, work.runs.cut_off())

    def _mark(self) -> object:
        """Return what the database looks like from outside; None where that cannot be told, as on a server."""
        path = self.home.database
        if not isinstance(path, Path):
            return None
        status = path.stat()
        with path.open("rb") as file:
            return status.st_mtime_ns, status.st_size, file.read(100)  # SQLite's header counts every change.

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def who() -> str:
    """Return the name under which this person is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "the coordinator"


def _taken(held: HeldDecision, record: Record) -> Taken:
    decision = held.decision
    which = isinstance(decision.value, dict) and bool(decision.value.keys() & {"same_as", "different_from"})
    stands = which or decision.rests_on == rests_on(record.form, decision.field)
    return Taken(held.id, decision, stands and held.withdrawn is None, held.withdrawn)


def record_of(sight: Sight, record_id: str) -> Record:
    """Return a record by its id. Raises WrongUse where there is none."""
    if (record := sight.records.get(record_id)) is None:
        raise WrongUse("There is no such school here any more.", "It may have been joined to another, or forgotten.")
    return record
