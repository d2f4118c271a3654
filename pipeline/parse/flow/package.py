"""A Word file opened as what it is: a zip of XML parts from a stranger.

Nothing is unpacked before its size is known, nothing is read beyond a limit even if the declared size lies, and no entity,
link or document type is followed.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import lxml.etree as etree

from pipeline.errors import Unreadable

Element = Any  # lxml's elements carry no types

_MEGABYTE = 2**20
_MOST_ENTRIES = 3000
_LARGEST_TOTAL = 400 * _MEGABYTE
_LARGEST_PART = 30 * _MEGABYTE
# Text of XML shrinks by 10 to 30; far beyond that, something was made to burst.
_HIGHEST_RATIO = 200
_RATIO_MATTERS_FROM = 40 * _MEGABYTE

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"

# ISO/IEC 29500 Strict writes the same elements under other names (part 1, annex A).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
)

_DAMAGED = "The Word file is damaged or was cut short, and cannot be opened."
_RESEND = "Ask the school to open it in Word, save it again as .docx, and send it once more."


@dataclass(frozen=True)
class Package:
    """The parts of a Word document that can hold an answer. A part that is not there is None or missing."""

    document: Element
    styles: Element | None = None
    comments: Element | None = None
    footnotes: Element | None = None
    margins: tuple[Element, ...] = ()  # headers and footers
    links: dict[str, str] = field(default_factory=dict)  # relationship id of the document -> target


def open_package(content: bytes) -> Package:
    """Open the bytes of a .docx or .docm.

    Raises Unreadable, with what to do, where they are damaged, protected, too large, or no Word document.
    """
    if content.startswith(_OLE2):
        raise Unreadable(
            "The file is protected with a password, or is in the old Word format (.doc).",
            "Ask the school to save it as .docx without a password.",
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check(archive)
            return _parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        struct.error,
        OSError,
        ValueError,
        NotImplementedError,
    ) as problem:
        raise Unreadable(_DAMAGED, _RESEND) from problem
    except (RuntimeError, KeyError) as problem:
        raise Unreadable("The Word file is protected with a password or incomplete.", _RESEND) from problem


def pictures_of(archive: zipfile.ZipFile, document: Element) -> Iterator[bytes]:
    """Yield the pictures that the text of an opened document shows, in its order."""
    names = set(archive.namelist())
    main = _main(archive, names)
    targets = {rel.get("Id"): _target(rel, main) for rel in _rels(archive, names, main) if _is_inside(rel)}
    for picture in document.iter(_BLIP, _IMAGE_DATA):
        target = targets.get(picture.get(f"{{{_R}}}embed") or picture.get(f"{{{_R}}}id"))
        if target in names:
            yield _limited(archive, target)


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if (
        len(entries) > _MOST_ENTRIES
        or total > _LARGEST_TOTAL
        or (total > _RATIO_MATTERS_FROM and total / packed > _HIGHEST_RATIO)
    ):
        raise Unreadable("The Word file unpacks to far more than a form can be, and was not opened.", _RESEND)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("The file is protected with a password.", "Ask the school to send it without one.")


def _parts(archive: zipfile.ZipFile) -> Package:
    names = set(archive.namelist())
    main = _main(archive, names)
    if main not in names:
        raise Unreadable("The file is no Word document: it holds no text part.", _RESEND)
    document = _xml(archive, main)
    if document.tag != f"{{{W}}}document":
        raise Unreadable("The file is no Word document (another Office program made it).", _RESEND)
    related = [(kind, target) for kind, target in _related(archive, names, main) if target in names]

    def part(wanted: str) -> Element | None:
        return next((_xml(archive, target) for kind, target in related if kind == wanted), None)

    return Package(
        document=document,
        styles=part("styles"),
        comments=part("comments"),
        footnotes=part("footnotes"),
        margins=tuple(_xml(archive, target) for kind, target in related if kind in ("header", "footer")),
        links=_links(archive, names, main),
    )


def _main(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return the name of the part that holds the text."""
    return next(
        (target for kind, target in _related(archive, names, "") if kind == "officeDocument" and target in names),
        "word/document.xml",
    )


def _rels(archive: zipfile.ZipFile, names: set[str], part: str) -> list[Element]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    return list(_xml(archive, rels).iter(f"{{{_PACKAGE_RELS}}}Relationship")) if rels in names else []


def _related(archive: zipfile.ZipFile, names: set[str], part: str) -> list[tuple[str, str]]:
    """Return the kind and the name of each part that `part` refers to (ECMA-376 part 2, 9.3)."""
    return [
        (posixpath.basename(rel.get("Type", "")), _target(rel, part))
        for rel in _rels(archive, names, part)
        if _is_inside(rel)
    ]


def _target(rel: Element, part: str) -> str:
    """Return the name of the part that a relationship of `part` leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), rel.get("Target", ""))).lstrip("/")


def _is_inside(rel: Element) -> bool:
    return bool(rel.get("TargetMode") != "External")


def _links(archive: zipfile.ZipFile, names: set[str], part: str) -> dict[str, str]:
    return {
        rel.get("Id", ""): rel.get("Target", "")
        for rel in _rels(archive, names, part)
        if rel.get("TargetMode") == "External"
    }


def _limited(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise Unreadable("A part of the Word file is far larger than a form can be, and was not read.", _RESEND)
    return content


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    content = _limited(archive, name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("The Word file holds definitions that no Word document has, and was not read.", _RESEND)
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable(_DAMAGED, _RESEND) from problem
