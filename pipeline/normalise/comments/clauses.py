"""Clauses: a comment cut where the speaker turns to something else, and the part that each cut plays.

A clause is a run of atoms that says one thing. Cuts are made at sentence ends, at words that turn ("but",
"otherwise", "because", ", we have …"), and before the years that a closing condition governs ("Year 4, or Year 5 *if
there is no match*").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.normalise.comments.atoms import Atom, Line
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

    def has(self, *kinds: str) -> bool:
        """Return whether an atom of one of these kinds stands in the clause."""
        return any(atom.kind in kinds for atom in self.atoms)


YEARS = frozenset({"years", "codes"})
_ENDS = frozenset({".", "!", "?", ";", "\u2022", "…"})
_ABBREVIATED = frozenset(
    {
        "st",
        "mrs",
        "mr",
        "ms",
        "dr",
        "approximately",
        "etc",
        "number",
        "e",
        "g",
        "i",
        "max",
        "min",
        "no",
        "c",
        "r",
        "revd",
        "rev",
    }
)
_TURNS = frozenset({"but", "however", "although", "though", "whereas", "while", "whilst", "yet", "meanwhile"})
_GLUE = frozenset({",", "and", "or", "-", "(", "but", "/", ":", "so", "then", "|"})
_SEPARATORS = frozenset({",", "-", "(", ")", "|", ";", ":", "."})
_OPENERS = frozenset({"fallback", "withdrawn", "background", "prefer", "exclude", "condition", "no_match", "room"})
_SUBJECTS = frozenset({"have", "self", "theirs", "ask", "history", "renew"})
_PLAIN_WORDS = word_set("plain-words")
_LINE_GLUE = word_set("line-glue")


def split(line: Line, atoms: Sequence[Atom]) -> tuple[Clause, ...]:
    """Return the clauses of a comment in order; every atom is in exactly one."""
    clauses: list[Clause] = []
    for number, sentence in enumerate(_sentences(line, atoms)):
        cuts = sorted({0, *_turns(sentence), *_closing(sentence), *_after_exclusion(sentence)} - {len(sentence)})
        for first, last in zip(cuts, [*cuts[1:], len(sentence)], strict=True):
            piece = tuple(sentence[first:last])
            if piece:
                previous = clauses[-1] if clauses and clauses[-1].sentence == number else None
                role = _role(piece, previous)
                clauses.append(Clause(piece, role, number, any(atom.kind == "withdrawn" for atom in piece)))
    return tuple(_conditions(clauses))


def _conditions(clauses: list[Clause]) -> list[Clause]:
    """ "If nobody comes forward from Year 8 we could offer Year 7": the years of the condition are not offered."""
    out = list(clauses)
    for place, clause in enumerate(out[:-1]):
        following = out[place + 1]
        opens = clause.atoms[0].kind == "no_match" or (
            clause.atoms[0].value in {"if", "should"} and clause.atoms[0].kind == "word"
        )
        words = [atom.value for atom in clause.atoms[:3] if atom.kind in {"word", "sign"}]
        if (
            "or" in words
            and clause.has("years")
            and not opens
            and following.sentence == clause.sentence
            and following.atoms[0].value in {"if", "should"}
            and not following.has("years")
        ):
            out[place] = Clause(clause.atoms, Role.FALLBACK, clause.sentence)
        if (
            clause.has("no_match")
            and not clause.has("years")
            and following.sentence == clause.sentence
            and following.has("years")
            and following.role in {Role.FRAGMENT, Role.ASK}
            and place
        ):
            out[place + 1] = Clause(following.atoms, Role.FALLBACK, following.sentence, following.withdraws)
        if (
            opens
            and clause.has("years")
            and following.sentence == clause.sentence
            and following.has("years")
            and following.role in {Role.FALLBACK, Role.ASK, Role.FRAGMENT}
        ):
            out[place] = Clause(clause.atoms, Role.REASON, clause.sentence)
            out[place + 1] = Clause(following.atoms, Role.FALLBACK, following.sentence, following.withdraws)
    return out


def _sentences(line: Line, atoms: Sequence[Atom]) -> list[list[Atom]]:
    out: list[list[Atom]] = [[]]
    for place, atom in enumerate(atoms):
        if out[-1] and _new_line(line, atoms, place):
            out.append([])
        out[-1].append(atom)
        if (
            atom.value in {")", '"'}
            and atom.kind == "sign"
            and place
            and atoms[place - 1].kind == "sign"
            and atoms[place - 1].value in _ENDS
        ):
            out.append([])
        elif atom.kind == "sign" and atom.value in _ENDS:
            if atom.value == "." and line.norm(atom.start - 1) in _ABBREVIATED and line.close(atom.start):
                continue
            if place + 1 < len(atoms) and atoms[place + 1].value in {")", '"', "'", "."}:
                continue
            out.append([])
    return [sentence for sentence in out if sentence]


def _new_line(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """Whether a line break before this atom ends a sentence, rather than breaking a line at an odd place."""
    atom = atoms[place]
    token = line.tokens[atom.start]
    if not token.lines:
        return False
    if token.lines > 1 or token.norm == "\u2022":
        return True
    before = line.norm(atom.start - 1)
    if atoms[place - 1].kind == "count" and atom.kind in YEARS | {"class", "classes", "mixed"}:
        return False
    if before in _LINE_GLUE or atoms[place - 1].kind in {"ask", "either", "exclude", "both", "all", "now", "next_year"}:
        return False
    return token.text[:1].isupper() or token.text.isdecimal() or token.text in {"-", "*"}


def _turns(sentence: Sequence[Atom]) -> set[int]:
    """Places where the speaker turns to something else."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        word = atom.value if atom.kind in {"word", "sign"} else None
        if not at:
            continue
        if word in _TURNS or (
            word in {"as", "since"}
            and at + 1 < len(sentence)
            and sentence[at + 1].kind in YEARS
            and _years_behind(sentence, at)
        ):
            cuts.add(at)
        elif (
            (
                word == "then"
                and any(
                    earlier.value in {"if", "should"} or earlier.kind in {"no_match", "fallback"}
                    for earlier in sentence[:at]
                )
            )
            or word == "if"
            or (word in {"which", "who"} and sentence[at - 1].value == ",")
        ):
            cuts.add(_before_glue(sentence, at))
        elif word == "(" and _aside(sentence, at):
            cuts.add(at)
            cuts.add(
                next(
                    (spot + 1 for spot in range(at, min(at + 60, len(sentence))) if sentence[spot].value == ")"),
                    len(sentence),
                )
            )
        elif (
            (atom.kind in _OPENERS and _opens(sentence, at))
            or (
                atom.kind == "exclude" and sentence[at - 1].value in {",", "-", ";"} and sentence[at - 1].kind == "sign"
            )
            or (atom.kind in _SUBJECTS and _starts_clause(sentence, at))
        ):
            cuts.add(_before_glue(sentence, at))
    return cuts


