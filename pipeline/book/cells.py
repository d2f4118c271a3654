"""What stands in a workbook that came back, whichever program saved it: rows with their keys, and nothing believed.

Sheets may be renamed, columns moved, rows sorted or deleted, types changed. Formulas are text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from pipeline.output import review_book as layout
from pipeline.output.clean import one_line, plain

_MOST_BYTES = 60 << 20
_MOST_UNPACKED = 600 << 20
_MOST_ROWS = 200_000
_MOST_COLUMNS = 60
_EMPTY_ROWS_AT_THE_END = 3_000
_HEADER_WITHIN = 12
_LONGEST_ENTRY = 4_000
_LONGEST_NAME = 80

_NEEDED = (layout.DECISION, layout.KEY)


class ForeignBookError(Exception):
    """This is no workbook of ours, or too damaged to be read. The message says which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it came back. `day` is set where a spreadsheet has made a date of the decision.

    `written` is the decision that we had put there; `mixed_up` where the row no longer shows what its key is about.
    """

    key: str
    rests_on: str
    typed: str
    written: str
    by: str
    offered: str
    day: date | None = None
    mixed_up: bool = False

    @property
    def is_new(self) -> bool:
        return one_line(self.typed) != one_line(self.written)


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back. `made_of` is what it was made of, `saved_by` who saved it last, as far as it says.

    `homeless` are decisions in rows that say no longer which question they answer.
    """

    entries: tuple[Entry, ...]
    homeless: tuple[str, ...]
    made_of: str | None
    saved_by: str


def read_book(content: bytes) -> Returned:
    """Read a workbook. Raises ForeignBookError where it is none of ours or cannot be opened."""
    _refuse_if_huge(content)
    from openpyxl.reader.excel import load_workbook

    try:
        opener: Any = load_workbook  # untyped
        book = opener(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            return _read(book)
        finally:
            book.close()
    except ForeignBookError:
        raise
    except Exception as damage:  # A library meets damage with whatever Python error comes first.
        raise ForeignBookError("it is damaged") from damage


def _refuse_if_huge(content: bytes) -> None:
    if len(content) > _MOST_BYTES:
        raise ForeignBookError("it is far too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as damage:
        raise ForeignBookError("it is damaged, or no Excel workbook") from damage
    if unpacked > _MOST_UNPACKED:
        raise ForeignBookError("it is far too large")


def _read(book: Any) -> Returned:
    entries: list[Entry] = []
    homeless: list[str] = []
    known, made_of = False, None
    for sheet in book.worksheets:
        rows = _rows(sheet)
        columns: Mapping[str, int] | None = None
        for nth, row in enumerate(rows):
            if nth == 0 and (first := _text(row[0] if row else None)[0]).startswith(layout.MARK):
                made_of = first.removeprefix(layout.MARK).strip()
                break
            if columns is None:
                columns = _columns(row)
                if columns is None and nth >= _HEADER_WITHIN:
                    break
                known = known or columns is not None
                continue
            entry = _entry(row, columns)
            if entry.key:
                entries.append(entry)
            elif entry.typed:
                homeless.append(entry.typed)
    if not known:
        raise ForeignBookError("its columns are no longer those of the questions")
    saved_by = one_line(str(getattr(book.properties, "lastModifiedBy", None) or ""))[:_LONGEST_NAME]
    return Returned(tuple(entries), tuple(homeless), made_of, saved_by)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet, as far as there is something in them."""
    if not hasattr(sheet, "iter_rows"):
        return  # a sheet that is only a chart
    # Some programs say that a sheet is one cell large, or a million rows long.
    sheet.reset_dimensions()
    empty = 0
    for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True):
        empty = 0 if any(cell not in (None, "") for cell in row) else empty + 1
        if empty > _EMPTY_ROWS_AT_THE_END:
            return
        yield row


def _columns(row: tuple[Any, ...]) -> Mapping[str, int] | None:
    """Return where each heading stands, or None where this is not the row of the headings."""
    places = {_text(cell)[0]: across for across, cell in reversed(list(enumerate(row)))}
    return places if all(heading in places for heading in _NEEDED) else None


def _entry(row: tuple[Any, ...], columns: Mapping[str, int]) -> Entry:
    def cell(heading: str) -> tuple[str, date | None]:
        across = columns.get(heading)
        return _text(row[across]) if across is not None and across < len(row) else ("", None)

    typed, day = cell(layout.DECISION)
    was_shown = cell(layout.SHOWN)[0]
    return Entry(
        key=cell(layout.KEY)[0],
        rests_on=cell(layout.RESTS_ON)[0],
        typed=typed[:_LONGEST_ENTRY],
        written=cell(layout.WRITTEN)[0],
        by=one_line(cell(layout.BY)[0])[:_LONGEST_NAME],
        offered=cell(layout.OFFERED)[0],
        day=day,
        mixed_up=was_shown != layout.shown(cell(layout.SCHOOL)[0], cell(layout.QUESTION)[0]),
    )


def _text(value: Any) -> tuple[str, date | None]:
    """Return a cell's value as the text that stands for it, and the day where it is a date."""
    match value:
        case None:
            return "", None
        case bool():
            return ("yes" if value else "no"), None
        case int():
            return str(value), None
        case float():
            return (str(int(value)) if value.is_integer() else str(value)), None
        case datetime():
            return f"{value.day}/{value.month}/{value.year}", value.date()
        case date():
            return f"{value.day}/{value.month}/{value.year}", value
        case time():
            return value.isoformat("minutes"), None
        case str():
            return plain(value).strip(), None
        case _:
            # A formula that fills several cells, a time span, rich text.
            return plain(str(getattr(value, "text", value))).strip(), None
