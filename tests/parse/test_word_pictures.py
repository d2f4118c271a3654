"""A scan that was pasted into a Word file, and the school's name on the paper alone."""

from __future__ import annotations

import pytest
from builders import scans
from builders.word import document, heading, p, picture, rows, signature, tbl, with_pictures
from parse.flowing import read, wording

from pipeline.errors import NotAForm, Unreadable
from pipeline.model import Label
from pipeline.parse.flow.pictures import page_pictures
from pipeline.reading import read_word


def scanned() -> bytes:
    sheet = scans.filled(school="Lane Ends Primary School", comments="Two Year 4 classes, please.")
    return scans.coded(sheet.picture.convert("L"), "JPEG", quality=70)


def test_a_word_file_that_holds_only_a_scan_of_the_form():
    (form,) = read_word(with_pictures(document(p(picture("rId70"))), {"rId70": scanned()}), wording(), "docx")
    assert form.answers[Label.SCHOOL].text == "Lane Ends Primary School"
    assert form.answers[Label.COMMENTS].text == "Two Year 4 classes, please."
    assert form.answers[Label.SCHOOL].evidence.picture


def test_a_scan_below_a_line_of_the_schools():
    body = document(p("Please find our form below."), p(picture("rId70")))
    (form,) = read_word(with_pictures(body, {"rId70": scanned()}), wording(), "docx")
    assert form.answers[Label.SCHOOL].text == "Lane Ends Primary School"


def test_a_picture_that_is_no_page_leaves_the_reason_as_it_was():
    logo = scans.coded(scans.filled().picture.resize((120, 90)), "PNG")
    with pytest.raises(Unreadable, match="picture"):
        read_word(with_pictures(document(p(picture("rId70"))), {"rId70": logo}), wording(), "docx")
    with pytest.raises(NotAForm):
        read_word(document(p("The school's minibus")), wording(), "docx")


def test_pictures_come_in_the_order_of_the_text():
    first, second = (scans.coded(scans.filled(seed=n, school=f"No {n}").picture, "PNG") for n in (1, 2))
    body = document(p(picture("rId71")), p(picture("rId70")), p(picture("rIdMissing")))
    assert page_pictures(with_pictures(body, {"rId70": second, "rId71": first})) == (first, second)


def test_a_school_that_points_to_its_letterhead():
    body = heading(), tbl(*rows({"school": "See letterhead"})), signature()
    form = read(document(*body, header=p("Lane Ends Primary School")))
    assert form.answers[Label.SCHOOL].text == "Lane Ends Primary School"
