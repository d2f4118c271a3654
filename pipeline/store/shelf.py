"""Forms as they were read, the records that they make up, and the decisions taken on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, or_, select

from pipeline.model import Change, Decision, Expression, Flag, Form, Outcome, Record, Source, State, Version
from pipeline.store import schema as s
from pipeline.store.ledger import Run
from pipeline.store.shapes import Shapes


@dataclass(frozen=True, slots=True)
class HeldForm:
    """A form in the store. `seq` is the order in which forms were taken in."""

    id: str
    seq: int
    form: Form
    outcome: Outcome
    record_id: str | None
    changes: tuple[Change, ...]
    run_id: int


@dataclass(frozen=True, slots=True)
class Link:
    """How two forms compare; `first` was there before `second`."""

    first: str
    second: str
    verdict: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who took a decision back, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldDecision:
    """A decision in the store, and the form that it was taken on. `withdrawn` where it was taken back."""

    id: int
    form_id: str
    decision: Decision
    withdrawn: Withdrawal | None = None


def form_id(sha256_of_file: str, place: int) -> str:
    """Return the id of the form at `place` (from 0) in the file with this hash."""
    return sha256(f"{sha256_of_file}#{place}".encode()).hexdigest()[:16]


class Forms:
    """Every form that was ever read."""

    def __init__(self, connection: Connection, shapes: Shapes) -> None:
        self._connection = connection
        self._shapes = shapes

    def add(self, run: Run, form: Form, place: int, traits: Iterable[str]) -> str:
        """Keep a form, with what it can be found again by, and return its id."""
        new_id = form_id(form.source.sha256, place)
        body, pictures = self._shapes.pack(form)
        self._keep_pictures(pictures)
        values = {"id": new_id, "sha256": form.source.sha256, "place": place, "body": body, "run_id": run.id}
        self._connection.execute(s.forms.insert().values(outcome=Outcome.ACCEPTED.value, **values))
        for trait in sorted(set(traits)):
            self._connection.execute(s.traits.insert().values(form_id=new_id, trait=trait))
        return new_id

    def brought_by(self, sha256: str) -> list[str]:
        """Return the ids of the forms that a file with this hash holds, in their order; none if it never came."""
        query = select(s.forms.c.id).where(s.forms.c.sha256 == sha256).order_by(s.forms.c.place)
        return [row.id for row in self._connection.execute(query)]

    def sharing(self, traits: Iterable[str]) -> list[str]:
        """Return the ids of the forms that have one of these traits, in the order in which they were taken in."""
        query = select(s.forms.c.id).join(s.traits, s.traits.c.form_id == s.forms.c.id)
        query = query.where(s.traits.c.trait.in_(sorted(set(traits)))).distinct().order_by(s.forms.c.seq)
        return [row.id for row in self._connection.execute(query.add_columns(s.forms.c.seq))]

    def get(self, ids: Iterable[str]) -> dict[str, HeldForm]:
        """Return forms by their ids, in the order in which they were taken in."""
        query = select(s.forms).where(s.forms.c.id.in_(sorted(set(ids)))).order_by(s.forms.c.seq)
        return {row.id: self._held(row) for row in self._connection.execute(query)}

    def duplicates_among(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the ids of those of these forms that say again what their school said before."""
        query = select(s.forms.c.id).where(s.forms.c.id.in_(sorted(set(ids))))
        rows = self._connection.execute(query.where(s.forms.c.outcome == Outcome.DUPLICATE.value))
        return frozenset(row.id for row in rows)

    def of_records(self, record_ids: Iterable[str]) -> list[str]:
        """Return the ids of all forms of these records."""
        query = select(s.forms.c.id).where(s.forms.c.record_id.in_(sorted(set(record_ids)))).order_by(s.forms.c.seq)
        return [row.id for row in self._connection.execute(query)]

    def records_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the record that each of these forms belongs to now, by the form's id."""
        query = select(s.forms.c.id, s.forms.c.record_id).where(s.forms.c.id.in_(sorted(set(ids))))
        return {row.id: row.record_id for row in self._connection.execute(query) if row.record_id}

    def all(self) -> dict[str, HeldForm]:
        """Return every form by its id, in the order in which they were taken in."""
        return {row.id: self._held(row) for row in self._connection.execute(select(s.forms).order_by(s.forms.c.seq))}

    def place(self, form_id: str, record_id: str, outcome: Outcome, changes: Sequence[Change]) -> None:
        """Give a form its place in the history of a record; the row of the file that brought it follows."""
        values = {"record_id": record_id, "outcome": outcome.value, "changes": self._shapes.pack(tuple(changes))[0]}
        self._connection.execute(s.forms.update().where(s.forms.c.id == form_id).values(**values))
        brought = (s.files.c.form_id == form_id) & (s.files.c.brought == 1)
        self._connection.execute(s.files.update().where(brought).values(outcome=outcome.value))

    def came_earlier(self, form_id: str, source: Source) -> None:
        """Say that the file of a form came from elsewhere earlier. What was read in it stays as it is."""
        (held,) = self.get([form_id]).values()
        body, _ = self._shapes.pack(replace(held.form, source=source))
        self._connection.execute(s.forms.update().where(s.forms.c.id == form_id).values(body=body))

    def link(self, link: Link) -> None:
        """Keep how two forms compare."""
        values = {"first_id": link.first, "second_id": link.second, "verdict": link.verdict}
        self._connection.execute(s.links.insert().values(steps=json.dumps(link.steps), **values))

    def links_of(self, ids: Iterable[str]) -> list[Link]:
        """Return every comparison in which one of these forms took part."""
        wanted = sorted(set(ids))
        query = select(s.links).where(or_(s.links.c.first_id.in_(wanted), s.links.c.second_id.in_(wanted)))
        rows = self._connection.execute(query.order_by(s.links.c.first_id, s.links.c.second_id))
        return [Link(row.first_id, row.second_id, row.verdict, tuple(json.loads(row.steps))) for row in rows]

    def picture(self, hashed: str) -> bytes | None:
        """Return a picture by its hash."""
        query = select(s.pictures.c.content).where(s.pictures.c.sha256 == hashed)
        return self._connection.execute(query).scalar()

    def _keep_pictures(self, pictures: Mapping[str, bytes]) -> None:
        for hashed, content in sorted(pictures.items()):
            if self.picture(hashed) is None:
                self._connection.execute(s.pictures.insert().values(sha256=hashed, content=content))

    def _held(self, row: Any) -> HeldForm:
        return HeldForm(
            id=row.id,
            seq=row.seq,
            form=self._shapes.unpack(row.body, Form, self.picture),
            outcome=Outcome(row.outcome),
            record_id=row.record_id,
            changes=self._shapes.unpack(row.changes, tuple[Change, ...]),
            run_id=row.run_id,
        )


