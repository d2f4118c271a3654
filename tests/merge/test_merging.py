"""One record a school, whatever the order in which its forms come in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from merge.made import START, blocking, form

from pipeline.merge import DecisionError, Standing, decide, decision_on, merge_form, withdraw
from pipeline.merge.resubmission import changes_between
from pipeline.model import Flag, Form, Outcome, Record, Request, Severity, State
from pipeline.store import Run, Shapes, Store

LATER = START + timedelta(days=30)


class Desk:
    """A store with a run under way, and the few moves that the tests make."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.run = self._begin()

    def _begin(self) -> Run:
        with self.store.transaction() as work:
            return work.runs.begin(START, "test")

    def take(self, *forms: Form) -> list[Standing]:
        standings = []
        for one in forms:
            with self.store.transaction() as work:
                standings.append(merge_form(work, self.run, one).standing)
        return standings

    def decide(self, record: Record, field: str, value: Any, **more: Any) -> int:
        with self.store.transaction() as work:
            return decide(work, record.id, decision_on(record, field, value, by="Jo", at=more.pop("at", LATER), **more))

    def withdraw(self, number: int) -> None:
        with self.store.transaction() as work:
            withdraw(work, number, by="Jo", at=LATER)

    @property
    def records(self) -> tuple[Record, ...]:
        with self.store.transaction() as work:
            return work.records.all()

    @property
    def record(self) -> Record:
        (record,) = self.records
        return record


@contextmanager
def new_desk() -> Iterator[Desk]:
    # In memory: what a disk adds is tested elsewhere.
    with Store.open("sqlite://") as store:
        yield Desk(store)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with new_desk() as made:
        yield made


# --- resubmissions --------------------------------------------------------------------------------------------


def test_a_later_form_supersedes_and_its_changes_are_kept(desk: Desk) -> None:
    first = form(comments="Two Year 4 classes")
    second = form(comments="Three Year 4 classes", requests=(Request(("Y4",), False, 3),), received=2)

    assert desk.take(first, second) == [Standing.NEW, Standing.SUPERSEDING]

    assert desk.record.form == second
    assert [version.outcome for version in desk.record.history] == [Outcome.SUPERSEDED, Outcome.ACCEPTED]
    assert {change.field for change in desk.record.history[1].changes} == {"comments", "requests"}


def test_an_earlier_form_that_comes_in_late_is_history_at_once(desk: Desk) -> None:
    late, early = form(comments="Year 5, one class", received=5), form(received=1)

    assert desk.take(late, early) == [Standing.NEW, Standing.SUPERSEDED]

    assert desk.record.form == late
    assert [version.form for version in desk.record.history] == [early, late]


def test_on_the_same_instant_the_one_signed_later_counts(desk: Desk) -> None:
    signed_later = form(comments="Year 6", signed_on=date(2025, 7, 1))

    desk.take(signed_later, form(signed_on=date(2025, 6, 1)))

    assert desk.record.form == signed_later


def test_the_same_answers_again_are_a_duplicate(desk: Desk) -> None:
    again = form(received=3, school="BARNFOLD PRIMARY SCHOOL", comments="Two  Year 4\nclasses", file="scan.pdf")

    assert desk.take(form(), again) == [Standing.NEW, Standing.DUPLICATE]
    assert desk.record.form == form()


def test_going_back_to_the_first_answers_is_no_duplicate(desk: Desk) -> None:
    desk.take(form(), form(comments="Year 6", received=1), form(received=2))

    assert desk.record.form == form(received=2)


def test_a_clean_copy_settles_what_could_hardly_be_read(desk: Desk) -> None:
    desk.take(form(flags=(blocking("low-confidence"),)))
    assert desk.record.state is State.HELD

    desk.take(form(received=1))
    assert desk.record.state is State.CLEAR


def test_the_record_keeps_its_id(desk: Desk) -> None:
    desk.take(form(received=4))
    before = desk.record.id

    desk.take(form(comments="Year 5", received=1), form(comments="Year 6", received=9))

    assert desk.record.id == before


# --- which school ---------------------------------------------------------------------------------------------

LUMB = form("Lumb Primary School")
WATERFOOT = form("Waterfoot Primary School", received=1, comments="Year 6")


def doubts(record: Record) -> list[Flag]:
    return [flag for flag in record.flags if flag.code == "school-ambiguous"]


def test_two_schools_of_one_name_stay_two(desk: Desk) -> None:
    here = form("St Mary's Primary School", email="head@stmarys-a.lancs.sch.uk", telephone="+441257451206")
    there = form("St Mary's Primary School", email="head@stmarys-b.lancs.sch.uk", telephone="+441282451206")

    assert desk.take(here, there) == [Standing.NEW, Standing.NEW]
    assert [record.state for record in desk.records] == [State.CLEAR, State.CLEAR]


def test_a_doubtful_match_is_kept_apart_and_asked_about_on_both_sides(desk: Desk) -> None:
    desk.take(LUMB, WATERFOOT)

    one, other = desk.records
    assert [record.state for record in (one, other)] == [State.HELD, State.HELD]
    assert doubts(one)[0].suggestions[0].value == {"same_as": other.id}
    assert doubts(other)[0].suggestions[0].value == {"same_as": one.id}


