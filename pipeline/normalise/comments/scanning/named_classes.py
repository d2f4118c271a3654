"""Classes called by a theme of the school ("Sycamore only, not Willow"): trees, birds, beasts, gems, colours.

One such word alone is too little to count as a class, or as a school; beside a year, or set against another of them, it is a class.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

_THEMES = word_set("class-themes")
_AGAINST = frozenset(
    {"only", ",", "not", "class", "but", "(", "the", "rather", "than", "-", "instead", "of", "and", "no"}
)
_REACH = 7
_AFTER = frozenset({"", "only", ",", ".", ")", "class", "please", "!", ";", "-", "not", "and"})


def named_classes(line: Line) -> Iterator[Atom]:
    """Yield the classes that are set against one another ("names" for what is wanted, "other-class" for what is not)."""
    themes = [at for at, norm in enumerate(line.norms) if norm in _THEMES and line.text_of(at)[:1].isupper()]
    for first, second in itertools.pairwise(themes):
        between = line.norms[first + 1 : second]
        against = "not" in between or between[:2] == ("rather", "than") or between[:2] == ("instead", "of")
        if against and second - first <= _REACH and set(between) <= _AGAINST and line.norm(second + 1) in _AFTER:
            yield Atom("names", first, first + 1, 1)
            yield Atom(
                "other-class", between.index("not") + first + 1 if "not" in between else second, second + 1, None
            )
