"""Numbers that are set apart from the classes that there are: "one of which would like to", "instead of two", "only Mrs Hill's".

Read over the atoms before the clauses are cut. What is set aside ("rather than two") becomes a filler; what is picked
out ("only Mrs Hill's wants to") becomes a number.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import Atom, Count, Line
from pipeline.normalise.comments.words.spelling import word_set

_TITLES = word_set("titles")
_CLASS = frozenset({"class", "classes"})
_YEARS = frozenset({"years", "codes"})
_LIMITING = frozenset({"only", "just"})
_LARGEST = 12


def set_apart(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with what is set aside taken out, and what is picked out counted."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        if atom.kind not in _KINDS and str(atom.value) not in _CUES and line.norm(atom.end - 1) != "with":
            out.append(atom)  # most atoms set nothing apart
            at += 1
            continue
        found = (
            _instead(line, atoms, at)
            or _which(line, atoms, at)
            or _alone(line, atoms, at)
            or _the_other(line, atoms, at)
            or _put_forward(line, atoms, at)
            or _not_another(line, atoms, at)
            or _compared(line, atoms, at)
            or _owners(line, atoms, at)
            or _content(line, atoms, at)
            or _told_now(atoms, at)
        )
        merged, after = found if found is not None else (atom, at + 1)
        out.append(merged)
        at = after
    return out


_Found = tuple[Atom, int] | None


def _definite(atoms: Sequence[Atom], at: int) -> int | None:
    """The definite number of classes at `at`, "both" being two; None where none stands there."""
    atom = atoms[at] if at < len(atoms) else None
    if atom is None or atom.kind not in {"count", "both"}:
        return None
    return 2 if atom.kind == "both" else atom.value.number


def _kind(atoms: Sequence[Atom], at: int) -> str:
    return atoms[at].kind if 0 <= at < len(atoms) else ""


def _value(atoms: Sequence[Atom], at: int) -> str:
    return str(atoms[at].value) if 0 <= at < len(atoms) else ""


_INSTEAD = frozenset({"instead of", "rather than", "not"})
_LEADS = frozenset({"the", "just", "only", "our", "having", "doing", "all", "all the"})


def _instead(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "One class instead of two: Year 5", "one class, not both": the number that is not meant, nor any year with it."""
    if atoms[at].kind != "exclude" or atoms[at].value not in _INSTEAD:
        return None
    spot = at + 1
    while _value(atoms, spot) in _LEADS and _kind(atoms, spot) not in {"count", "both"}:
        spot += 1
    if _definite(atoms, spot) is None:
        return None
    spot += 1
    if _kind(atoms, spot) in _CLASS:
        spot += 1
    if _kind(atoms, spot) in _YEARS or _value(atoms, spot) in {"of", "in", "from", "for"}:
        return None
    if atoms[at].value == "not" and _value(atoms, at - 1) in {"if", "why", "or"}:
        return None
    return Atom("filler", atoms[at].start, atoms[spot - 1].end, "instead"), spot


_CLOSED = frozenset({"", ".", ",", ")", "!", ";", "-", "please"})


