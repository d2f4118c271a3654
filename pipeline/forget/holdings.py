"""What is held on whom, and what would have to go for it to be gone."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from pipeline.errors import StoreError
from pipeline.forget.search import holds
from pipeline.forget.whom import Whom, chosen, year_of_receipt
from pipeline.intake.custody import Custody
from pipeline.merge.schools import identity
from pipeline.model import Outcome, Record
from pipeline.output import reference_code, wording
from pipeline.programme import Programme
from pipeline.replies import replies_about
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

    `naming` are those of the `whole` files that gave no form and hold a word of these schools. `unlisted` are originals
    in custody that no run came to take in, by their hashes.
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
    unlisted: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.whole or self.parted or self.unlisted)

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
    signs = _Signs(records, others, replies_about(work, forms), custody)
    whole: list[HeldArrival] = []
    parted: list[Parting] = []
    refusals: list[str] = []
    rest: list[HeldArrival] = []
    arrivals = work.erasure.arrivals()
    for arrival in arrivals:
        mine = [row for row in arrival.rows if row.form_id in forms or row.sha256 in signs.replies]
        theirs = [row for row in arrival.rows if row.form_id is not None and row.form_id not in forms]
        if theirs:
            mine += [row for row in arrival.rows if row.form_id is None and row not in mine and signs.are_in(row)]
        if mine and not theirs:
            whole.append(arrival)
        elif mine:
            refusals += _inseparable(mine, theirs, named)
            parted.append(_parting(arrival, mine))
        elif not theirs and _is_loose(arrival, whom, programme, today):
            whole.append(arrival)
        elif not theirs:
            rest.append(arrival)
    # The same bytes that came again, and those that could not be read the first time.
    again = {row.sha256 for arrival in whole for row in arrival.rows}
    again |= {row.sha256 for parting in parted for row in parting.goes}
    whole += [arrival for arrival in rest if arrival.rows[0].sha256 in again]
    naming = [arrival for arrival in rest if arrival not in whole and any(map(signs.are_in, arrival.rows))]
    whole += naming
    listed = {row.sha256 for arrival in arrivals for row in arrival.rows}
    zone = programme.programme.time_zone
    unlisted = tuple(
        hashed
        for hashed, since in custody.all()
        if hashed not in listed
        and (signs.are_in_content(hashed) or whom.covers(year_of_receipt(since, zone), programme, today))
    )
    return Holding(
        records=tuple(records),
        forms=forms,
        whole=tuple(whole),
        parted=tuple(parted),
        decisions=len(work.decisions.on(forms)) if forms else 0,
        words=signs.words,
        references=tuple(reference_code(record.id, programme) for record in records),
        refusals=tuple(dict.fromkeys(refusals)),
        others=others,
        naming=tuple(naming),
        unlisted=unlisted,
    )


class _Signs:
    """By what a file that gave no form is known to be about some schools.

    Their names, addresses and numbers in it or in its name; in its name also a word that no other school's name has,
    for what cannot be read is often called "Barnfold form.pdf"; or that it is their reply to a letter.
    """

    def __init__(
        self, records: Collection[Record], others: Collection[Record], replies: set[str], custody: Custody
    ) -> None:
        self.words = tuple(dict.fromkeys(word for record in records for word in words_of(record)))
        self.replies = replies
        self._in_names = {*map(_folded, self.words), *(_own_words(records) - _own_words(others))}
        self._custody = custody

    def are_in(self, row: HeldRow) -> bool:
        """Tell whether a row that gave no form is about them."""
        if row.sha256 in self.replies:
            return True
        name = _folded(f"{row.inside or ''} {row.file}")
        if any(word in name for word in self._in_names):
            return True
        if row.outcome == Outcome.CONTAINER.value:
            # Of what is inside there are rows of their own.
            return bool(row.mail) and holds(row.mail.encode("utf-8", "replace"), self.words)
        return self.are_in_content(row.sha256)

    def are_in_content(self, hashed: str) -> bool:
        """Tell whether what is kept under a hash holds one of their words."""
        with contextlib.suppress(StoreError):
            return bool(self.words) and holds(self._custody.read(hashed), self.words)
        return False


def _folded(text: str) -> str:
    """Return text without capitals and accents, as the words of a school's name are."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _own_words(records: Iterable[Record]) -> set[str]:
    said = (said for record in records for said in (record.expression, *(v.form.expression for v in record.history)))
    return {word for each in said for word in identity(each).words if len(word) >= _SHORTEST_WORD}


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
