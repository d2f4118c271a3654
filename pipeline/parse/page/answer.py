"""What stands in a region, as an answer with its marks and its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Answer, Answers, Evidence, Label, MarkKind
from pipeline.parse.page.canvas import Canvas
from pipeline.parse.page.grid import Cell
from pipeline.parse.page.labels import blocks_of
from pipeline.parse.page.layout import Box, Drawing, Field, Shape, Word
from pipeline.parse.page.lines import Text, hull, lines_of, written
from pipeline.parse.page.marking import (
    as_marks,
    assigned,
    drawn_marks,
    insert_boxes,
    is_lone_mark,
    options_of,
    own_style,
    put_before,
    split_options,
)
from pipeline.parse.page.regions import Region
from pipeline.parse.wording import OPPOSITE, Wording, asks_the_opposite
from pipeline.parse.words import squash

_DRAWN = frozenset(
    (Drawing.INK, Drawing.STAMP, Drawing.STRIKE, Drawing.ELLIPSE, Drawing.TICK, Drawing.CROSS, Drawing.PICTURE)
)


_LOGOS = 0.89  # the share of a page's height below which the form prints its logos
_TELLING = re.compile(r"(?i)\d|\b(?:year|yr|class(?:es)?|not?|please|school|link|sign|we|our)\b")
_BOXES = {"☐": False, "□": False, "❏": False, "❑": False, "☑": True, "☒": True, "■": True, "✅": True}


@dataclass
class Contents:
    """What was found in one region."""

    region: Region
    words: list[Word] = field(default_factory=list)
    typed: list[Field] = field(default_factory=list)
    boxes: list[Field] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    drawn_near: list[Shape] = field(default_factory=list)

    @property
    def has_fields(self) -> bool:
        return any(entry.text for entry in self.typed) or any(box.ticked for box in self.boxes)

    @property
    def signing_place(self) -> Box:
        """Where a signature may be drawn: a hand does not keep to its line."""
        found, box = self.region.found, self.region.box
        if found.cell.closed:
            return box
        return Box(box.left, found.box.top - 32, box.right, min(box.bottom + 12, found.box.bottom + 40))


def answer_of(held: Contents, canvas: Canvas, wording: Wording) -> Answer:
    """Return the answer in a region."""
    choice = held.region.found.label == Label.NEAR_YEAR
    words = split_options(held.words) if choice else list(held.words)
    entered = [_as_word(entry) for entry in held.typed if entry.text and entry.text.strip()]
    marks: list[tuple[MarkKind, Word]] = []
    scribbled = False
    if choice:
        options = options_of(words)
        words, boxes = _drawn_boxes(words, held)
        options = options_of(words)
        # An "X" or a tick that was typed beside an option stands in no line with it: its place says whose it is.
        lone = [
            (word, kind) for word in (*words, *entered) if options and (kind := is_lone_mark(word.text)) is not None
        ]
        aside = {id(word) for word, _ in lone}
        words = [word for word in words if id(word) not in aside]
        entered = [word for word in entered if id(word) not in aside]
        text = _text([*words, *entered], held, canvas)
        insert_boxes(text, boxes, options)
        signs = [(word.box, kind) for word, kind in lone] + _drawn_signs(held, boxes)
        over = [sign for sign in signs if sign[1] is MarkKind.CROSSED and _is_over(sign[0], options)]
        signs = [sign for sign in signs if sign not in over]
        for (_, kind), owners in zip(signs, assigned([box for box, _ in signs], options), strict=True):
            marks += [(kind, option) for option in owners]
        marks += own_style(words, options)
        # A cross on top of a word chooses it or crosses it out: nobody can tell.
        scribbled = _is_scribbled(held, boxes) or bool(over)
    else:
        text = _text([*words, *entered], held, canvas)
    marks += drawn_marks(words, held.shapes, canvas.grid.is_edge)
    if choice and text.text.strip() and asks_the_opposite(" ".join(word.text for word in held.region.found.words)):
        put_before(text, OPPOSITE)
    drawn = any(shape.drawing in _DRAWN for shape in held.drawn_near) or scribbled
    return Answer(text.text, _evidence([*words, *entered], held, canvas), as_marks(marks, text), drawn)


def _as_word(entry: Field) -> Word:
    """Return what was typed into a field as one word, in the place of its first line."""
    box = entry.box
    text = re.sub(r"[ \t]+\n", "\n", (entry.text or "").strip())
    height = min(box.height, 16.0) if "\n" in text or box.height > 40 else box.height
    return Word(text, Box(box.left, box.top, box.right, box.top + height), entered=True)


def _text(words: Sequence[Word], held: Contents, canvas: Canvas) -> Text:
    """Put the words of a region in reading order: cell by cell, the cells of a table within it in rows."""
    text = Text()
    found = held.region.found
    groups: dict[tuple[Cell, bool], list[Word]] = {}
    for word in words:
        cell = canvas.grid.cell(*word.box.centre)
        # Beside a label of several lines its answer is a column of its own.
        beside = found.box.height > 1.8 * found.line_height and word.box.left > found.box.right - 2
        groups.setdefault((cell, beside) if cell.closed else (_NO_CELL, beside), []).append(word)
    rows: list[tuple[Cell, list[list[Word]]]] = []
    for (cell, _), group in sorted(groups.items(), key=lambda item: _place(item[0][0], item[1])):
        if rows and cell.closed and _same_row(rows[-1][0], cell) and _is_nested(cell, held.region):
            rows[-1][1].append(group)
        else:
            rows.append((cell, [group]))
    for cell, cells in rows:
        for number, group in enumerate(sorted(cells, key=lambda group: min(word.box.left for word in group))):
            own = canvas.grid.cell(*group[0].box.centre) if cell.closed else cell
            right = own.right if own.right is not None else min(held.region.box.right, canvas.text_right) + 4
            part = written(lines_of(group), left=own.left, right=right)
            start = len(text.text) + ((3 if number else 1) if text.text else 0)
            text.text += ((" | " if number else "\n") if text.text else "") + part.text
            text.spans.update({key: (start + a, start + b) for key, (a, b) in part.spans.items()})
    return text


_NO_CELL = Cell(None, None, None, None)


def _place(cell: Cell, group: Sequence[Word]) -> tuple[float, float]:
    box = hull(word.box for word in group)
    top = cell.top if cell.closed and cell.top is not None else box.top
    return round(top / 3), box.left


def _same_row(one: Cell, other: Cell) -> bool:
    return (
        one.closed and abs((one.top or 0) - (other.top or 0)) < 4 and abs((one.bottom or 0) - (other.bottom or 0)) < 4
    )


def _is_nested(cell: Cell, region: Region) -> bool:
    top, bottom = cell.top or 0, cell.bottom or 0
    return top > region.box.top + 4 or bottom < region.box.bottom - 4


def _drawn_boxes(words: list[Word], held: Contents) -> tuple[list[Word], list[Field]]:
    """Return the words less typed tick boxes, and all tick boxes: fields, drawn squares and the characters for them."""
    boxes = list(held.boxes)
    squares = [shape.box for shape in held.shapes if shape.drawing is Drawing.BOX]
    left = []
    for word in words:
        inside = next((square for square in squares if square.holds(*word.box.centre)), None)
        if inside is not None and (is_lone_mark(word.text) or word.text == "■"):
            squares.remove(inside)
            boxes.append(Field(inside, ticked=True))
        elif word.text in _BOXES:
            boxes.append(Field(word.box, ticked=_BOXES[word.text]))
        else:
            left.append(word)
    ticks = [shape for shape in held.shapes if shape.drawing in (Drawing.TICK, Drawing.CROSS, Drawing.INK)]
    for square in squares:
        if any(square.holds(*word.box.centre) for word in options_of(left)):
            continue  # drawn around the word
        if not any(_in(square, box.box) for box in boxes):  # a box is often painted twice, its ground and its edge
            boxes.append(Field(square, ticked=any(_in(square, tick.box) for tick in ticks)))
    return left, boxes


def _is_over(mark: Box, options: Sequence[Word]) -> bool:
    return any(option.box.holds(*mark.centre) for option in options)


def _in(square: Box, tick: Box) -> bool:
    return square.overlap(tick) > 0.25 * min(square.width * square.height, max(tick.width * tick.height, 1.0))


def _drawn_signs(held: Contents, boxes: Sequence[Field]) -> list[tuple[Box, MarkKind]]:
    """Return the ticks and crosses drawn beside the options, and not in a box of their own."""
    kinds = {Drawing.TICK: MarkKind.TICKED, Drawing.CROSS: MarkKind.CROSSED, Drawing.STAMP: MarkKind.TICKED}
    return [
        (shape.box, kinds[shape.drawing])
        for shape in held.shapes
        if shape.drawing in kinds and not any(_in(box.box, shape.box) for box in boxes)
    ]


def _is_scribbled(held: Contents, boxes: Sequence[Field]) -> bool:
    """Return whether something was drawn by hand that is none of the known marks."""
    return any(
        shape.drawing is Drawing.INK
        and (shape.entered or shape.box.width + shape.box.height > 16)
        and not any(_in(box.box, shape.box) for box in boxes)
        for shape in held.shapes
    )


def _evidence(words: Sequence[Word], held: Contents, canvas: Canvas) -> Evidence:
    box = hull(word.box for word in words) if words else _empty_place(held, canvas)
    telling = [word for word in words if re.search(r"\w", word.text)] or list(words)
    confidence = min((word.confidence for word in telling), default=1.0)
    page, top = canvas.page_at(box.top)
    local = Box(box.left, box.top - top, box.right, min(box.bottom - top, page.height))
    picture = None
    if confidence < 1 and page.crop is not None:
        grown = Box(
            max(local.left - 6, 0),
            max(local.top - 4, 0),
            min(local.right + 6, page.width),
            min(local.bottom + 4, page.height),
        )
        picture = page.crop(grown)
    return Evidence(
        place=f"page {page.number}",
        page=page.number,
        box=_share(local, page.width, page.height),
        confidence=min(max(confidence, 0.0), 1.0),
        picture=picture,
    )


def _empty_place(held: Contents, canvas: Canvas) -> Box:
    """Return where an answer would stand that is not there: beside its label, in its region."""
    found, box = held.region.found, held.region.box
    cell = found.cell
    if cell.closed and cell.right is not None and cell.right < box.right - 20:
        beside = canvas.grid.cell(cell.right + 4, found.box.centre[1])
        right = beside.right if beside.right is not None and beside.right <= box.right + 4 else box.right
        return Box(cell.right, box.top, min(right, canvas.width), box.bottom)
    return box


def _share(box: Box, width: float, height: float) -> tuple[float, float, float, float]:
    def within(value: float) -> float:
        return round(min(max(value, 0.0), 1.0), 4)

    return within(box.left / width), within(box.top / height), within(box.right / width), within(box.bottom / height)


def joined(answers: Mapping[str, Answer]) -> dict[Label, Answer]:
    """Return the answers by label; telephone and email that are asked for apart are one answer."""
    out: dict[Label, Answer] = {}
    for label, answer in answers.items():
        target = Label.CONTACT if label in ("telephone", "email") else Label(label)
        before = out.get(target)
        if before is None or not before.text:
            out[target] = answer
        elif answer.text:
            marks = tuple(
                replace(mark, start=mark.start + len(before.text) + 1, end=mark.end + len(before.text) + 1)
                for mark in answer.marks
            )
            sure = min(before, answer, key=lambda part: part.evidence.confidence)
            out[target] = Answer(f"{before.text}\n{answer.text}", sure.evidence, before.marks + marks)
    return out


def stray_answers(
    words: Iterable[Word], loose: Iterable[Field], canvas: Canvas, wording: Wording
) -> tuple[Answer, ...]:
    """Return what stands beside no label, block by block, less what is print or ornament."""
    out = []
    for block in blocks_of(words, canvas):
        text = written(block, left=None, right=None)
        left = [word for line in block for word in line.words]
        if (
            re.search(r"\w", text.text)
            and not wording.is_printed(text.text)
            and not _is_logo(text.text, left, canvas)
            and not _is_scrap(text.text, left, wording)
        ):
            out.append(
                _loose(text.text, hull(word.box for word in left), min(word.confidence for word in left), canvas)
            )
    for entry in loose:
        said = entry.text if entry.text is not None else (f"☒ {entry.name}".strip() if entry.ticked else "")
        if said.strip():
            out.append(_loose(said.strip(), entry.box, 1.0, canvas))
    return tuple(out)


def _is_logo(text: str, words: Sequence[Word], canvas: Canvas) -> bool:
    """Return whether words that were read from a picture are those of the sponsors' logos at the foot of the form."""
    box = hull(word.box for word in words)
    page, top = canvas.page_at(box.top)
    low = box.top - top > _LOGOS * page.height
    return low and min(word.confidence for word in words) < 1 and not _TELLING.search(text)


def _is_scrap(text: str, words: Sequence[Word], wording: Wording) -> bool:
    """Return whether words that were read from a picture are scraps of a printed sentence, its lines broken apart."""
    lines = [squash(line) for line in text.split("\n")]
    return min(word.confidence for word in words) < 1 and all(
        not re.search(r"\d", line) and any(line in sentence for sentence, _ in wording.sentences) for line in lines
    )


def _loose(text: str, box: Box, confidence: float, canvas: Canvas) -> Answer:
    page, top = canvas.page_at(box.top)
    local = Box(box.left, box.top - top, box.right, box.bottom - top)
    picture = page.crop(local) if confidence < 1 and page.crop is not None else None
    place = f"page {page.number}, beside no label"
    return Answer(text, Evidence(place, page.number, _share(local, page.width, page.height), confidence, picture))


def is_empty(answers: Answers, wording: Wording) -> bool:
    """Return whether nothing at all is filled in."""
    for label, answer in answers.answers.items():
        if answer.drawn or answer.marks:
            return False
        text = answer.text.replace("☐", "")
        untouched = wording.is_printed(text) if label is Label.NEAR_YEAR else not re.search(r"\w", text)
        if not untouched:
            return False
    return not answers.stray
