"""Runs in processes forked off this one, so that one costs no start and can be killed at any point.

The child inherits everything that is slow to load. In it, files are opened and read in the run's own process, not in
workers of its own: what is killed here is the process that holds the database.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline import cage, faults, rebuild
from pipeline.errors import DocumentError, ExitCode, PipelineError
from pipeline.intake.containers import open_document
from pipeline.model import Document, Form

_SLOWEST = 300  # seconds; no run here takes a tenth of it


@dataclass(frozen=True)
class Ended:
    """How a child ended: `killed`, or an exit code of the contract with what it said. `steps` are those it came to."""

    killed: bool
    code: int = 0
    said: str = ""
    steps: tuple[str, ...] = ()
    result: Any = None
    seconds: float = 0.0

    @property
    def is_fault(self) -> bool:
        """Whether the program itself went wrong, and had no sentence for it."""
        return self.said.startswith("FAULT ")


@dataclass
class Uncaged:
    """Stands in for the cage: opens and reads in this very process."""

    open_reader: Callable[[], Callable[[Document], list[Form]]]
    workers: int
    limits: object = None
    _reader: Callable[[Document], list[Form]] | None = field(default=None, init=False)

    def __enter__(self) -> Uncaged:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def open_each(self, originals: Iterable[cage.Original]) -> Iterator[Any]:
        for original in originals:
            yield _answer(lambda each=original: open_document(each.path.read_bytes(), each.source))

    def read_each(self, documents: Iterable[Document]) -> Iterator[Any]:
        reader = self.open_reader()
        for document in documents:
            yield _answer(lambda each=document: reader(each))


@contextlib.contextmanager
def uncaged() -> Iterator[None]:
    """Let runs in this process do without workers."""
    before, cage.Cage, rebuild.Cage = cage.Cage, Uncaged, Uncaged  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        cage.Cage = rebuild.Cage = before  # type: ignore[misc]


def _answer(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except DocumentError as refusal:
        return refusal
    except ValueError:
        return cage.Unreadable("This program has a fault that keeps it from reading the file.", "Please report it.")


def fork(
    act: Callable[[], Any],
    *,
    at_step: Callable[[int, str], object] | None = None,
    before: Callable[[], object] | None = None,
    environment: dict[str, str] | None = None,
) -> Child:
    """Begin `act` in a process of its own. `at_step` hears the number (from 1) and name of each lasting step;
    `before` is called in the child.
    """
    here, there = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # The other threads of a test runner take no part.
        process = os.fork()
    if process:
        os.close(there)
        return Child(process, here)
    os.close(here)
    code = 99
    try:
        os.environ.update(environment or {})
        if before is not None:
            before()
        report = _report(act, at_step)
        with os.fdopen(there, "w") as pipe:
            json.dump(report, pipe)
        code = 0
    finally:
        os._exit(code)


def _report(act: Callable[[], Any], at_step: Callable[[int, str], object] | None) -> dict[str, Any]:
    steps: list[str] = []

    def listener(name: str) -> None:
        steps.append(name)
        if at_step is not None:
            at_step(len(steps), name)

    faults.listen(listener)
    code, said, result = int(ExitCode.DONE), "", None
    try:
        with uncaged():
            result = act()
    except PipelineError as problem:
        code, said = int(problem.exit_code), f"{problem}"
    except Exception as fault:
        code, said = int(ExitCode.INTERNAL_FAULT), f"FAULT {type(fault).__name__}: {fault}"
    return {"code": code, "said": said, "steps": steps, "result": result}


@dataclass
class Child:
    """A process that was forked off."""

    process: int
    pipe: int
    began: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        """End it, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def kill_after(self, seconds: float) -> Ended:
        """End it so after a time, if it has not come to its end by then."""
        time.sleep(max(0.0, self.began + seconds - time.monotonic()))
        self.kill()
        return self.wait()

    def wait(self) -> Ended:
        """Return how it ended."""
        with os.fdopen(self.pipe) as pipe:
            told = pipe.read()
        _, status = os.waitpid(self.process, 0)
        seconds = time.monotonic() - self.began
        if os.WIFSIGNALED(status):
            return Ended(os.WTERMSIG(status) == signal.SIGKILL, code=-os.WTERMSIG(status), seconds=seconds)
        if not told:
            raise AssertionError(f"a child ended with {status} and said nothing")
        report = json.loads(told)
        return Ended(False, report["code"], report["said"], tuple(report["steps"]), report["result"], seconds)


def in_a_child(act: Callable[[], Any], **options: Any) -> Ended:
    """Do `act` in a process of its own, and return how it ended."""
    return fork(act, **options).wait()


def die_at(wanted: int) -> Callable[[int, str], None]:
    """Return a listener that kills its process at the step with this number."""

    def at_step(number: int, _: str) -> None:
        if number == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return at_step
