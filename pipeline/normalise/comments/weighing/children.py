"""Children of several years who make up one class: "fourteen Year 5s and thirteen Year 6s in Kestrel class" (7.17).

Years in the plural are the children, and numbers beside them count children. Where one class is spoken of in the same
sentence, and no class stands beside a year of its own, that class holds them all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, Matter
from pipeline.normalise.comments.words.atoms import Count, Years
from pipeline.years import in_school_order


def one_class_of_children(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with the years of one class put together."""
    out: list[Statement] = []
    for _, group in itertools.groupby(statements, lambda one: (matter.clauses[one.clause].sentence, _children(one))):
        said = list(group)
        codes = in_school_order({code for one in said for code in one.years.codes})
        if len(codes) > 1 and _children(said[0]) and any(one.years.plural for one in said) and _one_class(matter, said):
            years = Years(codes, "and", tuple((one.years.codes, one.start, one.end) for one in said))
            said = [replace(said[0], years=years, mixed=True, noun="n", count=Count(1), pupils=False)]
        out += said
    return out


def _children(one: Statement) -> bool:
    """ "Eight Year 4s", "the Year 5s", and "a Year 3" among them."""
    counted = one.count is not None and one.count.number == 1
    single = len(one.years.codes) == 1 and (one.years.plural or counted)
    ours = not (one.theirs or one.staff or one.role in {*PASSED, Role.EXCLUDE, Role.THEIRS, Role.FALLBACK})
    return single and ours and not (one.noun or one.each or one.either or one.both or one.zero)


def _one_class(matter: Matter, said: Sequence[Statement]) -> bool:
    """Whether the sentence speaks of one class, and of no more."""
    sentence = matter.clauses[said[0].clause].sentence
    clauses = [clause for clause in matter.clauses if clause.sentence == sentence]
    number = {
        one.count.number
        for one in matter.loose
        if one.count is not None and matter.clauses[one.clause].sentence == sentence
    }
    return (
        number <= {1}
        and any(clause.has("class") for clause in clauses)
        and not any(clause.has("classes", "each", "exclude", "excluded") for clause in clauses)
    )
