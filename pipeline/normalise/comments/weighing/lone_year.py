"""The only year that a comment speaks of, where it seems to be the partner's or to be ruled out.

"One Year 4 class to go with theirs": who speaks of one year alone asks for it, though it is said beside the partner's.
And nobody refuses a class by number ("One Year 5 class, and no letters home please"): what is refused there is
something else. Where several numbers of classes are spoken of, the school is asked as before.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Count


def lone_year(matter: Matter) -> Statement | None:
    """Return the statement of the one year that is spoken of, to be asked for, where nothing else is."""
    said = matter.statements
    if len({code for one in said for code in one.years.codes}) != 1:
        return None
    of_partner = all(one.theirs or one.role in {Role.THEIRS, Role.NEAR} for one in said)
    of_class = all(one.role is Role.EXCLUDE and one.count == Count(1) and one.noun for one in said)
    if not (of_partner or of_class) or len(_numbers(matter)) > 1:
        return None
    counted = next((one for one in said if one.count is not None or one.both), said[-1])
    return replace(counted, role=Role.ASK, theirs=False)


def _numbers(matter: Matter) -> set[int | None]:
    """The numbers of classes that are said, with the year or apart from it."""
    said: list[Statement | Loose] = [*matter.statements, *matter.loose]
    counted = {one.count.number for one in said if one.count is not None}
    return counted | {2 for one in said if one.both}
