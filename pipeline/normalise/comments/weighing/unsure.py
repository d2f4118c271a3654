"""What the school leaves open: conditions of its own beside a year, counts it must still check, whole sets to choose from."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import STRONG, Matter, Weighed
from pipeline.normalise.comments.words.spelling import word_set

_LOOK_BACK = 3


def year_unsure(matter: Matter, one: Statement) -> bool:
    """Whether "maybe", "depends" or an "if" of the school's own stands beside the year (7.14)."""
    if one.maybe and not (one.count is not None and one.count.unclear):
        return True
    here = matter.clauses[one.clause]
    if one.staff and len(one.years.codes) > 1 and any(clause.has("undecided") for clause in matter.clauses):
        return True
    if one.years.stage == "many" and here.has("maybe"):
        return True
    if any(
        clause.has("undecided")
        and here.sentence - clause.sentence == 1
        and not clause.has("years")
        and (len(clause.atoms) <= _SHORT or "which" in matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
        for clause in matter.clauses
    ):
        return True
    if one.years.joiner == "or" and (_will_say(matter, one) or _undecided_after(matter, one)):
        return True
    if matter.line.norm(one.end) == "?" and len(here.atoms) <= _BARE and here.role is Role.FRAGMENT:
        return True  # "Year 4?"
    if matter.line.norms[one.end : one.end + 3] == ("(", "?", ")"):
        return True
    if any(_rests_on_whom(matter, clause) for clause in matter.clauses):
        return True
    # What is open is the number that was left open, or who it is that has the year.
    decided = one.count is not None and one.count.unclear and (len(one.years.codes) == 1 or one.each)
    decided = decided or "whoever" in matter.line.norms[max(0, one.start - 5) : one.start]
    return any(
        clause.sentence == here.sentence
        and (
            (
                clause.has("undecided")
                and not decided
                and not _how_many(matter, clause)
                and not _of_else(matter, clause)
                and not _turned_from(matter, clause, here)
            )
            or (not decided and _own_condition(matter, clause, number, one) and not _how_many(matter, clause))
        )
        for number, clause in enumerate(matter.clauses)
    )


_SHORT = 6
_BARE = 2


_SAYING = frozenset({("let", "you", "know"), ("tell", "you", "in"), ("will", "know", "in"), ("will", "know", "after")})


def _will_say(matter: Matter, one: Statement) -> bool:
    """ "Y4 or Y5 - will let you know in September"."""
    following = matter.line.norms[one.end : one.end + 12]
    return not _SAYING.isdisjoint(zip(following, following[1:], following[2:], strict=False))


def _undecided_after(matter: Matter, one: Statement) -> bool:
    """ "Y4 or Y5. I'll let you know.": said in a short sentence right after."""
    here = matter.clauses[one.clause].sentence
    return any(
        clause.sentence == here + 1
        and clause.has("undecided")
        and not clause.has("years", "theirs")
        and len(clause.atoms) <= _SHORT + 2
        and not _of_else(matter, clause)
        for clause in matter.clauses
    )


_ELSE = word_set("not-years-to-decide")


def _of_else(matter: Matter, clause: Clause) -> bool:
    """ "I'll confirm the dates": what is left open is neither the year nor the number."""
    at = next((atom.end for atom in clause.atoms if atom.kind == "undecided"), clause.atoms[-1].end)
    return not _ELSE.isdisjoint(matter.line.norms[at : clause.atoms[-1].end])


def _turned_from(matter: Matter, clause: Clause, asked: Clause) -> bool:
    """ "Not sure if I've missed the boat, but I'd like my Year 3 class …": the doubt is of something else."""
    turned = asked.role is Role.ASK and matter.line.norm(asked.atoms[0].start) == "but"
    return turned and clause is not asked and not clause.has("years", "codes", "class", "classes", "count")


_WHOM = frozenset({"who", "which", "whether", "what"})


def _rests_on_whom(matter: Matter, clause: Clause) -> bool:
    """ "It depends who we appoint": said apart, it leaves every year of the comment open."""
    at = next((atom for atom in clause.atoms if atom.kind == "maybe" and str(atom.value).startswith("depend")), None)
    if any(other.sentence == clause.sentence and other.has("years", "codes") for other in matter.clauses):
        return False
    return at is not None and bool(_WHOM & set(matter.line.norms[at.end : at.end + 2]))


_MATCHING = word_set("matching")


def _own_condition(matter: Matter, clause: Clause, number: int, one: Statement) -> bool:
    at = next((atom.start for atom in clause.atoms if atom.kind == "own_condition"), None)
    if at is None:
        depends = next(
            (
                atom.start
                for atom in clause.atoms
                if str(atom.value).startswith("depend")
                and _MATCHING.isdisjoint(matter.line.norms[atom.end : atom.end + 6])
                and (atom.kind == "maybe" or (atom.kind == "condition" and one.years.joiner == "or"))
            ),
            None,
        )
        counted = one.count is not None and one.count.unclear
        follows = depends is not None and (
            depends > one.end or (one.years.joiner == "or" and _on_whom(matter, depends))
        )
        return follows and not counted and clause.role in {*STRONG, Role.PROSE}
    settled = any(
        other.sentence in {clause.sentence, clause.sentence + 1} and other.role is Role.FALLBACK and other.has("years")
        for other in matter.clauses[number:]
    )
    led = at < one.start and one.clause - number <= 1 and not clause.has("count", "class", "classes")
    return (at >= one.end or led) and not settled and -1 <= number - one.clause <= _LOOK_BACK


def _on_whom(matter: Matter, at: int) -> bool:
    """ "Depends on the new head - Y4 or Y5", and not "depending on a match"."""
    return not (_WHOM | word_set("if-ours") | word_set("if-staffing")).isdisjoint(matter.line.norms[at : at + 6])


def _how_many(matter: Matter, clause: Clause) -> bool:
    """Whether what is not known yet is the number of classes."""
    norms = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
    return ("how", "many") in itertools.pairwise(norms) or "number" in norms


def count_unsure(asked: Sequence[Statement], loose: Sequence[Loose], matter: Matter, out: Weighed) -> None:
    """ "There are two classes but I would need to check that both teachers are on board.": the number is open."""
    if len(asked) != 1 or any(
        item.code.startswith(("class-count", "year-")) and item.code != "class-count-missing" for item in out.doubts
    ):
        return
    for clause in matter.clauses:
        confirmed = clause.has("maybe") and _how_many(matter, clause) and not clause.has("years")
        if (
            not confirmed
            and not clause.has("undecided")
            and not any(
                atom.kind in {"condition", "maybe", "own_condition"} and str(atom.value).startswith("depend")
                for atom in clause.atoms
            )
        ):
            continue
        sentence = [number for number, other in enumerate(matter.clauses) if other.sentence == clause.sentence]
        how_many = any(_how_many(matter, matter.clauses[number]) for number in sentence)
        if asked[0].clause in sentence and not how_many:
            continue
        counted = how_many or any(one.clause in sentence and one.count is not None for one in loose)
        coded = any(matter.clauses[number].has("codes", "both") for number in sentence)
        if counted or coded:
            out.doubts[:] = [item for item in out.doubts if item.code != "class-count-missing"]
            out.requests[:] = [type(one)(one.years, one.mixed, None) for one in out.requests]
            out.doubts.append(
                doubt(
                    "class-count-unclear",
                    f"How many {joined(asked[0].years.codes)} classes still depends on something.",
                    matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
                    [[type(out.requests[0])(asked[0].years.codes, asked[0].mixed, number)] for number in (1, 2)]
                    if out.requests
                    else [],
                )
            )
            return


def whole_sets(matter: Matter, asked: Sequence[Statement], settled: list[Statement], out: Weighed) -> list[Statement]:
    """ "1 class in Y3 and 1 in Y4, or else 2 in Y5": sets to choose from, not a request and a fallback (7.14)."""
    if not asked or any(
        clause.has("prefer", "no_match", "room", "settle") or "ideally" in _words(clause) for clause in matter.clauses
    ):
        return settled
    for one in settled:
        clause = matter.clauses[one.clause]
        lead = _words(clause)[:4]
        opened = "or" in lead[:2] or any(word.startswith(("or ", "alternatively")) for word in lead)
        counted = one.count is not None or one.both or one.noun == "n"
        sets = len(asked) > 1 or any(
            other.has("either") and other.sentence == clause.sentence for other in matter.clauses
        )
        if opened and counted and sets and all(other.count is not None or other.noun for other in asked):
            out.doubts.append(
                doubt(
                    "year-unclear",
                    "Whole sets of classes are offered, one or another: which?",
                    matter.line.words(asked[0].start, one.end),
                )
            )
            return [other for other in settled if other.clause != one.clause]
    return settled


def _words(clause: Clause) -> list[str]:
    return [str(atom.value) for atom in clause.atoms]
