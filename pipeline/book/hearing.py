"""What is entered in `review.xlsx` becomes decisions; what cannot be understood is kept and answered.

An entry is one that differs from what we wrote into its cell. It is heard once, however often the same file is read.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.book.cells import Entry, ForeignBookError, Returned, read_book
from pipeline.book.typed import Key, Typed, keep, last_typed
from pipeline.corrections import NotUnderstood, Question, Tools, Understood, choices, questions_of, understand
from pipeline.durable import move_without_replacing, write_file
from pipeline.merge import DecisionError, decide, decision_on, rests_on, withdraw
from pipeline.merge.decisions import which_school
from pipeline.model import Decision, Record
from pipeline.output import review_book as layout
from pipeline.output import wording
from pipeline.output.clean import one_line
from pipeline.output.place import digest, read
from pipeline.output.values import value_in_words
from pipeline.programme import Programme
from pipeline.store import HeldDecision, Store, Transaction

log = logging.getLogger("eoi")

NOBODY = layout.NAME  # who decided, where neither the row nor the file says it
_LOCK_FILES = (f".~lock.{layout.NAME}#", f"~${layout.NAME}")
# A program that crashed leaves its lock file behind.
_LOCK_HOLDS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """The file as it was read: its fingerprint, and what it was made of; both None where there was none to read."""

    seen: str | None = None
    shows: str | None = None
    open: bool = False
    problems: tuple[str, ...] = ()


def hear(store: Store, outbox: Path, programme: Programme, now: datetime, *, touch: bool = True) -> Heard:
    """Make decisions of what was entered since the workbook was written. With `touch` false no file is moved.

    A workbook that cannot be read is set aside under a name with the day, and said so.
    """
    path = outbox / layout.NAME
    content = read(path)
    if content is None:
        return Heard(open=path.exists())
    seen, saved = digest(content), _saved(path, now)
    is_open = _is_open(outbox, now)
    try:
        returned = read_book(content)
    except ForeignBookError as damage:
        fresh = abs(now - saved) < timedelta(seconds=programme.policy.settle_seconds)
        if is_open or fresh or not touch:
            return Heard(seen, open=True)
        return _set_aside(path, seen, now, f"“{layout.NAME}” could not be read: {damage}.")
    with store.transaction() as work:
        lost = _hear_all(work, returned, saved, programme)
    lost += returned.homeless
    if not lost:
        return Heard(seen, returned.made_of, is_open)
    if touch:
        kept = _keep_copy(path, content, now)
        problem = (
            f"In “{layout.NAME}” {wording.counted(len(lost), 'decision')} could not be matched to a question."
            f" The workbook is kept as “{kept}”; please enter them again."
        )
        # What it was made of is withheld, so that it is written anew without them.
        return Heard(seen, None, is_open, (problem,))
    return Heard(seen, None, is_open)


def _hear_all(work: Transaction, returned: Returned, saved: datetime, programme: Programme) -> tuple[str, ...]:
    """Hear every new entry; return those whose school is not held."""
    before = last_typed(work)
    lost: list[str] = []
    for entry in _one_a_question(returned.entries):
        book = returned.made_of or ""
        last = before.get(entry.key)
        if last is not None and last.book == book and one_line(last.text) == one_line(entry.typed):
            continue
        key = Key.parse(entry.key)
        record = _record(work, key) if key else None
        if key is None or record is None:
            lost += [entry.typed] if entry.typed else []
            continue
        by = entry.by or _saver(returned, programme) or NOBODY
        typed = Typed(entry.key, entry.typed, by, saved, book, entry.rests_on, "")
        heard = _hear(work, key, record, entry, typed, last, programme)
        keep(work, work.runs.last(), record.id, heard)
    return tuple(lost)


def _one_a_question(entries: Iterable[Entry]) -> list[Entry]:
    """Return the new entries. Where rows were copied and say different things, they are one that says both."""
    by_key: dict[str, Entry] = {}
    for entry in entries:
        if not entry.is_new:
            continue
        other = by_key.get(entry.key)
        if other is None:
            by_key[entry.key] = entry
        elif one_line(other.typed) != one_line(entry.typed):
            both = " / ".join(filter(None, (other.typed, entry.typed)))
            by_key[entry.key] = replace(other, typed=both, mixed_up=True)
    return list(by_key.values())


def _hear(
    work: Transaction, key: Key, record: Record, entry: Entry, typed: Typed, last: Typed | None, programme: Programme
) -> Typed:
    """Make a decision of one entry, or say why not."""
    question = question_at(key, record)
    typed = replace(typed, school=wording.school(record), question=question_in_words(question))
    if entry.mixed_up:
        return _refused(
            typed, "this row shows something else than it was made for, or is there twice. Please write it once more."
        )
    if not entry.typed and entry.day is None:
        return _take_back(work, key, record, typed)
    if entry.rests_on != rests_on(record.form, key.field):
        return _refused(
            typed, "the school has sent a new form since, and what you answered has changed. Please look again."
        )
    offered = layout.offered([choice.label for choice in choices(question, record)])
    tools = Tools(programme, typed.at)
    try:
        meant = understand(
            entry.typed,
            question,
            record,
            tools,
            day=entry.day,
            numbers_hold=not entry.offered or offered == entry.offered,
        )
    except Exception as fault:  # A fault of ours in one cell must not keep the others from being heard.
        # No trace: it may quote what was typed.
        log.error("A fault of this program, %s, in a cell of %s", type(fault).__name__, NOBODY)  # noqa: TRY400
        return _refused(typed, "it could not be read. Please write it in other words.")
    if isinstance(meant, NotUnderstood):
        return _refused(typed, meant.reason)
    return _decided(work, key, record, meant, typed, last, question)


def _decided(
    work: Transaction,
    key: Key,
    record: Record,
    meant: Understood,
    typed: Typed,
    last: Typed | None,
    question: Question,
) -> Typed:
    made = decision_on(
        record,
        meant.field,
        meant.value,
        by=typed.by,
        at=typed.at,
        code=key.code or None,
        note=meant.note,
        about=question.flags,
    )
    try:
        number = decide(work, record.id, made)
    except DecisionError as problem:
        return _refused(typed, f"{problem}")
    # What was typed here before about another part of the record no longer holds.
    if last is not None and last.decision is not None:
        before = [held for held in _decisions(work, record) if held.id == last.decision]
        if before and before[0].decision.field != meant.field:
            withdraw(work, last.decision, by=typed.by, at=typed.at)
    return replace(typed, answer=f"Understood: {in_words(made, as_read=meant.as_read)}", decision=number)


def _take_back(work: Transaction, key: Key, record: Record, typed: Typed) -> Typed:
    taken = [held for held in _decisions(work, record) if is_about(held.decision, key)]
    for held in taken:
        withdraw(work, held.id, by=typed.by, at=typed.at)
    return replace(typed, answer="Taken back: the question is open again." if taken else "")


def _refused(typed: Typed, reason: str) -> Typed:
    return replace(typed, answer=f"Not understood: {reason}", refused=True)


# --- questions and decisions ------------------------------------------------------------------------------------


def question_at(key: Key, record: Record) -> Question:
    """Return the question that a key names: one that waits, or one that the form raised and that is settled."""
    for flags in (record.flags, record.form.flags):
        for question in questions_of(flags):
            if (question.field, question.code, question.which) == (key.field, key.code, key.which):
                return question
    return Question(key.field, key.code, (), key.which)


def question_in_words(question: Question) -> str:
    """Return what a question asks, as the workbook shows it."""
    if not question.flags:
        return "The same school as another?" if question.which else wording.field(question.field)
    messages = dict.fromkeys(one_line(flag.message) for flag in question.flags)
    together = "\nYour answer settles all of these: please write everything that holds." if len(messages) > 1 else ""
    return f"{wording.flag_title(question.flags[0])}\n" + "\n".join(messages) + together


def is_about(decision: Decision, key: Key) -> bool:
    """Tell whether a decision answers the question that a key names."""
    other = which_school(decision, "same_as") or which_school(decision, "different_from") or ""
    if decision.code is None:
        return not key.code and decision.field == key.field
    same_place = decision.field == key.field or (key.code == "partner-unclear" and decision.field == "partners")
    return decision.code == key.code and other == key.which and same_place


def in_words(decision: Decision, *, as_read: bool = False) -> str:
    """Return what was decided, as the end of a sentence."""
    if which_school(decision, "same_as"):
        return "the same school."
    if which_school(decision, "different_from"):
        return "another school."
    if decision.field == "comments" and isinstance(decision.value, str):
        return "left as read."
    words = value_in_words(decision.field, decision.value).rstrip(".")
    return f"left as read ({words})." if as_read else f"{words}."


def _decisions(work: Transaction, record: Record) -> list[HeldDecision]:
    return work.decisions.on(work.forms.of_records([record.id]))


def _record(work: Transaction, key: Key) -> Record | None:
    """Return the record of a key, which may have been joined to another of the same school meanwhile."""
    held = work.forms.get([key.record]).get(key.record)
    return work.records.get(held.record_id) if held is not None and held.record_id else None


# --- the file -------------------------------------------------------------------------------------------------


def _saver(returned: Returned, programme: Programme) -> str:
    """Return who saved the file last, where that is not ourselves."""
    return "" if returned.saved_by == programme.programme.organiser else returned.saved_by


def _saved(path: Path, now: datetime) -> datetime:
    """Return when the file was saved: that is when its decisions were taken. A clock that is ahead is not believed."""
    try:
        moment = datetime.fromtimestamp(int(path.stat().st_mtime), now.tzinfo)
    except (OSError, OverflowError, ValueError):
        return now
    return min(moment, now)


def _is_open(outbox: Path, now: datetime) -> bool:
    """Tell whether Excel or LibreOffice says that it has the workbook open."""
    for name in _LOCK_FILES:
        with suppress(OSError, OverflowError, ValueError):
            touched = datetime.fromtimestamp(os.lstat(outbox / name).st_mtime, now.tzinfo)
            if abs(now - touched) < _LOCK_HOLDS:
                return True
    return False


def _set_aside(path: Path, seen: str, now: datetime, problem: str) -> Heard:
    target = _free(path, now)
    try:
        move_without_replacing(path, target)
    except OSError:
        return Heard(seen, open=True)
    return Heard(problems=(f"{problem} It is kept as “{target.name}”, and a new one was made.",))


def _keep_copy(path: Path, content: bytes, now: datetime) -> str:
    target = _free(path, now)
    write_file(target, content)
    return target.name


def _free(path: Path, now: datetime) -> Path:
    """Return a name with the day that nothing has."""
    day, nth = now.date().isoformat(), 2
    target = path.with_name(f"{path.stem} (set aside {day}){path.suffix}")
    while target.exists():
        target, nth = path.with_name(f"{path.stem} (set aside {day}, {nth}){path.suffix}"), nth + 1
    return target
