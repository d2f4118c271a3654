"""Which academic year a "Year 4" is of: the table of section 1, against the date of the form (7.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.moves import (
    dropped_for,
    moved_list,
    moved_range,
    pairs,
    shifted,
    writer_moved,
)
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.statements.times import Times, times_of
from pipeline.normalise.comments.words.atoms import Line
from pipeline.years import AcademicYear


def refer(
    line: Line, clauses: Sequence[Clause], statements: Sequence[Statement], year: AcademicYear, form_date: date | None
) -> tuple[list[Statement], dict[int, Doubt], set[int]]:
    """Return the statements in the programme year's terms, the doubts by statement start, and the starts passed over."""
    times = [times_of(line, clauses[one.clause], one, statements, year) for one in statements]
    before = form_date is not None and form_date < year.begins
    after = form_date is not None and not before
    out: list[Statement] = []
    doubts: dict[int, Doubt] = {}
    dropped = pairs(line, statements, times, year)
    same_children = any(
        atom.kind == "same_children" and line.norm(atom.end) not in {"are", "were", "had", "loved", "enjoyed"}
        for clause in clauses
        for atom in clause.atoms
    )
    going_up = before and any(clause.has("going_up") for clause in clauses)
    named = {code for one in statements for code in one.years.codes}
    linked = _linked_before(clauses, statements)
    for one, said in zip(statements, times, strict=True):
        if one.start in dropped:
            continue
        partner = dropped_for(one, dropped, statements, times)
        codes = one.years.codes
        later = shifted(codes, 1)
        moved = clauses[one.clause].has("moving")
        if moved_range(line, one) or (before and moved_list(line, clauses[one.clause], one)):
            codes = one.years.parts[-1][0]
            one = replace(one, years=replace(one.years, codes=codes, joiner="one", stage=None))
            partner = said
        if partner is not None and said.academic is not None and said.academic == year:
            one = _with_counts_of(line, one, [other for other in statements if dropped.get(other.start) == one.start])
        elif partner is not None:
            one = _with_counts_of(line, one, [other for other in statements if dropped.get(other.start) == one.start])
            if after and (said.september or said.next_year) and not partner.past:
                doubts[one.start] = _unclear(line, one, [codes, shifted(codes, -1)])
        elif later and (
            (
                same_children
                and (_then(line, one, said, year) or (before and _theirs_now(one, said)) or (one.start in linked))
            )
            or (after and one.role is not Role.HISTORY and _in_summer(line, one, said))
            or (going_up and not named & set(later) and not (said.incoming or one.theirs or moved))
        ):
            one = replace(one, years=replace(one.years, codes=later), role=Role.ASK)
        elif after and one.role is Role.HISTORY and _arrived(line, clauses[one.clause], one):
            one = replace(one, role=Role.ASK)
        elif said.academic is not None and said.academic != year:
            by = year.start - said.academic.start
            if one.role in {Role.HISTORY, Role.REASON}:
                pass
            elif by < 0:
                one = replace(one, role=Role.NEXT)
            else:
                doubts[one.start] = _unclear(line, one, [shifted(codes, by), codes])
        elif (said.now and one.years.age is False and not after and not said.incoming) or (
            said.now and one.years.age and not after
        ):
            doubts[one.start] = _unclear(line, one, [later, codes])
        elif (
            said.next_year
            and one.role is not Role.HISTORY
            and partner is None
            and _set_for_later(line, one, statements)
        ):
            one = replace(one, role=Role.NEXT)
        elif (said.next_year or said.september) and not before:
            doubts[one.start] = _unclear(line, one, [codes, shifted(codes, -1)])
        elif said.afterwards and partner is None:
            doubts[one.start] = _unclear(line, one, [shifted(codes, -1), codes])
        elif said.past and one.role in {Role.ASK, Role.FRAGMENT, Role.FALLBACK}:
            doubts[one.start] = _unclear(line, one, [later, codes])
        out.append(one)
    return out, doubts, set(dropped)


