"""What is said of the time of each statement: now, from September, next year, a named academic year, the past."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.words.atoms import GLUE, Atom, Line
from pipeline.years import AcademicYear

_EARLIER = frozenset({"previous", "previously", "before", "originally", "formerly"})
_FAR = 14
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


def times_of(line: Line, clause: Clause, one: Statement, statements: Sequence[Statement], year: AcademicYear) -> Times:
    """Collect the time words of the clause that stand nearest to this statement."""
    rivals = [other for other in statements if other.clause == one.clause]
    have_now = _we_have_now(line, one)
    incoming = september = next_year = afterwards = past = False
    now = have_now
    academic: AcademicYear | None = None
    for atom in clause.atoms:
        if atom.kind not in {"now", "incoming", "next_year", "academic-year", "last_year", "were", "date"}:
            continue
        if atom.kind in {"were", "last_year"} and line.norm(atom.start - 1) in {"than", "unlike"}:
            continue  # "Both Year 4 classes, with a new link rather than last year's"
        if atom.kind in {"were", "last_year"} and line.norm(atom.end) in _PAPERS:
            continue  # "not two of each as on last year's form"
        if atom.kind == "date" and _dates_paper(line, atom):
            continue
        if atom.kind == "date" and line.norm(atom.start) == "since":
            continue  # "the current Year 4, who've had three teachers since September"
        if atom.kind == "now" and (_dates_no_year(line, clause, atom) or _set_against(atom, statements)):
            continue
        nearest = min(rivals, key=lambda other: _distance(atom, other))
        if atom.kind == "now" and nearest.start == atom.end and _dated_later(clause, nearest):
            nearest = next((other for other in rivals if other.end == atom.start), nearest)
        if atom.kind == "academic-year" and line.norm(atom.start - 1) in {"in", "for", "during", "("}:
            # "One Y4 class in 2025-26 and one Y5 class": said of the years before it.
            nearest = next((other for other in reversed(rivals) if _beside(line, other, atom)), nearest)
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
        elif atom.kind == "academic-year" and academic != year:
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
    if not now and one.years.age and _are(line, one):
        now = True
    return Times(now, incoming, september, next_year, afterwards, past, academic)


_TODAY = frozenset({"are", "is", "who're", "they're"})
_MOSTLY = frozenset({"all", "mostly", "mainly", "nearly", "aged", "about", "just", "only", "between", "currently"})


def _are(line: Line, one: Statement) -> bool:
    """ "They are 8 and 9", "the children are all seven and eight": an age that is told of today."""
    at = one.start - 1
    while line.norm(at) in _MOSTLY:
        at -= 1
    return line.norm(at) in _TODAY


_PAPERS = frozenset(
    {"form", "forms", "return", "booking", "email", "letter", "request", "application", "reply", "sheet"}
)
_WRITTEN = frozenset({"dated", "sent", "conversation", "call", "message", "chat", "phonecall"})


def _dates_paper(line: Line, date: Atom) -> bool:
    """ "Further to my email of 2 Sept: Yr 5": the day on which something was written or said."""
    at = date.start - 1 - (line.norm(date.start - 1) in {"of", "on", "from"})
    return line.norm(at) in _PAPERS | _WRITTEN


_LATER = frozenset({"september", "sept", "next", "moving", "going", "become", "they", "children", "class"})
_CHOICES = frozenset({"choice", "request", "preference", "pick", "bid"})


def _set_against(now: Atom, statements: Sequence[Statement]) -> bool:
    """ "It was going to be Year 5, now Year 4"."""
    return any(other.role is Role.HISTORY and 0 <= now.start - other.end <= 1 for other in statements)


def _dates_no_year(line: Line, clause: Clause, now: Atom) -> bool:
    """Whether a "now" is of something else than the children's year.

    "Currently 2 classes" dates the number; "… but now Year 4", "was going to be Y3, now Y4" and "previously Y5, now Y4"
    set the wish against an earlier one; "at the moment I'd say …" and "our choice this year is …" date the saying.
    """
    before, after = line.norm(now.start - 1), line.norm(now.end)
    around = line.norms[max(0, now.start - 5) : now.end + 1]
    chosen = ("it's" in around or ("it", "is") in itertools.pairwise(around)) and _LATER.isdisjoint(line.norms)
    if chosen and clause.role is not Role.HAVE:
        return True  # "it's Year 4 now", "we had put Year 6, but it's now Year 4" dates the choice
    counted = any(other.kind == "count" and other.start == now.end for other in clause.atoms)
    counted = counted and not str(now.value).endswith("'s")  # "a Year 4 class, this year's one"
    said = now is clause.atoms[0] and after in _SPEAKERS and line.norm(now.end + 1) != "are"
    said = said or line.norms[max(0, now.start - 2) : now.start] == ("it", "is") or before == "it's"
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
    turn = line.norm(now.end) == "our" and before[-2:] == ("last", "year")  # "Y4 did it last year and now our Y3 …"
    return leading and (turn or not _EARLIER.isdisjoint(before))


def _beside(line: Line, one: Statement, atom: Atom) -> bool:
    """Whether a time follows the years, with no more than their class between ("one Y4 class in 2025-26")."""
    return one.end <= atom.start and set(line.norms[one.end : atom.start]) <= _OF_TIME


_OF_TIME = frozenset({"class", "classes", "children", "in", "for", "during", "(", "please"})


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
