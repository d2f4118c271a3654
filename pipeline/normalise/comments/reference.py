"""Which academic year a "Year 4" is of: the table of section 1, against the date of the form (7.13)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.atoms import GLUE, Atom, Line
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.spelling import word_set
from pipeline.normalise.comments.statements import Statement
from pipeline.years import AcademicYear, year_after

_MOVES = word_set("moves")
_EARLIER = frozenset({"previous", "previously", "before", "originally", "formerly"})
_ENDS = frozenset({".", "?", "!", ";"})
_FAR = 14
_GOING_UP = frozenset({"moving", "going", "move", "transition", "transitioning", "progressing"})
_SWAPS = frozenset(
    {"changed", "changing", "moved", "swapping", "switching", "swapped", "switched", "swap", "switch", "swaps"}
)
_SPEAKERS = frozenset({"i", "i'd", "we", "we'd", "i'm", "we're"})
_SEPTEMBER = frozenset({"september", "september's", "sept", "sep"})


@dataclass(frozen=True, slots=True)
class Times:
    """What is said of the time of one statement."""

    now: bool = False
    incoming: bool = False
    september: bool = False
    next_year: bool = False
    afterwards: bool = False
    past: bool = False
    academic: AcademicYear | None = None
    resolved: bool = False


def shifted(codes: Sequence[str], by: int) -> tuple[str, ...]:
    """Return the years that the same children are in `by` years later."""
    return tuple(code for old in codes if (code := year_after(old, by)) is not None)


def refer(
    line: Line, clauses: Sequence[Clause], statements: Sequence[Statement], year: AcademicYear, form_date: date | None
) -> tuple[list[Statement], dict[int, Doubt], set[int]]:
    """Return the statements in the programme year's terms, the doubts by statement start, and the starts passed over."""
    times = [_times(line, clauses[one.clause], one, statements, year) for one in statements]
    before = form_date is not None and form_date < year.begins
    after = form_date is not None and not before
    out: list[Statement] = []
    doubts: dict[int, Doubt] = {}
    dropped = _pairs(line, statements, times, year)
    same_children = any(clause.has("same_children") for clause in clauses)
    going_up = before and any(clause.has("going_up") for clause in clauses)
    named = {code for one in statements for code in one.years.codes}
    for one, said in zip(statements, times, strict=True):
        if one.start in dropped:
            continue
        partner = dropped_for(one, dropped, statements, times)
        codes = one.years.codes
        later = shifted(codes, 1)
        moved = clauses[one.clause].has("moving")
        if _moved_range(line, one) or (before and _moved_list(line, clauses[one.clause], one)):
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
            (same_children and (_then(line, one, said, year) or (before and _theirs_now(one, said))))
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
        elif (said.next_year or said.september) and not before:
            doubts[one.start] = _unclear(line, one, [codes, shifted(codes, -1)])
        elif said.afterwards and partner is None:
            doubts[one.start] = _unclear(line, one, [shifted(codes, -1), codes])
        elif said.past and one.role in {Role.ASK, Role.FRAGMENT, Role.FALLBACK}:
            doubts[one.start] = _unclear(line, one, [later, codes])
        out.append(one)
    return out, doubts, set(dropped)


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
                and not _writer_moved(line, other, one)
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


def _times(line: Line, clause: Clause, one: Statement, statements: Sequence[Statement], year: AcademicYear) -> Times:
    """Collect the time words of the clause that stand nearest to this statement."""
    rivals = [other for other in statements if other.clause == one.clause]
    have_now = _we_have_now(line, one)
    incoming = september = next_year = afterwards = past = False
    now = have_now
    academic: AcademicYear | None = None
    for atom in clause.atoms:
        if atom.kind not in {"now", "incoming", "next_year", "academic-year", "last_year", "were", "date"}:
            continue
        if atom.kind == "now" and (_dates_no_year(line, clause, atom) or _set_against(atom, statements)):
            continue
        nearest = min(rivals, key=lambda other: _distance(atom, other))
        if atom.kind == "now" and nearest.start == atom.end and _dated_later(clause, nearest):
            nearest = next((other for other in rivals if other.end == atom.start), nearest)
        if nearest is not one or _distance(atom, one) > _FAR:
            continue
        words = " ".join(line.norms[atom.start : atom.end])
        if atom.kind == "now":
            now = True
        elif atom.kind == "date" and not _SEPTEMBER.isdisjoint(words.split()) and str(year.start + 1) in words:
            afterwards = True
        elif atom.kind == "incoming" or (atom.kind == "date" and not _SEPTEMBER.isdisjoint(words.split())):
            incoming = True
            september = september or (not _SEPTEMBER.isdisjoint(words.split()) and "new" not in words)
        elif atom.kind == "next_year":
            next_year = True
        elif atom.kind == "academic-year":
            academic = AcademicYear.parse(_full(str(atom.value)))
        elif atom.kind == "were" or (
            atom.kind == "last_year" and (words.startswith("last year") or words == "last years")
        ):
            past = (
                past
                or atom.end == one.start
                or atom.kind == "were"
                or (atom.start >= one.end and atom.start - one.end <= 1)
            )
    if not now and one.years.age and line.norm(one.start - 1) in {"are", "is", "who're", "they're"}:
        now = True
    return Times(now, incoming, september, next_year, afterwards, past, academic)


