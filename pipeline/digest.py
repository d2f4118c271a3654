"""The digest of a night: a draft in the outbox that says in numbers how it went, for those who read mail only.

Numbers only: it may be sent on, and names neither a school nor a file.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pipeline.programme import Programme
from pipeline.summary import RunSummary

NAME = "digest.eml"


def digest(summary: RunSummary, programme: Programme) -> bytes:
    """Return the draft, which opens unsent in a mail program: the same for the same summary."""
    contact = programme.contact
    message = EmailMessage(policy=SMTP)
    address = Address(display_name=contact.name, addr_spec=contact.email)
    message["From"] = address
    message["To"] = address
    message["Subject"] = f"{programme.programme.short_name} {programme.year}: {summary.headline}"
    message["Date"] = format_datetime(summary.started)
    message["X-Unsent"] = "1"
    message.set_content("\n".join(_lines(summary)) + "\n", charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def _lines(summary: RunSummary) -> list[str]:
    lines = [summary.headline, ""]
    if summary.balance:
        (total, came_in), *parts = summary.balance
        lines += [f"{total} {came_in}:", *(f"  {count} {what}" for count, what in parts), ""]
    lines.append(f"In all: {summary.records} schools, {summary.records - summary.held} ready, {summary.held} held.")
    if summary.unreadable:
        lines.append(f"Could not be read: {summary.unreadable}. The report says what to do about each.")
    if summary.problems:
        lines.append(f"To look at: {len(summary.problems)}, named in the report.")
    lines += ["", "Everything is in report.html in the outbox."]
    return lines
