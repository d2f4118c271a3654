"""Year groups: every spelling of a year, a stage or an age, alone or in a list (reading guide, section 1).

`year_span` reads from one token onwards and returns the longest stretch that names years, or None. What stands
between the members ("and", "or", a slash, a dash, nothing) is kept, because it decides what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import years as school
from pipeline.normalise.comments.ages import age_span, plural_s, small_number
from pipeline.normalise.comments.atoms import Atom, Line, Years
from pipeline.normalise.comments.spelling import number_words

_YEAR_WORDS = frozenset({"year", "years"})
_LETTERS = frozenset({"y", "ys"})
_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups", "set", "sets"})
_PUPIL_NOUNS = frozenset({"children", "pupils", "boys", "girls", "pupil", "child"})
_JOINERS = {
    "and": "and",
    "or": "or",
    "/": "slash",
    "-": "hyphen",
    ",": "comma",
    "to": "range",
    "through": "range",
    "thru": "range",
    "until": "range",
    "upto": "range",
    "til": "range",
    "plus": "and",
    "n": "and",
    ";": "comma",
    "\\": "slash",
}
_LETTER_STAGES = {"ks": "KS", "lks": "LKS", "uks": "UKS"}
# No school lists more year groups than there are; a longer list is hostile, and must not take long.
_LONGEST_LIST = 15


@dataclass(frozen=True, slots=True)
class _Member:
    codes: tuple[str, ...]
    start: int
    end: int
    worded: bool
    plural: bool = False
    stage: str | None = None
    doubt: str | None = None


def year_span(line: Line, at: int, taken: frozenset[int] | set[int] = frozenset()) -> Atom | None:
    """Return the years that begin at token `at`, or None where none do."""
    first = age_span(line, at) or _bare_slash(line, at)
    if first is not None:
        return first
    member = _member(line, at)
    if member is None:
        return None
    members, joiners = [member], list[str]()
    while len(members) < _LONGEST_LIST and (following := _next_member(line, members, taken)) is not None:
        joiner, member = following
        joiners.append(joiner)
        members.append(member)
    return _joined(members, joiners)


# --- one member ---------------------------------------------------------------------------------------------------


def _member(line: Line, at: int) -> _Member | None:
    return _numbered(line, at) or _stage(line, at) or _named(line, at) or _foreign(line, at)


def _numbered(line: Line, at: int) -> _Member | None:
    """Year 4, Yr. 4, Y4, year four, Year group 4, Year R, Y4s."""
    norm = line.norm(at)
    if norm not in _YEAR_WORDS and norm not in _LETTERS:
        return None
    if norm in _LETTERS and line.norm(at + 1) == "'" and line.close(at + 1):
        at += 1
    spot = at + 1
    word = norm in _YEAR_WORDS
    if line.norm(spot) == "s" and line.close(spot):
        spot += 1
    if line.norm(spot) in {"group", "groups", "grp", "gp", "grps"}:
        spot += 1
        if line.norm(spot) == "(" or (line.norm(spot) == "s" and line.norm(spot + 1) == ")"):
            return None
    if line.norm(spot) in {".", ":", "-", "=", "_", "number", "'"}:
        if line.norm(spot) != "." and not word and not line.close(spot):
            return None
        spot += 1
    following = line.norm(spot)
    number = small_number(following, words=word)
    if number is not None and word and _time_of_day_word(line, at, spot):
        return None
    if number is not None:
        if number == 0 or (following == "10" and line.norm(spot + 1) == "0"):
            return None
        if not word and line.tokens[spot].spaced and spot - at > 1:
            return None
        code = school.year_code(number)
        end = spot + 1
        plural = plural_s(line, end)
        if plural:
            end += 1
        if code is None:
            return _Member((), at, end, True, doubt="year-unclear")
        return _Member((code,), at, end, True, plural)
    if following == "r" or following == "reception":
        return _Member(("R",), at, spot + 1, True)
    if following == "n" and line.close(spot):
        return _Member(("N",), at, spot + 1, True)
    return None


def _time_of_day_word(line: Line, at: int, spot: int) -> bool:
    """ "Next year. 2 classes" and "this year: 58 children" speak of a year as a time, not as a year group."""
    if (
        line.norm(spot - 1) in {".", ":"}
        and spot - 1 > at
        and len(line.tokens[at].text) > 3
        and line.norm(spot - 1) == "."
    ):
        return True
    timed = line.norm(at - 1) in {
        "this",
        "next",
        "last",
        "school",
        "academic",
        "per",
        "each",
        "every",
        "previous",
        "calendar",
    }
    return timed and (spot - 1 > at or line.norm(spot + 1) in {"classes", "x", "children", "pupils"})


def _stage(line: Line, at: int) -> _Member | None:
    """KS2, Key Stage two, upper KS2, LKS2, juniors, infants, EYFS, sixth form."""
    norm, spot, half = line.norm(at), at, ""
    if norm in {"upper", "lower"}:
        half, spot = norm, at + 1
        if line.norm(spot) == "-":
            spot += 1
        if line.norm(spot) in {"juniors", "junior"}:
            if line.norm(spot + 1) in {"school", "schools"}:
                return None
            return _Member(school.STAGES["UKS2" if half == "upper" else "LKS2"], at, spot + 1, True, stage="two")
        if line.norm(spot) in {"key", "ks", "infants", "infant"}:
            norm = line.norm(spot)
        elif line.norm(spot) in {"school", "end", "part", "half"} and line.norm(spot + 1) in {"key", "ks", "of"}:
            return None
        else:
            return None
    number: int | None = None
    end = spot
    if norm in _LETTER_STAGES:
        half = half or {"lks": "lower", "uks": "upper"}.get(norm, "")
        jump = 2 if line.norm(spot + 1) == "-" and line.close(spot + 1) else 1
        number, end = small_number(line.norm(spot + jump), words=False), spot + jump + 1
    elif norm in {"l", "u"} and line.norm(spot + 1) == "ks":
        half = "lower" if norm == "l" else "upper"
        number, end = small_number(line.norm(spot + 2), words=False), spot + 3
    elif norm == "key" and line.norm(spot + 1) in {"stage", "stages"}:
        number, end = small_number(line.norm(spot + 2)), spot + 3
    if number is not None:
        if number == 2 and half:
            return _Member(school.STAGES["UKS2" if half == "upper" else "LKS2"], at, end, True, stage="two")
        codes = school.STAGES.get(f"KS{number}")
        if codes is None:
            return None
        return _Member(codes, at, end, True, stage="two" if len(codes) == 2 else "many")
    if half:
        return None
    if norm == "juniors" or (norm == "junior" and line.norm(at + 1) in _CLASS_NOUNS):
        return _Member(school.KEY_STAGE_2, at, at + 1, True, stage="many")
    if norm == "infants" or (norm == "infant" and line.norm(at + 1) in _CLASS_NOUNS):
        return _Member(school.STAGES["infants"], at, at + 1, True, stage="many")
    if norm in {"eyfs", "fs"} and small_number(line.norm(at + 1), words=False) is None:
        return _Member(school.STAGES["EYFS"], at, at + 1, True, stage="many")
    if norm == "foundation" and line.norm(at + 1) == "stage" and small_number(line.norm(at + 2)) is None:
        return _Member(school.STAGES["EYFS"], at, at + 2, True, stage="many")
    if norm == "early" and line.norm(at + 1) == "years":
        return _Member(school.STAGES["EYFS"], at, at + 2, True, stage="many")
    if norm == "sixth" and line.norm(at + 1) in {"form", "formers"}:
        return _Member(school.STAGES["sixth form"], at, at + 2, True, stage="two")
    return None


def _named(line: Line, at: int) -> _Member | None:
    """Reception, YR, nursery, FS2, F1."""
    norm = line.norm(at)
    if norm == "reception":
        return _Member(("R",), at, at + 1, True)
    if norm == "nursery":
        return _Member(("N",), at, at + 1, True)
    if line.tokens[at].text == "YR":
        return _Member(("R",), at, at + 1, True)
    if (norm in {"fs", "f"} and line.close(at + 1)) or norm == "fs":
        number = small_number(line.norm(at + 1), words=False)
        if number in (1, 2):
            return _Member(("N",) if number == 1 else ("R",), at, at + 2, True)
    if norm == "foundation" and line.norm(at + 1) in {"1", "2", "one", "two"}:
        return _Member(("N",) if line.norm(at + 1) in {"1", "one"} else ("R",), at, at + 2, True)
    if norm == "foundation" and line.norm(at + 1) == "stage" and line.norm(at + 2) in {"1", "2", "one", "two"}:
        return _Member(("N",) if line.norm(at + 2) in {"1", "one"} else ("R",), at, at + 3, True)
    if (
        norm == "r"
        and line.tokens[at].text == "R"
        and line.norm(at + 1) in {"/", "-", "and"}
        and (line.norm(at + 2) in {"y", "year", "1", "years"})
    ):
        return _Member(("R",), at, at + 1, False)
    return None


def _foreign(line: Line, at: int) -> _Member | None:
    """P5 (Scottish), rising nines: years that only the school can name."""
    if (
        line.tokens[at].text in {"P", "p"}
        and line.close(at + 1)
        and (small_number(line.norm(at + 1), words=False) or 99) <= 7
    ):
        return _Member((), at, at + 2, True, doubt="year-unclear")
    if (
        line.norm(at) == "primary"
        and line.norm(at + 1).isdecimal()
        and 1 <= int(line.norm(at + 1)) <= 7
        and at + 2 <= len(line.tokens)
    ):
        return _Member((), at, at + 2, True, doubt="year-unclear")
    rising = number_words().keys()
    if line.norm(at) == "rising":
        spot = at + 2 if line.norm(at + 1) == "-" else at + 1
        word = line.norm(spot).rstrip("s")
        if word in rising or word.isdecimal() or (word.removesuffix("e") in {"nin", "six"} or word == "sixe"):
            end = spot + 2 if plural_s(line, spot + 1) else spot + 1
            return _Member((), at, end, True, doubt="year-unclear")
    return None


# --- lists --------------------------------------------------------------------------------------------------------


def _next_member(line: Line, members: list[_Member], taken: frozenset[int] | set[int]) -> tuple[str, _Member] | None:
    """Return how the next member is joined to the list, and it; None where the list ends."""
    last = members[-1]
    at = last.end
    if at >= len(line.tokens) or at in taken:
        return None
    joiner, spot = "beside", at
    if line.norm(at) in _JOINERS:
        joiner, spot = _JOINERS[line.norm(at)], at + 1
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
    if line.tokens[spot].lines and joiner != "beside" and joiner != "comma" and line.norm(at) == "-":
        return None
    member = _member(line, spot)
    if member is not None:
        if joiner == "beside" and (last.stage or member.stage or not line.tokens[spot].spaced):
            return None
        if joiner == "hyphen" and line.tokens[at].spaced and member.worded and not _ascending(last, member):
            return None
        return joiner, member
    if joiner == "beside" or last.stage or not last.codes:
        return None
    return _bare_member(line, at, joiner, spot, last, members)


def _bare_member(
    line: Line, at: int, joiner: str, spot: int, last: _Member, members: list[_Member]
) -> tuple[str, _Member] | None:
    """A number alone that continues a list: "Y3/4", "Years 3, 4 and 5", "Year 3s and 4s"."""
    norm = line.norm(spot)
    if norm == "r" and joiner in {"slash", "and"} and line.tokens[spot].text == "R":
        return joiner, _Member(("R",), spot, spot + 1, False)
    number = small_number(norm, words=joiner in {"and", "or", "comma", "range"})
    if number is None or school.year_code(number) is None:
        return None
    end = spot + 1
    after = line.norm(end)
    plural = plural_s(line, end)
    if plural:
        end += 1
        after = line.norm(end)
    code = school.year_code(number)
    assert code is not None
    previous = _order(last.codes[-1])
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
        if joiner == "hyphen" and not tight and not _plural_head(line, members):
            return None
        if joiner == "slash" and after == "/" and line.norm(end + 1).isdecimal() and int(line.norm(end + 1)) > 13:
            return None
        if written_number and line.norm(end) == "form":
            return None
    if (after in {"x", "%"} and joiner not in {"slash", "hyphen"}) or (
        after == "." and line.norm(end + 1).isdecimal() and line.close(end + 1)
    ):
        return None
    return joiner, _Member((code,), spot, end, False, plural)


def _order(code: str) -> int:
    return {"N": -1, "R": 0}.get(code, int(code[1:]) if code[1:] else 0)


def _ascending(last: _Member, member: _Member) -> bool:
    return bool(last.codes and member.codes) and _order(member.codes[0]) > _order(last.codes[-1])


def _plural_head(line: Line, members: list[_Member]) -> bool:
    return line.norm(members[0].start) == "years" or line.norm(members[0].start + 1) == "groups"


def _continues(
    line: Line, members: list[_Member], joiner: str, number: int, previous: int, spot: int, digits: bool
) -> bool:
    """Whether a bare number after "and", "or" or a comma is a year rather than a number of classes or pupils."""
    after = line.norm(spot + 1)
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
    plural_head = _plural_head(line, members) or len(members) > 1
    if after in {"class", "classes", "form", "forms"}:
        # "Years 5 and 6 classes" and "a Year 3 and 4 class" continue; "Year 4, 2 classes" counts.
        return (
            number == previous + 1
            and joiner in {"and", "or"}
            and (after in {"class", "form"} or plural_head)
            and number > 2
        )
    return number > previous or plural_head or joiner == "or"


def _joined(members: list[_Member], joiners: list[str]) -> Atom:
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
            if len(ends) > 2:
                return Atom("years", start, end, Years(ends, "range", parts, plural, doubt=doubt))
            return Atom(
                "years",
                start,
                end,
                Years(codes, "hyphen" if kinds == {"hyphen"} else "range", parts, plural, doubt=doubt),
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
    members: list[_Member], joiners: list[str], codes: tuple[str, ...], plural: bool, doubt: str | None
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


# --- bare slash years ------------------------------------------------------------------------------------


def _bare_slash(line: Line, at: int) -> Atom | None:
    """ "3/4 class", "our 5/6s", "a mixed 3/4": two neighbouring numbers that can only be years."""
    first, second = small_number(line.norm(at), words=False), small_number(line.norm(at + 2), words=False)
    if first is None or second is None or second != first + 1 or line.norm(at + 1) not in {"/", "-"} or first < 1:
        return None
    if not (line.close(at + 1) and line.close(at + 2)):
        return None
    end = at + 3
    plural = plural_s(line, end)
    if plural:
        end += 1
    third = small_number(line.norm(end + 1), words=False) if line.norm(end) == "/" else None
    if third == second + 1 and line.close(end):
        second, end = third, end + 2
    before, after = line.norm(at - 1), line.norm(end)
    if first < 3 and after in {"classes", "forms"} and before not in {"mixed", "our", "the"}:
        return None
    noun = after in _CLASS_NOUNS or after in {
        "mixed",
        "mix",
        "split",
        "children",
        "pupils",
        "combined",
        "composite",
        "straddle",
    }
    if not (plural or noun or before in {"mixed", "our", "my", "split", "the", "composite"}):
        return None
    low, high = school.year_code(first), school.year_code(second)
    if low is None or high is None:
        return None
    codes = school.years_between(low, high)
    parts = tuple(((code,), at, end) for code in codes)
    return Atom("years", at, end, Years(codes, "slash", parts, plural))
