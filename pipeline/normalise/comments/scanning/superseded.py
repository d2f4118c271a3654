"""What was said before and has given way: years and numbers that a change, a comparison or a correction sets aside.

"Please change our Year 6 to Year 5", "Year 6 in place of Year 4", "Year 5 this year (Year 6 last year)": the years
that have given way are told, and no rule weighs them. "Two Year 4 classes - sorry, one": the number becomes the later.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import TOLD, Atom, Count, Line, Years

_CHANGE = r"(?:change|changed|changing|alter|altered|amend|amended|swap|swapped|switch|switched|correct|revise|update)"
_FORM = r"(?: (?:our|my|us|the|this|it|that|form|booking|request|entry|application|please|over|from|year|group|,))*"
_PLACE = re.compile(r"(?:^| )(?:in place of|in the place of)(?: (?:our|the|a))?$")
_CHOSE = re.compile(
    r"(?:^| )(?:chose|chosen|picked|choose|preferred|gone for|go for)(?: (?:our|the))? @ over(?: (?:our|the))?$"
)
_BETTER = re.compile(r"(?:^| )(?:better|sooner|easier|keener|more)\b[^@.!?;]{0,40}than(?: (?:our|the|with))?$")
_WEIGHED = re.compile(
    r"(?:^| )(?:considered|looked at|thought about|thought of|weighed up|(?:our|my) minds? about|planned (?:on|for))"
    r"(?: (?:our|the|doing|using|having))*$"
)
_ASKED = re.compile(
    r"(?:^| )(?:says|said|say|states|wrote|put|has|had|(?:originally|initially|first) (?:asked for|put|said|wrote|chose))"
    r"(?: (?:down|our|the|for))*$"
)
_WRONG = re.compile(
    r"^[^@.!?;]{0,40}(?:by mistake|in error|(?:was|is|were) (?:wrong|a mistake|an error)|but (?:it|that) (?:should|ought)"
    r"|[.;]? ?please (?:could|can|would|will) you (?:change|swap|alter|amend)|[.;]? ?please (?:change|swap|alter|amend))"
)
_SWAPPED_FOR = re.compile(r"(?:^| )(?:swap|exchange|swapping|exchanging)(?: (?:our|the))*$")
_CHANGED_FROM = re.compile(_CHANGE + _FORM + r"$")
_LAST = frozenset({"last time", "last year", "previously", "the year before", "before"})
_THIS = frozenset({"this time", "this year"})

_CORRECTED = re.compile(
    r"(?:(?:ignore|scratch|forget) that[ .,]*(?:it is|it's|make it)|sorry|oops|whoops|wait|hang on|hold on|i tell a lie|typo|i mean|or rather|strike that|correction|[.,?!-] no|but (?:it|that) (?:should|ought to) (?:have been|be)|should (?:say|read|be)|make (?:it|that)"
    r"|but (?:it is|it's|that is|that's|we are|now it is|now it's)(?: now)?(?: down to)?|but now)"
    r"[ ,-]*(?:just|only)?$"
)
_TOO_MANY = re.compile(
    r"(?:class(?:es)? )?(?:would be|is|are|was|were|felt|will be) (?:a bit |rather |one |being )?(?:too (?:many|much)|greedy|over ?ambitious|a stretch|pushing it)"
)
_FEWER = re.compile(r"(?:hoped|hoping|wanted|asked|planned|meant|originally)\b")
# How many tokens may stand between a number and the number that corrects it.
_NEAR = 16


def give_way(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with the years that have given way told, and with each corrected number put right."""
    out: list[Atom] = []
    for atom in atoms:
        if atom.kind == "years":
            out.extend(_turned(line, atom))
        else:
            out.append(atom)
    years = [place for place, atom in enumerate(out) if atom.kind == "years"]
    for number, place in enumerate(years):
        others = years[:number] + years[number + 1 :]
        if others and _superseded(line, out, place, others):
            out[place] = out[place]._replace(kind=TOLD)
    return _corrected(line, out)