def test_decided_to_be_two_schools(desk: Desk) -> None:
    desk.take(LUMB, WATERFOOT)
    one, other = desk.records

    number = desk.decide(one, "school", {"different_from": other.id}, code="school-ambiguous")
    assert [doubts(record) for record in desk.records] == [[], []]
    assert {record.state for record in desk.records} == {State.DECIDED, State.CLEAR}

    desk.withdraw(number)
    assert {record.state for record in desk.records} == {State.HELD}


def test_decided_to_be_one_school(desk: Desk) -> None:
    desk.take(LUMB, WATERFOOT)
    one, other = desk.records

    number = desk.decide(other, "school", {"same_as": one.id}, code="school-ambiguous")
    assert desk.record.form == WATERFOOT
    assert len(desk.record.history) == 2
    assert desk.record.state is State.DECIDED

    desk.withdraw(number)
    assert [record.id for record in desk.records] == [one.id, other.id]
    assert [record.form for record in desk.records] == [one.form, other.form]


# --- decisions ------------------------------------------------------------------------------------------------

SLASH = form(comments="Y3/4", requests=(), flags=(blocking(),))


def test_a_decision_outranks_the_reading_and_releases_its_flag(desk: Desk) -> None:
    desk.take(SLASH)

    desk.decide(desk.record, "comments", {"years": ["Y3", "Y4"], "mixed": True, "classes": 1}, code="mixed-or-either")

    assert desk.record.expression.requests == (Request(("Y3", "Y4"), True, 1),)
    assert desk.record.flags == ()
    assert desk.record.state is State.DECIDED
    assert desk.record.form.expression.requests == ()  # What was read is kept beside it.


def test_a_decision_is_asked_again_only_when_its_answer_changes(desk: Desk) -> None:
    desk.take(SLASH)
    desk.decide(desk.record, "requests", [{"years": ["Y3"], "mixed": False, "classes": 1}], code="mixed-or-either")

    desk.take(replace(form(comments="Y3/4", requests=(), telephone="+441772554899", received=1), flags=(blocking(),)))
    assert desk.record.state is State.DECIDED
    assert desk.record.expression.telephones == ("+441772554899",)

    desk.take(form(comments="Y5/6", requests=(), flags=(blocking(),), received=2))
    assert desk.record.state is State.HELD
    assert desk.record.expression.requests == ()
    assert len(desk.record.decisions) == 1  # It is kept, and shown.


def test_one_question_answered_leaves_the_others(desk: Desk) -> None:
    desk.take(replace(SLASH, flags=(blocking(), blocking("choice-unclear", "near_year_ok"))))

    desk.decide(desk.record, "near_year_ok", True, code="choice-unclear")

    assert desk.record.expression.near_year_ok is True
    assert [flag.code for flag in desk.record.flags] == ["mixed-or-either"]
    assert desk.record.state is State.HELD


REMARKS = form(
    comments="Two Year 4 classes. See attached. Ring after six.",
    flags=(
        Flag("unread-text", Severity.BLOCKING, "comments", "What is attached?", "See attached", (), (20, 32)),
        Flag("unread-text", Severity.BLOCKING, "comments", "Ring whom?", "Ring after six", (), (34, 48)),
    ),
)


def test_of_two_doubts_of_one_kind_only_the_one_that_was_seen_is_settled(desk: Desk) -> None:
    desk.take(REMARKS)
    first, second = desk.record.flags
    desk.decide(desk.record, "comments", desk.record.expression.comments, code="unread-text", about=(first,))
    assert desk.record.flags == (second,)
    assert desk.record.state is State.HELD

    number = desk.decide(desk.record, "comments", desk.record.expression.comments, code="unread-text", about=(second,))
    assert desk.record.flags == ()
    desk.withdraw(number)
    assert desk.record.flags == (second,)


def test_a_decision_still_counts_when_the_words_in_doubt_are_drawn_wider(desk: Desk) -> None:
    desk.take(REMARKS)
    first, second = desk.record.flags
    narrow = replace(first, evidence="attached", span=(24, 32))
    desk.decide(desk.record, "comments", desk.record.expression.comments, code="unread-text", about=(narrow,))
    assert desk.record.flags == (second,)


def test_without_passages_a_decision_settles_all_of_its_kind(desk: Desk) -> None:
    desk.take(REMARKS)
    desk.decide(desk.record, "comments", desk.record.expression.comments, code="unread-text")
    assert desk.record.state is State.DECIDED


def test_a_number_that_is_left_open_is_asked_for_unless_that_was_decided(desk: Desk) -> None:
    desk.take(SLASH)
    desk.decide(
        desk.record, "comments", {"years": ["Y3", "Y4"], "mixed": True, "classes": None}, code="mixed-or-either"
    )
    (asked,) = desk.record.flags
    assert (asked.code, asked.severity, asked.field) == ("class-count-missing", Severity.CHECK, "comments")
    assert desk.record.state is State.DECIDED  # The letter goes out, and asks.

    desk.decide(desk.record, "comments", "Y3/4", code="class-count-missing", about=(asked,))
    assert desk.record.flags == ()


