"""Figures: numbers that are neither a year group nor a number of classes.

Dates, money, telephone numbers, times, distances, lengths of time, ordinals, things that are numbered ("Phase 2"),
numbers of pupils and of staff. They are taken out first, so that nothing later mistakes them (reading guide,
sections 1 and 7.23, 7.24). The patterns are data: `lexicon/figures.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pipeline.normalise.comments.words.atoms import Atom, Line

# Parts of a pattern that a figure's value is made of: the form entry, the academic year, the names of classes.
_PARTS = ("fe", "ay", "names")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of the figures by their numbers, the kind of each, and what any of them can begin with."""

    opening: re.Pattern[str]
    each: tuple[str, ...]
    kinds: tuple[str, ...]

    def as_one(self) -> re.Pattern[str]:
        """Return all patterns as one: the last group of a match, which holds nothing, is named after its number."""
        return re.compile("|".join(f"(?:{pattern})(?P<k{number}>)" for number, pattern in enumerate(self.each)))


def read_patterns() -> Patterns:
    """Return the patterns of the lexicon, their word lists filled in."""
    tables = tomllib.loads(files("pipeline.normalise.comments").joinpath("lexicon/figures.toml").read_text("utf-8"))

    def filled(pattern: str) -> str:
        for name, words in tables["words"].items():
            pattern = pattern.replace("{" + name + "}", words)
        return pattern

    each: list[str] = []
    for number, figure in enumerate(tables["figure"]):
        pattern = filled(figure["pattern"])
        for part in _PARTS:
            pattern = pattern.replace(f"(?P<{part}>", f"(?P<{part}{number}>")
        each.append(pattern)
    kinds = tuple(figure["kind"] for figure in tables["figure"])
    return Patterns(re.compile(filled(tables["opening"])), tuple(each), kinds)


@lru_cache(maxsize=1)
def _scanner() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Return what a figure can begin with, all patterns as one, and the kind of each."""
    patterns = read_patterns()
    return patterns.opening, patterns.as_one(), patterns.kinds


_HALVES = {"half", "½", "one and a half", "two and a half", "1 1/2"}
_ENTRIES = {
    "a single": 1,
    "one": 1,
    "single": 1,
    "two": 2,
    "double": 2,
    "three": 3,
    "triple": 3,
    "four": 4,
    "five": 5,
    "six": 6,
}


def form_entry(words: str) -> int | None:
    """Return how many forms each year has by "two", "2", "1.5"; None where it fixes nothing (half forms)."""
    if words in _HALVES or not (words.isdigit() or words in _ENTRIES):
        return None
    return _ENTRIES.get(words) or int(words)


def figures(line: Line) -> Iterator[Atom]:
    """Yield every figure of the line that is no year group and no number of classes, from left to right."""
    lower = line.text.lower()
    opening, scanner, kinds = _scanner()
    addressed = "@" in lower
    reached = 0
    for place in line.starts:
        if place < reached or not (addressed or opening.match(lower, place)):
            continue
        found = scanner.match(lower, place)
        if found is None or found.lastgroup is None:
            continue
        reached = found.end()
        at = int(found.lastgroup.removeprefix("k"))
        kind = kinds[at]
        start, end = line.tokens_of(*found.span())
        # A capital on a new line begins something else: "one class / Governors are keen", "Yr 4 / May we …".
        # What a colon or dash follows opens a line of a list: "class: 1 / yr: 5", "4 - 2 classes / 5 - 1 class".
        broken = any(
            line.tokens[spot].lines and (line.text_of(spot)[:1].isupper() or line.norm(spot + 1) in {":", "-"})
            for spot in range(start + 1, end)
        )
        if broken or "\u2022" in line.norms[start + 1 : end]:
            continue
        value: object = found[0]
        if kind == "form-entry":
            value = form_entry(found[f"fe{at}"])
        elif kind == "academic-year":
            value = found[f"ay{at}"]
        elif kind == "class-name":
            value = len(re.findall(r"\d+", found[f"names{at}"]))
        yield Atom(kind, start, end, value)
