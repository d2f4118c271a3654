"""File names made of school names are safe on Windows, and one a school."""

from __future__ import annotations

import pytest
from builders.records import HOSTILE_TEXTS, a_programme, a_record

from pipeline.output.names import file_stem, file_stems


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("St Mary's & St John's <Infants>", "St Mary's & St John's Infants"),
        ("../../etc/passwd", "etc passwd"),
        ("CON", "_CON"),
        ("con. school", "_con. school"),
        ("Lpt1", "_Lpt1"),
        ("Conway School", "Conway School"),
        ("Moor End...", "Moor End"),
        ("~$Moor End", "Moor End"),
        ("-rf Moor End", "rf Moor End"),
        ("=@Moor End", "Moor End"),
        ("a:b|c?d*e", "a b c d e"),
        ("line\nbreak", "line break"),
        ("...", "School not named"),
        ("Ysgol Gymraeg Pontŷ", "Ysgol Gymraeg Pontŷ"),
    ],
)
def test_a_name(name, stem):
    assert file_stem(name) == stem


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "学" * 300])
def test_whatever_a_school_is_called(text):
    stem = file_stem(text)
    assert 0 < len(stem) <= 81
    assert len(stem.encode()) <= 161
    assert not set(stem) & set('<>:"/\\|?*\n\r\t')
    assert stem == stem.strip(". ")


def test_two_schools_of_one_name_are_told_apart_on_both():
    records = [a_record("St Mary's", identity="one"), a_record("ST MARY'S", identity="two"), a_record("Moor End")]
    stems = file_stems(records, a_programme())
    assert stems[records[2].id] == "Moor End"
    assert stems["one"].startswith("St Mary's (ATN-2025-")
    assert stems["two"].startswith("ST MARY'S (ATN-2025-")
    assert stems["one"].casefold() != stems["two"].casefold()
