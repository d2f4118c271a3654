"""Builds Word forms as schools fill them in: the blank form with answers of any kind, or a document of our own making.

    form = WordForm.filled()                          # every answer typed in its cell
    form.put("near_year_ok", p(r("Yes"), r(" / "), r("No", strike=True)))
    content = form.content()

The helpers return WordprocessingML as text: `r` a run, `p` a paragraph, `tbl` a table, `sdt` a content control, and so on.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import lxml.etree as etree

FORMS = Path(__file__).parents[1] / "forms"
BLANK = FORMS / "blank-eoi-2025-26.docx"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": W,
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)

ANSWERS = {
    "school": "Lane Ends Primary School",
    "contact": "01772 555 123 / office@laneends.example.sch.uk",
    "headteacher": "Mrs J Smith",
    "comments": "Two Year 4 classes, please.",
    "near_year_ok": "Yes",
    "alternative_years": "Year 5",
    "signed": "J Smith",
    "date": "4 July 2025",
}
# Row of the blank form's table, and the cell that is written in.
_CELLS = {"school": 0, "contact": 1, "headteacher": 2, "comments": 3, "near_year_ok": 4, "alternative_years": 5}

COMMENTS_LABEL = (
    "Any comments on Year group you would prefer to link, number of classes (in each year group), the kind of school you "
    "would like to link with, etc. "
)
NOTE = (
    "[References to year groups will be understood as 2025-26 classes; if you are renewing an existing link with the same "
    "children, please keep this in mind!]"
)
STATEMENT_1 = (
    '(1) "An exact year group match is not essential for us (e.g. we would link our Y4 with a Y3 or Y5 class from another '
    'school)."'
)
STATEMENT_2 = (
    '(2) (If "No" to (1) above): "We would be willing to link an alternative year group from our school." '
    "(Please list these):"
)
LABELS = {
    "school": "Name of School:",
    "contact": "Telephone and Email:",
    "headteacher": "Headteacher name:",
    "comments": COMMENTS_LABEL,
    "near_year_ok": STATEMENT_1,
    "alternative_years": STATEMENT_2,
    "signed": "Signed:",
    "date": "Date:",
}
TITLE = "Expression of Interest Form"
HEADING = "Lancashire 'All Together Now' Schools Linking Programme 2025-26"
TERMS = (
    "This is an expression of interest form for joining the project. Please note: we cannot guarantee that we will find a "
    "link for all schools who express an interest. Any schools for whom we are unable to find a link will be given priority "
    "for the following year's project subject to express and timely confirmation that the school still wishes to participate.",
    "Once you are linked with a school, you agree to:",
    "engage throughout the year with your link school; ",
    "to pay £347 for involvement in the project and for any transport costs; ",
    "There is no further charge for the training. We will provide ongoing support and guidance to your teachers.",
)
REPLY = "Please reply via email at your earliest convenience to: james.orme@lancashire.gov.uk "


# --- pieces of WordprocessingML ------------------------------------------------------------------------------


def t(text: str) -> str:
    """Return text as `w:t`, its tabs and line breaks as elements."""
    lines = []
    for line in text.split("\n"):
        tabbed = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
        lines.append(tabbed)
    return "<w:br/>".join(lines)


def r(text: str = "", *, inner: str = "", **look: str | bool) -> str:
    """Return a run. `look` is its properties: `strike=True`, `b=True`, `color="FF0000"`, `highlight="yellow"`."""
    properties = "".join(
        f"<w:{name}/>" if value is True else f'<w:{name} w:val="{value}"/>' for name, value in look.items() if value
    )
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text) if text else ''}{inner}</w:r>"


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph; a run that is plain text may be written as such."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{''.join(x if x.startswith('<') else r(x) for x in runs)}</w:p>"


def tc(*blocks: str, span: int = 1, merge: str = "") -> str:
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inner = "".join(block if block.startswith("<") else p(block) for block in blocks) or p()
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{inner}</w:tc>'


def tr(*cells: str, before: int = 0) -> str:
    late = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
    return f"<w:tr>{late}{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str, columns: int = 2) -> str:
    grid = f'<w:gridCol w:w="{9600 // columns}"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def sdt(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def checkbox(*, ticked: bool, glyph: str | None = None) -> str:
    """Return the check box of Word 2010 and later."""
    shown = glyph if glyph is not None else "☒" if ticked else "☐"
    return sdt(r(shown), f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>')


def form_field(code: str, data: str, result: str = "") -> str:
    """Return a legacy form field: FORMTEXT, FORMCHECKBOX or FORMDROPDOWN with its `w:ffData`."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result) if result else ""}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def ins(content: str) -> str:
    return f'<w:ins w:id="1" w:author="A" w:date="2025-06-20T09:00:00Z">{content}</w:ins>'


