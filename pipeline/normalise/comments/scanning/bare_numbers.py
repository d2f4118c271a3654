"""Numbers that can only be year groups, in a comment that names no year in words: "5/6 please", "4 - 2 classes".

Looked for only where no word for a year or a stage leads a number. What is read here is a digit of the junior years,
unless the comment itself says that its numbers are years ("Year group put forward: 2", "3s and 6s (years)").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline import years as school
from pipeline.normalise.comments.scanning.ages import plural_s, small_number
from pipeline.normalise.comments.scanning.bare_pairs import bare_pairs
from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.normalise.comments.words.tokens import BULLET

_JUNIOR = range(3, 7)
_LAST = 13
_OPENS = frozenset({"", ".", ";", "!", BULLET, "hi", "hello", ",", "not", "so"})
_ENDS = frozenset({"", ".", ",", ";", "!", "?", "please", "thanks", BULLET, ")"})
_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups"})
_COUNT_SIGNS = frozenset({":", "-", "=", ","})
_LABELLED = frozenset({":", "is", "="})
_REACH = 8
_SAID = frozenset({("(", "years"), ("years", "that"), ("years", "i"), ("(", "year")})


def bare_years(line: Line) -> Iterator[Atom]:
    """Yield the numbers of a line without a year in words that are year groups all the same."""
    said = _said_to_be_years(line)
    listed = any(bare_pairs(line, at) is not None for at in range(len(line.norms)))
    at = 0
    while at < len(line.norms):
        found = (
            (None if listed else _pair(line, at))
            or _plurals(line, at)
            or _labelled(line, at)
            or _headed(line, at, said)
        )
        if found is None:
            at += 1
        else:
            yield found
            at = found.end


_SETTLING = frozenset({"fallback", "settle", "no_match"})
_HIGH_COUNT = 3


def settled_years(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with bare numbers that are settled for read as years: "Year 5, one class. At a push 4 or 6".

    A number of classes that is settled for is lower than the one that was asked for.
    """
    out = list(atoms)
    highest = 1
    named: set[str] = set()
    for place, atom in enumerate(atoms):
        if atom.kind == "years":
            named |= set(getattr(atom.value, "codes", ()))
        elif atom.kind == "count" and place and atoms[place - 1].kind in _SETTLING and named and highest < _HIGH_COUNT:
            found = _bare_list(line, atom)
            if found is not None and named.isdisjoint(found.value.codes):
                out[place] = found
        if atom.kind == "count" and isinstance(atom.value, Count) and atom.value.number is not None:
            highest = max(highest, atom.value.number)
    return out


def _bare_list(line: Line, atom: Atom) -> Atom | None:
    """The junior years of "4", "4 or 6", "4/6", where nothing that is counted follows."""
    words = line.norms[atom.start : atom.end]
    numbers = [small_number(word, words=False) for word in words[::2]]
    closed = line.norm(atom.end) in _ENDS and set(words[1::2]) <= {"or", "/"}
    if not closed or any(number not in _JUNIOR for number in numbers):
        return None
    return _years(
        atom.start, atom.end, *(number for number in numbers if number), joiner="or" if numbers[1:] else "one"
    )


def _said_to_be_years(line: Line) -> bool:
    """ "5s, 2. 6s, 1. years that is", "3s and 6s (years)"."""
    return any(pair in _SAID for pair in zip(line.norms, line.norms[1:], strict=False))


def _digit(line: Line, at: int) -> int | None:
    """The number of a junior year at `at`, written as a digit that nothing is joined to."""
    number = small_number(line.norm(at), words=False)
    joined = line.close(at) and line.norm(at - 1) not in {"(", ":"}
    return number if number in _JUNIOR and not joined else None


def _years(start: int, end: int, *numbers: int, joiner: str = "one", plural: bool = False) -> Atom | None:
    codes = [code for number in numbers if (code := school.year_code(number)) is not None]
    parts = tuple(((code,), start, end) for code in codes)
    return Atom("years", start, end, Years(tuple(codes), joiner, parts, plural)) if codes else None


def _pair(line: Line, at: int) -> Atom | None:
    """ "5/6 pls", "3/4 Beech and 3/4 Sycamore": neighbouring junior years; "3/4 of our pupils" is a part."""
    low = _digit(line, at)
    high = small_number(line.norm(at + 2), words=False)
    tight = line.norm(at + 1) == "/" and line.close(at + 1) and line.close(at + 2)
    if low is None or high != low + 1 or high not in _JUNIOR or not tight:
        return None
    after = line.norm(at + 3)
    if after in {"of", "/", "day", "days", "hour", "hours", "miles", "mile", "years"} or after.isdecimal():
        return None
    opens = line.norm(at - 1) in _OPENS | {"or", "and"} or line.tokens[at].lines > 0
    named = line.text_of(at + 3)[:1].isupper() or after in _ENDS | {"-", "or", "and"}
    return _years(at, at + 3, low, high, joiner="slash") if opens and named else None


def _plurals(line: Line, at: int) -> Atom | None:
    """ "One class of 5s and 6s": neighbouring junior years, each with the sign of its children."""
    low = _digit(line, at)
    if low is None or not plural_s(line, at + 1) or line.norm(at + 2) not in {"and", "/", "&", "or"}:
        return None
    high = small_number(line.norm(at + 3), words=False)
    if high != low + 1 or high not in _JUNIOR or not plural_s(line, at + 4):
        return None
    return _years(at, at + 5, low, high, joiner="or" if line.norm(at + 2) == "or" else "and", plural=True)


def _labelled(line: Line, at: int) -> Atom | None:
    """ "Year groups (please list): 4", "The year is 3", "Year group put forward: 5"."""
    number = small_number(line.norm(at), words=False)
    if number is None or not 1 <= number <= _LAST or line.norm(at - 1) not in _LABELLED:
        return None
    before = line.norms[max(0, at - _REACH) : at - 1]
    stop = max(
        (spot for spot, norm in enumerate(before) if norm in {".", "!", "?", BULLET, "class", "classes"}), default=-1
    )
    label = before[stop + 1 :]
    led = "year" in label and not {"this", "last", "next", "our", "in"} & set(label)
    ends = line.norm(at + 1) in _ENDS or (at + 1 < len(line.tokens) and line.tokens[at + 1].lines > 0)
    return _years(at, at + 1, number) if led and ends else None


def _headed(line: Line, at: int, said: bool) -> Atom | None:
    """ "4 - 2 classes" on a line of its own; "not 3 not 5. so 4!"; "three: 2 classes (years I mean)"."""
    number = _digit(line, at) if not said else small_number(line.norm(at))
    if number is None or number not in _JUNIOR:
        return None
    if said and plural_s(line, at + 1):
        return _years(at, at + 2, number, plural=True)
    opens = at == 0 or line.tokens[at].lines > 0 or line.norm(at - 1) == BULLET
    counted = line.norm(at + 1) in _COUNT_SIGNS and line.norm(at + 3) in _CLASS_NOUNS
    counted = counted and small_number(line.norm(at + 2)) is not None and line.norm(at + 1) != ","
    refused = line.norm(at - 1) in {"not", "so"} and line.norm(at + 1) in _ENDS | {"not"}
    return _years(at, at + 1, number) if (opens and counted) or refused else None
