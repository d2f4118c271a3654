"""Statements: what one clause says of years and of numbers of classes, before clauses are weighed together.

The atoms of a clause become one string of symbols; counts and nouns are bound to the years beside them by two
patterns, one for what stands before ("two classes in each of Y3 and Y4") and one for what stands after ("Y5 (2)").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.clauses.symbols import symbols
from pipeline.normalise.comments.statements import beside, people
from pipeline.normalise.comments.statements.hedges import of_the_year
from pipeline.normalise.comments.statements.loose import Loose, loose_counts
from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.years import in_school_order

_BEFORE = re.compile(
    r"(?P<all>q?)[od]*(?P<either>i?)[od]*(?P<count>[cba]?)c?\*?(?:(?P<adj>x?[xw]?)(?P<noun>[nN]))?(?P<each>e?)[od]*(?P<each2>e?)[od,:(\-]*(?P<mixed>x{0,2})d?$"
)
_AFTER = re.compile(
    r"(?P<mixed>x?)(?P<noun>[nN]?)(?P<signs>[,:(\-*/)]*)(?P<mixed2>x?)[),:\-*]*[dq]*(?P<article>a?)(?P<count>[cb]?)\*?(?P<adj>x?)(?P<noun2>[nN]?)(?P<all>q?)o?(?P<each>e?)"
)
_THE_NEXT = re.compile(r"o?[dx]*[YK]")  # "a class from Year 3, a class from Year 4": what follows is of the later year
_DIRECT = re.compile(r"[*]?(?:[xw]?[nN])?[odx]*Y")


@dataclass(frozen=True, slots=True)
class Statement:
    """Years with what is said of them in one clause. `start` and `end` are tokens of the comment."""

    years: Years
    role: Role
    clause: int
    start: int
    end: int
    count: Count | None = None
    each: bool = False
    noun: str = ""
    mixed: bool = False
    either: bool = False
    either_or: bool = False
    all: bool = False
    both: bool = False
    count_before: bool = False
    noun_first: bool = False
    apart: bool = False
    named: int | None = None
    maybe: bool = False
    pupils: bool = False
    theirs: bool = False
    staff: bool = False
    zero: bool = False
    group: bool = False
    fraction: bool = False
    extra: bool = False
    ours: bool = False
    job_share: bool = False
    taught: bool = False
    holds: bool = False
    together: bool = False
    with_them: bool = False
    ticked: bool = False
    one_of: bool = False
    only: bool = False
    blank: bool = False
    called: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it is said with the years how many classes there are, by a number or by the classes' names."""
        return self.count is not None or self.both or self.noun == "n" or self.named is not None


@dataclass(frozen=True, slots=True)
class Said:
    """Everything one clause says in numbers and years."""

    statements: tuple[Statement, ...] = ()
    loose: tuple[Loose, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)


def read_clause(line: Line, clause: Clause, number: int) -> Said:
    """Return what the clause says of years and counts."""
    text, places = symbols(clause)
    post_first = _counts_follow(text)
    statements: list[Statement] = []
    used: set[int] = set()
    free_from = 0
    for spot, symbol in enumerate(text):
        if symbol not in "YK" or spot in used:
            continue
        statement, reach, taken = _bind(line, clause, number, text, places, spot, free_from, post_first)
        statements.append(statement)
        used.update(taken)
        free_from = max(free_from, reach)
    loose = loose_counts(line, clause, number, text, places, used)
    return Said(tuple(statements), tuple(loose), frozenset(places[spot] for spot in used))


