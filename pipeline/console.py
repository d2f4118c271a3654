"""What the commands share: where the home is, and how a person at the keyboard is spoken to.

Messages for people go to standard error, results to standard output.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.home import Home
    from pipeline.summary import RunSummary

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The home to work in. [default: $EOI_HOME, else the current folder]"),
]

# What a terminal obeys, and what turns text round or hides in it: a school's name, or a file's, could hold them.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def say(line: str) -> None:
    """Say something to the person at the keyboard."""
    typer.echo(_OBEYED.sub("", line), err=True)


def tell(line: str) -> None:
    """Print a line of what was asked for."""
    typer.echo(_OBEYED.sub("", line))


def print_json(value: object) -> None:
    """Print a result for another program."""
    tell_json(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def tell_json(text: str) -> None:
    """Print JSON. What a terminal would obey is written by its number: the value stays what it is."""
    typer.echo(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def show(summary: RunSummary, home: Home) -> None:
    """Tell a person how a run went: one sentence, the sum, what needs them."""
    for line in summary.in_words():
        say(line)
    if summary.written and not summary.dry_run:
        say(f"The report: {home.outbox / 'report.html'}")


@contextlib.contextmanager
def watched() -> Iterator[Callable[[int, int], None] | None]:
    """Yield what draws a progress bar, where a person is watching; else nothing."""
    # At night on Windows there is no standard error at all.
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading forms"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
