"""Whom `eoi forget` is about: schools by name, an edition of the programme, or all that was kept long enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.errors import WrongUse
from pipeline.model import Record
from pipeline.output import reference_code, wording
from pipeline.programme import Programme
from pipeline.years import AcademicYear

# From May on, forms are for the academic year that begins in the same calendar year.
_SEASON_BEGINS = 5


@dataclass(frozen=True, slots=True)
class Whom:
    """What was asked for on the command line; one of the three."""

    schools: tuple[str, ...] = ()
    edition: AcademicYear | None = None
    expired: bool = False

    def covers(self, year: AcademicYear, programme: Programme, today: date) -> bool:
        """Tell whether what belongs to a programme year is meant."""
        if self.edition is not None:
            return year == self.edition
        return self.expired and today > kept_until(year, programme.policy.keep_months)


def chosen(whom: Whom, records: Iterable[Record], programme: Programme, today: date) -> list[Record]:
    """Return the records that are meant. Raises WrongUse where a name fits no school, or more than one."""
    records = list(records)
    if whom.schools:
        found = {record.id: record for text in whom.schools for record in [_one(text, records, programme)]}
        return list(found.values())
    zone = programme.programme.time_zone
    return [record for record in records if whom.covers(edition_of(record, zone), programme, today)]


def edition_of(record: Record, zone: ZoneInfo) -> AcademicYear:
    """Return the programme year that a record counts for.

    It is the one printed on the form; where last year's form came in for this year, it is this year.
    """
    printed = AcademicYear.parse(record.expression.edition or "")
    current = year_of_receipt(record.form.source.received, zone)
    return max(printed, current) if printed else current


def year_of_receipt(received: datetime, zone: ZoneInfo) -> AcademicYear:
    """Return the programme year that something belongs to by the day on which it came in."""
    day = received.astimezone(zone).date()
    return AcademicYear(day.year if day.month >= _SEASON_BEGINS else day.year - 1)


def kept_until(year: AcademicYear, months: int) -> date:
    """Return the last day on which what belongs to a programme year may be kept: months after the year's end."""
    years, month = divmod(year.ends.month + months, 12)
    return date.fromordinal(date(year.ends.year + years, month + 1, 1).toordinal() - 1)


def _one(text: str, records: list[Record], programme: Programme) -> Record:
    wanted = text.strip().casefold()
    by_sign = [
        record
        for record in records
        if wanted in (record.id, reference_code(record.id, programme).casefold(), *_addresses(record))
    ]
    exactly = [record for record in records if wanted in _names(record)]
    about = [record for record in records if wanted and any(wanted in name for name in _names(record))]
    found = by_sign or exactly or about
    if len(found) == 1:
        return found[0]
    if not found:
        raise WrongUse(f"Nothing is held on a school like {text!r}.", "`eoi forget --show` lists every school.")
    names = "".join(f"\n  {reference_code(each.id, programme)}  {wording.school(each)}" for each in found)
    raise WrongUse(f"{text!r} fits {len(found)} schools:{names}", "Name one by its reference.")


def _names(record: Record) -> set[str]:
    names = [each.form.expression.school for each in record.history] + [record.expression.school]
    return {name.casefold() for school in names for name in (school.name, school.as_written) if name}


def _addresses(record: Record) -> set[str]:
    return {address.casefold() for each in record.history for address in each.form.expression.emails}
