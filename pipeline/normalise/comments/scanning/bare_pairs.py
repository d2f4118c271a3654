"""Bare pairs of numbers that can only be years: "3/4 class", "our 5/6s", "2 classes: 3/4 and 5/6", "Owls (4/5)"."""

from __future__ import annotations

from pipeline import years as school
from pipeline.normalise.comments.scanning.ages import plural_s, small_number
from pipeline.normalise.comments.words.atoms import Atom, Line, Years
from pipeline.normalise.comments.words.spelling import word_set

_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups", "set", "sets"})
_LONGEST_LIST = 15
_LISTING = frozenset({"classes", "class", "forms"})
_LISTED = frozenset(
    {":", "-", ",", "and", "are", "of", "(", "is", "being", "the", "/", "in", "\u2022", "namely", "ie", "or"}
)


def _listed_class(line: Line, at: int, end: int) -> bool:
    """ "2 classes: 3/4 and 5/6", "Owls (4/5)": the pair is among the classes, there or where they were listed."""
    pair = line.norms[at : at + 3]
    earlier = (place for place in range(max(0, at - _FAR_BACK), at - 3) if line.norms[place : place + 3] == pair)
    first = next(earlier, at)
    return _in_list(line, at, end) or (first < at and line.norm(first - 1) != "/" and _in_list(line, first, first + 3))


_FAR_BACK = 60


def _in_list(line: Line, at: int, end: int) -> bool:
    if line.norm(at - 1) == "(" and line.norm(end) == ")":
        name = line.text_of(at - 2)
        return name[:1].isupper() and name.isalpha() and line.norm(at - 2) not in word_set("not-a-name")
    spot = at - 1
    while spot > 0 and at - spot <= 14 and (line.norm(spot) in _LISTED or line.norm(spot).isdecimal()):
        spot -= 1
    if line.norms[max(0, spot - 3) : spot + 1] == ("i", ".", "e", "."):
        spot -= 4 + (line.norm(spot - 4) in {",", "("})
    return line.norm(spot) in _LISTING and (line.norm(spot) != "class" or line.norm(spot - 1) == "our")


def bare_pairs(line: Line, at: int) -> Atom | None:
    """One bare pair, or a list of them: "3/4 and 5/6"."""
    atom = _bare_pair(line, at)
    if atom is None:
        return None
    pairs = [atom]
    while line.norm(spot := pairs[-1].end) in {",", "and", "or"} and len(pairs) < _LONGEST_LIST:
        following = _bare_pair(line, spot + 1 + (line.norm(spot) == "," and line.norm(spot + 1) in {"and", "or"}))
        if following is None:
            break
        pairs.append(following)
    if len(pairs) == 1:
        return atom
    parts = tuple((pair.value.codes, pair.start, pair.end) for pair in pairs)
    codes = school.in_school_order(code for pair in pairs for code in pair.value.codes)
    plural = any(pair.value.plural for pair in pairs)
    joiner = "or" if "or" in line.norms[pairs[0].end : pairs[-1].start] else "and"
    return Atom("years", at, pairs[-1].end, Years(codes, joiner, parts, plural, slashes=True))


def _before_pair(line: Line, end: int) -> bool:
    """ "3/4 and 5/6, 1 class each": whether another pair and a class follow, so that neither is a date."""
    low, sign, high = line.norms[end + 1 : end + 4] if len(line.norms) > end + 3 else ("", "", "")
    pair = low.isdecimal() and high.isdecimal() and sign == "/" and int(high) == int(low) + 1
    return (
        line.norm(end) in {"and", ","} and pair and not {"class", "classes"}.isdisjoint(line.norms[end + 4 : end + 9])
    )


def _after_pair(line: Line, at: int, end: int) -> bool:
    joined = line.norm(at - 1) in {"and", ","} and line.norm(at - 3) == "/"
    return joined and _before_pair(line, at - 1) and not {"class", "classes"}.isdisjoint(line.norms[end : end + 5])


def _bare_pair(line: Line, at: int) -> Atom | None:
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
    while third and line.norm(end) == "/" and small_number(line.norm(end + 1), words=False) == second + 1:
        second, end = second + 1, end + 2
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
    counted = (
        _before_pair(line, end)
        or _after_pair(line, at, end)
        or (first > 2 and before in {"one", "a", "two"})
        or _listed_class(line, at, end)
    )
    if not (
        plural or noun or counted or third is not None or before in {"mixed", "our", "my", "split", "the", "composite"}
    ):
        return None
    low, high = school.year_code(first), school.year_code(second)
    if low is None or high is None:
        return None
    codes = school.years_between(low, high)
    parts = tuple(((code,), at, end) for code in codes)
    return Atom("years", at, end, Years(codes, "slash", parts, plural))
