"""Year groups: every spelling of a year, a stage or an age, alone or in a list (reading guide, section 1).

`year_span` reads from one token onwards and returns the longest stretch that names years, or None. What stands
between the members ("and", "or", a slash, a dash, nothing) is kept, because it decides what is asked for.
"""

from __future__ import annotations

from pipeline import years as school
from pipeline.normalise.comments.scanning.ages import AGE_OPENERS, age_span, plural_s, small_number
from pipeline.normalise.comments.scanning.bare_pairs import bare_pairs
from pipeline.normalise.comments.scanning.year_joiners import JOINERS, joining, order
from pipeline.normalise.comments.scanning.year_words import YEAR_OPENERS, Member, member_at
from pipeline.normalise.comments.words.atoms import Atom, Line, Years
from pipeline.normalise.comments.words.spelling import number_words

_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups", "set", "sets"})
_HEADS = frozenset({"year", "years"})
_ONE_CLASS = frozenset({"class", "age"})
_PUPIL_NOUNS = frozenset({"children", "pupils", "boys", "girls", "pupil", "child"})
# No years begin with any other word: tried first, because most words of a comment are of another kind.
_OPENERS = AGE_OPENERS | YEAR_OPENERS
# No school lists more year groups than there are; a longer list is hostile, and must not take long.
_LONGEST_LIST = 15


def year_span(line: Line, at: int, taken: frozenset[int] | set[int] = frozenset()) -> Atom | None:
    """Return the years that begin at token `at`, or None where none do."""
    if line.norm(at) not in _OPENERS and not line.norm(at).isdecimal():
        return None
    if line.norm(at) == "year" and line.norm(at - 1) == "last" and not line.norm(at + 1).isdecimal():
        return None  # "last year one class took part"
    first = age_span(line, at) or bare_pairs(line, at)
    if first is not None:
        return first
    member = member_at(line, at) or _after_noun(line, at)
    if member is None:
        return None
    member = _said_twice(line, member)
    members, joiners = [member], list[str]()
    while len(members) < _LONGEST_LIST and (following := _next_member(line, members, taken)) is not None:
        joiner, member = following
        if "with" in line.norms[max(0, at - 4) : at] and _paired(line, member.end):
            break  # "Y3 with Y3, Y4 with Y4", "Y4 with Moss Bank's Y4 and Y5 with …": the list goes by pairs
        if joiner == "hyphen" and line.norm(at - 1) == "not" and line.tokens[members[-1].end].spaced:
            break  # "Not Y3 - Y5": what is not meant, and what is
        joiners.append(joiner)
        members.append(member)
    if joiners == ["and"] and _spans(line, at, members[1].end):
        joiners = ["range"]
    if not joiners and (upward := _and_above(line, members[0])) is not None:
        return upward
    if joiners and line.norms[members[-1].end : members[-1].end + 2] == ("or", "both"):
        members[-1] = members[-1]._replace(end=members[-1].end + 2)  # "Y4 or Y5 or both"
        joiners.append("andor")
    return _joined(members, joiners)


def _paired(line: Line, end: int) -> bool:
    """Whether a year is put with another: "… with Y4", "… linked with Y4"; "with a few others" puts it with none."""
    spot = end + (line.norm(end) in {"linked", "paired", "matched", "partnered"})
    return line.norm(spot) == "with" and line.norm(spot + 1) not in {"a", "some", "two", "both"}


def _spans(line: Line, at: int, end: int) -> bool:
    """ "Any class between Year 3 and Year 5", "between Years 3 and 5 inclusive": the years between are meant too."""
    before = line.norms[max(0, at - 4) : at]
    if "between" not in (*before[-1:], line.norm(at + 1)):
        return False
    return line.norm(end) == "inclusive" or not {"any", "anything", "anywhere", "all"}.isdisjoint(before)


_ABOVE = (
    ("upwards",),
    ("upward",),
    ("onwards",),
    ("onward",),
    ("and", "onwards"),
    ("or", "older"),
    ("and", "over"),
    ("and", "above"),
    ("and", "up"),
    ("and", "upwards"),
    ("and", "older"),
    ("or", "above"),
)


def _and_above(line: Line, member: Member) -> Atom | None:
    """ "Y3 upwards": a stage that only its first year names (7.3)."""
    words = next((words for words in _ABOVE if line.norms[member.end : member.end + len(words)] == words), None)
    if words is None or len(member.codes) != 1 or member.codes[0] not in school.KEY_STAGE_2[:-1]:
        return None
    codes = school.years_between(member.codes[0], school.KEY_STAGE_2[-1])
    end = member.end + len(words)
    stage = "two" if len(codes) == 2 else "many"
    return Atom("years", member.start, end, Years(codes, "stage", ((codes, member.start, end),), stage=stage))


