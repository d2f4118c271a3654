"""PDFs as schools send them back, made from the blank form, from look-alikes, and by the programs that schools use.

Every school and person is invented. A builder returns bytes; `Filled` says what was written on the form.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

FORMS = Path(__file__).parent.parent / "forms"

LABELS = {
    "school": "Name of School:",
    "contact": "Telephone and Email:",
    "headteacher": "Headteacher name:",
    "comments": "Any comments on Year group you would prefer to link, number of classes (in each year group), the kind of "
    "school you would like to link with, etc.",
    "near_year_ok": '(1) "An exact year group match is not essential for us (e.g. we would link our Y4 with a Y3 or Y5 class '
    'from another school)."',
    "alternative_years": '(2) (If "No" to (1) above): "We would be willing to link an alternative year group from our school." '
    "(Please list these):",
}
NOTE = (
    "[References to year groups will be understood as 2025-26 classes; if you are renewing an existing link with the same "
    "children, please keep this in mind!]"
)
TERMS = (
    "This is an expression of interest form for joining the project. Please note: we cannot guarantee that we will find a "
    "link for all schools who express an interest. Any schools for whom we are unable to find a link will be given priority "
    "for the following year's project subject to express and timely confirmation that the school still wishes to participate."
)
TITLE = "Expression of Interest Form"
PROGRAMME = "Lancashire 'All Together Now' Schools Linking Programme 2025-26"
REPLY = "Please reply via email at your earliest convenience to: james.orme@lancashire.gov.uk"


@dataclass(frozen=True)
class Filled:
    """What is written on a form. `choice` is "Yes", "No" or empty."""

    school: str = "Thornlea Primary School"
    contact: str = "01772 555 019 / office@thornlea.lancs.sch.uk"
    headteacher: str = "Mrs P Ashworth"
    comments: str = "Two Year 5 classes, please. A school in a town would suit us."
    choice: str = "Yes"
    alternative_years: str = "Y3 and Y6"
    signed: str = "P Ashworth"
    date: str = "3 July 2025"


# Where answers stand on the blank form (page 3), in PDF space: left, bottom, right, top.
PLACES = {
    "school": (223.4, 701.5, 531.2, 725.0),
    "contact": (223.4, 674.0, 531.2, 697.5),
    "headteacher": (223.4, 646.5, 531.2, 670.0),
    "comments": (53.3, 474.5, 531.2, 596.4),
    "alternative_years": (223.4, 377.5, 531.2, 422.0),
    "signed": (96.6, 159.9, 344.5, 173.9),
    "date": (384.3, 159.9, 496.3, 173.9),
}
YES, NO = (226.9, 461.0, 244.1, 473.5), (250.9, 461.0, 266.0, 473.5)  # the two printed words


def blank() -> Pdf:
    """Return the blank form: the letter on two pages, the form on the third."""
    return pikepdf.open(FORMS / "blank-eoi-2025-26.pdf")


def fillable() -> Pdf:
    """Return the blank form with fields."""
    return pikepdf.open(FORMS / "blank-eoi-2025-26-fillable.pdf")


def saved(pdf: Pdf, **options: Any) -> bytes:
    """Return a PDF as bytes."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        # That a widget is in no field tree, or a page was copied without its form, is what some tests are about.
        warnings.simplefilter("ignore", UserWarning)
        pdf.save(out, **options)
    return out.getvalue()


# --- fields ---------------------------------------------------------------------------------------------------

_NAMES = {
    "Text1": "school",
    "Text2": "contact",
    "undefined": "headteacher",
    "undefined_2": "comments",
    "Text7": "alternative_years",
    "Signed": "signed",
    "Date1_af_date": "date",
}


def filled_form(filled: Filled, *, need_appearances: bool = True, renamed: bool = False) -> Pdf:
    """Fill in the fields of the blank form, by values alone as a library does."""
    pdf = fillable()
    pdf.Root.AcroForm.NeedAppearances = need_appearances
    for number, widget in enumerate(pdf.pages[2].Annots):
        name = str(widget.T)
        if name in _NAMES:
            widget.V = String(getattr(filled, _NAMES[name]))
        elif name == ("Check Box4" if filled.choice == "Yes" else "Check Box5") and filled.choice:
            widget.V = widget.AS = Name.Yes
        if renamed:
            widget.T = String(f"f{number * 7}")
    return pdf


def field(pdf: Pdf, page: int, rect: Sequence[float], **entries: Any) -> pikepdf.Object:
    """Add a widget to a page and to the form."""
    widget = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(list(rect)), F=4, **entries))
    target = pdf.pages[page].obj
    if "/Annots" not in target:
        target["/Annots"] = Array()
    target["/Annots"].append(widget)
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array()))
    return widget


