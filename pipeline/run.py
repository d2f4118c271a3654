"""The nightly job, from the inbox to the outbox.

    lock ─ heal ─ scan ─ custody ─ open ─ read ─ merge ─ move ─ write ─ done

Killed at any point and run again, it comes to the same result: what was committed is not done twice, and what was
not committed is done again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import clock, stamp
from pipeline.errors import HomeError
from pipeline.home import Home
from pipeline.intake.inbox import STILL_GROWING, Scan, scan
from pipeline.programme import Programme, load_programme
from pipeline.summary import RunSummary, Trouble

if TYPE_CHECKING:
    from pipeline.model import Document, Form

# How many files are done, and of how many.
Progress = Callable[[int, int], None]

_SECONDS_FOR_PDFS = 600  # A night of some thousand letters; what is left over follows with the next run.
_FILES_A_WORKER = 4  # Starting a worker takes about as long as reading so many files.


def run(
    home: Home,
    *,
    workers: int | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    open_reader: Callable[[], Callable[[Document], list[Form]]] | None = None,
) -> RunSummary:
    """Take in what is in the inbox and bring the outbox up to date; with nothing new, change nothing.

    `progress` is told how many files are done, and of how many. `open_reader` is called in each worker process and
    returns what reads one document there; by default the reader of the programme. Raises AnotherRun, HomeError, ProgrammeError or StoreError.
    """
    programme = load_programme(home.programme)
    now = clock.now(programme.programme.time_zone)
    found = _look(home, programme) if home.inbox.is_dir() else Scan((), ())
    if not found.ready and stamp.is_current(home, programme):
        waiting = tuple(Trouble(each.name, each.reason) for each in found.waiting)
        return RunSummary(
            now, nothing_new=True, dry_run=dry_run, files=len(waiting), left=len(waiting), waiting=waiting
        )

    job = _Job(programme, workers, open_reader or partial(_reader_of, programme), progress)
    if dry_run:
        return _rehearse(home, job)
    with home.lock(), home.refusals_told():
        stamp.take_away(home)
        summary = job.do(home, home)
        if not job.behind:
            stamp.put(home, programme)
    return summary


class _Job:
    """What one run has to do, step by step."""

    def __init__(
        self,
        programme: Programme,
        workers: int | None,
        open_reader: Callable[[], Callable[[Document], list[Form]]],
        progress: Progress | None,
    ) -> None:
        self._programme = programme
        self._workers = workers or min(os.cpu_count() or 1, 4)
        self._open_reader = open_reader
        self._progress = progress or (lambda done, total: None)
        self.behind = False  # Whether the next run has to look again, even if nothing is new.

    def do(self, home: Home, keep: Home, *, dry_run: bool = False) -> RunSummary:
        """Do the job on the inbox of `home`, with the state of `keep`: the same home, but for a rehearsal."""
        # What is slow to import is imported when it is certain that there is something to do.
        from pipeline import book, taking
        from pipeline.cage import Cage, Limits
        from pipeline.intake.custody import Custody
        from pipeline.store import Store
        from pipeline.tonight import summary_of, view_of

        programme, policy = self._programme, self._programme.policy
        zone = programme.programme.time_zone
        now = clock.now(zone)
        custody = Custody(keep.custody)
        with Store.open(keep.database) as store:
            custody.tidy()
            if not dry_run:
                taking.move_originals(store, home)
            heard = book.hear(store, home.outbox, programme, now, touch=not dry_run)
            found = _look(home, programme)
            waiting = list(found.waiting)
            with store.transaction() as work:
                fresh = taking.not_yet_taken(found.ready, work, home)
                last, decided = work.runs.last(), work.decisions.last()
                resumed = work.runs.cut_off()
                came_in = last is None or resumed or bool(fresh) or decided != last.decisions
                # Where only a template or the like has changed, the outputs go on telling of the run before.
                if last is None or came_in:
                    last = work.runs.begin(now, stamp.software())

            kept = taking.take_into_custody(fresh, custody, waiting)
            limits = Limits(policy.seconds_a_file, policy.megabytes_a_file)
            crew = max(1, min(self._workers, len(kept) // _FILES_A_WORKER))
            with Cage(self._open_reader, crew, limits) as cage:
                opened = taking.open_all(kept, cage, custody, zone)
                taking.settle_all(opened, cage, custody, store, last, home, self._progress)

            with store.transaction() as work:
                view = view_of(work, last, tuple(waiting))
            summary = summary_of(view, came_in=came_in, resumed=resumed, dry_run=dry_run)
            if dry_run:
                return summary

            from dataclasses import replace

            from pipeline.release import bring_out, pdf_maker

            stuck = taking.move_originals(store, home)
            result = bring_out(store, view, heard, home, programme, pdf_maker(programme, _SECONDS_FOR_PDFS))
            self.behind = result.behind
            with store.transaction() as work:
                work.letters.replace(result.letters, now)
                work.runs.finish(last, now, view.left, decided)
            return replace(summary, written=result.written, removed=result.removed, problems=(*stuck, *result.problems))


def _look(home: Home, programme: Programme) -> Scan:
    """Look into the inbox; where a file changed a moment ago, give it the time to settle and look again."""
    settle, zone = programme.policy.settle_seconds, programme.programme.time_zone
    found = scan(home.inbox, clock.now(zone), settle)
    if any(each.reason == STILL_GROWING for each in found.waiting):
        time.sleep(settle)
        # The clock counts whole seconds: rounded down, the wait would seem to have been too short.
        found = scan(home.inbox, clock.now(zone) + timedelta(seconds=1), settle)
    return found


def _reader_of(programme: Programme) -> Callable[[Document], list[Form]]:
    from pipeline.reading import open_reader

    return open_reader(programme)


def _rehearse(home: Home, job: _Job) -> RunSummary:
    """Do the job on a copy of the database that is thrown away, and leave the inbox as it is."""
    if not isinstance(home.database, Path):
        raise HomeError("A dry run needs the database to be a file, and this home's is not.")
    # In the private folder, and not where all users put what they need for a while: it is all that is held.
    private = home.state if home.state.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=private) as folder:
        keep = Home(Path(folder))
        keep.state.mkdir(mode=0o700)
        # With its journal, if a run was cut off: SQLite then makes the copy whole.
        for path in home.state.glob(f"{home.database.name}*"):
            shutil.copy(path, keep.state)
        return job.do(home, keep, dry_run=True)
