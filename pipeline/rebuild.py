"""Making the database anew from what cannot be worked out: the originals in custody, and the log of decisions.

After a change of the rules every form is read again by the new ones; after damage to the database nothing is lost.
The new database is made beside the old one and takes its place only when it is whole.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import clock, durable, stamp, taking
from pipeline.cage import Cage, Limits
from pipeline.errors import AnotherRun, DamagedStore, HomeError, StoreError
from pipeline.home import Home
from pipeline.intake.custody import Custody, Taken
from pipeline.intake.inbox import FOLDERS, Arrival
from pipeline.intake.placing import decode, encode
from pipeline.merge.assembly import bring_up_to_date
from pipeline.programme import Programme, load_programme
from pipeline.store import Run, Store
from pipeline.store.history import History, Past
from pipeline.store.soundness import Seal

if TYPE_CHECKING:
    from pipeline.model import Document, Form

OpenReader = Callable[[], Callable[["Document"], list["Form"]]]


@dataclass(slots=True)
class Rebuilt:
    """What was made anew. `missing` names originals that are lost; `homeless` counts decisions whose form gave none,
    `damaged_lines` those of the log that could not be read.
    """

    was_damaged: bool = False
    files: int = 0
    records: int = 0
    decisions: int = 0
    homeless: int = 0
    damaged_lines: int = 0
    missing: list[str] = field(default_factory=list)

    def in_words(self) -> Iterator[str]:
        """Yield what a person reads."""
        if self.was_damaged:
            yield "The database was damaged or gone. It has been made anew; the old one is kept beside it, if there was one."
        yield f"Read again: {self.files} files, {self.records} schools, {self.decisions} decisions."
        if self.homeless:
            yield f"{self.homeless} decisions were on forms that are not read as forms any more, and were left out."
        if self.damaged_lines:
            yield f"Damaged lines in the log of decisions: {self.damaged_lines}. Please look whether a decision is missing."
        for name in self.missing:
            yield f"The original of {name} is lost. Put the file into the inbox again, if you have it."


def rebuild(
    home: Home,
    *,
    workers: int | None = None,
    open_reader: OpenReader | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rebuilt:
    """Make the database of a home anew. The outbox follows at the next run.

    Raises HomeError where the database is not a file, or where nothing is there to make it of.
    """
    if not isinstance(home.database, Path):
        raise HomeError(
            "The database of this home is not a file in it ($EOI_DATABASE).", "Restore it by its own tools."
        )
    programme = load_programme(home.programme)
    done = Rebuilt()
    with home.lock(), tempfile.TemporaryDirectory(prefix=".rebuild-", dir=home.state) as folder:
        stamp.take_away(home)
        letters = _letters(home, done)
        custody = Custody(home.custody)
        past = _past(home, custody)
        done.damaged_lines = past.damaged
        if not past.files:
            raise HomeError("There is nothing to make a database of: no original was ever taken in here.")
        made = Path(folder) / home.database.name
        with Store.open(made) as store:
            _Builder(home, programme, store, custody, done, progress or (lambda done, total: None)).build(
                past, workers or min(os.cpu_count() or 1, 4), open_reader or partial(_reader_of, programme)
            )
            with store.transaction() as work:
                work.letters.replace(letters, clock.now(programme.programme.time_zone))
                done.records = len(work.records.all())
        _refuse_if_decided(home, past, done)
        _put_in_place(home.database, made, keep_old=done.was_damaged or bool(done.missing))
    return done


class _Builder:
    """The making of one database."""

    def __init__(
        self,
        home: Home,
        programme: Programme,
        store: Store,
        custody: Custody,
        done: Rebuilt,
        progress: Callable[[int, int], None],
    ) -> None:
        self._home = home
        self._programme = programme
        self._store = store
        self._custody = custody
        self._done = done
        self._progress = progress

    def build(self, past: Past, workers: int, open_reader: OpenReader) -> None:
        """Take in everything again, run by run, with the decisions that were known to each."""
        policy = self._programme.policy
        decisions = list(past.decisions)
        runs = {row["id"]: row for row in past.runs}
        order = sorted(past.files, key=lambda file: (file["run_id"], file["id"]))
        files = {number: list(group) for number, group in groupby(order, lambda file: file["run_id"])}
        last: Run | None = None
        with Cage(open_reader, workers, Limits(policy.seconds_a_file, policy.megabytes_a_file)) as cage:
            for number in sorted({*runs, *files}):
                with self._store.transaction() as work:
                    last = work.revival.run(runs.get(number) or self._unfinished(number))
                known = runs.get(number, {}).get("decisions", 0)
                self._decide([row for row in decisions if row["id"] <= known], last)
                decisions = [row for row in decisions if row["id"] > known]
                self._take_in(files.get(number, []), last, cage, len(past.files))
        if last is not None:
            self._decide(decisions, last)
        with self._store.transaction() as work:
            work.revival.events(past.events)
            work.revival.placements(past.files)

    def _take_in(self, files: list[dict[str, Any]], run: Run, cage: Cage, total: int) -> None:
        zone = self._programme.programme.time_zone
        kept = [each for file in files if (each := self._kept(file)) is not None]
        opened = taking.open_all(kept, cage, self._custody, zone)
        before = self._done.files
        taking.settle_all(
            opened,
            cage,
            self._custody,
            self._store,
            run,
            self._home,
            lambda nth, _: self._progress(before + nth, total),
        )
        self._done.files += len(kept)
        with self._store.transaction() as work:
            work.revival.placements(())  # They lie where they were moved to.

    def _decide(self, rows: list[dict[str, Any]], run: Run) -> None:
        if not rows:
            return
        with self._store.transaction() as work:
            forms, homeless = work.revival.decisions(rows)
            bring_up_to_date(work, run, forms)
        self._done.decisions += len(forms)
        self._done.homeless += homeless

    def _kept(self, file: dict[str, Any]) -> taking.Kept | None:
        """Return a file as it was when it was taken in, None where its original is lost."""
        if not _is_whole(self._custody, file["sha256"]) and not _find_again(self._home, self._custody, file["sha256"]):
            self._done.missing.append(file["file"])
            return None
        path = self._home.inbox / decode(file["path"] or encode(Path(file["file"])))
        arrival = Arrival(path, file["file"], file["size"], file["mtime_ns"])
        return taking.Kept(arrival, Taken(file["sha256"], file["size"], file["mtime_ns"]))

    def _unfinished(self, number: int) -> dict[str, Any]:
        """Return a run that was cut off before it was logged; the next run takes it up again."""
        now = clock.now(self._programme.programme.time_zone)
        return {"id": number, "started": now.isoformat(), "software": stamp.software(), "left": "[]", "decisions": 0}


def _letters(home: Home, done: Rebuilt) -> dict[str, str]:
    """Bring the log up to date from the old database, and return what is known of letters; none where it is damaged.

    Raises StoreError where it is sound and another program is using it.
    """
    try:
        with Store.open(home.database) as store, store.transaction() as work:
            return work.letters.all()
    except DamagedStore:
        done.was_damaged = True
        return {}


def _refuse_if_decided(home: Home, past: Past, done: Rebuilt) -> None:
    """Raise AnotherRun where somebody decided something while the new database was being made."""
    if done.was_damaged:
        return
    with Store.open(home.database) as store, store.transaction() as work:
        last = work.decisions.last()
    if last != max((row["id"] for row in past.decisions), default=0):
        raise AnotherRun("Something was decided meanwhile.", "Close the review page, and rebuild again.")


def _past(home: Home, custody: Custody) -> Past:
    """Return what the log holds, and besides what lies in the inbox's folders and is not in it."""
    assert isinstance(home.database, Path)
    past = History(home.database).read()
    known = {file["sha256"] for file in past.files}
    run_id = past.runs[-1]["id"] if past.runs else 1
    number = max((file["id"] for file in past.files), default=0)
    found = [path for folder in FOLDERS for path in sorted((home.inbox / folder).glob("*")) if path.is_file()]
    for path in sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name)):
        content = path.read_bytes()
        if (hashed := sha256(content).hexdigest()) in known:
            continue
        custody.keep(content)
        known.add(hashed)
        number += 1
        place, status = encode(path.relative_to(home.inbox)), path.stat()
        facts = {"file": path.name, "sha256": hashed, "mtime_ns": status.st_mtime_ns, "size": status.st_size}
        past.files.append({"id": number, "run_id": run_id, "path": place, "target": place, **facts})
    return past


def _is_whole(custody: Custody, hashed: str) -> bool:
    try:
        custody.read(hashed)
    except (StoreError, OSError):
        return False
    return True


def _find_again(home: Home, custody: Custody, hashed: str) -> bool:
    """Put an original that custody lost back from the inbox's folders; tell whether it was there."""
    for folder in FOLDERS:
        for path in (home.inbox / folder).glob("*"):
            with contextlib.suppress(OSError):
                content = path.read_bytes()
                if sha256(content).hexdigest() == hashed:
                    custody.keep(content)
                    return True
    return False


def _put_in_place(database: Path, made: Path, *, keep_old: bool) -> None:
    """Let the new database, and the log beside it, take the place of the old."""
    if keep_old and database.exists():
        nth = 1
        while (kept := database.with_name(f"{database.name}.damaged-{nth}")).exists():
            nth += 1
        durable.move_without_replacing(database, kept)
    # The journal of the old database would be played back into the new one.
    database.with_name(f"{database.name}-journal").unlink(missing_ok=True)
    durable.remove(Seal(database).path)
    log = History(made).path
    durable.rename(made, database)
    durable.rename(log, History(database).path)


def _reader_of(programme: Programme) -> Any:
    from pipeline.reading import open_reader

    return open_reader(programme)
