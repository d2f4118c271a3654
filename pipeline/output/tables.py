"""The four sheets of the master workbook as plain rows, in words that a coordinator reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import FileRow, Flag, Record, Request, Severity, State
from pipeline.output import wording
from pipeline.output.clean import one_line, plain
from pipeline.output.records import files_in_order, in_order
from pipeline.output.reference import reference_code
from pipeline.output.values import value_in_words
from pipeline.output.view import OutboxView
from pipeline.programme import Programme

Cell = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how wide it is, in characters."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet. `held` rows wait for an answer."""

    cells: tuple[Cell, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns and its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def sheets(view: OutboxView, programme: Programme) -> tuple[Sheet, ...]:
    """Return the sheets *Schools*, *Classes*, *Flags* and *Files*, in that order."""
    records = in_order(view.records)
    return (
        schools(records, programme),
        _classes(records, programme),
        _flags(records, programme),
        _files(view.files, records, programme),
    )


# --- Schools --------------------------------------------------------------------------------------------------

# In the order in which they are looked for: who, where it stands, what they want, how to reach them, where it came from.
_SCHOOLS: tuple[tuple[str, int, Callable[[Record, Programme], str]], ...] = (
    ("School", 34, lambda record, _: wording.school(record)),
    ("State", 17, lambda record, _: wording.state(record)),
    ("Classes asked for", 36, lambda record, _: wording.requests_in_brief(record.expression.requests)),
    ("If that is not possible", 24, lambda record, _: wording.requests_in_brief(record.expression.fallbacks)),
    ("Not these years", 13, lambda record, _: wording.years(record.expression.excluded_years)),
    (
        "Partner schools named",
        30,
        lambda record, _: "; ".join(map(wording.partner_in_brief, record.expression.partners)),
    ),
    ("Kind of school wished for", 24, lambda record, _: wording.kinds_in_brief(record.expression.kinds)),
    ("Other wishes", 24, lambda record, _: "; ".join(map(one_line, record.expression.other_wishes))),
    ("(1) Exact year match not essential", 14, lambda record, _: wording.yes_no(record.expression.near_year_ok)),
    ("(2) Other year groups", 16, lambda record, _: wording.years(record.expression.alternative_years)),
    ("Headteacher", 22, lambda record, _: one_line(record.expression.headteacher.name or "")),
    ("Telephone", 16, lambda record, _: "\n".join(map(wording.telephone, record.expression.telephones))),
    ("Email", 34, lambda record, _: "\n".join(map(one_line, record.expression.emails))),
    ("Comments, as written", 50, lambda record, _: plain(record.expression.comments)),
    ("In doubt", 34, lambda record, _: "\n".join(wording.flag_title(flag) for flag in _by_weight(record.flags))),
    ("Signed", 18, lambda record, _: value_in_words("signed", record.expression.signed)),
    ("Date on the form", 17, lambda record, _: wording.day(record.expression.date) if record.expression.date else ""),
    ("Form of", 10, lambda record, _: record.expression.edition or ""),
    ("Received", 24, lambda record, here: wording.moment(record.form.source.received, here.programme.time_zone)),
    ("File", 30, lambda record, _: _file_name(record.form.source.file, record.form.source.inside)),
    ("About the file", 34, lambda record, _: "\n".join(map(plain, record.form.answers.notes))),
    ("URN", 9, lambda record, _: record.expression.school.urn or ""),
    ("Reference", 18, lambda record, here: reference_code(record.id, here)),
)


def schools(records: Iterable[Record], programme: Programme) -> Sheet:
    """Return the sheet *Schools*: one row a school."""
    return Sheet(
        "Schools",
        tuple(Column(heading, width) for heading, width, _ in _SCHOOLS),
        tuple(Row(tuple(say(record, programme) for *_, say in _SCHOOLS), _is_held(record)) for record in records),
    )


# --- Classes --------------------------------------------------------------------------------------------------


def _classes(records: Sequence[Record], programme: Programme) -> Sheet:
    columns = (
        Column("School", 34),
        Column("State", 17),
        Column("Asked for, or would settle for", 20),
        Column("Year group", 24),
        Column("Number of classes", 12),
        Column("Mixed-age", 24),
        Column("In words", 44),
        Column("Reference", 18),
    )

    def rows() -> Iterator[Row]:
        for record in records:
            for wish, asked in _wishes(record):
                cells: tuple[Cell, ...] = (
                    wording.school(record),
                    wording.state(record),
                    wish,
                    wording.years(asked.years, "and" if asked.mixed else "or") or "not said",
                    asked.classes if asked.classes is not None else "not said",
                    _mixed(asked),
                    wording.request(asked),
                    reference_code(record.id, programme),
                )
                yield Row(cells, _is_held(record))

    return Sheet("Classes", columns, tuple(rows()))


def _wishes(record: Record) -> Iterator[tuple[str, Request]]:
    yield from (("Asked for", asked) for asked in record.expression.requests)
    yield from (("Would settle for", asked) for asked in record.expression.fallbacks)


def _mixed(asked: Request) -> str:
    if len(asked.years) < 2:
        return "no"
    return "yes, each class has all" if asked.mixed else "no, any of these years"


# --- Flags ----------------------------------------------------------------------------------------------------


def _flags(records: Sequence[Record], programme: Programme) -> Sheet:
    columns = (
        Column("School", 34),
        Column("What it does", 22),
        Column("What is in doubt", 30),
        Column("In one sentence", 46),
        Column("The school’s words", 40),
        Column("It may mean", 40),
        Column("Part of the form", 22),
        Column("Code", 22),
        Column("Reference", 18),
    )

    def rows() -> Iterator[Row]:
        for record in records:
            for flag in _by_weight(record.flags):
                cells = (
                    wording.school(record),
                    wording.SEVERITIES[flag.severity],
                    wording.flag_title(flag),
                    one_line(flag.message),
                    plain(flag.evidence),
                    "\n".join(f"{nth}. {wording.choice(choice)}" for nth, choice in enumerate(flag.suggestions, 1)),
                    wording.field(flag.field),
                    flag.code,
                    reference_code(record.id, programme),
                )
                yield Row(cells, _is_held(record) and flag.severity is Severity.BLOCKING)

    return Sheet("Flags", columns, tuple(rows()))


def _by_weight(flags: Iterable[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda flag: list(Severity).index(flag.severity))


# --- Files ----------------------------------------------------------------------------------------------------


def _files(files: tuple[FileRow, ...], records: Sequence[Record], programme: Programme) -> Sheet:
    columns = (
        Column("File", 34),
        Column("Inside it", 22),
        Column("What became of it", 26),
        Column("Why, and what to do", 50),
        Column("School", 34),
        Column("Received", 24),
        Column("Reference", 18),
        Column("Fingerprint", 15),
    )
    names = {record.id: wording.school(record) for record in records}
    rows = (
        Row(
            (
                one_line(row.file),
                one_line(row.inside or ""),
                wording.OUTCOMES[row.outcome],
                plain(row.reason or ""),
                names.get(row.record or "", ""),
                wording.moment(row.received, programme.programme.time_zone),
                reference_code(row.record, programme) if row.record else "",
                row.sha256[:12],
            )
        )
        for row in files_in_order(files)
    )
    return Sheet("Files", columns, tuple(rows))


def _file_name(file: str, inside: str | None) -> str:
    return f"{one_line(file)}, inside: {one_line(inside)}" if inside else one_line(file)


def _is_held(record: Record) -> bool:
    return record.state is State.HELD
