"""Wishes that have no key (a named place, the seaside, an experienced partner), quoted: shown, never a flag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.names.named_words import place_words, places
from pipeline.normalise.comments.names.register_names import plain
from pipeline.normalise.comments.wishes.kind_frames import Frames
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.lexicon_files import layer, phrases

_STOPS = frozenset({".", "!", "?", ";", ",", "(", ")", "but", "because", "so", "as", "\u2022", "although", "though"})
_HEADS = frozenset(
    {
        "school",
        "schools",
        "partner",
        "somewhere",
        "someone",
        "somebody",
        "one",
        "class",
        "anywhere",
        "setting",
        "place",
        "area",
    }
)
_WANTED = frozenset({"would", "please", "preferred", "ideal", "ideally", "preferably"})
_PEOPLES = frozenset(
    {
        "english",
        "british",
        "asian",
        "french",
        "german",
        "spanish",
        "polish",
        "african",
        "indian",
        "european",
        "welsh",
        "irish",
    }
)
_LONGEST_PLACE = 4
_LONGEST_QUOTE = 18


@dataclass(frozen=True, slots=True)
class OtherWishes:
    """Wishes in the school's words, their tokens, and whether one of them names a place."""

    quotes: tuple[str, ...]
    tokens: frozenset[int]
    placed: bool


def other_wishes(frames: Frames) -> OtherWishes:
    """Return the wishes for a partner that none of the kinds holds, in the school's words."""
    line = frames.line
    kept: list[tuple[int, int]] = []
    placed = list(_places(line))
    found = sorted(_found(frames, placed))
    for start, end in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        elif end > start:
            kept.append((start, end))
    quotes = tuple(line.words(start, end).strip(" ,;:-.") for start, end in kept)
    tokens = frozenset(token for start, end in kept for token in range(start, end))
    return OtherWishes(quotes, tokens, any(start in tokens for start, _ in placed))


