"""Worker processes in which whatever a school sent is opened and read, under limits of time, memory and output.

A reader that hangs, crashes or eats memory costs one file: it is tried once more in a fresh worker, then given up
with a reason, and the run goes on. Nothing from outside is parsed in the process that holds the database.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from pipeline.cage.answers import REFUSALS, WildAnswerError, unpacked
from pipeline.cage.worker import OpenReader, Original, work
from pipeline.errors import DocumentError, Unreadable
from pipeline.guard import Guard, Limits, Watch
from pipeline.intake.containers import Piece
from pipeline.model import Document, Form

__all__ = ["Cage", "Limits", "Original"]

log = logging.getLogger("eoi")

_TRIES = 2
_AHEAD = 4  # items that may be finished before their turn, for each worker


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    guard: Guard
    job: int | None = None


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
        self._watch = Watch()

    def __enter__(self) -> Cage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in tuple(self._crew):
            self._dismiss(worker)
        self._watch.end()

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
            worker.job = number
            worker.guard.begin()
            jobs[number].tries += 1
            with contextlib.suppress(OSError):  # It is dead already: `_hear` finds out.
                worker.pipe.send(jobs[number].item)

    def _hear(self, jobs: dict[int, _Job], queue: deque[int]) -> None:
        """Wait until a worker answers or ends, by itself or because its guard ended it."""
        busy = {worker.pipe: worker for worker in self._crew if worker.job is not None}
        for pipe in wait(list(busy)) if busy else ():
            self._answer(busy[pipe], jobs, queue)  # type: ignore[index]

    def _answer(self, worker: _Worker, jobs: dict[int, _Job], queue: deque[int]) -> None:
        assert worker.job is not None
        job = jobs[worker.job]
        try:
            verdict, result = unpacked(worker.pipe.recv_bytes(self.limits.megabytes_answered << 20))
        except (EOFError, OSError, WildAnswerError):
            reason = worker.guard.verdict or "Reading the file made its reader stop working."
            self._give_up(worker, jobs, queue, reason)
            return
        worker.guard.rest()
        if verdict == "fault":
            log.error("A reader met a fault of this program in %s: %s", _short(job.item), result)
            result = Unreadable("This program has a fault that keeps it from reading the file.", "Please report it.")
        elif verdict == "refused":
            kind, message, advice = result
            result = REFUSALS[kind](message, advice)
        job.result, job.finished, worker.job = result, True, None
        if worker.guard.verdict:  # Ended between its answer and our hearing it.
            self._dismiss(worker)

    def _give_up(self, worker: _Worker, jobs: dict[int, _Job], queue: deque[int], reason: str) -> None:
        """End a worker; try its file once more, or give it up."""
        assert worker.job is not None
        number, job = worker.job, jobs[worker.job]
        self._dismiss(worker)
        log.warning("%s (%s)", reason, _short(job.item))
        if job.tries < _TRIES:
            queue.appendleft(number)
        else:
            job.result, job.finished = Unreadable(reason, "Ask the school for a Word file or a PDF."), True

    def _hire(self) -> _Worker:
        here, there = self._context.Pipe()
        guard = Guard(self.limits)
        process = self._context.Process(  # type: ignore[attr-defined]
            target=work, args=(there, self.open_reader, self.limits, guard.folder), daemon=True
        )
        process.start()
        there.close()
        guard.watch(process.pid)
        self._watch.add(guard)
        worker = _Worker(process, here, guard)
        self._crew.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        """End a worker with everything that it started."""
        self._crew.remove(worker)
        worker.pipe.close()
        self._watch.remove(worker.guard)
        worker.process.kill()
        worker.process.join()
        worker.process.close()


def _context() -> BaseContext:
    """Return how workers are started: never as a copy of this process, which holds the database."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _short(item: Original | Document) -> str:
    return item.source.sha256[:12]
