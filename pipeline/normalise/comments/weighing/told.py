"""Years that are only told of beside others that are asked for.

"Year 6 have the Robinwood trip. Year 4, one class please.": what a year has, does or did is no wish, and where another
year is wished for it is passed over. Alone, such a year is kept: it may be all that the school says.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Atom
from pipeline.normalise.comments.words.spelling import word_set

_WISHES = (
    "ask", "prefer", "settle", "fallback", "no_match", "room", "count", "both", "either", "only", "maybe", "class",
    "classes", "class-of", "tick", "form-entry", "mixed", "single", "names", "class-name", "codes", "each", "abstain",
    "undecided", "excluded", "exclude",
)  # fmt: skip


def beside_the_wish(asked: list[Statement], matter: Matter) -> list[Statement]:
    """Return the statements without those that only tell of a year, where others remain."""
    if len(asked) < 2:
        return asked
    told = [one for one in asked if _told(one, matter)]
    left = [one for one in asked if one not in told]
    return left if any(_wished(one, matter) for one in left) else asked


def _wished(one: Statement, matter: Matter) -> bool:
    """Whether a number, a class or a wish is said with the years."""
    counted = one.count is not None or one.both or one.noun in {"n", "N"} or one.named is not None
    return counted or one.only or matter.clauses[one.clause].has("ask", "prefer", "ours", "mine", "only")


def _told(one: Statement, matter: Matter) -> bool:
    if one.count is not None or one.both or one.named is not None or one.ticked or one.either or one.all or one.mixed:
        return False
    clause = matter.clauses[one.clause]
    if clause.has("hoped"):
        return True  # "I wanted Year 1. We have agreed on Year 4."
    before = [atom for atom in clause.atoms if atom.end <= one.start]
    after = [atom for atom in clause.atoms if atom.start >= one.end]
    while after and (after[0].kind in {"pupils", "class", "classes"} or str(after[0].value) in _CHILDREN):
        after.pop(0)
    if not after:
        return False
    if str(after[0].value) in _THINGS and not _wishing(before):
        return True  # "the Year 6 room still has no floor"
    return _opens(before) and _tells(after)


_CHILDREN = frozenset({"children", "pupils", "chn", "kids", "lot", "themselves", "'", "s"})
_THINGS = word_set("things-of-a-year")
_VERBS = word_set("telling-verbs")
_WILLING = word_set("willing")


def _wishing(atoms: Sequence[Atom]) -> bool:
    return any(atom.kind in _WISHES and atom.value != "please" for atom in atoms)


def _opens(before: Sequence[Atom]) -> bool:
    """Whether the years are the subject: nothing stands before them but "our", "the", "and" or a turn."""
    return all(
        atom.kind in {"ours", "mine", "sign", "filler", "now", "incoming"} or str(atom.value) in _LEADING
        for atom in before
    )


_LEADING = frozenset(
    {"and", "but", "as", "since", "while", "when", "because", "though", "although", "even", "that", "new"}
)


def _tells(after: Sequence[Atom]) -> bool:
    """Whether a verb that tells follows, and nothing of a wish: "have the residential", "will be new to the building"."""
    verb = str(after[0].value).split()[0] if after[0].value is not None else ""
    future = str(after[0].value) in {"will be", "will have", "will"}
    if verb not in _VERBS and not future:
        return False
    rest = after[1:]
    words = {word for atom in rest for word in str(atom.value).split()}
    said = any(str(atom.value).isalpha() for atom in rest if atom.kind != "sign") or after[0].kind == "history"
    to_come = bool(rest) and str(rest[0].value).split()[:1] == ["to"]
    if to_come or any(atom.kind == "school" for atom in rest):
        return False  # "Our Year 5s are to continue with Scar Top"
    if words <= {"in", "it", "what", "you", "want"}:
        return False  # "Year 4 are in"
    return said and not _wishing(rest) and words.isdisjoint(_WILLING)
