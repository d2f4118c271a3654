"""Writing the outbox from what the store knows: at the end of a run, and after a decision.

the view ─ what review.xlsx is to show ─▶ every output, with a PDF beside each letter
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

from pipeline import book, clock, stamp
from pipeline.home import Home
from pipeline.intake.inbox import Waiting
from pipeline.output import OutboxResult, OutboxView, write_outbox
from pipeline.output.pdfs import PdfMaker
from pipeline.programme import Programme
from pipeline.store import Store
from pipeline.tonight import view_of

_SECONDS_FOR_PDFS = 120.0


def release(home: Home, programme: Programme, *, pdfs: bool = False) -> OutboxResult:
    """Write every output anew from the store, and return what changed; `pdfs` also makes those of the letters.

    What was entered in `review.xlsx` meanwhile is heard first, so that it is not written over. Raises AnotherRun
    where a run holds the home: what it writes may or may not hold the last decision.
    """
    with home.lock(), Store.open(home.database) as store:
        # What lies in the outbox is no longer what the last run left: the next one has to look.
        stamp.take_away(home)
        now = clock.now(programme.programme.time_zone)
        heard = book.hear(store, home.outbox, programme, now, touch=True)
        with store.transaction() as work:
            run = work.runs.last()
            if run is None:
                return OutboxResult()
            waiting = tuple(Waiting(name, reason) for name, reason in run.left)
            view = replace(view_of(work, run, waiting), run_started=now)
        as_pdf = pdf_maker(programme, _SECONDS_FOR_PDFS) if pdfs else None
        result = bring_out(store, view, heard, home, programme, as_pdf)
        with store.transaction() as work:
            work.letters.replace(result.letters, now)
    return result


def bring_out(
    store: Store, view: OutboxView, heard: book.Heard, home: Home, programme: Programme, as_pdf: PdfMaker | None
) -> OutboxResult:
    """Bring the outbox up to date with a view, and `review.xlsx` with what was `heard` from it."""
    with store.transaction() as work:
        shown = book.prepared(work, view.records, heard, programme, view.replies)
    return write_outbox(replace(view, book=shown), programme, home.templates, home.outbox, as_pdf)


def pdf_maker(programme: Programme, seconds: float) -> PdfMaker | None:
    """Return what makes the PDFs of the letters, in so many seconds at most; None where none are wanted."""
    # The variable is for tests, where LibreOffice would be started hundreds of times.
    if not programme.policy.letter_pdfs or os.environ.get("EOI_LETTER_PDFS") == "no":
        return None
    from pipeline.office import letters_as_pdf

    return partial(letters_as_pdf, seconds=seconds)
