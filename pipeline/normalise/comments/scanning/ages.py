"""Ages: "9-10 year olds" is Year 5, "8 to 9" is Year 4; a single age spans two years (reading guide, 1 and 7.22)."""

from __future__ import annotations

from pipeline import years as school
from pipeline.normalise.comments.words.atoms import Atom, Line, Years
from pipeline.normalise.comments.words.spelling import number_words

_AGE_WORDS = frozenset({"age", "ages", "aged", "ageing"})
_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms", "group", "groups", "set", "sets"})


_YEAR_WORDS = frozenset({"year", "years", "y", "and", ","})
# "9-10s": no primary school has a year of this number, so that it is an age.
_NO_YEAR = 7


# "Our year fives": the plural of the words that number the years.
PLURAL_WORDS = {"ones": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "sevens": 7, "eights": 8}
PLURAL_WORDS |= {"three's": 3, "four's": 4, "five's": 5, "six's": 6}


_NUMBERS = {word: number for word, number in number_words().items() if number} | PLURAL_WORDS
# The words that ages begin with; they may begin with a figure as well.
AGE_OPENERS = _AGE_WORDS | {"between"} | number_words().keys() | PLURAL_WORDS.keys()


def small_number(norm: str, words: bool = True) -> int | None:
    """Return a number of at most two digits, or a number word where `words` are meant too."""
    if norm.isdecimal() and norm.isascii() and len(norm) <= 2:
        return int(norm)
    return _NUMBERS.get(norm) if words else None


def plural_s(line: Line, at: int) -> bool:
    """Return whether a plural s stands at `at`, close to what is before it ("Year 4s")."""
    return line.norm(at) in {"s", "'s", "s'"} and line.close(at)


def age_span(line: Line, at: int) -> Atom | None:
    """Return the ages at token `at` as years, or None: "9-10 year olds", "aged 8 to 9", "ages 7-11", "9 year olds", "our 7-9s"."""
    spot = at
    led = False
    if line.norm(spot) in _AGE_WORDS:
        led, spot = True, spot + 1
        if line.norm(spot) in {"range", "group", "of", "is", ":", "between", "about", "from", "around"}:
            spot += 1
            if line.norm(spot) in {":", "of", "is"}:
                spot += 1
    if line.norm(spot) == "between" and not led:
        spot += 1
    young = small_number(line.norm(spot))
    if young is None or not 3 <= young <= 18:
        return None
    old, end = None, spot + 1
    if line.norm(end) in {"-", "/", "to", "and", "or"}:
        old = small_number(line.norm(end + 1))
        if old is not None and young < old <= 18:
            end += 2
        else:
            old = None
    if line.norm(end) == "+":
        return None
    tail = _age_tail(line, end)
    if tail:
        end = tail
    elif not led and not (
        old is not None
        and (line.norm(at - 1) in {"our", "the"} or (young >= _NO_YEAR and line.norm(at - 1) not in _YEAR_WORDS))
        and plural_s(line, end)
        and old - young <= 2
        and line.norm(spot + 1) in {"-", "to"}
    ):
        if not (
            old == young + 1
            and (line.norm(spot + 1) == "to" or (_said_of(line, at) and line.norm(end) in {"", ".", ",", ";", ")"}))
            and line.norm(at - 1) not in {"years", "year", "from"}
            and line.norm(end) not in _CLASS_NOUNS
        ):
            return None
    elif plural_s(line, end):
        end += 1
    return Atom("years", at, end, _years_of_ages(young, old))


def _said_of(line: Line, at: int) -> bool:
    """ "The children are 8 and 9", "they're 10 and 11"."""
    before = line.norms[max(0, at - 2) : at]
    return before[-1:] == ("they're",) or (
        len(before) == 2 and before[1] == "are" and before[0] in {"children", "pupils", "they", "who", "all"}
    )


def _age_tail(line: Line, end: int) -> int:
    """Return the token after "year olds" (in its spellings) at `end`, or 0."""
    spot = end
    if line.norm(spot) == "-":
        spot += 1
    if line.norm(spot) in {"year", "years", "y", "yo"}:
        if line.norm(spot) == "yo":
            return spot + 1
        spot += 1
        while line.norm(spot) in {"-", "."}:
            spot += 1
        if line.norm(spot) in {"old", "olds", "old's", "o", "older", "of"}:
            if line.norm(spot) == "of":
                return spot + 2 if line.norm(spot + 1) == "age" else 0
            return spot + 1
        return 0
    if line.norm(spot) == "age" and line.norm(spot + 1) in {"group", "range", "bracket", "class"}:
        return spot + 2
    if line.norm(spot) in {"yos", "olds"}:
        return spot + 1
    return 0


def _years_of_ages(young: int, old: int | None) -> Years:
    if old is None:
        codes = tuple(code for age in (young - 1, young) if (code := school.year_of_ages(age)))
        return Years(codes, "ages", age=True, doubt="year-unclear")
    codes = tuple(code for age in range(young, old) if (code := school.year_of_ages(age)))
    if not codes:
        return Years((), "one", age=True, doubt="year-unclear")
    if len(codes) == 1:
        return Years(codes, "one", ((codes, 0, 0),), age=True)
    if len(codes) == 2:
        return Years(codes, "stage", age=True, stage="two")
    return Years(codes, "stage", age=True, stage="many")
