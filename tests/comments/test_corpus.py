"""Every row of the corpus and every voice is read as it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from corpus import SECTIONS  # noqa: E402
from readings import differences, reading_of  # noqa: E402
from voices import VOICES  # noqa: E402
from voices_more import MORE  # noqa: E402

ROWS = [(section, row, comment) for section, rows in SECTIONS.items() for row, comments in rows for comment in comments]


@pytest.mark.parametrize(("section", "row", "comment"), ROWS)
def test_the_guide(section: str, row: str, comment: str) -> None:
    assert differences(row, reading_of(comment)) == [], section


@pytest.mark.parametrize(("row", "comment"), VOICES + MORE)
def test_voices(row: str, comment: str) -> None:
    assert differences(row, reading_of(comment)) == []
