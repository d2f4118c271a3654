"""Characters to words: what a text PDF says, in the order and the places in which it says it.

A PDF knows no words, only glyphs with places (ISO 32000-1, 9.4). Its spaces may be missing, its letters set apart,
painted twice to look bold, or laid over one another where somebody typed across the printed text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.model import MarkKind
from pipeline.parse.page.layout import Box, Word

# Glyph codes of the fonts that hold pictures instead of letters, for the ones that schools tick with.
_DINGBATS = {
    "3": "✓",
    "4": "✔",
    "5": "✕",
    "6": "✖",
    "7": "✗",
    "8": "✘",
    "n": "■",
    "o": "☐",
    "q": "☐",
    "l": "●",
    "m": "○",
}
_WINGDINGS = {
    "ü": "✓",
    "û": "✗",
    "þ": "☑",
    "ý": "☒",
    "x": "☒",
    "¨": "☐",
    "o": "☐",
    "q": "☐",
    "n": "■",
    "§": "•",
    "ð": "•",
}
_TICKS = frozenset("✓✔✕✖✗✘☑☒☐")
_JOIN = 0.17  # a gap below this share of the letter's height is no space
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character with its place, height of type, how it is set apart, and the height of the line it stands on."""

    text: str
    box: Box
    size: float
    marks: frozenset[MarkKind] = frozenset()
    baseline: float | None = None


def style_of(font: str, colour: Sequence[float] | None) -> frozenset[MarkKind]:
    """Return how a font and a fill colour (grey, RGB or CMYK, 0 to 1) set a character apart."""
    name = font.rpartition("+")[2].lower()
    marks = set()
    if any(weight in name for weight in _BOLD_NAMES):
        marks.add(MarkKind.BOLD)
    if "italic" in name or "oblique" in name:
        marks.add(MarkKind.ITALIC)
    if (rgb := rgb_of(colour)) is not None:
        darkest, lightest = min(rgb), max(rgb)
        if lightest - darkest > 0.25:
            marks.add(MarkKind.COLOURED)
        elif 0.4 < darkest < 0.95:
            marks.add(MarkKind.GREYED)
    return frozenset(marks)


def rgb_of(colour: object) -> tuple[float, float, float] | None:
    """Return a colour as red, green and blue, or None where its space is not known (patterns, spot colours)."""
    if isinstance(colour, int | float):
        colour = (colour,)
    if not isinstance(colour, tuple | list) or not all(isinstance(part, int | float) for part in colour):
        return None
    parts = [min(max(float(part), 0.0), 1.0) for part in colour]
    if len(parts) == 1:
        return parts[0], parts[0], parts[0]
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if len(parts) == 4:
        black = parts[3]
        return tuple((1 - part) * (1 - black) for part in parts[:3])  # type: ignore[return-value]
    return None


