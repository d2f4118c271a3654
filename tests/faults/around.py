"""Faults that come from around the program: locked files, files that go away, the clock, other programs."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from faults.stage import Stage, outcome
from faults.trials import Trial, answered, recovered

from pipeline.errors import ExitCode
from pipeline.home import Home
from pipeline.intake.inbox import FOLDERS
from pipeline.store import database

# Steps at files of the private folder; all others that write are at the outbox.
_PRIVATE = ("stamp.json", "eoi.sqlite3.seal", "history.jsonl")


# --- the outbox -------------------------------------------------------------------------------------------------


def outbox_read_only(stage: Stage, errors: Iterable[int] = (errno.EACCES, errno.EROFS)) -> Iterator[Trial]:
    """Let nothing be written, renamed or deleted in the outbox, for want of a right or of a disk to write to."""
    for error in errors:

        def at_step(_: int, name: str, error: int = error) -> None:
            what, _, file = name.rpartition(" ")
            if what.startswith(("before writing", "before removing")) and file not in _PRIVATE:
                raise OSError(error, os.strerror(error))

        home = stage.fresh()
        ended = stage.run(home, at_step=at_step)
        told = [] if ended.code == ExitCode.WRONG_USE and "cannot be" in ended.said else [f"it said {ended.said!r}"]
        yield recovered(stage, home, os.strerror(error), told)


def outputs(stage: Stage) -> list[str]:
    """Return the names of the outputs that the night writes or takes away."""
    ways = ("before renaming to ", "before removing ")
    names = dict.fromkeys(step.removeprefix(way) for step in stage.steps for way in ways if step.startswith(way))
    return [name for name in names if (stage.done.outbox / name).exists() or name.endswith((".docx", ".eml", ".pdf"))]


def held_open(stage: Stage, names: Iterable[str]) -> Iterator[Trial]:
    """Hold a file of the outbox open, so that it can neither be replaced nor deleted, as Windows does.

    The run says so, writes beside it, and the next run puts it right.
    """
    for wanted in names:

        def at_step(_: int, name: str, wanted: str = wanted) -> None:
            if name in (f"before renaming to {wanted}", f"before removing {wanted}"):
                raise PermissionError(errno.EACCES, "The process cannot access the file")

        home = stage.fresh()
        ended = stage.run(home, at_step=at_step)
        wrong = answered(ended)
        if not wrong and not any(Path(wanted).stem in problem for problem in ended.result["problems"]):
            wrong = [f"nothing was said of {wanted}"]
        yield recovered(stage, home, wanted, wrong)


# --- the inbox --------------------------------------------------------------------------------------------------


def waiting_files(stage: Stage) -> list[Path]:
    """Return the files of the night, by their paths inside the inbox."""
    home = stage.fresh()
    found = [path for path in sorted(home.inbox.rglob("*")) if path.is_file()]
    names = [path.relative_to(home.inbox) for path in found]
    stage.drop(home)
    # The first to be copied is open already when it is, and so is taken in.
    return [name for name in names if name.parts[0] not in FOLDERS][1:]


def vanishing(stage: Stage, names: Iterable[Path], *, locked: bool) -> Iterator[Trial]:
    """Let a file go away between the look and the copy, or be locked by another program; the next night it is there."""
    for name in names:
        home = stage.fresh()
        aside = home.folder / "aside"
        held: list[Any] = []

        def at_step(number: int, step: str, home: Home = home, name: Path = name, held: list[Any] = held) -> None:
            if step != "before copying into custody" or held or not (home.inbox / name).exists():
                return
            if locked:
                held.append((home.inbox / name).open("rb+"))
                fcntl.flock(held[0], fcntl.LOCK_EX)
            else:
                held.append((home.inbox / name).rename(home.folder / "aside"))

        ended = stage.run(home, at_step=at_step)
        wrong = answered(ended)
        if aside.exists():
            shutil.move(aside, home.inbox / name)
        ended = stage.run(home)
        wrong += answered(ended) + _not_the_same(stage, home)
        stage.drop(home)
        yield Trial(f"{name}", tuple(wrong))


# --- time -------------------------------------------------------------------------------------------------------


def clock_set(stage: Stage, moments: Iterable[str]) -> Iterator[Trial]:
    """Let it be another time than after the night before: earlier, or years away."""
    for now in moments:
        home = stage.fresh()
        ended = stage.run(home, now=now)
        wrong = answered(ended)
        wrong += _not_the_same(stage, home) if not wrong else []
        # And back again: nothing is to be done.
        again = stage.run(home)
        wrong += answered(again) or ([] if again.result["came_in"] == 0 else ["something came in again"])
        wrong += _not_the_same(stage, home)
        stage.drop(home)
        yield Trial(now, tuple(wrong))


# --- other programs ---------------------------------------------------------------------------------------------


def two_at_once(stage: Stage, times: int, seed: int) -> Iterator[Trial]:
    """Begin a second run while one is under way."""
    chance = random.Random(seed)
    for _ in range(times):
        home = stage.fresh()
        moment = chance.uniform(0.0, stage.seconds)
        first = stage.begin(home)
        second = stage.begin(home, before=lambda moment=moment: _sleep(moment))
        ends = (first.wait(), second.wait())
        wrong = [said for each in ends for said in answered(each)]
        for each in ends:
            refused = each.code == ExitCode.ANOTHER_RUN and each.said.startswith("Another run is under way")
            if each.said and (not refused or "\n" in each.said):
                wrong.append(f"it said {each.said!r}")
        yield recovered(stage, home, f"after {moment:.2f} s", wrong)


def between_transactions(stage: Stage) -> list[int]:
    """Return the steps at which the run has just ended a transaction."""
    return [number for number, step in enumerate(stage.steps, start=1) if step == "after a transaction"]


def database_in_use(stage: Stage, steps: Iterable[int]) -> Iterator[Trial]:
    """Let another program take the database for itself at a step (0: before the run), and keep it."""
    for step in steps:
        home = stage.fresh()
        held: list[Any] = []

        def at_step(number: int, _: str, home: Home = home, step: int = step, held: list[Any] = held) -> None:
            if number == step:
                held.append(_take(home))

        def impatient() -> None:
            database.PATIENCE = 0.05

        if step == 0:
            with closing(_take(home)):
                ended = stage.run(home, before=impatient)
        else:
            ended = stage.run(home, at_step=at_step, before=impatient)
        wrong = answered(ended)
        if ended.said and "Another program is using it" not in ended.said:
            wrong.append(f"it said {ended.said!r}")
        yield recovered(stage, home, stage.steps[step - 1] if step else "before the run", wrong)


def _take(home: Home) -> sqlite3.Connection:
    other = sqlite3.connect(home.database, isolation_level=None, timeout=0.05)
    try:
        other.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        other.execute("SELECT 1")  # The run is in the midst of a transaction itself.
    return other


def _sleep(seconds: float) -> None:
    import time

    time.sleep(seconds)


# --- judging ----------------------------------------------------------------------------------------------------


def _not_the_same(stage: Stage, home: Home) -> list[str]:
    """Say where the result differs, when files were taken in at another time or in another order.

    Which of two equal files came first is then another, and a record has its id of the form that came first; what is
    known of the schools is the same, and no file is lost.
    """
    found, wanted = _result(home), _result(stage.done)
    return [part for part in wanted if found[part] != wanted[part]]


def _result(home: Home) -> dict[str, Any]:
    told = json.loads((home.outbox / "records.json").read_bytes())
    letters = sorted(path.name for path in (home.outbox / "letters").iterdir())
    schools = {record.pop("id"): record["school"]["name"] for record in told["records"]}
    rows = sorted((row["sha256"], schools.get(row["record"], "")) for row in told["files"])
    inbox = sorted(outcome(home)["inbox"].values())
    return {"records": told["records"], "letters": letters, "files": rows, "inbox": inbox}
