"""The others: classes spoken of beside those that are asked for ("… and so would the other", "the other isn't sure yet").

Looked for when every number has found its year: the other class comes too, stays away (which changes nothing), or
has not made up its mind.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Count
from pipeline.normalise.comments.words.spelling import number_words, word_set

_TITLES = word_set("titles")
_ENDS = frozenset({".", "!", "?", ";", "\u2022"})
_NAMED = frozenset({"other", "others", "second", "third", "fourth", "parallel"})
_LED = frozenset({"the", "our"})
_TOO = frozenset({"too", "also", "likewise"})
_SO = frozenset({"would", "does", "do", "is", "will"})
_OPEN = frozenset(
    {
        "may",
        "might",
        "thinking",
        "considering",
        "undecided",
        "unsure",
        "possibly",
        "maybe",
        "perhaps",
        "sure",
        "deciding",
    }
)
_WORKING = frozenset({"working", "waiting", "persuading", "persuade", "convincing", "asking", "chasing", "hoping"})
_REFUSED = frozenset({"not", "can't", "cannot", "won't", "isn't", "doesn't", "unable", "don't", "aren't"})
_NO_CLASSES = frozenset(
    {
        "school", "schools", "side", "end", "hand", "years", "year", "children", "pupils", "thing", "things", "half", "day",
        "week", "time", "way", "staff", "partner", "link", "site",
    }
)  # fmt: skip
_THANKS = frozenset({"please", "many", "thanks", "thank", "you", ","})
_WINDOW = 9
_FAR = 24


def beside_the_others(matter: Matter, asked: list[Statement]) -> list[Statement]:
    """Return the statements with the number of the one year asked for put right by what is said of the others."""
    if len(asked) != 1 or len(asked[0].years.codes) != 1:
        return asked
    one = asked[0]
    number = one.count.number if one.count is not None else 1 if one.noun == "n" else None
    if number is None or one.both:
        return asked
    found = _others(matter.line.norms, one.end)
    if found is not None and matter.line.norm(found[0]) == "another" and number > 1:
        return asked
    if found is None:
        return asked
    at, many = found
    stop = next((spot for spot in range(at, len(matter.line.norms)) if matter.line.norms[spot] in _ENDS), at + _WINDOW)
    after = [norm for norm in matter.line.norms[at : min(stop, at + _WINDOW)] if norm not in _THANKS]
    before = matter.line.norms[max(0, at - 4) : at]
    doubted = bool({"maybe", "possibly", "perhaps"} & set(before)) or not _WORKING.isdisjoint(
        matter.line.norms[max(one.end, at - _WINDOW) : at]
    )
    if set(after) & _OPEN or doubted:
        return [replace(one, count=Count(None, True, (number, number + many)), named=None)]
    joins = (
        bool(set(after) & _TOO or ("as", "well") in itertools.pairwise(after))
        or ("so" in before and bool(set(before) & _SO))
        or ("with" in after[:4] and not set(after) & _REFUSED)
    )
    bare = "and" in before and (len(after) <= _SHORT or after[0] == "another")
    if (joins or bare) and not set(after) & _REFUSED:
        return [replace(one, count=Count(number + many), named=None, noun="N")]
    return asked


_SHORT = 3


def _others(norms: Sequence[str], start: int) -> tuple[int, int] | None:
    """Where the other class or classes are named after token `start`, and how many they are."""
    sentences = 0
    for at in range(start, min(start + _FAR, len(norms) - 1)):
        sentences += norms[at] in _ENDS
        if sentences > 1:
            return None
        if norms[at] == "another" and norms[at + 1] == "of" and at + 2 < len(norms) and norms[at + 2].isdecimal():
            return at, 1
        if norms[at] in _LED and norms[at + 1] in _NAMED:
            after = norms[at + 2] if at + 2 < len(norms) else ""
            following = norms[at + 3] if at + 3 < len(norms) else ""
            if after in _NO_CLASSES or (after in number_words() and following in _NO_CLASSES):
                return None
            return at, number_words().get(after, 1)
        name = norms[at + 1]
        owned = norms[at] in _TITLES and name.endswith(("'s", "s'"))
        if owned and (norms[at - 1] in _SO or (at + 2 < len(norms) and norms[at + 2] in _TOO)):
            return at, 1
    return None
