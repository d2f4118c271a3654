"""Refusals: whether a "not", a "can't" or a "no good" holds the years beside it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.normalise.comments.words.atoms import YEARS, Atom
from pipeline.normalise.comments.words.spelling import word_set

_PLAIN_WORDS = word_set("plain-words")


def rests_on(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Should Year 4 not be possible, …", "… if Year 6 doesn't work": a condition rules nothing out."""
    opens = first.kind == "no_match" or (first.kind == "word" and first.value in {"if", "should"})
    refusal = next((atom for atom in piece if atom.kind in {"exclude", "excluded"}), None)
    year = next((atom for atom in piece if atom.kind in YEARS), None)
    return opens and refusal is not None and year is not None and year.start < refusal.start


def failing(piece: Sequence[Atom]) -> bool:
    """ "If Year 6 is hard to place, …": the year that an "if" is about is not the one settled for, unless it is the easier."""
    at = next((place for place, atom in enumerate(piece) if atom.value == "if"), len(piece))
    after = [atom for atom in piece[at + 1 : at + 3] if atom.kind not in {"ours", "only"}]
    easier = any(str(atom.value) in _EASIER for atom in piece)
    return bool(after) and after[0].kind in YEARS and sum(atom.kind in YEARS for atom in piece) == 1 and not easier


_EASIER = frozenset({"easier", "simpler", "better", "likelier", "quicker", "preferable", "needed", "wanted", "more"})


def not_bothered(piece: Sequence[Atom]) -> bool:
    """ "Not bothered about Y5 this time": neither asked for nor ruled out."""
    return any(
        first.kind == "not_excluding" and str(first.value).startswith("not ") and second.value == "about"
        for first, second in itertools.pairwise(piece)
    )


def no_other(piece: Sequence[Atom]) -> bool:
    """ "We've no other KS2 class except Year 3/4": what there is, and nothing ruled out."""
    return any(
        first.kind == "exclude" and first.value == "no" and second.value == "other"
        for first, second in itertools.pairwise(piece)
    )


_BARE = frozenset(
    {
        "no",
        "not",
        "never",
        "definitely not",
        "certainly not",
        "absolutely not",
        "def not",
        "defo not",
        "can't",
        "cannot",
        "won't",
        "would not",
        "rather not",
    }
)


def refused_after(sentence: Sequence[Atom], at: int) -> bool:
    """ "Yr 6 no, Yr 5 yes", "Year 6 - definitely not": a bare refusal that closes what is said of the years before it."""
    if sentence[at].kind != "exclude" or str(sentence[at].value) not in _BARE:
        return False
    marked = sentence[at - 1].value in {"-", ":", "="}
    behind = at - 1 - marked
    while behind > 0 and sentence[behind].kind in {"class", "classes"}:
        behind -= 1
    if at < 1 or behind < 0 or sentence[behind].kind not in YEARS:
        return False
    after = next(iter(sentence[at + 1 : at + 2]), None)
    if after is None or after.value in {".", "!", ")", ";", "please"} or after.kind in {"courtesy", "filler"}:
        return True
    return after.value == "," and (not marked or str(sentence[at].value) != "no")


def none_there(piece: Sequence[Atom], before: Sequence[Atom]) -> bool:
    """ "There are no Year 5s in it next year", "we have no Year 6": what there is not, and nothing ruled out."""
    first = next((atom for atom in piece if atom.kind not in {"sign", "filler"}), piece[0])
    return first.kind == "exclude" and first.value == "no" and bool(before) and before[-1].kind == "have"


_CANNOT = frozenset({"can't", "cannot", "not", "won't", "couldn't", "unable"})
_GOING = frozenset(
    {
        "go",
        "travel",
        "get",
        "come",
        "attend",
        "make",
        "host",
        "wait",
        "afford",
        "walk",
        "stretch",
        "run",
        "cover",
        "allow",
        "extend",
        "permit",
        "cope",
    }
)


def _goes(piece: Sequence[Atom], at: int) -> bool:
    """ "Four classes of Y3, so can't go far": it is not the years that cannot."""
    return any(str(atom.value).split()[:1] and str(atom.value).split()[0] in _GOING for atom in piece[at + 1 : at + 2])


# Words that begin another statement: what stands behind them is said of something else.
_PARTING = frozenset({",", "(", ")", "so", "but", "or", "that", "which", "who", "whether", "if", "because"}) | {
    *("i", "we", "you", "he", "she", "it", "they")
}
_FAR = 3
_REACH = 8


