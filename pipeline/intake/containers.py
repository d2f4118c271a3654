"""Unpack emails, Outlook parcels and zip archives, one inside the other to a sane depth.

Everything that comes out has a row of its own, also what could not be opened: nothing is dropped in silence. What is
declared about sizes is not believed: bytes are counted as they are read.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from pipeline.intake.kinds import kind_of
from pipeline.intake.mails import Attachment, Letter, read_eml, read_msg
from pipeline.intake.names import is_litter, member_name, safe_name, safe_path, unused
from pipeline.intake.quoting import answers_form
from pipeline.intake.tnef import read_tnef
from pipeline.model import Document, Kind, Mail, Outcome, Source

CONTAINERS = frozenset((Kind.EML, Kind.MSG, Kind.TNEF, Kind.ZIP))
NO_FORM_ATTACHED = (
    "An email with no form attached. Its text is kept: it may answer a question, or the questions of the form."
)

# A picture that a mail shows in its own text is a form only if it is as large as a photograph.
_LOGO_PIXELS = 400_000
_LOGO_BYTES = 12_000


@dataclass(frozen=True)
class Limits:
    """How much may come out of one file."""

    members: int = 250
    bytes_a_member: int = 60 << 20
    bytes_in_all: int = 250 << 20
    depth: int = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or a member of one. `outcome` is None where it is to be read; else it is settled, for `reason`."""

    document: Document
    outcome: Outcome | None = None
    reason: str | None = None


@dataclass(frozen=True)
class _Member:
    """Something found inside a container, before it is known what it is."""

    name: str
    content: bytes = b""
    trouble: str = ""
    is_logo: bool = False


@dataclass
class _Left:
    """What may still come out of the file under way."""

    members: int
    bytes: int
    limits: Limits = field(repr=False)

    def take(self, size: int) -> str:
        """Count one more member in; return why it may not come out, or nothing."""
        self.members -= 1
        if self.members < 0:
            return f"It holds more than {self.limits.members} files: this one and those after it were not opened."
        if size > self.limits.bytes_a_member:
            return f"It is larger than {self.limits.bytes_a_member >> 20} MB unpacked: no form is."
        self.bytes -= size
        if self.bytes < 0:
            return f"Unpacked, it grows beyond {self.limits.bytes_in_all >> 20} MB: this file and those after it were not opened."
        return ""


class _LimitError(Exception):
    """The limits are reached: nothing more comes out of this file."""


def open_document(content: bytes, source: Source, limits: Limits | None = None) -> list[Piece]:
    """Return what a file holds, from the outside in; a file that is no container is its own only piece."""
    limits = limits or Limits()
    document = Document(content, kind_of(content), source)
    if document.kind not in CONTAINERS:
        return [Piece(document)]
    pieces: list[Piece] = []
    with contextlib.suppress(_LimitError):  # The last piece says so.
        _unpack(document, pieces, _Left(limits.members, limits.bytes_in_all, limits), depth=1)
    return pieces


def _unpack(document: Document, pieces: list[Piece], left: _Left, depth: int) -> None:
    """Append a container and, after it, everything inside it."""
    try:
        mail_source, members = _look_inside(document, left)
    except Exception as damage:  # Readers of containers meet damage with whatever Python error comes first.
        kind = "email" if document.kind in (Kind.EML, Kind.MSG, Kind.TNEF) else "archive"
        if isinstance(damage, _PasswordError):
            reason = f"This {kind} is protected with a password. Ask for it without one."
        else:
            reason = f"This {kind} is damaged and cannot be opened. Ask for it to be sent again."
        pieces.append(Piece(document, Outcome.UNREADABLE, reason))
        return
    document = replace(document, source=mail_source)
    place = len(pieces)
    pieces.append(Piece(document, Outcome.CONTAINER))
    taken: set[str] = set()
    worth_a_row = False
    for member in members:
        safe = safe_path(member.name) if document.kind is Kind.ZIP else safe_name(member.name)
        name = unused(member_name(safe), taken)
        taken.add(name.casefold())
        worth_a_row = worth_a_row or not member.is_logo
        _add(member, name, document.source, pieces, left, depth)
    if not worth_a_row:
        # Logos alone are no members worth rows of their own: the mail itself is what there is to look at.
        answers = document.source.mail is not None and answers_form(document.source.mail.body)
        alone = Piece(document) if answers else Piece(document, Outcome.NOT_A_FORM, _nothing_inside(document))
        pieces[place:] = [alone]


