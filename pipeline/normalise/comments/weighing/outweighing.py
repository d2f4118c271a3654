"""Years that are only told of, beside others that are asked for or that have a number.

"Year 6 have the Robinwood trip. Year 4, one class please.": what a year has, does or did is no wish, and where another
year is wished for it is passed over. Alone, such a year is kept: it may be all that the school says. And who says how
many classes there are of one year, and nothing of the kind of another in another sentence, offers the first and is
telling of the other ("Last September we asked for Y5 and got nobody. Trying Y3 this time, two classes"). A year that
stands in a list, that is put beside the first ("Year 3 ditto", "and Year 5 too") or that is asked for in so many words
is asked for all the same.

So do years of now outweigh those that another sentence tells of the past, where neither has a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, Matter
from pipeline.normalise.comments.weighing.outcome import Outcome
from pipeline.normalise.comments.words.atoms import Atom
from pipeline.normalise.comments.words.spelling import word_set

Weighing = tuple[Statement, Outcome]

# --- what a number is said of ------------------------------------------------------------------------------------------

# What puts a year beside the one before it, or leaves its number open rather than unsaid.
_COUNTED = (
    "same_as_before", "both", "all", "class", "classes", "count", "each", "single", "class-name", "names", "next_year",
    "maybe",
)  # fmt: skip
_BESIDE = frozenset(
    {"also", "too", "well", "plus", "additionally", "besides", "likewise", "ditto", "same", "and", "&", "+"}
)
# Where the years themselves wish, or are offered too.
_AS_WELL = frozenset({"also", "too", "well"})
_OFFERING = frozenset({"could", "can", "add", "include", "happy", "willing", "able", "offer", "bring", "glad", "ready"})
_NEAR = 3  # words, "children have" between a year and its wish
_NAME = 2  # words that are no more than a year's name


def outweighing(matter: Matter, outcomes: Sequence[Weighing]) -> list[Weighing]:
    """Return the statements that are asked for, with their outcomes, where others are only told of beside them."""
    outcomes = _of_now(matter, outcomes)
    numbered = {
        matter.clauses[one.clause].sentence
        for one, outcome in outcomes
        if outcome.requests and all(request.classes for request in outcome.requests)
    }
    if not numbered:
        return list(outcomes)
    return [(one, outcome) for one, outcome in outcomes if not _unnumbered(matter, one, outcome, numbered)]


def _of_now(matter: Matter, outcomes: Sequence[Weighing]) -> Sequence[Weighing]:
    """ "Year 1, 2 and 4 have all had a turn. Year 3 please": what a sentence tells of the past, without a number, is told."""
    now = {
        matter.clauses[one.clause].sentence
        for one, outcome in outcomes
        if outcome.requests and one.role is not Role.PROSE and not _past(matter, one)
    }
    return [
        (one, outcome)
        for one, outcome in outcomes
        if not now or not outcome.requests or matter.clauses[one.clause].sentence in now or not _past(matter, one)
    ]


def _past(matter: Matter, one: Statement) -> bool:
    """Whether the clause tells of the past, and gives the year no number of its own."""
    own = next((other for other in matter.statements if other.start == one.start), one)
    return matter.clauses[one.clause].has("history") and not own.numbered


def _unnumbered(matter: Matter, one: Statement, outcome: Outcome, numbered: set[int]) -> bool:
    clause = matter.clauses[one.clause]
    unnumbered = outcome.requests and all(request.classes is None for request in outcome.requests)
    if (
        not unnumbered
        or clause.sentence in numbered
        or {doubt.code for doubt in outcome.doubts} - {"class-count-missing"}
    ):
        return False
    if one.all or one.both or one.named or one.count is not None or clause.has(*_COUNTED) or _either(clause):
        return False
    return more_than_named(matter, one) and not put_beside(matter, one) and not _would_join(matter, one)


def _either(clause: Clause) -> bool:
    """Whether "any" or "either" is said of the years, not of another noun: "good guides for any visitors"."""
    following = zip(clause.atoms, (*clause.atoms[1:], None), strict=True)
    return any(atom.kind == "either" and (after is None or after.kind != "word") for atom, after in following)


def put_beside(matter: Matter, one: Statement) -> bool:
    """Return whether the years are put beside those before them: "and Year 5 too", "Also Year 5"."""
    return not _BESIDE.isdisjoint(matter.line.norms[matter.clauses[one.clause].atoms[0].start : one.start])


def _would_join(matter: Matter, one: Statement) -> bool:
    """Return whether the years wish or are offered too: "Our Year 3 would like to join", "Happy to include Year 3"."""
    clause = matter.clauses[one.clause]
    norms = matter.line.norms
    wish = next((atom for atom in clause.atoms if atom.start >= one.end and atom.kind in {"ask", "prefer"}), None)
    return (
        (wish is not None and wish.start - one.end <= _NEAR)
        or not _AS_WELL.isdisjoint(norms[one.end : clause.atoms[-1].end])
        or (clause.role is Role.FRAGMENT and not _OFFERING.isdisjoint(norms[clause.atoms[0].start : one.start]))
    )


def more_than_named(matter: Matter, one: Statement) -> bool:
    """Return whether the sentence says anything of the year but its name: "Year 5." on its own stands in a list."""
    clause = matter.clauses[one.clause]
    words = sum(norm.isalpha() for norm in matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    return words - 1 > _NAME


def _numbered_instead(asked: list[Statement], matter: Matter, own: Sequence[Statement]) -> list[Statement]:
    """ "We've two classes of Year 5 for you. Our own Year 6 helped on the day.": who says how many classes there are of
    one year, and only tells of another, offers the first, however it is told.
    """
    if not asked or any(one.numbered or one.all or one.group or not more_than_named(matter, one) for one in asked):
        return asked
    apart = {matter.clauses[one.clause].sentence for one in asked}
    if any(_wishes(clause) for clause in matter.clauses if clause.sentence in apart):
        return asked
    near = _numbered_apart(matter)
    if any(one.start in near for one in asked):
        return asked
    told = [
        one
        for one in own
        if one.role in {Role.HAVE, Role.PROSE}
        and len(one.years.codes) == 1
        and (one.count is not None or one.both or one.start in near or matter.line.norm(one.start - 1) == "a")
        and not one.staff
        and matter.clauses[one.clause].sentence not in apart
        and not matter.clauses[one.clause].has("form-entry", "part_of_class", "topic_only")
    ]
    wanted = {code for one in asked for code in one.years.codes}
    return told if told and wanted.isdisjoint(code for one in told for code in one.years.codes) else asked


def _wishes(clause: Clause) -> bool:
    """Whether something is wished for, not only told of as it was once wished: "Mr Moss asked for Year 4"."""
    return any(
        atom.kind in {"ask", "prefer"} and atom.value not in {"asked for", "please"} for atom in clause.atoms
    ) or any(atom.value == "choice" for atom in clause.atoms)


def _numbered_apart(matter: Matter) -> set[int]:
    """Where the years stand that a number follows in their sentence or the next: "Year 5, as it happens. One class."."""
    found = set[int]()
    for loose in matter.loose:
        before = [one for one in matter.statements if one.end <= loose.start and not one.theirs]
        if not before or loose.count is None or loose.each or not loose.noun or loose.theirs or loose.role in PASSED:
            continue
        if matter.clauses[loose.clause].sentence - matter.clauses[before[-1].clause].sentence <= 1:
            found.add(before[-1].start)
    return found


# --- what is told of a year -------------------------------------------------------------------------------------------

_WISHES = (
    "ask", "prefer", "settle", "fallback", "no_match", "room", "count", "both", "either", "only", "maybe", "class",
    "classes", "class-of", "tick", "form-entry", "mixed", "single", "names", "class-name", "codes", "each", "abstain",
    "undecided", "excluded", "exclude",
)  # fmt: skip


def beside_the_wish(asked: list[Statement], matter: Matter, own: Sequence[Statement]) -> list[Statement]:
    """Return the statements without those that only tell of a year, where others remain or have a number."""
    told = [one for one in asked if _told(one, matter)] if len(asked) > 1 else []
    left = [one for one in asked if one not in told]
    return _numbered_instead(left if any(_wished(one, matter) for one in left) else asked, matter, own)


def _wished(one: Statement, matter: Matter) -> bool:
    """Whether a number, a class or a wish is said with the years."""
    return (
        one.numbered
        or one.noun == "N"
        or one.only
        or matter.clauses[one.clause].has("ask", "prefer", "ours", "mine", "only")
    )


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
