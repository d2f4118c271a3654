"""A letter as it will read: the lines of the Word file itself, or of the one that will be written next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from pipeline.errors import TemplateError
from pipeline.output import wording
from pipeline.output.letters import TEMPLATES, Letter
from pipeline.output.templating import Stamp, fill
from pipeline.review.desk import Desk, Sight

_NUMBERED = re.compile(r"\w{1,2}\.\t")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a letter. `kind` is "heading", "item" or "text"."""

    kind: str
    text: str


def is_written(letter: Letter, sight: Sight, outbox: Path) -> bool:
    """Tell whether the letter in the outbox is this one."""
    entry = sight.view.previous_letters.get(letter.paths[0], "")
    return entry.startswith(f"{letter.made_of}.") and (outbox / letter.paths[0]).is_file()


def lines_of(letter: Letter, desk: Desk, sight: Sight) -> tuple[Line, ...]:
    """Return the lines of a letter; none where its template cannot be used."""
    path = desk.home.outbox / letter.paths[0]
    try:
        if is_written(letter, sight, desk.home.outbox):
            return _of_file(path, path.stat().st_mtime_ns)
        template = desk.home.templates / TEMPLATES[letter.kind]
        return _to_come(desk, letter, template, template.stat().st_mtime_ns)
    except (OSError, TemplateError):
        return ()


@lru_cache(maxsize=64)
def _of_file(path: Path, _changed: int) -> tuple[Line, ...]:
    return _lines(path.read_bytes())


_made: dict[tuple[str, int], tuple[Line, ...]] = {}


def _to_come(desk: Desk, letter: Letter, template: Path, changed: int) -> tuple[Line, ...]:
    key = (letter.made_of, changed)
    if key not in _made:
        today = desk.now().date()
        words = {**letter.words, "date": wording.day(today)}
        stamp = Stamp(letter.name, desk.programme.programme.organiser, "preview", today)
        _made[key] = _lines(fill(template.read_bytes(), TEMPLATES[letter.kind], words, stamp))
    return _made[key]


def _lines(content: bytes) -> tuple[Line, ...]:
    import docx

    found = []
    for paragraph in docx.Document(BytesIO(content)).paragraphs:
        text = paragraph.text.strip()
        if not text:
            continue
        runs = [run for run in paragraph.runs if run.text.strip()]
        if text.startswith("•"):
            found.append(Line("item", text.lstrip("•\t ")))
        elif runs and all(run.bold for run in runs) and len(text) < 90:
            found.append(Line("heading", text))
        else:
            # A tab parts a number from its question, and the two halves of a line at the top.
            found.append(
                Line("text", re.sub(r"\t+", " ", text) if _NUMBERED.match(text) else text.replace("\t", " · "))
            )
    return tuple(found)
