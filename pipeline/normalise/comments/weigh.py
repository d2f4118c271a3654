"""Weighing: all statements of a comment together, to requests, fallbacks and exclusions.

Roles decide what counts. What is asked for outweighs what is only described; the last word wins after a correction;
a number said apart from its year finds it; what remains open becomes a doubt.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.chosen import (
    asked_for,
    last_word,
    mixed_said,
    narrowed,
    promoted,
    softened,
    split_or,
    ticked,
    whichever,
    without,
)
from pipeline.normalise.comments.doubts import doubt, joined, request_in_words
from pipeline.normalise.comments.evaluate import Around, evaluate
from pipeline.normalise.comments.explained import prepared
from pipeline.normalise.comments.groups import of_rows, pointed_at
from pipeline.normalise.comments.loose import Loose
from pipeline.normalise.comments.matter import STRONG, YEAR_DOUBTS, Matter, Weighed
from pipeline.normalise.comments.merging import bind_loose, counts_from_described, merged_years
from pipeline.normalise.comments.roles import Role
from pipeline.normalise.comments.safety import catch
from pipeline.normalise.comments.statements import Statement
from pipeline.normalise.comments.unsure import count_unsure, whole_sets, year_unsure
from pipeline.years import KEY_STAGE_2, in_school_order, year_after


def weigh(matter: Matter) -> Weighed:
    """Return what the comment asks for."""
    out = Weighed()
    matter = replace(matter, statements=tuple(prepared(matter)))
    statements, loose = last_word(matter)
    own = softened(matter, [one for one in statements if not one.theirs])
    out.excluded = in_school_order(code for one in own if one.role is Role.EXCLUDE for code in one.years.codes)
    offered = of_rows(asked_for(own, matter))
    asked = pointed_at(matter, offered, out)
    if asked is not offered:
        loose = []
    settled = [one for one in own if one.role in {Role.FALLBACK, Role.ROOM}]
    asked, settled = promoted(asked, settled, own)
    asked, settled = split_or(matter, asked, settled)
    settled = whole_sets(matter, asked, settled, out)
    asked = whichever(matter, without(asked, out.excluded))
    around = Around(mixed=mixed_said(matter), form_entry=None)
    asked = merged_years(ticked(narrowed(matter, asked)), out, matter)
    asked, leftovers = bind_loose(asked, settled, loose, matter, out)
    asked = counts_from_described(matter, asked, own)
    _evaluate_all(asked, around, matter, out)
    count_unsure(asked, loose, matter, out)
    _fallbacks(settled, around, matter, out, asked)
    _missing_year(asked, leftovers, matter, out, statements)
    _anything_but(asked, settled, matter, out)
    out.near = _near(matter, statements, out)
    _contradictions(out, matter, statements)
    catch(matter, own, asked, out)
    _one_question(out)
    out.requests = _unique(out.requests)
    return out


def _quote(matter: Matter, one: Statement) -> tuple[str, tuple[int, int]]:
    tokens = matter.line.tokens
    return matter.line.words(one.start, one.end), (tokens[one.start].start, tokens[one.end - 1].end)


def _form_entry(matter: Matter, one: Statement) -> int | None:
    """The nearest form entry: one said of this year outranks the school's (7.25)."""
    if any(
        matter.clauses[other.clause].has("bulge") and set(one.years.codes) & set(other.years.codes)
        for other in matter.statements
    ):
        return None
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
        if year_unsure(matter, one) and outcome.requests:
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
                [[Request(one.years.codes, True, 1)] for one in several],
            )
        )
        out.requests.clear()
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
    if any(ors) and any(one.each for one in asked):
        ors = []
    if not any(ors) and ors:
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
        if one.role is Role.FALLBACK and set(codes) <= wanted and one.count is None and not one.noun and not one.named:
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
            and not matter.clauses[extra.clause].has("neighbour_year", "year_above", "year_below")
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
    if out.requests or any(item.code in YEAR_DOUBTS for item in out.doubts):
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
        if one.role not in STRONG | {Role.HAVE} or one.theirs:
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
    if any(item.code in YEAR_DOUBTS for item in out.doubts):
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