def test_all_that_is_said_of_the_classes_can_be_decided_at_once(desk: Desk) -> None:
    desk.take(form(comments="Y3/4", requests=(), excluded_years=("Y1",), flags=(blocking(),)))
    year_4, year_5 = ({"years": [code], "mixed": False, "classes": 1} for code in ("Y4", "Y5"))
    desk.decide(desk.record, "comments", {"requests": [year_4], "fallbacks": [year_5]}, code="mixed-or-either")
    said = desk.record.expression
    assert said.requests == (Request(("Y4",), False, 1),)
    assert said.fallbacks == (Request(("Y5",), False, 1),)
    assert said.excluded_years == ("Y1",)  # What is not named stays.
    assert desk.record.decisions[0].before == {"requests": [], "fallbacks": []}


def test_what_was_taken_back_is_kept_with_who_and_when(desk: Desk) -> None:
    desk.take(SLASH)
    number = desk.decide(desk.record, "near_year_ok", True)
    desk.withdraw(number)
    with desk.store.transaction() as work:
        (logged,) = work.decisions.log(work.forms.of_records([desk.record.id]))
    assert logged.decision.value is True
    assert logged.withdrawn is not None
    assert (logged.withdrawn.by, logged.withdrawn.at) == ("Jo", LATER)


def test_the_last_decision_stands(desk: Desk) -> None:
    desk.take(SLASH)
    for days, telephone in ((2, "+441772000002"), (1, "+441772000001")):
        desk.decide(desk.record, "telephones", [telephone], at=START + timedelta(days=days))

    assert desk.record.expression.telephones == ("+441772000002",)


@pytest.mark.parametrize(
    ("field", "value"),
    [("colour", "red"), ("headteacher.colour", "red"), ("comments", {"no": 1}), ("requests", 7), ("date", "soon")],
)
def test_a_decision_that_cannot_be_carried_out_changes_nothing(desk: Desk, field: str, value: Any) -> None:
    desk.take(SLASH)
    before = desk.store.dump()

    with pytest.raises(DecisionError):
        desk.decide(desk.record, field, value)
    assert desk.store.dump() == before


def test_a_part_of_a_field_can_be_decided(desk: Desk) -> None:
    desk.take(form(head="Mrs J Smith"))

    desk.decide(desk.record, "headteacher.name", "Mrs Jane Smith")
    desk.decide(desk.record, "date", "2025-07-02")

    assert desk.record.expression.headteacher.name == "Mrs Jane Smith"
    assert desk.record.expression.headteacher.family == "Smith"
    assert desk.record.expression.date == date(2025, 7, 2)


# --- order ----------------------------------------------------------------------------------------------------

CONTACTS = [
    {"email": "office@barnfold.lancs.sch.uk", "telephone": "+441772554871"},
    {"email": "head@lumb.lancs.sch.uk", "telephone": "+441706229876"},
    {"email": None, "telephone": "+441772554871"},
    {"email": None, "telephone": None},
]
made_forms = st.builds(
    lambda school, contact, comments, received: form(school, comments=comments, received=received, **contact),
    st.sampled_from(["Barnfold Primary School", "Barnfold CE Primary", "Lumb School", "Lumb", None]),
    st.sampled_from(CONTACTS),
    st.sampled_from(["Two Year 4 classes", "Year 5", "Y3/4"]),
    st.integers(0, 4),
)
# Each example writes a database: shrinking would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
inboxes = st.lists(made_forms, min_size=1, max_size=6, unique_by=lambda made: made.source.sha256)


def meaning(records: Sequence[Record]) -> list[Any]:
    """Return what records say, without the ids that tell which form came first."""
    said = []
    for record in records:
        questions = sorted((flag.code, flag.message) for flag in record.flags)
        history = [(version.form.source.sha256, version.outcome, version.changes) for version in record.history]
        said.append((record.form.source.sha256, record.state, questions, history))
    return sorted(said)


@given(inboxes, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, phases=PHASES)
def test_the_order_of_arrival_does_not_matter(inbox: list[Form], chance: Any) -> None:
    shuffled = list(inbox)
    chance.shuffle(shuffled)
    with new_desk() as one, new_desk() as other:
        one.take(*inbox)
        other.take(*shuffled)
        assert meaning(one.records) == meaning(other.records)


@given(inboxes)
@settings(max_examples=10, deadline=None, phases=PHASES)
def test_every_form_stands_in_one_history(inbox: list[Form]) -> None:
    with new_desk() as desk:
        desk.take(*inbox)
        held = [version.form.source.sha256 for record in desk.records for version in record.history]
        assert sorted(held) == sorted(made.source.sha256 for made in inbox)


def test_changes_do_not_speak_of_capitals_or_order() -> None:
    one, other = form(), form(school="BARNFOLD  PRIMARY SCHOOL")
    assert changes_between(one.expression, other.expression, Shapes()) == ()
