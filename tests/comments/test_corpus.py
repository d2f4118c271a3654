"""Every row of the corpus and every voice is read as it says."""

from __future__ import annotations

import pytest
from comments.corpus import SECTIONS
from comments.readings import differences, reading_of
from comments.voices import VOICES
from comments.voices_more import MORE

ROWS = [(section, row, comment) for section, rows in SECTIONS.items() for row, comments in rows for comment in comments]


@pytest.mark.parametrize(("section", "row", "comment"), ROWS)
def test_the_guide(section: str, row: str, comment: str) -> None:
    assert differences(row, reading_of(comment)) == [], section


@pytest.mark.parametrize(("row", "comment"), VOICES + MORE)
def test_voices(row: str, comment: str) -> None:
    assert differences(row, reading_of(comment)) == []
