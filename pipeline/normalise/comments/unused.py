"""What no reading has used: the last look at a comment about which nothing has been asked.

A smaller number of classes of ours that stands in no request, a condition of ours or of theirs, a school taken for a
new partner whose sentence tells of old links: in eight of ten such comments the reading was wrong. One question is enough, so nothing is looked for where a doubt has been raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Doubt, Partner, Relation, Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.weighing.matter import PASSED, Matter, Weighed
from pipeline.normalise.comments.words.atoms import Atom, Count
from pipeline.years import in_school_order

_TOLD = PASSED | {Role.THEIRS}
# A total that schools seldom offer: with it, another number is likelier to be what is meant.
_MANY = 3


def unused(matter: Matter, weighed: Weighed, partners: Sequence[Partner]) -> list[Doubt]:
    """Return a doubt about what the reading of a comment has passed over, where it has passed over something."""
    looks = (
        _number(matter, weighed),
        _own_condition(matter, weighed),
        _condition(matter, weighed),
        _partner(matter, partners),
    )
    return [found for found in looks if found is not None][:1]


def _number(matter: Matter, weighed: Weighed) -> Doubt | None:
    """ "Three Year 6 classes … of those, only two have the time": a smaller number of ours beside three or more."""
    numbers = [request.classes or 0 for request in weighed.requests]
    total = sum(numbers)
    if total < _MANY:
        return None
    placed = {0, total, *numbers, *(request.classes or 0 for request in weighed.fallbacks)}
    for clause, atom in _atoms(matter, "count"):
        other = atom.value.number if isinstance(atom.value, Count) else None
        if other is None or other in placed or other > max(numbers) or clause.role in _TOLD:
            continue
        if _of_schools(matter, clause) or (other == 1 and not _one_of_ours(matter, atom)):
            continue
        years = in_school_order({code for request in weighed.requests for code in request.years})
        rival = [Request(request.years, request.mixed, other) for request in weighed.requests]
        return _doubt(
            matter,
            "class-count-unclear",
            f"More than one number of classes is named, and it is not plain how many of {joined(years)} are meant.",
            atom,
            [weighed.requests, rival if len(rival) == 1 else ()],
        )
    return None


_SCHOOLS = frozenset({"school", "schools", "partner", "partners", "primary", "primaries", "link", "links"})


def _of_schools(matter: Matter, clause: Clause) -> bool:
    """ "One school for all three, or split across two": what is counted is the other side."""
    return any(
        not _SCHOOLS.isdisjoint(matter.line.norms[other.atoms[0].start : other.atoms[-1].end])
        for other in matter.clauses
        if other.sentence == clause.sentence
    )


def _one_of_ours(matter: Matter, atom: Atom) -> bool:
    """ "The one with Mrs Lee", "one of them", "one class"; not "a tiny one", "if one exists"."""
    before, after = matter.line.norm(atom.start - 1), matter.line.norm(atom.end)
    return before in {"the", "only", "just"} or after in {"of", "class", "form"}


def _own_condition(matter: Matter, weighed: Weighed) -> Doubt | None:
    """ "Year 4, and for the other Year 5, if the head agrees": a condition of ours where several years are named."""
    named = {code for one in matter.statements for code in one.years.codes}
    found = next(_atoms(matter, "own_condition"), None)
    if found is None or len(named) < _SEVERAL:
        return None
    clause, atom = found
    message = f"Something is left open, and it is not plain which years it changes: “{_words(matter, clause)}”."
    return _doubt(matter, "year-unclear", message, atom, [weighed.requests])


_SEVERAL = 2
_OPENERS = (
    "only if",
    "will only",
    "provided",
    "providing",
    "so long as",
    "as long as",
    "subject to",
    "on the condition",
)


def _condition(matter: Matter, weighed: Weighed) -> Doubt | None:
    """ "One class, but only if no visit is before Easter": words that open a condition, in the sentence that asks."""
    asked = {matter.clauses[one.clause].sentence for one in weighed.asked}
    for clause, atom in _atoms(matter, "condition"):
        if clause.sentence in asked and str(atom.value).startswith(_OPENERS):
            message = f"A condition that the record cannot hold: “{_words(matter, clause)}”."
            return _doubt(matter, "unread-text", message, atom, ())
    return None


def _partner(matter: Matter, partners: Sequence[Partner]) -> Doubt | None:
    """A school taken for a new partner, where its sentence tells of links before or turns something away."""
    if len(partners) != 1 or partners[0].relation is not Relation.PAIR or not partners[0].name:
        return None
    named = next(((clause, atom) for clause, atom in _atoms(matter, "school") if clause.role not in _TOLD), None)
    if named is None:
        return None
    sentence = named[0].sentence
    told = [clause.sentence for clause, _ in _atoms(matter, "history")]
    refused = any(clause.sentence == sentence for clause, _ in _atoms(matter, "exclude"))
    if not refused and not (len(told) > 1 and sentence in told):
        return None
    name = partners[0].name
    message = f"{name} is named, and it is not plain whether the link with it is a new one, goes on, or is over."
    return _doubt(matter, "partner-unclear", message, named[1], (), "partners")


def _atoms(matter: Matter, kind: str) -> Iterator[tuple[Clause, Atom]]:
    return ((clause, atom) for clause in matter.clauses for atom in clause.atoms if atom.kind == kind)


def _words(matter: Matter, clause: Clause) -> str:
    """The words of a clause, for the coordinator to read."""
    return matter.line.words(clause.atoms[0].start, clause.atoms[-1].end).strip(" ,;-.")


def _doubt(
    matter: Matter, code: str, message: str, atom: Atom, readings: Sequence[Sequence[Request]], field: str = "comments"
) -> Doubt:
    tokens = matter.line.tokens
    span = (tokens[atom.start].start, tokens[atom.end - 1].end)
    return doubt(code, message, matter.line.words(atom.start, atom.end), readings, span, field)
