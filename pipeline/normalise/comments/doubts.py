"""Doubts: what the reader is unsure of, in one sentence that a coordinator understands, with the rival readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.model import Doubt, Request, Suggestion
from pipeline.years import in_words

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number_in_words(number: int) -> str:
    """Return a small number as a letter writes it."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def request_in_words(request: Request) -> str:
    """Return a request as a coordinator says it: "two mixed Year 3 and Year 4 classes"."""
    names = [in_words(code) for code in request.years]
    if not names:
        years = "no year named"
    elif len(names) == 1:
        years = names[0]
    else:
        years = ", ".join(names[:-1]) + (" and " if request.mixed else " or ") + names[-1]
    kind = "mixed " if request.mixed else ""
    if request.classes is None:
        return f"{kind}{years}, number of classes not said"
    noun = "class" if request.classes == 1 else "classes"
    return f"{number_in_words(request.classes)} {kind}{years} {noun}"


def suggestion(requests: Sequence[Request], label: str | None = None) -> Suggestion:
    """Return a reading as a suggestion: one request object, or a list where it asks for several things."""
    values: list[dict[str, Any]] = [
        {"years": list(request.years), "mixed": request.mixed, "classes": request.classes} for request in requests
    ]
    words = label or "; ".join(request_in_words(request) for request in requests)
    return Suggestion(words, values[0] if len(values) == 1 else values)


def doubt(
    code: str,
    message: str,
    evidence: str = "",
    readings: Iterable[Sequence[Request]] = (),
    span: tuple[int, int] | None = None,
    field: str = "comments",
) -> Doubt:
    """Return a doubt of the comment with its rival readings as suggestions."""
    return Doubt(code, field, message, evidence, tuple(suggestion(reading) for reading in readings if reading), span)


def joined(codes: Sequence[str]) -> str:
    """Return year codes in words: "Year 3 and Year 4"."""
    names = [in_words(code) for code in codes]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "no year"
