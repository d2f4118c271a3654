"""Statements that explain one another, and statements that are the partner's, before they are weighed.

"Our infant class (Year 1 and Year 2)", "lower KS2, ie two classes in each of Years 3 and 4": the years said last say
what the stage before them holds. "Link Y3 with Y3": the second year is the partner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.statements.loose import Loose
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.children import one_class_of_children
from pipeline.normalise.comments.weighing.matter import PASSED, Matter
from pipeline.normalise.comments.weighing.preference import if_other_fails, in_turn, ranked
from pipeline.normalise.comments.weighing.staged import if_allowed, shared_out
from pipeline.normalise.comments.words.atoms import Count, Line, Years
from pipeline.years import in_school_order

_LINKS = frozenset(
    {
        "(", ",", ":", "-", "ie", "i", "e", ".", "namely", "which", "is", "are", "that", "class", "classes", "so", "all",
        "our", "new", "tutor", "group", "form", "the", "has", "have", "with", "of", "one", "two", "each", "in", "x", "both",
        "contains", "holds", "covers", "means", "only", "just", "=", "a", "made", "up", "everybody", "everyone", "from",
        "children", "pupils", "1", "2", "years", "mixed",
    }
)  # fmt: skip


def theirs_told(line: Line, statements: Sequence[Statement]) -> list[Statement]:
    """Years that may be the partner's are the partner's where the school names years of its own."""
    own = [one for one in statements if not (one.theirs or one.with_them or one.staff) and one.role not in PASSED]
    if not any(one.role is not Role.EXCLUDE and one.role is not Role.THEIRS for one in own):
        return list(statements)
    out: list[Statement] = []
    for one in statements:
        last = out[-1] if out else None
        carried = (
            last is not None
            and last.with_them
            and one.clause - last.clause in {0, 1}
            and 0 < one.start - last.end <= 6
            and not one.ours
            and one.role is not Role.FALLBACK
            and line.norm(one.end) not in {"with", "linked", "paired", "matched"}
            and "." not in line.norms[last.end : one.start]
        )
        out.append(replace(one, theirs=True, with_them=True) if one.with_them or carried else one)
    return out


def explained(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with each stage or pair merged into the years that explain it."""
    out: list[Statement] = []
    for place, one in enumerate(statements):
        last = out[-1] if out else None
        if last is not None and (_counts_children(matter, last, one) or if_allowed(matter, one)):
            continue
        if last is not None and _restates(matter, last, one):
            out[-1] = replace(
                last,
                count=last.count or one.count,
                noun=last.noun or one.noun,
                both=last.both or one.both,
                each=last.each or one.each,
                mixed=last.mixed or one.mixed,
            )
        elif last is not None and _explains(matter, last, one) and not _first_of_several(last, statements[place:]):
            out[-1] = _merged(shared_out(matter, last, one, statements[place + 1 :]), one)
        else:
            out.append(one)
    return out


def _first_of_several(stage: Statement, following: Sequence[Statement]) -> bool:
    """ "Two junior classes, a Y3/4 class and a Y5/6 class": the number is of all that follow, not of the first."""
    parts = [set(one.years.codes) < set(stage.years.codes) for one in following[:2]]
    return stage.years.stage == "many" and stage.count is not None and len(parts) > 1 and all(parts)


def _counts_children(matter: Matter, whole: Statement, part: Statement) -> bool:
    """ "Our Year 5/6 class (14 Year 5, 12 Year 6)": the bracket counts its children."""
    if whole.years.joiner != "slash" or not set(part.years.codes) < set(whole.years.codes) or part.noun:
        return False
    between = matter.line.norms[whole.end : part.start]
    sizes = part.years.plural and between[-1:] != () and between[-1].isdecimal() and whole.noun == "n"
    if sizes and matter.clauses[part.clause].sentence == matter.clauses[whole.clause].sentence:
        return True  # "one 3/4 class made up of 11 Y3s and 13 Y4s"
    counted = any(norm.isdecimal() for norm in between)
    listed = part.years.plural and between[-1:] != () and between[-1].isdecimal() and {"-", ":", ","} & set(between)
    return counted and ")" not in between and len(between) <= (14 if listed else 9) and ("(" in between or bool(listed))


def _restates(matter: Matter, years: Statement, stage: Statement) -> bool:
    """ "Y3 or Y4 (LKS2), one class": the stage in brackets says the years again."""
    same = stage.years.stage is not None and set(stage.years.codes) == set(years.years.codes)
    return same and years.years.stage is None and matter.line.norms[years.end : stage.start] == ("(",)


