"""The matter that is weighed, and the outcome of the weighing."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.words.atoms import Line

YEAR_DOUBTS = frozenset(
    {"year-missing", "year-unclear", "year-reference-unclear", "mixed-or-either", "class-count-split"}
)
STRONG = frozenset({Role.ASK, Role.FRAGMENT})
PASSED = frozenset({Role.HISTORY, Role.NEXT, Role.REASON})


@dataclass(slots=True)
class Weighed:
    """What a comment asks for, settles for and excludes, and the doubts about it."""

    requests: list[Request] = field(default_factory=list)
    fallbacks: list[Request] = field(default_factory=list)
    excluded: tuple[str, ...] = ()
    doubts: list[Doubt] = field(default_factory=list)
    near: bool | None = None
    asked: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """All that the weighing looks at."""

    line: Line
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    loose: tuple[Loose, ...]
    references: dict[int, Doubt]


def quoted(matter: Matter, one: Statement) -> tuple[str, tuple[int, int]]:
    """Return the words that a statement rests on, and where they stand in the comment."""
    tokens = matter.line.tokens
    return matter.line.words(one.start, one.end), (tokens[one.start].start, tokens[one.end - 1].end)
