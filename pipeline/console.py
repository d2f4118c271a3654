"""What the commands share: where the home is, and how a person at the keyboard is spoken to.

Messages for people go to standard error, results to standard output.
"""

from __future__ import annotations

import contextlib
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


def say(line: str) -> None:
    """Say something to the person at the keyboard."""
    typer.echo(line, err=True)


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
