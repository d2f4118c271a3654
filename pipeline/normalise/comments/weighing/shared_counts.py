"""Numbers said once for several years: of each of them ("… one class of each"), or in their order ("3, 4, 5: 1, 1, 2").

Also what looks like a number of classes beside a year and is none: teachers, and the half of a year that is a class.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.words.atoms import Count, Line, Years
from pipeline.normalise.comments.words.spelling import number_words, word_set

_ALIKE = frozenset({Role.ASK, Role.FRAGMENT, Role.HAVE, Role.PROSE})
_LED = frozenset(
    {
        ":", "-", "(", ",", "=", ";", ".", "number", "numbers", "no", "of", "classes", "class", "in", "each", "we", "have",
        "with", "the", "please", "and", "are", "is", "respective", "respectively", "how", "many", "which",
    }
)  # fmt: skip
_BETWEEN = frozenset({",", "and", "/", "-", "&"})
_CLOSED = frozenset(
    {"", ".", ")", "!", ";", "classes", "class", "respectively", "in", "please", "thanks", ",", "\u2022"}
)
_MOST_LED = 9
_LARGEST = 9


def shared_counts(matter: Matter) -> Matter:
    """Return the matter with every number that several years share given to each of them."""
    matter = replace(matter, loose=_teachers_classes(matter.loose))
    statements, spans = _in_order(matter)
    statements = [
        _no_teachers(matter, one)
        for one in _half_of_a_teacher(matter, _of_each(matter, _one_and_the_other(matter, statements)))
    ]
    statements = [_of_each_teacher(matter, one) for one in statements]
    free = (one for one in matter.loose if not any(first <= one.start < last for first, last in spans))
    loose = tuple(_of_each_teacher(matter, one) for one in free)
    return _one_after_another(replace(matter, statements=tuple(_shared_noun(matter, statements)), loose=loose))


# --- in the order of the years ------------------------------------------------------------------------------------


def _in_order(matter: Matter) -> tuple[list[Statement], list[tuple[int, int]]]:
    """ "Years 3, 4, 5: one, one, two": as many numbers as years, one after another, are theirs in turn."""
    out: list[Statement] = []
    spans: list[tuple[int, int]] = []
    for one in matter.statements:
        parts = one.years.parts
        listed = len(parts) > 1 and one.years.joiner in {"and", "comma", "beside"} and not one.years.slashes
        found = _numbers(matter.line, one.end, len(parts)) if listed else None
        if found is None or one.role not in _ALIKE or any(len(codes) != 1 for codes, _, _ in parts):
            out.append(one)
            continue
        numbers, last = found
        spans.append((one.end, last))
        for (codes, start, end), number in zip(parts, numbers, strict=True):
            years = Years(codes, "one", ((codes, start, end),))
            out.append(
                replace(
                    one, years=years, start=start, end=end, count=Count(number), each=False, both=False, maybe=False
                )
            )
    return out, spans


def _numbers(line: Line, at: int, many: int) -> tuple[list[int], int] | None:
    """As many numbers as `many` after token `at`, with nothing but signs between; and the token after the last."""
    spot = at
    while spot - at < _MOST_LED and line.norm(spot) in _LED and _number(line, spot) is None:
        spot += 1
    if spot == at:
        return None
    found: list[int] = []
    while (number := _number(line, spot)) is not None and len(found) <= many:
        found.append(number)
        spot += 1
        if line.norm(spot) in {"class", "classes"} and len(found) < many:
            spot += 1
        if len(found) == many:
            if line.norms[spot : spot + 2] in {("in", "each"), ("in", "both"), ("from", "each"), ("of", "each")}:
                return None  # "Y5 and Y6: 4 classes, 2 in each"
            break
        if line.norm(spot) not in _BETWEEN:
            return None
        spot += 1 + (line.norm(spot) == "," and line.norm(spot + 1) == "and")
    return (found, spot) if len(found) == many and line.norm(spot) in _CLOSED else None


def _number(line: Line, at: int) -> int | None:
    norm = line.norm(at)
    number = int(norm) if norm.isdecimal() and len(norm) == 1 else number_words().get(norm)
    return number if number is not None and 0 < number <= _LARGEST else None


def _one_after_another(matter: Matter) -> Matter:
    """ "Year 5 has two classes and Year 4 has one", "Y5 (there are two classes), Y4 (one)": each number is its year's."""
    statements, taken = list(matter.statements), set[int]()
    places = [at for at, one in enumerate(statements) if not one.theirs]
    sentences = {matter.clauses[statements[at].clause].sentence for at in places}
    for sentence in sentences:
        here = [at for at in places if matter.clauses[statements[at].clause].sentence == sentence]
        pairs = [(at, _only_number(matter, statements, at)) for at in here]
        alike = all(statements[at].role in _ALIKE and len(statements[at].years.codes) == 1 for at in here)
        excepted = len(here) == 1 and _excepted(matter, statements[here[0]])
        if (
            (len(here) < 2 and not excepted)
            or not alike
            or not all(statements[at].numbered or found for at, found in pairs)
        ):
            continue
        for at, found in pairs:
            if found is not None and not statements[at].numbered:
                statements[at] = replace(statements[at], count=found.count, noun=found.noun, together=False)
                taken.add(found.start)
    loose = tuple(one for one in matter.loose if one.start not in taken)
    return replace(matter, statements=tuple(statements), loose=loose)


