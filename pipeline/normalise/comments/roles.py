"""Roles: the part that a clause plays in a comment: what is asked for, settled for, ruled out, told, or theirs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.normalise.comments.atoms import Atom
from pipeline.normalise.comments.spelling import word_set


class Role(StrEnum):
    """What a clause does in the comment."""

    ASK = "ask"
    FRAGMENT = "fragment"
    HAVE = "have"
    FALLBACK = "fallback"
    ROOM = "room"
    PROSE = "prose"
    EXCLUDE = "exclude"
    HISTORY = "history"
    NEXT = "next edition"
    THEIRS = "other school"
    REASON = "background"
    NEAR = "near year"


@dataclass(frozen=True, slots=True)
class Clause:
    """Atoms that say one thing, the part they play, and the sentence that they stand in."""

    atoms: tuple[Atom, ...]
    role: Role
    sentence: int
    withdraws: bool = False
    kinds: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Note the kinds of the atoms once: they are asked for many times."""
        object.__setattr__(self, "kinds", frozenset(atom.kind for atom in self.atoms))

    def has(self, *kinds: str) -> bool:
        """Return whether an atom of one of these kinds stands in the clause."""
        return not self.kinds.isdisjoint(kinds)


YEARS = frozenset({"years", "codes"})
GLUE = frozenset({",", "and", "or", "-", "(", "but", "/", ":", "so", "then", "|"})
TURNS = frozenset({"but", "however", "although", "though", "whereas", "while", "whilst", "yet", "meanwhile"})
_PLAIN_WORDS = word_set("plain-words")


_THEREFORE = frozenset({"therefore", "hence", "which is why", "that's why"})
_OTHERS = frozenset({"schools", "others", "people", "everyone"})


