"""Do two forms come from the same school? Compared point by point, each a step that a coordinator can read.

    same school because: same email address (+6), the name differs only by a typing error (+3), …

The points add up to a score, and the verdict needs more than the score: a name alone is never enough, for the
county has many a St Mary's; nor are shared contacts with another name, for a federation's schools share an office.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.merge.schools import Identity


class Verdict(StrEnum):
    """How sure it is that two forms come from one school."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Step:
    """One point of comparison: what was found, and what it counts."""

    what: str
    points: int

    def __str__(self) -> str:
        return f"{self.what} ({self.points:+d})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two forms compared. `steps` are all that was found, for and against."""

    verdict: Verdict
    steps: tuple[Step, ...]

    @property
    def score(self) -> int:
        return sum(step.points for step in self.steps)

    def __str__(self) -> str:
        return f"{self.verdict}: {', '.join(map(str, self.steps)) or 'nothing to compare'}"


_SAME_FROM = 7
_DOUBTFUL_FROM = 0
_MAILBOX = 6
_OWN_DOMAIN = 5


def compare(one: Identity, other: Identity) -> Comparison:
    """Compare two forms. The order of the two does not matter."""
    name = _name(one, other)
    contacts = (*_email(one, other), *_telephone(one, other))
    steps = (*_urn(one, other), *name, *contacts, *_head(one, other))
    return Comparison(_verdict(name, contacts, steps), steps)


def _verdict(name: tuple[Step, ...], contacts: tuple[Step, ...], steps: tuple[Step, ...]) -> Verdict:
    score = sum(step.points for step in steps)
    same_urn = any(step.what == "same number in the register" for step in steps)
    name_agrees = any(step.points > 0 for step in name)
    name_differs = any(step.points < 0 for step in name)
    reached = sum(step.points for step in contacts if step.points > 0)
    if score >= _SAME_FROM and not name_differs and (reached or same_urn):
        return Verdict.SAME
    # The same telephone or mailbox under another name; or the same name, and too little against it.
    if score >= _DOUBTFUL_FROM and (name_agrees or same_urn or reached > _OWN_DOMAIN):
        return Verdict.DOUBTFUL
    if not name and reached > _OWN_DOMAIN:
        return Verdict.DOUBTFUL
    return Verdict.DIFFERENT


def _urn(one: Identity, other: Identity) -> Iterator[Step]:
    if one.urn and other.urn:
        if one.urn == other.urn:
            # The register was found by the name: it adds to the name, and does not stand against all contacts.
            yield Step("same number in the register", 6)
        else:
            yield Step("different numbers in the register", -10)


def _name(one: Identity, other: Identity) -> tuple[Step, ...]:
    """Compare the names; nothing where a name is missing or has no word of its own."""
    if not (one.words and other.words):
        return ()
    if one.phases != other.phases and one.phases and other.phases:
        return (Step("one is for infants, the other for juniors, or the like", -6),)
    if one.faiths and other.faiths and not one.faiths & other.faiths:
        return (Step("schools of different churches", -6),)
    if one.place and other.place and not _alike(one.place, other.place):
        return (Step("schools in different places", -6),)
    everything, others = one.words | one.place, other.words | other.place
    if one.words == other.words or everything == others:
        if one.place != other.place and everything != others:
            return (Step("the name differs only by a place", 4),)
        if bool(one.faiths) != bool(other.faiths):
            return (Step("the name differs only by the church", 4),)
        return (Step("same name", 4),)
    if _alike(one.words, other.words) or _alike(everything, others):
        return (Step("the name differs only by a typing error", 3),)
    if everything < others or others < everything:
        return (Step("one name is part of the other", 2),)
    return (Step("different names", -6),)


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of words differ by no more than typing errors: a letter or two, in few of the words."""
    if some == others:
        return True
    left, right = sorted(some - others), sorted(others - some)
    if len(left) == len(right) and all(_one_slip(a, b) for a, b in zip(left, right, strict=True)):
        return True
    return fuzz.ratio(" ".join(sorted(some)), " ".join(sorted(others))) >= 90


def _one_slip(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    return OSA.distance(one, other) <= (1 if longest <= 6 else 2) and longest > 3


def _email(one: Identity, other: Identity) -> Iterator[Step]:
    if one.addresses & other.addresses:
        yield Step("same email address", _MAILBOX)
    elif one.domains & other.domains:
        yield Step("same email domain", _OWN_DOMAIN)
    elif one.domains and other.domains:
        yield Step("different email domains", -4)


def _telephone(one: Identity, other: Identity) -> Iterator[Step]:
    if one.telephones & other.telephones:
        yield Step("same telephone", 5)
    elif one.telephones and other.telephones:
        yield Step("different telephones", -3)


def _head(one: Identity, other: Identity) -> Iterator[Step]:
    if one.head and other.head:
        if one.head == other.head or _one_slip(one.head, other.head):
            yield Step("same headteacher", 3)
        else:
            yield Step("different headteachers", -1)
