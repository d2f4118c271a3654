"""The pages of one form laid under one another, so that an answer may run over the end of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.parse.page.grid import Grid
from pipeline.parse.page.layout import Box, Drawing, Field, Page, Shape, Word
from pipeline.parse.page.lines import Line, lines_of

# What a browser or a word processor prints at the edges of a page.
_FURNITURE = re.compile(
    r"(?i)^\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$|https?://|file://|about:blank|\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s+\d{1,2}:\d\d"
)
_EDGE = 0.065  # the share of a page's height that is its edge


@dataclass(frozen=True)
class Canvas:
    """Some pages on one long sheet. `tops` are where each begins."""

    pages: tuple[Page, ...]
    tops: tuple[float, ...]
    words: tuple[Word, ...]
    shapes: tuple[Shape, ...]
    fields: tuple[Field, ...]
    grid: Grid

    @classmethod
    def of(cls, pages: Sequence[Page]) -> Canvas:
        """Lay pages under one another."""
        tops, reached = [], 0.0
        words: list[Word] = []
        shapes: list[Shape] = []
        fields: list[Field] = []
        for page in pages:
            tops.append(reached)
            words += [replace(word, box=_down(word.box, reached)) for word in page.words if word.text.strip()]
            shapes += [replace(shape, box=_down(shape.box, reached)) for shape in page.shapes]
            fields += [replace(entry, box=_down(entry.box, reached)) for entry in page.fields]
            reached += page.height
        return cls(tuple(pages), tuple(tops), tuple(words), tuple(shapes), tuple(fields), Grid.of(shapes, words))

    @property
    def width(self) -> float:
        return max((page.width for page in self.pages), default=1.0)

    @property
    def height(self) -> float:
        return self.tops[-1] + self.pages[-1].height

    @cached_property
    def text_right(self) -> float:
        """How far the text reaches to the right: where a line ends that no rule ends."""
        return max((word.box.right for word in self.words), default=self.width)

    def page_at(self, y: float) -> tuple[Page, float]:
        """Return the page that holds a height of the canvas, and where that page begins."""
        number = max((index for index, top in enumerate(self.tops) if top <= y), default=0)
        return self.pages[number], self.tops[number]

    def breaks_between(self, above: float, below: float) -> bool:
        """Return whether a page ends between two heights."""
        return any(above - 4 <= top <= below + 4 for top in self.tops[1:])


def _down(box: Box, by: float) -> Box:
    return Box(box.left, box.top + by, box.right, box.bottom + by) if by else box


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without page numbers, addresses and dates of printing at their edges, and without logos."""
    edge_lines = [[line for line in lines_of(page.words) if _at_edge(line, page)] for page in pages]
    often = Counter(_key(line, page) for page, lines in zip(pages, edge_lines, strict=True) for line in lines)
    out = []
    for page, lines in zip(pages, edge_lines, strict=True):
        gone = {
            id(word)
            for line in lines
            if _FURNITURE.search(line.text) or often[_key(line, page)] > 1
            for word in line.words
            if not word.entered
        }
        words = tuple(word for word in page.words if id(word) not in gone)
        shapes = tuple(shape for shape in page.shapes if not _is_logo(shape, page, pages))
        out.append(replace(page, words=words, shapes=shapes))
    return out


def _is_logo(shape: Shape, page: Page, pages: Sequence[Page]) -> bool:
    """Return whether a picture is on other pages too, or stands in a row of pictures: no signature does."""
    if shape.drawing is not Drawing.PICTURE:
        return False
    again = any(
        other is not page and any(_same_place(shape, twin) for twin in other.shapes if twin.drawing is Drawing.PICTURE)
        for other in pages
    )
    row = [
        other for other in page.shapes if other.drawing is Drawing.PICTURE and abs(other.box.top - shape.box.top) < 12
    ]
    return again or len(row) >= 3


def _same_place(one: Shape, other: Shape) -> bool:
    return abs(one.box.left - other.box.left) < 2 and abs(one.box.top - other.box.top) < 2


def _at_edge(line: Line, page: Page) -> bool:
    middle = line.box.centre[1]
    return middle < _EDGE * page.height or middle > (1 - _EDGE) * page.height


def _key(line: Line, page: Page) -> tuple[str, int]:
    return line.text, round(line.box.top / 6)
