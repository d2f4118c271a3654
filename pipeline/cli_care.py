"""The commands that look after a home: its nights, its backups, what is held on whom. As short as those of `cli`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import HomeFolder, say, tell, watched
from pipeline.console import show as show_summary
from pipeline.errors import ExitCode, WrongUse
from pipeline.home import Home

if TYPE_CHECKING:
    from pipeline.years import AcademicYear

app = typer.Typer()


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
            tell(line)
        return
    installing = action is ScheduleAction.INSTALL
    plan = plan_install(where, as_time(at), machine) if installing else plan_removal(where, machine)
    if dry_run:
        say("A rehearsal: nothing is changed. This would be done:" if plan.steps else "There is nothing to do.")
        for line in plan.in_words():
            tell(line)
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
    from pipeline.apart import run_apart
    from pipeline.watch import Watcher, stopped_by_signals

    where = Home.find(home)

    def one_run() -> None:
        summary = run_apart(where, workers=workers)
        if not summary.nothing_new:
            show_summary(summary, where)

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
            tell(line)
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


def as_year(text: str | None) -> AcademicYear | None:
    """Return the academic year that an option names, or None where it was not given."""
    from pipeline.years import AcademicYear

    year = AcademicYear.parse(text) if text else None
    if text and year is None:
        raise WrongUse(f"{text!r} is no programme year.", "Write it as 2025-26.")
    return year
