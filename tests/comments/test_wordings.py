"""Ordinary wordings, each filled in with years, spellings and courtesies: what is plain is read, what is open is asked about."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from random import Random

import pytest
from comments.judging import questions
from comments.readings import READER

from pipeline.normalise.comments import CommentReading

GROUPS = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text("utf-8"))["reading"]
DATES = {"before": date(2025, 6, 12), "after": date(2025, 9, 20)}
CASES = [
    (group["asks"], DATES[group.get("dated", "before")], wording) for group in GROUPS for wording in group["wordings"]
]
SPELLINGS = ("Year {}", "Y{}", "Yr {}", "year {}", "Yr{}")
CLASSES = ("Otters", "Cherry", "Kestrels", "Willow", "Hawks", "Plum", "Mercury", "Saturn", "Badgers", "Sapphire")
BEFORE = (
    "",
    "",
    "Hi James, ",
    "Thanks for the email. ",
    "Sorry this is late. ",
    "We loved it last year! ",
    "First time for us. ",
)
AFTER = ("", "", " please", " Many thanks", ". Any school would be fine", ". We can't wait!", ". Looking forward to it")
FILLINGS = 3


def filled(wording: str, chance: Random) -> tuple[str, dict[str, str]]:
    """Return a comment of this wording, and the years that A and B stand for, where they are written."""
    if "{b}" in wording or "{A+1}" in wording:
        first = chance.choice((3, 4, 5))
        second = first + 1
    else:
        first, second = chance.sample((3, 4, 5), 2)
        second = 6 if "SATs" in wording else second
    spelling = chance.choice(SPELLINGS)
    one, two = chance.sample(CLASSES, 2)
    body = wording.replace("{A}", spelling.format(first)).replace("{B}", spelling.format(second))
    body = (
        body.replace("{A+1}", spelling.format(second))
        .replace("{b}", str(second))
        .replace("{N1}", one)
        .replace("{N2}", two)
    )
    years = {"A": f"Y{first}", "B": f"Y{second}"} if "{" in wording else {}
    return chance.choice(BEFORE) + body + chance.choice(AFTER), years


def told(reading: CommentReading, years: dict[str, str]) -> str:
    """Return a reading in the terms of `wordings.toml`."""
    letters = {year: letter for letter, year in years.items()}

    def named(codes: tuple[str, ...], sign: str) -> str:
        return sign.join(sorted(letters.get(code, code) for code in codes))

    asked = questions({doubt.code for doubt in reading.doubts} - {"outside-key-stage-2", "class-count-missing"})
    if asked:
        return "year?" if "which years" in asked else "count?" if "how many classes" in asked else " ".join(asked)
    words = [
        named(one.years, "+" if one.mixed and len(one.years) > 1 else "|") + f":{one.classes or '-'}"
        for one in reading.requests
    ]
    text = " ".join(sorted(words))
    if reading.fallbacks:
        text += " else " + " ".join(named(one.years, "|") for one in reading.fallbacks)
    if reading.excluded_years:
        text += " not " + named(reading.excluded_years, " ")
    return text


@pytest.mark.parametrize(("asks", "dated", "wording"), CASES, ids=[wording for _, _, wording in CASES])
def test_an_ordinary_wording(asks: str, dated: date, wording: str) -> None:
    chance = Random(wording)
    for _ in range(FILLINGS):
        comment, years = filled(wording, chance)
        found = told(READER.read(comment, dated), years)
        if asks == "count?":
            assert found in {"count?", "year?"}, comment
        else:
            assert found == asks, comment
