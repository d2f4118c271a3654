"""Symbols: a clause as a string of one letter an atom, so that patterns can bind numbers and nouns to years."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Atom
from pipeline.normalise.comments.words.spelling import word_set

_SYMBOLS = {
    "years": "Y",
    "codes": "K",
    "count": "c",
    "figure": "f",
    "zero": "0",
    "class": "n",
    "classes": "N",
    "class-of": "n",
    "classes-of": "N",
    "pupils": "p",
    "each": "e",
    "both": "b",
    "all": "q",
    "mixed": "x",
    "either": "i",
    "names": "m",
    "class-name": "m",
    "ours": "d",
    "mine": "d",
    "school": "S",
    "staff": "s",
    "theirs": "t",
    "part_of_class": "h",
    "part_class": "H",
    "form-entry": "F",
    "maybe": "?",
    "new_or_extra": "a",
    "none": "0",
}
_TRANSPARENT = frozenset(
    {"filler", "courtesy", "only", "now", "incoming", "next_year", "academic-year", "ordinal", "prefer", "tick", "date"}
)
# "They are in Year 4" are our children.
_PRONOUNS = frozenset({"they are", "they're", "they'll"})
_OF = frozenset({"of", "in", "from", "for", "per", "at", "out"})
_SIGNS = {
    "|": ":",
    "and": "&",
    "or": "|",
    "a": "a",
    "an": "a",
    "x": "*",
    "the": "d",
    "with": "W",
    "is": ":",
    "are": ":",
    "=": ":",
    "\u2192": ":",
    ">": ":",
}


def symbols(clause: Clause) -> tuple[str, tuple[int, ...]]:
    """Return the clause as symbols, and for each symbol the place of its atom. Fillers stand for nothing."""
    out: list[str] = []
    places: list[int] = []
    for place, atom in enumerate(clause.atoms):
        if atom.kind in _TRANSPARENT or (atom.kind == "ask" and str(atom.value).endswith("please")):
            continue
        last = out[-1] if out else ""
        if atom.kind == "have" and last == "Y" and out[-2:-1] == ["o"]:
            continue  # "in Year 6 there are two"
        if last == "Y" and (atom.value == "'" or (atom.value == "s" and clause.atoms[place - 1].value == "'")):
            continue  # "Year 6's teacher"
        if atom.kind == "have" and last == "(" and out[-2:-1] == ["m"]:
            continue  # "Class 2 (that's Years 2 and 3)"
        if atom.kind == "ask" and last in {"Y", ":"} and "Y" in out[-2:] and _brings(clause, place):
            continue  # "Year 5 will bring two"
        passed = (atom.kind in {"theirs", "both"} and _told_of(clause, place)) or of_partner(clause.atoms, place)
        symbol = "w" if passed else _SYMBOLS.get(atom.kind)
        if atom.kind == "each" and str(atom.value).endswith("both") and _before_classes(clause, place):
            symbol = "b"  # "putting in both classes"
        if atom.kind == "excluded" and atom.value == "x":
            symbol = "*"  # "Year 6 x nil"
        if symbol is None:
            word = str(atom.value) if atom.kind in {"word", "sign"} else ""
            symbol = (
                "o" if word in _OF else _SIGNS.get(word) or (word if atom.kind == "sign" and word in ",:()-/." else "w")
            )
        out.append(symbol)
        places.append(place)
    return "".join(out), tuple(places)


_BRINGING = frozenset(
    {"bring", "bringing", "offer", "offering", "enter", "entering", "send", "sending", "provide", "supply", "in"}
)


def _brings(clause: Clause, place: int) -> bool:
    """Whether a verb stands between a year and the number that it brings: "Year 5 will bring two and Year 6 one"."""
    atom = clause.atoms[place]
    following = clause.atoms[place + 1 : place + 2]
    counted = bool(following) and following[0].kind in {"count", "both"}
    return counted and atom.kind == "ask" and str(atom.value).split()[-1] in _BRINGING


_SIDES = word_set("sides")


_FINE = frozenset(
    {"fine", "ok", "okay", "good", "great", "possible", "free", "available", "suitable", "equally", "options"}
)


def _told_of(clause: Clause, place: int) -> bool:
    """Whether a word that counts or points is of no class here: "they are in Year 4", "both schools"."""
    atom = clause.atoms[place]
    if atom.kind == "theirs":
        before = clause.atoms[place - 1] if place else atom
        if atom.value == "them" and before.kind in {"both", "all"}:
            return True  # "two classes, both of them Year 6"
        return atom.value in _PRONOUNS and before.value != "if"
    following = clause.atoms[place + 1 : place + 2]
    return atom.kind == "both" and bool(following) and str(following[0].value) in _SIDES | _FINE


_LED = frozenset({"of", "the", "our", "other", "local", "different", "one", "a", "nearby", "these", "your"})
_PARTNER = frozenset(
    {
        *(
            "school",
            "schools",
            "type",
            "types",
            "kind",
            "kinds",
            "sort",
            "partner",
            "partners",
            "area",
            "size",
            "sizes",
        ),
        *("with", "day", "days", "date", "dates", "link", "location", "background", "faith", "town", "help", "setting"),
    }
)


def of_partner(atoms: Sequence[Atom], place: int) -> bool:
    """Whether an "any" or "either" is of the partner ("Y3 and Y4, any school"), and leaves the years as they are."""
    if atoms[place].kind != "either":
        return False
    words = [word for atom in atoms[place + 1 : place + 5] for word in str(atom.value).split() if word not in _LED]
    return words[:1] != [] and words[0] in _PARTNER


def _before_classes(clause: Clause, place: int) -> bool:
    return any(atom.kind == "classes" for atom in clause.atoms[place + 1 : place + 2])
