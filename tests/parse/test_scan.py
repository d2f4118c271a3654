"""Pictures of forms: read upright, with every answer exact or doubted, and no choice that nobody made."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys

import pytest
from builders.scans import BLUE, NO, RED, YES, coded, faxed, filled, noisy, photographed, shadowed, turned
from parse.paging import ROOT, choice, read, text, wording
from PIL import Image

from pipeline.model import Answers, Label
from pipeline.parse.page import read_pages
from pipeline.parse.page.layout import Box, Page
from pipeline.parse.page.scan import read_image_pages, recognise

RETURNED = ROOT / "tests" / "forms" / "returned"
SURE = 0.90
ANSWERS = {
    "school": "Higher Fold Primary School",
    "contact": "01254 771 208 / office@higherfold.lancs.sch.uk",
    "headteacher": "Mrs R Hartley",
    "comments": "2 x Y5 and 1 x Y6. We would love to link with a contrasting school.",
    "alternative_years": "Year 4",
    "signed": "R Hartley",
    "date": "3 July 2025",
}
slow = pytest.mark.skipif(not os.environ.get("EOI_SLOW_TESTS"), reason="EOI_SLOW_TESTS is not set")


def answers(page: Page) -> Answers:
    (form,) = read_pages([page], wording(), format="image")
    return form


def _spaced(answer: str) -> str:
    """Return an answer without the room around its strokes and between the groups of a number, which says nothing."""
    return re.sub(r"(?<=\d\d) (?=\d{3})| ?/ ?", lambda found: "/" if "/" in found[0] else "", answer)


def scanned(picture: Image.Image) -> Answers:
    return answers(recognise(1, picture, 200))


def assert_exact_or_doubted(form: Answers, least: int = 7) -> None:
    """Assert that no answer is wrong and sure, and that at least so many are exact and sure."""
    found = {key: form.answers[Label(key)] for key in ANSWERS if Label(key) in form.answers}
    sure = {key: _spaced(text(form, key)) for key, answer in found.items() if answer.evidence.confidence >= SURE}
    assert {key: _spaced(ANSWERS[key]) for key in sure} == sure
    assert len(sure) >= least


def test_the_sample_scan() -> None:
    form = read((RETURNED / "scan_0412.pdf").read_bytes(), recognise)
    assert form.format == "pdf-scan"
    assert text(form, "contact") == "01254 885 643 / office@martholmelane.lancs.sch.uk"
    assert text(form, "comments") == "Our one Year 6 class would like to link with a town school."
    assert (text(form, "signed"), text(form, "date")) == ("L Kenworthy", "8 July 2025")
    assert choice(form) == "Yes"
    assert min(answer.evidence.confidence for answer in form.answers.values()) >= SURE


def test_the_sample_photograph() -> None:
    pages = read_image_pages((RETURNED / "IMG_0418.jpg").read_bytes())
    form = answers(pages[0])
    assert (text(form, "school"), text(form, "headteacher")) == ("Fence Gate Side Primary", "Ms W Robb")
    assert text(form, "contact") == "01282 617 908 / office@fencegateside.lancs.sch.uk"
    assert choice(form) == "Yes"
    assert min(answer.evidence.confidence for answer in form.answers.values()) >= SURE


def test_handwriting_is_never_sure() -> None:
    form = read((RETURNED / "handwritten EOI.pdf").read_bytes(), recognise)
    written = ("school", "contact", "headteacher", "comments", "alternative_years", "signed")
    assert [key for key in written if form.answers[Label(key)].evidence.confidence >= SURE] == []
    assert choice(form) == "No"  # the ring is clear, and the word in it is printed
    picture = form.answers[Label.SCHOOL].evidence.picture
    assert picture is not None
    assert Image.open(io.BytesIO(picture)).format == "PNG"


def test_a_slanted_noisy_scan_with_a_ring() -> None:
    sheet = filled(**ANSWERS)
    sheet.ring(NO, BLUE)
    form = scanned(noisy(turned(sheet.picture, 1.7)))
    assert_exact_or_doubted(form)
    assert choice(form) == "No"


def test_a_photograph_of_an_untouched_choice() -> None:
    (page,) = read_image_pages(coded(photographed(filled(**ANSWERS).picture), quality=60))
    form = answers(page)
    assert abs(page.width - 595) < 1
    assert_exact_or_doubted(form)
    assert choice(form) == "choice-unmarked"


@slow
@pytest.mark.parametrize(
    ("mark", "option", "expected"),
    [
        ("ring", YES, {"Yes"}),
        ("strike", NO, {"Yes"}),
        ("strike", YES, {"No"}),
        ("underline", NO, {"No"}),
        ("highlight", YES, {"Yes"}),
        ("tick", NO, {"No"}),
        ("tick", YES, {"Yes", "choice-unclear"}),
        ("cross_over", NO, {"Yes", "choice-unclear"}),
        ("delete", YES, {"No"}),
    ],
)
def test_marks(mark: str, option: tuple[float, float, float, float], expected: set[str]) -> None:
    sheet = filled(**ANSWERS)
    getattr(sheet, mark)(option)
    assert choice(scanned(sheet.picture)) in expected


@slow
def test_both_options_marked_is_no_choice() -> None:
    sheet = filled(**ANSWERS)
    sheet.ring(YES, RED)
    sheet.ring(NO, RED)
    assert choice(scanned(sheet.picture)) == "choice-unclear"


@slow
@pytest.mark.parametrize("degrees", [90, 180, 270, 4.5, -5])
def test_however_it_lay_on_the_glass(degrees: float) -> None:
    sheet = filled(**ANSWERS)
    sheet.strike(NO)
    form = scanned(turned(sheet.picture, degrees))
    assert_exact_or_doubted(form, least=6)
    assert choice(form) == "Yes"


@slow
@pytest.mark.parametrize("dpi", [100, 300])
@pytest.mark.parametrize("damage", [faxed, shadowed, lambda picture: picture])
def test_poor_scans(damage, dpi: int) -> None:
    picture = damage(filled(**ANSWERS).picture)
    form = answers(recognise(1, picture.resize((827 * dpi // 100, 1170 * dpi // 100)), dpi))
    assert_exact_or_doubted(form, least=5)
    assert choice(form) == "choice-unmarked"


@slow
def test_a_signature_is_seen_and_not_read() -> None:
    sheet = filled(**{**ANSWERS, "signed": ""})
    assert not scanned(sheet.picture).answers[Label.SIGNED].drawn
    sheet.sign()
    signed = scanned(sheet.picture).answers[Label.SIGNED]
    assert signed.drawn
    assert not signed.text or signed.evidence.confidence < SURE


def test_a_crop_is_a_small_picture() -> None:
    page = recognise(3, Image.new("RGB", (1654, 2339), "white"), 200)
    assert (page.number, page.words, page.shapes) == (3, (), ())
    assert page.crop is not None
    with Image.open(io.BytesIO(page.crop(Box(-50, 100, 5000, 120)))) as part:
        assert part.mode == "L"
        assert part.width <= 1600


def test_nothing_heavy_is_imported_with_the_door() -> None:
    heavy = "import pipeline.parse.page.scan, sys; print({'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
