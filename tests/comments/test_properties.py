"""What holds for any text at all: it is read, every token is accounted for, and spelling does not change a reading."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from comments.corpus import SECTIONS
from comments.readings import READER
from comments.voices import VOICES
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.normalise.comments import CommentReading, read_year_list
from pipeline.years import AcademicYear

COMMENTS = [comment.partition("@")[0] for rows in SECTIONS.values() for _, comments in rows for comment in comments]
WORDS = sorted({word for comment in COMMENTS for word in comment.split()})
DAY = date(2025, 7, 1)


def meaning(reading: CommentReading) -> tuple[object, ...]:
    """What a reading asks for, without the words it rests on."""
    return (
        set(reading.requests),
        set(reading.fallbacks),
        reading.excluded_years,
        {(one.relation) for one in reading.partners},
        {one.code for one in reading.doubts},
        reading.near_year_said,
    )


def covered(text: str, reading: CommentReading) -> bool:
    """Whether the spans cover every visible character of the text exactly once."""
    seen = [0] * len(text)
    for span in reading.spans:
        for at in range(span.start, span.end):
            seen[at] += 1
    return max(seen, default=0) <= 1 and all(
        count == 1 for character, count in zip(text, seen, strict=True) if character.isalnum() and character.isascii()
    )


@given(st.text(max_size=300))
@example("\u1c50A")  # a nought of another script, as a code of a class
@example("4/0A and 0B")
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_accounted_for(text: str) -> None:
    reading = READER.read(text, DAY)
    assert covered(text, reading)
    assert reading == READER.read(text, DAY)


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from([None, DAY, date(2025, 10, 1)]))
@settings(max_examples=300, deadline=None)
def test_any_order_of_our_words_is_read(words: list[str], day: date | None) -> None:
    text = " ".join(words)
    assert covered(text, READER.read(text, day))


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_year_list_is_read(text: str) -> None:
    read_year_list(text, year=AcademicYear(2025), form_date=DAY, requested=("Y4",), excluded=())


@pytest.mark.parametrize(
    "spelling", ["Year {}", "Y{}", "yr. {}", "YEAR {}", "Yr{}", "yr {}", "year  {}", "Year\n{}", "Year-{}"]
)
@pytest.mark.parametrize(
    "comment",
    [
        "One {} class",
        "two {} classes and one {} class",
        "{} (2)",
        "A {} class. Not {} please.",
        "Preferably one {} class, otherwise {}",
    ],
)
def test_spellings_of_a_year_read_the_same(comment: str, spelling: str) -> None:
    numbers = iter([4, 6])
    plain = re.sub(r"\{\}", lambda _: f"Year {next(numbers)}", comment)
    numbers = iter([4, 6])
    varied = re.sub(r"\{\}", lambda _: spelling.format(next(numbers)), comment)
    assert meaning(READER.read(varied, DAY)) == meaning(READER.read(plain, DAY))


def mutations(comment: str) -> dict[str, str]:
    """The same comment in other clothes."""
    chance = random.Random(comment)
    years = re.compile(r"\b(?:Year|year|Yr) (?=\d)")
    spaces = [at for at, character in enumerate(comment) if character == " "]
    broken = list(comment)
    for at in chance.sample(spaces, min(2, len(spaces))):
        if comment[at + 1 : at + 2].islower():
            broken[at] = "\n"
    return {
        "short years": years.sub("Y", comment),
        "long years": re.sub(r"\b[Yy](?=\d)", "Year ", comment) if "/" not in comment else comment,
        "curly quotes": comment.replace("'", "’").replace(" - ", " – "),
        "hard spaces": comment.replace(" ", "\u00a0"),
        "double spaces": comment.replace(" ", "  "),
        "line breaks": "".join(broken),
        "full stop": comment if comment.endswith((".", "!", "?")) else comment + ".",
        "thanks": comment if comment.endswith((":", ",")) else comment.rstrip(".! ") + ". Many thanks!",
    }


@pytest.mark.parametrize("comment", COMMENTS + [comment for _, comment in VOICES])
def test_other_clothes_same_meaning(comment: str) -> None:
    plain = meaning(READER.read(comment, DAY))
    for name, other in mutations(comment).items():
        assert meaning(READER.read(other, DAY)) == plain, (name, other)


@pytest.mark.parametrize(
    "text",
    [
        "Year 4 or " * 2000,
        "((((" * 5000,
        "2 x " * 5000,
        "Y" * 20000,
        "Y3/4/5/6/" * 2200,
        "a " * 10000,
        "1-2-3-4-5-6-7-8-9-" * 1100,
        "not " * 5000,
        "St " * 6000,
    ],
)
def test_hostile_text_is_read(text: str) -> None:
    assert covered(text, READER.read(text, DAY))
