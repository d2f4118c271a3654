"""Weighing: all statements of a comment together, to requests, fallbacks and exclusions.

Roles decide what counts. What is asked for outweighs what is only described; the last word wins after a correction;
a number said apart from its year finds it; what remains open becomes a doubt.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.atoms import Count, Line, Years
from pipeline.normalise.comments.clauses import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words, request_in_words
from pipeline.normalise.comments.evaluate import Around, evaluate
from pipeline.normalise.comments.statements import Loose, Statement
from pipeline.years import KEY_STAGE_2, in_school_order, year_after

_YEAR_DOUBTS = frozenset(
    {"year-missing", "year-unclear", "year-reference-unclear", "mixed-or-either", "class-count-split"}
)
_STRONG = frozenset({Role.ASK, Role.FRAGMENT})
_PASSED = frozenset({Role.HISTORY, Role.NEXT, Role.REASON})


@dataclass(slots=True)
class Weighed:
    """What a comment asks for, settles for and excludes, and the doubts about it."""

    requests: list[Request] = field(default_factory=list)
    fallbacks: list[Request] = field(default_factory=list)
    excluded: tuple[str, ...] = ()
    doubts: list[Doubt] = field(default_factory=list)
    near: bool | None = None
    used: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matter:
    """All that the weighing looks at."""

    line: Line
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    loose: tuple[Loose, ...]
    references: dict[int, Doubt]


def weigh(matter: Matter) -> Weighed:
    """Return what the comment asks for."""
    out = Weighed()
    statements, loose = _last_word(matter)
    own = _softened(matter, [one for one in statements if not one.theirs])
    out.excluded = in_school_order(code for one in own if one.role is Role.EXCLUDE for code in one.years.codes)
    asked = _asked(own, matter)
    settled = [one for one in own if one.role in {Role.FALLBACK, Role.ROOM}]
    asked, settled = _promoted(asked, settled, own)
    asked, settled = _split_or(matter, asked, settled)
    asked = _without(asked, out.excluded)
    around = Around(mixed=_mixed_said(matter), form_entry=None)
    asked = _merged(asked, out, matter)
    asked, leftovers = _bind_loose(asked, settled, loose, matter, out)
    asked = _counts_from_described(asked, own)
    _evaluate_all(asked, around, matter, out)
    _fallbacks(settled, around, matter, out, asked)
    _missing_year(asked, leftovers, matter, out, statements)
    _anything_but(asked, settled, matter, out)
    out.near = _near(matter, statements, out)
    _contradictions(out, matter, statements)
    _one_question(out)
    out.requests = _unique(out.requests)
    return out


# --- which statements count ---------------------------------------------------------------------------------------


def _last_word(matter: Matter) -> tuple[list[Statement], list[Loose]]:
    """After "sorry", "actually", "on reflection" only what follows counts, for what it speaks of (7.18)."""
    statements, loose = list(matter.statements), list(matter.loose)
    for number, clause in enumerate(matter.clauses):
        if not clause.withdraws:
            continue
        token = next(atom.start for atom in clause.atoms if atom.kind == "withdrawn")
        later = [
            one
            for one in statements
            if one.start >= token and one.role not in _PASSED | {Role.THEIRS} and one.clause <= number + 2
        ]
        if any(one.role is not Role.EXCLUDE for one in later):
            statements = [one for one in statements if one.start >= token or one.role in _PASSED]
            loose = [one for one in loose if one.start >= token]
        elif any(one.start >= token for one in loose):
            statements = [
                one if one.start >= token else replace(one, count=None, both=False, named=None) for one in statements
            ]
            loose = [one for one in loose if one.start >= token]
    return statements, loose


def _softened(matter: Matter, own: Sequence[Statement]) -> list[Statement]:
    """ "Rather not Y3, but if it is all there is, fine": what is not liked is still a fallback (7.36)."""
    out = []
    for one in own:
        if one.role is Role.EXCLUDE:
            clause = matter.clauses[one.clause]
            unwilling = any("rather" in str(atom.value) or "prefer" in str(atom.value) for atom in clause.atoms)
            later = [
                other
                for other in matter.clauses[one.clause + 1 : one.clause + 3]
                if other.sentence <= clause.sentence + 1 and not other.has("years")
            ]
            if unwilling and (
                any(other.has("no_match", "settle", "fallback") for other in later) or clause.has("no_match")
            ):
                one = replace(one, role=Role.FALLBACK)
        out.append(one)
    return out


def _asked(own: Sequence[Statement], matter: Matter) -> list[Statement]:
    strong = [one for one in own if one.role in _STRONG and not one.staff]
    if strong and any(one.years.stage != "many" for one in strong):
        # A stage beside a year is the subject, not a request ("I know it is for KS2, but our Year 2 class …").
        strong = [one for one in strong if one.years.stage != "many" or one.count is not None or one.either or one.each]
    if strong:
        if all(one.years.stage == "many" for one in strong):
            # "We want our juniors to link. It would be Year 4.": the year is the answer, the stage the subject.
            closer = [
                one
                for one in own
                if one.role in {Role.HAVE, Role.PROSE}
                and one.years.stage is None
                and set(one.years.codes) <= set(strong[0].years.codes)
            ]
            strong = closer or strong
        return strong
    weak = [one for one in own if one.role is Role.HAVE and not one.staff] or [
        one for one in own if one.role is Role.PROSE and not one.staff
    ]
    if weak:
        return weak
    inherited = _inherited(own, matter)
    if inherited:
        return inherited
    return [one for one in own if one.staff and one.role in _STRONG | {Role.HAVE}]


def _inherited(own: Sequence[Statement], matter: Matter) -> list[Statement]:
    """ "Last year we entered one Year 5 class, this time we would like to enter two.": the year is carried over."""
    for one in own:
        if one.role is Role.HISTORY and len(one.years.codes) == 1:
            number = next(
                (
                    part
                    for part in matter.loose
                    if part.role is Role.ASK
                    and part.count is not None
                    and part.start > one.end
                    and matter.clauses[part.clause].sentence == matter.clauses[one.clause].sentence
                ),
                None,
            )
            if number is not None:
                return [replace(one, role=Role.ASK, count=number.count)]
    return []


def _promoted(
    asked: list[Statement], settled: list[Statement], own: Sequence[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """ "Happy to do Year 4 or 5" with nothing before it settles for nothing: it is the request."""
    if asked or not settled:
        return asked, settled
    first = settled[0]
    return [replace(first, role=Role.ASK)], settled[1:]


def _split_or(
    matter: Matter, asked: list[Statement], settled: list[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """ "Year 4, or Year 5 if there is no match": the last of the list is the fallback."""
    out: list[Statement] = []
    for one in asked:
        clause = matter.clauses[one.clause]
        closing = any(atom.kind in {"no_match", "room"} and atom.start >= one.end for atom in clause.atoms)
        preferred = any(atom.kind == "prefer" for atom in clause.atoms)
        parts = one.years.parts
        if (
            len(parts) == 2
            and one.years.joiner in {"or", "comma"}
            and (closing or (preferred and _preferred_first(matter, one)))
        ):
            (first, start, end), (second, later, last) = parts
            out.append(replace(one, years=Years(first, "one", ((first, start, end),)), end=end))
            settled = [
                *settled,
                replace(
                    one, years=Years(second, "one", ((second, later, last),)), start=later, end=last, role=Role.FALLBACK
                ),
            ]
        else:
            out.append(one)
    return out, settled


def _preferred_first(matter: Matter, one: Statement) -> bool:
    """Whether both members of "preferably Year 4 or Year 5" carry the word year, so that the first alone is preferred."""
    return (
        matter.line.norm(one.years.parts[-1][1]) in {"year", "y"}
        and matter.line.norm(one.years.parts[-1][1] - 2) == ","
    )


def _without(asked: list[Statement], excluded: tuple[str, ...]) -> list[Statement]:
    """Take excluded years out of a stage that was offered whole ("any KS2 class but not Year 6")."""
    out = []
    for one in asked:
        if one.years.joiner in {"stage", "range"} and len(one.years.codes) > 2:
            left = tuple(code for code in one.years.codes if code not in excluded)
            one = replace(one, years=replace(one.years, codes=left)) if left else one
        out.append(one)
    return out


def _mixed_said(matter: Matter) -> bool:
    """Whether their classes are said to be mixed, anywhere in the comment (7.10)."""
    return any(
        atom.kind == "mixed"
        for clause in matter.clauses
        for atom in clause.atoms
        if clause.role is not Role.THEIRS or str(clause.atoms[0].value).startswith("they")
    )


# --- one statement a year -----------------------------------------------------------------------------------------


def _merged(asked: list[Statement], out: Weighed, matter: Matter) -> list[Statement]:
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
        merged[place] = _richer(merged[place], one)
    named = {code for one in merged if one.years.doubt is None for code in one.years.codes}
    settled = [
        replace(one, years=replace(one.years, doubt=None))
        if one.years.doubt == "code-alone" and set(one.years.codes) & named
        else one
        for one in merged
    ]
    return [one for one in settled if one.years.codes or one.years.doubt]


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


def _richer(first: Statement, second: Statement) -> Statement:
    """Put together two statements of the same years."""
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
        maybe=rich.maybe and poor.maybe,
        start=rich.start,
    )


def _weight(one: Statement) -> int:
    return 4 * (one.count is not None or one.both) + 2 * (one.named is not None) + (one.noun == "n")


# --- numbers said apart -------------------------------------------------------------------------------------------


def _bind_loose(
    asked: list[Statement], settled: list[Statement], loose: list[Loose], matter: Matter, out: Weighed
) -> tuple[list[Statement], list[Loose]]:
    """Give numbers that stand apart ("Two classes.") to the years that lack one."""
    live = [
        one
        for one in loose
        if one.role not in _PASSED | {Role.THEIRS, Role.EXCLUDE, Role.FALLBACK, Role.ROOM, Role.NEAR} and not one.theirs
    ]
    live = [one for one in live if one.role is not Role.PROSE or one.noun]
    beside = {one.clause for one in asked}
    sentences = {matter.clauses[number].sentence for number in beside}
    strong = [one for one in live if one.role in _STRONG or matter.clauses[one.clause].sentence in sentences] or live
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
        if (
            one.role in _STRONG
            and only.count is not None
            and not only.count.unclear
            and number is not None
            and number < (only.count.number or 0)
            and only.role is Role.HAVE
        ):
            return [replace(only, count=one.count)]
        if _conflicts(only, number) and one.role in _STRONG:
            _conflict(out, matter, [only], number, one)
        return asked
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
        if total != number and total > 0 and one.noun:
            _conflict(out, matter, asked, number, one)
        return asked
    if number is not None and open_ and len(open_) == len(asked):
        merged_codes = in_school_order(code for other in asked for code in other.years.codes)
        joined_years = Years(merged_codes, "and", tuple((other.years.codes, other.start, other.end) for other in asked))
        if all(len(other.years.codes) == 1 for other in asked):
            return [
                replace(asked[0], years=joined_years, count=one.count, each=False, count_before=False, noun=one.noun)
            ]
    return asked


def _conflicts(only: Statement, number: int | None) -> bool:
    if number is None or only.count is None or only.count.unclear or only.count.number is None:
        return False
    return number != only.count.number


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


def _counts_from_described(asked: list[Statement], own: Sequence[Statement]) -> list[Statement]:
    """ "We have two Year 4 classes. We would like Year 4 to take part.": the description lends its number."""
    out = []
    for one in asked:
        if one.count is None and not one.both and one.named is None and one.noun != "n" and one.role is not Role.HAVE:
            lender = next(
                (
                    other
                    for other in own
                    if other.role is Role.HAVE and other.years.codes == one.years.codes and (other.count or other.both)
                ),
                None,
            )
            if lender is not None:
                one = replace(one, count=lender.count, both=lender.both)
        out.append(one)
    return out


# --- to requests --------------------------------------------------------------------------------------------------


def _quote(matter: Matter, one: Statement) -> tuple[str, tuple[int, int]]:
    tokens = matter.line.tokens
    return matter.line.words(one.start, one.end), (tokens[one.start].start, tokens[one.end - 1].end)


def _form_entry(matter: Matter, one: Statement) -> int | None:
    """The nearest form entry: one said of this year outranks the school's (7.25)."""
    general: int | None = None
    for number, clause in enumerate(matter.clauses):
        for atom in clause.atoms:
            if atom.kind != "form-entry" or clause.role is Role.THEIRS:
                continue
            beside = [
                other for other in matter.statements if other.clause == number and 0 <= other.start - atom.end <= 4
            ]
            if any(set(one.years.codes) & set(other.years.codes) for other in beside):
                return atom.value if isinstance(atom.value, int) else None
            if not beside or number == one.clause:
                general = atom.value if isinstance(atom.value, int) else None
    return general


