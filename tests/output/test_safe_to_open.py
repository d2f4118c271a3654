"""Everything that comes out is safe to open, whatever came in: hostile text in every field and every name, by the commands.

Each output is opened as its program would, and looked through for whatever could act: formulas, scripts, links,
recipients, signs that a terminal obeys, names that show backwards.
"""

from __future__ import annotations

import csv
import email
import io
import json
import re
import zipfile
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32, default
from html.parser import HTMLParser
from pathlib import Path

import lxml.etree as etree
import pytest
from builders.needs import needs_libreoffice
from builders.pdf import Filled, filled_form, saved
from builders.word import ANSWERS, WordForm, zipped
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.home import Home, init

EVIL = "evil.example"
TEXTS = (
    f'=HYPERLINK("http://{EVIL}","Lumb")',
    "@SUM(1+1)*cmd|'/c calc'!A0",
    f"Lumb <script>alert(1)</script><img src=x onerror=alert(1)><a href='http://{EVIL}'>Lumb</a>",
    f"http://{EVIL}/ www.{EVIL} mailto:victim@{EVIL}?bcc=x@{EVIL} file://{EVIL}/x \\\\{EVIL}\\x",
    "{{ 7*7 }}{% raw %} {_{ x }_}",
    f"Lumb\nBcc: victim@{EVIL}",
    f"=?utf-8?q?Lumb=0D=0ABcc:_victim=40{EVIL}?=",
    "Lumb\u202excod.exe\u2066 \u200f\u200b",
    "Lumb\x9b31;1m\x9d0;owned\x9c",
    "\uff1d1+1",
)
# What a terminal obeys, and what turns text round or hides in it.
SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
BYTES = "first\x1b]0;owned\x07\x1b[2Jsecond"  # no Word file can hold these; a PDF, a mail and a name can


def form(number: int, text: str) -> bytes:
    """Return a form that says `text` in every field; beside its own address, where the text is not one itself."""
    address = f"office@school{number}.example.sch.uk"
    contact = f"01772 55512{number} / {address} {text if '@' not in text else ''}"
    said = {name: f"{ANSWERS[name]} {text}" if name in ("headteacher", "comments") else text for name in ANSWERS}
    return WordForm.filled(**{**said, "contact": contact, "date": "4 July 2025"}).content()


def in_a_mail(content: bytes) -> bytes:
    message = EmailMessage(policy=default)
    message["From"] = Address(f"Lumb <victim@{EVIL}>", addr_spec="head@school90.example.sch.uk")
    message["Subject"] = "Our form"
    message["Message-ID"] = "<1@example>"
    message.set_content("Form attached. " + " ".join(TEXTS).replace("\n", " "))
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="form.docx")
    # As no library would write it: the name of a person, a subject and a file, with line breaks in encoded words.
    raw = message.as_bytes()
    raw = raw.replace(b"Subject: Our form", b"Subject: =?utf-8?b?" + _b64(f"Form\r\nBcc: victim@{EVIL}") + b"?=")
    return raw.replace(
        b'filename="form.docx"', b"filename*=utf-8''%1b]0;owned%07%0d%0aBcc:%20x@evil.example%e2%80%aeform.docx"
    )


