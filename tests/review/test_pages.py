"""What the pages show: lists that keep their filter, pictures with a table beside, numbers that add up."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from time import process_time

import pytest
from builders.records import a_programme
from hypothesis import given, settings
from hypothesis import strategies as st
from review.conftest import Visit
from review.homes import CLEAR, HOSTILE, MIXED, SPLIT

import pipeline.review
from pipeline.journal import How, Journal
from pipeline.merge.decisions import with_value
from pipeline.model import Expression
from pipeline.review.asked import with_number
from pipeline.review.corrections import EDITORS, Sent, as_sent, corrected
from pipeline.review.lists import Filters, after, chosen
from pipeline.store import Shapes

ROOM = Path(pipeline.review.__file__).parent
PAGES = ["/", "/questions", "/questions?state=all", "/programme", "/letters"]


def names(page: str) -> list[str]:
    return re.findall(r'<li id="s-\w+"><a [^>]*>([^<]+)</a>', page)


def test_tonight_says_how_it_went(visit: Visit) -> None:
    page = visit.get("/").text
    assert "4 forms came in; 1 is ready to send, 3 have questions." in page
    assert "Start with the first question" in page
    assert "scan0004.pdf" in page
    assert "Ask the school to send it again" in page
    assert "yesterday" in page


def test_a_run_that_failed_is_told_on_every_page_until_one_succeeds(visit: Visit) -> None:
    journal = Journal(visit.made.home)
    journal.add(datetime(2025, 7, 9, 2, 0), How.FAILED, "the database could not be used; `eoi doctor` says why")
    for path in PAGES:
        assert "The run of 9 July 2025, 2.00am failed: the database could not be used" in visit.get(path).text
    journal.add(datetime(2025, 7, 9, 8, 0), How.DONE, "Nothing new came in.")
    assert "failed" not in visit.get("/").text


def test_questions_are_in_order_of_urgency(visit: Visit) -> None:
    found = names(visit.get("/questions").text)
    assert found[0].startswith("Greenlow")  # waits longest
    assert len(found) == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=ready", ["Tockhill"]),
        ("state=again", ["Tockhill"]),
        ("state=all&year=Y4", ["Greenlow", "Tockhill"]),
        ("state=all&kind=telephone-invalid", ["Barnfield"]),
        ("q=st+annes", ["Greenlow"]),
        ("q=01254830212+tock", ["Tockhill"]),
        ("q=sabden+road", ["Barnfield"]),
        ("q=wyre+moss", ["Barnfield"]),
        ("q=nobody", []),
        ("state=nonsense&year=Y99&kind=x", ["Greenlow", "Barnfield"]),
    ],
)
def test_filters_and_search(visit: Visit, query: str, expected: list[str]) -> None:
    found = [name.split()[0] for name in names(visit.get(f"/questions?{query}").text) if "script" not in name]
    assert found == expected


def test_the_counts_beside_the_filters_are_what_they_lead_to(visit: Visit) -> None:
    page = visit.get("/questions?state=all").text
    facets = re.findall(r'<a href="\?([^"]*)"[^>]*><span>[^<]*</span> <span class="n">(\d+)</span>', page)
    assert len(facets) > 8
    for query, count in facets:
        assert len(names(visit.get(f"/questions?{query.replace('&amp;', '&')}").text)) == int(count)


def test_a_list_keeps_its_filter_and_its_place(visit: Visit) -> None:
    listed = visit.get("/questions?state=all&year=Y4").text
    address = re.search(r'href="([^"]+/school/[^"]+)"', listed[listed.index('<ol class="rows">') :])
    assert address is not None
    page = visit.client.get(address[1].replace("&amp;", "&")).text
    assert "1 of 2" in page
    assert re.search(r'href="[^"]*/questions\?state=all&amp;year=Y4#s-', page)
    assert visit.made.ids[CLEAR] in page  # the next one of this list


def test_the_order_goes_round(visit: Visit) -> None:
    sight, filters = visit.parts.desk.sight(), Filters(state="all")
    ids = [record.id for record in chosen(sight, filters)]
    following = [after(sight, filters, each) for each in ids]
    assert [record.id for record in following if record] == [*ids[1:], ids[0]]
    assert after(sight, Filters(search="tockhill", state="all"), visit.made.ids[CLEAR]) is None


def test_a_school_shows_its_words_its_questions_and_its_letter(visit: Visit) -> None:
    page = visit.get(visit.school(MIXED)).text
    assert re.search(r"<mark>Y3/4<sup>", page)
    assert "Mixed Year 3 and 4 classes" in page
    assert "Before we can look for a link school" in page
    assert "row 4 of the table" in page or "<image" in page


def test_the_history_tells_what_a_later_form_changed(visit: Visit) -> None:
    page = visit.get(visit.school(CLEAR)).text
    assert "<del>two Year 4 classes</del>" in page
    assert "<ins>three Year 4 classes</ins>" in page
    assert "Replaced by a later form" in page


@pytest.mark.usefixtures("drawing")
def test_the_form_is_drawn_with_its_answers_boxed(visit: Visit) -> None:
    visit.get(visit.school(SPLIT))
    assert visit.parts.pictures.settle(60)
    page = visit.get(visit.school(SPLIT)).text
    assert page.count("<rect") == 8
    assert 'class="focus"' in page
    picture = visit.get(f"{visit.school(SPLIT)}/page/3.png")
    assert picture.content.startswith(b"\x89PNG")
    assert visit.get(f"{visit.school(SPLIT)}/page/99.png").status_code == 404


@pytest.mark.usefixtures("drawing")
def test_a_form_that_cannot_be_drawn_shows_its_words(visit: Visit) -> None:
    record = visit.record(SPLIT)
    visit.made.home.custody.joinpath(record.form.source.sha256[:2], record.form.source.sha256).write_bytes(b"no PDF")
    visit.get(visit.school(SPLIT))
    assert visit.parts.pictures.settle(60)
    page = visit.get(visit.school(SPLIT)).text
    assert "is being made" not in page
    assert "Headteacher, page 3" in page


def test_pictures_have_a_table_beside_them(visit: Visit) -> None:
    page = visit.get("/programme").text
    assert page.count('role="img"') == 2
    assert page.count("<caption") >= 2
    assert "One class without a partner." in page
    assert "Carry on with a school they know: 1" in page


def test_letters_say_why_one_is_held(visit: Visit) -> None:
    page = visit.get("/letters").text
    assert "1 ready to send, 3 held." in page
    assert "A mixed class, or either year?" in page


def test_a_school_that_is_gone_is_said_so(visit: Visit) -> None:
    answer = visit.get("/school/0000")
    assert answer.status_code == 404
    assert "no such school" in answer.text


@pytest.mark.parametrize("field", EDITORS)
@pytest.mark.parametrize("name", [MIXED, SPLIT, CLEAR, HOSTILE])
def test_an_editor_that_is_saved_unchanged_changes_nothing(visit: Visit, field: str, name: str) -> None:
    assert visit.get(f"{visit.school(name)}/change/{field}").status_code == 200
    held = visit.record(name).expression
    made = corrected(field, as_sent(field, held), held, visit.made.programme)
    assert not made.mistakes
    assert with_value(held, field, made.value, Shapes()) == held


_NAMES = [
    *(f"{part}-{row}" for part in ("years", "classes", "together", "name", "relation") for row in range(3)),
    *("years", "answer", "lines", "text", "urn", "kinds", "day", "month", "year"),
]
_VALUES = st.one_of(st.sampled_from(["Y3", "Y4", "mixed", "any", "yes", "no", "renew", "3", "urban"]), st.text())


@given(st.sampled_from(sorted(EDITORS)), st.lists(st.tuples(st.sampled_from(_NAMES), _VALUES), max_size=8))
@settings(deadline=None, max_examples=100)
def test_whatever_is_typed_gives_a_value_that_fits_or_a_mistake(field: str, sent: list[tuple[str, str]]) -> None:
    made = corrected(field, Sent(sent), Expression(), a_programme())
    if not made.mistakes:
        with_value(Expression(), field, made.value, Shapes())


def test_a_number_is_put_where_none_is_said() -> None:
    one, two = {"years": ["Y3"], "mixed": False, "classes": None}, {"years": ["Y4"], "mixed": False, "classes": 2}
    assert with_number([one, two], 1) == [{**one, "classes": 1}, two]
    assert with_number("text", 1) == "text"


def test_stylesheet_and_script_stay_small() -> None:
    assert (ROOM / "static" / "desk.css").stat().st_size < 15_000
    assert (ROOM / "static" / "desk.js").stat().st_size < 10_000


@pytest.mark.parametrize("path", [*PAGES, "school"])
def test_no_page_styles_or_scripts_in_itself(visit: Visit, path: str) -> None:
    page = visit.get(visit.school(MIXED) if path == "school" else path).text
    tags = re.findall(r"<[a-z][^>]*>", page)
    assert len(tags) > 50
    for tag in tags:
        assert not re.search(r"\s(style|on[a-z]+)=", tag)
        assert not re.match(r"<style|<script(?! src=)", tag)
        assert "//" not in tag.partition("=")[2]


@pytest.mark.parametrize("path", [*PAGES, "school"])
def test_a_page_is_made_in_a_tenth_of_a_second(visit: Visit, path: str) -> None:
    path = visit.school(SPLIT) if path == "school" else path
    visit.get(path)
    times = []
    for _ in range(5):
        start = process_time()  # What it takes, whatever else this computer is doing.
        visit.get(path)
        times.append(process_time() - start)
    assert min(times) < 0.1
