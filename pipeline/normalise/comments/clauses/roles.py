"""Roles: the part that a clause plays in a comment: what is asked for, settled for, ruled out, told, or theirs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.normalise.comments.clauses.refusing import (
    exception,
    excludes,
    failing,
    no_other,
    none_there,
    not_bothered,
    rests_on,
    ruled_out,
)
from pipeline.normalise.comments.clauses.telling import (
    as_we_do,
    busy,
    counted,
    dated,
    described,
    done_already,
    entered,
    of_teacher,
    of_the_rest,
    prose,
    wanted_once,
)
from pipeline.normalise.comments.words.atoms import GLUE, TOLD, TURNS, YEARS, Atom


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
    if years and of_the_rest(piece):
        return Role.HAVE
    if years and any(atom.kind == "exclude" and atom.value in {"instead of", "rather than"} for atom in piece[:2]):
        return Role.HISTORY
    if years and "withdrawn" in kinds and not kinds & {"exclude", "excluded", "theirs", "next_edition"}:
        return Role.FRAGMENT
    if years and rests_on(piece, first):
        return Role.REASON
    if "exclude" in kinds and no_other(piece):
        return Role.HAVE
    if "abstain" in kinds and years and not kinds & {"ask"}:
        return Role.NEXT
    if previous is not None and _of_partner(piece, first, previous):
        return Role.THEIRS
    if years and previous is not None and none_there(piece, previous.atoms):
        return Role.HISTORY
    if "exclude" in kinds and years and excludes(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if "excluded" in kinds and years and ruled_out(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if years and not_bothered(piece):
        return Role.NEXT
    if "room" in kinds:
        return Role.ROOM
    if years and kinds & {"fallback", "settle"} and _nobody_could(piece):
        return Role.REASON
    if years and _in_its_place(piece, kinds):
        return Role.ASK
    if years and _otherwise_engaged(piece):
        return Role.REASON
    another_time = "next_edition" in kinds and not kinds & {"fallback", "no_match"}
    if (
        kinds & {"fallback", "settle", "no_match"}
        and not another_time
        and not failing(piece)
        and (years or kinds & {"neighbour_year", "year_above", "year_below"})
    ):
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
    if years and previous is not None and _unless(piece, previous):
        return Role.FALLBACK
    if "next_edition" in kinds or ("next_year" in kinds and not years and _more(piece)):
        return Role.NEXT
    if first.kind == "theirs" and as_we_do(piece):
        return Role.HAVE
    if (
        first.kind == "theirs"
        and not ("mixed" in kinds and not years)
        and not _of_children(first, piece)
        and not (years and _sought(first, piece))
    ):
        return Role.THEIRS
    counts_classes = "classes" in kinds and bool(kinds & {"both", "count"})  # "same year group, both classes"
    if (
        "match_year" in kinds
        and "same_as_before" not in kinds
        and not counts_classes
        and not (years and kinds & {"ask", "either", "prefer"})
    ):
        return Role.NEAR
    if (
        years
        and of_teacher(piece)
        and not any(atom.kind in {"ask", "prefer"} and not str(atom.value).startswith("will") for atom in piece)
    ):
        return Role.PROSE
    if (years and wanted_once(piece)) or (_last(first) and _put_in_then(piece, first)):
        return Role.HISTORY
    if kinds & {"ask", "prefer"} and not ("history" in kinds and "last_year" in kinds):
        return Role.ASK
    lead = next((atom for atom in piece[:3] if atom.kind in YEARS), first) if first.kind == "ours" else first
    if lead.kind in YEARS and busy(piece, lead):
        return Role.REASON
    if described(piece):
        return Role.PROSE
    if lead.kind in YEARS and done_already(piece, lead):
        return Role.HISTORY
    if (
        years
        and "theirs" not in kinds
        and any(first.kind in YEARS and second.value == "turn" for first, second in itertools.pairwise(piece))
    ):
        return Role.ASK  # "Year 4 did it last year and it is Year 5's turn"
    if first.kind in YEARS and dated(piece, first):
        return Role.HISTORY
    if kinds & {"history", "last_year"} and first.kind not in YEARS | {"count"}:
        return Role.HISTORY
    if first.kind == "count" and _took_part(piece):
        return Role.HISTORY
    if previous is not None and previous.role is Role.HISTORY and piece[0].value == ":" and len(previous.atoms) == 1:
        return Role.HISTORY  # "Last year: Year 4, 1 class"
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
        and not previous.has(TOLD)
        and not turned
        and not (years and kinds & {"count", "both"})
    ):
        return previous.role
    if (prose(piece) and not counted(piece)) and not entered(piece) and not _it_is(piece):
        return Role.PROSE
    if years and entered(piece):
        return Role.HAVE
    return Role.FRAGMENT


def _unless(piece: Sequence[Atom], previous: Clause) -> bool:
    """ "Y6 unless you haven't got any others, *then Y5*"."""
    escape = any(atom.kind == "no_match" and str(atom.value).startswith("unless") for atom in previous.atoms)
    return escape and previous.has("years") and any(atom.value == "then" for atom in piece[:2])


_IT_IS = frozenset({"it's", "it is", "it'll be", "it will be", "that's", "that is", "this is"})


def _it_is(piece: Sequence[Atom]) -> bool:
    """ "Yes, it's the Year 5s": the years that are told to be the ones, with nothing said of them."""
    said = [atom for atom in piece if atom.kind not in {"ours", "mine", "filler"}]
    for first, second, after in zip(said, said[1:], [*said[2:], None], strict=False):
        if str(first.value) in _IT_IS and second.kind in YEARS:
            return after is None or after.kind == "sign" or str(after.value) in GLUE
    return False


_PRONOUNS = ("they", "them", "their", "your")


_THEN = frozenset(
    {"put in", "put forward", "put up", "enter", "offer", "bring", "asked for", "wanted", "put down", "asked to"}
)


def _last(first: Atom) -> bool:
    return first.kind == "last_year" or (first.kind == "date" and str(first.value).lower().startswith("last "))


def _put_in_then(piece: Sequence[Atom], first: Atom) -> bool:
    """ "Last year we put in two classes": what was done, in a verb that has one form for both times."""
    speaker = next((str(atom.value) for atom in piece if atom.start == first.end), "")
    asked = {str(atom.value) for atom in piece if atom.kind == "ask"}
    return speaker in {"we", "i", "they"} and bool(asked) and asked <= _THEN


def _took_part(piece: Sequence[Atom]) -> bool:
    """ "One Year 3 class took part last year": what a number of classes did, and nothing more."""
    counted = [atom for atom in piece if atom.kind not in {"count", "class", "classes", "years", "sign", "filler"}]
    return len(counted) >= 2 and counted[0].kind == "history" and counted[1].kind == "last_year"


def _more(piece: Sequence[Atom]) -> bool:
    """ "… and hopefully both next year": more is spoken of, and no year group."""
    if any(str(atom.value) in {"be", "which will", "will be", "is", "are"} for atom in piece):
        return False
    return any(
        atom.kind in {"count", "both", "new_or_extra"} or str(atom.value) in {"more", "others", "rest"}
        for atom in piece
    ) and not any(atom.kind == "ask" for atom in piece)


def _exception(piece: Sequence[Atom], previous: Clause | None) -> bool:
    """ "We are one form entry except Year 5" describes; it rules nothing out."""
    if previous is None:
        return exception(piece, ())
    return exception(piece, previous.atoms, previous.role is Role.HAVE and previous.has("exclude"))


def _nobody_could(piece: Sequence[Atom]) -> bool:
    """ "… so neither of us could do it justice": nothing is settled for."""
    at = next(place for place, atom in enumerate(piece) if atom.kind in {"fallback", "settle"})
    return any(str(atom.value) in {"neither", "nobody", "none", "no one"} for atom in piece[max(0, at - 4) : at])


def _in_its_place(piece: Sequence[Atom], kinds: set[str]) -> bool:
    """ "… is on maternity leave, so we'd like Year 4 instead"."""
    settled = [atom.value for atom in piece if atom.kind in {"settle", "fallback", "no_match"}]
    return settled == ["instead"] and "ask" in kinds and piece[0].value != "or"


_ENGAGED = frozenset({"doing", "having", "going", "joining", "taking", "working", "performing", "off", "away"})


def _otherwise_engaged(piece: Sequence[Atom]) -> bool:
    """ "5B is doing the orchestra project instead": what the class does in place of this is no fallback."""
    if [str(atom.value) for atom in piece if atom.kind in {"settle", "fallback", "no_match"}] != ["instead"]:
        return False
    at = next(place for place, atom in enumerate(piece) if atom.kind in YEARS)
    after = [str(atom.value) for atom in piece[at + 1 : at + 5] if atom.kind not in {"class", "classes", "filler"}]
    return after[:1] in (["is"], ["are"], ["will be"], ["has"], ["have"], ["got"]) and (
        not _ENGAGED.isdisjoint(after[1:2]) or after[0] in {"has", "have", "got"}
    )


def _of_partner(piece: Sequence[Atom], first: Atom, previous: Clause) -> bool:
    """ "Any year at the other end except KS1", "at the other end Year 3 *or Year 5*", "… Primary, *who have 2 classes*"."""
    if first.value in {"who", "whose"} and previous.atoms[-1].kind == "school":
        return True
    if not any(atom.kind in YEARS for atom in piece):
        return False
    if first.kind == "exclude":
        told = any(atom.kind == "theirs" and not str(atom.value).startswith(_PRONOUNS) for atom in previous.atoms)
        return str(previous.atoms[-1].value) in _OTHERS or (told and not previous.has("years"))
    return previous.role is Role.THEIRS and piece[0].value in {"or", "and"} and not _asks(piece)


def _asks(piece: Sequence[Atom]) -> bool:
    return any(atom.kind in {"ask", "prefer", "ours"} for atom in piece)


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
