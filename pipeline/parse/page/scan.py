"""A page that is only a picture, a scan or a photograph, to words, rules and marks in their places.

The steps, each in its own module: the file is decoded (`picture`), the sheet is cut out, set upright, levelled and lit
evenly (`straighten`), the table's rules are found (`rules`), the text is read (`reading`, by way of `ocr`), print is
told from handwriting (`hand`), and the pen's marks are named (`options`, `marks`, `ink`).

The confidence of a word means "typed, and surely these characters": it is the recogniser's figure for its weakest
character, and a word that looks written by hand never has more than `_BY_HAND`.
"""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.parse.page.layout import Box, Drawing, Page, Shape, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.parse.page.ocr import Pixels
    from pipeline.parse.page.options import Option
    from pipeline.parse.page.pen import Stroke
    from pipeline.parse.page.reading import Token
    from pipeline.parse.page.rules import Area

    Mask = NDArray[np.bool_]

_CROP_MARGIN = 4.0  # points
_CROP_WIDEST = 1_600  # pixels
_BY_HAND = 0.6
_SURE = 0.90
_FAINT = 190  # a hairline is paler than letters on a coarse scan, and still a rule
_CLEAR = (Drawing.ELLIPSE, Drawing.STRIKE, Drawing.UNDERLINE, Drawing.HIGHLIGHT)


def read_image_pages(content: bytes) -> list[Page]:
    """Return the pages of an image file (JPEG, PNG, TIFF, BMP, WebP); raise `Unreadable` where it is none."""
    from pipeline.parse.page.picture import pictures

    return [_page(number, image, None) for number, image in enumerate(pictures(content), start=1)]


def recognise(number: int, image: Image.Image, dpi: float) -> Page:
    """Return a rendered page as a picture shows it: upright, with every word that could be read on it."""
    return _page(number, image, dpi)


def _page(number: int, image: Image.Image, dpi: float | None) -> Page:
    from pipeline.parse.page.hand import typed
    from pipeline.parse.page.reading import DARK, read
    from pipeline.parse.page.rules import find_rules
    from pipeline.parse.page.straighten import straightened

    sheet = straightened(np.asarray(image.convert("RGB")), dpi)
    dark = sheet.grey < DARK
    rules = find_rules(sheet.colour.max(axis=2) < _FAINT)  # highlighter is bright in one colour at least
    ink = dark & ~rules.mask
    tokens = read(sheet.colour, sheet.lines, ink)
    bare = sheet.grey.copy()
    bare[rules.mask] = 255
    tokens, strokes = _marked(tokens, typed(bare, tokens), ink, rules.mask, sheet.colour)
    points = 72.0 / sheet.dpi
    height, width = dark.shape
    return Page(
        number=number,
        width=width * points,
        height=height * points,
        words=tuple(Word(token.text, _box(token.box, points), round(token.confidence, 4)) for token in tokens),
        shapes=(
            *(Shape(Drawing.RULE, _box(area, points)) for area in rules.areas),
            *(Shape(stroke.drawing, _box(stroke.area, points), stroke.confidence) for stroke in strokes),
        ),
        crop=partial(_crop, Image.fromarray(sheet.colour), points),
    )


def _marked(
    tokens: list[Token], typed: list[float], ink: Mask, ruled: Mask, colour: Pixels
) -> tuple[list[Token], list[Stroke]]:
    """Return the words with their final confidence, and what a pen has drawn on and beside them."""
    import cv2

    from pipeline.parse.page.hand import by_hand, written_words
    from pipeline.parse.page.ink import loose_ink, written_ink
    from pipeline.parse.page.marks import Canvas, line_marks, option_marks
    from pipeline.parse.page.options import capital_height, find_options, split_tokens

    capital = capital_height(tokens)
    tokens = [
        replace(token, written=written) for token, written in zip(tokens, by_hand(tokens, typed, capital), strict=True)
    ]
    strokes = written_ink(written_words(tokens, typed, capital), capital)
    tokens = split_tokens(tokens, ink)
    canvas = Canvas(ink, cv2.dilate(ruled.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool), colour)
    lines = find_options(tokens, ink, capital)
    told = {id(option.token): option for line in lines for option in line}
    others = [token for token in tokens if id(token) not in told]
    text = [token.box for token in others if _is_text(token.text)]
    marks = [mark for line in lines for mark in option_marks(canvas, line, text, capital)]
    marks += line_marks(canvas, others, capital)
    strokes += loose_ink(ink, tokens, capital)
    around = [_grown(option.zone, 2.6 * capital) for option in told.values()]
    strokes = [stroke for stroke in strokes if not any(_inside(stroke.area, area) for area in around)]
    certain = {
        id(option.token): any(mark.drawing in _CLEAR and _inside(mark.area, option.zone) for mark in marks)
        and max(other.token.confidence for other in line) >= _SURE
        for line in lines
        if len(line) == 2
        for option in line
    }
    words = [
        _as_option(told[id(token)], colour, certain.get(id(token), False)) if id(token) in told else token
        for token in tokens
        if id(token) in told or not any(_covers(mark, token) for mark in marks)
    ]
    pairs = {option.zone for line in lines if len(line) == 2 for option in line}  # printed, whatever they look like
    words = [
        replace(word, confidence=min(word.confidence, _BY_HAND)) if word.written and word.box not in pairs else word
        for word in words
    ]
    return words, marks + strokes


def _as_option(option: Option, colour: Pixels, certain: bool) -> Token:
    """Return the word of an option in the place of its letters.

    A mark spoils how a word reads. It is read again without what is around it; and where it stands beside an option
    that was read with certainty, and the mark on it is clear, it is `certain` which word it is.
    """
    from pipeline.parse.page.reading import read_apart

    token = replace(option.token, text=option.says, box=option.zone)
    if token.confidence >= _SURE:
        return token
    if certain:
        return replace(token, confidence=_SURE)
    said, confidence = read_apart(colour, option.zone)
    same = said.strip("/|.,()'").casefold() == option.says.casefold()
    return replace(token, confidence=confidence) if same and confidence > token.confidence else token


def _is_text(text: str) -> bool:
    """Tell whether a "word" is one, and no tick, cross or scribble that was read as a character or two."""
    return text.isdigit() or sum(letter.isalnum() for letter in text) > 2


def _covers(mark: Stroke, token: Token) -> bool:
    left, top, right, bottom = token.box
    width = min(right, mark.area[2]) - max(left, mark.area[0])
    height = min(bottom, mark.area[3]) - max(top, mark.area[1])
    drawn = mark.drawing in (Drawing.TICK, Drawing.CROSS, Drawing.INK)
    shared = max(width, 0) * max(height, 0)
    smaller = min((right - left) * (bottom - top), (mark.area[2] - mark.area[0]) * (mark.area[3] - mark.area[1]))
    return drawn and not _is_text(token.text) and shared > 0.5 * max(smaller, 1)


def _grown(area: Area, by: float) -> Area:
    margin = round(by)
    return area[0] - margin, area[1] - margin, area[2] + margin, area[3] + margin


def _inside(area: Area, other: Area) -> bool:
    x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _box(area: Area, points: float) -> Box:
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
