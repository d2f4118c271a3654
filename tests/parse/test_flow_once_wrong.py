"""Forms that were read wrongly once: letterheads, text boxes in the line of the signature, forms typed into an email."""

from __future__ import annotations

import pytest
from builders.pdf import by_office, program
from builders.word import ANSWERS, LABELS, REPLY, document, heading, p, r, rows, shape, tbl, tc, terms, tr
from parse.flowing import read, texts, wording
from parse.paging import choice, needs, text
from parse.paging import read as read_page

from pipeline.errors import NotAForm
from pipeline.model import Label
from pipeline.normalise.choice import read_choice
from pipeline.parse.flow import read_text

OFFICE = needs(lambda: program("soffice", "libreoffice"), "LibreOffice")
LETTERHEAD = (
    p("Lane Ends Primary School")
    + p("Mill Lane, Accrington BB5 9ZZ")
    + p("Tel: 01772 555 999   www.laneends.example.sch.uk")
    + p("Headteacher: Mrs Jane Smith BEd")
)


def under_letterhead(**answers: str) -> bytes:
    return document(
        LETTERHEAD, heading(), tbl(*rows(answers)), terms(), p("Signed: J Smith  Date: 4 July 2025"), p(REPLY)
    )


def test_what_is_written_in_the_form_outranks_the_letterhead() -> None:
    assert texts(read(under_letterhead())) == ANSWERS


def test_a_form_that_points_to_its_letterhead_is_read_from_it() -> None:
    found = texts(read(under_letterhead(school="As above", contact="see letterhead")))
    assert found["school"] == "Lane Ends Primary School"
    assert "01772 555 999" in found["contact"]


def boxed(text: str, left: float) -> str:
    return shape("rect", left, 150, text=text)


@pytest.mark.parametrize(
    "line",
    [
        r("Signed: ") + boxed("J Smith", 50) + r("\t\tDate: ") + boxed("4 July 2025", 300),
        boxed("4 July 2025", 300) + boxed("J Smith", 50) + r("Signed:\t\tDate:"),
    ],
    ids=["each at its label", "both at the start"],
)
def test_text_boxes_side_by_side_over_the_signature_line(line: str) -> None:
    found = texts(read(document(heading(), tbl(*rows()), terms(), p(line), p(REPLY))))
    assert (found["signed"], found["date"]) == ("J Smith", "4 July 2025")


def test_text_boxes_in_the_line() -> None:
    def in_line(text: str) -> str:
        return boxed(text, 0).replace("wp:anchor>", "wp:inline>")

    line = r("Signed: ") + in_line("J Smith") + r("  Date: ") + in_line("4 July 2025")
    found = texts(read(document(heading(), tbl(*rows()), terms(), p(line), p(REPLY))))
    assert (found["signed"], found["date"]) == ("J Smith", "4 July 2025")


def retyped(**answers: str) -> bytes:
    """Return a form in a school's own words, its statement (1) turned into a question."""
    labels = {
        "school": "School",
        "contact": "Phone / email",
        "headteacher": "Head",
        "comments": "Year group(s) and number of classes you would like to link",
        "near_year_ok": "Is an exact year group match essential?",
        "alternative_years": "Other year groups you would consider",
        "signed": "Signature",
        "date": "Date",
    }
    given = {**ANSWERS, **answers}
    return document(
        p("Schools Linking – Expression of Interest 2025-26"), tbl(*(tr(labels[name], given[name]) for name in labels))
    )


@pytest.mark.parametrize(("answer", "meant"), [("No", True), ("Yes", False), ("Yes / No", None)])
def test_a_question_that_asks_the_opposite_of_statement_1(answer: str, meant: bool | None) -> None:
    form = read(retyped(near_year_ok=answer))
    assert read_choice(form.answers[Label.NEAR_YEAR])[0] is meant
    assert (form.answers[Label.ALTERNATIVE_YEARS].text, form.edition) == ("Year 5", "2025-26")


@OFFICE
def test_the_same_as_a_pdf_without_rules() -> None:
    form = read_page(by_office(retyped(near_year_ok="No")))
    assert choice(form) == "Yes"
    assert (text(form, "headteacher"), text(form, "comments")) == (ANSWERS["headteacher"], ANSWERS["comments"])


def test_an_option_whose_cell_is_coloured() -> None:
    def cell(words: str, fill: str = "auto") -> str:
        return tc(p(words)).replace("<w:tcPr>", f'<w:tcPr><w:shd w:val="clear" w:fill="{fill}"/>')

    table = rows()
    for fills, meant in ((("FFFF00", "auto"), True), (("auto", "C0C0C0"), False), (("FFFF00", "FFFF00"), None)):
        table[4] = tr(LABELS["near_year_ok"], cell("Yes", fills[0]), cell("No", fills[1]))
        form = read(document(heading(), tbl(*table), terms(), p("Signed: J Smith  Date: 4 July 2025")))
        assert read_choice(form.answers[Label.NEAR_YEAR])[0] is meant


EMAIL = "\n".join(
    ["Hi James,", "Here are our answers:", ""]
    + [f"{LABELS[name]} {ANSWERS[name]}" for name in list(LABELS)[:6]]
    + ["", "Signed: J Smith   Date: 4 July 2025", "", "Kind regards,", "Kelly", "Mill Brow, Accrington BB5 9ZZ"]
)


def test_a_form_that_was_typed_into_an_email() -> None:
    (form,) = read_text(f"{EMAIL}\nTel 01772 555 999", wording())
    assert texts(form) == ANSWERS


def test_an_email_about_the_form_is_none() -> None:
    with pytest.raises(NotAForm):
        read_text("Name of school: Lane Ends\nThe form will follow. Signed: J Smith", wording())
