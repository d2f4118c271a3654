"""What a coordinator's decision does to a record.

A decision outranks the reading. It rests on the answer that was doubtful, not on how the answer was read: a better
reader changes nothing, a new form that answers otherwise opens the question again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any, get_type_hints

from pipeline.errors import PipelineError
from pipeline.model import Decision, Expression, Flag, Form, Label, Passage, Severity, State
from pipeline.store import HeldDecision, Shapes
from pipeline.years import in_words

# Where on the form the value of each field is read.
READ_FROM: dict[str, Label] = {
    "school": Label.SCHOOL,
    "telephones": Label.CONTACT,
    "emails": Label.CONTACT,
    "headteacher": Label.HEADTEACHER,
    **dict.fromkeys(
        ("comments", "requests", "fallbacks", "excluded_years", "partners", "kinds", "other_wishes"), Label.COMMENTS
    ),
    "near_year_ok": Label.NEAR_YEAR,
    "alternative_years": Label.ALTERNATIVE_YEARS,
    "signed": Label.SIGNED,
    "date": Label.DATE,
}
WHICH_SCHOOL = "school-ambiguous"
COUNT_MISSING = "class-count-missing"
# What a decision on the comments may say of the classes besides what is asked for.
CLASSES = ("requests", "fallbacks", "excluded_years")

_WHICH = frozenset(("same_as", "different_from"))

# Flags on the comments that a decision on what is asked for settles, whatever they are called.
_ABOUT_REQUESTS = ("year-", "class-", "mixed-", "low-confidence")
_TYPES = get_type_hints(Expression)
_FIELDS = frozenset(field.name for field in fields(Expression))


class DecisionError(PipelineError):
    """A decision that cannot be carried out: no such field, or a value that the field cannot hold."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A record's values and flags after its decisions. `reopened` are decisions that rest on an answer now changed."""

    expression: Expression
    flags: tuple[Flag, ...]
    state: State
    reopened: tuple[Decision, ...]


def rests_on(form: Form, field: str) -> str:
    """Return the fingerprint of the answer that `field` of a form is read from."""
    if field == "edition":
        return _hash(form.answers.edition)
    label = READ_FROM.get(field.split(".")[0])
    answer = form.answers.answers.get(label) if label else None
    if answer is None:
        return _hash(None)
    marks = sorted((mark.kind.value, mark.start, mark.end) for mark in answer.marks)
    return _hash([" ".join(answer.text.split()), marks, answer.drawn])


def apply(form: Form, flags: Sequence[Flag], decisions: Iterable[HeldDecision], shapes: Shapes) -> Decided:
    """Return what a record says once its decisions are carried out on its current form.

    Of several decisions on the same question the last one stands.
    """
    expression, waiting = form.expression, list(flags)
    used: list[Decision] = []
    reopened = []
    for decision in _standing(decisions):
        # That two forms come from one school stays true whatever a later form says.
        if decision.rests_on != rests_on(form, decision.field) and which_school(decision, "same_as") is None:
            reopened.append(decision)
            continue
        expression = with_value(expression, decision.field, decision.value, shapes)
        waiting = [flag for flag in waiting if not settles(decision, flag)]
        used.append(decision)
    waiting += _left_open(expression, waiting, used)
    if any(flag.severity is Severity.BLOCKING for flag in waiting):
        state = State.HELD
    else:
        state = State.DECIDED if used else State.CLEAR
    return Decided(expression, tuple(waiting), state, tuple(reopened))


def _left_open(expression: Expression, waiting: Iterable[Flag], used: Iterable[Decision]) -> list[Flag]:
    """Return the doubt that remains where she said which classes, and not how many: then the letter asks the school."""
    said = [each for each in used if each.field in ("requests", "comments") and not isinstance(each.value, str)]
    open_years = [asked.years for asked in expression.requests if asked.years and asked.classes is None]
    answered = any(each.code == COUNT_MISSING for each in used)
    if not said or not open_years or answered or any(flag.code == COUNT_MISSING for flag in waiting):
        return []
    which = " and ".join("/".join(map(in_words, years)) for years in open_years)
    return [Flag(COUNT_MISSING, Severity.CHECK, "comments", f"The number of {which} classes is not said.")]


