"""Ordinary wordings of what is wanted of a partner, of its kind, of conditions and of remarks (`partner-wordings.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from comments.readings import READER

GROUPS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "partner-wordings.toml").read_text("utf-8")
)
NAMES = (
    *("St Oswald's", "St. Mary's", "St Joseph's RC Primary", "St Bede's Catholic Primary School", "Hagg Wood Primary"),
    *("Moss Lane Primary School", "Scar Top", "Holy Family RC", "Sacred Heart", "Our Lady of Lourdes", "All Saints"),
    *("Christ Church", "Christ the King", "Bank Top Community Primary School", "Ashbank Academy", "Calder Cross"),
    *("Grizedale View", "Roe Lee Park", "Highfold Primary", "St Cuthbert's, Darwen", "St Peter and St Paul"),
    *("Queen's Drive Primary", "St Thomas the Martyr", "St Wilfrid's C of E Primary", "Newby CP", "Delph Side"),
)
YEARS = ("Year {}, 1 class", "Year {} - one class", "1 x Y{}", "One Year {} class", "1 class, Yr {}", "Y{} (1 class)")
FILLINGS = 2


def filled(wording: str) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield comments of this wording, each with the year asked for and the two schools it may name."""
    chance = Random(wording)
    for _ in range(FILLINGS):
        one, two = chance.sample(NAMES, 2)
        said = wording.replace("{S}", one).replace("{Z}", two)
        said = said[0].upper() + said[1:]
        year = 5 if "Year 5" in wording else chance.choice((3, 4, 5))
        asked = chance.choice(YEARS).format(year)
        end = "" if said.endswith(("?", "!")) else "."
        comment = chance.choice((f"{asked}. {said}{end}", f"{said}{end} {asked}.", f"{asked}\n{said}"))
        yield comment, f"Y{year}", (one, two)


def wrong(wording: str, partners: list[str], kinds: set[str], flags: set[str]) -> list[str]:
    """Return the comments of a wording that are not read as one class of the year, with these partners and no others."""
    found = []
    for comment, year, (one, two) in filled(wording):
        reading = READER.read(comment, date(2025, 6, 12))
        told = [f"{partner.relation.value} {partner.name}" for partner in reading.partners]
        wanted = [partner.replace("{S}", one).replace("{Z}", two) for partner in partners]
        asked = [(request.years, request.classes) for request in reading.requests]
        raised = {doubt.code for doubt in reading.doubts}
        if (told, set(reading.kinds), raised, asked) != (wanted, kinds, flags, [((year,), 1)]):
            found.append(f"{comment!r}: {told} {reading.kinds} {raised} {asked}")
    return found


@pytest.mark.parametrize("group", GROUPS["partners"], ids=lambda group: " ".join(group["partners"]) or group["flag"])
def test_what_is_wanted_of_a_school(group: dict[str, Any]) -> None:
    flags = {group["flag"]} if group.get("flag") else set()
    kinds = set(group.get("kinds", ()))
    assert [one for wording in group["wordings"] for one in wrong(wording, group["partners"], kinds, flags)] == []


@pytest.mark.parametrize("group", GROUPS["kinds"], ids=lambda group: " ".join(group["kinds"]))
def test_the_kind_of_school(group: dict[str, Any]) -> None:
    assert [one for wording in group["wordings"] for one in wrong(wording, [], set(group["kinds"]), set())] == []


def test_a_condition_is_quoted() -> None:
    for wording in GROUPS["conditions"][0]["wordings"]:
        for comment, _, _ in filled(wording):
            assert "unread-text" in {doubt.code for doubt in READER.read(comment, date(2025, 6, 12)).doubts}, comment


def test_a_remark_is_not() -> None:
    for wording in GROUPS["remarks"][0]["wordings"]:
        for comment, year, _ in filled(wording):
            reading = READER.read(comment, date(2025, 6, 12))
            assert not reading.doubts, comment
            assert not reading.partners, comment
            assert [(one.years, one.classes) for one in reading.requests] == [((year,), 1)], comment
