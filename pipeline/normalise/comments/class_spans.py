"""Counts and classes: how many, and classes that are named or coded ("4T and 4S", "Elm, Ash and Rowan").

The scanners here read from one token onwards and return an atom or None. Numbers that are something else have been
taken out before (`figures`).
"""

from __future__ import annotations

import re

from pipeline.normalise.comments.atoms import Atom, Count, Line
from pipeline.normalise.comments.spelling import number_words, word_set

_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms"})
_VAGUE = frozenset(
    {"about", "around", "approximately", "roughly", "maybe", "possibly", "possible", "perhaps", "probably", "circa"}
)
_LIMITS = (
    ("up", "to"),
    ("at", "least"),
    ("at", "most"),
    ("as", "many", "as"),
    ("a", "maximum", "of"),
    ("a", "minimum", "of"),
    ("no", "more", "than"),
    ("a", "max", "of"),
    ("more", "than"),
    ("less", "than"),
    ("max",),
    ("min",),
    ("maximum",),
    ("minimum",),
    ("not", "more", "than"),
)
_NOT_AFTER_ONE = frozenset({"another", "day", "of", "or", "way", "that", "who", "which", "is", "we", "thing", "side"})
_ENOUGH = frozenset({"fine", "ok", "okay", "enough", "plenty", "alright", "better", "all", "acceptable"})
_LIMITING = _VAGUE | {words[0] for words in _LIMITS}
_TAKING = frozenset(
    {"enter", "link", "bring", "offer", "involve", "include", "send", "use", "put", "nominate", "commit"}
)
_LARGEST = 12
_SEVERAL = 4

# Common names of primary-school classes: trees, birds, beasts, gems, colours, planets, people. Only beside one
# another, beside "class(es)" or beside a year do they count as classes.
_NAME = re.compile(r"[A-Z][a-z']+(?:s)?$")
_NOT_A_NAME = word_set("not-a-name")


def counting(line: Line, at: int) -> Atom | None:
    """Return the number of classes that begins at token `at` ("two", "2 x", "x2", "2 or 3", "a couple of")."""
    return _vague(line, at) or _limited(line, at) or _several(line, at) or _exact(line, at)


def _value(line: Line, at: int) -> int | None:
    norm = line.norm(at)
    if norm.isdecimal() and norm.isascii() and len(norm) <= 2:
        return int(norm)
    if norm == "single" or norm == "sole":
        return 1
    return number_words().get(norm)


def _exact(line: Line, at: int) -> Atom | None:
    start, spot = at, at
    if line.norm(at) in {"x", "*"} and _value(line, at + 1) is not None and line.norm(at + 1) not in {"single", "sole"}:
        spot += 1
        number, end = _value(line, spot), spot + 1
        return _count(start, end, number) if number is not None and number <= _LARGEST else None
    number = _value(line, at)
    if number is None:
        return None
    end = at + 1
    if number > 9 and line.norm(end) not in _CLASS_NOUNS and line.norm(at).isdecimal():
        return Atom("figure", at, end, number)
    if number > _LARGEST:
        return Atom("figure", at, end, number)
    if line.norm(at) == "one" and line.norm(end) == "of" and line.norm(end + 1) in {"them", "these", "those"}:
        limited = not {"only", "just"}.isdisjoint(line.norms[max(0, at - 6) : at]) or line.norm(at - 1) in _TAKING
        return _count(start, end + 2, 1) if limited else None
    if (
        line.norm(at) == "one"
        and line.norm(end) in _NOT_AFTER_ONE
        and not (line.norm(end) == "is" and line.norm(end + 1) in _ENOUGH)
        and not (line.norm(end) == "of" and line.norm(end + 1) in {"our", "the", "my", "year", "y", "each"})
    ):
        return None
    if line.norm(end) == "." and line.close(end) and line.norm(end + 1).isdecimal() and line.close(end + 1):
        return Atom("figure", at, end + 2, number)
    if line.norm(end) in {"x", "*"}:
        end += 1
    elif (line.norm(end) == "number" and line.close(end)) or (line.norm(end) == "no" and line.close(end)):
        end += 2 if line.norm(end + 1) == "." else 1
    elif line.norm(end) == "+" and line.close(end):
        return Atom("count", at, end + 1, Count(None, True, (number, number + 1)))
    elif line.norm(end) == "?" and (line.close(end)):
        return Atom("count", at, end + 1, Count(None, True, (number,)))
    if _at_most(line, end):
        return Atom("count", start, end, Count(None, True, tuple(range(1, number + 1))))
    if line.norms[end : end + 2] == ("out", "of"):
        end += 1
    elif line.norms[end : end + 2] in (("lots", "of"), ("lot", "of")):
        return _count(start, end + 2, number)
    if line.norm(end) == "of" and line.norm(end + 1) in {"them", "us"} and number > _SEVERAL:
        return Atom("figure", at, end, number)  # "7 of them" are children
    if line.norm(end) == "of" and line.norm(end + 1) in {"the", "our", "my"}:
        end += 2
        if (_value(line, end) or 0) > number:
            end += 1  # "Year 3 - one of the two", "two out of our three Year 3 classes"
    elif line.norm(end) == "of" and line.norm(end + 1) != "each":
        end += 1
    return _count(start, end, number)


def _at_most(line: Line, end: int) -> bool:
    """ "Two classes would be the maximum": the number is a limit, not a count."""
    spot = end + 1 if line.norm(end) in _CLASS_NOUNS else end
    words = [norm for norm in line.norms[spot : spot + 4] if norm not in {"the", "our", "be"}]
    return words[:1] in (["would"], ["is"], ["are"]) and words[1:2] in (["maximum"], ["max"], ["most"], ["limit"])


