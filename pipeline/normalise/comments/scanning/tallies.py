"""Tallies: what several words together say of a number of classes ("one class of 22 and another of 23", "2½ classes").

The scanners read one number at a time; here the atoms are read over once more, before the clauses are cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import Atom, Count, Line
from pipeline.normalise.comments.words.spelling import word_set

_CLASS = frozenset({"class", "classes", "class-of", "classes-of"})
_APART = frozenset({",", "and", "plus", "&", "with"})
_ONE_MORE = frozenset({"another", "a second", "second", "a third", "a further", "an additional", "the other", "other"})
_JOINED = frozenset(
    {
        "joint",
        "shared",
        "merged",
        "amalgamated",
        "conjoined",
        "joined",
        "united",
        "paired",
        "dual",
        "multi",
        "composite",
    }
)
_NOT_ADJECTIVES = frozenset(
    {
        "is", "are", "was", "were", "will", "maybe", "by", "this", "next", "current", "ideally", "being", "than", "then",
        "plus", "per", "x", "not", "no", "only", "just", "last", "each", "every", "teach", "who", "which", "into", "mainly",
        "mostly", "about", "versus", "v", "until", "since", "but", "can", "could", "may", "might", "do", "does",
        "doing", "teaching", "want", "wants", "taking", "say", "says", "said", "it", "they", "also", "via", "like", "year",
        "way", "over", "under", "after", "before", "because", "between", "among", "both", "neither", "either", "half",
    }
)  # fmt: skip
_SMALLEST_CLASS = 10
_NO_DESCRIPTION = _NOT_ADJECTIVES | word_set("plain-words")


# No number that several words make together begins with an atom of another kind.
_NUMBERING = frozenset({"count", "figure", "maybe", "new_or_extra", "classes-of"})
_ONE = frozenset({"a", "an", "one"})


def read_tallies(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with the numbers that several of them make together put in their place."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        numbers = atom.kind in _NUMBERING or (atom.kind == "word" and atom.value in _ONE)
        found = numbers and (_sized(line, atoms, at) or _fraction(line, atoms, at) or _thought(line, atoms, at))
        if found:
            merged, at = found
            out.extend(merged)
            continue
        out.append(_told(line, atoms, at))
        at += 1
    return out


def _kind(atoms: Sequence[Atom], at: int) -> str:
    return atoms[at].kind if 0 <= at < len(atoms) else ""


def _value(atoms: Sequence[Atom], at: int) -> str:
    return str(atoms[at].value) if 0 <= at < len(atoms) else ""


# --- classes told by their sizes ------------------------------------------------------------------------------


def _sized(line: Line, atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "One class of 22 and another of 23", "classes of 28 and 27": as many classes as sizes."""
    if atoms[at].kind == "classes-of" and _kind(atoms, at - 1) not in {"count", "both"}:
        words = line.norms[atoms[at].start : atoms[at].end]
        if "and" in words and sum(word.isdecimal() for word in words) == 2:
            return _counted(atoms[at].start, atoms[at].end, 2), at + 1
        return None
    end, number = at, 0
    spot: int | None = at
    while spot is not None and (after := _one_of_size(atoms, spot)) is not None:
        number, end = number + 1, after
        spot = _past_join(atoms, after)
    return (_counted(atoms[at].start, atoms[end - 1].end, number), end) if number > 1 else None


def _counted(start: int, end: int, number: int) -> list[Atom]:
    return [Atom("count", start, start + 1, Count(number)), Atom("classes", start + 1, end)]


def _past_join(atoms: Sequence[Atom], at: int) -> int | None:
    spot = at
    while _value(atoms, spot) in _APART:
        spot += 1
    return spot if spot > at else None


def _one_of_size(atoms: Sequence[Atom], at: int) -> int | None:
    """The place after "a class of 28", "one of 27" or "another of 23" at `at`; None where none stands there."""
    atom = atoms[at] if at < len(atoms) else None
    if atom is None:
        return None
    one = (
        (atom.kind == "count" and atom.value == Count(1))
        or (atom.kind == "word" and atom.value in _ONE)
        or (atom.kind == "new_or_extra" and atom.value in _ONE_MORE)
    )
    if not one:
        return None
    spot = at + 1
    if _kind(atoms, spot) == "class-of":
        return spot + 1
    if _kind(atoms, spot) == "class":
        spot += 1
    if _value(atoms, spot) in {"of", "with"}:
        spot += 1
    elif not str(atom.value).endswith("of") and not (atom.kind == "count" and atom.end - atom.start == 2):
        return None
    size = atoms[spot].value if _kind(atoms, spot) == "figure" else None
    return spot + 1 if isinstance(size, int) and size >= _SMALLEST_CLASS else None


# --- parts of classes, and numbers that are only thought -----------------------------------------------------------