def _aside(sentence: Sequence[Atom], at: int) -> bool:
    """Whether a bracket opens a remark ("it was two until last year") rather than a number or a name."""
    for atom in sentence[at + 1 : at + 40]:
        if atom.value == ")":
            return False
        if atom.kind in {"history", "background", "theirs", "self"}:
            return True
    return False


def _before_glue(sentence: Sequence[Atom], at: int) -> int:
    while at > 1 and sentence[at - 1].kind in {"word", "sign"} and sentence[at - 1].value in _GLUE:
        at -= 1
    return at


def _opens(sentence: Sequence[Atom], at: int) -> bool:
    """Whether a phrase governs what follows it ("second choice Y3") rather than what stands before."""
    kind = sentence[at].kind
    if kind in {"withdrawn", "background", "condition"}:
        return True
    ahead = _years_ahead(sentence, at)
    if kind in {"no_match", "room"}:
        return ahead and not _years_behind(sentence, at)
    return ahead


def _years_ahead(sentence: Sequence[Atom], at: int) -> bool:
    """Whether years follow before the next separator."""
    for offset, atom in enumerate(sentence[at + 1 :]):
        if atom.kind in YEARS or atom.kind in {"neighbour_year", "year_above", "year_below"}:
            return True
        if atom.kind == "sign" and atom.value in _SEPARATORS and not (offset == 0 and atom.value in {"-", ":", ","}):
            return False
        if atom.kind in {"fallback", "settle", "withdrawn"} or atom.value in _TURNS:
            return False
    return False


