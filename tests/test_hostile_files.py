"""Files made to do harm, through the cage with the real readers: each is read or refused with a reason, and costs itself only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from builders.hostile import Hostile, everything
from builders.word import document, heading, rows, signature, tbl
from fuzz.reading import programme

from pipeline.cage import Cage, Limits, Original
from pipeline.errors import DocumentError
from pipeline.intake.containers import Limits as Unpacking
from pipeline.intake.containers import Piece
from pipeline.model import Form, Outcome, Source
from pipeline.reading import open_reader

# These take seconds each; `benchmarks/hostile.py` tries them too.
SLOW = (
    "picture: a strip", "picture: a fax whose", "picture: noise", "picture: 100 million", "PDF: many words", "PDF: a picture", "e-mail: a text that",
    "e-mail: a million", "zip bomb: two thousand",
)  # fmt: skip
FILES = {f"{each.kind}: {each.note}": each for each in everything()}
if os.environ.get("EOI_HOSTILE") != "all":
    FILES = {name: each for name, each in FILES.items() if not name.startswith(SLOW)}
LIMITS = Limits(seconds=150, megabytes=900)
# Damaged or not: what a person would see in these is a form, and so must we, in time.
READ = {
    "deep or wide XML: one very long paragraph",
    "deep or wide XML: many paragraphs",
    "deep or wide XML: tables 60 deep",
    "deep or wide XML: styles based on each other in a ring",
    "deep or wide XML: many forms in one file",
    *(name for name in FILES if name.startswith(("text: ", "name: "))),
}
# What programs leave behind, and what no program would unpack: the archive says that nothing is in it.
NOT_BROUGHT = {f"name: {name}" for name in ("~$form.docx", ".hidden.docx", "desktop.ini", ".", "")}


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with Cage(partial(open_reader, programme()), 1, LIMITS) as made:
        yield made


def tried(hostile: Hostile, cage: Cage, folder: Path) -> tuple[list[Piece], list[list[Form] | DocumentError]]:
    path = folder / "original"
    path.write_bytes(hostile.content)
    source = Source("a file", sha256(hostile.content).hexdigest(), datetime(2025, 7, 9, tzinfo=UTC))
    (found,) = cage.open_each([Original(path, source)])
    assert isinstance(found, list)
    return found, list(cage.read_each([piece.document for piece in found if piece.outcome is None]))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused(name: str, cage: Cage, tmp_path: Path) -> None:
    pieces, answers = tried(FILES[name], cage, tmp_path)

    assert len(pieces) <= Unpacking().members + 2
    assert sum(len(piece.document.content) for piece in pieces) <= Unpacking().bytes_in_all + len(FILES[name].content)
    for piece in pieces:
        inside = piece.document.source.inside
        assert inside is None or (inside.isprintable() and len(inside) <= 700 and not inside.startswith(("/", "..")))
        assert piece.reason or piece.outcome in (None, Outcome.CONTAINER)
    for answer in answers:
        if isinstance(answer, DocumentError):
            assert answer.message
            assert "fault" not in answer.message
    if name in READ - NOT_BROUGHT:
        assert answers
        assert all(isinstance(answer, list) for answer in answers), answers


def test_an_ordinary_form_is_read_after_them(cage: Cage, tmp_path: Path) -> None:
    content = document(heading(), tbl(*rows()), signature())
    _, (answer,) = tried(Hostile("", "", "form.docx", content), cage, tmp_path)
    assert isinstance(answer, list)
