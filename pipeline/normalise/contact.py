"""The answer beside "Telephone and Email": every number in E.164, every address in lower case, order as written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Answer, Doubt, Suggestion
from pipeline.normalise.email import Found as FoundEmail
from pipeline.normalise.email import find_emails, undisguised
from pipeline.normalise.telephone import Found as FoundTelephone
from pipeline.normalise.telephone import e164, find_telephones
from pipeline.normalise.text import quoted, standing
from pipeline.programme import Contact

# Half of the county's schools write from "lancs.sch.uk", whose l a scan shows like an I.
_MISREAD_COUNTY = re.compile(r"\.[Il1|]ancs\.")


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach a school."""

    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def read_contact(answer: Answer, organiser: Contact) -> tuple[ContactDetails, tuple[Doubt, ...]]:
    """Read the telephone numbers and email addresses of an answer.

    What cannot be a number or an address is in no list: its doubt quotes it as written. The organiser's own number
    and address are printed on the form, and never an answer.
    """
    text = undisguised(unicodedata.normalize("NFKC", standing(answer)))
    if answer.evidence.confidence < 1:
        text = _MISREAD_COUNTY.sub(".lancs.", text)
    emails = find_emails(text)
    remaining = text
    for found in emails:
        remaining = remaining[: found.start] + "|" * (found.end - found.start) + remaining[found.end :]
    telephones = find_telephones(remaining, from_picture=answer.evidence.confidence < 1)

    own_email, own_number = organiser.email.casefold(), e164(organiser.telephone)
    known_emails = _once(found.address for found in emails if found.address != own_email)
    known_numbers = _once(found.number for found in telephones if found.number != own_number)
    doubts = [
        *(_email_doubt(found) for found in emails if found.address is None),
        *(_telephone_doubt(found) for found in telephones if found.number is None),
    ]
    return ContactDetails(known_numbers, known_emails), tuple(
        doubt for nth, doubt in enumerate(doubts) if doubt not in doubts[:nth]
    )


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _email_doubt(found: FoundEmail) -> Doubt:
    return Doubt(
        "email-invalid",
        "emails",
        f"The email address {quoted(found.written)} {_what_is_wrong(found.written)}.",
        found.written,
        _suggested(found.suggestion),
    )


def _what_is_wrong(written: str) -> str:
    local, at, domain = written.partition("@")
    if not at:
        return "has no @"
    if not local.strip() or not domain.strip():
        return f"is not complete: nothing stands {'before' if not local.strip() else 'after'} the @"
    if "@" in domain:
        return "has more than one @"
    if " " in written:
        return "has a space in it, so it is not certain how it goes on"
    return "cannot be right as it is written"


def _telephone_doubt(found: FoundTelephone) -> Doubt:
    count = f"it has {found.digits} digits"
    if any(char.isalpha() for char in found.written):
        reason = "has a letter among its digits"
    elif found.suggestion:
        reason = "seems to give a second number in short"
    elif found.digits < 10:
        reason = f"cannot be complete: {count}"
    elif found.digits > 11 and not found.written.startswith(("+", "00", "(+")):
        reason = f"cannot be right: {count}"
    else:
        reason = "is not one that exists in the United Kingdom"
    return Doubt(
        "telephone-invalid",
        "telephones",
        f"The telephone number {quoted(found.written)} {reason}.",
        found.written,
        _suggested(found.suggestion),
    )


def _suggested(value: str | None) -> tuple[Suggestion, ...]:
    return (Suggestion(value, [value]),) if value else ()
