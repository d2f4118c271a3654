"""Merging: one statement for each year asked for."""

from __future__ import annotations

from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter, Weighed
from pipeline.normalise.comments.words.atoms import Count
from pipeline.normalise.comments.words.spelling import word_set


def merged_years(asked: list[Statement], out: Weighed, matter: Matter) -> list[Statement]:
    """Make one statement of those that name the same years twice; a later number wins over none."""
    merged: list[Statement] = []
    for one in _within_stages(asked):
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


def _within_stages(asked: list[Statement]) -> list[Statement]:
    """ "In juniors we've 3 classes: a Y3/4, a Y5 and a Y6": the years that follow a stage say which of it are meant.

    The stage is what is spoken of, and its number is that of the years together.
    """
    out = asked
    for stage in asked:
        if stage.years.stage != "many" or stage.either or stage.each:
            continue
        parts = [one for one in out if one.start > stage.start and set(one.years.codes) < set(stage.years.codes)]
        if not parts:
            continue
        number = stage.count.number if stage.count is not None else None
        bare = all(one.count is None and not one.both for one in parts)
        if bare and number in {len(parts), len(stage.years.codes)}:
            parts = [replace(one, count=Count(1)) for one in parts]
        elif bare and len(parts) == 1:
            parts = [replace(parts[0], count=stage.count)]
        given = {one.start: one for one in parts}
        out = [given.get(one.start, one) for one in out if one is not stage]
    return out


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


_TITLES = word_set("titles")


def _number(one: Statement) -> int:
    return one.count.number or 1 if one.count is not None else 1


def _rows_apart(matter: Matter, first: Statement, second: Statement) -> bool:
    """ "Y4 x 1 (Mrs McNulty), Y4 x 1 (Mr Bux)", a line each for "Year 5 Redwood 27" and "Year 5 Rowan 28": one more class each."""
    tokens, norms = matter.line.tokens, matter.line.norms
    between = norms[first.end : second.start]
    known = all(one.count is None or (one.count.number is not None and not one.both) for one in (first, second))
    alike = known and len(first.years.codes) == 1 and first.role is second.role and not first.each
    if not alike or len(between) > _LONG_ROW or first.noun == "N" or second.noun == "N":
        return False
    teachers = [any(norm in _TITLES for norm in part) for part in (between, norms[second.end : second.end + 5])]
    counted = first.count is not None and second.count == Count(1)
    if counted and all(teachers) and "(" in between:
        return True
    lines = bool(tokens[second.start].lines) and (first.start == 0 or bool(tokens[first.start].lines))
    names = [tokens[at].text if at < len(tokens) else "" for at in (first.end, second.end)]
    called = all(name[:1].isupper() and name[1:].islower() for name in names) and names[0] != names[1]
    sized = norms[second.end + 1 : second.end + 2] and norms[second.end + 1].isdecimal()
    return lines and called and bool(sized) and second.count in {None, Count(1)}


_LONG_ROW = 12


def _codes(matter: Matter, one: Statement) -> frozenset[str]:
    """The codes of the classes that a statement is made of ("4A", "4B"); none where it is made of years."""
    words = matter.line.norms[one.start : one.end] if one.years.doubt == "code-alone" else ()
    return frozenset(word for word in words if word.isalpha() and word not in {"and", "or"})


def _richer(matter: Matter, first: Statement, second: Statement) -> Statement:
    """Put together two statements of the same years."""
    again = _codes(matter, first) & _codes(matter, second)
    if again and first.count is None and second.count is None and second.named is not None:
        fewer = second.only or second.role is Role.ASK
        return second if fewer else replace(first, named=len(_codes(matter, first) | _codes(matter, second)))
    if second.years.doubt == "code-alone" and second.only and second.named is not None:
        return replace(first, count=Count(second.named), named=None, both=False)  # "but only 3B is free"
    if first.named is not None and second.named is not None and first.count is None and second.count is None:
        return replace(first, named=first.named + second.named)
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
    if _rows_apart(matter, first, second):
        return replace(first, count=Count(_number(first) + _number(second)), end=second.end)
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
