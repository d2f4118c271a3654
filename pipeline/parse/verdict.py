"""Is this our form? Evidence weighed, and said in a sentence that a coordinator understands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.model import Label
from pipeline.parse.words import Words, find, split_words, squash
from pipeline.programme import Programme

# How each place to write in is named to a coordinator.
NAMES: dict[str, str] = {
    Label.SCHOOL: "name of school",
    Label.CONTACT: "telephone and email",
    Label.HEADTEACHER: "headteacher name",
    Label.COMMENTS: "comments on year group",
    Label.NEAR_YEAR: "statement (1) on the exact year group",
    Label.ALTERNATIVE_YEARS: "statement (2) on other year groups",
    Label.SIGNED: "signed",
    Label.DATE: "date",
}
# A statement is printed on no other form; "Signed" and "Date" on nearly all of them.
_WEIGHT: dict[str, float] = {
    Label.NEAR_YEAR: 3.0,
    Label.ALTERNATIVE_YEARS: 3.0,
    Label.COMMENTS: 1.0,
    Label.HEADTEACHER: 1.0,
    Label.SCHOOL: 0.5,
    Label.CONTACT: 0.5,
    Label.SIGNED: 0.25,
    Label.DATE: 0.25,
}
_TITLE, _PROGRAMME, _QUESTION = 2.0, 2.0, 2.0
_ENOUGH = 5.0
_FEWEST_LABELS = 3

# What any programme of the kind may be called, and what stands around a name in a heading.
_GENERIC = split_words(
    "school schools linking link links programme project scheme network partnership the and of for in with a "
    "expression interest form eoi our s year academic"
)
# A line of a letterhead that holds one of these names a school.
SCHOOL_WORDS = split_words("school academy primary infant infants junior juniors nursery college federation")
_HEADING_NOUN = re.compile(r"\b(?:programme|project|scheme|partnership)\b", re.IGNORECASE)
_HEADING = 16  # words at most
_SAME_WORD = 75
_ACADEMIC_YEAR = re.compile(r"\b20\d\d\s*[-/–—]\s*(?:20)?\d\d\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is our form, and why. `found` and `missing` are label names in the form's order."""

    is_form: bool
    found: tuple[Label, ...]
    missing: tuple[Label, ...]
    score: float
    reason: str


@dataclass(frozen=True)
class Evidence:
    """What our form is known by, besides its labels."""

    programme: str
    titles: tuple[str, ...]
    question: str  # the distinctive part of the comments label, squashed
    own_words: frozenset[str]  # of the programme's name
    short_name: str

    @classmethod
    def of(cls, programme: Programme) -> Evidence:
        edition = programme.current_edition
        comments = edition.labels.get("comments", ("",))
        return cls(
            programme=programme.programme.name,
            titles=tuple(squash(title) for title in edition.titles),
            question=squash(re.split(r"[,(]", max(comments, key=len))[0]),
            own_words=_own_words(programme.programme.name),
            short_name=squash(programme.programme.short_name),
        )


def weigh(evidence: Evidence, found: Collection[str], text: str) -> Verdict:
    """Weigh the labels `found` and the title, the programme's name and the question on year groups in `text`."""
    labels = {Label.CONTACT.value if label in ("telephone", "email") else label for label in found}
    present = tuple(label for label in Label if label in labels)
    missing = tuple(label for label in Label if label not in labels)
    squashed, words = squash(text), Words.of(text)
    title = any(title in squashed for title in evidence.titles) or any(
        find(words, title, cutoff=90) for title in evidence.titles
    )
    headings = _headings(text.splitlines())
    named = any(_same_name(evidence.own_words, words) for words in headings)
    ours = evidence.short_name in squashed or named
    other = not named and any(not _is_piece(evidence.own_words, words) for words in headings)
    asks = bool(evidence.question) and find(words, evidence.question, cutoff=85) is not None
    score = sum(_WEIGHT[label] for label in present)
    score += _TITLE * title + _PROGRAMME * ours + _QUESTION * asks
    is_form = score >= _ENOUGH and len(present) >= _FEWEST_LABELS and not other
    return Verdict(is_form, present, missing, score, _reason(evidence, is_form, present, missing, title, ours, other))


def _reason(
    evidence: Evidence,
    is_form: bool,
    present: tuple[Label, ...],
    missing: tuple[Label, ...],
    title: bool,
    ours: bool,
    other: bool,
) -> str:
    if is_form:
        return "It is the Expression of Interest form" + (f"; not found on it: {_list(missing)}." if missing else ".")
    if other and present:
        opening = f"It looks like the form of another programme, not of the {evidence.programme}."
    elif not present and (title or ours):
        opening = "It mentions the programme, but the form itself is not in it (the letter without the form?)."
    else:
        named = [words for words, there in (("the form's title", title), ("the programme's name", ours)) if not there]
        opening = "It is not the Expression of Interest form" + (
            f": {' and '.join(named)} {'is' if len(named) == 1 else 'are'} not in it." if named else "."
        )
    return f"{opening} Labels found: {_list(present)}. Not found: {_list(missing)}."


def _list(labels: Iterable[Label]) -> str:
    return ", ".join(NAMES[label] for label in labels) or "none"


def _own_words(name: str) -> frozenset[str]:
    """Return the words of a programme's name that no other programme shares."""
    without_year = _ACADEMIC_YEAR.sub(" ", name)
    return frozenset(word.plain for word in Words.of(without_year).words) - _GENERIC


def names_programme(evidence: Evidence, line: str) -> bool:
    """Return whether a line is a heading, retyped or shortened, of the programme and an academic year."""
    words = [word.plain for word in Words.of(_ACADEMIC_YEAR.sub(" ", line)).words]
    known = evidence.own_words | _GENERIC
    named = all(word in known or word.removesuffix("s") in known for word in words)
    return bool(_ACADEMIC_YEAR.search(line)) and 2 <= len(words) <= 16 and named


def _headings(lines: list[str]) -> list[frozenset[str]]:
    """Return the words of each heading, and of each with the line above it: a narrow page breaks one in two."""
    found = []
    for number, line in enumerate(lines):
        if _is_heading(line):
            above = lines[number - 1] if number else ""
            found += [
                _own_words(line),
                *([_own_words(f"{above} {line}")] if 0 < len(above.split()) <= _HEADING else []),
            ]
    return found


def _is_piece(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether a heading holds no word of another programme's name."""
    return all(any(fuzz.ratio(word, own) >= _SAME_WORD for own in ours) for word in theirs)


def _is_heading(line: str) -> bool:
    """Return whether a line names a programme and its year, and says nothing else."""
    return len(line.split()) <= _HEADING and bool(_ACADEMIC_YEAR.search(line)) and bool(_HEADING_NOUN.search(line))


def _same_name(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether most words of both names are shared: another area may use our name with its own."""
    shared = sum(any(fuzz.ratio(word, other) >= _SAME_WORD for other in theirs) for word in ours)
    return shared >= 0.6 * (len(ours) + max(len(theirs) - shared, 0))
