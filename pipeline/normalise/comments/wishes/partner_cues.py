"""The sentences of a comment with the words in them that say what is wanted of a school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Doubt, Partner
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.lexicon_files import layer, phrases

_NEVER = 1_000_000
_RELATIVES = frozenset({"my", "his", "her", "mrs", "mr", "miss", "one", "another", "the"})
_ALL = frozenset({"both", "all", "each", "they", "together"})
_ENQUIRING = frozenset({"can", "could", "may"})
_HOPES = frozenset({"keen", "staying", "hope", "hoping", "game", "agreed", "willing", "happy", "again", "yes"})


@dataclass(frozen=True, slots=True)
class Named:
    """Partners with the doubts about them, and whether it is time for another school than one of them."""

    partners: tuple[Partner, ...]
    doubts: tuple[Doubt, ...]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases of `lexicon/partners.toml` in a sentence: (first token, end, table)."""

    said: tuple[tuple[int, int, str], ...]
    hopes: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether a phrase of one of these tables stands in the sentence."""
        return any(kind in kinds for _, _, kind in self.said)

    def first(self, kind: str) -> int:
        """Return where the first phrase of the table begins."""
        return next((first for first, _, said in self.said if said == kind), _NEVER)

    def before(self, kind: str, at: int) -> bool:
        """Whether a phrase of the table stands before a token."""
        return self.first(kind) < at

    def after(self, kind: str, at: int) -> int | None:
        """Return where the first phrase of the table at or after a token begins."""
        return next((first for first, _, said in self.said if said == kind and first >= at), None)

    def near(self, kind: str, at: int, reach: int) -> bool:
        """Whether a phrase of the table ends at most `reach` tokens before a token."""
        return any(said == kind and 0 <= at - end <= reach for _, end, said in self.said)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its tokens, the schools named in it, its cues, and what its clauses do."""

    start: int
    end: int
    schools: tuple[Atom, ...]
    cues: Cues
    asks: bool
    past: bool
    told: bool
    staff: bool
    later: bool


def _one_for_all(line: Line, cue: tuple[int, int, str], start: int, named: bool) -> bool:
    """ "Could both be linked with the same school?", "the same school as my sister's": no renewal."""
    first, last, kind = cue
    words = line.norms[first:last]
    if kind != "renew" or "same" not in words or line.norm(last - 1) not in {"school", "partner", "link", "schools"}:
        return False
    if line.norm(last) == "as" and line.norm(last + 1) in _RELATIVES:
        return True
    if line.norm(last) in {"for", "4"} and line.norm(last + 1) in _ALL | {"them", "the", "two"}:
        return True
    if not named and line.norms[last : last + 3] in {("or", "with", "two"), ("or", "two", "different")}:
        return True  # "put them with the same school or with two"
    renewing = {"last", "again", "before", "previously"} & set(line.norms[start : last + 8])
    if not named and line.norm(first - 1) in {"at", "in"} and not renewing:
        return True  # "linked with a Y3 and a Y5 class at the same school"
    return not named and line.norm(first - 1) in {"with", "to", "by"} and bool(_ALL & set(line.norms[start:first]))


def _supposed(line: Line, clause: Clause) -> bool:
    """ "… if they have signed up": a condition, and nothing told of the past."""
    return line.norm(clause.atoms[0].start) in {"if", "unless"} and not clause.has("last_year")


def sentences_of(line: Line, clauses: Sequence[Clause]) -> list[Sentence]:
    """Return the sentences of a comment in order."""
    tight = [at for at, word in enumerate(line.norms) if not (word == "-" and line.close(at) and line.close(at + 1))]
    said = [
        (tight[start], tight[end - 1] + 1, kind)
        for start, end, kind in phrases(layer("partners"), [line.norms[at] for at in tight])
    ]
    out: list[Sentence] = []
    for number in sorted({clause.sentence for clause in clauses}):
        parts = [clause for clause in clauses if clause.sentence == number]
        start, end = parts[0].atoms[0].start, parts[-1].atoms[-1].end
        schools = tuple(atom for part in parts for atom in part.atoms if atom.kind == "school")
        named = {token for atom in schools for token in range(atom.start, atom.end)}
        cues = tuple(
            cue
            for cue in said
            if start <= cue[0] < end and cue[0] not in named and not _one_for_all(line, cue, start, bool(schools))
        )
        asks = any(part.role in {Role.ASK, Role.FALLBACK} or part.has("ask", "prefer") for part in parts)
        past = any((part.has("last_year") or part.role is Role.HISTORY) and not _supposed(line, part) for part in parts)
        told = any(part.has("have", "self", "staff") for part in parts)
        staff = any(part.has("staff", "teaches") for part in parts)
        later = any(part.has("next_edition") for part in parts)
        hopes = bool(_HOPES & set(line.norms[start:end])) or line.norm(start) in _ENQUIRING
        out.append(Sentence(start, end, schools, Cues(cues, hopes), asks, past, told, staff, later))
    return out