def _fraction(line: Line, atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "2 and a half classes", "2½ classes", "2.5 classes": no whole number of classes (7.19)."""
    atom = atoms[at]
    end = at + 1
    if atom.kind == "figure" and "." in line.norms[atom.start : atom.end]:
        pass
    elif atom.kind == "count" and isinstance(atom.value, Count) and atom.value.number is not None:
        words = line.norms[atom.end : atom.end + 3]
        if words[:1] == ("½",):
            end = next(place for place in range(at, len(atoms)) if atoms[place].end > atom.end) + 1
        elif words[:2] in {("and", "half"), ("and", "½")} or words == ("and", "a", "half"):
            last = atom.end + (2 if words[1] != "a" else 3)
            end = next((place for place in range(at, len(atoms)) if atoms[place].end >= last), at) + 1
        else:
            return None
    else:
        return None
    noun = end + (_kind(atoms, end) == "years")
    if _kind(atoms, noun) not in {"class", "classes"}:
        return None
    return [Atom("part_class", atom.start, atoms[end - 1].end, None)], end


_FIRM = frozenset({"realistically", "sensible", "best", "right", "ideal", "fine", "enough", "plenty", "manageable"})


def _thought(line: Line, atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "I think 2 classes", "2 classes (I think)": a number that the writer is not sure of (7.14)."""
    first = atoms[at]
    said = first if first.kind == "maybe" else None
    counted = at + 1 + (said is not None and _value(atoms, at + 1) in {"just", "only"})
    second = atoms[counted] if counted < len(atoms) else first
    if said is not None and second.kind == "count" and _open(line, said, second):
        options = (second.value.number,)
        return [Atom("count", first.start, second.end, Count(None, True, options))], counted + 1
    spot = at + 1 + (_kind(atoms, at + 1) in {"class", "classes"})
    spot += _value(atoms, spot) in {"(", ",", "-"}
    if first.kind != "count" or spot == at + 1 or _kind(atoms, spot) != "maybe":
        return None
    closed = spot + 1 == len(atoms) or _value(atoms, spot + 1) in {")", ".", "!", ";"}
    if not closed or not isinstance(first.value, Count) or first.value.number is None:
        return None
    unsure = Atom("count", first.start, first.end, Count(None, True, (first.value.number,)))
    return [unsure, *atoms[at + 1 : spot], Atom("filler", atoms[spot].start, atoms[spot].end, "unsure")], spot + 1


def _open(line: Line, said: Atom, count: Atom) -> bool:
    if " ".join(line.norms[said.start : said.end]) not in {"i think", "we think", "probably", "likely"}:
        return False
    near = {*line.norms[max(0, said.start - 3) : said.start], *line.norms[count.end : count.end + 5]}
    return count.value.number is not None and _FIRM.isdisjoint(near)


_PARTS = frozenset({"part", "half", "some", "most", "bit"})
_SMALL = frozenset({"a", "the", "of"})
_PART_OPENERS = _PARTS | _SMALL
_OTHERS = frozenset({"another", "second", "other", "next"})


def _part_of_another(line: Line, atoms: Sequence[Atom], at: int) -> bool:
    """ "One class and part of a second": more than one class, and less than two (7.19)."""
    start = atoms[at].start
    words = [norm for norm in line.norms[start : start + 5] if norm not in _SMALL]
    counted = any(atom.kind == "count" for atom in atoms[max(0, at - 5) : at])
    return counted and words[:1] != [] and words[0] in _PARTS and words[1:2] != [] and words[1] in _OTHERS


def _part_of_a_class(line: Line, atoms: Sequence[Atom], at: int) -> bool:
    """ "Part of our Year 3 class", "half the Year 3 class" (7.15)."""
    if line.norm(atoms[at].start) not in {"part", "half"} or atoms[at].end - atoms[at].start > 1:
        return False
    spot = at + 1
    while _value(atoms, spot) in {"of", "our", "the", "my", "a", "one", "of our", "of the"}:
        spot += 1
    return spot > at + 1 and _kind(atoms, spot) == "years" and _kind(atoms, spot + 1) == "class"


# --- words that say what a class is like --------------------------------------------------------------------------


def _told(line: Line, atoms: Sequence[Atom], at: int) -> Atom:
    """A word between a number and what it counts: "1 large Y4", "a joint class", "as mixed classes"."""
    atom = atoms[at]
    if atom.kind == "excluded" and line.norm(atom.start) == "x" and _kind(atoms, at + 1) == "figure":
        return Atom("filler", atom.start, atom.end, "x")  # "Year 5 x 30": children
    if line.norm(atom.start) in _PART_OPENERS:
        if _part_of_another(line, atoms, at):
            return Atom("part_class", atom.start, atom.end, "part")
        if _part_of_a_class(line, atoms, at):
            return Atom("part_of_class", atom.start, atom.end, "part")
    half = line.norm(atom.start) == "half" and atom.end - atom.start == 1 and _value(atoms, at + 1) in {"a", "an"}
    if half and _kind(atoms, at + 2) == "years" and _kind(atoms, at + 3) == "class":
        return Atom("part_of_class", atom.start, atom.end, "half")
    single = _kind(atoms, at - 1) == "years" and len(atoms[at - 1].value.codes) == 1
    if atom.kind == "mixed" and single and atom.value in {"is one class", "are one class"}:
        return Atom("count", atom.start, atom.end, Count(1))  # "Year 5 is one class"
    if atom.kind not in {"word", "theirs"} or not str(atom.value).isalpha():
        return atom
    after = _kind(atoms, at + 1)
    if atom.value in _JOINED and after in _CLASS:
        return Atom("mixed", atom.start, atom.end, atom.value)
    if atom.value in {"as", "in"} and (
        after == "mixed" or (after == "count" and _kind(atoms, at + 2) in _CLASS | {"mixed"})
    ):
        years_before = any(part.kind == "years" for part in atoms[max(0, at - 3) : at])
        return Atom("filler", atom.start, atom.end, atom.value) if years_before and after == "mixed" else atom
    counted = (
        _kind(atoms, at - 1) == "count"
        and atoms[at - 1].end == atom.start
        and line.norm(atom.start - 1) != "of"
        and not line.tokens[atom.start].lines
    )
    describes = atom.kind == "word" and atom.value not in _NO_DESCRIPTION
    if counted and describes and after == "years" and len(atoms[at + 1].value.codes) == 1:
        return Atom("filler", atom.start, atom.end, atom.value)
    return atom
