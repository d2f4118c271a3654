"""A PDF to pages: its text, drawings, form fields and annotations, each page turned upright and cut to what is shown.

A page without text, or with text that cannot be what it shows, is handed to the reader of scans as a picture.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pdfplumber
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTItem, LTPage
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, resolve1, stream_value
from pdfplumber.pdf import PDF

from pipeline.errors import Unreadable
from pipeline.parse.page.acroform import Dictionary, Form, dictionary, form_of, read_widget, text_of
from pipeline.parse.page.annotations import Additions, read_annotation
from pipeline.parse.page.characters import Glyph, readable, style_of, words_of
from pipeline.parse.page.drawings import path_shapes
from pipeline.parse.page.layout import Box, Drawing, Page, Shape, Word
from pipeline.parse.page.strokes import flattened
from pipeline.parse.page.upright import View, turn_of

if TYPE_CHECKING:
    from PIL.Image import Image

Recognise = Callable[[int, "Image", float], Page]

MOST_PAGES = 40  # the form has one page, its letter two; a longer file is a bundle
_DPI = 200.0
_MOST_ITEMS = 60_000  # glyphs and paths of a page; beyond, it is a drawing and no form
_LARGEST_CONTENTS = 8 * 2**20  # bytes that draw a page, unpacked; pdfminer reads a megabyte in some three seconds
_INVISIBLE = 3  # the text rendering mode that paints nothing (ISO 32000-1, 9.3.6)
_A_FORM = 800  # letters: fewer than the form prints, more than its answers
_COMMON = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "in",
        "a",
        "is",
        "for",
        "you",
        "your",
        "we",
        "be",
        "this",
        "school",
        "name",
        "any",
        "with",
        "please",
        "year",
        "on",
    ]
)
_RESAVE = "Ask the school to open it in Adobe Reader, print it to PDF, and send that file."


@dataclass(frozen=True)
class Sheet:
    """A page with what the solver does not need to know of it: where its answers may come from."""

    page: Page
    scanned: bool = False
    filled: int = 0  # form fields that hold something
    typed: int = 0  # FreeText annotations
    notes: tuple[str, ...] = ()


@dataclass
class _Seen:
    """What stands in the contents of a page, in upright places."""

    glyphs: list[Glyph] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictured: float = 0.0  # the share of the page that pictures cover


def read_sheets(content: bytes, *, recognise: Recognise | None) -> list[Sheet]:
    """Read the pages of a PDF. Raises Unreadable where it is protected, damaged, or of a kind that shows no form."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity, once for each glyph
    opened = _opened(content)
    document = opened.doc
    try:
        pages = [page.page_obj for page in opened.pages]
        form = form_of(dictionary(document.catalog), _listed(pages))
    except Exception as fault:  # pdfminer raises whatever a damaged object leads it into
        raise _damaged() from fault
    if not pages:
        raise _damaged()
    drawn = _Renderer(content)
    try:
        sheets = [
            _sheet(number, page, form, drawn, recognise) for number, page in enumerate(pages[:MOST_PAGES], start=1)
        ]
    finally:
        drawn.close()
    if len(pages) > MOST_PAGES:
        sheets[0] = replace(
            sheets[0],
            notes=(
                *sheets[0].notes,
                f"The file has more than {MOST_PAGES} pages; only the first {MOST_PAGES} were read.",
            ),
        )
    words = sum(len(sheet.page.words) for sheet in sheets)
    if form.xfa and words < 60 * len(sheets) and not any(sheet.filled for sheet in sheets):
        raise Unreadable("It is an Adobe LiveCycle (XFA) form, whose answers only Adobe Reader can show.", _RESAVE)
    if "Collection" in dictionary(document.catalog) and words < 100:
        raise Unreadable(
            "It is a PDF portfolio: the form is packed inside it.", "Ask the school to send the form by itself."
        )
    if not words and not any(sheet.page.fields for sheet in sheets):
        if recognise is None and any(sheet.scanned for sheet in sheets):
            raise Unreadable(
                "It is a scan: its pages are pictures.", "Reading scans needs the OCR part; see `eoi doctor`."
            )
        raise Unreadable(
            "There is no text on any of its pages.", "Ask the school to send the form again, as a Word file or a PDF."
        )
    return sheets


def _opened(content: bytes) -> PDF:
    try:
        opened = pdfplumber.open(BytesIO(content), pages=list(range(1, MOST_PAGES + 2)), password="")
    except Exception as fault:
        # pdfplumber wraps what pdfminer raises.
        if isinstance(next(iter(fault.args), None), PDFPasswordIncorrect | PDFEncryptionError):
            raise Unreadable("The PDF is protected by a password.", "Ask the school to send it without one.") from fault
        raise _damaged() from fault
    if b"%%EOF" not in content[-2048:] and b"startxref" not in content[-4096:]:
        # What is left could be read, but not trusted: the answers may have been in what is not.
        raise Unreadable("The PDF is cut off: its end is missing.", "Ask the school to send it again.")
    return opened


