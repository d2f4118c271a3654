"""Unread text: conditions that the record cannot hold, and whatever no rule has understood (section 6, 7.1)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Doubt
from pipeline.normalise.comments.atoms import Line
from pipeline.normalise.comments.clauses import Clause
from pipeline.normalise.comments.doubts import doubt


def _depends(clause: Clause) -> bool:
    return any(atom.kind == "condition" and str(atom.value).startswith("depend") for atom in clause.atoms)


def conditions(line: Line, clauses: Sequence[Clause]) -> list[Doubt]:
    """Return a doubt for each condition that would change what the coordinator does."""
    found: list[Doubt] = []
    for clause in clauses:
        if not clause.has("condition") or (clause.has("years", "codes") and _depends(clause)) or any(
            other.sentence == clause.sentence and other.has("years") and _depends(clause) and not clause.has("staff") for other in clauses
        ):
            # "Year 4 or 5, depends on staffing" is a doubt about the years already (7.14).
            continue
        start, end = clause.atoms[0].start, clause.atoms[-1].end
        words = line.words(start, end).strip(" ,;-")
        found.append(doubt("unread-text", f"A condition or a remark that the record cannot hold: “{words}”.", words, (),
                           (line.tokens[start].start, line.tokens[end - 1].end)))
    return found
