"""What the tests of the page solver share: the wording, and a form's answers in a shape that is easy to compare."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders.pdf import Filled

from pipeline.model import Answers, Label
from pipeline.normalise.choice import read_choice
from pipeline.parse.page import read_pdf
from pipeline.parse.wording import Wording
from pipeline.programme import load_programme

ROOT = Path(__file__).parent.parent.parent


@cache
def wording() -> Wording:
    return Wording.of(load_programme(ROOT / "templates" / "programme.toml"))


def read(content: bytes, recognise: Any = None) -> Answers:
    """Return the one form in a PDF."""
    (form,) = read_pdf(content, wording(), recognise=recognise)
    return form


def text(form: Answers, label: str) -> str:
    """Return an answer as words: where its lines end is not compared."""
    answer = form.answers.get(Label(label))
    return " ".join(answer.text.split()) if answer else "(not found)"


def choice(form: Answers) -> str:
    """Return "Yes", "No", or why neither: "choice-unmarked", "choice-unclear"."""
    value, doubts = read_choice(form.answers[Label.NEAR_YEAR])
    return {True: "Yes", False: "No"}.get(value, "") if value is not None else doubts[0].code  # type: ignore[arg-type]


def assert_read(form: Answers, filled: Filled, chosen: str | None = None) -> None:
    """Assert that every answer is what was written, and that nothing else was seen."""
    keys = ("school", "contact", "headteacher", "comments", "alternative_years", "signed", "date")
    assert {key: text(form, key) for key in keys} == {key: " ".join(getattr(filled, key).split()) for key in keys}
    assert choice(form) == (filled.choice if chosen is None else chosen)
    assert form.edition == "2025-26"
    assert form.missing == ()
    assert [stray.text for stray in form.stray] == []


def needs(program: Callable[[], str | None], name: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed; not on the machine that decides, which must have it."""
    return pytest.mark.skipif(program() is None and not os.environ.get("CI"), reason=f"{name} is not installed")
