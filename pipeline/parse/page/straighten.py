"""A picture of a page to the page itself: the sheet cut out of its background, upright, level, evenly lit.

Everything is found on a small draft, and the original is then warped once, straight to the working size: each
further resampling would cost sharpness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page import ocr
from pipeline.parse.page.ocr import Pixels, Quad

Matrix = NDArray[np.float64]

WIDTH = 1654  # A4 at 200 dots an inch: the recogniser gains nothing from more, and the detector's time is its square
A4_POINTS = (595.3, 841.9)
_DRAFT = 1190  # finds as many lines as the working size does, in a third of the time
_LEVEL = 2.0  # degrees: lines found on a draft that slants no more than this are good enough to be read
_SURE = 0.93  # mean probability of a line that is read the right way up
_SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it would have come from a good scanner. `dpi` gives points from pixels, `lines` where text stands."""

    colour: Pixels
    dpi: float
    lines: tuple[Quad, ...]

    @property
    def grey(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def straightened(picture: Pixels, dpi: float | None) -> Sheet:
    """Return the page that a picture shows. Without `dpi`, or with a background, it is taken to be A4."""
    picture = _shrunk(picture)
    outline = sheet_outline(picture)
    matrix, size = _flat(picture, outline)
    draft_scale = _DRAFT / min(size)
    draft = even(_warped(picture, _scaling(draft_scale) @ matrix, _times(size, draft_scale)))
    lines = ocr.find_lines(draft)
    turn, skew = uprightness(draft, lines)
    turned, size = _turned(size, turn)
    scale = WIDTH / min(size)
    level, size = _levelled(_times(size, scale), skew)
    sheet = even(_warped(picture, level @ _scaling(scale) @ turned @ matrix, size))
    if turn == 0 and abs(skew) < _LEVEL:
        lines = [_moved(quad, level @ _scaling(scale / draft_scale)) for quad in lines]
    else:
        smaller = _DRAFT / min(size)
        draft = np.asarray(cv2.resize(sheet, _times(size, smaller), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        lines = [quad / np.float32(smaller) for quad in ocr.find_lines(draft)]
    working = dpi * scale if outline is None and dpi is not None else 72.0 * min(size) / A4_POINTS[0]
    return Sheet(sheet, working, tuple(lines))


def _moved(quad: Quad, matrix: Matrix) -> Quad:
    return np.asarray(cv2.perspectiveTransform(quad[None], matrix)[0], dtype=np.float32)


def sheet_outline(picture: Pixels) -> Quad | None:
    """Return the corners of a sheet of paper that lies on something darker, or None where the page fills the picture.

    Paper is bright and hardly coloured. The outline must be a convex quadrilateral of plausible shape that holds
    most of the bright pixels, and at least one of its sides must be clearly inside the picture.
    """
    scale = 600 / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.int16)
    coloured = np.abs(lab[:, :, 1:] - 128).max(axis=2)
    bright = np.clip(lab[:, :, 0] - 2 * np.maximum(coloured - 12, 0), 0, 255).astype(np.uint8)
    bright = cv2.GaussianBlur(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (7, 7), 0)
    _, mask = cv2.threshold(bright, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if _contrast(bright, mask) < 45:
        return None
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area = cv2.contourArea(largest)
    if not 0.2 * width * height < area < 0.985 * width * height:
        return None
    corners = _four_corners(largest)
    if corners is None or not _plausible(corners, area, width, height):
        return None
    return np.asarray(corners / scale, dtype=np.float32)


def _contrast(bright: NDArray[Any], mask: NDArray[Any]) -> float:
    inside, outside = bright[mask > 0], bright[mask == 0]
    if not len(inside) or len(outside) < 0.015 * bright.size:
        return 0.0
    return float(np.median(inside)) - float(np.median(outside))


def _four_corners(hull: NDArray[Any]) -> Quad | None:
    for tolerance in np.arange(0.01, 0.09, 0.01):
        outline = cv2.approxPolyDP(hull, float(tolerance) * cv2.arcLength(hull, True), True)
        if len(outline) == 4:
            return _in_order(outline.reshape(4, 2).astype(np.float32))
        if len(outline) < 4:
            return None
    return None


def _in_order(corners: Quad) -> Quad:
    """Return corners as top left, top right, bottom right, bottom left."""
    centre = corners.mean(axis=0)
    by_angle = corners[np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))]
    first = int(by_angle.sum(axis=1).argmin())
    return np.roll(by_angle, -first, axis=0)


def _plausible(corners: Quad, area: float, width: int, height: int) -> bool:
    if cv2.contourArea(corners) < 0.93 * area:
        return False
    sides = [float(np.linalg.norm(corners[i] - corners[(i + 1) % 4])) for i in range(4)]
    if min(sides[0], sides[2]) < 0.6 * max(sides[0], sides[2]) or min(sides[1], sides[3]) < 0.6 * max(
        sides[1], sides[3]
    ):
        return False
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    return 1.1 < max(across, down) / min(across, down) < 1.8


def uprightness(draft: Pixels, lines: list[Quad]) -> tuple[int, float]:
    """Return the quarter turns (anticlockwise) that set a page upright, and its slant in degrees after them.

    Lines of text say both: their long sides give the slant, and which way up they read best gives the turn.
    """
    lines = [quad for quad in lines if _length(quad) > 3 * _thickness(quad)]
    if not lines:
        return 0, 0.0
    lying = [abs(_slant(quad)) < 45 for quad in lines]
    weights = np.array([_length(quad) for quad in lines])
    turn = 0 if weights[np.array(lying)].sum() >= weights[~np.array(lying)].sum() else 1
    lines = [quad for quad, flat in zip(lines, lying, strict=True) if flat == (turn == 0)]
    if turn:
        lines = [_quarter(quad, draft.shape[1]) for quad in lines]
        draft = np.ascontiguousarray(np.rot90(draft))
    samples = [ocr.cut(draft, quad) for quad in sorted(lines, key=_length)[-3 * _SAMPLES :: 3]]
    as_is = _readability(samples)
    if as_is < _SURE and _readability([np.ascontiguousarray(np.rot90(sample, 2)) for sample in samples]) > as_is:
        turn += 2
    return turn, _median([_slant(quad) for quad in lines], [_length(quad) for quad in lines])


def _readability(samples: list[Pixels]) -> float:
    glyphs = [glyph.confidence for sample in samples for glyph in ocr.read_line(sample)]
    return float(np.mean(glyphs)) if glyphs else 0.0


def _length(quad: Quad) -> float:
    return float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def _thickness(quad: Quad) -> float:
    return float(min(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def _slant(quad: Quad) -> float:
    """Return the angle of a line's long side in degrees, from -90 to 90; positive falls to the right."""
    along = (
        quad[1] - quad[0]
        if np.linalg.norm(quad[1] - quad[0]) >= np.linalg.norm(quad[3] - quad[0])
        else quad[3] - quad[0]
    )
    angle = math.degrees(math.atan2(float(along[1]), float(along[0])))
    return (angle + 90) % 180 - 90


def _quarter(quad: Quad, width: int) -> Quad:
    """Return where a box lands when its picture is turned a quarter anticlockwise."""
    moved = np.stack([quad[:, 1], width - quad[:, 0]], axis=1).astype(np.float32)
    return _in_order(moved)


def _median(values: list[float], weights: list[float]) -> float:
    order = np.argsort(values)
    total = np.cumsum(np.array(weights)[order])
    return float(np.array(values)[order][int(np.searchsorted(total, total[-1] / 2))])


def even(picture: Pixels) -> Pixels:
    """Return the picture with its paper white and its ink dark, whatever the light was.

    The paper's own brightness is estimated around every pixel, channel by channel, from the brightest values within
    a window wider than any stroke, and divided out; colours of ink and highlighter stay.
    """
    height, width = picture.shape[:2]
    scale = 400 / min(height, width)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), 31)
    paper = cv2.GaussianBlur(paper, (0, 0), 8)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(picture, np.maximum(paper, 40), scale=245)
    grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
    darkest = float(np.percentile(grey[:: max(height // 800, 1), :: max(width // 800, 1)], 0.7))
    darkest = min(max(darkest - 10, 0.0), 150.0)
    ramp = np.clip((np.arange(256) - darkest) * (255.0 / (240.0 - darkest)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(flat, ramp), dtype=np.uint8)


def _shrunk(picture: Pixels) -> Pixels:
    """Halve what is far larger than is needed, so that the one warp that follows has no pixels to skip."""
    factor = min(picture.shape[:2]) / (WIDTH * 1.6)
    if factor <= 1.25:
        return picture
    return np.asarray(
        cv2.resize(picture, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def _flat(picture: Pixels, outline: Quad | None) -> tuple[Matrix, tuple[int, int]]:
    height, width = picture.shape[:2]
    if outline is None:
        return np.eye(3), (width, height)
    sides = [float(np.linalg.norm(outline[i] - outline[(i + 1) % 4])) for i in range(4)]
    across, down = max(sides[0], sides[2]), max(sides[1], sides[3])
    long = max(across, down)
    short = long * A4_POINTS[0] / A4_POINTS[1]
    size = (round(short), round(long)) if across < down else (round(long), round(short))
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(outline, corners), dtype=np.float64), size


def _scaling(factor: float) -> Matrix:
    return np.diag([factor, factor, 1.0])


def _times(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return round(size[0] * factor), round(size[1] * factor)


def _turned(size: tuple[int, int], turn: int) -> tuple[Matrix, tuple[int, int]]:
    """Return the matrix of quarter turns anticlockwise, and the size after them."""
    matrix = np.eye(3)
    for _ in range(turn):
        matrix = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, size[0]], [0.0, 0.0, 1.0]]) @ matrix
        size = (size[1], size[0])
    return matrix, size


def _levelled(size: tuple[int, int], skew: float) -> tuple[Matrix, tuple[int, int]]:
    if abs(skew) < 0.04:
        return np.eye(3), size
    rotation = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), skew, 1.0)
    return np.vstack([rotation, [0.0, 0.0, 1.0]]), size


def _warped(picture: Pixels, matrix: Matrix, size: tuple[int, int]) -> Pixels:
    shrinks = abs(np.linalg.det(matrix[:2, :2])) < 0.4
    if shrinks:  # average before skipping pixels
        picture = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.uint8)
    return np.asarray(
        cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )
