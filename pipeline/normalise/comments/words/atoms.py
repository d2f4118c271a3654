"""Atoms: the smallest stretches of a comment that mean something, and the line that they stand in.

An atom is what the scanners (`figures`, `year_spans`, `counting`, `class_spans`, `lexicon`) hand to the grammar: a kind, the
tokens it covers and a value. A `Line` offers the tokens as one string to the scanners that work by pattern.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.normalise.comments.words.tokens import Token

# Kinds of atoms that name years, words that only join, and words at which the speaker turns.
YEARS = frozenset({"years", "codes"})
TOLD = "years-before"  # years that have given way to others, and are only told of
GLUE = frozenset({",", "and", "or", "-", "(", "but", "/", ":", "so", "then", "|"})
TURNS = frozenset({"but", "however", "although", "though", "whereas", "while", "whilst", "yet", "meanwhile"})


class Atom(NamedTuple):
    """Tokens `start` to `end` (not included) read as `kind` by the named rule."""

    kind: str
    start: int
    end: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Years:
    """Year codes that stand together, and how they are joined.

    `joiner` is "one", "slash", "hyphen", "and", "comma", "beside" (no sign between), "or", "andor", "range" or
    "stage". `parts` are the codes of each member with the tokens it covers. `plural` says whether the year itself is
    written in the plural ("Year 4s"). `doubt` names a doubt that the wording itself raises; `mixed` that one class is said to hold them all, `row` that it stands
    in the row of a table that is a class.
    """

    codes: tuple[str, ...]
    joiner: str = "one"
    parts: tuple[tuple[tuple[str, ...], int, int], ...] = ()
    plural: bool = False
    age: bool = False
    doubt: str | None = None
    stage: str | None = None
    slashes: bool = False
    mixed: bool = False
    row: bool = False

    def __str__(self) -> str:
        """Return no word that a rule looks for: the scanners compare values of all kinds as text."""
        return "<years>"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of classes. `unclear` where the writer leaves it open; `options` are then the numbers named."""

    number: int | None
    unclear: bool = False
    options: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return no word that a rule looks for: the scanners compare values of all kinds as text."""
        return "<count>"


class _Norms(dict[int, str]):
    """Plain words by their place; a place outside the line holds none."""

    def __missing__(self, at: int) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of a comment, and the same as one lower-case string for pattern scanners.

    `norm` returns the plain word at a place, or "" outside the line: a look-up rather than a method, because the
    scanners ask for it some hundreds of times a comment.
    """

    tokens: tuple[Token, ...]
    text: str
    starts: tuple[int, ...]
    norms: tuple[str, ...]
    norm: Callable[[int], str] = field(compare=False, repr=False)

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Line:
        """Lay the tokens out with single spaces."""
        pieces: list[str] = []
        starts: list[int] = []
        length = 0
        for token in tokens:
            if token.spaced and length:
                pieces.append(" ")
                length += 1
            starts.append(length)
            pieces.append(token.text)
            length += len(token.text)
        norms = tuple(token.norm for token in tokens)
        return cls(tuple(tokens), "".join(pieces), tuple(starts), norms, _Norms(enumerate(norms)).__getitem__)

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens that characters `start` to `end` touch."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)

    def text_of(self, at: int) -> str:
        """Return the token at `at` as it is written, or "" outside the line."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def words(self, start: int, end: int) -> str:
        """Return the words of these tokens as they stand in the line."""
        if start >= end:
            return ""
        last = self.tokens[end - 1]
        return self.text[self.starts[start] : self.starts[end - 1] + len(last.text)]

    def close(self, at: int) -> bool:
        """Return whether token `at` follows the one before it without a space."""
        return 0 < at < len(self.tokens) and not self.tokens[at].spaced