class Records:
    """The current record of each school. What it says follows from forms and decisions; the merge works it out."""

    def __init__(self, connection: Connection, shapes: Shapes, forms: Forms, decisions: Decisions) -> None:
        self._connection = connection
        self._shapes = shapes
        self._forms = forms
        self._decisions = decisions

    def save(self, run: Run, record_id: str, expression: Expression, flags: Sequence[Flag], state: State) -> bool:
        """Write down what a record says now. Return whether it is a new one."""
        values = {
            "expression": self._shapes.pack(expression)[0],
            "flags": self._shapes.pack(tuple(flags))[0],
            "state": state.value,
        }
        changed = self._connection.execute(s.records.update().where(s.records.c.id == record_id).values(**values))
        if changed.rowcount:
            return False
        self._connection.execute(s.records.insert().values(id=record_id, created_run=run.id, **values))
        return True

    def remove(self, record_id: str) -> None:
        """Remove a record all of whose forms belong to others now."""
        self._connection.execute(s.records.delete().where(s.records.c.id == record_id))

    def created_in(self, run: Run) -> frozenset[str]:
        """Return the ids of the records that a run created."""
        query = select(s.records.c.id).where(s.records.c.created_run == run.id)
        return frozenset(row.id for row in self._connection.execute(query))

    def ids(self) -> list[str]:
        """Return the id of every record."""
        return [row.id for row in self._connection.execute(select(s.records.c.id).order_by(s.records.c.id))]

    def names(self, ids: Iterable[str]) -> dict[str, str | None]:
        """Return the school's name in each of these records."""
        query = select(s.records.c.id, s.records.c.expression).where(s.records.c.id.in_(sorted(set(ids))))
        return {row.id: json.loads(row.expression)["school"]["name"] for row in self._connection.execute(query)}

    def get(self, record_id: str) -> Record | None:
        """Return one record with its history and decisions."""
        held = self._forms.get(self._forms.of_records([record_id])).values()
        row = self._connection.execute(select(s.records).where(s.records.c.id == record_id)).first()
        return self._record(row, list(held), self._decisions.on(form.id for form in held)) if row else None

    def all(self) -> tuple[Record, ...]:
        """Return every record, by id, each with its history (oldest first) and its decisions."""
        of_record: dict[str, list[HeldForm]] = {}
        for held in self._forms.all().values():
            of_record.setdefault(held.record_id or "", []).append(held)
        decided: dict[str, list[HeldDecision]] = {}
        for decision in self._decisions.standing():
            decided.setdefault(decision.form_id, []).append(decision)
        rows = self._connection.execute(select(s.records).order_by(s.records.c.id)).all()
        return tuple(
            self._record(
                row, of_record[row.id], [each for held in of_record[row.id] for each in decided.get(held.id, ())]
            )
            for row in rows
        )

    def _record(self, row: Any, forms: list[HeldForm], decisions: list[HeldDecision]) -> Record:
        current = next(held for held in forms if held.outcome is Outcome.ACCEPTED)
        history = sorted(forms, key=lambda held: (in_time(held.form), held.id))
        return Record(
            id=row.id,
            form=current.form,
            expression=self._shapes.unpack(row.expression, Expression),
            flags=self._shapes.unpack(row.flags, tuple[Flag, ...]),
            state=State(row.state),
            decisions=tuple(each.decision for each in sorted(decisions, key=lambda each: each.id)),
            history=tuple(Version(held.form, held.outcome, held.changes) for held in history),
        )


