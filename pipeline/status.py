"""Where a home stands, in a few lines: what was received, what is held and why, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import clock
from pipeline.home import Home
from pipeline.intake.inbox import scan
from pipeline.journal import Journal
from pipeline.model import Record, State
from pipeline.output import wording
from pipeline.output.view import ChangeKind, SchoolChange
from pipeline.programme import Programme, load_programme
from pipeline.store import Store
from pipeline.tonight import view_of

_NEWS = {
    ChangeKind.NEW: "new",
    ChangeKind.UPDATED: "sent a later form",
    ChangeKind.DECIDED: "you decided",
    ChangeKind.REMOVED: "was joined to another",
}


def status_of(home: Home) -> Iterator[str]:
    """Yield the lines of `eoi status`. Reads the store and the names in the inbox, and changes nothing."""
    programme = load_programme(home.programme)
    yield f"{programme.programme.name}, {programme.year}"
    yield from _failed(home, programme)
    yield from _stored(home, programme)
    yield from _waiting(home, programme)


def _failed(home: Home, programme: Programme) -> Iterator[str]:
    if failure := Journal(home).failure():
        zone = programme.programme.time_zone
        yield f"The run of {wording.moment(failure.at.replace(tzinfo=zone), zone)} FAILED: {failure.what}."
        yield "  Nothing is lost. When that is put right, run it again: eoi run"


def _stored(home: Home, programme: Programme) -> Iterator[str]:
    if isinstance(home.database, Path) and not home.database.exists():
        yield "Nothing has been read yet."
        return
    with Store.open(home.database) as store, store.transaction() as work:
        last = work.runs.last()
        if last is None:
            yield "Nothing has been read yet."
            return
        when = wording.moment(last.started, programme.programme.time_zone)
        if work.runs.cut_off():
            yield f"The run of {when} did not come to its end. Nothing is lost: run it again."
        else:
            yield f"Last run: {when}."
        view, files = view_of(work, last, ()), work.files.arrived()
    yield f"Received so far: {wording.counted(files, 'file')}, from {wording.counted(len(view.records), 'school')}."
    yield from _held(view.records)
    yield from _news(view.changes_since_last)


def _held(records: tuple[Record, ...]) -> Iterator[str]:
    held = [record for record in records if record.state is State.HELD]
    if not held:
        yield "No school has an open question."
        return
    yield f"Held: {wording.counted(len(held), 'school')}."
    for record in held:
        questions = "; ".join(wording.flag_title(flag) for flag in wording.open_questions(record))
        yield f"  {wording.school(record)}: {questions}"


def _news(changes: tuple[SchoolChange, ...]) -> Iterator[str]:
    if changes:
        yield "In the last run:"
    for change in changes:
        yield f"  {change.school or 'a school'}: {_NEWS[change.kind]}"


def _waiting(home: Home, programme: Programme) -> Iterator[str]:
    found = scan(home.inbox, clock.now(programme.programme.time_zone), programme.policy.settle_seconds)
    if found.ready:
        yield f"In the inbox, for the next run: {wording.counted(len(found.ready), 'file')}."
    for waiting in found.waiting:
        yield f"In the inbox, and not ready: {waiting.name}. {waiting.reason}"
