"""Which statements of a comment count: the last word, what is asked for, what is only described or settled for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, STRONG, Matter
from pipeline.normalise.comments.words.atoms import Count, Years
from pipeline.years import in_school_order


def last_word(matter: Matter) -> tuple[list[Statement], list[Loose]]:
    """After "sorry", "actually", "on reflection" only what follows counts, for what it speaks of (7.18)."""
    statements, loose = list(matter.statements), list(matter.loose)
    for number, clause in enumerate(matter.clauses):
        if not clause.withdraws:
            continue
        token = next(atom.start for atom in clause.atoms if atom.kind == "withdrawn")
        later = [
            one
            for one in statements
            if one.start >= token and one.role not in PASSED | {Role.THEIRS} and one.clause <= number + 2
        ]
        if any(one.role is not Role.EXCLUDE for one in later):
            kept = [one for one in loose if one.start >= token]
            before = [one for one in statements if one.start < token and one.role not in PASSED]
            meant = [one for one in later if one.role is not Role.EXCLUDE]
            if {one.years.codes for one in meant} == {one.years.codes for one in before if one.years.doubt is None}:
                continue  # "… and by Year 4 I mean those who …": nothing is taken back
            if len(before) == len(meant) == 1 and not kept and meant[0].count is None and not meant[0].both:
                # "Year 3, 2 classes. Sorry, that should say Year 4!": the number stands.
                told = [one for one in loose if one.start < token and one.count is not None]
                count = before[0].count or (told[0].count if len(told) == 1 else None)
                statements = [
                    replace(one, count=count, both=before[0].both, noun=one.noun or before[0].noun)
                    if one is meant[0]
                    else one
                    for one in statements
                ]
            statements = [one for one in statements if one.start >= token or one.role in PASSED]
            loose = kept
        elif any(one.start >= token for one in loose):
            statements = [
                one if one.start >= token else replace(one, count=None, both=False, named=None) for one in statements
            ]
            loose = [one for one in loose if one.start >= token]
    return statements, loose


def narrowed(matter: Matter, asked: list[Statement]) -> list[Statement]:
    """A list of every class, then "only the Year 4 classes will be linking": only those, with the number from the list."""
    last = asked[-1] if asked else None
    if last is not None and len(asked) == 2 and _only_after_all(matter, asked[0], last):
        return [last]
    if last is None or len(asked) < 3:
        return asked
    named = [one for one in asked[:-1] if one.years.codes == last.years.codes]
    if len(named) == 1 and _it_is(matter, last) and last.start > max(one.end for one in asked[:-1]):
        return [replace(last, count=last.count or named[0].count, both=last.both or named[0].both)]
    earlier = [one for one in asked[:-1] if matter.clauses[one.clause].sentence < matter.clauses[last.clause].sentence]
    pointed = matter.line.norm(last.end) == "one" and matter.line.norm(last.start - 1) == "the"
    if pointed:
        earlier = asked[:-1]  # "We have a Year 3 and a Year 4 class and it's the Year 4 one that would like to link"
    listed = next((one for one in earlier if one.years.codes == last.years.codes), None)
    chosen = matter.clauses[last.clause].has("only", "ask", "single", "prefer") or any(
        other.sentence == matter.clauses[last.clause].sentence and other.has("only") for other in matter.clauses
    )
    if len(earlier) != len(asked) - 1 or listed is None or not chosen:
        return asked
    if last.count is None and not last.both:
        last = replace(last, count=listed.count, both=listed.both, named=listed.named)
    return [last]


def _it_is(matter: Matter, one: Statement) -> bool:
    """ "We have a Year 3, a Year 4 and a Year 5, and it's the Year 5 that would like to": the one that is pointed out."""
    before = matter.line.norms[max(0, one.start - 3) : one.start]
    led = (
        "it's" in before or ("it", "is") in itertools.pairwise(before) or ("it'll", "be") in itertools.pairwise(before)
    )
    return led and not {"not", "isn't", "if", "unless", "or"} & set(before)


def _only_after_all(matter: Matter, told: Statement, last: Statement) -> bool:
    """ "The form said that Years 3, 4 and 5 would take part. … It's only Year 5, one class": those that stand alone."""
    apart = matter.clauses[told.clause].sentence < matter.clauses[last.clause].sentence
    part = set(last.years.codes) < set(told.years.codes)
    return apart and part and last.only and told.count is None


def best_of(
    matter: Matter, asked: list[Statement], settled: list[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """ "… We'd only want to link one of these and the best would be Year 4": the others of the list would do."""
    left = narrowed(matter, asked)
    if left is asked or not matter.clauses[left[0].clause].has("prefer"):
        return left, settled
    parts = tuple((one.years.codes, one.start, one.end) for one in asked[:-1] if one.years.codes != left[0].years.codes)
    codes = in_school_order(code for part in parts for code in part[0])
    others = replace(left[0], years=Years(codes, "or", parts), role=Role.FALLBACK, count=Count(1), both=False)
    return left, [*settled, others]


_CHOOSING = (
    "whichever",
    "whatever",
    "one of ",
    "you c",
    "your choice",
    "up to you",
    "it's up to you",
    "take your pick",
)
_WHOSE = frozenset({"school", "schools", "partner", "partners", "area", "areas", "day", "days"})


def whichever(matter: Matter, asked: list[Statement]) -> list[Statement]:
    """ "KS2. Whichever you're short of!", "Y3, Y4. Don't mind which.": any one of the years, though it is said apart."""
    if len(asked) != 1 or len(asked[0].years.codes) < 2 or asked[0].mixed or asked[0].years.slashes:
        return asked
    one = asked[0]
    listed = one.years.joiner in {"and", "comma", "beside"}
    if not listed and (one.years.stage is None or (one.count is not None and one.count.number != 1)):
        return asked
    if not any(_leaves_open(matter, clause) for clause in matter.clauses if clause.atoms[0].start >= one.end):
        return asked
    return [replace(one, either=True, each=False)]


def chooses(matter: Matter, clause: Clause) -> bool:
    """Whether an "any" or "either" is of the school's own classes: "any school would be fine" is of the partner."""
    denied = any(
        atom.kind == "either"
        and {"haven't", "not", "don't", "no", "without"} & set(matter.line.norms[max(0, atom.start - 2) : atom.start])
        for atom in clause.atoms
    )
    return (
        clause.has("either")
        and not denied
        and not _WHOSE & set(matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    )


def _leaves_open(matter: Matter, clause: Clause) -> bool:
    """Whether the choice among the years is left to the coordinator, not the choice of a partner or a day."""
    if clause.has("years", "school") or _WHOSE & set(matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]):
        return False
    words = [str(atom.value) for atom in clause.atoms if atom.kind == "either"]
    if words == ["any"] and all(atom.kind in {"either", "sign"} or atom.value == "please" for atom in clause.atoms):
        return True
    return any(said.startswith(_CHOOSING) or said.endswith("which") for said in words)


