"""Schools named in a list or in brackets: "the trust's schools are Leaside, Norbrook and St Bede's", "same school (Barden)".

Inside such a list a comma parts two schools; anywhere else it leads to a place ("St Oswald's, Accrington").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.normalise.comments.words.atoms import Line

_MANY = frozenset({"schools", "primaries", "academies", "those", "partners", "juniors", "others"})
_ONE = frozenset({"school", "partner", "link", "primary", "schools", "partners", "links"})
_OPENERS = frozenset({"(", ":", "are", "-", ",", "namely", "being", "like", "were"})
_PARTING = frozenset({",", "and", "or", "/", "&"})
# Between the school and the bracket: "same partner as this year (Brookside)", "the school my sister teaches at (…)".
# Other words name something else: "school dog (Biscuit)", "our link teacher (Karen Holt)".
_BETWEEN = frozenset(
    {
        *(
            ":",
            "-",
            ",",
            "as",
            "this",
            "last",
            "year",
            "before",
            "time",
            "we",
            "had",
            "have",
            "were",
            "linked",
            "with",
            "is",
            "was",
        ),
        *(
            "at",
            "again",
            "my",
            "our",
            "the",
            "in",
            "from",
            "of",
            "that",
            "which",
            "who",
            "i",
            "they",
            "worked",
            "paired",
        ),
        *(
            "sister",
            "brother",
            "husband",
            "wife",
            "mother",
            "daughter",
            "son",
            "friend",
            "teaches",
            "works",
            "goes",
            "to",
        ),
        *("next", "door", "down", "road", "us", "you", "gave", "matched", "met", "and", "for", "years", "please"),
    }
)
_BACK = 9


def listed(line: Line, name: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the schools named in a list or alone in brackets.

    `name(at)` returns where a run that can be a school's name ends, or `at`.
    """
    for at, norm in enumerate(line.norms):
        if norm not in _OPENERS:
            continue
        if line.norm(at - 1) in _MANY and len(found := list(_items(line, at + 1, name))) > 1:
            yield from found
        elif norm == "(" and _told(line, at):
            yield from _alone(line, at + 1, name)


def _items(line: Line, at: int, name: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    while (end := name(at)) > at:
        yield at, end
        if line.norm(end) not in _PARTING:
            return
        at = end + 1 + (line.norm(end) == "," and line.norm(end + 1) in {"and", "or"})


def _told(line: Line, at: int) -> bool:
    """Whether the bracket that opens there follows a school spoken of."""
    before = line.norms[max(0, at - _BACK) : at]
    last = max((spot for spot, word in enumerate(before) if word in _ONE), default=None)
    return last is not None and set(before[last + 1 :]) <= _BETWEEN


def _alone(line: Line, at: int, name: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    """The bracket holds one name, with its place at most: "(Barden)", "(Brookside, Leyland)"."""
    end = name(at)
    if end == at:
        return
    if line.norm(end) == "," and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper():
        end += 2
    if line.norm(end) == ")":
        yield at, end