def _add(member: _Member, name: str, parent: Source, pieces: list[Piece], left: _Left, depth: int) -> None:
    kind = kind_of(member.content)
    source = replace(
        parent,
        sha256=sha256(member.content).hexdigest(),
        inside=f"{parent.inside}!{name}" if parent.inside else name,
    )
    document = Document(member.content, kind, source)
    if trouble := left.take(len(member.content)):
        pieces.append(Piece(replace(document, content=b""), Outcome.UNREADABLE, trouble))
        raise _LimitError
    if member.trouble:
        pieces.append(Piece(document, Outcome.UNREADABLE, member.trouble))
    elif member.is_logo:
        pieces.append(Piece(document, Outcome.NOT_A_FORM, "A small picture in the email's own text, such as a logo."))
    elif kind not in CONTAINERS:
        pieces.append(Piece(document))
    elif depth >= left.limits.depth:
        reason = f"It is packed more than {left.limits.depth} deep. Unpack it and put what is inside into the inbox."
        pieces.append(Piece(document, Outcome.UNREADABLE, reason))
    else:
        _unpack(document, pieces, left, depth + 1)


def _nothing_inside(document: Document) -> str:
    if document.kind is Kind.ZIP:
        return "An archive with nothing in it."
    if document.source.mail and document.source.mail.body:
        return NO_FORM_ATTACHED
    return "An email with no form attached, and no text."


def _look_inside(document: Document, left: _Left) -> tuple[Source, Iterable[_Member]]:
    """Return the container's source with what its mail says, and its members."""
    source = document.source
    match document.kind:
        case Kind.ZIP:
            return source, _zip_members(document.content, left.limits)
        case Kind.TNEF:
            parcel = read_tnef(document.content)
            body = parcel.body.strip()
            if body and source.mail is None:
                source = replace(source, mail=Mail(body=body))
            members = [_attached(a.name or "attachment", a.content) for a in parcel.attachments]
            if parcel.damaged:
                members.append(
                    _Member(
                        "the rest of it",
                        trouble="The parcel (winmail.dat) ends before its time. Ask for the form to be sent again.",
                    )
                )
            return source, members
        case Kind.EML:
            letter = read_eml(document.content)
        case _:
            letter = read_msg(document.content)
    return _from_mail(source, letter), [_attachment(a) for a in letter.attachments]


def _from_mail(source: Source, letter: Letter) -> Source:
    """Return the source of what came in a mail: received when the mail was sent, in the time zone of the file's."""
    received = source.received
    if letter.sent is not None:
        try:
            received = letter.sent.astimezone(source.received.tzinfo).replace(microsecond=0)
        except (OverflowError, ValueError):  # a year that no calendar has
            received = source.received
    return replace(source, received=received, mail=letter.mail)


def _attached(name: str, content: bytes | None) -> _Member:
    if content is None:
        return _Member(
            name, trouble="This attachment could not be taken out of its email. Ask for it to be sent again."
        )
    return _Member(name, content)


def _attachment(attachment: Attachment) -> _Member:
    if attachment.content is None:
        return replace(_attached(attachment.name, None), trouble=attachment.trouble or _attached("", None).trouble)
    in_text = attachment.shown_in_text or _IN_TEXT.fullmatch(attachment.name) is not None
    is_logo = in_text and _is_small_picture(attachment.content)
    return _Member(attachment.name, attachment.content, is_logo=is_logo)


# What Outlook calls the pictures of a message's own text; a program that passes it on may attach them.
_IN_TEXT = re.compile(r"image\d{3}\.(?:png|jpe?g|gif|bmp)", re.IGNORECASE)


def _is_small_picture(content: bytes) -> bool:
    if len(content) <= _LOGO_BYTES:
        return True
    from PIL import Image  # Only mails with pictures need it.

    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except Exception:  # Whatever is wrong with it, its own reader will say.
        return False
    return width * height <= _LOGO_PIXELS or max(width, height) > 4 * min(width, height)


# --- zip ----------------------------------------------------------------------------------------------------


class _PasswordError(Exception):
    """Every member needs a password."""


def _zip_members(content: bytes, limits: Limits) -> Iterator[_Member]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    entries = [entry for entry in archive.infolist() if _is_worth_opening(entry)]
    if entries and all(entry.flag_bits & 1 for entry in entries):
        raise _PasswordError
    return (_zip_member(archive, entry, limits) for entry in entries)


def _is_worth_opening(entry: zipfile.ZipInfo) -> bool:
    parts = [part for part in entry.filename.replace("\\", "/").split("/") if part]
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not entry.is_dir() and not is_link and not any(is_litter(part) for part in parts if part != "..")


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> _Member:
    if entry.flag_bits & 1:
        return _Member(entry.filename, trouble="It is protected with a password. Ask for it without one.")
    try:
        with archive.open(entry) as part:
            # One byte more than is allowed shows that there is more, whatever size was declared.
            return _Member(entry.filename, part.read(limits.bytes_a_member + 1))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        MemoryError,
    ):
        return _Member(entry.filename, trouble="It is damaged inside the archive. Ask for it to be sent again.")
