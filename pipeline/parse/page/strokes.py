"""What a stroke looks like: a line through a word, a ring around it, a tick, a cross, or ink.

The same geometry serves the paths of a page and the ink of an annotation: hand-drawn or made by a program, a ring
closes on itself, a tick turns once, and a line does not turn at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist, hypot
from typing import Any

from pipeline.parse.page.layout import Box, Drawing, Shape

Point = tuple[float, float]
Stroke = Sequence[Point]

_THIN = 2.5  # points: a rectangle as thin as this is a line


def box_of(points: Iterable[Point]) -> Box:
    """Return the smallest box around some points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def shapes_of(strokes: Sequence[Stroke], *, entered: bool) -> list[Shape]:
    """Name what one path or one ink annotation shows: two strokes that meet can be one cross."""
    strokes = [stroke for stroke in strokes if len(stroke) >= 2]
    lines = [stroke for stroke in strokes if _is_straight(stroke)]
    if len(strokes) == 2 == len(lines) and _is_cross(*lines):
        return [Shape(Drawing.CROSS, box_of([*lines[0], *lines[1]]), entered=entered)]
    if len(strokes) == 2 == len(lines) and _is_tick([*lines[0], lines[1][-1]]) and _meet(*lines):
        return [Shape(Drawing.TICK, box_of([*lines[0], *lines[1]]), entered=entered)]
    return [_shape(stroke, entered) for stroke in strokes]


def _shape(stroke: Stroke, entered: bool) -> Shape:
    box = box_of(stroke)
    if is_ring(stroke):
        drawing = Drawing.ELLIPSE
    elif _is_straight(stroke):
        level = box.height <= _THIN or box.width <= _THIN
        drawing = Drawing.RULE if level and not entered else Drawing.STRIKE
    elif _is_tick(stroke):
        drawing = Drawing.TICK
    elif _is_level(stroke):
        drawing = Drawing.STRIKE
    else:
        drawing = Drawing.INK
    return Shape(drawing, box, entered=entered)


def is_ring(stroke: Stroke) -> bool:
    """Return whether a stroke goes once around something and comes back to where it began."""
    box = box_of(stroke)
    if len(stroke) < 5 or min(box.width, box.height) < 5:
        return False
    if dist(stroke[0], stroke[-1]) > 0.35 * (box.width + box.height) / 2:
        return False
    # A ring encloses most of its box; a scribble or a signature crosses itself and encloses little.
    area = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*stroke, stroke[0]]))) / 2
    around = sum(dist(a, b) for a, b in pairwise([*stroke, stroke[0]]))
    return area > 0.45 * box.width * box.height and around < 3.4 * (box.width + box.height)


def _is_straight(stroke: Stroke) -> bool:
    (x1, y1), (x2, y2) = stroke[0], stroke[-1]
    length = hypot(x2 - x1, y2 - y1)
    if length < 1:
        return False
    off = max(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in stroke)
    return off <= max(0.08 * length, 0.5)


def _is_level(stroke: Stroke) -> bool:
    """Return whether a hand-drawn line runs level: a wobbling line through a word, or a zigzag along it."""
    box = box_of(stroke)
    return box.width >= 3.5 * box.height and box.height <= 8


def _is_tick(stroke: Stroke) -> bool:
    """Return whether a stroke goes down, then further up to the right (places are from the top: y grows down)."""
    box = box_of(stroke)
    if min(box.width, box.height) < 3 or max(box.width, box.height) > 60:
        return False
    points = list(stroke) if stroke[0][0] <= stroke[-1][0] else list(reversed(stroke))
    lowest = max(range(len(points)), key=lambda index: points[index][1])
    if lowest in (0, len(points) - 1):
        return False
    start, turn, end = points[0], points[lowest], points[-1]
    falls, rises = turn[1] - start[1], turn[1] - end[1]
    return (
        rises > falls > 0.1 * rises
        and end[0] > turn[0] >= start[0]
        and _is_near_line(points[: lowest + 1], box)
        and _is_near_line(points[lowest:], box)
    )


def _is_near_line(points: Sequence[Point], box: Box) -> bool:
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = hypot(x2 - x1, y2 - y1) or 1.0
    off = max(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in points)
    return off <= 0.22 * max(box.width, box.height)


def _is_cross(one: Stroke, other: Stroke) -> bool:
    first, second = box_of(one), box_of(other)
    sizes = (first.width, first.height, second.width, second.height)
    if min(sizes) < 2.5 or max(sizes) > 60:
        return False
    apart = dist(first.centre, second.centre)
    rising = (one[-1][0] - one[0][0]) * (one[-1][1] - one[0][1])
    falling = (other[-1][0] - other[0][0]) * (other[-1][1] - other[0][1])
    return apart < 0.4 * max(sizes) and rising * falling < 0


def _meet(one: Stroke, other: Stroke) -> bool:
    return dist(one[-1], other[0]) < 2.0


def flattened(path: Sequence[tuple[Any, ...]]) -> list[list[Point]]:
    """Return a path's strokes as points; a Bézier curve gives eight (ISO 32000-1, 8.5.2)."""
    strokes: list[list[Point]] = []
    for operator, *points in path:
        places = [(float(x), float(y)) for x, y in points]
        if operator == "m":
            strokes.append(places[:1])
        elif not strokes:
            continue
        elif operator == "l":
            strokes[-1].extend(places)
        elif operator in ("c", "v", "y") and places:
            strokes[-1].extend(_curve(strokes[-1][-1], operator, places))
        elif operator == "h" and strokes[-1]:
            strokes[-1].append(strokes[-1][0])
    return strokes


def _curve(start: Point, operator: object, points: list[Point]) -> list[Point]:
    if operator == "v":
        points = [start, *points]
    elif operator == "y":
        points = [*points, points[-1]]
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = start, *points[:3]
    out = []
    for step in range(1, 9):
        t = step / 8
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        out.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return out
