"""The report: one sentence for the night, a sum that adds up, and the school's words with the doubt marked."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from builders.records import (
    HOSTILE_TEXTS,
    TEMPLATES,
    a_flag,
    a_picture,
    a_programme,
    a_record,
    a_view,
    an_ordinary_night,
    ask,
    hostile,
)

from pipeline.model import State
from pipeline.output import Balance, write_outbox
from pipeline.output.chart import offers
from pipeline.output.highlight import Stretch, marked
from pipeline.output.night import balance_in_words, headline
from pipeline.output.report import template_source, worst_first

VOID = {"meta", "img", "rect", "br"}


class Page(HTMLParser):
    """Notes the elements, the text and the attributes of a page, and that its elements nest."""

    def __init__(self):
        super().__init__()
        self.tags, self.text, self.attributes, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def report(tmp_path, view):
    write_outbox(view, a_programme(), TEMPLATES, tmp_path)
    page = Page()
    page.feed((tmp_path / "report.html").read_text("utf-8"))
    assert page.open == []
    page.words = " ".join(" ".join(page.text).split())
    return page


def test_the_night_in_one_sentence():
    assert headline(an_ordinary_night()) == "7 forms came in; 4 are ready to send, 3 have questions."
    assert headline(a_view(a_record())) == "1 form came in; it is ready to send."
    assert headline(a_view(a_record("A"), a_record("B"))) == "2 forms came in; all are ready to send."
    assert headline(a_view(a_record(flags=[a_flag("year-missing")]))) == "1 form came in; it has questions."
    assert headline(a_view()) == "No new forms came in."


def noted(record, note):
    return replace(record, form=replace(record.form, answers=replace(record.form.answers, notes=(note,))))


@pytest.mark.parametrize("flags", [[], [a_flag("year-missing")]])
def test_facts_about_a_file_are_told_and_are_no_flags(tmp_path, flags):
    note = "The file has unaccepted tracked changes."
    page = report(tmp_path, a_view(noted(a_record(flags=flags), note)))
    assert page.words.count(note) == 1


def test_the_sum_adds_up():
    balance = an_ordinary_night().balance
    (whole, _), *parts = balance_in_words(balance)
    assert balance.adds_up
    assert whole == sum(count for count, _ in parts) == 13


def test_a_sum_that_does_not_add_up_says_so(tmp_path):
    view = replace(an_ordinary_night(), balance=Balance(files=3, new_records=2))
    assert "does not add up" in report(tmp_path, view).words


def test_the_worst_comes_first():
    names = [record.expression.school.name for record in worst_first(an_ordinary_night().records)]
    assert names == [
        "Barnfield Community Primary School",
        "Hambleton Road Primary School",
        "Greenlow St Anne’s CE Primary School",
    ]


def test_a_held_school_is_shown_with_its_words_its_question_and_the_proof(tmp_path):
    page = report(tmp_path, an_ordinary_night())
    for said in (
        "We would like to link our",
        "A mixed class, or either year?",
        "Two mixed Year 3 and 4 classes",
        "Comments, page 2, row 4 of the table",
        "Residential booking form.docx",
        "one class, from Year 4, 5 or 6",
        "5, odd",
    ):
        assert said in page.words
    assert any(value.startswith("data:image/png;base64,") for name, value in page.attributes if name == "src")


@pytest.mark.parametrize(("evidence", "placed"), [("Year 4", True), ("Could we have one more class?", False)])
def test_words_that_are_not_on_the_form_are_not_said_to_stand_there(tmp_path, evidence, placed):
    held = a_record("Moor End", comments="Two Year 4 classes", flags=[a_flag("unread-text", evidence=evidence)])
    assert ("On the form: Comments" in report(tmp_path, a_view(held)).words) == placed


def test_the_page_stands_alone_and_can_do_nothing(tmp_path):
    page = report(tmp_path, an_ordinary_night())
    assert not {"script", "link", "iframe", "form", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    targets = [value for name, value in page.attributes if name in ("src", "href")]
    assert all(value.startswith(("data:image/png", "letters/", "#")) for value in targets)
    assert page.tags.count("h1") == 1
    style = template_source().split("<style>")[1].split("</style>")[0]
    assert len(style.encode()) < 15_000


def test_links_lead_to_letters_that_are_there(tmp_path):
    from urllib.parse import unquote

    page = report(tmp_path, an_ordinary_night())
    links = [value for name, value in page.attributes if name == "href"]
    assert len(links) == 8
    assert all((tmp_path / unquote(link)).is_file() for link in links)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_what_a_school_wrote_is_only_ever_text(tmp_path, text):
    record = hostile(text)
    held = replace(
        hostile(text), id="held", flags=(a_flag("unread-text", evidence=text, message=text),), state=State.HELD
    )
    page = report(tmp_path, a_view(record, held, left=((text, text),)))
    assert "script" not in page.tags
    assert "infants" not in page.tags


def test_codes_are_shown_only_in_details(tmp_path):
    view = an_ordinary_night()
    source = (tmp_path / "report.html", report(tmp_path, view))[0].read_text("utf-8")
    outside = "".join(part.split("</details>")[-1] for part in source.split("<details"))
    assert "mixed-or-either" in source
    assert "mixed-or-either" not in outside


def test_a_picture_that_is_no_png_is_left_out(tmp_path):
    flag = a_flag("year-missing")
    assert "img" in report(tmp_path / "a", a_view(a_record(flags=[flag], picture=a_picture()))).tags
    assert "img" not in report(tmp_path / "b", a_view(a_record(flags=[flag], picture=b"<svg onload=alert(1)>"))).tags


@pytest.mark.parametrize(
    ("flags", "pieces"),
    [
        ((), [("our Y3/4, two", ())]),
        ((a_flag("x", evidence="Y3/4", span=(4, 8)),), [("our ", ()), ("Y3/4", (1,)), (", two", ())]),
        ((a_flag("x", evidence="Y3/4"),), [("our ", ()), ("Y3/4", (1,)), (", two", ())]),
        ((a_flag("x", span=(4, 13)), a_flag("y", span=(10, 13))), [("our ", ()), ("Y3/4, ", (1,)), ("two", (1, 2))]),
        ((a_flag("x", span=(4, 99)),), [("our Y3/4, two", ())]),
        ((a_flag("x", evidence="Year 9"),), [("our Y3/4, two", ())]),
    ],
)
def test_the_doubtful_words_are_marked(flags, pieces):
    assert marked("our Y3/4, two", flags) == tuple(Stretch(*piece) for piece in pieces)


def test_what_is_on_offer_is_counted_by_year():
    counted = {
        offer.name: (offer.ready, offer.waiting, offer.unsaid, offer.is_odd)
        for offer in offers(an_ordinary_night().records)
    }
    assert counted["Year 5"] == (3, 2, 2, True)
    assert counted["Mixed Year 5 and 6"] == (1, 0, 0, True)
    assert counted["Year 3 or 4"] == (0, 2, 0, False)


def test_a_class_that_may_be_either_is_not_counted_twice():
    (offer,) = offers([a_record(requests=(ask("Y3", "Y4"),))])
    assert (offer.name, offer.total) == ("Year 3 or 4", 1)
