"""records.json is what other programs rely on: its shape is the contract's, to the key."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders.records import (
    HOSTILE_TEXTS,
    a_flag,
    a_programme,
    a_record,
    a_view,
    an_ordinary_night,
    ask,
    hostile,
    suggest,
)

from pipeline.output import records_json

RECORD_KEYS = [
    "id",
    "source",
    "school",
    "telephones",
    "emails",
    "headteacher",
    "comments",
    "requests",
    "fallbacks",
    "excluded_years",
    "partners",
    "kinds",
    "other_wishes",
    "near_year_ok",
    "alternative_years",
    "signed",
    "date",
    "edition",
    "flags",
    "state",
]


def parsed(view):
    return json.loads(records_json(view, a_programme()))


def test_the_shape_is_the_contracts():
    data = parsed(an_ordinary_night())
    assert list(data) == ["programme", "generated", "records", "files"]
    assert (data["programme"], data["generated"]) == ("2025-26", "2025-07-08T02:00:00+01:00")
    for record in data["records"]:
        assert list(record) == RECORD_KEYS
        assert list(record["source"]) == ["file", "inside", "sha256", "received", "format"]
        assert list(record["school"]) == ["name", "as_written", "urn"]
        assert list(record["headteacher"]) == ["name", "title", "given", "family"]
        assert list(record["signed"]) == ["present", "name"]
        assert all(list(r) == ["years", "mixed", "classes"] for r in record["requests"] + record["fallbacks"])
        assert all(list(p) == ["name", "relation"] for p in record["partners"])
        for flag in record["flags"]:
            assert list(flag) == ["code", "severity", "field", "message", "evidence", "suggestions"]
        assert record["state"] in ("clear", "held", "decided")
    for row in data["files"]:
        assert list(row) == ["file", "inside", "sha256", "outcome", "reason", "record"]


def test_a_suggestion_is_printed_as_its_value():
    both = suggest("one of each", ask("Y3"), ask("Y4"))
    view = a_view(
        a_record(flags=[a_flag("mixed-or-either", evidence="Y3/4", suggestions=(suggest("a", ask("Y3")), both))])
    )
    (flag,) = parsed(view)["records"][0]["flags"]
    assert flag["suggestions"] == [
        {"years": ["Y3"], "mixed": False, "classes": 1},
        [{"years": ["Y3"], "mixed": False, "classes": 1}, {"years": ["Y4"], "mixed": False, "classes": 1}],
    ]


def test_times_are_local_to_the_programme():
    record = a_record(received=datetime(2025, 7, 7, 15, 20, 11, 345, tzinfo=UTC))
    assert parsed(a_view(record))["records"][0]["source"]["received"] == "2025-07-07T16:20:11+01:00"


def test_the_order_of_arrival_does_not_show():
    view = an_ordinary_night()
    shuffled = replace(
        view,
        records=tuple(random.Random(7).sample(view.records, len(view.records))),
        files=tuple(random.Random(8).sample(view.files, len(view.files))),
    )
    assert records_json(shuffled, a_programme()) == records_json(view, a_programme())


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_what_a_school_wrote_is_kept_as_it_is(text):
    record = parsed(a_view(hostile(text)))["records"][0]
    assert record["comments"] == text.replace("\ud83d", "\ufffd")
