"""`master.xlsx` and `master.csv`: the master table for people.

Nothing that a school wrote becomes a formula, a link or a number: every cell is typed as text, and in the CSV,
which has no types, what Excel would take for a formula is guarded by an apostrophe.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.output.records import in_order
from pipeline.output.tables import Cell, Column, Row, Sheet, schools, sheets
from pipeline.output.view import OutboxView
from pipeline.programme import Programme

if TYPE_CHECKING:
    from pandas import DataFrame

_CELL_LIMIT = 32_767  # Excel's own
_CUT = " … (cut: too long for a cell)"
_TALLEST_ROW = 409  # Excel's own
_LINE_HEIGHT = 15.5
_CHARACTERS_A_PAGE = 220  # across a landscape A4 page, small and still legible
# The wide ones are the same signs to an Excel that is set to an Asian language.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# The bytes of a workbook must follow from what it says, so its time of making is always the same.
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)

_INK, _HEADER_FILL, _HELD_FILL, _LINE = "#0B0C0C", "#1D4E5F", "#FFF3D6", "#C9CDD1"


def workbook(view: OutboxView, programme: Programme) -> bytes:
    """Return `master.xlsx`: the sheets *Schools*, *Classes*, *Flags* and *Files*."""
    import xlsxwriter

    buffer = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, settings) as book:
        title = f"{programme.programme.name} {programme.year}"
        book.set_properties({"title": title, "author": programme.programme.organiser, "created": _ALWAYS})
        formats = _formats(book)
        for sheet in sheets(view, programme):
            _write(book.add_worksheet(sheet.name), sheet, formats, title)
    return buffer.getvalue()


def schools_csv(view: OutboxView, programme: Programme) -> bytes:
    """Return `master.csv`: the sheet *Schools*, marked as UTF-8 so that Excel opens it right."""
    table = frame(schools(in_order(view.records), programme))
    return table.map(_guarded).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def frame(sheet: Sheet) -> DataFrame:
    """Return a sheet as a data frame whose cells are what they are: nothing is taken for a number or a date."""
    from pandas import DataFrame

    return DataFrame(
        [row.cells for row in sheet.rows], columns=[column.heading for column in sheet.columns], dtype=object
    )


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _formats(book: Any) -> Mapping[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top", "text_wrap": True}
    body = {**base, "border": 1, "border_color": _LINE, "num_format": "@"}
    count = {**body, "num_format": "0", "align": "center"}
    held = {"bg_color": _HELD_FILL}
    return {
        "header": book.add_format(
            {**base, "bold": True, "font_color": "#FFFFFF", "bg_color": _HEADER_FILL, "valign": "vcenter"}
        ),
        "text": book.add_format(body),
        "first": book.add_format({**body, "bold": True}),
        "count": book.add_format(count),
        "text held": book.add_format({**body, **held}),
        "first held": book.add_format({**body, **held, "bold": True}),
        "count held": book.add_format({**count, **held}),
    }


def _write(page: Any, sheet: Sheet, formats: Mapping[str, Any], title: str) -> None:
    page.set_row(0, 50)
    for across, column in enumerate(sheet.columns):
        page.set_column(across, across, column.width)
        page.write_string(0, across, column.heading, formats["header"])
    for down, row in enumerate(sheet.rows, start=1):
        page.set_row(down, _height(row, sheet.columns))
        for across, cell in enumerate(row.cells):
            suffix = " held" if row.held else ""
            if isinstance(cell, int):
                page.write_number(down, across, cell, formats["count" + suffix])
            else:
                page.write_string(down, across, _fitted(cell), formats[("first" if across == 0 else "text") + suffix])

    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(math.ceil(sum(column.width for column in sheet.columns) / _CHARACTERS_A_PAGE), 0)
    page.repeat_rows(0)
    page.repeat_columns(0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_header(f'&L&"Calibri,Bold"{_escaped(title)}&R{sheet.name}')
    page.set_footer("&LRows marked “Held” wait for an answer, and so do their confirmation letters.&RPage &P of &N")


def _height(row: Row, columns: Sequence[Column]) -> float:
    """Return the height at which every wrapped line of a row is seen; programs other than Excel do not fit it."""
    lines = max(
        sum(math.ceil(max(len(line), 1) / column.width) for line in str(cell).split("\n"))
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return min(_LINE_HEIGHT * lines + 3, _TALLEST_ROW)


def _fitted(text: str) -> str:
    return text if len(text) <= _CELL_LIMIT else text[: _CELL_LIMIT - len(_CUT)] + _CUT


def _escaped(text: str) -> str:
    """Return `text` for a page header, in which "&" begins a command, cut to what Excel allows there."""
    return text[:120].replace("&", "&&")
