"""The safety net: what was passed over without a reason that can be named becomes a question, never silence.

Years in a clause that tells neither of the past, nor of staff, nor of another school; an "if" beside the year asked
for that is neither courtesy nor about the match: the school is asked rather than guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Request
from pipeline.normalise.comments.atoms import Count
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.matter import PASSED, YEAR_DOUBTS, Matter, Weighed
from pipeline.normalise.comments.people import BACKGROUND
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.statements import Statement

_TOLD = (
    "staff", "theirs", "topic_only", "history", "teaches", "last_year", "school", "were", "next_edition", "background",
    "match_year", "exclude", "excluded", "abstain", "not_excluding", "pupils", "same_as_before", "job_share", "form-entry",
)  # fmt: skip


def catch(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> None:
    """Raise a doubt about years that no rule has placed, where no doubt about the years is raised already."""
    if any(item.code in YEAR_DOUBTS for item in out.doubts) or not asked:
        return
    placed = {code for request in (*out.requests, *out.fallbacks) for code in request.years} | set(out.excluded)
    for one in statements:
        clause = matter.clauses[one.clause]
        lost = [code for code in one.years.codes if code not in placed]
        if lost and one.role is Role.PROSE and not one.theirs and not one.staff and not _told(matter, clause):
            _ask(matter, one, out, f"{joined(lost)} is spoken of, and it is not plain whether it is offered.")
            return
    if not any(item.code.startswith("class-count") for item in out.doubts):
        _numbers(matter, asked, out)
    for one in asked:
        if _open_if(matter, one):
            _ask(matter, one, out, f"{joined(one.years.codes)} seems to rest on a condition.")
            return


def _numbers(matter: Matter, asked: Sequence[Statement], out: Weighed) -> None:
    """A second number beside the one year asked for, or "a second one possibly", leaves the number open."""
    if len(asked) != 1 or len(out.requests) != 1 or out.requests[0].classes is None or out.fallbacks:
        return
    one, number = asked[0], out.requests[0].classes
    sentence = matter.clauses[one.clause].sentence
    for clause in matter.clauses:
        if clause.sentence != sentence or clause.role in PASSED | {Role.THEIRS, Role.EXCLUDE}:
            continue
        extra = clause.has("new_or_extra") and clause.has("maybe")
        for atom in clause.atoms:
            other = atom.value.number if atom.kind == "count" and isinstance(atom.value, Count) else None
            rival = other is not None and other < number and line_free(matter, atom.start, atom.end)
            if rival or (extra and atom.kind == "maybe"):
                out.doubts.append(
                    doubt(
                        "class-count-unclear",
                        f"More than one number of {joined(one.years.codes)} classes is named.",
                        matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
                        [
                            [Request(one.years.codes, one.mixed, option)]
                            for option in sorted({number, other or number + 1})
                        ],
                    )
                )
                out.requests[0] = Request(out.requests[0].years, out.requests[0].mixed, None)
                return


def line_free(matter: Matter, start: int, end: int) -> bool:
    """Whether a number has a verb after it and nothing else that it could count ("two have said yes")."""
    return matter.line.norm(end) in {
        "have",
        "has",
        "are",
        "is",
        "will",
        "would",
        "want",
        "can",
        "could",
        "that",
        "of",
    } and (matter.line.norm(start - 1) in {",", "but", "only", "just", "and", "so", "it's", "-", ":"})


def _told(matter: Matter, clause: Clause) -> bool:
    """Whether something in the clause says that its years are background."""
    norms = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
    return clause.has(*_TOLD) or not BACKGROUND.isdisjoint(norms)


def _open_if(matter: Matter, one: Statement) -> bool:
    """Whether an "if" that no rule has named follows the year in its sentence."""
    sentence = matter.clauses[one.clause].sentence
    clauses = [clause for clause in matter.clauses if clause.sentence == sentence]
    if any(clause.has("no_match", "room", "fallback", "settle", "theirs", "courtesy") for clause in clauses):
        return False
    return any(
        atom.kind == "word" and atom.value == "if" and 0 <= atom.start - one.end <= 6
        for clause in clauses
        for atom in clause.atoms
    )


def _ask(matter: Matter, one: Statement, out: Weighed, message: str) -> None:
    tokens = matter.line.tokens
    out.doubts.append(
        doubt(
            "year-unclear",
            message,
            matter.line.words(one.start, one.end),
            [list(out.requests), [*out.requests, Request(one.years.codes, False, None)]],
            (tokens[one.start].start, tokens[one.end - 1].end),
        )
    )
