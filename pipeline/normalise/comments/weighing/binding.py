"""Numbers of classes that are said apart from their years ("Two classes."), each bound to the years that lack one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.loose_cues import alone
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, STRONG, Matter, Weighed
from pipeline.normalise.comments.weighing.outweighing import more_than_named, put_beside
from pipeline.normalise.comments.weighing.told_numbers import only_told
from pipeline.normalise.comments.weighing.unsure import year_unsure
from pipeline.normalise.comments.words.atoms import Atom, Count, Years
from pipeline.years import in_school_order


def bind_loose(
    asked: list[Statement], settled: list[Statement], loose: list[Loose], matter: Matter, out: Weighed
) -> tuple[list[Statement], list[Loose]]:
    """Give numbers that stand apart ("Two classes.") to the years that lack one."""
    live = [
        one
        for one in loose
        if (
            one.role not in PASSED
            or (one.final and one.role is Role.HISTORY and matter.clauses[one.clause - 1].withdraws)
        )
        and one.role not in {Role.THEIRS, Role.EXCLUDE, Role.FALLBACK, Role.ROOM, Role.NEAR}
        and not one.theirs
    ]
    live = [one for one in live if one.role is not Role.PROSE or one.noun or one.final]
    if any(not one.soft and one.count is not None for one in live):
        live = [one for one in live if not one.soft]
    elif len(soft := [one for one in live if one.soft]) > 1:
        live = [one for one in live if one not in soft[1:]]
    live = each_of_them(live, asked)
    beside = {one.clause for one in asked}
    sentences = {matter.clauses[number].sentence for number in beside}
    strong = [one for one in live if one.role in STRONG or matter.clauses[one.clause].sentence in sentences] or live
    if not asked:
        return asked, strong
    for one in strong:
        if _of_another(matter, one, asked) or only_told(matter, one, asked):
            continue
        open_ = [place for place, other in enumerate(asked) if other.count is None and not other.both]
        if one.group:
            asked = [
                replace(other, group=True) if place in open_ and other.noun != "n" else other
                for place, other in enumerate(asked)
            ]
        elif one.fraction:
            asked = [replace(other, fraction=True) if place in open_ else other for place, other in enumerate(asked)]
        elif one.named is not None:
            if (
                len(asked) == 1
                and asked[0].named is None
                and asked[0].clause in {one.clause, one.clause - 1, one.clause + 1}
            ):
                asked = [replace(asked[0], named=one.named)]
        elif one.count is not None:
            asked = _give(asked, one, open_, matter, out)
    return asked, strong


def _of_another(matter: Matter, one: Loose, asked: Sequence[Statement]) -> bool:
    """ "Ideally all of LKS2, which is four classes. Two, so Year 3.": the four were said of years that are not asked for."""
    here = matter.clauses[one.clause].sentence
    told = [
        part for part in matter.statements if part.end <= one.start and matter.clauses[part.clause].sentence == here
    ]
    wanted = {code for part in asked for code in part.years.codes}
    asked_here = any(matter.clauses[part.clause].sentence == here for part in asked)
    return bool(told) and not asked_here and set(told[-1].years.codes) != wanted and all(part.count for part in asked)


def resting_on_if(matter: Matter) -> Matter:
    """ "Two classes, though only one if numbers are tight": the smaller number is settled for."""
    first = next((one for one in matter.statements if one.count is not None or one.both), None)
    loose = []
    for one in matter.loose:
        clauses = matter.clauses[one.clause : one.clause + 2]
        last = clauses[-1].atoms[0]
        resting = len(clauses) == 2 and clauses[0].sentence == clauses[1].sentence and last.value == "if"
        rests = resting and one.end == last.start and last.kind == "word"
        if first is not None and (
            (rests and first.clause < one.clause) or (first.end <= one.start and _settled_for(matter, first, one))
        ):
            one = replace(one, role=Role.FALLBACK)
        loose.append(one)
    return replace(matter, loose=tuple(loose))


def _settled_for(matter: Matter, first: Statement, one: Loose) -> bool:
    """ "Two classes (one would do)", "if you can only take one, that's fine": another number, that would do too."""
    number = one.count.number if one.count is not None else None
    said = 2 if first.both else first.count.number if first.count is not None else None
    if number is None or said is None or number == said or one.theirs or one.role in PASSED:
        return False
    clause = matter.clauses[one.clause]
    before = matter.clauses[one.clause - 1] if one.clause else clause
    fine = alone(matter.line, Atom("count", one.start, one.end))
    fine = fine or any(atom.kind == "settle" and 0 <= atom.start - one.end <= 1 for atom in clause.atoms)
    failing = any(atom.kind == "no_match" and atom.end <= one.start for atom in clause.atoms)
    led = before.sentence == clause.sentence and before.has("no_match") and matter.line.norm(one.start - 1) in _THEN
    return not clause.has("years", "codes") and (fine or failing or led)


_THEN = frozenset({"then", ",", "just", "only"})


def each_of_them(live: list[Loose], asked: Sequence[Statement]) -> list[Loose]:
    """ "We have seven classes, one for each year group": the number of each is the year's, the other the school's."""
    if len(asked) != 1 or len(asked[0].years.codes) != 1:
        return live
    shared = {one.clause for one in live if one.each}
    return [one for one in live if one.each or one.clause not in shared]


def _give(asked: list[Statement], one: Loose, open_: list[int], matter: Matter, out: Weighed) -> list[Statement]:
    assert one.count is not None
    number = one.count.number
    if one.each:
        return [
            replace(other, count=one.count, each=not other.either)
            if (place in open_ and not _told_apart(matter, other)) or len(other.years.codes) > 1
            else other
            for place, other in enumerate(asked)
        ]
    if (
        one.count.unclear
        and len(asked) == 1
        and not open_
        and matter.clauses[one.clause].sentence == matter.clauses[asked[0].clause].sentence
    ):
        return [replace(asked[0], count=one.count, both=False)]
    if len(asked) == 1:
        only = asked[0]
        if open_:
            return [
                replace(
                    only,
                    count=one.count,
                    noun=only.noun or one.noun,
                    mixed=only.mixed or one.mixed or (one.owned and only.taught and only.years.joiner == "slash"),
                    either=only.either or one.either,
                    count_before=False,
                )
            ]
        if one.both and only.count is not None and only.count.options == (2,):
            return [replace(only, count=Count(2))]  # "a couple of Y6, ie both classes"
        said = (only.count.number or 0) if only.count is not None else 2 if only.both else 0
        have = only.role is Role.HAVE or matter.clauses[only.clause].has("have")
        if (
            (one.role in STRONG or one.final)
            and number is not None
            and (only.count is None or not only.count.unclear)
            and number < said
            and (have or one.final)
            and (one.start > only.end or one.final or only.role is Role.HAVE)
        ):
            return [replace(only, count=one.count, both=False, named=None)]
        if one.both and one.role is Role.ASK and said == 1 and (only.role in {Role.HAVE, Role.PROSE} or only.taught):
            if "only" in matter.line.norms[max(0, only.start - 3) : only.start]:
                _conflict(out, matter, [only], 2, one)  # "there is only one Year 3 class, and both are keen"
            return [replace(only, count=Count(2))]  # "I teach one of the Year 5 classes and both would like to link"
        if (only.noun == "n" and only.count is None) or (one.both and not one.noun):
            return asked
        more = one.role is Role.HAVE and matter.clauses[one.clause].has("have") and 1 < (number or said) < said
        if _conflicts(only, number) and ((one.role in STRONG and one.noun) or more):
            _conflict(out, matter, [only], number, one)
        return asked
    sentence = matter.clauses[one.clause].sentence
    beside = [place for place in open_ if matter.clauses[asked[place].clause].sentence == sentence]
    here = len(open_) > 1 or (bool(one.noun) and not one.soft and beside and asked[beside[0]].clause == one.clause)
    if len(beside) == 1 and here and asked[beside[0]].end <= one.start and not one.both:
        return [replace(other, count=one.count) if place == beside[0] else other for place, other in enumerate(asked)]
    known = [
        other.count.number
        if other.count and not other.count.unclear
        else 2
        if other.both
        else 1
        if other.noun == "n"
        else None
        for other in asked
    ]
    if number is not None and all(value is not None for value in known):
        total = sum(value for value in known if value is not None)
        leads = (
            one.role is Role.HAVE and one.end <= asked[0].start and sentence == matter.clauses[asked[0].clause].sentence
        )
        if total != number and total > 0 and (one.sums or (one.noun and (leads or one.role in STRONG))):
            _conflict(out, matter, asked, number, one)
        return asked
    if number is not None and number > 1 and len(open_) == len(asked) and _of_the_last(matter, one, asked):
        return [replace(asked[-1], count=one.count, noun=asked[-1].noun or one.noun, count_before=False)]
    if number is not None and open_ and len(open_) == len(asked):
        merged_codes = in_school_order(code for other in asked for code in other.years.codes)
        joined_years = Years(merged_codes, "and", tuple((other.years.codes, other.start, other.end) for other in asked))
        if any(year_unsure(matter, other) for other in asked) or (number == 1 and _spoken_of_apart(asked)):
            joined_years = replace(joined_years, joiner="or")
        if all(len(other.years.codes) == 1 for other in asked):
            return [
                replace(
                    asked[0],
                    years=joined_years,
                    count=one.count,
                    each=False,
                    count_before=False,
                    noun=one.noun,
                    maybe=asked[0].maybe or (joined_years.joiner == "or" and not _left_to_us(matter, asked)),
                )
            ]
    return asked


def _spoken_of_apart(asked: Sequence[Statement]) -> bool:
    """ "Class teacher says Year 5. Head says Year 4. One class.": two years apart for one class are a choice still to be made.

    "We have five Year 5s and nine Year 6s, in one class" tells what the class is made of.
    """
    return not all(other.role is Role.HAVE for other in asked)


def _left_to_us(matter: Matter, asked: Sequence[Statement]) -> bool:
    """ "Either the Y3s or the Y4s", "we don't mind whether it is Year 4 or 5, whichever is easier": the choice is the coordinator's."""
    clauses = [matter.clauses[one.clause] for one in asked]
    opened = any(atom.kind == "either" and atom.end <= asked[0].start for atom in clauses[0].atoms)
    return opened or any(clause.has("either") and clause.has("not_excluding") for clause in clauses)