_THIS = frozenset({("this", "year"), ("this", "time"), ("this", "round")})


def _set_for_later(line: Line, one: Statement, statements: Sequence[Statement]) -> bool:
    """ "Just Y4 this year. Y3 next year.": where a year is asked for this time, next year's waits for the next."""
    return any(
        other.end <= one.start
        and other.years.codes != one.years.codes
        and other.role not in {Role.HISTORY, Role.REASON, Role.EXCLUDE}
        and line.norms[other.end : other.end + 2] in _THIS
        for other in statements
    )


def _linked_before(clauses: Sequence[Clause], statements: Sequence[Statement]) -> frozenset[int]:
    """ "Last year we linked a Year 3 class and would like the same children again": where no year of today is named."""
    told = [one for one in statements if one.role is Role.HISTORY]
    if len(told) != len(statements):
        return frozenset()
    dated = {clause.sentence for clause in clauses if clause.has("last_year")}
    return frozenset(one.start for one in told if clauses[one.clause].sentence in dated)


def _then(line: Line, one: Statement, said: Times, year: AcademicYear) -> bool:
    """Whether a year is that of the edition before: "then in Year 4", "they were Year 4", "in 2024-25 it was Year 4"."""
    before = line.norms[max(0, one.start - 2) : one.start]
    told = before[-1:] in {("then",), ("were",)} or before in {("were", "in"), ("were", "our"), ("were", "the")}
    return said.past or told or (said.academic is not None and year.start - said.academic.start == 1)


def _in_summer(line: Line, one: Statement, said: Times) -> bool:
    """ "The children who were Y5 in the summer": on a form of the autumn, the year that they have left."""
    return said.past and bool({"summer", "july", "june"} & set(line.norms[one.end : one.end + 3]))


_ARRIVING = frozenset({"children", "those", "pupils", "class", "classes", "cohort", "ones", "group"})


def _arrived(line: Line, clause: Clause, one: Statement) -> bool:
    """ "Those who moved up to Year 4 in September": on a form of the autumn, the year that they are in."""
    moved = any(atom.kind == "moving" and atom.end == one.start for atom in clause.atoms)
    before = set(line.norms[clause.atoms[0].start : one.start])
    return moved and not clause.has("last_year", "staff", "teaches") and bool(before & _ARRIVING) and "who" in before


def _with_counts_of(line: Line, one: Statement, earlier: Sequence[Statement]) -> Statement:
    """Take over the number that was said beside the year passed over."""
    for other in earlier:
        one = replace(
            one,
            count=one.count or other.count,
            both=one.both or other.both,
            noun=one.noun or other.noun,
            named=one.named or other.named,
            all=one.all or other.all,
            role=one.role
            if one.role in {Role.EXCLUDE, Role.FALLBACK}
            or (
                {one.role, other.role} <= {Role.HISTORY, Role.REASON, Role.NEXT}
                and not set(line.norms[other.end : one.start]) & {"will", "they'll", "who'll", "now"}
                and not writer_moved(line, other, one)
            )
            else Role.ASK,
            theirs=other.theirs and one.theirs,
            start=one.start,
        )
    return one


def _unclear(line: Line, one: Statement, readings: Sequence[Sequence[str]]) -> Doubt:
    words = line.words(one.start, one.end)
    number = one.count.number if one.count else None
    options = [[Request(tuple(codes), len(codes) > 1 and one.mixed, number)] for codes in readings if codes]
    named = " or ".join(joined(codes) for codes in readings if codes)
    return doubt(
        "year-reference-unclear",
        f"“{words}” may be meant of this school year or of the next: {named} in the programme year?",
        words,
        options,
        (line.tokens[one.start].start, line.tokens[one.end - 1].end),
    )


def _theirs_now(one: Statement, said: Times) -> bool:
    """Whether "the same children" are in this year today: "they are in Year 4", "our Y4s were linked this year"."""
    timeless = not (said.incoming or said.next_year or said.academic)
    return timeless and (said.now or one.role is Role.HISTORY)
