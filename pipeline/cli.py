"""The commands of `eoi`. Each parses its options, calls one function and shows what came of it: no logic of its own.

Messages for people go to standard error, results to standard output. What is heavy is imported where it is used, so
that a run with nothing new ends at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from pipeline import cli_care
from pipeline.console import HomeFolder, print_json, say, show, tell, tell_json, watched
from pipeline.errors import ExitCode, PipelineError, WrongUse
from pipeline.home import Home

app = typer.Typer(
    name="eoi",
    help="Reads returned Expression of Interest forms into one master table, letters, and a report of what is unclear.",
    epilog="A day's work: save the emailed forms into inbox/, `eoi run`, open outbox/report.html.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class TableFormat(StrEnum):
    """What `eoi export` can write."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@app.command()
def init(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Where. [default: as --home]")] = None,
    home: HomeFolder = None,
) -> None:
    """Make a home: inbox, outbox, letter templates, and a programme.toml with every fact of the year.

    What is there already is never changed, so it is safe to run again. To a person at the keyboard it puts five
    questions; Enter leaves an answer as it is.
    """
    from pipeline.home import init as make_home

    new = not Home.at(folder or home).programme.exists()
    made = make_home(folder or home or Path())
    if new and sys.stdin.isatty():
        from pipeline.first_day import ask_all

        ask_all(made.programme, lambda words, present: typer.prompt(words, default=present, err=True))
    say(f"Your home is {made.folder}")
    say(f"  1. Look through {made.programme.name}: the year, the fee, the training days, your name.")
    say("  2. Save returned forms into inbox/.")
    say("  3. Run `eoi run` there.")


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Where. [default: ./demo]")] = None,
    home: HomeFolder = None,
) -> None:
    """Make a home with invented forms of all kinds and run it, so that you see every output."""
    from pipeline.demo import make_demo
    from pipeline.nightly import run_and_tell

    made = make_demo(folder or home or Path("demo"))
    say("A dozen invented forms are in the inbox. Reading them …")
    with watched() as progress:
        show(run_and_tell(made, progress=progress), made)
    say("")
    say(f"Start with  {made.outbox / 'report.html'}")
    say(f"then open   {made.outbox / 'master.xlsx'}")
    say(f"and         {made.outbox / 'letters'}")


@app.command()
def run(
    home: HomeFolder = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many files to read at once. [default: by the machine]")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON, on standard output.")] = False,
) -> None:
    """The nightly job: take in what is in the inbox, read it, and bring the outbox up to date.

    Run it as often as you like: with nothing new it changes no file. Nothing in the inbox is ever deleted; what was
    taken in is moved to inbox/done, duplicates, not-forms or unreadable.
    """
    from pipeline.nightly import run_and_tell

    where = Home.find(home)
    with watched() as progress:
        summary = run_and_tell(where, workers=workers, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(summary.as_json())
    else:
        show(summary, where)
    raise typer.Exit(summary.exit_code)


@app.command()
def status(home: HomeFolder = None) -> None:
    """What has been received, what is held and why, and what is new since the last run."""
    from pipeline.status import status_of

    for line in status_of(Home.find(home)):
        tell(line)


@app.command()
def explain(
    text: Annotated[str | None, typer.Argument(help="A comment as a school writes it.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="D", help="The date of the form, as 2025-07-03. [default: today]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The reading as JSON.")] = False,
    jsonl: Annotated[
        str | None,
        typer.Option(metavar="FILE", help='Read lines {"id", "text", "date"} from FILE ("-": standard input).'),
    ] = None,
    home: HomeFolder = None,
) -> None:
    """Read one comment and show how it was understood, span by span.

    For example: eoi explain "Two Year 4 classes, or Y3/4 if there is no match" --date 2025-07-03
    """
    from pipeline.explanation import Explainer, explain_lines, picture, spans_as_json
    from pipeline.explanation import as_json as reading_as_json

    explainer = Explainer.at(home)
    if jsonl is not None:
        with open_lines(jsonl) as lines:
            for line in explain_lines(explainer, lines):
                tell_json(line)
        return
    if text is None:
        raise WrongUse("There is no comment to explain.", 'Give one in quotation marks: eoi explain "Two Y4 classes".')
    explanation = explainer.explain(text, as_day(day))
    if as_json:
        print_json({**reading_as_json(explanation), "spans": spans_as_json(explanation)})
    else:
        from rich.console import Console

        Console().print(picture(explanation))


@app.command()
def review(
    home: HomeFolder = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to serve it. [default: any free port]")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """The questions in your browser, one school at a time: the form beside what was understood, one key an answer.

    It is served to this machine and to nobody else, until you stop it with Ctrl+C.
    """
    from pipeline.programme import load_programme
    from pipeline.review import serve

    where = Home.find(home)
    serve(where, load_programme(where.programme), port=port, open_browser=browser)


@app.command()
def export(
    table: Annotated[TableFormat, typer.Option("--format", help="json, csv or xlsx.")] = TableFormat.JSON,
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="[default: standard output]")] = None,
    home: HomeFolder = None,
) -> None:
    """The master table, for other programs."""
    from pipeline.export import exported

    content = exported(Home.find(home), table.value)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        from pipeline.durable import write_file

        write_file(output, content)
        say(f"Written to {output}")


@app.command()
def doctor(home: HomeFolder = None) -> None:
    """Check the home, the templates and the optional parts, and say how to mend each."""
    from pipeline.doctor import examine

    well = True
    for finding in examine(Home.at(home)):
        tell(f"{'✓' if finding.well else '✗' if finding.needed else '–'} {finding.what}")
        if finding.advice:
            tell(f"    {finding.advice}")
        well &= finding.well or not finding.needed
    raise typer.Exit(ExitCode.DONE if well else ExitCode.WRONG_USE)


app.add_typer(cli_care.app)


# --- saying -----------------------------------------------------------------------------------------------------


def keep_fault(fault: BaseException) -> Path:
    """Write down where the program itself went wrong, without any of the text it worked on; return where."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = [f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}" for frame in frames]
    # A name that nobody can foresee: in a folder for all, another user might have put a link there.
    handle, path = tempfile.mkstemp(prefix="eoi-fault-", suffix=".txt", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([type(fault).__name__, *where]) + "\n")
    return Path(path)


# --- understanding what was typed -------------------------------------------------------------------------------


def as_day(text: str | None) -> date | None:
    """Return the day that an option names, or None where it was not given."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"{text!r} is no date.", "Write it as 2025-07-03 (year-month-day).") from None


@contextlib.contextmanager
def open_lines(name: str) -> Iterator[TextIO]:
    """Open a file of lines; "-" is standard input."""
    if name == "-":
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8-sig") as lines:
            yield lines
    except OSError as problem:
        raise WrongUse(f"{name} cannot be read: {problem.strerror}.") from None


def main() -> NoReturn:
    """Run `eoi`. A mistake gets a sentence and what to do about it, never a traceback."""
    # Windows consoles may not be able to print what schools write.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except PipelineError as problem:
        say(problem.message)
        if problem.advice:
            say(problem.advice)
        sys.exit(problem.exit_code)
    except BrokenPipeError:
        # Whoever was reading our output has stopped; that is their right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
    except Exception as fault:
        say("Something went wrong inside the program. Everything read so far is kept; please run it again.")
        with contextlib.suppress(OSError):  # Perhaps it is the disk that is full.
            say(f"If it happens again, send this file to whoever looks after the program: {keep_fault(fault)}")
        sys.exit(ExitCode.INTERNAL_FAULT)
    raise AssertionError("typer ends the program itself")
