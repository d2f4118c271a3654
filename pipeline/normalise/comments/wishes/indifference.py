"""Indifference: any school will do. The same words said of years, days or people are none (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.wishes.kind_frames import Frames

_PARTING = frozenset({",", ".", ";", "!", "?", "-", "(", ")", ":", "\u2022", "but", "so", "and", "though", "otherwise"})
_FILLING = frozenset(
    {
        *(
            "really",
            "honestly",
            "please",
            "at",
            "all",
            "we",
            "are",
            "is",
            "will",
            "be",
            "would",
            "do",
            "fine",
            "welcome",
        ),
        *(
            "thanks",
            "very",
            "quite",
            "as",
            "to",
            "with",
            "link",
            "school",
            "happy",
            "type",
            "kind",
            "partner",
            "for",
            "the",
        ),
        *(
            "else",
            "then",
            "otherwise",
            "who",
            "thank",
            "you",
            "us",
            "it",
            "ok",
            "great",
            "good",
            "lovely",
            "grateful",
            "here",
        ),
        *(
            "matter",
            "i",
            "i'm",
            "we're",
            "we'll",
            "it's",
            "they're",
            "best",
            "happy",
            "for",
            "entirely",
            "that",
            "of",
            "in",
            "'",
            '"',
            "honest",
            "just",
            "or",
            "location",
            "size",
            "suits",
        ),
    }
)
_PEOPLE = frozenset({"anyone", "anybody", "whoever", "anywhere", "wherever", "all"})
_LINKING = frozenset({"with", "to", "by"})
_LINKED = frozenset(
    {
        "link",
        "linked",
        "linking",
        "pair",
        "paired",
        "match",
        "matched",
        "partner",
        "happy",
        "work",
        "glad",
        "content",
        "delighted",
        "pleased",
        "be",
        "go",
    }
)
_EXCEPT = frozenset({"except", "but", "outside", "other", "apart", "who", "that", "bar"})
# "Anyone but Scar Top" excepts; "no preference but only one class" goes on to something else.
_ANYBODY = frozenset({"any", "anyone", "anybody", "anywhere", "anything", "all", "whoever", "whatever", "wherever"})
_SO_LONG = (("so", "long"), ("as", "long"))
_EITHER = frozenset({"either", "any", "or", "whichever"})


def indifferent(frames: Frames) -> list[tuple[int, int]]:
    """Return the tokens of each phrase that says that any school will do."""
    return list(_found(frames))


def _found(frames: Frames) -> Iterator[tuple[int, int]]:
    line = frames.line
    for start, end, kind in frames.said:
        if kind not in {"kind_no-preference", "indifferent"} or _told(frames, start, end):
            continue
        if {"don't", "not"} & set(line.norms[max(0, start - 2) : start]) and line.norm(start) in {
            "match",
            "pair",
            "link",
        }:
            continue  # "please don't match us with anyone yet"
        if line.norm(start - 1) in {"than", "like"} or line.norms[max(0, start - 2) : start] == ("different", "from"):
            continue
        if (line.norm(end) in _EXCEPT and (kind == "indifferent" or _ANYBODY & set(line.norms[start:end]))) or (
            line.norms[end : end + 2] in (("so", "long"), ("as", "long")) and kind == "indifferent"
        ):
            continue
        if kind == "kind_no-preference":
            if not _of_years(frames, end) and not _restricted(frames, start, end):
                yield start, end
        elif _linked(frames, start) or _alone(frames, start, end):
            yield start, end


def _told(frames: Frames, start: int, end: int) -> bool:
    """Whether it is said of the past, by other words than its own ("anyone you have left")."""
    clause = frames.clause(start)
    return clause.role is Role.HISTORY and any(
        atom.kind in {"history", "last_year"} and not start <= atom.start < end for atom in clause.atoms
    )


def _of_years(frames: Frames, end: int) -> bool:
    """ "Happy with any year group", "no preference between the two classes"."""
    for word in frames.line.norms[end : end + 3]:
        if word in _PARTING:
            return False
        if word in {"year", "class", "years", "classes", "ks", "age"}:
            return True
    return False


def _restricted(frames: Frames, start: int, end: int) -> bool:
    """ "Any school with a forest school", "any partner within half an hour": that asks for something."""
    if frames.line.norm(end - 1) == "any" and any(
        at == end and kind.startswith("kind_") for at, _, kind in frames.said
    ):
        return True  # "happy with any big school"
    return frames.line.norm(start) == "any" and frames.line.norm(end) in {
        "with",
        "within",
        "that",
        "who",
        "in",
        "which",
        "from",
    }


def _linked(frames: Frames, start: int) -> bool:
    """ "We would link with anybody"."""
    line = frames.line
    before = line.norms[max(0, start - 5) : start]
    return (
        before[-1:] != ()
        and before[-1] in _LINKING
        and bool(_LINKED & set(before))
        and line.norm(start) in _PEOPLE
        and not line.norm(start + 1).isdecimal()
    )


def _alone(frames: Frames, start: int, end: int) -> bool:
    """Whether the phrase stands by itself between signs, and is not said of the years named beside it."""
    line = frames.line
    first, last = frames.sentence(start)
    left = start
    while left > first and line.norm(left - 1) not in _PARTING:
        left -= 1
    right = end
    while right < last and line.norm(right) not in _PARTING:
        right += 1
    rest = line.norms[left:start] + line.norms[end:right]
    if any(word not in _FILLING for word in rest) or _followed(frames, right, last):
        return False
    number = frames.clause(start).sentence
    near = [clause for clause in frames.clauses if clause.sentence in {number, number - 1}]
    same = [clause for clause in near if clause.sentence == number]
    choice = any(
        clause.has("either") or _EITHER & set(_words(frames, clause)) for clause in near if clause.has("years", "class")
    )
    if line.norm(start) in {"any", "anything", "whichever"} and len(line.tokens) > end - start + 1:
        return False
    return not choice and (
        line.norm(start) in _PEOPLE or not any(clause.has("years", "class", "classes") for clause in same)
    )


def _words(frames: Frames, clause: Clause) -> tuple[str, ...]:
    atoms = clause.atoms
    return frames.line.norms[atoms[0].start : atoms[-1].end]


def _followed(frames: Frames, right: int, last: int) -> bool:
    """ "Whoever it is, we'd prefer June": the phrase only leads to something else."""
    return frames.line.norm(right) == "," and frames.line.norm(right + 1) in {
        "we",
        "we'd",
        "he",
        "she",
        "they",
        "i",
        "it",
    }
