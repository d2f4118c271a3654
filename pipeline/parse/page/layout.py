"""What the page solver sees of a page, whichever way it came: text PDF, form PDF, annotated PDF, scan or photograph.

All places are in points (1/72 inch) from the top left corner of the page as it is read upright.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import MarkKind


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Return whether the point lies within the box, its edges included."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def overlap(self, other: Box) -> float:
        """Return the area shared with another box, in square points."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)


@dataclass(frozen=True, slots=True)
class Word:
    """A printed, typed or recognised word.

    `confidence` is 1.0 for text and the OCR's own figure for scans. `marks` says how the glyphs themselves are
    set apart (bold, coloured). `entered` is true for what was put on the page after it was made (a FreeText
    annotation): it can only be the school's. `baseline` is the height at which the letters stand, where the page
    tells it: the box of a font may end there or well below.
    """

    text: str
    box: Box
    confidence: float = 1.0
    marks: frozenset[MarkKind] = frozenset()
    entered: bool = False
    baseline: float | None = None


class Drawing(StrEnum):
    """What a drawn thing looks like, before it is known what it is drawn over."""

    RULE = "rule"  # a straight line, or the edge of a cell
    ELLIPSE = "ellipse"  # a ring around something
    TICK = "tick"
    CROSS = "cross"
    HIGHLIGHT = "highlight"
    UNDERLINE = "underline"
    STRIKE = "strike"
    INK = "ink"  # freehand
    PICTURE = "picture"
    STAMP = "stamp"
    BOX = "box"  # a check box that is drawn, not a field
    FRAME = "frame"  # a rectangle about as large as a word: drawn around one, or a small cell


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn on a page. `entered` as for words."""

    drawing: Drawing
    box: Box
    confidence: float = 1.0
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A form field with what it holds: `text` for a text field or a choice, `ticked` for a box or a button.

    A FreeText annotation is a field too: text of the school's in a box of its own. `name` is what a button says of
    itself (its tooltip or its "on" state), for forms that print no word beside it. A `note` is a comment that is
    attached to the page and not written on it.
    """

    box: Box
    text: str | None = None
    ticked: bool | None = None
    name: str = ""
    note: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright. `crop` gives a box of it as a PNG picture, where the page can be drawn."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    shapes: tuple[Shape, ...] = ()
    fields: tuple[Field, ...] = ()
    crop: Callable[[Box], bytes] | None = None
