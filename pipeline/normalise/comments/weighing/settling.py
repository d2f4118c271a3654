"""What is asked for and what is settled for, told apart: a fallback with nothing before it, the last of an "or"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Years

_PLACED = frozenset({"place", "match", "matched", "full", "possible"})


def _unplaced(matter: Matter, own: Sequence[Statement]) -> Statement | None:
    """ "If Year 4 can't be matched, Year 5": what the condition would see placed is what is asked for."""
    for one in own:
        clause = matter.clauses[one.clause]
        norms = set(matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
        failing = clause.has("excluded", "exclude", "no_match") or not norms.isdisjoint(_PLACED)
        nobody = not norms.isdisjoint({"nobody", "noone", "from"})
        if (
            one.role in {Role.REASON, Role.EXCLUDE}
            and norms & {"if", "should"}
            and failing
            and not (one.theirs or nobody)
        ):
            return one
    return None


def promoted(
    matter: Matter, asked: list[Statement], settled: list[Statement], own: Sequence[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """ "Happy to do Year 4 or 5" with nothing before it settles for nothing: it is the request."""
    if asked or not settled:
        return asked, settled
    hoped = _unplaced(matter, own)
    if hoped is not None:
        return [replace(hoped, role=Role.ASK)], settled
    clause = settled[0].clause
    if all(one.clause == clause for one in settled) and matter.clauses[clause].has("either"):
        return [replace(one, role=Role.ASK) for one in settled], []
    if settled[0].role is Role.ROOM or all(one.clause == clause for one in settled):
        return [replace(settled[0], role=Role.ASK)], settled[1:]
    first = [replace(one, role=Role.ASK) for one in settled if one.clause == clause]
    return first, [one for one in settled if one.clause != clause]


def split_or(
    matter: Matter, asked: list[Statement], settled: list[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """ "Year 4, or Year 5 if there is no match": the last of the list is the fallback."""
    out: list[Statement] = []
    for one in asked:
        clause = matter.clauses[one.clause]
        closing = any(
            atom.kind in {"no_match", "room", "fallback"} and atom.start >= one.end
            for atom in clause.atoms
            if not (atom.kind == "fallback" and one.either and _apart(matter, one) == ("or",))
        ) or (
            not one.either
            and not (one.years.joiner == "or" and _apart(matter, one) == ("or",))
            and any(atom.kind == "settle" and atom.start == one.end for atom in clause.atoms)
        )
        preferred = any(atom.kind == "prefer" for atom in clause.atoms)
        parts = one.years.parts
        if (
            len(parts) == 2
            and (one.years.joiner in {"or", "comma"} or (closing and one.years.joiner in {"hyphen", "range"}))
            and (closing or (preferred and _preferred_first(matter, one)))
        ):
            (first, start, end), (second, later, last) = parts
            out.append(replace(one, years=Years(first, "one", ((first, start, end),)), end=end))
            settled = [
                *settled,
                replace(
                    one, years=Years(second, "one", ((second, later, last),)), start=later, end=last, role=Role.FALLBACK
                ),
            ]
        else:
            out.append(one)
    return out, settled


def _apart(matter: Matter, one: Statement) -> tuple[str, ...]:
    """What stands between the two years of a list: "Y4 or Y5 would do" offers either, "Y4, or Y5 would do" the first."""
    (_, _, end), (_, start, _) = one.years.parts[:2] if len(one.years.parts) > 1 else (((), 0, 0), ((), 0, 0))
    return tuple(matter.line.norms[end:start])


def _preferred_first(matter: Matter, one: Statement) -> bool:
    """Whether both members of "preferably Year 4 or Year 5" carry the word year, so that the first alone is preferred."""
    return (
        matter.line.norm(one.years.parts[-1][1]) in {"year", "y"}
        and matter.line.norm(one.years.parts[-1][1] - 2) == ","
    )
