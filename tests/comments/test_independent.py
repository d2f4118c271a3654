"""Comments by independent writers, with gold: what is read right stays right, and the list of the others only shrinks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from comments.judging import Gold, verdict
from comments.readings import READER

HERE = Path(__file__).parent
ITEMS: list[Gold] = [json.loads(row) for row in (HERE / "corpus.jsonl").read_text("utf-8").splitlines() if row.strip()]
NOT_RIGHT = frozenset((HERE / "corpus-not-right.txt").read_text("utf-8").split())


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_an_independent_comment(item: Gold) -> None:
    found = verdict(item, READER.read(item["text"], date.fromisoformat(item["date"])))
    if item["id"] in NOT_RIGHT:
        assert found != "right", "it is read right now: take its id out of corpus-not-right.txt"
    else:
        assert found == "right", item["text"]


def test_the_list_names_only_what_there_is() -> None:
    assert {item["id"] for item in ITEMS} >= NOT_RIGHT


def test_silence_is_rare() -> None:
    verdicts = [verdict(item, READER.read(item["text"], date.fromisoformat(item["date"]))) for item in ITEMS]
    assert verdicts.count("silent") <= len(ITEMS) * 5 // 100
    assert verdicts.count("needless") <= len(ITEMS) * 3 // 100
