"""What a pen has done to printed words: rings, lines through and under them, ticks, crosses, highlighter.

Every test asks for ink where plain print has none: outside the letters all around (a ring), across the gaps between
letters (a line through), under the line of writing (an underline), beside the word (a tick or a cross). What is ink
and passes no test is reported as ink: the choice is then unclear, and nobody guesses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
_REACH = 1.3  # capital heights from a word's letters to a ring around it


@dataclass(frozen=True, slots=True)
class Canvas:
    """A sheet as the tests see it: `ink` without rules, where the rules were, and the colours."""

    ink: Mask
    ruled: Mask
    colour: Pixels


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
            left, top, right, bottom = _grown(mark.area, 0.15 * capital, canvas.ink.shape)
            claimed[top:bottom, left:right] = True
    for left, top, right, bottom in text:
        claimed[top:bottom, left:right] = True
    return marks + _beside(canvas, options, claimed, capital)


def line_marks(canvas: Canvas, tokens: Sequence[Token], capital: float) -> list[Stroke]:
    """Return the lines through words, and the highlighter over them, anywhere on the page."""
    marks = []
    for token in tokens:
        left, top, right, bottom = token.box
        if len(token.text) < 2 or bottom - top > 1.6 * capital or not any(letter.isalnum() for letter in token.text):
            continue
        if line_through(canvas.ink, token.box, capital):
            marks.append(
                Stroke(Drawing.STRIKE, (left, round((top + bottom) / 2) - 1, right, round((top + bottom) / 2) + 1))
            )
        if patch(canvas, token.box, capital):
            marks.append(Stroke(Drawing.HIGHLIGHT, token.box))
    return marks


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
    """Tell whether a level line runs through a word: plain letters leave gaps that it fills."""
    left, top, right, bottom = zone
    height = bottom - top
    if right - left < 0.8 * capital or height < 6:
        return False
    return _fullest(ink, left, right, top + 0.25 * height, top + 0.78 * height)[0] >= 0.96


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
        if canvas.ink[y, x]:
            return float(distance), hidden
        hidden = hidden or bool(canvas.ruled[y, x])
    return None, hidden


def _across(ink: Mask, zone: Area, capital: float) -> list[Stroke]:
    """Return a slanted line through a word, or ink where its letters are blotted out or scribbled over."""
    left, top, right, bottom = zone
    part = ink[top:bottom, left:right]
    if part.size and part.mean() > 0.62:
        return [Stroke(Drawing.STRIKE, zone)]
    leaning = [lean for lean in (1, -1) if _slanted(ink, zone, lean, capital)]
    if len(leaning) == 1:
        return [Stroke(Drawing.STRIKE, zone)]
    return [Stroke(Drawing.INK, zone)] if leaning else []


def _slanted(ink: Mask, zone: Area, lean: int, capital: float) -> bool:
    """Tell whether a straight slanted line crosses the middle of a word and leaves it above and below.

    It must not start with a hook, as a tick does, and must span most of the word: a tick over a word chooses it.
    """
    left, top, right, bottom = zone
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    over = 0.12 * capital
    rise = bottom - top + 2 * over
    for run in np.linspace(0.75 * (right - left), 1.7 * (right - left), 10):
        for shift in np.linspace(-0.25, 0.25, 9) * (right - left):
            share = np.linspace(-0.5, 0.5, int(rise * 1.5))
            xs = np.rint(middle_x + shift - lean * run * share).astype(int)
            ys = np.rint(middle_y + rise * share).astype(int)
            if xs.min() < 1 or ys.min() < 1 or xs.max() >= ink.shape[1] - 1 or ys.max() >= ink.shape[0] - 1:
                continue
            full = (ink[ys, xs] | ink[ys, xs - 1] | ink[ys, xs + 1]).mean()
            if full >= 0.95:
                return not _hooked(ink, int(xs[-1]), int(ys[-1]), lean, capital)
    return False


def _hooked(ink: Mask, x: int, y: int, lean: int, capital: float) -> bool:
    """Tell whether another stroke goes up from the foot of a slanted one, away from it."""
    reach = round(0.6 * capital)
    columns = range(max(x - reach, 0), x - 3) if lean > 0 else range(x + 4, min(x + reach, ink.shape[1]))
    inked = [column for column in columns if ink[max(y - reach, 0) : y + 3, column].any()]
    return len(inked) > 0.55 * reach


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
    slack = 0.22 * capital
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


def _grown(area: Area, by: float, shape: tuple[int, ...]) -> Area:
    margin = max(round(by), 0)
    return (
        max(area[0] - margin, 0),
        max(area[1] - margin, 0),
        min(area[2] + margin, shape[1]),
        min(area[3] + margin, shape[0]),
    )
