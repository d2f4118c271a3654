"""Read `winmail.dat`, the parcel in which Outlook sometimes wraps a mail's attachments ([MS-OXTNEF]).

Only what the pipeline needs: the attachments with their names, and the plain text. The one TNEF library for Python
is under the LGPL, which the rules of the house leave out, and is no longer kept up.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = 0x223E9F78

_ATTACH_RENDERING = 0x00069002  # begins each attachment
_ATTACH_TITLE = 0x00018010
_ATTACH_DATA = 0x0006800F
_ATTACH_PROPERTIES = 0x00069005
_BODY = 0x0002800C
_CODE_PAGE = 0x00069007

_LONG_FILE_NAME = 0x3707
_FILE_NAME = 0x3704
_ATTACHED_DATA = 0x3701

_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_SEVERAL = 0x1000


@dataclass
class Attachment:
    """One attachment; `content` is None where it holds no plain file (an embedded object)."""

    name: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class Parcel:
    """What a `winmail.dat` holds. `damaged` is true where it ends before its time: what came before is kept."""

    attachments: tuple[Attachment, ...]
    body: str
    damaged: bool


def read_tnef(content: bytes) -> Parcel:
    """Read a parcel as far as it goes.

    Raises ValueError where `content` is none at all.
    """
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        raise ValueError("no TNEF signature")
    attachments: list[Attachment] = []
    body, encoding, damaged = b"", "cp1252", False
    try:
        for attribute, data in _attributes(content):
            if attribute == _CODE_PAGE and len(data) >= 4:
                encoding = _encoding(struct.unpack_from("<I", data)[0])
            elif attribute == _BODY:
                body = data
            elif attribute == _ATTACH_RENDERING:
                attachments.append(Attachment())
            elif attachments:
                _fill_in(attachments[-1], attribute, data, encoding)
    except (struct.error, ValueError):
        damaged = True
    return Parcel(tuple(attachments), body.rstrip(b"\0").decode(encoding, "replace"), damaged)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6  # past the signature and the key
    while at < len(content):
        _, attribute, length = struct.unpack_from("<BII", content, at)
        data = content[at + 9 : at + 9 + length]
        if len(data) < length:
            raise ValueError("cut off")
        yield attribute, data
        at += 9 + length + 2  # the checksum: a mail that arrived is checked enough


def _fill_in(attachment: Attachment, attribute: int, data: bytes, encoding: str) -> None:
    if attribute == _ATTACH_TITLE and not attachment.name:
        attachment.name = data.rstrip(b"\0").decode(encoding, "replace")
    elif attribute == _ATTACH_DATA:
        attachment.content = data
    elif attribute == _ATTACH_PROPERTIES:
        for tag, kind, value in _properties(data):
            if tag in (_LONG_FILE_NAME, _FILE_NAME) and kind in (_STRING8, _UNICODE):
                name = value.decode("utf-16-le" if kind == _UNICODE else encoding, "replace").rstrip("\0")
                if tag == _LONG_FILE_NAME or not attachment.name:
                    attachment.name = name
            elif tag == _ATTACHED_DATA and kind == _BINARY and attachment.content is None:
                attachment.content = value


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield tag, type and (first) value of each MAPI property."""
    count, at = struct.unpack_from("<I", data)[0], 4
    for _ in range(count):
        kind, tag = struct.unpack_from("<HH", data, at)
        at += 4
        if tag >= 0x8000:
            at = _past_name(data, at)
        several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
        if kind in _FIXED:
            values = struct.unpack_from("<I", data, at)[0] if several else 1
            at += (4 if several else 0) + values * _FIXED[kind]
        elif kind in (_STRING8, _UNICODE, _BINARY, _OBJECT):
            values = struct.unpack_from("<I", data, at)[0]
            at += 4
            for nth in range(values):
                length = struct.unpack_from("<I", data, at)[0]
                if nth == 0:
                    yield tag, kind, data[at + 4 : at + 4 + length]
                at += 4 + _padded(length)
        else:
            raise ValueError("a property of unknown type")


def _past_name(data: bytes, at: int) -> int:
    """Return where the value of a named property begins."""
    at += 16
    named_by = struct.unpack_from("<I", data, at)[0]
    at += 4
    return at + 4 if named_by == 0 else at + 4 + _padded(struct.unpack_from("<I", data, at)[0])


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _encoding(code_page: int) -> str:
    name = "utf-8" if code_page == 65001 else f"cp{code_page}"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
