"""The lines of a sheet to words, each with the box of its own ink and the probability of its weakest character.

Where the recogniser leaves out a space, the gap in the ink shows it; where it doubts a word, the word is read
again by itself, and two readings that differ are never a sure one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page import ocr
from pipeline.parse.page.ocr import Glyph, Pixels, Quad

DARK = 150  # on a sheet that was made even, ink is darker than this
_GAP = 0.15  # of a line's height without ink: no gap narrower than this is a space
_CLEAR_GAP = 0.22  # where the line shows no space to compare with
_SURE = 0.90
_DISAGREED = 0.70
_LEAST = 0.30  # below this a "word" is specks


@dataclass(frozen=True, slots=True)
class Token:
    """A word as read. Its box is left, top, right and bottom in pixels of the sheet.

    `line` numbers the line it stands on, and `height` is that line's; `at` has the middle of each character from left
    to right, as far as the recogniser knows it. `written` is true for handwriting.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    line: int
    height: float
    at: tuple[float, ...] = ()
    written: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    glyphs: tuple[Glyph, ...]
    start: float
    end: float


def read(sheet: Pixels, lines: Sequence[Quad], ink: NDArray[np.bool_]) -> list[Token]:
    """Return the words on the lines of a sheet. `ink` is true where there is ink that is no rule of the table."""
    tokens: list[Token] = []
    for number, quad in enumerate(lines):
        quad = _grown(quad)
        line = ocr.cut(sheet, quad)
        if line.shape[0] > 1.5 * line.shape[1]:
            continue  # a bracket, or a rule that was taken for text
        for run in _runs(ocr.read_line(line), _profile(ink, quad, line.shape[1]), line.shape[0]):
            token = _token(run, quad, ink, number)
            if token is not None:
                tokens.append(token)
    return [_read_again(token, sheet) if token.confidence < _SURE else token for token in tokens]


def _grown(quad: Quad) -> Quad:
    """Widen a line by a little: the detector cuts first and last characters close."""
    along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1.0)
    margin = along * 0.12 * float(np.linalg.norm(quad[3] - quad[0]))
    return np.asarray(quad + np.array([-margin, margin, margin, -margin]), dtype=np.float32)


def _profile(ink: NDArray[np.bool_], quad: Quad, width: int) -> NDArray[np.bool_]:
    """Return which columns of a line hold ink."""
    line = ocr.cut(ink.astype(np.uint8) * 255, quad) > 100
    inner = line[int(0.08 * line.shape[0]) : max(int(0.95 * line.shape[0]), 1)]
    return np.asarray(np.resize(inner.any(axis=0), width), dtype=np.bool_)


def _runs(glyphs: list[Glyph], inked: NDArray[np.bool_], height: int) -> list[_Run]:
    """Split the characters of a line into words, at spaces and at gaps in the ink as wide as a space."""
    width = len(inked)
    shown = [number for number, glyph in enumerate(glyphs) if not glyph.text.isspace()]
    gaps = {
        after: _widest_gap(inked, int(glyphs[before].at * width), int(glyphs[after].at * width))
        for before, after in pairwise(shown)
    }
    is_space = _space_test(glyphs, gaps, height)
    runs: list[_Run] = []
    word: list[Glyph] = []
    start = 0.0
    for before, after in zip([None, *shown], shown, strict=False):
        if before is not None and (after - before > 1 or is_space(after) or _ends_label(word)):
            left, right = gaps[after]
            middle = (left + right) / 2 / width if right > left else (glyphs[before].at + glyphs[after].at) / 2
            runs.append(_Run(tuple(word), start, middle))
            word, start = [], middle
        word.append(glyphs[after])
    if word:
        runs.append(_Run(tuple(word), start, 1.0))
    return runs


def _space_test(glyphs: list[Glyph], gaps: dict[int, tuple[int, int]], height: int) -> Callable[[int], bool]:
    """Return what tells a space that was not read from the gap between two letters.

    The spaces that were read on the same line show how wide one is in its typeface; where there is none, a gap must be
    far wider than those between its letters. Type leaves more room than usual around figures, which are all of one
    width, and around the points of an address.
    """
    read = [right - left for after, (left, right) in gaps.items() if glyphs[after - 1].text.isspace()]
    within = [right - left for after, (left, right) in gaps.items() if not glyphs[after - 1].text.isspace()]
    least = _GAP * height
    if read:
        least = max(least, 0.72 * float(np.median(read)))
    else:
        least = max(_CLEAR_GAP * height, 2.5 * float(np.median(within or [0])))

    def is_space(after: int) -> bool:
        left, right = gaps[after]
        beside = glyphs[after - 1].text + glyphs[after].text
        loose = beside.isdigit() or set(beside) & set(".@-_'’")
        return right - left > (1.5 * least if loose else least)

    return is_space


