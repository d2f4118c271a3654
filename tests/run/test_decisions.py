"""What is typed in `review.xlsx` becomes a decision, or is answered; nothing that was typed is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders.books import CHOICE, LATER, MIXED_OR_EITHER, TELEPHONE, BookDesk, headings, reading, through_libreoffice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merge.made import form
from run.homes import LUMB, TOCKHILL, drop, new_home
from run.readers import open_reader

from pipeline.model import Request, State
from pipeline.output.review_book import ANSWER, BY, DECISION, KEY, NAME, QUESTION, SCHOOL
from pipeline.run import run
from pipeline.store import Store

MIXED = (Request(("Y3", "Y4"), True, 1),)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[BookDesk]:
    made = BookDesk(tmp_path)
    yield made
    made.store.close()


def one_question(desk: BookDesk) -> None:
    desk.take(form(comments="Y3/4 please", flags=(MIXED_OR_EITHER,), **reading()))
    desk.night()


# --- understood -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["1", 1, 1.0, "a", "(a)", "the first one", "One mixed Year 3 and 4 class", "one mixed Y3/4 class"]
)
def test_what_is_typed_becomes_a_decision(desk: BookDesk, typed: Any) -> None:
    one_question(desk)
    desk.enter(typed, "Jo")
    desk.night()
    assert (desk.record.state, desk.record.expression.requests) == (State.DECIDED, MIXED)
    (decision,) = desk.record.decisions
    assert (decision.by, decision.at) == ("Jo", LATER + timedelta(days=1, hours=9))
    assert desk.rows() == []
    (row,) = desk.rows(sheet=1)
    assert row[DECISION] == str(typed).removesuffix(".0")
    assert row[ANSWER] == "Understood: one mixed Year 3 and 4 class. Decided by Jo on 2 August 2025."


def test_what_would_do_instead_and_what_is_ruled_out_can_be_typed(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("Y4 x1; or Y5; not Y6")
    desk.night()
    said = desk.record.expression
    assert said.requests == (Request(("Y4",), False, 1),)
    assert said.fallbacks == (Request(("Y5",), False, None),)
    assert said.excluded_years == ("Y6",)
    (row,) = desk.rows(sheet=1)
    assert row[ANSWER].startswith("Understood: one Year 4 class; if that is not possible, Year 5 classes; not Year 6.")


def test_leave_it_keeps_the_reading_for_good(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("leave it")
    desk.night()
    assert desk.record.expression.requests == (Request(("Y3", "Y4"), True, None),)
    assert desk.record.decisions[0].by == NAME
    (open_number,) = desk.rows()
    assert open_number[QUESTION].startswith("Number of classes not said")


def test_other_classes_are_kept_or_asked_about(desk: BookDesk) -> None:
    both = reading(Request(("Y5",), False, 2), Request(("Y3", "Y4"), True, None))
    desk.take(form(comments="Two Year 5 classes and Y3/4", flags=(MIXED_OR_EITHER,), **both))
    desk.night()
    desk.enter("one mixed Y3/4 class")
    desk.night()
    assert desk.answers()[0].startswith("Not understood: the school also asks for two Year 5 classes.")
    desk.enter("3")  # a suggestion settles one passage of several
    desk.night()
    assert desk.record.expression.requests == (
        Request(("Y5",), False, 2), Request(("Y3",), False, 1), Request(("Y4",), False, 1),
    )  # fmt: skip


def test_the_other_fields_are_read_in_their_own_words(desk: BookDesk) -> None:
    flags = (CHOICE, TELEPHONE)
    desk.take(form(flags=flags, near_year_ok=None, telephones=("+441772554870",)))
    desk.night()
    desk.enter("yes", row=0)
    desk.enter(1772554871, row=1)
    desk.night()
    assert desk.record.expression.near_year_ok is True
    assert desk.record.expression.telephones == ("+441772554870", "+441772554871")


# --- not understood -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown", "because"),
    [
        ("Y3/4", "Y3/4", "it may be a mixed class"),
        ("dunno", "dunno", "it does not say which year group"),
        ("4", "4", "it does not say which year group"),
        ("ok, but not Y4", "ok, but not Y4", "and then something else"),
        ("one class if the head agrees", None, ""),
        ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")', "this is a formula"),
        (datetime(2025, 4, 3), "3/4/2025", "the spreadsheet has made a date of it. If you meant 3/4"),
        (date(2025, 3, 4), "4/3/2025", "one mixed Y3/4 class"),
        ("…", "…", "there are no words in it"),
    ],
)
def test_what_is_not_certain_is_answered_and_stays(desk: BookDesk, typed: Any, shown: str | None, because: str) -> None:
    one_question(desk)
    desk.enter(typed, "Jo")
    for _ in range(2):
        desk.night()
        (row,) = desk.rows()
        assert row[DECISION] == (shown or typed)
        assert row[BY] == "Jo"
        assert row[ANSWER].startswith("Not understood: ")
        assert because in row[ANSWER]
    assert desk.record.state is State.HELD
    assert not desk.placed.written


def test_a_formula_that_was_typed_never_becomes_one(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("=1+1")
    desk.night()
    page = openpyxl.load_workbook(desk.path).worksheets[0]
    cell = page.cell(4, headings(page)[DECISION])
    assert (cell.value, cell.data_type) == ("=1+1", "s")


# --- sorted, deleted, copied, mixed up ------------------------------------------------------------------------


def two_schools(desk: BookDesk) -> None:
    desk.take(
        form("Barnfold School", comments="Y3/4", flags=(MIXED_OR_EITHER,), **reading()),
        form(
            "Lumb School",
            email="head@lumb.lancs.sch.uk",
            telephone=None,
            comments="Y3/4",
            flags=(MIXED_OR_EITHER,),
            **reading(),
        ),
    )
    desk.night()


def test_rows_may_be_sorted_and_deleted(desk: BookDesk) -> None:
    two_schools(desk)
    second = desk.rows()[1][SCHOOL]
    desk.enter("1", row=1)
    desk.edit(lambda book: book.worksheets[0].delete_rows(4))
    desk.night()
    assert {r.expression.school.name: r.state for r in desk.records}[second] is State.DECIDED
    assert len(desk.rows()) == 1


def test_a_row_that_was_half_sorted_is_not_believed(desk: BookDesk) -> None:
    two_schools(desk)

    def swap(book: Any) -> None:
        page = book.worksheets[0]
        column = headings(page)[SCHOOL]
        one, other = page.cell(4, column), page.cell(5, column)
        one.value, other.value = other.value, one.value

    desk.enter("1")
    desk.edit(swap)
    desk.night()
    assert all(record.state is State.HELD for record in desk.records)
    assert "shows something else" in "".join(desk.answers())


def test_a_row_without_its_key_is_kept_in_a_copy(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1")

    def forget(book: Any) -> None:
        page = book.worksheets[0]
        page.cell(4, headings(page)[KEY]).value = None

    desk.edit(forget)
    (problem,) = desk.night().problems
    assert "1 decision could not be matched" in problem
    (kept,) = desk.outbox.glob("review (set aside*).xlsx")
    assert openpyxl.load_workbook(kept).worksheets[0].cell(4, 6).value == "1"
    assert len(desk.rows()) == 1
    assert desk.night().problems == ()


# --- the same question in two places, and again ---------------------------------------------------------------


def test_the_later_decision_stands_and_both_are_kept(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1", "Jo", at=desk.now + timedelta(hours=2))
    desk.decide(
        "comments", {"years": ["Y4"], "mixed": False, "classes": 2}, "mixed-or-either", desk.now + timedelta(hours=5)
    )
    desk.night()
    assert len(desk.record.decisions) == 2
    assert desk.record.expression.requests == (Request(("Y4",), False, 2),)
    (row,) = desk.rows(sheet=1)
    assert row[DECISION] == "Two Year 4 classes"
    assert "Decided by Sue" in row[ANSWER]
    assert "“1”" in row[ANSWER]


def test_a_decision_is_heard_once_even_if_the_file_cannot_be_written(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1", "Jo")
    lock = desk.outbox / f".~lock.{NAME}#"
    lock.touch()
    os.utime(lock, (desk.now.timestamp() + 80_000,) * 2)
    desk.night()
    assert desk.placed.behind
    assert desk.placed.problem
    lock.unlink()
    desk.night()
    assert len(desk.record.decisions) == 1
    assert desk.placed.written


def test_what_is_saved_while_the_run_is_under_way_is_not_overwritten(
    desk: BookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_schools(desk)
    desk.enter("1")
    import builders.books as books

    def saved_meanwhile(*given: Any) -> Any:
        found = real(*given)
        desk.enter("2", row=1)
        return found

    real = books.prepared
    monkeypatch.setattr(books, "prepared", saved_meanwhile)
    desk.night()
    assert desk.placed.behind
    monkeypatch.undo()
    desk.night()
    assert all(record.state is State.DECIDED for record in desk.records)


def test_emptying_a_settled_cell_takes_the_decision_back(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1")
    desk.night()
    desk.enter(None, sheet=1)
    desk.night()
    assert desk.record.state is State.HELD
    assert desk.answers() == ["Taken back: the question is open again."]
    desk.enter("1")
    desk.night()
    assert desk.record.state is State.DECIDED


def test_what_was_taken_back_on_the_page_can_be_typed_again(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1")
    desk.night()
    desk.withdraw(1)
    desk.night()
    assert "was taken back" in desk.answers()[0]
    desk.enter("1")
    desk.night()
    assert desk.record.state is State.DECIDED


def test_a_new_form_asks_again(desk: BookDesk) -> None:
    one_question(desk)
    desk.enter("1")
    desk.night()
    desk.take(form(comments="Y3/4, and thank you", flags=(MIXED_OR_EITHER,), received=9, **reading()))
    desk.night()
    (answer,) = desk.answers()
    assert answer.startswith(
        "You decided on 2 August 2025: one mixed Year 3 and 4 class. The school has sent a new form"
    )
    assert desk.record.state is State.HELD


def test_an_answer_to_the_form_before_is_not_carried_over(desk: BookDesk) -> None:
    one_question(desk)
    desk.take(form(comments="Y3/4, and thank you", flags=(MIXED_OR_EITHER,), received=9, **reading()))
    desk.enter("2")
    desk.night()
    (row,) = desk.rows()
    assert row[DECISION] == "2"
    assert row[ANSWER].startswith("Not understood: the school has sent a new form since")
    assert desk.record.state is State.HELD


# --- the file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04half", b"School,Decision\n", b"\xd0\xcf\x11\xe0old"])
def test_a_workbook_that_cannot_be_read_is_set_aside(desk: BookDesk, content: bytes) -> None:
    one_question(desk)
    desk.path.write_bytes(content)
    desk.saved()
    heard = desk.night()
    assert "is kept as" in heard.problems[0]
    (kept,) = desk.outbox.glob("review (set aside*).xlsx")
    assert kept.read_bytes() == content
    assert len(desk.rows()) == 1


def test_half_of_a_workbook_that_is_being_saved_is_left_alone(desk: BookDesk) -> None:
    one_question(desk)
    half = desk.path.read_bytes()[:4000]
    desk.path.write_bytes(half)
    desk.saved(desk.now + timedelta(days=1))
    assert desk.night().open
    assert desk.path.read_bytes() == half


def test_a_foreign_workbook_is_set_aside(desk: BookDesk) -> None:
    one_question(desk)
    openpyxl.Workbook().save(desk.path)
    desk.saved()
    assert "no longer those of the questions" in desk.night().problems[0]


def test_nothing_new_writes_nothing(desk: BookDesk) -> None:
    one_question(desk)
    before = desk.path.read_bytes()
    desk.night()
    assert (desk.placed.written, desk.placed.behind) == (False, False)
    assert desk.path.read_bytes() == before


def test_libreoffice_saves_it_and_nothing_is_lost(desk: BookDesk, tmp_path: Path) -> None:
    two_schools(desk)
    desk.enter("1", "Jo", row=0)
    desk.enter(datetime(2025, 4, 3), row=1)
    through_libreoffice(desk.path, tmp_path)
    desk.saved()
    heard = desk.night()
    assert heard.problems == ()
    assert sorted(record.state for record in desk.records) == [State.DECIDED, State.HELD]
    (row,) = desk.rows()
    assert "the spreadsheet has made a date of it" in row[ANSWER]
    assert desk.rows(sheet=1)[0][ANSWER].startswith("Understood: one mixed Year 3 and 4 class.")


ANYTHING = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(datetime(1950, 1, 1), datetime(2080, 1, 1)),
    st.times(),
    st.sampled_from(
        ["=1/0", "=A1", "#REF!", "{=SUM(A1:A9)}", "1\n2", "  ok  ", "yes", "Y4", "two Y4 classes", "'1", "\t"]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=ANYTHING, by=ANYTHING)
def test_whatever_a_cell_holds_it_is_understood_or_answered_and_never_lost(tmp_path: Path, typed: Any, by: Any) -> None:
    shutil.rmtree(tmp_path / "outbox", ignore_errors=True)
    desk = BookDesk(tmp_path)
    one_question(desk)
    desk.enter(typed, by)
    desk.night()
    # Where the number of classes is left open, it is asked for in a row of its own.
    rows = [row for row in (*desk.rows(), *desk.rows(sheet=1)) if not row[QUESTION].startswith("Number of classes")]
    assert len(rows) == 1
    if str(typed).strip():
        assert rows[0][DECISION] != ""
        assert rows[0][ANSWER].startswith(("Understood: ", "Not understood: "))
    assert (desk.record.state is State.DECIDED) == rows[0][ANSWER].startswith("Understood: ")
    desk.store.close()


# --- the whole run --------------------------------------------------------------------------------------------


def test_the_run_hears_the_workbook_and_releases_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    home = new_home(tmp_path)
    drop(home, "both.txt", f"{LUMB}\n{TOCKHILL}")
    run(home, open_reader=open_reader)
    assert run(home, open_reader=open_reader).nothing_new
    book = openpyxl.load_workbook(home.outbox / NAME)
    page = book.worksheets[0]
    assert page.cell(4, headings(page)[QUESTION]).value.startswith("A mixed class, or either year?")
    page.cell(4, headings(page)[DECISION]).value = "two Y4 classes"
    book.save(home.outbox / NAME)

    summary = run(home, open_reader=open_reader)

    assert {"letters/Lumb School confirmation.docx", NAME} <= set(summary.written)
    assert summary.held == 0
    with Store.open(home.database) as store, store.transaction() as work:
        assert [held.decision.value for held in work.decisions.standing()] == [
            [{"years": ["Y4"], "mixed": False, "classes": 2}]
        ]
    assert run(home, open_reader=open_reader).nothing_new


def test_a_dry_run_hears_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    home = new_home(tmp_path)
    drop(home, "lumb.txt", LUMB)
    run(home, open_reader=open_reader)
    (home.outbox / NAME).write_bytes(b"damaged")
    os.utime(home.outbox / NAME, (1, 1))
    run(home, open_reader=open_reader, dry_run=True)
    assert (home.outbox / NAME).read_bytes() == b"damaged"
