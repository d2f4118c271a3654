"""Pages as the readers of PDFs and of scans hand them on: words, shapes and fields are moved, changed and mixed.

Door: `pipeline.parse.page.read_pages`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from builders.pdf import FORMS, Filled, filled_form, flattened, lookalike, saved
from fuzz.choices import Choices
from fuzz.reading import check, wording

from pipeline.errors import DocumentError
from pipeline.model import MarkKind
from pipeline.parse.page import read_pages
from pipeline.parse.page.layout import Box, Drawing, Field, Page, Shape, Word
from pipeline.parse.page.pdf import read_sheets

_MARKS = tuple(MarkKind)
_DRAWINGS = tuple(Drawing)


@cache
def _seeds() -> tuple[tuple[Page, ...], ...]:
    files = [
        lookalike(Filled(), terms=False),
        lookalike(Filled(), rules=False, end="dots", terms=False),
        saved(flattened(Filled())),
        saved(filled_form(Filled())),
    ]
    files += [(FORMS / "returned" / name).read_bytes() for name in ("EOI Hambleton Rd.pdf", "EOI notes on pdf.pdf")]
    # The form is on the last page.
    return tuple((replace(read_sheets(content, recognise=None)[-1].page, crop=None),) for content in files)


def seeds() -> list[bytes]:
    return [bytes((nth,)) for nth in range(len(_seeds()))]


def one(data: bytes) -> None:
    """Solve some changed pages; raises what must never be raised."""
    choices = Choices(data)
    pages = list(choices.pick(_seeds()))
    if choices and not choices.number(8):
        pages = [replace(page, number=nth) for nth, page in enumerate(pages * choices.number(5), 1)]
    for _ in choices.rounds(10):
        at = choices.number(len(pages))
        if pages:
            pages[at] = _changed(pages[at], choices)
    try:
        forms = read_pages(pages, wording(), format="pdf-scan")
    except DocumentError:
        return
    for form in forms:
        check(form)


def _changed(page: Page, choices: Choices) -> Page:
    words, shapes, fields = list(page.words), list(page.shapes), list(page.fields)
    place = choices.number(len(words) + 1)
    box = _box(words[place].box if place < len(words) else Box(0, 0, page.width, page.height), choices)
    match choices.number(10):
        case 0:
            words.insert(
                place,
                Word(
                    choices.text(),
                    box,
                    choices.number(101) / 100,
                    frozenset(_MARKS[: choices.number(4)]),
                    bool(choices.number(2)),
                ),
            )
        case 1:
            del words[place : place + 1 + choices.number(12)]
        case 2 if place < len(words):
            words[place] = replace(words[place], text=choices.text())
        case 3 if place < len(words):
            words[place] = replace(words[place], box=box, baseline=None if choices.number(2) else box.bottom)
        case 4:
            words[place:place] = words[place : place + 10] * choices.pick((1, 2, 20))
        case 5:
            shapes.insert(0, Shape(choices.pick(_DRAWINGS), box, choices.number(101) / 100, bool(choices.number(2))))
        case 6:
            fields.append(
                Field(
                    box,
                    choices.pick((None, choices.text())),
                    choices.pick((None, True, False)),
                    choices.text(),
                    bool(choices.number(2)),
                )
            )
        case 7:
            words.reverse()
        case 8:
            across, down = choices.figure(), choices.figure()
            words = [
                replace(
                    word,
                    box=Box(
                        word.box.left + across, word.box.top + down, word.box.right + across, word.box.bottom + down
                    ),
                )
                for word in words
            ]
        case _:
            return replace(page, width=max(choices.figure(), 1.0), height=max(choices.figure(), 1.0))
    return replace(page, words=tuple(words), shapes=tuple(shapes), fields=tuple(fields))


def _box(near: Box, choices: Choices) -> Box:
    """Return a box near another, or anywhere; flat, thin or large, but with its edges in order, as every reader makes them."""
    if choices.number(2):
        left, top = near.left + choices.number(200) - 100, near.top + choices.number(200) - 100
        return Box(left, top, left + choices.number(300), top + choices.number(100))
    (left, right), (top, bottom) = (
        sorted((choices.figure(), choices.figure())),
        sorted((choices.figure(), choices.figure())),
    )
    return Box(left, top, right, bottom)