def _evaluate_all(asked: Sequence[Statement], around: Around, matter: Matter, out: Weighed) -> None:
    slashes = [one for one in asked if one.years.joiner == "slash"]
    for one in asked:
        quote, span = _quote(matter, one)
        among = (
            one.years.joiner == "slash"
            and len(asked) > 1
            and (len(slashes) > 1 or one.count is not None)
            and not one.either
        )
        outcome = evaluate(
            one, replace(around, form_entry=_form_entry(matter, one), among_classes=among, quote=quote, span=span)
        )
        out.requests.extend(outcome.requests)
        out.doubts.extend(outcome.doubts)
        reference = matter.references.get(one.start)
        if reference is not None:
            out.doubts.append(reference)
        undecided = any(
            clause.has("undecided")
            for clause in matter.clauses
            if clause.sentence == matter.clauses[one.clause].sentence
        )
        if (one.maybe or undecided) and outcome.requests:
            out.doubts.append(
                doubt(
                    "year-unclear",
                    f"The school is not sure of {joined(one.years.codes)}.",
                    quote,
                    [list(outcome.requests)],
                    span,
                )
            )
    _or_between(asked, matter, out)


def _or_between(asked: Sequence[Statement], matter: Matter, out: Weighed) -> None:
    """ "One Y4 or one Y5" is any of the two; "1 in Y3 and 1 in Y4, or 2 in Y5" is open (7.14)."""
    several = [one for one in asked if len(one.years.codes) > 1]
    if len(several) == len(asked) > 1 and any(clause.has("either") for clause in matter.clauses):
        out.doubts.append(
            doubt(
                "year-unclear",
                "Several different mixed classes are named, and any one would do: which one?",
                matter.line.words(asked[0].start, asked[-1].end),
                [[request] for request in out.requests],
            )
        )
        return
    singles = [one for one in asked if len(one.years.codes) == 1]
    for one in asked:
        following = matter.line.norms[one.end : one.end + 3]
        if (
            len(following) > 1
            and following[0] == "or"
            and following[1] in {"whichever", "whatever", "another", "any", "some"}
            and not any(other.start > one.end for other in asked)
        ):
            out.doubts.append(
                doubt(
                    "year-unclear",
                    f"{joined(one.years.codes)} is named, or another year that is not.",
                    matter.line.words(one.start, one.end + 3),
                    [[request] for request in out.requests],
                )
            )
            return
    if len(asked) < 2 or len(singles) != len(asked):
        return
    ors = []
    for first, second in itertools.pairwise(asked):
        between = matter.line.norms[first.end : second.start]
        ors.append("or" in between and len(between) <= 9)
    if not any(ors):
        whichever = (
            any(clause.has("either") and not clause.has("years") for clause in matter.clauses) and len(asked) == 2
        )
        if not (
            whichever
            and any(
                any(
                    str(atom.value).startswith(
                        ("one or", "whichever", "your choice", "you c", "up to you", "take your")
                    )
                    for atom in clause.atoms
                    if atom.kind == "either"
                )
                for clause in matter.clauses
            )
        ):
            return
        ors = [True]
    counts = {request.classes for request in out.requests}
    years = in_school_order(code for one in asked for code in one.years.codes)
    if len(asked) == 2 and all(ors) and len(counts) == 1:
        out.requests[:] = [Request(years, False, counts.pop())]
        return
    if all(ors) and counts <= {None, 1}:
        out.requests[:] = [Request(years, False, 1 if 1 in counts else None)]
        out.doubts[:] = [one for one in out.doubts if one.code != "class-count-missing"] if 1 in counts else out.doubts
        return
    readings = [[request] for request in out.requests]
    out.doubts.append(
        doubt(
            "year-unclear",
            "Whole sets of classes are offered, one or another: which?",
            matter.line.words(asked[0].start, asked[-1].end),
            readings,
        )
    )


