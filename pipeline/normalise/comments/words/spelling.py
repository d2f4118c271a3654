"""Spelling: one plain form for the ways a word of our closed vocabulary is written.

Only the words that decide what is asked for are mended ("clases", "yaer", "recpetion"), never arbitrary words: a
near miss of a *real* word is left alone (`lexicon/words.toml`, `never`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

_SHORTEST_MENDED = 5
_STUCK_KEY = re.compile(r"([a-z])\1{2,}")  # "threee", "Yearrr": no English word has three in a row


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(files("pipeline.normalise.comments").joinpath("lexicon/words.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    return {spelling: plain for plain, spellings in _words()["same"].items() for spelling in spellings}


@lru_cache(maxsize=1)
def number_words() -> dict[str, int]:
    """Return the number words of the lexicon ("one" … "twelve") with their values."""
    return dict(_words()["numbers"])


@lru_cache(maxsize=1)
def _sets() -> dict[str, list[str]]:
    return tomllib.loads(files("pipeline.normalise.comments").joinpath("lexicon/sets.toml").read_text("utf-8"))


@cache
def word_set(name: str) -> frozenset[str]:
    """Return a set of words that `lexicon/sets.toml` lists under this name. Raises KeyError where there is none."""
    return frozenset(_sets()[name])


_MOST_YEARS = 13


def misspelt_year(word: str, number: str) -> str | None:
    """Return "year" or "years" where `word` misses it by a letter and a year's number follows ("Tear 4"); else None."""
    if not 3 <= len(word) <= 6 or not word.isalpha() or not 1 <= int(number[:3]) <= _MOST_YEARS:
        return None
    if word in {"year", "years"} or word in word_set("no-years"):
        return None
    return next((year for year in ("year", "years") if OSA.distance(word, year, score_cutoff=1) <= 1), None)


@lru_cache(maxsize=8192)
def plain_word(written: str) -> str:
    """Return the plain form of one word: lower case, a known variant or misspelling put right."""
    word = _STUCK_KEY.sub(r"\1\1", written.lower())
    known = _variants().get(word)
    if known is not None:
        return known
    if len(word) < _SHORTEST_MENDED or not word.isascii() or not word.isalpha():
        return word
    return _mended(word) or word


def _mended(word: str) -> str | None:
    """Return the one word of the closed vocabulary that `word` misspells, or None."""
    words = _words()
    if word in words["mend"] or word in words["never"]:
        return None
    best: tuple[int, str] | None = None
    for candidate in words["mend"]:
        allowed = 1 if len(candidate) < 8 else 2
        if candidate[0] != word[0] or abs(len(candidate) - len(word)) > allowed:
            continue
        distance = OSA.distance(word, candidate, score_cutoff=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None
