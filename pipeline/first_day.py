"""The five things that are asked when a home is made, so that `programme.toml` is right from the first day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.durable import write_file
from pipeline.errors import ProgrammeError
from pipeline.programme import load_programme


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the table and the key of `programme.toml` that the answer is written to."""

    table: str
    key: str
    words: str


QUESTIONS = (
    Question("programme", "name", "What is your programme called?"),
    Question("contact", "name", "What is your name, as it should stand under the letters?"),
    Question("contact", "email", "Which email address do schools write to?"),
    Question("contact", "telephone", "Which telephone number do schools ring?"),
    Question("fee", "pounds", "What is the fee, in pounds?"),
)


def ask_all(programme: Path, ask: Callable[[str, str], str]) -> None:
    """Ask each question with what `programme.toml` says now, and write the answers into it.

    `ask` is given the question and the present answer, and returns the new one. An answer that the file could not
    hold is asked for again.
    """
    for question in QUESTIONS:
        words = question.words
        while True:
            before = programme.read_text("utf-8")
            present = _present(before, question)
            answer = ask(words, present).strip()
            if answer in ("", present):
                break
            write_file(programme, _with_answer(before, question, answer).encode())
            try:
                load_programme(programme)
                break
            except ProgrammeError:
                write_file(programme, before.encode())
                words = f"That cannot be used. {question.words}"


def _line(text: str, question: Question) -> re.Match[str]:
    """Return the line of a key: everything before its value, the value, and the comment after it."""
    pattern = rf'(?ms)^\[{question.table}\]$.*?^{question.key} = (?P<value>"(?:[^"\\]|\\.)*"|\S+)'
    found = re.search(pattern, text)
    if found is None:
        raise ProgrammeError(f"{question.table}.{question.key} is missing from programme.toml.")
    return found


def _present(text: str, question: Question) -> str:
    return re.sub(r"\\(.)", r"\1", _line(text, question)["value"].strip('"'))


def _with_answer(text: str, question: Question, answer: str) -> str:
    found = _line(text, question)
    number = found["value"][:1] != '"'
    escaped = answer.replace("\\", "\\\\").replace('"', '\\"')
    return (
        text[: found.start("value")] + (answer.lstrip("£") if number else f'"{escaped}"') + text[found.end("value") :]
    )
