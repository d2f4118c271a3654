"""Answers as a test writes them down."""

from __future__ import annotations

from pipeline.model import Answer, Evidence, Mark, MarkKind

_SIGNS = {
    "~": MarkKind.STRUCK,
    "*": MarkKind.BOLD,
    "_": MarkKind.UNDERLINED,
    "=": MarkKind.HIGHLIGHTED,
    "$": MarkKind.COLOURED,
    "°": MarkKind.CIRCLED,
    "^": MarkKind.TICKED,
    "%": MarkKind.CROSSED,
    "#": MarkKind.GREYED,
    "`": MarkKind.ITALIC,
}


def answer(text: str, *, confidence: float = 1.0, drawn: bool = False) -> Answer:
    """An answer without marks."""
    return Answer(text, Evidence("row 1 of the table", confidence=confidence), drawn=drawn)


def marked(written: str) -> Answer:
    """An answer with marks: each stretch between two equal signs is marked."""
    text, marks, opened = "", [], {}
    for char in written:
        kind = _SIGNS.get(char)
        if kind is None:
            text += char
        elif kind in opened:
            marks.append(Mark(kind, opened.pop(kind), len(text)))
        else:
            opened[kind] = len(text)
    return Answer(text, Evidence("row 1 of the table"), tuple(marks))
