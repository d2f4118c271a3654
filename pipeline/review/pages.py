"""What the other pages show: tonight, the questions, the programme, the letters."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from pipeline.model import Record, Relation, Severity, State
from pipeline.output import wording
from pipeline.output.chart import drawn, offers
from pipeline.output.clean import one_line, plain
from pipeline.output.night import balance_in_words, change_in_words, files_without_answer, headline, standing
from pipeline.output.records import in_order
from pipeline.output.values import value_in_words
from pipeline.output.view import ChangeKind
from pipeline.review import phrases
from pipeline.review.asked import flags_asked
from pipeline.review.desk import Desk, Sight
from pipeline.review.lists import Filters, chosen, facets
from pipeline.review.preview import is_written

_MOST_NEW = 60  # More are a list of their own.


def tonight(desk: Desk, sight: Sight) -> dict[str, Any]:
    """How the night went, and what needs her."""
    view, zone = sight.view, desk.programme.programme.time_zone
    waiting = [record for record in sight.urgent_first if record.state is State.HELD]
    new = [record for record in in_order(view.records) if record.id in sight.new]
    arrivals = set(view.arrivals)
    return {
        "headline": headline(view),
        "standing": standing(view),
        "when": wording.moment(view.run_started, zone),
        "ago": phrases.ago(view.run_started, desk.now(), zone),
        "balance": balance_in_words(view.balance),
        "adds_up": view.balance.adds_up,
        "left": [(one_line(name), plain(reason)) for name, reason in view.left],
        "first": waiting[0] if waiting else None,
        "waiting": [_line(record, desk, sight, Filters()) for record in waiting[:5]],
        "more": max(len(waiting) - 5, 0),
        "new": [
            (record.id, wording.school(record), wording.state(record), _asks(record)) for record in new[:_MOST_NEW]
        ],
        "more_new": max(len(new) - _MOST_NEW, 0),
        "changes": [
            {**change_in_words(change), "record": change.record if change.record in sight.records else ""}
            for change in view.changes_since_last
            if change.kind is not ChangeKind.NEW
        ],
        "troubles": files_without_answer(view.arrivals),
        "earlier": files_without_answer(row for row in view.files if row not in arrivals),
        "any_school": bool(view.records),
    }


def questions(desk: Desk, sight: Sight, query: str) -> dict[str, Any]:
    """The list of schools with its filters."""
    filters = Filters.parse(query)
    found = chosen(sight, filters)
    return {
        "filters": filters,
        "facets": facets(sight, filters),
        "lines": [_line(record, desk, sight, filters) for record in found],
        "count": len(found),
    }


def _line(record: Record, desk: Desk, sight: Sight, filters: Filters) -> dict[str, Any]:
    zone, now = desk.programme.programme.time_zone, desk.now()
    asked = flags_asked(record)
    source = record.form.source
    return {
        "id": record.id,
        "school": wording.school(record),
        "state": wording.state(record),
        "is_held": record.state is State.HELD,
        "is_decided": record.state is State.DECIDED,
        "question": wording.flag_title(asked[0]) if asked else _asks(record),
        "more": max(len(asked) - 1, 0),
        "quote": wording.quoted(asked[0].evidence[:60]) if asked and asked[0].evidence else "",
        "since": phrases.waiting(source.received, now, zone)
        if record.state is State.HELD
        else f"{phrases.ago(source.received, now, zone)}",
        "on": wording.day(source.received.astimezone(zone)),
        "query": filters.query,
        "has_reply": record.id in sight.view.replies,
    }


def _asks(record: Record) -> str:
    asked = wording.requests_in_brief(record.expression.requests)
    return asked or "Classes not said"


# --- the programme ----------------------------------------------------------------------------------------------


def programme(desk: Desk, sight: Sight) -> dict[str, Any]:
    """The picture of the year: classes by year group, forms a week, old and new links, what is missing."""
    records = in_order(sight.view.records)
    offered = offers(records)
    weeks = _weeks(records, desk)
    return {
        "offers": offered,
        "chart": drawn(offered),
        "odd": [offer for offer in offered if offer.is_odd],
        "classes": sum(offer.total for offer in offered),
        "schools": len(records),
        "weeks": weeks,
        "most": max((count for _, count in weeks), default=1) or 1,
        "links": _links(records),
        "missing": _missing(records),
        "workbook": (desk.home.outbox / "master.xlsx").is_file(),
    }


def _weeks(records: list[Record], desk: Desk) -> list[tuple[str, int]]:
    """Return how many forms came in each week, weeks without any included, named by their Monday."""
    zone = desk.programme.programme.time_zone
    mondays = Counter(
        _monday(version.form.source.received.astimezone(zone).date())
        for record in records
        for version in record.history
    )
    if not mondays:
        return []
    first, last = min(mondays), max(mondays)
    number = min((last - first).days // 7, 60)
    weeks = [last - timedelta(weeks=back) for back in range(number, -1, -1)]
    return [(wording.day(week), mondays[week]) for week in weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _links(records: list[Record]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return the schools by what they say of an earlier link: title, and id, name and partner of each."""
    renewing, paired, new, silent = [], [], [], []
    for record in records:
        held = record.expression
        name = wording.school(record)
        said = "; ".join(map(wording.partner_in_brief, held.partners))
        relations = {partner.relation for partner in held.partners}
        if Relation.RENEW in relations:
            renewing.append((record.id, name, said))
        elif Relation.PAIR in relations:
            paired.append((record.id, name, said))
        elif "new-partner" in held.kinds or Relation.AVOID in relations:
            new.append((record.id, name, said))
        else:
            silent.append((record.id, name, ""))
    return [
        ("Carry on with a school they know", renewing),
        ("Name a school that they would like", paired),
        ("Ask for a different school than before", new),
        ("Say nothing of an earlier link: perhaps first-timers", silent),
    ]


def _missing(records: list[Record]) -> list[tuple[str, str, int]]:
    """Return what the forms lack or leave open: the flag's code, its title, and how many schools."""
    found: Counter[tuple[str, str]] = Counter()
    for record in records:
        found.update(
            {(flag.code, wording.flag_title(flag)) for flag in record.flags if flag.severity is not Severity.INFO}
        )
    return [
        (code, title, count) for (code, title), count in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    ]


# --- the letters ------------------------------------------------------------------------------------------------


def letters(desk: Desk, sight: Sight) -> dict[str, Any]:
    """Every letter: those that may go out, and those that wait with a question to the school."""
    outbox = desk.home.outbox
    ready: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    for letter in sight.letters.values():
        record = letter.record
        line = {
            "id": record.id,
            "school": wording.school(record),
            "asked": value_in_words("requests", record.expression.requests),
            "why": [wording.flag_title(flag) for flag in wording.open_questions(record)],
            "also": [wording.flag_title(flag) for flag in record.flags if flag.severity is Severity.CHECK],
            "to": letter.to,
            "is_written": is_written(letter, sight, outbox),
            "has_draft": (outbox / letter.paths[1]).is_file(),
            "decided": record.state is State.DECIDED,
        }
        (held if record.state is State.HELD else ready).append(line)
    return {"ready": ready, "held": held, "folder": str(outbox / "letters")}