def role_of(piece: Sequence[Atom], previous: Clause | None) -> Role:
    """Return the part that a run of atoms plays, given the clause before it in its sentence."""
    kinds = {atom.kind for atom in piece}
    if "table-cell" in kinds:
        return Role.FRAGMENT
    first = next(
        (atom for atom in piece if not (atom.kind in {"word", "sign"} and atom.value in GLUE | {"but"})), piece[0]
    )
    years = bool(kinds & YEARS)
    if years and _of_the_rest(piece):
        return Role.HAVE
    if years and any(atom.kind == "exclude" and atom.value in {"instead of", "rather than"} for atom in piece[:2]):
        return Role.HISTORY
    if years and "withdrawn" in kinds and not kinds & {"exclude", "excluded", "theirs", "next_edition"}:
        return Role.FRAGMENT
    if years and _rests_on(piece, first):
        return Role.REASON
    if "exclude" in kinds and _no_other(piece):
        return Role.HAVE
    if "abstain" in kinds and years and not kinds & {"ask"}:
        return Role.NEXT
    if previous is not None and _of_partner(piece, first, previous):
        return Role.THEIRS
    if "exclude" in kinds and years and _excludes(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if "excluded" in kinds and years and _ruled_out(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if years and _not_bothered(piece):
        return Role.NEXT
    if "room" in kinds:
        return Role.ROOM
    if kinds & {"fallback", "settle", "no_match"} and (years or kinds & {"neighbour_year", "year_above", "year_below"}):
        return Role.FALLBACK
    as_many = len(piece) > 1 and piece[1].value == "many"
    if (
        first.value in {"as", "since"}
        and first.kind == "word"
        and not as_many
        and years
        and not kinds & {"ask", "prefer"}
    ):
        return Role.REASON
    told_of = str(first.value).startswith("which") and kinds & {"count"} and kinds & {"class", "classes"} and not years
    if (
        first.kind == "background"
        and not told_of
        and not (years and first.value in _THEREFORE)
        and not any(atom.kind in {"ask", "prefer"} and not str(atom.value).endswith(" be") for atom in piece)
    ):
        return Role.REASON
    if "next_edition" in kinds:
        return Role.NEXT
    if first.kind == "theirs" and _as_we_do(piece):
        return Role.HAVE
    if (
        first.kind == "theirs"
        and not ("mixed" in kinds and not years)
        and not _of_children(first, piece)
        and not (years and _sought(first, piece))
    ):
        return Role.THEIRS
    if "match_year" in kinds and not (years and kinds & {"ask", "either", "prefer"}):
        return Role.NEAR
    if (
        years
        and _of_teacher(piece)
        and not any(atom.kind in {"ask", "prefer"} and not str(atom.value).startswith("will") for atom in piece)
    ):
        return Role.PROSE
    if kinds & {"ask", "prefer"} and not ("history" in kinds and "last_year" in kinds):
        return Role.ASK
    lead = next((atom for atom in piece[:3] if atom.kind in YEARS), first) if first.kind == "ours" else first
    if lead.kind in YEARS and _busy(piece, lead):
        return Role.REASON
    if described(piece):
        return Role.PROSE
    if lead.kind in YEARS and _done_already(piece, lead):
        return Role.HISTORY
    if _changed(piece):
        return Role.FRAGMENT
    if first.kind in YEARS and _dated(piece, first):
        return Role.HISTORY
    if kinds & {"history", "last_year"} and first.kind not in YEARS | {"count"}:
        return Role.HISTORY
    if kinds & {"have", "self", "teaches"}:
        return Role.HAVE
    turned = any(
        atom.value in TURNS or atom.kind == "fallback" or atom.value in {"this year", "this time", "so", "now"}
        for atom in piece[:3]
    )
    if (
        previous is not None
        and previous.role in {Role.HISTORY, Role.REASON}
        and piece[0].value != ":"
        and not turned
        and not (years and "count" in kinds)
    ):
        return previous.role
    if (_prose(piece) and not _counted(piece)) and not _entered(piece):
        return Role.PROSE
    if years and _entered(piece):
        return Role.HAVE
    return Role.FRAGMENT


def _entered(piece: Sequence[Atom]) -> bool:
    """ "3FE in Y5 and Y6": the form entry of those years is told, nothing is asked."""
    return any(
        first.kind == "form-entry"
        and second.value in {"in", "up", "for", "through", "from", "up to"}
        and third.kind in YEARS
        for first, second, third in zip(piece, piece[1:], piece[2:], strict=False)
    )


_PRONOUNS = ("they", "them", "their", "your")


def _of_partner(piece: Sequence[Atom], first: Atom, previous: Clause) -> bool:
    """ "Any year at the other end except KS1", "at the other end Year 3 *or Year 5*", "… Primary, *who have 2 classes*"."""
    if first.value == "who" and previous.atoms[-1].kind == "school":
        return True
    if not any(atom.kind in YEARS for atom in piece):
        return False
    if first.kind == "exclude":
        told = any(atom.kind == "theirs" and not str(atom.value).startswith(_PRONOUNS) for atom in previous.atoms)
        return str(previous.atoms[-1].value) in _OTHERS or (told and not previous.has("years"))
    return previous.role is Role.THEIRS and piece[0].value in {"or", "and"} and not _asks(piece)


def _asks(piece: Sequence[Atom]) -> bool:
    return any(atom.kind in {"ask", "prefer", "ours"} for atom in piece)


def _rests_on(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Should Year 4 not be possible, …", "… if Year 6 doesn't work": a condition rules nothing out."""
    opens = first.kind == "no_match" or (first.kind == "word" and first.value in {"if", "should"})
    refusal = next((atom for atom in piece if atom.kind in {"exclude", "excluded"}), None)
    year = next((atom for atom in piece if atom.kind in YEARS), None)
    return opens and refusal is not None and year is not None and year.start < refusal.start


def _changed(piece: Sequence[Atom]) -> bool:
    """ "Changed from Year 5 to Year 4": what the request is now."""
    return any(
        first.value in {"changed", "changing", "swapped", "switched"} and second.value == "from" and third.kind in YEARS
        for first, second, third in zip(piece, piece[1:], piece[2:], strict=False)
    )


def _dated(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Year 6 last year, Year 5 this year": years that only the past is said of."""
    later = [atom for atom in piece if atom.start >= first.end and atom.kind not in {"sign", "filler"}]
    return bool(later) and all(atom.kind == "last_year" or atom.value in {",", "-", "so"} for atom in later)


def _of_the_rest(piece: Sequence[Atom]) -> bool:
    """ "… and the rest are reception"."""
    words = [str(atom.value) for atom in piece[:4]]
    return any(first in {"the", "our"} and second in {"rest", "others"} for first, second in itertools.pairwise(words))


def described(piece: Sequence[Atom]) -> bool:
    """ "Our Year 4 classes are very full this year": what they are like is told, nothing is asked."""
    years = next((atom for atom in piece[:3] if atom.kind in YEARS), None)
    if years is None or any(atom.kind not in {"ours", "mine", "sign"} for atom in piece if atom.start < years.start):
        return False
    after = [atom for atom in piece if atom.start >= years.end and atom.kind not in {"class", "classes", "pupils"}]
    if (
        not after
        or after[0].value not in {"is", "are"}
        or any(atom.kind in _WANTED and atom.value != "full" for atom in after)
    ):
        return False
    words = [str(atom.value) for atom in after[1:] if atom.kind in {"word", "all"} and str(atom.value).isalpha()]
    return bool(words) and not _WILLING.intersection(words) and any(word not in _PLAIN_WORDS for word in words)


_WANTED = frozenset(
    {
        "ask",
        "prefer",
        "settle",
        "fallback",
        "count",
        "only",
        "both",
        "excluded",
        "exclude",
        "maybe",
        "either",
        "history",
    }
)
_WILLING = frozenset({"keen", "ready", "interested", "available", "free", "up", "excited", "waiting", "raring", "our"})


def _busy(piece: Sequence[Atom], years: Atom) -> bool:
    """ "Year 6 have SATs": why it is not them."""
    after = [atom for atom in piece if atom.start >= years.end and atom.kind not in {"filler", "ours"}]
    return (
        len(after) > 1
        and str(after[0].value) in {"have", "has", "will have", "are doing"}
        and (after[1].kind == "topic_only")
    )


_CHILDREN = frozenset({"children", "pupils", "kids", "class", "classes", "lot"})


def _done_already(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Y5 have done it already", "Year 6 did it last year"."""
    following = next((atom for atom in piece if atom.start >= first.end and atom.value not in _CHILDREN), first)
    later = next((atom for atom in piece if atom.start >= following.end), following)
    if str(following.value) in {"are", "is"} and str(later.value) in {"doing", "having", "busy", "away", "involved"}:
        return True
    if following.value == "linked":
        dated = any(atom.kind == "last_year" for atom in piece)
        return dated or str(later.value) in {"for", "last", "before"} or later.kind in {"last_year", "length"}
    if str(following.value) in {"didn't", "loved", "enjoyed", "hated", "struggled"}:
        return True
    dated = any(atom.kind in {"last_year", "calendar-year"} for atom in piece)
    return following.kind == "history" and (dated or str(following.value).startswith(("have ", "has ", "had ", "did")))


def _not_bothered(piece: Sequence[Atom]) -> bool:
    """ "Not bothered about Y5 this time": neither asked for nor ruled out."""
    return any(
        first.kind == "not_excluding" and str(first.value).startswith("not ") and second.value == "about"
        for first, second in itertools.pairwise(piece)
    )


def _no_other(piece: Sequence[Atom]) -> bool:
    """ "We've no other KS2 class except Year 3/4": what there is, and nothing ruled out."""
    return any(
        first.kind == "exclude" and first.value == "no" and second.value == "other"
        for first, second in itertools.pairwise(piece)
    )


def _as_we_do(piece: Sequence[Atom]) -> bool:
    """ "They have two Year 4 classes and so do we": it holds for us as well."""
    words = " ".join(str(atom.value) for atom in piece)
    return any(
        said in words
        for said in (
            "so do we",
            "so have we",
            "as do we",
            "as have we",
            "same as us",
            "like us",
            "as we do",
            "so are we",
        )
    )


def _sought(first: Atom, piece: Sequence[Atom]) -> bool:
    """ "A partner for our Year 4 class": what is looked for, not what the partner has."""
    following = next((str(atom.value) for atom in piece if atom.start >= first.end), "")
    return following.split()[:1] == ["for"] and "partner" in str(first.value)


def _of_children(first: Atom, piece: Sequence[Atom]) -> bool:
    """ "They are in Year 4": the children; "they have two Year 4 classes": the other school."""
    words = str(first.value)
    following = next((str(atom.value) for atom in piece if atom.start >= first.end), "")
    before = next((atom.value for atom in reversed(piece) if atom.end <= first.start), None)
    if before == "if":
        return False  # "we don't mind if they are Year 5"
    return words in {"they are", "they're", "they'll"} or (
        words == "they" and (following.split() or [""])[0] in {"will", "are", "were", "go", "move", "would"}
    )


_TITLES = word_set("titles")
_STAFF_VERBS = word_set("staff-verbs")


def _told_before(piece: Sequence[Atom]) -> bool:
    """Whether years stand before a bracket, whose teacher is then the class's: "Year 4 (Mr Lee is retiring)"."""
    return any(part.kind in YEARS for part in piece)


def _of_teacher(piece: Sequence[Atom]) -> bool:
    """ "Mrs Pye is moving to Year 2": the years are a teacher's, not what is offered ("Mrs Pye's Year 2" is)."""
    for at, atom in enumerate(piece[:-2]):
        if atom.kind == "word" and atom.value in _TITLES:
            if any(
                part.value == "(" and place and _told_before(piece[:place]) for place, part in enumerate(piece[:at])
            ):
                return False
            name, following = piece[at + 1], piece[at + 2]
            if str(name.value).endswith("'s") or following.kind in YEARS or following.value == "(":
                return False
            verb = str(following.value).split()[0] if following.value else ""
            return verb in _STAFF_VERBS or following.kind in {"ask", "moving", "history", "teaches", "have"}
    return False


def _counted(piece: Sequence[Atom]) -> bool:
    """Whether a number of classes stands right beside a year."""
    kinds = [
        atom.kind for atom in piece if atom.value not in {"(", ":", "-", ",", "of", "in", "x"} and atom.kind != "ours"
    ]
    return any(
        {first, second} == {"count", "years"} or (first, second) == ("years", "class")
        for first, second in itertools.pairwise(kinds)
    )


def _prose(piece: Sequence[Atom]) -> bool:
    """Whether a clause tells something in sentences, rather than naming years and numbers."""
    # The name after a title tells nothing: "Year 5 (Mrs Shah and Mrs Lunt)".
    names = {
        second.start
        for first, second in itertools.pairwise(piece)
        if first.kind == "word" and first.value in _TITLES and second.kind == "word"
    }
    words = [
        str(atom.value)
        for atom in piece
        if atom.start not in names
        and atom.kind in {"word", "theirs", "staff", "history", "ours", "topic_only", "moving"}
    ]
    return sum(1 for word in words if word.isalpha() and word not in _PLAIN_WORDS) >= 3


_CANNOT = frozenset({"can't", "cannot", "not", "won't", "couldn't", "unable"})
_GOING = frozenset(
    {
        "go",
        "travel",
        "get",
        "come",
        "attend",
        "make",
        "host",
        "wait",
        "afford",
        "walk",
        "stretch",
        "run",
        "cover",
        "allow",
        "extend",
        "permit",
        "cope",
    }
)


def _goes(piece: Sequence[Atom], at: int) -> bool:
    """ "Four classes of Y3, so can't go far": it is not the years that cannot."""
    return any(str(atom.value).split()[:1] and str(atom.value).split()[0] in _GOING for atom in piece[at + 1 : at + 2])


def _excludes(piece: Sequence[Atom]) -> bool:
    """Whether a "not" stands before years that it can hold, with no request between."""
    at = next(place for place, atom in enumerate(piece) if atom.kind == "exclude")
    ahead = next((place for place in range(at + 1, len(piece)) if piece[place].kind in YEARS), None)
    behind_no = next((part for part in reversed(piece[:at]) if part.value not in {":", "-", "="}), None)
    if piece[at].value == "not" and at and str(piece[at - 1].value) in {"might", "may", "whether", "or"}:
        return False  # "whether Year 4 might not gain more"
    if ahead is None and piece[at].value == "no" and behind_no is not None and behind_no.kind in YEARS:
        return all(atom.kind == "sign" for atom in piece[at + 1 : at + 2])
    if ahead is None and str(piece[at].value).split()[-1] in _CANNOT and _goes(piece, at):
        return False
    if ahead is None:
        unable = str(piece[at].value).startswith(
            ("can", "won't", "unable", "don't", "do not", "couldn't", "rather not", "would rather not", "avoid")
        ) or (str(piece[at].value) in {"would not", "wouldn't"} and at == len(piece) - 1)
        behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
        return (
            unable
            and behind is not None
            and not any(atom.kind in {"ours", "theirs", "staff"} for atom in piece[behind:at])
            and _words_between(piece, behind, at) <= 3
        )
    if any(str(atom.value) in {"so", "it's", "then", "so it's"} for atom in piece[at + 1 : ahead]):
        return False
    if any(
        atom.kind in {"have", "history"} or (atom.kind == "ask" and place > at + 2)
        for place, atom in enumerate(piece[at + 1 : ahead], at + 1)
    ):
        return False
    return _words_between(piece, at, ahead) <= (
        8 if str(piece[at].value).startswith(("not", "don't", "do not", "please")) else 4
    )


def _words_between(piece: Sequence[Atom], first: int, last: int) -> int:
    return sum(
        1
        for atom in piece[first + 1 : last]
        if atom.kind in {"word", "staff", "theirs", "ask"} and str(atom.value) not in _PLAIN_WORDS
    )


def _ruled_out(piece: Sequence[Atom]) -> bool:
    """Whether "is no good for us" is said of the years before it."""
    at = next(place for place, atom in enumerate(piece) if atom.kind == "excluded")
    if piece[at].value == "x" and at + 1 < len(piece) and piece[at + 1].kind in {"count", "figure", "pupils", "staff"}:
        return False  # "Year 4 x 2 classes x 27"
    behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
    if behind is None:
        return str(piece[at].value).startswith("no") and at == 0
    other = any(str(atom.value) == "other" for atom in piece[:behind])
    somebody = any(atom.kind == "teaches" or atom.value == "who" for atom in piece[behind:at])
    return not other and not somebody and _words_between(piece, behind, at) <= 4


def _exception(piece: Sequence[Atom], previous: Clause | None) -> bool:
    """ "We are one form entry except Year 5" describes; it rules nothing out."""
    at = next((place for place, atom in enumerate(piece) if atom.kind in {"exclude", "excluded"}), 0)
    if not str(piece[at].value).startswith(
        ("except", "apart", "other than", "bar", "save", "but for", "with the exception")
    ):
        return False
    if previous is not None and previous.role is Role.HAVE and previous.has("exclude"):
        return True
    before = [*(previous.atoms if previous is not None else ()), *piece[:at]]
    return any(atom.kind in {"form-entry", "have", "self", "history"} for atom in before) and not any(
        atom.kind in {"ask", "prefer"} for atom in before
    )
