"""Contrasts between clauses: what was hoped for and what will be, what others wish and what the writer asks, ranks.

"We had hoped to do Year 5 but it will have to be Year 4": the first clause is passed over, the second is the request.
"1st: Y4. 2nd: Y5.": the later ranks are settled for.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.words.atoms import GLUE, TURNS, YEARS, Atom
from pipeline.normalise.comments.words.spelling import word_set

_TITLES = word_set("titles")
_USUAL = frozenset({"usually", "normally", "generally", "typically", "traditionally"})
_FIRST = frozenset({"first", "1st"})
_POSSIBLE = frozenset({"possible", "considered", "acceptable", "workable", "available", "ok", "okay", "fine"})
_LATER = frozenset({"second", "2nd", "third", "3rd", "then", "fourth", "4th", "next", "after"})
_OPEN = frozenset({Role.ASK, Role.FRAGMENT, Role.PROSE, Role.HAVE, Role.HISTORY, Role.FALLBACK})


def contrasted(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses with their parts put right where two of them are set against one another."""
    out = list(clauses)
    for place, clause in enumerate(out):
        if not clause.has("years", "codes") or clause.role not in _OPEN:
            continue
        usual = any(str(atom.value).split()[-1:] and str(atom.value).split()[-1] in _USUAL for atom in clause.atoms)
        hoped = (clause.has("hoped") or usual) and not _turned(clause) and not _put_first(clause)
        before = out[place - 1] if place and out[place - 1].sentence == clause.sentence else clause
        others = _of_others(clause) or (len(before.atoms) <= 3 and not before.has("years") and _of_others(before))
        if not hoped and not (others and clause.has("ask", "prefer", "history")):
            continue
        answer = _answer(out, place)
        if answer is None:
            continue
        out[place] = replace(clause, role=Role.HISTORY)
        if out[answer].role in {Role.PROSE, Role.HAVE, Role.HISTORY}:
            out[answer] = replace(out[answer], role=Role.ASK)
    return _ranked([_her_class(out, place) for place in range(len(out))])


def _put_first(clause: Clause) -> bool:
    """ "We'd put Year 6 first, but …": a rank, and no hope that is over."""
    return any(
        first.kind == "years" and str(second.value) in _FIRST for first, second in itertools.pairwise(clause.atoms)
    )


def _her_class(clauses: Sequence[Clause], place: int) -> Clause:
    """ "Mrs Lord has Year 3 and would like her class to be linked": her years are what the class is."""
    clause, following = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    if clause.role is not Role.PROSE or following is None or following.sentence != clause.sentence:
        return clause
    hers = any(
        str(first.value) in {"her", "his", "their"} and second.kind in {"class", "classes"}
        for first, second in itertools.pairwise(following.atoms)
    )
    asks = following.role is Role.ASK and not following.has("years", "school")
    return replace(clause, role=Role.HAVE) if hers and asks and clause.has("years") else clause


def _answer(clauses: Sequence[Clause], place: int) -> int | None:
    """The clause with years that the turn leads to, in the same sentence or the next."""
    sentence = clauses[place].sentence
    turned = False
    for number in range(place + 1, len(clauses)):
        clause = clauses[number]
        if clause.sentence > sentence + 1:
            return None
        turned = turned or _turned(clause) or clause.has("now") or clause.withdraws
        if turned and clause.has("years") and clause.role in _OPEN:
            return number
    return None


def _lead(clause: Clause) -> list[Atom]:
    return [atom for atom in clause.atoms if atom.value not in GLUE - {"then"}][:2] or list(clause.atoms[:1])


def _turned(clause: Clause) -> bool:
    return any(str(atom.value) in TURNS | {"so", "now", "instead"} for atom in clause.atoms[:3])


def _of_others(clause: Clause) -> bool:
    """Whether somebody else's wish is told ("Staff would like Y5", "Mrs Pye wanted Year 6")."""
    first = [atom for atom in _lead(clause) if atom.kind != "ours"] or _lead(clause)
    return first[0].kind == "staff" or first[0].value in _TITLES


def _allowed(clause: Clause) -> bool:
    """ "Year 4 preferred; *Year 3 possible*"."""
    said = [
        atom for atom in clause.atoms if atom.kind not in {"sign", "courtesy", "filler", "class-of", "count", "class"}
    ]
    return len(said) == 2 and said[0].kind in YEARS and str(said[1].value) in _POSSIBLE


def _ranked(clauses: list[Clause]) -> list[Clause]:
    """ "First choice Y4, then Y5", "1st: Y4. 2nd: Y5.": what is ranked later is settled for."""
    ranked = False
    out: list[Clause] = []
    for clause in clauses:
        words = [str(atom.value) for atom in _lead(clause)]
        trailing = len(clause.atoms) <= 5 and any(
            str(atom.value).removeprefix("a ") in _LATER and atom.kind in {"new_or_extra", "ordinal"}
            for atom in clause.atoms
        )
        later = trailing or _allowed(clause) or any(word.split()[0] in _LATER for word in words[:1] if word)
        if ranked and later and clause.has("years") and clause.role in _OPEN:
            clause = replace(clause, role=Role.FALLBACK)
        if clause.has("years") and (
            any(word in _FIRST or word.startswith(("first ", "1st ")) for word in words) or clause.has("prefer")
        ):
            ranked = True
        out.append(clause)
    return out
