"""The letter templates: those that ship are sound, and a mistake in one is told with the sentence around it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from builders.records import HOSTILE_TEXTS, TEMPLATES, a_programme, a_record, hostile
from docx import Document
from docx.oxml import OxmlElement

from pipeline.errors import TemplateError
from pipeline.output import check_templates
from pipeline.output.letter_words import letter_words
from pipeline.output.templating import Stamp, fill, identifier_of, text_of

STAMP = Stamp("A letter", "The council", "eoi-letter.a.b", date(2025, 7, 8))


def template(*paragraphs):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def words(record):
    return {**letter_words(record, a_programme()), "date": "8 July 2025"}


def folder_with(tmp_path, confirmation):
    (tmp_path / "confirmation.docx").write_bytes(confirmation)
    (tmp_path / "query.docx").write_bytes((TEMPLATES / "query.docx").read_bytes())
    return tmp_path


def test_the_templates_that_ship_are_sound():
    assert check_templates(TEMPLATES, a_programme()) == []


SOUND = (
    "{{ greeting }} {{ school }} {{ reference }}",
    "{%p for fact in facts %}",
    "{{ fact }}",
    "{%p endfor %}",
    "{%p if questions %}",
    "x",
    "{%p endif %}",
)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("Taking part costs {{ feee }} a year.", "“feee”"),
        ("Taking part costs {{ fee a year.", "Taking part costs"),
        ("Taking part costs {{ fee | nosuch }} a year.", "nosuch"),
        ("{{ programme ~ ‘x’ }}", "curly quotation mark"),
        ("{%p for each in training %}", "mistake"),
        ("The code is {{ greeting.__class__.__mro__ }}.", "mistake"),
    ],
)
def test_a_mistake_is_told(tmp_path, extra, said):
    found = check_templates(folder_with(tmp_path, template(*SOUND, extra)), a_programme())
    assert said in "\n".join(found)
    assert all("confirmation" in line for line in found)


def test_a_lost_placeholder_is_told(tmp_path):
    found = check_templates(folder_with(tmp_path, template("{{ greeting }}")), a_programme())
    assert [line for line in found if "“facts”" in line]


def test_tracked_changes_are_refused(tmp_path):
    document = Document()
    document.add_paragraph("{{ greeting }}")._p.append(OxmlElement("w:ins"))
    buffer = io.BytesIO()
    document.save(buffer)
    assert any(
        "tracked changes" in line for line in check_templates(folder_with(tmp_path, buffer.getvalue()), a_programme())
    )


@pytest.mark.parametrize("content", [b"", b"not a Word file", b"PK\x03\x04 truncated"])
def test_what_is_no_word_file_is_told(tmp_path, content):
    found = check_templates(folder_with(tmp_path, content), a_programme())
    assert any("cannot be opened" in line for line in found)
    with pytest.raises(TemplateError):
        fill(content, "confirmation.docx", words(a_record()), STAMP)


def test_a_missing_template_is_told(tmp_path):
    assert len(check_templates(tmp_path, a_programme())) == 2


def test_a_template_cannot_reach_into_the_program():
    with pytest.raises(TemplateError):
        fill(template("{{ greeting.__class__.__init__.__globals__ }}"), "t.docx", words(a_record()), STAMP)


@pytest.mark.parametrize("kind", ["confirmation", "query"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_every_word_arrives_and_none_is_acted_upon(kind, text):
    said = words(hostile(text))
    letter = text_of(fill((TEMPLATES / f"{kind}.docx").read_bytes(), f"{kind}.docx", said, STAMP))
    # docxtpl shows "{_{" as "{{", which is its own way of writing one.
    assert said["school"].replace("{_{", "{{").replace("}_}", "}}") in letter.replace("\t", " ")
    assert "49" not in letter.replace(said["reference"], "")


def test_a_letter_is_the_same_bytes_every_time_and_knows_what_it_is():
    source = (TEMPLATES / "confirmation.docx").read_bytes()
    first, second = (fill(source, "confirmation.docx", words(a_record()), STAMP) for _ in range(2))
    assert first == second
    assert identifier_of(first) == "eoi-letter.a.b"
    properties = Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.created.date()) == ("The council", date(2025, 7, 8))


def test_a_value_that_got_lost_is_noticed(monkeypatch):
    monkeypatch.setattr("pipeline.output.templating.text_of", lambda _: "an empty page")
    with pytest.raises(TemplateError, match="lost these words"):
        fill(template("{{ greeting }}"), "t.docx", words(a_record()), STAMP)