def _fallbacks(
    settled: Sequence[Statement], around: Around, matter: Matter, out: Weighed, asked: Sequence[Statement]
) -> None:
    wanted = {code for request in out.requests for code in request.years}
    for one in settled:
        if not one.years.codes:
            continue
        quote, span = _quote(matter, one)
        codes = tuple(code for code in one.years.codes if code not in out.excluded) or one.years.codes
        if one.role is Role.FALLBACK and set(codes) <= wanted and one.count is None and not one.noun:
            continue
        if one.role is Role.FALLBACK:
            codes = tuple(code for code in codes if code not in wanted) or codes
        if one.years.joiner == "slash" and (one.noun == "n" or one.mixed or around.mixed):
            outcome = evaluate(one, replace(around, quote=quote, span=span))
            out.fallbacks.extend(outcome.requests)
            continue
        number = one.count.number if one.count is not None and not one.count.unclear else 2 if one.both else None
        if number is None and (one.noun == "n" or one.named):
            number = one.named or 1
        out.fallbacks.append(Request(codes, False, number))
    for extra in matter.loose:
        if (
            extra.role in {Role.ROOM, Role.FALLBACK}
            and extra.count is not None
            and not extra.theirs
            and len(out.requests) == 1
            and not any(one.clause == extra.clause for one in settled)
        ):
            out.fallbacks.append(replace(out.requests[0], classes=extra.count.number))
    _neighbours(matter, out)


