"""Emails, as Internet messages (`.eml`) and as Outlook keeps them (`.msg`): who wrote when, and what came with it."""

from __future__ import annotations

import contextlib
import email
import email.message
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from pipeline.model import Mail

_LONGEST_BODY = 100_000
_LONGEST_LINE = 500

_SENDER_SMTP_ADDRESS = 0x5D01
_INTERNET_MESSAGE_ID = 0x1035
_IN_REPLY_TO = 0x1042
_DELIVERY_TIME = 0x0E06
_SHORT_FILE_NAME = 0x3704
_EMBEDDED_MESSAGE = "__substg1.0_3701000D"
_EMBEDDED_HEADER = 24  # bytes before the properties of a message inside a message ([MS-OXMSG], 2.4.1.2)


@dataclass(frozen=True)
class Attachment:
    """What came with a mail. `content` is None where it could not be taken out, for the reason that `trouble` gives.

    `shown_in_text` is true for pictures that the mail's own text shows, as a signature does with its logo.
    """

    name: str
    content: bytes | None
    shown_in_text: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail taken apart. `sent` is None where the mail does not say when."""

    mail: Mail
    sent: datetime | None
    attachments: tuple[Attachment, ...]


# --- Internet messages --------------------------------------------------------------------------------------


def read_eml(content: bytes) -> Letter:
    """Take an Internet message apart."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    name, address = _address(_header(message, "From"))
    plain: list[str] = []
    html: list[str] = []
    attachments: list[Attachment] = []
    for part in _parts(message):
        kind = part.get_content_type()
        is_text = kind in ("text/plain", "text/html") and _file_name(part) is None
        if is_text and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else html).append(_text(part))
        else:
            attachments.append(_attachment(part))
    return Letter(
        Mail(
            sender=address,
            sender_name=name,
            subject=_header(message, "Subject"),
            message_id=_header(message, "Message-ID"),
            in_reply_to=_header(message, "In-Reply-To") or _last(_header(message, "References")),
            body=_body("\n".join(plain) or "\n".join(text_of_html(page) for page in html)),
        ),
        _date(_header(message, "Date")),
        tuple(attachments),
    )


