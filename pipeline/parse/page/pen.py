"""The shape of one pen stroke: a tick, a cross, or just ink."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page.layout import Drawing
from pipeline.parse.page.rules import Area

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stroke:
    """Something that a pen has drawn, in pixels of the sheet."""

    drawing: Drawing
    area: Area
    confidence: float = 0.9


def stroke_of(piece: Mask, area: Area, capital: float) -> Stroke:
    """Name one connected piece of ink."""
    height, width = piece.shape
    fits = 0.45 * capital <= height <= 3.5 * capital and 0.4 * capital <= width <= 3.5 * capital
    if fits and is_cross(piece):
        return Stroke(Drawing.CROSS, area)
    if fits and is_tick(piece):
        return Stroke(Drawing.TICK, area)
    return Stroke(Drawing.INK, area)


def is_cross(piece: Mask) -> bool:
    """Tell whether ink lies along both diagonals of its box, and hardly anywhere else."""
    height, width = piece.shape
    if not 0.45 < width / height < 2.2:
        return False
    near = _near(piece.shape, [((0, 0), (width - 1, height - 1)), ((width - 1, 0), (0, height - 1))], 0.16)
    if (piece & near).sum() < 0.85 * piece.sum():
        return False
    return all(
        _filled(piece, start, end) > 0.8 for start, end in (((0, 0), (width, height)), ((width, 0), (0, height)))
    )


def is_tick(piece: Mask) -> bool:
    """Tell whether ink runs from the left down to one lowest point and from there further up to the right."""
    height, width = piece.shape
    rows, columns = np.nonzero(piece)
    lowest = float(columns[rows >= height - max(2, round(0.06 * height))].mean())
    if not 0.08 * width <= lowest <= 0.62 * width:
        return False
    left_top = _highest(rows, columns, 0, 0.12 * width)
    right_top = _highest(rows, columns, 0.86 * width, width)
    if left_top is None or right_top is None:
        return False
    if not (right_top < 0.25 * height and right_top < left_top < 0.88 * height):
        return False
    foot = (lowest, height - 1.0)
    arms = [((0.0, left_top), foot), (foot, (width - 1.0, right_top))]
    near = _near(piece.shape, arms, 0.17)
    return bool((piece & near).sum() >= 0.85 * piece.sum()) and _filled(piece, foot, (width, right_top)) > 0.7


def _highest(rows: NDArray[np.int64], columns: NDArray[np.int64], first: float, last: float) -> float | None:
    inside = rows[(columns >= first) & (columns <= last)]
    return float(inside.min()) if len(inside) else None


def _near(shape: tuple[int, ...], lines: list[tuple[tuple[float, float], tuple[float, float]]], share: float) -> Mask:
    """Return the pixels within a share of the box's size of any of the lines."""
    canvas = np.zeros(shape, np.uint8)
    thickness = max(round(2 * share * min(shape)), 3)
    for start, end in lines:
        cv2.line(canvas, (round(start[0]), round(start[1])), (round(end[0]), round(end[1])), 1, thickness)
    return canvas.astype(bool)


def _filled(piece: Mask, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return how much of the way between two points has ink close by."""
    height, width = piece.shape
    slack = max(round(0.12 * min(height, width)), 2)
    wide = cv2.dilate(piece.astype(np.uint8), np.ones((2 * slack + 1, 2 * slack + 1), np.uint8))
    xs = np.clip(np.linspace(start[0], end[0], 40).astype(int), 0, width - 1)
    ys = np.clip(np.linspace(start[1], end[1], 40).astype(int), 0, height - 1)
    return float(wide[ys, xs].mean())