def _years_behind(sentence: Sequence[Atom], at: int) -> bool:
    for atom in reversed(sentence[:at]):
        if atom.kind in YEARS:
            return True
        if atom.kind in {"fallback", "no_match", "room"} or atom.value in _TURNS:
            return False
    return False


def _starts_clause(sentence: Sequence[Atom], at: int) -> bool:
    before = sentence[at - 1]
    words = str(sentence[at].value).split()
    pronoun = bool(words) and words[0] in {
        "we",
        "we'd",
        "we've",
        "we're",
        "we'll",
        "i",
        "i'd",
        "i've",
        "i'm",
        "they",
        "they're",
        "they've",
        "they'd",
        "there",
        "there's",
        "our",
        "it",
        "that",
    }
    if before.value in {",", "and", "-", ":", "so", "(", "or"} and before.kind in {"word", "sign"}:
        return pronoun or (
            sentence[at].kind == "ask"
            and words[:1] != ["please"]
            and words[:1] != ["linking"]
            and _years_behind(sentence, at)
            and before.value == "and"
        )
    return (
        pronoun
        and words[0] in {"we", "we'd", "we've", "we're", "we'll", "i", "i'd", "they", "there"}
        and before.kind not in {"background", "no_match", "room", "condition", "fallback", "prefer"}
        and before.value not in {"that", "which", "as", "if", "where", "what", "when", "than"}
    )


def _closing(sentence: Sequence[Atom]) -> set[int]:
    """Cuts before the years that a closing phrase governs: "…, or Year 5 *if there is no match*"."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        or_if = atom.value == "if" and atom.kind == "word" and at > 1 and sentence[at - 1].kind in YEARS
        if (not or_if and atom.kind not in {"no_match", "room", "settle", "fallback", "excluded"}) or (
            atom.kind in {"fallback"} and _opens(sentence, at)
        ):
            continue
        if atom.kind in {"no_match", "room"} and not _years_behind(sentence, at):
            continue
        spot = at - 1
        while spot > 0 and sentence[spot].kind not in YEARS:
            spot -= 1
        start = spot
        while start > 0:
            before = sentence[start - 1]
            if before.kind in {"word", "sign"} and before.value in {
                ",",
                "or",
                "and",
                "-",
                "(",
                ")",
                "but",
                ";",
                ":",
                "then",
            }:
                cuts.add(_before_glue(sentence, start))
                break
            if before.kind in YEARS or before.kind in {"fallback", "prefer"}:
                break
            start -= 1
    return cuts


def _after_exclusion(sentence: Sequence[Atom]) -> set[int]:
    """An exclusion holds for the years that it names, and ends with the next separator."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        if atom.kind != "exclude":
            continue
        seen = False
        for spot in range(at + 1, len(sentence)):
            later = sentence[spot]
            if later.kind in YEARS:
                seen = True
            elif seen and (
                (later.value in {",", "-", ")", ";", ":", "so", "but"} and later.kind in {"word", "sign"})
                or later.kind in {"ask", "prefer", "fallback"}
            ):
                cuts.add(spot)
                break
    return cuts


# --- roles --------------------------------------------------------------------------------------------------------


