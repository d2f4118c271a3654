"""Classes that are listed first and then pointed at: by name ("Foxes and Otters"), by number, by place ("the last two").

A list or a pasted table says which years each class holds; a later clause with no years of its own says which of them
are offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import Matter, Weighed
from pipeline.normalise.comments.words.atoms import Count, Years

_PLACES = {
    "first": 0,
    "top": -1,
    "last": -1,
    "final": -1,
    "bottom": 0,
    "oldest": -1,
    "older": -1,
    "eldest": -1,
    "younger": 0,
    "youngest": 0,
    "middle": None,
}
_HOW_MANY = {"one": 1, "class": 1, "two": 2, "pair": 2, "three": 3}
_POINTING = frozenset({Role.ASK, Role.FRAGMENT, Role.HAVE, Role.PROSE})


@dataclass(frozen=True, slots=True)
class Group:
    """One listed class: its years, the words it is called by, and the statement that lists it."""

    codes: tuple[str, ...]
    names: frozenset[str]
    statement: Statement


def pointed_at(matter: Matter, asked: list[Statement], out: Weighed) -> list[Statement]:
    """Return the statements of the listed classes that the comment then points at; `asked` where it points at none."""
    groups = _groups(matter)
    if len(groups) < 2:
        return asked
    for number, clause in enumerate(matter.clauses):
        inside = {code for one in matter.statements if one.clause == number for code in one.years.codes}
        if clause.role not in _POINTING or clause.has("table-cell", "class-of"):
            continue
        if inside and (
            not clause.has("class-name")
            or not any(set(group.codes) == inside for group in _named(matter, clause, groups))
        ):
            continue
        if number <= groups[0].statement.clause or clause.has("exclude") or clause.has("theirs"):
            continue
        listed = [group for group in groups if group.statement.clause != number]
        chosen = _named(matter, clause, listed) or _placed(matter, clause, listed)
        asks = any(other.role is Role.ASK and other.sentence == clause.sentence for other in matter.clauses)
        if chosen and (asks or clause.has("have", "prefer", "teaches") or "would" in _norms(matter, clause)):
            if len(chosen) > 1 and "or" in _norms(matter, clause):
                _which(matter, clause, chosen, out)
                chosen = chosen[:1]
            return _summed(chosen, number)
    return asked


def _groups(matter: Matter) -> list[Group]:
    """The classes that the comment lists, in order."""
    found: list[Group] = []
    for one in matter.statements:
        if one.theirs or one.role in {Role.EXCLUDE, Role.FALLBACK, Role.HISTORY}:
            continue
        clause = matter.clauses[one.clause]
        years = one.years
        if years.slashes and len(years.parts) > 1:
            found += [Group(codes, frozenset(), one) for codes, _, _ in years.parts]
            continue
        listed = (
            one.years.row
            or _lists(clause)
            or clause.has("have", "self", "class-name", "names")
            or one.role is Role.HAVE
        )
        if listed or (found and found[-1].statement.clause == one.clause):
            found.append(Group(years.codes, _names(matter, clause, one), one))
    return found


def _lists(clause: Clause) -> bool:
    """ "Our classes are Oak (Y3/4), Beech (Y4/5) …"."""
    first = [atom.kind for atom in clause.atoms[:3]]
    return first[:2] == ["ours", "classes"]


def _names(matter: Matter, clause: Clause, one: Statement) -> frozenset[str]:
    """What the listed class is called: its number, its name, or the words of its row."""
    words: set[str] = set()
    called = [atom for atom in clause.atoms if atom.kind == "class-name"]
    nearest = [atom for atom in called if atom.end <= one.start][-1:] or called[:1]
    for atom in clause.atoms:
        if atom.kind == "class-name" and atom in nearest:
            words.update(f"class {norm}" for norm in matter.line.norms[atom.start : atom.end] if norm.isdecimal())
        elif atom.kind in {"names", "table-cell"} or (one.years.row and atom.kind == "word"):
            words.update(
                token.text.lower()
                for token in matter.line.tokens[atom.start : atom.end]
                if token.text[:1].isupper() and len(token.text) > 2
            )
    before = matter.line.text_of(one.start - 2)
    if matter.line.norm(one.start - 1) == "(" and before[:1].isupper() and before.isalpha() and len(before) > 2:
        words.add(before.lower())
    if one.years.stage == "two" or one.named == 1:
        words.update(norm for norm in matter.line.norms[one.start : one.start + 2] if norm in {"upper", "lower"})
    return frozenset(words)


def _norms(matter: Matter, clause: Clause) -> tuple[str, ...]:
    return matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]


def _named(matter: Matter, clause: Clause, groups: Sequence[Group]) -> list[Group]:
    tokens = matter.line.tokens[clause.atoms[0].start : clause.atoms[-1].end]
    said = {token.text.lower() for token in tokens if token.text[:1].isupper()}
    for atom in clause.atoms:
        if atom.kind == "class-name":
            said.update(f"class {norm}" for norm in matter.line.norms[atom.start : atom.end] if norm.isdecimal())
    return [group for group in groups if group.names & said]


def _placed(matter: Matter, clause: Clause, groups: Sequence[Group]) -> list[Group]:
    """ "The last two", "the middle one", "both of those": by place in the list."""
    norms = _norms(matter, clause)
    for at, norm in enumerate(norms[:-1]):
        if norm not in _PLACES or norms[at - 1] not in {"the", "our", "these", "those"}:
            continue
        many = _HOW_MANY.get(norms[at + 1])
        if many is None or many > len(groups):
            continue
        if norm == "middle":
            return [groups[len(groups) // 2]] if many == 1 and len(groups) % 2 else []
        return list(groups[-many:] if _PLACES[norm] else groups[:many])
    return []


def _summed(chosen: Sequence[Group], clause: int) -> list[Statement]:
    out: list[Statement] = []
    for group in chosen:
        place = next((at for at, one in enumerate(out) if one.years.codes == group.codes), None)
        if place is not None:
            before = out[place].count
            out[place] = replace(out[place], count=Count((before.number or 0) + 1 if before else 1))
            continue
        several = len(group.codes) > 1
        years = Years(group.codes, "slash" if several else "one", ((group.codes, 0, 0),))
        out.append(
            replace(
                group.statement,
                years=years,
                role=Role.ASK,
                count=Count(1),
                both=False,
                mixed=several,
                noun="n",
                named=None,
                each=False,
                maybe=False,
                pupils=False,
            )
        )
    return out


def _which(matter: Matter, clause: Clause, chosen: Sequence[Group], out: Weighed) -> None:
    out.doubts.append(
        doubt(
            "year-unclear",
            "One of several different classes is offered: which one?",
            matter.line.words(clause.atoms[0].start, clause.atoms[-1].end),
        )
    )


def listed_before(asked: list[Statement], own: Sequence[Statement]) -> list[Statement]:
    """ "We have R/1/2, 3/4 and 5/6. We would link the 3/4": one of the classes that were listed."""
    parts = {
        codes
        for one in own
        if one.years.slashes and len(one.years.parts) > 1 and one.role is Role.HAVE
        for codes, _, _ in one.years.parts
    }
    # A class may be called by its stage, and explained where the classes are listed.
    held = {one.years.codes for one in own if one.role is Role.HAVE and one.years.joiner == "and"}
    return [
        replace(one, mixed=True, noun="n", count=one.count or Count(1))
        if (one.years.joiner == "slash" and one.years.codes in parts)
        or (one.years.stage == "two" and one.noun == "n" and one.years.codes in held)
        else replace(one, mixed=True, noun="n")
        if one.years.slashes and not one.count and all(codes in parts for codes, _, _ in one.years.parts)
        else one
        for one in asked
    ]


def of_rows(asked: list[Statement]) -> list[Statement]:
    """ "… Only the Y4s will take part" beneath a table of classes: the rows of that year say how many."""
    rows = [one for one in asked if one.years.row]
    named = [one for one in asked if not one.years.row and one.role in {Role.ASK, Role.FRAGMENT}]
    if not rows or not named:
        return asked
    out = []
    for one in named:
        mine = [row for row in rows if row.years.codes == one.years.codes]
        if mine and one.count is None and not one.both:
            one = replace(one, count=Count(sum(row.count.number or 0 for row in mine if row.count is not None)))
        out.append(one)
    return out