def _parted(piece: Sequence[Atom], first: int, last: int) -> bool:
    """Whether something else is spoken of between a refusal and the years: a refusal holds what stands beside it.

    "A class of Year 3s with a school that won't be fazed by wheelchairs", "Mr Lees doesn't drive, my Year 5 teacher …".
    """
    between = [atom for atom in piece[first + 1 : last] if str(atom.value) not in _SMALL]
    said = [atom for atom in between if atom.kind not in _LIGHT]
    addressed = str(piece[min(first, last)].value).startswith(("don't", "do not", "please"))
    return not addressed and (
        len(said) >= _FAR or (len(said) > 1 and any(str(atom.value) in _PARTING for atom in between))
    )


_SMALL = frozenset({"year", "the", "our", "any", "with", "to", "a", "for", "us", "is", "are"})
_LIGHT = frozenset({"history", "filler", "sign", "class", "classes", "courtesy"})


def excludes(piece: Sequence[Atom]) -> bool:
    """Whether a "not" stands before years that it can hold, with no request between."""
    at = next(place for place, atom in enumerate(piece) if atom.kind == "exclude")
    if refused_after(piece, at):
        return True
    ahead = next((place for place in range(at + 1, len(piece)) if piece[place].kind in YEARS), None)
    behind_no = next((part for part in reversed(piece[:at]) if part.value not in {":", "-", "="}), None)
    if piece[at].value == "not" and at and str(piece[at - 1].value) in {"might", "may", "whether", "or"}:
        return False  # "whether Year 4 might not gain more"
    if ahead is None and piece[at].value == "no" and behind_no is not None and behind_no.kind in YEARS:
        return all(atom.kind in {"sign", "ask", "courtesy"} for atom in piece[at + 1 : at + 2])
    if piece[at].value == "no" and str(piece[at + 1 if at + 1 < len(piece) else at].value) in _LACKED:
        return False  # "no match for our Y4": what was not to be had, and no refusal
    if ahead == at + 2 and piece[at].value == "no" and piece[at + 1].value in {"-", ","}:
        return False  # "… no - Y4!" takes back what was said before
    if ahead is None and str(piece[at].value).split()[-1] in _CANNOT and _goes(piece, at):
        return False
    if ahead is None:
        unable = str(piece[at].value).startswith(
            ("can", "won't", "unable", "don't", "do not", "couldn't", "rather not", "would rather not", "avoid")
        ) or (str(piece[at].value) in {"would not", "wouldn't"} and at == len(piece) - 1)
        behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
        return (
            unable
            and behind is not None
            and not any(atom.kind in {"ours", "theirs", "staff"} for atom in piece[behind:at])
            and not _parted(piece, behind, at)
        )
    if any(str(atom.value) in {"so", "it's", "then", "so it's"} for atom in piece[at + 1 : ahead]):
        return False
    if any(
        atom.kind in {"have", "history"} or (atom.kind == "ask" and place > at + 2)
        for place, atom in enumerate(piece[at + 1 : ahead], at + 1)
    ):
        return False
    return not _parted(piece, at, ahead) and _words_between(piece, at, ahead) <= _REACH


def _words_between(piece: Sequence[Atom], first: int, last: int) -> int:
    return sum(
        1
        for atom in piece[first + 1 : last]
        if atom.kind in {"word", "staff", "theirs", "ask"} and str(atom.value) not in _PLAIN_WORDS
    )


_LACKED = frozenset(
    {"match", "link", "partner", "partners", "school", "schools", "luck", "joy", "reply", "response", "news"}
)

_AFTER_TIMES = frozenset({"count", "figure", "pupils", "staff", "none", "zero"})


def ruled_out(piece: Sequence[Atom]) -> bool:
    """Whether "is no good for us" is said of the years before it."""
    at = next(place for place, atom in enumerate(piece) if atom.kind == "excluded")
    if piece[at].value == "x" and at + 1 < len(piece) and piece[at + 1].kind in _AFTER_TIMES:
        return False  # "Year 4 x 2 classes x 27"
    behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
    if behind is None:
        return str(piece[at].value).startswith("no") and at == 0
    other = any(str(atom.value) == "other" for atom in piece[:behind])
    somebody = any(atom.kind == "teaches" or atom.value == "who" for atom in piece[behind:at])
    return not other and not somebody and not _parted(piece, behind, at)


def exception(piece: Sequence[Atom], before: Sequence[Atom], listed: bool = False) -> bool:
    """ "We are one form entry except Year 5" describes; it rules nothing out."""
    at = next((place for place, atom in enumerate(piece) if atom.kind in {"exclude", "excluded"}), 0)
    if not str(piece[at].value).startswith(
        ("except", "apart", "other than", "bar", "save", "but for", "with the exception")
    ):
        return False
    if listed:
        return True
    said = [*before, *piece[:at]]
    return any(atom.kind in {"form-entry", "have", "self", "history"} for atom in said) and not any(
        atom.kind in {"ask", "prefer"} for atom in said
    )
