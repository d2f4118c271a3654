"""Where the labels of the form stand on a page, and which of several places that look like one is it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from statistics import median

from pipeline.parse.page.canvas import Canvas
from pipeline.parse.page.grid import Cell
from pipeline.parse.page.layout import Box, Word
from pipeline.parse.page.lines import Line, columns_of, fragments, hull, lines_of
from pipeline.parse.wording import LabelHit, Wording

Block = list[Line]
_LONGEST_LABEL = 4  # lines

# Of labels that stand twice, the last is meant where it closes the form, the first elsewhere.
_LAST = frozenset(("signed", "date"))


@dataclass(frozen=True, slots=True)
class Found:
    """A label on a page, its words and the cell around it."""

    label: str
    words: tuple[Word, ...]
    box: Box
    cell: Cell
    score: float
    opens: bool  # it begins a block of text
    alone: bool  # nothing else stands on its line but what is beside it, in another column

    @property
    def line_height(self) -> float:
        """The height of its type."""
        return max(median(word.box.height for word in self.words), 4.0)


def blocks_of(words: Iterable[Word], canvas: Canvas) -> list[Block]:
    """Put words together to blocks: pieces of lines that stand under one another, in one cell and one column."""
    by_cell: dict[Cell, list[Word]] = {}
    for word in words:
        cell = canvas.grid.cell(*word.box.centre)
        by_cell.setdefault(cell if cell.closed else _OPEN, []).append(word)
    return [block for group in by_cell.values() for block in _stacked(lines_of(group))]


_OPEN = Cell(None, None, None, None)


def _stacked(lines: Sequence[Line]) -> list[Block]:
    blocks: list[Block] = []
    columns = columns_of(lines)
    for line in lines:
        for part in fragments(line, columns):
            above = [block for block in blocks[-12:] if _continues(block[-1], part)]
            if above:
                max(above, key=lambda block: block[-1].box.bottom).append(part)
            else:
                blocks.append([part])
    return blocks


def paragraphs(blocks: Iterable[Block]) -> list[Block]:
    """Part blocks where their lines stand a little further apart: at the end of a paragraph, or of a row."""
    out: list[Block] = []
    for block in blocks:
        out.append(block[:1])
        for above, below in pairwise(block):
            if below.box.top - above.box.bottom > 0.45 * max(min(above.box.height, below.box.height), 4.0):
                out.append([])
            out[-1].append(below)
    return out


def _continues(above: Line, below: Line) -> bool:
    one, two = above.box, below.box
    height = max(min(one.height, two.height), 4.0)
    shared = min(one.right, two.right) - max(one.left, two.left)
    near = -0.6 * height < two.top - one.bottom < 0.75 * height and two.centre[1] > one.centre[1] + 0.5 * height
    return near and shared > 0 and (abs(one.left - two.left) < 2 * height or shared > 0.5 * min(one.width, two.width))


def candidates(blocks: Iterable[Block], canvas: Canvas, wording: Wording) -> list[Found]:
    """Return every place that may be a label."""
    return [found for block in blocks for found in _in_block(block, canvas, wording)]


def _in_block(block: Block, canvas: Canvas, wording: Wording) -> list[Found]:
    out: list[Found] = []
    taken: set[int] = set()
    for number, line in enumerate(block):
        if all(id(word) in taken for word in line.words):
            continue
        hits: list[tuple[LabelHit, Sequence[Line]]] = []
        reached = 0
        if not any(id(word) in taken for word in line.words):
            hit = _label_at(block[number:], wording)
            if hit is not None:
                # What stands before it on its line is its number: "(1)".
                hits.append((replace(hit, start=0), block[number:]))
                reached = hit.end
        hits += [
            (hit, [line]) for hit in wording.labels_in(line.text) if hit.start >= max(reached, 1 if reached else 0)
        ]
        for hit, lines in hits:
            found = _found(hit, lines, canvas, opens=number == 0 and hit.start == 0)
            if found is not None and not any(id(word) in taken for word in found.words):
                taken.update(id(word) for word in found.words)
                out.append(found)
    return out


def retyped(blocks: Iterable[Block], canvas: Canvas, wording: Wording, found: Sequence[Found]) -> list[Found]:
    """Return the labels that stand nowhere in words near the form's own, but beside an answer in words of their own."""
    known = {place.label for place in found}
    taken = {id(word) for place in found for word in place.words}
    out: list[Found] = []
    for block in blocks:
        left = [line for line in block if not any(id(word) in taken for word in line.words)]
        for first, length in product(range(len(left)), range(_LONGEST_LABEL, 0, -1)):
            lines = left[first : first + length]
            text = "\n".join(line.text for line in lines)
            label = wording.retyped_label(text) if len(lines) == length else None
            if label is None or label in known:
                continue
            place = _found(LabelHit(label, 0, len(text), 0.8), lines, canvas, opens=True)
            if place is not None and any(_has_neighbour(line.box, canvas) for line in lines):
                known.add(label)
                out.append(place)
    return out


