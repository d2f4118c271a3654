"""How one comment was understood, for `eoi explain`: as JSON for programs, as a picture for people."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pipeline import clock
from pipeline.errors import HomeError, WrongUse
from pipeline.home import Home, shipped_templates
from pipeline.model import Answer, Answers, Evidence, Expression, Flag, Label, Severity
from pipeline.normalise import Context, SchoolRegister
from pipeline.normalise.comments import CommentReader, CommentReading
from pipeline.output import wording
from pipeline.output.records import flag_as_json, partner_as_json, request_as_json
from pipeline.programme import Programme, load_programme
from pipeline.validate import validate

if TYPE_CHECKING:
    from rich.console import RenderableType

# What a flag may be about when all there is to read is a comment.
_FIELDS = frozenset({"comments", "requests", "fallbacks", "excluded_years", "partners", "kinds", "other_wishes"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A comment with its reading and its flags."""

    text: str
    reading: CommentReading
    flags: tuple[Flag, ...]


class Explainer:
    """Reads comments as the nightly run reads them. One for many comments: it loads the language once."""

    def __init__(self, programme: Programme, school_names: Collection[str] = ()) -> None:
        self._programme = programme
        self._reader = CommentReader(programme.year, school_names)

    @classmethod
    def at(cls, folder: Path | None) -> Explainer:
        """Return an explainer for the programme of a home; without a home, for the one that is shipped."""
        try:
            programme = load_programme(Home.find(folder).programme)
        except HomeError:
            if folder is not None:
                raise
            programme = load_programme(shipped_templates() / "programme.toml")
        register = SchoolRegister.load(programme.register_file) if programme.register_file else None
        return cls(programme, register.names if register else ())

    def explain(self, text: str, day: date | None = None) -> Explanation:
        """Return how `text` is understood on a form dated `day`; without a day, on a form of today."""
        day = day or clock.now(self._programme.programme.time_zone).date()
        reading = self._reader.read(text, day)
        received = datetime.combine(day, time(12), self._programme.programme.time_zone)
        context = Context(self._programme, self._reader, None, received)
        expression = Expression(
            comments=text,
            requests=reading.requests,
            fallbacks=reading.fallbacks,
            excluded_years=reading.excluded_years,
            partners=reading.partners,
            kinds=reading.kinds,
            other_wishes=reading.other_wishes,
        )
        answers = Answers("text", {Label.COMMENTS: Answer(text, Evidence("the comment"))})
        flags = validate(expression, answers, reading.doubts, context)
        return Explanation(text, reading, tuple(flag for flag in flags if flag.field in _FIELDS))


def explain_lines(explainer: Explainer, lines: TextIO) -> Iterator[str]:
    """Yield a line of JSON for each line `{"id", "text", "date"}` of JSON that comes in.

    Raises WrongUse, with the number of the line, for a line that is something else.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            day = date.fromisoformat(asked["date"]) if asked.get("date") else None
            explanation = explainer.explain(asked["text"], day)
        except (ValueError, KeyError, TypeError, AttributeError) as slip:
            raise WrongUse(
                f"Line {number} cannot be read ({slip}).",
                'Each line should look like {"id": "1", "text": "Two Year 4 classes", "date": "2025-07-03"}.',
            ) from None
        yield json.dumps({"id": asked.get("id"), **as_json(explanation)}, ensure_ascii=False)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as the contract has it (a line of `eoi explain --jsonl`), but for the id."""
    reading = explanation.reading
    return {
        "requests": [request_as_json(each) for each in reading.requests],
        "fallbacks": [request_as_json(each) for each in reading.fallbacks],
        "excluded_years": list(reading.excluded_years),
        "partners": [partner_as_json(each) for each in reading.partners],
        "kinds": list(reading.kinds),
        "other_wishes": list(reading.other_wishes),
        "flags": [flag_as_json(each) for each in explanation.flags],
    }


def spans_as_json(explanation: Explanation) -> list[dict[str, Any]]:
    """Return which words were read as what, and by which rule."""
    return [
        {"start": s.start, "end": s.end, "text": explanation.text[s.start : s.end], "label": s.label, "rule": s.rule}
        for s in explanation.reading.spans
    ]


def picture(explanation: Explanation) -> RenderableType:
    """Return an explanation as a terminal shows it: the words in their colours, the reading, the questions."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    reading = explanation.reading
    words = Text(explanation.text)
    spans = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("words", "read as", "by the rule"):
        spans.add_column(heading)
    for span in reading.spans:
        style = _style(span.label)
        words.stylize(style, span.start, span.end)
        written = explanation.text[span.start : span.end]
        if written.strip():
            spans.add_row(Text(" ".join(written.split()), style), span.label, Text(span.rule, "dim"))

    understood = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for heading, said in _understood(reading):
        understood.add_row(Text(heading, "bold"), said)
    questions = [
        Text.assemble(
            ("● ", "red" if flag.severity is Severity.BLOCKING else "yellow"),
            flag.message,
            *(f"\n    {number}  {each.label}" for number, each in enumerate(flag.suggestions, start=1)),
            (f"  ({flag.code})", "dim"),
        )
        for flag in explanation.flags
    ]
    return Group(words, "", spans, "", understood, "", *questions)


def _understood(reading: CommentReading) -> Iterator[tuple[str, str]]:
    yield "asks for", wording.requests(reading.requests) if reading.requests else "nothing that could be read"
    if reading.fallbacks:
        yield "or else", wording.requests(reading.fallbacks)
    if reading.excluded_years:
        yield "not", wording.years(reading.excluded_years)
    for partner in reading.partners:
        yield "partner", wording.partner_in_brief(partner)
    if reading.kinds:
        yield "wishes for", wording.kinds_in_brief(reading.kinds)
    for wish in reading.other_wishes:
        yield "also", wish


def _style(label: str) -> str:
    """Return a colour for a kind of span, the same for the same kind wherever it stands."""
    if label in ("background", "courtesy", "punctuation"):
        return "dim"
    if label == "unread-text":
        return "bold white on red"
    colours = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta")
    return colours[sum(map(ord, label)) % len(colours)]
