"""One file of the inbox after the other into the store: what is in it, what each part says, what became of it.

Everything of a file is one transaction. Files are taken in the order in which they were received, so that a run that
was cut off and taken up again comes to the same result as one that was not.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from pipeline.cage import Cage, Original
from pipeline.durable import DISK_FULL
from pipeline.errors import BlankForm, DocumentError, NotAForm, StoreError
from pipeline.home import Home
from pipeline.intake.containers import CONTAINERS, Piece
from pipeline.intake.custody import Custody, StillChangingError, Taken
from pipeline.intake.inbox import LOCKED, STILL_GROWING, VANISHED, Arrival, Waiting
from pipeline.intake.placing import CANNOT_MOVE, Places, decode, encode, folder_for, move_original
from pipeline.merge import Standing, hear_of_copy, merge_form
from pipeline.model import Document, FileRow, Form, Kind, Outcome, Source
from pipeline.replies import hear_replies
from pipeline.store import Entry, Run, Store, Transaction

SAME_BYTES = "The same file came before."
SAME_ANSWERS = "The same answers came before, from the same school."
OUR_FAULT = "This program has a fault that keeps it from taking the file in. Please report it."
EARLIER_FORM = "A later form of the same school is held."

log = logging.getLogger("eoi")

_DISK_TROUBLE = DISK_FULL | {errno.EROFS}

Reading = list[Form] | DocumentError


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the inbox that is in custody."""

    arrival: Arrival
    taken: Taken


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of the inbox with everything inside it. The contents wait in custody."""

    kept: Kept
    pieces: tuple[Piece, ...]

    @property
    def order(self) -> tuple[datetime, str, str]:
        return self.pieces[0].document.source.received, self.kept.arrival.name, self.kept.taken.sha256


def take_into_custody(arrivals: Iterable[Arrival], custody: Custody, waiting: list[Waiting]) -> list[Kept]:
    """Copy each file into custody; what cannot be copied now joins the files that wait.

    Raises StoreError where the disk takes no more.
    """
    kept = []
    for arrival in arrivals:
        try:
            kept.append(Kept(arrival, custody.take(arrival.path)))
        except StillChangingError:
            waiting.append(Waiting(arrival.name, STILL_GROWING))
        except FileNotFoundError:
            waiting.append(Waiting(arrival.name, VANISHED))
        except OSError as problem:
            if problem.errno in _DISK_TROUBLE:
                raise StoreError(f"No copy can be made: {problem.strerror}.", "Make room, and run again.") from None
            waiting.append(Waiting(arrival.name, LOCKED))
    return kept


def open_all(kept: list[Kept], cage: Cage, custody: Custody, zone: tzinfo) -> list[Opened]:
    """Look inside every file, and return them in the order in which they were received."""
    originals = [Original(custody.path(each.taken.sha256), _source(each, zone)) for each in kept]
    opened = []
    for each, original, found in zip(kept, originals, cage.open_each(originals), strict=True):
        if isinstance(found, DocumentError):
            document = Document(b"", Kind.OTHER, original.source)
            found = [Piece(document, Outcome.UNREADABLE, str(found))]
        opened.append(Opened(each, tuple(_into_custody(piece, custody) for piece in found)))
    return sorted(opened, key=lambda each: each.order)


def settle_all(
    opened: list[Opened],
    cage: Cage,
    custody: Custody,
    store: Store,
    run: Run,
    home: Home,
    progress: Callable[[int, int], None],
) -> None:
    """Read what is in the files and merge it, each file in one transaction. `progress` hears of each."""
    readings: dict[str, Reading] = {}
    with store.transaction() as work:
        to_read = _to_read(opened, work)
        places = Places(home.inbox, (row.target for row in work.placements.pending()))
        first = work.files.next_arrival()
    answers = cage.read_each(_documents(opened, to_read, custody))
    for nth, file in enumerate(opened):
        for piece in file.pieces:
            sha256 = piece.document.source.sha256
            if to_read.get(sha256) is piece:
                readings[sha256] = next(answers)
        try:
            with store.transaction() as work:
                _write_down(file, _become(file, readings, work, run), first + nth, work, run, places)
        except (StoreError, OSError):
            raise
        except Exception as fault:
            # One file that cannot be merged must not keep all others waiting, tonight and every night.
            # No trace: it may quote what the school wrote.
            log.error("A fault of this program, %s, in %s", type(fault).__name__, file.kept.taken.sha256[:12])  # noqa: TRY400
            with store.transaction() as work:
                _write_down(file, _put_aside(file), first + nth, work, run, places)
        progress(nth + 1, len(opened))


def move_originals(store: Store, home: Home) -> list[str]:
    """Move everything that was written down to move. Return what could not be moved, in a sentence each."""
    with store.transaction() as work:
        pending = work.placements.pending()
    settled: dict[int, str] = {}
    stuck: list[str] = []
    for row in pending:

        def write_down(target: str, placement_id: int = row.id) -> None:
            with store.transaction() as work:
                work.placements.retarget(placement_id, target)

        try:
            settled[row.id] = move_original(home.inbox, row, write_down)
        except OSError:
            stuck.append(f"{decode(row.path).name}: {CANNOT_MOVE}")
    if settled:
        with store.transaction() as work:
            for placement_id, state in settled.items():
                work.placements.settle(placement_id, state)
    return stuck


def not_yet_taken(arrivals: Iterable[Arrival], work: Transaction, home: Home) -> list[Arrival]:
    """Leave out files that were taken in already and only wait to be moved."""
    known = {(row.path, row.size, int(row.mtime_ns)) for row in work.placements.pending()}
    return [
        each for each in arrivals if (encode(each.path.relative_to(home.inbox)), each.size, each.mtime_ns) not in known
    ]


# --- one file -------------------------------------------------------------------------------------------------


def _source(kept: Kept, zone: tzinfo) -> Source:
    changed = datetime.fromtimestamp(kept.taken.mtime_ns // 1_000_000_000, zone)
    return Source(kept.arrival.name, kept.taken.sha256, changed)


def _into_custody(piece: Piece, custody: Custody) -> Piece:
    """Let go of a piece's content, once custody has it: all files of a night need not fit into memory at once."""
    if piece.document.source.inside is not None and piece.document.content:
        custody.keep(piece.document.content)
    return replace(piece, document=replace(piece.document, content=b""))


