"""Words that the names of schools are made of (`lexicon/names.toml`), as the scanners of names look them up."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from pipeline.normalise.comments.words.lexicon_files import layer
from pipeline.normalise.comments.words.spelling import word_set


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("pipeline.normalise.comments").joinpath("lexicon/names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Return the places, days and peoples that are no school's name by themselves ("bamber bridge")."""
    return frozenset(name.replace("'", "") for name in _lists()["places"])


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Return the first words of the places."""
    return frozenset(name.split()[0] for name in places())


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Return given names of grown-ups, which name no school or class unless a school word closes them."""
    return frozenset(_lists()["given-names"])


@lru_cache(maxsize=1)
def no_school_names() -> frozenset[str]:
    """Return the words that describe a school or something else before "School" ("Forest School")."""
    return frozenset(_lists()["no-school-names"])


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the words that no name written without capitals may hold."""
    roots = {word for name in ("asking", "time", "roles", "background", "kinds") for word in layer(name)}
    return frozenset(roots | set(_lists()["common"]) | word_set("not-in-names") | word_set("plain-words")) - _IN_NAMES


@lru_cache(maxsize=1)
def never_names() -> frozenset[str]:
    """Return the common words that are no place either: no name written without capitals begins with one."""
    return common_words() - places()


_IN_NAMES = frozenset({"fell", "fields", "farm", "green", "church", "hall", "moss"})


def _choice(name: str) -> str:
    return "|".join(re.escape(words) for words in sorted(_lists()[name], key=len, reverse=True))


@lru_cache(maxsize=1)
def leads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns, for lower-case text, that lead to a name: of any look, or only to one that ends as a school's does."""
    between = r"(?: (?!from\b)[\w']+){0,3}"
    verbs, nouns, direct = _choice("lead-verbs"), _choice("lead-nouns"), _choice("lead-direct")
    strong = rf"(?:\b(?:{verbs}){between} ?(?:with|to|w|/)|\b(?:{direct}))(?: ?\(| the)? ?$"
    weak = rf"(?:\b(?:{nouns})\b.{{0,20}} with|(?:^|[,.;:!?(-]) ?with|\bw ?/|\b(?:{direct})|\b(?:and|or|nor|both|at|is|was|are|be|been|like|choose|prefer|want|meet|from|for|about|as|see|know|ask|if|it's|only|no|ideally|preferably|otherwise)|:) ?$"
    return re.compile(strong), re.compile(weak)


@lru_cache(maxsize=1)
def before_names() -> frozenset[str]:
    """Return the words and signs that can stand right before a name that is led to."""
    direct = {re.findall(r"[\w']+|[^\w\s]", words)[-1] for words in _lists()["lead-direct"]}
    signs = {"(", "the", "/", ":", "with", "to", "w"}
    return frozenset(
        direct
        | signs
        | {
            "and",
            "or",
            "nor",
            "both",
            "at",
            "is",
            "was",
            "are",
            "be",
            "been",
            "like",
            "choose",
            "prefer",
            "want",
            "meet",
        }
        | {"from", "for", "about", "as", "see", "know", "ask", "if", "it's", "only", "no", "ideally"}
        | {"preferably", "otherwise"}
    )
