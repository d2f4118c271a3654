"""What stands beside the years: names and codes of classes, and signs that the years are the partner's."""

from __future__ import annotations

import re

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Atom, Line, Years
from pipeline.normalise.comments.words.spelling import word_set

# How many symbols a count can stand away from its years.
REACH = 24


def named_beside(
    clause: Clause, text: str, places: tuple[int, ...], spot: int, reach: int, taken: set[int]
) -> tuple[int | None, int]:
    """Count the class names or codes that stand directly beside the years: "Year 4 (4T, 4S)", "Elm and Ash (Y5)"."""
    found = re.match(r"[,:(\-]*([mK])", text[reach:])
    if found and not (found[1] == "K" and text[spot] == "K"):
        atom = clause.atoms[places[reach + found.start(1)]]
        value = _same_year(atom, clause.atoms[places[spot]])
        if value is not None:
            taken.update(range(reach, reach + found.end()))
            return value, reach + found.end()
    if found and found[1] == "K":
        return None, reach
    first = max(0, spot - REACH)
    before = re.search(r"([mK])[nN]?[,:(\-d]*$", text[first:spot])
    if before:
        atom = clause.atoms[places[first + before.start(1)]]
        value = _same_year(atom, clause.atoms[places[spot]])
        if value is not None:
            taken.update(range(first + before.start(), spot))
            return value, reach
    if text[spot] == "K" and (after := re.match(r"[,(\-:d]*(Y)", text[reach:])):
        atom = clause.atoms[places[reach + after.start(1)]]
        if isinstance(atom.value, Years) and _same_year(clause.atoms[places[spot]], atom) is not None:
            taken.update(range(reach, reach + after.end()))
            return len(clause.atoms[places[spot]].value), reach + after.end()
    return None, reach


def _same_year(names: Atom, years: Atom) -> int | None:
    """How many classes the names or codes count, where they agree with the year; None where they do not."""
    if names.kind != "codes":
        return int(names.value)
    digits = {number for code in names.value for number in code}
    codes = set(years.value.codes) if isinstance(years.value, Years) else set()
    return len(names.value) if {f"Y{number}" for number in digits} == codes else None


def _last(clause: Clause, places: tuple[int, ...], spot: int, kind: str) -> object:
    """The words of the last atom of this kind before the years."""
    return next((atom.value for atom in reversed(clause.atoms[: places[spot]]) if atom.kind == kind), "")


_LINKS = frozenset({"link", "linked", "linking", "links", "match", "matched", "pair", "paired", "partner", "partnered"})
_ANY = frozenset({"a", "an", "another", "any", "some", "either", "the", "other"})


def _linked_to(line: Line, at: int) -> bool:
    """ "Year 4, but could link to a Year 5 class": what the years before it are linked to."""
    spot = at - 1
    while spot >= 0 and line.norms[spot] in _ANY:
        spot -= 1
    return spot > 0 and line.norms[spot] == "to" and line.norms[spot - 1] in _LINKS and "year" in line.norms[:spot]


# "A special school's Y5/6 age group", "our partner's Year 5".
_OWNERS = frozenset({"school's", "schools'", "partner's", "partners'"})
_MET = frozenset({"them", "us"})
_AT_THE_TIME = frozenset({"in", "into", "as", "during", "when", "once", "through"})


def _when(line: Line, at: int) -> bool:
    """ "Carry on with them in Year 5": a school that is met owns no years, and these say when."""
    return line.norm(at - 1) in _AT_THE_TIME and line.norm(at - 2) in _MET


_TITLES = word_set("titles")


def _teachers_own(clause: Clause, at: int) -> bool:
    """ "Mrs Lord and Mr Gill would both like to bring their Year 6 classes": the teachers', and so ours."""
    before = clause.atoms[:at]
    own = next((place for place, atom in enumerate(before) if atom.kind == "theirs"), None)
    return (
        own is not None
        and before[own].value == "their"
        and (
            any(atom.value in _TITLES or atom.kind == "staff" for atom in before[:own])
            and not any(atom.kind in {"school", "theirs"} for atom in before[:own])
        )
    )