def ticked(asked: list[Statement]) -> list[Statement]:
    """Where some years are ticked, those alone are asked for; "each of the ticked years" names none."""
    if any(one.count is not None or one.both for one in asked):
        # "Y3 -" in a list whose other lines have numbers: none of that year.
        asked = [one for one in asked if not one.blank or one.count is not None or one.both]
    chosen = [one for one in asked if one.ticked]
    return chosen or asked


_RULED_OUT = frozenset((first, second) for first in ("not", "avoid") for second in ("them", "those", "that")) - {
    ("not", "that")
}


def pointed_out(matter: Matter, own: Sequence[Statement]) -> list[Statement]:
    """ "The teacher of Y4 is leaving, so not them": the years told of last are the ones that are ruled out."""
    out = list(own)
    for number, clause in enumerate(matter.clauses):
        norms = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
        if not any(pair in _RULED_OUT for pair in itertools.pairwise(norms)):
            continue
        at = clause.atoms[0].start
        at = max(at, *(spot for spot in range(at, clause.atoms[-1].end) if matter.line.norm(spot) in {"not", "avoid"}))
        last = next((place for place in range(len(out) - 1, -1, -1) if out[place].end <= at), None)
        told = last is not None and out[last].role in {Role.HAVE, Role.REASON, Role.PROSE, Role.HISTORY}
        if last is not None and told and matter.clauses[out[last].clause].sentence == matter.clauses[number].sentence:
            out[last] = replace(out[last], role=Role.EXCLUDE)
    return out


