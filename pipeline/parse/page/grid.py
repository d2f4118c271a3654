"""The rules of a page as cells: what encloses a place.

Programs draw a table in many ways, and scans lose pieces of it. So no table is put together; each place asks for the
nearest rule on its four sides. A rule that does not reach across the whole cell belongs to a table inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.parse.page.layout import Box, Drawing, Shape, Word

_SLACK = 3.0  # points by which the ends of rules miss each other
_THIN = 3.0
_SHORTEST_ROW = 9.0  # a vertical rule shorter than a line of type is part of a letter or a drawing


@dataclass(frozen=True, slots=True)
class Cell:
    """What encloses a place. A side where there is no rule is None."""

    left: float | None
    top: float | None
    right: float | None
    bottom: float | None

    @property
    def closed(self) -> bool:
        """Whether there is a rule above and below, and at least on one of the sides."""
        return self.top is not None and self.bottom is not None and (self.left is not None or self.right is not None)


@dataclass(frozen=True)
class Grid:
    """Level and upright rules, each as (place, from, to)."""

    level: tuple[tuple[float, float, float], ...]
    upright: tuple[tuple[float, float, float], ...]

    @classmethod
    def of(cls, shapes: Iterable[Shape], words: Sequence[Word]) -> Grid:
        """Return the cell edges among the shapes: not the lines that strike or underline words."""
        rules = [shape.box for shape in shapes if shape.drawing is Drawing.RULE and not shape.entered]
        upright = _merged(
            [(box.centre[0], box.top, box.bottom) for box in rules if box.height > box.width and box.width <= _THIN]
        )
        upright = [rule for rule in upright if rule[2] - rule[1] >= _SHORTEST_ROW]
        level = _merged(
            [(box.centre[1], box.left, box.right) for box in rules if box.width > box.height and box.height <= _THIN]
        )
        return cls(
            tuple(rule for rule in level if _is_edge(rule, upright, words)),
            tuple(upright),
        )

    def cell(self, x: float, y: float) -> Cell:
        """Return what encloses a place."""
        beside = [at for at, start, end in self.upright if start - _SLACK <= y <= end + _SLACK]
        left = max((at for at in beside if at <= x), default=None)
        right = min((at for at in beside if at > x), default=None)
        across = [
            at
            for at, start, end in self.level
            if start - _SLACK <= (x if left is None else left) and (x if right is None else right) <= end + _SLACK
        ]
        top = max((at for at in across if at <= y), default=None)
        bottom = min((at for at in across if at > y), default=None)
        return Cell(left, top, right, bottom)

    @cached_property
    def edges(self) -> frozenset[tuple[float, float, float]]:
        """The level rules, to tell them from lines drawn over words."""
        return frozenset(self.level)

    def is_edge(self, box: Box) -> bool:
        """Return whether a thin level box is part of a cell edge."""
        return any(
            abs(at - box.centre[1]) <= 1.5 and start - _SLACK <= box.left and box.right <= end + _SLACK
            for at, start, end in self.level
        )


def _merged(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join the pieces of a rule: borders are drawn cell by cell."""
    out: list[tuple[float, float, float]] = []
    for at, start, end in sorted(rules, key=lambda rule: (round(rule[0]), rule[1])):
        for index in range(len(out) - 1, max(len(out) - 40, -1), -1):
            other, first, last = out[index]
            if abs(other - at) <= 1.5 and start <= last + _SLACK and first <= end + _SLACK:
                out[index] = (other, min(first, start), max(last, end))
                break
        else:
            out.append((at, start, end))
    return out


def _is_edge(
    rule: tuple[float, float, float], upright: Sequence[tuple[float, float, float]], words: Sequence[Word]
) -> bool:
    """Return whether a level rule bounds a cell: it meets upright ones, or is long and runs through no words."""
    at, start, end = rule
    if end - start < 12:
        return False
    meets = sum(
        1
        for place, top, bottom in upright
        if start - _SLACK <= place <= end + _SLACK and top - _SLACK <= at <= bottom + _SLACK
    )
    if meets >= 2:
        return True
    through = sum(
        max(min(end, word.box.right) - max(start, word.box.left), 0.0)
        for word in words
        if word.box.top + 0.2 * word.box.height < at < word.box.bottom + 0.1 * word.box.height
    )
    return end - start >= 250 and through < 0.3 * (end - start)