def _b64(text: str) -> bytes:
    import base64

    return base64.b64encode(text.encode())


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """A home whose post was hostile throughout, after a run; and all that the commands said at the terminal."""
    home = init(tmp_path_factory.mktemp("safe") / "home")
    for number, text in enumerate(TEXTS):
        (home.inbox / f"{number}.docx").write_bytes(form(number, text))
    by_post = WordForm.filled(school="Kirk Hill School", contact="01772 555 190", headteacher=f"Lumb <victim@{EVIL}>")
    (home.inbox / "mail.eml").write_bytes(in_a_mail(by_post.content()))
    filled = Filled(
        school=f"Moor Nook School {BYTES}",
        contact="01772 555 180 office@school80.example.sch.uk",
        comments=f"Two Year 4 classes {BYTES}",
    )
    (home.inbox / "filled.pdf").write_bytes(saved(filled_form(filled)))
    (home.inbox / "archive.zip").write_bytes(zipped({f"../\x1b[2J\u202e={BYTES}.txt": b"slip", "=1+1.txt": b"slip 2"}))
    for name in (
        b"\x1b]0;owned\x07\x1b[2J.txt",
        "=1+1\u202excod.txt".encode(),
        b"<img src=x onerror=alert(1)>.txt",
        b"a\nBcc: b.txt",
    ):
        (home.inbox / name.decode()).write_bytes(b"No form " + name)
    said = []
    for command in (
        ["run"],
        ["status"],
        ["forget", "--show"],
        ["export", "--format", "json"],
        ["export", "--format", "csv"],
        ["doctor"],
    ):
        done = CliRunner().invoke(app, [*command, "--home", str(home.folder)])
        assert done.exit_code in (0, 1), done.output
        said += [done.stdout.removeprefix("\ufeff"), done.stderr]  # the mark of a CSV
    return home, "\n".join(said)


def of_kind(home: Home, ending: str) -> list[Path]:
    found = sorted(home.outbox.rglob(f"*{ending}"))
    assert found, f"no {ending} in the outbox"
    return found


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_school_is_held(night: tuple[Home, str]) -> None:
    records = json.loads((night[0].outbox / "records.json").read_text("utf-8"))["records"]
    assert len(records) == len(TEXTS) + 2
    assert sum(EVIL in json.dumps(record) for record in records) >= 5  # The texts did come through.


@pytest.mark.parametrize("name", ["master.xlsx", "review.xlsx"])
def test_a_workbook_holds_no_formula_and_leads_nowhere(night: tuple[Home, str], name: str) -> None:
    parts = parts_of(night[0].outbox / name)
    assert not [part for part in parts if re.search("external|vba|embed|activeX|connection|query", part, re.IGNORECASE)]
    for part, content in parts.items():
        assert b'TargetMode="External"' not in content, part
        if part.startswith("xl/worksheets/sheet"):
            tags = {etree.QName(element).localname for element in etree.fromstring(content).iter("*")}
            assert not tags & {"f", "hyperlink", "hyperlinks", "oleObjects", "webPublishItems"}, part
            lists = re.findall(rb"<formula1>(.*?)</formula1>", content)
            # Drop-downs take their choices from cells, so that no choice is ever part of a formula.
            assert all(re.fullmatch(rb"OFFSET\(Lists!\$A\$1,\$N\d+,0,1,\$O\d+\)", each) for each in lists), lists


