"""A PDF beside each Word letter: of the letter that lies there, made in one go, and the same every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders.books import office
from builders.records import TEMPLATES, a_programme, a_record, a_view

from pipeline import office as offices
from pipeline.model import State
from pipeline.office import letters_as_pdf
from pipeline.output import write_outbox


class Maker:
    """Stands in for LibreOffice, and counts."""

    def __init__(self, most: int = 1000) -> None:
        self.asked: list[list[str]] = []
        self.most = most

    def __call__(self, letters):
        self.asked.append(sorted(letters))
        return {name: b"%PDF of " + content[-40:] for name, content in list(letters.items())[: self.most]}


def write(view, outbox, maker):
    return write_outbox(view, a_programme(), TEMPLATES, outbox, maker)


def pdfs(outbox):
    return sorted(path.name for path in (outbox / "letters").glob("*.pdf"))


def test_all_new_letters_go_together_and_unchanged_ones_stay(tmp_path):
    maker, view = Maker(), a_view(a_record("Moor End"), a_record("Lumb"))
    first = write(view, tmp_path, maker)
    assert pdfs(tmp_path) == ["Lumb confirmation.pdf", "Moor End confirmation.pdf"]
    changed = a_view(
        a_record("Moor End"), a_record("Lumb", comments="Two", requests=()), previous_letters=first.letters
    )
    second = write(changed, tmp_path, maker)
    assert [len(batch) for batch in maker.asked] == [2, 1]
    assert "letters/Lumb confirmation.pdf" in second.written
    assert second.removed == ()


def test_a_pdf_never_outlives_its_letter(tmp_path):
    first = write(a_view(a_record("Lumb")), tmp_path, Maker())
    held = replace(a_record("Lumb"), state=State.HELD)
    second = write(a_view(held, previous_letters=first.letters), tmp_path, None)
    assert pdfs(tmp_path) == []
    assert "letters/Lumb confirmation.pdf" in second.removed
    changed = a_view(a_record("Lumb", comments="Two", requests=()), previous_letters=first.letters)
    write(changed, tmp_path, None)
    assert pdfs(tmp_path) == []


def test_one_that_somebody_changed_is_moved_aside(tmp_path):
    first = write(a_view(a_record("Lumb")), tmp_path, Maker())
    (tmp_path / "letters/Lumb confirmation.pdf").write_bytes(b"%PDF with a note")
    write(a_view(a_record("Lumb", comments="Two", requests=()), previous_letters=first.letters), tmp_path, Maker())
    assert (tmp_path / "letters/earlier/Lumb confirmation.pdf").read_bytes() == b"%PDF with a note"


def test_what_there_is_no_time_for_follows_with_the_next_run(tmp_path):
    view = a_view(a_record("Moor End"), a_record("Lumb"))
    first = write(view, tmp_path, Maker(most=1))
    assert first.behind
    assert "1 of the PDF letters" in first.problems[0]
    second = write(replace(view, previous_letters=first.letters), tmp_path, Maker())
    assert (len(pdfs(tmp_path)), second.behind, second.problems) == (2, False, ())


def test_without_libreoffice_there_is_none_and_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(offices, "find_libreoffice", lambda: None)
    result = write(a_view(a_record("Lumb")), tmp_path, lambda letters: letters_as_pdf(letters, 9))
    assert (pdfs(tmp_path), result.problems, result.behind) == ([], (), False)


def test_libreoffice_makes_the_same_bytes_twice(tmp_path):
    office()
    write(a_view(a_record("Lumb")), tmp_path, None)
    letter = (tmp_path / "letters/Lumb confirmation.docx").read_bytes()
    made = letters_as_pdf({"a": letter, "b": letter}, 240)
    assert made["a"].startswith(b"%PDF")
    assert made["a"] == made["b"] == letters_as_pdf({"d": letter}, 240)["d"]


def test_a_time_that_is_up_stops_it(monkeypatch):
    office()
    assert letters_as_pdf({"a": b"PK"}, 0.0) == {}
    assert letters_as_pdf({"a": b"PK"}, 0.05) == {}


@pytest.mark.parametrize("name", ["soffice", "nowhere"])
def test_a_program_that_cannot_be_started_makes_nothing(tmp_path, monkeypatch, name):
    broken = tmp_path / name
    if name == "soffice":
        broken.write_text("#!/bin/sh\nexit 3\n")
        broken.chmod(0o755)
    monkeypatch.setattr(offices, "find_libreoffice", lambda: broken)
    assert not any(letters_as_pdf({"a": b"PK"}, 20).values())


def test_pdfs_of_a_run_that_was_cut_off_are_known_again(tmp_path):
    view = a_view(a_record("Lumb"), a_record("Moor End"))
    first = write(view, tmp_path, Maker())
    (tmp_path / "letters/Moor End confirmation.pdf").write_bytes(b"%PDF with a note of mine")
    forgotten = {path: entry for path, entry in first.letters.items() if not path.endswith(".pdf")}

    again = write(replace(view, previous_letters=forgotten), tmp_path, Maker())

    assert again.letters == first.letters
    assert again.set_aside == ("letters/earlier/Moor End confirmation.pdf",)
    assert pdfs(tmp_path) == ["Lumb confirmation.pdf", "Moor End confirmation.pdf"]
    without = write(replace(view, previous_letters=forgotten), tmp_path, None)
    assert pdfs(tmp_path) == []
    assert len(without.set_aside) == 2
