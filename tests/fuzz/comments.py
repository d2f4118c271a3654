"""Comments: the words of the corpus, cut, doubled, exchanged and mixed with what nobody types.

Door: `CommentReader.read`, which promises never to raise, and to account for every character.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from fuzz.choices import Choices
from fuzz.reading import programme
from fuzz.words import jumbled

from pipeline.normalise.comments import CommentReader, read_year_list

CORPUS = Path(__file__).parents[1] / "comments" / "corpus.jsonl"
_DAYS = (None, date(2025, 7, 1), date(2025, 9, 1), date(2025, 12, 31), date(1, 1, 1), date(9999, 12, 31))
_REGISTER = ("St Mary's Catholic Primary School", "Lane Ends Primary School", "Year Four Academy", "St", "")


@cache
def _comments() -> tuple[str, ...]:
    return tuple(json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines() if line.strip())


@cache
def _words() -> tuple[str, ...]:
    return tuple(sorted({word for comment in _comments() for word in comment.split()}))


@cache
def _readers() -> tuple[CommentReader, ...]:
    return CommentReader(programme().year), CommentReader(programme().year, _REGISTER)


def seeds() -> list[bytes]:
    return [nth.to_bytes(2) for nth in range(0, len(_comments()), 5)]


def one(data: bytes) -> None:
    """Read one jumbled comment; raises what must never be raised."""
    choices = Choices(data)
    parts = choices.pick(_comments()).split(" ")
    if choices and not choices.number(4):
        parts += choices.pick(_comments()).split(" ")
    parts = jumbled(parts, _words(), choices)
    text = choices.pick((" ", " ", "\n", "", ", ", "/")).join(parts)
    day = choices.pick(_DAYS)
    reading = choices.pick(_readers()).read(text, day)
    seen = bytearray(len(text))
    for span in reading.spans:
        assert 0 <= span.start <= span.end <= len(text), span
        for at in range(span.start, span.end):
            seen[at] += 1
    assert max(seen, default=0) <= 1, "a character is in two spans"
    lost = [char for char, count in zip(text, seen, strict=True) if not count and char.isascii() and char.isalnum()]
    assert not lost, "a character is in no span"
    for doubt in reading.doubts:
        assert doubt.span is None or 0 <= doubt.span[0] <= doubt.span[1] <= len(text), doubt
    if len(text) < 400 and day is not None:
        read_year_list(text, year=programme().year, form_date=day, requested=("Y4",), excluded=())
