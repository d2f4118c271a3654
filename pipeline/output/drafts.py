"""Email drafts: a letter attached to a short message that opens unsent in a mail program.

A school's text stands only in the body and, made harmless, at the end of the subject. The recipients are addresses
that were checked; nothing that a school wrote can add one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from datetime import datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from pipeline.model import Record
from pipeline.output import wording
from pipeline.output.clean import one_line, shortened
from pipeline.output.place import digest
from pipeline.output.templating import Stamp
from pipeline.programme import Programme

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_WORD_TYPE = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_WIDTH = 74
_LONGEST_HEADER = 998  # RFC 5322


def recipients(record: Record, programme: Programme) -> tuple[str, ...]:
    """Return the addresses to write to: those on the form, else the one that the form came from.

    The sender is left out where that is somebody of our own, who only passed the form on.
    """
    written = tuple(dict.fromkeys(filter(_ADDRESS.fullmatch, record.expression.emails)))
    mail = record.form.source.mail
    sender = parseaddr(one_line(mail.sender or ""))[1].lower() if mail else ""
    ours = sender.endswith(f"@{_domain(programme)}")
    return written or ((sender,) if _ADDRESS.fullmatch(sender) and not ours else ())


def draft(
    words: Mapping[str, Any], to: tuple[str, ...], letter: bytes, letter_name: str, stamp: Stamp, programme: Programme
) -> bytes:
    """Return the draft that a letter goes out with, as the bytes of an `.eml` file: the same every time."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(programme.contact.name, programme.contact.email)
    if to:
        message["To"] = tuple(Address(addr_spec=address) for address in to)
    message["Subject"] = _subject(words)
    message["Date"] = format_datetime(datetime.combine(stamp.day, time(), programme.programme.time_zone))
    reference = words["reference"]
    message["Message-ID"] = f"<{reference}.{digest(stamp.identifier.encode())}@{_domain(programme)}>"
    message["X-Unsent"] = "1"
    message["X-EOI-Letter"] = stamp.identifier
    message.set_content(_body(words), charset="utf-8", cte="quoted-printable")
    message.add_attachment(letter, maintype=_WORD_TYPE[0], subtype=_WORD_TYPE[1], filename=letter_name)
    # Otherwise a random one, which would make the same draft differ every night.
    message.set_boundary(f"=_{reference}_{digest(stamp.identifier.encode())}")
    # Folding a line that holds a dash or an accent leaves scraps in it that some mail programs show.
    return message.as_bytes(policy=SMTP.clone(max_line_length=_LONGEST_HEADER))


def _subject(words: Mapping[str, Any]) -> str:
    count = len(words["questions"])
    what = wording.counted(count, "question") + " about your form" if count else "what you have asked for"
    school = shortened(words["school"], 60)
    # The mail library decodes an encoded word in what it is given, and with it a line break: a header of their own.
    school = school.replace("=?", "= ?")
    return f"{one_line(words['programme_short'])} {words['year']}: {what} – {school} [{words['reference']}]"


def _body(words: Mapping[str, Any]) -> str:
    parts = [f"{words['greeting']}", words["opening"]]
    if words["questions"]:
        parts.append(words["please_answer"])
        parts += ["\n".join(_question(question)) for question in words["questions"]]
        parts.append("The letter attached says what we have understood, and what happens next.")
    else:
        parts += words["facts"][:1]
        parts.append(
            "The letter attached says all that we have understood, what happens next, what it costs, and when the training is. Please tell us if anything is wrong."
        )
    parts.append("Kind regards")
    parts.append(
        "\n".join((words["contact_name"], words["contact_role"], words["organiser"], words["contact_telephone"]))
    )
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _question(question: Mapping[str, Any]) -> list[str]:
    return [
        f"{question['number']}. {question['text']}",
        *(f"   {option['letter']}. {option['text']}" for option in question["options"]),
    ]


def _wrapped(paragraph: str) -> str:
    """Return a paragraph in lines that no mail program breaks again; numbered lines hang under their text."""
    lines = []
    for line in paragraph.split("\n"):
        marker = re.match(r" *(\d+|[a-z])\. ", line)
        indent = " " * len(marker[0]) if marker else ""
        lines.append(
            textwrap.fill(line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        )
    return "\n".join(lines)


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)


def _domain(programme: Programme) -> str:
    return programme.contact.email.rpartition("@")[2].lower()
