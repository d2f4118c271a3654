"""What joins the years of a list: single words and signs, and words such as "through to" and "as well as"."""

from __future__ import annotations

from pipeline import years as school
from pipeline.normalise.comments.scanning.ages import small_number
from pipeline.normalise.comments.scanning.year_words import Member, member_at
from pipeline.normalise.comments.words.atoms import Line

JOINERS = {
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
    "till": "range",
    "plus": "and",
    "n": "and",
    "\\": "slash",
}
# Joiners of several words. "Up to" spans years only where others lie between: "Year 3 up to Year 4" moves up.
_JOINING = {
    ("through", "to"): "range",
    ("right", "through", "to"): "range",
    ("all", "the", "way", "to"): "range",
    ("all", "the", "way", "through", "to"): "range",
    ("up", "to"): "up",
    ("right", "up", "to"): "up",
    ("up", "to", "and", "including"): "up",
    ("all", "the", "way", "up", "to"): "up",
    ("-", ">"): "up",
    ("\u2192",): "up",
    ("along", "with"): "and",
    ("as", "well", "as"): "and",
    ("in", "addition", "to"): "and",
}
_JOINING_FIRST = frozenset(words[0] for words in _JOINING)


def joining(line: Line, at: int, last: Member) -> tuple[str, int]:
    """How words such as "through to" join the list, and where the next member begins; "beside" where none stand at `at`."""
    if line.norm(at) not in _JOINING_FIRST:
        return "beside", at
    words = max((words for words in _JOINING if line.norms[at : at + len(words)] == words), key=len, default=())
    spot = at + len(words)
    following = member_at(line, spot) if words and spot < len(line.tokens) else None
    bare = small_number(line.norm(spot), words=False) if words else None
    codes = following.codes if following is not None else (school.year_code(bare),) if bare else ()
    if not codes or not last.codes or codes[0] is None:
        return "beside", at
    joiner = _JOINING[words]
    if joiner == "up":
        joiner = "range" if order(codes[0]) > order(last.codes[-1]) + 1 else "beside"
    return (joiner, spot) if joiner != "beside" else ("beside", at)


def order(code: str) -> int:
    """Return the place of a year code among the years: nursery -1, reception 0, Year 1 at 1."""
    return {"N": -1, "R": 0}.get(code, int(code[1:]) if code[1:] else 0)
