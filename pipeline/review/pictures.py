"""The pages of a form as pictures: drawn once, in the background, worst first, and kept in the home's private folder.

Nothing that a school sent is opened in the process that serves the pages (`draw`).
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.apart import environment, python_with
from pipeline.guard import Guard, Limits
from pipeline.intake.custody import Custody
from pipeline.model import Form, Kind
from pipeline.review import draw

log = logging.getLogger("eoi")

_FAILED = "failed"
_LIMITS = Limits(seconds=draw.SECONDS + 10, megabytes=2048)
_LOOK_EVERY = 0.1  # seconds
_PDF_FORMATS = ("pdf-text", "pdf-form", "pdf-annotated", "pdf-scan")
_FORMATS = {"docx": Kind.DOCX, "doc": Kind.DOC, "odt": Kind.ODT, "rtf": Kind.RTF, "image": Kind.IMAGE}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form. `words` are its words, each with its box, where the drawing tells them."""

    number: int
    width: int
    height: int
    words: tuple[tuple[str, float, float, float, float], ...]


class Pictures:
    """The pictures of one home. `folder` is private to the user."""

    def __init__(self, folder: Path, custody: Custody) -> None:
        self._folder = folder
        self._custody = custody
        self._queue: deque[tuple[str, Kind]] = deque()
        self._change = threading.Condition()
        self._busy: str | None = None
        self._guard: Guard | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="eoi-pictures", daemon=True)
        self._thread.start()

    def want(self, forms: Iterable[Form], *, first: bool = False) -> None:
        """Have the pages of these forms drawn, where they are not yet; `first` before all others."""
        with self._change:
            for form in forms:
                job = (form.source.sha256, kind_of(form))
                if self._is_settled(form) or self._busy == job[0] or (job in self._queue and not first):
                    continue
                with contextlib.suppress(ValueError):
                    self._queue.remove(job)
                (self._queue.appendleft if first else self._queue.append)(job)
            self._change.notify_all()

    def pages(self, form: Form) -> tuple[Page, ...]:
        """Return the pages that are drawn; none where they are not yet, or cannot be."""
        return _pages(self._folder / form.source.sha256 / "pages.json")

    def is_coming(self, form: Form) -> bool:
        """Tell whether the pages of a form may still be drawn."""
        return not self._is_settled(form)

    def content(self, form: Form, page: int) -> bytes | None:
        """Return the PNG of a page."""
        if not 1 <= page <= draw.MOST_PAGES:
            return None
        try:
            return (self._folder / form.source.sha256 / f"{page}.png").read_bytes()
        except OSError:
            return None

    def settle(self, seconds: float) -> bool:
        """Wait until everything wanted is drawn, no longer than `seconds`, and tell whether it is."""
        with self._change:
            return self._change.wait_for(lambda: not self._queue and self._busy is None, seconds)

    def end(self) -> None:
        """Stop drawing."""
        with self._change:
            self._ended = True
            self._queue.clear()
            if self._guard is not None:
                self._guard.end()
            self._change.notify_all()

    def _is_settled(self, form: Form) -> bool:
        folder = self._folder / form.source.sha256
        return (folder / "pages.json").exists() or (folder / _FAILED).exists()

    def _work(self) -> None:
        while True:
            with self._change:
                self._busy = None
                self._change.notify_all()
                self._change.wait_for(lambda: self._ended or bool(self._queue))
                if self._ended:
                    return
                hashed, kind = self._queue.popleft()
                self._busy = hashed
            try:
                self._draw(hashed, kind)
            except Exception:
                # One form without its picture; its words are shown instead.
                log.exception("A form could not be drawn (%s)", hashed[:12])

    def _draw(self, hashed: str, kind: Kind) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".drawing-", dir=self._folder))
        try:
            done = self._run([str(self._custody.path(hashed)), kind.value, str(made)])
            if self._ended:
                return
            if not done:
                for part in made.iterdir():
                    part.unlink()
                (made / _FAILED).touch()
            with contextlib.suppress(OSError):  # Drawn already by another desk of this home.
                made.rename(self._folder / hashed)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _run(self, arguments: list[str]) -> bool:
        """Run the program that draws, under guard, and tell whether it came to its end."""
        guard = Guard(_LIMITS)
        try:
            process = subprocess.Popen(  # noqa: S603 - this Python, our own module
                python_with("pipeline.review.draw", *arguments),
                env=environment(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(guard.folder))),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
            )
            guard.watch(process.pid)
            guard.begin()
            self._guard = guard
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_EVERY)
                guard.look()
            return process.returncode == 0
        finally:
            self._guard = None
            guard.end()


def kind_of(form: Form) -> Kind:
    """Return what kind of file a form came in."""
    return Kind.PDF if form.answers.format in _PDF_FORMATS else _FORMATS.get(form.answers.format, Kind.OTHER)


@lru_cache(maxsize=128)
def _read(path: Path, _changed: int) -> tuple[Page, ...]:
    pages: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return tuple(
        Page(nth, page["width"], page["height"], tuple(map(_word, page["words"]))) for nth, page in enumerate(pages, 1)
    )


def _word(told: list[Any]) -> tuple[str, float, float, float, float]:
    text, left, top, right, bottom = told
    return str(text), float(left), float(top), float(right), float(bottom)


def _pages(path: Path) -> tuple[Page, ...]:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