def _label_at(lines: Sequence[Line], wording: Wording) -> LabelHit | None:
    """Return the label that some lines begin with. In a narrow column it is broken over two of them."""
    broken = "\n".join(line.text for line in lines)
    whole = " ".join(line.text for line in lines)
    rest = " ".join(line.text for line in lines[1:])
    hits = [
        hit
        for text in (broken, whole)
        if (hit := wording.label_at(text)) is not None and not wording.begins_below(hit, lines[0].text, rest)
    ]
    return max(hits, key=lambda hit: (whole[: hit.end].rstrip().endswith(":"), hit.score), default=None)


def _found(hit: LabelHit, lines: Sequence[Line], canvas: Canvas, *, opens: bool) -> Found | None:
    text, place, words = "\n".join(line.text for line in lines), 0, []
    for line in lines:
        for word in line.words:
            start = text.find(word.text, place)
            place = start + len(word.text)
            if hit.start <= start < hit.end:
                words.append(word)
    if not words:
        return None
    box = hull(word.box for word in words)
    last = next(line for line in lines if words[-1] in line.words)
    alone = last.words[-1] is words[-1] and _has_neighbour(box, canvas)
    return Found(hit.label, tuple(words), box, canvas.grid.cell(*words[0].box.centre), hit.score, opens, alone)


def _has_neighbour(box: Box, canvas: Canvas) -> bool:
    """Return whether something stands beside a box, in another column."""
    middle = box.centre[1]
    return any(
        word.box.top <= middle <= word.box.bottom and box.right + 4 < word.box.left < box.right + 300
        for word in canvas.words
    )


def chosen(found: Iterable[Found]) -> list[Found]:
    """Return one place for each label, in the order of the page: the one that looks most like a label."""
    best: dict[str, Found] = {}
    for place in found:
        rival = best.get(place.label)
        if not _is_plain(place):
            continue
        if rival is None or _rank(place) > _rank(rival) or (_rank(place) == _rank(rival) and place.label in _LAST):
            best[place.label] = place
    if "contact" in best:
        # "Email: …" in a comment is no label where the form asks for both in one place.
        best.pop("telephone", None)
        best.pop("email", None)
    return sorted(best.values(), key=lambda place: (round(place.box.top / 4), place.box.left))


def _is_plain(place: Found) -> bool:
    """Return whether a place can be a label at all: not the last word of a sentence that was wrapped."""
    colon = place.words[-1].text.endswith((":", ";", "?"))
    capital = place.words[0].text[:1] in _CAPITAL
    return place.opens or colon or (capital and (len(place.words) >= 2 or place.alone))


_CAPITAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ(\"'“‘0123456789")


def _rank(place: Found) -> tuple[int, int, float]:
    long = len(place.words) >= 5
    return long or place.opens, place.words[-1].text.endswith(":") or long, round(place.score, 1)
