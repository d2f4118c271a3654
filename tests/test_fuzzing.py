"""Every fuzz target over its seeds, and over a short slice of what hypothesis makes up (`python -m fuzz` goes on for longer)."""

from __future__ import annotations

import importlib
import os

import pytest
from fuzz.__main__ import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# How many inputs each target gets: enough to notice a door that stands open, and little enough for every day.
_MANY = {
    "comments": 150,
    "decisions": 150,
    "containers": 100,
    "settings": 40,
    "pictures": 60,
    "word": 25,
    "page": 25,
    "pdf": 6,
}
_TIMES = int(os.environ.get("EOI_FUZZ_TIMES", "1"))


@pytest.mark.parametrize("name", TARGETS)
def test_no_error_but_ours(name: str) -> None:
    target = importlib.import_module(f"fuzz.{name}")
    for seed in target.seeds():
        target.one(seed)

    @settings(max_examples=_MANY[name] * _TIMES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=200))
    def slice_of(data: bytes) -> None:
        target.one(data)

    slice_of()
