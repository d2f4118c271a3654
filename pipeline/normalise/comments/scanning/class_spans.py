"""Classes that are named or coded: "4T and 4S", "Elm, Ash and Rowan".

The scanners here read from one token onwards and return an atom or None.
"""

from __future__ import annotations

import re

from pipeline.normalise.comments.names.named_words import given_names
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import number_words, word_set

_LARGEST = 12

# Common names of primary-school classes: trees, birds, beasts, gems, colours, planets, people. Only beside one
# another, beside "class(es)" or beside a year do they count as classes.
_NAME = re.compile(r"[A-Z][a-z']+(?:s)?$")
_NOT_A_NAME = word_set("not-a-name") | given_names()
# A code begins with its digit, or with one of these before it.
_LETTERED = frozenset({"y", "year"})


def class_codes(line: Line, at: int) -> Atom | None:
    """Return class codes from token `at` on: "4S", "Y4A and Y4B", "4T/4S", "5P, 5R". The value is the year digits."""
    if not (line.norm(at).isdecimal() or line.norm(at) in _LETTERED):
        return None
    digits: list[tuple[int, ...]] = []
    spot = at
    end = at
    while len(digits) < _LARGEST and (code := _code(line, spot)) is not None:
        digit, end = code
        digits.append(digit)
        spot = end
        if line.norm(spot) in {",", "/", "-", "+", ";"} and _code(line, spot + 1):
            spot += 1
        elif line.norm(spot) in {"and", "or", ",", "&"}:
            spot += 1
            if line.norm(spot) in {"and", "&"}:
                spot += 1
            letter = line.tokens[spot].text if spot < len(line.tokens) else ""
            if (
                len(letter) == 1
                and letter.isupper()
                and letter not in "IYRN"
                and line.norm(spot - 1) in {"and", ","}
                and _code(line, spot) is None
            ):
                digits.append(digit)
                end = spot = spot + 1
        elif (
            line.norm(spot) == "/"
            and len(line.tokens) > spot + 1
            and len(line.tokens[spot + 1].text) == 1
            and line.tokens[spot + 1].text.isalpha()
            and line.close(spot + 1)
        ):
            digits.append(digit)
            end = spot = spot + 2
        elif _code(line, spot) is None:
            break
    if len(set(digits)) == 1 and _one_or_other(line, at, end):
        digits = digits[:1]
    return Atom("codes", at, end, tuple(digits)) if digits else None


_EITHER = frozenset(
    {
        ("not", "both"), ("one", "or"), ("whichever",), ("either",), ("either", "one"), ("any", "one"),
        ("one", "of", "them"), ("one", "of", "these"), ("one", "of", "those"),
    }
)  # fmt: skip
_YEAR = frozenset({"y", "year", "years"})
_FEW = 9


def _one_or_other(line: Line, at: int, end: int) -> bool:
    """ "4K or 4P", "3G and 3P but one or the other": one of the classes, whichever it is."""
    after = line.norms[end : end + _FEW]
    after = after[: next((spot for spot, norm in enumerate(after) if norm == "."), len(after))]
    if line.norms[end : end + 2] in {("or", "both"), ("and", "possibly")} or "both" in after[:1]:
        return False
    # "5A, 5B and either Year 3 or Year 4": the choice is among the years that follow, not among these classes.
    chosen = any(
        after[spot : spot + size] in _EITHER and _YEAR.isdisjoint(after[spot + size : spot + size + 1])
        for spot in range(len(after))
        for size in (1, 2, 3)
    )
    return "or" in line.norms[at:end] or chosen


