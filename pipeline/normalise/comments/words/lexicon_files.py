"""The lexicon: phrases that a teacher can review, in `lexicon/*.toml`, looked up in one pass.

A phrase is lower-case words; `(a|b)` is a choice and `[a]` may be left out. Every table is a kind of atom. A phrase
may stand in tables of different files (a word can speak of the school wished for and of preference): each *layer* of
the lexicon (one or several files) is looked up on its own and gives the longest phrase at a place.
"""

from __future__ import annotations

import gc
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.normalise.comments.words.spelling import plain_word

_MOST_VARIANTS = 6000
_END = ""
_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*(?:\([^()]*\)[^\[\]]*)?)\]|([^()\[\]]+)")

type_trie = dict[str, Any]


class LexiconError(ValueError):
    """A phrase of the lexicon that cannot be read; the message names file, table and phrase."""


def variants(phrase: str) -> list[tuple[str, ...]]:
    """Return every wording that a phrase of the lexicon stands for, as plain words."""
    lines: list[tuple[str, ...]] = [()]
    consumed = 0
    for piece in _PIECE.finditer(phrase):
        if piece.start() != consumed:
            raise LexiconError(f"unbalanced brackets: {phrase!r}")
        consumed = piece.end()
        choice, optional, plain = piece.groups()
        if choice is not None:
            tails = [_words(alternative) for alternative in choice.split("|")]
        elif optional is not None:
            tails = [(), *(_words(alternative) for alternative in optional.strip("()").split("|"))]
        else:
            tails = [_words(plain)]
        lines = [line + tail for line in lines for tail in tails]
        if len(lines) > _MOST_VARIANTS:
            raise LexiconError(f"more than {_MOST_VARIANTS} wordings: {phrase!r}")
    if consumed != len(phrase):
        raise LexiconError(f"unbalanced brackets: {phrase!r}")
    return [line for line in lines if line]


def _words(text: str) -> tuple[str, ...]:
    return tuple(plain_word(word) for word in text.split())


@lru_cache(maxsize=8)
def layer(*names: str) -> type_trie:
    """Return the phrases of these lexicon files as one tree of words. Raises LexiconError on a malformed phrase."""
    root: type_trie = {}
    for name in names:
        tables = tomllib.loads(files("pipeline.normalise.comments").joinpath(f"lexicon/{name}.toml").read_text("utf-8"))
        for kind, table in tables.items():
            for phrase in table["phrases"]:
                try:
                    wordings = variants(phrase)
                except LexiconError as error:
                    raise LexiconError(f"{name}.toml, [{kind}]: {error}") from None
                for wording in wordings:
                    node = root
                    for word in wording:
                        node = node.setdefault(word, {})
                    node.setdefault(_END, kind)
    gc.freeze()  # the tree lives as long as the process: the collector need not walk through it on every round
    return root


def phrases(tree: type_trie, norms: Sequence[str], barred: Collection[int] = ()) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of the longest phrase at every place, from left to right, none overlapping.

    No phrase runs into a place that is `barred`; it may begin there.
    """
    reached, size = 0, len(norms)
    for at in [at for at, norm in enumerate(norms) if norm in tree]:  # most words open no phrase
        if at < reached:
            continue
        node, spot, found = tree, at, None
        while spot < size and (below := node.get(norms[spot])) is not None:
            if spot > at and spot in barred:
                break
            node, spot = below, spot + 1
            kind = node.get(_END)
            if kind is not None:
                found = (at, spot, kind)
        if found is not None:
            yield found
            reached = found[1]
