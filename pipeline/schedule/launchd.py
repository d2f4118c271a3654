"""launchd: an agent of the user's own on a Mac, which runs on waking where the Mac slept at its time."""

from __future__ import annotations

import plistlib
import shlex
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pipeline.schedule.steps import Delete, Entry, Job, Machine, Run, Step, Write


@dataclass(frozen=True, slots=True)
class Launchd:
    """The user's own agents."""

    machine: Machine
    name: str = "launchd"

    def install(self, job: Job) -> list[Step]:
        path = self._file(job.key)
        content = plistlib.dumps(
            {
                "Label": _label(job.key),
                "ProgramArguments": list(job.command),
                "WorkingDirectory": str(job.folder),
                "StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute},
                "ProcessType": "Background",
            }
        )
        if path.exists() and path.read_bytes() == content and self._is_loaded(job.key):
            return []
        # What is loaded under the name has to go first: launchd does not look at the file again.
        return [
            Write(path, content),
            Run(("launchctl", "bootout", f"{self._domain}/{_label(job.key)}"), may_fail=True),
            Run(("launchctl", "bootstrap", self._domain, str(path))),
        ]

    def remove(self, key: str) -> list[Step]:
        path = self._file(key)
        if not path.exists():
            return []
        return [Run(("launchctl", "bootout", f"{self._domain}/{_label(key)}"), may_fail=True), Delete(path)]

    def find(self, key: str) -> Entry | None:
        try:
            held = plistlib.loads(self._file(key).read_bytes())
            when, command = held["StartCalendarInterval"], shlex.join(held["ProgramArguments"])
            return Entry(time(when["Hour"], when["Minute"]), command)
        except FileNotFoundError:
            return None
        except (plistlib.InvalidFileException, KeyError, TypeError, ValueError):
            return Entry(None, "")

    def advice(self) -> str:
        return "It runs while you are logged in. If the Mac is asleep at that time, it runs when it wakes."

    @property
    def _domain(self) -> str:
        return f"gui/{self.machine.user}"

    def _is_loaded(self, key: str) -> bool:
        return self.machine.call(("launchctl", "print", f"{self._domain}/{_label(key)}"), "").code == 0

    def _file(self, key: str) -> Path:
        return self.machine.user_folder / "Library" / "LaunchAgents" / f"{_label(key)}.plist"


def _label(key: str) -> str:
    return f"eoi.nightly.{key}"
