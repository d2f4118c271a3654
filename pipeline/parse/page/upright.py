"""How a page is turned: from the places of its contents to places on the page as it is read.

Three things turn and move a page: its /Rotate entry, its crop box (ISO 32000-1, 7.7.3.3 and 14.11.2), and a program
that drew the text sideways. pdfminer.six undoes the first and the corner of the media box; the rest is done here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, degrees

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from pipeline.parse.page.layout import Box
from pipeline.parse.page.strokes import Point, box_of

Matrix = tuple[float, float, float, float, float, float]


def turn_of(matrices: Iterable[Matrix]) -> int:
    """Return by how many degrees (0, 90, 180, 270, anticlockwise) most of the text runs from level."""
    turns = Counter(round(degrees(atan2(b, a)) / 90) % 4 * 90 for a, b, *_ in matrices)
    return turns.most_common(1)[0][0] if turns else 0


@dataclass(frozen=True)
class View:
    """The shown part of a page, upright. `turn` is what its text runs from level, anticlockwise."""

    turn: int
    width: float
    height: float
    _matrix: Matrix  # user space to the page as /Rotate turns it, y upwards
    _shown: tuple[float, float, float, float]  # the crop box in that space

    @classmethod
    def of(cls, page: PDFPage, turn: int) -> View:
        x0, y0, x1, y1 = _ordered(page.mediabox)
        # As PDFPageInterpreter.process_page sets it, so that annotations land where the text does.
        matrix: Matrix = {
            90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
            180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
            270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
        }.get(page.rotate, (1.0, 0.0, 0.0, 1.0, -x0, -y0))
        crop = _ordered(page.cropbox)
        crop = (max(crop[0], x0), max(crop[1], y0), min(crop[2], x1), min(crop[3], y1))
        if crop[2] - crop[0] < 20 or crop[3] - crop[1] < 20:
            crop = (x0, y0, x1, y1)
        corners = [_applied(matrix, x, y) for x, y in (crop[:2], crop[2:])]
        box = box_of(corners)
        shown = (box.left, box.top, box.right, box.bottom)
        level = turn in (0, 180)
        width, height = (box.width, box.height) if level else (box.height, box.width)
        return cls(turn, max(width, 1.0), max(height, 1.0), matrix, shown)

    def point(self, x: float, y: float) -> Point:
        """Return where a place in pdfminer's layout is on the upright page."""
        left, bottom, right, top = self._shown
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        if self.turn == 270:
            return top - y, right - x
        return x - left, top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return where a rectangle in pdfminer's layout is on the upright page."""
        return box_of([self.point(x0, y0), self.point(x1, y1)])

    def user_point(self, x: float, y: float) -> Point:
        """Return where a place in the page's own user space is on the upright page."""
        return self.point(*_applied(self._matrix, x, y))

    def rectangle(self, value: object) -> Box | None:
        """Return where a /Rect in user space is on the upright page, or None where it is none."""
        numbers = resolve1(value)
        numbers = [resolve1(part) for part in numbers] if isinstance(numbers, list) else []
        if len(numbers) != 4 or not all(isinstance(part, int | float) for part in numbers):
            return None
        return box_of([self.user_point(numbers[0], numbers[1]), self.user_point(numbers[2], numbers[3])])

    def shows(self, box: Box) -> bool:
        """Return whether the middle of a box is on the page."""
        return Box(0, 0, self.width, self.height).holds(*box.centre)


def _applied(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _ordered(box: Iterable[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
