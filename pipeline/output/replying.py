"""A school's reply in words, as the report and the workbook show it beside the question."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.output import wording
from pipeline.output.clean import one_line, shortened
from pipeline.output.view import Reply

_LONGEST = 700


def headline(reply: Reply, zone: ZoneInfo) -> str:
    """Return when a reply came, and from whom."""
    sender = one_line(reply.sender_name or "") or one_line(reply.sender or "") or "a sender not named"
    doubt = ", known by the address alone" if reply.found_by == "sender" else ""
    return f"Reply of {wording.day(reply.received.astimezone(zone))} from {sender}{doubt}"


def in_words(reply: Reply, zone: ZoneInfo) -> str:
    """Return a reply in one line: when, from whom, and what it says."""
    return f"{headline(reply, zone)}: {wording.quoted(shortened(reply.text, _LONGEST))}"
