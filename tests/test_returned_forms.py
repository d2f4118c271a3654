"""The golden forms: the whole line, from files in an inbox to records.json, against what each form means.

`returned-gold.json` maps a file to what it is, or to a list where it holds several things: `outcome`, `received`, the
`record` as in records.json, `flags` that must be raised, `allowed_flags` that may be, and `unscored` fields, which the
reading guide leaves open. `same_as` names the other file of a duplicate pair.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from builders.needs import needs_libreoffice

from pipeline.home import init
from pipeline.run import run

FORMS = Path(__file__).parent / "forms"
GOLD: dict[str, list[dict[str, Any]]] = {
    name: gold if isinstance(gold, list) else [gold]
    for name, gold in json.loads((FORMS / "returned-gold.json").read_text("utf-8")).items()
}
# A signature that is drawn has no name (reading guide, section 5); the gold of this file gives it one.
DRAWN_SIGNATURES = {"EOI circled.docx"}
# Hand-written: a low-confidence reading that says so is a fair result.
HANDWRITTEN = {name for name, [gold, *_] in GOLD.items() if gold.get("handwritten")}
FIELDS = (
    "telephones", "emails", "comments", "requests", "fallbacks", "excluded_years", "partners", "kinds", "near_year_ok",
    "alternative_years", "date", "edition",
)  # fmt: skip
ACCEPTED = [(name, gold) for name, golds in GOLD.items() for gold in golds if gold["outcome"] == "accepted"]


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All the forms through one run; its records.json."""
    home = init(tmp_path_factory.mktemp("home"))
    for name, (first, *_) in GOLD.items():
        target = home.inbox / name
        shutil.copy(FORMS / "returned" / name, target)
        moment = datetime.fromisoformat(first["received"]).timestamp()
        os.utime(target, (moment, moment))
    run(home)
    result: dict[str, Any] = json.loads((home.outbox / "records.json").read_text("utf-8"))
    return result


def record_of(returned: dict[str, Any], name: str, gold: dict[str, Any]) -> dict[str, Any]:
    names = {name, gold.get("same_as")} | {other for other, [g, *_] in GOLD.items() if g.get("same_as") == name}
    return next(
        record
        for record in returned["records"]
        if record["source"]["file"] in names and record["source"]["inside"] == gold["inside"]
    )


@needs_libreoffice
@pytest.mark.parametrize("name", GOLD)
def test_every_file_has_the_outcome_that_it_should(returned: dict[str, Any], name: str) -> None:
    rows = [row for row in returned["files"] if row["file"] == name]
    for gold in GOLD[name]:
        outcome = next((row["outcome"] for row in rows if row["inside"] == gold["inside"]), None)
        if gold.get("optional") and outcome is None:
            continue
        pair = {name for name, [g, *_] in GOLD.items() if g.get("same_as")} | {
            g.get("same_as") for [g, *_] in GOLD.values()
        }
        expected = {"accepted", "duplicate"} if name in pair else {gold["outcome"]}
        assert outcome in expected


@needs_libreoffice
@pytest.mark.parametrize(("name", "gold"), ACCEPTED, ids=[name for name, _ in ACCEPTED])
def test_every_answer_is_what_the_school_meant(returned: dict[str, Any], name: str, gold: dict[str, Any]) -> None:
    record, meant = record_of(returned, name, gold), gold["record"]
    if name in HANDWRITTEN:
        assert record["state"] == "held"
        return
    for field in FIELDS:
        if field in gold.get("unscored", ()) or meant[field] is None:
            continue
        given, wanted = record[field], meant[field]
        if field == "comments":
            given, wanted = (" ".join(text.replace("’", "'").split()).rstrip(".") for text in (given, wanted))
        assert given == wanted, field
    assert record["school"]["name"].casefold() == meant["school"]["name"].casefold()
    assert record["headteacher"] == meant["headteacher"]
    assert record["signed"]["present"] == meant["signed"]["present"]
    if name not in DRAWN_SIGNATURES:
        assert record["signed"]["name"] == meant["signed"]["name"]


@needs_libreoffice
@pytest.mark.parametrize(("name", "gold"), ACCEPTED, ids=[name for name, _ in ACCEPTED])
def test_every_doubt_is_named_and_no_other(returned: dict[str, Any], name: str, gold: dict[str, Any]) -> None:
    flags = record_of(returned, name, gold)["flags"]
    raised = {flag["code"] for flag in flags}
    blocking = {flag["code"] for flag in flags if flag["severity"] == "blocking"}
    assert set(gold["flags"]) <= raised
    assert blocking <= {*gold["flags"], *gold["allowed_flags"]}
