"""What was put on a page after it was made: typed text, ink, stamps, and marks on words (ISO 32000-1, 12.5.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pdfminer.pdftypes import resolve1

from pipeline.parse.page.acroform import Dictionary, plain_text, text_of
from pipeline.parse.page.layout import Box, Drawing, Field, Shape
from pipeline.parse.page.strokes import Point, box_of, is_ring, shapes_of

_HIDDEN = 1 << 1
_NO_VIEW = 1 << 5
_MARKUP = {
    "Highlight": Drawing.HIGHLIGHT,
    "Underline": Drawing.UNDERLINE,
    "Squiggly": Drawing.UNDERLINE,
    "StrikeOut": Drawing.STRIKE,
}
_TICKS = re.compile(r"(?i)tick|check|approved|accept|yes")
_CROSSES = re.compile(r"(?i)cross|reject|xmark|x-mark")

Place = Callable[[object], Box | None]
PlacePoint = Callable[[float, float], Point]


@dataclass
class Additions:
    """What the annotations of one page add to it."""

    fields: list[Field] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    typed: int = 0  # how many of the fields are text that was typed onto the page


def read_annotation(annotation: Dictionary, place: Place, point: PlacePoint, add: Additions) -> None:
    """Add what one annotation shows. Hidden ones, links and pop-ups show nothing."""
    subtype = text_of(annotation.get("Subtype")) or ""
    flags = resolve1(annotation.get("F"))
    box = place(annotation.get("Rect"))
    if box is None or (isinstance(flags, int) and flags & (_HIDDEN | _NO_VIEW)):
        return
    contents = _contents(annotation)
    if "IRT" in annotation:  # a reply to another note, or its state
        return
    if subtype == "FreeText":
        if contents:
            add.fields.append(Field(_text_box(annotation, box, contents), text=contents))
            add.typed += 1
        return
    if subtype in _MARKUP:
        add.shapes += [Shape(_MARKUP[subtype], part, entered=True) for part in _quads(annotation, point) or [box]]
    elif subtype == "Ink":
        strokes = [_points(stroke, point) for stroke in _list(annotation.get("InkList"))]
        add.shapes += shapes_of([stroke for stroke in strokes if stroke], entered=True) or [_ink(box)]
    elif subtype in ("Circle", "Square"):
        add.shapes.append(Shape(Drawing.ELLIPSE, box, entered=True))
    elif subtype == "Line":
        add.shapes += shapes_of([_points(annotation.get("L"), point)], entered=True) or [_ink(box)]
    elif subtype in ("Polygon", "PolyLine"):
        vertices = _points(annotation.get("Vertices"), point)
        if subtype == "Polygon" and len(vertices) >= 3:
            add.shapes.append(
                Shape(
                    Drawing.ELLIPSE if is_ring([*vertices, vertices[0]]) else Drawing.INK,
                    box_of(vertices),
                    entered=True,
                )
            )
        else:
            add.shapes += shapes_of([vertices], entered=True) or [_ink(box)]
    elif subtype == "Stamp":
        add.shapes.append(Shape(_stamp(annotation), box, entered=True))
    elif subtype not in ("Text", "Caret"):
        return
    if contents and not _describes_itself(contents, subtype):
        add.fields.append(Field(box, text=contents, note=True))


def _contents(annotation: Dictionary) -> str:
    """Return an annotation's text: what it contains, else its rich text (ISO 32000-1, 12.5.6.2)."""
    contents = text_of(annotation.get("Contents"))
    if not contents and (rich := text_of(annotation.get("RC"))):
        contents = plain_text(rich)
    return (contents or "").strip()


def _describes_itself(contents: str, subtype: str) -> bool:
    """Return whether a program, not a person, wrote the contents: viewers name a drawing after its kind."""
    return (
        subtype != "Text"
        and re.fullmatch(r"(?i)[\w\s-]{0,24}", contents) is not None
        and bool(
            re.search(
                r"(?i)ink|line|oval|circle|ellipse|rectangle|square|polygon|stamp|signature|drawing|highlight|strike",
                contents,
            )
        )
    )


def _text_box(annotation: Dictionary, box: Box, contents: str) -> Box:
    """Return where the text of a FreeText annotation stands in its rectangle, as nearly as its font size tells.

    A viewer's typing tool makes the rectangle wider than the text; a lone "X" stands at one end of it.
    """
    size_found = re.search(r"([\d.]+)\s+Tf", text_of(annotation.get("DA")) or "") or re.search(
        r"font-size:\s*([\d.]+)", text_of(annotation.get("DS")) or ""
    )
    size = float(size_found[1]) if size_found and 4 <= float(size_found[1] or 0) <= 36 else min(12.0, box.height)
    lines = contents.split("\n")
    inner = Box(min(box.left + 2, box.right), box.top, box.right, box.bottom)
    width = min(max(max(len(line) for line in lines) * size * 0.5, size * 0.6), inner.width)
    aligned = resolve1(annotation.get("Q"))
    slack = inner.width - width
    left = inner.left + (slack / 2 if aligned == 1 else slack if aligned == 2 else 0)
    wraps = any(len(line) * size * 0.5 > inner.width for line in lines)
    height = box.height if wraps else min(box.height, len(lines) * size * 1.25 + 4)
    return Box(left, box.top, left + width, box.top + height)


def _stamp(annotation: Dictionary) -> Drawing:
    """Return what a stamp shows: viewers' "fill and sign" ticks and crosses are stamps with a telling name."""
    name = " ".join(text_of(annotation.get(key)) or "" for key in ("Name", "Subj", "NM"))
    box = resolve1(annotation.get("Rect"))
    if isinstance(box, list) and len(box) == 4:
        sides = [resolve1(part) for part in box]
        if all(isinstance(side, int | float) for side in sides) and abs(sides[2] - sides[0]) > 60:
            return Drawing.STAMP
    if _CROSSES.search(name):
        return Drawing.CROSS
    return Drawing.TICK if _TICKS.search(name) else Drawing.STAMP


def _quads(annotation: Dictionary, point: PlacePoint) -> list[Box]:
    """Return the boxes of the words that a text markup lies on, a box a line."""
    numbers = _numbers(annotation.get("QuadPoints"))
    return [
        box_of([point(x, y) for x, y in zip(quad[::2], quad[1::2], strict=True)])
        for quad in (numbers[start : start + 8] for start in range(0, len(numbers) - 7, 8))
    ]


def _points(value: object, point: PlacePoint) -> list[Point]:
    numbers = _numbers(value)
    return [point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]


def _numbers(value: object) -> list[float]:
    parts = [resolve1(part) for part in _list(value)]
    return [float(part) for part in parts if isinstance(part, int | float)]


def _list(value: object) -> Sequence[object]:
    value = resolve1(value)
    return value if isinstance(value, list) else ()


def _ink(box: Box) -> Shape:
    return Shape(Drawing.INK, box, entered=True)
