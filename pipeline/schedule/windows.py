"""The Windows Task Scheduler: a task of the user's own, which makes up for a night that the machine slept through.

The task is given as XML, for only so can a missed night be made up for, and a path be longer than 261 characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from subprocess import list2cmdline
from xml.sax.saxutils import escape, unescape

from pipeline.schedule.steps import Delete, Entry, Job, Machine, Run, Step, Write

_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Nightly run of the returned forms in {home}. To take it out: eoi schedule remove</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2025-01-01T{at:%H:%M}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT6H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


@dataclass(frozen=True, slots=True)
class TaskScheduler:
    """The user's tasks."""

    machine: Machine
    name: str = "the Windows Task Scheduler"

    def install(self, job: Job) -> list[Step]:
        program, *arguments = job.command
        wanted = Entry(job.at, f"{program} {list2cmdline(arguments)}")
        if self.find(job.key) == wanted:
            return []
        text = _TASK.format(
            home=escape(str(job.home)),
            at=job.at,
            program=escape(program),
            arguments=escape(list2cmdline(arguments)),
            folder=escape(str(job.folder)),
        )
        file = job.home / ".eoi" / "nightly-task.xml"
        create = Run(("schtasks", "/Create", "/TN", _name(job.key), "/XML", str(file), "/F"))
        return [Write(file, text.encode("utf-16"), "utf-16"), create, Delete(file)]

    def remove(self, key: str) -> list[Step]:
        return [Run(("schtasks", "/Delete", "/TN", _name(key), "/F"))] if self.find(key) else []

    def find(self, key: str) -> Entry | None:
        answer = self.machine.call(("schtasks", "/Query", "/TN", _name(key), "/XML", "ONE"), "")
        if answer.code:
            return None
        text = answer.out.replace("\0", "")  # Some versions answer in UTF-16.
        at = re.search(r"<StartBoundary>[\d-]+T(\d\d):(\d\d)", text)
        parts = [re.search(rf"<{tag}>(.*?)</{tag}>", text) for tag in ("Command", "Arguments")]
        command = " ".join(unescape(part[1], {"&quot;": '"', "&apos;": "'"}) for part in parts if part)
        return Entry(time(int(at[1]), int(at[2])) if at else None, command)

    def advice(self) -> str:
        return "It runs while you are logged in. If the computer is off or asleep at that time, it runs afterwards."


def _name(key: str) -> str:
    return f"\\EOI nightly run {key}"
