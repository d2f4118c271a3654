"""Text whose every character knows how it is set apart from the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Answer, Evidence, Mark, MarkKind

# Stands in the text where something is that is no text: a picture, ink, an embedded object.
OBJECT = "\ufffc"

Look = frozenset[MarkKind]
PLAIN: Look = frozenset()

# How a whole answer is typed is a matter of taste, not a mark: bold, blue, italic. To strike or to ring a whole answer
# through, on the other hand, says something.
_TASTE = frozenset({MarkKind.BOLD, MarkKind.ITALIC, MarkKind.UNDERLINED, MarkKind.COLOURED, MarkKind.GREYED})
# Lines and dots that are there to be written on.
_RULED = re.compile(r"_{2,}|\.{4,}|…{2,}")
_EDGES = " \t\n\r\f\v\u2002\u2003\u2009"


@dataclass(frozen=True, slots=True)
class Rich:
    """A text and one look for each of its characters."""

    text: str = ""
    looks: tuple[Look, ...] = ()

    @classmethod
    def of(cls, text: str, look: Look = PLAIN) -> Rich:
        return cls(text, (look,) * len(text))

    def __add__(self, other: Rich) -> Rich:
        return Rich(self.text + other.text, self.looks + other.looks)

    def __getitem__(self, part: slice) -> Rich:
        return Rich(self.text[part], self.looks[part])

    def __bool__(self) -> bool:
        """Whether anything stands here: text, or an object."""
        return bool(self.text.strip())

    @property
    def drawn(self) -> bool:
        return OBJECT in self.text

    def strip(self) -> Rich:
        """Return the text without the white space at its ends."""
        start = len(self.text) - len(self.text.lstrip(_EDGES))
        return self[start : max(start, len(self.text.rstrip(_EDGES)))]

    def lines(self) -> Iterator[Rich]:
        start = 0
        for line in self.text.split("\n"):
            yield self[start : start + len(line)]
            start += len(line) + 1

    def without(self, spans: Iterable[tuple[int, int]]) -> Rich:
        """Return the text with the characters of `spans` taken out; spans are in order and do not overlap."""
        kept, reached = Rich(), 0
        for start, end in spans:
            kept, reached = kept + self[reached:start], max(end, reached)
        return kept + self[reached:]

    def marked(self, kind: MarkKind, start: int, end: int) -> Rich:
        """Return the text with one mark more."""
        return Rich(
            self.text,
            tuple(look | {kind} if start <= place < end else look for place, look in enumerate(self.looks)),
        )

    def tidied(self) -> Rich:
        """Return the text without ruled lines to write on, blank lines and trailing spaces."""
        text = self.without(found.span() for found in _RULED.finditer(self.text))
        return joined((line for line in (each.strip() for each in text.lines()) if line.text), "\n")

    def answer(self, evidence: Evidence) -> Answer:
        """Return the text as an answer: objects become `drawn`, looks become marks."""
        objects = [found.span() for found in re.finditer(OBJECT, self.text)]
        rest = self.without(objects).tidied()
        return Answer(rest.text, evidence, tuple(_marks(rest)), drawn=bool(objects))


def joined(parts: Iterable[Rich], by: str) -> Rich:
    """Return `parts` as one text, with `by` between them."""
    text, looks = list[str](), list[Look]()
    for number, part in enumerate(parts):
        if number:
            text.append(by)
            looks.extend([PLAIN] * len(by))
        text.append(part.text)
        looks.extend(part.looks)
    return Rich("".join(text), tuple(looks))


def _marks(rich: Rich) -> Iterator[Mark]:
    letters = [look for character, look in zip(rich.text, rich.looks, strict=True) if not character.isspace()]
    whole = frozenset.intersection(*letters) & _TASTE if letters else PLAIN
    for kind in MarkKind:
        if kind in whole:
            continue
        start: int | None = None
        for place, look in enumerate((*rich.looks, PLAIN)):
            if kind in look and start is None:
                start = place
            elif kind not in look and start is not None:
                yield from _trimmed(kind, rich.text, start, place)
                start = None


def _trimmed(kind: MarkKind, text: str, start: int, end: int) -> Iterator[Mark]:
    """Yield the mark without white space at its ends; none where nothing is left of it."""
    stretch = text[start:end]
    if stretch.strip():
        start += len(stretch) - len(stretch.lstrip())
        yield Mark(kind, start, start + len(stretch.strip()))
