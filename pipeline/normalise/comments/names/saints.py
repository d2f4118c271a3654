"""Names that a saint opens: St Oswald's, SS Peter & Paul, Our Lady of Lourdes, Holy Cross, Sacred Heart."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import word_set

SAINTS = frozenset({"st", "saint", "ss", "sts"})
_CLOSERS = word_set("closers")
_HOLY = (
    ("our", "lady"),
    ("holy",),
    ("sacred", "heart"),
    ("all", "saints"),
    ("all", "saints'"),
    ("christ", "church"),
    ("christ", "the", "king"),
    ("corpus", "christi"),
    ("english", "martyrs"),
    ("good", "shepherd"),
    ("immaculate", "conception"),
    ("mount", "carmel"),
    ("all", "hallows"),
    ("blessed",),
    ("trinity",),
)
_FIRST = SAINTS | {words[0] for words in _HOLY}
# The town of St Helens is no school; "St Annes" without its apostrophe is the town of that name.
_TOWNS = frozenset({"helens", "annes", "albans", "ives", "andrews"})


def opens_saint(line: Line, at: int) -> bool:
    """Whether a saint's name opens at this token."""
    lady = line.norm(at) == "our" and line.norm(at + 1).removesuffix("'s") == "lady"
    return line.norm(at) in SAINTS | {"holy"} or lady


def saint_end(line: Line, at: int, in_name: Callable[[int], bool], closed: Callable[[int], int]) -> int:
    """Return where the saint's name that begins at `at` ends, with its school words, or 0."""
    if line.norm(at) not in _FIRST:
        return 0
    saint = line.norm(at) in SAINTS
    lead = next((words for words in _HOLY if all(_is(line.norm(at + k), word) for k, word in enumerate(words))), None)
    if not saint and (lead is None or not line.tokens[at].text[:1].isupper()):
        return 0
    spot = at + (len(lead) if lead else 1)
    if saint:
        if line.norm(spot) == ".":
            spot += 1
        if not _saintly(line, spot):
            return 0
        town = line.norm(spot) in _TOWNS and closed(spot + 1) == spot + 1
        if town and line.norm(at - 1) in {"in", "from", "near", "to", "of", "at", ","}:
            return 0
        spot += 1
    elif lead is not None and len(lead) == 1 and not (in_name(spot) or line.norm(spot) in _CLOSERS):
        return 0
    first, joined = spot, False
    while spot < len(line.tokens) and line.norms[spot : spot + 3] != ("church", "of", "england"):
        norm = line.norm(spot)
        owned = line.norm(spot - 1).endswith("s")
        if norm == "and" and joined:
            break
        if norm == "and" and saint and not owned and spot == first and _saintly(line, spot + 2, line.norm(spot + 1)):
            spot, joined = spot + 3, True  # "St Peter and St Paul" is one school, "St Mary's and St John's" are two
        elif in_name(spot) or (norm in {"and", "of", "the"} and in_name(spot + 1) and not opens_saint(line, spot + 1)):
            if norm == "and" and (not saint or spot > first or (line.norm(at) == "st" and owned)):
                break
            joined = joined or norm == "and"
            spot += 1
        elif norm == "of" and line.norm(spot + 1) == "the" and in_name(spot + 2) and lead is not None:
            spot += 2  # "Our Lady of the Wayside"
        elif norm == "-" and line.close(spot) and in_name(spot + 1):
            spot += 2
        elif norm == "-" and line.close(spot) and line.norm(spot + 2) == "-" and in_name(spot + 3):
            spot += 4  # "St James-the-Less"
        else:
            break
    return closed(spot)


def _is(norm: str, word: str) -> bool:
    """ "Our Lady's", "Sacred Heart's": the last word may own something."""
    return norm == word or norm == f"{word}'s"


def _saintly(line: Line, at: int, title: str = "st") -> bool:
    """Whether a word can be a saint's: capitalised, or with the sign of possession ("st oswalds")."""
    if title not in SAINTS or at >= len(line.tokens) or not line.tokens[at].text[0].isalpha():
        return False
    return line.tokens[at].text[:1].isupper() or line.norm(at).endswith("s")
