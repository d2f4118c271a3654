"""Which word of doubt in a clause is about the year: "maybe Year 4", not "I think Year 4 would work best"."""

from __future__ import annotations

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import Atom, Count, Line
from pipeline.normalise.comments.words.spelling import word_set


def of_the_year(line: Line, clause: Clause, atom: Atom, count: Count | None, *, joiner: str, either: bool) -> bool:
    """Return whether a doubt that stands beside the years in `atom`, joined by `joiner`, can be of them.

    It may be of the number, of which classes it will be ("2 of 3, to be decided which"), or no more than a manner of
    wishing or of leaving the choice to the coordinator.
    """
    return not (
        "number" in line.norms[atom.end : atom.end + 3]
        or (count is not None and not count.unclear and _which_is_open(line, clause, atom))
        or (either and _only_possible(clause))
        or (joiner == "or" and _on_match(line, clause))
        or ((clause.has("prefer") or _wished(line, clause, atom)) and not _unsure(clause))
    )


def _which_is_open(line: Line, clause: Clause, years: Atom) -> bool:
    """ "2 of 3 classes (to be decided which)": which classes is open, not the year."""
    maybe = next((atom for atom in clause.atoms if atom.kind == "maybe" and atom.start >= years.end), None)
    return maybe is not None and line.norm(maybe.end) == "which" and line.norm(maybe.end + 1) in {")", ".", "", ","}


_GOOD = frozenset({"best", "right", "the", "most", "ideal", "perfect", "our", "a", "more"})


def _wished(line: Line, clause: Clause, years: Atom) -> bool:
    """ "I think Y4 would work best" is a wish, "I think it will be Y4" a guess."""
    told = [norm for norm in line.norms[years.end : years.end + 4] if norm not in {"class", "classes", "children"}]
    if told[:1] in (["would"], ["need"], ["needs"], ["deserve"]) or (
        told[:1] in (["is"], ["are"]) and told[1:2] and told[1] in _GOOD
    ):
        return True
    guessed = line.norm(years.start - 1) == "be"  # "I think it will be Y4 please"
    return any(
        atom.kind == "ask" and atom.start >= years.end and not (guessed and atom.value == "please")
        for atom in clause.atoms
    ) or any(atom.kind == "settle" and atom.start == years.end for atom in clause.atoms)


def _unsure(clause: Clause) -> bool:
    """Whether more than "I think" is said ("I think Y4 would be best" is a wish)."""
    return any(atom.kind == "maybe" and atom.value not in {"i think", "we think"} for atom in clause.atoms)


_MATCHING = word_set("matching")


def _on_match(line: Line, clause: Clause) -> bool:
    """ "Y4 or Y5, depending on what you need": it rests with the coordinator, and any of the years will do."""
    unsure = [atom for atom in clause.atoms if atom.kind == "maybe"]
    depends = [atom for atom in unsure if str(atom.value).startswith("depend")]
    return bool(depends) and all(
        atom.value == "could be" or not _MATCHING.isdisjoint(line.norms[atom.end : atom.end + 6]) for atom in unsure
    )


def _only_possible(clause: Clause) -> bool:
    """ "Could be Y5 or Y6, whichever fits": the choice is left to the coordinator."""
    return all(atom.value == "could be" for atom in clause.atoms if atom.kind == "maybe")