def _code(line: Line, at: int) -> tuple[tuple[int, ...], int] | None:
    """One code at `at`: its year digits and the token after it."""
    if at >= len(line.tokens):
        return None
    spot = at
    lettered = False
    if line.norm(spot) in _LETTERED and len(line.tokens[spot].text) <= 4:
        lettered = True
        spot += 1
    first = line.norm(spot)
    if not (first.isdecimal() and len(first) == 1 and int(first)):
        return None
    numbers = [int(first)]
    spot += 1
    if not lettered and _called(line, spot):
        return tuple(numbers), spot + 1
    if (
        line.norm(spot) == "/"
        and line.close(spot)
        and line.norm(spot + 1).isdecimal()
        and line.close(spot + 1)
        and len(line.norm(spot + 1)) == 1
        and line.norm(spot + 1) != "0"
    ):
        numbers.append(int(line.norm(spot + 1)))
        spot += 2
    gap = False
    if line.norm(spot) in {"-", "("} and line.close(spot) and line.close(spot + 1):
        gap = True
        spot += 1
    if spot >= len(line.tokens):
        return None
    letters = line.tokens[spot].text
    close = line.close(spot) or (lettered and len(letters) == 1)
    after = line.norm(spot + 1)
    if not close or not letters.isalpha() or not letters.isascii():
        return None
    if len(letters) == 1:
        if letters == "S" and lettered and line.text.isupper():
            return None  # "YEAR 4S PLEASE" is the plural
        if letters == "Y" and line.norm(spot + 1).isdecimal() and line.close(spot + 1):
            return None
        if letters == "X" and after in {",", "and", "/"} and line.norm(spot + 2) == first:
            return tuple(numbers), spot + 1  # "5X, 5Y and 5Z"
        if letters in {"s", "x", "X", "p"} or (gap and not letters.isupper()):
            return None
        if not line.close(spot) and not (letters.isupper() and letters not in "IAXYNKPR"):
            return None
        if letters.islower() and letters not in "abcdefghjklmnrtvw":
            return None
        if letters == "a" and not line.close(spot):
            return None
    elif not (
        letters.isupper()
        and 2 <= len(letters) <= 3
        and letters
        not in {
            "FE",
            "CE",
            "RC",
            "KS",
            "EYFS",
            "TA",
            "AM",
            "PM",
            "OF",
            "OR",
            "AND",
            "ST",
            "ND",
            "RD",
            "TH",
            "X",
            "YR",
            "YRS",
            "NO",
        }
    ) or (lettered and letters in {"S"}):
        return None
    if after == "/" and gap:
        pass
    return tuple(numbers), spot + 1


def _called(line: Line, at: int) -> bool:
    """ "4 Oak only (Year 4)": a digit with a name is a class where the same year is named elsewhere."""
    if not 0 < at < len(line.tokens) or not line.tokens[at].spaced or line.norm(at) in _NOT_A_NAME:
        return False
    if not _NAME.fullmatch(line.tokens[at].text) or line.norm(at - 2) in {"year", "years", "y", "x"}:
        return False
    digit = line.norms[at - 1]
    return any(
        (norm == digit or str(number_words().get(norm)) == digit)
        and place != at - 1
        and line.norm(place - 1) in {"year", "y"}
        for place, norm in enumerate(line.norms)
    )


def class_names(line: Line, at: int) -> Atom | None:
    """Return a list of class names from token `at` on ("Hedgehogs and Badgers", "Elm, Ash, Rowan"). Value: how many."""
    if not (line.text_of(at)[:1].isupper() or line.norm(at) == '"'):
        return None
    if line.norm(at) == '"' == line.norm(at + 2) and _NAME.fullmatch(line.tokens[at + 1].text):
        return Atom("names", at, at + 3, 1)
    spot, names, end = at, 0, at
    while spot < len(line.tokens) and names < _LARGEST:
        word = line.tokens[spot].text
        if not _NAME.fullmatch(word) or line.norm(spot) in _NOT_A_NAME or word.endswith("'s"):
            break
        names += 1
        end = spot + 1
        listed = line.norm(end + 1) in {"and", ","} and _NAME.fullmatch(line.text_of(end + 2))
        if line.norm(end) == "class" and listed and line.norm(end + 2) not in _NOT_A_NAME:
            end += 1
        sized = line.norm(end) == "(" and line.norm(end + 1).isdecimal() and line.norm(end + 2) == ")"
        if sized and (names > 1 or (line.norm(end + 3) in {",", "and"} and _NAME.fullmatch(line.text_of(end + 4)))):
            end += 3  # "Otters (28) and Kestrels (27)"
        if line.norm(end) in {",", "and", "/", "or"} and end + 1 < len(line.tokens):
            spot = end + 1
            if line.norm(spot) == "and":
                spot += 1
        else:
            break
    return Atom("names", at, end, 1 if names > 1 and "or" in line.norms[at:end] else names) if names else None
