"""A full inbox, on the second night of a home: over forty files of every sort, with containers and resubmissions.

The first night has been taken in already, one question waits, and the coordinator has answered another in
`review.xlsx`. So the night under test hears decisions, supersedes, finds again, and answers replies.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
from intake.cfb import attachment, message, ole2
from run.homes import drop, line, mail, zipped
from run.readers import read

from pipeline.errors import DocumentError
from pipeline.home import Home, init, shipped_templates
from pipeline.model import Document, Form, Kind
from pipeline.output.review_book import BY, DECISION, NAME
from pipeline.programme import load_programme
from pipeline.reading import open_reader

FIRST_NIGHT, THIS_NIGHT = "2025-07-02T02:00:00+01:00", "2025-07-12T02:00:00+01:00"

_SCHOOLS = ("Barnfold", "Lumb", "Tockhill", "Slyne", "Cowpe", "Anglezarke", "Quernmore", "Wycoller", "Grindleton", "Samlesbury", "Heysham", "Ightenhill", "Edgworth", "Whalley")  # fmt: skip
_FORMS = shipped_templates() / "demo"


def open_mixed_reader(home: Home) -> Callable[[], Callable[[Document], list[Form]]]:
    """Return what opens the reader of the night: the real one for Word files, a stand-in for the rest.

    The real one is loaded here, and reads each file once: what is tested is what becomes of a form, hundreds of times.
    """
    really = open_reader(load_programme(home.programme))
    known: dict[str, list[Form] | DocumentError] = {}

    def read_one(document: Document) -> list[Form]:
        if document.kind is not Kind.DOCX:
            return read(document)
        key = document.source.sha256
        if key not in known:
            try:
                known[key] = really(document)
            except DocumentError as refusal:
                known[key] = refusal
        found = known[key]
        if isinstance(found, DocumentError):
            raise found
        return found

    return lambda: read_one


def said(school: str, comments: str = "Two Year 4 classes") -> str:
    """Return a form that the stand-in reader reads."""
    number = _SCHOOLS.index(school)
    slug = school.lower().replace(" ", "")
    return line(f"{school} Primary School", f"office@{slug}.lancs.sch.uk", f"+4417725548{number:02d}", comments)


def the_night_before(folder: Path, night: Callable[[Home], object]) -> Home:
    """Make a home in which a first `night` was done, and its questions answered but for one."""
    home = init(folder)
    for name in ("confirmation.docx", "query.docx"):
        _plain_template(home.templates / name)
    for school in ("Barnfold", "Lumb", "Tockhill"):
        drop(home, f"{school}.txt", said(school))
    drop(home, "Slyne.txt", said("Slyne", "Y3/4"))
    drop(home, "Cowpe.txt", said("Cowpe", "Y3/4"))
    drop(home, "leaflet.txt", "A leaflet")
    night(home)
    _answer(home, "Slyne")
    return home


def fill(home: Home) -> None:
    """Put the second night's files into the inbox."""
    _single_files(home)
    _mails_and_archives(home)


def _single_files(home: Home) -> None:
    for school in ("Anglezarke", "Quernmore", "Wycoller", "Grindleton"):
        drop(home, f"{school} EOI.txt", said(school), day=2)
    # Forms again: later ones, an earlier one that comes late, the same answers, the same bytes.
    drop(home, "Barnfold corrected.txt", said("Barnfold", "One Year 6 class"), day=3)
    drop(home, "Barnfold corrected again.txt", said("Barnfold", "One Year 5 class"), day=4)
    drop(home, "Lumb late.txt", said("Lumb", "Year 2"), day=-9)
    drop(home, "Tockhill same.txt", said("Tockhill") + " \n", day=2)
    drop(home, "copy of Lumb.txt", said("Lumb"), day=2)
    drop(home, "copies/Wycoller EOI.txt", said("Wycoller"), day=3)
    drop(home, "copies/Wycoller EOI (1).txt", said("Wycoller"), day=4)
    drop(home, "Wycoller changed.txt", said("Wycoller", "One Year 3 class"), day=5)
    drop(home, "Slyne once more.txt", said("Slyne", "Y3/4"), day=6)
    drop(home, "two forms.txt", f"{said('Heysham')}\n{said('Ightenhill', 'Y3/4')}", day=2)
    drop(home, "from Sue/two forms.txt", f"{said('Ightenhill', 'Y3/4')}\n", day=5)
    drop(home, "from Sue/more/Nateby.txt", said("Quernmore", "One Year 1 class"), day=5)
    # Names that meet in the folders they are moved to.
    drop(home, "Lumb.txt", said("Lumb", "One Year 4 class"), day=4)
    drop(home, "more/leaflet.txt", "Another leaflet", day=1)
    drop(home, "done.txt", "A trip", day=1)
    drop(home, "blank.txt", "BLANK", day=1)
    drop(home, "damaged.txt", "DAMAGED", day=1)
    drop(home, "damaged once more.txt", "DAMAGED", day=2)
    drop(home, "fault.txt", "FAULT", day=1)
    drop(home, "misshapen.txt", "MISSHAPEN", day=1)
    drop(home, "empty.docx", b"", day=1)
    drop(home, "cut off.zip", b"PK\x03\x04 cut off", day=1)
    drop(home, "an ‘odd’ name – “very” long " + "x" * 150 + ".txt", said("Grindleton", "Reception"), day=5)
    for nth, name in enumerate(("Ashbeck EOI.docx", "Ashbeck EOI corrected.docx", "EOI blank.docx")):  # fmt: skip
        drop(home, name, (_FORMS / name).read_bytes(), day=nth)


