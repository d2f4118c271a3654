"""The programme: every fact of the year's letter and form, read from `programme.toml`.

A new year or another area is a new file, no code. All mistakes of a file are told at once, each as one clear
sentence with its key and line (`ProgrammeError`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cattrs import Converter
from cattrs.errors import AttributeValidationNote, ClassValidationError, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from pipeline.errors import ProgrammeError
from pipeline.years import AcademicYear

# The places to write in. "telephone" and "email" are for forms that ask for them apart.
LABELS = frozenset(
    [
        "school",
        "contact",
        "telephone",
        "email",
        "headteacher",
        "comments",
        "near_year_ok",
        "alternative_years",
        "signed",
        "date",
    ]
)


@dataclass(frozen=True)
class Facts:
    """What the programme is, for whom, and what it promises."""

    name: str
    short_name: str
    year: AcademicYear
    organiser: str
    time_zone: ZoneInfo
    who_may_take_part: str
    promise: str


@dataclass(frozen=True)
class Fee:
    """What taking part costs, in whole pounds, and when it is due."""

    pounds: int
    due: str
    also: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom a school writes to, and who signs the letters."""

    name: str
    role: str
    email: str
    telephone: str


@dataclass(frozen=True)
class TrainingDay:
    """A CPD session that link teachers agree to attend."""

    date: date
    place: str
    session: str


@dataclass(frozen=True)
class Register:
    """The list of schools that names are checked against: a GIAS CSV, or none where `file` is empty."""

    file: str = ""


@dataclass(frozen=True)
class Policy:
    """What the coordinator may set: thresholds, limits, and how long data is kept."""

    accept_scans_from: float = 0.90
    settle_seconds: float = 2
    seconds_a_file: float = 300
    megabytes_a_file: int = 2048
    keep_months: int = 12
    letter_pdfs: bool = True
    digest: bool = False


@dataclass(frozen=True)
class Printed:
    """Text of the form, of the letter that it comes with and of their logos, that is neither a label nor an answer."""

    lines: tuple[str, ...] = ()
    letter: tuple[str, ...] = ()
    logos: tuple[str, ...] = ()

    def with_those_of(self, other: Printed) -> Printed:
        """Return what is printed here, and what `other` prints besides."""
        return Printed(
            tuple(dict.fromkeys((*self.lines, *other.lines))),
            tuple(dict.fromkeys((*self.letter, *other.letter))),
            tuple(dict.fromkeys((*self.logos, *other.logos))),
        )


@dataclass(frozen=True)
class Edition:
    """The form as it was printed for one programme year.

    `labels` maps each of `LABELS` to the wordings it is known by, the printed one first.
    """

    year: AcademicYear
    titles: tuple[str, ...] = ()
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    printed: Printed = Printed()
    same_labels_as: AcademicYear | None = None


@dataclass(frozen=True)
class Programme:
    """The facts of one programme year in one area. `folder` is where its file lies."""

    programme: Facts
    fee: Fee
    contact: Contact
    cpd: tuple[TrainingDay, ...]
    edition: tuple[Edition, ...]
    register: Register = Register()
    policy: Policy = Policy()
    folder: Path = Path()

    @property
    def year(self) -> AcademicYear:
        return self.programme.year

    @cached_property
    def current_edition(self) -> Edition:
        """The edition of the form that this year's letter goes out with."""
        return next(edition for edition in self.edition if edition.year == self.year)

    @property
    def register_file(self) -> Path | None:
        """Where the register of schools lies, or None where there is none."""
        return self.folder / self.register.file if self.register.file else None