def _damaged() -> Unreadable:
    return Unreadable("The PDF is damaged and cannot be opened.", "Ask the school to send it again.")


def _listed(pages: Iterable[PDFPage]) -> frozenset[int]:
    return frozenset(
        reference.objid for page in pages for reference in _annotations(page) if isinstance(reference, PDFObjRef)
    )


def _annotations(page: PDFPage) -> list[object]:
    annotations = resolve1(page.attrs.get("Annots"))
    return annotations if isinstance(annotations, list) else []


def _sheet(number: int, page: PDFPage, form: Form, drawn: _Renderer, recognise: Recognise | None) -> Sheet:
    try:
        layout, shown = _layout(page)
        view = View.of(page, turn_of(item.matrix for item in _items(layout) if isinstance(item, LTChar)))
        seen = _contents(layout, view)
        add, notes, filled = _additions(page, form, view)
    except Unreadable:
        raise
    except RecursionError as fault:
        raise _damaged() from fault
    except Exception as fault:
        raise Unreadable(f"Page {number} of the PDF is damaged.", "Ask the school to send it again.") from fault
    words = [word for word in words_of(seen.glyphs) if view.shows(word.box)]
    shapes = [shape for shape in (*seen.shapes, *add.shapes) if view.shows(shape.box)]
    result = Page(
        number,
        view.width,
        view.height,
        tuple(words),
        tuple(shapes),
        tuple(add.fields),
        crop=lambda box: drawn.crop(number, view, box),
    )
    scanned = _is_picture(words, seen, shown)
    if scanned and recognise is not None:
        result = _recognised(number, result, drawn, recognise, view)
    elif scanned:
        # Somebody else's OCR, laid under the picture: better than nothing, and never to be trusted.
        result = replace(result, words=tuple(replace(word, confidence=min(word.confidence, 0.5)) for word in words))
    return Sheet(result, scanned, filled, add.typed, notes)


def _layout(page: PDFPage) -> tuple[LTPage, int]:
    if sum(len(stream_value(part).get_data()) for part in page.contents) > _LARGEST_CONTENTS:
        raise Unreadable("A page of the PDF holds far more than a form can.", _RESAVE)
    manager = PDFResourceManager()
    device = _Aggregator(manager, laparams=None)
    PDFPageInterpreter(manager, device).process_page(page)
    return device.get_result(), device.shown


class _Aggregator(PDFPageAggregator):
    """Lays a page out, and counts the bytes of text that are painted: an OCR's text under its picture is not."""

    shown = 0

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        if textstate.render != _INVISIBLE:
            self.shown += sum(len(part) for part in seq if isinstance(part, bytes))
        super().render_string(textstate, seq, ncs, graphicstate)


def _items(container: Iterable[LTItem], depth: int = 0) -> Iterator[LTItem]:
    for item in container:
        if isinstance(item, LTFigure):
            if depth < 12:
                yield from _items(item, depth + 1)
        else:
            yield item


def _contents(layout: LTPage, view: View) -> _Seen:
    seen = _Seen()
    for count, item in enumerate(_items(layout)):
        if count > _MOST_ITEMS:
            break
        if isinstance(item, LTChar):
            box = view.box(item.x0, item.y0, item.x1, item.y1)
            text = readable(item.get_text(), item.fontname)
            marks = style_of(item.fontname, _colour(item.graphicstate.ncolor))
            size = box.height if box.height > 0.5 else item.size
            # What is painted sideways on an upright page (a margin note, a barcode) is no line of the form.
            if _is_upright(item, view) and text and not (text < " " and text not in "\t\n"):
                baseline = view.point(*item.matrix[4:])[1]
                seen.glyphs.append(Glyph(text, box, size, marks, baseline))
        elif isinstance(item, LTImage):
            box = view.box(item.x0, item.y0, item.x1, item.y1)
            seen.pictured += box.overlap(Box(0, 0, view.width, view.height)) / (view.width * view.height)
            seen.shapes.append(Shape(Drawing.PICTURE, box))
        elif isinstance(item, LTCurve):  # lines and rectangles too
            strokes = [[view.point(x, y) for x, y in stroke] for stroke in flattened(item.original_path or ())]
            strokes = strokes or [[view.point(x, y) for x, y in item.pts]]
            fill = item.non_stroking_color
            seen.shapes += path_shapes(strokes, fill, filled=bool(item.fill), stroked=bool(item.stroke))
    return seen


