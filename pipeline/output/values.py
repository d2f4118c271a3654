"""Any value of any field in words, be it one of our nouns or the same as JSON.

Suggestions, decisions and changes hold values of every kind; whoever shows one need not know which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pipeline.model import Partner, PersonName, Relation, Request, SchoolName, Signature
from pipeline.output import wording
from pipeline.output.clean import one_line, plain
from pipeline.years import YEAR_CODES


def value_in_words(name: str, held: Any) -> str:
    """Return what a field holds in words, be it one of our nouns or the same as JSON."""
    if name == "near_year_ok" and (held is None or isinstance(held, bool)):
        return wording.yes_no(held)
    if held is None or held == "" or (isinstance(held, (list, tuple)) and not held):
        return "nothing"
    match held:
        case bool():
            return "Yes" if held else "No"
        case datetime() | date():
            return wording.day(held)
        case Request():
            return wording.request(held)
        case Partner():
            return wording.partner_in_brief(held)
        case SchoolName() | PersonName():
            return one_line(held.name or "") or "nothing"
        case Signature():
            return _signature(held.present, held.name)
        case Mapping() if isinstance(held.get("requests"), (list, tuple)):
            return _classes(held)
        case Mapping():
            return _json_object(held)
        case list() | tuple():
            return _list(name, held)
        case str() if name == "date":
            return _iso_day(held)
        case str() if name in ("telephone", "telephones"):
            return wording.telephone(held)
        case _:
            return plain(str(held))


def as_request(held: Any) -> Request | None:
    """Return the request that a JSON value is, or None."""
    if isinstance(held, Request):
        return held
    if not isinstance(held, Mapping) or not isinstance(codes := held.get("years"), (list, tuple)):
        return None
    count = held.get("classes")
    return Request(tuple(map(str, codes)), bool(held.get("mixed", False)), count if isinstance(count, int) else None)


def as_requests(held: Any) -> tuple[Request, ...]:
    """Return the requests that a suggestion's value stands for; none where it is something else."""
    items = held if isinstance(held, (list, tuple)) else [held]
    found = tuple(as_request(item) for item in items)
    return tuple(item for item in found if item is not None) if None not in found else ()


def _signature(present: bool, name: str | None) -> str:
    return ("Yes, " + one_line(name) if name else "Yes") if present else "No"


def _classes(held: Mapping[str, Any]) -> str:
    """Return all that is said of the classes: what is asked for, what would do instead, what is ruled out."""
    instead, ruled_out = held.get("fallbacks"), held.get("excluded_years")
    parts = [value_in_words("requests", held["requests"])]
    if instead is not None:
        parts.append(
            f"if that is not possible, {wording.answer(as_requests(instead))}" if instead else "nothing else instead"
        )
    if ruled_out is not None:
        parts.append(f"not {wording.years(ruled_out, 'or')}" if ruled_out else "no year ruled out")
    return "; ".join(parts)


def _json_object(held: Mapping[str, Any]) -> str:
    if (asked := as_request(held)) is not None:
        return wording.request(asked)
    if held.get("relation") in set(Relation):
        return wording.partner_in_brief(Partner(held.get("name"), Relation(held["relation"])))
    if "present" in held:
        return _signature(bool(held["present"]), held.get("name"))
    return one_line(str(held.get("name") or "")) or "nothing"


def _list(name: str, held: Sequence[Any]) -> str:
    if asked := as_requests(held):
        return wording.requests(asked)
    if all(isinstance(item, str) and item in YEAR_CODES for item in held):
        return wording.years(held)
    if name == "kinds":
        return wording.kinds_in_brief(held)
    return "; ".join(value_in_words(name, item) for item in held)


def _iso_day(text: str) -> str:
    try:
        return wording.day(date.fromisoformat(text))
    except ValueError:
        return one_line(text)
