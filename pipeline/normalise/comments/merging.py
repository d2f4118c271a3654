"""Merging: one statement for each year asked for, and the numbers of classes that are said apart from their years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.atoms import Count, Years
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words
from pipeline.normalise.comments.loose import Loose
from pipeline.normalise.comments.matter import PASSED, STRONG, Matter, Weighed
from pipeline.normalise.comments.roles import Role
from pipeline.normalise.comments.statements import Statement
from pipeline.normalise.comments.unsure import year_unsure
from pipeline.years import in_school_order


def merged_years(asked: list[Statement], out: Weighed, matter: Matter) -> list[Statement]:
    """Make one statement of those that name the same years twice; a later number wins over none."""
    merged: list[Statement] = []
    for one in asked:
        place = next((at for at, other in enumerate(merged) if _same(other, one)), None)
        if place is None:
            inside = next(
                (at for at, other in enumerate(merged) if set(one.years.codes) < set(other.years.codes)), None
            )
            outside = [
                other
                for other in merged
                if set(other.years.codes) < set(one.years.codes) and one.count is None and not one.mixed
            ]
            if (
                outside
                and {code for other in outside for code in other.years.codes} >= set(one.years.codes)
                and one.years.joiner != "slash"
            ):
                continue
            if inside is not None and _details(matter, merged[inside], one):
                _which(matter, merged[inside], out)
                continue
            if inside is not None and _narrower(matter, merged[inside], one):
                merged[inside] = one
                continue
            if (
                inside is not None
                and merged[inside].count is None
                and merged[inside].years.joiner in {"and", "comma", "stage", "range", "beside"}
            ):
                merged[inside] = _less(merged[inside], one) or one
                if merged[inside] is one:
                    continue
            merged.append(one)
            continue
        merged[place] = _richer(matter, merged[place], one)
    named = {
        code
        for one in (*merged, *matter.statements)
        if one.years.doubt is None and not one.theirs
        for code in one.years.codes
    }
    settled = [
        replace(one, years=replace(one.years, doubt=None))
        if one.years.doubt == "code-alone" and set(one.years.codes) & named
        else one
        for one in merged
        # "P4 (sorry, just moved from Scotland! Year 3)": a year that is not ours, said again in our terms.
        if one.years.codes or not named or one.years.age
    ]
    return [one for one in settled if one.years.codes or one.years.doubt]


def _details(matter: Matter, whole: Statement, part: Statement) -> bool:
    """ "Year 4 or Year 5 - 2 classes in Year 4, 3 in Year 5": the numbers of each belong to the choice."""
    return (
        whole.years.joiner == "or"
        and whole.count is None
        and (part.count is not None or part.both)
        and matter.clauses[whole.clause].sentence == matter.clauses[part.clause].sentence
    )


def _which(matter: Matter, whole: Statement, out: Weighed) -> None:
    out.doubts.append(
        doubt(
            "year-unclear",
            f"Any one of {joined(whole.years.codes)} is offered, with different numbers of classes: which?",
            matter.line.words(whole.start, whole.end),
        )
    )


def _narrower(matter: Matter, whole: Statement, part: Statement) -> bool:
    """ "Reception to Year 2, three classes per year … all three Y2 classes please": the narrower wish, said after, wins."""
    apart = matter.clauses[whole.clause].sentence != matter.clauses[part.clause].sentence
    stage = whole.years.stage == "many" or (whole.years.joiner == "range" and whole.years.codes[0] in {"N", "R"})
    counted = part.count is not None or part.both or part.noun == "n" or whole.years.codes[0] in {"N", "R"}
    if (
        whole.years.stage == "many"
        and whole.count is None
        and not whole.each
        and not whole.all
        and not part.years.stage
    ):
        return part.start > whole.start
    return (
        (apart or part.only)
        and stage
        and (counted or part.only)
        and part.start > whole.start
        and whole.role is not Role.ASK
    )


def _same(first: Statement, second: Statement) -> bool:
    return not (first.years.codes != second.years.codes or not first.years.codes)


def _less(whole: Statement, part: Statement) -> Statement | None:
    left = tuple(code for code in whole.years.codes if code not in part.years.codes)
    if whole.years.stage or not left:
        return None
    joiner = whole.years.joiner if len(left) > 1 else "one"
    return replace(
        whole,
        years=replace(
            whole.years,
            codes=left,
            joiner=joiner,
            parts=tuple((codes, a, b) for codes, a, b in whole.years.parts if set(codes) <= set(left)),
        ),
    )


def _differ(first: Statement, second: Statement) -> bool:
    """Whether two definite numbers of one year compete."""
    if first.count is None or second.count is None or len(first.years.codes) != 1:
        return False
    numbers = {first.count.number, second.count.number}
    return None not in numbers and len(numbers) == 2


def _bracketed(matter: Matter, first: Statement, second: Statement) -> bool:
    """ "Year 5 (Team Rashford) and Year 5 (Team Ennis)": the same year twice, each with a name in brackets."""
    norms = matter.line.norms
    between = norms[first.end : second.start]
    named = between[:1] == ("(",) == norms[second.end : second.end + 1] and ")" in between
    return named and not any(norm.isdecimal() for norm in (*between, *norms[second.end : second.end + 2]))


def _richer(matter: Matter, first: Statement, second: Statement) -> Statement:
    """Put together two statements of the same years."""
    if first.named is not None and second.named is not None and first.count is None and second.count is None:
        return replace(first, named=first.named + second.named)
    if second.years.doubt == "code-alone" and second.only and second.named is not None:
        return replace(first, count=Count(second.named), named=None, both=False)  # "but only 3B is free"
    if first.years.row and second.years.row and first.count is not None and second.count is not None:
        return replace(first, count=Count((first.count.number or 0) + (second.count.number or 0)))
    if (
        first.noun == "n"
        and second.noun == "n"
        and first.count is None
        and second.count is None
        and first.clause == second.clause
    ):
        return replace(first, count=Count(2))
    if (
        first.clause == second.clause
        and first.count is None
        and second.count is None
        and _bracketed(matter, first, second)
    ):
        return replace(first, count=Count(2))
    if _differ(first, second):
        if second.role is Role.ASK and first.role is not Role.ASK:
            return second  # "3 x Y5 on roll but we want 1 x Y5"
        numbers = sorted(one.count.number for one in (first, second) if one.count and one.count.number)
        return replace(first, count=Count(None, True, tuple(numbers)))
    rich = first if _weight(first) >= _weight(second) else second
    poor = second if rich is first else first
    return replace(
        rich,
        count=rich.count or poor.count,
        named=rich.named if rich.named is not None else poor.named,
        mixed=rich.mixed or poor.mixed,
        either=rich.either or poor.either,
        both=rich.both or (poor.both and rich.count is None),
        all=rich.all or poor.all,
        noun=rich.noun or poor.noun,
        maybe=(rich.maybe and poor.maybe) or (poor.maybe and poor.years.joiner == "or"),
        start=rich.start,
    )


def _weight(one: Statement) -> int:
    return 4 * (one.count is not None or one.both) + 2 * (one.named is not None) + (one.noun == "n")


# --- numbers said apart -------------------------------------------------------------------------------------------


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
    live = teachers_classes(live)
    beside = {one.clause for one in asked}
    sentences = {matter.clauses[number].sentence for number in beside}
    strong = [one for one in live if one.role in STRONG or matter.clauses[one.clause].sentence in sentences] or live
    if not asked:
        return asked, strong
    for one in strong:
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


def teachers_classes(live: list[Loose]) -> list[Loose]:
    """ "Mrs Cross's class and Mr Bleasdale's class" are two (7.15)."""
    named = [one for one in live if one.owned and not one.soft and one.end - one.start == 1]
    if len(named) != 2 or named[0].clause != named[1].clause or not 2 <= named[1].start - named[0].end <= 5:
        return live
    both = replace(named[0], count=Count(2), noun="N")
    return [both if one is named[0] else one for one in live if one is not named[1]]


def _give(asked: list[Statement], one: Loose, open_: list[int], matter: Matter, out: Weighed) -> list[Statement]:
    assert one.count is not None
    number = one.count.number
    if one.each:
        return [
            replace(other, count=one.count, each=True) if place in open_ or len(other.years.codes) > 1 else other
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
                    mixed=only.mixed or one.mixed,
                    either=only.either or one.either,
                    count_before=False,
                )
            ]
        said = (only.count.number or 0) if only.count is not None else 2 if only.both else 0
        have = only.role is Role.HAVE or matter.clauses[only.clause].has("have")
        if (
            (one.role in STRONG or one.final)
            and number is not None
            and (only.count is None or not only.count.unclear)
            and number < said
            and (have or one.final)
            and (one.start > only.end or one.final)
        ):
            return [replace(only, count=one.count, both=False, named=None)]
        if (only.noun == "n" and only.count is None) or (one.both and not one.noun):
            return asked
        if _conflicts(only, number) and one.role in STRONG and one.noun:
            _conflict(out, matter, [only], number, one)
        return asked
    sentence = matter.clauses[one.clause].sentence
    beside = [place for place in open_ if matter.clauses[asked[place].clause].sentence == sentence]
    if len(beside) == 1 and len(open_) > 1 and asked[beside[0]].end <= one.start and not one.both:
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
        if total != number and total > 0 and one.noun and one.role in STRONG:
            _conflict(out, matter, asked, number, one)
        return asked
    if number is not None and open_ and len(open_) == len(asked):
        merged_codes = in_school_order(code for other in asked for code in other.years.codes)
        joined_years = Years(merged_codes, "and", tuple((other.years.codes, other.start, other.end) for other in asked))
        if any(year_unsure(matter, other) for other in asked):
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
                    maybe=asked[0].maybe or joined_years.joiner == "or",
                )
            ]
    return asked


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
