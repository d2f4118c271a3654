"""The lines, boxes and pictures of a page: what the solver takes for cells, and for marks on words.

Programs draw a table's borders as lines, as thin filled rectangles or as stroked boxes; a highlight is a filled
rectangle behind a word, and a check box that is no field is a small square.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.parse.page.characters import rgb_of
from pipeline.parse.page.layout import Box, Drawing, Shape
from pipeline.parse.page.strokes import Point, box_of, shapes_of

_THIN = 2.5
_FRAME = (60.0, 32.0)  # the widest and tallest rectangle that may stand around one word
_SQUARE = (5.0, 22.0)  # sides of a check box, in points


def rectangle_shapes(box: Box, fill: object, *, filled: bool, stroked: bool) -> list[Shape]:
    """Name what a drawn rectangle is: a rule, a check box, a frame or cell, a highlight, or nothing to us."""
    if min(box.width, box.height) <= _THIN:
        return [Shape(Drawing.RULE, box)] if max(box.width, box.height) > _THIN and (filled or stroked) else []
    colour = rgb_of(fill) if filled else None
    light = colour is None or min(colour) > 0.93
    if stroked and light and _is_square(box):
        return [Shape(Drawing.BOX, box)]
    shapes = []
    if stroked or (not light and box.height >= 16 and box.width >= 60):
        shapes += edges(box)
    if stroked and light and box.height <= _FRAME[1] and box.width <= _FRAME[0]:
        shapes.append(Shape(Drawing.FRAME, box))
    if colour is not None and not light and max(colour) > 0.55 and max(colour) - min(colour) > 0.2 and box.height <= 30:
        shapes.append(Shape(Drawing.HIGHLIGHT, box))
    return shapes


def edges(box: Box) -> list[Shape]:
    """Return the four sides of a box as rules."""
    sides = (
        Box(box.left, box.top, box.right, box.top),
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.left, box.bottom),
        Box(box.right, box.top, box.right, box.bottom),
    )
    return [Shape(Drawing.RULE, side) for side in sides]


def path_shapes(strokes: Sequence[Sequence[Point]], fill: object, *, filled: bool, stroked: bool) -> list[Shape]:
    """Name what a drawn path shows. A filled one that is no highlight and no tick is a logo, or print."""
    strokes = [stroke for stroke in strokes if len(stroke) >= 2]
    if not strokes:
        return []
    box = box_of([point for stroke in strokes for point in stroke])
    if _is_rectangle(strokes):
        return rectangle_shapes(box, fill, filled=filled, stroked=stroked)
    colour = rgb_of(fill) if filled else None
    white = colour is not None and min(colour) > 0.93
    points = [point for stroke in strokes for point in stroke]
    if _is_square(box) and max(box.width, box.height) <= 13 and _goes_round(points, box) and (stroked or not white):
        # A check box with rounded corners, or a radio button. Browsers fill one that is chosen.
        chosen = filled and colour is not None and min(colour) < 0.5
        return [Shape(Drawing.BOX, box), *([Shape(Drawing.INK, box)] if chosen else [])]
    if stroked and not filled:
        return shapes_of(strokes, entered=False)
    if white or colour is None:
        return []
    if 5 <= box.height <= 45 and 8 <= box.width <= 130 and _goes_round(points, box):
        return [Shape(Drawing.ELLIPSE, box)]
    if max(box.width, box.height) <= 30:
        # A glyph drawn as a path: fonts turned into outlines, or the tick of a flattened check box.
        return [Shape(Drawing.INK, box)]
    return []


def _goes_round(points: Sequence[Point], box: Box) -> bool:
    """Return whether a path keeps to the edge of its box on all sides: a ring, drawn as a line or as a filled band."""
    if len(points) < 12:
        return False
    (x0, y0), across, down = box.centre, max(box.width / 2, 0.1), max(box.height / 2, 0.1)
    around = [((x - x0) / across, (y - y0) / down) for x, y in points]
    quarters = {(x > 0, y > 0) for x, y in around}
    return len(quarters) == 4 and all(x * x + y * y > 0.55 for x, y in around)


def _is_square(box: Box) -> bool:
    low, high = _SQUARE
    return low <= box.width <= high and low <= box.height <= high and 0.75 < box.width / box.height < 1.34


def _is_rectangle(strokes: Sequence[Sequence[Point]]) -> bool:
    """Return whether a path is one upright rectangle, however many points it is written with."""
    if len(strokes) != 1 or not 4 <= len(strokes[0]) <= 6:
        return False
    box = box_of(strokes[0])
    return all(
        min(abs(x - box.left), abs(x - box.right)) < 0.5 and min(abs(y - box.top), abs(y - box.bottom)) < 0.5
        for x, y in strokes[0]
    )