def _said_twice(line: Line, member: Member) -> Member:
    """ "Y5 (five)": the bracket says the year again; below four it may count classes."""
    end = member.end
    if (line.norm(end), line.norm(end + 2)) != ("(", ")") or line.norm(end + 1).isdecimal():
        return member
    number = small_number(line.norm(end + 1))
    repeated = number is not None and number > 3 and member.codes == (school.year_code(number),)
    return member._replace(end=end + 3) if repeated else member


_LEAD_SIGNS = frozenset({",", "-", ":", "(", "please", "i", "e", "ie", "are", "is", "being", "namely", "."})
_TOGETHER = frozenset({"one", "a", "two", "mixed", "separate", "the"})
# "Year 3 - 5", "Yr 3 - 5 mixed": with no noun after it, a number above the year is another year.
_LAST_PRIMARY = 6
_SPREAD = frozenset({"", ".", ",", "mixed", "(", "please"})
_GROUP_NOUNS = frozenset({"groups", "group"})


def _after_noun(line: Line, at: int) -> Member | None:
    """ "Two year groups please - 4 and 6", "each year group: 3, 4 and 5": bare numbers after the noun are years."""
    number = small_number(line.norm(at), words=False)
    code = school.year_code(number) if number else None
    spot = at - 1
    while spot > 1 and at - spot <= 4 and line.norm(spot) in _LEAD_SIGNS:
        spot -= 1
    if code is None or spot == at - 1 or line.norm(spot) not in _GROUP_NOUNS or line.norm(spot - 1) not in _HEADS:
        return None
    following = small_number(line.norm(at + 2), words=False)
    end = at + 3
    if line.norm(at + 1) not in {",", "and", "/", "or", "&", "-"} or following is None or following <= (number or 0):
        return None
    if line.norm(end) in _CLASS_NOUNS | _PUPIL_NOUNS | {"x", "of", "in"}:
        return None
    return Member((code,), at, at + 1, True)


# --- lists --------------------------------------------------------------------------------------------------------


def _next_member(line: Line, members: list[Member], taken: frozenset[int] | set[int]) -> tuple[str, Member] | None:
    """Return how the next member is joined to the list, and it; None where the list ends."""
    last = members[-1]
    at = last.end
    if at >= len(line.tokens) or at in taken:
        return None
    joiner, spot = joining(line, at, last)
    if joiner == "beside" and line.norm(at) in JOINERS:
        joiner, spot = JOINERS[line.norm(at)], at + 1
        following = line.norm(spot)
        if joiner in {"comma", "slash"} and following in {"and", "or"}:
            joiner, spot = following, spot + 1
        if joiner == "and" and following == "/" and line.norm(spot + 1) == "or":
            joiner, spot = "andor", spot + 2
        if joiner == "or" and following in {"even", "a", "possibly", "maybe", "perhaps", "if"}:
            return None
        if joiner == "or" and following == "else":
            return None
        if joiner == "and" and following == "also":
            spot += 1
    if spot in taken or spot >= len(line.tokens):
        return None
    if joiner in {"comma", "and", "beside"} and line.norm(spot).isdecimal() and age_span(line, spot) is not None:
        return None  # "Year 5, 9-10 year olds"
    if line.tokens[spot].lines and joiner != "beside" and joiner != "comma" and line.norm(at) == "-":
        return None
    member = member_at(line, spot)
    if member is not None:
        if joiner == "beside" and (last.stage or member.stage or not (line.tokens[spot].spaced or member.worded)):
            return None
        if joiner == "hyphen" and line.tokens[at].spaced and member.worded and not _ascending(last, member):
            return None
        return joiner, member
    if joiner == "beside" and _runs_on(line, spot, last):
        return joiner, Member((f"Y{line.norm(spot)}",), spot, spot + 1, False)
    if joiner == "beside" or last.stage or not last.codes:
        return None
    return _bare_member(line, at, joiner, spot, last, members)


