"""Makes the letter templates that ship: `python tests/builders/letter_templates.py [FOLDER]`.

They were made so once, and are edited in Word from then on; this shows how they are built, and starts them anew.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, TEAL, GREY = RGBColor(0x1B, 0x1F, 0x23), RGBColor(0x1D, 0x4E, 0x5F), RGBColor(0x50, 0x5A, 0x5F)
FONT = "Arial"


def main(folder: Path) -> None:
    confirmation(folder / "confirmation.docx")
    query(folder / "query.docx")


def confirmation(path: Path) -> None:
    letter = _letterhead("Your expression of interest: what we have understood")
    _text(letter, "{{ opening }} Please check that we have understood you:", keep=True)
    _facts(letter)
    _when(letter, "questions")
    _heading(letter, "Please tell us")
    _text(letter, "{{ please_answer }}", keep=True)
    _questions(letter)
    _end(letter)
    _heading(letter, "What happens next")
    _text(letter, "{{ next_steps }}")
    _heading(letter, "What it costs, and when")
    _text(letter, "Taking part costs {{ fee }}, due {{ fee_due }}. {{ fee_also }} The training is free.")
    _heading(letter, "Dates for your teachers")
    _text(letter, "The teachers whose classes are linked come to {{ training_count }}:", keep=True)
    _loop(letter, "each in training", lambda: _bullet(letter, "{{ each }}"))
    _heading(letter, "If there is no link school for you")
    _text(letter, "{{ promise }}")
    _close(letter, "If anything here is wrong or has changed, please reply to this email or ring")
    letter.save(str(path))


def query(path: Path) -> None:
    letter = _letterhead("Your expression of interest: before we go on")
    _text(letter, "{{ opening }}")
    _when(letter, "facts")
    _text(letter, "This is what we have understood so far:", keep=True)
    _facts(letter)
    _end(letter)
    _heading(letter, "Please tell us")
    _text(letter, "{{ please_answer }}", keep=True)
    _questions(letter)
    _heading(letter, "What happens next")
    _text(letter, "{{ next_steps }}")
    _when(letter, "not many_questions")
    _text(letter, "Taking part costs {{ fee }}, due {{ fee_due }}. The training days are:", keep=True)
    _loop(letter, "each in training", lambda: _bullet(letter, "{{ each }}"))
    _end(letter)
    _close(letter, "If it is easier to talk it over, please ring")
    letter.save(str(path))


# --- the parts of a letter ------------------------------------------------------------------------------------


def _letterhead(subject: str) -> Any:
    letter = Document()
    properties = letter.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    normal = letter.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.1
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.rPr.append(language)

    page = letter.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin, page.bottom_margin = Cm(1.6), Cm(1.4)
    page.header_distance, page.footer_distance = Cm(1.2), Cm(0.9)

    head = page.header.paragraphs[0]
    _run(head, "{{ organiser }}", size=13, bold=True, colour=TEAL)
    head.paragraph_format.space_after = Pt(1)
    below = page.header.add_paragraph()
    _run(below, "{{ programme }} {{ year }}", size=9.5, colour=GREY)
    below.paragraph_format.space_after = Pt(10)
    _rule(below, "bottom", "1D4E5F", 12)

    foot = page.footer.paragraphs[0]
    _run(
        foot,
        "{{ contact_name }}, {{ contact_role }}  ·  {{ contact_telephone }}  ·  {{ contact_email }}",
        size=9,
        colour=GREY,
    )
    _rule(foot, "top", "C9CDD1", 6)

    first = letter.add_paragraph()
    first.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)
    _run(first, "{{ school }}", bold=True)
    _run(first, "\t{{ date }}")
    first.paragraph_format.space_after = Pt(1)
    second = _text(letter, "For the attention of the headteacher")
    second.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)
    _run(second, "\tOur reference: {{ reference }}", size=9.5, colour=GREY)
    second.paragraph_format.space_after = Pt(12)
    _text(letter, "{{ greeting }}")
    title = letter.add_paragraph()
    _run(title, subject, size=13, bold=True, colour=TEAL)
    title.paragraph_format.space_after = Pt(6)
    return letter


def _facts(letter: Any) -> None:
    _loop(letter, "fact in facts", lambda: _bullet(letter, "{{ fact }}"))


def _questions(letter: Any) -> None:
    _tag(letter, "{%p for question in questions %}")
    asked = _text(letter, "{{ question.number }}.\t{{ question.text }}")
    _hang(asked, 0, 0.7)
    asked.paragraph_format.space_before, asked.paragraph_format.space_after = Pt(4), Pt(2)
    _tag(letter, "{%p for option in question.options %}")
    option = _text(letter, "{{ option.letter }}.\t{{ option.text }}")
    _hang(option, 0.7, 0.6)
    option.paragraph_format.space_after = Pt(1)
    _tag(letter, "{%p endfor %}")
    _tag(letter, "{%p endfor %}")


def _close(letter: Any, lead: str) -> None:
    last = _text(
        letter,
        f"{lead} {{{{ contact_name }}}} on {{{{ contact_telephone }}}}, and mention {{{{ reference }}}}.",
        keep=True,
    )
    last.paragraph_format.space_before = Pt(9)
    _text(letter, "Kind regards", keep=True).paragraph_format.space_after = Pt(10)
    name = _text(letter, "")
    _run(name, "{{ contact_name }}", bold=True)
    name.paragraph_format.space_after = Pt(0)
    _text(letter, "{{ contact_role }}, {{ organiser }}").paragraph_format.space_after = Pt(0)


def _loop(letter: Any, over: str, inside: Any) -> None:
    _tag(letter, f"{{%p for {over} %}}")
    inside()
    _tag(letter, "{%p endfor %}")


def _when(letter: Any, name: str) -> None:
    _tag(letter, f"{{%p if {name} %}}")


def _end(letter: Any) -> None:
    _tag(letter, "{%p endif %}")


# --- paragraphs -----------------------------------------------------------------------------------------------


def _heading(letter: Any, text: str) -> None:
    paragraph = letter.add_paragraph()
    _run(paragraph, text, size=11.5, bold=True, colour=TEAL)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(9), Pt(2)
    paragraph.paragraph_format.keep_with_next = True


def _text(letter: Any, text: str, *, keep: bool = False) -> Any:
    paragraph = letter.add_paragraph()
    if text:
        _run(paragraph, text)
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def _bullet(letter: Any, text: str) -> None:
    paragraph = _text(letter, f"•\t{text}")
    _hang(paragraph, 0, 0.5)
    paragraph.paragraph_format.space_after = Pt(2)


def _tag(letter: Any, tag: str) -> None:
    """A line that only steers the letter and leaves no trace in it: grey, so that it is told from text in Word."""
    paragraph = letter.add_paragraph()
    _run(paragraph, tag, size=8, colour=GREY)
    paragraph.paragraph_format.space_after = Pt(0)


def _run(
    paragraph: Any, text: str, *, size: float | None = None, bold: bool = False, colour: RGBColor | None = None
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _hang(paragraph: Any, left: float, hanging: float) -> None:
    form = paragraph.paragraph_format
    form.left_indent, form.first_line_indent = Cm(left + hanging), Cm(-hanging)
    form.tab_stops.add_tab_stop(Cm(left + hanging))


def _rule(paragraph: Any, side: str, colour: str, eighths: int) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "6"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "templates")
