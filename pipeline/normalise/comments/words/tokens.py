"""Tokens: the words of a comment as the grammar sees them, each with its place in the original text.

Characters are made plain first (dashes, quotes, odd spaces, ligatures) with a map back to the original offsets.
spaCy then splits with rules of our own: letters, digits and signs are apart, so that "Yr4", "2xY5", "Y3/4" and
"4T" are always the same tokens however they are spaced. No model is loaded.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.normalise.comments.words.spelling import misspelt_year, plain_word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What stands beyond this many characters is not read, and is said to be unread: no school writes a book, and work
# must stay bounded.
LONGEST = 6_000

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u00ad"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
_PLAIN = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_QUOTES, '"'),
    "\u00d7": "x",
    "\u2715": "x",
    "\u2044": "/",
    "\u2215": "/",
}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")
_BULLETS = frozenset("\u2022\u25cf\u25aa\u25e6\u2023\u00b7\uf0b7\u27a2")
_TICKS = frozenset("\u2713\u2714\u2611\u2705")
_CROSSES = frozenset("\u2717\u2718\u2612\u274c\u2716")

# Letters with their inner apostrophes, digits, or one sign: the only three shapes of a token. An "x" that stands
# between numbers and years is a sign of its own ("2xY5", "Y5x2", "2xYear 5"), as is the "'s" of "Year 5's".
_PIECE = re.compile(r"x(?=[Yy]\d|\d)|(?<=\d)[xX](?=[^\W\d_])|(?<=\d)'[sS]\b|[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+|[^\w\s]|_")


_AS_THEY_ARE = frozenset(string.ascii_letters + string.digits)
TICK, CROSS, BULLET = "\u2713", "\u2717", "\u2022"
_SIGN_NORMS = {
    "[": "(",
    "]": ")",
    **dict.fromkeys(_BULLETS, BULLET),
    **dict.fromkeys(_TICKS, TICK),
    **dict.fromkeys(_CROSSES, CROSS),
}


class Token(NamedTuple):
    """One word, number or sign. `norm` is its plain spelling; `start` and `end` are places in the original text.

    `spaced` says whether white space stands before it; `lines` how many line breaks do; `tabbed` whether a tab does.
    """

    text: str
    norm: str
    start: int
    end: int
    spaced: bool
    lines: int
    tabbed: bool


@dataclass(frozen=True, slots=True)
class _Plain:
    """Text with plain characters and single spaces; `offsets[i]` is where character i stood."""

    text: str
    offsets: tuple[int, ...]
    gaps: dict[int, tuple[int, bool]]


def _plain(text: str) -> _Plain:
    out: list[str] = []
    offsets: list[int] = []
    gaps: dict[int, tuple[int, bool]] = {}
    space = True
    for at, character in enumerate(text):
        if character in _AS_THEY_ARE:
            out.append(character)
            offsets.append(at)
            space = False
            continue
        if character == " ":
            if not space:
                out.append(" ")
                offsets.append(at)
                space = True
            continue
        if character in _INVISIBLE:
            continue
        if character.isspace() or unicodedata.category(character) == "Cc":
            lines, tab = gaps.get(len(out), (0, False))
            gaps[len(out)] = (lines + (character in "\n\r\x0b\x0c\u2028\u2029"), tab or character == "\t")
            if not space:
                gaps[len(out) + 1] = gaps.pop(len(out))
                out.append(" ")
                offsets.append(at)
                space = True
            continue
        space = False
        if character.isascii():
            plain = character
        elif character.isdecimal():
            plain = str(unicodedata.decimal(character))  # a digit of another script counts as what it is
        elif unicodedata.category(character) == "Cs":
            plain = "\ufffd"  # half a character, which no word can hold
        else:
            plain = _PLAIN.get(character) or unicodedata.normalize("NFKC", character)
            if len(plain) > 1 and not plain.isalpha():
                plain = character  # "¼" stays one sign: no two tokens may claim the same character
        for sign in plain:
            out.append(sign)
            offsets.append(at)
    return _Plain("".join(out), tuple(offsets), gaps)


@lru_cache(maxsize=1)
def language() -> Language:
    """Return the one spaCy pipeline of this process: the blank English one, with our own tokenizer."""
    import spacy
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found, unused-ignore]

    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab, infix_finditer=_PIECE.finditer)
    return nlp


def document(words: list[str]) -> Doc:
    """Return a spaCy document of these plain words, for phrases to be looked up in."""
    from spacy.tokens import Doc

    return Doc(language().vocab, words=words)


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`, in order. White space belongs to none; every other character to exactly one."""
    plain = _plain(text[:LONGEST])
    tokens: list[Token] = []
    for word in language().make_doc(plain.text):
        written = word.text
        if written.isspace():
            continue
        first = word.idx
        last = first + len(written) - 1
        lines, tab = plain.gaps.get(first, (0, False))
        spaced = first == 0 or plain.text[first - 1] == " "
        norm = _SIGN_NORMS.get(written) or plain_word(written)
        tokens.append(Token(written, norm, plain.offsets[first], plain.offsets[last] + 1, spaced, lines, tab))
    if ".." in plain.text or "\u2026" in plain.text:
        tokens = _trailing_off(tokens)
    return tuple(_signs(tokens))