def _runs_on(line: Line, at: int, last: Member) -> bool:
    """ "Y3 4 5 6": numbers that count on, each one more than the last, and none that counts classes."""
    here = line.norm(at)
    if last.stage or not last.codes or not here.isdecimal() or here != str(order(last.codes[-1]) + 1):
        return False
    before, after = str(int(here) - 2), str(int(here) + 1)
    spot = at + 2 if line.norm(at + 1) in {"and", ","} else at + 1  # "Y3 4 and 5"
    on = line.norm(spot) == after or (line.norm(at - 2) == before and line.norm(at - 1).isdecimal())
    decimal = line.norm(at + 1) == "." and line.norm(at + 2).isdecimal() and line.close(at + 2)
    return on and not decimal and line.norm(at + 1) not in _CLASS_NOUNS | _PUPIL_NOUNS | {"x"} and int(here) <= 13


def _bare_member(
    line: Line, at: int, joiner: str, spot: int, last: Member, members: list[Member]
) -> tuple[str, Member] | None:
    """A number alone that continues a list: "Y3/4", "Years 3, 4 and 5", "Year 3s and 4s"."""
    norm = line.norm(spot)
    if norm == "r" and joiner in {"slash", "and"} and line.tokens[spot].text == "R":
        return joiner, Member(("R",), spot, spot + 1, False)
    number = small_number(norm, words=joiner in {"and", "or", "comma", "range"})
    if number is None or school.year_code(number) is None:
        return None
    end = spot + 1
    after = "" if _labels(line, end) else line.norm(end)
    plural = plural_s(line, end)
    if plural:
        end += 1
        after = line.norm(end)
    code = school.year_code(number)
    assert code is not None
    previous = order(last.codes[-1])
    if joiner == "or" and number < _LEAST_OR <= previous and not plural and _counted_before(line, members[0]):
        return None  # "2 x Y3 or 1 if full"
    if joiner == "comma" and line.norm(last.start - 1) == "and" and not plural:
        return None  # "Y4 and Y5, 1 and 2 classes": the list is over
    tight = line.close(at) and line.close(spot)
    written_number = norm.isdecimal()
    if (
        not plural
        and joiner in {"and", "or", "comma"}
        and not _continues(line, members, joiner, number, previous, spot, written_number)
    ):
        return None
    if joiner in {"slash", "hyphen", "range"} and not plural and number <= previous - 1:
        return None
    if number == previous and joiner != "and":
        return None
    if joiner in {"slash", "hyphen", "range"} and not plural:
        if joiner == "hyphen" and not tight and after in _CLASS_NOUNS | {"x"} | _PUPIL_NOUNS:
            return None
        spread = number > previous and number <= _LAST_PRIMARY and after in _SPREAD
        if joiner == "hyphen" and not tight and not _plural_head(line, members) and not spread:
            return None
        if joiner == "slash" and after == "/" and line.norm(end + 1).isdecimal() and int(line.norm(end + 1)) > 13:
            return None
        if written_number and line.norm(end) == "form":
            return None
    if ((after in {"x", "%"} and not _of_each(line, end + 1)) and joiner not in {"slash", "hyphen"}) or (
        after == "." and line.norm(end + 1).isdecimal() and line.close(end + 1)
    ):
        return None
    return joiner, Member((code,), spot, end, False, plural)


def _labels(line: Line, at: int) -> bool:
    """ "Year groups: 2, 4 / Classes: one of each": what heads the next line is not counted on this one."""
    return line.norm(at + 1) in {":", "-", "="} and line.tokens[at].lines > 0


_LEAST_OR = 3


def _counted_before(line: Line, member: Member) -> bool:
    """Whether a number of classes stands right before the first year of a list."""
    before = line.norm(member.start - 1)
    return before == "x" or before.isdecimal() or before in number_words() or line.norm(member.end) in _CLASS_NOUNS


def _ascending(last: Member, member: Member) -> bool:
    return bool(last.codes and member.codes) and order(member.codes[0]) > order(last.codes[-1])


def _plural_head(line: Line, members: list[Member]) -> bool:
    head = line.norm(members[0].start)
    return head == "years" or head.isdecimal() or line.norm(members[0].start + 1) == "groups"


