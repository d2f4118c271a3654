"""Conditions by their structure: what others must do, what a school will not do, what must have happened first.

The tables of `lexicon/conditions.toml` hold phrases; here it is the verb and what stands beside it that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Line

# How many words the condition may run.
LED_WITHIN = 9
# How far behind "provided" the condition may run.
_CONDITION = 12
_HELD = frozenset({"years", "codes", "school", "class", "classes", "count", "distance"})
# "Only if there is room", "only if you're stuck", "provided that is all right": a fallback, or courtesy.
_ROOM = frozenset(
    {"room", "space", "spaces", "places", "stuck", "short", "desperate", "needed", "ok", "okay", "fine", "possible"}
)


def unheard_of(line: Line, parts: Sequence[Clause], at: int, wished: frozenset[int]) -> bool:
    """Whether a condition is put on something that the record does not hold: no year, number, school or kind of school."""
    end = min(parts[-1].atoms[-1].end, at + _CONDITION)
    held = {
        token for part in parts for atom in part.atoms if atom.kind in _HELD for token in range(atom.start, atom.end)
    }
    said = set(range(at, end))
    theirs = bool({"they", "she", "he"} & set(line.norms[at : at + 4]))
    return not theirs and not said & (held | wished) and not _ROOM & set(line.norms[at:end])


def obliged(line: Line, parts: Sequence[Clause], wished: frozenset[int]) -> int | None:
    """Where a sentence that names no year or school says what others must do, or what the school could not do without.

    "It must all be by post", "His face must not appear on line", "We'd need a signer at each session". "I must thank you" is courtesy.
    """
    if any(part.has("years", "codes", "school") for part in parts):
        return None
    start, end = parts[0].atoms[0].start, parts[-1].atoms[-1].end
    for at in range(start, end):
        before = line.norm(at - 1) if at > start else ""
        if line.norms[at] in {"must", "mustn't"}:
            binding = before not in _NOT_BINDING and line.norm(at + 2) != "been"  # "what must have been a busy term"
        elif line.norms[at] == "need" and before in _NEEDING:
            own = at - 1 if before.startswith("we'") else at - 2  # where "we" stands, if it is said
            binding = (own < start or line.norm(own).startswith("we")) and line.norm(own - 1) not in _RELATIVE
        else:
            continue
        to_know = not _TOLD_US.isdisjoint(line.norms[at : min(end, at + LED_WITHIN)])
        if binding and not to_know and unheard_of(line, parts, at, wished):
            return at
    return None


# "I must thank you", "it's not a must", and "the school must be accessible", which is a wish for a partner or a place.
_NOT_BINDING = frozenset({"i", "we", "a", "school", "venue", "partner", "they"})
_NEEDING = frozenset({"we'd", "we'll", "will", "would"})
# "We'd need the dates by July": what is needed is to be told.
_TOLD_US = frozenset({"date", "dates", "time", "times", "know", "hear", "details", "names", "list", "form", "forms"})
_RELATIVE = frozenset({"that", "which", "what", "whatever", "if"})


def will_not(line: Line, start: int, end: int) -> int | None:
    """ "He can't attend it", "our trust won't let us pay upfront", "won't share a coach": what a school will not do of the programme."""
    for at in range(start, end):
        if line.norms[at] in _WILL_NOT:
            following = line.norms[at + 1 : min(end, at + 1 + _LET_US)]
            done = next((spot for spot, norm in enumerate(following) if norm in _DOING), None)
            explains = not {"as", "because", "since"}.isdisjoint(line.norms[start:at])
            if done is not None and not explains and not {"but", "last"} & set(line.norms[at + 1 : end]):
                return at
    return None


_WILL_NOT = frozenset({"can't", "cannot", "won't", "mustn't"})
# The ordinary verbs for what the programme asks of a school.
_DOING = frozenset({"attend", "host", "pay", "release", "spare", "share"})
_LET_US = 4


def not_yet(line: Line, parts: Sequence[Clause]) -> int | None:
    """ "Not before the new SENCO has read the risk assessment": nothing is to happen until something else has happened.

    "I shan't know until June" leaves open what the school asks for, and "Year 4 can't until they're back" is of the year.
    """
    if any(part.has("years", "codes", "school", "count", "class", "classes") for part in parts):
        return None
    start, end = parts[0].atoms[0].start, parts[-1].atoms[-1].end
    for at in range(start, end):
        following = takewhile(lambda norm: norm not in _PARTING, line.norms[at + 1 : min(end, at + 6)])
        if line.norms[at] not in _UNTIL or _HAPPENED.isdisjoint(following):
            continue
        before = line.norms[start:at]
        stopped = any(norm in _STOPPED or norm.endswith("n't") for norm in before)
        if stopped and _KNOWING.isdisjoint(before):
            return at
    return None


_PARTING = frozenset({"and", "but", "so", "as", "or"})
_UNTIL = frozenset({"until", "till", "before", "unless"})
_HAPPENED = frozenset(
    {"has", "have", "is", "are", "we've", "they've", "we're", "they're", "he's", "she's", "it's", "i've"}
)
_STOPPED = frozenset({"not", "no", "nothing", "nobody", "cannot", "stop", "hold", "off"})
_KNOWING = frozenset(
    {"know", "tell", "say", "decide", "sure", "exact", "definite", "certain", "answer", "had", "were", "was"}
)