def _trailing_off(tokens: list[Token]) -> list[Token]:
    """ "One class... or two?": dots that a small letter follows are a dash, and end no sentence."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end].text == "." and (end == at or not tokens[end].spaced):
            end += 1
        dots = end - at > 1 or tokens[at].text == "\u2026"
        end = max(end, at + 1)
        small = end < len(tokens) and tokens[end].text[:1].islower() and not tokens[end].lines
        exclaimed = end + 1 < len(tokens) and tokens[end + 1].text == "!"  # "5s... no! Y4s"
        if dots and small and out and not exclaimed:
            out.append(tokens[at]._replace(norm="-", end=tokens[end - 1].end))
        else:
            out.extend(tokens[at:end])
        at = end
    return out


def _numbers_on(tokens: list[Token], at: int, number: int) -> bool:
    """ "1. Year 4 2. Year 5": whether a numbering that opened the comment goes on at `at`."""
    if at + 2 >= len(tokens) or tokens[at].norm != str(number) or not tokens[at].spaced:
        return False
    opened = tokens[1].norm in {".", ")"} and not tokens[1].spaced
    return opened and tokens[at + 1].norm == tokens[1].norm and not tokens[at + 1].spaced and tokens[at + 2].spaced


def _signs(tokens: list[Token]) -> list[Token]:
    """Read signs by their place: a dash or star that opens a line is a bullet; "No. of classes" is a number."""
    out = list(tokens)
    counted = 1 if tokens and tokens[0].norm == "1" else 0
    for at, token in enumerate(tokens):
        if counted and at and _numbers_on(tokens, at, counted + 1):
            counted += 1
            out[at] = token._replace(norm="\u2022")
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if (
            token.norm in {"-", "*"}
            and (at == 0 or token.lines)
            and following is not None
            and following.spaced
            and not following.lines
        ) or (
            token.norm.isdecimal()
            and len(token.norm) == 1
            and (at == 0 or token.lines)
            and following is not None
            and following.norm in {".", ")"}
            and not following.spaced
            and at + 2 < len(tokens)
            and tokens[at + 2].spaced
            and (token.norm != "1" or any(other.lines and other.norm == "2" for other in tokens[at + 1 :]))
            and not tokens[at + 2].lines
        ):
            out[at] = token._replace(norm="\u2022")
        elif (
            following is not None and following.norm.isdecimal() and (year := misspelt_year(token.norm, following.norm))
        ):
            out[at] = token._replace(norm=year)
        elif token.norm in {"no", "nos"} and following is not None:
            after = tokens[at + 2].norm if at + 2 < len(tokens) else ""
            if following.norm == "of" or (
                following.norm == "." and not following.spaced and after in {"of", ":", "class", "classes"}
            ):
                out[at] = token._replace(norm="number")
    return out
