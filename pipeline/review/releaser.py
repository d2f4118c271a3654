"""Bringing the outbox up to date after a decision, in the background, so that nobody waits for it.

A decision is safe the moment it is taken. Its letters follow within a second, or as soon as a run that holds the home
has ended; and if this program is stopped before, at the next `eoi run`.
"""

from __future__ import annotations

import logging
import threading

from pipeline.errors import AnotherRun, PipelineError
from pipeline.home import Home
from pipeline.programme import Programme
from pipeline.release import pdf_maker, release

log = logging.getLogger("eoi")

_TRY_AGAIN_SECONDS = 2.0
# Starting LibreOffice takes seconds: it is left until she pauses.
_PAUSE_SECONDS = 8.0


class Releaser:
    """A thread that releases letters whenever it is woken. `problems` are sentences on what did not work."""

    def __init__(self, home: Home, programme: Programme) -> None:
        self._home = home
        self._programme = programme
        self._change = threading.Condition()
        self._wanted = self._done = 0
        self._ended = False
        self.problems: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._work, name="eoi-release", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that something was decided."""
        with self._change:
            self._wanted += 1
            self._change.notify_all()

    def is_up_to_date(self) -> bool:
        """Tell whether every decision so far is in the outbox."""
        with self._change:
            return self._done == self._wanted

    def settle(self, seconds: float) -> bool:
        """Wait until the outbox is up to date, no longer than `seconds`, and tell whether it is."""
        with self._change:
            return self._change.wait_for(lambda: self._done == self._wanted, seconds)

    def end(self, seconds: float) -> bool:
        """Finish what is begun, end the thread, and tell whether the outbox is up to date."""
        settled = self.settle(seconds)
        with self._change:
            self._ended = True
            self._change.notify_all()
        return settled

    def _work(self) -> None:
        makes_pdfs = pdf_maker(self._programme, 0) is not None
        pdfs_are_due = False
        while True:
            with self._change:
                pause = _PAUSE_SECONDS if pdfs_are_due else None
                self._change.wait_for(lambda: self._ended or self._done != self._wanted, pause)
                if self._ended:
                    return
                wanted = self._wanted
                pdfs = wanted == self._done
            try:
                problems = release(self._home, self._programme, pdfs=pdfs).problems
                pdfs_are_due = makes_pdfs and not pdfs
            except AnotherRun:
                with self._change:
                    self._change.wait_for(lambda: self._ended, _TRY_AGAIN_SECONDS)
                continue
            except PipelineError as problem:
                problems = (str(problem),)
            except Exception:
                log.exception("The outbox could not be brought up to date")
                problems = ("The letters could not be written. Your decisions are kept; they follow at the next run.",)
            with self._change:
                self.problems, self._done = problems, wanted
                self._change.notify_all()
