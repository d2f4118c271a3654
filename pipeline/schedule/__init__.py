"""The nightly run: put into the system's own scheduler, looked up there, taken out again.

    plan = plan_install(home, time(2), Machine.this())     what would be done
    carry_out(plan.steps, machine.call)                    doing it

One entry a home, known by where the home lies; no other entry is ever touched.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.home import Home
from pipeline.schedule.cron import Cron
from pipeline.schedule.launchd import Launchd
from pipeline.schedule.steps import Job, Machine, ScheduleError, Scheduler, Step, carry_out, key_of
from pipeline.schedule.systemd import Systemd
from pipeline.schedule.windows import TaskScheduler

__all__ = ["Machine", "Plan", "ScheduleError", "as_time", "carry_out", "plan_install", "plan_removal", "shown"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what to say once it is."""

    steps: tuple[Step, ...]
    outcome: str
    advice: str = ""

    def in_words(self) -> Iterator[str]:
        """Yield every step as a dry run shows it."""
        for step in self.steps:
            yield from step.in_words()


def plan_install(home: Home, at: time, machine: Machine) -> Plan:
    """Return what has to be done for `home` to be run every night at `at`.

    Raises WrongUse where the machine has no scheduler that is known here, or the home's path cannot be written there.
    """
    if not str(home.folder).isprintable():
        raise WrongUse("The name of this home holds a character that cannot be written down.", "Rename its folder.")
    command, folder = _command(home, machine)
    job = Job(home.folder, at, command, folder)
    known = schedulers(machine)
    if not known:
        raise WrongUse(
            "This machine has no scheduler that is known here (cron, systemd, launchd, Windows Task Scheduler).",
            f"Ask whoever looks after it to have this called every night: {shlex.join(command)}",
        )
    chosen, *others = known
    # A home is run once a night, also where it was put into another scheduler before.
    steps = [*chosen.install(job), *(step for other in others for step in other.remove(job.key))]
    again = "" if steps else " It was so already: nothing was changed."
    advice = [chosen.advice()]
    if os.environ.get("EOI_DATABASE"):
        advice.append("The nightly run does not see $EOI_DATABASE: it uses the database file in the home.")
    return Plan(tuple(steps), f"{_says(home, at, chosen)}{again}", "\n".join(advice))


def plan_removal(home: Home, machine: Machine) -> Plan:
    """Return what has to be done for `home` not to be run by itself any more."""
    steps = [step for each in schedulers(machine) for step in each.remove(key_of(home.folder))]
    outcome = "The nightly run of this home is taken out." if steps else "There was no nightly run of this home."
    return Plan(tuple(steps), outcome)


def shown(home: Home, machine: Machine) -> Iterator[str]:
    """Yield the lines of `eoi schedule show`."""
    found = False
    for scheduler in schedulers(machine):
        if entry := scheduler.find(key_of(home.folder)):
            found = True
            yield _says(home, entry.at, scheduler)
            yield f"  It calls: {entry.command}"
            yield f"  {scheduler.advice()}"
            if sys.executable not in entry.command and _windowless(sys.executable) not in entry.command:
                yield "  That is another installation of this program than the one you are using now."
                yield "  To have it use this one: eoi schedule install"
    if not found:
        yield f"No nightly run of {home.folder} is installed. To have one: eoi schedule install --at 02:00"


def schedulers(machine: Machine) -> list[Scheduler]:
    """Return the schedulers that a machine has, the best first: one that makes up for a night that was missed."""
    if machine.system == "Windows":
        return [TaskScheduler(machine)]
    if machine.system == "Darwin":
        return [Launchd(machine)]
    found: list[Scheduler] = []
    if (systemd := Systemd(machine)).works():
        found.append(systemd)
    if machine.has("crontab"):
        found.append(Cron(machine))
    return found


def as_time(text: str) -> time:
    """Return the time of day that an option names. Raises WrongUse where it names none."""
    try:
        hour, _, minute = text.replace(".", ":").partition(":")
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise WrongUse(f"{text!r} is no time of day.", "Write it as 02:00 or 23:30.") from None


def _says(home: Home, at: time | None, scheduler: Scheduler) -> str:
    when = f"every night at {at:%H:%M}" if at else "at a time that was changed by hand"
    return f"The home {home.folder} is run {when}, by {scheduler.name}."


def _command(home: Home, machine: Machine) -> tuple[tuple[str, ...], Path]:
    """Return the call of a run by this very installation, and the folder to call it in."""
    python = _windowless(sys.executable) if machine.system == "Windows" else sys.executable
    run = ("-m", "pipeline", "run", "--home", str(home.folder))
    try:
        distribution("eoi-pipeline")
    except PackageNotFoundError:
        # A checkout that was never installed is found only from inside it.
        return (python, *run), Path(__file__).parents[2]
    # -P: a folder in the home that is called "pipeline" is not taken for the program.
    return (python, "-P", *run), home.folder


def _windowless(python: str) -> str:
    """Return the Python that opens no black window on Windows at night, where there is one."""
    path = Path(python)
    beside = path.with_name(path.name.lower().replace("python", "pythonw", 1))
    return str(beside) if beside.exists() and "pythonw" not in path.name.lower() else python
