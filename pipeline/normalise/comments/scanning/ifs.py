"""Conditions: what an "if" is about, by the words of its clause: a match that fails, room to spare, courtesy, or staff.

The lexicon knows many conditions word for word; this module sorts the others by the few words that matter in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

_OPENERS = frozenset({"if", "should", "unless", "supposing", "assuming"})
_ENDS = frozenset({".", "!", "?", ";", ",", ")", ":", "then", "otherwise", "\u2022"})
_REACH = 16
_MODEST = frozenset({"cheeky", "greedy", "trouble", "bother", "imposing", "rude"})
_CUES = ("if-room", "if-no-match", "if-courtesy", "if-ours", "if-theirs")


def read_conditions(line: Line, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with each opener of a condition named after what its clause is about."""
    out = list(atoms)
    for place, atom in enumerate(atoms):
        if atom.kind in _OPENING and (end := _opening(line, atom.start)) and _of_staffing(_clause(line, end)):
            out[place] = Atom("own_condition", atom.start, atom.end, atom.value)
            continue
        if atom.kind != "word" or atom.value not in _OPENERS or (atom.value == "should" and not _opens(line, atom)):
            continue
        kind = _about(_clause(line, atom.end))
        if atom.value == "unless" and kind is None:
            kind = "no_match"
        if kind is not None:
            out[place] = Atom(kind, atom.start, atom.end, atom.value)
    return out


_OPENING = frozenset({"word", "condition", "no_match", "maybe", "filler", "own_condition"})
_OPENINGS = (
    *(("as", "long", "as"), ("so", "long", "as"), ("provided",), ("providing",), ("subject", "to"), ("unless",)),
    *(
        ("depends", "on"),
        ("depending", "on"),
        ("dependent", "on"),
        ("dependant", "on"),
        ("conditional", "on"),
        ("assuming",),
    ),
)
_FIRST = frozenset(words[0] for words in _OPENINGS)
_STAFFING = word_set("if-staffing")
_AUTHORITY = frozenset({"governors", "head", "headteacher", "budget", "funding", "trust", "cover", "supply", "fee"})


def _opening(line: Line, at: int) -> int:
    """Return where the words that open a condition at `at` end ("as long as", "subject to"), or 0 where none stand."""
    if line.norm(at) not in _FIRST:
        return 0
    return next((at + len(words) for words in _OPENINGS if line.norms[at : at + len(words)] == words), 0)


def _of_staffing(words: Sequence[str]) -> bool:
    """Whether a condition is about who teaches ("as long as the new teacher agrees"), which leaves the year open."""
    said = set(words)
    return bool(said & (_STAFFING | word_set("titles"))) and not said & (_AUTHORITY | word_set("if-theirs"))


def _opens(line: Line, atom: Atom) -> bool:
    """Whether "should" stands before its subject ("should there be room"), not after it ("that should be Year 4")."""
    return line.norm(atom.end) in {"there", "you", "it", "that", "this", "they", "we", "one", "any", "another"}


def _clause(line: Line, start: int) -> list[str]:
    words: list[str] = []
    for at in range(start, min(start + _REACH, len(line.norms))):
        norm = line.norms[at]
        if norm in _ENDS and words:
            break
        words.append(norm)
    return words


def _about(words: Sequence[str]) -> str | None:
    said = set(words)
    room, no_match, courtesy, ours, theirs = (said & word_set(name) for name in _CUES)
    if said & _MODEST:
        return "courtesy"
    if room == {"enough"} and ours and not theirs:
        return "own_condition"
    if not room and not no_match and said & {"teacher", "teachers", "staffing", "staff"} and _of_staffing(words):
        return "own_condition"
    if room and not said & {"no", "not", "isn't", "aren't"}:
        return "room"
    if no_match and (theirs or not ours):
        return "no_match"
    if courtesy and not no_match and len(words) <= 9:
        return "courtesy"
    if ours and not theirs and not no_match & {"only"}:
        return "own_condition"
    return None