def _neighbours(matter: Matter, out: Weighed) -> None:
    """ "or the year above or below": resolved from the year asked for (7.23)."""
    for clause in matter.clauses:
        for atom in clause.atoms:
            if atom.kind not in {"neighbour_year", "year_above", "year_below"}:
                continue
            if clause.has("theirs", "match_year", "near") or not out.requests:
                continue
            base = [code for request in out.requests for code in request.years]
            steps = {"neighbour_year": (-1, 1), "year_above": (1,), "year_below": (-1,)}[atom.kind]
            near = in_school_order(
                code
                for year in base
                for step in steps
                if (code := year_after(year, step)) is not None and code not in base and code not in out.excluded
            )
            if near:
                out.fallbacks.append(Request(near, False, None))


def _missing_year(
    asked: Sequence[Statement],
    leftovers: Sequence[Loose],
    matter: Matter,
    out: Weighed,
    statements: Sequence[Statement],
) -> None:
    if out.requests or any(item.code in _YEAR_DOUBTS for item in out.doubts):
        return
    if asked and all(one.zero for one in asked):
        out.doubts.append(doubt("year-missing", "The comment names no year group that it asks for."))
        return
    if (
        out.excluded
        and len(out.excluded) < len(KEY_STAGE_2)
        and any(
            clause.has("either", "all") or "anything" in " ".join(str(atom.value) for atom in clause.atoms)
            for clause in matter.clauses
        )
    ):
        left = tuple(code for code in KEY_STAGE_2 if code not in out.excluded)
        out.requests.append(Request(left, False, _number(leftovers)))
        if out.requests[0].classes is None:
            out.doubts.append(doubt("class-count-missing", "The number of classes is not said."))
        return
    number = _number(leftovers)
    if number is not None:
        out.requests.append(Request((), False, number))
    out.doubts.append(doubt("year-missing", "The comment names no year group that it asks for."))


