"""`review.xlsx`: the questions that wait, and those that are settled, as a workbook to be filled in.

Hidden columns say what each row is about, so that rows may be sorted, filtered and deleted. Everything is written as
text: nothing that a school or the coordinator typed becomes a formula, a date or a link.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.durable import write_file
from pipeline.output.clean import plain
from pipeline.output.place import digest, read
from pipeline.programme import Programme

NAME = "review.xlsx"
WAITING, SETTLED, LISTS = "Questions", "Settled", "Lists"

# The headings by which the columns are found again, wherever they have been moved to.
DECISION, BY, ANSWER, SCHOOL, QUESTION = "Your decision", "Your name", "Our answer", "School", "Question"
KEY, RESTS_ON, WRITTEN, SHOWN, OFFERED = "eoi question", "eoi rests on", "eoi written", "eoi shown", "eoi offered"
MARK = "eoi review"  # in the first cell of the hidden sheet, before what the workbook was made of

_COLUMNS = (
    (SCHOOL, 21),
    ("The letter", 12),
    (QUESTION, 34),
    ("The school’s words", 30),
    ("It may mean", 31),
    (DECISION, 28),
    (BY, 11),
    (ANSWER, 30),
)
_HIDDEN = (KEY, RESTS_ON, WRITTEN, SHOWN, OFFERED, "eoi list", "eoi length")
_HEADER = 2  # the row of the headings, counted from 0
# Raise it when the way in which the workbook is made changes.
_MAKING = 2

_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_CELL_LIMIT, _TALLEST_ROW, _LINE_HEIGHT = 32_767, 409, 15.5
_INK, _HEADER_FILL, _LINE, _TO_FILL, _DOUBT, _DONE = "#0B0C0C", "#1D4E5F", "#C9CDD1", "#FFF9DB", "#FFE8BF", "#E4F2E7"


@dataclass(frozen=True, slots=True)
class BookRow:
    """A question as the workbook shows it. `key` and `rests_on` find it again; `choices` are what the list offers."""

    key: str
    rests_on: str
    school: str
    letter: str
    question: str
    words: str
    suggestions: tuple[str, ...]
    choices: tuple[str, ...]
    typed: str = ""
    by: str = ""
    answer: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ReviewBook:
    """What `review.xlsx` is to show, and what lies there.

    `seen` is the fingerprint of the file as it was read, None where there was none; `shows` is what that file was
    made of. `open` is true where another program has it open.
    """

    waiting: tuple[BookRow, ...] = ()
    settled: tuple[BookRow, ...] = ()
    seen: str | None = None
    shows: str | None = None
    open: bool = False
    problems: tuple[str, ...] = ()

    @property
    def made_of(self) -> str:
        return digest(repr((_MAKING, self.waiting, self.settled)).encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class BookPlaced:
    """What became of the file. `behind` is true where it does not show what it should, so that the next run must look."""

    written: bool = False
    behind: bool = False
    problem: str = ""


_OPEN = f"“{NAME}” is open in another program. What was saved in it has been read; close it and run again to see the answers."


def put_review_book(book: ReviewBook, programme: Programme, outbox: Path) -> BookPlaced:
    """Bring the file up to date, unless it holds something that was not read yet, or is open."""
    path = outbox / NAME
    there = read(path)
    if there is None and path.exists():
        return BookPlaced(behind=True, problem=_OPEN)
    if there is not None and digest(there) != book.seen:
        return BookPlaced(behind=True)
    if there is not None and book.shows == book.made_of:
        return BookPlaced()
    if book.open:
        return BookPlaced(behind=True, problem=_OPEN)
    try:
        write_file(path, review_book(book, programme))
    except PermissionError:
        return BookPlaced(behind=True, problem=_OPEN)
    return BookPlaced(written=True)


def review_book(book: ReviewBook, programme: Programme) -> bytes:
    """Return the workbook; the same bytes for the same rows."""
    import xlsxwriter

    buffer = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, settings) as made:
        title = f"{programme.programme.name} {programme.year}: questions"
        made.set_properties({"title": title, "author": programme.programme.organiser, "created": _ALWAYS})
        formats = _formats(made)
        pages = [made.add_worksheet(name) for name in (WAITING, SETTLED)]
        lists = _Lists(made.add_worksheet(LISTS), book.made_of)
        _write(pages[0], book.waiting, formats, lists, _waiting_in_words(len(book.waiting)))
        _write(pages[1], book.settled, formats, lists, _settled_in_words(len(book.settled)))
        pages[0].activate()
        if not book.waiting and book.settled:
            pages[1].activate()
    return buffer.getvalue()


def shown(school: str, question: str) -> str:
    """Return a fingerprint of what a row shows, by which a row that was mixed up with another is found out."""
    return digest(" ".join(f"{school} | {question}".split()).encode("utf-8", "replace"))


def offered(choices: Sequence[str]) -> str:
    """Return a fingerprint of the suggestions, by which a number that was typed means what it meant then."""
    return digest("\n".join(choices).encode("utf-8", "replace"))


def _waiting_in_words(count: int) -> tuple[str, str]:
    if not count:
        return "Nothing waits for you.", "What you have settled is on the next sheet."
    return (
        f"{count:,} question{'' if count == 1 else 's'} for you. The worst come first.",
        "Choose from the list or write in the yellow column (“1”, “leave it”, “one Y4 class; or Y5; not Y6”), save, and close."
        " The next run reads it and answers beside it. You may sort, filter and delete rows.",
    )


def _settled_in_words(count: int) -> tuple[str, str]:
    return (
        f"{count:,} question{'' if count == 1 else 's'} settled." if count else "Nothing is settled yet.",
        "Write over a decision to change it; empty its cell to take it back. The next run reads it.",
    )


class _Lists:
    """The hidden sheet: what the workbook was made of, then the suggestions of each row, a line each."""

    def __init__(self, page: Any, made_of: str) -> None:
        self._page = page
        self._next = 1
        page.write_string(0, 0, f"{MARK} {made_of}")
        page.very_hidden()

    def add(self, choices: Sequence[str]) -> int:
        """Write down what a row offers; return where."""
        for across, choice in enumerate(choices):
            self._page.write_string(self._next, across, _fitted(choice))
        self._next += 1
        return self._next - 1


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top", "text_wrap": True}
    body = {**base, "border": 1, "border_color": _LINE, "num_format": "@", "align": "left", "indent": 1}
    return {
        "title": book.add_format({**base, "text_wrap": False, "bold": True, "font_size": 16, "valign": "vcenter"}),
        "how": book.add_format({**base, "text_wrap": False, "valign": "vcenter", "font_color": "#505A5F"}),
        "header": book.add_format(
            {**base, "bold": True, "font_color": "#FFFFFF", "bg_color": _HEADER_FILL, "valign": "vcenter", "indent": 1}
        ),
        "strong": book.add_format({"font_name": "Calibri", "font_size": 11, "font_color": _INK, "bold": True}),
        "plain": book.add_format({"font_name": "Calibri", "font_size": 11, "font_color": _INK}),
        "text": book.add_format(body),
        "bold": book.add_format({**body, "bold": True}),
        "fill": book.add_format({**body, "bg_color": _TO_FILL, "border_color": "#B58900", "bold": True}),
        "name": book.add_format({**body, "bg_color": _TO_FILL, "border_color": "#B58900"}),
        "refused": book.add_format({**body, "bg_color": _DOUBT, "bold": True}),
        "done": book.add_format({**body, "bg_color": _DONE}),
    }


def _write(page: Any, rows: Sequence[BookRow], formats: dict[str, Any], lists: _Lists, words: tuple[str, str]) -> None:
    page.set_row(0, 30)
    page.set_row(1, 20)
    page.set_row(_HEADER, 24)
    page.write_string(0, 0, words[0], formats["title"])
    page.write_string(1, 0, words[1], formats["how"])
    for across, (heading, width) in enumerate(_COLUMNS):
        page.set_column(across, across, width)
        page.write_string(_HEADER, across, heading, formats["header"])
    first_hidden = len(_COLUMNS)
    for across, heading in enumerate(_HIDDEN, first_hidden):
        page.write_string(_HEADER, across, heading)
    page.set_column(first_hidden, first_hidden + len(_HIDDEN) - 1, 12, None, {"hidden": True})

    for down, row in enumerate(rows, _HEADER + 1):
        _write_row(page, down, row, formats, lists)

    last = _HEADER + len(rows)
    if rows:
        _offer(page, last)
        page.autofilter(_HEADER, 0, last, first_hidden + len(_HIDDEN) - 1)
    page.freeze_panes(_HEADER + 1, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&RPage &P of &N")


def _write_row(page: Any, down: int, row: BookRow, formats: dict[str, Any], lists: _Lists) -> None:
    suggestions = "\n".join(f"{nth}. {words}" for nth, words in enumerate(row.suggestions, 1))
    cells = (row.school, row.letter, row.question, row.words, suggestions, row.typed, row.by, row.answer)
    answer = "refused" if row.refused else "done" if row.answer else "text"
    looks = ("bold", "text", "text", "text", "text", "fill", "name", answer)
    page.set_row(down, _height(cells))
    for across, (cell, look) in enumerate(zip(cells, looks, strict=True)):
        page.write_string(down, across, _fitted(cell), formats[look])
    title, _, message = _fitted(row.question).partition("\n")
    if title and message:
        parts = (formats["strong"], title, formats["plain"], f"\n{message}")
        page.write_rich_string(down, [heading for heading, _ in _COLUMNS].index(QUESTION), *parts, formats["text"])
    hidden = (
        row.key,
        row.rests_on,
        row.typed,
        shown(_fitted(row.school), _fitted(row.question)),
        offered(row.suggestions),
    )
    for across, cell in enumerate(hidden, len(_COLUMNS)):
        page.write_string(down, across, _fitted(cell))
    page.write_number(down, len(_COLUMNS) + len(hidden), lists.add(row.choices))
    page.write_number(down, len(_COLUMNS) + len(hidden) + 1, max(len(row.choices), 1))


def _offer(page: Any, last: int) -> None:
    """Let each decision be chosen from its row's list. A row says itself where its list lies, so that it may be sorted."""
    first, decision = _HEADER + 1, [heading for heading, _ in _COLUMNS].index(DECISION)
    place, length = (chr(ord("A") + len(_COLUMNS) + _HIDDEN.index(heading)) for heading in ("eoi list", "eoi length"))
    source = f"=OFFSET({LISTS}!$A$1,${place}{first + 1},0,1,${length}{first + 1})"
    page.data_validation(
        first, decision, last, decision,
        {"validate": "list", "source": source, "ignore_blank": True, "show_error": False},
    )  # fmt: skip


def _height(cells: Sequence[str]) -> float:
    lines = max(
        sum(math.ceil(max(len(line), 1) / (width - 2)) for line in cell.split("\n"))
        for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    )
    return min(_LINE_HEIGHT * max(lines, 2) + 5, _TALLEST_ROW)


def _fitted(text: str) -> str:
    return plain(text)[:_CELL_LIMIT]
