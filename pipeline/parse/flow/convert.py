"""Older and other word processors' files made .docx by LibreOffice, and the preview that Pages keeps of its own."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from pipeline.errors import Unreadable
from pipeline.model import Kind
from pipeline.office import AS_DOCX, OfficeError, TooSlowError, convert, find_libreoffice, workshop

_SUFFIX = {Kind.DOC: ".doc", Kind.ODT: ".odt", Kind.RTF: ".rtf", Kind.PAGES: ".pages", Kind.DOCX: ".docx"}
_LARGEST_PREVIEW = 60 * 2**20


def to_docx(content: bytes, kind: Kind, *, seconds: float) -> bytes:
    """Return the bytes of a .doc, .odt, .rtf or .pages file as .docx.

    Raises Unreadable, with what to do, where LibreOffice is not installed, does not understand the file, or takes
    longer than `seconds`.
    """
    office = find_libreoffice()
    if office is None:
        raise Unreadable(
            f"A {_SUFFIX.get(kind, '')} file can only be read with LibreOffice, which is not installed on this computer.",
            "Install LibreOffice (it is free) and run again, or ask the school to save the form as .docx or PDF.",
        )
    with workshop() as work:
        source, target = work / f"form{_SUFFIX.get(kind, '.bin')}", work / "made"
        source.write_bytes(content)
        try:
            convert(office, work, [source], AS_DOCX, target, seconds)
        except TooSlowError:
            raise Unreadable(
                f"LibreOffice did not finish opening the file within {seconds:.0f} seconds.",
                "Ask the school to save the form as .docx or PDF, and send it once more.",
            ) from None
        except OfficeError as problem:
            raise Unreadable(
                "LibreOffice is installed, and could not be started.",
                "`eoi doctor` says where it was found; install it anew.",
            ) from problem
        made = target / "form.docx"
        if not made.is_file() or not made.stat().st_size:
            raise Unreadable(
                "LibreOffice could not open the file: it is damaged, protected, or not what it says it is.",
                "Ask the school to save the form as .docx or PDF, and send it once more.",
            )
        return made.read_bytes()


def preview_pdf(content: bytes) -> bytes:
    """Return the preview PDF that a .pages file carries, to be read as a page.

    Raises Unreadable where it carries none: Pages leaves it out where its user says so.
    """
    advice = "Ask the school to export the form from Pages as Word or PDF (File > Export To)."
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in ("QuickLook/Preview.pdf", "preview.pdf"):
                if name in archive.namelist():
                    with archive.open(name) as part:
                        preview = part.read(_LARGEST_PREVIEW + 1)
                    if preview.startswith(b"%PDF") and len(preview) <= _LARGEST_PREVIEW:
                        return preview
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as problem:
        raise Unreadable("The Pages file is damaged or protected, and cannot be opened.", advice) from problem
    raise Unreadable("The Pages file carries no preview that could be read.", advice)
