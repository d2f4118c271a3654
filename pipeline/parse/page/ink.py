"""Ink on a sheet that is no printed or typed word: signatures, scribbles, notes by hand."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page.layout import Drawing
from pipeline.parse.page.pen import Stroke
from pipeline.parse.page.reading import Token
from pipeline.parse.page.rules import Area

Mask = NDArray[np.bool_]
_BORDER = 0.015  # of the sheet: shadows of its edge, staples, the rim of the glass


def loose_ink(ink: Mask, tokens: Sequence[Token], capital: float) -> list[Stroke]:
    """Return clusters of ink outside every word, larger than a bullet and no straight line."""
    free = ink.astype(np.uint8)
    for token in tokens:
        left, top, right, bottom = token.box
        slack = round(0.2 * capital)
        free[max(top - slack, 0) : bottom + slack, max(left - slack, 0) : right + slack] = 0
    height, width = ink.shape
    rim_x, rim_y = round(_BORDER * width), round(_BORDER * height)
    free[:rim_y], free[-rim_y:] = 0, 0
    free[:, :rim_x], free[:, -rim_x:] = 0, 0
    free = _without_specks(free, capital)
    reach = round(0.5 * capital)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(free, np.ones((reach, reach), np.uint8)))
    strokes = []
    for index in range(1, count):
        x, y, wide, high = (int(value) for value in stats[index][:4])
        piece = free[y : y + high, x : x + wide].astype(bool) & (labels[y : y + high, x : x + wide] == index)
        rows, columns = np.flatnonzero(piece.any(axis=1)), np.flatnonzero(piece.any(axis=0))
        box = (x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1)
        if _is_writing(box, piece, capital):
            strokes.append(Stroke(Drawing.INK, box))
    return strokes


def written_ink(written: Sequence[Token], capital: float) -> list[Stroke]:
    """Return the places of words that are certainly written by hand, whatever they were read as."""
    runs: list[Area] = []
    for token in written:
        last = runs[-1] if runs else None
        if last and token.box[0] - last[2] < 2 * capital and last[1] < token.box[3] and token.box[1] < last[3]:
            box = token.box
            runs[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            runs.append(token.box)
    return [Stroke(Drawing.INK, run) for run in runs if run[2] - run[0] > capital]


def _without_specks(free: NDArray[np.uint8], capital: float) -> NDArray[np.uint8]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=8)
    large = np.zeros(count, np.uint8)
    large[1:] = (stats[1:, 4] >= 0.05 * capital**2) & (stats[1:, 2:4].max(axis=1) >= 0.4 * capital)
    return np.asarray(large[labels], dtype=np.uint8)


def _is_writing(box: Area, piece: Mask, capital: float) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    if wide < 1.2 * capital and high < 1.2 * capital:
        return False
    return min(wide, high) > 0.4 * capital or bool(piece.sum() > 0.5 * wide * high and min(wide, high) > 0.5 * capital)
