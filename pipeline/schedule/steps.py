"""What is done to a machine, as plain data: shown by a dry run, carried out by a real one, the same either way."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Protocol

from pipeline.durable import write_file
from pipeline.errors import PipelineError


class ScheduleError(PipelineError):
    """The machine would not have the nightly run put in, or taken out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program of the machine answered."""

    code: int
    out: str = ""
    err: str = ""


# Calls a program with its arguments and what it reads from standard input.
Call = Callable[[Sequence[str], str], Answer]


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that the nightly run is to be put on; a test gives one of its own."""

    system: str
    user_folder: Path
    call: Call
    has: Callable[[str], bool]
    user: int = 0

    @classmethod
    def this(cls) -> Machine:
        """Return the machine that this program runs on."""
        system = {"win32": "Windows", "darwin": "Darwin"}.get(sys.platform, "Linux")
        user = os.getuid() if hasattr(os, "getuid") else 0
        return cls(system, Path.home(), call, lambda program: shutil.which(program) is not None, user)


@dataclass(frozen=True, slots=True)
class Job:
    """The nightly run of one home: what is called, in which folder, when."""

    home: Path
    at: time
    command: tuple[str, ...]
    folder: Path

    @property
    def key(self) -> str:
        """What our entry for this home is known by."""
        return key_of(self.home)


@dataclass(frozen=True, slots=True)
class Entry:
    """A nightly run that is installed: when it runs, and what it calls."""

    at: time | None
    command: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write a file of ours."""

    path: Path
    content: bytes
    encoding: str = "utf-8"

    def carry_out(self, call: Call) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_file(self.path, self.content)

    def in_words(self) -> Iterator[str]:
        yield f"write {self.path}:"
        yield from (f"    {line}" for line in self.content.decode(self.encoding).splitlines())


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a file of ours."""

    path: Path

    def carry_out(self, call: Call) -> None:
        self.path.unlink(missing_ok=True)

    def in_words(self) -> Iterator[str]:
        yield f"delete {self.path}"


@dataclass(frozen=True, slots=True)
class Run:
    """Call a program of the machine. `may_fail` where its failure means that there was nothing to do."""

    args: tuple[str, ...]
    stdin: str = ""
    may_fail: bool = False

    def carry_out(self, call: Call) -> None:
        answer = call(self.args, self.stdin)
        if answer.code and not self.may_fail:
            said = " ".join((answer.err or answer.out).split())
            raise ScheduleError(f"{shlex.join(self.args)} did not work: {said or f'code {answer.code}'}.")

    def in_words(self) -> Iterator[str]:
        yield f"call {shlex.join(self.args)}" + (", which reads:" if self.stdin else "")
        yield from (f"    {line}" for line in self.stdin.splitlines())


Step = Write | Delete | Run


class Scheduler(Protocol):
    """A part of the system that runs things at a time of day. It plans, and changes nothing by itself."""

    @property
    def name(self) -> str: ...

    def install(self, job: Job) -> list[Step]:
        """Return what has to be done for `job` to be run every night; nothing where it is so already."""
        ...

    def remove(self, key: str) -> list[Step]:
        """Return what has to be done for our entry to be gone; nothing where there is none."""
        ...

    def find(self, key: str) -> Entry | None:
        """Return our entry, or None where there is none."""
        ...

    def advice(self) -> str:
        """Return what the person should know of when this system runs things."""
        ...


def carry_out(steps: Iterable[Step], call: Call) -> None:
    """Do the steps in their order. Raises ScheduleError at the first that fails."""
    for step in steps:
        try:
            step.carry_out(call)
        except OSError as problem:
            raise ScheduleError(f"{next(step.in_words())} did not work: {problem.strerror}.") from None


def call(args: Sequence[str], stdin: str = "") -> Answer:
    """Call a program of this machine, with its messages in English."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and no shell
            list(args),
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Answer(127, err=str(problem))
    return Answer(done.returncode, done.stdout, done.stderr)


def key_of(home: Path) -> str:
    """Return what our entry for a home is known by: eight signs that follow from where it lies."""
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
