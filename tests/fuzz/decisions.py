"""What a coordinator types into the workbook, and what is posted to the desk.

Doors: `understand` for a cell, `corrected` for an editor of the desk, `read_book` for the workbook; every value they
make must fit the record that it is decided on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache

from builders.books import CHOICE, MIXED_OR_EITHER, TELEPHONE, asks
from builders.records import RUN_STARTED, a_flag, a_record, ask
from fuzz.choices import Choices
from fuzz.reading import programme
from fuzz.words import jumbled

from pipeline.corrections import NotUnderstood, Question, Tools, Understood, questions_of, understand
from pipeline.merge.decisions import DecisionError, with_value
from pipeline.model import Flag, Record, Suggestion
from pipeline.output.values import value_in_words
from pipeline.review.corrections import EDITORS, Sent, as_sent, corrected, rows_shown
from pipeline.store import Shapes
from pipeline.years import YEAR_CODES

_FLAGS = (
    MIXED_OR_EITHER,
    CHOICE,
    TELEPHONE,
    a_flag("class-count-missing", evidence="Year 5", suggestions=(Suggestion("two Year 5 classes", asks("Y5", classes=2)),)),
    a_flag("year-unclear", field="alternative_years", evidence="?"),
    a_flag("email-missing", field="emails"),
    a_flag("headteacher-missing", field="headteacher"),
    a_flag("signature-missing", field="signed"),
    a_flag("date-invalid", field="date", evidence="31/6"),
    a_flag("partner-unclear", evidence="Wyre Moss"),
    a_flag("school-missing", field="school"),
    a_flag("old-edition", field="edition", evidence="2024-25"),
    Flag("school-ambiguous", MIXED_OR_EITHER.severity, "school", "May be the same.", "Lumb", (Suggestion("It is the same school as “Lumb”", {"same_as": "r2"}),)),
)  # fmt: skip
_ANSWERS = (
    "two Year 5 classes", "one mixed Y3/4 class", "leave it", "ok – rang them on Monday", "2", "option 1", "the second one", "yes please", "No",
    "01772 555123", "office@laneends.example.sch.uk", "Mrs J Smith", "4/7/2025", "4 July", "carry on with Wyre Moss", "none", "any", "2024-25",
    "Lumb School (URN 123456)", "it is another school", "signed by Mrs Smith", "number not known", "only",
)  # fmt: skip
_WORDS = tuple(sorted({word for answer in _ANSWERS for word in answer.split()}))
_EDITED = tuple(EDITORS)
_KEYS = (
    "text",
    "urn",
    "answer",
    "lines",
    "day",
    "month",
    "year",
    "kinds",
    "years",
    "more",
    "years-0",
    "classes-0",
    "together-0",
    "name-0",
    "relation-0",
    "years-19",
    "classes-19",
    "name-19",
    "relation-19",
    "years-1",
    "classes-1",
)
_VALUES = (
    *YEAR_CODES,
    "mixed",
    "any",
    "unsaid",
    "0",
    "1",
    "9",
    "10",
    "²",
    "٤",
    "yes",
    "no",
    "renew",
    "pair",
    "avoid",
    "contrasting",
    "no-preference",
    "9999",
    "-1",
    "99999999999999999999",
    "31",
    "12",
)


@cache
def _record() -> Record:
    return a_record(
        flags=_FLAGS, requests=(ask("Y5", classes=None), ask("Y3", "Y4", mixed=True)), comments="Year 5 please"
    )


@cache
def _questions() -> tuple[Question, ...]:
    return (
        *questions_of(_FLAGS),
        Question("requests", "", ()),
        Question("nothing", "", ()),
        Question("school", "school-ambiguous", (), "r9"),
    )


def seeds() -> list[bytes]:
    return [bytes((part, nth, nth % len(_ANSWERS))) for part in range(3) for nth in range(len(_questions()))]


def one(data: bytes) -> None:
    """Understand one answer or correction; raises what must never be raised."""
    choices = Choices(data)
    if choices.number(3):
        _typed(choices)
    else:
        _posted(choices)


def _typed(choices: Choices) -> None:
    question = choices.pick(_questions())
    answer = " ".join(jumbled(choices.pick(_ANSWERS).split(), _WORDS, choices, most=8))
    day = (
        date(1900 + choices.number(300), 1 + choices.number(12), 1 + choices.number(28))
        if not choices.number(12) and choices
        else None
    )
    meant = understand(
        answer, question, _record(), Tools(programme(), RUN_STARTED), day=day, numbers_hold=bool(choices.number(2))
    )
    if isinstance(meant, NotUnderstood):
        assert meant.reason
        return
    assert isinstance(meant, Understood)
    with suppress(DecisionError):  # A key that somebody made up; the workbook answers with its reason.
        _carried_out(meant.field, meant.value)


def _posted(choices: Choices) -> None:
    name = choices.pick(_EDITED)
    fields = list(as_sent(name, _record().expression)._fields)
    for _ in choices.rounds(8):
        if fields and not choices.number(3):
            at = choices.number(len(fields))
            fields[at] = (fields[at][0], choices.text())
        else:
            fields.append((choices.pick(_KEYS), choices.pick(_VALUES) if choices.number(2) else choices.text()))
    sent = Sent(fields)
    made = corrected(name, sent, _record().expression, programme())
    if EDITORS[name] in ("requests", "partners"):
        assert 2 <= rows_shown(name, sent) <= 20
    if not made.mistakes:
        _carried_out(name, made.value)


def _carried_out(field: str, value: object) -> None:
    """Decide it, and say it in words, as the run that follows does."""
    expression = with_value(_record().expression, field, value, Shapes())
    if not (field == "comments" and isinstance(value, str)):
        value_in_words(field, value)
    replace(_record(), expression=expression)
