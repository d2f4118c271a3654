"""What a school would settle for, and what it says of the partner's year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.evaluate import evaluate
from pipeline.normalise.comments.weighing.matter import STRONG, Matter, Weighed, quoted
from pipeline.normalise.comments.weighing.outcome import Around
from pipeline.years import KEY_STAGE_2, in_school_order, year_after


def fallbacks(
    settled: Sequence[Statement], around: Around, matter: Matter, out: Weighed, asked: Sequence[Statement]
) -> None:
    wanted = {code for request in out.requests for code in request.years}
    for one in settled:
        if not one.years.codes:
            continue
        quote, span = quoted(matter, one)
        codes = tuple(code for code in one.years.codes if code not in out.excluded) or one.years.codes
        open_to = one.only or matter.clauses[one.clause].has("no_match")
        other = "other" in matter.line.norms[max(0, one.start - 1) : one.start] and not one.count
        fewer = other or (
            open_to and len(wanted) > len(codes)
        )  # "our other Year 5 too", "if it can't be done, just Y5"
        if set(codes) <= wanted and one.count is None and not one.noun and not one.named and not fewer:
            continue
        if one.years.stage == "many" and set(codes) > wanted and one.count is None and one.role is Role.ROOM:
            continue  # "Y1 and Y2, if you can do infants"
        if one.role is Role.FALLBACK:
            codes = tuple(code for code in codes if code not in wanted) or codes
        if one.years.joiner == "slash" and (one.noun == "n" or one.mixed or around.mixed):
            outcome = evaluate(one, replace(around, quote=quote, span=span))
            out.fallbacks.extend(outcome.requests)
            continue
        number = one.count.number if one.count is not None and not one.count.unclear else 2 if one.both else None
        if number is None and (one.noun == "n" or one.named or other):
            number = one.named or 1
        out.fallbacks.append(Request(codes, False, number))
    for extra in matter.loose:
        if (
            extra.role in {Role.ROOM, Role.FALLBACK}
            and extra.count is not None
            and not extra.theirs
            and (len(out.requests) == 1 or (extra.each and out.requests))
            and not any(one.clause == extra.clause for one in settled)
            and not matter.clauses[extra.clause].has("neighbour_year", "year_above", "year_below")
        ):
            out.fallbacks.extend(replace(one, classes=extra.count.number) for one in out.requests)
    roles = {one.role for one in settled} | {one.role for one in matter.loose}
    if len(out.requests) == 1 and Role.ROOM not in roles:
        out.fallbacks[:] = [one for one in out.fallbacks if one not in out.requests]
    _neighbours(matter, out)


def _neighbours(matter: Matter, out: Weighed) -> None:
    """ "or the year above or below": resolved from the year asked for (7.23)."""
    for clause in matter.clauses:
        for atom in clause.atoms:
            if atom.kind not in {"neighbour_year", "year_above", "year_below"}:
                continue
            if clause.has("theirs", "match_year", "near"):
                continue
            if not out.requests:
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


def instead(matter: Matter, out: Weighed) -> str | None:
    """The year meant by "not Year 4 again, so the year below": the neighbour of the one year that is ruled out."""
    steps = {"year_above": 1, "year_below": -1}
    kinds = [atom.kind for clause in matter.clauses for atom in clause.atoms if atom.kind in steps]
    if len(out.excluded) != 1 or not kinds:
        return None
    return year_after(out.excluded[0], steps[kinds[0]])


def anything_but(asked: Sequence[Statement], settled: Sequence[Statement], matter: Matter, out: Weighed) -> None:
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


def near(matter: Matter, statements: Sequence[Statement], out: Weighed) -> bool | None:
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
