"""The master table for other programs: what lies in the outbox, made anew from the store."""

from __future__ import annotations

from pipeline.errors import HomeError
from pipeline.home import Home
from pipeline.programme import load_programme
from pipeline.store import Store
from pipeline.tonight import view_of


def exported(home: Home, table: str) -> bytes:
    """Return the master table as "json" (the contract's records), "csv" or "xlsx".

    Raises HomeError where nothing has been read yet.
    """
    programme = load_programme(home.programme)
    with Store.open(home.database) as store, store.transaction() as work:
        last = work.runs.last()
        if last is None:
            raise HomeError("Nothing has been read yet, so there is nothing to export.", "Run `eoi run` first.")
        view = view_of(work, last, ())
    if table == "json":
        from pipeline.output.records import records_json

        return records_json(view, programme)
    from pipeline.output.workbook import schools_csv, workbook

    return schools_csv(view, programme) if table == "csv" else workbook(view, programme)
