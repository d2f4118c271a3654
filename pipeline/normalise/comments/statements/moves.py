"""Years that take the place of others: children who move on ("Year 4 now, Year 5 in September"), wishes that change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.statements.times import Times
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import word_set
from pipeline.years import AcademicYear, year_after

_MOVES = word_set("moves")
_ENDS = frozenset({".", "?", "!", ";"})
_GOING_UP = frozenset({"moving", "going", "move", "transition", "transitioning", "progressing"})
_SWAPS = frozenset(
    {"changed", "changing", "moved", "swapping", "switching", "swapped", "switched", "swap", "switch", "swaps"}
)


def shifted(codes: Sequence[str], by: int) -> tuple[str, ...]:
    """Return the years that the same children are in `by` years later."""
    return tuple(code for old in codes if (code := year_after(old, by)) is not None)


def pairs(line: Line, statements: Sequence[Statement], times: Sequence[Times], year: AcademicYear) -> dict[int, int]:
    """Find "Year 4 now, Year 5 in September": return start passed over -> start that stands."""
    dropped: dict[int, int] = {}
    for at in range(len(statements) - 1):
        first, second = statements[at], statements[at + 1]
        if first.start in dropped or second.start - first.end > 24:
            continue
        between = line.norms[first.end : second.start]
        here, there = times[at], times[at + 1]
        if there.now and _all_below(statements[: at + 1], second):
            dropped[second.start] = first.start
            continue
        if first.count is not None and second.count is not None and first.count != second.count:
            continue
        if (
            here.academic
            and there.academic
            and shifted(first.years.codes, there.academic.start - here.academic.start) == second.years.codes
        ):
            stays, goes = (first, second) if here.academic == year else (second, first)
            dropped[goes.start] = stays.start
        elif first.years.codes != second.years.codes and (
            _swapped(between, shifted(first.years.codes, 1) == second.years.codes)
        ):
            dropped[first.start] = second.start
        elif between[-2:] in _REPLACED:
            dropped[second.start] = first.start  # "Year 4 (changed from Year 6)"
        elif shifted(first.years.codes, 1) == second.years.codes and there.afterwards:
            dropped[second.start] = first.start
        elif shifted(first.years.codes, 1) == second.years.codes and line.norm(first.start - 1) == "then" and there.now:
            dropped[first.start] = second.start
        elif shifted(first.years.codes, 1) == second.years.codes:
            moves = any(
                word in _MOVES and (word != "then" or here.now) and (word != "will" or after not in _BRINGING)
                for word, after in pairwise((*between, ""))
            ) and not {"or", "back"} & set(between)
            apart = not _ENDS.isdisjoint(between) and not {"they", "who", "them", "those", "these", "same"} & set(
                between
            )
            moves = moves and (not apart or here.now or there.incoming or there.september)
            moves = (moves or _onwards(line, here, there, between, second)) and ("go", "with") not in pairwise(between)
            later = there.incoming or there.next_year or there.september or there.academic == year
            timed = (here.now or "this" in between) and later
            if moves or timed or here.past:
                dropped[first.start] = second.start
        elif (
            shifted(first.years.codes, -1) == second.years.codes
            and ((there.now and not here.now) or there.past)
            and "but" not in between
            and first.role is not Role.HISTORY
            and line.norm(first.start - 1) not in {"was", "were"}
        ):
            dropped[second.start] = first.start
    return dropped


def writer_moved(line: Line, first: Statement, second: Statement) -> bool:
    """ "I teach Year 2 and have moved to Year 4": the class is the writer's own, in the year that was moved to."""
    before = line.norms[max(0, first.start - 4) : first.start]
    return "i" in before and "moved" in line.norms[first.end : second.start]


def _all_below(before: Sequence[Statement], now: Statement) -> bool:
    """ "Y4 two classes, Y5 one class (they're currently Y3 and Y4)": the same children, a year ago."""
    later = {code for one in before for code in one.years.codes}
    return len(now.years.codes) > 1 and now.count is None and set(shifted(now.years.codes, 1)) == later


_ARROWS = frozenset({("-", ">"), (">",), ("=", ">"), ("\u2192",)})


def _onwards(line: Line, here: Times, there: Times, between: Sequence[str], second: Statement) -> bool:
    """ "Y4 -> Y5", "at present Y4, so Y5 …", "the Y4 cohort, Y5 by September": the same children, a year on."""
    if tuple(between) in _ARROWS or (here.now and ("so" in between or ("when", "they") in pairwise(between))):
        return True
    return there.incoming and line.norm(second.end) == "by"


# "Year 5 will bring two, and Year 6 …": what is said of classes that take part, and not of children who move up.
_BRINGING = frozenset({"bring", "offer", "enter", "send", "need", "provide"})
_REPLACED = frozenset({("changed", "from"), ("swapped", "from"), ("switched", "from"), ("moved", "from")})


# "… moving up in September to take the Year 5s": what may stand around the move and the "to".
_TAKING = frozenset({"the", "our", "a", "take", "teach", "have", "do", "be", "in", "september", "up", "on"})


def _swapped(between: Sequence[str], following: bool) -> bool:
    """ "I teach Year 2 and am being moved to Year 4", "has the Year 4s now and is swapping to the Year 5s"."""
    words = [word for word in between if word not in _TAKING]
    moved = _SWAPS if following else _SWAPS | {"move", "moving", "moves", "changed", "change"}
    if not {"would", "could", "can", "happy", "willing", "we'd", "i'd"}.isdisjoint(words):
        return False  # "Y4 but would swap to Y5" is what would be settled for
    return _ENDS.isdisjoint(words) and words[-1:] == ["to"] and not moved.isdisjoint(words[-3:-1])


def dropped_for(
    one: Statement, dropped: dict[int, int], statements: Sequence[Statement], times: Sequence[Times]
) -> Times | None:
    """Return the times of the statement that this one supersedes, or None."""
    for other, said in zip(statements, times, strict=True):
        if dropped.get(other.start) == one.start:
            return said
    return None


def moved_range(line: Line, one: Statement) -> bool:
    """ "Moving from Year 4 to Year 5": one year group on its way, and not a range."""
    if one.years.joiner != "range" or len(one.years.parts) != 2:
        return False
    before = line.norms[max(0, one.start - 6) : one.start]
    return len(one.years.codes) == 2 and not _GOING_UP.isdisjoint(before)


def moved_list(line: Line, clause: Clause, one: Statement) -> bool:
    """ "Currently Y4, Y5 from September", "Y4 to Y5 in September": a year and the next, not a list of two."""
    parts = one.years.parts
    if len(parts) != 2 or shifted(parts[0][0], 1) != parts[1][0] or one.years.joiner in {"and", "or", "andor"}:
        return False
    later = any(
        atom.kind in {"incoming", "next_year", "date"} and 0 <= atom.start - one.end <= 1 for atom in clause.atoms
    )
    today = any(atom.kind == "now" and 0 <= one.start - atom.end <= 2 for atom in clause.atoms)
    today = today or any(atom.kind == "now" and parts[0][2] <= atom.start < parts[1][1] for atom in clause.atoms)
    return later and (today or one.years.joiner == "range")
