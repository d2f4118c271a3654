"""Names of schools that no school word closes and no verb leads to: what is said of them shows what they are.

"Scar Top again please", "Lea Marsh would be our first choice", "Fell View have asked us to carry on".
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.normalise.comments.names.named_words import common_words, given_names
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import word_set

_TOLD_OF = frozenset(
    {"is", "are", "was", "were", "have", "has", ",", "or", "please", "across", "did", "want", "if", "last", "first"}
    | {"approached", "asked", "only", "second", "otherwise", "instead", "wanted", "said", "told", "though", "but"}
    | {"invited", "pulled", "let", "dropped", "never", "ideally", "preferably", "nor", "then"}
)
_BEGINNING = frozenset(
    {"and", ",", "but", "that", "as", "so", "because", "hoping", "hope", "if", "think", "whether", "year", "time"}
)
_LINKING = frozenset(
    {
        *("again", "link", "linked", "linking", "pair", "paired", "do", "have", "partner", "keep", "back", "match"),
        *("matched", "partners"),
    }
)
_JOINING_IN = frozenset(
    {"come", "comes", "are", "is", "want", "wants", "can", "join", "take", "agree", "would", "will", "have", "has"}
)
_TELLING = frozenset(
    {"will", "would", "have", "has", "are", "is", "want", "wants", "said", "asked", "agreed", "invited", "were"}
)
_ASKED_AFTER = frozenset({"would", "could", "is", "are", "will", "might"})
_FREE = frozenset(
    {"available", "free", "taking", "interested", "still", "doing", "willing", "around", "involved", "able"}
)
_FIT = frozenset(
    {"ideal", "perfect", "lovely", "great", "brilliant", "first", "second", "preference", "preferred", "choice"}
    | {"best", "fantastic", "wonderful", "super", "good", "our"}
)
# What may follow a name that is a sentence of its own: "Scar Top, as last year".
_AGAIN = frozenset({"again", "once"})
_AFRESH = _AGAIN | {"same", "please", "running", "renew", "continue", "like"}
_BEFORE = frozenset({"last", "before", "usual", "ever", "always", "we", "previously"})
_BY_PHONE = {("on", "the", "phone"), ("over", "the", "phone"), ("in", "your", "office"), ("at", "your", "office")}
_STAFF = frozenset(
    {"teacher", "headteacher", "head", "contact", "name", "coordinator", "deputy", "senco", "leader", "lead"}
)
_SELVES = frozenset({"us", "ourselves", "we"})
_ENDINGS = tuple(word_set("place-endings"))
# Right before a place where something is, and no school that anybody is linked with.
_WHERE = frozenset({"in", "near", "opposite", "behind", "past", "via"})
_ALONG = frozenset({"on", "up", "down", "along", "off", "round"})
_NAMING = frozenset({"called", "class", "namely", "are", "is", "and", ",", "(", "from", "of", "my", "our", "-", "/"})
_ROADS = frozenset({"road", "rd", "street", "st", "lane", "ln", "avenue", "ave", "drive", "row", "crescent", "terrace"})
_AT = frozenset({"at", "in", "to"})
_BEING = frozenset({"be", "is", "are", "was", "were", "off", "stay", "staying", "week", "trip", "residential", "visit"})
_FAR = frozenset({"far", "further", "miles", "mile", "minutes"})
MONTHS = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "september",
        "october",
        "november",
        "december",
        "august",
    }
)
_WHEN = frozenset({"when", "for", "on", "that", "in", "until"})


def is_place_word(word: str) -> bool:
    """Whether a word is made as the names of places are: "mereclough", "swillbrook", not "brook"."""
    return word.endswith(_ENDINGS) and len(word) > max(len(end) for end in _ENDINGS if word.endswith(end)) + 2


def is_alone(line: Line, at: int, spot: int) -> bool:
    """Whether a name of one word stands as no class or surname does ("7 Pankhurst", "called Attwood, Ahlberg and …")."""
    listed = line.norm(spot) in {",", "(", ":", "and", "/", ""} or line.norm(spot).isdecimal()
    return not listed and not line.norm(at - 1).isdecimal() and line.norm(at - 1) not in _NAMING


def is_visited(line: Line, at: int, spot: int) -> bool:
    """Whether the name from `at` to `spot` is where people go or are.

    "Year 6 will be at Winmarleigh Hall", "they sing at the Guild Hall", "they go to Borwick in March", "the
    flats on Station Road", "no further than Beacon Fell".
    """
    last, before = line.norm(at - 1), line.norms[max(0, at - 4) : at - 1]
    road = last in _ALONG and line.norm(spot - 1) in _ROADS
    if last in _WHERE or road or (last == "the" and line.norm(at - 2) in _AT):
        return True
    if last == "at":
        return bool(_BEING & set(before[-1:]))
    if last in {"than", "from"} and _FAR & set(before):
        return True
    dated = line.norm(spot) in _WHEN and bool(MONTHS & set(line.norms[spot : spot + 3]))
    return last == "to" and (
        bool({"off", "way"} & set(before)) or (dated and bool({"go", "goes", "going", "went"} & set(before)))
    )


def stands_by_itself(line: Line, at: int, spot: int, opens: bool, ends: bool, in_name: Callable[[int], bool]) -> bool:
    """Whether the capitalised run from `at` to `spot` is a school's name by what stands around it.

    `opens` says whether it opens its sentence, `ends` whether it ends as the names of schools do ("… Lane").
    """
    after, before = line.norms[spot : spot + 10], line.norm(at - 1)
    following = after[0] if after else ""
    begins = opens or before in _BEGINNING
    if ends and (following in _AGAIN or (begins and _fits(after))):
        return True
    if ends and opens and (_afresh(after) or _with_us(after)):
        return True
    if ends and opens and following in _TOLD_OF and (following != "," or in_name(spot + 1)):
        return True
    if ends and before in _ASKED_AFTER and following in _FREE | {"be"} and _FREE & set(after):
        return True  # "would Scar Top still be available?"
    if spot > at + 1 and before in {"if", "should"} and following in _JOINING_IN:
        return True
    return begins and line.norm(at) not in common_words() and _has_us(after, ends)


def _fits(after: tuple[str, ...]) -> bool:
    """ "… would be ideal", "… our second"."""
    would = after[:2] == ("would", "be") and bool(_FIT & set(after[2:5])) and "contact" not in after
    return would or after[:1] in {("second",), ("2nd",)} or (after[:1] == ("our",) and bool(_FIT & set(after[1:2])))


def _afresh(after: tuple[str, ...]) -> bool:
    """ "…, same as last year", "… as before", "… (again)"."""
    words = after[1:] if after[:1] and after[0] in {",", "-", "("} else after
    if words[:1] == ("as",):
        return bool(words[1:2]) and words[1] in _BEFORE
    return bool(words) and words[0] in _AFRESH


def _with_us(after: tuple[str, ...]) -> bool:
    """ "… and ourselves would like to carry on"."""
    return after[:1] == ("and",) and bool(after[1:2]) and after[1] in _SELVES


def _has_us(after: tuple[str, ...], ends: bool) -> bool:
    """ "Larkfield will have us again", "Fell View - third year running": a name that opens what is said of a link."""
    if not after or after[0] not in _TELLING:
        return ends and after[:1] == ("-",) and bool(_AFRESH & set(after))
    ours = "us" in after[1:] or (after[0] == "were" and "our" in after[1:4])
    return ours and bool(_LINKING & set(after))


def is_somebody(line: Line, at: int, spot: int, opened: bool, in_name: Callable[[int], bool]) -> bool:
    """Whether the run from `at` to `spot` names a person, or where people meet, by what stands before it.

    "Karen Hill", "class teacher: Nasima Wood", "ask for Moira" (`opened`: the words before open a sentence), "it's
    Suki, not Susan", "happy to meet at Williamson Park".
    """
    two, last = line.norm(at - 2), line.norm(at - 1)
    if (
        line.norm(at) in given_names()
        or two in {"meet", "meeting"}
        or (last in {"is", ":", "-", ","} and two in _STAFF)
    ):
        return True
    asked = (two, last) == ("ask", "for") and (opened or line.norm(at - 3) == "and")
    corrected = last == "not" and in_name(at - 2 - (two == ","))
    told = last in {"to", "with"} and line.norms[spot : spot + 3] in _BY_PHONE and not is_place_word(line.norm(at))
    return spot == at + 1 and (asked or corrected or told)
