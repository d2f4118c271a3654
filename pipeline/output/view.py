"""All that the outputs may see of a run: plain, frozen data that the store hands over.

Whatever is not here cannot leak into an output; and the same view gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pipeline.model import Change, FileRow, Record
from pipeline.output.review_book import ReviewBook


@dataclass(frozen=True, slots=True)
class Balance:
    """What came in during one run, and what became of it.

    `files` were taken from the inbox and `members` found inside emails and zip folders. `superseding` forms
    replaced an earlier form of their school; `superseded` ones arrived when a later form was already held.
    `containers` are the emails and zip folders themselves, `left` the files that wait for the next run.
    """

    files: int = 0
    members: int = 0
    new_records: int = 0
    superseding: int = 0
    superseded: int = 0
    duplicates: int = 0
    not_forms: int = 0
    blank: int = 0
    unreadable: int = 0
    containers: int = 0
    left: int = 0

    @property
    def came_in(self) -> int:
        """Everything that was looked at: the left side of the sum."""
        return self.files + self.members

    @property
    def accounted_for(self) -> int:
        """Everything whose fate is known: the right side of the sum."""
        return (
            self.new_records
            + self.superseding
            + self.superseded
            + self.duplicates
            + self.not_forms
            + self.blank
            + self.unreadable
            + self.containers
            + self.left
        )

    @property
    def adds_up(self) -> bool:
        return self.came_in == self.accounted_for


class ChangeKind(StrEnum):
    """What happened to a school's record since the last run."""

    NEW = "new"
    UPDATED = "updated"  # a later form, cell by cell in `changes`
    DECIDED = "decided"  # the coordinator settled a question
    REMOVED = "removed"  # merged into another record, or forgotten


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """A record that is not what it was at the last run. `record` is its id, `school` its name as shown."""

    record: str
    school: str | None
    kind: ChangeKind
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An email of a school that answers to our letter. `text` is what was written, without what is quoted.

    `found_by` is "reference" or "sender": by what the record was found. `sha256` is the mail's, in custody.
    """

    sender: str | None
    sender_name: str | None
    subject: str | None
    received: datetime
    text: str
    found_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """Everything that `outbox/` shows.

    `records` are the current ones, `files` every file ever received, `arrivals` the rows of `files` that this run
    added. `run_started` is aware of its time zone. `left` are files that wait for the next run, each with its
    reason. `previous_letters` is what the last `OutboxResult.letters` said. `book` is what `review.xlsx` is to show;
    without it that file is left as it lies. `replies` are the replies to each record, by its id.
    """

    records: tuple[Record, ...]
    files: tuple[FileRow, ...]
    run_started: datetime
    balance: Balance = Balance()
    changes_since_last: tuple[SchoolChange, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    previous_letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    arrivals: tuple[FileRow, ...] = ()
    book: ReviewBook | None = None
    replies: Mapping[str, tuple[Reply, ...]] = field(default_factory=lambda: MappingProxyType({}))
