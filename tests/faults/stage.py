"""The night under test: a home before it, what an undisturbed run makes of it, and fresh copies to disturb."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faults.crowd import FIRST_NIGHT, THIS_NIGHT, fill, open_mixed_reader, the_night_before
from faults.forked import Child, Ended, fork, uncaged
from run.homes import look

from pipeline.home import Home, init
from pipeline.intake.inbox import scan
from pipeline.nightly import run_and_tell
from pipeline.output import letters
from pipeline.programme import Programme
from pipeline.rebuild import rebuild
from pipeline.store import Store


class Stage:
    """A prepared night in `folder`. Everything is done in processes forked off this one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._before = Home(folder / "before")
        self._reader = open_mixed_reader(init(folder / "programme"))
        with uncaged(), pinned(FIRST_NIGHT):
            the_night_before(self._before.folder, self.night)
        fill(self._before)
        self.files = len(scan(self._before.inbox, datetime.now(UTC), 1).ready)
        self._makers = letters.fill, letters.draft
        letters.fill, letters.draft = map(remembered, self._makers)
        # Once in this very process, so that all that a run loads is there already in those that are forked off.
        with uncaged(), pinned(THIS_NIGHT):
            self.night(self.fresh())
        gc.freeze()  # What is there now need not be looked through, nor copied, in each child.
        home = self.fresh()
        undisturbed = self.run(home)
        assert undisturbed.code in (0, 1), undisturbed.said
        self.steps = undisturbed.steps
        self.seconds = undisturbed.seconds
        self.summary = undisturbed.result
        self.expected = outcome(home)
        self.done = home

    def close(self) -> None:
        """Leave this process as it was."""
        letters.fill, letters.draft = self._makers
        gc.unfreeze()

    def fresh(self) -> Home:
        """Return a new copy of the home as it was before the night."""
        return self.copy(self._before)

    def copy(self, home: Home) -> Home:
        """Return a copy of a home, with the times of its files."""
        copied = Home(self._folder / f"home {next(self._numbers)}")
        shutil.copytree(home.folder, copied.folder)
        return copied

    def night(self, home: Home) -> dict[str, Any]:
        """Do one `eoi run`, in this process; return its summary."""
        summary = run_and_tell(home, workers=1, open_reader=self._reader)
        return {"exit": int(summary.exit_code), **summary.as_json()}

    def begin(self, home: Home, now: str = THIS_NIGHT, **options: Any) -> Child:
        """Begin one `eoi run` in a process of its own."""
        return fork(lambda: self.night(home), environment={"EOI_NOW": now}, **options)

    def run(self, home: Home, now: str = THIS_NIGHT, **options: Any) -> Ended:
        """Do one `eoi run` in a process of its own."""
        return self.begin(home, now, **options).wait()

    def rebuild(self, home: Home, **options: Any) -> Ended:
        """Do one `eoi rebuild` in a process of its own; its result is what it says."""

        def act() -> list[str]:
            return list(rebuild(home, workers=1, open_reader=self._reader).in_words())

        return fork(act, environment={"EOI_NOW": THIS_NIGHT}, **options).wait()

    def differences(self, home: Home) -> list[str]:
        """Say where a home differs from what an undisturbed run leaves behind; nothing where it does not."""
        found = outcome(home)
        return [
            difference for part in self.expected for difference in _different(part, self.expected[part], found[part])
        ]

    def drop(self, home: Home) -> None:
        """Throw a copy away."""
        shutil.rmtree(home.folder)


def remembered(make: Callable[..., bytes]) -> Callable[..., bytes]:
    """Return `make`, which is asked once for the same: the letters of one night are made hundreds of times."""
    known: dict[str, bytes] = {}

    def ask(*arguments: object) -> bytes:
        # A programme has a name of its own in each process, and is the same in all.
        key = repr([each for each in arguments if not isinstance(each, Programme)])
        if key not in known:
            known[key] = make(*arguments)
        return known[key]

    return ask


@contextmanager
def pinned(now: str) -> Iterator[None]:
    """Let it be `now` in this process."""
    before = os.environ.get("EOI_NOW")
    os.environ["EOI_NOW"] = now
    try:
        yield
    finally:
        os.environ.pop("EOI_NOW")
        os.environ.update({"EOI_NOW": before} if before else {})


def outcome(home: Home) -> dict[str, dict[str, Any]]:
    """Return everything that a night leaves behind: the database row by row, and every file by its content."""
    assert isinstance(home.database, Path)
    with Store.open(home.database) as store:
        dump = store.dump()
    return {
        **{f"table {name}": {str(nth): row for nth, row in enumerate(rows)} for name, rows in dump.items()},
        "inbox": look(home.inbox),
        "outbox": look(home.outbox),
        "custody": look(home.custody),
    }


def _different(part: str, wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    keys = sorted({*wanted, *found})
    return [f"{part}: {key}" for key in keys if wanted.get(key) != found.get(key)]
