"""Labels that are everyday words ("School", "Date", "Comments"), however they were put.

A short wording is known by its telling words, in any order and with little words between them: "Name of your school",
"School name", "School". Whether it stands as a label is for `wording` to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipeline.parse.words import Words, split_words

_Known = tuple[str, float]

# Words that say nothing about which label it is: "Name of your school", "Tel. no. (office)".
_LITTLE = split_words("a an and of the your our s for please print full block capitals in here or e g eg enter")
# No label ends in one of these: "School of St Anne" is a name.
DANGLING = split_words("a an and of the your our for in or")
# What may stand in a label beside its own words without making it another one.
_BESIDE: dict[str, frozenset[str]] = {
    "school": split_words("name full address town primary college academy"),
    "contact": split_words("school office contact main number no address details numbers addresses"),
    "telephone": split_words(
        "school office contact main number no numbers line head headteacher heads headteachers day work mobile landline"
    ),
    "email": split_words(
        "school office contact main address addresses head headteacher heads headteachers work id link"
    ),
    "headteacher": split_words("name school principal acting executive current s full"),
    "comments": split_words("other additional further any general"),
    "near_year_ok": frozenset(),
    "alternative_years": split_words(
        "years other any possible we you could would can offer link consider able willing be"
    ),
    "signed": split_words("by headteacher head teacher on behalf school name typed"),
    "date": split_words("signed signature todays form completed today of"),
}
# What an answer must begin with where nothing sets it off from a short label before it ("Date 3/7/25").
_ANSWER_SHAPE: dict[str, re.Pattern[str]] = {
    "date": re.compile(r"\d|(?:Mon|Tue|Wed|Thu|Fri|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"),
    "telephone": re.compile(r"[\d(+]"),
    "email": re.compile(r"\S+@\S"),
    "contact": re.compile(r"[\d(+]|\S+@\S"),
    "signed": re.compile(r"[A-Z][\w.'’]*\s"),
    "school": re.compile(r"[A-Z]"),
    "headteacher": re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Mx|Sr|Sister|Rev|Fr)\b"),
}


@dataclass(frozen=True)
class ShortWordings:
    """The short wordings, each by its label and its telling words."""

    entries: tuple[tuple[str, frozenset[str]], ...]
    _seen: dict[tuple[str, ...], _Known | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, wordings: Iterable[tuple[str, str]]) -> ShortWordings:
        """Return the wordings of (label, text), those with the most telling words first."""
        telling = {(label, _content(word.plain for word in Words.of(text).words)) for label, text in wordings}
        entries = [(label, words) for label, words in telling if words]
        return cls(tuple(sorted(entries, key=lambda entry: (-len(entry[1]), entry[0], sorted(entry[1])))))

    def label_of(self, words: tuple[str, ...]) -> _Known | None:
        """Return the label that these plain words are a wording of, and how alike they are (0 to 1), or None."""
        if words not in self._seen:
            self._seen[words] = self._label_of(_content(words))
        return self._seen[words]

    def _label_of(self, content: frozenset[str]) -> _Known | None:
        if not content or len(content) > 6:
            return None
        best: tuple[float, _Known] | None = None
        for label, telling in self.entries:
            score = _covers(content, telling, _BESIDE[label])
            if score and (best is None or len(telling) + score > best[0]):
                best = (len(telling) + score, (label, score))
        return best[1] if best else None


def could_answer(label: str, text: str) -> bool:
    """Return whether `text` begins like an answer to a short label, and like nothing else."""
    return label in _ANSWER_SHAPE and _ANSWER_SHAPE[label].match(text.strip() + " ") is not None


def _content(words: Iterable[str]) -> frozenset[str]:
    """Return the words that tell labels apart; a plural or a possessive is its singular, "e-mail" is "email"."""
    joined = " ".join(words).replace("e mail", "email").replace("head teacher", "headteacher")
    singular = (_singular(word) for word in joined.split() if word not in _LITTLE)
    return frozenset("headteacher" if word in ("head", "principal") else word for word in singular)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 and word != "address" else word


def _covers(content: frozenset[str], telling: frozenset[str], beside: frozenset[str]) -> float:
    """Return how alike (0 to 1) the words are to a wording whose telling words must all be there."""
    rest, worst = set(content), 100.0
    for word in telling:
        match = max(rest, key=lambda other: fuzz.ratio(word, other), default="")
        alike = fuzz.ratio(word, match)
        # One slip in five letters is a slip; in "Date" it is another word.
        if alike < (80.0 if 4 < len(word) <= 7 else 88.0):
            return 0.0
        rest.discard(match)
        worst = min(worst, alike)
    return worst / 100 if rest <= {_singular(word) for word in beside} else 0.0