def _turned(line: Line, atom: Atom) -> list[Atom]:
    """ "Change our Year 6 to Year 5" is no range: the first year gives way to the second."""
    if not isinstance(atom.value, Years) or len(atom.value.parts) != 2:
        return [atom]
    (first, start, end), (second, later, last) = atom.value.parts
    if line.norms[end:later] != ("to",) or not _CHANGED_FROM.search(_before(line, atom.start)):
        return [atom]
    return [
        Atom(TOLD, atom.start, end, Years(first, "one", ((first, start, end),))),
        Atom("word", end, later, "to"),
        Atom("years", later, atom.end, Years(second, "one", ((second, later, last),))),
    ]


def _before(line: Line, at: int, years: Atom | None = None) -> str:
    """The words before a token, with other years as "@"."""
    first = max(0, at - _NEAR)
    words = list(line.norms[first:at])
    if years is not None and years.start >= first and years.end <= at:
        words[years.start - first : years.end - first] = ["@"]
    return " ".join(words)


def _superseded(line: Line, atoms: Sequence[Atom], place: int, others: Sequence[int]) -> bool:
    here = atoms[place]
    earlier = next((atoms[other] for other in reversed(others) if other < place), None)
    later = next((atoms[other] for other in others if other > place), None)
    before = _before(line, here.start, earlier)
    if earlier is not None and (_PLACE.search(before) or _CHOSE.search(before) or _BETTER.search(before)):
        return True
    if "same" not in line.norms and _of_the_past(atoms, place, others):
        return True
    after = " ".join(line.norms[here.end : here.end + _NEAR])
    if _ASKED.search(before) and _WRONG.match(after):
        return True
    if later is None or later.start - here.end > _NEAR:
        return False
    between = " ".join(line.norms[here.end : later.start])
    if _WEIGHED.search(before) and re.search(r"\b(?:but|and|so)\b", between):
        return True
    if _CHANGED_FROM.search(before) and between == "to":
        return True
    return _SWAPPED_FOR.search(before) is not None and between in {"for", "for our", "for the"}


def _of_the_past(atoms: Sequence[Atom], place: int, others: Sequence[int]) -> bool:
    """ "Year 3 this time, Year 5 last time", "Year 5 this year (Year 6 last year)"."""
    following = next((atom for atom in atoms[place + 1 : place + 2]), None)
    if following is None or str(following.value) not in _LAST:
        return False
    behind = atoms[place + 2 : place + 3]
    closed = not behind or behind[0].kind == "sign" or behind[0].value in {"and", "but", "so"}
    return closed and any(str(atoms[other + 1].value) in _THIS for other in others if other + 1 < len(atoms))


def _corrected(line: Line, atoms: list[Atom]) -> list[Atom]:
    """ "Two Year 4 classes - sorry, one", "change our booking from two Year 4 classes to one"."""
    counts = [place for place, atom in enumerate(atoms) if atom.kind == "count" and _definite(atom)]
    for place in counts:
        if _TOO_MANY.match(" ".join(line.norms[atoms[place].end : atoms[place].end + 6])):
            atoms[place] = atoms[place]._replace(kind=TOLD)
    for first, second in itertools.pairwise(counts):
        here, there = atoms[first], atoms[second]
        between = atoms[first + 1 : second]
        if there.start - here.end > _NEAR or sum(atom.kind == "years" for atom in between) > 1:
            continue
        following = list(itertools.takewhile(lambda atom: atom.value != ".", atoms[second + 1 : second + 3]))
        if any(atom.kind == "years" for atom in following):
            continue
        words = " ".join(line.norms[here.end : there.start])
        before = _before(line, here.start)
        changed = words.endswith(" to") and re.search(_CHANGE + r"\b.{0,30}from$", before)
        fewer = re.search(r"\bso (?:it's |it is )?(?:just |only )?$", words + " ") and _FEWER.search(before)
        if _CORRECTED.search(words) or changed or fewer:
            atoms[first] = here._replace(value=there.value)
            atoms[first + 1 : second] = [_taken_back(atom) for atom in between]
    return atoms


def _taken_back(atom: Atom) -> Atom:
    """ "Two classes… no, three": the "no" refuses nothing."""
    refuses = atom.kind in {"exclude", "not_excluding"} and str(atom.value).lower() in {"no", "not"}
    return atom._replace(kind="filler") if refuses else atom


def _definite(atom: Atom) -> bool:
    return isinstance(atom.value, Count) and atom.value.number is not None and not atom.value.unclear
