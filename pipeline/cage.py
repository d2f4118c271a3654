"""Worker processes in which whatever a school sent is opened and read, under limits of time and memory.

A reader that hangs, crashes or eats memory costs one file: it is tried once more in a fresh worker, then given up
with a reason, and the run goes on. Nothing from outside is parsed in the process that holds the database.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import BlankForm, DocumentError, NotAForm, Unreadable
from pipeline.intake.containers import Piece, open_document
from pipeline.model import Document, Form, Source

log = logging.getLogger("eoi")

OpenReader = Callable[[], Callable[[Document], list[Form]]]

_TRIES = 2
_AHEAD = 4  # items that may be finished before their turn, for each worker
_REFUSALS: dict[str, type[DocumentError]] = {kind.__name__: kind for kind in (Unreadable, NotAForm, BlankForm)}


@dataclass(frozen=True, slots=True)
class Original:
    """A file in custody that is to be opened."""

    path: Path
    source: Source


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 120
    megabytes: int = 2048


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: int | None = None
    deadline: float = 0.0


@dataclass
class _Job:
    item: Original | Document
    tries: int = 0
    result: Any = None
    finished: bool = False


@dataclass
class Cage:
    """A few workers, started when there is something to do and ended with the `with` block."""

    open_reader: OpenReader
    workers: int
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._crew: list[_Worker] = []
        self._context = _context()

    def __enter__(self) -> Cage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._crew:
            _end(worker)
        self._crew.clear()

    def open_each(self, originals: Iterable[Original]) -> Iterator[list[Piece] | DocumentError]:
        """Yield what is inside each file, in order; an error where it could not be looked into."""
        return self._each(originals)

    def read_each(self, documents: Iterable[Document]) -> Iterator[list[Form] | DocumentError]:
        """Yield the forms in each document, in order; an error where it gives none."""
        return self._each(documents)

    def _each(self, items: Iterable[Original | Document]) -> Iterator[Any]:
        source, jobs, queue = iter(items), dict[int, _Job](), deque[int]()
        asked = answered = 0
        exhausted = False
        while True:
            while not exhausted and len(jobs) < self.workers * _AHEAD:
                try:
                    jobs[asked] = _Job(next(source))
                except StopIteration:
                    exhausted = True
                    break
                queue.append(asked)
                asked += 1
            while answered in jobs and jobs[answered].finished:
                yield jobs.pop(answered).result
                answered += 1
            if exhausted and not jobs:
                return
            if len(jobs) < self.workers * _AHEAD and not exhausted:
                continue
            self._hand_out(jobs, queue)
            self._hear(jobs, queue)

    def _hand_out(self, jobs: dict[int, _Job], queue: deque[int]) -> None:
        idle = [worker for worker in self._crew if worker.job is None]
        while queue and (idle or len(self._crew) < self.workers):
            worker = idle.pop() if idle else self._hire()
            number = queue.popleft()
            worker.job, worker.deadline = number, time.monotonic() + self.limits.seconds
            jobs[number].tries += 1
            with contextlib.suppress(OSError):  # It is dead already: `_hear` finds out.
                worker.pipe.send(jobs[number].item)

    def _hear(self, jobs: dict[int, _Job], queue: deque[int]) -> None:
        """Wait until a worker answers, dies, or runs out of time."""
        busy = {worker.pipe: worker for worker in self._crew if worker.job is not None}
        if not busy:
            return
        soonest = min(worker.deadline for worker in busy.values())
        for pipe in wait(list(busy), timeout=max(0.0, soonest - time.monotonic())):
            self._answer(busy[pipe], jobs, queue)  # type: ignore[index]
        now = time.monotonic()
        for worker in busy.values():
            if worker.job is not None and worker.deadline <= now:
                seconds = self.limits.seconds
                self._give_up(worker, jobs, queue, f"Reading the file took longer than {seconds:g} seconds.")

    def _answer(self, worker: _Worker, jobs: dict[int, _Job], queue: deque[int]) -> None:
        assert worker.job is not None
        try:
            verdict, result = worker.pipe.recv()
        except Exception:  # The pipe's end, or whatever a reader gone wild has put into it.
            self._give_up(worker, jobs, queue, "Reading the file made its reader stop working.")
            return
        if verdict == "memory":
            self._give_up(
                worker, jobs, queue, f"Reading the file needs more than {self.limits.megabytes} MB of memory."
            )
            return
        job = jobs[worker.job]
        if verdict == "fault":
            log.error("A reader met a fault of this program in %s: %s", _short(job.item), result)
            result = Unreadable("This program has a fault that keeps it from reading the file.", "Please report it.")
        elif verdict == "refused":
            kind, message, advice = result
            result = _REFUSALS[kind](message, advice)
        job.result, job.finished, worker.job = result, True, None

    def _give_up(self, worker: _Worker, jobs: dict[int, _Job], queue: deque[int], reason: str) -> None:
        """End a worker; try its file once more, or give it up."""
        assert worker.job is not None
        number, job = worker.job, jobs[worker.job]
        _end(worker)
        self._crew.remove(worker)
        log.warning("%s (%s)", reason, _short(job.item))
        if job.tries < _TRIES:
            queue.appendleft(number)
        else:
            job.result, job.finished = Unreadable(reason, "Ask the school for a Word file or a PDF."), True

    def _hire(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_work, args=(there, self.open_reader, self.limits.megabytes), daemon=True
        )
        process.start()
        there.close()
        worker = _Worker(process, here)
        self._crew.append(worker)
        return worker


def _context() -> BaseContext:
    """Return how workers are started: never as a copy of this process, which holds the database."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _end(worker: _Worker) -> None:
    """End a worker with everything that it started."""
    worker.pipe.close()
    process = worker.process
    if process.pid is not None and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()


def _short(item: Original | Document) -> str:
    return item.source.sha256[:12]


# --- inside a worker ------------------------------------------------------------------------------------------


def _work(pipe: Connection, open_reader: OpenReader, megabytes: int) -> None:
    """Answer every item that comes through the pipe, until the other end is closed."""
    if hasattr(os, "setsid"):
        os.setsid()  # A group of its own, so that it ends with everything that it started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(megabytes)
    reader = None
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            if isinstance(item, Original):
                answer: tuple[str, Any] = ("done", open_document(item.path.read_bytes(), item.source))
            else:
                reader = reader or open_reader()
                answer = ("done", reader(item))
        except DocumentError as refusal:
            answer = ("refused", (type(refusal).__name__, refusal.message, refusal.advice))
        except MemoryError:
            answer = ("memory", None)
        except Exception as fault:
            answer = ("fault", _where(fault))
        pipe.send(answer)


def _end_with_parent() -> None:
    """End when the run ends, however it ends: a hanging reader would stay for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let this process write to so much more memory than it does now, where the system can count that."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _where(fault: BaseException) -> str:
    """Return what went wrong and where, and nothing of what the school wrote."""
    trace, place = fault.__traceback__, ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(fault).__name__} at {place}"
