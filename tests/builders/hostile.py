"""Files made to do harm, by kind: each with the name under which it would lie in the inbox.

`everything(large=True)` is what `benchmarks/hostile.py` tries; the tests take the small ones.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from builders.word import ANSWERS, NAMESPACES, document, heading, p, r, rows, signature, tbl, zipped
from PIL import Image

MEGABYTE = 1 << 20

# What stands in every field: each would be something else than text to one of the programs that see it.
TEXTS = (
    '=HYPERLINK("http://x.example","click")',
    "=cmd|' /C calc'!A0",
    "+1+1 -1 @SUM(A1)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]></w:t><w:t>&lt;&#x41;&amp;",
    "{{ 7*7 }} {% for x in range(10**9) %}x{% endfor %} {{ ''.__class__.__mro__ }}",
    "${7*7} %s %n {0} \\0 \\x41",
    "\u202egpj.exe\u202c \u2066x\u2069 \u200b\u200d\ufeff",
    "\u0301" * 300,
    "../../etc/passwd C:\\CON \\\\host\\share",
    "'; DROP TABLE forms; --",
    "\U0001f469\u200d\U0001f3eb \ufdfa \u0e01\u0e33 \u5b66\u6821",
    "x" * 20_000,
)
NAMES = (
    "../../evil.docx", "..\\..\\evil.docx", "/etc/passwd", "C:\\Windows\\System32\\evil.docx", "CON", "con.docx", "NUL.docx", "COM1.docx", "x" * 300 + ".docx",
    "\u202excod.exe.docx", "a\nb.docx", "a\rb\tc.docx", "a\x00b.docx", "\u200b.docx", " .docx ", ".", "..", "", "-rf.docx", "=1+1.docx", "{{7*7}}.docx", "<b>.docx",
    "%2e%2e%2fevil.docx", "a:b.docx", "a|b?.docx", "!.docx", "e\u0301.docx", "\udce9.docx", "~$form.docx", ".hidden.docx", "desktop.ini",
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """One file. `note` says what is wrong with it."""

    kind: str
    note: str
    name: str
    content: bytes


def everything(*, large: bool = False) -> Iterator[Hostile]:
    """Yield every file; the `large` ones are as bad as an attacker would make them, the others as bad as a test can wait for."""
    size = 1024 if large else 48
    for kind, made in (
        ("zip bomb", _zip_bombs(size)),
        ("XML bomb", _xml_bombs()),
        ("deep or wide XML", _deep(large)),
        ("PDF", _pdfs(large)),
        ("picture", _pictures(large)),
        ("e-mail", _mails(10_000 if large else 300)),
        ("name", ((repr(name)[1:-1][:40], "names.zip", _named(name)) for name in NAMES)),
        ("text", ((repr(text)[1:-1][:40], f"text {nth}.docx", with_text(text)) for nth, text in enumerate(TEXTS))),
    ):
        for note, name, content in made:
            yield Hostile(kind, note, name, content)


Made = Iterator[tuple[str, str, bytes]]


def with_text(text: str) -> bytes:
    """Return a form that says the same in every field, as far as XML can hold it; it can be told which school sent it."""
    legal = "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")
    names = ("contact", "headteacher", "comments", "near_year_ok", "alternative_years")
    answers = {name: r(legal) if name == "comments" else p(r(legal)) for name in names}
    return document(
        heading(), tbl(*rows({**ANSWERS, **answers, "school": f"Tockhill School {legal}"})), signature(legal, legal)
    )


# --- archives -------------------------------------------------------------------------------------------------


def lying(content: bytes, declared: int = 10) -> bytes:
    """Return a zip whose directory declares so few bytes for every member."""
    made, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", made, at + 24, declared)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def _zeros(name: str, megabytes: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as part:
        for _ in range(megabytes):
            part.write(bytes(MEGABYTE))
    return made.getvalue()


def _overlapping(files: int, megabytes: int) -> bytes:
    """Return a zip with many members that are all the same bytes (D. Fifield, "A better zip bomb")."""
    one = _zeros("a", megabytes)
    central = one.index(b"PK\x01\x02")
    entry = (
        one[central : one.index(b"PK\x05\x06")] if b"PK\x06\x06" not in one else one[central : one.index(b"PK\x06\x06")]
    )
    names = [entry[:46] + b"%c" % (97 + nth % 26) + entry[47:] for nth in range(files)]
    directory = b"".join(names)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, files, files, len(directory), central, 0)
    return one[:central] + directory + end


def _zip_bombs(megabytes: int) -> Made:
    word = _zeros("word/document.xml", megabytes)
    yield "Word file whose text unpacks to very much", "bomb.docx", word
    yield "the same, declared as ten bytes", "bomb2.docx", lying(word)
    yield "archive", "bomb.zip", _zeros("form.pdf", megabytes)
    yield "archive, declared as ten bytes", "bomb2.zip", lying(_zeros("form.pdf", megabytes))
    nested = _zeros("form.pdf", megabytes)
    for _ in range(6):
        nested = zipped({f"{nth}.zip": nested for nth in range(8)})
    yield "archives of archives, six deep", "nested.zip", nested
    yield "two thousand members that are the same bytes", "overlap.zip", _overlapping(2000, 16)
    yield "ten thousand members", "many.zip", zipped({f"{nth}.pdf": b"%PDF-" for nth in range(10_000)})
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "bomb"
    mail.set_content("x")
    mail.add_attachment(
        _zeros("word/document.xml", megabytes), maintype="application", subtype="zip", filename="form.docx"
    )
    yield "the Word file in an e-mail", "bomb.eml", mail.as_bytes()
    yield "OpenDocument", "bomb.odt", _odt(megabytes)


def _odt(megabytes: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        with archive.open("content.xml", "w", force_zip64=True) as part:
            part.write(b"<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>")
            for _ in range(megabytes):
                part.write(b" " * MEGABYTE)
    return made.getvalue()


# --- XML ------------------------------------------------------------------------------------------------------


def _word(xml: bytes, **parts: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml, **parts})


def _xml_bombs() -> Made:
    laughs = "".join(f'<!ENTITY l{nth} "{f"&l{nth - 1};" * 10}">' for nth in range(1, 12))
    body = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>"
    bomb = f'<!DOCTYPE w [<!ENTITY l0 "lol">{laughs}]>{body}'
    yield "a billion laughs", "laughs.docx", _word(bomb.encode())
    yield (
        "the same in UTF-16",
        "laughs16.docx",
        _word(f'<?xml version="1.0" encoding="UTF-16"?>{bomb}'.encode("utf-16")),
    )
    quadratic = f'<!DOCTYPE w [<!ENTITY a "{"x" * 100_000}">]>' + body.replace("&l11;", "&a;" * 20_000)
    yield "quadratic", "quadratic.docx", _word(quadratic.encode())
    yield (
        "the same in UTF-16",
        "quadratic16.docx",
        _word(f'<?xml version="1.0" encoding="UTF-16"?>{quadratic}'.encode("utf-16")),
    )
    for note, where in (("a file of this computer", "file:///etc/passwd"), ("a web page", "http://127.0.0.1:9/x")):
        xml = f'<!DOCTYPE w [<!ENTITY l11 SYSTEM "{where}">]>{body}'
        yield f"an entity that is {note}", "entity.docx", _word(xml.encode())
        yield (
            "the same in UTF-16",
            "entity16.docx",
            _word(f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16")),
        )
    plain = document(heading(), tbl(*rows()), signature())
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/_rels/document.xml.rels"] = bomb.encode()
    yield "in the relations of a sound form", "rels.docx", zipped(parts)


def _deep(large: bool) -> Made:
    many = 10 if large else 1

    def nested(before: str, after: str, depth: int) -> bytes:
        return document(heading(), tbl(*rows()), signature(), before * depth + after * depth)

    yield "paragraphs 100,000 deep", "deep.docx", nested("<w:p>", "</w:p>", 100_000)
    yield "content controls 240 deep", "deep240.docx", nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100)
    yield "tables 60 deep", "tables.docx", nested("<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>", 60)
    yield "insertions 240 deep", "ins.docx", nested("<w:ins>", "</w:ins>", 240)
    yield (
        "text boxes in text boxes",
        "boxes.docx",
        nested("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 45),
    )
    yield (
        "a row of very many cells",
        "row.docx",
        document(heading(), tbl(*rows(), f"<w:tr>{'<w:tc><w:p/></w:tc>' * 2000 * many}</w:tr>"), signature()),
    )
    span = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr><w:p/></w:tc></w:tr>'
    yield "a cell two billion columns wide", "span.docx", document(heading(), tbl(*rows(), span), signature())
    yield "many paragraphs", "long.docx", document(heading(), tbl(*rows()), signature(), p("Year 4? ") * 1000 * many)
    yield (
        "one very long paragraph",
        "line.docx",
        document(heading(), tbl(*rows({"comments": "Year 4 or " * 10_000 * many})), signature()),
    )
    yield "many forms in one file", "forms.docx", document(*([heading(), tbl(*rows()), signature()] * 6 * many))
    yield (
        "many attributes",
        "attributes.docx",
        _word(
            (
                f"<w:document {NAMESPACES}><w:body "
                + " ".join(f'a{nth}="1"' for nth in range(20_000 * many))
                + "/></w:document>"
            ).encode()
        ),
    )
    loop = "".join(
        f'<w:style w:styleId="s{nth}"><w:basedOn w:val="s{(nth + 1) % 500}"/></w:style>' for nth in range(500)
    )
    yield (
        "styles based on each other in a ring",
        "styles.docx",
        document(heading(), tbl(*rows()), signature(), p("x", style="s1"), styles=loop),
    )


# --- PDF ------------------------------------------------------------------------------------------------------


def pdf(objects: dict[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, with a true table of contents."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return bytes(
        out
        + b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (max(objects) + 1, root, trailer, start)
    )


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def _page(contents: bytes = b"", more: bytes = b"", **objects: bytes) -> bytes:
    """Return a PDF of one page with a Helvetica, whose contents are object 5 and further objects `o6`, `o7` …"""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> /XObject << /X 6 0 R >> >> %s >>"
            % more,
            4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            5: contents if contents.startswith(b"<<") else _stream(contents),
            **{int(name[1:]): content for name, content in objects.items()},
        }
    )


def _pdfs(large: bool) -> Made:
    many = 20 if large else 1
    text = b"BT /F 10 Tf 50 700 Td (Name of School: Tockhill) Tj ET "
    burst = zlib.compress(bytes(64 * MEGABYTE), 9)
    for _ in range(1 if large else 0):
        packer = zlib.compressobj(9)
        burst = b"".join(packer.compress(bytes(16 * MEGABYTE)) for _ in range(256)) + packer.flush()
    yield "a stream that unpacks to very much", "flate.pdf", _page(_stream(burst, b"/Filter /FlateDecode"))
    twice = zlib.compress(burst, 9)
    yield "the same, packed twice", "flate2.pdf", _page(_stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))
    yield (
        "pages that are their own child",
        "kids.pdf",
        pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"}),
    )
    ring = {
        number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (2 + (number - 1) % 400, number - 1)
        for number in range(2, 402)
    }
    yield "a ring of pages", "ring.pdf", pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **ring})
    parent = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
        3: b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R >>",
    }
    yield "a page that is the parent of its parent, and its own contents", "parent.pdf", pdf(parent)
    yield (
        "a drawing that draws itself",
        "self.pdf",
        _page(
            text + b"/X Do ",
            o6=_stream(
                b"/X Do /X Do ",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
            ),
        ),
    )
    chain = {
        f"o{number}": _stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (number + 1),
        )
        for number in range(6, 14 if large else 9)
    }
    chain[f"o{6 + len(chain)}"] = _stream(b"0 0 9 9 re f ", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    yield "drawings that draw ten others, and so on", "laughs.pdf", _page(text + b"/X Do ", **chain)
    yield "a length that is its own stream", "length.pdf", _page(b"<< /Length 5 0 R >>\nstream\nx\nendstream")
    table = _page(text)
    start = table.index(b"xref\n0 1")
    yield "a table of contents that comes before itself", "prev.pdf", table.replace(b"/Size", b"/Prev %d /Size" % start)
    yield "lists 50,000 deep", "lists.pdf", _page(text, b"/Annots " + b"[" * 50_000 + b"]" * 50_000)
    yield (
        "many pages",
        "pages.pdf",
        pdf(
            {
                1: b"<< /Type /Catalog /Pages 2 0 R >>",
                2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * 500 * many, 500 * many),
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            }
        ),
    )
    yield "many words", "words.pdf", _page(b"BT /F 1 Tf 50 700 Td " + b"(Year 4) Tj 1 -1 Td " * 2000 * many + b"ET")
    yield "many lines", "lines.pdf", _page(text + b"0 0 m 500 500 l S " * 2000 * many)
    notes = b"<< /Type /Annot /Subtype /FreeText /Rect [50 50 99 99] /Contents (Year 4) >> " * 300 * many
    yield "many annotations", "notes.pdf", _page(text, b"/Annots [%s]" % notes)
    field = {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [6 0 R] >>",
        6: b"<< /FT /Tx /T (a) /Kids [6 0 R 6 0 R] /Parent 6 0 R /V 6 0 R /Rect [0 0 9 9] >>",
    }
    yield "a field that is its own child and value", "field.pdf", pdf(field)
    for note, box in (
        ("ten miles high", b"0 0 99999999 99999999"),
        ("turned inside out", b"595 842 0 0"),
        ("without size", b"0 0 0 0"),
        ("of no numbers", b"/a (b) [] null"),
    ):
        yield f"a page {note}", "box.pdf", _page(text).replace(b"[0 0 595 842]", b"[%s]" % box)
    picture = _stream(
        zlib.compress(bytes(2 * MEGABYTE)),
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode",
    )
    yield "a picture of 3,600 million dots", "picture.pdf", _page(b"q 595 0 0 842 0 0 cm /X Do Q", o6=picture)
    yield (
        "an encoding that unpacks to very much",
        "cmap.pdf",
        _page(text, o7=b"<< >>").replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /ToUnicode 5 0 R"),
    )


# --- pictures and mails ---------------------------------------------------------------------------------------


def _pictures(large: bool) -> Made:
    def png(width: int, height: int, rows: bytes) -> bytes:
        def chunk(name: bytes, content: bytes) -> bytes:
            return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", rows)
            + chunk(b"IEND", b"")
        )

    yield "2,500 million dots", "dots.png", png(50_000, 50_000, zlib.compress(bytes(MEGABYTE)))
    yield "100 million dots", "dots100.png", _saved(Image.new("1", (10_000, 10_000), 1), "PNG")
    yield "a strip of 100,000 by 250", "strip.png", _saved(Image.new("L", (100_000, 250), 255), "PNG")
    yield "a size with the sign bit set", "sign.png", png(0x7FFFFFFF, 0x7FFFFFFF, b"")
    frames = [Image.new("1", (1700, 2200), 1)] * (400 if large else 25)
    yield (
        "a fax of many pages",
        "fax.tif",
        _saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4"),
    )
    tiff = bytearray(_saved(Image.new("L", (300, 300)), "TIFF"))
    struct.pack_into("<I", tiff, len(tiff) - 4, 8)
    yield "a fax whose last page leads to its first", "ring.tif", bytes(tiff)
    yield "cut off", "cut.jpg", _saved(Image.effect_noise((2000, 2000), 90), "JPEG")[:40_000]
    yield "noise, as fine as a page of print", "noise.png", _saved(Image.effect_noise((1700, 2200), 120), "PNG")


def _saved(picture: Image.Image, format: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **more)
    return out.getvalue()


def _mails(many: int) -> Made:
    head = b"From: Jo <office@slyne.example.sch.uk>\nSubject: Our form\nDate: Thu, 03 Jul 2025 10:00:00 +0100\nMIME-Version: 1.0\n"
    part = (
        b"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-1.7\n"
    )
    yield (
        "very many attachments",
        "many.eml",
        head + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * many + b"--b--\n",
    )
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (nth, nth) for nth in range(3000))
    yield "parts 3,000 deep", "deep.eml", head + deep + b"\nx\n"
    inner = b"Content-Type: text/plain\n\nx\n"
    for _ in range(200):
        inner = b"Content-Type: message/rfc822\n\n" + head + inner
    yield "mails in mails, 200 deep", "forwarded.eml", head + inner
    yield "a header of ten million letters", "header.eml", head + b"X-Long: " + b"x" * 10_000_000 + b"\n\nx\n"
    yield "a million headers", "headers.eml", head + b"X-A: b\n" * 1_000_000 + b"\nx\n"
    yield "a text that never ends", "text.eml", head + b"Content-Type: text/html\n\n" + b"<p><b>Year 4 &amp; " * 500_000
    yield (
        "text in a code that there is none of",
        "charset.eml",
        head + b"Content-Type: text/plain; charset=x-none\n\n" + bytes(range(256)) * 20,
    )


def _named(name: str) -> bytes:
    """Return an archive with a form under a hostile name, whatever a writer of archives would say of it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("@@@@", with_text("Tockhill"))
    raw = name.encode("utf-8", "surrogateescape")
    content = made.getvalue()
    for head, at in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        place = content.index(head) if at == 26 else content.rindex(head)  # the form has such heads of its own
        content = content[: place + at] + struct.pack("<H", len(raw)) + content[place + at + 2 :]
        content = content[:place] + content[place:].replace(b"@@@@", raw, 1)
    end, central = content.rindex(b"PK\x05\x06"), content.rindex(b"PK\x01\x02")
    return content[: end + 12] + struct.pack("<II", end - central, central) + content[end + 20 :]
