"""The kind of school wished for, as against what the school says of itself (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.normalise.comments.atoms import Line
from pipeline.normalise.comments.indifference import indifferent
from pipeline.normalise.comments.kind_frames import Frames
from pipeline.normalise.comments.lexicon_files import layer
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.spelling import word_set

ORDER = (
    *("contrasting", "similar", "urban", "rural", "small", "large", "faith", "non-faith", "nearby", "further-away"),
    *("mainstream", "special", "new-partner", "no-preference"),
)
_HEADS = word_set("heads") | {"great", "big", "busy", "farming", "country", "infant", "junior", "nursery", "special"}
_ADJECTIVES = frozenset({"small", "large", "rural", "urban", "contrasting", "faith", "nearby"})
_SIZED = frozenset(
    {"small", "smaller", "little", "tiny", "large", "larger", "big", "bigger", "huge", "wee", "massive", "enormous"}
)
_ENDS = frozenset(
    {
        *(".", ",", ";", "!", "?", ")", "", "and", "or", "but", "/", "-", "like", "with", "in", "if", "than", "would"),
        *("is", "from", "(", "to", "please", "where", "that", "who", "as", ":", "rather", "also"),
    }
)
_OTHER_THINGS = word_set("other-things")
_LIMITS = frozenset({"within", "max", "maximum", "under", "most", "than", "only", "limit", "radius", "less"})
_PLACES = frozenset({"town", "city", "village", "area", "place", "towns", "cities"})
_SMALL_WORDS = frozenset({"of", "in", "a", "not", "no", "we", "i", "at", "so", "too"})
_SCHOOLS = frozenset({"school", "schools", "primary", "partner", "one", "setting"})
_REACH = 8
_OPPOSED = (
    {"urban", "rural"},
    {"small", "large"},
    {"faith", "non-faith"},
    {"nearby", "further-away"},
    {"contrasting", "similar"},
)
# "Not the same as", "different from": what follows is what they are, or had.
_UNLIKE = (("different", "from"), ("different", "to"), ("unlike",), ("from", "our"), ("not", "another"))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds asked for, the tokens that said so, and whether any school at all would do."""

    kinds: tuple[str, ...]
    tokens: frozenset[int]
    indifferent: bool

    def said(self, more: bool) -> tuple[str, ...]:
        """Return the kinds; indifference is one only where nothing else (`more`) is asked for."""
        return ("no-preference",) if self.indifferent and not self.kinds and not more else self.kinds


def read_kinds(frames: Frames) -> Kinds:
    """Return the kinds of school that the comment asks for."""
    line, clauses = frames.line, frames.clauses
    blocked = {
        token
        for clause in clauses
        for atom in clause.atoms
        if atom.kind in {"school", "years"}
        for token in range(atom.start, atom.end)
    }
    open_to_all = indifferent(frames)
    found: list[str] = []
    places: dict[str, int] = {}
    tokens = {token for start, end in open_to_all for token in range(start, end)}
    for start, end, kind in frames.said:
        name = kind.removeprefix("kind_")
        if not kind.startswith("kind_") or name == "no-preference" or blocked.intersection(range(start, end)):
            continue
        if (
            _on_condition(frames, start)
            or any(
                0 < start - last <= _REACH and frames.number_of[first] == frames.number_of[start]
                for first, last in open_to_all
            )
            or not _of_a_school(line, start, end, name)
            or _unlike(line, start)
            or not frames.wished(start, end, name)
        ):
            continue
        tokens.update(range(start, end))
        places.setdefault(name, start)
        found.extend(["faith", "contrasting"] if name == "other_faith" else [name])
        if name in _ADJECTIVES and _like_ours(line, end):
            found.append("similar")
    found.extend(
        "nearby"
        for clause in clauses
        for atom in clause.atoms
        if atom.kind == "distance" and _limited(line, atom.start, atom.end, clause)
    )
    return _weighed(frames, found, places, frozenset(tokens), bool(open_to_all))


