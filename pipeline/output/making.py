"""Making letters with their drafts: here, or by several processes where many have to be made.

The processes only make bytes of words. What lies in the outbox is read and written by the run alone.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from pipeline import processes
from pipeline.errors import TemplateError
from pipeline.output.drafts import draft
from pipeline.output.templating import Stamp, fill
from pipeline.programme import Programme

_MANY = 200  # letters for which it pays to start processes


@dataclass(frozen=True, slots=True)
class Order:
    """A letter to be made of the words for the template `form`, with its draft; or the draft alone, of `letter`."""

    form: bytes
    template: str
    words: Mapping[str, Any]
    to: tuple[str, ...]
    name: str
    stamp: Stamp
    letter: bytes | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as Word has it, and the draft that it goes out with."""

    letter: bytes
    draft: bytes


# What makes orders, in their order; a sentence for the coordinator where the template cannot be used.
Maker = Callable[[Sequence[Order]], Iterator[Made | str]]


def make(order: Order, programme: Programme) -> Made | str:
    """Make one letter with its draft; the same bytes every time."""
    try:
        letter = order.letter or fill(order.form, order.template, order.words, order.stamp)
    except TemplateError as problem:
        return str(problem)
    return Made(letter, draft(order.words, order.to, letter, f"{order.name}.docx", order.stamp, programme))


@contextmanager
def maker(programme: Programme, letters: int, workers: int) -> Iterator[Maker]:
    """Yield what makes up to so many letters; processes are used where there are many, and `workers` allows it."""
    make_one = partial(make, programme=programme)

    def here(orders: Sequence[Order]) -> Iterator[Made | str]:
        return map(make_one, orders)

    if workers < 2 or letters < _MANY:
        yield here
        return

    def elsewhere(orders: Sequence[Order]) -> Iterator[Made | str]:
        done = 0
        try:
            for made in pool.map(make_one, orders):
                yield made
                done += 1
        except BrokenProcessPool:  # the system ended one of them, for want of memory perhaps
            yield from here(orders[done:])

    with ProcessPoolExecutor(workers, processes.fresh(), initializer=_end_with_the_run) as pool:
        yield elsewhere


def _end_with_the_run() -> None:
    """See to it that this process ends where the run is killed: a pool of processes does not by itself."""

    def watch() -> None:
        run = multiprocessing.parent_process()
        if run is not None:
            run.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