def button_states(pdf: Pdf, on: str) -> pikepdf.Object:
    """Return the appearances of a button whose "on" state is called `on`."""
    empty = pdf.make_stream(b"", {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": [0, 0, 10, 10]})
    return Dictionary(N=Dictionary({f"/{on}": empty, "/Off": empty}))


def radio_form(
    filled: Filled,
    *,
    states: tuple[str, str] = ("0", "1"),
    boxes: Sequence[Sequence[float]] | None = None,
    with_as: bool = True,
) -> Pdf:
    """Fill in a form whose Yes and No are one radio group; kids have neither type nor name of their own."""
    pdf = filled_form(Filled(**{**filled.__dict__, "choice": ""}))
    page = pdf.pages[2]
    kept = [widget for widget in page.Annots if "Check" not in str(widget.T)]
    page.Annots = Array(kept)
    group = pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, T=String("Group1"), Kids=Array()))
    for on, rect, option in zip(states, boxes or (_under(YES), _under(NO)), ("Yes", "No"), strict=True):
        kid = field(pdf, 2, rect, Parent=group, AP=button_states(pdf, on))
        if with_as:
            kid.AS = Name(f"/{on}") if filled.choice == option else Name.Off
        group.Kids.append(kid)
        if filled.choice == option:
            group.V = Name(f"/{on}")
    pdf.Root.AcroForm.Fields = Array([*kept, group])
    return pdf


def _under(rect: Sequence[float]) -> list[float]:
    return [rect[0] + 2, rect[1] - 12, rect[0] + 12, rect[1] - 2]


# --- annotations ----------------------------------------------------------------------------------------------


def annotate(pdf: Pdf, page: int, subtype: str, rect: Sequence[float], **entries: Any) -> Pdf:
    """Put an annotation on a page."""
    annotation = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array(list(rect)), F=4, **entries)
    )
    target = pdf.pages[page].obj
    if "/Annots" not in target:
        target["/Annots"] = Array()
    target["/Annots"].append(annotation)
    return pdf


def quad(rect: Sequence[float]) -> Array:
    """Return a rectangle as QuadPoints, in the order that Acrobat writes them."""
    x0, y0, x1, y1 = rect
    return Array([x0, y1, x1, y1, x0, y0, x1, y0])


def typed_on(filled: Filled, *, page: int = 2, pdf: Pdf | None = None, skip: Iterable[str] = ()) -> Pdf:
    """Type the answers onto the blank form as FreeText annotations; the choice is left to the caller."""
    pdf = pdf or blank()
    for key, rect in PLACES.items():
        if key not in skip and getattr(filled, key):
            annotate(
                pdf, page, "FreeText", rect, Contents=String(getattr(filled, key)), DA=String("0 0 1 rg /Helv 10 Tf")
            )
    return pdf


# --- drawing on the page itself -------------------------------------------------------------------------------


def painted(pdf: Pdf, page: int, content: bytes, fonts: dict[str, str] | None = None) -> Pdf:
    """Paint something on a page, as a program that flattens does. Fonts: /Typed Helvetica, /ZD ZapfDingbats, …"""
    target = pdf.pages[page]
    resources = target.obj.get("/Resources") or Dictionary()
    known = resources.get("/Font") or Dictionary()
    for key, base in {
        "Typed": "Helvetica",
        "TypedBold": "Helvetica-Bold",
        "ZD": "ZapfDingbats",
        **(fonts or {}),
    }.items():
        entry = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{base}"))
        if base != "ZapfDingbats":
            entry.Encoding = Name.WinAnsiEncoding
        known[f"/{key}"] = entry
    resources["/Font"] = known
    target.obj["/Resources"] = resources
    target.contents_add(b"q " + content + b" Q", prepend=False)
    return pdf


