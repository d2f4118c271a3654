"""cron: one line in the user's own crontab, known by the mark at its end. All other lines stay as they are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from pipeline.schedule.steps import Entry, Job, Machine, Run, ScheduleError, Step

# What `crontab -l` says where there is no crontab yet, on the crons in use.
_NONE_YET = ("no crontab for", "can't open")


@dataclass(frozen=True, slots=True)
class Cron:
    """The user's crontab."""

    machine: Machine
    name: str = "cron"

    def install(self, job: Job) -> list[Step]:
        return self._change(job.key, lambda others: [*others, _line(job)])

    def remove(self, key: str) -> list[Step]:
        return self._change(key, lambda others: others)

    def find(self, key: str) -> Entry | None:
        for line in self._lines():
            if _is_ours(line, key) and (found := re.match(r"(\d+) (\d+) \* \* \* (.*?) +# eoi:", line)):
                return Entry(time(int(found[2]), int(found[1])), found[3].replace(r"\%", "%"))
        return None

    def advice(self) -> str:
        return "If the machine is off or asleep at that time, that night is missed; the next run takes everything in."

    def _change(self, key: str, new: Callable[[list[str]], list[str]]) -> list[Step]:
        before = self._lines()
        after = new([line for line in before if not _is_ours(line, key)])
        if sorted(before) == sorted(after):
            return []
        return [Run(("crontab", "-"), "".join(f"{line}\n" for line in after))]

    def _lines(self) -> list[str]:
        """Return the crontab. Raises ScheduleError where it cannot be read, so that it is never replaced unread."""
        answer = self.machine.call(("crontab", "-l"), "")
        if answer.code and any(words in answer.err for words in _NONE_YET):
            return []
        if answer.code:
            raise ScheduleError(f"The crontab cannot be read: {' '.join(answer.err.split())}.", "Nothing was changed.")
        return answer.out.splitlines()


def _line(job: Job) -> str:
    """Return the crontab line of a job. To cron, "%" ends the command unless it is escaped."""
    command = f"cd {shlex.quote(str(job.folder))} && {shlex.join(job.command)} >/dev/null 2>&1"
    return f"{job.at.minute} {job.at.hour} * * * {command.replace('%', chr(92) + '%')} # eoi:{job.key}"


def _is_ours(line: str, key: str) -> bool:
    return line.rstrip().endswith(f"# eoi:{key}")