def _count(start: int, end: int, number: int | None) -> Atom | None:
    if number is None:
        return None
    if number == 0:
        return Atom("zero", start, end, 0)
    return Atom("count", start, end, Count(number))


def _several(line: Line, at: int) -> Atom | None:
    """ "2 or 3", "two to three", "1-2": the writer leaves it open."""
    if line.norm(at) == "between" and line.norm(at + 2) == "and":
        low, high = _value(line, at + 1), _value(line, at + 3)
        if low is None or high is None or not low < high <= _LARGEST:
            return None
        return Atom("count", at, at + 4, Count(None, True, tuple(range(low, high + 1))))
    first = _value(line, at)
    joiner, second = line.norm(at + 1), _value(line, at + 2)
    if (
        first is None
        or second is None
        or joiner not in {"or", "to", "-", "/"}
        or not first < second <= first + 2
        or second > _LARGEST
    ):
        return None
    if joiner == "/" and line.norm(at + 3) not in _CLASS_NOUNS:
        return None
    return Atom("count", at, at + 3, Count(None, True, tuple(range(first, second + 1))))


def _limited(line: Line, at: int) -> Atom | None:
    """ "up to three", "at least 2", "about two", "maybe two"."""
    if line.norm(at) not in _LIMITING:
        return None
    lead = next((words for words in _LIMITS if all(line.norm(at + k) == word for k, word in enumerate(words))), None)
    spot = at + len(lead) if lead else at + 1 if line.norm(at) in _VAGUE else 0
    if not spot:
        return None
    number = _value(line, spot)
    if number is None or number > _LARGEST:
        return None
    options = (
        tuple(range(1, number + 1)) if lead in {("up", "to"), ("at", "most"), ("max",), ("maximum",)} else (number,)
    )
    end = spot + 1
    if line.norm(end) == "x":
        end += 1
    return Atom("count", at, end, Count(None, True, options))


def _vague(line: Line, at: int) -> Atom | None:
    """ "a couple of", "a few", "several", "some": more than one, and no more is said."""
    if line.norms[at : at + 2] == ("as", "many") and "as" in line.norms[at + 2 : at + 12]:
        return Atom("count", at, at + 3 if line.norm(at + 2) == "of" else at + 2, Count(None, True, (1, 2)))
    spot = at + 1 if line.norm(at) in {"a", "another"} else at
    word = line.norm(spot)
    if word == "couple" or (word == "few" and spot > at) or word in {"several", "multiple", "various"}:
        end = spot + 1
        if line.norm(end) == "of":
            end += 1
        options = (2, 3) if word != "couple" else (2,)
        return Atom("count", at, end, Count(None, True, options))
    return None


def class_codes(line: Line, at: int) -> Atom | None:
    """Return class codes from token `at` on: "4S", "Y4A and Y4B", "4T/4S", "5P, 5R". The value is the year digits."""
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
    return Atom("codes", at, end, tuple(digits)) if digits else None


def _code(line: Line, at: int) -> tuple[tuple[int, ...], int] | None:
    """One code at `at`: its year digits and the token after it."""
    if at >= len(line.tokens):
        return None
    spot = at
    lettered = False
    if line.norm(spot) in {"y", "year"} and len(line.tokens[spot].text) <= 4:
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
        norm == digit and place != at - 1 and line.norm(place - 1) in {"year", "y"}
        for place, norm in enumerate(line.norms)
    )


def class_names(line: Line, at: int) -> Atom | None:
    """Return a list of class names from token `at` on ("Hedgehogs and Badgers", "Elm, Ash, Rowan"). Value: how many."""
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
        if line.norm(end) in {",", "and", "/", "or"} and end + 1 < len(line.tokens):
            spot = end + 1
            if line.norm(spot) == "and":
                spot += 1
        else:
            break
    return Atom("names", at, end, names) if names else None


_OPEN_LINKS = frozenset({"maybe", "perhaps", "possibly", "possible", "potentially", "might", "could", "or"})
_OPEN_GLUE = frozenset(
    {",", "-", "(", "or", "and", "but", "well", "be", "even", "maybe", "perhaps", "possibly", "potentially"}
)


def _ends(line: Line, at: int) -> bool:
    """Whether nothing that is counted follows ("one class or two.")."""
    return line.norm(at) in {"", ".", ",", "!", "?", ";", ")"}


def open_counts(line: Line, atoms: list[Atom]) -> list[Atom]:
    """ "One class, maybe two": the second number leaves the first open."""
    out: list[Atom] = []
    first: int | None = None
    for atom in atoms:
        if atom.kind == "count" and first is not None:
            between = line.norms[out[first].end : atom.start]
            low, high = out[first].value, atom.value
            words = [word for word in between if word not in _CLASS_NOUNS]
            if (
                (words or high.unclear)
                and set(words) <= _OPEN_GLUE | _OPEN_LINKS
                and (set(words) & _OPEN_LINKS or line.norm(atom.start) in _OPEN_LINKS)
                and not (words == ["or"] and len(between) > 1 and not _ends(line, atom.end))
                and low.number is not None
                and (high.number or (high.options and high.options[0])) == low.number + 1
            ):
                noun = next((part for part in out[first + 1 :] if part.kind in {"class", "classes"}), None)
                start = out[first].start
                options = (low.number, low.number + 1)
                del out[first:]
                first = len(out)
                end = noun.start if noun else atom.end
                out.append(Atom("count", start, end, Count(None, True, options)))
                if noun:
                    out.extend((noun, Atom("filler", noun.end, atom.end, "maybe more")))
                continue
        out.append(atom)
        if atom.kind == "count":
            first = len(out) - 1
        elif atom.kind not in {"class", "classes", "maybe", "sign", "word", "filler"}:
            first = None
    return out
