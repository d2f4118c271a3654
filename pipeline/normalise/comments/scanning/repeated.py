"""Numbers said again without a number: "3 classes in Y3, ditto Y4", "Y4: two classes / Y5: same", "all but one of our four".

Read over the atoms before the clauses are cut: what stands for a number becomes that number.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import Atom, Count, Line

_AGAIN = frozenset(
    {
        ("ditto",), ("same",), ("the", "same"), ("same", "again"), ("the", "same", "again"), ("same", "number"),
        ("the", "same", "number"), ("likewise",), ("as", "many"), ("same", "here"), ("as", "above"), ("idem",),
        ("same", "as", "above"), ("same", "for"), ("the", "same", "for"), ("same", "in"), ("the", "same", "in"),
        ("same", "from"), ("the", "same", "from"), ("same", "number", "of", "classes"), ("the", "same", "number", "in"),
        ("same", "number", "in"), ("as", "many", "in"), ("likewise", "in"), ("likewise", "for"), ("ditto", "for"),
        ("ditto", "in"), ("same", "number", "from"), ("as", "many", "from"),
    }
)  # fmt: skip
_FIRST = frozenset(words[0] for words in _AGAIN)
_LONGEST = 4
_JOINS = frozenset({":", "-", "(", "=", ",", "x", "has", "have"})
_LEADS = frozenset({",", "and", ";", ".", "-", "(", "plus", "with", "&"})
_ENDS = frozenset({"", ",", ".", ";", ")", "!", "please", "and", "-"})
_APART = frozenset({",", ".", ";", "and", "\u2022"})
_SAME_AGAIN = 2


def read_repeated(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with the number put where a year is said to have the same again."""
    atoms = _all_of_list(line, atoms)
    if _FIRST.isdisjoint(line.norms):
        return list(atoms)
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        found = _again(line, atoms, at)
        number = _number_before(line, out) if found is not None else None
        if found is None or number is None:
            out.append(atoms[at])
            at += 1
            continue
        out.append(Atom("count", atoms[at].start, atoms[found - 1].end, Count(number)))
        at = found
    return out


_LEAST_LISTED = 3


def _all_of_list(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """ "Alder (Y3), Birch (Y4), Cedar (Y5): all three are keen": as many as were named before, and not of the last."""
    out = list(atoms)
    named = years = 0
    for place, atom in enumerate(out):
        named += atom.kind in {"names", "class-name"}
        years += atom.kind == "years"
        last = out[place - 1] if place else atom
        counts = atom.kind == "count" and last.kind == "all" and named + 1 >= years >= _LEAST_LISTED
        if counts and atom.value == Count(years):
            out[place - 1] = last._replace(kind="filler")
            out[place] = atom._replace(kind="filler", value="of them")
    return out


def _again(line: Line, atoms: Sequence[Atom], at: int) -> int | None:
    """The place after "ditto" at `at`, where it stands beside a year that has no other number; None where it does not."""
    start = atoms[at].start
    if line.norm(start) not in _FIRST:
        return None
    for length in range(_LONGEST, 0, -1):
        end = start + length
        last = next((spot for spot in range(at, min(at + length, len(atoms))) if atoms[spot].end == end), None)
        if line.norms[start:end] in _AGAIN and last is not None:
            break
    else:
        return None
    before = at - 1
    while before >= 0 and atoms[before].value in _JOINS:
        before -= 1
    followed = (
        last + 1 < len(atoms) and atoms[last + 1].kind == "years" and not line.tokens[atoms[last + 1].start].lines
    )
    led = at == 0 or atoms[at - 1].value in _LEADS or bool(line.tokens[start].lines)
    ended = (
        line.norm(end) in _ENDS
        or (last + 1 < len(atoms) and atoms[last + 1].kind == "courtesy")
        or (last + 1 < len(atoms) and bool(line.tokens[atoms[last + 1].start].lines))
    )
    beside = before >= 0 and atoms[before].kind == "years" and ended and _apart(line, atoms, before)
    return last + 1 if (followed and led) or beside else None


def _apart(line: Line, atoms: Sequence[Atom], years: int) -> bool:
    """Whether the years at `years` are another thing than those before: "2 x Y4, same again" repeats no number."""
    spot = years - 1
    while spot >= 0 and atoms[spot].kind not in {"count", "both"}:
        spot -= 1
    between = atoms[spot + 1 : years]
    broken = any(atom.value in _APART for atom in between) or bool(line.tokens[atoms[years].start].lines)
    named = sum(atom.kind == "years" for atom in atoms[: years + 1])
    return spot >= 0 and broken and named >= _SAME_AGAIN


def _number_before(line: Line, atoms: Sequence[Atom]) -> int | None:
    """The last definite number of classes before, where nothing but its own year stands between."""
    for atom in reversed(atoms):
        if atom.kind == "both":
            return 2
        if atom.kind in {"class", "class-of"} and line.norm(atom.start - 1) in {"a", "the", "our", "one"}:
            return 1
        if atom.kind == "count":
            return atom.value.number if isinstance(atom.value, Count) else None
    return None
