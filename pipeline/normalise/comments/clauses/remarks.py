"""Remarks inside a sentence: of the past, of the other school, or in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import TOLD, YEARS, Atom

_SPEAKING = frozenset({"we", "i", "they", "he", "she", "it", "we've", "they've", "we'd"})


def _goes_on(sentence: Sequence[Atom], at: int) -> bool:
    """ "Heron, the Year 5 and 6 class, *had theirs* in spring": what is said of the years set between the commas."""
    told = sentence[at]
    if told.kind != "history" or sentence[at - 1].value != "," or str(told.value).split()[0] in _SPEAKING:
        return False
    opened = next((spot for spot in range(at - 2, 0, -1) if sentence[spot].value in {",", ";", ":", "-"}), 0)
    between = sentence[opened + 1 : at - 1]
    named = sentence[opened - 1].kind in {"word", "names", "class-name"} and 0 < opened <= _NAME + 1
    return named and sentence[opened].value == "," and bool(between) and between[0].kind == "ours"


_NAME = 3


def remark(sentence: Sequence[Atom], at: int) -> int:
    """Where a remark of the past or of the other school begins, if years with what is said of them stand before it."""
    if _goes_on(sentence, at):
        return 0
    for spot in range(at - 1, 0, -1):
        atom = sentence[spot]
        if (atom.kind in YEARS and spot < at - 1) or atom.kind in {
            "ask",
            "have",
            "history",
            "last_year",
            "self",
            "abstain",
        }:
            return 0
        if atom.kind == "sign" and atom.value in {",", "-", ":"}:
            before = sentence[:spot]
            named = any(part.kind in YEARS for part in before) and not any(
                part.kind
                in {"history", "last_year", "were", "next_edition", "theirs", "same_children", "same_as_before"}
                for part in before
            )
            return spot if named else 0
    return 0


def aside(sentence: Sequence[Atom], at: int) -> bool:
    """Whether a bracket opens a remark ("it was two until last year") rather than a number or a name."""
    for atom in sentence[at + 1 : at + 40]:
        if atom.value == ")" or _names(sentence, at):
            return False
        if atom.kind in {TOLD, "history", "background", "theirs", "self", "have", "staff", "same_children"}:
            return True
    return False


def _names(sentence: Sequence[Atom], at: int) -> bool:
    """ "Class 2 (that's Years 2 and 3)": the bracket says which years the class is."""
    inside = [atom.kind for atom in sentence[at + 1 : at + 3]]
    return (
        sentence[at - 1].kind in {"class-name", "names", "codes"} and inside[:1] == ["have"] and (inside[-1] in YEARS)
    )
