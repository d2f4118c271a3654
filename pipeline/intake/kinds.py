"""What a file is by its content, whatever its name says.

The first bytes decide; inside a zip the names of its parts do, inside an OLE2 file (Word 97, Outlook) the names of
its streams. Nothing is unpacked here beyond a few small parts.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile
import zlib

import olefile  # type: ignore[import-untyped]

from pipeline.model import Kind

_HEAD = 4096
_SMALL_PART = 1 << 20

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif", b"avif"))
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"

_HEADER_LINE = re.compile(rb"([!-9;-~]+):[ \t]*\S?")
_MAIL_HEADERS = frozenset(
    b"from to subject date message-id received return-path mime-version delivered-to reply-to sender cc "
    b"content-type x-mozilla-status authentication-results dkim-signature".split()
)
_TELLING_HEADERS = frozenset(b"from subject message-id received return-path date to".split())

# What is no form is still named, so that the coordinator knows what was sent.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ID3", "a sound recording"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"BEGIN:VCARD", "a contact card"),
    (b"BEGIN:VCALENDAR", "a calendar entry"),
)
_OFFICE_PARTS = (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation"), ("visio/", "a Visio drawing"))


def kind_of(content: bytes) -> Kind:
    """Return what `content` is."""
    head = content[:_HEAD]
    if not content:
        return Kind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(content)
    if head.startswith(_OLE2):
        return _kind_of_ole2(content)
    if head.startswith(_TNEF):
        return Kind.TNEF
    if _is_image(head):
        return Kind.IMAGE
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{\\rtf"):
        return Kind.RTF
    if _is_mail(text):
        return Kind.EML
    if b"%PDF-" in head:  # Mail gateways and scanners put their own lines before it.
        return Kind.PDF
    return Kind.OTHER


def describe(content: bytes) -> str | None:
    """Return what a file of no kind of ours is ("an Excel workbook"), or None where it cannot be told."""
    head = content[:_HEAD]
    if head.startswith(b"PK"):
        names = _zip_names(content) or ()
        return next((what for part, what in _OFFICE_PARTS if any(name.startswith(part) for name in names)), None)
    if head.startswith(_OLE2):
        streams = _ole2_streams(content)
        if streams & {"workbook", "book"}:
            return "an Excel workbook"
        return "a PowerPoint presentation" if "powerpoint document" in streams else None
    if head[4:8] == b"ftyp" or head.startswith(b"\x1aE\xdf\xa3"):
        return "a film or a sound recording"
    for magic, what in _OTHERS:
        if head.startswith(magic):
            return what
    if re.match(rb"\s*(<!doctype html|<html)", head, re.IGNORECASE):
        return "a web page"
    if head.lstrip().startswith(b"<?xml"):
        return "an XML file"
    with contextlib.suppress(UnicodeDecodeError):
        if head.isascii() or content[:200_000].decode("utf-8"):
            return None if b"\x00" in head else "plain text"
    return None


def _is_image(head: bytes) -> bool:
    if head.startswith(_IMAGES):
        return True
    if head.startswith(b"BM") and len(head) >= 26:
        return struct.unpack_from("<I", head, 14)[0] in (12, 40, 52, 56, 64, 108, 124)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _is_mail(text: bytes) -> bool:
    """Tell whether a text begins with the headers of an email: at least two, one of them telling."""
    lines = text.splitlines()
    if lines and lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    names = set()
    for line in lines:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        if not (found := _HEADER_LINE.match(line)):
            break
        names.add(found[1].lower())
    return (
        len(names & _MAIL_HEADERS) >= 2
        and bool(names & _TELLING_HEADERS)
        and len(names & _MAIL_HEADERS) * 5 >= len(names)
    )


def _kind_of_zip(content: bytes) -> Kind:
    names = _zip_names(content)
    if names is None:
        return _kind_of_broken_zip(content)
    kept = set(names)
    if "[Content_Types].xml" in kept:
        if any(name.startswith("word/") for name in kept):
            return Kind.DOCX
        return Kind.OTHER
    if "mimetype" in kept:
        mimetype = _small_part(content, "mimetype")
        if b"encryption-data" in _small_part(content, "META-INF/manifest.xml"):
            return Kind.ENCRYPTED
        if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
            return Kind.ODT
        return Kind.OTHER if mimetype.startswith(b"application/") else Kind.ZIP
    if kept & {"Index/Document.iwa", "Index.zip", "index.xml", "index.apxl"} and any(
        name.lower().startswith(("quicklook/", "preview", "index")) for name in kept
    ):
        return Kind.PAGES
    return Kind.ZIP


def _kind_of_broken_zip(content: bytes) -> Kind:
    """Guess what a zip without its table of contents was, so that its own reader can say how it is damaged."""
    if b"word/" in content or b"[Content_Types].xml" in content[:_HEAD]:
        return Kind.DOCX
    if b"application/vnd.oasis.opendocument.text" in content[:_HEAD]:
        return Kind.ODT
    return Kind.ZIP


def _zip_names(content: bytes) -> list[str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, OverflowError):
        return None


def _small_part(content: bytes, name: str) -> bytes:
    """Return the beginning of one part of a zip, empty where it is missing or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
            return part.read(_SMALL_PART)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        return b""


def _kind_of_ole2(content: bytes) -> Kind:
    streams = _ole2_streams(content)
    if "encryptedpackage" in streams:
        return Kind.ENCRYPTED
    if "__properties_version1.0" in streams:
        return Kind.MSG
    if "worddocument" in streams:
        return Kind.ENCRYPTED if _is_protected_word(content) else Kind.DOC
    if streams:
        return Kind.OTHER
    # The table of contents is damaged: the reader of old Word files can say so better than we can.
    return Kind.MSG if "__substg1.0_".encode("utf-16-le") in content else Kind.DOC


def _ole2_streams(content: bytes) -> frozenset[str]:
    """Return the names of the outermost streams, in lower case; empty where the file is damaged."""
    try:
        with olefile.OleFileIO(content) as file:
            return frozenset(path[0].lower() for path in file.listdir())
    except Exception:  # olefile meets damage with whatever Python error comes first.
        return frozenset()


def _is_protected_word(content: bytes) -> bool:
    """Tell whether a Word 97 file is encrypted: bit 8 of the flags at offset 10 ([MS-DOC], FibBase)."""
    try:
        with olefile.OleFileIO(content) as file:
            base: bytes = file.openstream("WordDocument").read(12)
    except Exception:  # As above.
        return False
    return len(base) == 12 and bool(struct.unpack_from("<H", base, 10)[0] & 0x0100)