_WRONG = frozenset({"wrong", "mistake", "error", "typo", "wrongly", "misread"})


def ruled_out(matter: Matter, own: Sequence[Statement]) -> tuple[str, ...]:
    """The years that are excluded: not those of one class ("not 4F"), nor those that a correction takes back."""
    kept = {code for one in own if one.role is not Role.EXCLUDE for code in one.years.codes}
    taken_back = not _WRONG.isdisjoint(matter.line.norms) or any(clause.withdraws for clause in matter.clauses)
    return in_school_order(
        code
        for place, one in enumerate(own)
        if one.role is Role.EXCLUDE
        and not (one.years.doubt == "code-alone" and set(one.years.codes) <= kept)
        and not (taken_back and place and _set_right(matter, own[place - 1], one))
        for code in one.years.codes
    )


def _set_right(matter: Matter, stands: Statement, one: Statement) -> bool:
    """ "It's Year 3 (1 class) not Year 4, I had the wrong list": the second year was a mistake, and is not ruled out."""
    between = matter.line.norms[stands.end : one.start]
    same = matter.clauses[stands.clause].sentence == matter.clauses[one.clause].sentence
    return same and stands.role is not Role.EXCLUDE and between[-1:] == ("not",) and len(between) <= _NEAR_BY


_NEAR_BY = 7


def softened(matter: Matter, own: Sequence[Statement]) -> list[Statement]:
    """ "Rather not Y3, but if it is all there is, fine": what is not liked is still a fallback (7.36)."""
    out = []
    for one in own:
        if one.role is Role.EXCLUDE:
            clause = matter.clauses[one.clause]
            before = matter.clauses[one.clause - 1] if one.clause else clause
            lead = before.atoms[-1:] if before.sentence == clause.sentence else ()
            said = [str(atom.value) for atom in clause.atoms]
            unwilling = any("sooner" in str(atom.value) for atom in lead) or any(
                word in words for words in said for word in ("rather", "prefer", "sooner", "keen")
            )
            later = [
                other
                for other in matter.clauses[one.clause + 1 : one.clause + 5]
                if other.sentence <= clause.sentence + 1
                and not other.has("years")
                and not _WHOSE & set(matter.line.norms[other.atoms[0].start : other.atoms[-1].end])
            ]
            if any(
                atom.kind == "no_match" and atom.value == "unless" and atom.start >= one.end for atom in clause.atoms
            ):
                one = replace(one, role=Role.FALLBACK)  # "no to Y3 unless desperate"
            elif unwilling and (
                any(other.has("no_match", "settle", "fallback") for other in later) or clause.has("no_match")
            ):
                one = replace(one, role=Role.FALLBACK)
        out.append(one)
    return out


_WHOLE_SCHOOL = 6


def asked_for(own: Sequence[Statement], matter: Matter) -> list[Statement]:
    own = [one for one in own if matter.line.norm(one.end) not in {"level", "levels"}]  # "working at Year 1 level"
    # "We have 210 on roll from nursery to Year 6" says how far the school goes.
    own = [one for one in own if one.role is not Role.HAVE or len(one.years.codes) < _WHOLE_SCHOOL or one.count] or own
    strong = [one for one in own if (one.role in STRONG or (one.role is Role.PROSE and one.only)) and not one.staff]
    strong = [one for one in strong if not _usual(matter, one)] or strong
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
    willing = [one for one in own if one.staff and one.role is Role.ASK]
    if willing:
        return willing  # "Both Year 5 teachers want to do it"
    weak = [one for one in own if one.role is Role.HAVE and not one.staff] or [
        one for one in own if one.role is Role.PROSE and not one.staff
    ]
    if weak:
        offered = [one for one in weak if one.years.stage != "many" or one.count is not None]
        # "We are a unit for KS1 and KS2 pupils" says what the school is, and asks for nothing.
        return offered or [one for one in weak if one.noun or one.either or not matter.clauses[one.clause].has("self")]
    inherited = _inherited(own, matter)
    if inherited:
        return inherited
    reasons = [one for one in own if one.role is Role.REASON and (one.count or one.both) and not one.staff]
    if len(reasons) == len(own) == 1 and not matter.clauses[reasons[0].clause].has("exclude", "excluded", "history"):
        return reasons  # "We would need two partner classes as there are two Year 5 classes"
    told = STRONG | {Role.HAVE}
    if not any(one.role in {Role.FALLBACK, Role.ROOM} for one in own):
        told = told | {Role.PROSE}
        if (only := _nothing_else(own, matter)) is not None:
            return [only]
    return [one for one in own if one.staff and one.role in told]


