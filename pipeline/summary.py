"""What a run says when it is done, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pipeline.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that could not be taken in or read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run in numbers that add up.

    `nothing_new` is true where no file came in; outputs may have been `written` all the same, if a template changed.
    `came_in` = new_records + superseding + superseded + duplicates + not_forms + blank + unreadable + containers +
    left. It counts the files of the inbox and, besides, what was found inside emails and archives. `headline` says
    it in a sentence, `balance` as the sum in words. `held` counts the records with an open question. `written` and
    `removed` are files of the outbox; `resumed` is true where the run
    before had been cut off and was taken up again.
    """

    started: datetime
    headline: str = "Nothing new: there is nothing to do."
    balance: tuple[tuple[int, str], ...] = ()
    nothing_new: bool = False
    dry_run: bool = False
    resumed: bool = False
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
    records: int = 0
    held: int = 0
    could_not_read: tuple[Trouble, ...] = ()
    waiting: tuple[Trouble, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def came_in(self) -> int:
        return self.files + self.members

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.SOME_UNREADABLE if self.unreadable else ExitCode.DONE

    def in_words(self) -> Iterator[str]:
        """Yield the lines that a person reads: how it went, the sum, and what needs them."""
        if self.dry_run:
            yield "A rehearsal: nothing was changed."
        if self.resumed:
            yield "The last run was cut off. This one took it up again, and nothing is lost."
        yield self.headline
        if self.balance:
            (total, came_in), *parts = self.balance
            yield f"  {total} {came_in} = " + " + ".join(f"{count} {what}" for count, what in parts)
        if self.records:
            schools = "1 school" if self.records == 1 else f"{self.records:,} schools"
            yield f"In all, {schools}: {self.records - self.held:,} ready, {self.held:,} with questions."
        for trouble in self.could_not_read:
            yield f"Could not be read: {trouble.file}. {trouble.reason}"
        for trouble in self.waiting:
            yield f"Left for the next run: {trouble.file}. {trouble.reason}"
        yield from self.problems

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        plain = {**asdict(self), "started": self.started.isoformat(), "came_in": self.came_in}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}