def _ends_label(word: list[Glyph]) -> bool:
    """Tell whether a word is complete with a colon ("Date:"): what is written close after it is another."""
    return len(word) > 2 and word[-1].text == ":" and word[-2].text.isalpha()


def _widest_gap(inked: NDArray[np.bool_], left: int, right: int) -> tuple[int, int]:
    """Return the widest stretch without ink between two columns."""
    best = (left, left)
    start = None
    for column in range(left, min(right + 1, len(inked))):
        if inked[column]:
            if start is not None and column - start > best[1] - best[0]:
                best = (start, column)
            start = None
        elif start is None:
            start = column
    return best


def _token(run: _Run, quad: Quad, ink: NDArray[np.bool_], number: int) -> Token | None:
    confidence = min(glyph.confidence for glyph in run.glyphs)
    if float(np.mean([glyph.confidence for glyph in run.glyphs])) < _LEAST:
        return None
    corners = [
        quad[0] + (quad[1] - quad[0]) * run.start,
        quad[0] + (quad[1] - quad[0]) * run.end,
        quad[3] + (quad[2] - quad[3]) * run.end,
        quad[3] + (quad[2] - quad[3]) * run.start,
    ]
    xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    box = _within(ink, (round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))))
    left, right = float(quad[0][0] + quad[3][0]) / 2, float(quad[1][0] + quad[2][0]) / 2
    return Token(
        text=ocr.plain(list(run.glyphs)),
        box=tight(ink, box),
        confidence=confidence,
        line=number,
        height=float(np.linalg.norm(quad[3] - quad[0])),
        at=tuple(left + (right - left) * glyph.at for glyph in run.glyphs),
    )


def _within(ink: NDArray[np.bool_], box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    height, width = ink.shape
    return max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)


def tight(ink: NDArray[np.bool_], box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Shrink a box to the ink in it; a box without ink stays."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not len(columns):
        return box
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _read_again(token: Token, sheet: Pixels) -> Token:
    """Read a doubtful word by itself, a little larger. Agreement makes it surer; anything else never does."""
    left, top, right, bottom = token.box
    margin = max(round(0.25 * (bottom - top)), 3)
    part = sheet[max(top - margin, 0) : bottom + margin, max(left - 2 * margin, 0) : right + 2 * margin]
    if not part.size:
        return token
    larger = np.asarray(cv2.resize(part, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    glyphs = [glyph for glyph in ocr.read_line(larger) if not glyph.text.isspace()]
    if not glyphs:
        return replace(token, confidence=min(token.confidence, _DISAGREED))
    confidence = min(glyph.confidence for glyph in glyphs)
    if ocr.plain(glyphs) == token.text:
        return replace(token, confidence=max(token.confidence, confidence))
    doubtful = min(max(token.confidence, confidence), _DISAGREED)
    if confidence <= token.confidence:
        return replace(token, confidence=doubtful)
    begin, width = max(left - 2 * margin, 0), part.shape[1]
    at = tuple(begin + width * glyph.at for glyph in glyphs)
    return replace(token, text=ocr.plain(glyphs), confidence=doubtful, at=at)


def read_apart(sheet: Pixels, box: tuple[int, int, int, int]) -> tuple[str, float]:
    """Read one place of the sheet on white paper of its own: what is drawn around it is out of the picture."""
    left, top, right, bottom = box
    part = sheet[max(top - 2, 0) : bottom + 2, max(left - 1, 0) : right + 1]
    margin = max((bottom - top) // 3, 4)
    alone = cv2.copyMakeBorder(part, margin, margin, 2 * margin, 2 * margin, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    glyphs = ocr.read_line(np.asarray(alone, dtype=np.uint8))
    confidence = min((glyph.confidence for glyph in glyphs if not glyph.text.isspace()), default=0.0)
    return ocr.plain(glyphs).strip(), confidence
