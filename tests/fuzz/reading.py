"""What every target needs: the programme that ships, and what holds for any answers that were read."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pipeline.model import Answers, Source
from pipeline.normalise import Context, normalise
from pipeline.normalise.comments import CommentReader
from pipeline.parse.wording import Wording
from pipeline.programme import Programme, load_programme
from pipeline.validate import validate

TEMPLATES = Path(__file__).parents[2] / "templates"
SOURCE = Source("a form.docx", "0" * 64, datetime(2025, 7, 9, 12, tzinfo=UTC))


@cache
def programme() -> Programme:
    return load_programme(TEMPLATES / "programme.toml")


@cache
def wording() -> Wording:
    return Wording.of(programme())


@cache
def context() -> Context:
    return Context(
        programme=programme(),
        comment_reader=CommentReader(programme().year),
        register=None,
        received=SOURCE.received,
        sender=None,
    )


def check(form: Answers) -> None:
    """Assert what holds for any answers, and read them to the end."""
    for answer in (*form.answers.values(), *form.stray):
        for mark in answer.marks:
            assert 0 <= mark.start < mark.end <= len(answer.text), mark
        assert 0 <= answer.evidence.confidence <= 1
    expression, doubts = normalise(form, context())
    for flag in validate(expression, form, doubts, context()):
        if flag.span is not None and flag.field == "comments":
            assert 0 <= flag.span[0] <= flag.span[1] <= len(expression.comments), flag
