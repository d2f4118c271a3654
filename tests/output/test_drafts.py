"""The drafts: addressed to the school alone, unsent, with the letter attached."""

from __future__ import annotations

import email
import email.policy
import io

import pytest
from builders.records import (
    HOSTILE_TEXTS,
    TEMPLATES,
    a_flag,
    a_programme,
    a_record,
    a_view,
    ask,
    hostile,
    suggest,
)
from docx import Document

from pipeline.output import reference_code, write_outbox


def drafts(tmp_path, *records):
    write_outbox(a_view(*records), a_programme(), TEMPLATES, tmp_path)
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((tmp_path / "letters").glob("*.eml"))
    ]


def test_a_draft_is_ready_to_send(tmp_path):
    record = a_record("Moor End", emails=("head@moor.example", "office@moor.example"))
    (draft,) = drafts(tmp_path, record)
    code = reference_code(record.id, a_programme())
    assert draft["X-Unsent"] == "1"
    assert draft["To"] == "head@moor.example, office@moor.example"
    assert draft["From"] == "James Orme <james.orme@lancashire.gov.uk>"
    assert draft["Subject"].endswith(f"Moor End [{code}]")
    assert code in draft["Message-ID"]
    (letter,) = draft.iter_attachments()
    assert letter.get_filename() == "Moor End confirmation.docx"
    assert "Moor End" in "\n".join(p.text for p in Document(io.BytesIO(letter.get_content())).paragraphs)


def test_a_query_asks_its_questions_in_the_message_itself(tmp_path):
    flag = a_flag("mixed-or-either", evidence="Y3/4", suggestions=(suggest("a", ask("Y3")), suggest("b", ask("Y4"))))
    (draft,) = drafts(tmp_path, a_record(flags=[flag]))
    body = draft.get_body().get_content()
    assert "1. You wrote “Y3/4”." in body
    assert "   a. One Year 3 class." in body
    assert "1 question about your form" in draft["Subject"]


@pytest.mark.parametrize(
    ("sender", "to"),
    [
        ("Moor End Office <Office@Moor.example>", "office@moor.example"),
        ("colleague@lancashire.gov.uk", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_the_sender_is_written_to_where_the_form_has_no_address(tmp_path, sender, to):
    (draft,) = drafts(tmp_path, a_record(emails=(), sender=sender))
    assert draft["To"] == to


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_text_of_a_school_adds_a_header_or_an_address(tmp_path, text):
    (draft,) = drafts(tmp_path, hostile(text))
    assert draft["To"] == "office@hostile.example.sch.uk"
    assert draft["Bcc"] is None
    assert not draft.defects
    assert "\n" not in draft["Subject"]


def test_an_address_that_is_more_than_one_is_left_out(tmp_path):
    (draft,) = drafts(
        tmp_path,
        a_record(emails=("a@moor.example, b@evil.example", "a@moor.example\nBcc: x@evil.example", "ok@moor.example")),
    )
    assert draft["To"] == "ok@moor.example"
    assert b"evil" not in draft.as_bytes()