def _colour(colour: Any) -> tuple[float, ...] | None:
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    return tuple(parts) if all(isinstance(part, int | float) for part in parts) else None


def _is_upright(item: LTChar, view: View) -> bool:
    return turn_of([item.matrix]) == view.turn


def _additions(page: PDFPage, form: Form, view: View) -> tuple[Additions, tuple[str, ...], int]:
    add, notes, filled = Additions(), [], 0
    listed: list[tuple[int | None, Dictionary]] = [
        (reference.objid if isinstance(reference, PDFObjRef) else None, dictionary(reference))
        for reference in _annotations(page)
    ]
    listed += [(None, widget) for widget in form.homeless.get(page.pageid or -1, ())]  # type: ignore[call-overload]
    for number, annotation in listed:
        if text_of(annotation.get("Subtype")) != "Widget" and "FT" not in annotation:
            read_annotation(annotation, view.rectangle, view.user_point, add)
            continue
        entry, shape, note = read_widget(annotation, number, form, view.rectangle)
        if entry is not None:
            add.fields.append(entry)
            filled += bool(entry.text or entry.ticked)
        if shape is not None:
            add.shapes.append(shape)
        if note:
            notes.append(note)
    return add, tuple(dict.fromkeys(notes)), filled


def _is_picture(words: list[Word], seen: _Seen, shown: int) -> bool:
    """Return whether the text of a page cannot be what a reader sees on it."""
    letters = sum(len(word.text) for word in words)
    if letters < 30:
        return seen.pictured > 0.25 or sum(shape.drawing is Drawing.INK for shape in seen.shapes) > 200
    if seen.pictured > 0.7 and shown < _A_FORM:
        return True  # a scan, perhaps with an OCR's text under it or answers typed over it; not a letterhead
    unmapped = sum(word.text.count("\ufffd") for word in words)
    if unmapped > max(5, 0.05 * letters):
        return True
    plain = [re.sub(r"\W", "", word.text).lower() for word in words]
    return len(plain) > 60 and sum(word in _COMMON for word in plain) < 0.04 * len(plain)


def _recognised(number: int, page: Page, drawn: _Renderer, recognise: Recognise, view: View) -> Page:
    """Return the page as the reader of scans sees it, with the fields and annotations that lie upon it."""
    read = recognise(number, drawn.picture(number, view), _DPI)
    across, down = read.width / page.width, read.height / page.height
    if not 0.9 < across / down < 1.1:
        return read  # it was turned, or straightened beyond comparing

    def moved(box: Box) -> Box:
        return Box(box.left * across, box.top * down, box.right * across, box.bottom * down)

    return replace(
        read,
        shapes=(*read.shapes, *(replace(shape, box=moved(shape.box)) for shape in page.shapes if shape.entered)),
        fields=(*read.fields, *(replace(entry, box=moved(entry.box)) for entry in page.fields)),
    )


class _Renderer:
    """Draws pages, each at most once; the file is opened when the first is wanted."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._pictures: dict[int, Image] = {}

    def picture(self, number: int, view: View) -> Image:
        """Return a page as it is seen upright, without its annotations."""
        if number not in self._pictures:
            self._pictures = {number: self._drawn(number, view)}
        return self._pictures[number]

    def crop(self, number: int, view: View, box: Box) -> bytes:
        """Return a part of a page as PNG."""
        picture = self.picture(number, view)
        scale = _DPI / 72
        edges = (box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
        left, top = (max(int(edge), 0) for edge in edges[:2])
        part = picture.crop((left, top, max(int(edges[2]) + 1, left + 1), max(int(edges[3]) + 1, top + 1)))
        out = BytesIO()
        part.save(out, "PNG")
        return out.getvalue()

    def close(self) -> None:
        """Let go of the picture; a later crop draws it anew."""
        self._pictures.clear()

    def _drawn(self, number: int, view: View) -> Image:
        import pypdfium2

        try:
            document: Any = pypdfium2.PdfDocument(self._content)  # type: ignore[no-untyped-call]
            try:
                page = document[number - 1]
                scale = min(_DPI / 72, 6000 / max(page.get_size()))
                picture: Image = page.render(scale=scale, draw_annots=False).to_pil()
            finally:
                document.close()
        except pypdfium2.PdfiumError as fault:
            raise Unreadable(
                f"Page {number} of the PDF cannot be drawn.", "Ask the school to send it again."
            ) from fault
        if view.turn:
            picture = picture.rotate(-view.turn, expand=True)
        return picture.convert("RGB")
