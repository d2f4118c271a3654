"""Renewals that name no school: "same school as last year please" (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Doubt
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.wishes.partner_cues import Cues, Sentence
from pipeline.normalise.comments.words.atoms import Line

ENDED = frozenset(
    {"fell", "ended", "left", "stopped", "didn't", "broke", "petered", "fizzled", "dropped", "closed", "pulled"}
) | {"withdrew", "folded", "shut", "quit", "lapsed", "collapsed", "wasn't", "never"}
_LINK_WORDS = frozenset(
    {"school", "schools", "partner", "partners", "link", "links", "partnership", "linked", "pairing", "worked"}
)
_OF_LAST = frozenset({"last", "previous", "years"})
_RENEWING = frozenset({"renew", "renewing", "renewal", "renewed", "continuing", "continuation", "existing", "ongoing"})
_PERSONS = frozenset({"her", "him", "them"})
_BRIEF = 9
_ONWARD = frozenset({"carry", "carrying", "continue", "continuing"})


def same_school(line: Line, sentences: Sequence[Sentence]) -> int | None:
    """Where a renewal that names no school is asked for ("same school as last year"), or None."""
    for sentence in sentences:
        cues = sentence.cues
        if sentence.schools or cues.has("refuse", "change") or denied(line, cues):
            continue
        place = next(
            (first for first, last, kind in cues.said if kind == "renew" and _of_a_link(line, first, last)), None
        )
        if sentence.later or place is None or ENDED & set(line.norms[place : place + 9]):
            continue
        if _OF_LAST & set(line.norms[place : place + 2]) and {"was", "were", "had"} & set(
            line.norms[place + 2 : place + 5]
        ):
            continue  # "last year's link was with a big town school, so more of that please"
        told = (sentence.past or cues.before("past", place)) and not (cues.has("wish") or sentence.asks or cues.hopes)
        opens = not any(word.isalpha() for word in line.norms[sentence.start : place])
        if not told or (opens and not {"was", "were"} & set(line.norms[place : place + 5])):
            return place
    return None


def announced(line: Line, sentences: Sequence[Sentence], named: int) -> bool:
    """Whether a short sentence before the one that names a school says that the link is renewed.

    "Renewal. … Partner = Scar Top", "Happy to renew! Stubbins Rise, Year 5", "This is a renewal. We were with …".
    """
    return any(
        any(kind == "renew" and line.norm(first) in _RENEWING for first, _, kind in sentence.cues.said)
        and sentence.end - sentence.start <= _BRIEF
        and not sentence.schools
        and not sentence.cues.has("refuse", "change", "past")
        and not denied(line, sentence.cues)
        for sentence in sentences[:named]
    )


def _of_a_link(line: Line, first: int, last: int) -> bool:
    """Whether a renewal speaks of the link or the school by itself ("continue with our partner school")."""
    words = line.norms[first : last + 3]
    if line.norm(first) == "whoever":
        return True
    if line.norm(first) in _ONWARD and "same" in words and line.norm(last + 2) in {"children", "pupils", "class"}:
        return True
    if line.norms[last - 2 : last] == ("with", "them") or "with" in line.norms[max(0, first - 2) : first]:
        words = (*words, "link") if "them" in words else words
    if line.norm(last - 1) == "again" and line.norm(last - 3) == "with" and line.norm(last - 2) in _PERSONS:
        return True  # "would love working with her again"
    return bool(_LINK_WORDS & set(words)) and line.norm(last) not in {"class", "classes", "children", "teacher"}


def denied(line: Line, cues: Cues) -> bool:
    """ "Not the same school": a renewal that the words before it deny."""
    return any(
        kind == "renew"
        and {"not", "different", "don't", "new", "isn't", "other", "rather", "never"}
        & set(line.norms[max(0, first - 4) : first])
        for first, _, kind in cues.said
    )


def nameless(line: Line, place: int) -> Doubt:
    end = min(place + 4, len(line.tokens))
    span = (line.tokens[place].start, line.tokens[end - 1].end)
    message = "Last year's partner is wanted again, but no school is named."
    return doubt("partner-unclear", message, line.words(place, end), (), span, "partners")
