"""Pasted tables: rows with cells apart ("Willow ⇥ Y3 ⇥ 29"), each row a class or a number of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.atoms import Atom, Count, Line, Years

_PUPIL_HEADS = frozenset(
    {"pupils", "children", "no", "number", "size", "roll", "nor", "boys", "girls", "chn", "total", "numbers"}
)
_CLASS_HEADS = frozenset({"classes"})
_NAME_HEADS = frozenset({"class", "teacher", "name", "form"})


def read_table(line: Line, atoms: Sequence[Atom]) -> tuple[Atom, ...] | None:
    """Return the atoms with each row's number of classes put beside its year, or None where there is no table."""
    rows = _rows(line, atoms)
    tabbed = [row for row in rows if any(line.tokens[atom.start].tabbed or atom.value == "|" for atom in row[1:])]
    data = [row for row in tabbed if any(isinstance(atom.value, Years) for atom in row)]
    if len(data) < 2:
        return None
    first = rows[rows.index(data[0]) - 1] if rows.index(data[0]) else []
    head = (
        [line.norm(token) for atom in first for token in range(atom.start, atom.end)]
        if not any(isinstance(atom.value, Years) for atom in first)
        else []
    )
    counted = bool(_CLASS_HEADS & set(head))
    named = bool(_NAME_HEADS & set(head)) and not counted
    out: list[Atom] = []
    for row in rows:
        if row is first and head:
            out.extend(Atom("table-head", atom.start, atom.end, None) for atom in row)
        elif row in data:
            out.extend(_row(row, counted, named))
        else:
            out.extend(row)
    return tuple(out)


def _rows(line: Line, atoms: Sequence[Atom]) -> list[list[Atom]]:
    rows: list[list[Atom]] = []
    for atom in atoms:
        if not rows or line.tokens[atom.start].lines:
            rows.append([])
        rows[-1].append(atom)
    return rows


def _row(row: Sequence[Atom], counted: bool, named: bool) -> list[Atom]:
    """One row: its year, with one class where the row is a class and its number where classes are counted."""
    out: list[Atom] = []
    for atom in row:
        if isinstance(atom.value, Years):
            out.append(replace(atom, value=replace(atom.value, row=True)) if named else atom)
        elif isinstance(atom.value, Count) and counted:
            out.append(atom)
        else:
            out.append(
                Atom("table-cell", atom.start, atom.end, None) if named and atom.kind not in {"ask", "school"} else atom
            )
    return out