def _besides(line: Line, clause: Clause, text: str, places: tuple[int, ...], spot: int) -> bool:
    """ "A pair of Y3 classes along with a single Y5": a number with these words is one more of ours."""
    at = text.rindex("W", 0, spot)
    more = line.norm(clause.atoms[places[at]].start - 1) in {"along", "together", "coupled"}
    return more and not {"c", "b"}.isdisjoint(text[at:spot])


def theirs(line: Line, clause: Clause, text: str, places: tuple[int, ...], spot: int, reach: int) -> bool:
    """Whether the years are the other school's (7.26): "with the Year 4 at Lane Ends", "their Year 4", "two of theirs"."""
    after = text[reach : reach + 4]
    if re.match(r"[nN]?o?d?[St]", after) and not re.match(r"[nN]?[St]", text[reach : reach + 1]):
        following = re.match(r"[nN]?(o?)d?([St])", after)
        if following and following[1] and line.norm(clause.atoms[places[reach + following.start(1)]].start) != "for":
            return True
    if _linked_to(line, clause.atoms[places[spot]].start):
        return True
    if _when(line, clause.atoms[places[spot]].start):
        return False
    if line.norm(clause.atoms[places[spot]].start - 1) in _OWNERS:
        return True
    before = text[max(0, spot - REACH) : spot]
    if _teachers_own(clause, places[spot]) or "for" in line.norms[max(0, clause.atoms[places[spot]].start - 3) :][:3]:
        return False
    if (
        "t" in before
        and re.search(r"tW[acx*nN]*$", before)
        and str(_last(clause, places, spot, "theirs")).endswith("school")
    ):
        return True  # "if there's another school with a Y5/6 class"
    if "t" in before and re.search(r"t[nN]?[?:w]{0,2}[cbaqo]?[xn]?$", before) and not before.endswith("d"):
        return True
    said = [norm for norm in line.norms[clause.atoms[places[spot]].end :][:5] if norm not in {"class", "classes", "a"}]
    if said[:1] in (["link"], ["linked"], ["paired"]) and said[1:2] == ["with"] and said[2:3] in (["ours"], ["us"]):
        return True  # "happy to have a Y3 class link with ours"
    with_them = re.search(r"W([dacqx*nNo]*)$", before) if "W" in before else None
    if with_them and "d" not in with_them[1] and not _besides(line, clause, text, places, spot):
        return bool(re.search(r"[YKS]", before)) or text[reach : reach + 1] in {"o", "t"}
    return False


_SPENT = frozenset({"in", "with", "of", "teaching"})
_LEAVING = frozenset({"leave", "leaving", "keep", "keeping", "count", "miss", "missing"})


def in_class(line: Line, count: Atom, years: Atom) -> bool:
    """ "There are only 9 in our Y5 class": a number that is in one class is of its children."""
    between = line.norms[count.end : years.start]
    return (
        count.value.number != 1 and between[:1] == ("in",) and set(between[1:]) <= {"our", "my", "the", "this", "that"}
    )


def left_out(line: Line, atom: Atom) -> bool:
    """ "Leave Y5 out of it", "keep our Year 6 class out this time"."""
    after = atom.end + (line.norm(atom.end) in {"class", "classes", "children"})
    before = atom.start - 1 - (line.norm(atom.start - 1) in {"our", "the"})
    return line.norm(after) == "out" and line.norm(before) in _LEAVING


def spent(line: Line, clause: Clause, atom: Atom) -> bool:
    """ "After three years in Year 2": the years that a stretch of time was spent in."""
    led = line.norm(atom.start - 1) in _SPENT
    return led and any(other.kind == "length" and other.end == atom.start - 1 for other in clause.atoms)


def all_behind(clause: Clause, text: str, spot: int) -> bool:
    """ "Year 5, all of them", "Year 5 would take part as a whole year group"."""
    if re.match(r"[,(:-]*q(?![dY])", text[spot + 1 :]):
        return True
    return text.count("Y") == 1 and any(atom.value == "as a whole" for atom in clause.atoms)
