"""The last stage: what the store knows becomes workbook, letters, drafts, report and `records.json`.

`write_outbox` is the door. It writes only what would change, each file in one step, and the same view gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.output.letters import check_templates, planned, write_letters
from pipeline.output.pdfs import PdfMaker
from pipeline.output.place import Placed, digest, put, read, sweep
from pipeline.output.records import records_json, same_but_for_the_time
from pipeline.output.reference import reference_code
from pipeline.output.report import report_html, says_the_same
from pipeline.output.review_book import NAME as REVIEW_BOOK
from pipeline.output.review_book import BookPlaced, put_review_book
from pipeline.output.view import Balance, ChangeKind, OutboxView, SchoolChange
from pipeline.output.workbook import schools_csv, workbook
from pipeline.programme import Programme

__all__ = [
    "Balance",
    "ChangeKind",
    "OutboxResult",
    "OutboxView",
    "SchoolChange",
    "check_templates",
    "records_json",
    "reference_code",
    "schools_csv",
    "workbook",
    "write_outbox",
]


@dataclass(frozen=True, slots=True)
class OutboxResult:
    """What `write_outbox` did. Paths are relative to the outbox, with "/" between their parts.

    `letters` is what the next view's `previous_letters` must hold, with the files that lie beside an open one. `set_aside` are letters that somebody had
    edited and that no longer hold true, now in `letters/earlier/`. `problems` are sentences for the coordinator.
    `behind` is true where the next run has to go on even if nothing is new: `review.xlsx` was saved meanwhile, a file
    is open in another program, or there was no time for all PDFs.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    behind: bool = False


def write_outbox(
    view: OutboxView, programme: Programme, templates: Path, outbox: Path, as_pdf: PdfMaker | None = None
) -> OutboxResult:
    """Bring everything in `outbox` up to date with `view`, and return what changed.

    `as_pdf` makes the PDFs that lie beside the Word letters; without it no new ones are made.

    A file that is open in another program is written beside itself and named in `problems`, as is a mistake in a
    letter template: neither stops the rest. Raises HomeError where the outbox cannot be written at all.
    """
    outbox.mkdir(parents=True, exist_ok=True)
    sweep(outbox)
    today = view.run_started.astimezone(programme.programme.time_zone).date()

    # The letters first: none that no longer holds may lie there while the rest is being made.
    letters = planned(view, programme)
    post = write_letters(letters, view, programme, templates, outbox, as_pdf)
    placed = [
        put(outbox / "master.xlsx", workbook(view, programme), today),
        put(outbox / "master.csv", schools_csv(view, programme), today),
    ]
    records = records_json(view, programme)
    if not same_but_for_the_time(read(outbox / "records.json") or b"", records):
        placed.append(put(outbox / "records.json", records, today))
    book = put_review_book(view.book, programme, outbox) if view.book else BookPlaced()
    about_book = (*(view.book.problems if view.book else ()), *filter(None, [book.problem]))
    problems = (*post.problems, *about_book, *_locked(placed))
    report = report_html(view, programme, letters, post.letters, problems)
    if not says_the_same(read(outbox / "report.html") or b"", report, view):
        placed.append(put(outbox / "report.html", report, today))

    return OutboxResult(
        written=(
            *(each.path.name for each in placed if each.changed),
            *((REVIEW_BOOK,) if book.written else ()),
            *post.written,
        ),
        removed=tuple(post.removed),
        set_aside=tuple(post.set_aside),
        letters={**post.letters, **_beside(placed)},
        problems=(*post.problems, *about_book, *_locked(placed)),
        behind=book.behind or post.unfinished or any(each.locked for each in placed),
    )


def _beside(placed: Iterable[Placed]) -> dict[str, str]:
    """Return what had to be written beside an open file, remembered as a letter is: the next run takes it away."""
    return {each.path.name: f"beside.{digest(read(each.path) or b'')}" for each in placed if each.locked}


def _locked(placed: Iterable[Placed]) -> list[str]:
    return [
        f"A file is open in another program, so the new one lies beside it as “{each.path.name}”. Close the old one and run again."
        for each in placed
        if each.locked
    ]
