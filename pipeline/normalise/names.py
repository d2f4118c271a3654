"""Comparing names of schools by the words that tell them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from pipeline.normalise.text import plain_words

_CLOSE = 85

# One spelling for what is written in many ways.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"\b(?:church of england|c of e|cofe|coe|c e|ceva|cevc|ce va|ce vc|anglican)\b", " ce "),
        (r"\b(?:roman catholic|catholic|r c|rcva|rc)\b", " rc "),
        (r"\bsaints\b", " saints "),
        (r"\b(?:saint|st)\b", " st "),
        (r"\bsaint s\b", " st s "),
        (r"\binfants?\b", " infant "),
        (r"\bjuniors?\b", " junior "),
    )
)
_GENERIC = frozenset(
    (
        "primary", "school", "schools", "academy", "community", "voluntary", "aided", "controlled", "va", "vc",
        "the", "and", "of", "in", "at", "a", "for", "with", "foundation", "church", "county", "maintained", "free",
        "trust", "federation", "jmi", "nursery", "preschool", "pre", "college", "federated", "national", "private",
        "independent",
    )
)  # fmt: skip
_DENOMINATIONS = frozenset({"ce", "rc", "methodist", "baptist", "quaker", "muslim", "islamic", "jewish"})
_PHASES = frozenset({"infant", "junior"})
# Patrons and dedications that many schools have: no evidence of which school it is.
_SAINTS = frozenset(
    (
        "st", "mary", "marys", "john", "johns", "james", "peter", "peters", "paul", "pauls", "joseph", "josephs",
        "anne", "annes", "ann", "patrick", "patricks", "george", "georges", "michael", "michaels", "andrew",
        "andrews", "matthew", "matthews", "mark", "marks", "luke", "lukes", "stephen", "stephens", "thomas",
        "oswald", "oswalds", "teresa", "teresas", "bernadette", "bernadettes", "cuthbert", "cuthberts", "wilfrid",
        "wilfrids", "francis", "augustine", "augustines", "edward", "edwards", "bartholomew", "bartholomews",
        "margaret", "margarets", "barnabas", "philip", "philips", "gregory", "gregorys", "vincent", "vincents",
        "clare", "clares", "holy", "trinity", "christ", "sacred", "heart", "all", "saints", "our", "lady", "angels",
        "blessed", "english", "martyrs", "immaculate", "conception", "good", "shepherd", "family", "cross",
        "christs", "baptist", "evangelist", "apostle", "apostles",
    )
)  # fmt: skip


class Likeness(Enum):
    """How far two names of schools agree."""

    DIFFERENT = 0
    NEAR = 1
    SAME = 2
    EXACT = 3


@dataclass(frozen=True, slots=True)
class SchoolWords:
    """The words of a name: those that tell it from others, its patron, its denomination and its age range."""

    distinctive: frozenset[str]
    saints: frozenset[str]
    denominations: frozenset[str]
    phases: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.distinctive | self.saints | self.denominations | self.phases

    @property
    def common(self) -> bool:
        """Whether the name is only a patron's, which many schools share."""
        return not self.distinctive


def words_of(name: str) -> SchoolWords:
    """Return the words of a school's name."""
    text = re.sub(r"['’`]", "", name.casefold())
    text = f" {plain_words(text)} "
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    words = {word for word in text.split() if word not in _GENERIC and not word.isdigit()}
    return SchoolWords(
        frozenset(words - _SAINTS - _DENOMINATIONS - _PHASES),
        frozenset(words & _SAINTS - {"st"}),
        frozenset(words & _DENOMINATIONS),
        frozenset(words & _PHASES),
    )


def compare(written: SchoolWords, registered: SchoolWords, around: frozenset[str]) -> Likeness:
    """Compare a name as written with a registered one; `around` are the words of the registered school's place.

    EXACT: the words that tell schools apart are the same. SAME: they are, words of the place aside. NEAR: some are
    misspelt, or one side leaves some out.
    """
    if _conflict(written.denominations, registered.denominations) or _conflict(written.phases, registered.phases):
        return Likeness.DIFFERENT
    if (
        written.phases == registered.phases
        and written.distinctive | written.saints == registered.distinctive | registered.saints
    ):
        return Likeness.EXACT
    mine = (written.distinctive | written.saints) - around
    theirs = (registered.distinctive | registered.saints) - around
    mine, theirs = mine or written.distinctive | written.saints, theirs or registered.distinctive | registered.saints
    if mine == theirs:
        return Likeness.SAME if written.phases == registered.phases else Likeness.NEAR
    unmatched_mine = {word for word in mine if not _has(word, theirs)}
    unmatched_theirs = {word for word in theirs if not _has(word, mine)}
    if not unmatched_mine and not unmatched_theirs:
        return Likeness.NEAR
    # One side may leave out the place, never the patron.
    shared = (mine & theirs) - _SAINTS or (mine & theirs and mine <= theirs)
    if shared and (not unmatched_mine or not unmatched_theirs) and not (unmatched_theirs | unmatched_mine) & _SAINTS:
        return Likeness.NEAR
    return Likeness.DIFFERENT


def _conflict(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _has(word: str, others: frozenset[str]) -> bool:
    return any(word == other or (len(word) > 3 and fuzz.ratio(word, other) >= _CLOSE) for other in others)
