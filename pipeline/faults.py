"""The seam through which every lasting step passes, so that a test can stop the program at any of them.

Each custody step, transaction, move, rename and write names itself here just before and just after it happens. In
production nobody listens and nothing happens; the kill test listens, and ends the process at the step of its choice.
"""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def checkpoint(step: str) -> None:
    """Say that `step` is about to happen, or has just happened."""
    for listener in _listeners:
        listener(step)


def listen(listener: Callable[[str], None]) -> None:
    """Call `listener` with the name of every step from now on. What it raises is raised at the step."""
    _listeners.append(listener)
