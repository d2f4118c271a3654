"""Accounting: every token of a comment once, with what it was read as. The trace that `eoi explain` shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.tokens import LONGEST


class ReadSpan(NamedTuple):
    """Characters `start` to `end` of the original text were read as `label` by the named rule."""

    start: int
    end: int
    label: str
    rule: str


def account(line: Line, clauses: Sequence[Clause], wished: frozenset[int], text: str) -> tuple[ReadSpan, ...]:
    """Return the spans of a comment in order; together they cover every token exactly once."""
    spans: list[ReadSpan] = []
    for clause in clauses:
        rule = clause.role.value
        for atom in clause.atoms:
            label = "kind" if atom.start in wished and atom.kind in {"word", "sign"} else atom.kind
            start, end = line.tokens[atom.start].start, line.tokens[atom.end - 1].end
            spans.append(ReadSpan(start, end, label, rule))
    if len(text) > LONGEST:
        spans.append(ReadSpan(LONGEST, len(text), "unread-text", "too long"))
    return tuple(spans)