def deleted(text: str) -> str:
    run = f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f'<w:del w:id="2" w:author="A" w:date="2025-06-20T09:00:00Z">{run}</w:del>'


def symbol(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def shape(
    geometry: str,
    left: float,
    width: float,
    *,
    top: float = -2,
    height: float = 16,
    relative: str = "column",
    text: str = "",
) -> str:
    """Return a run with a floating shape, stored twice as Word does; all measures in points. `text` makes a text box."""
    emu = [round(value * 12700) for value in (left, top, width, height)]
    box = f"<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>" if text else ""
    old = (
        f"<w:pict><v:rect><v:textbox><w:txbxContent>{p(text)}</w:txbxContent></v:textbox></v:rect></w:pict>"
        if text
        else ""
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="{relative}"><wp:posOffset>{emu[0]}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{emu[1]}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{emu[2]}" cy="{emu[3]}"/><wp:wrapNone/><wp:docPr id="7" name="Shape 7"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{emu[2]}" cy="{emu[3]}"/></a:xfrm><a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>'
        f"{box}<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def oval(style: str) -> str:
    """Return a run with a ring as Word drew it before 2010 (VML); `style` is its CSS-like place."""
    return f"<w:r><w:pict><v:oval style={quoteattr(style)} filled='f'/></w:pict></w:r>"


def picture(number: str = "rIdNone") -> str:
    """Return a run with a picture in the line. `with_pictures` puts its bytes there, by the number."""
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="1296000" cy="396000"/><wp:docPr id="9" name="Picture 9"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def commented(number: int, content: str) -> str:
    """Return content that the margin comment `number` is attached to."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{content}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


# --- whole documents -----------------------------------------------------------------------------------------


def document(*body: str, comments: dict[int, str] | None = None, header: str = "", styles: str = "") -> bytes:
    """Return a .docx that holds these blocks and nothing else."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "word/document.xml": f'<w:document {NAMESPACES}><w:body>{"".join(body)}<w:sectPr><w:pgMar w:left="1134"/></w:sectPr>'
        "</w:body></w:document>"
    }
    related = []
    if comments:
        notes = "".join(
            f'<w:comment w:id="{number}" w:author="A">{p(text)}</w:comment>' for number, text in comments.items()
        )
        parts["word/comments.xml"] = f"<w:comments {NAMESPACES}>{notes}</w:comments>"
        related.append("comments")
    if header:
        parts["word/header.xml"] = f"<w:hdr {NAMESPACES}>{header}</w:hdr>"
        related.append("header")
    if styles:
        parts["word/styles.xml"] = f"<w:styles {NAMESPACES}>{styles}</w:styles>"
        related.append("styles")
    ns = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts["_rels/.rels"] = (
        f'<Relationships {ns}><Relationship Id="r1" Type="{rel}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{rel}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(related)
    )
    parts["word/_rels/document.xml.rels"] = f"<Relationships {ns}>{links}</Relationships>"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{types}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), *((kind, kind) for kind in related))
    )
    parts["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    return zipped({name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in parts.items()})


def zipped(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_pictures(content: bytes, pictures: dict[str, bytes]) -> bytes:
    """Return a .docx with the bytes of its pictures put in."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    links = "".join(f'<Relationship Id="{n}" Type="{kind}" Target="media/{n}.img"/>' for n in pictures)
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{links}</Relationships>".encode())
    return zipped({**parts, **{f"word/media/{number}.img": picture for number, picture in pictures.items()}})


def heading() -> str:
    return p(r(TITLE, b=True)) + p(r(HEADING, b=True))


def terms() -> str:
    return "".join(p(line) for line in TERMS)


def signature(signed: str = "J Smith", date: str = "4 July 2025") -> str:
    return p(f"Signed: {signed}\t\tDate: {date}")


def rows(answers: dict[str, str] | None = None) -> list[str]:
    """Return the form's table rows, label beside answer, with the comments in a merged row."""
    given = {**ANSWERS, **(answers or {})}
    made = [tr(LABELS[name], given[name]) for name in ("school", "contact", "headteacher")]
    made.append(tr(tc(p(r(COMMENTS_LABEL, b=True)), p(r(NOTE, i=True)), p(given["comments"]), p(), span=2)))
    made += [tr(LABELS[name], given[name]) for name in ("near_year_ok", "alternative_years")]
    return made


class WordForm:
    """The blank form as it is issued, with answers put in."""

    def __init__(self) -> None:
        with zipfile.ZipFile(BLANK) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist() if "media" not in name}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find(f"{{{W}}}body")
        self.table = self.body.find(f"{{{W}}}tbl")

    @classmethod
    def filled(cls, **answers: str) -> WordForm:
        """Return the form with every answer typed; an answer that is XML is put as it is."""
        form = cls()
        form.sign(answers.get("signed", ANSWERS["signed"]), answers.get("date", ANSWERS["date"]))
        for label, text in {**ANSWERS, **answers}.items():
            if label not in ("signed", "date"):
                form.put(label, text if text.startswith("<") else p(text))
        return form

    def cell(self, row: int, column: int) -> etree._Element:
        return self.table.findall(f"{{{W}}}tr")[row].findall(f"{{{W}}}tc")[column]

    def put(self, label: str, *blocks: str) -> None:
        """Write blocks into the cell of an answer, in place of what stands there."""
        row = _CELLS[label]
        cell = self.cell(row, 0 if label == "comments" else 1)
        paragraphs = cell.findall(f"{{{W}}}p")
        for paragraph in paragraphs[2:] if label == "comments" else paragraphs:
            cell.remove(paragraph)
        for element in parsed("".join(blocks) or p()):
            cell.append(element)

    def put_in_label_cell(self, label: str, *blocks: str) -> None:
        for element in parsed("".join(blocks)):
            self.cell(_CELLS[label], 0).append(element)

    def sign(self, signed: str, date: str) -> None:
        """Fill in the line "Signed: … Date: …"; a signature that is XML is put as runs."""
        line = next(x for x in self.body.iter(f"{{{W}}}p") if "".join(x.itertext()).startswith("Signed:"))
        runs = signed if signed.startswith("<") else r(signed)
        made = parsed(p(r("Signed: "), runs, r("\t\t"), r("Date: "), date if date.startswith("<") else r(date)))[0]
        line.getparent().replace(line, made)

    def append(self, *blocks: str) -> None:
        """Add blocks at the end of the document."""
        last = self.body.find(f"{{{W}}}sectPr")
        for element in parsed("".join(blocks)):
            last.addprevious(element)

    def content(self) -> bytes:
        kept = {name: part for name, part in self.parts.items() if name != "word/document.xml"}
        return zipped({**kept, "word/document.xml": etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")})


def parsed(blocks: str) -> list[etree._Element]:
    return list(etree.fromstring(f"<x {NAMESPACES}>{blocks}</x>"))
