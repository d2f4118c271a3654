"""A run that tells how it went, also when nobody watches: in the log, on the report, in a digest to be sent on."""

from __future__ import annotations

import contextlib
import logging
import re
import time
import traceback
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import clock, stamp
from pipeline.durable import write_file
from pipeline.errors import AnotherRun, HomeError, PipelineError, ProgrammeError, StoreError, TemplateError
from pipeline.home import Home
from pipeline.journal import How, Journal
from pipeline.programme import Programme, load_programme
from pipeline.run import run
from pipeline.summary import RunSummary

# What the log says of an error. Its own words may name a folder, a file or a person.
_IN_THE_LOG: dict[type[PipelineError], str] = {
    HomeError: "the home could not be used: is a folder missing, full, or not to be written?",
    ProgrammeError: "programme.toml has a mistake; `eoi doctor` says where",
    StoreError: "the database could not be used; `eoi doctor` says why",
    TemplateError: "a letter template has a mistake; `eoi doctor` says where",
}
_NOTICE = re.compile(rb"<!--eoi-failed-->.*?<!--/eoi-failed-->", re.DOTALL)
# What the report stands for: without it, the next run writes the report anew.
_STANDS_FOR = re.compile(rb'(<meta name="eoi-content" content=")[0-9a-f]*')


def run_and_tell(home: Home, **options: Any) -> RunSummary:
    """Do `run(home, **options)`, and write down how it went. Raises what it raises."""
    journal, began = Journal(home), time.monotonic()
    try:
        with _notes(home, journal):
            if (home.state / "forgetting").exists():
                from pipeline.forget import finish

                finish(home)
            summary = run(home, **options)
    except AnotherRun:
        raise
    except Exception as problem:
        if not options.get("dry_run"):
            failed(home, journal, problem)
        raise
    before = journal.last()
    healed = before is not None and before.how is How.FAILED
    if not summary.dry_run and (healed or not summary.nothing_new):
        seconds = time.monotonic() - began
        journal.add(_now(home), How.DONE, f"{in_numbers(summary)} {seconds:.0f} s")
    if not summary.dry_run and not summary.nothing_new:
        _write_digest(home, summary)
    return summary


def failed(home: Home, journal: Journal, problem: Exception) -> None:
    """Write down that a run failed: in the log, and on the report that lies in the outbox."""
    at = _now(home)
    why = next((words for kind, words in _IN_THE_LOG.items() if isinstance(problem, kind)), _where(problem))
    journal.add(at, How.FAILED, why)
    with contextlib.suppress(OSError):
        _mark_report(home.outbox / "report.html", at, why)


def note(home: Home, what: str) -> None:
    """Write into the log that something was done by hand, in numbers."""
    Journal(home).add(_now(home), How.NOTE, what)


def in_numbers(summary: RunSummary) -> str:
    """Return how a run went, without naming anything."""
    parts = []
    if summary.resumed:
        parts.append("Took up a run that had been cut off.")
    if summary.balance:
        (total, came_in), *rest = summary.balance
        parts.append(f"{total} {came_in}: " + ", ".join(f"{count} {what}" for count, what in rest) + ".")
    else:
        parts.append("Nothing new came in.")
    if summary.records:
        parts.append(f"In all {summary.records} schools, {summary.held} held.")
    if summary.written or summary.removed:
        parts.append(f"{len(summary.written)} outputs written, {len(summary.removed)} taken away.")
    if summary.problems:
        parts.append(f"{len(summary.problems)} things to look at on the report.")
    return " ".join(parts)


@contextlib.contextmanager
def _notes(home: Home, journal: Journal) -> Iterator[None]:
    """Write what the program notes in the midst of a run into the log too; it names files by their hashes."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            journal.add(_now(home), How.NOTE, record.getMessage())

    logger, handler = logging.getLogger("eoi"), Handler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _where(problem: BaseException) -> str:
    """Return where the program itself went wrong, and nothing of the text it worked on."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a fault of the program ({type(problem).__name__}{place})"


def _mark_report(report: Path, at: datetime, why: str) -> None:
    """Put a notice at the top of the report: what it shows is older than the run that failed."""
    from pipeline.output.wording import moment

    page = _NOTICE.sub(b"", report.read_bytes())
    notice = (
        '<!--eoi-failed--><div class="notice" role="alert"><p><strong>'
        f"The run of {moment(at, ZoneInfo(str(at.tzinfo)))} failed: {escape(why.replace('`', ''))}.</strong></p>"
        "<p>What you see here is from before. Nothing is lost: the next run takes everything in.</p></div>"
        "<!--/eoi-failed-->"
    )
    marked = re.sub(rb"<(main|body)\b[^>]*>", lambda found: found[0] + notice.encode(), page, count=1)
    write_file(report, _STANDS_FOR.sub(rb"\1", marked))


def _write_digest(home: Home, summary: RunSummary) -> None:
    """Put the digest into the outbox, where the programme asks for one."""
    from pipeline.digest import NAME, digest

    programme = load_programme(home.programme)
    if not programme.policy.digest:
        return
    with contextlib.suppress(AnotherRun, OSError), home.lock():
        # The outbox changes by this alone, and a run with nothing new is to have nothing to do.
        was_current = stamp.is_current(home, programme)
        write_file(home.outbox / NAME, digest(summary, programme))
        if was_current:
            stamp.put(home, programme)


def _now(home: Home) -> datetime:
    return clock.now(_zone(home))


def _zone(home: Home) -> ZoneInfo:
    """Return the time zone of a home, also where its programme has a mistake."""
    try:
        programme: Programme = load_programme(home.programme)
        return programme.programme.time_zone
    except PipelineError:
        return ZoneInfo("Europe/London")
