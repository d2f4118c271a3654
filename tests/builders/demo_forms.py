"""Makes the invented forms that `eoi demo` comes with: `python -m builders.demo_forms` in `tests/` rewrites them.

A dozen files of all kinds, so that a newcomer meets every outcome: clear, held, superseded, the same again, blank,
another form, and one that cannot be read.
"""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pikepdf
import pypdfium2
from builders import pdf
from builders.word import BLANK, WordForm, deleted, document, ins, p, r, tbl, tc, tr
from PIL import Image

TARGET = Path(__file__).parents[2] / "templates" / "demo"


def with_logos(form: WordForm) -> bytes:
    """Return a form with the pictures of its letterhead, which the tests do without."""
    with zipfile.ZipFile(BLANK) as issued:
        form.parts |= {name: issued.read(name) for name in issued.namelist() if "media" in name}
    return form.content()


def struck(chosen: str) -> str:
    """Return "Yes / No" with the other option struck through."""
    return p(r("Yes", strike=chosen != "Yes"), r(" / "), r("No", strike=chosen != "No"))


def first_form() -> bytes:
    form = WordForm.filled(
        school="Ashbeck Primary School",
        contact="01772 555 201\noffice@ashbeck.lancs.sch.uk",
        headteacher="Mrs R Whittle",
        comments="Two Year 4 classes. We would love a school that is different from ours, in a town if possible.",
        near_year_ok=struck("Yes"),
        alternative_years="",
        signed="R Whittle",
        date="24 June 2025",
    )
    return with_logos(form)


def corrected_form() -> bytes:
    form = WordForm.filled(
        school="Ashbeck Primary School",
        contact="01772 555 201\noffice@ashbeck.lancs.sch.uk",
        headteacher="Mrs R Whittle",
        comments="Three Year 4 classes, now that we have a third. A school that is different from ours, in a town if possible.",
        near_year_ok=struck("Yes"),
        alternative_years="",
        signed="R Whittle",
        date="8 July 2025",
    )
    return with_logos(form)


def slash_years() -> bytes:
    form = WordForm.filled(
        school="St Bega's CE Primary School, Nether Wyre",
        contact="01995 555 118 / head@stbegas.lancs.sch.uk",
        headteacher="Mr T Okafor",
        comments="Y3/4 please. We are a small village school by the river.",
        near_year_ok=p(r("Yes"), r(" / "), r("No", b=True, u=True)),
        alternative_years="Y5",
        signed="T Okafor",
        date="1/7/25",
    )
    return with_logos(form)


def tracked() -> bytes:
    form = WordForm.filled(
        school="Hollin Bank Primary School",
        contact="01254 555 340, admin@hollinbank.lancs.sch.uk",
        headteacher="Ms L Pereira",
        comments=p(r("One class from "), deleted("Year 5"), ins(r("Year 6")), r(". Anyone at all would be welcome.")),
        near_year_ok=p(deleted("Yes / "), r("No")),
        alternative_years="none",
        signed="L Pereira",
        date="2 July 2025",
    )
    return with_logos(form)


def current_year() -> bytes:
    form = WordForm.filled(
        school="Oak Mount Junior School",
        contact="01282 555 007 office@oakmount.lancs.sch.uk",
        headteacher="Dr A Malik",
        comments="Our current Year 4, two classes. Carry on with Ferny Lane Primary, please.",
        near_year_ok="Yes",
        alternative_years="any",
        signed="A Malik",
        date="30th June 2025",
    )
    return with_logos(form)


def text_pdf() -> bytes:
    form = WordForm.filled(
        school="Lower Sabden Road Primary School",
        contact="01282 555 451 / office@lowersabdenroad.lancs.sch.uk",
        headteacher="Mr J Entwistle",
        comments="1 class in each of Years 5 and 6. Not Year 3 please.",
        near_year_ok=struck("No"),
        alternative_years="Year 4",
        signed="J Entwistle",
        date="3 July 2025",
    )
    return pdf.by_office(with_logos(form))


def fillable_pdf() -> bytes:
    filled = pdf.Filled(
        school="Moor Nook End Primary School",
        contact="01524 555 630 office@moornookend.lancs.sch.uk",
        headteacher="Mrs S Dhillon",
        comments="Year 5. A school not too far away.",
        alternative_years="",
        signed="S Dhillon",
        date="4 July 2025",
    )
    return pdf.saved(pdf.filled_form(filled), static_id=True)


def annotated_pdf() -> bytes:
    filled = pdf.Filled(
        school="Birk Hey Primary School",
        contact="01706 555 882 / head@birkhey.lancs.sch.uk",
        headteacher="Mrs N Fielding",
        comments="One mixed Year 3/4 class. We are in the hills and would like to meet children from a town.",
        alternative_years="Y5",
        signed="",
        date="5/7/25",
    )
    form = pdf.typed_on(filled)
    pdf.annotate(form, 2, "Circle", pdf.NO)
    strokes = pikepdf.Array([pikepdf.Array([100, 165, 120, 178, 130, 160, 150, 176, 170, 163, 190, 172])])
    pdf.annotate(form, 2, "Ink", (96.6, 158, 200, 180), InkList=strokes)
    return pdf.saved(form, static_id=True)


