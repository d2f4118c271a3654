"""RapidOCR: where text lines stand in a picture, and what they say, character by character.

The engine finds the lines. Its recogniser is asked for its raw probabilities, for three reasons: the model knows
18,000 characters, most of them Chinese, and a British form has about a hundred; the library keeps the probability of the
first column of a character only, which is low on characters that are read with certainty; and one doubtful
character in an email address must not drown in the mean of thirty sure ones.
"""

from __future__ import annotations

import functools
import string
import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]  # four corners: top left, top right, bottom right, bottom left

_ALPHABET = frozenset(
    string.ascii_letters + string.digits + string.punctuation + " £€½¼¾×°•·–—‘’“”…âàéèêëîïôöûüçñáíóúÂÉÈÊÔÖÜÇ√✓✔✗☐☑☒"
)
_THREADS = 2
_HEIGHT = 48  # the recogniser's own
_LEAST_RATIO = 4.0
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as read: the middle of it along its line as a fraction of the line's width, and its probability."""

    text: str
    at: float
    confidence: float


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 4000,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.box_thresh": 0.45,
        }
    )


@functools.cache
def _recogniser() -> tuple[Any, list[str], NDArray[np.bool_]]:
    """Return the recogniser's session, its characters, and which of them a form may hold."""
    engine = _engine()
    recogniser = engine.text_rec or engine._load_rec_model()
    characters = list(recogniser.postprocess_op.character)
    allowed = np.array([index == 0 or character in _ALPHABET for index, character in enumerate(characters)])
    return recogniser.session, characters, allowed


def find_lines(picture: Pixels) -> list[Quad]:
    """Return where lines of text stand in a picture, top to bottom."""
    with _lock:
        found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    return [np.asarray(box, dtype=np.float32) for box in found.boxes]


def cut(picture: Pixels, quad: Quad) -> Pixels:
    """Return a quadrilateral of the picture as an upright rectangle."""
    width = max(round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))), 4)
    height = max(round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))), 4)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )


def read_line(line: Pixels) -> list[Glyph]:
    """Return the characters of one line of text, its spaces among them."""
    session, characters, allowed = _recogniser()
    probabilities = session(_prepared(line))[0]
    filled = min(line.shape[1] / line.shape[0] / max(line.shape[1] / line.shape[0], _LEAST_RATIO), 1.0)
    columns = max(probabilities.shape[0] * filled, 1.0)
    best = np.where(allowed, probabilities, 0.0)
    tokens = best.argmax(axis=1)
    strengths = best.max(axis=1)
    glyphs: list[Glyph] = []
    start = 0
    for end in range(1, len(tokens) + 1):
        if end < len(tokens) and tokens[end] == tokens[start]:
            continue
        if tokens[start]:
            peak = start + int(strengths[start:end].argmax())
            at = min((peak + 0.5) / columns, 1.0)
            glyphs.append(Glyph(characters[tokens[start]], at, float(strengths[start:end].max())))
        start = end
    return glyphs


def _prepared(line: Pixels) -> NDArray[np.float32]:
    """Return a line as the recogniser takes it: 48 pixels high, from -1 to 1, padded with grey on the right."""
    height, width = line.shape[:2]
    wide = max(int(np.ceil(_HEIGHT * width / height)), 8)
    ready = np.zeros((1, 3, _HEIGHT, max(wide, int(_HEIGHT * _LEAST_RATIO))), dtype=np.float32)
    method = cv2.INTER_AREA if height > 1.5 * _HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(line, (wide, _HEIGHT), interpolation=method).astype(np.float32)
    ready[0, :, :, :wide] = scaled.transpose(2, 0, 1) / 127.5 - 1.0
    return ready


def plain(glyphs: list[Glyph]) -> str:
    """Return what the characters say."""
    return "".join(glyph.text for glyph in glyphs)
