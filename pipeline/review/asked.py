"""A record's flags as questions that one key answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pipeline.corrections.question import Question, beside_the_doubt, completed_contact
from pipeline.merge import decision_on, rests_on
from pipeline.merge.decisions import READ_FROM, settles
from pipeline.model import Flag, Record, Severity
from pipeline.output import wording
from pipeline.output.clean import one_line, plain, shortened
from pipeline.output.highlight import answer_to, place_of, stands_elsewhere
from pipeline.output.values import as_requests

_MOST_OPTIONS = 8
_MOST_CLASSES = 9

# Doubts that may be settled by saying that what was read is right.
_MAY_STAND = frozenset(
    """
    low-confidence unread-text contradiction old-edition date-implausible school-unknown partner-unclear
    outside-key-stage-2 telephone-missing email-missing headteacher-missing signature-missing date-missing
    class-count-missing
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_ABOUT_PARTNERS = frozenset(("partner-unclear",))
_ABOUT_CLASSES = ("year-", "class-", "mixed-", "low-confidence")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that may be chosen. `number` is the key that chooses it; `value` what `field` will hold.

    `beside` are the requests of the comment that the answer has nothing to do with: they stay.
    """

    number: int
    words: str
    field: str
    value: Any
    needs_number: bool = False
    beside: tuple[Any, ...] = ()

    def said_with(self, classes: int | None) -> Any:
        """Return what the field will hold when the number of classes, where it was open, is `classes`."""
        value = with_number(self.value, classes)
        return [*self.beside, *(value if isinstance(value, list) else [value])] if self.beside else value


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the coordinator sees it.

    `key` names it in a form that she sends; `rests` is the fingerprint of the answer that she saw. `editor` is the
    field that a correction of her own changes. `quote` is given where the words do not stand in the comments.
    """

    key: str
    number: int
    flag: Flag
    title: str
    message: str
    quote: str
    where: str
    label: str
    options: tuple[Option, ...]
    editor: str
    rests: str

    @property
    def blocks(self) -> bool:
        return self.flag.severity is Severity.BLOCKING

    @property
    def needs_number(self) -> bool:
        """Whether an option leaves the number of classes open, so that it may be said along with it."""
        return any(option.needs_number for option in self.options)

    def option(self, number: str) -> Option | None:
        """Return the option with a number, as it is sent."""
        return next((option for option in self.options if str(option.number) == number), None)


def flags_asked(record: Record) -> list[Flag]:
    """Return the flags that ask about a record: what it is held for first, then what only has to be checked."""
    flags = [flag for flag in record.flags if flag.severity is not Severity.INFO]
    return sorted(flags, key=lambda flag: flag.severity is not Severity.BLOCKING)


def questions_on(record: Record) -> tuple[Asked, ...]:
    """Return everything that is asked about a record, in the order of `flags_asked`."""
    return tuple(_asked(nth, flag, record) for nth, flag in enumerate(flags_asked(record), 1))


def _asked(number: int, flag: Flag, record: Record) -> Asked:
    answer = answer_to(record, flag)
    read_from = READ_FROM.get(flag.field.split(".")[0])
    in_comments = one_line(flag.evidence) in one_line(record.expression.comments)
    elsewhere = stands_elsewhere(record, flag)
    return Asked(
        key=_key(flag),
        number=number,
        flag=flag,
        title=wording.flag_title(flag),
        message=plain(flag.message),
        quote="" if in_comments else shortened(flag.evidence, 400),
        where=one_line(place_of(answer.evidence)) if answer and not elsewhere else "",
        label=read_from.value if read_from else "",
        options=tuple(_options(flag, record)),
        editor=_editor(flag),
        rests=rests_on(record.form, flag.field),
    )


def _options(flag: Flag, record: Record) -> Iterable[Option]:
    number = 0
    # Where several passages leave the classes in doubt, they are said as a whole: a reading of one of them may take
    # away what the other asks for.
    offered = () if _is_one_of_several(flag, record) else flag.suggestions[:_MOST_OPTIONS]
    question = Question(flag.field, flag.code, (flag,))
    for suggestion in offered:
        number += 1
        asked = as_requests(suggestion.value)
        needs_number = bool(asked) and any(each.classes is None for each in asked)
        words = wording.answer(asked) if asked else wording.choice(suggestion)
        beside = tuple(map(as_json, beside_the_doubt(question, record, asked))) if asked else ()
        value = completed_contact(suggestion.value, question, record)
        yield Option(number, wording.capital(words), flag.field, value, needs_number, beside)
    if flag.code in _MAY_STAND and hasattr(record.expression, flag.field):
        yield Option(number + 1, _as_it_stands(flag), flag.field, as_json(getattr(record.expression, flag.field)))


def _as_it_stands(flag: Flag) -> str:
    if flag.code == "class-count-missing":
        return "Leave the number open; do not ask"
    if flag.code.endswith("-missing"):
        return "Leave it empty; do not ask"
    if flag.code == "unread-text":
        return "I have read it; nothing needs to change"
    return "It is right as we read it"


def _is_one_of_several(flag: Flag, record: Record) -> bool:
    same = Counter((each.code, READ_FROM.get(each.field, each.field)) for each in record.flags)
    about_classes = any(as_requests(suggestion.value) for suggestion in flag.suggestions)
    return about_classes and same[flag.code, READ_FROM.get(flag.field, flag.field)] > 1


def answered_alone(asked: Asked | None, field: str) -> Flag | None:
    """Return the one doubt that saying what `field` holds answers; None where it answers all that the field leaves open.

    A doubt about the classes is settled by saying all classes; any other only by its own answer.
    """
    if asked is None or asked.editor != field or (field == "requests" and asked.flag.code.startswith(_ABOUT_CLASSES)):
        return None
    return asked.flag


def settled_by(record: Record, field: str, alone: Flag | None) -> tuple[Asked, ...]:
    """Return the questions that are settled by saying what `field` holds, in answer to one doubt `alone` or to all."""
    code, about = (alone.code, (alone,)) if alone else (None, ())
    made = decision_on(record, field, None, by="", at=record.form.source.received, code=code, about=about)
    return tuple(each for each in questions_on(record) if settles(made, each.flag))


def _editor(flag: Flag) -> str:
    if flag.field != "comments":
        return flag.field
    return "partners" if flag.code in _ABOUT_PARTNERS else "requests"


def with_number(value: Any, classes: int | None) -> Any:
    """Return requests (one as JSON, or a list) in which a number of classes that was not said is `classes`."""
    if classes is None:
        return value
    if isinstance(value, list):
        return [with_number(each, classes) for each in value]
    if isinstance(value, dict) and "years" in value and value.get("classes") is None:
        return {**value, "classes": classes}
    return value


def number_said(text: str) -> int | None:
    """Return the number of classes that a form field says, None where it says none that can be."""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_CLASSES else None


def as_json(value: Any) -> Any:
    """Return one of the nouns as the plain JSON that a decision holds."""
    from pipeline.store import Shapes

    return Shapes().plain(value)


def _key(flag: Flag) -> str:
    parts = [flag.code, flag.field, flag.evidence, flag.span, [each.value for each in flag.suggestions]]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
