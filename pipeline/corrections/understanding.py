"""From what was typed to a value: first the picks and "leave it", then the words of the field."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.corrections.question import Choice, Question, choices
from pipeline.corrections.readers import READERS, RefusedError, Tools, accepted
from pipeline.model import Record
from pipeline.normalise.text import plain_words, tidy
from pipeline.validate.severities import bears_on_request

LEAVE_IT = "Leave it as read"

_ACCEPT = frozenset(
    (
        "ok", "okay", "leave it", "leave", "leave as is", "leave it as is", "leave it as it is", "leave as it is",
        "leave it as read", "leave as read", "as read", "as it is", "as is", "accept", "accept it", "keep", "keep it",
        "keep as read", "keep as is", "no change", "fine", "fine as it is", "fine as read", "it is fine", "that is fine",
    )
)  # fmt: skip
# Said of what is only to be looked at: "was hard to read", "a remark", "last year's form".
_SEEN = frozenset(("noted", "seen", "read", "correct", "right", "that is right", "yes", "yes that is right", "agreed"))
_TO_LOOK_AT = frozenset(("low-confidence", "unread-text", "old-edition"))

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_PICK = re.compile(r"(?:the )?(?:(?:option|answer|choice|suggestion|number) )?(\d|[a-i]|first|second|third|fourth|fifth)(?: one)?(?: please)?")  # fmt: skip
# "ok – rang them on Monday": what follows is a note, unless it takes back or adds.
_ACCEPT_AND_NOTE = re.compile(
    r"(ok(?:ay)?|noted|leave it|as read|leave (?:it )?as read)\s*[,;:.(–—-]\s*(.+)", re.I | re.S
)
_TAKES_BACK = re.compile(
    r"\b(?:but|if|unless|when|until|once|except|only|not|no|n't|instead|ask|wait|check)\b|\?", re.I
)

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer as a decision holds it: `field` may be another than the question's. `as_read` where it leaves all as it is."""

    field: str
    value: Any
    note: str = ""
    as_read: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why an answer is refused and what to write instead: sentences that follow "Not understood: "."""

    reason: str


def understand(
    typed: str, question: Question, record: Record, tools: Tools, *, day: date | None = None, numbers_hold: bool = True
) -> Understood | NotUnderstood:
    """Return what an answer to a question means. Never raises, whatever was typed.

    `day` is given where a spreadsheet has made a date of it. `numbers_hold` is false where the suggestions are no
    longer those that the writer saw.
    """
    text = tidy(typed)[:_LONGEST]
    offered = choices(question, record)
    try:
        if day is not None:
            return Understood(question.field, _day_of_a_cell(day, question, record, tools))
        return _understand(text, question, record, offered, tools, numbers_hold)
    except RefusedError as refused:
        return NotUnderstood(f"{refused}{_or_pick(offered)}")


def _understand(
    text: str, question: Question, record: Record, offered: tuple[Choice, ...], tools: Tools, numbers_hold: bool
) -> Understood:
    if text.startswith("="):
        raise RefusedError("this is a formula. Please write the answer in words.")
    plain = plain_words(text)
    if not plain:
        raise RefusedError("there are no words in it. Please write the answer in words.")
    if (chosen := _named(plain, offered)) is not None:
        return Understood(question.field, chosen.value)
    if _accepts(plain, question):
        return _left_as_read(question, record)
    if (nth := _number_of(plain)) is not None and nth <= len(offered):
        if not numbers_hold:
            raise RefusedError("the suggestions have changed since this was written. Please look again.")
        _refuse_if_a_count(nth, plain, question, offered)
        return Understood(question.field, offered[nth - 1].value)
    if found := _ACCEPT_AND_NOTE.fullmatch(text):
        rest = found[2].strip().removesuffix(")")
        if bears_on_request(rest) or _TAKES_BACK.search(rest):
            raise RefusedError("it says that all is well, and then something else. Please write only what holds.")
        return replace(_left_as_read(question, record), note=rest)
    field, value = READERS.get(question.field, _nothing_to_write)(text, question, record, tools)
    return Understood(field, value)


def _named(plain: str, offered: tuple[Choice, ...]) -> Choice | None:
    """Return the suggestion whose words were chosen, by themselves or with the number before them."""
    fitting = [
        choice
        for nth, choice in enumerate(offered, 1)
        if plain
        in {
            form
            for words in (choice.label, *choice.others)
            for form in (plain_words(words), f"{nth} {plain_words(words)}")
        }
    ]
    return fitting[0] if len(fitting) == 1 else None


def _accepts(plain: str, question: Question) -> bool:
    return plain in _ACCEPT or (question.code in _TO_LOOK_AT and plain in _SEEN)


def _left_as_read(question: Question, record: Record) -> Understood:
    return Understood(question.field, accepted(question, record), as_read=True)


def _number_of(plain: str) -> int | None:
    found = _PICK.fullmatch(plain)
    if found is None:
        return None
    word = found[1]
    return _ORDINALS.get(word) or (int(word) if word.isdigit() else ord(word) - ord("a") + 1) or None


def _refuse_if_a_count(nth: int, plain: str, question: Question, offered: tuple[Choice, ...]) -> None:
    """Refuse "2" where it may be the second suggestion or two classes, and those are not the same."""
    if plain != str(nth) or question.field not in ("comments", "alternative_years"):
        return
    value = offered[nth - 1].value
    if question.field == "alternative_years":
        raise RefusedError(f"“{nth}” may be suggestion {nth} or Year {nth}. Please write “Year {nth}”.")
    if question.code.startswith("class-count-") and question.code != "class-count-split":
        counts = {each.get("classes") for each in value} if isinstance(value, list) else set()
        if counts != {nth}:
            raise RefusedError(f"“{nth}” may be suggestion {nth} or {nth} classes. Please write the classes in words.")


def _day_of_a_cell(day: date, question: Question, record: Record, tools: Tools) -> Any:
    if question.field == "date":
        return READERS["date"](day.strftime("%d/%m/%Y"), question, record, tools)[1]
    if question.field in ("comments", "alternative_years") and day.day <= 13:
        one, other = sorted((day.day, day.month))
        raise RefusedError(
            f"the spreadsheet has made a date of it. If you meant {day.day}/{day.month}, write for example"
            f" “one mixed Y{one}/{other} class” or “one class, Year {one} or Year {other}”."
        )
    raise RefusedError("the spreadsheet has made a date of it. Please write the answer in words.")


def _nothing_to_write(text: str, question: Question, record: Record, tools: Tools) -> tuple[str, Any]:
    raise RefusedError("this cannot be changed here. Please write “leave it”, or ask the school.")


def _or_pick(offered: tuple[Choice, ...]) -> str:
    return " Or choose one from the list." if offered else ""
