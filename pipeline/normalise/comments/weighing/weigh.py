"""Weighing: all statements of a comment together, to requests, fallbacks and exclusions.

Roles decide what counts. What is asked for outweighs what is only described; the last word wins after a correction;
a number said apart from its year finds it; what remains open becomes a doubt.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt, joined, request_in_words
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.binding import bind_loose, counts_from_described, resting_on_if
from pipeline.normalise.comments.weighing.chosen import (
    asked_for,
    best_of,
    chooses,
    last_word,
    mixed_said,
    pointed_out,
    ruled_out,
    softened,
    ticked,
    whichever,
    without,
)
from pipeline.normalise.comments.weighing.contradictions import contradictions
from pipeline.normalise.comments.weighing.evaluate import evaluate
from pipeline.normalise.comments.weighing.explained import prepared
from pipeline.normalise.comments.weighing.groups import listed_before, of_rows, pointed_at
from pipeline.normalise.comments.weighing.left_open import left_open
from pipeline.normalise.comments.weighing.lone_year import lone_year
from pipeline.normalise.comments.weighing.matter import YEAR_DOUBTS, Matter, Weighed, quoted
from pipeline.normalise.comments.weighing.merging import merged_years
from pipeline.normalise.comments.weighing.only_number import only_number
from pipeline.normalise.comments.weighing.others import beside_the_others
from pipeline.normalise.comments.weighing.outcome import Around
from pipeline.normalise.comments.weighing.outweighing import beside_the_wish, outweighing
from pipeline.normalise.comments.weighing.safety import catch
from pipeline.normalise.comments.weighing.settled import anything_but, fallbacks, instead, near
from pipeline.normalise.comments.weighing.settling import promoted, split_or
from pipeline.normalise.comments.weighing.shared_counts import shared_counts
from pipeline.normalise.comments.weighing.unsure import count_unsure, whole_sets, year_unsure
from pipeline.normalise.comments.words.atoms import TURNS
from pipeline.years import KEY_STAGE_2, in_school_order


def weigh(matter: Matter) -> Weighed:
    """Return what the comment asks for."""
    out = Weighed()
    matter = resting_on_if(shared_counts(matter))
    matter = replace(matter, statements=tuple(prepared(matter)))
    statements, loose = last_word(matter)
    own = softened(matter, pointed_out(matter, [one for one in statements if not one.theirs]))
    out.excluded = ruled_out(matter, own)
    offered = listed_before(of_rows(asked_for(own, matter)), own)
    asked = pointed_at(matter, offered, out)
    if asked is not offered:
        loose = []
        own = [one for one in own if all(one.clause != listed.clause for listed in asked)]
    settled = [one for one in own if one.role in {Role.FALLBACK, Role.ROOM}]
    asked, settled = promoted(matter, beside_the_wish(asked, matter, own), settled, own)
    if not asked and not settled and (lone := lone_year(matter)) is not None:
        asked = [lone]
        out.excluded = tuple(code for code in out.excluded if code not in lone.years.codes)
    raised = {one.clause: one for one in asked}
    matter = replace(matter, loose=tuple(_raised(matter, one, raised) for one in matter.loose))
    loose = [_raised(matter, one, raised) for one in loose]
    asked, settled = split_or(matter, asked, settled)
    settled = whole_sets(matter, asked, settled, out)
    asked = whichever(matter, without(asked, out.excluded))
    around = Around(mixed=mixed_said(matter), form_entry=None)
    asked, settled = best_of(matter, asked, settled)
    asked = merged_years(ticked(asked), out, matter)
    asked, leftovers = bind_loose(asked, settled, loose, matter, out)
    asked = beside_the_others(matter, counts_from_described(matter, asked, own))
    _evaluate_all(asked, around, matter, out)
    count_unsure(asked, loose, matter, out)
    fallbacks(settled, around, matter, out, asked)
    _missing_year(asked, leftovers, matter, out, statements)
    anything_but(asked, settled, matter, out)
    out.near = near(matter, statements, out)
    contradictions(out, matter, statements)
    catch(matter, own, asked, out)
    left_open(matter, statements, asked, out)
    only_number(matter, asked, out)
    _one_question(out)
    out.asked = tuple(asked)
    out.requests = _unique(out.requests)
    return out


def _raised(matter: Matter, one: Loose, raised: Mapping[int, Statement]) -> Loose:
    """A number beside years that were settled for or told of, and are asked for after all.

    "Year 5 x 2, would settle for 1": a second number behind the words that settle stays what it is.
    """
    told = one.role is Role.FALLBACK or (one.role is Role.HISTORY and one.owned)
    asked = raised.get(one.clause)
    if not told or asked is None:
        return one
    counted = asked.count is not None or asked.both
    said = [other.count for other in matter.statements if other.clause == one.clause]
    second = counted and one.count not in said and one.start >= asked.end
    atoms = [atom for atom in matter.clauses[one.clause].atoms if atom.start >= asked.end]
    cue = next((atom for atom in atoms if atom.kind in {"fallback", "settle", "no_match"}), None)
    settles = cue is not None and "if" not in matter.line.norms[asked.end : cue.start]
    return one if second and settles else replace(one, role=Role.ASK)


def _form_entry(matter: Matter, one: Statement) -> int | None:
    """The nearest form entry: one said of this year outranks the school's (7.25)."""
    for other in matter.statements:
        if matter.clauses[other.clause].has("bulge") and set(one.years.codes) & set(other.years.codes):
            return _bulge(matter, matter.clauses[other.clause])
    if _told_itself(matter, one):
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
            if number + 1 < len(matter.clauses) and _excepted(matter, number + 1, one):
                return None
            if not beside or number == one.clause:
                general = atom.value if isinstance(atom.value, int) else None
    return general


