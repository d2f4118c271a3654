"""A normalised tree as paragraphs and tables: what the solver looks for labels in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from pipeline.model import MarkKind
from pipeline.parse.flow import shapes
from pipeline.parse.flow.looks import Styles
from pipeline.parse.flow.package import Element
from pipeline.parse.flow.rich import OBJECT, PLAIN, Rich, joined
from pipeline.parse.flow.symbols import characters, symbol
from pipeline.parse.flow.tree import LINK, w

_V_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
_A_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_OPTION = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)
_PAIR = 2
_TICK = re.compile(r"\s*([✓✗☒xX])\s*")
_TWIPS = 20.0  # twentieths of a point
_SAME_LINE = 8.0  # points between the tops of text boxes that lie side by side


@dataclass(frozen=True, slots=True)
class Comment:
    """A note in Word's margin, and the words that it is attached to."""

    text: str
    on: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `floating` are shapes drawn near it, of which it is not known what they cover."""

    rich: Rich
    floating: tuple[shapes.Drawn, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell at grid column `column`, `span` columns wide. A continued one belongs to the cell above it."""

    column: int
    span: int
    blocks: tuple[Block, ...] = ()
    continued: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of real cells, addressed by the grid."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


@dataclass
class Reader:
    """Reads blocks out of a normalised tree."""

    styles: Styles
    comments: dict[str, str] = field(default_factory=dict)
    left_margin: float = 0.0

    def blocks(self, parent: Element, origin: float = 0.0, width: float = 0.0) -> tuple[Block, ...]:
        """Return the blocks under `parent`, whose text begins `origin` points from the margin."""
        found: list[Block] = []
        for child in parent:
            if child.tag == w("p"):
                found.extend(self._paragraphs(child, origin, width))
            elif child.tag == w("tbl"):
                found.append(self._table(child, origin))
            elif child.tag == w("r"):
                # A run without a paragraph is what a control at the level of a block may leave behind.
                found.append(Paragraph(self._run(child, parent, [], [])))
        return tuple(found)

    # --- paragraphs -----------------------------------------------------------------------------------------

    def _paragraphs(self, paragraph: Element, origin: float, width: float) -> Iterator[Block]:
        """Yield a paragraph, and then what stands in the text boxes that are anchored to it."""
        drawn: list[shapes.Drawn] = []
        boxes: list[Element] = []
        parts = [self._run(run, paragraph, drawn, boxes) for run in _runs(paragraph)]
        rich = joined(parts, "")
        inside: list[tuple[shapes.Drawn | None, tuple[Block, ...]]] = []
        for box in boxes:
            blocks = self.blocks(box)
            text = text_of(blocks).strip()
            shape = shapes.shape_of(_drawing_around(box))
            if shape is not None and shape.is_mark and (tick := _TICK.fullmatch(text)):
                kind = MarkKind.TICKED if tick[1] in "✓☒" else MarkKind.CROSSED
                drawn.append(
                    shapes.Drawn(kind, shape.left, shape.width, shape.top, shape.height, shape.origin, shape.flowing)
                )
            elif text:
                inside.append((shape, blocks))
        size = next((self.styles.of(run, paragraph).size for run in _runs(paragraph)), 11.0)
        rich, floating = shapes.apply(rich, drawn, size, self._origins(paragraph, rich, size, origin, width))
        if any(shape.ink for shape in floating):
            rich += Rich.of(OBJECT)
        yield Paragraph(rich, tuple(floating), tuple(self._comments_of(paragraph)))
        yield from _in_rows(inside)

    def _origins(self, paragraph: Element, rich: Rich, size: float, origin: float, width: float) -> dict[str, float]:
        """Return how far the text begins from each place that a shape may be measured from."""
        justified = paragraph.find(f"{w('pPr')}/{w('jc')}")
        how = justified.get(w("val")) if justified is not None else "left"
        indent = paragraph.find(f"{w('pPr')}/{w('ind')}")
        start = _twips(indent, "left") or _twips(indent, "start")
        if how in ("center", "right", "end"):
            if not width:
                return {}
            spare = max(width - shapes.width_of(rich.text.strip(), size), 0.0)
            start = spare / 2 if how == "center" else spare
        return {"column": start, "margin": origin + start, "page": self.left_margin + origin + start, "character": 0.0}

    def _run(self, run: Element, paragraph: Element, drawn: list[shapes.Drawn], boxes: list[Element]) -> Rich:
        style = self.styles.of(run, paragraph)
        if style.hidden:
            return Rich()
        text = "".join(self._pieces(run, style.font, drawn, boxes))
        link = run.get(LINK) or ""
        if link.startswith("mailto:") and "@" not in text and text.strip():
            text += f" ({link.removeprefix('mailto:').partition('?')[0]})"
        return Rich.of(text, style.look)

    def _pieces(self, run: Element, font: str, drawn: list[shapes.Drawn], boxes: list[Element]) -> Iterator[str]:
        for part in run if run.tag == w("r") else (run,):
            if part.tag in (w("t"), _MATHS):
                text = part.text or ""
                # Without xml:space="preserve", white space at the ends is not there (part 1, 17.3.3.31).
                kept = part.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                yield characters(text if kept else text.strip(" \t\r\n"), font)
            elif part.tag in (w("tab"), w("ptab")):
                yield "\t"
            elif part.tag in (w("br"), w("cr")):
                yield "\n"
            elif part.tag == w("noBreakHyphen"):
                yield "-"
            elif part.tag == w("sym"):
                yield symbol(part.get(w("font")) or "", _code(part.get(w("char"))))
            elif part.tag == w("ruby"):
                yield "".join(text.text or "" for base in part.iter(w("rubyBase")) for text in base.iter(w("t")))
            elif part.tag in (w("drawing"), w("pict"), w("object")):
                yield self._object(part, drawn, boxes)

    def _object(self, part: Element, drawn: list[shapes.Drawn], boxes: list[Element]) -> str:
        """Sort what is drawn into text boxes, shapes and pictures; a picture stands in the text as an object."""
        inside = [box for box in part.iter(w("txbxContent")) if _outermost(box, part)]
        if inside and part.find(_INLINE) is not None and all(map(_is_line, map(self.blocks, inside))):
            return " ".join(text_of(self.blocks(box)) for box in inside)
        boxes.extend(inside)
        if inside:
            return ""
        if next(part.iter(_A_BLIP, _V_IMAGE), None) is not None or part.tag == w("object"):
            return OBJECT
        shape = shapes.shape_of(part)
        if shape is not None:
            drawn.append(shape)
        return ""

    def _comments_of(self, paragraph: Element) -> Iterator[Comment]:
        """Yield the margin notes that end in a paragraph, with the words of it that they are attached to."""
        open_notes: dict[str, list[str]] = {}
        for element in paragraph.iter():
            number = element.get(w("id")) or "" if isinstance(element.tag, str) else ""
            if element.tag == w("commentRangeStart"):
                open_notes[number] = []
            elif element.tag == w("t"):
                for words in open_notes.values():
                    words.append(element.text or "")
            elif element.tag == w("commentReference") and number in self.comments:
                yield Comment(self.comments.pop(number), "".join(open_notes.get(number, ())).strip())

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, table: Element, origin: float) -> Table:
        grid = [_twips(column, "w") for column in table.findall(f"{w('tblGrid')}/{w('gridCol')}")]
        rows = []
        for row in table.findall(w("tr")):
            column = _number(row.find(f"{w('trPr')}/{w('gridBefore')}"))
            cells = []
            for cell in row.findall(w("tc")):
                span = max(_number(cell.find(f"{w('tcPr')}/{w('gridSpan')}")), 1)
                merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
                continued = merge is not None and merge.get(w("val")) != "restart"
                place, width = sum(grid[:column]), sum(grid[column : column + span])
                blocks = () if continued else self.blocks(cell, origin + place, max(width - 11, 0.0))
                cells.append(Cell(column, span, blocks, continued))
                column += span
            if cells:
                rows.append(_shaded(row, cells))
        return Table(tuple(rows))


