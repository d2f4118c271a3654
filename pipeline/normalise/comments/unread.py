"""Unread text: conditions that the record cannot hold, and whatever no rule has understood (section 6, 7.1)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Doubt
from pipeline.normalise.comments.atoms import Atom, Line
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.spelling import word_set


def _depends(clause: Clause) -> bool:
    return any(atom.kind == "condition" and str(atom.value).startswith("depend") for atom in clause.atoms)


_CONTACT = word_set("contact")
_PEOPLE = frozenset(
    {"preference", "one", "idea", "problem", "need", "more", "longer", "doubt", "other", "others", "fee"}
)


def refusals(line: Line, clauses: Sequence[Clause], read: frozenset[int]) -> list[Doubt]:
    """Return a doubt for each "no …" or "not …" that is put as a wish and that nothing has understood."""
    found: list[Doubt] = []
    for number, clause in enumerate(clauses):
        if clause.role not in {Role.ASK, Role.FRAGMENT} or clause.has(
            "years", "codes", "school", "self", "have", "history", "staff", "match_year", "condition", "neighbour_year"
        ):
            continue
        at = next((atom for atom in clause.atoms if atom.kind == "exclude"), None)
        if at is None or not _opens(line, clause, at) or (number and clauses[number - 1].role is Role.HISTORY):
            continue
        start, end = at.start, clause.atoms[-1].end
        rest = line.norms[at.end : end]
        if (
            not any(word.isalpha() for word in rest)
            or set(rest) & _CONTACT
            or rest[0] in _PEOPLE
            or any(token in read for token in range(start, min(end, at.end + 4)))
        ):
            continue
        words = line.words(start, end).strip(" ,;-.")
        found.append(
            doubt(
                "unread-text",
                f"The school rules something out that the record cannot hold: “{words}”.",
                words,
                (),
                (line.tokens[start].start, line.tokens[end - 1].end),
            )
        )
    return found


def _opens(line: Line, clause: Clause, at: Atom) -> bool:
    """Whether the refusal is the school's own statement, not a remark inside one ("a school that's not …")."""
    before = [
        atom
        for atom in clause.atoms
        if atom.start < at.start
        and atom.kind not in {"ask", "courtesy", "filler"}
        and atom.value not in {",", "-", "but", "and", "(", "please"}
    ]
    return not before


def conditions(line: Line, clauses: Sequence[Clause]) -> list[Doubt]:
    """Return a doubt for each condition that would change what the coordinator does."""
    found: list[Doubt] = []
    for clause in clauses:
        if (
            not clause.has("condition")
            or (clause.has("years", "codes") and _depends(clause))
            or any(
                other.sentence == clause.sentence
                and other.has("years")
                and _depends(clause)
                and not clause.has("staff")
                for other in clauses
            )
        ):
            # "Year 4 or 5, depends on staffing" is a doubt about the years already (7.14).
            continue
        start, end = clause.atoms[0].start, clause.atoms[-1].end
        words = line.words(start, end).strip(" ,;-")
        found.append(
            doubt(
                "unread-text",
                f"A condition or a remark that the record cannot hold: “{words}”.",
                words,
                (),
                (line.tokens[start].start, line.tokens[end - 1].end),
            )
        )
    return found
