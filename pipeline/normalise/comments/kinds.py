"""The kind of school wished for, as against what the school says of itself (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.normalise.comments.atoms import Line
from pipeline.normalise.comments.lexicon_files import layer, phrases
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.spelling import word_set

ORDER = (
    "contrasting",
    "similar",
    "urban",
    "rural",
    "small",
    "large",
    "faith",
    "non-faith",
    "nearby",
    "further-away",
    "mainstream",
    "special",
    "new-partner",
    "no-preference",
)
_HEADS = word_set("heads")
_ADJECTIVES = frozenset({"small", "large", "rural", "urban", "contrasting", "faith", "nearby"})
_SIZED = frozenset(
    {"small", "smaller", "little", "tiny", "large", "larger", "big", "bigger", "huge", "wee", "massive", "enormous"}
)
_ENDS = frozenset(
    {
        ".",
        ",",
        ";",
        "!",
        "?",
        ")",
        "",
        "and",
        "or",
        "but",
        "/",
        "-",
        "like",
        "with",
        "in",
        "if",
        "than",
        "would",
        "is",
        "from",
        "(",
        "to",
        "please",
        "where",
        "that",
        "who",
        "as",
        ":",
        "rather",
        "also",
    }
)
_OTHER_THINGS = word_set("other-things")
_LIMITS = frozenset({"within", "max", "maximum", "under", "most", "than", "only", "limit", "radius", "away", "less"})
_WANTED = frozenset({"would", "please", "preferred", "wanted", "preferably", "ideally"})
_OPPOSED = (
    {"urban", "rural"},
    {"small", "large"},
    {"faith", "non-faith"},
    {"nearby", "further-away"},
    {"contrasting", "similar"},
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Kinds asked for, wishes that have no key, and the tokens that said so."""

    kinds: tuple[str, ...]
    others: tuple[str, ...]
    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Frame:
    at: int
    wish: bool


def read_kinds(line: Line, clauses: Sequence[Clause]) -> Wishes:
    """Return the kinds of school that the comment asks for."""
    tight = [at for at, word in enumerate(line.norms) if not (word == "-" and line.close(at) and line.close(at + 1))]
    said = [
        (tight[start], tight[end - 1] + 1, kind)
        for start, end, kind in phrases(layer("kinds"), [line.norms[at] for at in tight])
    ]
    clause_of = {
        token: number
        for number, clause in enumerate(clauses)
        for atom in clause.atoms
        for token in range(atom.start, atom.end)
    }
    blocked = {
        token
        for clause in clauses
        for atom in clause.atoms
        if atom.kind in {"school", "years"}
        for token in range(atom.start, atom.end)
    }
    frames = _frames(line, clauses, said)
    found: list[str] = []
    tokens: set[int] = set()
    no_preference = False
    for start, end, kind in said:
        if not kind.startswith("kind_") or any(token in blocked for token in range(start, end)):
            continue
        name = kind.removeprefix("kind_")
        clause = clauses[clause_of[start]]
        if name == "no-preference":
            if clause.role not in {Role.HISTORY}:
                no_preference = True
                tokens.update(range(start, end))
            continue
        if "could" not in line.norms[clause.atoms[0].start : start] and (
            line.norm(clause.atoms[0].start) == "if"
            or any(atom.kind == "word" and atom.value == "if" and atom.start < start for atom in clause.atoms)
        ):
            continue
        if any(
            other_kind == "kind_no-preference" and clause_of[first] == clause_of[start] and first < start
            for first, _, other_kind in said
        ):
            # "No preference as to size, faith or place": what they do not mind about.
            continue
        if not _of_a_school(line, start, end, name) or not _wished(line, clauses, clause_of, frames, start, end, name):
            continue
        tokens.update(range(start, end))
        found.extend(["faith", "contrasting"] if name == "other_faith" else [name])
        if name in _ADJECTIVES and _like_ours(line, end):
            found.append("similar")
    found.extend(
        "nearby"
        for clause in clauses
        for atom in clause.atoms
        if atom.kind == "distance" and _limited(line, atom.start, atom.end, clause)
    )
    kinds = [kind for kind in ORDER if kind in found]
    for pair in _OPPOSED:
        if pair <= set(kinds) and (no_preference or _indifferent(line, pair)):
            kinds = [kind for kind in kinds if kind not in pair]
            no_preference = True
    if any(kind == "place_indifferent" for _, _, kind in said) and no_preference:
        kinds = [kind for kind in kinds if kind not in {"urban", "rural", "faith", "non-faith"}]
    if no_preference and not kinds:
        kinds = ["no-preference"]
    return Wishes(tuple(kinds), (), frozenset(tokens))


def _indifferent(line: Line, pair: set[str]) -> bool:
    return "or" in line.norms or "/" in line.norms


