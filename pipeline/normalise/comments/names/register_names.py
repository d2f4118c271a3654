"""The register's names in a comment: whole, or as a school is called ("Moor Park" for Moor Park Primary School)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from pipeline.normalise.comments.names.named_words import common_words, places
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import word_set

_CLOSING = word_set("closers") | {"of", "england", "roman", "e", "c", "r", "and", "independent", "foundation", "co"}
_CUT = re.compile(r"[,(&]| and nursery| a church of england")


@dataclass(frozen=True, slots=True)
class Register:
    """The register's names in plain words, by their first word: whole names, and what schools are called for short."""

    whole: dict[str, tuple[tuple[str, ...], ...]]
    called: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, names: Collection[str]) -> Register:
        """Index the names; words are lower case, without apostrophes or dots."""
        whole: dict[str, set[tuple[str, ...]]] = {}
        called: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(re.findall(r"[a-z0-9]+", plain(name)))
            if len(words) >= 2:
                whole.setdefault(words[0], set()).add(words)
            short = list(re.findall(r"[a-z0-9]+", _CUT.split(plain(name))[0]))
            while short and short[-1] in _CLOSING:
                short.pop()
            if short and " ".join(short) not in places() and not (len(short) == 1 and short[0] in common_words()):
                called.setdefault(short[0], set()).add(tuple(short))
        return cls(_longest_first(whole), _longest_first(called))


def _longest_first(index: dict[str, set[tuple[str, ...]]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in index.items()}


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a name's letters as names are compared: lower case, without apostrophes."""
    return text.lower().replace("'", "").replace("’", "")


def whole_name(line: Line, at: int, register: Register) -> int:
    """Return where a whole name of the register that begins at `at` ends, or 0."""
    for words in register.whole.get(plain(line.tokens[at].text), ()):
        end = _spelt(line, at, words)
        if end and any(line.tokens[token].text[:1].isupper() for token in range(at, end)):
            return end
    return 0


def called_name(line: Line, at: int, register: Register) -> tuple[int, int]:
    """Return where a name as the school is called ends, and how many words it has; every word is capitalised."""
    for words in register.called.get(plain(line.tokens[at].text), ()):
        end = _spelt(line, at, words)
        if end and line.tokens[at].text[:1].isupper() and line.tokens[end - 1].text[:1].isupper():
            return end, len(words)
    return 0, 0


def _spelt(line: Line, at: int, words: tuple[str, ...]) -> int:
    """Return where these words, which begin at `at`, end; a possessive counts ("Longshaw's")."""
    spot = at
    for word in words:
        while spot > at and spot < len(line.tokens) and line.norm(spot) in {".", "-", ","}:
            spot += 1
        if spot >= len(line.tokens):
            return 0
        written = plain(line.tokens[spot].text)
        if written != word and not (word == words[-1] and written == word + "s"):
            return 0
        spot += 1
    return spot
