"""Where a form begins in a document, and how many forms there are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.parse.flow.blocks import Block, Paragraph, Table, rich_of, text_of
from pipeline.parse.wording import Wording

# A label is recognised from at most so much of the text that begins with it.
REACH = 600
# Text above the form of up to so many words is a note of the school's; more is the letter that the form came with.
_NOTE = 60
# A school's name asked for once more, after so many other labels, begins another form.
_FORM_LABELS = 3
# How the invitation to all schools opens.
_SALUTATION = re.compile(r"\s*dear (?:colleague|head\s?teacher|head|all)s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """The blocks of one form, and the lines above it that may be the school's."""

    blocks: tuple[Block, ...]
    above: tuple[Paragraph, ...] = ()


def parts_of(blocks: tuple[Block, ...], wording: Wording) -> list[Part]:
    """Return the forms of a document, in order; none where no label is found."""
    laid_out = tuple(_split_tables(_without_layout_tables(blocks, wording), wording))
    labels = [frozenset(_labels_of(block, wording)) for block in laid_out]
    first = next((number for number, found in enumerate(labels) if found), None)
    if first is None:
        return []
    start = _title_before(laid_out, first, wording)
    starts = [start]
    seen: set[str] = set()
    for number in range(start, len(laid_out)):
        if number > start and _begins_another(labels[number], seen):
            starts.append(max(_title_before(laid_out, number, wording), starts[-1] + 1))
            seen = set()
        seen |= labels[number]
    ends = [_letter_after(laid_out, begin, end) for begin, end in itertools.pairwise((*starts, len(laid_out)))]
    above = tuple(block for block in laid_out[:start] if isinstance(block, Paragraph))
    return [
        Part(laid_out[begin:end], _notes(above, wording) if number == 0 else ())
        for number, (begin, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _begins_another(labels: frozenset[str], seen: set[str]) -> bool:
    return "school" in labels and "school" in seen and len(seen) >= _FORM_LABELS


def _labels_of(block: Block, wording: Wording) -> Iterator[str]:
    """Yield the labels that the cells of a table, or the lines of a paragraph, begin with."""
    texts: Iterable[str]
    if isinstance(block, Table):
        texts = (text_of(cell.blocks).strip() for row in block.rows for cell in row)
    else:
        texts = block.rich.text.split("\n")
    for text in texts:
        if text.strip() and (hit := wording.label_at(text[:REACH])) is not None:
            yield hit.label


def _title_before(blocks: tuple[Block, ...], first: int, wording: Wording) -> int:
    """Return where the title above block `first` stands, or `first` itself."""
    for number in range(first - 1, max(first - 12, -1), -1):
        block = blocks[number]
        if isinstance(block, Table):
            break
        if any(wording.is_title(line) for line in block.rich.text.split("\n")):
            return number
    return first


def _letter_after(blocks: tuple[Block, ...], begin: int, end: int) -> int:
    """Return where the letter begins that follows a form, or the form's `end`: the letter is not the school's."""
    seen = False
    for number in range(begin, end):
        block = blocks[number]
        seen = seen or isinstance(block, Table)
        if seen and isinstance(block, Paragraph) and _SALUTATION.match(block.rich.text):
            return number
    return end


def _notes(above: tuple[Paragraph, ...], wording: Wording) -> tuple[Paragraph, ...]:
    """Return what a school may have written above its form; the letter is not theirs."""
    unprinted = [paragraph for paragraph in above if not wording.is_printed(paragraph.rich.text)]
    words = sum(len(paragraph.rich.text.split()) for paragraph in unprinted)
    return tuple(unprinted) if words <= _NOTE else ()


def _without_layout_tables(blocks: tuple[Block, ...], wording: Wording) -> Iterator[Block]:
    """Yield blocks with every table opened that only holds the form's own table in one of its cells."""
    for block in blocks:
        cells = [cell for row in block.rows for cell in row] if isinstance(block, Table) else []
        if any(len(_inner_labels(cell.blocks, wording)) >= 2 for cell in cells):
            for cell in cells:
                yield from _without_layout_tables(cell.blocks, wording)
        else:
            yield block


def _inner_labels(blocks: tuple[Block, ...], wording: Wording) -> set[str]:
    """Return the labels that stand in tables among `blocks`."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Table):
            found |= set(_labels_of(block, wording))
            for row in block.rows:
                for cell in row:
                    found |= _inner_labels(cell.blocks, wording)
    return found


def _split_tables(blocks: Iterable[Block], wording: Wording) -> Iterator[Block]:
    """Yield blocks with a table that holds two forms cut where the second begins."""
    for block in blocks:
        if not isinstance(block, Table):
            yield block
            continue
        start, seen = 0, set[str]()
        for number, row in enumerate(block.rows):
            labels = frozenset(_labels_of(Table((row[:1],)), wording))
            if _begins_another(labels, seen):
                yield Table(block.rows[start:number])
                start, seen = number, set()
            seen |= labels
        yield Table(block.rows[start:])


def text_of_part(part: Part) -> str:
    """Return the whole text of a form."""
    return rich_of(part.blocks).text