def load_programme(path: Path) -> Programme:
    """Read and check a `programme.toml`.

    Raises ProgrammeError where the file is missing or is no TOML, or with every mistake that it holds.
    """
    try:
        source = path.read_text("utf-8-sig")
        data = tomllib.loads(source)
    except FileNotFoundError:
        raise ProgrammeError(
            f"There is no {path.name} in {path.parent}.", "Run `eoi init` to make a home, or name yours with --home."
        ) from None
    except tomllib.TOMLDecodeError as slip:
        raise ProgrammeError(
            f"{path.name} cannot be understood: {slip}.", "Compare that line with its neighbours."
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ProgrammeError(f"{path.name} cannot be read: {problem}.", "Save it as plain text (UTF-8).") from None

    data.pop("folder", None)
    try:
        programme = _converter().structure(data, Programme)
    except ClassValidationError as problems:
        mistakes = [f"{path.name}, {_place(source, keys)}: {wrong}." for keys, wrong in _mistakes(problems, ())]
        raise ProgrammeError("\n".join(mistakes)) from None
    programme = replace(programme, folder=path.parent)
    if mistakes := [f"{path.name}, {_place(source, keys)}: {wrong}." for keys, wrong in _contradictions(programme)]:
        raise ProgrammeError("\n".join(mistakes))
    return replace(programme, edition=_with_shared_labels(programme.edition))


def _with_shared_labels(editions: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """Give each edition that names another the labels, titles and printed lines of that one, beside its own."""
    known = {edition.year: edition for edition in editions}

    def completed(edition: Edition) -> Edition:
        other = known.get(edition.same_labels_as) if edition.same_labels_as else None
        if other is None:
            return edition
        return replace(
            edition,
            titles=edition.titles or other.titles,
            labels={**other.labels, **edition.labels},
            printed=edition.printed.with_those_of(other.printed),
        )

    return tuple(completed(edition) for edition in editions)


# --- checking -----------------------------------------------------------------------------------------------


Keys = tuple[str | int, ...]  # the way to a value: ("cpd", 1, "date")


class _Wrong(ValueError):
    """What is wrong with one value, in words that finish the sentence "KEY: …"."""


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)

    def strict(kind: type | tuple[type, ...], wanted: str) -> Any:
        def structure(value: Any, _: type) -> Any:
            if not isinstance(value, kind) or isinstance(value, bool):
                raise _Wrong(f"should be {wanted}, and is {value!r}")
            return value

        return structure

    def truth(value: Any, _: type) -> bool:
        if not isinstance(value, bool):
            raise _Wrong(f"should be true or false without quotation marks, and is {value!r}")
        return value

    def academic_year(value: Any, _: type) -> AcademicYear:
        year = AcademicYear.parse(value) if isinstance(value, str) else None
        if year is None:
            raise _Wrong(f'should be an academic year such as "2025-26", and is {value!r}')
        return year

    def time_zone(value: Any, _: type) -> ZoneInfo:
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, TypeError):
            raise _Wrong(f'should be a time zone such as "Europe/London", and is {value!r}') from None

    def day(value: Any, _: type) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise _Wrong(f"should be a date without quotation marks, such as 2025-12-01, and is {value!r}")
        return value

    converter.register_structure_hook(str, strict(str, "text in quotation marks"))
    converter.register_structure_hook(int, strict(int, "a whole number without quotation marks"))
    converter.register_structure_hook(float, strict((int, float), "a number without quotation marks"))
    converter.register_structure_hook(bool, truth)
    converter.register_structure_hook(date, day)
    converter.register_structure_hook(AcademicYear, academic_year)
    converter.register_structure_hook(ZoneInfo, time_zone)
    converter.register_structure_hook(Path, lambda value, _: Path(value))
    for noun in (Facts, Fee, Contact, TrainingDay, Register, Policy, Printed, Edition, Programme):
        converter.register_structure_hook(noun, make_dict_structure_fn(noun, converter, _cattrs_forbid_extra_keys=True))
    return converter


