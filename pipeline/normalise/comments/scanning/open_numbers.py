"""Numbers that a word beside them leaves open: "two classes hopefully", "one definite, one possible", "2 classes max".

The scanners read one number at a time; here the atoms are read over once more, before the clauses are cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.normalise.comments.words.spelling import word_set

_NOUNS = frozenset({"class", "classes", "class-of", "classes-of"})
_PASSED = _NOUNS | {"years", "codes", "ours", "filler", "names", "class-name"}
_JOINING = frozenset({"of", "from", "in", "for"})
_CLOSED = frozenset({"", ".", ",", "!", "?", ";", ")", "-", "please", "and", "but", "\u2022"})
_MOST = frozenset({("at", "most"), ("at", "the", "most"), ("max",), ("maximum",), ("tops",)})
_LEAST = frozenset(
    {("at", "least"), ("at", "a", "minimum"), ("min",), ("minimum",), ("or", "more")}
    | {(hedge, "more") for hedge in ("ideally", "preferably", "maybe", "possibly", "perhaps", "hopefully")}
)
_HOPED = frozenset({("hopefully",), ("we", "hope"), ("i", "hope"), ("or", "so"), ("all", "being", "well")})
_RESTING = frozenset({"depends", "depending", "unless", "dependent"})
_STAFF = frozenset({"teacher", "teachers", "staffing", "supply", "cover", "agree", "agrees", "governors"})
_LONGEST_TAIL = 3
_REACH = 8


def open_numbers(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with every number that is left open marked as such."""
    out = list(atoms)
    for place, atom in enumerate(atoms):
        if not _firm(atom):
            continue
        if (
            _hoped_for(line, atom)
            or _asked(line, atoms, place)
            or _might(line, atoms, place)
            or _either_or(atoms, place)
        ):
            out[place] = _opened(atom, ())
        elif (tail := _tail(line, atoms, place)) is not None:
            words, first, last = tail
            out[place] = _opened(atom, words)
            for spot in range(first, last):
                out[spot] = Atom("filler", atoms[spot].start, atoms[spot].end, "left open")
    return _second_open(line, _possible_more(line, out))


def _firm(atom: Atom) -> bool:
    """Whether the atom is a definite number of classes."""
    return atom.kind == "both" or (
        atom.kind == "count" and isinstance(atom.value, Count) and atom.value.number is not None
    )


def _kind(atoms: Sequence[Atom], at: int) -> str:
    return atoms[at].kind if at < len(atoms) else ""


def _number(atom: Atom) -> int:
    return 2 if atom.kind == "both" else int(atom.value.number)


def _opened(atom: Atom, words: tuple[str, ...]) -> Atom:
    number = _number(atom)
    if words in _MOST:
        options = tuple(range(1, number + 1))
    elif words in _LEAST:
        options = (number, number + 1)
    else:
        options = (1, 2) if atom.kind == "both" else (number,)
    if words in _MOST and number == 1:
        return Atom("count", atom.start, atom.end, Count(1))  # "one class max"
    return Atom("count", atom.start, atom.end, Count(None, True, options))


def _hoped_for(line: Line, atom: Atom) -> bool:
    """ "Hopefully two classes", "hopefully both of our Year 4 classes"."""
    spot = atom.start - 1
    while line.norm(spot) in {"our", "the"}:
        spot -= 1
    return line.norm(spot) == "hopefully"


def _tail(line: Line, atoms: Sequence[Atom], place: int) -> tuple[tuple[str, ...], int, int] | None:
    """ "2 classes max", "two Year 4 classes at the most", "one class at least": the words after, and their places."""
    spot = place + 1
    while spot < len(atoms) and spot - place <= _REACH and _passed(atoms, spot):
        spot += 1
    if spot < len(atoms) and atoms[spot].value in {"(", ","}:
        spot += 1
    if spot >= len(atoms) or atoms[spot - 1].kind == "pupils":
        return None
    first = atoms[spot].start
    chosen = any(isinstance(one.value, Years) and one.value.joiner == "or" for one in atoms[:spot])
    # "Y4 or Y5, one class, depending on what you have" leaves the year open, not the number.
    if line.norm(first) in _RESTING and line.norm(first + 1) not in {"you", "there"} and not chosen:
        return (line.norm(first),), spot, spot
    if line.norm(first) == "if" and not _STAFF.isdisjoint(line.norms[first : first + _REACH]):
        return ("if",), spot, spot
    if line.text_of(first) == "+" and line.norm(first + 1) in _CLOSED:
        return ("or", "more"), spot, spot + 1
    for length in range(_LONGEST_TAIL, 0, -1):
        words = line.norms[first : first + length]
        if words in _MOST | _LEAST | _HOPED and _ends(line, first + length, _CLOSED):
            last = next((at for at in range(spot, len(atoms)) if atoms[at].end >= first + length), spot)
            return words, spot, last + 1 if atoms[last].end == first + length else spot
    return None


