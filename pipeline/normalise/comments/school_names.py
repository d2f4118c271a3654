"""Schools by name: by the register's names where one is loaded, by shape where none is.

A name is a run of capitalised words that a saint opens ("St Oswald's"), a school word closes ("… Primary", "… CE",
"… Academy") or a linking phrase leads to ("linked with Hawkshaw Street"). A place may follow after a comma.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.normalise.comments.atoms import Atom, Line
from pipeline.normalise.comments.lexicon_files import layer
from pipeline.normalise.comments.spelling import word_set

_CLOSERS = word_set("closers")
_DECISIVE = word_set("decisive")
_SMALL = frozenset({"of", "the", "and", "in", "on", "le", "with", "upon", "de", "for", "our", "under", "by", "cum"})
_SAINTS = frozenset({"st", "saint", "ss", "sts"})
_HOLY = (
    ("our", "lady"),
    ("holy",),
    ("sacred", "heart"),
    ("all", "saints"),
    ("christ", "church"),
    ("all", "hallows"),
    ("blessed",),
    ("trinity",),
    ("st",),
    ("saint",),
)
_HOLY_FIRST = _SAINTS | {words[0] for words in _HOLY}
_NOT_IN_NAMES = word_set("not-in-names")
_TITLES = frozenset({"mrs", "mr", "miss", "ms", "dr", "sir", "mme", "revd", "rev", "fr", "father", "sister", "canon"})
# Words after which a capitalised run may be a school though nothing in it says so.
_LEADS = re.compile(
    r"(?:link(?:ed|ing|s)?|pair(?:ed|ing)?|partner(?:ed|ing|ship)?|match(?:ed)?|twinn?(?:ed)?|team(?:ed|ing)?(?: up)?|join(?:ed)?(?: up)?|work(?:ed|ing)?|carry on|continue|stay(?:ing)?|stick(?:ing)?"
    r"|go(?:ing)?|went|again|friends|class(?:es)?|y\d|year \w+|together|keep(?:ing)?(?: going)?|had|been|remain|back|be|year|contact|touch|agreed|spoken|arranged|do(?:ing)? (?:it|this)|children|pupils|us) (?:with|to) $"
    r"|(?:not|except|than|avoid|from|but|at|either|is|was|are|school|partner|partners|like|choose|chose|choice|prefer|want|keep|renew our link|friends|colleagues|of|visited|meet|met|and|or|both|with|:|-) $",
    re.IGNORECASE,
)
_STRONG_LEADS = re.compile(
    r"(?:link(?:ed|ing|s)?|pair(?:ed|ing)?|partner(?:ed|ing|ship)?|match(?:ed)?(?: us)?|twinn?(?:ed)?|team(?:ed|ing)?(?: up)?|work(?:ed|ing)?|carry(?:ing)? on|continu(?:e|ing)|stay(?:ing)?|stick(?:ing)?|go(?:ing)? again|friends|again|stay linked|done two years"
    r"|back|class(?:es)?|years? ?\ds?|y\ds?|go|going|years|once more|bring|keep(?:ing)?(?: going)?|remain|reconnect|once more|years|months|pupils|children|together|been|were|touch|us|it|this|agreed|spoken|year|same again|place|be|renewal|stick|w) ?(?:with|to|/) $"
    r"|(?:not|except|anyone but|other than|rather than|avoid|(?:friends|pupils|children|colleagues|class(?:es)?|those|years?|y\d|year \d|head|teachers?|school|chums|counterparts|folk|team|staff) (?:at|from|of)|partner(?: school)?(?: is| was|:| -)?|last year(?: was|'s partner was)?|not|either) $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Register:
    """The register's names in plain words, by their first word."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, names: Collection[str]) -> Register:
        """Index the names; words are lower case, without apostrophes or dots."""
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(re.findall(r"[a-z0-9]+", _flat(name)))
            if len(words) >= 2:
                by_first.setdefault(words[0], []).append(words)
        return cls({first: tuple(sorted(set(names), key=len, reverse=True)) for first, names in by_first.items()})


def _flat(text: str) -> str:
    return text.lower().replace("'", "").replace("’", "")


