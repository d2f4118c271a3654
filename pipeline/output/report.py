"""`report.html`: the night on one page, readable by anybody, without this software and without a network."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from pipeline.model import Flag, Record, Severity, State
from pipeline.output import replying, wording
from pipeline.output.asking import suggested
from pipeline.output.chart import drawn, offers
from pipeline.output.clean import one_line, plain, shortened
from pipeline.output.highlight import Stretch, answer_to, marked, place_of, stands_elsewhere
from pipeline.output.letters import Letter
from pipeline.output.night import balance_in_words, change_in_words, files_without_answer, headline, standing
from pipeline.output.place import digest
from pipeline.output.questions import questions
from pipeline.output.records import in_order
from pipeline.output.reference import reference_code
from pipeline.output.view import ChangeKind, OutboxView, Reply
from pipeline.programme import Programme

TEMPLATE = "report.html.j2"

_STANDS_FOR = re.compile(rb'<meta name="eoi-content" content="[0-9a-f]+">')
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question as the coordinator sees it. `quote` is given where the words do not stand in the comments."""

    number: int
    title: str
    message: str
    quote: str
    choices: tuple[str, ...]
    field: str
    where: str
    picture: str
    code: str


@dataclass(frozen=True, slots=True)
class Held:
    """A school that waits: its words, its questions, how to reach it."""

    school: str
    anchor: str
    reference: str
    since: str
    words: tuple[Stretch, ...]
    doubts: tuple[Doubt, ...]
    also: tuple[str, ...]
    notes: tuple[str, ...]
    reach: str
    letter: str
    replies: tuple[tuple[str, str], ...]


def report_html(
    view: OutboxView,
    programme: Programme,
    letters: Iterable[Letter],
    written: Mapping[str, str],
    problems: Iterable[str],
) -> bytes:
    """Return the report. `letters` are those planned, `written` the paths of those that lie in the outbox."""
    from jinja2 import Environment, StrictUndefined

    problems = list(problems)
    links = {letter.record.id: quote(letter.paths[0]) for letter in letters if letter.paths[0] in written}
    zone = programme.programme.time_zone
    records = in_order(view.records)
    held = [_held(record, programme, links, view.replies.get(record.id, ())) for record in worst_first(records)]
    offered = offers(records)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(template_source()).render(
        programme=f"{programme.programme.name} {programme.year}",
        when=wording.moment(view.run_started, zone),
        headline=headline(view),
        standing=standing(view),
        problems=problems,
        balance=balance_in_words(view.balance),
        adds_up=view.balance.adds_up,
        held=held,
        changes=[change_in_words(change) for change in view.changes_since_last if change.kind is not ChangeKind.NEW],
        troubles=files_without_answer(view.arrivals),
        left=[(one_line(name), plain(reason)) for name, reason in view.left],
        earlier=files_without_answer(row for row in view.files if row not in set(view.arrivals)),
        ready=[
            _ready(record, programme, links, view.replies.get(record.id, ()))
            for record in records
            if record.state is not State.HELD
        ],
        offers=offered,
        chart=drawn(offered),
        content=_content(view, (str(programme.year), template_source(), links, problems)),
    )
    return page.encode("utf-8")


def says_the_same(old: bytes, new: bytes, view: OutboxView) -> bool:
    """Return whether the report that lies there need not give way to `new`.

    A run in which nothing came in and nothing changed leaves the last night's report standing, as long as what it
    shows of the schools is still so.
    """
    balance = view.balance
    quiet = balance.came_in == balance.left and not view.changes_since_last
    return quiet and (found := _STANDS_FOR.search(new)) is not None and found[0] in old


def _content(view: OutboxView, parts: Iterable[object]) -> str:
    """Return a fingerprint of all that a report shows apart from what came in that night and when it was."""
    shown = (in_order(view.records), sorted(view.files, key=repr), view.left, sorted(view.replies.items()), *parts)
    return digest(repr(shown).encode("utf-8", "replace"))


def template_source() -> str:
    """Return the page's template, which travels with the software."""
    return files("pipeline.output").joinpath(TEMPLATE).read_text("utf-8")


def worst_first(records: Iterable[Record]) -> list[Record]:
    """Return the held records: those with most questions first, then those that have waited longest."""
    return sorted(
        (record for record in records if record.state is State.HELD),
        key=lambda record: (-len(wording.open_questions(record)), record.form.source.received, record.id),
    )


def _held(record: Record, programme: Programme, links: Mapping[str, str], replies: tuple[Reply, ...]) -> Held:
    flags = wording.open_questions(record)
    reference = reference_code(record.id, programme)
    reach = [*map(wording.telephone, record.expression.telephones), *map(one_line, record.expression.emails)]
    return Held(
        school=wording.school(record),
        anchor=reference,
        reference=reference,
        since=wording.day(record.form.source.received.astimezone(programme.programme.time_zone)),
        words=marked(record.expression.comments, flags),
        doubts=tuple(_doubt(nth, flag, record) for nth, flag in enumerate(flags, 1)),
        also=tuple(wording.flag_title(flag) for flag in record.flags if flag.severity is Severity.CHECK),
        notes=tuple(map(plain, record.form.answers.notes)),
        reach=" · ".join(reach),
        letter=links.get(record.id, ""),
        replies=tuple(
            (replying.headline(reply, programme.programme.time_zone), plain(reply.text)) for reply in replies
        ),
    )


def _doubt(number: int, flag: Flag, record: Record) -> Doubt:
    answer = answer_to(record, flag)
    in_comments = one_line(flag.evidence) in one_line(record.expression.comments)
    elsewhere = stands_elsewhere(record, flag)
    picture = answer.evidence.picture if answer else None
    return Doubt(
        number=number,
        title=wording.flag_title(flag),
        message=plain(flag.message),
        quote="" if in_comments else shortened(flag.evidence, 400),
        choices=tuple(wording.capital(suggested(choice)) for choice in flag.suggestions),
        field=wording.field(flag.field),
        where=one_line(f"{wording.field(flag.field)}, {place_of(answer.evidence)}") if answer and not elsewhere else "",
        picture=base64.b64encode(picture).decode("ascii") if picture and picture.startswith(_PNG) else "",
        code=flag.code,
    )


def _ready(
    record: Record, programme: Programme, links: Mapping[str, str], replies: tuple[Reply, ...]
) -> dict[str, Any]:
    return {
        "school": wording.school(record),
        "state": wording.state(record),
        "asked": wording.requests_in_brief(record.expression.requests) or "nothing said",
        "asks": len(questions(record, programme)),
        "notes": tuple(map(plain, record.form.answers.notes)),
        "letter": links.get(record.id, ""),
        "replies": [replying.in_words(reply, programme.programme.time_zone) for reply in replies],
    }