def _passed(atoms: Sequence[Atom], at: int) -> bool:
    atom = atoms[at]
    return atom.kind in _PASSED or (atom.kind == "word" and atom.value in _JOINING)


_PLAIN = _PASSED | {"count", "sign", "courtesy", "both"}


def _asked(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """ "Y4, 2 classes?": a number with nothing but a year beside it, and a question mark, is not settled."""
    spot = place + 1
    while spot < len(atoms) and (_passed(atoms, spot)):
        spot += 1
    if spot >= len(atoms) or atoms[spot].value != "?":
        return False
    back = place
    while back > 0 and atoms[back - 1].value not in {".", "!", "?", ";"}:
        back -= 1
    return all(
        atom.kind in _PLAIN or (atom.kind == "word" and atom.value in {"x", "hi", "hello", "a", "of"})
        for atom in atoms[back:spot]
    )


def _either_or(atoms: Sequence[Atom], place: int) -> bool:
    """ "We have two Year 4 classes, either or both could take part": one of them, or two."""
    if atoms[place].kind != "both":
        return False
    years = [atom for atom in atoms[:place] if atom.kind == "years"]
    lead = [str(atom.value) for atom in atoms[max(0, place - 2) : place]]
    return lead in (["either", "or"], ["any", "or"]) and bool(years) and len(years[-1].value.codes) == 1


_MAY = frozenset({"may", "might"})
_NOT_ASKING = frozenset({"we", "i", "they", "she", "he", "and", "or", "but", "that", "so", "it"})


def _might(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """ "We may enter both", "it might be two classes": a number behind "may" is not settled; "may we enter both" asks."""
    start = atoms[place].start
    if any(atom.kind == "years" for atom in atoms[place + 1 : place + 2]):
        return False
    thought = place > 1 and atoms[place - 2].value in {"i think", "we think"}
    if thought and str(atoms[place - 1].value) in {"it will be", "it'll be", "that will be", "there will be"}:
        return True
    before = line.norms[max(0, start - 2) : start]
    if before == ("could", "be") and (_kind(atoms, place + 1) in _NOUNS or any(_firm(atom) for atom in atoms[:place])):
        return True  # "one class but it could be two"
    ends_up = line.norm(start - 1) in {"be", "being"} and {"end", "drop", "fall"} & set(line.norms[start - 5 : start])
    if ends_up and {"could", "may", "might"} & set(line.norms[max(0, start - 6) : start]):
        return True  # "it could end up being one"
    for spot in range(start - 1, max(-1, start - 5), -1):
        norm = line.norm(spot)
        if norm in _MAY:
            return line.norm(spot - 1) in _NOT_ASKING and line.norm(spot + 1) != "not"
        if not norm.isalpha():
            return False
    return False


# --- one that is certain and one that is not ----------------------------------------------------------------------

_CERTAIN = frozenset({"definite", "definitely", "certain", "certainly", "sure", "for"})
_POSSIBLE = frozenset(
    {
        "tbc",
        "tbd",
        "to be confirmed",
        "t b c",
        "unconfirmed",
        "waiting",
        "likely",
        "possible",
        "possibly",
        "maybe",
        "potential",
        "potentially",
        "perhaps",
        "probable",
        "probably",
    }
)
_ANOTHER = frozenset({"another", "a second", "second", "a further", "one more", "the other", "other"})
_BETWEEN = frozenset(
    {",", ".", "and", "plus", "-", "(", "with", "a", "also", "then", ":", "class", "classes", "one", "the"}
)


def _possible_more(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """ "One definite, one possible", "one class and maybe one more": one is certain, and one more is not."""
    out = list(atoms)
    for place, atom in enumerate(atoms):
        if not _firm(atom) or atom.kind == "both":
            continue
        spot, said, named = place + 1, False, 0
        while spot < len(atoms) and spot - place <= _REACH:
            here = atoms[spot]
            named += here.kind == "years"
            hedged = here.kind == "count" and here.value.unclear and here.value.options == (1,)
            more = _is_one(here) or hedged or (here.kind == "new_or_extra" and here.value in _ANOTHER)
            if more:
                said = said or hedged
                after = {str(part.value) for part in atoms[spot + 1 : spot + 3]}
                if said or after & _POSSIBLE:
                    out[place] = Atom(
                        "count", atom.start, atom.end, Count(None, True, (_number(atom), _number(atom) + 1))
                    )
                    out[spot] = Atom("filler", here.start, here.end, "one more")
                break
            words = set(line.norms[here.start : here.end])
            if here.kind == "years" and any(part.value == "." for part in atoms[place + 1 : spot]):
                break  # "Y3, 1 class. Also possible: Y4, 1 class" speaks of another year
            said = said or bool(words & _POSSIBLE)
            if named > 1 or (here.kind not in _PASSED and not words <= _BETWEEN | _CERTAIN | _POSSIBLE):
                break
            spot += 1
    return out


def _is_one(atom: Atom) -> bool:
    return atom.kind == "count" and atom.value == Count(1)


# --- a second number behind the first ------------------------------------------------------------------------------

_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms"})
_SIDES = word_set("sides")
_OPEN_LINKS = frozenset({"maybe", "perhaps", "possibly", "possible", "potentially", "might", "could", "or"})
_OPEN_GLUE = frozenset(
    {
        "just",
        "only",
        ",",
        "-",
        "(",
        "or",
        "and",
        "but",
        "well",
        "be",
        "even",
        "maybe",
        "perhaps",
        "possibly",
        "potentially",
        "as", "in", "with", "for", "to", "into", "by", "of", "from", "the", "all", "them", "our", "either",
    }
)  # fmt: skip
# Words that go on after a number without being counted by it: "one class or two from September".
_GOING_ON = frozenset(
    {
        "i", "we", "it", "and", "but", "so", "as", "if", "when", "that", "this", "until", "from", "in", "of", "for", "to", "by",
        "according", "depending", "will", "would", "may", "might", "can", "could", "is", "are", "has", "have", "at", "on",
    }
)  # fmt: skip


_ENDS = frozenset({"", ".", ",", "!", "?", ";", ")", "please"})


def _ends(line: Line, at: int, ends: frozenset[str] = _ENDS) -> bool:
    """Whether nothing that is counted follows ("one class or two.", "2 classes max Many thanks")."""
    return line.norm(at) in ends or line.text_of(at)[:1].isupper()


def _second_open(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """ "One class, maybe two", "two Year 4 classes, or three", "as one class or as two": the second number leaves the first
    open.
    """
    out: list[Atom] = []
    first: int | None = None
    for place, atom in enumerate(atoms):
        if _as_one(line, atoms, place):
            atom = Atom("count", atom.start, atom.end, Count(1))
        both = atom.kind == "both" and line.norm(atom.end) not in _SIDES
        if first is not None and (atom.kind == "count" or both) and (low := _left_open(line, out, first, atoms, place)):
            named = [at for at in range(first, len(out)) if out[at].kind in {"class", "classes", "years"}]
            kept = out[first + 1 : named[-1] + 1] if named else []
            end = out[named[-1]].end if named else atom.start
            start, stop = out[first].start, out[first].end if named else atom.end
            del out[first:]
            out.append(Atom("count", start, stop, Count(None, True, (low, low + 1))))
            if named:
                out.extend((*kept, Atom("filler", end, atom.end, "maybe more")))
            first = None
            continue
        out.append(atom)
        if atom.kind == "count":
            first = len(out) - 1
        elif atom.kind not in {"class", "classes", "maybe", "sign", "word", "filler", "years", "ours"}:
            first = None
    return out


def _as_one(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """ "As one class or as two": a number, and no mixed class."""
    atom = atoms[place]
    named = atom.kind == "mixed" and "one" in line.norms[atom.start : atom.end]
    return named and line.norm(atom.end) == "or" and any(part.kind == "count" for part in atoms[place + 2 : place + 4])


_CONDITIONS = frozenset({"no_match", "room", "fallback", "settle", "own_condition"})


def _left_open(line: Line, out: Sequence[Atom], first: int, atoms: Sequence[Atom], place: int) -> int | None:
    """The smaller number, where the number at `place` is one more and an "or" or a "maybe" stands between; else None."""
    atom, low = atoms[place], out[first].value
    high = Count(2) if atom.kind == "both" else atom.value
    years = sum(part.kind == "years" for part in out[first + 1 :])
    after = _kind(atoms, place + 1)
    between = [norm for part in out[first + 1 :] if part.kind != "years" for norm in line.norms[part.start : part.end]]
    words = [word for word in between if word not in _CLASS_NOUNS]
    linked = bool(set(words) & _OPEN_LINKS) or line.norm(atom.start) in _OPEN_LINKS
    ended = words != ["or"] or len(between) == 1 or _ends(line, atom.end, _ENDS | _GOING_ON)
    if (not words and not high.unclear) or not set(words) <= _OPEN_GLUE | _OPEN_LINKS or not linked or not ended:
        return None
    named = {after, _kind(atoms, place + 2)} & {"years", "codes"}
    if years > 1 or (years and named) or low.number is None:
        return None
    number = high.number or (high.options and high.options[0]) or 0
    resting = line.norm(atom.end) == "if" or after in _CONDITIONS or _kind(atoms, place + 2) in _CONDITIONS
    if number < low.number and resting:
        return None  # "2 classes, or 1 if you are short": the smaller is settled for
    return int(min(low.number, number)) if abs(number - low.number) == 1 and number else None
