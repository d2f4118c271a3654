"""A page that is only a picture, a scan or a photograph, to words, rules and marks in their places.

The steps, each in its own module: the file is decoded (`picture`), the sheet is cut out, set upright, levelled and lit
evenly (`straighten`), the table's rules are found (`rules`), the text is read (`reading`, by way of `ocr`).
"""

from __future__ import annotations

import io
from functools import partial

import numpy as np
from PIL import Image

from pipeline.parse.page.layout import Box, Drawing, Page, Shape, Word

_CROP_MARGIN = 4.0  # points
_CROP_WIDEST = 1_600  # pixels


def read_image_pages(content: bytes) -> list[Page]:
    """Return the pages of an image file (JPEG, PNG, TIFF, BMP, WebP); raise `Unreadable` where it is none."""
    from pipeline.parse.page.picture import pictures

    return [_page(number, image, None) for number, image in enumerate(pictures(content), start=1)]


def recognise(number: int, image: Image.Image, dpi: float) -> Page:
    """Return a rendered page as a picture shows it: upright, with every word that could be read on it."""
    return _page(number, image, dpi)


def _page(number: int, image: Image.Image, dpi: float | None) -> Page:
    from pipeline.parse.page.reading import DARK, read
    from pipeline.parse.page.rules import find_rules
    from pipeline.parse.page.straighten import straightened

    sheet = straightened(np.asarray(image.convert("RGB")), dpi)
    dark = sheet.grey < DARK
    rules = find_rules(dark)
    tokens = read(sheet.colour, dark & ~rules.mask)
    points = 72.0 / sheet.dpi
    height, width = dark.shape
    return Page(
        number=number,
        width=width * points,
        height=height * points,
        words=tuple(Word(token.text, _box(token.box, points), round(token.confidence, 4)) for token in tokens),
        shapes=tuple(Shape(Drawing.RULE, _box(area, points)) for area in rules.areas),
        crop=partial(_crop, Image.fromarray(sheet.colour), points),
    )


def _box(area: tuple[int, int, int, int], points: float) -> Box:
    left, top, right, bottom = area
    return Box(left * points, top * points, right * points, bottom * points)


def _crop(picture: Image.Image, points: float, box: Box) -> bytes:
    """Return a box of the page, with a small margin, as a PNG picture."""
    left, top = (max(int((edge - _CROP_MARGIN) / points), 0) for edge in (box.left, box.top))
    right = min(max(int((box.right + _CROP_MARGIN) / points), left + 1), picture.width)
    bottom = min(max(int((box.bottom + _CROP_MARGIN) / points), top + 1), picture.height)
    part = picture.crop((min(left, picture.width - 1), min(top, picture.height - 1), right, bottom))
    part.thumbnail((_CROP_WIDEST, _CROP_WIDEST))
    stream = io.BytesIO()
    part.convert("L" if _is_grey(part) else "RGB").save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _is_grey(picture: Image.Image) -> bool:
    values = np.asarray(picture).astype(np.int16)
    return bool((values.max(axis=2) - values.min(axis=2)).max() < 24)
