"""The letters folder: the right letter for each record, written once, and no stale one left lying."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from builders.records import TEMPLATES, a_flag, a_programme, a_record, a_view, an_ordinary_night, ask
from docx import Document

from pipeline.output import write_outbox
from pipeline.output.templating import text_of


@pytest.fixture
def outbox(tmp_path):
    return tmp_path / "outbox"


def run(outbox, *records, previous=None, days=0, templates=TEMPLATES):
    view = a_view(*records, previous_letters=previous or {})
    view = replace(view, run_started=view.run_started + timedelta(days=days))
    return write_outbox(view, a_programme(), templates, outbox)


def letters(outbox):
    return sorted(path.name for path in (outbox / "letters").glob("*") if path.is_file())


CLEAR = a_record("Moor End", requests=(ask("Y4", classes=2),))
HELD = a_record("Moor End", flags=[a_flag("mixed-or-either", evidence="Y3/4")])


def test_a_clear_school_has_a_confirmation_and_a_held_one_a_query(outbox):
    run(outbox, CLEAR)
    assert letters(outbox) == ["Moor End confirmation.docx", "Moor End confirmation.eml"]
    text = text_of((outbox / "letters/Moor End confirmation.docx").read_bytes())
    for said in (
        "Dear Mrs Eastham",
        "You have asked for two Year 4 classes.",
        "£347",
        "once your link partner is confirmed",
        "1 December 2025, in Preston (full day)",
        "26 March 2026, in Burnley (morning)",
        "you will be given priority",
        "01772\xa0538416",
        "8 July 2025",
    ):
        assert said in text


def test_a_record_that_becomes_held_loses_its_confirmation(outbox):
    first = run(outbox, CLEAR)
    second = run(outbox, HELD, previous=first.letters)
    assert letters(outbox) == ["Moor End query.docx", "Moor End query.eml"]
    assert second.removed == ("letters/Moor End confirmation.docx", "letters/Moor End confirmation.eml")
    third = run(outbox, CLEAR, previous=second.letters)
    assert letters(outbox) == ["Moor End confirmation.docx", "Moor End confirmation.eml"]
    assert set(third.letters) == {"letters/Moor End confirmation.docx", "letters/Moor End confirmation.eml"}


def test_a_stale_confirmation_goes_even_where_nobody_remembers_writing_it(outbox):
    run(outbox, CLEAR)
    run(outbox, HELD)
    assert letters(outbox) == ["Moor End query.docx", "Moor End query.eml"]


def test_an_unchanged_letter_is_not_written_again(outbox):
    first = run(outbox, CLEAR)
    before = {path: path.stat().st_mtime_ns for path in (outbox / "letters").iterdir()}
    second = run(outbox, CLEAR, previous=first.letters, days=3)
    assert second.letters == first.letters
    assert {path: path.stat().st_mtime_ns for path in (outbox / "letters").iterdir()} == before


def test_a_letter_is_known_again_without_the_record_of_it(outbox):
    run(outbox, CLEAR)
    before = (outbox / "letters/Moor End confirmation.docx").read_bytes()
    run(outbox, CLEAR, days=3)
    assert (outbox / "letters/Moor End confirmation.docx").read_bytes() == before


def test_a_letter_that_is_missing_is_written_again(outbox):
    first = run(outbox, CLEAR)
    (outbox / "letters/Moor End confirmation.eml").unlink()
    second = run(outbox, CLEAR, previous=first.letters)
    assert second.written == ("letters/Moor End confirmation.eml",)


def edited(outbox):
    path = outbox / "letters/Moor End confirmation.docx"
    document = Document(path)
    document.add_paragraph("PS: it was good to talk.")
    document.save(path)
    return path.read_bytes()


def test_a_letter_that_was_edited_stays_while_the_record_does(outbox):
    first = run(outbox, CLEAR)
    mine = edited(outbox)
    second = run(outbox, CLEAR, previous=first.letters)
    assert (outbox / "letters/Moor End confirmation.docx").read_bytes() == mine
    assert second.letters == first.letters


def test_a_letter_that_was_edited_is_set_aside_when_it_no_longer_holds(outbox):
    first = run(outbox, CLEAR)
    mine = edited(outbox)
    second = run(outbox, HELD, previous=first.letters)
    assert second.set_aside == ("letters/earlier/Moor End confirmation.docx",)
    assert (outbox / second.set_aside[0]).read_bytes() == mine
    assert "Moor End confirmation.docx" not in letters(outbox)


def test_what_the_software_did_not_write_is_left_alone(outbox):
    (outbox / "letters").mkdir(parents=True)
    mine = outbox / "letters/My own notes.docx"
    document = Document()
    document.add_paragraph("mine")
    document.save(mine)
    run(outbox, CLEAR)
    run(outbox)
    assert letters(outbox) == ["My own notes.docx"]


def test_a_school_that_is_renamed_has_its_letter_renamed(outbox):
    first = run(outbox, CLEAR)
    run(outbox, a_record("MOOR END", requests=(ask("Y4", classes=2),)), previous=first.letters)
    assert letters(outbox) == ["MOOR END confirmation.docx", "MOOR END confirmation.eml"]


def test_an_edited_template_makes_all_letters_anew(outbox, tmp_path):
    mine = tmp_path / "templates"
    mine.mkdir()
    for name in ("confirmation.docx", "query.docx"):
        document = Document(TEMPLATES / name)
        document.add_paragraph("With best wishes from the whole team")
        document.save(mine / name)
    first = run(outbox, CLEAR)
    second = run(outbox, CLEAR, previous=first.letters, templates=mine)
    assert "letters/Moor End confirmation.docx" in second.written
    assert "whole team" in text_of((outbox / "letters/Moor End confirmation.docx").read_bytes())


def test_a_broken_template_stops_no_run_and_leaves_no_false_letter(outbox, tmp_path):
    broken = tmp_path / "templates"
    broken.mkdir()
    for name in ("confirmation.docx", "query.docx"):
        document = Document()
        document.add_paragraph("Dear {{ nobody_knows }}")
        document.save(broken / name)
    other = a_record("Lane Ends")
    first = run(outbox, CLEAR, other)
    changed = a_record("Moor End", requests=(ask("Y6"),))
    second = run(outbox, changed, other, previous=first.letters, templates=broken)
    assert letters(outbox) == ["Lane Ends confirmation.docx", "Lane Ends confirmation.eml"]
    assert len(second.problems) == 1
    assert "Dear {{ nobody_knows }}" in second.problems[0]
    assert "nobody_knows" in (outbox / "report.html").read_text("utf-8")


def test_no_letter_says_yes_to_a_held_school(outbox):
    view = an_ordinary_night()
    write_outbox(view, a_programme(), TEMPLATES, outbox)
    for record in view.records:
        confirmed = (outbox / f"letters/{record.expression.school.name} confirmation.docx").exists()
        assert confirmed is (record.state != "held")


def test_a_confirmation_has_one_page_worth_of_text(outbox):
    run(outbox, CLEAR)
    document = Document(io.BytesIO((outbox / "letters/Moor End confirmation.docx").read_bytes()))
    assert (round(document.sections[0].page_width.cm, 1), round(document.sections[0].page_height.cm, 1)) == (21.0, 29.7)
    assert len(document.paragraphs) < 40
