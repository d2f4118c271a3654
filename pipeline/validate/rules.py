"""What is asked of every form. A rule is a small function that yields doubts, registered with the codes it may raise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Answers, Doubt, Expression
from pipeline.normalise import Context


@dataclass(frozen=True, slots=True)
class Case:
    """One form under judgement: what was written, how it was read, and what was doubted in reading it."""

    expression: Expression
    answers: Answers
    doubts: tuple[Doubt, ...]
    context: Context

    def doubted(self, *codes: str) -> bool:
        """Tell whether reading the form raised one of these codes."""
        return any(doubt.code in codes for doubt in self.doubts)


Rule = Callable[[Case], Iterable[Doubt]]
RULES: list[tuple[frozenset[str], Rule]] = []


def rule(*codes: str) -> Callable[[Rule], Rule]:
    """Register a rule with the codes that it may raise."""

    def registered(function: Rule) -> Rule:
        RULES.append((frozenset(codes), function))
        return function

    return registered
