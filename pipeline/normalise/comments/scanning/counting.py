"""Numbers of classes: "two", "2 x", "2 or 3", "up to three", "one or both", "a couple of", "one of our three".

The scanner reads from one token onwards and returns an atom or None. Numbers that are something else have been taken
out before (`figures`).
"""

from __future__ import annotations

from pipeline.normalise.comments.words.atoms import Atom, Count, Line
from pipeline.normalise.comments.words.spelling import number_words, word_set

_CLASS_NOUNS = frozenset({"class", "classes", "form", "forms"})
_VAGUE = frozenset(
    {"about", "around", "approximately", "roughly", "maybe", "possibly", "possible", "perhaps", "probably", "circa"}
)
_LIMITS = (
    ("up", "to"),
    ("at", "least"),
    ("at", "the", "least"),
    ("at", "the", "very", "least"),
    ("at", "most"),
    ("as", "many", "as"),
    ("a", "maximum", "of"),
    ("a", "minimum", "of"),
    ("a", "min", "of"),
    ("maximum", "of"),
    ("minimum", "of"),
    ("max", "of"),
    ("min", "of"),
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
_AT_MOST = frozenset({"up", "most", "max", "maximum", "no", "not", "less"})
_RISEN = frozenset({"go", "goes", "going", "gone", "went", "moved", "moving", "increased", "risen", "back"})
_LIMITING = _VAGUE | {words[0] for words in _LIMITS}
_TAKING = frozenset(
    {"enter", "link", "bring", "offer", "involve", "include", "send", "use", "put", "nominate", "commit"}
)
_NUMBERS = number_words()
_LARGEST = 12
_SEVERAL = 4
_REACH = 16
_SHORTENED = frozenset({"poss", "prob", "probs", "approx", "pos"})


def counting(line: Line, at: int) -> Atom | None:
    """Return the number of classes that begins at token `at` ("two", "2 x", "x2", "2 or 3", "a couple of")."""
    if line.norm(at) not in _OPENERS and not line.norm(at).isdecimal():
        return None
    return _all_but(line, at) or _vague(line, at) or _limited(line, at) or _several(line, at) or _exact(line, at)


_BUT = frozenset({("but",), ("bar",), ("except",), ("save",), ("apart", "from"), ("except", "for"), ("minus",)})


def _all_but(line: Line, at: int) -> Atom | None:
    """ "All but one of our four Year 6 classes": as many as there are, less those left out."""
    if line.norm(at) != "all":
        return None
    spot = next((at + 1 + len(words) for words in _BUT if line.norms[at + 1 : at + 1 + len(words)] == words), 0)
    less = _value(line, spot) if spot else None
    if less is None or less > _LARGEST:
        return None
    end = _past_whole(line, spot + 1)
    whole = _value(line, end - 1) if end > spot + 1 else _there_were(line, at)
    return Atom("count", at, end, Count(whole - less)) if whole and whole > less else None


def _there_were(line: Line, at: int) -> int | None:
    """The number of classes said last before token `at` ("there are 4 classes and all bar one are doing it")."""
    for spot in range(at - 2, max(-1, at - _REACH), -1):
        if line.norm(spot + 1) in _CLASS_NOUNS and (number := _value(line, spot)):
            return number if number <= _LARGEST else None
    return None


def _value(line: Line, at: int) -> int | None:
    norm = line.norm(at)
    if norm.isdecimal() and norm.isascii() and len(norm) <= 2:
        return int(norm)
    if norm == "single" or norm == "sole":
        return 1
    return _NUMBERS.get(norm)


def _exact(line: Line, at: int) -> Atom | None:
    start, spot = at, at
    if line.norm(at) in {"x", "*"} and _value(line, at + 1) is not None and line.norm(at + 1) not in {"single", "sole"}:
        spot += 1
        if (several := _several(line, spot)) is not None:
            return Atom("count", start, several.end, several.value)
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
        and not (line.norm(end) == "of" and _whole(line, end + 1) > number)
        and not _taken_alone(line, at)
    ):
        return None
    if line.norm(end) == "." and line.close(end) and line.norm(end + 1).isdecimal() and line.close(end + 1):
        return Atom("figure", at, end + 2, number)
    if line.norm(end) in {"x", "*"}:
        end += 1
    elif (line.norm(end) == "number" and line.close(end)) or (line.norm(end) == "no" and line.close(end)):
        end += 2 if line.norm(end + 1) == "." else 1
    elif line.text_of(end) == "+" and line.close(end) and not line.norm(end + 1).isdecimal():
        return Atom("count", at, end + 1, Count(None, True, (number, number + 1)))
    elif line.norm(end) in {"ish", "?"} and line.close(end):
        return Atom("count", at, end + 1, Count(None, True, (number,)))
    if _at_most(line, end):
        return Atom("count", start, end, Count(None, True, tuple(range(1, number + 1))))
    if line.norms[end : end + 2] == ("out", "of"):
        end += 1
    pick = end + 1 + (line.norm(end + 1) in {"our", "the", "my"})
    if line.norm(end) == "from" and _whole(line, pick) > number and line.norm(pick + 1) not in {"to", "-", "/"}:
        return _count(start, pick + 1, number)  # "one from our three"
    if line.norms[end : end + 2] in (("lots", "of"), ("lot", "of")):
        return _count(start, end + 2, number)
    if line.norm(end) == "of" and line.norm(end + 1) in {"them", "us"} and number > _SEVERAL:
        return Atom("figure", at, end, number)  # "7 of them" are children
    if line.norm(end) == "of" and line.norm(end + 1) in {"the", "our", "my"}:
        end += 2
        if (_value(line, end) or 0) > number:
            end += 1  # "Year 3 - one of the two", "two out of our three Year 3 classes"
    elif line.norm(end) == "of" and line.norm(end + 1) != "each":
        end += 1
        if _whole(line, end) > number:
            end += 1  # "one of two classes"
    return _count(start, end, number)


