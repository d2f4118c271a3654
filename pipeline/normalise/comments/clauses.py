"""Clauses: a comment cut where the speaker turns to something else, and the part that each cut plays.

A clause is a run of atoms that says one thing. Cuts are made at sentence ends, at words that turn ("but",
"otherwise", "because", ", we have …"), and before the years that a closing condition governs ("Year 4, or Year 5 *if
there is no match*").
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.atoms import Atom, Line
from pipeline.normalise.comments.contrast import contrasted
from pipeline.normalise.comments.roles import GLUE, TURNS, YEARS, Clause, Role, role_of
from pipeline.normalise.comments.spelling import word_set
from pipeline.normalise.comments.tokens import CROSS

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
_SEPARATORS = frozenset({",", "-", "(", ")", "|", ";", ":", "."})
_OPENERS = frozenset({"fallback", "withdrawn", "background", "prefer", "exclude", "condition", "no_match", "room"})
_SUBJECTS = frozenset({"have", "self", "theirs", "ask", "history", "renew"})
_LINE_GLUE = word_set("line-glue")


def split(line: Line, atoms: Sequence[Atom]) -> tuple[Clause, ...]:
    """Return the clauses of a comment in order; every atom is in exactly one."""
    clauses: list[Clause] = []
    for number, sentence in enumerate(_sentences(line, atoms)):
        enquiry = _enquires(sentence)
        cuts = sorted({0, *_turns(sentence), *_closing(sentence), *_after_exclusion(sentence)} - {len(sentence)})
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
    if first.kind not in {"word", "staff"} or words[0] not in _ENQUIRING:
        return False
    following = [str(atom.value) for atom in sentence if atom.start >= first.end][:1]
    asks = any(
        atom.kind == "ask" and str(atom.value) in {"please", "take part", "join", "be linked"} for atom in sentence
    )
    return not asks and not (words[0] == "can" and following[0].split()[0] in _SELVES)


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
    if before in {"year", "years"} and atom.kind in YEARS:
        return True
    if atoms[place - 1].kind == "count" and atom.kind in YEARS | {"class", "classes", "mixed"}:
        return atom.kind in YEARS and _row_counted(line, atoms, place - 1)
    if before in _LINE_GLUE or atoms[place - 1].kind in {"ask", "either", "exclude", "both", "all", "now", "next_year"}:
        return False
    return token.text[:1].isupper() or token.text.isdecimal() or token.text in {"-", "*"}


def _row_counted(line: Line, atoms: Sequence[Atom], place: int) -> bool:
    """Whether the number at the end of a line belongs to years earlier in that line ("Y4 | 2")."""
    while place >= 0:
        if atoms[place].kind in YEARS:
            return True
        if line.tokens[atoms[place].start].lines:
            return False
        place -= 1
    return False


def _turns(sentence: Sequence[Atom]) -> set[int]:
    """Places where the speaker turns to something else."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        word = atom.value if atom.kind in {"word", "sign"} else None
        if not at:
            continue
        if (
            _after_mark(sentence, at)
            or _told_reason(sentence, at)
            or _refused(sentence, at)
            or word in TURNS
            or (
                word in {"as", "since"}
                and at + 1 < len(sentence)
                and sentence[at + 1].kind in YEARS
                and _years_behind(sentence, at)
            )
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
            or (
                word == "then"
                and at + 1 < len(sentence)
                and (sentence[at + 1].kind in YEARS or sentence[at + 1].kind == "count")
                and any(earlier.kind in {"prefer", "ordinal"} for earlier in sentence[:at])
            )
            or word == "if"
            or (word in {"which", "who"} and sentence[at - 1].value == ",")
        ):
            cuts.add(_before_glue(sentence, at))
        elif atom.kind in {"history", "next_edition", "theirs"} and (comma := _remark(sentence, at)):
            cuts.add(comma)
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


def _told_reason(sentence: Sequence[Atom], at: int) -> bool:
    """ "One class in Year 4 since two families left", "To help you: our Year 3": where the reason begins or ends."""
    atom = sentence[at]
    if atom.value == "since" and at + 1 < len(sentence):
        dated = sentence[at + 1].kind in {"calendar-year", "date", "academic-year", "length"}
        return not dated and _years_behind(sentence, at)
    return sentence[at - 1].value == ":" and sentence[0].kind == "background" and not _years_behind(sentence, at)


def _refused(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y6 yes, Y5 no": a year with a bare "no" after it is a clause of its own."""
    after = sentence[at + 1 : at + 3]
    bare = bool(after) and after[0].kind == "exclude" and after[0].value == "no"
    return sentence[at].kind in YEARS and bare and (len(after) == 1 or after[1].kind == "sign")


def _after_mark(sentence: Sequence[Atom], at: int) -> bool:
    """Whether years begin anew after years with a tick or a cross ("Y3 \u2713 (1 class)  Y4 \u2717")."""
    if sentence[at].kind not in YEARS:
        return False
    for atom in reversed(sentence[:at]):
        if atom.kind == "tick" or (atom.kind == "excluded" and atom.value in {CROSS, "x"}):
            return True
        if atom.kind in YEARS:
            return False
    return False


def _remark(sentence: Sequence[Atom], at: int) -> int:
    """Where a remark of the past or of the other school begins, if years with what is said of them stand before it."""
    for spot in range(at - 1, 0, -1):
        atom = sentence[spot]
        if (atom.kind in YEARS and spot < at - 1) or atom.kind in {"ask", "have", "history", "last_year", "self"}:
            return 0
        if atom.kind == "sign" and atom.value in {",", "-", ":"}:
            before = sentence[:spot]
            named = any(part.kind in YEARS for part in before) and not any(
                part.kind
                in {"history", "last_year", "were", "next_edition", "theirs", "same_children", "same_as_before"}
                for part in before
            )
            return spot if named else 0
    return 0


def _aside(sentence: Sequence[Atom], at: int) -> bool:
    """Whether a bracket opens a remark ("it was two until last year") rather than a number or a name."""
    for atom in sentence[at + 1 : at + 40]:
        if atom.value == ")":
            return False
        if atom.kind in {"history", "background", "theirs", "self", "have", "staff", "same_children"}:
            return True
    return False


def _before_glue(sentence: Sequence[Atom], at: int) -> int:
    while at > 1 and sentence[at - 1].kind in {"word", "sign"} and sentence[at - 1].value in GLUE:
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
        if atom.kind in {"fallback", "settle", "withdrawn"} or atom.value in TURNS:
            return False
    return False


def _years_behind(sentence: Sequence[Atom], at: int) -> bool:
    for atom in reversed(sentence[:at]):
        if atom.kind in YEARS:
            return True
        if atom.kind in {"fallback", "no_match", "room"} or atom.value in TURNS:
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
