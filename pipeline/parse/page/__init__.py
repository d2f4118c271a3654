"""Forms as pages: PDFs, scans and photographs. The door of this room.

Every way in ends in `layout.Page`s, which one solver reads (`solver.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Answers
from pipeline.parse.page.layout import Page
from pipeline.parse.wording import Wording

if TYPE_CHECKING:
    from pipeline.parse.page.pdf import Recognise, Sheet


def read_pdf(content: bytes, wording: Wording, *, recognise: Recognise | None) -> list[Answers]:
    """Read the forms in a PDF, each with the format that its answers came in.

    `recognise` reads a page that is a picture: its number, the picture and its dots per inch, to a `Page`. Raises
    Unreadable, NotAForm or BlankForm (`pipeline.errors`).
    """
    from pipeline.parse.page.pdf import read_sheets
    from pipeline.parse.page.solver import solve

    sheets = read_sheets(content, recognise=recognise)
    notes = tuple(note for sheet in sheets for note in sheet.notes)
    forms = solve([sheet.page for sheet in sheets], wording, format="pdf-text")
    return [replace(form, format=_format(form, sheets), notes=(*form.notes, *notes)) for form in forms]


def read_pages(pages: Sequence[Page], wording: Wording, *, format: str) -> list[Answers]:
    """Read the forms on pages that were recognised elsewhere. Raises NotAForm or BlankForm."""
    from pipeline.parse.page.solver import solve

    return solve(pages, wording, format=format)


def _format(form: Answers, sheets: Sequence[Sheet]) -> str:
    """Return how the answers were written: into fields, as annotations, on paper, or as text."""
    numbers = {answer.evidence.page for answer in form.answers.values()}
    own = [sheet for sheet in sheets if sheet.page.number in numbers]
    if any(sheet.filled for sheet in own):
        return "pdf-form"
    if any(sheet.typed for sheet in own):
        return "pdf-annotated"
    return "pdf-scan" if any(sheet.scanned for sheet in own) else "pdf-text"


__all__ = ["read_pages", "read_pdf"]
