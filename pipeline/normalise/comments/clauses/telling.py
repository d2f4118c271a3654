"""Telling: whether a clause tells what was, what there is or who teaches whom, and so asks for nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import YEARS, Atom
from pipeline.normalise.comments.words.spelling import word_set

_PLAIN_WORDS = word_set("plain-words")


def entered(piece: Sequence[Atom]) -> bool:
    """ "3FE in Y5 and Y6": the form entry of those years is told, nothing is asked."""
    return any(
        first.kind == "form-entry"
        and second.value in {"in", "up", "for", "through", "from", "up to"}
        and third.kind in YEARS
        for first, second, third in zip(piece, piece[1:], piece[2:], strict=False)
    )


def wanted_once(piece: Sequence[Atom]) -> bool:
    """ "Then it was Year 4 we wanted"."""
    at = next(place for place, atom in enumerate(piece) if atom.kind in YEARS)
    before, after = [str(atom.value) for atom in piece[:at]], [str(atom.value) for atom in piece[at + 1 :]]
    return before[-2:] == ["it", "was"] and any(word in {"wanted", "asked for", "hoped for"} for word in after)


def dated(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Year 6 last year, Year 5 this year": years that only the past is said of."""
    later = [atom for atom in piece if atom.start >= first.end and atom.kind not in {"sign", "filler"}]
    return bool(later) and all(atom.kind == "last_year" or atom.value in {",", "-", "so"} for atom in later)


def of_the_rest(piece: Sequence[Atom]) -> bool:
    """ "… and the rest are reception", "(the other half are with the Y5s)"."""
    words = " ".join(str(atom.value) for atom in piece[:4]).split()
    return any(
        first in {"the", "our"} and second in {"rest", "others"} for first, second in itertools.pairwise(words)
    ) or ("the other half" in " ".join(words))


def described(piece: Sequence[Atom]) -> bool:
    """ "Our Year 4 classes are very full this year": what they are like is told, nothing is asked."""
    years = next((atom for atom in piece[:3] if atom.kind in YEARS), None)
    if years is None or any(atom.kind not in {"ours", "mine", "sign"} for atom in piece if atom.start < years.start):
        return False
    after = [atom for atom in piece if atom.start >= years.end and atom.kind not in {"class", "classes", "pupils"}]
    having = len(after) > 1 and str(after[0].value) in {"have", "has"} and str(after[1].value) in {"a", "an", "no"}
    if (
        not after
        or not (having or after[0].value in {"is", "are"})
        or any(atom.kind in _WANTED and atom.value != "full" for atom in after)
    ):
        return False
    words = [str(atom.value) for atom in after[1:] if atom.kind in {"word", "all"} and str(atom.value).isalpha()]
    return bool(words) and not _WILLING.intersection(words) and any(word not in _PLAIN_WORDS for word in words)


_WANTED = frozenset(
    {
        "ask",
        "prefer",
        "settle",
        "fallback",
        "count",
        "only",
        "both",
        "excluded",
        "exclude",
        "maybe",
        "either",
        "history",
    }
)
_WILLING = frozenset({"keen", "ready", "interested", "available", "free", "up", "excited", "waiting", "raring", "our"})


def busy(piece: Sequence[Atom], years: Atom) -> bool:
    """ "Year 6 have SATs": why it is not them."""
    after = [atom for atom in piece if atom.start >= years.end and atom.kind not in {"filler", "ours"}]
    return (
        len(after) > 1
        and str(after[0].value) in {"have", "has", "will have", "are doing"}
        and (after[1].kind == "topic_only")
    )


_CHILDREN = frozenset({"children", "pupils", "kids", "class", "classes", "lot"})


def done_already(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Y5 have done it already", "Year 6 did it last year"."""
    following = next((atom for atom in piece if atom.start >= first.end and atom.value not in _CHILDREN), first)
    later = next((atom for atom in piece if atom.start >= following.end), following)
    if str(following.value) in {"are", "is"} and str(later.value) in {"doing", "having", "busy", "away", "involved"}:
        return True
    if following.value == "linked":
        dated = any(atom.kind == "last_year" for atom in piece)
        return dated or str(later.value) in {"for", "last", "before"} or later.kind in {"last_year", "length"}
    if str(following.value) in {"didn't", "loved", "enjoyed", "hated", "struggled"}:
        return True
    if following.kind == "same_children" or (following.value == "from" and later.kind == "last_year"):
        return True  # "The Year 4 children from last year are still writing"
    dated = any(atom.kind in {"last_year", "calendar-year", "academic-year"} for atom in piece)
    return following.kind == "history" and (dated or str(following.value).startswith(("have ", "has ", "had ", "did")))


def as_we_do(piece: Sequence[Atom]) -> bool:
    """ "They have two Year 4 classes and so do we": it holds for us as well."""
    words = " ".join(str(atom.value) for atom in piece)
    return any(
        said in words
        for said in (
            "so do we",
            "so have we",
            "as do we",
            "as have we",
            "same as us",
            "like us",
            "as we do",
            "so are we",
        )
    )


_TITLES = word_set("titles")
_STAFF_VERBS = word_set("staff-verbs")


_POINTING = frozenset({"that", "that's", "this", "these", "there", "there's", "which", "so"})


def _told_before(piece: Sequence[Atom]) -> bool:
    """Whether years stand before a bracket, whose teacher is then the class's: "Year 4 (Mr Lee is retiring)"."""
    return any(part.kind in YEARS for part in piece)


def of_teacher(piece: Sequence[Atom]) -> bool:
    """ "Mrs Pye is moving to Year 2": the years are a teacher's, not what is offered ("Mrs Pye's Year 2" is)."""
    for at, atom in enumerate(piece[:-2]):
        if atom.kind == "word" and atom.value in _TITLES:
            if any(
                part.value == "(" and place and _told_before(piece[:place]) for place, part in enumerate(piece[:at])
            ):
                return False
            name, following = piece[at + 1], piece[at + 2]
            if str(name.value).endswith("'s") or following.kind in YEARS or following.value == "(":
                return False
            verb = str(following.value).split()[0] if following.value else ""
            has = following.kind == "have" and verb not in _POINTING  # "Mr Cole, and that's it"
            return verb in _STAFF_VERBS or has or following.kind in {"ask", "moving", "history", "teaches"}
    return False


def counted(piece: Sequence[Atom]) -> bool:
    """Whether a number of classes stands right beside a year."""
    kinds = [
        atom.kind for atom in piece if atom.value not in {"(", ":", "-", ",", "of", "in", "x"} and atom.kind != "ours"
    ]
    return any(
        {first, second} == {"count", "years"} or (first, second) in {("years", "class"), ("years", "names")}
        for first, second in itertools.pairwise(kinds)
    )


def prose(piece: Sequence[Atom]) -> bool:
    """Whether a clause tells something in sentences, rather than naming years and numbers."""
    # The name after a title tells nothing: "Year 5 (Mrs Shah and Mrs Lunt)".
    names = {
        second.start
        for first, second in itertools.pairwise(piece)
        if first.kind == "word" and first.value in _TITLES and second.kind == "word"
    }
    words = [
        str(atom.value)
        for atom in piece
        if atom.start not in names
        and atom.kind in {"word", "theirs", "staff", "history", "ours", "topic_only", "moving"}
    ]
    return sum(1 for word in words if word.isalpha() and word not in _PLAIN_WORDS) >= 3
