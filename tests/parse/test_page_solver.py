"""The page solver on pages made by hand: whatever stands on a page, it answers or raises an error of ours."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from builders.pdf import Filled, annotate, blank, filled_form, flattened, saved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parse.paging import ROOT, assert_read, choice, read, text, wording
from pikepdf import Name, Pdf

from pipeline.errors import DocumentError, Unreadable
from pipeline.model import Answers, Label
from pipeline.parse.page import read_pages, read_pdf
from pipeline.parse.page.layout import Box, Drawing, Field, Page, Shape, Word
from pipeline.parse.page.pdf import read_sheets

RETURNED = ROOT / "tests" / "forms" / "returned"


def test_samples() -> None:
    exported = read((RETURNED / "EOI Hambleton Rd.pdf").read_bytes())
    assert exported.format == "pdf-text"
    assert (text(exported, "school"), choice(exported)) == ("Hamley Road Primary School", "No")
    assert text(exported, "alternative_years") == "Y5"
    filled = read((RETURNED / "EOI fillable done.pdf").read_bytes())
    assert filled.format == "pdf-form"
    assert (text(filled, "signed"), text(filled, "date"), choice(filled)) == ("O Varley", "07/07/2025", "Yes")
    notes = read((RETURNED / "EOI notes on pdf.pdf").read_bytes())
    assert notes.format == "pdf-annotated"
    assert (text(notes, "contact"), choice(notes)) == ("01282 693 771 / head@cherrydale.lancs.sch.uk", "No")
    assert notes.answers[Label.SIGNED].drawn
    with pytest.raises(Unreadable):
        read((RETURNED / "EOI damaged.pdf").read_bytes())


def waved(page: Page, seed: int) -> Page:
    """Return a page as an OCR sees it: words shifted, a line that waves, some joined, none quite sure."""
    chance = random.Random(seed)
    words = []
    for word in page.words:
        by = 2.0 * chance.random() - 1.0 + 3.0 * (word.box.left / page.width)
        box = Box(
            word.box.left + chance.random(), word.box.top + by, word.box.right + chance.random(), word.box.bottom + by
        )
        words.append(replace(word, box=box, confidence=0.9 + 0.1 * chance.random()))
    return replace(page, words=tuple(words), crop=lambda box: b"PNG")


@pytest.mark.parametrize("seed", range(4))
def test_wavy_words_of_a_scan(seed: int) -> None:
    filled = Filled(comments="Two Year 5 classes, please. We should like to meet a school in a town, or on the coast.")
    sheets = read_sheets(saved(annotate(flattened(filled), 2, "Circle", [224, 459, 247, 475])), recognise=None)
    (form,) = read_pages([waved(sheets[2].page, seed)], wording(), format="image")
    assert_read(form, filled)
    evidence = form.answers[Label.COMMENTS].evidence
    assert 0.9 <= evidence.confidence < 1
    assert evidence.picture == b"PNG"
    assert form.format == "image"


def test_a_scanned_page_among_pages_of_text() -> None:
    """A file of two pages of text and a picture: the picture is recognised, and the notes on it stay."""
    sheets = read_sheets(saved(flattened(Filled())), recognise=None)
    pdf = blank()
    picture = pdf.make_stream(
        bytes([255]) * 100,
        {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 10, "/Height": 10, "/BitsPerComponent": 8}
        | {"/ColorSpace": Name.DeviceGray},
    )
    page = pdf.pages[2]
    page.Resources.XObject.Scan = picture
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    annotate(pdf, 2, "Highlight", [226.9, 461, 244.1, 473.5])
    (form,) = read_pdf(saved(pdf), wording(), recognise=lambda number, image, dpi: waved(sheets[2].page, 1))
    assert_read(form, Filled())
    assert form.format == "pdf-scan"
    with pytest.raises(Unreadable, match="scan"):
        read_pdf(saved(_last_page(pdf)), wording(), recognise=None)


def _last_page(pdf: Pdf) -> Pdf:
    while len(pdf.pages) > 1:
        del pdf.pages[0]
    return pdf


PRINT = [
    "Name of School:",
    "Headteacher name:",
    "Date:",
    "Signed:",
    "Yes",
    "No",
    "Yes / No",
    "(1)",
    "Year",
    "4",
    "☐",
    "x",
    "\ufffd",
    "",
    " ",
    "An exact year group match is not essential for us",
    "Telephone",
    "and",
    "Email:",
    "Any comments on Year group you would prefer to link",
]
NUMBERS = st.floats(-50, 900, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(NUMBERS), draw(NUMBERS)
    return Box(left, top, left + draw(st.floats(0, 400)), top + draw(st.floats(0, 60)))


PAGES = st.builds(
    Page,
    number=st.just(1),
    width=st.floats(1, 900),
    height=st.floats(1, 900),
    words=st.lists(st.builds(Word, st.sampled_from(PRINT) | st.text(max_size=12), boxes(), st.floats(0, 1), entered=st.booleans()), max_size=30).map(tuple),
    shapes=st.lists(st.builds(Shape, st.sampled_from(Drawing), boxes(), entered=st.booleans()), max_size=12).map(tuple),
    fields=st.lists(st.builds(Field, boxes(), st.none() | st.text(max_size=9), st.none() | st.booleans(), note=st.booleans()), max_size=5).map(tuple),
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAGES, max_size=3))
def test_any_page_gives_answers_or_an_error_of_ours(pages: list[Page]) -> None:
    numbered = [replace(page, number=number) for number, page in enumerate(pages, start=1)]
    _sound(lambda: read_pages(numbered, wording(), format="image"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extra=PAGES)
def test_noise_on_a_form_never_breaks_it(extra: Page) -> None:
    (page,) = (sheet.page for sheet in _FORM[2:])
    noisy = replace(
        page, words=page.words + extra.words, shapes=page.shapes + extra.shapes, fields=page.fields + extra.fields
    )
    _sound(lambda: read_pages([noisy], wording(), format="image"))


_FORM = read_sheets(saved(flattened(Filled())), recognise=None)


def _sound(reading: Callable[[], list[Answers]]) -> None:
    try:
        forms = reading()
    except DocumentError:
        return
    for form in forms:
        for answer in (*form.answers.values(), *form.stray):
            assert all(0 <= mark.start < mark.end <= len(answer.text) for mark in answer.marks)
            assert 0 <= answer.evidence.confidence <= 1
            assert answer.evidence.box is not None
            assert all(0 <= edge <= 1 for edge in answer.evidence.box)


@pytest.mark.parametrize("seed", range(25))
def test_damaged_files_raise_only_our_errors(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(saved(filled_form(Filled())))
    for _ in range(chance.choice((1, 5, 40, 400))):
        at = chance.randrange(len(content))
        content[at : at + chance.randrange(1, 9)] = chance.randbytes(chance.randrange(0, 9))
    if seed % 3 == 0:
        content = content[: chance.randrange(len(content))]
    _sound(lambda: read_pdf(bytes(content), wording(), recognise=None))