def _excepted(matter: Matter, one: Statement) -> bool:
    """ "… in every year except Year 5 where there is one": the exception has its own number."""
    lead = matter.clauses[one.clause].atoms[:2]
    return any(str(atom.value).startswith("except") for atom in lead) and one.role in _ALIKE


def _only_number(matter: Matter, statements: Sequence[Statement], at: int) -> Loose | None:
    """The one number that stands between these years and the next, or the end of their sentence."""
    one = statements[at]
    sentence = matter.clauses[one.clause].sentence
    limit = statements[at + 1].start if at + 1 < len(statements) else len(matter.line.norms)
    found = [
        part
        for part in matter.loose
        if one.end <= part.start < limit and matter.clauses[part.clause].sentence == sentence and not part.theirs
    ]
    only = found[0] if len(found) == 1 else None
    return only if only is not None and only.count is not None and not only.each and not only.total else None


def _shared_noun(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "The Year 4 and the Year 3 class", "two classes: our Year 3 and our Year 5 class": one of each."""
    out = list(statements)
    for place in range(len(out) - 1):
        first, second = out[place], out[place + 1]
        between = matter.line.norms[first.end : second.start]
        alike = first.clause == second.clause and first.ours and second.noun == "n" and second.count is None
        of_both = first.count is None or (first.count == Count(2) and first.noun_first)
        joined = between[:1] == ("and",) and between[1:] in {("the",), ("our",), ("my",), ("a",)}
        single = len(first.years.codes) == len(second.years.codes) == 1 and first.noun in {"", "N"}
        if alike and of_both and joined and single and not first.both:
            out[place] = replace(first, count=Count(1), noun="n")
    return out


# --- of each ------------------------------------------------------------------------------------------------------


def _of_each(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Our Y4s (30) and Y5s (28), one class of each": the number holds for all years of the sentence that have none."""
    out = list(statements)
    for place, one in enumerate(statements):
        if _all_of_them(matter, one):
            out[place] = one = replace(one, all=True)
        if _singles(matter, one):
            out[place] = replace(one, each=True)
        if one.count is None or one.count_before or one.count.unclear or len(one.years.codes) != 1:
            continue
        clause = matter.clauses[one.clause]
        following = next((other for other in statements[place + 1 : place + 2]), None)
        limit = following.start if following is not None else len(matter.line.norms)
        if not any(atom.kind == "each" and one.end < atom.start < limit for atom in clause.atoms):
            continue
        back = place - 1
        while back >= 0 and _bare(statements[back], one) and _same_sentence(matter.clauses, statements[back], one):
            out[back] = replace(statements[back], count=one.count, each=True)
            back -= 1
    return out


Part = TypeVar("Part", Statement, Loose)


def _teachers_classes(loose: Sequence[Loose]) -> tuple[Loose, ...]:
    """ "Mrs Cross's class and Mr Bleasdale's class" are two (7.15)."""
    out: list[Loose] = []
    for one in loose:
        last = out[-1] if out else one
        alike = all(part.owned and not part.soft and part.clause == one.clause for part in (last, one))
        if alike and one.end - one.start == 1 and 2 <= one.start - last.end <= _NEXT_TEACHER:
            out[-1] = replace(
                last, end=one.end, count=Count((last.count.number or 0) + 1 if last.count else 1), noun="N"
            )
        else:
            out.append(one)
    return tuple(out)


_NEXT_TEACHER = 5
_APIECE = frozenset({"each", "apiece"})
_SPEAKER = frozenset({"i", "me", "myself"})
_TEACHERS = frozenset({"teachers", "colleagues"})
_EACH_REACH = 6


def _of_each_teacher(matter: Matter, one: Part) -> Part:
    """ "Me and Mrs Sharples, with a class each", "a yes from both teachers, one class apiece": as many classes as teachers."""
    norms = matter.line.norms
    apiece = not _APIECE.isdisjoint(norms[one.start : one.end + _EACH_REACH])
    single = one.count == Count(1) or (one.count is None and one.noun == "n")
    sentence = matter.clauses[one.clause].sentence
    clauses = [clause for clause in matter.clauses if clause.sentence == sentence]
    years = {code for clause in clauses for atom in clause.atoms if atom.kind == "years" for code in atom.value.codes}
    if not apiece or not single or len(years) > 1:
        return one
    before = norms[clauses[0].atoms[0].start : one.start]
    named = sum(norm in _TITLES for norm in before)
    teachers = named + (named > 0 and not _SPEAKER.isdisjoint(before))
    for number, noun in itertools.pairwise(before):
        if noun in _TEACHERS:
            teachers = max(teachers, 2 if number == "both" else number_words().get(number, 0))
    return replace(one, count=Count(teachers), noun="N", each=False) if teachers > 1 else one


def _one_and_the_other(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Two classes. One is Year 3 and the other Year 5": one of each."""
    out = list(statements)
    norms = matter.line.norms
    for place, (first, second) in enumerate(itertools.pairwise(statements)):
        before = norms[max(0, first.start - 5) : first.start]
        between = norms[max(first.end, second.start - 4) : second.start]
        single = len(first.years.codes) == 1 and (len(second.years.codes) == 1 or second.years.joiner == "or")
        alone = all(one.count in {None, Count(1)} and not one.both and not one.theirs for one in (first, second))
        if single and alone and "one" in before and ("the", "other") in itertools.pairwise(between):
            out[place] = replace(first, count=Count(1))
            out[place + 1] = replace(second, count=Count(1))
    return out


def _all_of_them(matter: Matter, one: Statement) -> bool:
    """ "Y5, all of them", "Year 3 - every class": all the classes of the year."""
    after = tuple(norm for norm in matter.line.norms[one.end : one.end + 5] if norm not in {",", "-", "(", ":"})
    return one.count is None and (after[:3] == ("all", "of", "them") or after[:2] == ("every", "class"))


def _singles(matter: Matter, one: Statement) -> bool:
    """ "Y4 and Y5, single classes": one class of each."""
    several = len(one.years.codes) > 1 and one.years.joiner in {"and", "comma", "beside", "range"}
    near = matter.line.norms[max(0, one.start - 4) : one.end + 6]
    single = "single" in near and (one.noun == "N" or ("all", "single") in itertools.pairwise(near))
    return several and single and one.count == Count(1)


def _bare(one: Statement, last: Statement) -> bool:
    return one.count is None and not one.both and not one.theirs and one.role in _ALIKE and one.years != last.years


def _same_sentence(clauses: Sequence[Clause], first: Statement, second: Statement) -> bool:
    return clauses[first.clause].sentence == clauses[second.clause].sentence


# --- what is no number of classes ---------------------------------------------------------------------------------


def _no_teachers(matter: Matter, one: Statement) -> Statement:
    """ "Two Year 5 teachers": teachers are not classes (7.15), unless they come "with their classes"."""
    clause = matter.clauses[one.clause]
    with_classes = any(atom.kind in {"class", "classes"} and atom.start > one.end for atom in clause.atoms)
    counted = one.staff and (one.count_before or one.both) and not with_classes
    return replace(one, count=None, both=False) if counted else one


_TITLES = word_set("titles")


def _half_of_a_teacher(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Mrs Hay's half of Y5" in a school with two classes a year is her class (7.15, 7.25)."""
    entries = {atom.value for clause in matter.clauses for atom in clause.atoms if atom.kind == "form-entry"}
    norms = matter.line.norms
    out: list[Statement] = []
    for one in statements:
        before = norms[max(0, one.start - 5) : one.start]
        at = next((place for place, norm in enumerate(before) if norm.endswith(("'s", "s'"))), None)
        owned = at is not None and at > 0 and before[at - 1] in _TITLES and "half" in before[at:]
        if one.fraction and owned and 2 in entries and len(one.years.codes) == 1:
            one = replace(one, fraction=False, count=Count(1), noun="n")
        out.append(one)
    return out
