"""When a school sends its form again: which one counts, which is only a copy, and what changed between them.

The history follows from the forms alone, put in order of time, never from the order in which they came in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Change, Expression, Form, Outcome
from pipeline.store import HeldForm, Shapes, in_time

# Not an answer: how a name was spelt before it was tidied, and what only serves to find contradictions.
_NO_ANSWERS = frozenset(("near_year_said",))


@dataclass(frozen=True, slots=True)
class Placed:
    """A form and its place in the history of its record."""

    held: HeldForm
    outcome: Outcome
    changes: tuple[Change, ...] = ()


def history_of(forms: Iterable[HeldForm], shapes: Shapes) -> tuple[Placed, ...]:
    """Put the forms of one school in order of time and say what each is.

    The last that says anything new is `accepted`; one that repeats the answers before it is a `duplicate`; the
    others are `superseded`. Each carries what it changed against the last that counted before it.
    """
    in_order = sorted(forms, key=lambda held: (*in_time(held.form), held.id))
    counted: list[tuple[HeldForm, tuple[Change, ...]]] = []
    copies: list[HeldForm] = []
    for held in in_order:
        if counted and says_the_same(counted[-1][0].form, held.form, shapes):
            copies.append(held)
        else:
            before = counted[-1][0].form.expression if counted else None
            changes = changes_between(before, held.form.expression, shapes) if before else ()
            counted.append((held, changes))
    *earlier, (current, changes) = counted
    placed = [
        *(Placed(held, Outcome.SUPERSEDED, changed) for held, changed in earlier),
        Placed(current, Outcome.ACCEPTED, changes),
        *(Placed(held, Outcome.DUPLICATE) for held in copies),
    ]
    position = {held.id: nth for nth, held in enumerate(in_order)}
    return tuple(sorted(placed, key=lambda each: position[each.held.id]))


def says_the_same(one: Form, other: Form, shapes: Shapes) -> bool:
    """Tell whether two forms hold the same answers, whatever file they came in.

    A clean copy of what could hardly be read before is not the same: it settles a doubt.
    """
    return _fingerprint(one, shapes) == _fingerprint(other, shapes)


def changes_between(before: Expression, after: Expression, shapes: Shapes) -> tuple[Change, ...]:
    """Return what differs, cell by cell, in the values of the contract."""
    old, new = shapes.plain(before), shapes.plain(after)
    return tuple(
        Change(field, old[field], new[field])
        for field in new
        if field not in _NO_ANSWERS and _comparable(field, old[field]) != _comparable(field, new[field])
    )


def _fingerprint(form: Form, shapes: Shapes) -> str:
    plain = shapes.plain(form.expression)
    answers = {field: _comparable(field, value) for field, value in plain.items() if field not in _NO_ANSWERS}
    unsure = sorted({flag.code for flag in form.flags if flag.code == "low-confidence"})
    return json.dumps([answers, unsure], sort_keys=True)


def _comparable(field: str, value: Any) -> Any:
    """Return a value without what no reader would call a difference: capitals, spaces, the order of a list."""
    if field == "school":
        value = {"name": value["name"] or value["as_written"], "urn": value["urn"]}
    if isinstance(value, str):
        return " ".join(re.findall(r"\w+", value.casefold()))
    if isinstance(value, dict):
        return {key: _comparable(key, each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return sorted((_comparable("", each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
