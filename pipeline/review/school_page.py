"""What the page of one school shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.merge.decisions import READ_FROM
from pipeline.model import Answer, Change, Form, Label, MarkKind, Outcome, Record, State
from pipeline.output import replying, wording
from pipeline.output.clean import one_line, plain, shortened
from pipeline.output.highlight import marked, place_of
from pipeline.output.reference import reference_code
from pipeline.output.values import value_in_words
from pipeline.review import phrases, preview
from pipeline.review.asked import Asked, questions_on
from pipeline.review.boxes import Box, Cut, around, boxes, enlarged
from pipeline.review.corrections import EDITORS
from pipeline.review.desk import Desk, Sight, Taken
from pipeline.review.lists import Filters, after, chosen
from pipeline.review.pictures import Page, Pictures

# In the order in which they are looked at.
_SHOWN = (
    *("requests", "fallbacks", "excluded_years", "near_year_ok", "alternative_years", "partners", "kinds"),
    *("other_wishes", "school", "headteacher", "telephones", "emails", "signed", "date", "edition"),
)
_LONGEST_QUOTE = 160
# Where an answer may be handwriting or a mark, which words do not show.
_DRAWN = ("pdf-scan", "image", "pdf-annotated", "pdf-form")
_MARKS = {
    MarkKind.STRUCK: "struck through",
    MarkKind.BOLD: "bold",
    MarkKind.UNDERLINED: "underlined",
    MarkKind.HIGHLIGHTED: "highlighted",
    MarkKind.COLOURED: "coloured",
    MarkKind.GREYED: "greyed out",
    MarkKind.CIRCLED: "circled",
    MarkKind.TICKED: "ticked",
    MarkKind.CROSSED: "crossed",
    MarkKind.ITALIC: "italic",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A line of what was understood. `written` are the school's words where they differ from it."""

    field: str
    title: str
    words: str
    written: str
    label: str
    is_empty: bool
    in_doubt: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The form as she received it: the page that is shown, with boxes around its answers.

    `cut` is the part of it that is shown, `proofs` the parts that show the answer under a label enlarged. `cells` are
    the answers as text with their places, for a form that has no picture.
    """

    page: Page | None
    cut: Cut | None
    pages: tuple[int, ...]
    boxes: tuple[tuple[str, str, Box], ...]
    focus: str
    is_coming: bool
    proofs: Mapping[str, tuple[Page, Cut]]
    cells: tuple[tuple[str, str, str], ...]


def school_context(
    record: Record, desk: Desk, sight: Sight, pictures: Pictures, asked: dict[str, str]
) -> dict[str, Any]:
    """Return what the template of a school's page needs. `asked` are the query's parameters."""
    filters = Filters.parse(asked.get("in", ""))
    questions = questions_on(record)
    focus = asked.get("see") or next((each.label for each in questions if each.label), "")
    zone, now = desk.programme.programme.time_zone, desk.now()
    listed = [each.id for each in chosen(sight, filters)]
    following = after(sight, filters, record.id)
    letter = sight.letter(record.id)
    received = record.form.source.received
    log = desk.log(record)
    taken = [each for each in log if each.withdrawn is None]
    values = [_value(name, record, questions, taken) for name in _SHOWN]
    return {
        "record": record,
        "school": wording.school(record),
        "state": wording.state(record),
        "is_held": record.state is State.HELD,
        "reference": reference_code(record.id, desk.programme),
        "received": f"{wording.moment(received, zone)} ({phrases.ago(received, now, zone)})",
        "reach": [*map(wording.telephone, record.expression.telephones), *map(one_line, record.expression.emails)],
        "words": marked(record.expression.comments, [each.flag for each in questions]),
        "blocking": [each for each in questions if each.blocks],
        "checks": [each for each in questions if not each.blocks],
        "said": [value for value in values if not value.is_empty or value.in_doubt],
        "unsaid": [value for value in values if value.is_empty and not value.in_doubt],
        "replies": [
            (replying.headline(reply, zone), plain(reply.text)) for reply in sight.view.replies.get(record.id, ())
        ],
        "notes": record.form.answers.notes,
        "stray": list(
            dict.fromkeys((one_line(place_of(each.evidence)), plain(each.text)) for each in record.form.answers.stray)
        ),
        "picture": picture_of(record.form, pictures, focus, asked.get("page", "")),
        "letter": letter,
        "letter_lines": preview.lines_of(letter, desk, sight),
        "letter_written": preview.is_written(letter, sight, desk.home.outbox),
        "log": [_taken(each, record, now, zone) for each in log],
        "last": taken[0].number if taken else 0,
        "history": _history(record, desk, now),
        "current": next(n for n, version in enumerate(record.history) if version.outcome is Outcome.ACCEPTED),
        "filters": filters,
        "place": listed.index(record.id) + 1 if record.id in listed else 0,
        "listed_count": len(listed),
        "following": following,
    }


def picture_of(form: Form, pictures: Pictures, focus: str, page: str) -> Picture:
    """Return the picture of a form, turned to the page where the answer in focus stands."""
    pictures.want([form], first=True)
    drawn = pictures.pages(form)
    found = boxes(form, drawn)
    numbers = [box.page for box in found.values()]
    wanted = int(page) if page.isascii() and page.isdigit() and 1 <= int(page) <= len(drawn) else 0
    number = wanted or (found[focus].page if focus in found else max(numbers, key=numbers.count, default=1))
    on_page = tuple((label, wording.field(label), box) for label, box in found.items() if box.page == number)
    shown = drawn[number - 1] if drawn else None
    return Picture(
        page=shown,
        cut=around((box for *_, box in on_page), shown) if shown else None,
        pages=tuple(each.number for each in drawn),
        # The one in focus last, so that it is drawn above the others.
        boxes=tuple(sorted(on_page, key=lambda each: each[0] == focus)),
        focus=focus,
        is_coming=not drawn and pictures.is_coming(form),
        proofs={
            label: (drawn[box.page - 1], enlarged(box, drawn[box.page - 1]))
            for label, box in found.items()
            # Where the answer is typed, its words stand there already.
            if form.answers.format in _DRAWN or label == "near_year_ok"
        },
        cells=tuple(
            (label.value, one_line(f"{wording.field(label.value)}, {place_of(answer.evidence)}"), plain(answer.text))
            for label, answer in form.answers.answers.items()
        ),
    )


def _value(name: str, record: Record, questions: tuple[Asked, ...], taken: list[Taken]) -> Value:
    held = getattr(record.expression, name)
    read_from = READ_FROM.get(name)
    answer = record.form.answers.answers.get(read_from) if read_from else None
    words = value_in_words(name, held)
    return Value(
        field=name,
        title=wording.field(name),
        words=wording.capital(words),
        # The comments are quoted whole above: only the other answers are worth repeating.
        written=_written(answer, words) if answer and name != "requests" and read_from is not Label.COMMENTS else "",
        label=read_from.value if read_from else "",
        is_empty=words == "nothing" or (name == "near_year_ok" and held is None),
        in_doubt=any(each.editor == name or each.flag.field == name for each in questions),
        decided=any(each.counts and _decides(each, name) for each in taken),
    )


def _written(answer: Answer, words: str) -> str:
    """Return an answer as the school wrote it, with what is marked in it; empty where that says nothing more."""
    text, marked = one_line(answer.text), []
    for mark in answer.marks:
        if (piece := one_line(answer.text[mark.start : mark.end])) and mark.kind in _MARKS:
            marked.append(f"“{shortened(piece, 40)}” {_MARKS[mark.kind]}")
    squashed = _squashed(text)
    if not text or words == "nothing" or (not marked and _is_said_by(squashed, words)):
        return ""
    return ", ".join([f"“{shortened(text, _LONGEST_QUOTE)}”", *marked])


def _is_said_by(written: str, words: str) -> bool:
    """Tell whether every part of a value stands in the answer just so, or the answer in the value."""
    return written in _squashed(words) or all(_squashed(part) in written for part in words.split("; "))


def _squashed(text: str) -> str:
    return "".join(text.casefold().split())


def _decides(taken: Taken, name: str) -> bool:
    field = taken.decision.field
    return field.split(".")[0] == name or (
        field == "comments" and name == "requests" and not isinstance(taken.decision.value, str)
    )


def _taken(each: Taken, record: Record, now: datetime, zone: Any) -> dict[str, Any]:
    decision, back = each.decision, each.withdrawn
    return {
        "number": each.number,
        "what": phrases.decided(decision),
        "before": phrases.before(decision, record),
        "who": decision.by,
        "when": f"{wording.moment(decision.at, zone)} ({phrases.ago(decision.at, now, zone)})",
        "counts": each.counts,
        "back": f"{back.by}, {wording.moment(back.at, zone)} ({phrases.ago(back.at, now, zone)})" if back else "",
    }


def _history(record: Record, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """Return the forms of a record, the newest first, each with what it changed."""
    zone = desk.programme.programme.time_zone
    shown = []
    for place, version in enumerate(record.history):
        source = version.form.source
        shown.append(
            {
                "place": place,
                "file": one_line(source.file),
                "inside": one_line(source.inside or ""),
                "sender": one_line(source.mail.sender or "") if source.mail else "",
                "subject": one_line(source.mail.subject or "") if source.mail else "",
                "when": f"{wording.moment(source.received, zone)} ({phrases.ago(source.received, now, zone)})",
                "outcome": wording.OUTCOMES[version.outcome],
                "changes": [cell(change) for change in version.changes],
            }
        )
    return shown[::-1]


def cell(change: Change) -> tuple[str, str, str]:
    """Return one difference between two forms in words: the field, before, after."""
    return (
        wording.field(change.field),
        value_in_words(change.field, change.before),
        value_in_words(change.field, change.after),
    )


def editable(name: str) -> bool:
    """Tell whether a field can be corrected by hand."""
    return name in EDITORS