def _continues(
    line: Line, members: list[Member], joiner: str, number: int, previous: int, spot: int, digits: bool
) -> bool:
    """Whether a bare number after "and", "or" or a comma is a year rather than a number of classes or pupils."""
    after = "" if _labels(line, spot + 1) else line.norm(spot + 1)
    one_more = joiner == "and" and number == previous + 1
    if after == "each" and line.norm(spot + 2) in {"have", "has", "with", "had"} and _plural_head(line, members):
        return True  # "Years 3 and 4 each have two classes"
    if one_more and digits and after in {"children", "pupils"} and line.norm(spot + 2) not in {"from", "in", "of"}:
        return True
    if (
        after == "mixed"
        and one_more
        and (number > 2 or _plural_head(line, members) or line.norm(spot + 2) in _ONE_CLASS)
    ):
        return True
    if joiner == "and" and digits and number > previous and after == "in":
        closing = line.norm(spot + 2) in {"total", "all", "september"}  # "5 classes from Years 4 and 6 in total"
        if line.norm(spot + 2) in _TOGETHER or (closing and _plural_head(line, members)):
            return True
    if after == "x" and _of_each(line, spot + 2) and number > previous:
        return True
    if one_more and after in _ONE_CLASS and line.norm(spot + 2) != "entry":
        # "A Year 1 and 2 class": one class cannot be two.
        return True
    if after in _PUPIL_NOUNS | {
        "of",
        "x",
        "each",
        "in",
        "from",
        "form",
        "lots",
        "mixed",
        "parallel",
        "separate",
        "y",
        "year",
        "years",
        "our",
        "per",
        "teachers",
        "teacher",
        "staff",
        "adults",
        "tas",
    }:
        return False
    if number == previous or (not digits and not _plural_head(line, members) and number < 3):
        return False
    if (
        after in {"-", "/"}
        and joiner == "and"
        and not line.close(spot + 1)
        and line.norm(spot + 2) in {"form", "class"}
    ):
        return False
    plural_head = _plural_head(line, members) or (len(members) > 1 and number > 2)
    if after in {"class", "classes", "form", "forms"}:
        # "Years 5 and 6 classes" and "a Year 3 and 4 class" continue; "Year 4, 2 classes" counts.
        return (
            number == previous + 1
            and joiner in {"and", "or"}
            and (after in {"class", "form"} or plural_head)
            and number > 2
        )
    return number > previous or plural_head or joiner == "or"


def _of_each(line: Line, at: int) -> bool:
    """ "Years 3, 4, 5 x 1 of each": the number at `at` is of every year of the list."""
    return small_number(line.norm(at)) is not None and "each" in line.norms[at + 1 : at + 3]


def _joined(members: list[Member], joiners: list[str]) -> Atom:
    start, end = members[0].start, members[-1].end
    parts = tuple((member.codes, member.start, member.end) for member in members)
    doubt = next((member.doubt for member in members if member.doubt), None)
    codes = school.in_school_order(code for member in members for code in member.codes)
    plural = any(member.plural for member in members)
    if not joiners:
        only = members[0]
        return Atom(
            "years",
            start,
            end,
            Years(codes, "stage" if only.stage else "one", parts, plural, doubt=doubt, stage=only.stage),
        )
    kinds = set(joiners)
    slashes = "slash" in kinds
    if "range" in kinds or kinds == {"hyphen"}:
        if len(joiners) == 1 and members[0].codes and members[1].codes:
            ends = school.years_between(members[0].codes[0], members[1].codes[-1])
            joiner = "hyphen" if kinds == {"hyphen"} and len(ends) <= 2 else "range"
            return Atom(
                "years", start, end, Years(ends if len(ends) > 2 else codes, joiner, parts, plural, doubt=doubt)
            )
        return Atom("years", start, end, Years(codes, "and", parts, plural, doubt=doubt, slashes=slashes))
    if kinds == {"slash"}:
        joiner = "slash"
    elif slashes and kinds <= {"slash", "and", "comma", "beside", "or"}:
        return Atom("years", start, end, _of_slashes(members, joiners, codes, plural, doubt))
    elif "andor" in kinds:
        joiner = "andor"
    elif "or" in kinds:
        joiner = "or"
    elif "and" in kinds:
        joiner = "and"
    elif "comma" in kinds:
        joiner = "comma"
    else:
        joiner = "beside"
    return Atom("years", start, end, Years(codes, joiner, parts, plural, doubt=doubt))


def _of_slashes(
    members: list[Member], joiners: list[str], codes: tuple[str, ...], plural: bool, doubt: str | None
) -> Years:
    """A list whose members are slash years: "Y3/4 and Y5/6"."""
    grouped = [[members[0]]]
    outer = []
    for joiner, member in zip(joiners, members[1:], strict=True):
        if joiner == "slash":
            grouped[-1].append(member)
        else:
            outer.append(joiner)
            grouped.append([member])
    parts = tuple(
        (school.in_school_order(code for member in group for code in member.codes), group[0].start, group[-1].end)
        for group in grouped
    )
    return Years(codes, "or" if "or" in outer else "and", parts, plural, doubt=doubt, slashes=True)