def school_names(line: Line, register: Register, taken: Collection[int]) -> Iterator[Atom]:
    """Yield every school named in the line; the value is the name as written."""
    at = 0
    while at < len(line.tokens):
        end = 0
        if at not in taken:
            end = _registered(line, at, register) or _saint(line, at) or _shaped(line, at, taken)
        if end > at:
            end = _with_place(line, end, taken)
            yield Atom("school", at, end, line.words(at, end).strip(" ,"))
            at = end
            if (
                line.norm(at) in {"or", "and"}
                and _name_word(line, at + 1)
                and line.norm(at + 1) not in _CLOSERS
                and at + 1 not in taken
            ):
                following = _run(line, at + 1, taken)
                yield Atom("school", at + 1, following, line.words(at + 1, following))
                at = following
        else:
            at += 1


def _registered(line: Line, at: int, register: Register) -> int:
    for words in register.by_first.get(_flat(line.tokens[at].text), ()):
        spot = at
        for word in words:
            while spot < len(line.tokens) and line.norm(spot) in {".", "-", ","} and spot > at:
                spot += 1
            if spot >= len(line.tokens) or _flat(line.tokens[spot].text) != word:
                break
            spot += 1
        else:
            if any(line.tokens[k].text[:1].isupper() for k in range(at, spot)):
                return _closed(line, spot)
    return 0


def _capital(line: Line, at: int) -> bool:
    return at < len(line.tokens) and line.tokens[at].text[:1].isupper()


def _name_word(line: Line, at: int) -> bool:
    return _capital(line, at) and line.norm(at) not in _NOT_IN_NAMES and line.tokens[at].text.replace("'", "").isalpha()


def _saint(line: Line, at: int) -> int:
    """St Oswald's, SS Peter & Paul, Our Lady of Lourdes, Holy Cross: the opening says that it is a school."""
    if line.norm(at) not in _HOLY_FIRST:
        return 0
    lead = next((words for words in _HOLY if all(line.norm(at + k) == word for k, word in enumerate(words))), None)
    saint = line.norm(at) in _SAINTS
    if lead is None and not saint:
        return 0
    if not _capital(line, at) and not (saint and at + 1 < len(line.tokens)):
        return 0
    spot = at + (len(lead) if lead else 1)
    if line.norm(spot) == "." and saint:
        spot += 1
    if saint:
        if (
            spot >= len(line.tokens)
            or not line.tokens[spot].text[0].isalpha()
            or (not _capital(line, spot) and not line.norm(spot).endswith("s"))
        ):
            return 0
        spot += 1
    while spot < len(line.tokens):
        norm = line.norm(spot)
        if (
            _name_word(line, spot)
            or (norm in _CLOSERS and line.norm(spot + 1) not in {"class"})
            or (norm in {"and", "of", "the"} and _name_word(line, spot + 1) and not _opens_new(line, spot + 1))
        ):
            spot += 1
        elif norm in {"-"} and line.close(spot) and _capital(line, spot + 1):
            spot += 2
        else:
            break
    return _closed(line, spot) if spot > at + 1 else 0


def _opens_new(line: Line, at: int) -> bool:
    return (
        line.norm(at) in _SAINTS or (line.norm(at), line.norm(at + 1)) in {("our", "lady")} or line.norm(at) == "holy"
    )


@lru_cache(maxsize=1)
def _describing() -> frozenset[str]:
    """Words that describe a school ("Diverse school please"): alone before "school" they are no name."""
    return frozenset(layer("kinds")) | {
        "any",
        "another",
        "one",
        "same",
        "local",
        "primary",
        "neighbouring",
        "partner",
        "link",
        "high",
        "special",
        "new",
    }


_PLACES = word_set("places")


def _place_word(line: Line, last: int, named: int) -> bool:
    """Whether a run of capitalised words ends as the names of schools do ("Hawkshaw Street", "Lane Ends")."""
    return named >= 2 and line.norm(last) in _PLACES


def _closed(line: Line, spot: int) -> int:
    """Take in the school words that follow a name: "Primary", "C of E", "RC Primary School"."""
    while spot < len(line.tokens):
        norm = line.norm(spot)
        if norm in _CLOSERS and not (
            norm
            in {
                "infants",
                "juniors",
                "special",
                "village",
                "free",
                "high",
                "junior",
                "infant",
                "nursery",
                "church",
                "community",
                "county",
            }
            and not _capital(line, spot)
        ):
            spot += 1
        elif (
            (norm == "c" and line.norm(spot + 1) in {"of", "/", "."} and line.norm(spot + 2) == "e")
            or (norm == "c" and line.norm(spot + 1) == "." and line.norm(spot + 2) == "e")
            or (norm == "church" and line.norm(spot + 1) == "of" and line.norm(spot + 2) == "england")
        ):
            spot += 3
        else:
            break
    return spot


