"""E-mails, Outlook messages, parcels and archives, one in the other, with any names, cut and changed.

Door: `pipeline.intake.containers.open_document`.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from email.message import EmailMessage
from functools import cache

from fuzz.choices import Choices
from fuzz.reading import SOURCE
from intake.cfb import attachment, message, ole2

from pipeline.intake.containers import Limits, open_document
from pipeline.model import Outcome

LIMITS = Limits(members=12, bytes_a_member=64 << 10, bytes_in_all=200 << 10, depth=3)
_FORM = b"%PDF-1.7 a form"
_HEADERS = (
    "Date",
    "From",
    "Subject",
    "Message-ID",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "MIME-Version",
    "In-Reply-To",
)
_VALUES = (
    "Mon, 99 Foo 20255 99:99:99 +9999", "Thu, 03 Jul 0000 23:30:00 -0000", "=?utf-8?B?////?=", "=?x-none?Q?a?=", "multipart/mixed", "multipart/mixed; boundary=",
    "multipart/mixed; boundary=x", "message/rfc822", "text/plain; charset=no-such", "text/html; charset=utf-16", "text/plain; charset=idna", "base64", "x-uuencode", "attachment; filename*=utf-8''%ff",
    "attachment; filename*0=a; filename*2=b", "a@b, \"c", "<>", "@", "",
)  # fmt: skip


def seeds() -> list[bytes]:
    return [bytes((nth, 0, 1, 2)) for nth in range(12)]


@cache
def _bomb() -> bytes:
    return _zip([("zeros", bytes(1 << 20))])


def one(data: bytes) -> None:
    """Open one nest of containers; raises what must never be raised."""
    choices = Choices(data)
    content = bytearray(_container(choices, 0))
    for _ in choices.rounds(6):
        if not content:
            break
        at = choices.number(len(content))
        match choices.number(5):
            case 0:
                del content[at:]
            case 1:
                content[at : at + 4] = choices.pick(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x01\0\0\0", b"\xfe\xff\xff\xff")
                )
            case 2:
                content[at:at] = choices.bytes(16)
            case 3:
                content[at : at + choices.number(40)] = b""
            case _:
                content[at] = choices.number(256)
    pieces = open_document(bytes(content), SOURCE, LIMITS)
    assert pieces
    assert len(pieces) <= LIMITS.members + 2
    assert sum(len(piece.document.content) for piece in pieces[1:]) <= LIMITS.bytes_in_all
    for piece in pieces:
        assert (piece.outcome in (None, Outcome.CONTAINER)) == (piece.reason is None), piece
        name = piece.document.source.inside
        assert name is None or (
            name.isprintable() and len(name) < 2000 and ".." not in name.replace("!", "/").split("/")
        ), name
        assert len({each.document.source.inside for each in pieces}) == len(pieces)


def _container(choices: Choices, depth: int) -> bytes:
    members = []
    for _ in range(choices.number(4)):
        inner = (
            _container(choices, depth + 1)
            if depth < 5 and choices.number(2)
            else choices.pick((_FORM, b"", bytes(100_000), _bomb(), b"PK\x03\x04", choices.bytes(60)))
        )
        members.append((choices.text(), inner))
    match choices.number(4):
        case 0:
            return _zip(members)
        case 1:
            return _mail(members, choices)
        case 2:
            values: dict[int, str | bytes] = {
                0x0037: _utf16(choices.text()),
                0x1000: _utf16(choices.text()),
                0x5D01: _utf16(choices.text()),
            }
            return ole2(message(values, [attachment(_utf16(name) or "x", inner) for name, inner in members]))
        case _:
            parts = [
                pair
                for (name, inner) in members
                for pair in (
                    (0x00069002, bytes(14)),
                    (0x00018010, name.encode("latin-1", "replace") + b"\0"),
                    (0x0006800F, inner),
                )
            ]
            return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
                struct.pack("<BII", 2, tag, len(part)) + part + struct.pack("<H", sum(part) & 0xFFFF)
                for tag, part in parts
            )


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two members of one name
        for name, content in members:
            safe = name.encode("utf-8", "replace").decode("utf-8")
            archive.writestr(safe if safe.split("\0")[0] else "x", content)  # Python's own writer takes no empty names
    return made.getvalue()


def _mail(members: list[tuple[str, bytes]], choices: Choices) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Jo Brown <office@slyne.example.sch.uk>"
    mail["Subject"] = "Our form"
    mail.set_content("Attached")
    for name, content in members:
        mail.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename="".join(char for char in name if char.isprintable()),
        )
    lines = mail.as_bytes().split(b"\n")
    for _ in range(choices.number(4)):
        header = f"{choices.pick(_HEADERS)}: {choices.pick(_VALUES)}".encode()
        lines.insert(choices.number(len(lines)), header)
    return b"\n".join(lines)


def _utf16(text: str) -> str:
    return text.encode("utf-16-le", "replace").decode("utf-16-le").replace("\0", "")
