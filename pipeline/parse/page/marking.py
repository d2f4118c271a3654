"""Marks on the words of an answer: which are struck, ringed, highlighted, and which option a tick belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import hypot

from pipeline.model import Mark, MarkKind
from pipeline.parse.page.layout import Box, Drawing, Field, Shape, Word
from pipeline.parse.page.lines import Text, lines_of

_STYLES = frozenset({MarkKind.BOLD, MarkKind.ITALIC, MarkKind.COLOURED, MarkKind.GREYED})
_OPTION = re.compile(r"(?i)^\W*(yes|no|y|n)\W*$")
_LONE_MARK = re.compile(r"^[(\[]?(?:(?P<cross>[xX×✗✘✕✖❌])|(?P<tick>[✓✔√☑✅]|v/|\\/))[)\]]?$")
_SAME_SPOT = 0.6

Pieces = dict[Word, tuple[Word, ...]]


def split_options(words: Iterable[Word]) -> list[Word]:
    """Return the words with "Yes/No" taken apart, each piece with its share of the place."""
    out: list[Word] = []
    for word in words:
        found = re.fullmatch(r"(?i)(\W*yes)\s*([/|\\-])\s*(no\W*)", word.text)
        out += _cut(word, [found[1], found[2], found[3]]) if found else [word]
    return out


def _cut(word: Word, pieces: Sequence[str]) -> list[Word]:
    letters = sum(len(piece) for piece in pieces)
    out, reached = [], word.box.left
    for piece in pieces:
        width = word.box.width * len(piece) / letters
        box = Box(reached, word.box.top, reached + width, word.box.bottom)
        out.append(replace(word, text=piece, box=box))
        reached += width
    return out


def options_of(words: Iterable[Word]) -> list[Word]:
    """Return the words that are options to choose from, in reading order."""
    options = [word for word in words if _OPTION.match(word.text) and len(re.sub(r"\W", "", word.text)) >= 2]
    return [word for line in lines_of(options) for word in line.words]


def is_lone_mark(text: str) -> MarkKind | None:
    """Return what a typed "X", "(x)" or "✓" is; None for any other text."""
    found = _LONE_MARK.match(text.strip())
    if not found:
        return None
    return MarkKind.CROSSED if found["cross"] else MarkKind.TICKED


def drawn_marks(
    words: Sequence[Word], shapes: Iterable[Shape], is_edge: Callable[[Box], bool]
) -> list[tuple[MarkKind, Word]]:
    """Return the words that drawn things lie on: struck, underlined, highlighted or ringed."""
    out: list[tuple[MarkKind, Word]] = []
    for shape in shapes:
        kind = shape.drawing
        if kind in (Drawing.RULE, Drawing.STRIKE, Drawing.UNDERLINE):
            if not (kind is Drawing.RULE and is_edge(shape.box)):
                out += _lined(words, shape)
        elif kind is Drawing.HIGHLIGHT:
            out += [(MarkKind.HIGHLIGHTED, word) for word in words if _share(word.box, shape.box) >= 0.45]
        elif kind is Drawing.ELLIPSE:
            out += [(MarkKind.CIRCLED, word) for word in _ringed(words, shape.box)]
        elif kind in (Drawing.FRAME, Drawing.BOX):
            out += [(MarkKind.CIRCLED, word) for word in words if _is_framed(word, shape.box)]
    return out


def _share(word: Box, over: Box) -> float:
    return word.overlap(over) / max(word.width * word.height, 0.01)


def _lined(words: Sequence[Word], shape: Shape) -> list[tuple[MarkKind, Word]]:
    """Return the words that a line runs through or under. One that sticks out far on both sides is a fill-in line."""
    box = shape.box
    if shape.drawing is Drawing.UNDERLINE:
        grown = Box(box.left, box.top - 1, box.right, box.bottom + 1)
        return [
            (MarkKind.UNDERLINED, word) for word in words if _share(word.box, grown) >= 0.3 or _under(word.box, box)
        ]
    out: list[tuple[MarkKind, Word]] = []
    for word in words:
        across = min(box.right, word.box.right) - max(box.left, word.box.left)
        if across < 0.55 * word.box.width:
            continue
        if _through(word, shape):
            out.append((MarkKind.STRUCK, word))
        elif _height_in(word, box) <= 1.3 and box.centre[1] > word.box.centre[1]:
            out.append((MarkKind.UNDERLINED, word))
    under = [word for kind, word in out if kind is MarkKind.UNDERLINED]
    if under:
        height = under[0].box.height
        outside = min(word.box.left for word in under) - box.left + box.right - max(word.box.right for word in under)
        if outside > 2.5 * height:
            out = [(kind, word) for kind, word in out if kind is not MarkKind.UNDERLINED]
    return out


def _through(word: Word, line: Shape) -> bool:
    """Tell whether a line runs through the letters of a word, rather than under or over them."""
    place = _height_in(word, line.box)
    if line.box.height > 0.6 * word.box.height:  # a slanted line, or a box of the whole word (StrikeOut)
        return 0.2 <= place <= 0.72 or (line.drawing is Drawing.STRIKE and 0 <= place <= 1)
    if word.baseline is None:
        return 0.2 <= place <= 0.72
    # Fonts disagree on how far below the letters their box ends; the baseline is certain.
    above = (word.baseline - line.box.centre[1]) / max(word.box.height, 0.01)
    return above >= 0.1 and place >= 0.12


def _height_in(word: Word, line: Box) -> float:
    """Return where a line crosses a word: 0 at the top of its box, 1 at the bottom."""
    return (line.centre[1] - word.box.top) / max(word.box.height, 0.01)


def _under(word: Box, line: Box) -> bool:
    across = min(line.right, word.right) - max(line.left, word.left)
    return (
        across >= 0.55 * word.width
        and word.top + 0.6 * word.height <= line.centre[1] <= word.bottom + 0.3 * word.height
    )


def _ringed(words: Sequence[Word], ring: Box) -> list[Word]:
    """Return the words in a ring. One around a whole line, or a box around the answer, marks nothing."""
    inside = [word for word in words if ring.holds(*word.box.centre) and re.search(r"\w", word.text)]
    if inside:
        return inside if ring.height <= 4.5 * max(word.box.height for word in inside) else []
    touched = [word for word in words if _share(word.box, ring) > 0.35 and re.search(r"\w", word.text)]
    return touched if len(touched) == 1 else []


def _is_framed(word: Word, frame: Box) -> bool:
    """Return whether a rectangle is drawn closely around one option: what a cell of a table is not."""
    tall = word.box.height
    close = frame.width <= word.box.width + 1.8 * tall and frame.height <= 2.2 * tall
    return close and frame.holds(*word.box.centre) and _OPTION.match(word.text) is not None


def own_style(words: Sequence[Word], options: Sequence[Word]) -> list[tuple[MarkKind, Word]]:
    """Return the options that are set apart by their type from the other ones: what all share is the form's own."""
    others = options if len(options) > 1 else [word for word in words if re.search(r"\w", word.text)]
    shared = frozenset.intersection(*(word.marks for word in others)) if others else frozenset()
    if len(options) == 1:
        shared = frozenset()
    return [(kind, word) for word in options for kind in sorted(word.marks & _STYLES - shared)]


