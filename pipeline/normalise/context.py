"""What reading a form depends on besides the form itself, and the shape of the comment reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from pipeline.model import Doubt, Partner, Request
from pipeline.normalise.register import SchoolRegister
from pipeline.programme import Programme
from pipeline.years import AcademicYear


class Span(Protocol):
    """A few words of a comment, and what they were understood as."""

    @property
    def label(self) -> str: ...


class CommentReading(Protocol):
    """What a comment asks for (`pipeline.normalise.comments`)."""

    @property
    def requests(self) -> tuple[Request, ...]: ...
    @property
    def fallbacks(self) -> tuple[Request, ...]: ...
    @property
    def excluded_years(self) -> tuple[str, ...]: ...
    @property
    def partners(self) -> tuple[Partner, ...]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def other_wishes(self) -> tuple[str, ...]: ...
    @property
    def near_year_said(self) -> bool | None: ...
    @property
    def doubts(self) -> tuple[Doubt, ...]: ...
    @property
    def spans(self) -> Sequence[Span]: ...


class CommentReader(Protocol):
    """Reads a comment, relative to the date of its form."""

    def read(self, text: str, form_date: date) -> CommentReading: ...


class YearListReading(Protocol):
    """What statement (2) lists."""

    @property
    def years(self) -> tuple[str, ...]: ...
    @property
    def doubts(self) -> tuple[Doubt, ...]: ...


def _read_year_list(
    text: str, *, year: AcademicYear, form_date: date, requested: Collection[str], excluded: Collection[str]
) -> YearListReading:
    # The language of years is loaded only when there is a list to read.
    from pipeline.normalise.comments import read_year_list

    reading: YearListReading = read_year_list(
        text, year=year, form_date=form_date, requested=requested, excluded=excluded
    )
    return reading


@dataclass(frozen=True, slots=True)
class Context:
    """What a form is read against.

    `received` is aware of its time zone. `sender` is the address of the mail that the form came in, None where it
    came as a file; `cover_letter` is what that mail says.
    """

    programme: Programme
    comment_reader: CommentReader
    register: SchoolRegister | None
    received: datetime
    sender: str | None = None
    year_list_reader: Callable[..., Any] = _read_year_list
    cover_letter: str = ""

    @property
    def day_received(self) -> date:
        """The day on which the form was received, where the programme runs."""
        return self.received.astimezone(self.programme.programme.time_zone).date()

    @property
    def reply_address(self) -> str | None:
        """The sender's address, where the sender is the school: a colleague may have forwarded its form."""
        if not self.sender or "@" not in self.sender:
            return None
        sender, own = self.sender.casefold(), self.programme.contact.email.casefold()
        return None if sender.rpartition("@")[2] == own.rpartition("@")[2] else sender