class Decisions:
    """What the coordinator decided, and took back: only ever added to."""

    def __init__(self, connection: Connection, shapes: Shapes) -> None:
        self._connection = connection
        self._shapes = shapes
        self.touched = False  # whether anything was decided, or taken back, in this transaction

    def add(self, form_id: str, decision: Decision) -> int:
        """Keep a decision, taken on a form, and return its number."""
        self.touched = True
        body = self._shapes.pack(decision)[0]
        new = s.decisions.insert().values(form_id=form_id, body=body).returning(s.decisions.c.id)
        return int(self._connection.execute(new).scalar_one())

    def withdraw(self, number: int, by: str, at: datetime) -> str | None:
        """Take a decision back, and return the form that it was taken on; None if there is no such decision."""
        found = next((each for each in self.standing() if each.id == number), None)
        if found is None:
            return None
        self.touched = True
        body = json.dumps({"by": by, "at": at.isoformat()})
        self._connection.execute(s.decisions.insert().values(form_id=found.form_id, body=body, withdraws=number))
        return found.form_id

    def standing(self) -> list[HeldDecision]:
        """Return every decision that was not taken back, oldest first."""
        return self._read(select(s.decisions))

    def mentioning(self, word: str) -> list[HeldDecision]:
        """Return the decisions that hold a word in what was decided and were not taken back, oldest first."""
        return self._read(select(s.decisions).where(s.decisions.c.body.contains(word, autoescape=True)))

    def on(self, form_ids: Iterable[str]) -> list[HeldDecision]:
        """Return the decisions on these forms that were not taken back, oldest first."""
        return self._read(select(s.decisions).where(s.decisions.c.form_id.in_(sorted(set(form_ids)))))

    def log(self, form_ids: Iterable[str]) -> list[HeldDecision]:
        """Return every decision on these forms, oldest first, with those that were taken back."""
        query = select(s.decisions).where(s.decisions.c.form_id.in_(sorted(set(form_ids))))
        rows = self._connection.execute(query.order_by(s.decisions.c.id)).all()
        withdrawn = {row.withdraws: json.loads(row.body) for row in rows if row.withdraws is not None}
        return [
            replace(self._held(row), withdrawn=_withdrawal(withdrawn.get(row.id)))
            for row in rows
            if row.withdraws is None
        ]

    def last(self) -> int:
        """Return the number of the last decision or withdrawal, 0 if there was none."""
        return int(self._connection.execute(select(func.max(s.decisions.c.id))).scalar() or 0)

    def forms_since(self, number: int) -> frozenset[str]:
        """Return the forms on which something was decided, or taken back, after the decision with this number."""
        query = select(s.decisions.c.form_id).where(s.decisions.c.id > number)
        return frozenset(row.form_id for row in self._connection.execute(query))

    def _read(self, query: Any) -> list[HeldDecision]:
        withdrawn = select(s.decisions.c.withdraws).where(s.decisions.c.withdraws.is_not(None))
        query = query.where(s.decisions.c.withdraws.is_(None), s.decisions.c.id.not_in(withdrawn))
        rows = self._connection.execute(query.order_by(s.decisions.c.id))
        return [self._held(row) for row in rows]

    def _held(self, row: Any) -> HeldDecision:
        return HeldDecision(row.id, row.form_id, self._shapes.unpack(row.body, Decision))


def _withdrawal(told: Mapping[str, str] | None) -> Withdrawal | None:
    return Withdrawal(told["by"], datetime.fromisoformat(told["at"])) if told else None


def in_time(form: Form) -> tuple[datetime, str, str]:
    """Return what forms of one school are ordered by: received later, then signed later (reading guide, section 5).

    What is left over is ordered by content, so that the order of arrival never matters.
    """
    signed = form.expression.date
    return form.source.received, signed.isoformat() if signed else "", form.source.sha256
