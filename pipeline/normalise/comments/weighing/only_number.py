"""The only number of classes that a comment says, where the one year that is asked for has none.

"Our Y3 dropped to one class after the estate was cleared, and that's the one", "It's the class she'll be getting in
September, which is Year 5": who speaks of one number of classes and asks for one year means the number of that year,
in whatever clause it stands. Two numbers leave it open, and so does one of another school, of another year or of old.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import YEAR_DOUBTS, Matter, Weighed
from pipeline.normalise.comments.weighing.told_numbers import turned_from
from pipeline.normalise.comments.words.atoms import YEARS
from pipeline.normalise.comments.words.spelling import number_words

_LARGEST = 6
# What makes "class" one that is theirs and known: one class, though no number is said.
_KNOWN = frozenset({"the", "our", "this", "my"})
_YEAR_WORDS = frozenset({"year", "years", "yr", "yrs", "class", "classes", "stage"})
_TO = frozenset({"or", "to", "-", "/"})
# Nouns that "class" only describes, and what a number is shared out by ("one class per partner").
_NO_NUMBER = frozenset(
    {"teacher", "teachers", "name", "names", "size", "sizes", "list", "council", "assistant", "each", "per"}
)
_OF_OLD = frozenset({"had", "was", "were", "been", "used", "previously", "formerly", "once", "last"})
_NEAR = 4
# A year so near behind the number is what it is of: "two classes of Year 3", not "two classes (Year 2 have …)".
_REACH = 3
_THEIRS = frozenset({"theirs", "school"})
_WHOSE = _THEIRS | {"ours", "mine", "self"}


def only_number(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """Give the only request the only number that the comment says, where nothing but the number is missing."""
    questions = [item.code for item in out.doubts if item.code in YEAR_DOUBTS or item.code.startswith("class-count")]
    if len(asked) != 1 or len(out.requests) != 1 or questions != ["class-count-missing"]:
        return
    one, request = asked[0], out.requests[0]
    if request.classes is not None or one.group:
        return
    found = set(_numbers(matter, one))
    if len(found) == 1:
        out.requests[:] = [replace(request, classes=found.pop())]
        out.doubts[:] = [item for item in out.doubts if item.code != "class-count-missing"]


def _numbers(matter: Matter, one: Statement) -> Iterator[int]:
    """Every number of classes said with its noun, as far as it can be of the years asked for."""
    norms = matter.line.norms
    here = matter.clauses[one.clause].sentence
    for place, clause in enumerate(matter.clauses):
        if clause.role is Role.THEIRS:
            continue
        for at in range(clause.atoms[0].start, clause.atoms[-1].end):
            if norms[at] not in {"class", "classes"} or matter.line.norm(at + 1) in _NO_NUMBER:
                continue
            number = _number(norms, at)
            beside = norms[at - 1] in _KNOWN or clause.sentence - here in {0, 1}
            turned = turned_from(matter, place, number)
            if number is not None and beside and not turned and not _of_another(matter, clause, one, at - 1):
                yield number
                yield from _behind(matter, clause, at)


def _behind(matter: Matter, clause: Clause, at: int) -> Iterator[int]:
    """Figures in the same clause behind the noun: "as the two classes are set … they'd be doing it as one big group"."""
    within = {spot for atom in clause.atoms if atom.kind in YEARS for spot in range(atom.start, atom.end)}
    for spot in range(at + 1, clause.atoms[-1].end):
        number = _figure(matter.line.norms[spot]) if spot not in within else None
        if number is not None:
            yield number


def _number(norms: Sequence[str], at: int) -> int | None:
    """The number before the noun at `at`; 1 where a single class is pointed to as theirs."""
    before = norms[at - 1] if at else ""
    if norms[at] == "class" and before in _KNOWN:
        return 1
    number = _figure(before)
    led = norms[max(0, at - 3) : at - 1]
    open_ = len(led) > 1 and led[1] in _TO and _figure(led[0]) is not None  # "one or two classes"
    return None if open_ or not _YEAR_WORDS.isdisjoint(led[1:]) else number


def _figure(word: str) -> int | None:
    number = int(word) if word.isdecimal() else number_words().get(word)
    return number if number is not None and 0 < number <= _LARGEST else None


def _of_another(matter: Matter, clause: Clause, one: Statement, at: int) -> bool:
    """Whether the number at `at` is of another school, of years that are not asked for, or of another time."""
    if any(atom.kind in YEARS and atom.start <= at < atom.end for atom in clause.atoms):
        return True  # "our Y6 classes"
    before = [atom for atom in clause.atoms if atom.end <= at]
    speaks = next((atom for atom in reversed(before) if atom.kind in _WHOSE or atom.value == ","), None)
    if speaks is not None and speaks.kind in _THEIRS:
        return True
    if any(atom.kind == "last_year" for atom in before):
        return True
    if not _OF_OLD.isdisjoint(matter.line.norms[max(0, at - _NEAR) : at]):
        return True
    beside = [atom for atom in clause.atoms if atom.kind in YEARS and (atom.end <= at or atom.start - at <= _REACH)]
    named = {code for atom in beside for code in getattr(atom.value, "codes", ())}
    return bool(named) and named.isdisjoint(one.years.codes)
