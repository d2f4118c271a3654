"""What a file is, told by its content."""

import io
import zipfile

import pytest

from pipeline.intake.kinds import describe, kind_of
from pipeline.model import Kind


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


WORD = zipped(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w/>"})
EXCEL = zipped(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (WORD, Kind.DOCX),
        (WORD[: len(WORD) // 2], Kind.DOCX),
        (EXCEL, Kind.OTHER),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), Kind.ODT),
        (
            zipped(
                **{
                    "mimetype": b"application/vnd.oasis.opendocument.text",
                    "META-INF__manifest.xml": b"<manifest:encryption-data/>",
                }
            ),
            Kind.ENCRYPTED,
        ),
        (zipped(**{"Index__Document.iwa": b"x", "preview.jpg": b"x"}), Kind.PAGES),
        (zipped(**{"form.docx": b"x"}), Kind.ZIP),
        (b"PK\x05\x06" + bytes(18), Kind.ZIP),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"HTTP headers or whatever\r\n\r\n%PDF-1.4\n", Kind.PDF),
        (b"{\\rtf1\\ansi hello}", Kind.RTF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", Kind.IMAGE),
        (b"II*\x00\x08\x00\x00\x00", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", Kind.IMAGE),
        (b"\x78\x9f\x3e\x22\x01\x00", Kind.TNEF),
        (b"From: a@b.example\r\nSubject: EOI\r\n\r\nHi", Kind.EML),
        (b"\xef\xbb\xbfReceived: by x\r\n\tfolded\r\nX-Odd: 1\r\nDate: now\r\n\r\n", Kind.EML),
        (b"From: me\nA letter that begins like a mail and is none", Kind.OTHER),
        (b"Subject to approval we would like to join.", Kind.OTHER),
        (b"BM is how this sentence begins", Kind.OTHER),
        (bytes(range(256)), Kind.OTHER),
    ],
)
def test_the_content_decides(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


def test_what_is_no_form_is_named() -> None:
    assert describe(EXCEL) == "an Excel workbook"
    assert describe(b"<!DOCTYPE html><p>hello") == "a web page"
    assert describe(b"just some words") == "plain text"
    assert describe(bytes(range(256))) is None
