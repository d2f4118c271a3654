"""A watch over processes that open strangers' files, the same on every system: from outside, by measuring.

A limit that the process sets on itself is another on each system, counts what is only reserved, and does not hold for
the programs that it starts. So a thread of ours looks at each of them several times a second, with its whole family,
and ends what is over its limits.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

_EVERY = 0.1  # seconds; a process can write about a gigabyte of memory in a second
_FAMILY_EVERY = 10  # looks: asking the system for all processes takes longer than looking at one


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost.

    `megabytes` is the memory, and `megabytes_on_disk` the temporary files, of a worker with everything it has started.
    `megabytes_answered` is what it may hand back: a little more than all that may come out of an archive.
    `open_files` and the size of any one file are held by the system itself, where it can.
    """

    seconds: float = 120
    megabytes: int = 2048
    megabytes_on_disk: int = 1024
    megabytes_answered: int = 320
    open_files: int = 512


class Guard:
    """The watch over one process with all that it starts, and a `folder` of its own for their temporary files.

    While it is off duty nothing is measured. `verdict` is the sentence that says why it ended the process, empty where
    it did not.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: psutil.Process | None = None
        self._family: list[psutil.Process] = []
        self._deadline: float | None = None
        self._looks = 0
        self.folder = Path(tempfile.mkdtemp(prefix="eoi-reading-"))
        self.verdict = ""

    def watch(self, pid: int) -> None:
        """Say which process it is."""
        with contextlib.suppress(psutil.Error):
            self._process = psutil.Process(pid)

    def begin(self) -> None:
        """Go on duty: from now the time counts."""
        with self._lock:
            self._deadline, self._looks = time.monotonic() + self._limits.seconds, 0

    def rest(self) -> None:
        """Go off duty."""
        with self._lock:
            self._deadline = None

    def look(self) -> None:
        """End the process and its family if they are over a limit."""
        with self._lock:
            if self._deadline is None or self.verdict:
                return
            self.verdict = self._over(self._deadline)
            if self.verdict:
                self._kill()

    def end(self) -> None:
        """End whatever is left of the process and its family, and clear up after them."""
        with self._lock:
            self._deadline = None
            self._kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _over(self, deadline: float) -> str:
        limits = self._limits
        if time.monotonic() > deadline:
            return f"Reading the file took longer than {limits.seconds:g} seconds."
        if self._looks % _FAMILY_EVERY == 0:
            self._family = family_of(self._process)
            if _size(self.folder) > limits.megabytes_on_disk << 20:
                return f"Reading the file needs more than {limits.megabytes_on_disk} MB of temporary files."
        self._looks += 1
        used = sum(map(_memory, (*self._family, self._process)))
        return (
            f"Reading the file needs more than {limits.megabytes} MB of memory."
            if used > limits.megabytes << 20
            else ""
        )

    def _kill(self) -> None:
        process = self._process
        if process is None:
            return
        family = family_of(process)
        if hasattr(os, "killpg"):  # Those of its group too whose own parents have gone.
            with contextlib.suppress(psutil.Error, OSError):
                if process.is_running() and os.getpgid(process.pid) == process.pid:
                    os.killpg(process.pid, signal.SIGKILL)
        end_all([process, *family, *self._family])


class Watch:
    """The thread that looks at all guards in turn."""

    def __init__(self) -> None:
        self._guards: list[Guard] = []
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, guard: Guard) -> None:
        """Look at one more from now on."""
        self._guards.append(guard)
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="eoi-watch", daemon=True)
            self._thread.start()

    def remove(self, guard: Guard) -> None:
        """End what it guards, and look at it no more."""
        self._guards.remove(guard)
        guard.end()

    def end(self) -> None:
        """End everything that is guarded."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        for guard in self._guards:
            guard.end()
        self._guards.clear()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            for guard in tuple(self._guards):
                guard.look()


def family_of(process: psutil.Process | None) -> list[psutil.Process]:
    """Return every process that one has started, and that those have started."""
    try:
        return process.children(recursive=True) if process is not None else []
    except (psutil.Error, OSError):
        return []


def end_all(processes: list[psutil.Process]) -> None:
    """End processes at once. A number that has become another process's is left alone (psutil sees to it)."""
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()


def _memory(process: psutil.Process | None) -> int:
    try:
        return int(process.memory_info().rss) if process is not None else 0
    except (psutil.Error, OSError):
        return 0


def _size(folder: Path) -> int:
    """Return how many bytes lie in a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(where, name)).st_size  # noqa: PTH118 - of thousands, ten times a second
    return total