def _found(frames: Frames, placed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    line = frames.line
    for start, end in (*placed, *((first, last) for first, last, _ in phrases(layer("wishes"), line.norms))):
        if frames.number_of.get(start) is not None and _wished(frames, start, end):
            yield _quoted(frames, start, end)
    for start, end in placed:
        if (
            line.norm(start - 1) == "not"
            and line.norm(start - 2) in {",", "but", "", ".", "-", "please"}
            and line.norm(end) in _STOPS | {""}
        ):
            yield start - 1, end  # "town school, not Preston"
    yield from _conditions(frames)
    yield from _refusals(frames)


def _refusals(frames: Frames) -> Iterator[tuple[int, int]]:
    """ "No private schools", "not another village school please": a kind of school that is refused."""
    line = frames.line
    for clause in frames.clauses:
        at = next((atom for atom in clause.atoms if atom.kind == "exclude"), None)
        if at is None or clause.role in {Role.HISTORY, Role.REASON} or clause.has("years", "codes", "school", "self"):
            continue
        noun = next((spot for spot in range(at.end, at.end + 5) if line.norm(spot) in {"school", "schools"}), None)
        if noun is not None and noun > at.end and not _STOPS & set(line.norms[at.end : noun]):
            yield at.start, noun + 1
            continue
        refused = next(
            (end for start, end, kind in frames.said if kind.startswith("kind_") and 0 <= start - at.end <= 2), None
        )
        if refused is not None and not clause.has("class", "classes", "date"):
            yield at.start, refused  # "anything but huge", "not too small"


def _places(line: Line) -> Iterator[tuple[int, int]]:
    at, firsts = 0, place_words()
    while at < len(line.tokens):
        if not line.tokens[at].text[:1].isupper() or plain(line.tokens[at].text) not in firsts:
            at += 1
            continue
        end = next(
            (stop for stop in range(min(at + _LONGEST_PLACE, len(line.tokens)), at, -1) if _is_place(line, at, stop)),
            at,
        )
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _is_place(line: Line, at: int, end: int) -> bool:
    words = " ".join(plain(line.tokens[token].text) for token in range(at, end))
    days = words.endswith(("day", "days"))
    return words in places() and words not in _PEOPLES and not days and words not in {"church", "banks"}


def _wished(frames: Frames, start: int, end: int) -> bool:
    """Whether the words are said of the partner wished for, not of the school itself or a link it had."""
    line, clause = frames.line, frames.clause(start)
    governing = frames.governing(start)
    if any(atom.kind == "school" and atom.start <= start < atom.end for atom in clause.atoms) or line.norm(end) in {
        "training",
        "session",
        "date",
    }:
        return False
    first, _ = frames.sentence(start)
    before = line.norms[first:start]
    if {"we're", "i'm", "cpd", "training", "outside of"} & set(before[-6:]) or line.norm(start - 1) == "(":
        return False
    if governing is None:
        return line.norm(end) in _WANTED or line.norms[end : end + 2] == ("school", "please")
    if clause.role is Role.HISTORY or not governing.wish or _told(frames, clause.sentence):
        return False
    spoken_of = set(line.norms[governing.at : start]) | {line.norm(end)}
    near = line.norms[max(governing.at, start - 9) : start]
    if {",", ".", ";"} & set(near) and not set(
        near[max((at for at, word in enumerate(near) if word == ","), default=0) :]
    ) & _HEADS:
        return line.norm(end) in _WANTED
    return (
        bool(spoken_of & (_HEADS | {"link", "linked", "matched", "paired", "partner", "meet", "put", "go"}))
        or line.norm(end) in _WANTED
    )


def _told(frames: Frames, sentence: int) -> bool:
    """Whether the sentence only tells what was: "I did it myself in 2011, with a school in Bradford"."""
    parts = [clause for clause in frames.clauses if clause.sentence == sentence]
    return any(part.has("history", "last_year", "calendar-year", "academic-year") for part in parts) and not any(
        part.has("ask", "prefer") for part in parts
    )


def _quoted(frames: Frames, start: int, end: int) -> tuple[int, int]:
    """Widen to the words that say it: from the school spoken of to the end of what is said of it."""
    line = frames.line
    first, last = frames.sentence(start)
    left = start
    for at in range(start - 1, max(first, start - 9) - 1, -1):
        if line.norm(at) in _STOPS or any(
            atom.start <= at < atom.end and atom.kind == "years" for atom in frames.clause(at).atoms
        ):
            break
        if line.norm(at) in _HEADS:
            left = at - 1 if line.norm(at - 1) in {"a", "an", "any", "another"} else at
            break
        if (
            line.norm(at)
            in {"in", "from", "near", "outside", "around", "a", "an", "not", "by", "within", "the", "i.e."}
            and left == at + 1
        ):
            left = at
    right = end
    while right < min(last, start + _LONGEST_QUOTE) and line.norm(right) not in _STOPS and line.norm(right) != "would":
        right += 1
    return left, right


def _conditions(frames: Frames) -> Iterator[tuple[int, int]]:
    """ "Year 5 if they are close by, otherwise Year 4": the condition on the partner (7.32)."""
    line = frames.line
    kinds = {
        start
        for start, _, kind in frames.said
        if kind.startswith("kind_") and kind not in {"kind_no-preference", "kind_new-partner"}
    }
    for clause in frames.clauses:
        first, last = clause.atoms[0].start, clause.atoms[-1].end
        at = next((spot for spot in range(first, last) if line.norm(spot) == "if"), None)
        if (
            at is None
            or line.norm(at + 1) not in {"they", "they're", "it", "it's", "the", "you"}
            or clause.role is Role.HISTORY
        ):
            continue
        end = next((spot for spot in range(at, last) if line.norm(spot) in _STOPS), last)
        if kinds & set(range(at, end)):
            yield at, end