def _explains(matter: Matter, whole: Statement, part: Statement) -> bool:
    if whole.theirs != part.theirs or whole.role in {Role.EXCLUDE, Role.FALLBACK} or part.role is Role.EXCLUDE:
        return False
    staged = whole.years.stage is not None or whole.years.joiner == "slash"
    if not staged or not set(part.years.codes) <= set(whole.years.codes):
        return False
    if part.years.codes != whole.years.codes and len(part.years.codes) > 1 and whole.years.stage is None:
        return False
    if whole.years.joiner == "slash" and len(part.years.codes) == 1:
        return False
    here, there = matter.clauses[whole.clause], matter.clauses[part.clause]
    if here.sentence != there.sentence and here.has("self") and set(part.years.codes) < set(whole.years.codes):
        return False  # "We are a primary school with children aged 4-11. One Year 4 class and …"
    between = matter.line.norms[whole.end : part.start]
    if len(between) > 8 or not between or not set(between) <= _LINKS:
        return False
    return whole.clause == part.clause or part.clause - whole.clause == 1


def _merged(whole: Statement, part: Statement) -> Statement:
    several = len(part.years.codes) > 1
    noun = whole.noun or part.noun
    one_class = noun == "n" and several and not part.each and (whole.noun == "n" or part.holds)
    mixed = whole.mixed or part.mixed or one_class or part.together
    count = part.count or whole.count
    if one_class and count is None:
        count = Count(1)
    return replace(
        part,
        start=whole.start,
        role=whole.role if whole.role is not Role.PROSE and part.role is Role.FRAGMENT else part.role,
        count=count,
        noun=noun,
        mixed=mixed and several,
        each=part.each or (whole.each and not one_class),
        all=whole.all if whole.noun == "n" else part.all or whole.all,
        either=part.either or whole.either,
        both=part.both or whole.both,
        named=part.named if part.named is not None else whole.named,
        ours=part.ours or whole.ours,
        count_before=part.count_before,
    )


def held_in_one(matter: Matter, statements: Sequence[Statement], loose: Sequence[Loose]) -> list[Statement]:
    """ "One class, nine pupils from Years 3, 4 and 5": the children of several years in one class are a mixed class."""
    out = []
    for one in statements:
        several = len(one.years.codes) > 1 and one.years.joiner not in {"or", "andor"}
        called = one.named == 1 and one.noun != "N" and one.count is None and not one.either
        if several and called and not one.each and not one.years.slashes:
            one = replace(one, mixed=True, noun="n", count=Count(1), years=replace(one.years, stage=None, joiner="and"))
        several = several and one.years.joiner != "slash"
        if several and not one.each and (one.holds or one.together) and _one_class(matter, one, loose):
            number = one.count.number if one.count is not None and not one.count.unclear else 1
            one = replace(
                one, mixed=True, count=Count(number), noun="n", years=replace(one.years, stage=None, joiner="and")
            )
        out.append(one)
    return out


def _one_class(matter: Matter, one: Statement, loose: Sequence[Loose]) -> bool:
    """Whether one class, group or named class is spoken of in the sentence or the one before."""
    if any(atom.kind == "mixed" and "class" in str(atom.value) for atom in matter.clauses[one.clause].atoms):
        return True  # "… are all in the same class"
    if one.noun == "n" or (one.count is not None and one.count.number == 1) or one.named == 1:
        return True
    if one.noun == "N" or (one.count is not None):
        return False
    sentence = matter.clauses[one.clause].sentence
    near = [clause for clause in matter.clauses if clause.sentence in {sentence, sentence - 1}]
    several = any(
        part.count is not None and (part.count.number or 2) > 1 and matter.clauses[part.clause].sentence == sentence
        for part in loose
    )
    return not several and any(
        atom.kind in {"class", "class-of", "class-name", "part_of_class"}
        or str(atom.value) in {"group", "one"}
        or (atom.kind == "names" and atom.value == 1)
        for clause in near
        for atom in clause.atoms
    )


_MOSTLY = frozenset({"mostly", "mainly", "largely", "all", "predominantly", "chiefly"})
_BESIDES = frozenset({"with", "and", "plus", "apart", "from", "except", "for", ",", "(", "but", "bar"})


