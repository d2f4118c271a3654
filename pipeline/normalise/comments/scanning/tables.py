"""Pasted tables: rows with cells apart ("Willow ⇥ Y3 ⇥ 29"), each row a class or a number of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.years import year_code

_PUPIL_HEADS = frozenset(
    {"pupils", "children", "no", "number", "size", "roll", "nor", "boys", "girls", "chn", "total", "numbers"}
)
_CLASS_HEADS = frozenset({"classes"})
_HEADS = frozenset({"class", "teacher", "classes", "name", "number", "pupils", "on", "form", "roll", "size"})
_NAME_HEADS = frozenset({"class", "teacher", "name", "form"})


def read_table(line: Line, atoms: Sequence[Atom]) -> tuple[Atom, ...] | None:
    """Return the atoms with each row's number of classes put beside its year, or None where there is no table."""
    rows = _rows(line, atoms)
    tabbed = [row for row in rows if any(line.tokens[atom.start].tabbed or atom.value == "|" for atom in row[1:])]
    rows = _years_by_head(line, rows)
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
    counted = bool(_CLASS_HEADS & set(head)) or ("class" in head and all(_year_and_number(row) for row in data))
    if counted and not _TAKING.isdisjoint(head):
        rows, data = _last_number(rows, data), _last_number(data, data)
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


_TAKING = frozenset(
    {"wishing", "link", "linking", "entering", "taking", "offered", "wanted", "joining", "put", "part", "interested"}
)


def _year_and_number(row: Sequence[Atom]) -> bool:
    """Whether a row holds a year and a small number, and nothing else ("Yr / Cls", "3 / 1")."""
    kinds = [atom.kind for atom in row if atom.value != "|"]
    return sorted(kinds) == ["count", "years"]


def _last_number(rows: list[list[Atom]], data: list[list[Atom]]) -> list[list[Atom]]:
    """ "Classes in school / wishing to link": of two numbers in a row, the last is what is offered."""
    out: list[list[Atom]] = []
    for row in rows:
        counts = [atom for atom in row if isinstance(atom.value, Count)] if row in data else []
        out.append([atom._replace(kind="filler", value="in school") if atom in counts[:-1] else atom for atom in row])
    return out


def _years_by_head(line: Line, rows: list[list[Atom]]) -> list[list[Atom]]:
    """Read the bare numbers beneath a head "Year" as years."""
    head = next((row for row in rows if _cells(line, row) and len(_cells(line, row)) > 1), None)
    if head is None or any(isinstance(atom.value, Years) for atom in head):
        return rows
    column = next(
        (
            at
            for at, cell in enumerate(_cells(line, head))
            if cell
            and line.norm(cell[0].start) == "year"
            and line.norm(cell[0].start + 1) in {"group", "", "|"} | _HEADS
        ),
        None,
    )
    if column is None:
        return rows
    out: list[list[Atom]] = []
    for row in rows:
        cells = _cells(line, row)
        if row is not head and column < len(cells) and len(cells[column]) == 1 and len(cells) > 1:
            only = cells[column][0]
            code = year_code(int(line.norm(only.start))) if line.norm(only.start).isdecimal() else None
            if code is not None:
                years = Atom("years", only.start, only.end, Years((code,), "one", (((code,), only.start, only.end),)))
                row = [years if atom is only else atom for atom in row]
        out.append(row)
    return out


def _cells(line: Line, row: Sequence[Atom]) -> list[list[Atom]]:
    """The atoms of a row by its cells."""
    cells: list[list[Atom]] = [[]]
    for atom in row:
        if atom.value == "|" and atom.kind in {"sign", "word"}:
            cells.append([])
        elif line.tokens[atom.start].tabbed and cells[-1]:
            cells.append([atom])
        else:
            cells[-1].append(atom)
    return cells


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
            out.append(atom._replace(value=replace(atom.value, row=True)) if named else atom)
        elif isinstance(atom.value, Count) and counted:
            out.append(atom)
        else:
            out.append(
                Atom("table-cell", atom.start, atom.end, None) if named and atom.kind not in {"ask", "school"} else atom
            )
    return out
