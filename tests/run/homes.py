"""Homes with an inbox, for the tests of the run."""

import hashlib
import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

from merge.made import START

from pipeline.home import Home, init


def line(school: str, email: str = "", telephone: str = "", comments: str = "Two Year 4 classes") -> str:
    return f"EOI | {school} | {email} | {telephone} | {comments}"


BARNFOLD = line("Barnfold Primary School", "office@barnfold.lancs.sch.uk", "+441772554871")
BARNFOLD_LATER = line("Barnfold Primary", "office@barnfold.lancs.sch.uk", "+441772554871", "One Year 6 class")
LUMB = line("Lumb School", "head@lumb.lancs.sch.uk", "+441706229876", "Y3/4")
TOCKHILL = line("Tockhill School", "head@tockhill.lancs.sch.uk", "+441254830212")


def new_home(folder: Path) -> Home:
    return init(folder / "home")


def drop(home: Home, name: str, content: str | bytes, day: int = 0) -> Path:
    """Put a file into the inbox that was last changed so many days after the first."""
    path = home.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    moment = START.timestamp() + 86_400 * day
    os.utime(path, (moment, moment))
    return path


def mail(
    *attachments: tuple[str, bytes], subject: str = "Our form", body: str = "Form attached.", day: int = 3
) -> bytes:
    message = EmailMessage()
    message["From"] = "Jo <office@slyne.lancs.sch.uk>"
    message["Subject"] = subject
    message["Date"] = f"Fri, {day:02d} Jul 2025 09:15:00 +0100"
    message["Message-ID"] = f"<{subject}@example>"
    message.set_content(body)
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if attachments:
        message.set_boundary("the-same-every-time")
    return message.as_bytes()


def zipped(**members: bytes | str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 7, 1, 0, 0, 0)), content)
    return file.getvalue()


def a_night(home: Home) -> None:
    """Fill the inbox with a bit of everything."""
    drop(home, "b1.txt", BARNFOLD)
    drop(home, "copy of b1.txt", BARNFOLD, day=1)
    drop(home, "b2.txt", BARNFOLD_LATER, day=2)
    drop(home, "late.txt", line("Barnfold", "office@barnfold.lancs.sch.uk", "+441772554871", "Year 5"), day=-5)
    drop(home, "both.txt", f"{LUMB}\n{TOCKHILL}")
    drop(home, "from Sue/both.txt", f"{TOCKHILL}\n", day=4)
    drop(
        home,
        "post.eml",
        mail(("slyne.txt", line("Slyne School", "office@slyne.lancs.sch.uk").encode()), ("x.txt", b"?")),
    )
    drop(
        home,
        "many.zip",
        zipped(**{"a.txt": line("Cowpe School", "a@cowpe.lancs.sch.uk"), "b.eml": mail(("c.txt", b"BLANK"))}),
    )
    drop(home, "trip.txt", "Permission slip")
    drop(home, "done.txt", "DAMAGED")
    drop(home, "empty.docx", b"")


def look(folder: Path) -> dict[str, str]:
    """Return every file below a folder, with the hash of its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