def text_at(x: float, y: float, text: str, size: float = 10, font: str = "Typed") -> bytes:
    """Return the operators that show a line of text."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
    return b"BT /%s %g Tf %g %g Td (%s) Tj ET " % (font.encode(), size, x, y, escaped)


def flattened(filled: Filled, *, page: int = 2, pdf: Pdf | None = None) -> Pdf:
    """Return the form with its answers painted into the page, as "flatten" leaves them."""
    content = b"0 0 0.5 rg "
    for key, (left, bottom, _, top) in PLACES.items():
        tall = key in ("comments", "alternative_years")
        for number, line in enumerate(getattr(filled, key).split("\n")):
            content += text_at(left + 2, (top - 12 if tall else bottom + 5) - 12 * number, line)
    return painted(pdf or blank(), page, content)


# --- look-alikes ----------------------------------------------------------------------------------------------


def lookalike(
    filled: Filled,
    *,
    font: str = "Times-Roman",
    bold: str = "Times-Bold",
    size: float = 11,
    label_width: float = 150,
    margin: float = 50,
    rules: bool = True,
    choice: str = "Yes / No",
    shaded: bool = False,
    order: Sequence[str] = tuple(LABELS),
    valign: str = "TOP",
    end: str = "inline",
    terms: bool = True,
    labels: dict[str, str] | None = None,
    page_size: tuple[float, float] = (595.28, 841.89),
) -> bytes:
    """Set the form anew with reportlab. `choice` is the markup beside statement (1)."""
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    plain = ParagraphStyle("plain", fontName=font, fontSize=size, leading=size * 1.2)
    strong = ParagraphStyle("strong", parent=plain, fontName=bold)
    title = ParagraphStyle("title", parent=strong, fontSize=size + 5, leading=(size + 5) * 1.3)
    width = page_size[0] - 2 * margin
    words = {**LABELS, **(labels or {})}
    rows: list[list[Any]] = []
    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), valign)]
    if rules:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    for number, key in enumerate(order):
        label = Paragraph(words[key], strong if not words[key].startswith("(") else plain)
        if key == "comments":
            written = [Paragraph(line or "&nbsp;", plain) for line in filled.comments.split("\n")]
            rows.append(
                [
                    [
                        label,
                        Paragraph(f"<i>{NOTE}</i>" if "Times" not in font else NOTE, plain),
                        *written,
                        Spacer(1, 40),
                    ],
                    "",
                ]
            )
            style.append(("SPAN", (0, number), (1, number)))
        else:
            text = choice if key == "near_year_ok" else getattr(filled, key)
            rows.append([label, [Paragraph(line or "&nbsp;", plain) for line in text.split("\n")]])
            if shaded:
                style.append(("BACKGROUND", (0, number), (0, number), colors.HexColor("#d9e2f3")))
    story: list[Any] = [
        Paragraph(TITLE, title),
        Paragraph(PROGRAMME, strong),
        Spacer(1, 10),
        Table(rows, colWidths=[label_width, width - label_width], style=TableStyle(style)),
        Spacer(1, 10),
    ]
    if terms:
        story += [Paragraph(TERMS, plain), Spacer(1, 12)]
    if end == "inline":
        story.append(Paragraph(f"Signed: {filled.signed}{'&nbsp;' * 30}Date: {filled.date}", plain))
    elif end == "rows":
        last = [["Signed:", filled.signed], ["Date:", filled.date]]
        story.append(
            Table(
                last, colWidths=[label_width, width - label_width], style=TableStyle(style[:2] if rules else style[:1])
            )
        )
    elif end == "lines":
        story += [Paragraph(f"Signed: {filled.signed}", plain), Spacer(1, 8), Paragraph(f"Date: {filled.date}", plain)]
    elif end == "dots":
        story.append(Paragraph(f"Signed: ....{filled.signed}......... Date: ....{filled.date}....", plain))
    story += [Spacer(1, 8), Paragraph(REPLY, plain)]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=page_size, leftMargin=margin, rightMargin=margin, topMargin=40, bottomMargin=40, invariant=1
    ).build(story)
    return out.getvalue()


def form_html(
    filled: Filled, *, choice: str = "Yes / No", css: str = "", comments: str | None = None, end: str | None = None
) -> str:
    """Return the form as a web page, for a browser to print."""
    written = comments if comments is not None else "".join(f"<p>{line}</p>" for line in filled.comments.split("\n"))
    end = end or f"<p>Signed: {filled.signed} <span style='margin-left:160px'>Date: {filled.date}</span></p>"
    return f"""<!doctype html><meta charset="utf-8"><title>EOI</title>
<style>body{{font:11pt Arial}} table{{border-collapse:collapse;width:100%}} td{{border:1px solid #000;padding:4px;vertical-align:top}}
td:first-child{{width:32%}} p{{margin:2px 0}} {css}</style>
<h2>{TITLE}</h2><h3>{PROGRAMME}</h3><table>
<tr><td><b>{LABELS["school"]}</b></td><td>{filled.school}</td></tr>
<tr><td><b>{LABELS["contact"]}</b></td><td>{filled.contact}</td></tr>
<tr><td><b>{LABELS["headteacher"]}</b></td><td>{filled.headteacher}</td></tr>
<tr><td colspan="2"><b>{LABELS["comments"]}</b><br><i>{NOTE}</i>{written}<div style="height:60px"></div></td></tr>
<tr><td>{LABELS["near_year_ok"]}</td><td>{choice}</td></tr>
<tr><td>{LABELS["alternative_years"]}</td><td>{filled.alternative_years}</td></tr></table>
<p>{TERMS}</p>{end}<p>{REPLY}</p>"""


# --- other programs -------------------------------------------------------------------------------------------


def program(*names: str) -> str | None:
    """Return the path of the first of some programs that is there."""
    return next((found for name in names if (found := shutil.which(name))), None)


@cache
def by_browser(html: str) -> bytes:
    """Print a web page to PDF with Chromium, with the date and the address at the edges as it does by default."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    assert chromium
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "form.html", Path(folder) / "form.pdf"
        page.write_text(html, "utf-8")
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={out}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=90)
        return out.read_bytes()


def by_office(document: bytes, suffix: str = "docx") -> bytes:
    """Convert a document to PDF with LibreOffice."""
    office = program("soffice", "libreoffice")
    assert office
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"form.{suffix}"
        source.write_bytes(document)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (Path(folder) / "form.pdf").read_bytes()
