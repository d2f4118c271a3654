"""Clauses: a comment cut where the speaker turns to something else, and the part that each cut plays.

A clause is a run of atoms that says one thing. Cuts are made at sentence ends, at words that turn ("but",
"otherwise", "because", ", we have …"), and before the years that a closing condition governs ("Year 4, or Year 5 *if
there is no match*").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.normalise.comments.clauses.contrast import contrasted
from pipeline.normalise.comments.clauses.cuts import after_exclusion, closing, turns
from pipeline.normalise.comments.clauses.roles import Clause, Role, role_of
from pipeline.normalise.comments.words.atoms import GLUE, YEARS, Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

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
_LINE_GLUE = word_set("line-glue")


def split(line: Line, atoms: Sequence[Atom]) -> tuple[Clause, ...]:
    """Return the clauses of a comment in order; every atom is in exactly one."""
    clauses: list[Clause] = []
    for number, sentence in enumerate(_sentences(line, atoms)):
        enquiry = _enquires(sentence)
        cuts = sorted({0, *turns(sentence), *closing(sentence), *after_exclusion(sentence)} - {len(sentence)})
        for first, last in zip(cuts, [*cuts[1:], len(sentence)], strict=True):
            piece = tuple(sentence[first:last])
            if piece:
                previous = clauses[-1] if clauses and clauses[-1].sentence == number else None
                if previous is not None and previous.atoms[0].value == "(" and previous.atoms[-1].value == ")":
                    # What follows a remark in brackets goes on from what stood before it.
                    previous = clauses[-2] if len(clauses) > 1 and clauses[-2].sentence == number else None
                role = Role.REASON if enquiry else role_of(piece, previous)
                clauses.append(Clause(piece, role, number, any(atom.kind == "withdrawn" for atom in piece)))
    return tuple(contrasted(_conditions(clauses)))


_YIELDING = frozenset({Role.FRAGMENT, Role.ASK, Role.PROSE, Role.HISTORY, Role.HAVE})


def _after_condition(clauses: Sequence[Clause]) -> list[Clause]:
    """ "If you find yourselves with space left, then mine, the Year 3 class, would jump at it": all of it rests on the "if"."""
    opened: set[int] = set()
    out: list[Clause] = []
    for clause in clauses:
        first = next((atom for atom in clause.atoms if atom.value not in GLUE), clause.atoms[0])
        if first.kind in {"no_match", "room"}:
            if not clause.has("years") and not any(one.sentence == clause.sentence and one.has("years") for one in out):
                opened.add(clause.sentence)
        elif clause.sentence in opened and _yields(clause):
            clause = Clause(clause.atoms, Role.FALLBACK, clause.sentence, clause.withdraws)
        out.append(clause)
    return out


def _yields(clause: Clause) -> bool:
    return clause.has("years", "codes") and clause.role in _YIELDING and not clause.has("last_year")


_ENQUIRING = frozenset(
    {"is", "are", "do", "does", "did", "will", "how", "what", "when", "which", "who", "where", "can", "has"}
)
_SELVES = frozenset({"we", "i", "you", "our", "they", "us"})


def _enquires(sentence: Sequence[Atom]) -> bool:
    """Whether the sentence is a question about the programme ("Is the training 9-3?"), which asks for no class."""
    if sentence[-1].value != "?" or len(sentence) < 3:
        return False
    first = next(
        (atom for atom in sentence if atom.value not in GLUE | {"\u2022"} and atom.kind != "count"), sentence[0]
    )
    words = str(first.value).split()
    if words[0] in {"what", "how"} and any(atom.value == "about" and atom.start == first.end for atom in sentence):
        return False  # "What about Year 1?"
    if first.kind not in {"word", "staff"} or words[0] not in _ENQUIRING:
        return False
    following = [str(atom.value) for atom in sentence if atom.start >= first.end][:1]
    possible = any(str(atom.value) == "possible" for atom in sentence[:4]) and any(
        atom.kind in YEARS for atom in sentence
    )
    asks = possible or any(
        atom.kind == "ask"
        and str(atom.value)
        in {
            "please",
            "take part",
            "join",
            "join in",
            "be linked",
            "be involved",
            "be part of",
            "be included",
            "have a go",
            "enter",
            "put forward",
            "put in",
            "to link",
            "register",
            "nominate",
        }
        for atom in sentence
    )
    sought = following == ["there"] and any(
        first.kind == "ours" and second.kind in YEARS for first, second in itertools.pairwise(sentence)
    )  # "Is there a class that our Year 6 could write to?"
    return not asks and not sought and not (words[0] == "can" and following[0].split()[0] in _SELVES)


def _conditions(clauses: list[Clause]) -> list[Clause]:
    """ "If nobody comes forward from Year 8 we could offer Year 7": the years of the condition are not offered."""
    out = _after_condition(clauses)
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
            (clause.has("no_match") or (clause.has("fallback") and len(clause.atoms) <= 4))
            and not clause.has("years")
            and following.sentence == clause.sentence
            and following.has("years", "codes")
            and following.role in {Role.FRAGMENT, Role.ASK}
            and (place or clause.has("fallback"))
        ):
            out[place + 1] = Clause(following.atoms, Role.FALLBACK, following.sentence, following.withdraws)
        if (
            opens
            and clause.has("years")
            and following.sentence == clause.sentence
            and following.has("years")
            and (following.role in {Role.FALLBACK, Role.ASK, Role.FRAGMENT} or _leads(following))
        ):
            out[place] = Clause(clause.atoms, Role.REASON, clause.sentence)
            out[place + 1] = Clause(following.atoms, Role.FALLBACK, following.sentence, following.withdraws)
    return out


def _leads(clause: Clause) -> bool:
    """Whether years stand first in a clause."""
    return next((atom.kind in YEARS for atom in clause.atoms if atom.value not in GLUE), False)


# Nobody writes a longer one; rules look back over a sentence, and their work must stay bounded.
_LONGEST_SENTENCE = 200


def _sentences(line: Line, atoms: Sequence[Atom]) -> list[list[Atom]]:
    out: list[list[Atom]] = [[]]
    for place, atom in enumerate(atoms):
        if out[-1] and (_new_line(line, atoms, place) or len(out[-1]) >= _LONGEST_SENTENCE):
            out.append([])
        out[-1].append(atom)
        behind = atoms[place - 1] if place else atom
        closed = atom.kind == "sign" and atom.value in {")", '"'} and behind.kind == "sign" and behind.value in _ENDS
        greeted = atom.kind == "sign" and atom.value == "," and _greets(out[-1])
        if closed or greeted:
            out.append([])
        elif atom.kind == "sign" and atom.value in _ENDS:
            refused = line.norm(atom.start - 1) == "no" and not line.norm(atom.start + 1).isdecimal()
            abbreviated = line.norm(atom.start - 1) in _ABBREVIATED and line.close(atom.start)
            abbreviated = abbreviated and not (place and atoms[place - 1].kind in YEARS)
            if atom.value == "." and abbreviated and not (refused and place and atoms[place - 1].kind == "exclude"):
                continue
            if (
                place + 1 < len(atoms)
                and atoms[place + 1].value in {")", '"', "'", "."}
                and not (atoms[place + 1].value in {'"', "'"} and not line.close(atoms[place + 1].start))
            ):
                continue
            out.append([])
    return [sentence for sentence in out if sentence]


_GREETINGS = ("hi", "hello", "dear", "hiya", "morning", "afternoon", "good morning", "good afternoon", "hey")


def _greets(sentence: Sequence[Atom]) -> bool:
    """Whether a sentence is only a greeting: "Hi James," opens nothing."""
    greeting = str(sentence[0].value).lower().startswith(_GREETINGS) and sentence[0].kind in {"courtesy", "word"}
    return greeting and len(sentence) <= _LONGEST_GREETING and not any(atom.kind in YEARS for atom in sentence)


_LONGEST_GREETING = 6


def _new_line(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """Whether a line break before this atom ends a sentence, rather than breaking a line at an odd place."""
    atom = atoms[place]
    token = line.tokens[atom.start]
    if not token.lines:
        return False
    if token.lines > 1 or token.norm == "\u2022":
        return True
    before = line.norm(atom.start - 1)
    if before in {"year", "years"} and atom.kind in YEARS:
        return True
    if atom.kind in YEARS and _counted_above(line, atoms, place):
        return True
    if atom.kind == "count" and atoms[place - 1].kind in YEARS and _alone_in_line(line, atoms, place):
        return False
    if atoms[place - 1].kind == "count" and atom.kind in YEARS | {"class", "classes", "mixed"}:
        return atom.kind in YEARS and _row_counted(line, atoms, place - 1)
    if atom.kind in YEARS and (before in {"-", ":"} or atoms[place - 1].kind == "exclude"):
        return _row_counted(line, atoms, place - 1)
    if before in _LINE_GLUE or atoms[place - 1].kind in {"ask", "either", "exclude", "both", "all", "now", "next_year"}:
        return False
    return token.text[:1].isupper() or token.text.isdecimal() or token.text in {"-", "*"}


def _line_of(line: Line, atoms: Sequence[Atom], place: int) -> list[Atom]:
    """The atoms of the line that the atom at `place` stands in."""
    first = place
    while first > 0 and not line.tokens[atoms[first].start].lines:
        first -= 1
    last = place + 1
    while last < len(atoms) and not line.tokens[atoms[last].start].lines:
        last += 1
    return list(atoms[first:last])


_COUNTING = frozenset({"count", "class", "classes", "sign", "courtesy"})


def _alone_in_line(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """ "Year 3 / 2 classes / Year 4 / 1 class": a line that holds a number of classes, and nothing else."""
    kinds = [
        "sign" if atom.value == "please" else atom.kind
        for atom in itertools.takewhile(lambda atom: atom.value not in _ENDS, _line_of(line, atoms, place))
    ]
    return set(kinds) <= _COUNTING


def _counted_above(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """Whether the line above holds nothing but a number of classes, and the line above that a year."""
    above = _line_of(line, atoms, place - 1)
    first = place - len(above)
    return {atom.kind for atom in above} <= _COUNTING and first > 0 and atoms[first - 1].kind in YEARS


def _row_counted(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """Whether the number at the end of a line belongs to years earlier in that line ("Y4 | 2")."""
    while place >= 0:
        if atoms[place].kind in YEARS:
            return True
        if line.tokens[atoms[place].start].lines:
            return False
        place -= 1
    return False
