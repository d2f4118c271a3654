"""Forms unlike the samples, from the adversarial rounds: each was read wrongly once, or nearly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from builders import word
from builders.pdf import (
    LABELS,
    NO,
    PLACES,
    YES,
    Filled,
    annotate,
    blank,
    by_browser,
    by_office,
    field,
    filled_form,
    flattened,
    form_html,
    lookalike,
    painted,
    program,
    quad,
    saved,
    text_at,
    typed_on,
)
from parse.paging import assert_read, choice, needs, read, text
from pikepdf import Array, Name, Pdf, Rectangle, String

from pipeline.model import Label

FILLED = Filled(choice="Yes")
TYPE = String("/Helv 10 Tf")
OFFICE = needs(lambda: program("soffice", "libreoffice"), "LibreOffice")
BROWSER = needs(lambda: program("chromium", "chromium-browser", "google-chrome"), "Chromium")


def highlighted(pdf: Pdf, option: tuple[float, ...] = YES) -> Pdf:
    return annotate(pdf, 2, "Highlight", option, QuadPoints=quad(option))


@pytest.mark.parametrize("shift", [(0, 6), (0, -6), (-12, 3)])
def test_notes_that_are_placed_carelessly(shift: tuple[float, float]) -> None:
    across, up = shift
    pdf = blank()
    for key, (left, bottom, right, top) in PLACES.items():
        place = (left + across, bottom + up, right + across, top + up)
        annotate(pdf, 2, "FreeText", place, Contents=String(getattr(FILLED, key)), DA=TYPE)
    assert_read(read(saved(highlighted(pdf))), FILLED)


def test_signature_and_date_under_their_line() -> None:
    pdf = typed_on(FILLED, skip=["signed", "date"])
    annotate(pdf, 2, "FreeText", [60, 145, 160, 158], Contents=String(FILLED.signed), DA=TYPE)
    annotate(pdf, 2, "FreeText", [384, 145, 480, 158], Contents=String(FILLED.date), DA=TYPE)
    assert_read(read(saved(highlighted(pdf))), FILLED)


def test_date_in_three_fields() -> None:
    pdf = filled_form(replace(FILLED, date=""))
    for left, part in ((384, "03"), (410, "07"), (436, "2025")):
        pdf.Root.AcroForm.Fields.append(field(pdf, 2, [left, 160, left + 22, 174], FT=Name.Tx, V=String(part)))
    assert_read(read(saved(pdf)), replace(FILLED, date="03 07 2025"))


UNCLEAR: dict[str, Callable[[Pdf], Pdf]] = {
    "both": lambda pdf: highlighted(highlighted(pdf), NO),
    "between": lambda pdf: annotate(pdf, 2, "FreeText", [241, 448, 253, 460], Contents=String("X"), DA=TYPE),
    "all-struck": lambda pdf: annotate(
        pdf, 2, "StrikeOut", [226, 461, 267, 473], QuadPoints=quad([226, 461, 267, 473])
    ),
}


@pytest.mark.parametrize("how", UNCLEAR)
def test_what_could_be_either_is_unclear(how: str) -> None:
    assert_read(read(saved(UNCLEAR[how](typed_on(FILLED)))), FILLED, "choice-unclear")


def test_tick_beside_one_and_cross_beside_the_other() -> None:
    pdf = typed_on(FILLED)
    for left, sign in ((229, "✓"), (254, "✗")):
        annotate(pdf, 2, "FreeText", [left, 446, left + 12, 460], Contents=String(sign), DA=TYPE)
    assert_read(read(saved(pdf)), FILLED)


LIKE_LABELS = (
    "We did this with St Mark's.\nDate: any time after Easter\n"
    "Contact: Mrs Lord, Email: lord@thornlea.lancs.sch.uk\nSchool visits welcome. Headteacher is keen."
)


@pytest.mark.parametrize("rules", [True, False], ids=["rules", "no-rules"])
def test_comments_that_sound_like_labels(rules: bool) -> None:
    filled = replace(FILLED, comments=LIKE_LABELS)
    form = read(lookalike(filled, choice="Yes", rules=rules, font="Helvetica", bold="Helvetica-Bold"))
    assert_read(form, filled)
    assert form.answers[Label.COMMENTS].text == LIKE_LABELS


def test_two_pages_on_one_sheet() -> None:
    source = painted(flattened(Filled(choice="No")), 2, b"0.8 w 227 466 m 244 466 l S")
    sheet = Pdf.new()
    sheet.add_blank_page(page_size=(842, 595))
    sheet.pages[0].add_overlay(source.pages[0], Rectangle(0, 0, 421, 595))
    sheet.pages[0].add_overlay(source.pages[2], Rectangle(421, 0, 842, 595))
    assert_read(read(saved(sheet)), Filled(choice="No"))


def test_page_drawn_at_half_size() -> None:
    pdf = painted(flattened(Filled(choice="No")), 2, b"0.8 w 227 466 m 244 466 l S")
    page = pdf.pages[2]
    page.contents_add(b"q .5 0 0 .5 0 0 cm", prepend=True)
    page.contents_add(b"Q")
    page.MediaBox = Array([0, 0, 298, 421])
    assert_read(read(saved(pdf)), Filled(choice="No"))


@BROWSER
def test_labels_in_a_heading_row_over_their_answers() -> None:
    rows = "".join(
        f"<tr><td><b>{LABELS[key]}</b></td><td>{getattr(FILLED, key)}</td></tr>\n"
        for key in ("school", "contact", "headteacher")
    )
    heads = "".join(f"<td>{LABELS[key]}</td>" for key in ("school", "contact", "headteacher"))
    answers = "".join(f"<td>{getattr(FILLED, key)}</td>" for key in ("school", "contact", "headteacher"))
    html = form_html(FILLED, choice="Yes")
    assert rows in html
    html = html.replace(rows, f"</table><table><tr>{heads}</tr><tr>{answers}</tr></table><table>")
    assert_read(read(by_browser(html)), FILLED)


@BROWSER
def test_telephone_and_email_asked_for_apart() -> None:
    html = form_html(FILLED, choice="Yes").replace(
        f"<td><b>{LABELS['contact']}</b></td><td>{FILLED.contact}</td>",
        "<td>Telephone:</td><td>01772 555 019</td></tr><tr><td>Email:</td><td>office@thornlea.lancs.sch.uk</td>",
    )
    assert_read(read(by_browser(html)), replace(FILLED, contact="01772 555 019 office@thornlea.lancs.sch.uk"))


def pictured(content: bytes) -> Pdf:
    """Return the form over a picture that fills its page, its text painted as `content` says (`3 Tr` is invisible)."""
    pdf = highlighted(flattened(FILLED))
    entries = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 10, "/Height": 10, "/BitsPerComponent": 8}
    page = pdf.pages[2]
    page.Resources.XObject.Sheet = pdf.make_stream(bytes([255]) * 100, entries | {"/ColorSpace": Name.DeviceGray})
    page.contents_add(b"q 595 0 0 842 0 0 cm /Sheet Do Q " + content, prepend=True)
    return pdf


def test_a_picture_behind_the_text_is_a_letterhead_and_text_behind_a_picture_is_not_trusted() -> None:
    form = read(saved(pictured(b"")))
    assert_read(form, FILLED)
    assert form.format == "pdf-text"
    hidden = read(saved(pictured(b"3 Tr ")))
    assert hidden.format == "pdf-scan"
    assert hidden.answers[Label.SCHOOL].evidence.confidence <= 0.5


def test_a_rectangle_around_an_option_rings_it() -> None:
    left, bottom, right, top = NO
    frame = b"1 0 0 RG 1 w %g %g %g %g re S" % (left - 2, bottom - 1, right - left + 4, top - bottom + 1)
    assert choice(read(saved(painted(flattened(FILLED), 2, frame)))) == "No"


def test_a_tick_that_touches_both_options_chooses_neither() -> None:
    tick = text_at(YES[2] + 1, YES[1] + 2, "4", font="ZD")
    assert choice(read(saved(painted(flattened(FILLED), 2, tick)))) == "choice-unclear"


@OFFICE
def test_labels_and_answers_line_under_line() -> None:
    rows = [f"{word.LABELS[name]} {getattr(FILLED, name)}" for name in ("school", "contact", "headteacher", "comments")]
    rows += [word.STATEMENT_1, "Yes", word.STATEMENT_2, FILLED.alternative_years]
    rows += [f"Signed: {FILLED.signed}", f"Date: {FILLED.date}"]
    document = word.document(word.heading(), *map(word.p, rows))
    form = read(by_office(document))
    assert (choice(form), text(form, "alternative_years"), text(form, "comments")) == (
        "Yes",
        "Y3 and Y6",
        FILLED.comments,
    )
