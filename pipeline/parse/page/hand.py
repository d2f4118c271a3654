"""Typed or written by hand? The recogniser reads neat handwriting and is as sure of it as of print, so its own
figure cannot keep handwriting out of the table.

Print is regular: upright stems, strokes of one width, letters on one line. Handwriting is not. The directions of the
strokes in small windows along a word (a histogram of oriented gradients: Dalal and Triggs, CVPR 2005) go through a
small network, trained by `training/hand.py` on words in some forty printing fonts and thirty handwriting fonts that
were shaken, blurred, faxed and compressed as scans are. What neighbours on a line say counts too: nobody
changes from the keyboard to the pen and back within a few words more often than once.
"""

from __future__ import annotations

import functools
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.parse.page.ocr import Pixels
from pipeline.parse.page.reading import Token

_WINDOW = 48
_STEP = 16
_TEXT = 34.0  # pixels of a window that a line's height fills
_CELL = 8
_BINS = 12
_SWITCH = 0.06  # chance that the hand changes from one word of a line to the next
_CERTAIN = 0.05
_CLOSE_BY = 0.97
_LINES_APART = 2.5
_MOST = 6.0  # log-odds that one word may bring

Floats = NDArray[np.float32]


def typed(grey: Pixels, tokens: list[Token]) -> list[float]:
    """Return, for each word, the probability that it was printed or typed."""
    odds = [log_odds(windows(grey, token.box, token.height)) for token in tokens]
    result = [0.0] * len(tokens)
    for line in {token.line for token in tokens}:
        members = sorted((i for i, token in enumerate(tokens) if token.line == line), key=lambda i: tokens[i].box[0])
        for index, chance in zip(members, smoothed([odds[i] for i in members]), strict=True):
            result[index] = chance
    return result


def by_hand(tokens: list[Token], chances: list[float], capital: float) -> list[bool]:
    """Tell, for each word, whether it must be taken for handwriting.

    Figures tell less of the hand than letters do. Close to what is certainly written by hand, a word counts as typed
    only if it certainly looks so.
    """
    runs = written_words(tokens, chances, capital)
    return [
        chance < (_CLOSE_BY if any(_is_close(token, run) for run in runs) else 0.5)
        for token, chance in zip(tokens, chances, strict=True)
    ]


def written_words(tokens: list[Token], chances: list[float], capital: float) -> list[Token]:
    """Return words of some size that are certainly written by hand."""
    return [
        token
        for token, chance in zip(tokens, chances, strict=True)
        if chance < _CERTAIN
        and token.box[3] - token.box[1] >= 0.75 * capital
        and token.box[2] - token.box[0] >= 2.0 * capital
    ]


def _is_close(token: Token, run: Token) -> bool:
    gap = max(run.box[1] - token.box[3], token.box[1] - run.box[3], 0)
    return gap < _LINES_APART * max(token.height, run.height)


def windows(grey: Pixels, box: tuple[int, int, int, int], height: float) -> Floats:
    """Return the features of the windows along a word, one row each."""
    left, top, right, bottom = box
    scale = _TEXT / max(height, 8.0)
    reach = _WINDOW / 2 / scale
    middle = (top + bottom) / 2
    first, last = max(int(middle - reach), 0), int(middle + reach) + 1
    part = 255 - grey[first:last, max(left - 2, 0) : right + 2]
    small = cv2.resize(
        part,
        (max(round(part.shape[1] * scale), 4), _WINDOW),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
    ).astype(np.float32)
    small /= max(float(small.max()), 60.0)
    width = max(small.shape[1], _WINDOW)
    canvas = np.zeros((_WINDOW, width), np.float32)
    start = (width - small.shape[1]) // 2
    canvas[:, start : start + small.shape[1]] = small
    across, down = cv2.Sobel(canvas, cv2.CV_32F, 1, 0), cv2.Sobel(canvas, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down)
    # Bins are centred on the axes: a stem that is exactly upright must not flicker between two of them.
    place = (angle % np.pi) * (_BINS / np.pi)
    lower = np.floor(place).astype(np.int32) % _BINS
    share = place - np.floor(place)
    planes = np.zeros((_BINS, _WINDOW, width), np.float32)
    rows, columns = np.indices(canvas.shape)
    planes[lower, rows, columns] += strength * (1 - share)
    planes[(lower + 1) % _BINS, rows, columns] += strength * share
    sums = planes.cumsum(axis=1).cumsum(axis=2)
    sums = np.pad(sums, ((0, 0), (1, 0), (1, 0)))
    found = []
    for offset in range(0, width - _WINDOW + 1, _STEP):
        ys = np.arange(0, _WINDOW + 1, _CELL)
        xs = ys + offset
        grid = sums[:, ys][:, :, xs]
        cells = grid[:, 1:, 1:] - grid[:, :-1, 1:] - grid[:, 1:, :-1] + grid[:, :-1, :-1]
        found.append(_normalised(cells))
    return np.stack(found)


def _normalised(cells: Floats) -> Floats:
    flat = np.sqrt(np.maximum(cells.reshape(-1), 0))
    return np.asarray(flat / (np.linalg.norm(flat) + 1e-3), dtype=np.float32)


def log_odds(features: Floats) -> float:
    """Return the log-odds that a word is print, from its windows."""
    first, second = _network()["hidden"], _network()["out"]
    hidden = np.maximum(features @ first[:-1] + first[-1], 0)
    each = hidden @ second[:-1] + second[-1]
    # Windows overlap by two thirds and share a font: they are not so many witnesses.
    total = float(each.mean()) * len(each) ** 0.5
    return float(np.clip(total, -_MOST, _MOST))


def smoothed(odds: list[float]) -> list[float]:
    """Return probabilities of print along a line, each word in the light of the others (forward and backward)."""
    likely = np.array([[1 / (1 + np.exp(-value)), 1 / (1 + np.exp(value))] for value in odds])
    move = np.array([[1 - _SWITCH, _SWITCH], [_SWITCH, 1 - _SWITCH]])
    ahead, back = np.ones_like(likely), np.ones_like(likely)
    for index in range(1, len(odds)):
        ahead[index] = (ahead[index - 1] * likely[index - 1]) @ move
        ahead[index] /= ahead[index].sum()
    for index in range(len(odds) - 2, -1, -1):
        back[index] = move @ (back[index + 1] * likely[index + 1])
        back[index] /= back[index].sum()
    both = ahead * likely * back
    return [float(row[0] / row.sum()) for row in both]


@functools.cache
def _network() -> dict[str, Floats]:
    with resources.files("pipeline.parse.page").joinpath("hand.npz").open("rb") as stream, np.load(stream) as stored:
        return {name: stored[name].astype(np.float32) for name in ("hidden", "out")}