_PAST = ("last_year", "calendar-year", "were", "next_edition", "academic-year", "moving")


def _nothing_else(own: Sequence[Statement], matter: Matter) -> Statement | None:
    """ "Year 5 have been asking about it since they came back": the one year that is spoken of, if not as it once was.

    What is told in the past tense is mostly the reason for asking; who says nothing of any other year asks for this one.
    """
    told = [one for one in own if one.role in {Role.HISTORY, Role.REASON}]
    if len({one.years.codes for one in own}) != 1 or not told or len(told[-1].years.codes) > 1:
        return None
    last = told[-1]
    of_it = matter.line.norm(last.start - 1) == "about"  # "we've changed our mind about Y3"
    return None if of_it or matter.clauses[last.clause].has(*_PAST) else replace(last, role=Role.ASK)


_USUALLY = frozenset({"usually", "normally", "generally", "typically"})


def _usual(matter: Matter, one: Statement) -> bool:
    """ "We usually put in Year 2. One Year 5 class": what is usual is not asked for where something else is."""
    return not _USUALLY.isdisjoint(matter.line.norms[matter.clauses[one.clause].atoms[0].start : one.start])


_THEM = frozenset({"them", "they", "those", "it", "that"})


def _inherited(own: Sequence[Statement], matter: Matter) -> list[Statement]:
    """The years that the past is told of, where what is asked for only points to them.

    "The children who'll be our new Y5s missed out. I'd like it to be them.", "Our current Year 4s linked with … Would
    they do it again?": those children. "Last year we entered one Year 5 class, this time we would like to enter two.":
    the year is carried over.
    """
    for one in own:
        if one.role not in {Role.HISTORY, Role.REASON} or len(one.years.codes) != 1:
            continue
        here = matter.clauses[one.clause]
        if here.has("now", "incoming") and any(
            clause.sentence == here.sentence + 1
            and not clause.has("years", "exclude", "excluded")
            and _THEM & set(matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end])
            for clause in matter.clauses
        ):
            return [replace(one, role=Role.ASK)]
        if any(
            clause.sentence == here.sentence
            and clause.role is Role.ASK
            and clause.atoms[0].start > one.start
            and clause.has("theirs")
            and not clause.has("years", "exclude", "excluded", "school")
            and "them" in matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
            for clause in matter.clauses
        ):
            return [replace(one, role=Role.ASK)]
        number = next(
            (
                part
                for part in matter.loose
                if (part.role is Role.ASK or (part.final and part.role in {Role.HAVE, Role.FRAGMENT, Role.HISTORY}))
                and part.count is not None
                and part.start > one.end
                and matter.clauses[part.clause].sentence - matter.clauses[one.clause].sentence in {0, 1}
            ),
            None,
        )
        if number is not None:
            return [replace(one, role=Role.ASK, count=number.count)]
    return []


def without(asked: list[Statement], excluded: tuple[str, ...]) -> list[Statement]:
    """Take excluded years out of a stage that was offered whole ("any KS2 class but not Year 6")."""
    out = []
    for one in asked:
        left = tuple(code for code in one.years.codes if code not in excluded)
        if one.years.joiner in {"stage", "range"} and left and left != one.years.codes:
            stage = one.years.stage if len(left) > 1 else None
            joiner = one.years.joiner if len(left) > 1 else "one"
            one = replace(one, years=replace(one.years, codes=left, stage=stage, joiner=joiner))
        out.append(one)
    return out


_NO_CLASSES = frozenset({"school", "schools", "gender", "sex", "ability", "intake", "catchment", "community", "area"})


def mixed_said(matter: Matter) -> bool:
    """Whether their classes are said to be mixed, anywhere in the comment (7.10)."""
    return any(
        atom.kind == "mixed" and _NO_CLASSES.isdisjoint(matter.line.norms[atom.end : atom.end + 2])
        for clause in matter.clauses
        for atom in clause.atoms
        if clause.role is not Role.THEIRS or str(clause.atoms[0].value).startswith("they")
    )
