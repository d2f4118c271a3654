"""A question to the coordinator: the flags that one answer settles, and the answers that it offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.model import Flag, Record, Request, Severity
from pipeline.output import wording
from pipeline.output.clean import one_line
from pipeline.output.values import as_requests


@dataclass(frozen=True, slots=True)
class Question:
    """Flags of a record with the same field and code: a decision settles all of them at once.

    `which` is the other record where the question is whether two are of one school; each such is a question of its own.
    """

    field: str
    code: str
    flags: tuple[Flag, ...]
    which: str = ""

    @property
    def stops_the_letter(self) -> bool:
        return any(flag.severity is Severity.BLOCKING for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose: `label` says it, `others` are more words that it is known by."""

    label: str
    value: Any
    others: tuple[str, ...] = ()


def questions_of(flags: Iterable[Flag]) -> tuple[Question, ...]:
    """Return the questions that flags ask, in their order; what is for information only is no question."""
    groups: dict[tuple[str, str, str], list[Flag]] = {}
    for flag in flags:
        if flag.severity is not Severity.INFO:
            groups.setdefault((flag.field, flag.code, which_other(flag)), []).append(flag)
    return tuple(Question(field, code, tuple(same), which) for (field, code, which), same in groups.items())


def which_other(flag: Flag) -> str:
    """Return the record that may be of the same school, where that is what a flag asks; else nothing."""
    values = (choice.value for choice in flag.suggestions)
    return next((str(value["same_as"]) for value in values if isinstance(value, dict) and "same_as" in value), "")


def choices(question: Question, record: Record) -> tuple[Choice, ...]:
    """Return the answers that a question offers, in the order of their numbers.

    Where it holds several doubts, one of their suggestions would answer only that one: none is offered.
    """
    if len(question.flags) != 1:
        return ()
    offered = []
    for suggestion in question.flags[0].suggestions:
        asked = as_requests(suggestion.value) if question.field == "comments" else ()
        label = wording.choice(suggestion)
        if asked:
            offered.append(
                Choice(
                    wording.capital(wording.answer(asked)),
                    _completed(asked, question, record),
                    (label, wording.requests(asked)),
                )
            )
        else:
            offered.append(
                Choice(wording.capital(one_line(label)), completed_contact(suggestion.value, question, record))
            )
    if not offered and question.field == "near_year_ok":
        offered = [
            Choice("Yes: a near year group will do", True),
            Choice("No: the year group must be the same", False),
        ]
    return tuple({choice.label: choice for choice in reversed(offered)}.values())[::-1]


def beside_the_doubt(question: Question, record: Record, answered: Iterable[Request] = ()) -> tuple[Request, ...]:
    """Return what the school asks for that has nothing to do with a doubt about its comments, nor with its answer."""
    doubtful = {code for asked in answered for code in asked.years}
    for flag in question.flags:
        for suggestion in flag.suggestions:
            doubtful |= {code for asked in as_requests(suggestion.value) for code in asked.years}
    return tuple(each for each in record.expression.requests if each.years and not doubtful & set(each.years))


def as_json(asked: Iterable[Request]) -> list[dict[str, Any]]:
    """Return requests as a decision holds them."""
    return [{"years": list(each.years), "mixed": each.mixed, "classes": each.classes} for each in asked]


def _completed(asked: tuple[Request, ...], question: Question, record: Record) -> list[dict[str, Any]]:
    """Return all that the school then asks for: a suggestion may settle one passage of several."""
    return as_json((*beside_the_doubt(question, record, asked), *asked))


def completed_contact(value: Any, question: Question, record: Record) -> Any:
    """Return a suggested number or address with those that were never in doubt before it; any other value as it is."""
    if question.field not in ("telephones", "emails") or question.code == "low-confidence":
        return value
    held: tuple[str, ...] = getattr(record.expression, question.field)
    return list(dict.fromkeys((*held, *value))) if isinstance(value, list) else value