def _number(leftovers: Sequence[Loose]) -> int | None:
    for one in leftovers:
        if one.count is not None and not one.count.unclear:
            return one.count.number
        if one.named is not None:
            return one.named
    return None


def _anything_but(asked: Sequence[Statement], settled: Sequence[Statement], matter: Matter, out: Weighed) -> None:
    """ "Anything but Year 6, ideally Y4": the other years of the key stage will do (7.31)."""
    if not out.excluded or not out.requests or out.fallbacks:
        return
    for clause in matter.clauses:
        if clause.role is Role.EXCLUDE and any(
            str(atom.value).startswith(("anything", "any but", "anyone")) or atom.kind in {"either"}
            for atom in clause.atoms
        ):
            wanted = {code for request in out.requests for code in request.years}
            left = tuple(code for code in KEY_STAGE_2 if code not in out.excluded and code not in wanted)
            if left and len(wanted) == 1:
                out.fallbacks.append(Request(left, False, None))
            return


def _near(matter: Matter, statements: Sequence[Statement], out: Weighed) -> bool | None:
    """What the comment says of statement (1)."""
    for one in statements:
        clause = matter.clauses[one.clause]
        if one.theirs and (
            len(one.years.codes) > 1
            or (
                clause.has("maybe")
                and set(one.years.codes).isdisjoint(code for request in out.requests for code in request.years)
            )
        ):
            return True
        if one.theirs and any(
            other.sentence == clause.sentence and other.has("settle", "either", "not_excluding", "fallback")
            for other in matter.clauses
        ):
            return True
    for clause in matter.clauses:
        if clause.role is Role.NEAR or clause.has("match_year"):
            if clause.has("not_excluding", "settle", "either", "excluded") or any(
                str(atom.value) in {"not", "needn't", "isn't"} for atom in clause.atoms
            ):
                return True
            if clause.has("only") or any(
                str(atom.value) in {"essential", "important", "must", "need", "needs", "vital"} for atom in clause.atoms
            ):
                return False
        if clause.has("theirs") and clause.has("neighbour_year", "year_above", "year_below"):
            return True
    if out.fallbacks:
        return None
    for one in statements:
        if one.role not in _STRONG | {Role.HAVE} or one.theirs:
            continue
        for atom in matter.clauses[one.clause].atoms:
            if atom.kind == "only" and (
                atom.start - one.end in {0}
                or (atom.end == one.start and matter.line.norm(atom.start - 1) not in {"the", "our", "mine's", "my"})
            ):
                return False
    return None