def _counts_follow(text: str) -> bool:
    """Whether numbers stand after their years all through the clause ("Y5 2, Y6 1", "Y5: 2, Y6: 0")."""
    if {"c", "b", "0"}.isdisjoint(text):
        return False
    salient = "".join("Y" if symbol in "YK" else "c" for symbol in text if symbol in "YKcb0")
    return salient == "Yc" * (len(salient) // 2)


def _years_of_codes(digits: Sequence[tuple[int, ...]]) -> Years:
    if len({tuple(one) for one in digits}) > 1:
        parts = tuple(dict.fromkeys(tuple(f"Y{number}" for number in one) for one in digits))
        codes = in_school_order(code for part in parts for code in part)
        slashes = any(len(part) > 1 for part in parts)
        return Years(codes, "and", tuple((part, 0, 0) for part in parts), slashes=slashes)
    first = digits[0]
    codes = tuple(f"Y{number}" for number in first)
    return Years(codes, "one" if len(codes) == 1 else "slash", ((codes, 0, 0),))


def _bind(
    line: Line,
    clause: Clause,
    number: int,
    text: str,
    places: tuple[int, ...],
    spot: int,
    free_from: int,
    post_first: bool,
) -> tuple[Statement, int, set[int]]:
    """Bind what stands before and after the years at `spot` to them."""
    atom = clause.atoms[places[spot]]
    free_from = max(free_from, spot - beside.REACH)
    prefix = text[free_from:spot]
    after = _AFTER.match(text, spot + 1)
    before = _BEFORE.search(prefix)
    assert before is not None
    assert after is not None
    if prefix.endswith("w") and after["noun"]:
        # One unknown word may stand between: "two lively Year 4 classes".
        closer = _BEFORE.search(prefix[:-1])
        before = closer if closer is not None and closer["count"] in {"c", "b"} else before
    taken = {spot}
    count: Count | None = None
    noun = before["noun"] or ""
    lead = before["count"]
    count_before = False
    apart = lead == "c" and re.search(r"[,:(-]", before[0]) is not None and after["count"] == "c"
    if lead == "c" and after["noun"] == "n" and re.search(r"[,:(-]", before[0]):
        total = clause.atoms[places[free_from + before.start("count")]].value.number
        apart = apart or (total or 0) > 1  # "2 classes - the Year 4 class and the Year 3 class"
    if (post_first and lead in {"c", "b"}) or apart:
        lead, noun = "", ""
    if lead or noun or before["each"] or before["each2"] or before["mixed"]:
        taken.update(range(free_from + before.start(), spot))
    if lead == "c":
        place = free_from + before.start("count")
        told = clause.atoms[places[place]]
        count = None if after["noun"] == "n" and beside.in_class(line, told, atom) else told.value
        count_before = count is not None
    if before["either"] and not lead:
        said = str(clause.atoms[places[free_from + before.start("either")]].value)
        count = Count(1) if said.startswith(("any one", "either one")) else None  # "any one of our KS2 classes"
    both = lead == "b"
    article = lead == "a" and not _ranks(clause.atoms[places[spot - 1]])
    each = bool(before["each"] or before["each2"])
    mixed = bool(before["mixed"] or "x" in (before["adj"] or ""))
    reach = spot + 1
    after_noun = after["noun"]
    end = spot + 1 + len(after["mixed"]) + len(after_noun)
    mixed = mixed or bool(after["mixed"])
    if count is None and not both and after["count"]:
        place = after.start("count")
        direct = _DIRECT.match(text, after.end("count")) is not None
        if post_first or not direct:
            if after["count"] == "c":
                count = clause.atoms[places[place]].value
            else:
                both = True
            end = after.end()
            each = each or bool(after["each"])
            noun = noun or after_noun or after["noun2"]
            mixed = mixed or bool(after["adj"] or after["mixed2"])
            if after_noun:
                noun = after_noun
            if count is not None and after["noun2"]:
                noun = after_noun if after_noun else after["noun2"]
    elif count is None and after["article"] and after["noun2"] and not _THE_NEXT.match(text, after.end("noun2")):
        end = after.end()
        count = Count(1)
        each = each or bool(after["each"])
    elif (
        count is None
        and not both
        and after["noun2"] == "n"
        and clause.atoms[places[after.start("noun2")]].kind == "class-of"
    ):
        count, end = Count(1), after.end()
    elif after["each"] and not after["count"] and after["signs"] in {"", ",", "-"}:
        each, end = True, after.end()
    elif after["mixed2"]:
        mixed, end = True, after.start("mixed2") + 1
        if text[end : end + 1] in {"n", "N"}:
            noun = noun or text[end]
            end += 1
    noun = noun or after_noun or ("n" if _the_class_is(line, atom, text[:spot]) else "")
    if (
        count == Count(1)
        and noun == "N"
        and "single" in (*line.norms[max(0, atom.start - 4) : atom.start], *line.norms[atom.end : atom.end + 3])
    ):
        each = True  # "Y4 and Y5, single classes"
    taken.update(range(spot, end))
    reach = end
    named, reach = beside.named_beside(clause, text, places, spot, reach, taken)
    tail = text[reach : reach + 3]
    pupils = ("p" in text or "f" in text) and (
        bool(re.match(r"[(,:-]*[pf]", tail))
        or "p" in text[max(free_from, spot - 1) : spot]
        or bool(re.match(r"[of]*p", text[max(0, spot - 2) : spot]))
    )
    if pupils and (hit := re.match(r"[(,:-]*[pf]", tail)):
        taken.update(range(reach, reach + hit.end()))
        reach += hit.end()
        later = re.match(r"[,):o-]*(c)\*?([nN])", text[reach:])
        if later and count is None:
            count = clause.atoms[places[reach + later.start(1)]].value
            taken.update(range(reach, reach + later.end()))
            reach += later.end()
    if text[spot] == "K":
        years = _years_of_codes(atom.value)
        one_each = 1 < len(atom.value) == len(years.parts)
        if one_each and count is None:
            count, each = Count(1), True  # "4A and 5B (Years 4 and 5)"
        if named is None:
            named = len(atom.value)
            if line.norm(atom.start) not in {"y", "year"}:
                years = replace(years, doubt="code-alone")
    else:
        years = atom.value
    if years.row and count is None:
        count = Count(1)
    if text[spot] == "Y" and _misread(line, atom, after, count, count_before):
        years = replace(years, doubt="year-unclear")
    people_meant = lead != "b" and clause.has("job_share")  # "a job share has our Year 4 class, both would come"
    if both and after["noun"] == "n" and (people_meant or any(symbol in "YK" for symbol in text[end:])):
        both = False  # "both our Year 4 class and our Year 5 class"
    one_class = len(years.codes) == 1 or (mixed and years.joiner == "slash")
    just = line.norms[max(0, atom.start - 2) : atom.start] in {("just", "our"), ("only", "our")}
    if (article or just) and not noun and count is None and not years.plural and one_class:
        count = Count(1)
    teachers = people.teachers_before(clause.atoms[: places[spot]])
    if (noun == "N" or "e" in text[:spot]) and count is None and not both and teachers > 1:
        count = Count(teachers)  # "Mrs Lord's and Mr Gill's Year 4 classes", "… each have a Year 4 class"
    lone = line.norms[max(0, atom.start - 2) : atom.start] in {("just", "our"), ("just", "my")}
    if lone and not noun and count is None and not both and not years.plural and len(years.codes) == 1:
        count = Count(1)  # "just our Year 3"
    if noun == "N" and count is None and not both and re.search(r"h[dox]*$", text[:spot]):
        count = Count(None, True, (2, 3))  # "a few of the Y3 classes"
    window = text[max(free_from, spot - 4) : spot]
    either = bool(before["either"]) or (len(years.codes) > 1 and "i" in text)
    statement = Statement(
        years=years,
        role=_own_role(line, clause, atom),
        clause=number,
        start=atom.start,
        end=atom.end,
        count=count,
        each=each,
        noun=noun,
        mixed=mixed or years.mixed,
        either=either,
        either_or=any(
            other.kind == "either" and line.norm(other.end - 1) == "either" and other.end < atom.start
            for other in clause.atoms
        )
        and "or" in line.norms[atom.end : atom.end + 6],
        all=(noun != "n" or "every" in line.norms[max(0, atom.start - 3) : atom.start])
        and (bool(before["all"]) or "q" in window or beside.all_behind(clause, text, spot)),
        both=both and not (either and years.joiner == "and") and not (named == 1 and not count_before and lead != "b"),
        called=after_noun == "n",
        count_before=count_before,
        noun_first=bool(before["noun"]) and noun == before["noun"] and not after_noun,
        apart=bool(before["noun"]) and line.norm(atom.start - 1) in {"-", ","},
        named=named,
        maybe="?" in text
        and of_the_year(line, clause, atom, count, joiner=years.joiner, either=either)
        and bool(
            re.search(r"\?[^,;()\-.]{0,6}$", text[max(0, spot - beside.REACH) : spot])
            or re.match(r"[nN]?[,:(\-/]*\?(?!W)", text[end:])
        ),
        pupils=pupils,
        holds=people.holds(line, atom),
        together=people.together(line, atom),
        one_of=count is not None and count.number == 1 and "o" in before[0],
        only=line.norm(atom.start - 1) in {"only", "just"} or (text[spot] == "K" and line.norm(atom.end) == "only"),
        blank=re.fullmatch(r"[:\-]+", text[end:]) is not None,
        ticked=any(other.kind == "tick" and other.start >= atom.end for other in clause.atoms),
        with_them=people.with_them(line, clause, atom, places[spot]),
        theirs=not (clause.role is Role.HAVE and clause.atoms[0].kind == "theirs")
        and line.norms[atom.end : atom.end + 2] != ("in", "it")
        and beside.theirs(line, clause, text, places, spot, reach),
        staff=text[end : end + 1] == "s" or people.colleague(clause.atoms[: places[spot]]),
        zero=bool(re.match(r"[nN]?[,:(\-*|]*0(?!\*?[YK])", text[end:]))
        or (post_first and re.match(r"[nN]?[,:(\-*|]*0", text[end:]) is not None)
        or ("0" in window[-2:] and not post_first)
        or any(other.kind == "abstain" and other.start >= atom.end for other in clause.atoms),
        group="h" in text,
        fraction="H" in text,
        ours="d" in window,
        taught=any(other.kind == "teaches" or str(other.value) in {"i teach", "teach"} for other in clause.atoms),
        job_share=any(other.kind == "job_share" for other in clause.atoms),
    )
    return statement, reach, taken


def _the_class_is(line: Line, atom: Atom, before: str) -> bool:
    """ "The class that we have in mind is Year 4"."""
    return line.norm(atom.start - 1) in {"is", "be"} and re.match(r"d?n[^YKnNcb,(]*$", before) is not None


def _ranks(atom: Atom) -> bool:
    """Whether "second" before a year is a rank ("first choice Y5, second Y4") and not another class."""
    return atom.kind == "new_or_extra" and atom.value in {"second", "third"}


def _own_role(line: Line, clause: Clause, atom: Atom) -> Role:
    """ "Their Year 5 and our Year 5": what is called our own is ours, whoever the clause speaks of."""
    if clause.role is Role.THEIRS and line.norm(atom.start - 1) in {"our", "my"}:
        return Role.FRAGMENT
    if beside.left_out(line, atom):
        return Role.EXCLUDE
    return Role.HISTORY if beside.spent(line, clause, atom) else clause.role


def _misread(line: Line, atom: Atom, after: re.Match[str], count: Count | None, counted_before: bool) -> bool:
    """ "Year one class" and "Y3 4 classes" may be read in two ways (7.16)."""
    last = line.norm(atom.end - 1)
    if counted_before:
        return False  # "two Year Three classes"
    if (
        atom.end - atom.start == 2
        and line.norm(atom.start) == "year"
        and (after["noun"], last) in {("n", "one"), ("N", "two"), ("N", "three")}
    ):
        return True
    if (
        count is None
        or count.number is None
        or after["signs"]
        or after["noun"]
        or after["noun2"] != "N"
        or not last.isdecimal()
    ):
        return False
    return atom.end - atom.start == 2 and count.number == int(last) + 1
