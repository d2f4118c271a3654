"""The commands of `eoi`. Each parses its options, calls one function and shows what came of it: no logic of its own.

Messages for people go to standard error, results to standard output. What is heavy is imported where it is used, so
that a run with nothing new ends at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from pipeline.errors import ExitCode, PipelineError, WrongUse
from pipeline.home import Home

if TYPE_CHECKING:
    from pipeline.summary import RunSummary
    from pipeline.years import AcademicYear

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

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The home to work in. [default: $EOI_HOME, else the current folder]"),
]


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

    What is there already is never changed, so it is safe to run again.
    """
    from pipeline.home import init as make_home

    made = make_home(folder or home or Path())
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
    from pipeline.run import run as run_home

    made = make_demo(folder or home or Path("demo"))
    say("A dozen invented forms are in the inbox. Reading them …")
    with watched() as progress:
        show(run_home(made, progress=progress), made)
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
        typer.echo(line)


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
                typer.echo(line)
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
        typer.echo(f"{'✓' if finding.well else '✗' if finding.needed else '–'} {finding.what}")
        if finding.advice:
            typer.echo(f"    {finding.advice}")
        well &= finding.well or not finding.needed
    raise typer.Exit(ExitCode.DONE if well else ExitCode.WRONG_USE)


class ScheduleAction(StrEnum):
    """What `eoi schedule` can do."""

    SHOW = "show"
    INSTALL = "install"
    REMOVE = "remove"


@app.command()
def schedule(
    action: Annotated[ScheduleAction, typer.Argument(help="show, install or remove.")] = ScheduleAction.SHOW,
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When, in this machine's time.")] = "02:00",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")] = False,
    home: HomeFolder = None,
) -> None:
    """Install, show or remove the nightly run of this home.

    It goes into what the system has for it: a systemd timer or cron, launchd on a Mac, the Task Scheduler on Windows.
    Only the entry of this home is ever touched, and installing it twice changes nothing.
    """
    from pipeline.schedule import Machine, as_time, carry_out, plan_install, plan_removal, shown

    where, machine = Home.find(home), Machine.this()
    if action is ScheduleAction.SHOW:
        for line in shown(where, machine):
            typer.echo(line)
        return
    installing = action is ScheduleAction.INSTALL
    plan = plan_install(where, as_time(at), machine) if installing else plan_removal(where, machine)
    if dry_run:
        say("A rehearsal: nothing is changed. This would be done:" if plan.steps else "There is nothing to do.")
        for line in plan.in_words():
            typer.echo(line)
        return
    carry_out(plan.steps, machine.call)
    say(plan.outcome)
    if plan.advice:
        say(plan.advice)


@app.command()
def watch(
    home: HomeFolder = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many files to read at once. [default: by the machine]")
    ] = None,
) -> None:
    """Run by itself whenever files arrive in the inbox and have stopped growing. Ctrl-C ends it."""
    from pipeline.nightly import run_and_tell
    from pipeline.watch import Watcher, stopped_by_signals

    where = Home.find(home)

    def one_run() -> None:
        summary = run_and_tell(where, workers=workers)
        if not summary.nothing_new:
            show(summary, where)

    watcher = Watcher(where, one_run, say)
    say(f"Watching {where.inbox}. Ctrl-C ends it.")
    with stopped_by_signals(watcher, say):
        watcher.watch()
    say("Watching has ended.")


