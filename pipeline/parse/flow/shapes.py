"""Shapes that were drawn over the text: rings, lines, ticks. Which words do they cover?

Word knows where a shape is, but not where a word is: that follows from the widths of the letters before it. It is
accurate to a few points, which is enough to tell "Yes" from "No"; where it is not, every option is marked, and so the
choice is unclear rather than wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import MarkKind
from pipeline.parse.flow.package import Element, W
from pipeline.parse.flow.rich import Rich

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_V = "urn:schemas-microsoft-com:vml"
_EMU = 12700.0  # English Metric Units in a point
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}

_LINES = re.compile(r"line|connector", re.IGNORECASE)
_CROSSES = re.compile(r"multiply|noSmoking|mathMultiply", re.IGNORECASE)
# A shape wider than this is part of the page, not a mark on a word.
_WIDEST = 190.0
_OPTIONS = re.compile(r"\b(yes|no)\b", re.IGNORECASE)

# Widths of letters in thousandths of the type size, as in Helvetica; Calibri is a little narrower.
_WIDTHS = {" ": 260, "/": 280, "i": 225, "l": 225, "j": 225, "t": 300, "f": 290, "r": 340, "s": 480, "m": 820, "w": 720,
           "Y": 620, "N": 700, "W": 920, "M": 840, "☐": 900, "☒": 900, "\t": 3000}  # fmt: skip
_WIDTH, _WIDTH_UPPER = 530, 660


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape: what it does to the words that it covers, and where it is.

    `left` and `top` are points from the place named by `origin` ("column", "character", "margin", "page", or "" where
    it cannot be known) and from the top of the paragraph.
    """

    kind: MarkKind
    left: float
    width: float
    top: float
    height: float
    origin: str
    flowing: bool = True  # its height is measured from its own paragraph
    ink: bool = False  # drawn by hand

    @property
    def is_mark(self) -> bool:
        return self.width <= _WIDEST and self.height <= _WIDEST / 2


def shape_of(element: Element) -> Drawn | None:
    """Return the shape that a `w:drawing` or `w:pict` draws, or None: a picture, a text box, nothing."""
    if element.tag == f"{{{W}}}drawing":
        return _drawing(element)
    return _vml(element)


def _drawing(element: Element) -> Drawn | None:
    """Read a DrawingML shape (ECMA-376 part 1, 20.4.2.3 for its anchor, 20.1.9.18 for its geometry)."""
    geometry = element.find(f".//{{{_A}}}prstGeom")
    free = element.find(f".//{{{_A}}}custGeom")
    ink = any("ink" in str(part.tag).lower() for part in element.iter() if isinstance(part.tag, str))
    if (geometry is None and free is None and not ink) or element.find(f".//{{{_A}}}blip") is not None:
        return None
    extent = element.find(f".//{{{_WP}}}extent")
    width, height = (_number(extent, "cx") / _EMU, _number(extent, "cy") / _EMU) if extent is not None else (0.0, 0.0)
    horizontal, vertical = element.find(f".//{{{_WP}}}positionH"), element.find(f".//{{{_WP}}}positionV")
    across, down = _offset(horizontal), _offset(vertical)
    origin = horizontal.get("relativeFrom", "") if horizontal is not None and across is not None else ""
    flowing = vertical is not None and vertical.get("relativeFrom") in ("paragraph", "line") and down is not None
    top = down or 0.0
    kind = _kind(geometry.get("prst", "") if geometry is not None else "", width, height, top, free=geometry is None)
    return Drawn(kind, across or 0.0, width, top, height, origin, flowing, ink=geometry is None)