def _contradictions(out: Weighed, matter: Matter, statements: Sequence[Statement]) -> None:
    wanted = {code for request in out.requests for code in request.years} | {
        code for request in out.fallbacks for code in request.years
    }
    both = in_school_order(wanted & set(out.excluded))
    if both:
        quote = next((_quote(matter, one) for one in statements if one.role is Role.EXCLUDE), ("", (0, 0)))
        out.doubts.append(
            doubt(
                "contradiction",
                f"{joined(both)} is asked for in one place and ruled out in another.",
                quote[0],
                [[one] for one in out.requests],
                quote[1],
            )
        )


def _one_question(out: Weighed) -> None:
    """A question about the years asks for the number too (7.2)."""
    if any(item.code in _YEAR_DOUBTS for item in out.doubts):
        out.doubts[:] = [item for item in out.doubts if item.code not in {"class-count-missing"}]
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in out.doubts:
        key = (item.code, item.evidence)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    out.doubts[:] = kept


def _unique(requests: Sequence[Request]) -> list[Request]:
    out: list[Request] = []
    for request in requests:
        if request not in out:
            out.append(request)
    return out


def described(requests: Sequence[Request]) -> str:
    """Return the requests in words, for the trace."""
    return "; ".join(request_in_words(request) for request in requests)