def _mails_and_archives(home: Home) -> None:
    def attached(name: str, school: str, comments: str = "Two Year 4 classes") -> tuple[str, bytes]:
        return name, said(school, comments).encode()

    inner = mail(attached("form.txt", "Anglezarke", "Year 6"), subject="Inner", day=2)
    drop(home, "one form.eml", mail(attached("form.txt", "Samlesbury"), ("logo.txt", b"A logo")), day=3)
    drop(
        home,
        "forwarded.eml",
        mail(("inner.eml", inner), attached("ours.txt", "Wycoller", "Year 2"), subject="Fwd"),
        day=3,
    )
    drop(
        home,
        "forwarded again.eml",
        mail(("inner.eml", inner), attached("ours.txt", "Wycoller", "Year 2"), subject="Fwd"),
        day=4,
    )
    drop(home, "corrected.eml", mail(attached("form.txt", "Samlesbury", "Year 1"), subject="Corrected", day=5), day=5)
    drop(home, "parcel.eml", mail(("winmail.dat", _parcel("Whalley")), subject="Parcel", day=4), day=4)
    drop(home, "no form.eml", mail(subject="A question", body="When is the training?", day=4), day=4)
    drop(home, "reply.eml", _from("office@cowpe.lancs.sch.uk", "One mixed class, thank you."), day=8)
    drop(home, "reply with form.eml", _from("office@lumb.lancs.sch.uk", "Attached.", said("Lumb", "Year 3")), day=8)
    drop(home, "outlook.msg", _outlook("Our form", "Edgworth"), day=3)
    nested = {"Our form.eml": inner, "more/Samlesbury.txt": said("Samlesbury"), "trip.txt": "A trip"}
    drop(home, "forms.zip", zipped(**nested, **{"Blank.txt": "BLANK", "bad.txt": "DAMAGED"}), day=4)
    drop(
        home,
        "zip in zip.zip",
        zipped(**{"forms.zip": zipped(**nested), "Tosside.txt": said("Edgworth", "Year 4")}),
        day=5,
    )
    drop(home, "zip in mail.eml", mail(("z.zip", zipped(**{"a.txt": said("Cowpe", "Y5")})), subject="Z", day=6), day=6)
    drop(home, "nothing.zip", zipped(), day=4)


def _plain_template(path: Path) -> None:
    """Make a letter template that is quick to fill in: hundreds of nights are done with it."""
    letter = docx.Document()
    letter.add_paragraph("{{ greeting }}, {{ school }}: {{ facts }} {{ questions }} {{ reference }}")
    letter.save(str(path))


def _from(sender: str, body: str, form: str = "") -> bytes:
    """Return a mail of a school itself, which may be a reply."""
    sent = mail(*([("form.txt", form.encode())] if form else []), subject=f"Re {sender}", body=body, day=9)
    return sent.replace(b"office@slyne.lancs.sch.uk", sender.encode())


def _outlook(subject: str, school: str) -> bytes:
    head: dict[int, str | bytes] = {
        0x0037: subject,
        0x1000: "Attached.",
        0x0C1A: "Jo",
        0x5D01: "jo@edgworth.lancs.sch.uk",
    }
    inner = message(head, [attachment("inner.txt", said("Tockhill", "Year 5").encode())], header=24)
    return ole2(message(head, [attachment("form.txt", said(school).encode()), attachment("fwd", inner=inner)]))


def _parcel(school: str) -> bytes:
    """Return a winmail.dat with a form in it ([MS-OXTNEF])."""
    attributes = ((0x0002800C, b"Attached.\0"), (0x00069002, bytes(14)), (0x00018010, b"form.txt\0"), (0x0006800F, said(school).encode()))  # fmt: skip
    parts = (struct.pack("<BII", 2, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF) for tag, data in attributes)  # fmt: skip
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(parts)


def _answer(home: Home, school: str) -> None:
    """Answer a school's questions in the workbook, as the coordinator does."""
    path = home.outbox / NAME
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    heading = next(row for row in page.iter_rows() if any(cell.value == DECISION for cell in row))
    column = {cell.value: cell.column for cell in heading}
    for row in range(heading[0].row + 1, page.max_row + 1):
        if school in str(page.cell(row, 1).value):
            page.cell(row, column[DECISION], "leave it")
            page.cell(row, column[BY], "Jo")
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    os.utime(path, (1_751_600_000, 1_751_600_000))