def _whole(line: Line, at: int) -> int:
    """The number of classes that there are, of which some are meant; 0 where none stands here."""
    number = _value(line, at) or 0
    return number if number <= _LARGEST and line.norm(at + 1) != "s" else 0


def _taken_alone(line: Line, at: int) -> bool:
    """ "If you can only take one we understand": one of the classes."""
    before = line.norms[max(0, at - 8) : at]
    return "if" in before and not {"only", "just"}.isdisjoint(before[-4:]) and line.norm(at + 1) not in {"or", "day"}


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
    if line.norm(at) in {"anywhere", "somewhere", "anything"} and line.norm(at + 1) in {"between", "from"}:
        between = _several(line, at + 1 + (line.norm(at + 1) == "from"))  # "anywhere between 2 and 4"
        return between and Atom("count", at, between.end, between.value)
    if line.norm(at) == "between" and line.norm(at + 2) == "and":
        low, high = _value(line, at + 1), _value(line, at + 3)
        if low is None or high is None or not low < high <= _LARGEST:
            return None
        return Atom("count", at, at + 4, Count(None, True, tuple(range(low, high + 1))))
    if line.norms[at : at + 3] in _SOME_OR_ALL:
        return _of_classes(line, at, at + 3)
    first = _value(line, at)
    joiner, second = line.norm(at + 1), _value(line, at + 2)
    if first == 1 and joiner == "or" and line.norm(at + 2) == "both" and line.norm(at + 3) not in _SIDES:
        return Atom("count", at, _past_whole(line, at + 3), Count(None, True, (1, 2)))
    if first and joiner == "or" and line.norm(at + 2) == "more" and line.norm(at + 3) not in {"than", "schools"}:
        return Atom("count", at, at + 3, Count(None, True, (first, first + 1)))
    if (
        first is None
        or second is None
        or joiner not in {"or", "to", "-", "/"}
        or not first < second <= first + 2
        or second > _LARGEST
    ):
        return None
    if joiner == "/" and line.norm(at + 3) not in _CLASS_NOUNS | {"year", "years", "y"}:
        return None
    return Atom("count", at, _past_whole(line, at + 3), Count(None, True, tuple(range(first, second + 1))))


_SOME_OR_ALL = frozenset(
    {
        ("either", "or", "both"),
        ("any", "or", "all"),
        ("any", "or", "both"),
        ("some", "or", "all"),
        ("all", "or", "some"),
        ("any", "number", "of"),
    }
)
_SIDES = word_set("sides")
# No number of classes begins with any other word: tried first, because most words of a comment are of another kind.
_OPENERS = (
    number_words().keys()
    | _LIMITING
    | {words[0] for words in _SOME_OR_ALL}
    | {"all", "single", "sole", "x", "*", "between", "anywhere", "somewhere", "anything"}
    | {"as", "a", "another", "couple", "several", "multiple", "various"}
)


def _past_whole(line: Line, at: int) -> int:
    """The token after "of our three" at `at`, where the classes that there are stand behind a number of them."""
    if line.norm(at) != "of":
        return at
    spot = at + 1
    while line.norm(spot) in {"our", "the", "my", "these", "those"}:
        spot += 1
    return spot + 1 if _whole(line, spot) > 1 else at


def _of_classes(line: Line, at: int, end: int) -> Atom | None:
    """ "Any or all of our Year 4 classes": the words leave a number open where classes or a year follow."""
    spot = _past_whole(line, end)
    while line.norm(spot) in {"of", "our", "the", "my"}:
        spot += 1
    counted = line.norm(spot) in _CLASS_NOUNS or (line.norm(spot) in {"year", "y"} and line.norm(spot + 1).isdecimal())
    return Atom("count", at, spot, Count(None, True, (1, 2))) if counted else None


def _limited(line: Line, at: int) -> Atom | None:
    """ "up to three", "at least 2", "about two", "maybe two"."""
    if line.norm(at) not in _LIMITING:
        return None
    lead = next((words for words in _LIMITS if line.norms[at : at + len(words)] == words), None)
    spot = at + len(lead) if lead else at + 1 if line.norm(at) in _VAGUE else 0
    if not spot or (lead == ("up", "to") and line.norm(at - 1) in _RISEN):
        return None  # "we have gone up to two classes"
    if lead is None and line.norm(spot) == "." and line.close(spot) and line.text_of(at).lower() in _SHORTENED:
        spot += 1  # "poss. 3"
    number = _value(line, spot)
    if number is None or number > _LARGEST:
        return None
    options = tuple(range(1, number + 1)) if lead and not _AT_MOST.isdisjoint(lead) else (number,)
    end = spot + 1
    if line.norm(end) == "x":
        end += 1
    if number == 1 and lead and not _AT_MOST.isdisjoint(lead):
        return Atom("count", at, end, Count(1))  # "no more than one class" is one
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