def _vml(element: Element) -> Drawn | None:
    """Read a shape as Word wrote it before 2010 (part 4, 19.1.2)."""
    for name in ("oval", "line", "rect", "roundrect", "shape"):
        shape = element.find(f".//{{{_V}}}{name}")
        if shape is None or shape.find(f".//{{{_V}}}imagedata") is not None:
            continue
        style = dict(
            part.split(":", 1) for part in (shape.get("style") or "").replace(" ", "").split(";") if ":" in part
        )
        left, top = (
            _length(style.get("margin-left", style.get("left", ""))),
            _length(style.get("margin-top", style.get("top", ""))),
        )
        width, height = _length(style.get("width", "")), _length(style.get("height", ""))
        if name == "line":
            x1, _, y1 = (shape.get("from") or "0,0").partition(",")
            x2, _, y2 = (shape.get("to") or "0,0").partition(",")
            left, width = min(_length(x1), _length(x2)), abs(_length(x2) - _length(x1))
            top, height = min(_length(y1), _length(y2)), abs(_length(y2) - _length(y1))
        origin = {"text": "column", "": "column", "char": "character"}.get(
            style.get("mso-position-horizontal-relative", ""), style.get("mso-position-horizontal-relative", "")
        )
        placed = style.get("position") in ("absolute", "relative") or name == "line"
        flowing = style.get("mso-position-vertical-relative", "text") in ("text", "line")
        prst = {"oval": "ellipse", "line": "line"}.get(name, "" if name == "shape" else "rect")
        kind = _kind(prst, width, height, top, free=name == "shape")
        return Drawn(kind, left, width, top, height, origin if placed else "", flowing)
    return None


def _kind(geometry: str, width: float, height: float, top: float, *, free: bool) -> MarkKind:
    if _CROSSES.search(geometry):
        return MarkKind.CROSSED
    if _LINES.search(geometry) or (free and height < 3 < width):
        # Below the letters it underlines, through them it strikes.
        return MarkKind.UNDERLINED if height < 4 and top > 11 else MarkKind.STRUCK
    return MarkKind.CIRCLED


def apply(rich: Rich, shapes: list[Drawn], sizes: float, origins: dict[str, float]) -> tuple[Rich, list[Drawn]]:
    """Mark the option that each shape covers; return the shapes too of which it cannot be said.

    `origins` says how far the text begins from each place that a shape may be measured from.
    """
    options = [found.span() for found in _OPTIONS.finditer(rich.text)]
    left_over: list[Drawn] = []
    for shape in shapes:
        if not shape.is_mark and not shape.ink:
            continue
        covered = _covered(rich.text, options, shape, sizes, origins)
        if covered is None:
            left_over.append(shape)
        else:
            rich = rich.marked(shape.kind, *covered)
    return rich, left_over


def _covered(
    text: str, options: list[tuple[int, int]], shape: Drawn, size: float, origins: dict[str, float]
) -> tuple[int, int] | None:
    """Return the one option that a shape covers, or None where that cannot be said."""
    if not options or shape.origin not in origins or not shape.flowing or "\n" in text.strip():
        return None
    middle = shape.top + shape.height / 2
    if not -0.4 * size <= middle <= 1.5 * size:
        return None
    start = shape.left - origins[shape.origin]
    overlaps = []
    for first, last in options:
        left, right = width_of(text[:first], size), width_of(text[:last], size)
        shared = min(right, start + shape.width) - max(left, start)
        overlaps.append((shared / (right - left), (first, last)))
    overlaps.sort(reverse=True)
    best, second = overlaps[0], overlaps[1] if len(overlaps) > 1 else (0.0, (0, 0))
    return best[1] if best[0] >= 0.5 and second[0] < 0.2 else None


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is, in points."""
    thousandths = sum(_WIDTHS.get(character, _WIDTH_UPPER if character.isupper() else _WIDTH) for character in text)
    return thousandths * size / 1000


def _offset(position: Element | None) -> float | None:
    offset = position.find(f"{{{_WP}}}posOffset") if position is not None else None
    try:
        return int(offset.text) / _EMU if offset is not None else None
    except (TypeError, ValueError):
        return None


def _number(element: Element, name: str) -> float:
    try:
        return float(element.get(name) or 0)
    except ValueError:
        return 0.0


def _length(value: str) -> float:
    found = re.fullmatch(r"(-?[\d.]+)(pt|in|cm|mm|px|)", value.strip())
    try:
        return float(found[1]) * _UNITS[found[2]] if found else 0.0
    except ValueError:
        return 0.0