_LATER = frozenset({"september", "sept", "next", "moving", "going", "become", "they", "children", "class"})
_CHOICES = frozenset({"choice", "request", "preference", "pick", "bid"})


def _set_against(now: Atom, statements: Sequence[Statement]) -> bool:
    """ "It was going to be Year 5, now Year 4"."""
    return any(other.role is Role.HISTORY and 0 <= now.start - other.end <= 1 for other in statements)


def _dates_no_year(line: Line, clause: Clause, now: Atom) -> bool:
    """Whether a "now" is of something else than the children's year.

    "Currently 2 classes" dates the number; "… but now Year 4", "was going to be Y3, now Y4" and "previously Y5, now Y4" set the wish against an
    earlier one; "at the moment I'd say …" and "our choice this year is …" date the saying.
    """
    before, after = line.norm(now.start - 1), line.norm(now.end)
    around = line.norms[max(0, now.start - 5) : now.end + 1]
    chosen = ("it's" in around or ("it", "is") in itertools.pairwise(around)) and _LATER.isdisjoint(line.norms)
    if chosen and clause.role is not Role.HAVE:
        return True  # "it's Year 4 now", "we had put Year 6, but it's now Year 4" dates the choice
    counted = any(other.kind == "count" and other.start == now.end for other in clause.atoms)
    said = now is clause.atoms[0] and after in _SPEAKERS
    return (
        counted
        or said
        or before == "but"
        or clause.has("hoped")
        or before in _CHOICES
        or _after_the_past(line, clause, now)
    )


def _after_the_past(line: Line, clause: Clause, now: Atom) -> bool:
    leading = all(atom.value in GLUE for atom in clause.atoms if atom.start < now.start)
    before = line.norms[max(0, clause.atoms[0].start - 4) : clause.atoms[0].start]
    return leading and not _EARLIER.isdisjoint(before)


def _we_have_now(line: Line, one: Statement) -> bool:
    """ "The Year 4 we have now", "the Y5 class I teach at the moment": the year that the children are in today."""
    spot = one.end + (line.norm(one.end) in {"class", "classes", "children", "group", "cohort"})
    said = line.norms[spot : spot + 5]
    return said[:1] in (("we",), ("i",)) and said[1:2] in (("have",), ("teach",), ("take",)) and _today(said[2:])


def _today(words: tuple[str, ...]) -> bool:
    return words[:1] in (("now",), ("currently",)) or words[:3] in (("at", "the", "moment"), ("at", "present"))


def _dated_later(clause: Clause, one: Statement) -> bool:
    """ "Y4 now Y5 in Sept": what follows the years dates them, so that "now" belongs to the years before it."""
    return any(atom.kind in {"incoming", "next_year", "date"} and atom.start == one.end for atom in clause.atoms)


def _full(written: str) -> str:
    return (
        written
        if written.startswith("20") and len(written.split("-")[0].split("/")[0].strip()) == 4
        else "20" + written
    )


def _distance(atom: Atom, one: Statement) -> int:
    return one.start - atom.end if atom.end <= one.start else atom.start - one.end + 1


