"""How this program starts processes of its own."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext


def fresh() -> BaseContext:
    """Return how to start a process that is no copy of this one, which holds the database."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
