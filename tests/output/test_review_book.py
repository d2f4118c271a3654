"""`review.xlsx` as it is written: what is seen, what is hidden, and that nothing in it can act."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from builders.books import headings
from builders.records import HOSTILE_TEXTS, a_programme
from openpyxl import load_workbook

from pipeline.output.place import digest
from pipeline.output.review_book import (
    DECISION,
    KEY,
    NAME,
    BookRow,
    ReviewBook,
    put_review_book,
    review_book,
)

ROW = BookRow(
    "r1|comments|mixed-or-either|", "abc", "Lumb School", "waits for you", "A mixed class, or either year?\nWhich is it?",
    "“Y3/4”", ("One mixed Year 3 and 4 class", "One class, from Year 3 or 4"),
    ("One mixed Year 3 and 4 class", "One class, from Year 3 or 4", "Leave it as read"),
)  # fmt: skip


def opened(*rows: BookRow, settled: tuple[BookRow, ...] = ()):
    return load_workbook(io.BytesIO(review_book(ReviewBook(rows, settled), a_programme())))


def test_the_same_rows_give_the_same_bytes():
    assert review_book(ReviewBook((ROW,)), a_programme()) == review_book(ReviewBook((ROW,)), a_programme())


def test_a_row_shows_the_question_with_numbered_suggestions():
    page = opened(ROW).worksheets[0]
    assert page["A1"].value == "1 question for you. The worst come first."
    assert [cell.value for cell in page[4]][:5] == [
        "Lumb School", "waits for you", "A mixed class, or either year?\nWhich is it?", "“Y3/4”",
        "1. One mixed Year 3 and 4 class\n2. One class, from Year 3 or 4",
    ]  # fmt: skip


def test_the_keys_are_hidden_and_sorted_along():
    page = opened(ROW).worksheets[0]
    column = page.cell(3, headings(page)[KEY]).column_letter
    assert page.column_dimensions[column].hidden
    assert page.auto_filter.ref == "A3:O4"
    assert page.freeze_panes == "B4"


def test_the_list_goes_with_its_row_when_rows_are_sorted():
    book = opened(ROW, ROW)
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("F4:F5", "OFFSET(Lists!$A$1,$N4,0,1,$O4)")
    assert not rule.showErrorMessage
    lists, place = book["Lists"], book.worksheets[0]["N5"].value
    assert lists.sheet_state == "veryHidden"
    assert [cell.value for cell in lists[place + 1]] == list(ROW.choices)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_that_was_written_becomes_a_formula_or_a_link(text):
    hostile = BookRow("k|f|c|", "r", text, text, text, text, (text,), (text,), text, text, text, refused=True)
    for page in opened(hostile, settled=(hostile,)):
        assert all(cell.data_type in ("s", "n", "inlineStr") and cell.hyperlink is None for row in page for cell in row)


def test_an_empty_night_says_so():
    assert opened().worksheets[0]["A1"].value == "Nothing waits for you."


def test_a_thousand_rows_stay_small():
    assert len(review_book(ReviewBook((ROW,) * 1000), a_programme())) < 200_000


# --- putting it into place ------------------------------------------------------------------------------------


def put(book: ReviewBook, outbox: Path):
    return put_review_book(book, a_programme(), outbox)


def test_it_is_written_over_what_was_read_and_over_nothing_else(tmp_path):
    assert put(ReviewBook((ROW,)), tmp_path).written
    there = (tmp_path / NAME).read_bytes()
    assert put(ReviewBook(), tmp_path).behind
    assert (tmp_path / NAME).read_bytes() == there
    assert put(ReviewBook(seen=digest(there)), tmp_path).written


def test_an_open_workbook_is_left_and_said_so(tmp_path, monkeypatch):
    put(ReviewBook((ROW,)), tmp_path)
    seen = digest((tmp_path / NAME).read_bytes())
    assert "open in another program" in put(ReviewBook(seen=seen, open=True), tmp_path).problem

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("pipeline.output.review_book.write_file", refuse)
    assert put(ReviewBook(seen=seen), tmp_path).behind
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_the_column_to_fill_is_text_so_that_no_spreadsheet_makes_a_date_of_it():
    page = opened(ROW).worksheets[0]
    assert page.cell(4, headings(page)[DECISION]).number_format == "@"
