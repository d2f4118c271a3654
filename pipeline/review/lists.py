"""The list of schools: filters with their counts, the search, the order, and who comes next."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from pipeline.model import Flag, Outcome, Record, Severity, State
from pipeline.output import wording
from pipeline.output.clean import one_line
from pipeline.output.reference import reference_code
from pipeline.review.desk import Sight
from pipeline.years import YEAR_CODES, in_words

_STATES: dict[str, str] = {
    "held": "With questions",
    "new": "New since last time",
    "decided": "Decided by you",
    "again": "Sent more than one form",
    "ready": "Ready to send",
    "all": "All schools",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows. Empty parts filter nothing."""

    state: str = "held"
    year: str = ""
    kind: str = ""
    search: str = ""

    @classmethod
    def parse(cls, query: str) -> Filters:
        """Read the filters from a query string; whatever is not known there is left out."""
        asked = dict(parse_qsl(query[:2000], max_num_fields=20)) if query.count("&") < 20 else {}
        search = one_line(asked.get("q", ""))[:80]
        # A search is among all schools, unless it is said otherwise: she looks for one, wherever it stands.
        state = asked.get("state") or ("all" if search else "held")
        return cls(
            state if state in _STATES else "held",
            year if (year := asked.get("year", "")) in YEAR_CODES else "",
            kind if (kind := asked.get("kind", "")) in wording.FLAG_TITLES else "",
            search,
        )

    @property
    def query(self) -> str:
        """The filters as a query string."""
        said = {"state": self.state, "year": self.year, "kind": self.kind, "q": self.search}
        return urlencode({name: value for name, value in said.items() if value})

    def but(self, **changed: str) -> Filters:
        """Return these filters with some of them changed."""
        kept = {"state": self.state, "year": self.year, "kind": self.kind, "search": self.search}
        return Filters(**{**kept, **changed})


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter: how many it leaves, and where it leads."""

    words: str
    count: int
    query: str
    chosen: bool


def chosen(sight: Sight, filters: Filters) -> list[Record]:
    """Return the records that a list shows, those that need her first."""
    return [record for record in sight.urgent_first if _passes(record, filters, sight)]


def facets(sight: Sight, filters: Filters) -> dict[str, list[Facet]]:
    """Return every filter with its values; each count says what would be shown with the other filters as they are."""
    found = [record for record in sight.view.records if not filters.search or matches(record, filters.search, sight)]

    def counted(name: str, values: Mapping[str, str], of: Callable[[Record], Iterable[str]]) -> list[Facet]:
        others = filters.but(**{name: _ANY[name], "search": ""})
        counts = Counter(value for record in found if _passes(record, others, sight) for value in set(of(record)))
        return [
            Facet(words, counts[value], filters.but(**{name: value}).query, getattr(filters, name) == value)
            for value, words in values.items()
            if counts[value] or getattr(filters, name) == value or name == "state"
        ]

    years = {code: in_words(code) for code in YEAR_CODES}
    kinds = {flag.code: wording.flag_title(flag) for record in sight.view.records for flag in _doubts(record)}
    by_title = dict(sorted(kinds.items(), key=lambda kind: kind[1]))
    return {
        "state": counted("state", _STATES, lambda record: (name for name in _STATES if _FILTERS[name](record, sight))),
        "kind": counted(
            "kind", {"": "Any question", **by_title}, lambda record: ("", *(f.code for f in _doubts(record)))
        ),
        "year": counted("year", {"": "Any year group", **years}, lambda record: ("", *_years(record))),
    }


# What each filter holds where it filters nothing.
_ANY = {"state": "all", "kind": "", "year": ""}


def after(sight: Sight, filters: Filters, record_id: str) -> Record | None:
    """Return the record that comes after one in a list, round to the first at the end; None if there is no other.

    One that has left the list, because its question was answered, is followed by the first.
    """
    listed = chosen(sight, filters)
    place = next((nth for nth, record in enumerate(listed) if record.id == record_id), -1)
    others = [record for record in (*listed[place + 1 :], *listed[: max(place, 0)]) if record.id != record_id]
    return others[0] if others else None


_FILTERS: dict[str, Callable[[Record, Sight], bool]] = {
    "held": lambda record, _: record.state is State.HELD,
    "decided": lambda record, _: bool(record.decisions),
    "ready": lambda record, _: record.state is not State.HELD,
    "again": lambda record, _: any(version.outcome is Outcome.SUPERSEDED for version in record.history),
    "new": lambda record, sight: record.id in sight.new,
    "all": lambda record, _: True,
}


def _passes(record: Record, filters: Filters, sight: Sight) -> bool:
    if not _FILTERS[filters.state](record, sight):
        return False
    if filters.year and filters.year not in _years(record):
        return False
    if filters.kind and all(flag.code != filters.kind for flag in _doubts(record)):
        return False
    return not filters.search or matches(record, filters.search, sight)


def matches(record: Record, search: str, sight: Sight) -> bool:
    """Tell whether every word of a search is somewhere in what we know of a school."""
    if record.id not in sight.said:
        sight.said[record.id] = _said(record, sight)
    text, closed = sight.said[record.id]
    return all(word in text or (word.isdigit() and word in closed) for word in _folded(search).split())


def _said(record: Record, sight: Sight) -> tuple[str, str]:
    """Return what we know of a school as text to be searched, with spaces and without."""
    held, source = record.expression, record.form.source
    parts = [
        wording.school(record),
        held.school.as_written or "",
        held.school.urn or "",
        held.headteacher.name or "",
        held.comments,
        *held.emails,
        *held.telephones,
        *map(wording.telephone, held.telephones),
        source.file,
        source.inside or "",
        reference_code(record.id, sight.programme),
        *(f"{version.form.source.file} {version.form.source.inside or ''}" for version in record.history),
    ]
    text = _folded(" ".join(parts))
    return text, text.replace(" ", "")


def _folded(text: str) -> str:
    """Return text without what no searcher types alike: capitals, accents, apostrophes."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return plain.translate({ord(sign): None for sign in "'’‘`´."})


def _doubts(record: Record) -> list[Flag]:
    return [flag for flag in record.flags if flag.severity is not Severity.INFO]


def _years(record: Record) -> set[str]:
    return {code for asked in record.expression.requests for code in asked.years}
