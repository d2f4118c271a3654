"""Scans and photographs of the form, made deterministically: answers typed on a rendered blank form, pen marks drawn
with a hand that shakes, and the damage that scanners, fax machines and phones do.

The blank form is a rendering of the printed PDF at 200 dots an inch; places are in points of it. The answers are set
in the typeface that Pillow carries, so that every machine makes the same pixels.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

BLANK = Path(__file__).parent.parent / "data" / "scans" / "form-200dpi.png"
DPI = 200
BLUE, RED, BLACK = "#1b2a8a", "#c02020", "#151515"
YES, NO = (226.9, 369.0, 244.1, 379.0), (252.4, 369.0, 265.2, 379.0)
SIGN = (94.0, 671.0, 190.0, 681.0)
_PLACES = {
    "school": (226, 116),
    "contact": (226, 143.5),
    "headteacher": (226, 171),
    "comments": (57, 247),
    "alternative_years": (226, 420),
    "signed": (94, 670),
    "date": (381, 670),
}
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass
class Sheet:
    """A form on paper."""

    picture: Image.Image
    dice: random.Random

    def pen(self, points: Sequence[Point], colour: str = BLACK, width: float = 1.3) -> None:
        """Draw a line through points, in points."""
        scale = DPI / 72
        path = [(x * scale, y * scale) for x, y in points]
        ImageDraw.Draw(self.picture).line(path, fill=colour, width=round(width * scale), joint="curve")

    def ring(self, box: Box, colour: str = BLUE) -> None:
        left, top, right, bottom = box
        tall = bottom - top
        across, down = (right - left) / 2 + 0.4 * tall, tall * 0.72
        start, round_ = self.dice.uniform(0, 6), 2 * math.pi * self.dice.uniform(1.0, 1.1)
        self.pen(
            [
                (
                    (left + right) / 2
                    + across * math.cos(start + step / 60 * round_) * (1 + 0.04 * math.sin(step / 7)),
                    (top + bottom) / 2 + down * math.sin(start + step / 60 * round_),
                )
                for step in range(61)
            ],
            colour,
        )

    def line(self, start: Point, end: Point, colour: str = BLACK) -> None:
        """Draw a nearly straight line."""
        bend = self.dice.uniform(-0.4, 0.4)
        self.pen(
            [
                (start[0] + (end[0] - start[0]) * u, start[1] + (end[1] - start[1]) * u + bend * math.sin(math.pi * u))
                for u in (step / 20 for step in range(21))
            ],
            colour,
        )

    def strike(self, box: Box, colour: str = BLACK) -> None:
        middle = (box[1] + box[3]) / 2 + 0.8
        self.line((box[0] - 2, middle + self.dice.uniform(-0.4, 0.4)), (box[2] + 2, middle), colour)

    def underline(self, box: Box, colour: str = BLACK) -> None:
        self.line((box[0] - 1, box[3] + 0.8), (box[2] + 1, box[3] + 0.2), colour)

    def tick(self, box: Box, colour: str = BLUE) -> None:
        """Draw a tick after a word."""
        x, y = box[2] + 5, (box[1] + box[3]) / 2
        self.line((x, y), (x + 3.5, y + 4.5), colour)
        self.line((x + 3.5, y + 4.5), (x + 11, y - 7), colour)

    def cross_over(self, box: Box, colour: str = BLACK) -> None:
        self.line((box[0] - 1, box[1]), (box[2] + 1, box[3]), colour)
        self.line((box[0] - 1, box[3]), (box[2] + 1, box[1]), colour)

    def highlight(self, box: Box, colour: str = "#fff35a") -> None:
        scale = DPI / 72
        paint = Image.new("RGB", self.picture.size, "white")
        area = [value * scale for value in (box[0] - 2, box[1] - 0.5, box[2] + 2, box[3] + 0.5)]
        ImageDraw.Draw(paint).rectangle(area, fill=colour)
        self.picture = Image.fromarray(np.minimum(np.asarray(self.picture), np.asarray(paint)))

    def delete(self, box: Box) -> None:
        """Take a word, and the stroke before or after it, off the form, as a typist does."""
        scale = DPI / 72
        left, right = (box[0] - 6, box[2] + 1) if box == NO else (box[0] - 1, box[2] + 6)
        ImageDraw.Draw(self.picture).rectangle(
            [left * scale, (box[1]) * scale + 3, right * scale, box[3] * scale], "white"
        )

    def sign(self, colour: str = BLUE) -> None:
        """Draw a signature that nobody can read."""
        x, y = SIGN[0], (SIGN[1] + SIGN[3]) / 2
        points = [(x + 4 * step + self.dice.gauss(0, 2.5), y + self.dice.gauss(0, 6)) for step in range(14)]
        smooth = np.array(points)
        for _ in range(3):  # corners are cut three times (Chaikin), as a quick hand does
            quarter = 0.75 * smooth[:-1] + 0.25 * smooth[1:]
            smooth = np.stack([quarter, 0.25 * smooth[:-1] + 0.75 * smooth[1:]], axis=1).reshape(-1, 2)
        self.pen([(float(px), float(py)) for px, py in smooth], colour, 0.8)


def filled(size: float = 11.0, seed: int = 1, **answers: str) -> Sheet:
    """Return a form with answers typed in their places."""
    picture = Image.open(BLANK).convert("RGB")
    draw = ImageDraw.Draw(picture)
    scale = DPI / 72
    font = ImageFont.load_default(size * scale)
    for name, text in answers.items():
        x, y = _PLACES[name]
        draw.multiline_text((x * scale, y * scale), text, font=font, fill="#101010", spacing=size * scale * 0.3)
    return Sheet(picture, random.Random(seed))


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=degrees % 90 == 0, fillcolor="white")


def noisy(picture: Image.Image, amount: float = 25.0, seed: int = 2) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, amount, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def shadowed(picture: Image.Image) -> Image.Image:
    """Lay the shadow of a phone over the lower right of a page."""
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width]
    depth = 1 - 0.55 / (1 + np.exp(-(columns / picture.width + 0.6 * rows / picture.height - 0.9) * 14))
    return Image.fromarray((np.asarray(picture) * depth[..., None]).astype(np.uint8))


def faxed(picture: Image.Image, seed: int = 3) -> Image.Image:
    """Make a page black and white, with specks."""
    chance = np.random.default_rng(seed)
    grey = np.asarray(picture.convert("L")) + chance.normal(0, 25, (picture.height, picture.width))
    grey = np.where(grey < 150, 0, 255)
    grey[chance.random(grey.shape) < 0.0004] = 0
    return Image.fromarray(grey.astype(np.uint8))


def photographed(picture: Image.Image, seed: int = 4) -> Image.Image:
    """Photograph a page on a desk: from a slant, unevenly lit."""
    dice = random.Random(seed)
    width, height = int(picture.width * 1.25), int(picture.height * 1.18)
    corners = [(0.1, 0.07), (0.9, 0.08), (0.92, 0.93), (0.08, 0.92)]
    target = [[width * (x + dice.uniform(-0.03, 0.03)), height * (y + dice.uniform(-0.025, 0.025))] for x, y in corners]
    source = [[0, 0], [picture.width, 0], [picture.width, picture.height], [0, picture.height]]
    matrix = cv2.getPerspectiveTransform(np.array(source, np.float32), np.array(target, np.float32))
    paper = cv2.warpPerspective(np.asarray(picture), matrix, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((picture.height, picture.width), 1.0, np.float32), matrix, (width, height))
    desk = np.full((height, width, 3), (72, 52, 36), np.float32)
    scene = desk * (1 - mask[..., None]) + 0.92 * paper * mask[..., None]
    rows, columns = np.mgrid[0:height, 0:width]
    light = 1.15 - 0.45 * ((columns / width - 0.3) ** 2 + (rows / height - 0.35) ** 2)
    scene = scene * light[..., None] + np.random.default_rng(seed).normal(0, 4, (height, width, 1))
    return Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))


def coded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()