def _shaped(line: Line, at: int, taken: Collection[int]) -> int:
    """A capitalised run that a school word closes, or that a linking phrase leads to."""
    if not _name_word(line, at) or (at and line.norm(at - 1) in _TITLES) or line.norm(at) in _TITLES:
        return 0
    if line.norm(at) in _CLOSERS and line.norm(at) not in {"village", "church"}:
        return 0
    spot, named = at, 0
    while spot < len(line.tokens) and spot not in taken:
        norm = line.norm(spot)
        if norm in _CLOSERS and named:
            break
        if _name_word(line, spot) and not (spot > at and line.tokens[spot].lines):
            spot, named = spot + 1, named + 1
        elif norm == "-" and line.close(spot) and spot + 1 < len(line.tokens) and line.close(spot + 1):
            spot += 2
        elif (
            norm in _SMALL
            and named
            and _name_word(line, spot + 1)
            and norm in {"of", "the", "on", "le", "upon", "in", "cum"}
        ) or (norm == "." and line.close(spot) and len(line.tokens[spot - 1].text) == 1):
            spot += 1
        else:
            break
    if not named:
        return 0
    closed = _closed(line, spot)
    before = line.text[max(0, line.starts[at] - 60) : line.starts[at]]
    tail = line.norm(closed - 1)
    if closed == spot and _place_word(line, spot - 1, named) and _LEADS.search(before):
        return closed
    if closed > spot and named == 1 and line.norm(at) in _describing():
        return 0
    if closed > spot:
        opens = at == 0 or line.norm(at - 1) in {".", "!", "?", "\u2022"}
        if any(line.norm(k) in _DECISIVE for k in range(spot, closed)) and not (
            opens
            and named == 1
            and tail == "school"
            and line.norm(at)
            in {
                "small",
                "large",
                "local",
                "similar",
                "different",
                "another",
                "primary",
                "new",
                "same",
                "village",
                "city",
                "town",
            }
        ):
            if named == 1 and line.norm(at) in {
                "catholic",
                "infant",
                "junior",
                "village",
                "church",
                "faith",
                "special",
                "similar",
                "contrasting",
                "small",
                "large",
            }:
                return 0
            return closed
    if _STRONG_LEADS.search(before):
        return closed
    return 0


def _run(line: Line, at: int, taken: Collection[int]) -> int:
    """The end of a capitalised run that follows a school and "or": "St Anselm's or Wheatley Brook"."""
    found = _saint(line, at) or _shaped(line, at, taken)
    if found:
        return found
    spot = at
    while _name_word(line, spot) and spot not in taken:
        spot += 1
    return _closed(line, spot)


def _with_place(line: Line, end: int, taken: Collection[int]) -> int:
    """Take in the place: "St Oswald's, Accrington", "St Joseph's (Lancaster)", "St Mary's in Chorley"."""
    norm = line.norm(end)
    if norm == "," and _name_word(line, end + 1) and end + 1 not in taken and not line.tokens[end + 1].lines:
        spot = end + 1
        if line.norm(spot) in _SAINTS or _opens_new(line, spot):
            return end
        while _name_word(line, spot) and spot not in taken:
            spot += 1
        if (
            line.norm(spot)
            in {
                ".",
                ",",
                ";",
                "!",
                "?",
                ")",
                "again",
                "please",
                "and",
                "for",
                "as",
                "but",
                "with",
                "who",
                "this",
                "-",
                "if",
                "once",
                "in",
                "or",
                "which",
                "last",
                "so",
                "",
                "to",
                "is",
                "where",
                "both",
                "since",
            }
            and line.norm(spot) not in _CLOSERS
        ):
            return spot
        return end
    if (
        norm == "("
        and _name_word(line, end + 1)
        and line.norm(end + 2) == ")"
        and line.norm(end + 1) not in _NOT_IN_NAMES
    ):
        return end + 3
    if norm in {"in", "at"} and _name_word(line, end + 1) and end + 1 not in taken and not _opens_new(line, end + 1):
        spot = end + 1
        while _name_word(line, spot) and spot not in taken:
            spot += 1
        return spot
    return end
