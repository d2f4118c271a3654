"""What is held on whom, and what would have to go for it to be gone."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from pipeline.errors import StoreError
from pipeline.forget.search import holds
from pipeline.forget.whom import Whom, chosen, year_of_receipt
from pipeline.intake.custody import Custody
from pipeline.model import Outcome, Record
from pipeline.output import reference_code, wording
from pipeline.programme import Programme
from pipeline.store import Transaction
from pipeline.store.erasure import HeldArrival, HeldRow

_SHORTEST_WORD = 5  # a name such as "Hill" would be found everywhere


@dataclass(frozen=True, slots=True)
class Parting:
    """A mail or an archive that also holds what is not to go: its other members become files of their own."""

    arrival: HeldArrival
    goes: tuple[HeldRow, ...]
    stays: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything that is held on some schools. `refusals` say why it cannot be taken out, if it cannot.

    `naming` are those of the `whole` files that gave no form and hold a word of these schools.
    """

    records: tuple[Record, ...]
    forms: frozenset[str]
    whole: tuple[HeldArrival, ...]
    parted: tuple[Parting, ...]
    decisions: int
    words: tuple[str, ...]
    references: tuple[str, ...]
    refusals: tuple[str, ...]
    others: tuple[Record, ...]
    naming: tuple[HeldArrival, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.whole or self.parted)

    @property
    def goes(self) -> list[HeldRow]:
        """Every row of the ledger that goes."""
        whole = [row for arrival in self.whole for row in arrival.rows]
        return [*whole, *(row for parting in self.parted for row in parting.goes)]


def holding_of(work: Transaction, custody: Custody, whom: Whom, programme: Programme, today: date) -> Holding:
    """Return what is held on whom. Raises WrongUse where it is not clear who is meant."""
    everyone = work.records.all()
    records = chosen(whom, everyone, programme, today)
    ids = {record.id for record in records}
    forms = frozenset(work.forms.of_records(ids))
    others = tuple(record for record in everyone if record.id not in ids)
    named = {form: wording.school(record) for record in others for form in work.forms.of_records([record.id])}
    whole: list[HeldArrival] = []
    parted: list[Parting] = []
    refusals: list[str] = []
    rest: list[HeldArrival] = []
    for arrival in work.erasure.arrivals():
        mine = [row for row in arrival.rows if row.form_id in forms]
        theirs = [row for row in arrival.rows if row.form_id is not None and row.form_id not in forms]
        if mine and not theirs:
            whole.append(arrival)
        elif mine:
            refusals += _inseparable(mine, theirs, named)
            parted.append(_parting(arrival, mine))
        elif not theirs and _is_loose(arrival, whom, programme, today):
            whole.append(arrival)
        else:
            rest.append(arrival)
    # The same bytes that came again, and those that could not be read the first time.
    again = {row.sha256 for arrival in whole for row in arrival.rows}
    again |= {row.sha256 for parting in parted for row in parting.goes}
    whole += [arrival for arrival in rest if arrival.rows[0].sha256 in again and not _gave_forms(arrival)]
    words = tuple(dict.fromkeys(word for record in records for word in words_of(record)))
    naming = [arrival for arrival in rest if arrival not in whole and words and _names(arrival, words, custody)]
    whole += naming
    return Holding(
        records=tuple(records),
        forms=forms,
        whole=tuple(whole),
        parted=tuple(parted),
        decisions=len(work.decisions.on(forms)) if forms else 0,
        words=words,
        references=tuple(reference_code(record.id, programme) for record in records),
        refusals=tuple(dict.fromkeys(refusals)),
        others=others,
        naming=tuple(naming),
    )


def words_of(record: Record) -> list[str]:
    """Return the words by which a school would be found: its names, addresses and telephone numbers."""
    words = []
    for said in (record.expression, *(each.form.expression for each in record.history)):
        words += [said.school.name, said.school.as_written, *said.emails]
        for number in said.telephones:
            words += [number, wording.telephone(number), wording.telephone(number).replace(" ", "")]
    return [" ".join(word.split()) for word in words if word and len(word) >= _SHORTEST_WORD]


def _is_loose(arrival: HeldArrival, whom: Whom, programme: Programme, today: date) -> bool:
    """Tell whether a file that gave no form goes with its year: whose it is, nobody can tell."""
    year = year_of_receipt(arrival.rows[0].received, programme.programme.time_zone)
    return whom.covers(year, programme, today)


def _gave_forms(arrival: HeldArrival) -> bool:
    return any(row.form_id for row in arrival.rows)


def _names(arrival: HeldArrival, words: tuple[str, ...], custody: Custody) -> bool:
    """Tell whether a file that gave no form holds one of these words: a letter that came with the form, say."""
    if _gave_forms(arrival):
        return False
    with contextlib.suppress(StoreError):
        return any(holds(custody.read(row.sha256), words) for row in arrival.rows)
    return False


def _inseparable(mine: list[HeldRow], theirs: list[HeldRow], named: dict[str, str]) -> list[str]:
    """Return a sentence for each document that holds the forms of several schools."""
    return [
        f"“{row.inside or row.file}” holds the form of {named.get(other.form_id or '', 'another school')} too, and "
        "one document cannot be parted. Name both schools, or keep both."
        for row in mine
        for other in theirs
        if (row.sha256, row.inside) == (other.sha256, other.inside)
    ]


def _parting(arrival: HeldArrival, mine: Collection[HeldRow]) -> Parting:
    """Part a container: what holds one of these goes with them, all else stays."""
    goes = partial(_goes, mine=mine)
    return Parting(
        arrival,
        tuple(row for row in arrival.rows if goes(row)),
        tuple(row for row in arrival.rows if not goes(row)),
    )


def _goes(row: HeldRow, mine: Collection[HeldRow]) -> bool:
    # A container without its file would be a row about nothing, so all of them go.
    return row in mine or row.outcome == Outcome.CONTAINER.value or any(row.sha256 == each.sha256 for each in mine)