def assigned(marks: Sequence[Box], options: Sequence[Word]) -> list[list[Word]]:
    """Return for each mark the option that it belongs to; both, where it could be either.

    As many boxes as options are paired in reading order: whether boxes stand before, after, above or below their
    words, they all stand the same way. A single mark belongs to the option that it is clearly nearest to.
    """
    if len(marks) == len(options) > 1:
        placed = [Word("", box) for box in marks]
        ordered = [word for line in lines_of(placed) for word in line.words]
        pairs = {id(mark): option for mark, option in zip(ordered, options, strict=True)}
        return [[pairs[id(mark)]] for mark in placed]
    return [_nearest(mark, options) for mark in marks]


def _nearest(mark: Box, options: Sequence[Word]) -> list[Word]:
    if not options:
        return []
    gaps = sorted((gap(mark, option.box), number) for number, option in enumerate(options))
    first = options[gaps[0][1]]
    if len(gaps) > 1 and gaps[1][0] < max(1.6 * gaps[0][0], gaps[0][0] + 0.25 * first.box.height):
        return [first, options[gaps[1][1]]]
    return [first]


def gap(one: Box, other: Box) -> float:
    """Return how far apart two boxes are; for boxes that overlap, how far their middles are, as less than nothing."""
    across = max(other.left - one.right, one.left - other.right, 0.0)
    down = max(other.top - one.bottom, one.top - other.bottom, 0.0)
    if across or down:
        return hypot(across, down)
    return abs(one.centre[0] - other.centre[0]) / 100 - 1.0


def insert_boxes(text: Text, boxes: Sequence[Field], options: Sequence[Word]) -> None:
    """Write "☒ " or "☐ " before the option that each tick box belongs to; where there is no option, its own name."""
    if not options:
        for box in boxes:
            text.text += (
                (" " if text.text else "") + ("☒" if box.ticked else "☐") + (f" {box.name}" if box.name else "")
            )
        return
    before: dict[int, bool] = {}
    for box, owners in zip(boxes, assigned([box.box for box in boxes], options), strict=True):
        for owner in owners:
            before[id(owner)] = before.get(id(owner), False) or bool(box.ticked)
    for option in reversed(options):
        if id(option) in before:
            _insert(text, text.spans[id(option)][0], "☒ " if before[id(option)] else "☐ ")


def put_before(text: Text, what: str) -> None:
    """Write words before an answer."""
    _insert(text, 0, what)


def _insert(text: Text, at: int, what: str) -> None:
    text.text = text.text[:at] + what + text.text[at:]
    for key, (start, end) in text.spans.items():
        if start >= at:
            text.spans[key] = (start + len(what), end + len(what))


def as_marks(found: Iterable[tuple[MarkKind, Word]], text: Text) -> tuple[Mark, ...]:
    """Return marks with their places in the text; marks of one kind that stand side by side are one."""
    places = sorted({(kind, *text.spans[id(word)]) for kind, word in found if id(word) in text.spans})
    out: list[Mark] = []
    for kind, start, end in places:
        if (
            out
            and out[-1].kind is kind
            and not re.search(r"\w", text.text[out[-1].end : start])
            and "\n" not in text.text[out[-1].end : start]
            and "/" not in text.text[out[-1].end : start]
        ):
            out[-1] = Mark(kind, out[-1].start, end)
        else:
            out.append(Mark(kind, start, end))
    return tuple(sorted(out, key=lambda mark: (mark.start, mark.end, mark.kind)))
