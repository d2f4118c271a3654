"""Year words: one year group or stage as it is written: "Yr. 4", "year four", "UKS2", "Reception", "FS2", "P5"."""

from __future__ import annotations

from typing import NamedTuple

from pipeline import years as school
from pipeline.normalise.comments.scanning.ages import PLURAL_WORDS, plural_s, small_number
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import number_words

_YEAR_WORDS = frozenset({"year", "years"})
_LETTERS = frozenset({"y", "ys"})
_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups", "set", "sets"})
_LETTER_STAGES = {"ks": "KS", "lks": "LKS", "uks": "UKS"}


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
# The words that a year or a stage begins with; it may begin with a figure as well ("4th years").
YEAR_OPENERS = (
    _YEAR_WORDS
    | _LETTERS
    | _LETTER_STAGES.keys()
    | _ORDINALS.keys()
    | {"upper", "lower", "l", "u", "key", "juniors", "junior", "infants", "infant", "eyfs", "fs", "f", "foundation"}
    | {"early", "sats", "reception", "nursery", "r", "n", "p", "primary", "rising"}
)


class Member(NamedTuple):
    """One year group or stage in a list of years, with the tokens that it covers."""

    codes: tuple[str, ...]
    start: int
    end: int
    worded: bool
    plural: bool = False
    stage: str | None = None
    doubt: str | None = None


def member_at(line: Line, at: int) -> Member | None:
    """Return the year group or stage that begins at token `at`, or None."""
    return _numbered(line, at) or _stage(line, at) or _named(line, at) or _ordinal(line, at) or _foreign(line, at)


def _numbered(line: Line, at: int) -> Member | None:
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
        if line.norms[spot : spot + 3] == ("(", "s", ")"):
            spot += 3
        if line.norm(spot) == "(" or (line.norm(spot) == "s" and line.norm(spot + 1) == ")"):
            return None
    if line.norm(spot) in {".", ":", "-", "=", "_", "number", "'"}:
        if line.norm(spot) != "." and not word and not line.close(spot):
            return None
        spot += 1
    called = word and line.norm(spot) == "no" and line.norm(spot + 1 + (line.norm(spot + 1) == ".")).isdecimal()
    if called:
        spot += 1 + (line.norm(spot + 1) == ".")  # "Year no. 4"
    spanned = word and line.norm(spot) in {"from", "between"} and _is_span(line, spot + 1)
    spot += spanned  # "all years from 3 to 6"
    bracketed = word and (line.norm(spot), line.norm(spot + 2)) == ("(", ")")
    spot += bracketed
    following = line.norm(spot)
    number = small_number(following, words=word or line.tokens[min(spot, len(line.tokens) - 1)].spaced)
    number = _ROMAN.get(line.text_of(spot)) if number is None and word else number
    if number is not None and word and not called and not spanned and _time_of_day_word(line, at, spot):
        return None
    if number is not None:
        if number == 0 or (following == "10" and line.norm(spot + 1) == "0"):
            return None
        if not word and line.tokens[spot].spaced and spot - at > 1:
            return None
        code = school.year_code(number)
        end = spot + 1 + bracketed
        plural = plural_s(line, end)
        if plural:
            end += 1
        if code is None:
            return Member((), at, end, True, doubt="year-unclear")
        return Member((code,), at, end, True, plural or following in PLURAL_WORDS)
    if following == "r" or following == "reception":
        return Member(("R",), at, spot + 1, True)
    if following == "n" and line.close(spot):
        return Member(("N",), at, spot + 1, True)
    return None


_ROMAN = {"II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "ii": 2, "iii": 3, "iv": 4, "vi": 6}


def _is_span(line: Line, at: int) -> bool:
    """Whether two numbers stand at `at` with what makes a span of them between ("3 to 6", "3 and 6", "3-6")."""
    return (
        small_number(line.norm(at)) is not None
        and line.norm(at + 1) in {"to", "-", "and", "through", "up", "right"}
        and any(small_number(line.norm(at + 2 + more)) is not None for more in range(3))
    )


_OF_CLASSES = frozenset({"class", "classes", "children", "pupils"})


def _ordinal(line: Line, at: int) -> Member | None:
    """ "Our 4th years", "a fourth year class"; a "fourth year" alone is one of linking (7.23)."""
    number = _ORDINALS.get(line.norm(at))
    spot = at + 1
    if number is None and line.norm(spot) in {"st", "nd", "rd", "th"} and line.close(spot):
        number, spot = small_number(line.norm(at), words=False), spot + 1
    code = school.year_code(number) if number else None
    written = line.text_of(spot).lower()
    if line.norm(spot) == "and" and line.norm(at) != "sixth" and (other := _ordinal(line, spot + 1)) and other.plural:
        return Member((code,), at, spot, True, True) if code else None  # "3rd and 4th years"
    of_classes = written in {"year", "yr"} and line.norm(spot + 1) in _OF_CLASSES
    if code is None or not (written in {"years", "yrs"} or of_classes):
        return None
    return Member((code,), at, spot + 1, True, not of_classes)


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
        "st",
        "nd",
        "rd",
        "th",
    }
    if (
        timed
        and line.norm(at - 1) in {"last", "previous"}
        and (line.norm(spot).isalpha() or line.norm(spot + 1) == "class")
    ):
        return True  # "last year one Year 4 class took part"
    if (
        timed
        and line.norm(at - 1) == "this"
        and line.norm(spot).isalpha()
        and line.norm(spot + 1) in {"", ".", ",", ")", "!", ";", "please", "and"}
    ):
        return True  # "last year we put in two classes, this year one"
    return timed and (spot - 1 > at or line.norm(spot + 1) in {"classes", "x", "children", "pupils", "year", "y"})