def test_no_cell_of_a_csv_is_taken_for_a_formula(night: tuple[Home, str]) -> None:
    for path in of_kind(night[0], ".csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        assert len(rows) > len(TEXTS)
        assert not [
            cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
        ]


class Page(HTMLParser):
    """Notes what in a page could act or lead out."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link", "applet", "audio", "video"):
            self.acting.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("srcdoc", "action", "formaction", "ping", "background"):
                self.acting.append(f"{tag} {name}")
            if name in ("href", "src", "xlink:href", "srcset"):
                self.leads.append(value or "")


def test_the_report_can_do_nothing_and_leads_only_to_letters(night: tuple[Home, str]) -> None:
    page = Page()
    text = (night[0].outbox / "report.html").read_text("utf-8")
    page.feed(text)
    assert page.acting == []
    assert all(re.match(r"#|letters/|data:image/png;base64,|(review|master)\.xlsx$", lead) for lead in page.leads), (
        page.leads
    )
    assert "default-src 'none'" in text


def test_a_letter_holds_no_field_and_leads_nowhere(night: tuple[Home, str]) -> None:
    acting = {
        "instrText",
        "fldSimple",
        "hyperlink",
        "altChunk",
        "object",
        "OLEObject",
        "attachedTemplate",
        "mailMerge",
        "control",
    }
    for path in of_kind(night[0], ".docx"):
        for part, content in parts_of(path).items():
            assert not re.search(r"vba|embeddings|activeX", part), part
            if part.endswith((".xml", ".rels")):
                tree = etree.fromstring(content)
                assert not acting & {etree.QName(element).localname for element in tree.iter("*")}, part
                assert b'TargetMode="External"' not in content, part


def test_a_draft_is_addressed_to_the_school_alone(night: tuple[Home, str]) -> None:
    drafts = [path for path in of_kind(night[0], ".eml") if path.parent.name == "letters"]
    assert len(drafts) == len(TEXTS) + 2
    allowed = {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "x-unsent",
        "x-eoi-letter",
        "mime-version",
        "content-type",
    }
    for path in drafts:
        raw = path.read_bytes()
        for policy in (default, compat32):
            message = email.message_from_bytes(raw, policy=policy)
            names = [name.lower() for name in message]
            assert set(names) <= allowed
            assert len(names) == len(set(names))
            assert not message.defects
        message = email.message_from_bytes(raw, policy=default)
        assert all(
            re.fullmatch(r"(office|head)@school\d+\.example\.sch\.uk", each.addr_spec)
            for each in message["To"].addresses
        )
        assert len(message["To"].addresses) == 1
        assert not SIGNS.search(str(message["Subject"]))
        head = raw.partition(b"\r\n\r\n")[0]
        assert not re.search(rb"(?i)\b(b?cc|resent-\w+|reply-to|sender|return-path)\s*:", head)
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", head)
        assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
            "text/plain",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ]
        for part in message.iter_attachments():
            assert part.get_filename() == f"{path.stem}.docx"
            assert not SIGNS.search(part.get_filename())


def test_no_sign_that_misleads_is_shown_anywhere(night: tuple[Home, str]) -> None:
    home, said = night
    assert EVIL in said
    assert not (found := SIGNS.search(said)), repr(said[found.start() - 80 : found.end() + 20])
    for path in home.outbox.rglob("*"):
        assert not SIGNS.search(path.name)
        assert not path.name.startswith(tuple("=+-@"))
    shown = [(home.outbox / "report.html").read_bytes(), *(path.read_bytes() for path in of_kind(home, ".csv"))]
    for path in [*of_kind(home, ".xlsx"), *of_kind(home, ".docx")]:
        shown += [content for part, content in parts_of(path).items() if part.endswith((".xml", ".rels"))]
    for path in of_kind(home, ".eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        shown.append(message.get_body().get_content().replace("\r\n", "\n").encode())
    for content in shown:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        assert not SIGNS.search(text.replace("\r", "")), repr(SIGNS.search(text))
        assert not re.search(r"&#(x1b|27|x9b|155|8238|x202e);", text, re.IGNORECASE)


@needs_libreoffice
def test_a_letter_as_pdf_has_no_link_and_no_action(night: tuple[Home, str]) -> None:
    import pikepdf

    from pipeline.office import letters_as_pdf

    letters = {path.name: path.read_bytes() for path in of_kind(night[0], ".docx") if path.parent.name == "letters"}
    made = letters_as_pdf(dict(list(letters.items())), seconds=120)
    assert len(made) == len(letters)
    for content in made.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert not {"/OpenAction", "/AA"} & set(pdf.Root.keys()) - {"/OpenAction"}
            assert "/JavaScript" not in pdf.Root.get("/Names", {})
            for page in pdf.pages:
                assert not page.get("/Annots")


def test_no_output_holds_what_the_logs_must_not(night: tuple[Home, str]) -> None:
    logs = "".join(path.read_text("utf-8") for path in (night[0].state / "logs").iterdir())
    assert "came in" in logs
    for secret in ("Lumb", EVIL, "school80", "Moor Nook", "01772", ".docx", ".txt"):
        assert secret not in logs
