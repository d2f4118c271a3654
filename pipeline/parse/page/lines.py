"""Words to lines, and lines to the text of an answer as its writer meant it.

A line that ends because the next word did not fit is wrapped, and goes on; one that ends before it had to is a
paragraph. That is decided by width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from pipeline.parse.page.layout import Box, Word

_GAP = 1.1  # times the height of the type: a gap as wide as this may part two columns
_BULLET = re.compile(r"[•·●○■▪◦‣∙*–—-]$|\(?\d{1,2}[.)]$|[a-z]\)$")


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, from left to right."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return hull(word.box for word in self.words)

    @property
    def text(self) -> str:
        return "".join(
            (_between(before, word) if before is not None else "") + word.text
            for before, word in zip((None, *self.words), self.words, strict=False)
        )


@dataclass
class Text:
    """A text that is put together, with the place of each word in it."""

    text: str = ""
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)  # by id() of the word

    def add(self, before: str, word: Word) -> None:
        """Append a word after a separator."""
        if self.text:
            self.text += before
        self.spans[id(word)] = (len(self.text), len(self.text) + len(word.text))
        self.text += word.text


def hull(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around some boxes."""
    boxes = list(boxes)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Put words into lines, from the top. A line may waver, as on a photograph."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.centre[1], word.box.left)):
        fitting = [row for row in rows[-4:] if _in_line(row, word)]
        if fitting:
            min(fitting, key=lambda row: abs(_nearest(row, word).box.centre[1] - word.box.centre[1])).append(word)
        else:
            rows.append([word])
    lines = [Line(tuple(sorted(row, key=lambda word: word.box.left))) for row in rows]
    return sorted(lines, key=lambda line: median(word.box.centre[1] for word in line.words))


def _nearest(row: Sequence[Word], word: Word) -> Word:
    return min(row, key=lambda other: abs(other.box.centre[0] - word.box.centre[0]))


def _in_line(row: Sequence[Word], word: Word) -> bool:
    near = _nearest(row, word).box
    shared = min(near.bottom, word.box.bottom) - max(near.top, word.box.top)
    return shared >= 0.45 * min(near.height, word.box.height)


def fragments(line: Line, columns: Sequence[float] = ()) -> list[Line]:
    """Break a line where a column may end: at wide gaps, and at lesser ones where a column is known to begin."""
    parts: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        height = max(min(before.box.height, word.box.height), 6.0)
        gap = word.box.left - before.box.right
        if gap > _GAP * height or (gap > 0.45 * height and any(abs(word.box.left - at) <= 2 for at in columns)):
            parts.append([])
        parts[-1].append(word)
    return [Line(tuple(part)) for part in parts]


def columns_of(lines: Sequence[Line]) -> list[float]:
    """Return where columns begin that no rule sets apart: where words after a wide gap stand under one another."""
    starts = [part.box.left for line in lines for part in fragments(line)[1:]]
    return sorted({round(at, 1) for at in starts if sum(abs(at - other) <= 2 for other in starts) >= 2})


def _between(before: Word, word: Word) -> str:
    """Return what stands between two words of a line: nothing where a word was broken by a change of style."""
    parted = before.marks != word.marks and before.confidence == word.confidence == 1.0
    return "" if parted and not word.entered and word.box.left - before.box.right < 0.1 * word.box.height else " "


def written(lines: Sequence[Line], *, left: float | None, right: float | None, text: Text | None = None) -> Text:
    """Return lines as text: wrapped ones joined by a space, paragraphs by a line break.

    `left` and `right` are the edges of the cell they stand in, where it has any.
    """
    text = text or Text()
    if not lines:
        return text
    limit = max(line.box.right for line in lines)
    if right is not None:
        padding = max(min(line.box.left for line in lines) - left, 2.0) if left is not None else 4.0
        limit = max(limit, right - min(padding, 12.0))
    pitches = [below.box.centre[1] - above.box.centre[1] for above, below in pairwise(lines)]
    usual = median(pitches) if pitches else 0.0
    for number, line in enumerate(lines):
        for index, word in enumerate(line.words):
            if index:
                separator = _between(line.words[index - 1], word)
            elif number:
                separator = _line_end(lines[number - 1], line, limit, pitches[number - 1] > 1.45 * usual > 0)
                if text.text.endswith("\u00ad"):
                    text.text, separator = text.text[:-1], ""
            else:
                separator = "\n"
            text.add(separator, word)
    return text


def _line_end(line: Line, below: Line, limit: float, apart: bool) -> str:
    last, first = line.words[-1], below.words[0]
    space = 0.3 * last.box.height
    fits = line.box.right + space + first.box.width <= limit - 0.5
    if fits or apart or _BULLET.match(first.text):
        return "\n"
    if re.search(r"\w[-\u2010]$", last.text) and first.text[:1].islower():
        return ""
    return " "


def keep(words: Sequence[Word], text: str, spans: Mapping[int, tuple[int, int]], left: str) -> list[Word]:
    """Return the words of `text` that are still in `left`, what remained when pieces were taken out of it."""
    from difflib import SequenceMatcher

    if left == text:
        return list(words)
    if not left.strip():
        return []
    before = [text[slice(*spans[id(word)])] for word in words]
    after = left.split()
    kept: list[Word] = []
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept += words[block.a : block.a + block.size]
    if len(kept) < len(after):
        # A word was cut in two where a printed sentence touches the answer: take every word that has a part in it.
        parts = set(after) - {text[slice(*spans[id(word)])] for word in kept}
        kept += [
            word for word in words if word not in kept and any(part in word.text for part in parts if len(part) > 1)
        ]
        order = {id(word): number for number, word in enumerate(words)}
        kept.sort(key=lambda word: order[id(word)])
    return kept