def _bulge(matter: Matter, clause: Clause) -> int | None:
    """How many classes a "bulge year of three" has."""
    end = next(atom.end for atom in clause.atoms if atom.kind == "bulge")
    count = next((atom.value for atom in clause.atoms if atom.kind == "count" and 0 <= atom.start - end <= 1), None)
    return count.number if count is not None and matter.line.norm(end) in {"of", "with"} else None


def _told_itself(matter: Matter, one: Statement) -> bool:
    """ "Usually one form entry, but Year 6 has two forms": what is told of the year outranks the school's (7.25)."""
    for other in matter.statements:
        atoms = matter.clauses[other.clause].atoms
        turned = bool(TURNS & {str(atom.value) for atom in atoms[:2]})
        told = any(atom.kind == "have" or atom.value in {"have", "has"} for atom in atoms if atom.start <= other.end)
        if turned and told and set(other.years.codes) == set(one.years.codes):
            return True
    return False


def _excepted(matter: Matter, number: int, one: Statement) -> bool:
    """ "One form entry except Year 3, which has two classes": the form entry is not that year's."""
    clause = matter.clauses[number]
    excepting = any(str(atom.value).startswith(("except", "apart", "other than", "bar")) for atom in clause.atoms[:3])
    return excepting and any(
        other.clause == number and set(one.years.codes) & set(other.years.codes) for other in matter.statements
    )


def _evaluate_all(asked: Sequence[Statement], around: Around, matter: Matter, out: Weighed) -> None:
    slashes = [one for one in asked if one.years.joiner == "slash"]
    outcomes = []
    for one in asked:
        quote, span = quoted(matter, one)
        among = (
            one.years.joiner == "slash"
            and len(asked) > 1
            and (len(slashes) > 1 or one.count is not None)
            and not one.either
        )
        outcome = evaluate(
            one, replace(around, form_entry=_form_entry(matter, one), among_classes=among, quote=quote, span=span)
        )
        outcomes.append((one, outcome))
    for one, outcome in outweighing(matter, outcomes):
        quote, span = quoted(matter, one)
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


_LEFT_TO_YOU = (*("either", "one or", "whichever", "your c", "you ", "up to you", "take ", "pick ", "choose "),)


def _closes_with_either(clause: Clause) -> bool:
    last = next((atom for atom in reversed(clause.atoms) if atom.kind != "sign"), clause.atoms[-1])
    return last.kind == "either"


def _or_between(asked: Sequence[Statement], matter: Matter, out: Weighed) -> None:
    """ "One Y4 or one Y5" is any of the two; "1 in Y3 and 1 in Y4, or 2 in Y5" is open (7.14)."""
    several = [one for one in asked if len(one.years.codes) > 1]
    if len(several) == len(asked) > 1 and any(chooses(matter, clause) for clause in matter.clauses):
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
        whichever = any(
            clause.has("either") and (not clause.has("years") or _closes_with_either(clause))
            for clause in matter.clauses
        )
        if not (
            whichever
            and any(
                any(str(atom.value).startswith(_LEFT_TO_YOU) for atom in clause.atoms if atom.kind == "either")
                for clause in matter.clauses
            )
        ):
            return
        ors = [True for _ in ors]
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
    if len(out.requests) == len(asked):
        # Never both sets: the first stands until the school has answered.
        out.requests[:] = out.requests[: ors.index(True) + 1]
    out.doubts.append(
        doubt(
            "year-unclear",
            "Whole sets of classes are offered, one or another: which?",
            matter.line.words(asked[0].start, asked[-1].end),
            readings,
        )
    )


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
        entries = {atom.value for clause in matter.clauses for atom in clause.atoms if atom.kind == "form-entry"}
        out.requests.append(Request(left, False, _number(leftovers) or (1 if entries == {1} else None)))
        if out.requests[0].classes is None:
            out.doubts.append(doubt("class-count-missing", "The number of classes is not said."))
        return
    number = _number(leftovers)
    if (code := instead(matter, out)) is not None:
        out.requests.append(Request((code,), False, number))
        if number is None:
            out.doubts.append(doubt("class-count-missing", "The number of classes is not said."))
        return
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
