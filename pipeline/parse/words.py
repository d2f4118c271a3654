"""Text as words with their places: what the form's printed wording is compared by.

Capitals, punctuation, quotation marks, spaces and line breaks carry no meaning when a label is looked for, and an OCR
may put a space where there is none. So wordings are compared by their letters and digits alone ("squashed"), while every
letter keeps its place in the text that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

# A word may hold apostrophes ("Head's"), which are dropped when it is squashed; "&" is a word of its own: "and".
_WORD = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|&", re.UNICODE)
# "Y4", "Yr 4", "Year 4": a printed sentence with another year in it is an answer, not print.
_YEAR_GROUP = re.compile(r"\by(?:ear|r)?s?\.?\s*(\d{1,2})\b", re.IGNORECASE)
# A text whose first letters are others does not begin with a wording, however much of it comes after them.
_HEAD, _HEAD_ALIKE = 14, 60.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word, lower-case and without apostrophes, and where it stands in its text."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """A text and its words, in order."""

    text: str
    words: tuple[Word, ...]

    @staticmethod
    @lru_cache(maxsize=1024)  # each line is looked at from many sides, and the print is the same in every form
    def of(text: str) -> Words:
        return Words(text, tuple(Word(plain(found[0]), *found.span()) for found in _WORD.finditer(text)))

    @cached_property
    def squashed(self) -> str:
        """The letters and digits of all words, with nothing between them."""
        return "".join(word.plain for word in self.words)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """How far each word reaches in `squashed`."""
        reached, ends = 0, []
        for word in self.words:
            reached += len(word.plain)
            ends.append(reached)
        return tuple(ends)

    def after(self, first: int) -> Words:
        """Return the words from number `first` on, with their places in the same text."""
        return Words(self.text, self.words[first:])


def plain(word: str) -> str:
    """Return a word as it is compared: lower-case, without accents on its Latin letters, "&" written out."""
    if word == "&":
        return "and"
    if word.isascii() and word.isalnum():
        return word.lower()
    bare = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in bare.casefold() if letter.isalnum())


def squash(text: str) -> str:
    """Return the letters and digits of `text`, with nothing between them."""
    return Words.of(text).squashed


def split_words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one line."""
    return frozenset(text.split())


def year_groups(text: str) -> frozenset[str]:
    """Return the numbers of the year groups that `text` names."""
    return frozenset(_YEAR_GROUP.findall(text))


@dataclass(frozen=True, slots=True)
class Beginning:
    """A text begins with a wording: how many of its words, and how alike they are (0 to 100)."""

    count: int
    score: float


def beginning(words: Words, wording: str, *, cutoff: float) -> Beginning | None:
    """Return how `words` begin with a squashed wording, or None where they do not.

    The words may hold slips, be run together or be torn apart: the stretch most alike is taken, and of equals the
    shortest.
    """
    if fuzz.ratio(words.squashed[:_HEAD], wording[:_HEAD]) < _HEAD_ALIKE:
        return None
    best: Beginning | None = None
    for count, length in enumerate(words.ends, start=1):
        if length < 0.75 * len(wording):
            continue
        if length > 1.3 * len(wording) + 2:
            break
        score = fuzz.ratio(words.squashed[:length], wording)
        if score >= cutoff and (best is None or score > best.score):
            best = Beginning(count, score)
    return best


@dataclass(frozen=True, slots=True)
class Place:
    """Words `first` to `last` (not included) of a text."""

    first: int
    last: int


def find(words: Words, wording: str, *, cutoff: float) -> Place | None:
    """Return where in `words` a squashed wording stands, on whole words, or None."""
    squashed = words.squashed
    if not wording or len(squashed) < 0.8 * len(wording):
        return None
    if len(squashed) <= len(wording):
        return Place(0, len(words.words)) if fuzz.ratio(squashed, wording) >= cutoff else None
    found = fuzz.partial_ratio_alignment(wording, squashed, score_cutoff=cutoff)
    if found is None:
        return None
    # A word belongs to the place where most of its letters do.
    middles = [end - len(word.plain) / 2 for word, end in zip(words.words, words.ends, strict=True)]
    inside = [number for number, middle in enumerate(middles) if found.dest_start <= middle <= found.dest_end]
    if not inside:
        return None
    place = Place(inside[0], inside[-1] + 1)
    stretch = "".join(word.plain for word in words.words[place.first : place.last])
    return place if fuzz.ratio(stretch, wording) >= cutoff else None