def _mistakes(problem: BaseException, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Yield the path and the words of every mistake in a tree of validation errors."""
    if isinstance(problem, ForbiddenExtraKeysError):
        for extra in sorted(problem.extra_fields):
            yield (*keys, extra), "is not a key that is known here; is it misspelt"
    elif isinstance(problem, BaseExceptionGroup):
        for part in problem.exceptions:
            yield from _mistakes(part, (*keys, *_step(part)))
    elif isinstance(problem, KeyError):
        yield (*keys, str(problem.args[0])), "is missing"
    elif isinstance(problem, _Wrong):
        yield keys, str(problem)
    else:
        yield keys, "is not of the right shape"


def _step(problem: BaseException) -> Keys:
    """Return the key or the index that cattrs noted on an error, empty where it noted none."""
    for note in getattr(problem, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            # A missing key names itself.
            return () if isinstance(problem, KeyError) else (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


_WORDING = re.compile(r"[^\W_]")
_RANGES = {
    "accept_scans_from": (0, 1),
    "settle_seconds": (0, 3600),
    "seconds_a_file": (1, 86_400),
    "megabytes_a_file": (256, 1_000_000),
    "keep_months": (1, 1200),
}


def _contradictions(programme: Programme) -> Iterator[tuple[Keys, str]]:
    """Yield what is well written and still cannot be: unknown labels, an edition missing, limits out of range."""
    for key in ("name", "short_name"):
        if not _WORDING.search(getattr(programme.programme, key)):
            yield ("programme", key), "is empty; forms are known by it"
    if all(edition.year != programme.year for edition in programme.edition):
        yield ("edition",), f"there is no edition for {programme.year}, the year of the programme"
    for nth, edition in enumerate(programme.edition):
        for unknown in sorted(set(edition.labels) - LABELS):
            yield ("edition", nth, "labels", unknown), f"is no label; known are {', '.join(sorted(LABELS))}"
        for label, wordings in edition.labels.items():
            if not wordings or not all(map(_WORDING.search, wordings)):
                yield ("edition", nth, "labels", label), "should be one wording or more, each with words in it"
        if not all(map(_WORDING.search, edition.titles)):
            yield ("edition", nth, "titles"), "should each have words in it"
        if not edition.labels and edition.same_labels_as not in {other.year for other in programme.edition}:
            yield (
                ("edition", nth, "year"),
                f"the edition {edition.year} has no labels, and names no edition to share them",
            )
    for key, (least, most) in _RANGES.items():
        if not least <= getattr(programme.policy, key) <= most:  # Also what is no number at all: TOML knows nan.
            yield ("policy", key), f"should lie between {least} and {most}"
    if "@" not in programme.contact.email:
        yield ("contact", "email"), "should be an email address"
    if programme.register_file and not _is_file(programme.register_file):
        yield ("register", "file"), f"there is no file {programme.register.file!r} beside programme.toml"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _place(source: str, keys: Keys) -> str:
    """Return "line 12, fee.pounds" for a path of keys; without the line where the key is not written."""
    name = ".".join(str(key) for key in keys if isinstance(key, str))
    line = _line_of(source, keys)
    return f"line {line}, {name}" if line else name


def _line_of(source: str, keys: Keys) -> int | None:
    """Return the line on which a key stands, counted from 1; that of its table where the key is missing."""
    names = [key for key in keys if isinstance(key, str)]
    nth = next((key for key in keys if isinstance(key, int)), 0)
    table, found, seen = "", None, -1
    for number, line in enumerate(source.splitlines(), start=1):
        if header := re.match(r"\s*\[\[?\s*([\w.]+)\s*\]\]?", line):
            table = header[1]
            seen += table == names[0]
            if table == ".".join(names[: table.count(".") + 1]) and max(seen, 0) == nth:
                found = number
        elif found and (key := re.match(r"\s*([\w-]+)\s*=", line)):
            in_reach = max(seen, 0) == nth or nth == 0
            if in_reach and f"{table}.{key[1]}" == ".".join(names[:2] if table.count(".") == 0 else names[:3]):
                return number
    return found
