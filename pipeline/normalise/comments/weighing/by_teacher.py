"""Classes told by their teachers beside a number of them.

"Year 5, two classes: Mrs Rawlinson's, Mr Desai's and Miss Tickle's" names three: the school is asked. "In Year 5 there are three
classes, and Mrs Kaur's and Mr Ainsworth's are definite": the number was only told of, and the teachers say how many are meant.
A teacher without an 's may share a class with another, and counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter, Weighed
from pipeline.normalise.comments.words.spelling import word_set

_TITLES = word_set("titles")
_UNWILLING = frozenset({"doesn't", "isn't", "won't", "can't", "not", "unsure", "reluctant", "declined", "cannot"})
# How many tokens lie between the titles of two teachers in one list: "Mrs Hay's class, and Mr Lee's".
_APART = 5
_LISTING = frozenset({",", ":", "-", "(", "that's", "namely"})


def by_teacher(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """Set the number of the one year asked for by the teachers named beside it, or raise a doubt about it."""
    if len(asked) != 1 or len(out.requests) != 1 or out.requests[0].classes is None:
        return
    number = out.requests[0].classes
    here = matter.clauses[asked[0].clause].sentence
    for clause in matter.clauses:
        if clause.has("event", "school", "years-before") or not 0 <= clause.sentence - here <= 1:
            continue
        listed = _owners(matter, clause)
        several = len(listed) > 1 and len(listed) != number
        alone = len(listed) == 1 < number and _alone(matter, listed[0])
        if (several or alone) and _of_year(matter, clause, asked[0]):
            _by_list(matter, asked[0], clause, listed, out)
            return
        if number > 1 and not clause.has("years") and _set_apart(matter, clause):
            _ask(matter, asked[0], clause, number, out)
            return


def _owners(matter: Matter, clause: Clause) -> list[int]:
    """The longest list of teachers in a clause whose classes are meant: "Mrs Hay's and Mr Lee's"."""
    norms = matter.line.norms
    owned = [
        at
        for at in range(clause.atoms[0].start, clause.atoms[-1].end - 1)
        if norms[at] in _TITLES and norms[at + 1].endswith(("'s", "s'"))
    ]
    runs: list[list[int]] = []
    for at in owned:
        if runs and at - runs[-1][-1] <= _APART:
            runs[-1].append(at)
        else:
            runs.append([at])
    longest = max(runs, key=len, default=[])
    chosen = longest and not {"or", "not"}.isdisjoint(norms[longest[0] : longest[-1]])  # "Mrs Hill's, not Mr Dean's"
    return [] if chosen else longest


def _alone(matter: Matter, at: int) -> bool:
    """ "… but it's only Mr Quigley's that will take part"."""
    return not {"only", "just"}.isdisjoint(matter.line.norms[max(0, at - 2) : at])


def _of_year(matter: Matter, clause: Clause, one: Statement) -> bool:
    """Whether no other year is named in the clause."""
    named = {code for atom in clause.atoms if atom.kind == "years" for code in atom.value.codes}
    return named <= set(one.years.codes) and clause.role is not Role.THEIRS


def _by_list(matter: Matter, one: Statement, clause: Clause, listed: Sequence[int], out: Weighed) -> None:
    request, named = out.requests[0], len(listed)
    told = one.role is Role.HAVE and matter.line.norm(listed[0] - 1) not in _LISTING
    if told and named < (request.classes or 0):
        out.requests[0] = replace(request, classes=named)
        return
    out.doubts.append(
        doubt(
            "class-count-conflict",
            f"{number_in_words(request.classes or 0).capitalize()} classes are said for {joined(request.years)}, "
            f"but {number_in_words(named)} by their teachers.",
            matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
            [[request], [replace(request, classes=named)]],
        )
    )


def _set_apart(matter: Matter, clause: Clause) -> bool:
    """ "Two classes, and we put forward Miss Lane's", "… but Mr Hay does not want to": one teacher's class is set apart."""
    span = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
    at = next((place for place, norm in enumerate(span[:-1]) if norm in _TITLES), None)
    if at is None or sum(norm in _TITLES for norm in span) > 1:
        return False
    owned = span[at + 1].endswith(("'s", "s'")) and clause.role is Role.ASK
    return owned or (
        not _UNWILLING.isdisjoint(span[at + 2 : at + 5]) and bool({"want", "involved", "part", "keen"} & set(span))
    )


def _ask(matter: Matter, one: Statement, clause: Clause, number: int, out: Weighed) -> None:
    years = out.requests[0].years
    out.doubts.append(
        doubt(
            "class-count-unclear",
            f"One teacher is set apart: how many {joined(years)} classes are meant?",
            matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
            [[Request(years, one.mixed, option)] for option in (number - 1, number)],
        )
    )
