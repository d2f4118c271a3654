"""What fuzzing found once, as the shortest input that shows it (`python -m fuzz`, the table in `tests/fuzz/README.md`)."""

from __future__ import annotations

import io
import struct
from datetime import date

import pytest
from builders.records import RUN_STARTED, a_programme, a_record, ask
from fuzz.reading import programme
from PIL import Image

from pipeline.corrections import Question, Tools, Understood, understand
from pipeline.errors import Unreadable
from pipeline.intake.names import safe_path
from pipeline.merge.decisions import with_value
from pipeline.normalise.comments import CommentReader
from pipeline.parse.page.picture import pictures
from pipeline.store import Shapes


def test_half_a_character_in_a_comment() -> None:
    text = "Two Year 4 classes \ud800 please"
    reading = CommentReader(programme().year).read(text, date(2025, 7, 1))
    assert [(asked.years, asked.classes) for asked in reading.requests] == [(("Y4",), 2)]


@pytest.mark.parametrize("field", ["requests", "fallbacks", "partners", "kinds", "excluded_years", "emails"])
def test_a_field_that_is_left_as_read_can_be_decided(field: str) -> None:
    record = a_record(requests=(ask("Y5", classes=None), ask("Y3", "Y4", mixed=True)), fallbacks=(ask("Y6"),))
    meant = understand("leave it", Question(field, "", ()), record, Tools(a_programme(), RUN_STARTED))
    assert isinstance(meant, Understood)
    assert with_value(record.expression, field, meant.value, Shapes()) == record.expression


def test_a_long_path_is_cut_between_folders() -> None:
    for length in range(290, 310):
        path = safe_path(f"{'a' * 140}/{'b' * 140}../{'c' * (length - 284)}.pdf")
        assert ".." not in path.split("/")
        assert path.endswith("c.pdf")


def test_a_picture_without_a_size() -> None:
    out = io.BytesIO()
    Image.new("L", (300, 300)).save(out, "TIFF")
    content = bytearray(out.getvalue())
    directory = struct.unpack_from("<I", content, 4)[0]
    for entry in range(directory + 2, directory + 2 + 12 * struct.unpack_from("<H", content, directory)[0], 12):
        if struct.unpack_from("<H", content, entry)[0] == 256:  # ImageWidth
            struct.pack_into("<H", content, entry, 40000)  # a tag that nobody knows
    with pytest.raises(Unreadable, match="damaged"):
        list(pictures(bytes(content)))