def _to_read(opened: list[Opened], work: Transaction) -> dict[str, Piece]:
    """Return the pieces to be read, by their hash: none twice, and none that gave a form before."""
    wanted: dict[str, Piece] = {}
    for file in opened:
        if _came_before(file, work):
            continue
        for piece in file.pieces:
            sha256 = piece.document.source.sha256
            if piece.outcome is None and sha256 not in wanted and not work.forms.brought_by(sha256):
                wanted[sha256] = piece
    return wanted


def _documents(opened: list[Opened], to_read: dict[str, Piece], custody: Custody) -> Iterator[Document]:
    for file in opened:
        for piece in file.pieces:
            if to_read.get(piece.document.source.sha256) is piece:
                yield replace(piece.document, content=custody.read(piece.document.source.sha256))


def _came_before(file: Opened, work: Transaction) -> bool:
    """Tell whether the same container came before, and nothing in it has to be tried again."""
    outermost = file.pieces[0].document
    return outermost.kind in CONTAINERS and work.files.settled_before(outermost.source.sha256)


def _become(file: Opened, readings: dict[str, Reading], work: Transaction, run: Run) -> list[Entry]:
    """Merge what is in a file, and return what became of it and of each part."""
    if _came_before(file, work):
        return [_entry(file.pieces[0], Outcome.DUPLICATE, SAME_BYTES)]
    entries = [entry for piece in file.pieces for entry in _entries(piece, readings, work, run)]
    return hear_replies(work, run, file.pieces, entries)


def _put_aside(file: Opened) -> list[Entry]:
    return [_entry(piece, piece.outcome or Outcome.UNREADABLE, piece.reason or OUR_FAULT) for piece in file.pieces]


def _write_down(file: Opened, entries: list[Entry], arrival: int, work: Transaction, run: Run, places: Places) -> None:
    """Keep what became of a file, and where its original is to go."""
    for entry in entries:
        work.files.add(run, arrival, entry)
    path, taken = file.kept.arrival.path, file.kept.taken
    folder = folder_for({entry.row.outcome for entry in entries})
    work.events.add(run, run.started, "file", taken.sha256, arrival=arrival, folder=folder)
    work.placements.add(
        run,
        encode(path.relative_to(places.inbox)),
        (taken.sha256, taken.size, taken.mtime_ns),
        places.promise(path, folder),
    )


def _entries(piece: Piece, readings: dict[str, Reading], work: Transaction, run: Run) -> Iterator[Entry]:
    """Yield what became of one piece: a row for each form in it, else one row."""
    if piece.outcome is not None:
        yield _entry(piece, piece.outcome, piece.reason)
        return
    sha256 = piece.document.source.sha256
    if known := work.forms.brought_by(sha256):
        hear_of_copy(work, run, known, piece.document.source)
        for form_id in known:
            yield replace(_entry(piece, Outcome.DUPLICATE, SAME_BYTES), form_id=form_id)
        return
    reading = readings[sha256]
    if isinstance(reading, DocumentError):
        yield _entry(piece, _outcome_of(reading), str(reading))
        return
    for place, form in enumerate(reading):
        merged = merge_form(work, run, form, place)
        yield replace(
            _entry(piece, merged.outcome, _REASONS.get(merged.standing)),
            counted=merged.standing.value,
            form_id=merged.form_id,
            brought=True,
        )


_REASONS = {Standing.DUPLICATE: SAME_ANSWERS, Standing.SUPERSEDED: EARLIER_FORM}


def _entry(piece: Piece, outcome: Outcome, reason: str | None) -> Entry:
    source = piece.document.source
    row = FileRow(source.file, source.sha256, outcome, source.received, source.inside, reason)
    return Entry(row, piece.document.kind, outcome.value, mail=source.mail)


def _outcome_of(refusal: DocumentError) -> Outcome:
    if isinstance(refusal, BlankForm):
        return Outcome.BLANK_FORM
    return Outcome.NOT_A_FORM if isinstance(refusal, NotAForm) else Outcome.UNREADABLE
