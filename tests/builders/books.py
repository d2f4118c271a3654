"""A store, an outbox and `review.xlsx` between them, without the rest of a run."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders.records import a_programme
from merge.made import START

from pipeline.book import Heard, hear, prepared
from pipeline.merge import decide, decision_on, merge_form, withdraw
from pipeline.model import Flag, Form, Record, Request, Severity, Suggestion
from pipeline.output.review_book import ANSWER, BY, DECISION, NAME, SCHOOL, BookPlaced, put_review_book
from pipeline.store import Store

LATER = START + timedelta(days=30)


def asks(*years: str, classes: int | None = None, mixed: bool = False) -> dict[str, Any]:
    return {"years": list(years), "mixed": mixed, "classes": classes}


MIXED_OR_EITHER = Flag(
    "mixed-or-either", Severity.BLOCKING, "comments", "“Y3/4” may be one mixed class, or either year.", "Y3/4",
    (
        Suggestion("one mixed Year 3 and 4 class", asks("Y3", "Y4", classes=1, mixed=True)),
        Suggestion("one class, from Year 3 or 4", asks("Y3", "Y4", classes=1)),
        Suggestion("both", [asks("Y3", classes=1), asks("Y4", classes=1)]),
    ),
)  # fmt: skip
CHOICE = Flag("choice-unclear", Severity.BLOCKING, "near_year_ok", "Yes and No are both marked.", "Yes No")
TELEPHONE = Flag(
    "telephone-invalid", Severity.CHECK, "telephones", "“01772 55487” has a figure too few.", "01772 55487"
)


def reading(*requests: Request) -> dict[str, Any]:
    return {"requests": requests or (Request(("Y3", "Y4"), True, None),)}


class BookDesk:
    """One coordinator with her workbook. `night` is what a run does with it."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open("sqlite://")
        self.outbox = folder / "outbox"
        self.outbox.mkdir(parents=True, exist_ok=True)
        self.path = self.outbox / NAME
        self.programme = a_programme()
        self.now = LATER
        self.placed = BookPlaced()
        with self.store.transaction() as work:
            self.run = work.runs.begin(START, "test")

    def take(self, *forms: Form) -> None:
        for each in forms:
            with self.store.transaction() as work:
                merge_form(work, self.run, each)

    def night(self) -> Heard:
        self.now += timedelta(days=1)
        heard = hear(self.store, self.outbox, self.programme, self.now)
        with self.store.transaction() as work:
            book = prepared(work, work.records.all(), heard, self.programme, {})
        self.placed = put_review_book(book, self.programme, self.outbox)
        return heard

    def decide(self, field: str, value: Any, code: str, at: datetime) -> int:
        with self.store.transaction() as work:
            return decide(work, self.record.id, decision_on(self.record, field, value, by="Sue", at=at, code=code))

    def withdraw(self, number: int) -> None:
        with self.store.transaction() as work:
            withdraw(work, number, by="Sue", at=self.now)

    @property
    def record(self) -> Record:
        (record,) = self.records
        return record

    @property
    def records(self) -> tuple[Record, ...]:
        with self.store.transaction() as work:
            return work.records.all()

    def edit(self, change: Callable[[Any], None], at: datetime | None = None) -> None:
        """Open the workbook, change it, and save it some hours after the last night."""
        book = openpyxl.load_workbook(self.path)
        change(book)
        book.save(self.path)
        self.saved(at)

    def saved(self, at: datetime | None = None) -> None:
        moment = (at or self.now + timedelta(hours=9)).timestamp()
        os.utime(self.path, (moment, moment))

    def enter(self, value: Any, by: Any = None, *, row: int = 0, sheet: int = 0, at: datetime | None = None) -> None:
        """Type a decision, and perhaps a name, into a row of the questions."""

        def change(book: Any) -> None:
            page = book.worksheets[sheet]
            head = headings(page)
            line = first_row(page) + row
            page.cell(line, head[DECISION]).value = value
            if by is not None:
                page.cell(line, head[BY]).value = by

        self.edit(change, at)

    def rows(self, sheet: int = 0) -> list[dict[str, Any]]:
        """Return what the rows of a sheet show, by their headings."""
        page = openpyxl.load_workbook(self.path).worksheets[sheet]
        head = headings(page)
        return [
            {heading: page.cell(line, column).value or "" for heading, column in head.items()}
            for line in range(first_row(page), page.max_row + 1)
        ]

    def answers(self, sheet: int = 0) -> list[str]:
        return [row[ANSWER] for row in self.rows(sheet)]


def headings(page: Any) -> dict[str, int]:
    line = first_row(page) - 1
    return {str(cell.value): cell.column for cell in page[line] if cell.value}


def first_row(page: Any) -> int:
    return next(line for line in range(1, 12) if page.cell(line, 1).value == SCHOOL) + 1


def office() -> str:
    """Return LibreOffice's program; the test that asks is skipped where there is none, but not in continuous integration."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed, and continuous integration must have it.")
        pytest.skip("LibreOffice is not installed.")
    return found


def through_libreoffice(path: Path, folder: Path) -> None:
    """Have LibreOffice open a workbook and save it again in its own way."""
    made = folder / "saved"
    subprocess.run(
        [office(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(made), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    path.write_bytes((made / path.name).read_bytes())


def as_bytes(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
