"""What the tests of the flow solver share: the wording, and answers as plain text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.model import Answers, Label, MarkKind
from pipeline.parse.flow import read_docx
from pipeline.parse.wording import Wording
from pipeline.programme import load_programme

TEMPLATES = Path(__file__).parents[2] / "templates"


@cache
def wording() -> Wording:
    return Wording.of(load_programme(TEMPLATES / "programme.toml"))


def read(content: bytes) -> Answers:
    """Read a document that holds one form."""
    (form,) = read_docx(content, wording())
    return form


def texts(form: Answers) -> dict[str, str]:
    return {label.value: answer.text for label, answer in form.answers.items()}


def marked(form: Answers, label: Label = Label.NEAR_YEAR) -> dict[str, set[str]]:
    """Return the words that are marked in an answer, by the kind of the mark."""
    answer = form.answers[label]
    found: dict[str, set[str]] = {}
    for mark in answer.marks:
        found.setdefault(mark.kind.value, set()).add(answer.text[mark.start : mark.end])
    return found


def struck(form: Answers) -> set[str]:
    return marked(form).get(MarkKind.STRUCK.value, set())
