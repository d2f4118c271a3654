"""Forms as other programs make them: LibreOffice from Word, Chromium's print-to-PDF, reportlab's own typesetting."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from builders.pdf import FORMS, LABELS, Filled, by_browser, by_office, form_html, lookalike, program
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor
from parse.paging import assert_read, choice, needs, read, text

from pipeline.model import Label

FILLED = Filled(choice="Yes")
OFFICE = needs(lambda: program("soffice", "libreoffice"), "LibreOffice")
BROWSER = needs(lambda: program("chromium", "chromium-browser", "google-chrome"), "Chromium")
LONG_NAME = (
    "The Blessed Trinity Roman Catholic and Church of England Joint Voluntary Aided Primary School and Nursery, "
    "Great Thornlea-under-Pendle"
)

# --- reportlab ------------------------------------------------------------------------------------------------

HELVETICA = {"font": "Helvetica", "bold": "Helvetica-Bold"}
RETYPED = {
    "school": "School name",
    "contact": "Tel / email",
    "headteacher": "Headteacher",
    "comments": "Any comments on year group you would prefer to link",
}
LAYOUTS: dict[str, tuple[str, dict[str, Any]]] = {
    "times-strike": ("No", {"choice": "<strike>Yes</strike> / No"}),
    "wide-labels-bold": ("Yes", {**HELVETICA, "choice": "<b>Yes</b> / No", "label_width": 220}),
    "typewriter-underline": ("No", {"font": "Courier", "bold": "Courier-Bold", "size": 9, "label_width": 180, "choice": "Yes / <u>No</u>"}),
    "no-rules": ("Yes", {**HELVETICA, "rules": False, "choice": "Yes"}),
    "no-rules-middle": ("Yes", {**HELVETICA, "rules": False, "valign": "MIDDLE", "choice": "Yes"}),
    "highlight": ("Yes", {**HELVETICA, "valign": "MIDDLE", "choice": '<font backColor="yellow">Yes</font> / No'}),
    "shaded-red-reversed": ("No", {"shaded": True, "end": "rows", "choice": '<font color="red">No</font>/Yes'}),
    "narrow-large": ("Yes", {"size": 14, "label_width": 110, "margin": 70, "end": "lines", "choice": "Yes"}),
    "rows-moved": ("Yes", {"order": ("headteacher", "school", "contact", "near_year_ok", "alternative_years", "comments"), "choice": "Yes", "end": "dots"}),
    "retyped": ("Yes", {"labels": RETYPED, "choice": "Yes"}),
    "retyped-no-rules": ("Yes", {"labels": RETYPED, "choice": "Yes", "rules": False}),
    "letter-paper": ("choice-unmarked", {"page_size": (612, 792)}),
}  # fmt: skip


@pytest.mark.parametrize("name", [FILLED.school, LONG_NAME], ids=["short", "long"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_form_set_anew(layout: str, name: str) -> None:
    chosen, options = LAYOUTS[layout]
    filled = replace(FILLED, school=name)
    assert_read(read(lookalike(filled, **options)), filled, chosen)


def test_a_missing_row_is_missing() -> None:
    form = read(lookalike(FILLED, order=[key for key in LABELS if key != "headteacher"], choice="Yes"))
    assert form.missing == (Label.HEADTEACHER,)
    assert text(form, "contact") == FILLED.contact


# --- Chromium -------------------------------------------------------------------------------------------------

PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "struck": ("No", {"choice": "<s>Yes</s> / No"}),
    "marked": ("Yes", {"choice": "<mark>Yes</mark> / No"}),
    "ringed": ("Yes", {"choice": '<span style="border:1.5px solid red;border-radius:50%;padding:1px 4px">Yes</span> / No'}),
    "bold": ("No", {"choice": "Yes / <b>No</b>"}),
    "both-bold": ("choice-unmarked", {"choice": "<b>Yes</b> / <b>No</b>"}),
    "boxes-before": ("No", {"choice": "<input type=checkbox> Yes <input type=checkbox checked> No"}),
    "boxes-after": ("No", {"choice": "Yes <input type=checkbox> No <input type=checkbox checked>"}),
    "radio": ("Yes", {"choice": "<input type=radio name=a checked> Yes <input type=radio name=a> No"}),
    "typed-boxes": ("Yes", {"choice": "☒ Yes ☐ No"}),
    "no-borders": ("Yes", {"choice": "Yes", "css": "td{border:none!important}"}),
    "only-level-borders": ("Yes", {"choice": "<u>Yes</u> / No", "css": "td{border-left:none!important;border-right:none!important}"}),
    "labels-above": ("Yes", {"choice": "Yes", "css": "td{display:block;width:auto!important}"}),
    "signed-in-a-row": ("Yes", {"choice": "Yes", "end": f"<table><tr><td>Signed:<td>{FILLED.signed}<td>Date:<td>{FILLED.date}</table>"}),
}  # fmt: skip


@BROWSER
@pytest.mark.parametrize("page", PAGES)
def test_printed_by_a_browser(page: str) -> None:
    chosen, options = PAGES[page]
    assert_read(read(by_browser(form_html(FILLED, **options))), FILLED, chosen)


@BROWSER
def test_lists_and_tables_keep_their_shape() -> None:
    bullets = "<ul><li>One Y3 class</li><li>One Y4 class</li></ul>"
    assert (
        read(by_browser(form_html(FILLED, comments=bullets))).answers[Label.COMMENTS].text
        == "One Y3 class\nOne Y4 class"
    )
    table = "<table style='width:60%'><tr><td>Year</td><td>Classes</td></tr><tr><td>Y5</td><td>2</td></tr></table>"
    assert read(by_browser(form_html(FILLED, comments=table))).answers[Label.COMMENTS].text == "Year | Classes\nY5 | 2"


# --- LibreOffice ----------------------------------------------------------------------------------------------


def from_word(filled: Filled, change: Callable[[Any], None] | None = None, option: str = "") -> bytes:
    """Fill in the Word form and export it. `change` is done to the two option runs, or to the document."""
    document = docx.Document(str(FORMS / "blank-eoi-2025-26.docx"))
    table = document.tables[-1]
    for row, key in ((0, "school"), (1, "contact"), (2, "headteacher"), (5, "alternative_years")):
        table.cell(row, 1).paragraphs[0].add_run(getattr(filled, key))
    table.cell(3, 0).paragraphs[2].add_run(filled.comments)
    statement = table.cell(4, 1).paragraphs[0]
    statement.runs[0].text = ""
    runs = {name: statement.add_run(name) for name in ("Yes", " / ", "No")}
    if change is not None:
        change(runs[option] if option else document)
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Signed:"):
            paragraph.runs[0].text = f"Signed: {filled.signed}\t\t\tDate: {filled.date}"
    out = io.BytesIO()
    document.save(out)
    return by_office(out.getvalue())


MARKS: dict[str, tuple[str, str, Callable[[Any], None]]] = {
    "strike": ("No", "Yes", lambda run: setattr(run.font, "strike", True)),
    "double-strike": ("Yes", "No", lambda run: setattr(run.font, "double_strike", True)),
    "underline": ("Yes", "Yes", lambda run: setattr(run.font, "underline", True)),
    "highlight": ("No", "No", lambda run: setattr(run.font, "highlight_color", WD_COLOR_INDEX.YELLOW)),
    "red": ("Yes", "Yes", lambda run: setattr(run.font.color, "rgb", RGBColor(255, 0, 0))),
    "grey": ("choice-unclear", "No", lambda run: setattr(run.font.color, "rgb", RGBColor(160, 160, 160))),
}


@OFFICE
@pytest.mark.parametrize("mark", MARKS)
def test_marks_exported_from_word(mark: str) -> None:
    chosen, option, change = MARKS[mark]
    assert_read(read(from_word(FILLED, change, option)), FILLED, chosen)


@OFFICE
def test_a_line_under_the_form_is_stray() -> None:
    def add(document: Any) -> None:
        document.add_paragraph("PS Miss Lord will be away until 12 September.")

    form = read(from_word(FILLED, add))
    assert [stray.text for stray in form.stray] == ["PS Miss Lord will be away until 12 September."]
    assert choice(form) == "choice-unmarked"


@OFFICE
def test_table_turned_into_text() -> None:
    def flatten(document: Any) -> None:
        table = document.tables[-1]._tbl
        note = "[References to year groups will be understood as 2025-26 classes; if you are renewing an existing link with the same children, please keep this in mind!]"
        lines = [f"{LABELS[key]} {getattr(FILLED, key)}" for key in ("school", "contact", "headteacher")]
        lines += [LABELS["comments"], note, FILLED.comments, LABELS["near_year_ok"], "Yes"]
        lines.append(f"{LABELS['alternative_years']} {FILLED.alternative_years}")
        for line in lines:
            table.addprevious(document.add_paragraph(line)._p)
        table.getparent().remove(table)

    assert_read(read(from_word(FILLED, flatten)), FILLED)
