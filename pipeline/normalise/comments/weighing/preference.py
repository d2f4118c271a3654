"""Order of preference: years that are ranked, that stand in for others, or that follow one another by "then"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, Matter
from pipeline.normalise.comments.words.atoms import Years


def ranked(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "In order of preference: Year 5 (1 class), Year 4, Year 3": the first is asked for, the others are settled for."""
    sentence = next((clause.sentence for clause in matter.clauses if clause.has("ranking")), None)
    out: list[Statement] = []
    first = True
    for one in statements:
        listed = sentence is not None and matter.clauses[one.clause].sentence in {sentence, sentence + 1}
        if not listed or one.theirs or one.role in PASSED | {Role.EXCLUDE}:
            out.append(one)
            continue
        parts = [part for part in one.years.parts if len(part[0]) == 1]
        if first and len(parts) > 1 and one.years.joiner in {"comma", "beside", "and"}:
            head, *rest = parts
            out.append(replace(one, years=Years(head[0], "one", (head,)), end=head[2]))
            out += [
                replace(
                    one,
                    years=Years(part[0], "one", (part,)),
                    start=part[1],
                    end=part[2],
                    role=Role.FALLBACK,
                    count=None,
                )
                for part in rest
            ]
        else:
            out.append(one if first else replace(one, role=Role.FALLBACK))
        first = False
    return out


_FAILS = frozenset(
    {"full", "not", "isn't", "can't", "unavailable", "taken", "gone", "no", "oversubscribed", "impossible"}
)
_IF = (["if"], ["only", "if"], ["but", "only", "if"], ["or", "if"])


def if_other_fails(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Y6 only if Y5 is full", "Y6 if there is no match for Y5": the year of the condition is the one asked for."""
    out = list(statements)
    norms = matter.line.norms
    for place in range(len(out) - 1):
        first, second = out[place], out[place + 1]
        between = [norm for norm in norms[first.end : second.start] if norm not in {",", "-", "("}]
        fails = between in _IF and not _FAILS.isdisjoint(norms[second.end : second.end + 4])
        matched = (
            between[-3:-1] == ["match", "for"] or between[-2:] == ["match", "for"] or between[-2:] == ["match", "in"]
        )
        unmatched = matched and "if" in between and not _FAILS.isdisjoint(between) and len(between) <= 9
        if (fails or unmatched) and first.years.codes != second.years.codes and first.role is not Role.HISTORY:
            out[place] = replace(second, role=Role.ASK, count=second.count or first.count)
            out[place + 1] = replace(first, role=Role.FALLBACK)
    return out


def in_turn(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Y5, then Y4, then Y3": years with no numbers, one after another by "then", are an order of preference."""
    out: list[Statement] = []
    for one in statements:
        last = out[-1] if out else None
        if last is not None and _after_it(matter, last, one):
            one = replace(one, role=Role.FALLBACK)
        out.append(one)
    return out


_LATER = frozenset({("second",), ("2nd",), ("next",), ("after",)})


def _after_it(matter: Matter, last: Statement, one: Statement) -> bool:
    if last.role not in {Role.FRAGMENT, Role.ASK, Role.FALLBACK} or one.role not in {Role.FRAGMENT, Role.ASK}:
        return False
    norms = matter.line.norms
    numbered = norms[last.end : last.end + 1] in (("first",), ("1st",)) and norms[one.end : one.end + 1] in _LATER
    numbered = numbered or (norms[last.end : last.end + 2], norms[one.end : one.end + 2]) == (("1", "st"), ("2", "nd"))
    if numbered and last.clause == one.clause:
        return True  # "Y4 first, Y5 second"
    counted = any(part.count is not None or part.both or part.named for part in (last, one))
    between = [norm for norm in matter.line.norms[last.end : one.start] if norm not in {",", "-", ";", "and", "year"}]
    return not counted and between == ["then"] and last.years.codes != one.years.codes
