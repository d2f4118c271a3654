"""Faults of the disk: full at any write, too small for the night, read-only; and a kill in the midst of a write."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from faults.stage import Stage
from faults.syscalls import Calls
from faults.trials import Trial, answered, recovered

from pipeline.errors import ExitCode
from pipeline.home import Home


def full_at_steps(stage: Stage, steps: Iterable[int], error: int = errno.ENOSPC) -> Iterator[Trial]:
    """Let the disk be full at steps of the seam, from there on to the end of the run."""
    for step in steps:

        def at_step(number: int, name: str, step: int = step) -> None:
            if number >= step and not name.startswith("after"):
                raise OSError(error, "No space left on device")

        home = stage.fresh()
        ended = stage.run(home, at_step=at_step)
        yield recovered(stage, home, stage.steps[step - 1], answered(ended))


def full_in_calls(stage: Stage, calls: Calls, numbers: Iterable[int], *, for_good: bool) -> Iterator[Trial]:
    """Let the disk be full in a call that would write, once or from there on."""
    for number in numbers:
        home = stage.fresh()
        ended = stage.run(
            home,
            before=lambda home=home, number=number: calls.arm(
                home.folder, number, errno.ENOSPC, for_good=for_good, only_growing=True
            ),
        )
        yield recovered(stage, home, f"call {number}", answered(ended))


def killed_in_calls(stage: Stage, calls: Calls, numbers: Iterable[int]) -> Iterator[Trial]:
    """Kill the run in a call of the system that changes a file, SQLite's own among them; a write is half done."""
    for number in numbers:
        home = stage.fresh()
        ended = stage.run(home, before=lambda home=home, number=number: calls.arm(home.folder, number))
        yield recovered(stage, home, f"call {number}", [] if ended.killed else ["it was not killed"])


# --- disks of their own -----------------------------------------------------------------------------------------


def may_mount() -> bool:
    """Tell whether this process may mount disks of its own."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    folder = Path("/tmp") / f"eoi-may-mount-{os.getpid()}"
    folder.mkdir()
    try:
        with _mounted(folder, 64):
            return True
    except subprocess.CalledProcessError:
        return False
    finally:
        folder.rmdir()


def too_small(stage: Stage, kilobytes: Iterable[int]) -> Iterator[Trial]:
    """Do the night on a disk on which there is so much room left; then make room, and run again."""
    for size in kilobytes:
        fresh = stage.fresh()
        needed = sum(path.stat().st_size + 4096 for path in fresh.folder.rglob("*")) // 1024
        home = Home(fresh.folder.with_name(f"{fresh.folder.name} on a small disk"))
        home.folder.mkdir()
        with _mounted(home.folder, needed + size):
            shutil.copytree(fresh.folder, home.folder, dirs_exist_ok=True)
            ended = stage.run(home)
            _mount("-o", f"remount,size={needed + 100_000}k", str(home.folder))
            wrong = answered(ended) if ended.said else ["there was room enough"]
            trial = recovered(stage, home, f"{size} kB left", wrong, keep=True)
        home.folder.rmdir()
        stage.drop(fresh)
        yield trial


def mounted_read_only(stage: Stage) -> Iterator[Trial]:
    """Let the outbox lie on a disk to which nothing can be written."""
    home = stage.fresh()
    _mount("--bind", str(home.outbox), str(home.outbox))
    try:
        _mount("-o", "remount,bind,ro", str(home.outbox))
        ended = stage.run(home)
    finally:
        subprocess.run(["umount", str(home.outbox)], check=True)
    wrong = [] if ended.code == ExitCode.WRONG_USE and "cannot be" in ended.said else [f"it said {ended.said!r}"]
    yield recovered(stage, home, "read-only", wrong)


@contextlib.contextmanager
def _mounted(folder: Path, kilobytes: int) -> Iterator[None]:
    _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