_SHARING = frozenset({"taught", "sit", "sits", "learn", "learns", "housed", "placed", "classed", "grouped"})
_ALONGSIDE = frozenset({"with", "alongside", "together", "beside"})
_OF_ROOM = frozenset(
    {"are", "is", "who", "all", "be", "the", "our", "some", "of", "a", "few", "in", "class", "same", "being"}
)


def _in_one_room(norms: tuple[str, ...], last: Statement, one: Statement) -> bool:
    """ "Year 5 are taught with Year 6", "30 Y5s and 4 Y6s taught with them": one class holds them both."""
    between, after = norms[last.end : one.start], norms[one.end : one.end + 3]
    if (
        after[:1]
        and after[0] in _SHARING
        and after[1:2]
        and after[1] in _ALONGSIDE
        and after[2:] in {("them",), ("those",)}
    ):
        return len(between) <= _CLOSE and "." not in between
    words = {norm for norm in between if norm.isalpha()}
    told = bool(words & _SHARING) and bool(words & _ALONGSIDE)
    return told and words <= _SHARING | _ALONGSIDE | _OF_ROOM and len(between) <= _CLOSE


_CLOSE = 6


def _a_few(between: tuple[str, ...]) -> bool:
    """ "A Year 4 class with a handful of able Year 3s"."""
    led = between[:1] == ("class",) or between[:1] == ("class", ",")
    words = between[1:] if led else between
    return words[:1] in {("with",), ("w",), ("plus",)} and len(words) <= _CLOSE and not _FEW.isdisjoint(words)


_FEW = frozenset({"few", "handful", "some", "several", "couple", "odd", "sprinkling"})


_INSIDE = frozenset({("in", "it"), ("in", "there"), ("in", "with")})