def _stage(line: Line, at: int) -> Member | None:
    """KS2, Key Stage two, upper KS2, LKS2, juniors, infants, EYFS, sixth form."""
    norm, spot, half = line.norm(at), at, ""
    if (
        norm in {"upper", "lower"}
        and line.norm(at + 1) in {"or", "and", "/"}
        and line.norm(at + 2) in {"upper", "lower"}
    ):
        other = _stage(line, at + 2)  # "lower or upper KS2"
        return None if other is None else Member(school.KEY_STAGE_2, at, other.end, True, stage="many")
    if norm in {"upper", "lower"}:
        half, spot = norm, at + 1
        if line.norm(spot) == "-":
            spot += 1
        if line.norm(spot) in {"juniors", "junior"}:
            if line.norm(spot + 1) in {"school", "schools"}:
                return None
            return Member(school.STAGES["UKS2" if half == "upper" else "LKS2"], at, spot + 1, True, stage="two")
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
    elif norm == "key" and line.text_of(spot).lower() == "keystage":
        number, end = small_number(line.norm(spot + 1)), spot + 2
    if number is not None:
        if number == 2 and half:
            return Member(school.STAGES["UKS2" if half == "upper" else "LKS2"], at, end, True, stage="two")
        codes = school.STAGES.get(f"KS{number}")
        if codes is None:
            return None
        return Member(codes, at, end, True, stage="two" if len(codes) == 2 else "many")
    if half:
        return None
    if norm == "juniors" or (norm == "junior" and line.norm(at + 1) in _CLASS_NOUNS | _YEAR_WORDS | _OF_CLASSES):
        return Member(school.KEY_STAGE_2, at, at + 1, True, stage="many")
    if norm == "infants" or (norm == "infant" and line.norm(at + 1) in _CLASS_NOUNS | _OF_CLASSES):
        return Member(school.STAGES["infants"], at, at + 1, True, stage="many")
    if norm in {"eyfs", "fs"} and small_number(line.norm(at + 1), words=False) is None:
        return Member(school.STAGES["EYFS"], at, at + 1, True, stage="many")
    if norm == "foundation" and line.norm(at + 1) == "stage" and small_number(line.norm(at + 2)) is None:
        return Member(school.STAGES["EYFS"], at, at + 2, True, stage="many")
    if norm == "early" and line.norm(at + 1) == "years":
        return Member(school.STAGES["EYFS"], at, at + 2, True, stage="many")
    if norm == "sixth" and line.norm(at + 1) in {"form", "formers"}:
        return Member(school.STAGES["sixth form"], at, at + 2, True, stage="two")
    return None


def _named(line: Line, at: int) -> Member | None:
    """Reception, YR, nursery, FS2, F1, the SATs year."""
    norm = line.norm(at)
    if norm == "sats" and line.norm(at + 1) == "year":
        return Member(("Y6",), at, at + 2, True)
    if norm == "reception":
        return Member(("R",), at, at + 1, True)
    if norm == "nursery":
        return Member(("N",), at, at + 1, True)
    if line.tokens[at].text == "YR":
        return Member(("R",), at, at + 1, True)
    if (norm in {"fs", "f"} and line.close(at + 1)) or norm == "fs":
        number = small_number(line.norm(at + 1), words=False)
        if number in (1, 2):
            return Member(("N",) if number == 1 else ("R",), at, at + 2, True)
    if norm == "foundation" and line.norm(at + 1) in {"1", "2", "one", "two"}:
        return Member(("N",) if line.norm(at + 1) in {"1", "one"} else ("R",), at, at + 2, True)
    if norm == "foundation" and line.norm(at + 1) == "stage" and line.norm(at + 2) in {"1", "2", "one", "two"}:
        return Member(("N",) if line.norm(at + 2) in {"1", "one"} else ("R",), at, at + 3, True)
    if (
        norm == "r"
        and line.tokens[at].text == "R"
        and line.norm(at + 1) in {"/", "-", "and", ","}
        and (line.norm(at + 2) in {"y", "year", "1", "years"})
    ):
        return Member(("R",), at, at + 1, False)
    if line.text_of(at) == "N" and line.norm(at + 1) in {"/", "and"} and line.text_of(at + 2) == "R":
        return Member(("N",), at, at + 1, False)
    return None


def _foreign(line: Line, at: int) -> Member | None:
    """P5 (Scottish), rising nines: years that only the school can name."""
    if (
        line.tokens[at].text in {"P", "p"}
        and line.close(at + 1)
        and (small_number(line.norm(at + 1), words=False) or 99) <= 7
    ):
        return Member((), at, at + 2, True, doubt="year-unclear")
    if (
        line.norm(at) == "primary"
        and line.norm(at + 1).isdecimal()
        and 1 <= int(line.norm(at + 1)) <= 7
        and at + 2 <= len(line.tokens)
    ):
        return Member((), at, at + 2, True, doubt="year-unclear")
    rising = number_words().keys()
    if line.norm(at) == "rising":
        spot = at + 2 if line.norm(at + 1) == "-" else at + 1
        word = line.norm(spot).rstrip("s")
        if word in rising or word.isdecimal() or (word.removesuffix("e") in {"nin", "six"} or word == "sixe"):
            end = spot + 2 if plural_s(line, spot + 1) else spot + 1
            return Member((), at, end, True, doubt="year-unclear")
    return None
