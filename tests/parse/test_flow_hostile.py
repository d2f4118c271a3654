"""Whatever the bytes, the reader gives answers or one of our errors, soon."""

from __future__ import annotations

import contextlib
import os
import zipfile
from io import BytesIO

import pytest
from builders.word import ANSWERS, NAMESPACES, WordForm, document, heading, p, r, rows, signature, tbl, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parse.flowing import read, texts, wording

from pipeline.errors import DocumentError, Unreadable
from pipeline.model import Kind, Label
from pipeline.office import find_libreoffice
from pipeline.parse.flow import read_docx
from pipeline.parse.flow.convert import preview_pdf, to_docx

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
PLAIN = document(heading(), tbl(*rows()), signature())


@SLOW
@given(st.integers(0, len(PLAIN)))
def test_a_file_cut_short(length):
    with pytest.raises(Unreadable):
        read_docx(PLAIN[:length], wording()) if length < len(PLAIN) else read_docx(b"", wording())


@SLOW
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_file_with_wrong_bytes(changes):
    content = bytearray(PLAIN)
    for place, byte in changes:
        content[place] = byte
    # Anything else that is raised fails the test.
    with contextlib.suppress(DocumentError):
        read_docx(bytes(content), wording())


# What a keyboard can type and XML can hold; a line that begins like a label of the form is another test.
_TYPED = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=60)


@SLOW
@given(st.lists(_TYPED, min_size=1, max_size=4))
def test_what_is_typed_is_read(lines):
    form = read(document(heading(), tbl(*rows()[:3]), tbl(*_comments(lines), *rows()[4:]), signature()))
    read_back = form.answers[Label.COMMENTS].text
    typed = [letter for letter in "".join(lines) if letter.isalnum() and letter.isascii()]
    assert [letter for letter in read_back if letter.isalnum() and letter.isascii()] == typed


def _comments(lines):
    made = rows({"comments": "@@"})[3]
    return [made.replace(p("@@"), "".join(p(r(line)) for line in lines))]


@SLOW
@given(st.recursive(st.sampled_from(["t", "r", "p", "tab", "br", "sym"]), lambda inner: st.tuples(
    st.sampled_from(["p", "r", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "hyperlink", "fldSimple", "pict", "drawing", "smartTag"]),
    st.lists(inner, max_size=3)), max_leaves=25))  # fmt: skip
def test_any_tree_of_word_elements(tree):
    def written(node):
        return (
            f"<w:{node}/>" if isinstance(node, str) else f"<w:{node[0]}>{''.join(map(written, node[1]))}</w:{node[0]}>"
        )

    form = read(document(heading(), tbl(*rows()), signature(), written(tree)))
    assert texts(form) == ANSWERS


def test_a_zip_that_bursts():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (60 * 2**20) + b"</a>")
    with pytest.raises(Unreadable, match="far more than a form"):
        read_docx(made.getvalue(), wording())


def test_a_part_that_is_too_large():
    noise = os.urandom(2**20).hex().encode()
    with pytest.raises(Unreadable, match="far larger"):
        read_docx(zipped({"word/document.xml": b"<a>" + noise * 16 + b"</a>"}), wording())


def test_xml_entities_are_not_resolved():
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        + f"<w:document {NAMESPACES}><w:body>&b;</w:body></w:document>"
    )
    with pytest.raises(Unreadable, match="definitions"):
        read_docx(zipped({"word/document.xml": bomb.encode()}), wording())


def test_a_password_or_an_old_file_says_so():
    with pytest.raises(Unreadable, match="password"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, wording())


def test_a_workbook_is_no_word_document():
    with pytest.raises(Unreadable, match="no Word document"):
        read_docx(zipped({"xl/workbook.xml": b"<workbook/>"}), wording())


def test_the_strict_variant_of_the_format():
    with zipfile.ZipFile(BytesIO(PLAIN)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strict = b"http://purl.oclc.org/ooxml/"
    parts = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict + b"wordprocessingml/main"
        )
        for name, part in parts.items()
    }
    assert texts(read(zipped(parts))) == ANSWERS


# --- LibreOffice ----------------------------------------------------------------------------------------------

needs_office = pytest.mark.skipif(
    find_libreoffice() is None and not os.environ.get("CI"), reason="LibreOffice is not installed"
)


@needs_office
def test_what_libreoffice_cannot_open():
    with pytest.raises(Unreadable, match="could not open"):
        to_docx(b"{\\rtf1", Kind.RTF, seconds=120)


@needs_office
def test_libreoffice_is_stopped_in_time():
    with pytest.raises(Unreadable, match="did not finish"):
        to_docx(WordForm.filled().content(), Kind.DOCX, seconds=0.05)


def test_without_libreoffice_the_reason_says_what_to_do(monkeypatch):
    monkeypatch.setattr("pipeline.parse.flow.convert.find_libreoffice", lambda: None)
    with pytest.raises(Unreadable) as refused:
        to_docx(b"", Kind.ODT, seconds=1)
    assert "Install LibreOffice" in refused.value.advice


def test_the_preview_of_a_pages_file():
    assert preview_pdf(zipped({"QuickLook/Preview.pdf": b"%PDF-1.7 x"})) == b"%PDF-1.7 x"
    for without in (zipped({"Index.zip": b""}), b"PK\x03\x04"):
        with pytest.raises(Unreadable):
            preview_pdf(without)