@app.command()
def forget(
    schools: Annotated[
        list[str] | None, typer.Argument(metavar="[SCHOOL]...", help="By name, reference or email address.")
    ] = None,
    edition: Annotated[str | None, typer.Option(metavar="2024-25", help="Everything of one programme year.")] = None,
    expired: Annotated[
        bool, typer.Option("--expired", help="Everything that was kept for as long as programme.toml says.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Say what is held, on whom, and delete nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    home: HomeFolder = None,
) -> None:
    """Delete what is held on a school or an edition, everywhere, and prove it by a search.

    In the database, the originals, the inbox, letters, tables and the backups made here. It cannot be undone.
    """
    from pipeline.forget import NOTHING, Whom, shown
    from pipeline.forget import forget as forget_them
    from pipeline.nightly import note

    where, whom = Home.find(home), Whom(tuple(schools or ()), as_year(edition), expired)
    if show:
        for line in shown(where, whom):
            typer.echo(line)
        return
    if sum((bool(whom.schools), whom.edition is not None, whom.expired)) != 1:
        raise WrongUse("Whom?", "Name a school, or --edition 2024-25, or --expired. What is held: eoi forget --show")
    if not yes:
        for line in (held := list(shown(where, whom))):
            say(line)
        if held == [NOTHING]:
            return
        if not typer.confirm("Delete all of this? It cannot be undone", err=True):
            raise WrongUse("Nothing was deleted.")
    done = forget_them(where, whom)
    for line in done.deleted:
        say(f"Deleted: {line}.")
        note(where, f"Forgotten on request: {line}.")
    for line in (*done.still, *done.problems):
        say(line)
    if not done.deleted:
        say(NOTHING)
    elif not (done.still or done.problems):
        say("Searched: their names, addresses and telephone numbers stand nowhere in this home any more.")
    raise typer.Exit(ExitCode.SOME_UNREADABLE if done.problems else ExitCode.DONE)


@app.command()
def backup(
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="Where to. [default: backups/ in the home]")
    ] = None,
    home: HomeFolder = None,
) -> None:
    """Make one file that holds all of a home, and read it back.

    Best kept on another disk; it holds personal data, as the home does.
    """
    from pipeline.backup import back_up

    say(f"Backed up, and read back: {back_up(Home.find(home), output)}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `eoi backup` made.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a home of a backup, in a new or empty folder."""
    from pipeline.backup import restore as restore_home

    made = restore_home(file, folder)
    say(f"Restored: {made.folder}. The next `eoi run --home {made.folder}` brings its outbox up to date.")


@app.command()
def rebuild(
    home: HomeFolder = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many files to read at once. [default: by the machine]")
    ] = None,
) -> None:
    """Read every original again and make the database anew: after damage, or a change of the rules.

    Decisions are kept. Then the outbox is brought up to date, as by a run.
    """
    from pipeline.nightly import note, run_and_tell
    from pipeline.rebuild import rebuild as rebuild_home

    where = Home.find(home)
    with watched() as progress:
        done = rebuild_home(where, workers=workers, progress=progress)
    for line in done.in_words():
        say(line)
    note(where, f"Made the database anew of {done.files} files: {done.records} schools, {done.decisions} decisions.")
    run_and_tell(where, workers=workers)
    raise typer.Exit(ExitCode.SOME_UNREADABLE if done.missing else ExitCode.DONE)


# --- saying -----------------------------------------------------------------------------------------------------


def say(line: str) -> None:
    """Say something to the person at the keyboard."""
    typer.echo(line, err=True)


def keep_fault(fault: BaseException) -> Path:
    """Write down where the program itself went wrong, without any of the text it worked on; return where."""
    path = Path(tempfile.gettempdir()) / f"eoi-fault-{os.getpid()}.txt"
    frames = traceback.extract_tb(fault.__traceback__)
    where = [f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}" for frame in frames]
    path.write_text("\n".join([type(fault).__name__, *where]) + "\n", "utf-8")
    return path


def print_json(value: object) -> None:
    """Print a result for another program."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def show(summary: RunSummary, home: Home) -> None:
    """Tell a person how a run went: one sentence, the sum, what needs them."""
    for line in summary.in_words():
        say(line)
    if summary.written and not summary.dry_run:
        say(f"The report: {home.outbox / 'report.html'}")


@contextlib.contextmanager
def watched() -> Iterator[Callable[[int, int], None] | None]:
    """Yield what draws a progress bar, where a person is watching; else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading forms"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# --- understanding what was typed -------------------------------------------------------------------------------


def as_day(text: str | None) -> date | None:
    """Return the day that an option names, or None where it was not given."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"{text!r} is no date.", "Write it as 2025-07-03 (year-month-day).") from None


def as_year(text: str | None) -> AcademicYear | None:
    """Return the academic year that an option names, or None where it was not given."""
    from pipeline.years import AcademicYear

    year = AcademicYear.parse(text) if text else None
    if text and year is None:
        raise WrongUse(f"{text!r} is no programme year.", "Write it as 2025-26.")
    return year


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
        where = keep_fault(fault)
        say("Something went wrong inside the program. Everything read so far is kept; please run it again.")
        say(f"If it happens again, send this file to whoever looks after the program: {where}")
        sys.exit(ExitCode.INTERNAL_FAULT)
    raise AssertionError("typer ends the program itself")