def _pairs(line: Line, statements: Sequence[Statement], times: Sequence[Times], year: AcademicYear) -> dict[int, int]:
    """Find "Year 4 now, Year 5 in September": return start passed over -> start that stands."""
    dropped: dict[int, int] = {}
    for at in range(len(statements) - 1):
        first, second = statements[at], statements[at + 1]
        if first.start in dropped or second.start - first.end > 24:
            continue
        between = line.norms[first.end : second.start]
        here, there = times[at], times[at + 1]
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
            _changed(line, first, between) or _swapped(between, shifted(first.years.codes, 1) == second.years.codes)
        ):
            dropped[first.start] = second.start
        elif between[-2:] in _REPLACED:
            dropped[second.start] = first.start  # "Year 4 (changed from Year 6)"
        elif shifted(first.years.codes, 1) == second.years.codes and there.afterwards:
            dropped[second.start] = first.start
        elif shifted(first.years.codes, 1) == second.years.codes and line.norm(first.start - 1) == "then" and there.now:
            dropped[first.start] = second.start
        elif shifted(first.years.codes, 1) == second.years.codes:
            moves = any(word in _MOVES and (word != "then" or here.now) for word in between) and not {
                "or",
                "back",
            } & set(between)
            apart = not _ENDS.isdisjoint(between) and not {"they", "who", "them", "those", "these", "same"} & set(
                between
            )
            moves = moves and (not apart or here.now or there.incoming or there.september)
            moves = moves or _onwards(line, here, there, between, second)
            timed = (here.now or "this" in between) and (there.incoming or there.next_year or there.september)
            if moves or timed or here.past:
                dropped[first.start] = second.start
        elif (
            shifted(first.years.codes, -1) == second.years.codes
            and (there.now or there.past)
            and "but" not in between
            and first.role is not Role.HISTORY
            and line.norm(first.start - 1) not in {"was", "were"}
        ):
            dropped[second.start] = first.start
    return dropped


def _theirs_now(one: Statement, said: Times) -> bool:
    """Whether "the same children" are in this year today: "they are in Year 4", "our Y4s were linked this year"."""
    timeless = not (said.incoming or said.next_year or said.academic)
    return timeless and (said.now or one.role is Role.HISTORY)


def _writer_moved(line: Line, first: Statement, second: Statement) -> bool:
    """ "I teach Year 2 and have moved to Year 4": the class is the writer's own, in the year that was moved to."""
    before = line.norms[max(0, first.start - 4) : first.start]
    return "i" in before and "moved" in line.norms[first.end : second.start]


_ARROWS = frozenset({("-", ">"), (">",), ("=", ">"), ("\u2192",)})


def _onwards(line: Line, here: Times, there: Times, between: Sequence[str], second: Statement) -> bool:
    """ "Y4 -> Y5", "at present Y4, so Y5 …", "the Y4 cohort, Y5 by September": the same children, a year on."""
    if tuple(between) in _ARROWS or (here.now and "so" in between):
        return True
    return there.incoming and line.norm(second.end) == "by"


_CHANGING = frozenset({"change", "changing", "changed", "swap", "swapping", "switch", "switching", "amend", "move"})
_REPLACED = frozenset({("changed", "from"), ("swapped", "from"), ("switched", "from"), ("moved", "from")})
_WILLING = frozenset({"would", "happy", "willing", "flexible", "not", "don't"})


def _changed(line: Line, first: Statement, between: Sequence[str]) -> bool:
    """ "Please change Year 6 to Year 4", "can we swap from Y5 to Y4": the second takes the place of the first."""
    before = set(line.norms[max(0, first.start - 6) : first.start])
    return tuple(between) == ("to",) and bool(before & _CHANGING) and not before & _WILLING


def _swapped(between: Sequence[str], following: bool) -> bool:
    """ "I teach Year 2 and am being moved to Year 4", "has the Year 4s now and is swapping to the Year 5s"."""
    words = [word for word in between if word not in {"the", "our", "a"}]
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


def _moved_range(line: Line, one: Statement) -> bool:
    """ "Moving from Year 4 to Year 5", "please change Year 3 to Year 5": one year group, the last, and not a range."""
    if one.years.joiner != "range" or len(one.years.parts) != 2:
        return False
    before = set(line.norms[max(0, one.start - 6) : one.start])
    if before & (_CHANGING | _SWAPS) and "to" in line.norms[one.years.parts[0][2] : one.years.parts[1][1]]:
        return not before & _WILLING
    return len(one.years.codes) == 2 and not _GOING_UP.isdisjoint(before)


def _moved_list(line: Line, clause: Clause, one: Statement) -> bool:
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
