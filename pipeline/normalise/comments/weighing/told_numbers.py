"""Numbers of classes that are only told of, and are not those of the year that is asked for.

"There were six classes wanting to do this when I asked the staff, and that is too many. The lucky one is Year 6.": a number
belongs to a year that was spoken of before it, or it stands beside the year, or alone in a short sentence ("Two classes.
Year 4."). "There are three classes, but we'd not want to be greedy": who says how many there are and goes on with "but" is
about to say something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import TURNS

# More words than a number needs that is said for its own sake: "We would like to have one class please".
_LONG = 9
# "It would be Year 4", "They are all Year 3": the year is of the classes just counted.
_POINTING = frozenset(
    {"it", "it's", "these", "those", "they", "they're", "that", "that's", "this", "which", "both", "all"}
)


def only_told(matter: Matter, one: Loose, asked: Sequence[Statement]) -> bool:
    """Return whether a number said apart is only told of."""
    return _long_before(matter, one, asked) or turned_from(matter, one.clause, one.count.number if one.count else None)


def _long_before(matter: Matter, one: Loose, asked: Sequence[Statement]) -> bool:
    """Whether the number stands in a long sentence before the one that names the year asked for."""
    here = matter.clauses[one.clause].sentence
    several = one.count is not None and (one.count.number or 0) > 1
    if not several or one.each or one.both or len(asked) != 1 or matter.clauses[asked[0].clause].sentence <= here:
        return False
    norms = matter.line.norms
    start, end = _sentence(matter, one.clause)
    ends = not any(norm.isalpha() for norm in norms[one.end + 1 : end])  # "… so make it two. Y3."
    opened = {norms[_sentence(matter, asked[0].clause)[0]], *norms[asked[0].start - 4 : asked[0].start]}
    return (
        sum(norm.isalpha() for norm in norms[start:end]) > _LONG
        and not ends
        and opened.isdisjoint(_POINTING)
        and not _asked(matter, one)
    )


def _asked(matter: Matter, one: Loose) -> bool:
    """ "We'd like to do two classes this time rather than one": asked for, whatever comes before the year."""
    atoms = matter.clauses[one.clause].atoms
    return any(
        atom.kind == "ask" and atom.end <= one.start and str(atom.value).startswith(("we", "i", "please", "could"))
        for atom in atoms
    )


def _sentence(matter: Matter, clause: int) -> tuple[int, int]:
    """The first token of a clause's sentence, and the one after its last."""
    here = matter.clauses[clause].sentence
    clauses = [other for other in matter.clauses if other.sentence == here]
    return clauses[0].atoms[0].start, clauses[-1].atoms[-1].end


def turned_from(matter: Matter, clause: int, number: int | None) -> bool:
    """Return whether several classes are told of in a clause, and the next turns with "but" to something else."""
    if matter.clauses[clause].role is not Role.HAVE or (number or 0) < 2 or clause + 1 == len(matter.clauses):
        return False
    following = matter.clauses[clause + 1]
    turns = bool(TURNS & {str(atom.value) for atom in following.atoms[:2]})
    return turns and following.sentence == matter.clauses[clause].sentence and not following.has("both", "all")