def with_a_few(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Mostly Year 6 with seven Year 5s", "my Y3 class … there are five Year 2s in it": a mixed class (7.17)."""
    norms = matter.line.norms
    out: list[Statement] = []
    for one in statements:
        last = out[-1] if out else None
        single = last is not None and len(last.years.codes) == len(one.years.codes) == 1
        if last is not None and single and last.years.codes != one.years.codes and _in_one_room(norms, last, one):
            codes = in_school_order((*last.years.codes, *one.years.codes))
            years = Years(codes, "and", (*last.years.parts, *one.years.parts))
            number = last.count if last.count is not None and last.noun and last.noun != "p" else Count(1)
            out[-1] = replace(last, years=years, mixed=True, noun="n", count=number, pupils=False)
            continue
        if last is not None and single and last.years.codes != one.years.codes and one.years.plural:
            between = norms[last.end : one.start - 1]
            mostly = _MOSTLY & set(norms[max(0, last.start - 4) : last.start])
            besides = one.count is not None and bool(between) and set(between) <= _BESIDES and mostly
            inside = last.noun == "n" and norms[one.start - 1] != "no" and norms[one.end : one.end + 2] in _INSIDE
            if besides or inside or _a_few(norms[last.end : one.start]):
                codes = in_school_order((*last.years.codes, *one.years.codes))
                years = Years(codes, "and", (*last.years.parts, *one.years.parts))
                children = last.years.plural and not last.noun
                classes = (None if children else last.count) or Count(1)
                out[-1] = replace(last, years=years, mixed=True, noun="n", count=classes)
                continue
        out.append(one)
    return out


def part_of_container(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "The Y5 half of 5/6B": only a part of the class named last is meant (7.19)."""
    out: list[Statement] = []
    for one in statements:
        last = out[-1] if out else None
        between = matter.line.norms[last.end : one.start] if last is not None else ()
        if (
            last is not None
            and set(last.years.codes) < set(one.years.codes)
            and 1 < len(between) <= 5
            and between[0]
            in {
                "half",
                "part",
                "lot",
                "bit",
                "end",
                "section",
                "portion",
                "ones",
                "group",
                "children",
                "out",
                "from",
                "in",
                "within",
            }
            and set(between[1:]) <= {"of", "from", "in", "the", "our", "a", "mixed", "class"}
        ):
            out[-1] = replace(last, fraction=True)
            continue
        out.append(one)
    return out


_CORRECTING = frozenset({"sorry", "apologies", "oops", "whoops", "correction", "no", "meant", "mean"})


def last_of_list(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Y4, Y6 won't be taking part", "Y4, Y5 having done it": what closes a list of two is said of the last alone."""
    out: list[Statement] = []
    for one in statements:
        parts = one.years.parts
        atoms = matter.clauses[one.clause].atoms
        spot = one.end + (matter.line.norm(one.end) == ":")
        closing = next((atom for atom in atoms if atom.start == spot), None)
        opened = any(atom.kind == "exclude" and atom.start < one.start for atom in atoms)
        told = closing is not None and closing.kind in {"excluded", "history", "abstain", "none"}
        dash = one.years.joiner in {"hyphen", "range"} and matter.line.norm(parts[0][2]) == "-"
        dash = dash and matter.line.tokens[parts[0][2]].spaced
        if (one.years.joiner == "comma" or dash) and len(parts) == 2 and told and not opened:
            (first, start, end), (second, later, last) = parts
            role = Role.EXCLUDE if closing is not None and closing.kind == "excluded" else Role.HISTORY
            years = Years(first, "one", (parts[0],))
            out.append(replace(one, years=years, start=start, end=end, role=Role.FRAGMENT, zero=False))
            out.append(replace(one, years=Years(second, "one", (parts[1],)), start=later, end=last, role=role))
            continue
        out.append(one)
    return out


def of_staff(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Both the Y3 and the Y4 teachers": the years before the "and" are the teachers' too."""
    out = list(statements)
    for place in range(len(out) - 1, 0, -1):
        first, second = out[place - 1], out[place]
        between = matter.line.norms[first.end : second.start]
        if second.staff and first.clause == second.clause and between and set(between) <= {"and", "the", "our", "or"}:
            out[place - 1] = replace(first, staff=True)
    return out


def corrected(matter: Matter, statements: Sequence[Statement]) -> list[Statement]:
    """ "Two Y6 - apologies, two Y5!", "Year 3. No, Year 4": the second takes the place of the first (7.18)."""
    out: list[Statement] = []
    for one in statements:
        last = out[-1] if out else None
        between = matter.line.norms[last.end : one.start] if last is not None else ()
        words = [norm for norm in between if norm.isalpha()]
        if last is not None and words == ["now"] and _was(matter, last):
            out[-1] = replace(one, role=Role.FRAGMENT, count=one.count or last.count)
            continue
        spot = next((at for at, norm in enumerate(between) if norm in _CORRECTING), None)
        refused = one.role is Role.EXCLUDE and matter.clauses[one.clause].has("excluded")
        if (
            last is not None
            and spot is not None
            and not refused
            and len(words) <= 5
            and len(last.years.codes) == len(one.years.codes)
            and last.years.codes != one.years.codes
            and (between[spot] != "no" or between[spot + 1 : spot + 2] == (",",))
            and not last.theirs
            and between[spot - 1 : spot] in {(".",), ("-",), (",",), ("(",), ("!",), (";",)}
        ):
            count = one.count or (None if one.both else last.count)
            role = last.role if one.role is Role.EXCLUDE else one.role
            out[-1] = replace(one, role=role, count=count, noun=one.noun or last.noun)
            continue
        out.append(one)
    return out


def _was(matter: Matter, one: Statement) -> bool:
    """ "It was Y4", "was going to be Y4": the year that is taken back."""
    hoped = any(atom.kind == "hoped" and 0 <= one.start - atom.end <= 1 for atom in matter.clauses[one.clause].atoms)
    return hoped or matter.line.norm(one.start - 1) in {"was", "were"}


def prepared(matter: Matter) -> list[Statement]:
    """Return the statements of the comment with what explains them put together."""
    own = of_staff(matter, last_of_list(matter, theirs_told(matter.line, matter.statements)))
    told = in_turn(matter, if_other_fails(matter, ranked(matter, corrected(matter, own))))
    statements = one_class_of_children(matter, part_of_container(matter, with_a_few(matter, told)))
    return held_in_one(matter, explained(matter, broken_down(statements)), matter.loose)


def broken_down(statements: Sequence[Statement]) -> list[Statement]:
    """ "Y5 and Y4 - 3 classes (2 of Y5, 1 of Y4)": what is counted year by year stands for the list and its total."""
    out: list[Statement] = []
    for place, one in enumerate(statements):
        parts = statements[place + 1 : place + 1 + len(one.years.codes)]
        counted = [part.count.number or 0 for part in parts if part.count is not None and len(part.years.codes) == 1]
        told = (
            len(one.years.codes) > 1
            and one.count is not None
            and not one.each
            and len(counted) == len(one.years.codes)
            and {part.years.codes[0] for part in parts} == set(one.years.codes)
            and sum(counted) == one.count.number
        )
        if not told:
            out.append(one)
    return out
