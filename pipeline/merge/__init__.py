"""The merge: which school a form comes from, which form counts, and what was decided.

A record follows wholly from the forms and decisions in the store: forms that come from one school are linked, each
linked group is one record, and its history is put in order of time. So it does not matter in which order forms come
in, and a record can be worked out anew at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pipeline.merge.assembly import bring_up_to_date
from pipeline.merge.decisions import DecisionError, passages, rests_on, says_classes, which_school, with_value
from pipeline.merge.linkage import Verdict, compare
from pipeline.merge.schools import Identity, identity
from pipeline.model import Decision, Flag, Form, Outcome, Record, Source
from pipeline.store import HeldForm, Link, Run, Transaction

__all__ = [
    "DecisionError",
    "Merged",
    "Standing",
    "decide",
    "decision_on",
    "hear_of_copy",
    "merge_form",
    "rests_on",
    "withdraw",
]


_A_YEAR = timedelta(days=366)


class Standing(StrEnum):
    """What a form was when it came in: its line in the balance of the run."""

    NEW = "new"
    SUPERSEDING = "superseding"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Merged:
    """Where a form came to stand."""

    form_id: str
    record_id: str
    outcome: Outcome
    standing: Standing


def merge_form(work: Transaction, run: Run, form: Form, place: int = 0) -> Merged:
    """Take the form at `place` in its file into the store, and bring every record that it touches up to date.

    The same file must not have been taken in before (`work.forms.brought_by`).
    """
    school = identity(form.expression)
    traits = list(school.traits())
    candidates = work.forms.sharing(traits)
    new_id = work.forms.add(run, form, place, traits)
    for held_id, other in _identities(work, candidates):
        comparison = compare(other, school)
        if comparison.verdict is not Verdict.DIFFERENT:
            steps = tuple(str(step) for step in comparison.steps)
            work.forms.link(Link(held_id, new_id, comparison.verdict.value, steps))

    copies = work.forms.duplicates_among(candidates)
    bring_up_to_date(work, run, [new_id])
    placed = work.forms.get([new_id])[new_id]
    record_id = placed.record_id or new_id
    siblings = work.forms.get(work.forms.of_records([record_id])).values()
    if len(siblings) == 1:
        standing = Standing.NEW
    elif placed.outcome is Outcome.DUPLICATE or any(
        held.outcome is Outcome.DUPLICATE and held.id not in copies for held in siblings
    ):
        # An older copy that comes in late takes the place of the younger: still, nothing new was said.
        standing = Standing.DUPLICATE
    else:
        standing = Standing.SUPERSEDING if placed.outcome is Outcome.ACCEPTED else Standing.SUPERSEDED
    work.events.add(run, run.started, "form", new_id, record=record_id, standing=standing.value)
    return Merged(new_id, record_id, placed.outcome, standing)


def hear_of_copy(work: Transaction, run: Run, form_ids: Iterable[str], source: Source) -> None:
    """Take in that the file of forms that are held came from elsewhere too.

    A file counts from when it was first received, whichever copy of it was taken in first. A date that lies years
    back is none of this programme's: a copy that has lost its date must not make the newest form the oldest.
    """
    forms = work.forms.get(form_ids).values()
    earlier = [held.id for held in forms if timedelta(0) < held.form.source.received - source.received < _A_YEAR]
    for form_id in earlier:
        work.forms.came_earlier(form_id, source)
    if earlier:
        bring_up_to_date(work, run, earlier)


def _identities(work: Transaction, ids: list[str]) -> Iterator[tuple[str, Identity]]:
    """Yield what each of these forms tells of its school. Of thousands, some hundred share a word with each new one."""
    for held in work.forms.get(set(ids) - work.remembered.keys()).values():
        work.remembered[held.id] = identity(held.form.expression)
    yield from ((held_id, work.remembered[held_id]) for held_id in ids)


def decision_on(
    record: Record,
    field: str,
    value: Any,
    *,
    by: str,
    at: datetime,
    code: str | None = None,
    note: str = "",
    about: Iterable[Flag] = (),
) -> Decision:
    """Return a decision that `field` of a record holds `value` (plain JSON), answering its flag `code` if given.

    `about` are the flags of that code that were seen: others of the same code stay open. Without it, all are answered.
    """
    held = record.expression
    if field == "comments" and not isinstance(value, str):
        # The comments stay as they are; what was understood of them is what changes.
        before: Any = {name: getattr(held, name) for name in value} if says_classes(value) else held.requests
    else:
        before = getattr(held, field.split(".")[0], None)
    return Decision(field, value, by, at, rests_on(record.form, field), code, before, note, passages(about))


def decide(work: Transaction, record_id: str, decision: Decision) -> int:
    """Keep a decision on a record, bring it up to date, and return the decision's number.

    Raises DecisionError, and changes nothing, where the record or the field is unknown or the value does not fit.
    """
    current = _current(work, record_id)
    with_value(current.form.expression, decision.field, decision.value, work.shapes)
    others = [other for answer in ("same_as", "different_from") if (other := which_school(decision, answer))]
    if len(work.forms.get(others)) != len(others):
        raise DecisionError("The other school is not held any more.")
    number = work.decisions.add(current.id, decision)
    work.events.add(None, decision.at, "decided", record_id, decision=number, field=decision.field, code=decision.code)
    bring_up_to_date(work, _last(work), [current.id, *others])
    return number


def withdraw(work: Transaction, number: int, *, by: str, at: datetime) -> None:
    """Take a decision back: the question is open again.

    Raises DecisionError where there is no such decision, or it was taken back before.
    """
    held = next((each for each in work.decisions.standing() if each.id == number), None)
    if held is None or work.decisions.withdraw(number, by, at) is None:
        raise DecisionError("That decision was taken back already.")
    others = [other for answer in ("same_as", "different_from") if (other := which_school(held.decision, answer))]
    work.events.add(None, at, "withdrawn", held.form_id, decision=number)
    bring_up_to_date(work, _last(work), [held.form_id, *others])


def _current(work: Transaction, record_id: str) -> HeldForm:
    for held in work.forms.get(work.forms.of_records([record_id])).values():
        if held.outcome is Outcome.ACCEPTED:
            return held
    raise DecisionError("That record is not held any more.", "It may have been joined to another of the same school.")


def _last(work: Transaction) -> Run:
    """Return the newest run: what is decided after a run still belongs to it."""
    run = work.runs.last()
    if run is None:
        raise DecisionError("Nothing was received yet that could be decided on.")
    return run