def _shaded(row: Element, cells: list[Cell]) -> tuple[Cell, ...]:
    """Return a row's cells; of options that have a cell each, the one whose cell alone is coloured is highlighted."""
    fills = [_fill(cell) for cell in row.findall(w("tc"))]
    options = [number for number, cell in enumerate(cells) if _OPTION.fullmatch(text_of(cell.blocks))]
    coloured = [number for number in options if fills[number]]
    if len(options) != _PAIR or len(coloured) != 1:
        return tuple(cells)
    (chosen,) = coloured
    blocks = tuple(
        replace(block, rich=block.rich.marked(MarkKind.HIGHLIGHTED, 0, len(block.rich.text)))
        if isinstance(block, Paragraph)
        else block
        for block in cells[chosen].blocks
    )
    return tuple(replace(cell, blocks=blocks) if number == chosen else cell for number, cell in enumerate(cells))


def _fill(cell: Element) -> bool:
    shading = cell.find(f"{w('tcPr')}/{w('shd')}")
    return shading is not None and (shading.get(w("fill")) or "auto").lower() not in ("auto", "ffffff")


def rich_of(blocks: tuple[Block, ...]) -> Rich:
    """Return blocks as one text: a line a paragraph, a line a table row with " | " between its cells."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.rich)
        else:
            for row in block.rows:
                cells = [joined(rich_of(cell.blocks).tidied().lines(), " ") for cell in row if not cell.continued]
                lines.append(joined(cells, " | ") if any(cells) else Rich.of("", PLAIN))
    return joined(lines, "\n")


def text_of(blocks: tuple[Block, ...]) -> str:
    return rich_of(blocks).text


def walk(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Yield every paragraph, those in tables included, in order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from walk(cell.blocks)


def _in_rows(boxes: list[tuple[shapes.Drawn | None, tuple[Block, ...]]]) -> Iterator[Block]:
    """Yield what stands in text boxes; lines that lie side by side, as over "Signed: … Date: …", as one line."""
    known = [(shape, blocks[0].rich) for shape, blocks in boxes if shape and _is_line(blocks)]
    tops = [shape.top for shape, _ in known]
    lefts = sorted({round(shape.left) for shape, _ in known})
    if len(boxes) == len(known) == len(lefts) > 1 and max(tops) - min(tops) < _SAME_LINE:
        yield Paragraph(joined([rich for _, rich in sorted(known, key=lambda each: each[0].left)], "\t\t"))
        return
    for _, blocks in boxes:
        yield from blocks


def _is_line(blocks: tuple[Block, ...]) -> TypeGuard[tuple[Paragraph]]:
    return len(blocks) == 1 and isinstance(blocks[0], Paragraph)


def _runs(paragraph: Element) -> Iterator[Element]:
    """Yield the runs of a paragraph, whatever they are wrapped in, but not those of text boxes in it."""
    for child in paragraph:
        if child.tag in (w("r"), _MATHS):
            yield child
        elif child.tag != w("pPr"):
            yield from _runs(child)


def _outermost(box: Element, part: Element) -> bool:
    above = box.getparent()
    while above is not None and above is not part:
        if above.tag == w("txbxContent"):
            return False
        above = above.getparent()
    return True


def _drawing_around(box: Element) -> Element:
    above = box
    while above.tag not in (w("drawing"), w("pict"), w("object")):
        above = above.getparent()
    return above


def _twips(element: Element | None, name: str) -> float:
    value = element.get(w(name)) if element is not None else None
    return int(value) / _TWIPS if value and value.lstrip("-").isdigit() else 0.0


def _number(element: Element | None) -> int:
    value = element.get(w("val")) if element is not None else None
    return min(int(value), 64) if value and value.isdigit() else 0


def _code(value: str | None) -> int:
    try:
        return int(value or "0", 16)
    except ValueError:
        return 0
