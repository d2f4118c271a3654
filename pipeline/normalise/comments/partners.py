"""Other schools: who is named, and what is wanted of them (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Doubt, Partner, Relation
from pipeline.normalise.comments.atoms import Atom, Line
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.lexicon_files import layer, phrases
from pipeline.normalise.comments.roles import Clause, Role
from pipeline.normalise.comments.spelling import word_set

_NEAR = 9
_SAME_SCHOOL = tuple(tuple(words.split()) for words in sorted(word_set("same-school")))
_SAME_FIRST = frozenset(words[0] for words in _SAME_SCHOOL)
_ABROAD = word_set("abroad")
_BACKGROUND = word_set("background")


@dataclass(frozen=True, slots=True)
class Named:
    """Partners with the doubts about them."""

    partners: tuple[Partner, ...]
    doubts: tuple[Doubt, ...]


def read_partners(line: Line, clauses: Sequence[Clause], new_partner: bool) -> Named:
    """Return the schools that the comment names as partners, in order of mention, and what it wants of them."""
    cues = _cues(line)
    partners: list[Partner] = []
    doubts: list[Doubt] = []
    unclear: list[Atom] = []
    schools = [
        (number, atom) for number, clause in enumerate(clauses) for atom in clause.atoms if atom.kind == "school"
    ]
    for number, atom in schools:
        if _our_own(line, atom):
            continue
        relation = _relation(line, clauses, number, atom, cues, new_partner)
        if relation is None:
            if not _background(line, clauses[number], atom):
                unclear.append(atom)
        elif not any(_same_name(partner.name, atom.value) for partner in partners):
            partners.append(Partner(str(atom.value), relation))
        else:
            partners = [
                _stronger(partner, relation) if _same_name(partner.name, atom.value) else partner
                for partner in partners
            ]
    for atom in unclear:
        if any(_same_name(partner.name, atom.value) for partner in partners):
            continue
        doubts.append(
            doubt(
                "partner-unclear",
                f"{atom.value} is named, but not what is wanted of it.",
                str(atom.value),
                (),
                (line.tokens[atom.start].start, line.tokens[atom.end - 1].end),
                "partners",
            )
        )
    if not schools and (place := _same_school(line, clauses)) is not None:
        partners.append(Partner(None, Relation.RENEW))
        doubts.append(
            doubt(
                "partner-unclear",
                "Last year's partner is wanted again, but no school is named.",
                line.words(place, min(place + 4, len(line.tokens))),
                (),
                (line.tokens[place].start, line.tokens[min(place + 3, len(line.tokens) - 1)].end),
                "partners",
            )
        )
    return Named(tuple(partners), tuple(doubts))


def _cues(line: Line) -> list[tuple[int, int, str]]:
    tight = [at for at, word in enumerate(line.norms) if not (word == "-" and line.close(at) and line.close(at + 1))]
    return [
        (tight[start], tight[end - 1] + 1, kind)
        for start, end, kind in phrases(layer("partners"), [line.norms[at] for at in tight])
    ]


def _same_name(first: str | None, second: object) -> bool:
    def bare(name: str) -> str:
        return " ".join(
            word
            for word in name.lower().replace("'", "").replace("’", "").split()
            if word not in {"primary", "school", "the", "ce", "rc"}
        ).split(",")[0]

    one, other = bare(first or ""), bare(str(second))
    return bool(one and other) and (one in other or other in one)


def _stronger(partner: Partner, relation: Relation) -> Partner:
    order = (Relation.PAIR, Relation.RENEW, Relation.AVOID)
    return partner if order.index(partner.relation) >= order.index(relation) else Partner(partner.name, relation)


def _our_own(line: Line, atom: Atom) -> bool:
    before = " ".join(line.norms[max(0, atom.start - 2) : atom.start])
    return before.endswith(("we are", "we're", "here at", "i am", "i'm", "us at", "we at")) or (
        before in {"from", "at"} and atom.start <= 2
    )


def _relation(
    line: Line,
    clauses: Sequence[Clause],
    number: int,
    atom: Atom,
    cues: Sequence[tuple[int, int, str]],
    new_partner: bool,
) -> Relation | None:
    clause = clauses[number]
    sentence = [other for other in clauses if other.sentence == clause.sentence]
    start, end = sentence[0].atoms[0].start, sentence[-1].atoms[-1].end
    here = [cue for cue in cues if start <= cue[0] < end]
    if _avoided(line, clause, atom, here):
        return Relation.AVOID
    asks = any(other.role in {Role.ASK, Role.FALLBACK} or other.has("ask", "prefer") for other in sentence)
    past = clause.role is Role.HISTORY or clause.has("history", "last_year")
    renews = any(kind == "renew" for _, _, kind in here)
    if new_partner and (past or clause.role is Role.REASON):
        return Relation.AVOID
    if _abroad(line, clause, atom) or (
        clause.role in {Role.HAVE, Role.PROSE, Role.REASON, Role.HISTORY}
        and _background(line, clause, atom)
        and not renews
    ):
        return None
    if (
        renews
        and any(
            other.has("exclude") and other.atoms[0].start <= atom.start and not other.has("years") for other in sentence
        )
        and _refused(line, sentence, atom)
    ):
        return Relation.AVOID
    if renews:
        return Relation.RENEW
    agreed = any(
        kind == "pair"
        and line.norm(first)
        in {"agreed", "arranged", "spoken", "have", "already", "been", "talked", "are", "also", "sister", "joint"}
        for first, _, kind in here
    )
    near = [kind for _, last, kind in here if kind == "pair" and 0 <= atom.start - last <= _NEAR]
    if agreed and (near or not past):
        return Relation.PAIR
    if past and not asks:
        later = next((other for other in clauses if other.sentence == clause.sentence + 1), None)
        if later is not None and _again(line, later):
            return Relation.RENEW
        return None
    if past and clause.role is Role.HISTORY:
        following = [
            other
            for other in sentence
            if other.atoms[0].start > atom.start and (other.has("theirs") and other.has("ask"))
        ]
        return Relation.RENEW if following else None
    if near and (asks or clause.role in {Role.FRAGMENT, Role.HAVE, Role.FALLBACK, Role.THEIRS}):
        return Relation.PAIR
    if asks or (clause.role is Role.FRAGMENT and not past):
        return Relation.PAIR
    return None


def _again(line: Line, clause: Clause) -> bool:
    words = set(line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    return (
        bool(words & {"again", "continue", "renew", "same", "them", "once"})
        and not words & {"not", "don't"}
        and (clause.has("ask", "prefer") or "again" in words)
    )


def _avoided(line: Line, clause: Clause, atom: Atom, cues: Sequence[tuple[int, int, str]]) -> bool:
    for first, last, kind in cues:
        if (
            kind == "avoid"
            and 0 <= atom.start - last <= 4
            and line.norm(first) not in {"have", "linked", "done", "change", "had"}
        ):
            between = line.norms[last : atom.start]
            if (
                "," not in between
                and "but" not in between
                and not (line.norm(first) == "not" and line.norm(first + 1) in {"only", "just", "sure"})
            ):
                return True
    after = line.norms[atom.end : atom.end + 4]
    return len(after) > 1 and after[0] in {"not", "please"} and "again" not in after[:1] and "not" in after[:2]


def _refused(line: Line, sentence: Sequence[Clause], atom: Atom) -> bool:
    """ "We don't want to renew our link with …": the refusal stands before the name."""
    words = [
        line.words(part.start, part.end).lower()
        for other in sentence
        for part in other.atoms
        if part.kind in {"exclude"} and part.start < atom.start and atom.start - part.end <= 8
    ]
    return any(
        word.startswith(
            (
                "don't",
                "do not",
                "would not",
                "wouldn't",
                "not",
                "rather not",
                "would rather not",
                "won't",
                "no ",
                "we'd rather not",
            )
        )
        for word in words
    )


def _abroad(line: Line, clause: Clause, atom: Atom) -> bool:
    """A link that is not this programme's (7.27)."""
    words = set(line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    return bool(words & _ABROAD)


def _background(line: Line, clause: Clause, atom: Atom) -> bool:
    """Whether the name is mere background: where a teacher came from, the trust's others, a link abroad (7.27)."""
    words = set(line.norms[clause.atoms[0].start : clause.atoms[-1].end])
    return (
        bool(words & (_BACKGROUND | _ABROAD))
        or (clause.has("staff") and not clause.has("theirs"))
        or clause.has("distance")
        or line.norm(atom.start - 1) in {"near", "from", "by"}
    )


def _same_school(line: Line, clauses: Sequence[Clause]) -> int | None:
    """Where a renewal that names no school is asked for ("same school as last year"), or None."""
    for clause in clauses:
        if clause.role in {Role.EXCLUDE}:
            continue
        norms = line.norms
        for at in range(clause.atoms[0].start, clause.atoms[-1].end):
            if norms[at] in _SAME_FIRST and any(tuple(norms[at : at + len(words)]) == words for words in _SAME_SCHOOL):
                if any(
                    word in {"not", "different", "rather", "new", "don't", "other", "change", "isn't", "aren't"}
                    for word in norms[max(0, at - 4) : at]
                ):
                    return None
                if clause.role is Role.HISTORY and not clause.has("ask"):
                    continue
                return at
    return None