def _weighed(
    frames: Frames, found: list[str], places: dict[str, int], tokens: frozenset[int], any_school: bool
) -> Kinds:
    """Opposites that are both named with "or" leave the choice open; indifference to a place takes it back."""
    kinds = [kind for kind in ORDER if kind in found]
    for pair in _OPPOSED:
        if pair <= set(kinds) and (any_school or _either(frames.line, [places.get(kind, 0) for kind in pair])):
            kinds = [kind for kind in kinds if kind not in pair]
            any_school = True
    if any(kind == "place_indifferent" for _, _, kind in frames.said):
        any_school = True
        kinds = [kind for kind in kinds if kind not in {"urban", "rural", "faith", "non-faith"}]
    return Kinds(tuple(kinds), tokens, any_school)


def _either(line: Line, spots: Sequence[int]) -> bool:
    """ "Town or country", "rural/urban"."""
    first, last = min(spots), max(spots)
    return last - first <= _REACH and bool({"or", "/"} & set(line.norms[first:last]))


def _on_condition(frames: Frames, start: int) -> bool:
    """Whether the kind stands behind an "if" of its clause ("if they are near us"), not "if it could be …"."""
    line, clause = frames.line, frames.clause(start)
    first = clause.atoms[0].start
    before = line.norms[first:start]
    return (
        "if" in before and "could" not in before and line.norm(first + before.index("if") + 1) not in {"there", "you"}
    )


def _unlike(line: Line, start: int) -> bool:
    """ "Different from a commuter village": what they are not to be."""
    before = line.norms[max(0, start - 4) : start]
    return any(
        before[at : at + len(words)] == words and not {",", "."} & set(before[at:])
        for words in _UNLIKE
        for at in range(len(before))
    )


def _of_a_school(line: Line, start: int, end: int, name: str) -> bool:
    """Whether the word can be said of a school: "a small school", not "a small group" or "our classes are small"."""
    first, after, alone = line.norm(start), line.norm(end), end == start + 1
    if after in _OTHER_THINGS or _predicate_of_others(line, start):
        return False
    if name == "large" and after in _PLACES:
        return line.norm(end + 1) in _SCHOOLS
    if first in _SIZED and alone:
        if after == "one" and line.norm(start - 1) == "one":
            return False
        known = after in _HEADS or (after in layer("kinds") and after not in _SMALL_WORDS)
        return known or (after in _ENDS and not (first == "little" and line.norm(start - 1) == "a"))
    if first in {"different", "other", "another"} and alone:
        return after in _HEADS or after in _ENDS
    if first == "similar" and alone:
        return after in _HEADS or after in layer("kinds") or after in _ENDS or after in {"size", "type", "sort"}
    if first in {"like", "just", "much"} and line.norm(end - 1) in {"us", "ours", "school", "ourselves"}:
        return line.norm(start - 1) in _HEADS
    if first in {"near", "close", "local", "country", "town", "city", "village", "towns", "cities"} and alone:
        capital = line.tokens[min(end, len(line.tokens) - 1)].text[:1].isupper()
        to_a_place = after == "to" and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper()
        return (
            not to_a_place
            and after not in {"authority", "council", "enough", "hall"}
            and not (first == "near" and capital)
        )
    return True


def _predicate_of_others(line: Line, start: int) -> bool:
    """ "Our classes are small", "our Y5 is a big class": the word is said of something else than a school."""
    before = line.norms[max(0, start - 4) : start]
    verb = next((at for at, word in enumerate(before) if word in {"is", "are", "was", "were"}), None)
    return verb is not None and bool(_OTHER_THINGS & set(before[:verb]))


def _like_ours(line: Line, end: int) -> bool:
    return any(
        line.norm(spot) == "like" and line.norm(spot + 1) in {"us", "ours", "our"}
        for spot in range(end, min(end + 3, len(line.tokens)))
    )


def _limited(line: Line, start: int, end: int, clause: Clause) -> bool:
    """ "Within 10 miles", "half an hour at most" is a wish; "5 miles from Garstang" is where they are."""
    from_a_place = line.norm(end) == "from" and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper()
    within = "within" in line.norms[max(0, start - 3) : start]
    if clause.role is Role.HISTORY or clause.atoms[0].kind == "self" or (from_a_place and not within):
        return False
    around = line.norms[max(0, start - 4) : start] + line.norms[end : end + 3]
    return any(word in _LIMITS for word in around)
