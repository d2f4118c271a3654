"""The words in which requests, dates and names are said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from builders.records import ask

from pipeline.model import Partner, PersonName, Relation, Signature
from pipeline.output import wording
from pipeline.output.values import value_in_words


@pytest.mark.parametrize(
    ("asked", "letter", "table"),
    [
        (ask("Y4", classes=2), "two Year 4 classes", "2 × Year 4"),
        (ask("Y4"), "one Year 4 class", "1 × Year 4"),
        (ask("R", classes=13), "13 Reception classes", "13 × Reception"),
        (ask("Y5", "Y6", mixed=True), "one mixed Year 5 and 6 class", "1 mixed Year 5 and 6 class"),
        (
            ask("R", "Y1", mixed=True, classes=2),
            "two mixed Reception and Year 1 classes",
            "2 mixed Reception and Year 1 classes",
        ),
        (ask("Y3", "Y4", "Y5"), "one class, from Year 3, 4 or 5", "1 × Year 3, 4 or 5"),
        (ask("Y4", classes=None), "Year 4 (number of classes not said)", "Year 4 (number not said)"),
        (ask("Y3", "Y4", classes=None), "Year 3 or 4 (number of classes not said)", "Year 3 or 4 (number not said)"),
        (
            ask("Y3", "Y4", mixed=True, classes=None),
            "mixed Year 3 and 4 classes (number of classes not said)",
            "mixed Year 3 and 4 classes (number not said)",
        ),
        (ask(classes=3), "three classes (year group not said)", "3 × year not said"),
    ],
)
def test_a_request(asked, letter, table):
    assert wording.request(asked) == letter
    assert wording.request_in_brief(asked) == table


def test_requests_in_a_row():
    assert (
        wording.requests([ask("Y4", classes=2), ask("Y5", "Y6", mixed=True)])
        == "two Year 4 classes and one mixed Year 5 and 6 class"
    )
    assert wording.requests([ask("Y3", "Y4"), ask("Y6")]) == "one class, from Year 3 or 4; and one Year 6 class"


def test_dates_and_times():
    assert wording.day(date(2025, 12, 1)) == "1 December 2025"
    london = ZoneInfo("Europe/London")
    assert wording.moment(datetime(2025, 7, 7, 1, 5, tzinfo=UTC), london) == "7 July 2025, 2.05am"
    assert wording.moment(datetime(2025, 1, 7, 12, 0, tzinfo=UTC), london) == "7 January 2025, 12.00pm"


@pytest.mark.parametrize(
    ("field", "held", "words"),
    [
        ("near_year_ok", None, "Not said"),
        ("near_year_ok", False, "No"),
        ("requests", (ask("Y4"),), "one Year 4 class"),
        ("requests", [{"years": ["Y4"], "mixed": False, "classes": 2}], "two Year 4 classes"),
        ("requests", (), "nothing"),
        ("alternative_years", ("Y3", "Y5"), "Year 3 and 5"),
        ("partners", (Partner("Lane Ends", Relation.RENEW),), "carry on with Lane Ends"),
        ("partners", [{"name": None, "relation": "renew"}], "carry on with last year’s school (not named)"),
        ("headteacher", PersonName("Mrs A Riley"), "Mrs A Riley"),
        ("signed", Signature(True, "A Riley"), "Yes, A Riley"),
        ("signed", {"present": False, "name": None}, "No"),
        ("telephones", ("+441772538416",), "01772 538416"),
        ("telephones", ["+35312345678"], "+353 1 234 5678"),
        ("date", "2025-07-04", "4 July 2025"),
        ("date", date(2025, 7, 4), "4 July 2025"),
        ("kinds", ("urban", "nearby"), "town or city, near them"),
    ],
)
def test_any_value_of_any_field(field, held, words):
    assert value_in_words(field, held) == words


def test_an_unknown_code_still_has_words():
    assert wording.field("some_new_field") == "Some new field"
