"""Stages that other years explain: whose their number is, and where they are spoken of only as allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Count


def shared_out(matter: Matter, whole: Statement, part: Statement, later: Sequence[Statement]) -> Statement:
    """ "Two junior classes, A (Y3/4) and B (Y5/6)": the number is of all that follow, and not of the first."""
    sentence = matter.clauses[whole.clause].sentence
    if part.years.codes == whole.years.codes:
        return whole
    others = {
        other.years.codes
        for other in later
        if matter.clauses[other.clause].sentence == sentence
        and set(other.years.codes) <= set(whole.years.codes) - set(part.years.codes)
        and other.role is part.role
    }
    one_each = whole.count == Count(len(others) + 1) and (len(part.years.codes) == 1 or part.years.joiner == "slash")
    return replace(whole, count=Count(1) if one_each else None) if others else whole


def if_allowed(matter: Matter, stage: Statement) -> bool:
    """ "One Y2 class if KS1 is allowed", "if you only take KS2, then …": a stage in a condition asks for nothing."""
    before = matter.line.norms[max(0, stage.start - 5) : stage.start]
    led = "if" in before and set(before[before.index("if") + 1 :]) <= _ALLOWING
    return led and stage.years.stage is not None and stage.count is None and not stage.noun


_ALLOWING = frozenset(
    {
        "you",
        "you're",
        "it",
        "it's",
        "is",
        "only",
        "just",
        "take",
        "do",
        "have",
        "need",
        "must",
        "has",
        "to",
        "be",
        "the",
    }
)
