"""Who the years are said of: children of one class, or the partner's classes (reading guide, 7.4, 7.26, 7.35)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

_PEOPLE = frozenset(
    {"pupils", "children", "everybody", "everyone", "chn", "ages", "mixture", "mix", "learners", "them", "people"}
)
_BETWEEN = frozenset({"from", "in", "of", "the", "our", "all", "with", "across", "both", "is", "are", ":", "between"})
_BEING = frozenset({("they", "are"), ("who", "are"), ("which", "is"), ("that", "is"), ("it", "is")})
_PAIRING = frozenset(
    {
        "linked", "link", "linking", "paired", "pair", "matched", "match", "put", "partnered", "partner", "placed",
        "working", "work", "join", "best", "happy", "teamed",
    }
)  # fmt: skip
_LED = frozenset(
    {
        "mixed",
        "straight",
        "class",
        "but",
        "or",
        "a",
        "an",
        "the",
        "another",
        "other",
        "someone",
        "somebody",
        "any",
        "with",
        "up",
        "either",
        "their",
    }
)
# Words of a clause that tells of something besides the request.
BACKGROUND = frozenset(
    {
        "mrs", "mr", "miss", "ms", "dr", "he", "she", "level", "levels", "programme", "project", "usually", "normally",
        "sats", "residential", "age", "ability", "aimed", "who", "loved", "when", "where", "which", "while", "already",
    }
)  # fmt: skip
_OURS = frozenset({"our", "my", "mine", "we", "us"})
_THEIR_NOUNS = frozenset({"partner", "partners", "elsewhere"})
_NOUNS = frozenset({"class", "classes", "group", "groups", "children", "form", "forms"})


_CHOOSING = frozenset({"would", "could", "can", "we'd", "we'll", "i'd", "i'll", "might", "may", "also", "we", "let's"})
_CONTAINING = frozenset({"with", "containing", "holding", "covering", "spanning", "comprising", "including"})


def holds(line: Line, atom: Atom) -> bool:
    """Whether the years are those of people spoken of ("nine pupils from Years 3, 4 and 5")."""
    if line.norms[max(0, atom.start - 2) : atom.start] in _BEING or line.norm(atom.start - 1) == "they're":
        return True
    before = tuple(
        norm for norm in line.norms[max(0, atom.start - 4) : atom.start] if norm not in {"both", "our", "the"}
    )
    if before[-1:] and before[-1] in _CONTAINING and before[-2:-1] == ("class",):
        return True
    if line.norms[max(0, atom.start - 4) : atom.start] == ("class", "made", "up", "of"):
        return True
    if before[-2:] == ("class", "has") and line.norms[atom.end : atom.end + 2] == ("in", "it"):
        return True
    if before[-3:] in {("class", "which", "has"), ("class", "that", "has"), ("class", "consisting", "of")}:
        return True
    if line.norms[atom.end : atom.end + 2] == ("in", "it"):
        return True
    at = atom.start - 1
    while at >= 0 and atom.start - at <= 5 and line.norms[at] in _BETWEEN:
        if line.norms[at] == "all" and at < atom.start - 1:
            return True
        at -= 1
    return at < atom.start - 1 and line.norm(at) in _PEOPLE


def colleague(before: Sequence[Atom]) -> bool:
    """ "My colleague in Year 4 told me about it"."""
    return (
        len(before) > 1 and str(before[-2].value).startswith("colleague") and before[-1].value in {"in", "from", "of"}
    )


_TITLES = word_set("titles")
_HOLDING = frozenset({"have", "has", "take", "takes", "teach", "teaches", "bring", "brings"})


def teachers_before(atoms: Sequence[Atom]) -> int:
    """How many teachers are named whose classes follow: "Mrs Lord's and Mr Gill's …", "Mrs Lord and Mr Gill … their …"."""
    named = [at for at, atom in enumerate(atoms[:-1]) if atom.value in _TITLES and atom.kind == "word"]
    owned = [at for at in named if str(atoms[at + 1].value).endswith(("'s", "s'"))]
    theirs = any(atom.kind == "theirs" and atom.value == "their" for atom in atoms[-2:])
    after = atoms[named[-1] :] if named else ()
    holding = any(not _HOLDING.isdisjoint(str(atom.value).split()) for atom in after)
    each = holding and any(atom.kind == "each" for atom in after)  # "Mrs Lord and Mr Gill each have a …"
    return len(named) if theirs or each or len(owned) == len(named) else 0


def together(line: Line, atom: Atom) -> bool:
    """Whether the years sit together in one class ("our Year 4s and Year 5s together")."""
    after = line.norms[atom.end : atom.end + 12]
    stop = next((at for at, norm in enumerate(after) if norm in {".", "!", "?", ";"}), len(after))
    at = next((at for at, norm in enumerate(after[: min(stop, 4)]) if norm == "together"), None)
    one_room = at is not None and (at == 0 or after[at - 1] not in _JOINING) and after[at + 1 : at + 2] != ("with",)
    return one_room or any(_one_class(after, at) for at in range(stop))


_JOINING = frozenset(
    {
        "work",
        "working",
        "come",
        "coming",
        "get",
        "getting",
        "meet",
        "meeting",
        "link",
        "linked",
        "plan",
        "play",
        "planning",
    }
)
_MAKING = frozenset({"in", "is", "are", "as", "form", "into", "make", "makes", "being", "forming", "making"})
_JOINT = frozenset({"single", "joint", "mixed", "combined", "composite", "big", "small", "shared", "large", "little"})


def _one_class(norms: tuple[str, ...], at: int) -> bool:
    """ "… as a single class", "… in one group": whether one class is told of from `at` on."""
    if norms[at] in {"share", "shares", "sharing"} or (norms[at] == "in" and norms[at + 1 : at + 3] == ("the", "same")):
        return norms[at + 2 : at + 3] == ("class",) or norms[at + 3 : at + 4] == ("class",)
    if norms[at] not in _MAKING or norms[at + 1 : at + 2] not in {("one",), ("1",), ("a",)}:
        return False
    joint = norms[at + 2 : at + 3] and norms[at + 2] in _JOINT
    noun = norms[at + 3 : at + 4] if joint else norms[at + 2 : at + 3]
    after = norms[at + 4 :] if joint else norms[at + 3 :]
    said = bool(joint) or norms[at + 1] != "a"
    return said and noun in {("class",), ("group",), ("form",)} and after[:1] not in {("each",), ("entry",), ("per",)}


def with_them(line: Line, clause: Clause, atom: Atom, place: int) -> bool:
    """Whether the years may be the partner's: "be put with Year 2s", "a Year 5 or 6 partner", "Castle View's Y4"."""
    norms = line.norms
    after = atom.end + (line.norm(atom.end) in _NOUNS)
    if line.norm(after) in _THEIR_NOUNS and line.norm(after + 1) not in {"school", "schools"}:
        return True
    if norms[after : after + 2] == ("next", "door"):
        return True
    if line.norm(after) == "there" and line.norm(after + 1) in {"would", "will", "too", "please"}:
        return True  # "linked with a primary, Year 5 or 6 there would be fine"
    if norms[after : after + 2] in {("in", "another"), ("at", "another"), ("from", "another"), ("at", "the")} and (
        line.norm(after + 2) in {"school", "other", "partner"}
    ):
        return True
    before = clause.atoms[place - 1] if place else None
    if before is not None and before.kind == "school":
        return norms[before.end - 1].endswith(("'s", "s'"))
    at = atom.start - 1
    while at >= 0 and atom.start - at <= 6 and norms[at] in _LED and norms[at] != "with":
        at -= 1
    if line.norm(at) != "with" or any(norm in _OURS for norm in norms[at : atom.start]):
        return False
    if norms[max(0, at - 3) : at] == ("happy", "to", "go") or (
        line.norm(at - 1) == "go" and line.norm(at - 2) in _CHOOSING
    ):
        return False  # "happy to go with Year 4" chooses it
    return any(norm in _PAIRING for norm in norms[max(0, at - 4) : at])
