"""Which part of a page belongs to which label: the cells beside and under it, or the space up to the next label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.parse.page.canvas import Canvas
from pipeline.parse.page.labels import Block, Found
from pipeline.parse.page.layout import Box, Word
from pipeline.parse.page.lines import hull

_SLACK = 3.0


@dataclass(frozen=True, slots=True)
class Region:
    """The place of one label's answer."""

    found: Found
    box: Box


def regions_of(labels: Sequence[Found], printed: Sequence[Block], canvas: Canvas) -> list[Region]:
    """Return the region of each label. `printed` are blocks of print, which end what has no cell around it."""
    return [Region(found, _region(found, labels, printed, canvas)) for found in labels]


def _region(found: Found, labels: Sequence[Found], printed: Sequence[Block], canvas: Canvas) -> Box:
    cell, box, height = found.cell, found.box, found.line_height
    others = [other for other in labels if other is not found]
    if cell.closed and cell.top is not None and cell.bottom is not None:
        top, bottom = cell.top, cell.bottom
        # Several labels may share one cell: a form set in a single frame.
        top = max(
            [
                top,
                *(
                    box.top - 0.3 * height
                    for other in others
                    if _same_cell(found, other) and other.box.top < box.top - 0.5 * height
                ),
            ]
        )
        bottom = min(
            [
                bottom,
                *(
                    other.box.top - 0.1 * height
                    for other in others
                    if _same_cell(found, other) and other.box.top > box.top + 0.5 * height
                ),
            ]
        )
        left = cell.left if cell.left is not None else 0.0
    else:
        top, left = box.top - 0.35 * height, max(box.left - 1.5 * height, 0.0)
        bottom = min([*_ends(found, others, printed), canvas.height])
    beside = [
        other
        for other in others
        if other.box.left > box.right - 2
        and other.box.top < (bottom if cell.closed else box.top + height)
        and other.box.bottom > top + 1
        and not (cell.closed and other.box.centre[1] > bottom)
    ]
    right = min((_left_edge(other, found) for other in beside), default=canvas.width)
    return Box(left, top, max(right, box.right), max(bottom, box.bottom))


def _same_cell(one: Found, other: Found) -> bool:
    return one.cell == other.cell


def _left_edge(other: Found, found: Found) -> float:
    own = other.cell.left
    if own is not None and own > found.box.right - _SLACK and other.cell != found.cell:
        return own
    return other.box.left - 2


def _ends(found: Found, others: Iterable[Found], printed: Iterable[Block]) -> Iterable[float]:
    """Yield the heights at which the space under a label ends: the next label, or the print that follows."""
    box, height = found.box, found.line_height
    for other in others:
        if other.box.top > box.top + 0.6 * height:
            yield (
                other.cell.top
                if other.cell.closed and other.cell.top is not None and other.cell.top > box.bottom - 4
                else other.box.top - 0.3 * height
            )
    for block in printed:
        print_box = hull(line.box for line in block)
        words = sum(len(line.words) for line in block)
        near = print_box.top < box.bottom + 3 * height and print_box.left < box.right
        # The note in brackets under the comments label is a part of it.
        if print_box.top > box.top + 0.6 * height and words >= 5 and not (found.label == "comments" and near):
            yield print_box.top - 0.2 * height


def owner(regions: Iterable[Region], x: float, y: float) -> Region | None:
    """Return the region that a place lies in; the smallest, where they overlap."""
    holding = [region for region in regions if region.box.holds(x, y)]
    return min(holding, key=lambda region: region.box.width * region.box.height, default=None)


def centred(regions: Sequence[Region], block: Block) -> Region | None:
    """Return the region of a label that a block stands beside, its middle level with the label's, or None.

    Without rules, an answer of several lines may begin above a label that is set in the middle of its row.
    """
    box = hull(line.box for line in block)
    beside = [
        region
        for region in regions
        if not region.found.cell.closed
        and region.found.box.right <= box.left + 2
        and min(region.found.box.bottom, box.bottom) > max(region.found.box.top, box.top)
    ]
    if len(beside) != 1 or len(block) < 2:
        return None
    found = beside[0].found
    return beside[0] if abs(found.box.centre[1] - box.centre[1]) <= 0.4 * found.line_height else None


def nearest(regions: Iterable[Region], box: Box) -> Region | None:
    """Return the region that a box shares most with, or that it nearly touches; None where it stands apart."""
    regions = list(regions)
    shared = max(regions, key=lambda region: region.box.overlap(box), default=None)
    if shared is not None and shared.box.overlap(box) > 0.2 * max(box.width * box.height, 1.0):
        return shared
    grown = Box(box.left - 10, box.top - 10, box.right + 10, box.bottom + 10)
    near = max(regions, key=lambda region: region.box.overlap(grown), default=None)
    return near if near is not None and near.box.overlap(grown) > 0 else None


def continued(
    regions: Sequence[Region], strays: Sequence[Word], canvas: Canvas, filled: frozenset[str]
) -> dict[str, list[Word]]:
    """Return the words in cells without a label that go on with the label above them.

    That is so where the answer stands under its label in a cell of its own, and where a row is split by the end of a
    page. A row that a school added is neither.
    """
    out: dict[str, list[Word]] = {}
    for word in strays:
        cell = canvas.grid.cell(*word.box.centre)
        if not cell.closed or cell.top is None:
            continue
        above = [region for region in regions if region.found.cell.closed and region.box.bottom <= cell.top + _SLACK]
        region = max(
            above, key=lambda region: (round(region.box.bottom), -abs(region.box.left - (cell.left or 0))), default=None
        )
        if region is None:
            continue
        own = region.found.cell
        same_column = _close(own.left, cell.left) and _close(own.right, cell.right)
        adjacent = abs(cell.top - region.box.bottom) <= 2 * _SLACK
        if (same_column and adjacent and region.found.label not in filled) or canvas.breaks_between(
            region.box.bottom, cell.top
        ):
            out.setdefault(region.found.label, []).append(word)
    return out


def _close(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 2 * _SLACK
