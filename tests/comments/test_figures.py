"""Figures: the scanner looks for one only where its opening stands, so that the opening must hold for every pattern."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.normalise.comments.scanning.figures import read_patterns

PATTERNS = read_patterns()


@pytest.mark.parametrize("number", range(len(PATTERNS.each)), ids=lambda n: f"{n}-{PATTERNS.kinds[n]}")
@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_a_figure_begins_with_is_among_the_openings(number: int, data: st.DataObject) -> None:
    pattern = re.compile(PATTERNS.each[number])
    text = data.draw(st.from_regex(pattern))
    found = pattern.search(text)
    assert found is not None
    assert "@" in text or PATTERNS.opening.match(text, found.start()), found[0]
