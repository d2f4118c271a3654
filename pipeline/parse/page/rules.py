"""The straight lines of a sheet that are printed to divide it: the edges of the table's cells."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page.ocr import Pixels

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels
_LONG = 90  # pixels: 11 mm at the working size, longer than any stroke of a letter and most words' underlines
_THICK = 12
_SOLID = 0.85  # the feet of a blurred line of text, bridged, have more gaps than a broken rule


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules, and the pixels they cover (a little widened)."""

    areas: tuple[Area, ...]
    mask: NDArray[np.bool_]


def find_rules(ink: NDArray[np.bool_]) -> Rules:
    """Return the straight level and upright lines in the ink of a levelled sheet.

    A warp leaves lines that wander by a pixel or two, and a poor scan breaks them: pieces are thickened across
    their direction before they are measured, and bridged along it.
    """
    picture = ink.astype(np.uint8)
    across = _lines(picture, level=True)
    down = _lines(picture, level=False)
    mask = np.zeros(ink.shape, dtype=np.uint8)
    areas: list[Area] = []
    for lines, level in ((across, True), (down, False)):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for index in range(1, count):
            left, top, width, height = (int(stats[index, column]) for column in range(4))
            length, thickness = (width, height) if level else (height, width)
            if length < _LONG or thickness > _THICK + length // 60:
                continue
            inked = picture[top : top + height, left : left + width].any(axis=0 if level else 1).mean()
            if inked < _SOLID:
                continue
            part = labels[top : top + height, left : left + width] == index
            mask[top : top + height, left : left + width][part] = 1
            areas.append((left, top, left + width, top + height))
    kernel = np.ones((3, 3), np.uint8)
    return Rules(tuple(areas), cv2.dilate(mask, kernel).astype(bool))


def _lines(picture: Pixels, *, level: bool) -> Pixels:
    def along(length: int) -> Pixels:
        return np.ones((1, length) if level else (length, 1), np.uint8)

    thick = cv2.dilate(picture, along(3).T)
    bridged = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, along(9))
    cores = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, along(_LONG // 2))
    joined = cv2.morphologyEx(cores, cv2.MORPH_CLOSE, along(25))
    return np.asarray(cv2.bitwise_and(joined, cv2.dilate(picture, along(3).T)), dtype=np.uint8)
