"""systemd: a timer of the user's own, which makes up for a night that the machine slept through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pipeline.schedule.steps import Delete, Entry, Job, Machine, Run, Step, Write

_SERVICE = """\
# Made by `eoi schedule`, for {home}. To take it out: eoi schedule remove
[Unit]
Description=Nightly run of the returned forms

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
# Some files could not be read, or another run was under way: no failure of the service.
SuccessExitStatus=1 3
Nice=10
"""
_TIMER = """\
# Made by `eoi schedule`. To take it out: eoi schedule remove
[Unit]
Description=Every night: the returned forms

[Timer]
OnCalendar=*-*-* {at:%H:%M}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Systemd:
    """The user's own systemd."""

    machine: Machine
    name: str = "a systemd timer"

    def works(self) -> bool:
        """Tell whether there is a systemd that this user can speak to."""
        return self.machine.has("systemctl") and self._call("show-environment") == 0

    def install(self, job: Job) -> list[Step]:
        service, timer = self._files(job.key)
        home = " ".join(str(job.home).split())
        words = {"home": home, "folder": _escaped(str(job.folder)), "command": " ".join(map(_quoted, job.command))}
        wanted = [
            Write(service, _SERVICE.format(**words).encode()),
            Write(timer, _TIMER.format(at=job.at).encode()),
        ]
        if all(_holds(each.path) == each.content for each in wanted) and self._call("is-enabled", timer.name) == 0:
            return []
        return [*wanted, self._run("daemon-reload"), self._run("enable", "--now", timer.name)]

    def remove(self, key: str) -> list[Step]:
        service, timer = self._files(key)
        there = [path for path in (timer, service) if path.exists()]
        if not there:
            return []
        stop = Run(("systemctl", "--user", "disable", "--now", timer.name), may_fail=True)
        return [stop, *map(Delete, there), self._run("daemon-reload")]

    def find(self, key: str) -> Entry | None:
        service, timer = self._files(key)
        texts = [(_holds(path) or b"").decode("utf-8", "replace") for path in (timer, service)]
        at = re.search(r"^OnCalendar=\*-\*-\* (\d\d):(\d\d)", texts[0], re.MULTILINE)
        command = re.search(r"^ExecStart=(.*)$", texts[1], re.MULTILINE)
        if at is None:
            return None
        return Entry(time(int(at[1]), int(at[2])), command[1] if command else "")

    def advice(self) -> str:
        lingers = self.machine.call(("loginctl", "show-user", str(self.machine.user), "-p", "Linger", "--value"), "")
        if lingers.out.strip() == "yes":
            return "If the machine is off at that time, it runs as soon as it is on again."
        return (
            "It runs while you are logged in, and makes up for a night that was missed. To have it run without you "
            "too: loginctl enable-linger"
        )

    def _files(self, key: str) -> tuple[Path, Path]:
        folder = self.machine.user_folder / ".config" / "systemd" / "user"
        return folder / f"eoi-{key}.service", folder / f"eoi-{key}.timer"

    def _call(self, *args: str) -> int:
        return self.machine.call(("systemctl", "--user", *args), "").code

    def _run(self, *args: str) -> Run:
        return Run(("systemctl", "--user", *args))


def _quoted(text: str) -> str:
    """Quote a word of a command: to systemd "%" and "$" have a meaning, within quotation marks too."""
    return '"' + _escaped(text.replace("\\", "\\\\").replace('"', '\\"')).replace("$", "$$") + '"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _holds(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
