"""The school's words with the doubtful ones marked, and where on the form an answer stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Answer, Evidence, Flag, Label, Record
from pipeline.output.clean import one_line, plain

# The label of the form under which the answer to a flag's field stands.
_LABELS: dict[str, Label] = {
    **{label.value: label for label in Label},
    "telephone": Label.CONTACT,
    "telephones": Label.CONTACT,
    "email": Label.CONTACT,
    "emails": Label.CONTACT,
    **dict.fromkeys(("requests", "fallbacks", "excluded_years", "partners", "kinds", "other_wishes"), Label.COMMENTS),
}


_LONG = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and the numbers of the questions that it raises; none for what is clear."""

    text: str
    numbers: tuple[int, ...] = ()


def marked(text: str, flags: Sequence[Flag]) -> tuple[Stretch, ...]:
    """Return `text` in pieces, those that a flag rests on with its number (from 1, in the order given)."""
    spans = [(nth, span) for nth, flag in enumerate(flags, 1) if (span := span_of(text, flag))]
    edges = sorted({0, len(text), *(edge for _, span in spans for edge in span)})
    pieces = []
    for start, end in pairwise(edges):
        numbers = tuple(nth for nth, (first, last) in spans if first <= start and end <= last)
        if piece := plain(text[start:end]):
            pieces.append(Stretch(piece, numbers))
    return tuple(pieces)


def span_of(text: str, flag: Flag) -> tuple[int, int] | None:
    """Return where in `text` the words stand that a flag rests on: as it says, or else where they are found."""
    if flag.span is not None:
        start, end = flag.span
        if 0 <= start < end <= len(text):
            return start, end
    words = flag.evidence.split()
    if not words:
        return None
    # White space may have been tidied on the way.
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    # To mark all of a long comment would mark nothing.
    return found.span() if found and not (len(text) > _LONG and found[0] == text.strip()) else None


def answer_to(record: Record, flag: Flag) -> Answer | None:
    """Return the answer on the form that a flag is about."""
    label = _LABELS.get(flag.field.split(".")[0])
    return record.form.answers.answers.get(label) if label else None


def stands_elsewhere(record: Record, flag: Flag) -> bool:
    """Return whether the words of a flag about the comments stand outside them: beside no label, or in the email."""
    about_comments = flag.field.split(".")[0] == "comments"
    return about_comments and one_line(flag.evidence) not in one_line(record.expression.comments)


def place_of(evidence: Evidence) -> str:
    """Return where an answer stands, in words: "page 2, row 4 of the table"."""
    page = f"page {evidence.page}" if evidence.page else ""
    return evidence.place if page in evidence.place else f"{page}, {evidence.place}".strip(", ")
