"""What was typed in `review.xlsx`, as the store keeps it: every entry with its time and our answer, only ever added to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from pipeline.store import Run, Transaction

_EVENT = "typed"


@dataclass(frozen=True, slots=True)
class Key:
    """Which question a row is about: a flag's field and code on a record, and the other record where there is one."""

    record: str
    field: str
    code: str
    which: str = ""

    def __str__(self) -> str:
        return "|".join((self.record, self.field, self.code, self.which))

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """Return the key that a cell holds, or None where it holds none."""
        parts = text.split("|")
        return cls(*parts) if len(parts) == 4 and parts[0] and parts[1] else None


@dataclass(frozen=True, slots=True)
class Typed:
    """One entry. `decision` is the number of what it became, None where it was not understood or took one back.

    `book` is what the workbook was made of in which it stood; `school` and `question` are what its row showed.
    """

    key: str
    text: str
    by: str
    at: datetime
    book: str
    rests_on: str
    answer: str
    refused: bool = False
    decision: int | None = None
    school: str = ""
    question: str = ""


def keep(work: Transaction, run: Run | None, record_id: str, typed: Typed) -> None:
    """Write an entry down."""
    detail = {**asdict(typed), "at": typed.at.isoformat()}
    work.events.add(run, typed.at, _EVENT, record_id, entry=detail)


def last_typed(work: Transaction) -> dict[str, Typed]:
    """Return the last entry on each question, by its key."""
    found = (detail["entry"] for _, detail in work.events.all(_EVENT))
    return {
        typed.key: typed
        for typed in (Typed(**{**detail, "at": datetime.fromisoformat(detail["at"])}) for detail in found)
    }