def settles(decision: Decision, flag: Flag) -> bool:
    """Tell whether a decision answers the question that a flag asks."""
    if flag.code == WHICH_SCHOOL and _is_which(decision.value):
        # Answered one school at a time: only the question about that school is settled.
        return any(decision.value == suggestion.value for suggestion in flag.suggestions)
    if decision.code is not None:
        return (
            decision.code == flag.code
            and _same_place(decision.field, flag.field)
            and (not decision.about or any(_is_about(passage, flag) for passage in decision.about))
        )
    if decision.field in ("requests", "fallbacks", "excluded_years") and READ_FROM.get(flag.field) is Label.COMMENTS:
        return flag.code.startswith(_ABOUT_REQUESTS)
    return decision.field == flag.field.split(".")[0]


def passages(flags: Iterable[Flag]) -> tuple[Passage, ...]:
    """Return what flags are about, for a decision that answers these and no others."""
    return tuple(Passage(flag.evidence, flag.span) for flag in flags)


def _is_about(passage: Passage, flag: Flag) -> bool:
    """Tell whether a flag is about a passage. Better rules may draw its bounds a little wider or narrower."""
    if passage.span and flag.span:
        return passage.span[0] < flag.span[1] and flag.span[0] < passage.span[1]
    one, other = (" ".join(words.casefold().split()) for words in (passage.words, flag.evidence))
    return one == other or (bool(one and other) and (one in other or other in one))


def which_school(decision: Decision, answer: str) -> str | None:
    """Return the record that a decision says this one is the "same_as", or "different_from"; None if it does not."""
    return str(decision.value[answer]) if _is_which(decision.value) and answer in decision.value else None


def with_value(expression: Expression, field: str, value: Any, shapes: Shapes) -> Expression:
    """Return an expression in which `field` ("telephones", "headteacher.name") holds `value`, given as plain JSON.

    For the comments, requests are values too: one of them replaces the request for the same years, a list all. So is
    all that is said of the classes, by field: `{"requests": […], "fallbacks": […], "excluded_years": […]}`, where a
    field that is not named stays. Raises DecisionError where the field cannot hold the value.
    """
    if _is_which(value):
        return expression  # It says which school this is; the linkage has heard it.
    if field == "comments" and says_classes(value):
        for name, each in value.items():
            expression = with_value(expression, name, each, shapes)
        return expression
    if field == "comments" and not isinstance(value, str):
        field, value = "requests", _requests(expression, value, shapes)
    name, _, part = field.partition(".")
    if name not in _FIELDS:
        raise DecisionError(f"There is no field {field!r} to decide on.")
    if part:
        whole = shapes.plain(getattr(expression, name))
        if not isinstance(whole, dict) or part not in whole:
            raise DecisionError(f"There is no field {field!r} to decide on.")
        value = {**whole, part: value}
    try:
        return replace(expression, **{name: shapes.build(value, _TYPES[name])})
    except Exception as problem:  # cattrs has many names for a value of the wrong shape.
        raise DecisionError(f"{field} cannot be set to {json.dumps(value)[:80]}.") from problem


def says_classes(value: Any) -> bool:
    """Tell whether a value is all that is said of the classes, by field."""
    return isinstance(value, dict) and "requests" in value and value.keys() <= set(CLASSES)


def _requests(expression: Expression, value: Any, shapes: Shapes) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or "years" not in value:
        raise DecisionError(f"The comments cannot be settled by {json.dumps(value)[:80]}.")
    before: list[Any] = shapes.plain(expression.requests)
    if len(before) <= 1:
        return [value]
    about = [nth for nth, request in enumerate(before) if set(request["years"]) & set(value["years"])]
    if not about:
        return [*before, value]
    return [value if nth == about[0] else request for nth, request in enumerate(before) if nth not in about[1:]]


def _standing(decisions: Iterable[HeldDecision]) -> list[Decision]:
    """Return the last decision on each question, in the order in which they were taken."""
    last: dict[tuple[object, ...], Decision] = {}
    for held in sorted(decisions, key=lambda each: (each.decision.at, each.id)):
        decision = held.decision
        # Each school that this one might be is a question of its own.
        which = json.dumps(decision.value, sort_keys=True) if decision.code == WHICH_SCHOOL else ""
        question = (decision.field, decision.code, which, decision.about)
        last.pop(question, None)
        last[question] = decision
    return list(last.values())


def _is_which(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and bool(value.keys() & _WHICH)


def _same_place(decided: str, flagged: str) -> bool:
    one, other = decided.split(".")[0], flagged.split(".")[0]
    return one == other or (READ_FROM.get(one) is not None and READ_FROM.get(one) is READ_FROM.get(other))


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=True, sort_keys=True).encode()).hexdigest()[:16]
