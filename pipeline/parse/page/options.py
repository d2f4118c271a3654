"""The printed "Yes / No" among the words of a scan, whatever a pen has made of its letters.

A ring swallows the stroke between the words, a line through a word changes how it is read. What stands beside a
word that was read well is known all the same: the form prints nothing else there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.parse.page.reading import Token, tight

_YES, _NO = "Yes", "No"
_TALL = re.compile(r"[A-Zbdfhkl0-9]")
_DEEP = re.compile(r"[gjpqyQ,;()\[\]{}/|@$£]")
_PARTS = re.compile(r"(?i)(\W*y[eéoa]s)(\w?\W*)(n[o0]\W*)")
_GLUED = re.compile(r"(?i)(\W*yes\W*)([/|\\])|([/|\\])(\W*no\W*)")
_WIDTHS = {_YES: 2.1, _NO: 1.6}  # in heights of a capital
_WIDE = 1.25
_APART = 4.5  # heights of a capital between the two words, at most


@dataclass(frozen=True, slots=True)
class Option:
    """One of the printed options: its token, what it says, and the place of its letters without any mark."""

    token: Token
    says: str
    zone: tuple[int, int, int, int]


def capital_height(tokens: Sequence[Token]) -> float:
    """Return the usual height of a capital on the page, in pixels."""
    heights = [
        token.box[3] - token.box[1]
        for token in tokens
        if len(token.text) >= 3 and _TALL.search(token.text) and not _DEEP.search(token.text) and token.confidence > 0.8
    ]
    return float(np.median(heights)) if heights else 24.0


def split_tokens(tokens: Sequence[Token], ink: NDArray[np.bool_]) -> list[Token]:
    """Return the tokens with "YesNo" and "Yes/" taken apart."""
    out: list[Token] = []
    for token in tokens:
        found = _PARTS.fullmatch(token.text)
        glued = None if found else _GLUED.fullmatch(token.text)
        groups = found.groups() if found else tuple(group for group in glued.groups() if group) if glued else ()
        out += _cut(token, [group for group in groups if group], ink) if groups else [token]
    return out


def _cut(token: Token, pieces: list[str], ink: NDArray[np.bool_]) -> list[Token]:
    if len(token.at) != len(token.text):
        return [token]
    out, first = [], 0
    for piece in pieces:
        last = first + len(piece)
        left = token.box[0] if first == 0 else round((token.at[first - 1] + token.at[first]) / 2)
        right = token.box[2] if last == len(token.text) else round((token.at[last - 1] + token.at[last]) / 2)
        box = tight(ink, (left, token.box[1], max(right, left + 1), token.box[3]))
        out.append(replace(token, text=piece, box=box, at=token.at[first:last]))
        first = last
    return out


def find_options(tokens: Sequence[Token], ink: NDArray[np.bool_], capital: float) -> list[tuple[Option, ...]]:
    """Return the options line by line: pairs, and single ones whose partner is not to be found."""
    found: list[tuple[Option, ...]] = []
    used: set[int] = set()
    words = [token for token in tokens if re.search(r"\w", token.text)]
    for one, other in _neighbours(words, _APART * capital):
        if id(one) in used or id(other) in used:
            continue
        slack = _stroke_between(one, other, tokens)
        if (_says(one, _YES) and _may_say(other, _NO, slack)) or (_may_say(one, _YES, slack) and _says(other, _NO)):
            used |= {id(one), id(other)}
            found.append(_zoned([(one, _YES), (other, _NO)], ink, capital))
    accompanied = {id(word) for pair in _neighbours(words, 1.2 * capital) for word in pair}
    for token in words:
        says = _YES if _says(token, _YES) else _NO if _says(token, _NO) else None
        if says and id(token) not in used | accompanied:  # "no" within a sentence is none
            found.append(_zoned([(token, says)], ink, capital))
    return found


def _neighbours(words: Sequence[Token], apart: float) -> list[tuple[Token, Token]]:
    """Return each word with the next one on its line, where they stand close."""
    lines: list[list[Token]] = []
    for word in sorted(words, key=lambda word: word.box[1] + word.box[3]):
        middle = (word.box[1] + word.box[3]) / 2
        height = word.box[3] - word.box[1]
        if lines and abs(middle - np.mean([(w.box[1] + w.box[3]) / 2 for w in lines[-1]])) < 0.5 * height:
            lines[-1].append(word)
        else:
            lines.append([word])
    pairs = [pair for line in lines for pair in pairwise(sorted(line, key=lambda word: word.box[0]))]
    return [(one, other) for one, other in pairs if other.box[0] - one.box[2] < apart]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _says(token: Token, option: str) -> bool:
    return _letters(token.text) == option.casefold()


def _stroke_between(one: Token, other: Token, tokens: Sequence[Token]) -> bool:
    """Tell whether the stroke that is printed between the options stands between two words."""
    if re.search(r"[/|\\]$", one.text) or re.match(r"[/|\\]", other.text):
        return True
    top, bottom = one.box[1], one.box[3]
    return any(
        one.box[2] - 4 <= token.box[0] <= other.box[0] and top < (token.box[1] + token.box[3]) / 2 < bottom
        for token in tokens
        if token.text in ("/", "|", "\\", "1", "I", "l")
    )


def _may_say(token: Token, option: str, stroke: bool) -> bool:
    """Tell whether a word may be an option in spite of how it reads: more freely with the stroke beside it."""
    said = _letters(token.text).replace("0", "o").replace("1", "").replace("3", "e")
    wanted = option.casefold()
    if not 0 < len(said) <= len(wanted) + 2:
        return False
    return wanted in said or Levenshtein.distance(said, wanted) <= (len(wanted) - 1 if stroke else 1)


def _zoned(words: list[tuple[Token, str]], ink: NDArray[np.bool_], capital: float) -> tuple[Option, ...]:
    """Place the letters of options, without what is drawn on them.

    The one whose height is nearest to a capital's shows the line on which its neighbour stands too.
    """
    level = min((token for token, _ in words), key=lambda token: abs(token.box[3] - token.box[1] - capital))
    top, bottom = level.box[1], level.box[3]
    if not 0.85 * capital <= bottom - top <= 1.12 * capital:
        middle = (top + bottom) / 2
        top, bottom = round(middle - capital / 2), round(middle + capital / 2)
    out = []
    for token, says in words:
        left, right = _sides(token, says, capital)
        if not _says(token, says) or right - left > _WIDE * _WIDTHS[says] * capital:
            left, right = _snapped(ink, (left, top, right, bottom), says, capital)
        out.append(Option(token, says, (left, top, max(right, left + 2), bottom)))
    return tuple(out)


def _sides(token: Token, says: str, capital: float) -> tuple[int, int]:
    """Return where the letters of an option begin and end: a mark beside them may have been read as a letter more."""
    left, _, right, _ = token.box
    usual = _WIDTHS[says] * capital
    if len(token.at) != len(token.text) or (_says(token, says) and right - left < _WIDE * usual):
        return left, right
    found = re.search(says, token.text, re.IGNORECASE)
    first, last = found.span() if found else (0, len(token.text))
    if first > 0:
        left = max(left, round((token.at[first - 1] + token.at[first]) / 2))
    if last < len(token.text):
        right = min(right, round((token.at[last - 1] + token.at[last]) / 2))
    if found:
        left = max(left, round(token.at[first] - 0.75 * capital))
        right = min(right, round(token.at[last - 1] + 0.6 * capital))
    elif right - left > _WIDE * usual:  # letters are hidden, and a mark around them is wider than they are
        middle = (left + right) / 2
        left, right = round(middle - usual / 2), round(middle + usual / 2)
    return left, max(right, round(left + 0.8 * usual))


def _snapped(ink: NDArray[np.bool_], zone: tuple[int, int, int, int], says: str, capital: float) -> tuple[int, int]:
    """Move the sides of a zone to its letters, where these stand free: the recogniser knows places only roughly."""
    left, top, right, bottom = zone
    begin, up = max(left - round(0.3 * capital), 0), max(top - round(capital), 0)
    part = ink[up : bottom + round(capital), begin : right + round(0.3 * capital)].astype(np.uint8)
    if not part.size:
        return left, right
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    slack = 0.16 * capital
    letters = [
        (begin + int(x), begin + int(x + width))
        for x, y, width, height, _ in stats[1:count]
        if 0.6 * capital <= height and 0.25 * capital <= width <= 1.2 * capital
        and up + y >= top - slack and up + y + height <= bottom + slack
    ]  # fmt: skip
    letters = sorted(letters)[: len(says)]
    if not letters:
        return left, right
    first, last = letters[0][0], letters[-1][1]
    usual = _WIDTHS[says] * capital
    if len(letters) < len(says) and last - first < 0.8 * usual:
        return (first, round(first + usual)) if first - left < right - last else (round(last - usual), last)
    return first, last
