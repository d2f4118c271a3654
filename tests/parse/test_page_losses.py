"""The loss ledger of PDFs: for each trap (docs: "PDF input"), a form that has it is read, or what is in doubt says so.

Nearly every form here was read wrongly by some program, or by an early state of this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, sin

import pikepdf
import pytest
from builders.pdf import (
    NO,
    YES,
    Filled,
    annotate,
    blank,
    field,
    fillable,
    filled_form,
    flattened,
    lookalike,
    painted,
    quad,
    radio_form,
    saved,
    text_at,
    typed_on,
)
from parse.paging import assert_read, choice, read, text, wording
from pikepdf import Array, Dictionary, Name, Pdf, String

from pipeline.errors import BlankForm, NotAForm, Unreadable
from pipeline.model import Label, MarkKind
from pipeline.parse.page import read_pdf

YES_FORM, NO_FORM = Filled(choice="Yes"), Filled(choice="No")


def highlighted(pdf: Pdf, option: tuple[float, ...] = YES) -> Pdf:
    return annotate(pdf, 2, "Highlight", option, QuadPoints=quad(option))


# --- form values are not page text ----------------------------------------------------------------------------


@pytest.mark.parametrize("need", [True, False], ids=["need-appearances", "no-appearances"])
@pytest.mark.parametrize("renamed", [True, False], ids=["other-names", "sample-names"])
def test_field_values_are_read_by_their_place(need: bool, renamed: bool) -> None:
    form = read(saved(filled_form(NO_FORM, need_appearances=need, renamed=renamed)))
    assert_read(form, NO_FORM)
    assert form.format == "pdf-form"


def nested() -> Pdf:
    """Type and value on ancestors, the widgets without a name."""
    pdf = filled_form(YES_FORM)
    top = pdf.make_indirect(Dictionary(T=String("form1"), Kids=Array()))
    middle = pdf.make_indirect(Dictionary(T=String("page"), Parent=top, Kids=Array(), FT=Name.Tx))
    top.Kids.append(middle)
    for widget in pdf.pages[2].Annots:
        if Name.Tx != widget.FT:
            top.Kids.append(widget)
            continue
        parent = pdf.make_indirect(Dictionary(T=widget.T, V=widget.V, Parent=middle, Kids=Array([widget])))
        middle.Kids.append(parent)
        widget.Parent = parent
        for key in ("/T", "/V", "/FT"):
            del widget[key]
    pdf.Root.AcroForm.Fields = Array([top])
    return pdf


def only_on_the_page() -> Pdf:
    pdf = filled_form(YES_FORM)
    pdf.Root.AcroForm.Fields = Array()
    return pdf


def only_in_the_tree() -> Pdf:
    pdf = filled_form(YES_FORM)
    pdf.Root.AcroForm.Fields = Array(list(pdf.pages[2].Annots))
    for widget in pdf.pages[2].Annots:
        widget.P = pdf.pages[2].obj
    del pdf.pages[2].obj["/Annots"]
    return pdf


def circular() -> Pdf:
    pdf = filled_form(YES_FORM)
    loop = pdf.make_indirect(Dictionary(T=String("loop")))
    loop.Kids = Array([loop])
    loop.Parent = loop
    pdf.Root.AcroForm.Fields.append(loop)
    return pdf


@pytest.mark.parametrize("build", [nested, only_on_the_page, only_in_the_tree, circular])
def test_field_tree_and_page_widgets_are_united(build: Callable[[], Pdf]) -> None:
    assert_read(read(saved(build())), YES_FORM)


BOXES = {
    "below": ([229, 449, 239, 459], [254, 449, 264, 459]),
    "right": ([268, 461, 276, 470], [300, 461, 308, 470]),
    "before-each": ([222, 462, 226, 470], [245, 462, 250, 470]),
    "after-each": ([244.5, 462, 249, 470], [267, 462, 273, 470]),
}


@pytest.mark.parametrize("filled", [YES_FORM, NO_FORM], ids=["yes", "no"])
@pytest.mark.parametrize("place", BOXES)
def test_radio_buttons_belong_to_their_options_wherever_they_stand(place: str, filled: Filled) -> None:
    form = read(saved(radio_form(filled, boxes=BOXES[place])))
    assert_read(form, filled)


@pytest.mark.parametrize("states", [("0", "1"), ("Yes", "No"), ("On", "On2"), ("Choice#201", "Auswahl")])
def test_a_tick_is_any_state_but_off(states: tuple[str, str]) -> None:
    assert choice(read(saved(radio_form(NO_FORM, states=states)))) == "No"


def test_radio_group_without_appearance_states_is_read_by_its_value() -> None:
    assert choice(read(saved(radio_form(NO_FORM, with_as=False)))) == "No"


def test_value_and_appearance_that_differ_are_told() -> None:
    pdf = filled_form(replace(YES_FORM, choice=""), need_appearances=False)
    box = next(widget for widget in pdf.pages[2].Annots if str(widget.T) == "Check Box4")
    box.V, box.AS = Name.Yes, Name.Off
    form = read(saved(pdf))
    assert choice(form) == "choice-unmarked"
    assert "shows another" in " ".join(form.notes)


def test_drop_down_shows_its_words_not_its_codes() -> None:
    pdf = filled_form(replace(NO_FORM, choice=""))
    pdf.pages[2].Annots = Array([widget for widget in pdf.pages[2].Annots if "Check" not in str(widget.T)])
    pdf.Root.AcroForm.Fields = Array(list(pdf.pages[2].Annots))
    options = Array([Array([String("y"), String("Yes")]), Array([String("n"), String("No")])])
    field(pdf, 2, [227, 440, 290, 456], FT=Name.Ch, Ff=1 << 17, T=String("d"), V=String("n"), Opt=options)
    assert choice(read(saved(pdf))) == "No"


def test_unicode_and_line_ends_of_values() -> None:
    filled = replace(
        YES_FORM, headteacher="Mrs Zoë Łukasz–Ashworth", comments="Two Year 5 classes\rA town school\r\nplease"
    )
    form = read(saved(filled_form(filled)))
    assert text(form, "headteacher") == filled.headteacher
    assert form.answers[Label.COMMENTS].text == "Two Year 5 classes\nA town school\nplease"


def test_digital_signature_counts_as_drawn() -> None:
    pdf = filled_form(replace(YES_FORM, signed=""))
    field(pdf, 2, [96.6, 155, 200, 178], FT=Name.Sig, T=String("s"), V=Dictionary(Type=Name.Sig))
    assert read(saved(pdf)).answers[Label.SIGNED].drawn


def test_hybrid_xfa_is_read_and_pure_xfa_says_how_to_save_it() -> None:
    hybrid = filled_form(YES_FORM)
    hybrid.Root.AcroForm.XFA = hybrid.make_stream(b"<xdp/>")
    assert_read(read(saved(hybrid)), YES_FORM)
    pure = Pdf.new()
    pure.add_blank_page(page_size=(595, 842))
    painted(pure, 0, text_at(50, 700, "Please wait... your PDF viewer may not be able to display this document."))
    pure.Root.AcroForm = Dictionary(Fields=Array(), XFA=pure.make_stream(b"<xdp/>"))
    with pytest.raises(Unreadable, match="Adobe Reader, print it to PDF"):
        read(saved(pure))


# --- annotations ----------------------------------------------------------------------------------------------

RING = [value for k in range(24) for value in (235.5 + 13 * cos(k * 0.28), 467 + 9 * sin(k * 0.28))]
ON_TOP: dict[str, tuple[str, str, tuple[float, ...], dict[str, object]]] = {
    "strike-out": ("Yes", "StrikeOut", NO, {"QuadPoints": quad(NO)}),
    "highlight": ("No", "Highlight", NO, {"QuadPoints": quad(NO)}),
    "underline": ("No", "Underline", NO, {"QuadPoints": quad(NO)}),
    "squiggly": ("Yes", "Squiggly", YES, {"QuadPoints": quad(YES)}),
    "circle": ("No", "Circle", (247, 458, 270, 477), {}),
    "square": ("Yes", "Square", (224, 459, 247, 475), {}),
    "polygon": ("Yes", "Polygon", (222, 456, 250, 478), {"Vertices": Array([223, 467, 228, 476, 242, 477, 248, 467, 242, 458, 228, 458])}),
    "line": ("No", "Line", (225, 464, 247, 470), {"L": Array([226, 467, 246, 466])}),
    "slanted-line": ("No", "Line", (225, 460, 247, 474), {"L": Array([227, 461, 244, 473])}),
    "ink-ring": ("Yes", "Ink", (222, 456, 250, 478), {"InkList": Array([Array(RING)])}),
    "ink-tick": ("No", "Ink", (268, 460, 282, 476), {"InkList": Array([Array([269, 467, 271, 464, 273, 461, 276, 467, 281, 475])])}),
    "ink-cross": ("Yes", "Ink", (229, 449, 239, 459), {"InkList": Array([Array([230, 450, 238, 458]), Array([230, 458, 238, 450])])}),
    "ink-line": ("Yes", "Ink", (249, 464, 268, 470), {"InkList": Array([Array([250, 467, 254, 468, 258, 466.5, 262, 468, 267, 467])])}),
    "typed-x": ("No", "FreeText", (254, 446, 266, 460), {"Contents": String("X"), "DA": String("/Helv 12 Tf")}),
    "typed-tick": ("Yes", "FreeText", (214, 460, 226, 474), {"Contents": String("✓"), "DA": String("/Helv 12 Tf")}),
    "typed-word": ("Yes", "FreeText", (290, 456, 330, 474), {"Contents": String("Yes"), "DA": String("/Helv 12 Tf")}),
    "stamped-tick": ("No", "Stamp", (268, 460, 282, 476), {"Name": Name("/SBCheckmark")}),
    "scribble": ("choice-unclear", "Ink", (226, 455, 275, 478), {"InkList": Array([Array([226, 456, 240, 476, 231, 460, 262, 478, 244, 456, 275, 470])])}),
}  # fmt: skip


@pytest.mark.parametrize("how", ON_TOP)
def test_marks_that_annotations_make(how: str) -> None:
    chosen, subtype, rect, entries = ON_TOP[how]
    form = read(saved(annotate(typed_on(YES_FORM), 2, subtype, rect, **entries)))
    assert_read(form, YES_FORM, chosen)
    assert form.format == "pdf-annotated"


def test_drawn_signatures_are_no_text() -> None:
    for subtype, entries in (
        ("Ink", {"InkList": Array([Array([100, 160, 120, 175, 140, 158, 170, 172])])}),
        ("Stamp", {}),
    ):
        form = read(
            saved(
                highlighted(annotate(typed_on(YES_FORM, skip=["signed"]), 2, subtype, [98, 152, 200, 185], **entries))
            )
        )
        assert form.answers[Label.SIGNED].drawn
        assert form.answers[Label.SIGNED].text == ""


def test_sticky_note_is_kept_as_stray() -> None:
    pdf = annotate(
        highlighted(typed_on(YES_FORM)), 2, "Text", [500, 300, 520, 320], Contents=String("Not before October")
    )
    (stray,) = read(saved(pdf)).stray
    assert stray.text == "Not before October"
    assert stray.evidence.page == 3


def test_hidden_notes_and_popups_say_nothing() -> None:
    pdf = annotate(highlighted(typed_on(YES_FORM)), 2, "Popup", [500, 300, 520, 320], Contents=String("pop"))
    annotate(pdf, 2, "FreeText", [224, 702, 530, 724], Contents=String("Hidden School")).pages[2].Annots[-1].F = 2
    assert_read(read(saved(pdf)), YES_FORM)


def test_one_text_box_over_several_rows_is_parted() -> None:
    lines = f"{YES_FORM.school}\r\r{YES_FORM.contact}\r\r{YES_FORM.headteacher}\r"
    pdf = annotate(blank(), 2, "FreeText", [224, 646, 531, 725], Contents=String(lines), DA=String("/Helv 11 Tf"))
    form = read(saved(highlighted(typed_on(YES_FORM, pdf=pdf, skip=("school", "contact", "headteacher")))))
    assert_read(form, YES_FORM)


# --- flattened and painted ------------------------------------------------------------------------------------

PAINTED = {
    "line": ("Yes", b"0.8 w 250 466 m 267 466 l S"),
    "thin-rectangle": ("Yes", b"250 465.6 17 0.8 re f"),
    "ring": ("No", b"1 0 0 RG 246 467 m 246 473 252 477 258.5 477 c 265 477 271 473 271 467 c 271 461 265 457 258.5 457 c 252 457 246 461 246 467 c S"),
    "highlight": ("Yes", b"1 1 0 rg 226 460 19 14 re f"),
    "dingbat": ("Yes", text_at(229, 450, "4", 10, "ZD")),
    "boxes": ("No", b"0.5 w 229 449 9 9 re S 254 449 9 9 re S " + text_at(255, 450, "8", 9, "ZD")),
    "drawn-tick": ("No", b"0.5 w 229 449 9 9 re S 254 449 9 9 re S 1 w 255 453 m 257 450 l 262 458 l S"),
    "cross-on-top": ("choice-unclear", text_at(229, 464, "X", 12)),
}  # fmt: skip


@pytest.mark.parametrize("how", PAINTED)
def test_flattened_forms(how: str) -> None:
    chosen, content = PAINTED[how]
    form = read(saved(painted(flattened(YES_FORM), 2, content)))
    assert_read(form, YES_FORM, chosen)
    assert form.format == "pdf-text"


def test_two_identical_text_layers_are_one() -> None:
    pdf = highlighted(flattened(YES_FORM))
    page = pdf.pages[2]
    parts = page.Contents if isinstance(page.Contents, Array) else [page.Contents]
    page.contents_add(b"q " + b"\n".join(part.read_bytes() for part in parts) + b" Q", prepend=False)
    assert_read(read(saved(pdf)), YES_FORM)


def test_letters_painted_twice_or_set_wide_are_words() -> None:
    head = replace(YES_FORM, headteacher="")
    twice = painted(flattened(head), 2, text_at(226, 652, "Mrs P Ashworth") + text_at(226.4, 652, "Mrs P Ashworth"))
    assert_read(read(saved(highlighted(twice))), YES_FORM)
    wide = painted(flattened(head), 2, b"BT /Typed 10 Tf 4 Tc 226 652 Td (Mrs P Ashworth) Tj ET")
    assert_read(read(saved(highlighted(wide))), YES_FORM)


def test_text_that_no_font_explains_goes_to_the_reader_of_scans() -> None:
    seen: list[int] = []

    def recognise(number: int, picture: object, dpi: float) -> object:
        seen.append(number)
        raise Unreadable("the scan reader was asked")

    pdf = blank()
    for key in pdf.pages[2].Resources.Font:
        font = pdf.pages[2].Resources.Font[key]
        if "/ToUnicode" in font:
            del font["/ToUnicode"]
    with pytest.raises(Unreadable, match="was asked"):
        read_pdf(saved(pdf), wording(), recognise=recognise)  # type: ignore[arg-type]


# --- turned, cropped, moved -----------------------------------------------------------------------------------


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_rotated_pages(angle: int) -> None:
    pdf = highlighted(filled_form(replace(YES_FORM, choice="")))
    pdf.pages[2].Rotate = angle
    assert_read(read(saved(pdf)), YES_FORM)


TURNS = {90: b"0 1 -1 0 841.89 0 cm", 180: b"-1 0 0 -1 595.3 841.89 cm", 270: b"0 -1 1 0 0 595.3 cm"}


@pytest.mark.parametrize("angle", TURNS)
@pytest.mark.parametrize("rotate", [0, 90])
def test_text_drawn_sideways(angle: int, rotate: int) -> None:
    pdf = painted(flattened(YES_FORM), 2, b"0.8 w 250 466 m 267 466 l S")
    page = pdf.pages[2]
    page.contents_add(b"q " + TURNS[angle], prepend=True)
    page.contents_add(b"Q", prepend=False)
    if angle != 180:
        page.MediaBox = Array([0, 0, 841.89, 595.3])
    page.Rotate = rotate
    assert_read(read(saved(pdf)), YES_FORM)


def test_cropped_and_moved_pages() -> None:
    cropped = filled_form(YES_FORM)
    cropped.pages[2].CropBox = Array([30, 100, 565, 820])
    form = read(saved(cropped))
    assert_read(form, YES_FORM)
    box = form.answers[Label.SCHOOL].evidence.box
    assert box is not None
    assert box[1] == pytest.approx((820 - 725) / 720, abs=0.03)

    moved = filled_form(YES_FORM)
    page = moved.pages[2]
    page.contents_add(b"q 1 0 0 1 100 -50 cm", prepend=True)
    page.contents_add(b"Q", prepend=False)
    page.MediaBox = Array([100, -50, 695.3, 791.89])
    for widget in page.Annots:
        left, bottom, right, top = (float(edge) for edge in widget.Rect)
        widget.Rect = Array([left + 100, bottom - 50, right + 100, top - 50])
    assert_read(read(saved(moved)), YES_FORM)


# --- whole files ----------------------------------------------------------------------------------------------


def test_form_on_a_late_page() -> None:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    painted(pdf, 0, text_at(50, 700, "Please find our form attached. Kind regards, the School Office"))
    pdf.pages.extend(highlighted(flattened(YES_FORM)).pages)
    pdf.add_blank_page(page_size=(595, 842))
    painted(pdf, 4, text_at(50, 700, "Behaviour policy. School: Thornlea. Date: September 2024"))
    form = read(saved(pdf))
    assert_read(form, YES_FORM)
    assert form.answers[Label.SCHOOL].evidence.page == 4


@pytest.mark.parametrize("whole", [True, False], ids=["with-letters", "back-to-back"])
def test_two_forms_in_one_file(whole: bool) -> None:
    other = replace(NO_FORM, school="Second Primary School")
    pdf = Pdf.new()
    for filled, option in ((YES_FORM, YES), (other, NO)):
        pages = highlighted(flattened(filled), option).pages
        pdf.pages.extend(pages if whole else [pages[2]])
    first, second = read_pdf(saved(pdf), wording(), recognise=None)
    assert_read(first, YES_FORM)
    assert_read(second, other)


def test_encrypted_files() -> None:
    assert_read(read(saved(filled_form(YES_FORM), encryption=pikepdf.Encryption(owner="o", user="", R=6))), YES_FORM)
    with pytest.raises(Unreadable, match="password"):
        read(saved(filled_form(YES_FORM), encryption=pikepdf.Encryption(owner="o", user="secret", R=6)))


def test_blank_forms_letters_and_other_forms() -> None:
    for pdf in (blank(), fillable()):
        with pytest.raises(BlankForm):
            read(saved(pdf))
    letter = blank()
    del letter.pages[2]
    with pytest.raises(NotAForm, match="letter without the form"):
        read(saved(letter))


@pytest.mark.parametrize("keep", [0, 20, 3000, 0.5, 0.9])
def test_what_is_cut_off_is_not_trusted(keep: float) -> None:
    content = saved(filled_form(YES_FORM))
    with pytest.raises(Unreadable):
        read(content[: int(keep * len(content)) if isinstance(keep, float) else keep])


def test_comments_that_run_over_the_end_of_a_page() -> None:
    comments = "\n".join(f"Line {number} of what we say about Year 5 in our school" for number in range(38))
    filled = replace(YES_FORM, comments=comments)
    form = read(lookalike(filled, choice="Yes"))
    assert_read(form, filled)
    assert form.answers[Label.COMMENTS].text == comments


def test_struck_words_of_a_comment_are_marked() -> None:
    form = read(
        lookalike(replace(YES_FORM, comments="Two Year 5 classes <strike>and one Year 6</strike>"), choice="Yes")
    )
    answer = form.answers[Label.COMMENTS]
    (mark,) = (mark for mark in answer.marks if mark.kind is MarkKind.STRUCK)
    assert answer.text[mark.start : mark.end] == "and one Year 6"
