"""What is typed as an answer: understood in the words of its field, or refused with what to write instead."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from builders.books import CHOICE, MIXED_OR_EITHER, TELEPHONE, asks
from builders.records import RUN_STARTED, a_flag, a_programme, a_record, ask
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corrections import NotUnderstood, Question, Tools, Understood, questions_of, understand
from pipeline.model import Flag, PersonName, Record, Suggestion

COUNT = a_flag(
    "class-count-missing", evidence="Year 5", suggestions=(Suggestion("two Year 5 classes", asks("Y5", classes=2)),)
)
YEARS = a_flag("year-unclear", field="alternative_years", evidence="?")
EMAIL = a_flag("email-missing", field="emails")
HEAD = a_flag("headteacher-missing", field="headteacher")
SIGNED = a_flag("signature-missing", field="signed")
DATE = a_flag("date-invalid", field="date", evidence="31/6")
PARTNER = a_flag("partner-unclear", evidence="Wyre Moss")
REMARK = a_flag("unread-text", evidence="see attached")
SCHOOL = a_flag("school-missing", field="school")
SAME = Flag(
    "school-ambiguous", SCHOOL.severity, "school", "May be the same.", "Lumb",
    (Suggestion("It is the same school as “Lumb”", {"same_as": "r2"}), Suggestion("It is another school", {"different_from": "r2"})),
)  # fmt: skip
OLD = a_flag("old-edition", field="edition", evidence="2024-25")
EVERY = (
    MIXED_OR_EITHER,
    CHOICE,
    TELEPHONE,
    COUNT,
    YEARS,
    EMAIL,
    HEAD,
    SIGNED,
    DATE,
    PARTNER,
    REMARK,
    SCHOOL,
    SAME,
    OLD,
)


@cache
def tools() -> Tools:
    return Tools(a_programme(), RUN_STARTED)


def record(*flags: Flag) -> Record:
    return a_record(
        flags=flags,
        requests=(ask("Y5", classes=None),),
        comments="Year 5 please",
        headteacher=PersonName(),
        near_year_ok=None,
    )


def answer(flag: Flag, typed: str) -> Understood | NotUnderstood:
    (question,) = questions_of((flag,))
    held = record(flag)
    if flag is MIXED_OR_EITHER:
        held = a_record(flags=(flag,), requests=(ask("Y3", "Y4", classes=None, mixed=True),))
    return understand(typed, question, held, tools())


@pytest.mark.parametrize(
    ("flag", "typed", "value"),
    [
        (MIXED_OR_EITHER, "2", [asks("Y3", "Y4", classes=1)]),
        (MIXED_OR_EITHER, "b)", [asks("Y3", "Y4", classes=1)]),
        (MIXED_OR_EITHER, "Option 3, please", [asks("Y3", classes=1), asks("Y4", classes=1)]),
        (MIXED_OR_EITHER, "2. One class, from Year 3 or 4", [asks("Y3", "Y4", classes=1)]),
        (MIXED_OR_EITHER, "two mixed Y3/4 classes", [asks("Y3", "Y4", classes=2, mixed=True)]),
        (MIXED_OR_EITHER, "either Y3 or Y4 (number not known)", [asks("Y3", "Y4")]),
        (MIXED_OR_EITHER, "just two Y4 classes", [asks("Y4", classes=2)]),
        (MIXED_OR_EITHER, "Y4 x1; or Y5; not Y6", {"requests": [asks("Y4", classes=1)], "fallbacks": [asks("Y5")], "excluded_years": ["Y6"]}),
        (MIXED_OR_EITHER, "one mixed Y3/4 class, not Y6", {"requests": [asks("Y3", "Y4", classes=1, mixed=True)], "excluded_years": ["Y6"]}),
        (MIXED_OR_EITHER, "two Y4 classes, otherwise one Y3 class", {"requests": [asks("Y4", classes=2)], "fallbacks": [asks("Y3", classes=1)]}),
        (COUNT, "3", [asks("Y5", classes=3)]),
        (COUNT, "two Year 5 classes", [asks("Y5", classes=2)]),
        (CHOICE, "Yes", True),
        (CHOICE, "no", False),
        (CHOICE, "1", True),
        (CHOICE, "leave it", None),
        (YEARS, "Year 3 and Year 4", ["Y3", "Y4"]),
        (YEARS, "none", []),
        (TELEPHONE, "01772 554871", ["+441254830212", "+441772554871"]),
        (EMAIL, "Head@Tockhill.lancs.sch.uk", ["office@tockhill.example.sch.uk", "head@tockhill.lancs.sch.uk"]),
        (HEAD, "Mrs J Smith", {"name": "Mrs J Smith", "title": "Mrs", "given": "J", "family": "Smith"}),
        (SIGNED, "yes", {"present": True, "name": "D Eastham"}),
        (DATE, "4 July 2025", "2025-07-04"),
        (PARTNER, "carry on with Wyre Moss Primary", [{"name": "Wyre Moss Primary", "relation": "renew"}]),
        (REMARK, "noted", "Year 5 please"),
        (REMARK, "ok – rang the school on Monday", "Year 5 please"),
        (SCHOOL, "Lumb Primary School, Rossendale", {"name": "Lumb Primary School, Rossendale", "as_written": "Tockhill Primary School", "urn": None}),
        (SAME, "the same school", {"same_as": "r2"}),
        (SAME, "2", {"different_from": "r2"}),
        (OLD, "right", "2025-26"),
    ],
)  # fmt: skip
def test_what_is_certain_is_understood(flag: Flag, typed: str, value: Any) -> None:
    meant = answer(flag, typed)
    assert isinstance(meant, Understood), meant
    assert meant.value == value


@pytest.mark.parametrize(
    ("flag", "typed"),
    [
        (MIXED_OR_EITHER, "Y3/4"),
        (MIXED_OR_EITHER, "Year 4 please"),
        (MIXED_OR_EITHER, "9"),
        (MIXED_OR_EITHER, "two Y4 classes, or Y3 if you must"),
        (MIXED_OR_EITHER, "two Y4 classes, phoned Mrs Smith"),
        (MIXED_OR_EITHER, "not Y4"),
        (MIXED_OR_EITHER, "current Year 4, two classes"),
        (MIXED_OR_EITHER, "2 or 3 Y4 classes"),
        (MIXED_OR_EITHER, "ok but only one"),
        (MIXED_OR_EITHER, "ok, one class only"),
        (MIXED_OR_EITHER, "yes"),
        (COUNT, "1"),  # the first suggestion is two classes
        (COUNT, "30"),
        (CHOICE, "maybe"),
        (CHOICE, "ok, if they agree"),
        (YEARS, "3/4/5/77 perhaps"),
        (TELEPHONE, "01772 55487"),
        (TELEPHONE, "ask for Jo on 01772 554871"),
        (EMAIL, "office at school"),
        (HEAD, "ask them"),
        (HEAD, "Smith"),
        (HEAD, "phone Mrs Smith"),
        (DATE, "31 June 2025"),
        (DATE, "last Monday"),
        (PARTNER, "yes"),
        (SCHOOL, "leave it please do"),
        (SCHOOL, "don’t know"),
        (SAME, "leave it"),
        (OLD, "2023-24"),
        (REMARK, "=1+1"),
    ],
)
def test_what_is_not_certain_is_refused_with_what_to_write(flag: Flag, typed: str) -> None:
    meant = answer(flag, typed)
    assert isinstance(meant, NotUnderstood), meant
    assert meant.reason.rstrip().endswith((".", "”.", "?"))


def test_suggestions_that_have_changed_cannot_be_taken_by_number() -> None:
    (question,) = questions_of((MIXED_OR_EITHER,))
    assert isinstance(understand("1", question, record(), tools(), numbers_hold=False), NotUnderstood)


def test_two_doubts_of_one_sort_are_one_question_without_suggestions() -> None:
    other = a_flag("mixed-or-either", evidence="Y5/6", suggestions=MIXED_OR_EITHER.suggestions)
    questions = questions_of((MIXED_OR_EITHER, other))
    assert [len(question.flags) for question in questions] == [2]
    assert isinstance(understand("1", questions[0], record(), tools()), NotUnderstood)


PIECES = st.lists(
    st.sampled_from(
        "ok leave it 1 2 a Y3/4 Y4 two classes Year 5 and or not if mixed yes no Mrs Smith 01772 554871 office@x.sch.uk 4/7 July = ( ) ? , St Lumb School none".split()  # noqa: SIM905 - one string is easier to add to
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(typed=st.one_of(st.text(max_size=80), PIECES), nth=st.integers(0, len(EVERY) - 1))
def test_it_never_raises_and_what_it_understands_fits_the_record(typed: str, nth: int) -> None:
    from pipeline.merge.decisions import with_value
    from pipeline.store import Shapes

    meant = answer(EVERY[nth], typed)
    if isinstance(meant, Understood):
        with_value(record(EVERY[nth]).expression, meant.field, meant.value, Shapes())


def test_a_question_without_flags_can_still_be_answered() -> None:
    meant = understand("Mr T Brook", Question("headteacher", "", ()), record(), tools())
    assert isinstance(meant, Understood)
