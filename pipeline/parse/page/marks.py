"""What a pen has done to printed words: rings, lines through and under them, ticks, crosses, highlighter.

Every test asks for ink where plain print has none: outside the letters all around (a ring), across the gaps between
letters (a line through), under the line of writing (an underline), beside the word (a tick or a cross). What is ink
and passes no test is reported as ink: the choice is then unclear, and nobody guesses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page.layout import Drawing
from pipeline.parse.page.ocr import Pixels
from pipeline.parse.page.options import Option
from pipeline.parse.page.pen import Stroke, stroke_of
from pipeline.parse.page.reading import Token
from pipeline.parse.page.rules import Area

Mask = NDArray[np.bool_]
_RAYS = 72
_FIRM = 95
_MANY_STRUCK = 0.02  # of the words of a page: then it is the picture that runs letters together
_REACH = 1.3  # capital heights from a word's letters to a ring around it


@dataclass(frozen=True, slots=True)
class Canvas:
    """A sheet as the tests see it: `ink` without rules, where the rules were and close to it, and the colours."""

    ink: Mask
    ruled: Mask
    colour: Pixels

    @property
    def firm(self) -> Mask:
        """Return the ink that is dark in itself, without what a blur has spread between letters."""
        return np.asarray(self.ink & (self.colour.min(axis=2) < _FIRM), dtype=np.bool_)


def option_marks(canvas: Canvas, options: Sequence[Option], text: Sequence[Area], capital: float) -> list[Stroke]:
    """Return the marks on, under and around the options of one line. `text` has the places of other words."""
    marks: list[Stroke] = []
    claimed = np.zeros_like(canvas.ink)
    patches = [patch(canvas, option.zone, capital) for option in options]
    if not all(patches):  # a background that all options share is the form's own
        marks += [
            Stroke(Drawing.HIGHLIGHT, option.zone) for option, shown in zip(options, patches, strict=True) if shown
        ]
    for option in options:
        peers = [other.zone for other in options if other is not option]
        found = _on_word(canvas, option.zone, peers, capital)
        marks += found
        for mark in found:
            # A ring's ends overshoot, and it is seen only as far as rules of the table do not hide it.
            by = (0.45 if mark.drawing is Drawing.ELLIPSE else 0.15) * capital
            left, top, right, bottom = _grown(mark.area, by, canvas.ink.shape)
            claimed[top:bottom, left:right] = True
    for left, top, right, bottom in text:
        claimed[top:bottom, left:right] = True
    rings = [_grown(mark.area, 0.45 * capital, canvas.ink.shape) for mark in marks if mark.drawing is Drawing.ELLIPSE]
    beside = _beside(canvas, options, claimed, capital)
    struck = [_grown(mark.area, 0.3 * capital, canvas.ink.shape) for mark in marks if mark.drawing is Drawing.STRIKE]
    for mark in beside:
        if any(_share(mark.area, area) > 0.3 for area in rings):
            continue
        scribbled = any(_share(mark.area, area) > 0 for area in struck)  # the rest of it may look like a tick
        marks.append(replace(mark, drawing=Drawing.INK) if scribbled else mark)
    return marks


def line_marks(canvas: Canvas, tokens: Sequence[Token], capital: float) -> list[Stroke]:
    """Return the lines through words, and the highlighter over them, anywhere on the page."""
    firm = canvas.firm
    struck, lit = [], []
    for token in tokens:
        left, top, right, bottom = token.box
        if len(token.text) < 2 or bottom - top > 1.6 * capital or not any(letter.isalnum() for letter in token.text):
            continue
        if line_through(firm, token.box, capital):
            struck.append(
                Stroke(Drawing.STRIKE, (left, round((top + bottom) / 2) - 1, right, round((top + bottom) / 2) + 1))
            )
        if patch(canvas, token.box, capital):
            lit.append(Stroke(Drawing.HIGHLIGHT, token.box))
    return lit + (struck if len(struck) <= max(_MANY_STRUCK * len(tokens), 3) else [])


def _on_word(canvas: Canvas, zone: Area, peers: Sequence[Area], capital: float) -> list[Stroke]:
    ring = _ring(canvas, zone, peers, capital)
    if ring is not None:
        found = [Stroke(Drawing.ELLIPSE, ring)]
        return [*found, Stroke(Drawing.STRIKE, zone)] if line_through(canvas.ink, zone, capital) else found
    if line_through(canvas.ink, zone, capital):
        return [Stroke(Drawing.STRIKE, zone)]
    under = _underline(canvas, zone, capital)
    if under is not None:
        return [Stroke(Drawing.UNDERLINE, under)]
    return _across(canvas.ink, zone, capital)


def line_through(ink: Mask, zone: Area, capital: float) -> bool:
    """Tell whether a level line runs through a word: plain letters leave gaps that it fills.

    In a blurred word the letters themselves run together, and then they do so at more than one height.
    """
    left, top, right, bottom = zone
    height = bottom - top
    if right - left < 1.2 * capital or height < 6:
        return False
    full, start, end = _fullest(ink, left, right, top + 0.25 * height, top + 0.78 * height)
    if full < 0.96:
        return False
    line = (start + end) / 2
    others = [row for row in range(top + 1, bottom - 1) if abs(row - line) > 0.22 * height + abs(end - start) / 2]
    return all(ink[row, left:right].mean() < 0.85 for row in others)


def _fullest(ink: Mask, left: int, right: int, first: float, last: float) -> tuple[float, float, float]:
    """Return how much of the fullest nearly level line between two heights is ink, and its height at both ends."""
    columns = np.arange(left, right)
    share = (columns - left) / max(right - left - 1, 1)
    rows = np.arange(max(first, 1.0), min(last, ink.shape[0] - 2.0), 1.0)
    best = (0.0, first, first)
    for start in rows:
        for end in rows[np.abs(rows - start) <= 0.3 * (right - left)]:
            line = np.rint(start + (end - start) * share).astype(int)
            full = float((ink[line, columns] | ink[line - 1, columns] | ink[line + 1, columns]).mean())
            if full > best[0]:
                best = (full, float(start), float(end))
    return best


def _underline(canvas: Canvas, zone: Area, capital: float) -> Area | None:
    left, _, right, bottom = zone
    first, last = bottom + max(0.04 * capital, 2.0), bottom + 0.5 * capital
    if canvas.ruled[int(first) : int(last), left:right].any(axis=0).mean() > 0.5:
        return None
    full, start, end = _fullest(canvas.ink, left, right, first, last)
    if full < 0.9:
        return None
    return left, round(min(start, end)) - 1, right, round(max(start, end)) + 2


def _ring(canvas: Canvas, zone: Area, peers: Sequence[Area], capital: float) -> Area | None:
    """Return the box of a ring around a word: ink outside its letters on at least three sides of it.

    Rays run outwards from the edge of the letters. Where a rule of the table hides what is there, a side is
    neither for nor against.
    """
    left, top, right, bottom = zone
    centre = (left + right) / 2, (top + bottom) / 2
    reach = _REACH * capital
    sides: list[list[bool]] = [[], [], [], []]
    points: list[tuple[float, float]] = []
    for ray in range(_RAYS):
        angle = 2 * math.pi * ray / _RAYS
        across, down = math.cos(angle), math.sin(angle)
        begin = _edge_of(zone, across, down) + 0.07 * capital
        hit, hidden = _cast(canvas, centre, (across, down), begin, begin + reach, peers)
        if hit is not None:
            points.append((centre[0] + across * hit, centre[1] + down * hit))
        if hit is not None or not hidden:
            sides[int(((angle + math.pi / 4) % (2 * math.pi)) // (math.pi / 2))].append(hit is not None)
    covered = [side for side in sides if len(side) >= 6 and sum(side) >= 0.6 * len(side)]
    seen = [shown for side in sides for shown in side]
    bare = [side for side in sides if len(side) >= 6 and sum(side) < 0.35 * len(side)]
    if len(covered) < 3 or bare or sum(seen) < 0.72 * len(seen):
        return None
    xs, ys = zip(*points, strict=True)
    return round(min(xs)), round(min(ys)), round(max(xs)) + 1, round(max(ys)) + 1


def _edge_of(zone: Area, across: float, down: float) -> float:
    """Return how far it is from the middle of a box to its edge in a direction."""
    half_width, half_height = (zone[2] - zone[0]) / 2, (zone[3] - zone[1]) / 2
    return min(half_width / max(abs(across), 1e-6), half_height / max(abs(down), 1e-6))


def _cast(
    canvas: Canvas,
    centre: tuple[float, float],
    direction: tuple[float, float],
    begin: float,
    end: float,
    peers: Sequence[Area],
) -> tuple[float | None, bool]:
    """Return where a ray first meets ink, and whether a rule hid part of its way. It ends at another option."""
    hidden = False
    for distance in np.arange(begin, end, 1.0):
        x, y = int(centre[0] + direction[0] * distance), int(centre[1] + direction[1] * distance)
        if not (0 <= x < canvas.ink.shape[1] and 0 <= y < canvas.ink.shape[0]):
            break
        if any(peer[0] <= x <= peer[2] and peer[1] <= y <= peer[3] for peer in peers):
            break
        if canvas.ruled[y, x]:  # and what is left of a rule beside its mask
            hidden = True
        elif canvas.ink[y, x]:
            return float(distance), hidden
    return None, hidden


def _across(ink: Mask, zone: Area, capital: float) -> list[Stroke]:
    """Return a slanted line through a word, or ink where its letters are blotted out or scribbled over."""
    left, top, right, bottom = zone
    part = ink[top:bottom, left:right]
    if part.size and part.mean() > 0.62:
        return [Stroke(Drawing.STRIKE, zone)]
    leaning = [lean for lean in (1, -1) if _slanted(ink, zone, lean, capital)]
    if leaning == [1]:
        return [Stroke(Drawing.STRIKE, zone)]
    # Two lines make a cross, which may choose a word or strike it out; one that falls to the right is rare.
    return [Stroke(Drawing.INK, zone)] if leaning else []


def _slanted(ink: Mask, zone: Area, lean: int, capital: float) -> bool:
    """Tell whether a straight slanted line crosses a word from side to side, and leaves it above and below.

    One that begins within the word may be the long arm of a tick, and so may one with a hook at its foot: a tick over
    a word chooses it.
    """
    left, top, right, bottom = zone
    around = _grown(zone, 1.5 * capital, ink.shape)
    ink = ink[around[1] : around[3], around[0] : around[2]]
    left, right, top, bottom = left - around[0], right - around[0], top - around[1], bottom - around[1]
    width, over = right - left, 0.1 * capital
    rise = bottom - top + 2 * over
    share = np.linspace(-0.5, 0.5, int(rise * 1.3))
    ys = np.rint((top + bottom) / 2 + rise * share).astype(int)
    if ys[0] < 1 or ys[-1] >= ink.shape[0] - 1:
        return False
    if not ink[ys[0], left:right].any() and not ink[ys[-1], left:right].any():
        return False
    near = cv2.dilate(ink.astype(np.uint8), np.ones((1, 5), np.uint8)).astype(bool)  # hands do not draw quite straight
    for run in np.linspace(0.55 * width, 1.7 * width, 10):
        for shift in np.linspace(-0.2, 0.2, 7) * width:
            xs = np.rint((left + right) / 2 + shift - lean * run * share).astype(int)
            if min(xs[0], xs[-1]) < 1 or max(xs[0], xs[-1]) >= ink.shape[1] - 1 or near[ys, xs].mean() < 0.95:
                continue
            step = -lean * run / rise
            head = _followed(near, float(xs[0]), float(ys[0]), -step, -1, capital)
            foot = _followed(near, float(xs[-1]), float(ys[-1]), step, 1, capital)
            begins = foot <= left + 0.12 * width if lean > 0 else foot >= right - 0.12 * width
            ends = head >= right - 0.25 * width if lean > 0 else head <= left + 0.25 * width
            if begins and ends:
                return not _hooked(ink, left, int(ys[-1]), capital)
    return False


def _followed(near: Mask, x: float, y: float, across: float, down: int, capital: float) -> float:
    """Follow a slanted line beyond a word for as long as there is ink, and return how far across it goes."""
    for _ in range(round(capital)):
        beyond_x, beyond_y = x + across, y + down
        if not (0 <= beyond_x < near.shape[1] - 0.5 and 0 <= beyond_y < near.shape[0]):
            break
        if not near[int(beyond_y), round(beyond_x)]:
            break
        x, y = beyond_x, beyond_y
    return x


def _hooked(ink: Mask, left: int, foot: int, capital: float) -> bool:
    """Tell whether there is a second stroke before a word, as the short arm of a tick."""
    begin, end = max(left - round(0.8 * capital), 0), max(left - 2, 0)
    before = ink[max(foot - round(0.9 * capital), 0) : max(foot - round(0.12 * capital), 0), begin:end]
    return bool(before.any(axis=0).sum() > 0.25 * capital)


def patch(canvas: Canvas, zone: Area, capital: float) -> bool:
    """Tell whether a word stands on colour or on grey, and what is around its line does not."""
    left, top, right, bottom = _grown(zone, 0.05 * capital, canvas.ink.shape)
    inside = canvas.colour[top:bottom, left:right][~_thick(canvas.ink[top:bottom, left:right])]
    outer = _grown(zone, 0.9 * capital, canvas.ink.shape)
    around = canvas.colour[outer[1] : outer[3], outer[0] : outer[2]]
    edge = np.concatenate([around[0], around[-1]])
    if len(inside) < 20 or not len(edge):
        return False
    median, beyond = np.median(inside, axis=0), np.median(edge, axis=0)
    coloured = float(median.max() - median.min()) - float(beyond.max() - beyond.min())
    return coloured > 38 or float(beyond.mean() - median.mean()) > 28


def _thick(ink: Mask) -> Mask:
    return cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)


def _beside(canvas: Canvas, options: Sequence[Option], claimed: Mask, capital: float) -> list[Stroke]:
    """Return the ticks, crosses and other ink around options that are no part of their letters."""
    shape = canvas.ink.shape
    whole = (
        min(option.zone[0] for option in options),
        min(option.zone[1] for option in options),
        max(option.zone[2] for option in options),
        max(option.zone[3] for option in options),
    )
    left, top, right, bottom = _grown(whole, 2.6 * capital, shape)
    part = (canvas.ink & ~claimed)[top:bottom, left:right].astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    marks: list[Stroke] = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        box = (left + x, top + y, left + x + width, top + y + height)
        if max(width, height) < 0.5 * capital or area < 0.05 * capital**2:
            continue
        touching_edge = x == 0 or y == 0 or x + width == part.shape[1] or y + height == part.shape[0]
        if touching_edge or _is_print(box, options, capital):
            continue
        marks.append(stroke_of(labels[y : y + height, x : x + width] == index, box, capital))
    return marks


def _is_print(box: Area, options: Sequence[Option], capital: float) -> bool:
    """Tell whether a piece of ink keeps to the letters of an option, or is the stroke printed between two of them."""
    slack = max(0.16 * capital, 3.0)
    for option in options:
        left, top, right, bottom = option.zone
        if box[0] >= left - slack and box[2] <= right + slack and box[1] >= top - slack and box[3] <= bottom + slack:
            return True
    if len(options) < 2:
        return False
    first, second = options[0].zone, options[1].zone
    between = box[0] >= first[2] - slack and box[2] <= second[0] + slack
    level = box[1] >= first[1] - 1.6 * slack and box[3] <= first[3] + 1.6 * slack
    return between and level and box[2] - box[0] < 0.75 * capital


def _share(area: Area, other: Area) -> float:
    """Return how much of a box lies within another."""
    across = min(area[2], other[2]) - max(area[0], other[0])
    down = min(area[3], other[3]) - max(area[1], other[1])
    return max(across, 0) * max(down, 0) / max((area[2] - area[0]) * (area[3] - area[1]), 1)


def _grown(area: Area, by: float, shape: tuple[int, ...]) -> Area:
    margin = max(round(by), 0)
    return (
        max(area[0] - margin, 0),
        max(area[1] - margin, 0),
        min(area[2] + margin, shape[1]),
        min(area[3] + margin, shape[0]),
    )
