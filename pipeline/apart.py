"""A run in a process of its own, for a program that goes on living after it.

What a run takes grows with what is held, and Python keeps most of what it once had. A process that only watches stays
as small as it began, however long the season: each run gives its memory back to the system by ending. Whatever may
happen to a run, a kill for want of memory too, it does not happen to the one that watches.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError, RunCutOff
from pipeline.home import Home

if TYPE_CHECKING:
    from pipeline.summary import RunSummary


def run_apart(home: Home, *, workers: int | None = None) -> RunSummary:
    """Do `run_and_tell(home, workers=workers)` in a process of its own, and wait for it.

    Raises what it raises; RunCutOff where it was killed or met a fault of the program. Signals that reach this process
    do not reach the run; whoever interrupts the waiting (KeyboardInterrupt) ends it, with all that it has started.
    """
    process = subprocess.Popen(  # noqa: S603 - this Python, our own module
        python_with("pipeline.apart", str(home.folder), str(workers or "")),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # Ctrl-C at the terminal is for whoever watches: the run under way is finished first.
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        told, _ = process.communicate()
    except BaseException:
        _end(process.pid)
        raise
    finally:
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if process.returncode:
        raise RunCutOff(
            f"It was cut off ({_how(process.returncode)}).", "Nothing is lost: the next run takes it up again."
        )
    outcome: RunSummary | PipelineError = pickle.loads(told)  # noqa: S301 - written by our own process, below
    if isinstance(outcome, PipelineError):
        raise outcome
    return outcome


def python_with(module: str, *arguments: str) -> list[str]:
    """Return the call of a module of this very installation. It needs the `environment` below."""
    # -P: a folder in the home that is called "pipeline" is not taken for the program.
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(others: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment in which a process finds this very installation, with `others` put into it."""
    package = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": paths, **(others or {})}


def _end(pid: int) -> None:
    import psutil

    from pipeline.guard import end_all, family_of

    try:
        process = psutil.Process(pid)
    except psutil.Error:
        return
    end_all([process, *family_of(process)])


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _do(folder: str, workers: str) -> None:
    """Be the process: do the run, and write how it went, or the error that ended it, to standard output."""
    # Whoever ends all processes of a service together lets the run finish; who insists, kills.
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    from pipeline.nightly import run_and_tell

    outcome: RunSummary | PipelineError
    try:
        outcome = run_and_tell(Home(Path(folder)), workers=int(workers) if workers else None)
    except PipelineError as problem:
        outcome = problem
    except Exception as fault:
        # Its own words may hold a school's. Where it happened is in the log.
        outcome = RunCutOff(f"It met a fault of the program ({type(fault).__name__}).", "Watching goes on.")
    sys.stdout.buffer.write(pickle.dumps(outcome))


if __name__ == "__main__":
    _do(*sys.argv[1:])
