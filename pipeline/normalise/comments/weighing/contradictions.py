"""Years that are asked for in one place and ruled out in another: a contradiction, or a refusal of something else."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter, Weighed, quoted
from pipeline.years import in_school_order

# Up to as many words and signs, a comment says nothing in passing.
_SHORT = 14


def contradictions(out: Weighed, matter: Matter, statements: Sequence[Statement]) -> None:
    """Ask about a year that is both asked for and ruled out, unless it was refused only in passing."""
    asked = {code for request in out.requests for code in request.years}
    wanted = asked | {code for request in out.fallbacks for code in request.years}
    refused = [one for one in statements if one.role is Role.EXCLUDE]
    against = [one for one in refused if asked & set(one.years.codes)]
    if len(asked) == 1 and against and all(_in_passing(matter, one) for one in against):
        meant = {code for one in refused if one not in against for code in one.years.codes}
        out.excluded = tuple(code for code in out.excluded if code in meant)
    both = in_school_order(wanted & set(out.excluded))
    if both:
        quote, span = quoted(matter, refused[0]) if refused else ("", (0, 0))
        message = f"{joined(both)} is asked for in one place and ruled out in another."
        out.doubts.append(doubt("contradiction", message, quote, [[one] for one in out.requests], span))


def _in_passing(matter: Matter, one: Statement) -> bool:
    """Of the one year that a comment asks for, a refusal with more before and behind it is of something else.

    "“Not Year 6 again!” said Mrs Shaw, and I told her, yes, Year 6, one class": where it closes the comment, it is meant.
    """
    return len(matter.line.norms) > _SHORT and 0 < one.clause < len(matter.clauses) - 1