def _parts(message: email.message.Message) -> Iterator[email.message.Message]:
    """Yield the leaves of a message; a message attached to it is a leaf, whatever it holds."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.get_payload():
            if isinstance(part, email.message.Message):
                yield from _parts(part)
    else:
        yield message


def _attachment(part: email.message.Message) -> Attachment:
    name = _file_name(part)
    if part.get_content_type() == "message/rfc822":
        inner: Any = part.get_payload()
        inner = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(inner, email.message.Message):
            subject = _header(inner, "Subject") or "forwarded email"
            return Attachment(name or f"{subject}.eml", inner.as_bytes())
        return Attachment(name or "forwarded email.eml", None, trouble="The email inside this email is damaged.")
    is_picture = part.get_content_maintype() == "image"
    shown = is_picture and (part.get("Content-ID") is not None or part.get_content_disposition() == "inline")
    content = part.get_payload(decode=True)
    return Attachment(
        name or f"attachment.{part.get_content_subtype()[:8]}", content if isinstance(content, bytes) else None, shown
    )


def _file_name(part: email.message.Message) -> str | None:
    with contextlib.suppress(ValueError, TypeError, LookupError, IndexError):
        name = part.get_filename()
        return _decoded(name) if name else None
    return None


def _text(part: email.message.Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _header(message: email.message.Message, name: str) -> str | None:
    value = message.get(name)
    return (_line(_decoded(str(value))) or None) if value is not None else None


def _decoded(value: str) -> str:
    """Return a header with its encoded words written out; as it is where they are damaged."""
    pieces = []
    try:
        for piece, charset in email.header.decode_header(value):
            pieces.append(piece.decode(charset or "utf-8", "replace") if isinstance(piece, bytes) else piece)
    except (LookupError, ValueError, email.errors.HeaderParseError):
        return value
    return "".join(pieces)


# --- Outlook ------------------------------------------------------------------------------------------------


def read_msg(content: bytes) -> Letter:
    """Take an Outlook message apart.

    Raises whatever the library meets damage with: the caller holds the file aside.
    """
    from oxmsg import Message  # Slow to import, and few homes see an Outlook message on a given night.

    return _letter(Message.load(content))


def _letter(message: Any) -> Letter:
    properties = message.properties
    headers = {key.lower(): value for key, value in message.message_headers.items()}
    name, address = _address(_decoded(message.sender) if message.sender else None)
    if address is None:
        _, address = _address(properties.str_prop_value(_SENDER_SMTP_ADDRESS))
    sent = _date(headers.get("date")) or message.sent_date or properties.date_prop_value(_DELIVERY_TIME)
    html = message.html_body if not message.body else None
    return Letter(
        Mail(
            sender=address,
            sender_name=name,
            subject=_line(message.subject) or None,
            message_id=_line(properties.str_prop_value(_INTERNET_MESSAGE_ID) or headers.get("message-id") or "")
            or None,
            in_reply_to=_line(properties.str_prop_value(_IN_REPLY_TO) or headers.get("in-reply-to") or "") or None,
            body=_body(message.body or (text_of_html(html) if html else "")),
        ),
        sent if sent is None or sent.tzinfo else sent.replace(tzinfo=UTC),
        tuple(_msg_attachment(attachment) for attachment in message.attachments),
    )


def _msg_attachment(attachment: Any) -> Attachment:
    name = "attachment"
    try:
        properties = attachment.properties
        name = attachment.file_name or properties.str_prop_value(_SHORT_FILE_NAME) or name
        content = attachment.file_bytes
        if content is None:
            return _embedded(attachment, name)
        shown = (attachment.mime_type or "").startswith("image/") and bool(properties.str_prop_value(0x3712))
    except Exception:  # The library meets damage with whatever Python error comes first.
        return Attachment(name, None, trouble="This attachment is damaged inside the email.")
    return Attachment(name, content, shown)


def _embedded(attachment: Any, name: str) -> Attachment:
    """Return a message attached to a message, written out as an Internet message so that it reads like any other."""
    from oxmsg import Message
    from oxmsg.properties import Properties

    class Inner(Message):
        @property
        def _properties(self) -> Properties:
            return Properties(self._storage, properties_header_offset=_EMBEDDED_HEADER)

    storages = [storage for storage in attachment._storage.storages if storage.name == _EMBEDDED_MESSAGE]
    if not storages:
        return Attachment(name, None, trouble="This attachment is a link to a file that was not sent along.")
    letter = _letter(Inner(storages[0]))
    subject = letter.mail.subject or "forwarded email"
    return Attachment(f"{subject}.eml", _as_eml(letter))


def _as_eml(letter: Letter) -> bytes:
    written = email.message.EmailMessage(policy=email.policy.SMTP)
    mail = letter.mail
    if mail.sender or mail.sender_name:
        written["From"] = email.utils.formataddr((mail.sender_name or "", mail.sender or ""))
    for header, value in (
        ("Subject", mail.subject),
        ("Message-ID", mail.message_id),
        ("In-Reply-To", mail.in_reply_to),
    ):
        if value:
            written[header] = value
    if letter.sent:
        written["Date"] = letter.sent
    written["MIME-Version"] = "1.0"
    written.set_content(mail.body)
    for attachment in letter.attachments:
        kind = ("image", "png") if attachment.shown_in_text else ("application", "octet-stream")
        written.add_attachment(
            attachment.content or b"",  # What could not be taken out still has its row, as an empty file.
            maintype=kind[0],
            subtype=kind[1],
            filename=attachment.name,
            disposition="inline" if attachment.shown_in_text else "attachment",
        )
    if written.is_multipart():
        # Otherwise a random one: the same message would be another file each time that it is opened.
        written.set_boundary(f"=_{sha256(repr(letter).encode('utf-8', 'backslashreplace')).hexdigest()}")
    return written.as_bytes()


# --- what both have in common -------------------------------------------------------------------------------


def _address(value: str | None) -> tuple[str | None, str | None]:
    """Return the name and the address of a sender, each None where there is none."""
    if not value:
        return None, None
    name, address = email.utils.parseaddr(value)
    has_address = re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) is not None
    return (name.strip() or None), (address.lower() if has_address else None)


def _date(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        sent = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _line(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())[:_LONGEST_LINE]


def _last(references: str | None) -> str | None:
    return references.split()[-1] if references else None


def _body(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:_LONGEST_BODY]
    # A lone surrogate could not be stored.
    return lines.strip().encode("utf-8", "replace").decode("utf-8")


def text_of_html(page: str) -> str:
    """Return the words of a web page, a line for each of its blocks."""
    words = _Words()
    with contextlib.suppress(AssertionError):  # the parser's own, on broken declarations
        words.feed(page)
        words.close()
    lines = (" ".join(line.split()) for line in "".join(words.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"))
    _UNSEEN = frozenset(("style", "script", "head", "title", "s", "strike", "del"))  # what is struck is withdrawn

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self._UNSEEN
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in ("p", "div", "tr", "table"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))
