"""Numbers that the school leaves open: a question "how many?", a second number behind a "might", "one or both".

These are looked for last, where a definite number has been read and nothing has been asked about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, YEAR_DOUBTS, Matter, Weighed
from pipeline.normalise.comments.words.atoms import TURNS, Atom, Count
from pipeline.years import in_school_order

_HEDGES = frozenset({"may", "might", "could", "possibly", "perhaps", "maybe", "if", "depending", "unless", "whether"})
_NOT_CLASSES = frozenset(
    {
        "children", "pupils", "schools", "times", "visits", "days", "teachers", "staff", "sessions", "adults", "people",
        "parents", "links", "places", "dates", "coaches", "years", "hours", "meetings", "of", "boys", "girls", "other",
    }
)  # fmt: skip
_ELSEWHERE = PASSED | {Role.FALLBACK, Role.ROOM, Role.THEIRS, Role.EXCLUDE, Role.NEAR}


def left_open(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> None:
    """Raise a doubt where a year or a number that was read is one of several."""
    _maybe_more(matter, asked, out)
    if any(item.code in YEAR_DOUBTS for item in out.doubts) or not out.requests:
        return
    if _or_both(matter, statements, asked, out) or all(request.classes is None for request in out.requests):
        return
    if any(item.code.startswith("class-count") for item in out.doubts):
        return
    for number, clause in enumerate(matter.clauses):
        if (
            _asks_how_many(matter, clause)
            or _some_of(matter, clause)
            or _rival(matter, number, asked, out)
            or _more_wished(matter, number, asked, out)
        ):
            _unclear(matter, clause, out)
            return


# --- one or both --------------------------------------------------------------------------------------------------


def _or_both(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> bool:
    """ "Year 4 or Year 5, or both": whether one of the years is meant, or all, is open."""
    norms = matter.line.norms
    at = next((at for at in range(len(norms) - 1) if norms[at] == "or" and norms[at + 1] in {"both", "all"}), None)
    if at is None or (norms[at + 1] == "all" and norms[at + 2 : at + 3] not in {(".",), (), ("!",), ("three",)}):
        return False
    before = [one for one in statements if one.end <= at and not one.theirs and one.role not in _ELSEWHERE]
    codes = in_school_order(code for one in before for code in one.years.codes)
    settled = _conditional(matter, at)
    if len(codes) < 2 or not before or settled or at - before[-1].end > _NEAR:
        return False
    numbers = {request.classes for request in out.requests} - {None}
    number = numbers.pop() if len(numbers) == 1 else None
    out.requests[:] = [Request(codes, False, number)]
    each = [Request((code,), False, number) for code in codes]
    out.doubts.append(
        doubt(
            "year-unclear",
            f"One of {joined(codes)} is offered, or all of them: which?",
            matter.line.words(before[0].start, at + 2),
            [[Request(codes, False, number)], each],
        )
    )
    return True


_NEAR = 20


def _conditional(matter: Matter, at: int) -> bool:
    """Whether a condition follows ("or both if there is room"), so that more is only settled for."""
    return any(
        atom.kind in {"room", "no_match", "settle", "fallback"} and 0 < atom.start - at <= 5
        for clause in matter.clauses
        for atom in clause.atoms
    )


# --- one more, maybe ------------------------------------------------------------------------------------------------

_ONE_MORE = frozenset({"second", "third", "fourth", "other", "another"})
_OF_CLASSES = frozenset({"class", "one", "form", "is", "may", "might", "", ".", ",", "!", ")"})
_NAMED = frozenset({"names", "class-name", "codes"})
_BESIDE = 4


def _maybe_more(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """ "A class, perhaps a second", "two are keen, the third one undecided": the number is open, and not the year."""
    codes = {item.code for item in out.doubts}
    if len(asked) != 1 or len(out.requests) != 1 or out.requests[0].classes is None or codes - {"year-unclear"}:
        return
    one = asked[0]
    here = matter.clauses[one.clause].sentence
    for clause in matter.clauses:
        if clause.role in _ELSEWHERE or clause.sentence - here not in {0, 1} or clause.has("theirs", "school", "room"):
            continue
        if any(_one_more_open(matter, clause, place, one) for place in range(len(clause.atoms))):
            out.doubts[:] = [item for item in out.doubts if item.code != "year-unclear"]
            _unclear(matter, clause, out)
            return


def _one_more_open(matter: Matter, clause: Clause, place: int, one: Statement) -> bool:
    """Whether a word of doubt stands beside a class that comes after those counted."""
    maybe = clause.atoms[place]
    near = [
        atom
        for atom in clause.atoms[max(0, place - _BESIDE) : place + _BESIDE]
        if atom.start > one.end and atom is not maybe
    ]
    other_year = any(atom.kind == "years" and atom.value.codes != one.years.codes for atom in near)
    more = any(atom.kind in _NAMED or _more_of_them(matter, atom) for atom in near)
    thought = str(maybe.value).endswith(("think", "feel"))
    return not thought and maybe.kind in {"maybe", "undecided"} and maybe.start > one.end and more and not other_year


def _more_of_them(matter: Matter, atom: Atom) -> bool:
    """ "A second", "the third one", "the other Year 5 class", and not "a second adult"."""
    after = matter.line.norms[atom.end : atom.end + 4]
    counted = matter.line.norm(atom.end) in _OF_CLASSES or (after[0] in {"year", "y"} and "class" in after)
    return (atom.kind == "new_or_extra" or atom.value in _ONE_MORE) and counted


# --- how many -----------------------------------------------------------------------------------------------------


def _asks_how_many(matter: Matter, clause: Clause) -> bool:
    """ "How many classes can we put in?"."""
    norms = matter.line.norms
    first, last = clause.atoms[0].start, clause.atoms[-1].end
    spot = next((at for at in range(first, last - 1) if norms[at : at + 2] == ("how", "many")), None)
    if spot is None or norms[spot + 2 : spot + 3] == ("?",) or not _NOT_CLASSES.isdisjoint(norms[spot + 2 : spot + 4]):
        return False
    return "?" in norms[spot : spot + 14] and bool(
        {"we", "i", "can", "should", "may", "do"} & set(norms[spot + 2 : spot + 6])
    )


def _some_of(matter: Matter, clause: Clause) -> bool:
    """ "Three Y4 classes, some of which may take part"."""
    norms = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
    at = next((at for at in range(len(norms) - 2) if norms[at : at + 2] == ("some", "of")), None)
    some = at is not None and norms[at + 2] in {"which", "them", "these", "those"}
    return some and clause.role not in _ELSEWHERE and (clause.has("ask") or not _HEDGES.isdisjoint(norms))


def _rival(matter: Matter, number: int, asked: Sequence[Statement], out: Weighed) -> bool:
    """ "… but if coaches are too dear it may have to be one class": another number behind a "may"."""
    clause = matter.clauses[number]
    if clause.role in _ELSEWHERE or clause.has("years", "codes", "theirs", "settle", "room", "no_match", "prefer"):
        return False
    norms = matter.line.norms
    if _HEDGES.isdisjoint(norms[clause.atoms[0].start : clause.atoms[-1].end]):
        return False
    if not any(0 <= clause.sentence - matter.clauses[one.clause].sentence <= 1 for one in asked):
        return False
    numbers = {request.classes or 0 for request in out.requests}
    for atom in clause.atoms:
        other = atom.value.number if atom.kind == "count" and isinstance(atom.value, Count) else None
        if other is None or other in {*numbers, sum(numbers)}:
            continue
        before, after = norms[max(0, atom.start - 2) : atom.start], norms[atom.end : atom.end + 1]
        counted = after in {("class",), ("classes",)} or (
            bool({"be", "just", "only", "to"} & set(before))
            and after in {(), (".",), (",",), ("in",), ("if",), ("!",), (")",)}
        )
        if counted and not any(one.start <= atom.start < one.end for one in asked):
            return True
    return False


def _more_wished(matter: Matter, number: int, asked: Sequence[Statement], out: Weighed) -> bool:
    """ "One Year 4 class but ideally both": more are wished for than were asked for."""
    clause = matter.clauses[number]
    turned = bool(TURNS & {str(atom.value) for atom in clause.atoms[:2]})
    if not turned or clause.role in _ELSEWHERE or clause.has("years", "codes", "theirs", "room", "no_match", "settle"):
        return False
    said = max(request.classes or 0 for request in out.requests)
    wished = any(
        one.clause == number and one.count is not None and (one.count.number or 0) > said and not one.theirs
        for one in matter.loose
    )
    return wished and len(asked) == 1 and matter.clauses[asked[0].clause].sentence == clause.sentence


def _unclear(matter: Matter, clause: Clause, out: Weighed) -> None:
    readings = [list(out.requests)]
    years = in_school_order(code for request in out.requests for code in request.years)
    out.requests[:] = [Request(request.years, request.mixed, None) for request in out.requests]
    out.doubts.append(
        doubt(
            "class-count-unclear",
            f"How many {joined(years)} classes is left open.",
            matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
            readings,
        )
    )