def _of_the_last(matter: Matter, one: Loose, asked: Sequence[Statement]) -> bool:
    """ "Year 4 had such a time of it. Now we've Year 5 in mind. Two classes.": a number after years that are not in one list
    is of the year said last.
    """
    if len(asked) != 2 or one.start < asked[-1].end or any(len(other.years.codes) > 1 for other in asked):
        return False
    sentences = {matter.clauses[number].sentence for number in (asked[0].clause, asked[1].clause, one.clause)}
    between = matter.line.norms[matter.clauses[asked[0].clause].atoms[0].start : one.start]
    denied = any(norm in _DENYING or norm.endswith("n't") for norm in between)
    told = more_than_named(matter, asked[0]) and not denied
    return len(sentences) > 1 and told and not put_beside(matter, asked[-1]) and not year_unsure(matter, asked[-1])


_DENYING = frozenset({"not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "without", "cannot"})


def _told_apart(matter: Matter, one: Statement) -> bool:
    """Whether a number of its own is told of the year elsewhere ("… except Year 5 where there is one")."""
    return any(
        other.role is Role.HAVE and other.count is not None and other.years.codes == one.years.codes
        for other in matter.statements
    )


def _conflicts(only: Statement, number: int | None) -> bool:
    if number is None or only.count is None or only.count.unclear or only.count.number is None:
        return False
    return number not in {only.count.number, only.count.number * len(only.years.codes)}


def _conflict(out: Weighed, matter: Matter, asked: Sequence[Statement], number: int | None, one: Loose) -> None:
    years = in_school_order(code for other in asked for code in other.years.codes)
    words = matter.line.words(one.start, min(one.end + 1, len(matter.line.tokens)))
    out.doubts.append(
        doubt(
            "class-count-conflict",
            f"{number_in_words(number or 0).capitalize()} classes are said in one place, and another number for {joined(years)} elsewhere.",
            words,
        )
    )


def _described_parts(matter: Matter, one: Statement, own: Sequence[Statement]) -> list[Statement]:
    """ "Years 4 and 6 please. There is one class in Y4 and two in Y6": each year has the number told of it."""
    if (
        len(one.years.codes) < 2
        or one.years.joiner not in {"and", "comma", "beside"}
        or one.count
        or one.both
        or one.mixed
    ):
        return []
    told = {
        other.years.codes[0]: other
        for other in own
        if len(other.years.codes) == 1
        and other.role in {Role.HAVE, Role.PROSE}
        and (other.count is not None or other.both)
        and matter.clauses[other.clause].sentence - matter.clauses[one.clause].sentence in {-1, 0, 1}
    }
    if not set(one.years.codes) <= set(told):
        return []
    return [replace(told[code], role=one.role) for code in one.years.codes]


def counts_from_described(matter: Matter, asked: list[Statement], own: Sequence[Statement]) -> list[Statement]:
    """ "We have two Year 4 classes. We would like Year 4 to take part.": the description lends its number."""
    out: list[Statement] = []
    for one in asked:
        if parts := _described_parts(matter, one, own):
            out += parts
            continue
        if one.count is None and not one.both and one.named is None and one.noun != "n" and one.role is not Role.HAVE:
            lender = next(
                (
                    other
                    for other in own
                    if (other.role is Role.HAVE or matter.clauses[other.clause].atoms[0].kind == "have")
                    and other.years.codes == one.years.codes
                    and (other.count or other.both)
                ),
                None,
            )
            if lender is not None:
                one = replace(one, count=lender.count, both=lender.both)
        out.append(one)
    return out
