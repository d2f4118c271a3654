"""Doubts become flags: what is missing, what contradicts itself, and how serious it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer, marked

from pipeline.model import Answer, Answers, Doubt, Expression, Flag, Label, Partner, Request, Severity, Signature
from pipeline.normalise import Context, normalise
from pipeline.normalise.comments import CommentReader
from pipeline.programme import load_programme
from pipeline.validate import SEVERITIES, severity_of, validate
from pipeline.validate.rules import RULES

ROOT = Path(__file__).parents[2]
PROGRAMME = load_programme(ROOT / "templates" / "programme.toml")


@dataclass(frozen=True)
class Reading:
    """What a comment reader hands over."""

    requests: tuple[Request, ...] = ()
    fallbacks: tuple[Request, ...] = ()
    excluded_years: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    kinds: tuple[str, ...] = ()
    other_wishes: tuple[str, ...] = ()
    near_year_said: bool | None = None
    doubts: tuple[Doubt, ...] = ()
    spans: tuple[()] = ()


@dataclass
class Reader:
    """A comment reader that knows a few comments by heart, and remembers the dates that it was asked for."""

    known: Mapping[str, Reading] = field(default_factory=dict)
    dates: list[date] = field(default_factory=list)

    def read(self, text: str, form_date: date) -> Reading:
        self.dates.append(form_date)
        return self.known.get(text, Reading())


@dataclass(frozen=True)
class YearList:
    years: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_years(text: str, **_: object) -> YearList:
    return YearList(tuple(text.split()))


ONE_Y4 = Reading(requests=(Request(("Y4",), classes=1),))
COMMENTS = {
    "One Year 4 class": ONE_Y4,
    "Year 4 only, one class": replace(ONE_Y4, near_year_said=False),
    "One Y4, a Y3 or Y5 partner is fine": replace(ONE_Y4, near_year_said=True),
    "Not Year 4, one Year 4": replace(ONE_Y4, excluded_years=("Y4",)),
    "One Year 4, not Year 6": replace(ONE_Y4, excluded_years=("Y6",)),
    "We are small.\nYear 4 only. Thank you.": replace(ONE_Y4, near_year_said=False),
    "Year 4 only.": replace(ONE_Y4, near_year_said=False),
    "One Year 4. Not Year 6, please. Thank you.": replace(ONE_Y4, excluded_years=("Y6",)),
    "Not Year 6, please.": Reading(excluded_years=("Y6",)),
    "One Year 2 class": Reading(requests=(Request(("Y2",), classes=1),)),
    "Could be two classes": Reading(
        doubts=(Doubt("class-count-unclear", "comments", "…"), Doubt("year-missing", "comments", "…"))
    ),
    "Many thanks": Reading(doubts=(Doubt("year-missing", "comments", "…"),)),
}
FULL = {
    Label.SCHOOL: "Barnfold Primary School",
    Label.CONTACT: "01772 554871 office@barnfold.lancs.sch.uk",
    Label.HEADTEACHER: "Mrs S Hodgson",
    Label.COMMENTS: "One Year 4 class",
    Label.NEAR_YEAR: "Yes",
    Label.ALTERNATIVE_YEARS: "",
    Label.SIGNED: "S Hodgson",
    Label.DATE: "3/7/25",
}


def context(sender: str | None = None) -> Context:
    return Context(PROGRAMME, Reader(COMMENTS), None, datetime(2025, 7, 7, 12, tzinfo=UTC), sender, read_years)


def form(changes: Mapping[Label, str | Answer | None] | None = None, **fields: object) -> Answers:
    """A form that is filled in without a fault, but for the changes; None takes a label away."""
    written = {**FULL, **(changes or {})}
    answers = {
        label: text if isinstance(text, Answer) else answer(text) for label, text in written.items() if text is not None
    }
    return Answers(
        "docx", answers, "2025-26", tuple(label for label, text in written.items() if text is None), **fields
    )  # type: ignore[arg-type]


def flags(answers: Answers, sender: str | None = None) -> tuple[Flag, ...]:
    around = context(sender)
    expression, doubts = normalise(answers, around)
    return validate(expression, answers, doubts, around)


def summary(found: tuple[Flag, ...]) -> list[str]:
    return [f"{flag.severity} {flag.code} {flag.field}" for flag in found]


def test_a_form_without_a_fault_has_no_flag() -> None:
    assert flags(form()) == ()


ASKED_FOR_ELSEWHERE = [
    "We would take Year 5 rather than Year 4.",
    "Please make that two Year 4 classes!",
    "The Year 4 class can't do it after all.",
    "Only two classes now.",
    "The form is for Year 4 and Year 5.",
    "Please change our form to Year 6.",
    "Mrs Hill's Year 3 class would like to join in too.",
    "It's going to be Year 5 now.",
    "Could we have one more class than it says?",
]
TOLD_IN_THE_EMAIL = [
    "Hi James, form attached.\nJo Marsh\nYear 5 teacher",
    "Here is our form for one Year 4 class.",
    "We'd love our Year 4 children to take part!",
    "Sorry this is late - we have been busy with Year 6 SATs.",
    "We have had a lovely Year 5 residential this week and only just got to it!",
    "Last year we did it with Year 3 and loved it.",
    "I have two new teachers in Year 1 who need the training too.",
    "One of our Year 6 teachers, Mr Bell, will be the contact.",
    "Form attached.\nKind regards\nJo\nWe would take Year 5 rather than Year 4.",
]


def said_in_an_email(letter: str) -> tuple[Flag, ...]:
    """The flags of a form that asks for one Year 4 class, in an email that says `letter`."""
    around = replace(context(), comment_reader=CommentReader(PROGRAMME.year), cover_letter=letter)
    answers = form({Label.COMMENTS: "One Year 4 class please"})
    expression, doubts = normalise(answers, around)
    return validate(expression, answers, doubts, around)


@pytest.mark.parametrize("sentence", ASKED_FOR_ELSEWHERE)
def test_an_email_that_asks_for_something_else_than_its_form_is_asked_about(sentence: str) -> None:
    (flag,) = said_in_an_email(f"Dear James\nOur form is attached. {sentence} Thanks\nJo")
    assert (flag.code, flag.severity, flag.evidence) == ("unread-text", Severity.BLOCKING, sentence)


@pytest.mark.parametrize("letter", TOLD_IN_THE_EMAIL)
def test_an_email_that_only_tells_of_something_is_not(letter: str) -> None:
    assert said_in_an_email(letter) == ()


@pytest.mark.parametrize(
    ("table", "suggested"),
    [
        ("Y3 | Y4 | Y5\n| 2 | 1", [("Y4", 2), ("Y5", 1)]),
        ("Year 3 | Year 4 | Year 5\n | ✓ | ", [("Y4", None)]),
        ("Year 4 | Year 5\n2 classes", None),
        ("Year 4 | 2\nYear 5 | 1", None),
    ],
)
def test_a_table_with_years_side_by_side_is_asked_about(table: str, suggested: list[object] | None) -> None:
    found = [flag for flag in flags(form({Label.COMMENTS: table})) if flag.code == "class-count-unclear"]
    if suggested is None:
        assert found == []
    else:
        (flag,) = found
        assert [(request.years[0], request.classes) for request in flag.suggestions[0].value] == suggested


def test_an_address_outside_the_answers_is_no_request() -> None:
    stray = (answer("12 Mill Lane, Accrington BB5 9ZZ"),)
    around = replace(context(), comment_reader=Reader({**COMMENTS, stray[0].text: ONE_Y4}))
    expression, doubts = normalise(form(stray=stray), around)
    assert validate(expression, form(stray=stray), doubts, around) == ()


CASES: list[tuple[dict[Label, str | Answer | None], list[str]]] = [
    ({Label.SCHOOL: "......"}, ["blocking school-missing school"]),
    ({Label.CONTACT: "office@b.org"}, ["check telephone-missing telephones"]),
    ({Label.CONTACT: "01772 554871"}, ["blocking email-missing emails"]),
    ({Label.CONTACT: "01772 55 office@b.org"}, ["check telephone-invalid telephones"]),
    ({Label.CONTACT: "01772 554871 office@b"}, ["blocking email-invalid emails"]),
    ({Label.CONTACT: "01772 554871 office@b head@b.org"}, ["check email-invalid emails"]),
    ({Label.CONTACT: None}, ["blocking email-missing emails", "check telephone-missing telephones"]),
    ({Label.CONTACT: "head@b.org", Label.HEADTEACHER: "Mrs S Hodgson 01772 554871"}, []),
    ({Label.HEADTEACHER: "as signed below"}, ["check headteacher-missing headteacher"]),
    ({Label.HEADTEACHER: "please see the covering letter"}, ["check headteacher-missing headteacher"]),
    ({Label.HEADTEACHER: "N/A"}, ["check headteacher-missing headteacher"]),
    ({Label.COMMENTS: ""}, ["blocking year-missing comments"]),
    ({Label.COMMENTS: None}, ["blocking year-missing comments"]),
    ({Label.NEAR_YEAR: "Yes / No"}, ["check choice-unmarked near_year_ok"]),
    ({Label.NEAR_YEAR: "maybe"}, ["blocking choice-unclear near_year_ok"]),
    ({Label.NEAR_YEAR: None}, ["check choice-unmarked near_year_ok"]),
    ({Label.NEAR_YEAR: "Yes, but only Y3"}, ["blocking unread-text near_year_ok"]),
    ({Label.ALTERNATIVE_YEARS: None}, []),
    ({Label.ALTERNATIVE_YEARS: None, Label.NEAR_YEAR: "No"}, ["check choice-unmarked alternative_years"]),
    ({Label.SIGNED: ""}, ["check signature-missing signed"]),
    ({Label.SIGNED: answer("", drawn=True)}, []),
    ({Label.DATE: ""}, ["check date-missing date"]),
    ({Label.DATE: "31/06/25"}, ["check date-invalid date"]),
    ({Label.DATE: "3/7/15"}, ["check date-implausible date"]),
    ({Label.COMMENTS: "Year 4 only, one class"}, ["blocking contradiction near_year_ok"]),
    ({Label.COMMENTS: "Year 4 only, one class", Label.NEAR_YEAR: "No"}, []),
    ({Label.COMMENTS: "One Y4, a Y3 or Y5 partner is fine"}, []),
    ({Label.COMMENTS: "One Y4, a Y3 or Y5 partner is fine", Label.NEAR_YEAR: "No"}, ["blocking contradiction near_year_ok"]),
    ({Label.COMMENTS: "Not Year 4, one Year 4"}, ["blocking contradiction comments"]),
    ({Label.COMMENTS: "One Year 4, not Year 6", Label.ALTERNATIVE_YEARS: "Y6 Y5"}, ["blocking contradiction alternative_years"]),
    ({Label.COMMENTS: "One Year 2 class"}, ["info outside-key-stage-2 comments"]),
    ({Label.SCHOOL: answer("Barnfold Primary School", confidence=0.6)}, ["blocking low-confidence school"]),
    ({Label.SCHOOL: answer("Barnfold Primary School", confidence=0.95)}, []),
    ({Label.ALTERNATIVE_YEARS: answer("", confidence=0.1)}, []),
    ({Label.CONTACT: answer(FULL[Label.CONTACT], confidence=0.6)}, ["blocking low-confidence telephones", "blocking low-confidence emails"]),
    ({Label.ALTERNATIVE_YEARS: marked("Y3 °Y5°")}, ["blocking unread-text alternative_years"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_one_fault_gives_its_flags_and_no_other(changes: dict[Label, str | Answer | None], expected: list[str]) -> None:
    assert summary(flags(form(changes))) == expected


@pytest.mark.parametrize(
    ("comments", "alternatives", "quoted"),
    [
        ("We are small.\nYear 4 only. Thank you.", "", "Year 4 only."),
        ("One Year 4. Not Year 6, please. Thank you.", "Y6", "Not Year 6, please."),
    ],
)
def test_a_contradiction_quotes_the_sentence_that_it_rests_on(comments: str, alternatives: str, quoted: str) -> None:
    (flag,) = flags(form({Label.COMMENTS: comments, Label.ALTERNATIVE_YEARS: alternatives}))
    assert (flag.code, flag.evidence) == ("contradiction", quoted)
    assert flag.span is not None
    assert comments[slice(*flag.span)] == quoted


def test_a_sender_is_another_way_to_write_to_the_school() -> None:
    answers = form({Label.CONTACT: "01772 554871"})
    assert summary(flags(answers, "office@barnfold.lancs.sch.uk")) == ["check email-missing emails"]
    assert summary(flags(answers, "a.colleague@lancashire.gov.uk")) == ["blocking email-missing emails"]


def test_an_old_form_is_named() -> None:
    (flag,) = flags(replace(form(), edition="2024-25"))
    assert (flag.code, flag.severity, flag.evidence) == ("old-edition", Severity.CHECK, "2024-25")


def test_a_label_that_is_not_on_the_form_is_named() -> None:
    (flag,) = flags(form({Label.HEADTEACHER: None}))
    assert flag.message == "No headteacher is named: the form has no place labelled “Headteacher name”."


@pytest.mark.parametrize(
    ("stray", "expected"),
    [
        ("Many thanks", []),
        ("Barnfold Primary School", []),
        ("Could be two classes", ["blocking unread-text comments"]),
        ("One Year 2 class", ["blocking unread-text comments"]),
    ],
)
def test_text_beside_no_label_is_quoted_where_it_bears_on_the_request(stray: str, expected: list[str]) -> None:
    found = flags(form(stray=(answer(stray),)))
    assert summary(found) == expected
    assert all(stray in flag.message and flag.evidence == stray for flag in found)


def test_the_most_serious_comes_first_then_the_order_of_the_form() -> None:
    found = flags(form(dict.fromkeys(FULL, "")))
    assert summary(found) == [
        "blocking school-missing school",
        "blocking email-missing emails",
        "blocking year-missing comments",
        "check telephone-missing telephones",
        "check headteacher-missing headteacher",
        "check choice-unmarked near_year_ok",
        "check signature-missing signed",
        "check date-missing date",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [("3/6/25", date(2025, 6, 3)), ("", date(2025, 7, 7)), ("3/6/15", date(2025, 7, 7)), ("soon", date(2025, 7, 7))],
)
def test_a_comment_is_read_as_of_the_day_signed_else_received(written: str, day: date) -> None:
    around = context()
    normalise(form({Label.DATE: written}), around)
    assert isinstance(around.comment_reader, Reader)
    assert around.comment_reader.dates == [day]


def test_words_struck_out_of_the_comments_are_withdrawn() -> None:
    expression, _ = normalise(form({Label.COMMENTS: marked("~Two~One Year 4 class")}), context())
    assert (expression.comments, expression.requests) == ("One Year 4 class", ONE_Y4.requests)


def test_the_table_of_severities_holds_every_code_of_the_guide() -> None:
    guide = (ROOT / "docs" / "reading-guide.md").read_text("utf-8")
    prefixes = ("year-", "class-count-", "choice-", "school-", "telephone-", "email-", "headteacher-", "signature-", "date-", "old-", "partner-", "unread-", "low-", "outside-key", "mixed-or")  # fmt: skip
    named = {word for word in guide.replace("`", " ").split() if word.startswith(prefixes) and not word.endswith("*")}
    codes = {word.strip(".,:;()|") for word in named}
    assert codes - {"year-groups", "low-confidence", ""} <= set(SEVERITIES) | {"school-like"}
    assert {code for raised, _ in RULES for code in raised} <= set(SEVERITIES)


def test_every_rule_raises_only_the_codes_that_it_is_registered_with() -> None:
    from pipeline.validate.rules import Case

    answers = form(dict.fromkeys(FULL, ""))
    around = context()
    expression, doubts = normalise(answers, around)
    for codes, rule in RULES:
        assert {doubt.code for doubt in rule(Case(expression, answers, doubts, around))} <= codes


@pytest.mark.parametrize(
    ("evidence", "severity"),
    [
        ("depends on the governors", Severity.CHECK),
        ("as agreed on the phone", Severity.CHECK),
        ("cannot attend on 1 December", Severity.CHECK),
        ("provided that the fee stays at £347", Severity.CHECK),
        ("or perhaps three", Severity.BLOCKING),
        ("not with Year 6", Severity.BLOCKING),
        ("like St Oswald's did", Severity.BLOCKING),
    ],
)
def test_unread_text_holds_the_letter_only_where_it_bears_on_the_request(evidence: str, severity: Severity) -> None:
    doubt = Doubt("unread-text", "comments", "…", evidence)
    assert severity_of(doubt, Expression(signed=Signature(True)), context()) is severity


@given(st.dictionaries(st.sampled_from(Label), st.text(max_size=40)))
def test_nothing_that_a_school_writes_breaks_the_line(changes: dict[Label, str]) -> None:
    found = flags(form(dict(changes)))
    assert list(found) == sorted(found, key=lambda flag: list(Severity).index(flag.severity))
    assert all(flag.message.endswith((".", "”")) for flag in found)
