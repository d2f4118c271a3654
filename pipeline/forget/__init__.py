"""Data protection: what is held on a school or an edition, taken out everywhere, and proved to be gone.

    files ─ database ─ log ─ outbox, written anew by a run ─ proof by search

A kill in between leaves less than before and nothing broken: forgetting again takes out the rest. Another school's
form that came in the same mail or archive stays: it becomes a file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import clock, stamp
from pipeline.errors import PipelineError, WrongUse
from pipeline.forget.holdings import Holding, holding_of
from pipeline.forget.removal import remove_files, set_apart
from pipeline.forget.search import find, holds
from pipeline.forget.whom import Whom, edition_of, kept_until
from pipeline.home import Home
from pipeline.intake.custody import Custody
from pipeline.merge.assembly import bring_up_to_date
from pipeline.output import reference_code, wording
from pipeline.programme import Programme, load_programme
from pipeline.run import run
from pipeline.store import Shapes, Store, Transaction

__all__ = ["NOTHING", "Forgotten", "Whom", "forget", "shown"]

NOTHING = "Nothing is held on them."


@dataclass(slots=True)
class Forgotten:
    """What became of it. `deleted` says what, `still` what was found afterwards and why, `problems` what went wrong."""

    deleted: list[str] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_proved(self) -> bool:
        """Whether nothing is left but what other schools say."""
        return not self.problems


def shown(home: Home, whom: Whom) -> Iterator[str]:
    """Yield what is held, on whom it was asked for, or on every school. Changes nothing."""
    programme = load_programme(home.programme)
    today = clock.now(programme.programme.time_zone).date()
    with Store.open(home.database) as store, store.transaction() as work:
        if whom == Whom():
            yield from _everyone(work, programme)
            return
        yield from in_words(holding_of(work, Custody(home.custody), whom, programme, today))


def in_words(held: Holding) -> Iterator[str]:
    """Yield what is held, in sentences."""
    if held.is_empty:
        yield NOTHING
        return
    for record, reference in zip(held.records, held.references, strict=True):
        versions = wording.counted(len(record.history), "form")
        yield f"{wording.school(record)} ({reference}): {versions}, {wording.counted(len(record.decisions), 'decision')}"
        for version in record.history:
            source = version.form.source
            inside = f", in it {source.inside}" if source.inside else ""
            yield f"  {source.received:%d.%m.%Y}  {source.file}{inside}"
    yield f"Originals: {wording.counted(len(held.whole), 'file')}, here and in the inbox, with every letter and table."
    for arrival in held.naming:
        yield f"“{arrival.rows[0].file}” is no form, and names them: it goes too."
    if held.unlisted:
        yield f"In custody besides, from a run that was cut off: {wording.counted(len(held.unlisted), 'file')}."
    for parting in held.parted:
        apart = [row for row in parting.stays if row.inside]
        yield (
            f"“{parting.arrival.rows[0].file}” holds other things too: "
            f"{wording.counted(len(apart), 'member')} of it would be kept, each as a file of its own."
        )
    yield from held.refusals


def forget(home: Home, whom: Whom, *, run: Callable[[Home], object] = run) -> Forgotten:
    """Delete what is held on `whom` everywhere in the home, write the outbox anew, and search for what is left.

    `run` does the run that writes the outbox anew. Raises WrongUse, and deletes nothing, where it is not clear who
    is meant or a document cannot be parted.
    """
    programme = load_programme(home.programme)
    today = clock.now(programme.programme.time_zone).date()
    done = Forgotten()
    finish(home)
    with home.lock(), Store.open(home.database) as store:
        with store.transaction() as work:
            held = holding_of(work, Custody(home.custody), whom, programme, today)
        if held.refusals:
            raise WrongUse("\n".join(held.refusals))
        if held.is_empty:
            return done
        stamp.take_away(home)
        _mark(home).touch(mode=0o600)
        apart = set_apart(home, held)
        remove_files(home, held, done.deleted, done.problems)
        with store.transaction() as work:
            _take_out(work, held, apart)
        done.deleted.append(
            f"{wording.counted(len(held.records), 'school')}, {wording.counted(len(held.forms), 'form')} and "
            f"{wording.counted(held.decisions, 'decision')} in the database, which was written anew"
        )
        store.compact()
        _mark(home).unlink(missing_ok=True)
    try:
        run(home)
    except PipelineError as problem:
        done.problems.append(f"The outbox could not be written anew: {problem} Please run `eoi run`.")
    _prove(home, held, done)
    return done


def finish(home: Home) -> None:
    """Where forgetting was cut off, take what was deleted out of the log and the free parts of the database too."""
    if _mark(home).exists():
        with home.lock(), Store.open(home.database) as store:
            store.compact()
            _mark(home).unlink(missing_ok=True)


def _mark(home: Home) -> Path:
    """Return what says that forgetting is under way."""
    return home.state / "forgetting"


def _take_out(work: Transaction, held: Holding, apart: dict[int, tuple[str, str, int]]) -> None:
    """Take everything out of the store, and bring up to date what had to do with it."""
    for parting in held.parted:
        for row in parting.stays:
            if row.id in apart:
                work.erasure.set_apart(row, parting.arrival, *apart[row.id])
    gone = [*held.whole, *(parting.arrival for parting in held.parted)]
    work.erasure.rows(row.id for row in held.goes)
    work.erasure.placements(arrival.placement_id for arrival in gone if arrival.placement_id is not None)
    neighbours = work.erasure.forms(held.forms)
    work.erasure.left_behind(held.words)
    last = work.runs.last()
    if neighbours and last is not None:
        bring_up_to_date(work, last, neighbours)


def _prove(home: Home, held: Holding, done: Forgotten) -> None:
    """Search the whole home for the school's words, and say of each place where one is left why."""
    found = find(home.folder, (*held.words, *held.references))
    shapes = Shapes()
    for word, paths in found.items():
        places = wording.listed(dict.fromkeys(_place(path, home) for path in paths))
        saying = [
            wording.school(record)
            for record in held.others
            if holds(json.dumps(shapes.plain(record.history), ensure_ascii=False).encode("utf-8", "replace"), [word])
        ]
        if saying:
            done.still.append(f"“{word}” is said by {wording.listed(saying)}, so it stays in {places}.")
        else:
            done.problems.append(f"“{word}” was still found in {places}. Please look there.")


def _place(path: Path, home: Home) -> str:
    """Return where a file lies; of the private folder only that it is there."""
    inside = path.relative_to(home.folder)
    return "the database and its originals" if inside.parts[0] == home.state.name else inside.as_posix()


def _everyone(work: Transaction, programme: Programme) -> Iterator[str]:
    zone, months = programme.programme.time_zone, programme.policy.keep_months
    for record in sorted(work.records.all(), key=lambda each: wording.school(each).casefold()):
        year = edition_of(record, zone)
        until = wording.day(kept_until(year, months))
        forms = wording.counted(len(record.history), "form")
        reference = reference_code(record.id, programme)
        yield f"{reference}  {wording.school(record)}: {forms}, for {year}, to be kept until {until}"