def _role(piece: Sequence[Atom], previous: Clause | None) -> Role:
    kinds = {atom.kind for atom in piece}
    if "table-cell" in kinds:
        return Role.FRAGMENT
    first = next(
        (atom for atom in piece if not (atom.kind in {"word", "sign"} and atom.value in _GLUE | {"but"})), piece[0]
    )
    years = bool(kinds & YEARS)
    if "exclude" in kinds and years and _excludes(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if "excluded" in kinds and years and _ruled_out(piece) and not _exception(piece, previous):
        return Role.EXCLUDE
    if "room" in kinds:
        return Role.ROOM
    if kinds & {"fallback", "settle", "no_match"} and (years or kinds & {"neighbour_year", "year_above", "year_below"}):
        return Role.FALLBACK
    if first.value in {"as", "since"} and first.kind == "word" and years and not kinds & {"ask", "prefer"}:
        return Role.REASON
    if first.kind == "background" and not any(
        atom.kind in {"ask", "prefer"} and not str(atom.value).endswith(" be") for atom in piece
    ):
        return Role.REASON
    if "next_edition" in kinds:
        return Role.NEXT
    if first.kind == "theirs" and _as_we_do(piece):
        return Role.HAVE
    if first.kind == "theirs" and not ("mixed" in kinds and not years) and not _of_children(first, piece):
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
    if kinds & {"history", "last_year"} and first.kind not in YEARS | {"count"}:
        return Role.HISTORY
    if kinds & {"have", "self", "teaches"}:
        return Role.HAVE
    turned = any(atom.value in _TURNS for atom in piece[:2])
    if (
        previous is not None
        and previous.role in {Role.HISTORY, Role.REASON}
        and not turned
        and not (years and "count" in kinds)
    ):
        return previous.role
    if _prose(piece) and not _counted(piece):
        return Role.PROSE
    return Role.FRAGMENT


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


def _of_children(first: Atom, piece: Sequence[Atom]) -> bool:
    """ "They are in Year 4": the children; "they have two Year 4 classes": the other school."""
    words = str(first.value)
    following = next((str(atom.value) for atom in piece if atom.start >= first.end), "")
    return words in {"they are", "they're", "they'll"} or (
        words == "they" and (following.split() or [""])[0] in {"will", "are", "were", "go", "move", "would"}
    )


_TITLES = frozenset({"mrs", "mr", "miss", "ms", "dr"})
_STAFF_VERBS = word_set("staff-verbs")


def _of_teacher(piece: Sequence[Atom]) -> bool:
    """ "Mrs Pye is moving to Year 2": the years are a teacher's, not what is offered ("Mrs Pye's Year 2" is)."""
    for at, atom in enumerate(piece[:-2]):
        if atom.kind == "word" and atom.value in _TITLES:
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
    words = [
        str(atom.value)
        for atom in piece
        if atom.kind in {"word", "theirs", "staff", "history", "ours", "topic_only", "moving"}
    ]
    return sum(1 for word in words if word.isalpha() and word not in _PLAIN_WORDS) >= 3


def _excludes(piece: Sequence[Atom]) -> bool:
    """Whether a "not" stands before years that it can hold, with no request between."""
    at = next(place for place, atom in enumerate(piece) if atom.kind == "exclude")
    ahead = next((place for place in range(at + 1, len(piece)) if piece[place].kind in YEARS), None)
    if ahead is None:
        unable = str(piece[at].value).startswith(
            ("can", "won't", "unable", "don't", "do not", "couldn't", "rather not", "would rather not", "avoid")
        )
        behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
        return (
            unable
            and behind is not None
            and not any(atom.kind in {"ours", "theirs", "staff"} for atom in piece[behind:at])
            and _words_between(piece, behind, at) <= 3
        )
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
    behind = next((place for place in range(at - 1, -1, -1) if piece[place].kind in YEARS), None)
    if behind is None:
        return str(piece[at].value).startswith("no") and at == 0
    other = any(str(atom.value) == "other" for atom in piece[:behind])
    return not other and _words_between(piece, behind, at) <= 4


def _exception(piece: Sequence[Atom], previous: Clause | None) -> bool:
    """ "We are one form entry except Year 5" describes; it rules nothing out."""
    at = next((place for place, atom in enumerate(piece) if atom.kind in {"exclude", "excluded"}), 0)
    if not str(piece[at].value).startswith(
        ("except", "apart", "other than", "bar", "save", "but for", "with the exception")
    ):
        return False
    before = [*(previous.atoms if previous is not None else ()), *piece[:at]]
    return any(atom.kind in {"form-entry", "have", "self", "history"} for atom in before) and not any(
        atom.kind in {"ask", "prefer"} for atom in before
    )
