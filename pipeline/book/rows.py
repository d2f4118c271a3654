"""What `review.xlsx` is to show: each question that waits, worst first, and what was settled, each with our answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.book.hearing import NOBODY, Heard, in_words, is_about, question_at, question_in_words
from pipeline.book.typed import Key, Typed, last_typed
from pipeline.corrections import Question, choices, questions_of
from pipeline.corrections.readers import RefusedError, accepted
from pipeline.corrections.understanding import LEAVE_IT
from pipeline.merge import rests_on
from pipeline.merge.decisions import which_school
from pipeline.model import Decision, Record, State
from pipeline.output import replying, wording
from pipeline.output.clean import one_line, plain, shortened
from pipeline.output.records import in_order
from pipeline.output.report import worst_first
from pipeline.output.review_book import BookRow, ReviewBook
from pipeline.output.values import value_in_words
from pipeline.output.view import Reply
from pipeline.programme import Programme
from pipeline.store import Transaction

_LONGEST_WORDS = 700


def prepared(
    work: Transaction,
    records: Sequence[Record],
    heard: Heard,
    programme: Programme,
    replies: Mapping[str, Sequence[Reply]],
) -> ReviewBook:
    """Return what the workbook is to show. `replies` are those to each record, by its id."""
    typed = last_typed(work)
    rows = _Rows(typed, {held.id for held in work.decisions.standing()}, programme, replies)
    held = worst_first(records)
    others = [record for record in in_order(tuple(records)) if record.state is not State.HELD]
    for record in (*held, *others):
        rows.add(record)
    rows.add_homeless()
    return ReviewBook(tuple(rows.waiting), tuple(rows.settled), heard.seen, heard.shows, heard.open, heard.problems)


class _Rows:
    def __init__(
        self,
        typed: Mapping[str, Typed],
        standing: set[int],
        programme: Programme,
        replies: Mapping[str, Sequence[Reply]],
    ) -> None:
        self.waiting: list[BookRow] = []
        self.settled: list[BookRow] = []
        self._typed = dict(typed)
        self._standing = standing
        self._zone = programme.programme.time_zone
        self._replies = replies

    def add(self, record: Record) -> None:
        """Add every question of a record."""
        asked = set()
        for question in sorted(questions_of(record.flags), key=lambda each: not each.stops_the_letter):
            key = Key(record.id, question.field, question.code, question.which)
            asked.add(key)
            self.waiting.append(self._waiting(key, question, record))
        for key, decision in _settled_by(record).items():
            if key not in asked and _holds(decision, record):
                self.settled.append(self._settled(key, decision, record))

    def add_homeless(self) -> None:
        """Add what was typed, not understood, and belongs to no question any more: it is hers to clear away."""
        for typed in self._typed.values():
            if typed.refused and typed.text:
                key = Key.parse(typed.key)
                row = BookRow(typed.key, typed.rests_on, typed.school, "", typed.question, "", (), ())
                if key is not None:
                    self.settled.append(self._answered(row, typed))

    def _waiting(self, key: Key, question: Question, record: Record) -> BookRow:
        row = self._row(key, question, record)
        typed = self._typed.pop(row.key, None)
        if typed is not None and typed.refused and typed.text:
            return self._answered(row, typed)
        earlier = [each for each in record.decisions if is_about(each, key) and not _holds(each, record)]
        if earlier:
            decided = earlier[-1]
            return _with(
                row,
                answer=f"You decided on {self._day(decided)}: {in_words(decided)} The school has sent a new form since, so please decide again.",
            )
        if typed is None or not typed.text:
            return _with(row, answer=typed.answer if typed else "")
        if typed.decision in self._standing:
            return self._answered(row, typed)
        return _with(row, answer=f"“{shortened(typed.text, 80)}” was taken back, so the question is open again.")

    def _settled(self, key: Key, decision: Decision, record: Record) -> BookRow:
        row = replace(self._row(key, question_at(key, record), record), letter="settled")
        typed = self._typed.pop(row.key, None)
        decided_by = f"{_who(decision)} on {self._day(decision)}."
        if typed is not None and typed.decision is not None and (typed.at, typed.by) == (decision.at, decision.by):
            return _with(row, typed=typed.text, by=_shown(typed.by), answer=f"{typed.answer} {decided_by}")
        words = self._words(decision, record)
        if typed is not None and typed.refused and typed.text:
            return _with(
                self._answered(row, typed), answer=f"{typed.answer} Until then this holds: {words} {decided_by}"
            )
        if typed is not None and typed.decision in self._standing and typed.text:
            kept = f" Your “{shortened(typed.text, 80)}” of {self._day_of(typed)} is kept; the later one stands."
            return _with(row, typed=words, by=_shown(decision.by), answer=f"{decided_by}{kept}")
        return _with(row, typed=words, by=_shown(decision.by), answer=decided_by)

    def _row(self, key: Key, question: Question, record: Record) -> BookRow:
        offered = tuple(choice.label for choice in choices(question, record))
        return BookRow(
            key=str(key),
            rests_on=rests_on(record.form, key.field),
            school=wording.school(record),
            letter=("waits for you" if record.state is State.HELD and question.stops_the_letter else "asks the school")
            if question.flags
            else "",
            question=question_in_words(question),
            words=self._school_said(question, record),
            suggestions=offered,
            choices=(*offered, *_leave_it(question, record)),
        )

    def _school_said(self, question: Question, record: Record) -> str:
        quotes = list(
            dict.fromkeys(wording.quoted(shortened(flag.evidence, 300)) for flag in question.flags if flag.evidence)
        )
        comments = one_line(record.expression.comments)
        if question.field == "comments" and comments and wording.quoted(comments) not in quotes:
            quotes.append(f"In full: {wording.quoted(shortened(comments, _LONGEST_WORDS))}")
        return "\n".join([*quotes, *(replying.in_words(each, self._zone) for each in self._replies.get(record.id, ()))])

    def _answered(self, row: BookRow, typed: Typed) -> BookRow:
        return _with(row, typed=typed.text, by=_shown(typed.by), answer=typed.answer, refused=typed.refused)

    def _words(self, decision: Decision, record: Record) -> str:
        if decision.field == "comments" and isinstance(decision.value, str):
            return LEAVE_IT
        if which_school(decision, "same_as") or which_school(decision, "different_from"):
            return wording.sentence(in_words(decision)).rstrip(".")
        words = value_in_words(decision.field, decision.value)
        return words[:1].upper() + words[1:]

    def _day(self, decision: Decision) -> str:
        return wording.day(decision.at.astimezone(self._zone))

    def _day_of(self, typed: Typed) -> str:
        return wording.day(typed.at.astimezone(self._zone))


def _settled_by(record: Record) -> dict[Key, Decision]:
    """Return the last decision on each question of a record."""
    last: dict[Key, Decision] = {}
    for _, decision in sorted(enumerate(record.decisions), key=lambda each: (each[1].at, each[0])):
        last[_key_of(decision, record)] = decision
    return last


def _key_of(decision: Decision, record: Record) -> Key:
    which = which_school(decision, "same_as") or which_school(decision, "different_from") or ""
    for question in questions_of((*record.flags, *record.form.flags)):
        key = Key(record.id, question.field, question.code, which)
        if decision.code and is_about(decision, key):
            return key
    return Key(record.id, decision.field, decision.code or "", which)


def _holds(decision: Decision, record: Record) -> bool:
    same = which_school(decision, "same_as") is not None
    return same or decision.rests_on == rests_on(record.form, decision.field)


def _leave_it(question: Question, record: Record) -> Iterable[str]:
    try:
        accepted(question, record)
    except RefusedError:
        return ()
    return (LEAVE_IT,)


def _who(decision: Decision) -> str:
    return f"Entered in {NOBODY}" if decision.by == NOBODY else f"Decided by {decision.by}"


def _shown(by: str) -> str:
    return "" if by == NOBODY else by


def _with(row: BookRow, *, answer: str = "", typed: str = "", by: str = "", refused: bool = False) -> BookRow:
    return replace(row, typed=plain(typed), by=by, answer=plain(answer), refused=refused)
