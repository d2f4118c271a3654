"""The sample forms, as schools return them: every answer exact, marks included."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from builders.word import FORMS
from parse.flowing import marked, read, texts, wording

from pipeline.errors import BlankForm, NotAForm
from pipeline.model import Kind, Label
from pipeline.office import find_libreoffice
from pipeline.parse.flow import read_docx
from pipeline.parse.flow.convert import to_docx

RETURNED = FORMS / "returned"
EXPECTED = json.loads((Path(__file__).parent / "flow-samples.json").read_text("utf-8"))
needs_office = pytest.mark.skipif(
    find_libreoffice() is None and not os.environ.get("CI"), reason="LibreOffice is not installed"
)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".docx")])
def test_a_word_form(name):
    form = read((RETURNED / name).read_bytes())
    wanted = EXPECTED[name]
    assert texts(form) == wanted["answers"]
    assert {kind: sorted(words) for kind, words in marked(form).items()} == wanted.get("marks", {})
    assert form.answers[Label.SIGNED].drawn is wanted.get("drawn", False)
    assert form.edition == wanted.get("edition", "2025-26")
    assert (form.stray, form.missing) == ((), ())


@needs_office
@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.endswith(".docx")])
def test_a_form_of_another_word_processor(name):
    kind = Kind(Path(name).suffix[1:])
    (form,) = read_docx(to_docx((RETURNED / name).read_bytes(), kind, seconds=120), wording(), format=kind.value)
    wanted = EXPECTED[name]
    assert (form.format, texts(form)) == (kind.value, wanted["answers"])
    assert {kind: sorted(words) for kind, words in marked(form).items()} == wanted.get("marks", {})


def test_the_blank_form():
    with pytest.raises(BlankForm):
        read((RETURNED / "EOI blank returned.docx").read_bytes())


def test_another_form_altogether():
    with pytest.raises(NotAForm, match="Labels found: name of school, telephone and email, signed, date"):
        read((RETURNED / "Year 5 trip permission.docx").read_bytes())
