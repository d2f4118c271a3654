"""Running by itself when files arrive: waits until they have stopped growing, then does one run at a time.

The system tells of changes where it can (watchdog). It does not on every network drive, and says nothing of that; so
the inbox is also looked at every few seconds, which costs next to nothing.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pipeline.errors import AnotherRun, PipelineError
from pipeline.home import Home
from pipeline.intake.inbox import scan
from pipeline.programme import load_programme

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

# Every file that could be taken in: its path, size and time. While it differs between two looks, something grows.
Sight = frozenset[tuple[str, int, int]]
_NOTHING: Sight = frozenset()
# How old a file is does not matter here: that it stays the same does.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds: the inbox is looked at without being told, files must have been the same to be taken in,
    and a run that left files behind or failed is tried again."""

    look: float = 15
    settle: float = 2
    again: float = 300


class Watcher:
    """Watches one inbox. `do` is called for each run; `say` hears sentences for the person at the keyboard."""

    def __init__(
        self, home: Home, do: Callable[[], None], say: Callable[[str], None], pace: Pace | None = None
    ) -> None:
        self._home = home
        self._do = do
        self._say = say
        self._pace = pace or Pace(settle=max(load_programme(home.programme).policy.settle_seconds, 0.1))
        # A simple queue: unlike an event, it may be put into by the handler of a signal at any time.
        self._told: SimpleQueue[bool] = SimpleQueue()
        self._stopping = False
        self._last_said = ""

    def stop(self) -> None:
        """Have `watch` end: at once, or when the run that is under way is done. Safe in a signal handler."""
        self._stopping = True
        self._told.put(True)

    def watch(self) -> None:
        """Watch until `stop` is called. The first run is done at once: what came in before is not left lying."""
        with contextlib.ExitStack() as exits:
            observer = self._observe()
            if observer is not None:
                exits.callback(_end, observer)
            left, tried = self._run(self._look()), time.monotonic()
            while not self._stopping:
                seen = self._settled()
                due = time.monotonic() - tried >= self._pace.again
                if not self._stopping and (seen - left or (seen and due)):
                    left, tried = self._run(seen), time.monotonic()
                self._wait(self._pace.look)

    def _settled(self) -> Sight:
        """Return what lies in the inbox once nothing in it has changed for as long as files need to settle."""
        seen = self._look()
        while seen and not self._stopping:
            self._wait(self._pace.settle, for_all_of_it=True)
            before, seen = seen, self._look()
            if before == seen:
                break
        return seen

    def _run(self, seen: Sight) -> Sight:
        """Do a run, whatever comes of it; return what it left of the files seen. Those that came since are new."""
        try:
            self._do()
            self._last_said = ""
        except AnotherRun:
            self._say_once("Another run is under way in this home; the files wait for their turn.")
        except PipelineError as problem:
            self._say_once(f"This run failed. {problem}")
        except Exception as fault:
            self._say_once(f"This run failed: a fault of the program ({type(fault).__name__}). Watching goes on.")
        return seen & self._look()

    def _look(self) -> Sight:
        try:
            found = scan(self._home.inbox, _ANY_TIME, 0)
        except OSError as problem:
            # A network drive that is away comes back.
            self._say_once(f"The inbox cannot be looked at: {problem.strerror}. Watching goes on.")
            return _NOTHING
        return frozenset((str(each.path), each.size, each.mtime_ns) for each in found.ready)

    def _wait(self, seconds: float, *, for_all_of_it: bool = False) -> None:
        """Wait until something is told, or for so long; what was told by then is heard as one."""
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(Empty):
                # In short waits, for on Windows Ctrl-C does not interrupt a long one.
                self._told.get(timeout=min(left, 1))
                if not for_all_of_it:
                    break
        with contextlib.suppress(Empty):
            while True:
                self._told.get_nowait()

    def _observe(self) -> BaseObserver | None:
        """Have the system tell of changes; None where it has no way to, and looking has to do."""
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        told = self._told
        # It warns of changes that were too many to tell. The inbox is looked at all the same.
        logging.getLogger("watchdog").addHandler(logging.NullHandler())

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: object) -> None:
                # Once is enough: while a run goes on, nobody hears the thousands of changes that it makes.
                if told.empty() and not _is_reading(event):
                    told.put(True)

        try:
            observer = Observer()
            observer.schedule(Handler(), str(self._home.inbox), recursive=True)
            observer.start()
        except Exception:  # Each system has its own errors: no watches left, no such call, a drive that has none.
            self._say("The system does not tell of changes in this folder: it is looked at every few seconds.")
            return None
        return observer

    def _say_once(self, sentence: str) -> None:
        """Say a sentence, unless it was the last thing said."""
        if sentence != self._last_said:
            self._say(sentence)
            self._last_said = sentence


def _is_reading(event: object) -> bool:
    """Tell whether an event is only of somebody looking, as we do ourselves."""
    return getattr(event, "event_type", "") in ("opened", "closed_no_write")


def _end(observer: BaseObserver) -> None:
    with contextlib.suppress(Exception):
        observer.stop()
        observer.join(5)


@contextlib.contextmanager
def stopped_by_signals(watcher: Watcher, say: Callable[[str], None]) -> Iterator[None]:
    """Have Ctrl-C, and whoever ends programs, stop a watcher: the run under way is finished first.

    Whoever asks a second time gets it at once: a run may be cut off anywhere, and the next takes it up again.
    """
    asked = False

    def hear(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        watcher.stop()

    wanted = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {number: signal.signal(number, hear) for number in wanted}
    try:
        yield
    except KeyboardInterrupt:
        say("Ended in the midst of a run. Nothing is lost: the next run takes it up again.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
