"""Outcomes: what one statement asks for, and the doubts about numbers that any kind of statement may leave."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.statement import Statement


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the comment says that bears on every statement."""

    mixed: bool = False
    among_classes: bool = False
    form_entry: int | None = None
    quote: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Requests with the doubts about them."""

    requests: tuple[Request, ...]
    doubts: tuple[Doubt, ...] = ()


def doubtful(
    requests: tuple[Request, ...], code: str, message: str, readings: list[list[Request]], around: Around
) -> Outcome:
    """Return requests that rest on one doubt, raised at the words of the statement."""
    return Outcome(requests, (doubt(code, message, around.quote, readings, around.span),))


def definite(statement: Statement) -> int | None:
    """The number of classes said of one year, or of each year."""
    if statement.count is not None and not statement.count.unclear:
        return statement.count.number
    if statement.both:
        return 2
    return None


def count_doubt(statement: Statement, around: Around, years: tuple[str, ...], mixed: bool = False) -> tuple[Doubt, ...]:
    """The doubt that an open or missing number leaves."""
    count = statement.count
    if statement.fraction:
        return (
            doubt(
                "class-count-unclear",
                f"A part of a class is meant for {joined(years)}: is it one class or more?",
                around.quote,
                [[Request(years, mixed, 1)], [Request(years, mixed, 2)]],
                around.span,
            ),
        )
    if count is not None and count.unclear:
        return (
            doubt(
                "class-count-unclear",
                f"How many {joined(years)} classes is left open.",
                around.quote,
                [[Request(years, mixed, option)] for option in count.options],
                around.span,
            ),
        )
    readings: list[list[Request]] = []
    if statement.group or statement.job_share:
        readings = [[Request(years, mixed, 1)]]
    elif around.form_entry is not None and around.form_entry > 1:
        readings = [[Request(years, mixed, around.form_entry)]]
    return (
        doubt(
            "class-count-missing",
            f"The number of {joined(years)} classes is not said.",
            around.quote,
            readings,
            around.span,
        ),
    )


def words(statement: Statement, around: Around) -> str:
    return around.quote or joined(statement.years.codes)
