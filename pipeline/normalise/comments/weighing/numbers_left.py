"""Numbers of classes that no year has taken up: a doubt about the number, never silence."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.by_teacher import by_teacher
from pipeline.normalise.comments.weighing.matter import PASSED, Matter, Weighed, quoted
from pipeline.normalise.comments.words.atoms import Count

_MANY = 5


def numbers_left(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> None:
    """Raise a doubt about the number of classes where the comment holds one that the reading has no place for."""
    _too_many(matter, statements, asked, out)
    _left_over(matter, asked, out)
    by_teacher(matter, asked, out)
    _second_thought(matter, asked, out)
    _numbers(matter, asked, out)


def _too_many(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> None:
    """A large number that stands apart from the year is likelier to be the school's than the year's."""
    said = any(one.count is not None and one.count.number in {r.classes for r in out.requests} for one in statements)
    if len(asked) != 1 or len(out.requests) != 1 or said or (out.requests[0].classes or 0) < _MANY:
        return
    years, number = out.requests[0].years, out.requests[0].classes
    quote, span = quoted(matter, asked[0])
    out.doubts.append(
        doubt(
            "class-count-unclear",
            f"A number of classes is named apart from {joined(years)}.",
            quote,
            [[Request(years, asked[0].mixed, option)] for option in (1, number)],
            span,
        )
    )
    out.requests[0] = Request(years, out.requests[0].mixed, None)


_HEDGES = frozenset(
    {"but", "however", "may", "might", "if", "unless", "drop", "down", "reduce", "otherwise", "whichever"}
)
_SHRINKING = frozenset({"may", "might", "drop", "down", "reduce"})
_CUES = ("fallback", "no_match", "room", "own_condition")
_PARTNERS = frozenset({"school", "schools", "partner", "partners", "anyone", "anybody", "somebody", "someone", "faith"})


def _second_thought(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """ "… but it may have to be one class", "a second class may follow": a hedged number that nothing has taken up."""
    numbers = [request.classes or 0 for request in (*out.requests, *out.fallbacks)]
    if out.fallbacks or any(item.code.startswith("class-count") for item in out.doubts):
        return
    first = min(one.start for one in asked)
    of_partners = [bool(_PARTNERS & set(_norms(matter, clause))) for clause in matter.clauses]
    for number, clause in enumerate(matter.clauses):
        start, end = clause.atoms[0].start, clause.atoms[-1].end
        norms = set(_norms(matter, clause))
        passed = clause.role in PASSED | {Role.THEIRS, Role.EXCLUDE}
        before = number > 0 and matter.clauses[number - 1].sentence == clause.sentence and of_partners[number - 1]
        elsewhere = before or clause.has("school")
        if end <= first or passed or (elsewhere and not clause.has("fallback")) or norms & _PARTNERS:
            continue
        open_ = [
            atom
            for atom in clause.atoms
            if atom.kind == "count"
            and isinstance(atom.value, Count)
            and atom.value.number not in {*numbers, sum(numbers)}
            and not any(other.kind == "years" and other.start == atom.end for other in clause.atoms)
            and matter.line.norm(atom.start - 1) != "not"
        ]
        another = _another(matter, clause)
        extra = another or (clause.has("new_or_extra") and clause.has("class", "classes")) or _drops(matter, clause)
        plain = (
            _drops(matter, clause)
            or another
            or clause.has("class", "classes", "class-of", "classes-of", *_CUES)
            or norms & _SHRINKING
        )
        if (
            (open_ or extra)
            and plain
            and (norms & _HEDGES or clause.has(*_CUES) or (another and "could" in norms))
            and not clause.has("either", "form-entry")
        ):
            out.doubts.append(
                doubt(
                    "class-count-unclear",
                    "Another number of classes is spoken of, and it is not plain how many are meant.",
                    matter.line.words(start, end),
                    [[replace(request, classes=None)] for request in out.requests],
                    (matter.line.tokens[start].start, matter.line.tokens[end - 1].end),
                )
            )
            return


def _drops(matter: Matter, clause: Clause) -> bool:
    """ "We may need to drop one of them"."""
    return any(
        pair in {("drop", "one"), ("lose", "one"), ("withdraw", "one")}
        for pair in itertools.pairwise(_norms(matter, clause))
    )


def _another(matter: Matter, clause: Clause) -> bool:
    """ "… but have another if you need one", "we could put in a second": one more of what was counted."""
    return any(
        atom.kind == "new_or_extra"
        and matter.line.norm(atom.end) in {"if", "one", "class", "", ".", ",", "!", ")", "should", "as"}
        for atom in clause.atoms
    )


def _norms(matter: Matter, clause: Clause) -> tuple[str, ...]:
    return matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]


def _left_over(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """ "Only one", "just two", said of classes that were counted otherwise, with no place found for it."""
    numbers = [request.classes or 0 for request in out.requests]
    for one in matter.loose:
        number = one.count.number if one.count is not None else None
        if (
            not one.final
            or number is None
            or one.theirs
            or one.role in PASSED | {Role.FALLBACK, Role.ROOM, Role.HISTORY}
        ):
            continue
        if 0 in numbers or number in {*numbers, sum(numbers)} or number > sum(numbers):
            continue
        quote = matter.line.words(one.start, min(one.end + 1, len(matter.line.tokens)))
        out.doubts.append(
            doubt(
                "class-count-unclear",
                "A smaller number of classes is named apart from the years: of which year?",
                quote,
                [[Request(request.years, request.mixed, number)] for request in out.requests],
            )
        )
        return


def _numbers(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """A second number beside the one year asked for, or "a second one possibly", leaves the number open."""
    if len(asked) != 1 or len(out.requests) != 1 or out.requests[0].classes is None or out.fallbacks:
        return
    one, number = asked[0], out.requests[0].classes
    sentence = matter.clauses[one.clause].sentence
    for clause in matter.clauses:
        if clause.sentence != sentence or clause.role in PASSED | {Role.THEIRS, Role.EXCLUDE}:
            continue
        extra = clause.has("new_or_extra", "both") and clause.has("maybe")
        for atom in clause.atoms:
            other = atom.value.number if atom.kind == "count" and isinstance(atom.value, Count) else None
            rival = other is not None and other < number and line_free(matter, atom.start, atom.end)
            if rival or (extra and atom.kind == "maybe"):
                out.doubts.append(
                    doubt(
                        "class-count-unclear",
                        f"More than one number of {joined(one.years.codes)} classes is named.",
                        matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
                        [
                            [Request(one.years.codes, one.mixed, option)]
                            for option in sorted({number, other or number + 1})
                        ],
                    )
                )
                out.requests[0] = Request(out.requests[0].years, out.requests[0].mixed, None)
                return


def line_free(matter: Matter, start: int, end: int) -> bool:
    """Whether a number has a verb after it and nothing else that it could count ("two have said yes")."""
    return matter.line.norm(end) in {
        "have",
        "has",
        "are",
        "is",
        "will",
        "may",
        "might",
        "would",
        "want",
        "can",
        "could",
        "that",
        "of",
    } and (
        matter.line.norm(start - 1) in {",", "but", "though", "although", "only", "just", "and", "so", "it's", "-", ":"}
    )