def _not_another(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "Mrs Hill's class, not Mr Dean's", "my class, not the other one": the class that is left out."""
    if atoms[at].kind != "exclude" or atoms[at].value != "not":
        return None
    spot = at + 1
    if _value(atoms, spot) in _TITLES:
        end = _possessive(atoms, spot)
    else:
        spot += _value(atoms, spot) in {"the", "our"}
        end = spot + 1 if _value(atoms, spot) in {"other", "others"} else None
        if end is not None and (_value(atoms, end) == "one" or _kind(atoms, end) in _CLASS | {"count"}):
            end += 1
    if end is None:
        return None
    end += _kind(atoms, end) == "class"
    if end < len(atoms) and _value(atoms, end) not in _CLOSED and _kind(atoms, end) != "courtesy":
        return None
    return Atom("filler", atoms[at].start, atoms[end - 1].end, "not another"), end


_POINTING = frozenset({"which", "whom", "them", "these", "those"})
_WILLING = frozenset({"keen", "interested", "happy", "available", "free", "taking", "doing", "joining", "able"})
_BEING = frozenset({"is", "are", "will", "would", "wants", "want", "can", "could", "'ll"})


def _wishes(line: Line, atoms: Sequence[Atom], at: int) -> bool:
    """Whether what stands at `at` says that somebody wishes to take part: "would like to", "is keen", "will be doing it"."""
    if at >= len(atoms):
        return False
    if atoms[at].kind == "ask":
        return str(atoms[at].value) != "please"
    words = line.norms[atoms[at].start : atoms[at].start + 4]
    willing = bool(_WILLING & set(words[1:])) or any(part.kind == "ask" for part in atoms[at + 1 : at + 3])
    return bool(words) and words[0] in _BEING and "not" not in words and willing


def _which(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "Two classes, one of which would like to take part", "… two or three of them will": how many of them are meant."""
    atom = atoms[at]
    spot = at + 1
    number: Count | None = None
    if atom.kind == "count":
        number = atom.value
        if line.norm(atom.end - 1) != "of":
            spot += _value(atoms, spot) == "of"
    elif atom.kind == "word" and atom.value == "one" and _value(atoms, spot) == "of":
        number, spot = Count(1), spot + 1
    if number is None or line.norm(atoms[spot - 1].end - 1) != "of":
        return None
    words = _value(atoms, spot).split()
    if words == ["whom"] and not _wishes(line, atoms, spot + 1):
        return Atom("pupils", atom.start, atoms[spot].end, None), spot + 1  # "our class, 6 of whom are new"
    pointing = bool(words) and words[0] in _POINTING and set(words[1:]) <= _BEING
    if not pointing or not (_wishes(line, atoms, spot + 1) or _kind(atoms, spot + 1) in _YEARS):
        return None
    return Atom("count", atom.start, atoms[spot].end, number), spot + 1


def _the_other(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "Two classes, one Year 3 and the other Year 4": the other is one; "28 in one class and 27 in the other": two."""
    if _value(atoms, at + 1) == "other" and _value(atoms, at) == "the":
        spot = at + 2
        if (
            _kind(atoms, spot) == "count"
            and at
            and line.norm(atoms[at].start - 1) in {"bring", "offer", "enter", "has"}
        ):
            return Atom("count", atoms[at].start, atoms[spot].end, atoms[spot].value), spot + 1
        while _value(atoms, spot) in {"in", "is", "from", "a", "an", "being", "our"}:
            spot += 1
        counted = not {"one", "1"}.isdisjoint(line.norms[max(0, atoms[at].start - 8) : atoms[at].start])
        told = ("one", "class") in itertools.pairwise(line.norms[max(0, atoms[at].start - 8) : atoms[at].start])
        if counted and not told and _kind(atoms, spot + 1) != "class" and _kind(atoms, spot) in _YEARS:
            return Atom("count", atoms[at].start, atoms[spot - 1].end, Count(1)), spot
    if atoms[at].kind == "pupils" and ("in", "one") in itertools.pairwise(line.norms[atoms[at].start : atoms[at].end]):
        after = line.norms[atoms[at].end : atoms[at].end + 7]
        if ("the", "other") in itertools.pairwise(after) and "in" in after and "." not in after:
            return Atom("count", atoms[at].start, atoms[at].end, Count(2)), at + 1
    return None


_PUT = frozenset({"put", "putting"})
_FORWARD = frozenset({"forward", "in", "up"})


def _put_forward(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "… and would like to put one forward": the word after the number says nothing more of it."""
    before = line.norms[max(0, atoms[at].start - 3) : atoms[at].start]
    counted = at > 0 and _definite(atoms, at - 1) is not None
    if not counted or _value(atoms, at) not in _FORWARD or _PUT.isdisjoint(before) or _kind(atoms, at + 1) in _YEARS:
        return None
    return Atom("filler", atoms[at].start, atoms[at].end, "forward"), at + 1


_OPENING = frozenset({".", "!", "?", ";", ",", "-", "and", "but", "only", "just", ":", "(", "\u2022"})


def _alone(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "There are two Year 4 classes. One is taking part.": one of them."""
    atom = atoms[at]
    opening = at == 0 or _value(atoms, at - 1) in _OPENING
    is_year = _value(atoms, at + 1) == "is" and _kind(atoms, at + 2) in _YEARS
    open_ = "either" in line.norms[atom.end : atom.end + 12]
    if atom.kind == "word" and atom.value == "one" and opening and is_year and not open_:
        return Atom("count", atom.start, atoms[at + 1].end, Count(1)), at + 2  # "one is Year 4"
    if atom.value == "one's" and opening and line.norm(atom.end) in _WILLING:
        return Atom("count", atom.start, atom.end, Count(1)), at + 1  # "we've got two, one's doing it"
    mine = atom.kind == "mine" and atom.value == "mine"
    if atom.value in {"hers", "his"} and _value(atoms, at + 1) == "to":
        return Atom("count", atom.start, atom.end, Count(1)), at + 1  # "Miss Bell would like hers to take part"
    if not (mine or (atom.kind == "word" and atom.value == "one")) or not opening:
        return None
    if not _wishes(line, atoms, at + 1):
        return None
    after = at + 1 + (_value(atoms, at + 1) in _BEING and _kind(atoms, at + 2) == "ask")
    return Atom("count", atom.start, atoms[after - 1].end, Count(1)), after


_COMPARED = frozenset(
    {
        "larger", "largest", "smaller", "smallest", "bigger", "biggest", "older", "oldest", "younger", "youngest", "second",
        "first", "other", "livelier", "quieter", "whichever", "stronger",
    }
)  # fmt: skip


def _compared(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "The larger of our two Year 3 classes": one of them."""
    atom = atoms[at]
    if str(atom.value) not in _COMPARED or atom.kind in {"count", "filler"}:
        return None
    spot = at + 1
    while _value(atoms, spot) in {"of", "our", "the", "of our", "of the", "one"}:
        spot += 1
    number = _definite(atoms, spot)
    if spot == at + 1 or "of" not in line.norms[atom.start : atoms[spot - 1].end] or number is None or number < 2:
        return None
    return Atom("count", atom.start, atoms[spot].end, Count(1)), spot + 1


def _owners(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "… but only Mrs Hill's wants to take part": one class; "Miss Bell's and Mr Dean's Year 3 classes": two."""
    start = at
    if line.norms[atoms[at].start : atoms[at].end] == ("only",) or _value(atoms, at) == "just":
        at += 1
    names = 0
    while _value(atoms, at) in _TITLES and (end := _possessive(atoms, at)) is not None:
        names, at = names + 1, end
        if _value(atoms, at) in {"and", ","} and _value(atoms, at + 1) in _TITLES:
            at += 1
    if names == 2 and start + 1 < at and _kind(atoms, at) in _YEARS and _kind(atoms, at + 1) == "classes":
        return Atom("count", atoms[start].start, atoms[at - 1].end, Count(2)), at
    limited = str(atoms[start].value) in _LIMITING or line.norm(atoms[start].start - 1) in _PICKING
    if (
        names == 1
        and limited
        and (
            _wishes(line, atoms, at)
            or at == len(atoms)
            or _value(atoms, at) in {".", "!", ")"}
            or _kind(atoms, at) == "courtesy"
        )
    ):
        return Atom("count", atoms[start].start, atoms[at - 1].end, Count(1)), at
    return None


def _possessive(atoms: Sequence[Atom], at: int) -> int | None:
    """The place after "Mrs Hill's" at `at`."""
    for spot in range(at + 1, min(at + 3, len(atoms))):
        if str(atoms[spot].value).endswith(("'s", "s'")):
            return spot + 1
    return None


_PICKING = frozenset({"choose", "chose", "chosen", "choosing", "pick", "picked", "picking", "nominate", "nominating"})
_CONTENT = frozenset({"happy", "content", "fine", "ok", "okay", "satisfied", "glad", "manage", "cope"})


def _content(line: Line, atoms: Sequence[Atom], at: int) -> _Found:
    """ "Both Year 4 classes, but we would be happy with one": a smaller number that is settled for."""
    if line.norm(atoms[at].end - 1) != "with" or _CONTENT.isdisjoint(
        line.norms[max(0, atoms[at].start - 5) : atoms[at].end]
    ):
        return None
    spot = at + 1
    while _value(atoms, spot) in {"just", "only", "the"}:
        spot += 1
    number = _definite(atoms, spot)
    before = [part.value.number or 0 for part in atoms[:at] if part.kind == "count"] + [
        2 for part in atoms[:at] if part.kind == "both"
    ]
    if number is None or not before or number >= max(before) or _kind(atoms, spot + 1) in _YEARS:
        return None
    return Atom("fallback", atoms[at].start, atoms[at].end, "happy with"), at + 1


# Only an atom of these kinds, one of these words or a "with" can set anything apart.
_KINDS = frozenset({"exclude", "count", "pupils", "mine", "history"})
_CUES = _COMPARED | _FORWARD | _LIMITING | _TITLES | {"one", "one's", "hers", "his", "the"}
_HAVE_JUST = frozenset({"we have just", "i have just", "they have just"})


def _told_now(atoms: Sequence[Atom], at: int) -> _Found:
    """ "We have just the one Year 4 class": what there is, and not what has just been done."""
    atom = atoms[at]
    if atom.kind != "history" or atom.value not in _HAVE_JUST:
        return None
    counted = any(part.kind in {"count", "years"} for part in atoms[at + 1 : at + 3])
    return (Atom("have", atom.start, atom.end, atom.value), at + 1) if counted else None
