"""What the email says that a form came in: where it asks for other classes than the form, the coordinator must see it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model import Doubt, Request
from pipeline.normalise.context import CommentReading
from pipeline.normalise.text import quoted, tidy
from pipeline.validate.rules import Case, rule

_SENTENCE = re.compile(r"[^.!?\n]*[^\s.!?][^.!?\n]*(?:[.!?](?=\s|$)|[.](?=\d))*")
# Below it stands who writes, and what the school is proud of.
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:many |kind(?:est)? |best |warm(?:est)? |with |yours )*(?:regards|wishes|thanks|thank you|sincerely|faithfully|cheers|kr|bw)\b"
    r"[^\n]{0,30}|--+|_{3,})$",
    re.IGNORECASE | re.MULTILINE,
)
# "Year 5 teacher and maths lead" tells who writes.
_POST = re.compile(
    r"\b(?:teachers?|lead(?:er)?s?|co-?ordinators?|phase|assistant|deputy|TA|HLTA|SEND?CO|manager|secretary)\b",
    re.IGNORECASE,
)
_POST_LENGTH = 9  # words; a line of a signature has fewer
# An email tells of much ("we have been busy with Year 6 SATs"); what asks for classes, or changes them, says so.
_ASKING = frozenset(
    {
        "ask",
        "prefer",
        "settle",
        "withdrawn",
        "exclude",
        "excluded",
        "not_excluding",
        "moving",
        "new_or_extra",
        "now",
        "only",
    }
)
_TELLING = frozenset({"staff", "topic_only", "cpd", "history"})
_FORM = re.compile(r"\b(?:forms?|EOI|expression of interest)\b", re.IGNORECASE)


@rule("unread-text")
def the_email_asks_for_something_else(case: Case) -> Iterable[Doubt]:
    for sentence in _SENTENCE.findall(_CLOSING.split(case.context.cover_letter)[0]):
        if "|" in sentence or (len(sentence.split()) < _POST_LENGTH and _POST.search(sentence)):
            continue
        reading = case.context.comment_reader.read(tidy(sentence), case.expression.date or case.context.day_received)
        if _asks(sentence, reading) and _differs(case, reading):
            message = f"The email that the form came in says {quoted(sentence)}, which is not what the form says."
            yield Doubt("unread-text", "comments", message, tidy(sentence))


def _asks(sentence: str, reading: CommentReading) -> bool:
    """Tell whether a sentence asks for classes, changes them, or says what its form asks for."""
    said = {span.label for span in reading.spans}
    return said.isdisjoint(_TELLING) and (not said.isdisjoint(_ASKING) or _FORM.search(sentence) is not None)


def _differs(case: Case, reading: CommentReading) -> bool:
    """Tell whether a sentence names a year, or a number of classes for one, that the form does not ask for."""
    on_form = case.expression.requests
    said = _years(reading.requests)
    asked = _years(on_form)
    if asked & set(reading.excluded_years):
        return True
    if not said or not asked:
        return bool(asked) and not said and _another_number(case, reading)
    known = asked | _years(case.expression.fallbacks) | set(case.expression.alternative_years)
    return not said & asked or not said <= known or _counts(reading.requests, asked) - _counts(on_form, said) != set()


def _another_number(case: Case, reading: CommentReading) -> bool:
    """Tell whether a number of classes is said, of no year in particular, that the form does not give."""
    counts = [request.classes for request in case.expression.requests]
    given = [count for count in counts if count is not None]
    said = {request.classes for request in reading.requests if request.classes is not None}
    if any(span.label == "new_or_extra" for span in reading.spans):
        return bool(said)  # "one more class": more than whatever the form says
    return len(given) == len(counts) and not said <= {*given, sum(given)}


def _years(requests: Iterable[Request]) -> set[str]:
    return {year for request in requests for year in request.years}


def _counts(requests: Iterable[Request], years: set[str]) -> set[tuple[tuple[str, ...], int]]:
    """Return the numbers of classes that are said of these years."""
    return {
        (request.years, request.classes)
        for request in requests
        if request.classes is not None and years & set(request.years)
    }