def readable(text: str, font: str) -> str:
    """Return a glyph's text: ligatures apart, symbols of picture fonts as Unicode, unmapped codes as nothing."""
    name = font.lower()
    if text.startswith("(cid:") and text.endswith(")"):
        code = text[5:-1]
        text = chr(int(code)) if ("dingbat" in name or "wingding" in name) and code.isdigit() else "\ufffd"
    if "\uf020" <= text <= "\uf0ff":  # picture fonts are often mapped into the private use area
        text = chr(ord(text) - 0xF000)
    if "dingbat" in name:
        return _DINGBATS.get(text, text)
    if "wingding" in name:
        return _WINGDINGS.get(text, text)
    if text in ("\u00a0", "\t", "\u2002", "\u2003", "\u2009"):
        return " "
    return unicodedata.normalize("NFKC", text) if "\ufb00" <= text <= "\ufb06" else text


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Put glyphs, given in the order they are painted, together to words."""
    runs: list[list[Glyph]] = []
    ended: set[int] = set()
    for glyph in _painted_once(glyphs):
        if not glyph.text.strip():
            # A space ends a word, however narrow kerning makes it: "P A".
            if runs and runs[-1]:
                ended.add(id(runs[-1][-1]))
            runs.append([])
        elif runs and runs[-1] and _continues(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    joined = _joined([run for run in runs if run], ended)
    return _unspaced([_word(run) for run in joined])


def _painted_once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Drop what is painted again on its own place; painted a hair's breadth apart, it is bold."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[int]] = {}
    for glyph in glyphs:
        column, row = int(glyph.box.left // 2), int(glyph.box.top // 2)
        near = (
            index
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for index in seen.get((glyph.text, across, down), ())
        )
        twin = next((index for index in near if _same_place(kept[index], glyph)), None)
        if twin is None or not glyph.text.strip():
            seen.setdefault((glyph.text, column, row), []).append(len(kept))
            kept.append(glyph)
        elif abs(kept[twin].box.left - glyph.box.left) > 0.1:
            first = kept[twin]
            kept[twin] = replace(first, marks=first.marks | {MarkKind.BOLD})
    return kept


def _same_place(one: Glyph, other: Glyph) -> bool:
    reach = min(0.12 * one.size, 0.6 * max(one.box.width, 1.0))
    return abs(one.box.left - other.box.left) <= reach and abs(one.box.top - other.box.top) <= reach


def _same_line(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.5 * min(one.height, other.height)


def _continues(last: Glyph, glyph: Glyph) -> bool:
    gap = glyph.box.left - last.box.right
    size = max(last.size, glyph.size)
    if (last.text in _TICKS) != (glyph.text in _TICKS):
        return False  # a tick beside a word is no letter of it
    return _same_line(last.box, glyph.box) and -0.35 * size < gap < _JOIN * size and last.marks == glyph.marks


def _joined(runs: list[list[Glyph]], ended: set[int]) -> list[list[Glyph]]:
    """Join runs that touch: programs place letters singly, or break a word where its kerning changes."""
    runs.sort(key=lambda run: (run[0].box.left, run[0].box.top))
    ends: list[list[Glyph]] = []
    for run in runs:
        for index in range(len(ends) - 1, -1, -1):
            last = ends[index][-1]
            if id(last) not in ended and _continues(last, run[0]) and run[0].box.left > ends[index][0].box.left:
                ends[index].extend(run)
                break
        else:
            ends.append(run)
    return ends


def _word(run: list[Glyph]) -> Word:
    box = Box(
        min(glyph.box.left for glyph in run),
        min(glyph.box.top for glyph in run),
        max(glyph.box.right for glyph in run),
        max(glyph.box.bottom for glyph in run),
    )
    return Word("".join(glyph.text for glyph in run), box, marks=run[0].marks, baseline=run[0].baseline)


def _unspaced(words: list[Word]) -> list[Word]:
    """Join the letters of a word that is set wide: four or more single letters at even, narrow distances."""
    words.sort(key=lambda word: (round(word.box.centre[1] / 3), word.box.left))
    out: list[Word] = []
    row: list[Word] = []

    def close() -> None:
        out.extend(_rejoined(row) if len(row) >= 4 else row)
        row.clear()

    for word in words:
        spaced = len(word.text) == 1 and word.text.isalnum()
        if row and not (
            spaced
            and _same_line(row[-1].box, word.box)
            and 0 < word.box.left - row[-1].box.right < word.box.height * 1.5
        ):
            close()
        if spaced:
            row.append(word)
        else:
            out.append(word)
    close()
    return out


def _rejoined(letters: list[Word]) -> list[Word]:
    gaps = [after.box.left - before.box.right for before, after in pairwise(letters)]
    usual = median(gaps)
    words = [[letters[0]]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > max(1.5 * usual, usual + 1.5):
            words.append([])
        words[-1].append(letter)
    if max(len(word) for word in words) < 4:
        return letters  # initials, "A B C D" in a list: not one word
    return [
        Word(
            "".join(letter.text for letter in word),
            Box(word[0].box.left, min(w.box.top for w in word), word[-1].box.right, max(w.box.bottom for w in word)),
            marks=word[0].marks,
            baseline=word[0].baseline,
        )
        for word in words
        if word
    ]
