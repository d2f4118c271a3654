"""How a row of the corpus is compared with a reading."""

from __future__ import annotations

import re
from datetime import date

from pipeline.model import Request
from pipeline.normalise.comments import CommentReader, CommentReading
from pipeline.years import AcademicYear

DAY = date(2025, 7, 1)
READER = CommentReader(AcademicYear(2025))
YEAR_DOUBTS = {"year-missing", "year-unclear", "year-reference-unclear", "mixed-or-either", "class-count-split"}
_OPEN = {"class-count-unclear", "class-count-conflict", "contradiction"}
_WISH = re.compile(r"(renew|pair|avoid):(.+?)(?= (?:renew|pair|avoid|kind):| !|$)")


def reading_of(comment: str) -> CommentReading:
    """Read a corpus comment; its date stands after "@"."""
    text, _, day = comment.partition("@")
    return READER.read(text, date.fromisoformat(day) if day else date(2025, 7, 1))


def in_short(requests: tuple[Request, ...]) -> set[str]:
    """Return requests in the corpus's notation."""
    return {
        ("+" if request.mixed else "/").join(request.years) + ":" + str(request.classes or "?")
        for request in requests
        if request.years
    }


def differences(row: str, reading: CommentReading) -> list[str]:
    """Return what differs between a corpus row and a reading, in words; empty where they agree."""
    found: list[str] = []
    partners = {f"{relation}:{name.strip()}" for relation, name in _WISH.findall(row)}
    words = _WISH.sub("", row).split()
    codes = {word[1:] for word in words if word.startswith("!")}
    kinds = {word.removeprefix("kind:") for word in words if word.startswith("kind:")}
    requests, fallbacks, excluded = set(), set(), set()
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if before == "or":
            fallbacks.add(word)
        elif before == "not":
            excluded.add(word)
        elif re.match(r"(?:[NR]|Y\d+)[:+/]", word):
            requests.add(word)
    asked = {one.code for one in reading.doubts}
    if asked - {"class-count-missing"} != codes - {"class-count-missing"} or ("class-count-missing" in asked) != (
        "class-count-missing" in codes
    ):
        found.append(f"doubts {sorted(asked)}, expected {sorted(codes)}")
    got = in_short(reading.requests)
    if got != requests and not (codes & YEAR_DOUBTS and not requests) and not codes & _OPEN:
        found.append(f"requests {sorted(got)}, expected {sorted(requests)}")
    if {one.split(":")[0] for one in in_short(reading.fallbacks)} != {one.split(":")[0] for one in fallbacks}:
        found.append(f"fallbacks {sorted(in_short(reading.fallbacks))}, expected {sorted(fallbacks)}")
    if set(reading.excluded_years) != excluded:
        found.append(f"excluded {reading.excluded_years}, expected {sorted(excluded)}")
    if set(reading.kinds) != kinds:
        found.append(f"kinds {reading.kinds}, expected {sorted(kinds)}")
    named = {f"{one.relation.value}:{one.name or '-'}" for one in reading.partners}
    if named != partners:
        found.append(f"partners {sorted(named)}, expected {sorted(partners)}")
    if ("near" in words and reading.near_year_said is not True) or (
        "exact" in words and reading.near_year_said is not False
    ):
        found.append(f"near_year_said {reading.near_year_said}")
    return found