def _frames(line: Line, clauses: Sequence[Clause], said: Sequence[tuple[int, int, str]]) -> list[_Frame]:
    """Where the comment begins to speak of the school itself, and where of the partner wished for."""
    frames = [_Frame(start, True) for start, _, kind in said if kind == "wish_school"]
    for clause in clauses:
        for atom in clause.atoms:
            words = " ".join(line.norms[atom.start : atom.end])
            if atom.kind == "self" or (atom.kind == "have" and words.startswith(("we", "there", "i "))):
                frames.append(_Frame(atom.start, False))
            elif atom.kind in {"prefer"} or (atom.kind == "ask" and words not in {"available", "please", "will be"}):
                frames.append(_Frame(atom.start, True))
    return sorted(frames, key=lambda frame: frame.at)


def _of_a_school(line: Line, start: int, end: int, name: str) -> bool:
    """Whether the word can be said of a school: "a small school", not "a small group" or "a little late"."""
    after = line.norm(end)
    if after in _OTHER_THINGS:
        return False
    first = line.norm(start)
    if name == "large" and after in {"town", "city", "village", "area", "place"}:
        return False
    if first in _SIZED and end == start + 1:
        return (
            after in _HEADS
            or after in layer("kinds")
            or (after in _ENDS and not (first == "little" and line.norm(start - 1) == "a"))
        )
    if first in {"different", "other", "another"} and end == start + 1:
        return after in _HEADS or after in _ENDS
    if first == "similar" and end == start + 1:
        return after in _HEADS or after in layer("kinds") or after in _ENDS or after in {"size", "type", "sort"}
    if first in {"like", "just", "much"} and line.norm(end - 1) in {"us", "ours", "school", "ourselves"}:
        return line.norm(start - 1) in _HEADS
    if first in {"near", "close", "local", "country", "town", "city", "village"} and end == start + 1:
        return (
            not (after == "to" and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper())
            and after not in {"authority", "council", "enough", "hall"}
            and not (first == "near" and line.tokens[min(end, len(line.tokens) - 1)].text[:1].isupper())
        )
    return True


def _wished(
    line: Line,
    clauses: Sequence[Clause],
    clause_of: dict[int, int],
    frames: Sequence[_Frame],
    start: int,
    end: int,
    name: str,
) -> bool:
    number = clause_of[start]
    clause = clauses[number]
    sentence_start = next(other.atoms[0].start for other in clauses if other.sentence == clause.sentence)
    before = [frame for frame in frames if sentence_start <= frame.at <= start]
    previous = line.norms[max(sentence_start, start - 3) : start]
    if (
        any(word in {"not", "no", "don't", "without", "isn't"} for word in previous)
        and "or" not in previous
        and not name.startswith(("new", "non", "further", "nearby"))
    ):
        return False
    if clause.role in {Role.HISTORY, Role.REASON} and not any(
        frame.wish for frame in before if frame.at >= clause.atoms[0].start
    ):
        return False
    if line.norm(end) in {"ourselves", "ourself"} or line.norm(end + 1) in {"ourselves"}:
        return False
    if _wanted_after(line, end):
        return True
    if not before:
        if (
            number == 0
            and clause.role in {Role.FRAGMENT, Role.PROSE}
            and any(other.has("years") for other in clauses[1:])
            and not clause.has("years", "ask", "prefer")
        ):
            return False
        return clause.role is not Role.HISTORY and not _described(line, start)
    governing = before[-1]
    if governing.wish:
        return True
    return name in {"no-preference"} or (name == "new-partner" and clause.role in {Role.ASK, Role.FRAGMENT})


def _wanted_after(line: Line, end: int) -> bool:
    """ "A rural school would be great", "urban preferred": the wish stands behind."""
    for word in line.norms[end : end + 5]:
        if word in _WANTED:
            return True
        if word in {"and", "but", ",", ".", "so", "we", ";", "-"}:
            return False
    return False


def _described(line: Line, start: int) -> bool:
    """ "Small rural school here": a description without a verb."""
    return "here" in line.norms[start : start + 6] or line.norm(start - 1) in {"our", "my", "your", "this"}


def _like_ours(line: Line, end: int) -> bool:
    for spot in range(end, min(end + 3, len(line.tokens))):
        if line.norm(spot) == "like" and line.norm(spot + 1) in {"us", "ours", "our"}:
            return True
    return False


def _limited(line: Line, start: int, end: int, clause: Clause) -> bool:
    """ "Within 10 miles", "half an hour at most" is a wish; "5 miles from Garstang" is where they are."""
    if (
        clause.role is Role.HISTORY
        or clause.atoms[0].kind == "self"
        or (
            line.norm(end) == "from"
            and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper()
            and "within" not in line.norms[max(0, start - 3) : start]
        )
    ):
        return False
    around = line.norms[max(0, start - 4) : start] + line.norms[end : end + 3]
    return any(word in _LIMITS for word in around)
