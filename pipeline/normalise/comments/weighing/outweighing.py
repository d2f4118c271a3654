"""Years with a number outweigh years that are only spoken of in another sentence.

"Last September we asked for Y5 and got nobody. Trying Y3 this time, two classes": who says how many classes there are of one
year, and nothing of the kind of another, is telling of the other. A year that stands in a list, that is put beside
the first ("Year 3 ditto", "and Year 5 too") or that is asked for in so many words is asked for all the same.

So do years of now outweigh those that another sentence tells of the past, where neither has a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.weighing.outcome import Outcome

Weighing = tuple[Statement, Outcome]

# What puts a year beside the one before it, or leaves its number open rather than unsaid.
_COUNTED = (
    "same_as_before",
    "both",
    "all",
    "class",
    "classes",
    "count",
    "each",
    "single",
    "class-name",
    "names",
    "either",
    "next_year",
    "maybe",
)
_BESIDE = frozenset(
    {"also", "too", "well", "plus", "additionally", "besides", "likewise", "ditto", "same", "and", "&", "+"}
)


def outweighing(matter: Matter, outcomes: Sequence[Weighing]) -> list[Weighing]:
    """Return the statements that are asked for, with their outcomes, where others are only told of beside them."""
    outcomes = _of_now(matter, outcomes)
    numbered = {
        matter.clauses[one.clause].sentence
        for one, outcome in outcomes
        if outcome.requests and all(request.classes for request in outcome.requests)
    }
    if not numbered:
        return list(outcomes)
    return [(one, outcome) for one, outcome in outcomes if not _told(matter, one, outcome, numbered)]


def _of_now(matter: Matter, outcomes: Sequence[Weighing]) -> Sequence[Weighing]:
    """ "Year 1, 2 and 4 have all had a turn. Year 3 please": what a sentence tells of the past, without a number, is told."""
    now = {
        matter.clauses[one.clause].sentence
        for one, outcome in outcomes
        if outcome.requests and one.role is not Role.PROSE and not _past(matter, one)
    }
    return [
        (one, outcome)
        for one, outcome in outcomes
        if not now or not outcome.requests or matter.clauses[one.clause].sentence in now or not _past(matter, one)
    ]


def _past(matter: Matter, one: Statement) -> bool:
    """Whether the clause tells of the past, and gives the year no number of its own."""
    own = next((other for other in matter.statements if other.start == one.start), one)
    counted = own.count is not None or own.both or own.named or own.noun == "n"
    return matter.clauses[one.clause].has("history") and not counted


def _told(matter: Matter, one: Statement, outcome: Outcome, numbered: set[int]) -> bool:
    clause = matter.clauses[one.clause]
    unnumbered = outcome.requests and all(request.classes is None for request in outcome.requests)
    if (
        not unnumbered
        or clause.sentence in numbered
        or {doubt.code for doubt in outcome.doubts} - {"class-count-missing"}
    ):
        return False
    if one.all or one.both or one.named or one.count is not None or clause.has(*_COUNTED):
        return False
    return more_than_named(matter, one) and not put_beside(matter, one)


def put_beside(matter: Matter, one: Statement) -> bool:
    """Return whether the years are put beside those before them: "and Year 5 too", "Also Year 5"."""
    return not _BESIDE.isdisjoint(matter.line.norms[matter.clauses[one.clause].atoms[0].start : one.start])


def more_than_named(matter: Matter, one: Statement) -> bool:
    """Return whether the sentence says anything of the year but its name: "Year 5." on its own stands in a list."""
    clause = matter.clauses[one.clause]
    words = sum(norm.isalpha() for norm in matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    return words - 1 > _NAME


_NAME = 2
