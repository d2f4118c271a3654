"""The master table: what a person sees of it, and that nothing in it can act."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from builders.records import HOSTILE_TEXTS, a_programme, a_record, a_view, an_ordinary_night, ask, hostile
from openpyxl import load_workbook

from pipeline.output import schools_csv, workbook


def opened(view):
    return load_workbook(io.BytesIO(workbook(view, a_programme())))


def column(sheet, heading):
    headings = [cell.value for cell in sheet[1]]
    return [row[headings.index(heading)].value for row in sheet.iter_rows(min_row=2)]


def test_the_sheets_are_the_contracts():
    assert opened(an_ordinary_night()).sheetnames == ["Schools", "Classes", "Flags", "Files"]


def test_every_sheet_can_be_filtered_and_keeps_its_header_in_sight():
    for sheet in opened(an_ordinary_night()):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)


def test_a_school_is_one_row_in_words():
    view = a_view(
        a_record("Lane Ends", requests=(ask("Y5", classes=2), ask("Y3", "Y4", mixed=True)), near_year_ok=None)
    )
    sheet = opened(view)["Schools"]
    assert column(sheet, "Classes asked for") == ["2 × Year 5; 1 mixed Year 3 and 4 class"]
    assert column(sheet, "(1) Exact year match not essential") == ["Not said"]
    assert column(sheet, "Telephone") == ["01254 830212"]
    assert column(sheet, "Received") == ["7 July 2025, 4.20pm"]


def test_what_there_is_to_know_of_a_file():
    record = a_record()
    answers = replace(
        record.form.answers, notes=("The file has unaccepted tracked changes.", "Only 20 pages were read.")
    )
    sheet = opened(a_view(replace(record, form=replace(record.form, answers=answers))))["Schools"]
    assert column(sheet, "About the file") == ["The file has unaccepted tracked changes.\nOnly 20 pages were read."]


def test_a_held_row_is_marked_by_a_word_and_by_its_fill():
    sheet = opened(an_ordinary_night())["Schools"]
    fills = {row[1].value.startswith("Held"): row[1].fill.start_color.rgb for row in sheet.iter_rows(min_row=2)}
    assert column(sheet, "State").count("Held: 1 question") == 2
    assert fills[True] != fills[False]


def test_numbers_of_classes_can_be_added_up():
    sheet = opened(a_view(a_record(requests=(ask("Y5", classes=3), ask("Y4", classes=None)))))["Classes"]
    assert column(sheet, "Number of classes") == [3, "not said"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_a_school_wrote_becomes_a_formula_or_a_link(text):
    for sheet in opened(a_view(hostile(text))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert cell.hyperlink is None
                assert not any(sign in str(cell.value) for sign in "\x00\x07\x0b\x0c\u202e\u200f\ud83d")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_cell_of_the_csv_begins_like_a_formula(text):
    content = schools_csv(a_view(hostile(text)), a_programme())
    assert content.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    sheet = opened(a_view(a_record(comments="x" * 40_000)))["Schools"]
    (comments,) = column(sheet, "Comments, as written")
    assert len(comments) <= 32_767
    assert comments.endswith("(cut: too long for a cell)")


def test_an_empty_table_still_opens():
    assert [sheet.max_row for sheet in opened(a_view())] == [1, 1, 1, 1]


def test_the_same_view_gives_the_same_bytes():
    assert workbook(an_ordinary_night(), a_programme()) == workbook(an_ordinary_night(), a_programme())