def scan() -> bytes:
    form = WordForm.filled(
        school="Thorn Clough Primary School",
        contact="01253 555 764 office@thornclough.lancs.sch.uk",
        headteacher="Miss E Rigby",
        comments="Our two Year 5 classes would like to link with a school by the sea.",
        near_year_ok="Yes",
        alternative_years="",
        signed="E Rigby",
        date="7 July 2025",
    )
    pages = pypdfium2.PdfDocument(pdf.by_office(with_logos(form)))
    page = pages[len(pages) - 1].render(scale=200 / 72).to_pil().convert("L")
    skewed = page.rotate(0.6, Image.Resampling.BICUBIC, expand=False, fillcolor=250)
    content = io.BytesIO()
    skewed.save(content, "PDF", resolution=200, quality=60)
    return content.getvalue()


def mail_with_form() -> bytes:
    mail = EmailMessage()
    mail["From"] = "School Office <office@wrenbrook.lancs.sch.uk>"
    mail["To"] = "James Orme <james.orme@lancashire.gov.uk>"
    mail["Subject"] = "Linking form"
    mail["Date"] = "Tue, 08 Jul 2025 09:12:00 +0100"
    mail["Message-ID"] = "<demo-1@wrenbrook.example>"
    mail.set_content("Hello James,\n\nour form is attached.\n\nBest wishes,\nthe office\n")
    form = WordForm.filled(
        school="Wren Brook Primary School",
        contact="01200 555 290",
        headteacher="Mrs H Lund & Mr P Lund",
        comments="Year 4 - 2 or 3 classes, it depends on numbers",
        near_year_ok=struck("No"),
        alternative_years="n/a",
        signed="H Lund",
        date="8/7/25",
    )
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    mail.add_attachment(with_logos(form), "application", kind, filename="EOI Wren Brook.docx")
    mail.set_boundary("=-demo-boundary")
    return mail.as_bytes(policy=SMTP)


def another_form() -> bytes:
    rows = [
        tr(tc(p(r("Name of School:"))), tc(p("Ashbeck Primary School"))),
        tr(tc(p(r("Child's name and class:"))), tc(p("Robin, Year 5"))),
        tr(tc(p(r("I give consent for my child to take part"))), tc(p("Yes / No"))),
    ]
    return document(p(r("Swimming lessons: consent form")), tbl(*rows), p("Signed: R Parent   Date: 12/06/2025"))


def demo_forms() -> dict[str, tuple[bytes, str]]:
    """Return the content of each file by its name, with the time at which it was received."""
    fillable = fillable_pdf()
    return {
        "Ashbeck EOI.docx": (first_form(), "2025-06-24T10:05:00+01:00"),
        "Ashbeck EOI corrected.docx": (corrected_form(), "2025-07-08T15:40:00+01:00"),
        "St Begas.docx": (slash_years(), "2025-07-01T12:20:00+01:00"),
        "Hollin Bank (tracked).docx": (tracked(), "2025-07-02T16:02:00+01:00"),
        "EOI Oak Mount.docx": (current_year(), "2025-06-30T08:45:00+01:00"),
        "Lower Sabden Road.pdf": (text_pdf(), "2025-07-03T11:30:00+01:00"),
        "Moor Nook End.pdf": (fillable, "2025-07-04T14:15:00+01:00"),
        "Moor Nook End (1).pdf": (fillable, "2025-07-04T14:16:00+01:00"),
        "Birk Hey notes.pdf": (annotated_pdf(), "2025-07-05T09:00:00+01:00"),
        "scan_0311.pdf": (scan(), "2025-07-07T13:10:00+01:00"),
        "Linking form.eml": (mail_with_form(), "2025-07-08T09:12:00+01:00"),
        "EOI blank.docx": (with_logos(WordForm()), "2025-07-02T09:30:00+01:00"),
        "Swimming consent.docx": (another_form(), "2025-07-02T09:31:00+01:00"),
        "EOI half sent.pdf": (fillable[: len(fillable) // 3], "2025-07-06T18:00:00+01:00"),
    }


def main() -> None:
    """Write the forms, and beside them when each was received: a checkout does not keep the times of files."""
    TARGET.mkdir(parents=True, exist_ok=True)
    forms = demo_forms()
    for name, (content, _) in forms.items():
        (TARGET / name).write_bytes(content)
    received = {name: at for name, (_, at) in forms.items()}
    (TARGET / "received.json").write_text(json.dumps(received, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
