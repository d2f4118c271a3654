"""Words made ready for the solver: labels cut from the answers that touch them, fill-in lines taken off."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.parse.page.layout import Box, Page, Word

_LEADERS = re.compile(r"[_.…·‥]{3,}|_{2,}|…+")
_TOUCHING = re.compile(r"^([(\"'“]?[A-Za-z)\"'”]{3,}:)(?!//)(\w.*)$")


def prepared(page: Page) -> Page:
    """Return a page whose words can be compared with the form's wording."""
    words: list[Word] = []
    for word in page.words:
        for piece in _pieces(word):
            words += _unlined(piece)
    return replace(page, words=tuple(words))


def _pieces(word: Word) -> list[Word]:
    """Cut "School:Hamley" in two."""
    found = _TOUCHING.match(word.text)
    if not found or found[1].lower() in ("http:", "https:", "mailto:", "file:"):
        return [word]
    return [_part(word, 0, len(found[1])), _part(word, len(found[1]), len(word.text))]


def _unlined(word: Word) -> list[Word]:
    """Take dots and underscores that stand for a line to write on off a word; drop a word that is nothing else."""
    if not _LEADERS.search(word.text):
        return [word]
    out, reached = [], 0
    for line in [*_LEADERS.finditer(word.text), None]:
        end = line.start() if line else len(word.text)
        if word.text[reached:end].strip():
            out.append(_part(word, reached, end))
        reached = line.end() if line else end
    return out


def _part(word: Word, start: int, end: int) -> Word:
    letter = word.box.width / max(len(word.text), 1)
    box = Box(word.box.left + start * letter, word.box.top, word.box.left + end * letter, word.box.bottom)
    return replace(word, text=word.text[start:end], box=box)
