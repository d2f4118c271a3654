"""Stopping a process in any call of the system that changes a file, by a library of our own that is loaded before C's."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from faults.crowd import THIS_NIGHT
from faults.forked import in_a_child
from faults.stage import Stage

_SOURCE = Path(__file__).with_name("syscalls.c")


class Calls:
    """The library, in a process that was started by `restart_with_it`."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.eoi_counted.restype = ctypes.c_long

    @staticmethod
    def are_watched() -> bool:
        """Tell whether this process was started so."""
        return hasattr(ctypes.CDLL(None), "eoi_arm") if os.name != "nt" else False

    @staticmethod
    def restart_with_it(folder: Path) -> None:
        """Start this program anew with the library, built in `folder`; does nothing where it cannot be built."""
        compiler = shutil.which("cc")
        if not sys.platform.startswith("linux") or compiler is None or Calls.are_watched():
            return
        library = folder / "syscalls.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, _SOURCE, "-ldl"], check=True)
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "LD_PRELOAD": str(library)})

    def arm(self, folder: Path, at: int, error: int = 0, *, for_good: bool = False, only_growing: bool = False) -> None:
        """Stop this process in the call with this number (from 1; 0: only count) that changes something in `folder`.

        It is killed there; or, with an `error`, the call fails with it: that one alone or, `for_good`, every later
        one too. `only_growing` counts calls alone that need room on the disk.
        """
        self._library.eoi_arm(os.fsencode(folder), ctypes.c_long(at), error, int(for_good), int(only_growing))

    def in_a_night(self, stage: Stage) -> tuple[range, range]:
        """Return the numbers of all such calls in an undisturbed night, and of those alone that need room."""
        return self._numbers(stage, only_growing=False), self._numbers(stage, only_growing=True)

    def _numbers(self, stage: Stage, *, only_growing: bool) -> range:
        home = stage.fresh()

        def act() -> int:
            self.arm(home.folder, 0, only_growing=only_growing)
            stage.night(home)
            return int(self._library.eoi_counted())

        return range(1, int(in_a_child(act, environment={"EOI_NOW": THIS_NIGHT}).result) + 1)
