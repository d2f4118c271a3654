"""`eoi watch`, with real files in a real folder, and with runs that are counted."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from run.homes import BARNFOLD, TOCKHILL, new_home
from run.readers import open_reader

from pipeline.errors import AnotherRun, StoreError
from pipeline.home import Home
from pipeline.run import run
from pipeline.store import Store
from pipeline.watch import Pace, Watcher

QUICK = Pace(look=0.2, settle=0.1, again=60)


class Runs:
    """Runs that only take the files away, and say which."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.taken: list[list[str]] = []
        self.raises: list[Exception] = []

    def __call__(self) -> None:
        files = [path for path in sorted(self.home.inbox.iterdir()) if path.is_file()]
        self.taken.append([path.name for path in files])
        if self.raises:
            raise self.raises.pop(0)
        for path in files:
            path.rename(self.home.inbox / "done" / path.name)

    @property
    def names(self) -> list[str]:
        return [name for names in self.taken for name in names]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("EOI_NOW", raising=False)
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


@contextmanager
def watching(home: Home, do: Callable[[], None], pace: Pace = QUICK) -> Iterator[list[str]]:
    said: list[str] = []
    watcher = Watcher(home, do, said.append, pace)
    thread = threading.Thread(target=watcher.watch)
    thread.start()
    try:
        yield said
    finally:
        watcher.stop()
        thread.join(20)
        assert not thread.is_alive()


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_what_lay_there_before_is_taken_at_once(home: Home) -> None:
    (home.inbox / "early.txt").write_text(BARNFOLD)
    runs = Runs(home)
    with watching(home, runs):
        until(lambda: runs.names == ["early.txt"])


def test_a_file_that_arrives_is_taken(home: Home) -> None:
    runs = Runs(home)
    with watching(home, runs, Pace(look=60, settle=0.1, again=60)):
        until(lambda: len(runs.taken) == 1)
        time.sleep(0.2)
        (home.inbox / "late.txt").write_text(BARNFOLD)
        until(lambda: runs.names == ["late.txt"])


def test_a_file_is_left_alone_while_it_grows(home: Home) -> None:
    runs = Runs(home)
    with watching(home, runs, Pace(look=0.1, settle=0.4, again=60)):
        until(lambda: len(runs.taken) == 1)
        with (home.inbox / "slow.txt").open("w") as file:
            for _ in range(10):
                file.write(BARNFOLD)
                file.flush()
                time.sleep(0.1)
                assert runs.names == []
        until(lambda: runs.names == ["slow.txt"])


def test_many_at_once_are_one_run(home: Home) -> None:
    runs = Runs(home)
    with watching(home, runs):
        until(lambda: len(runs.taken) == 1)
        for nth in range(30):
            (home.inbox / f"{nth:02}.txt").write_text(BARNFOLD)
        until(lambda: len(runs.names) == 30)
    assert len([names for names in runs.taken if names]) <= 2


def test_it_works_where_the_system_tells_of_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("inotify instance limit reached")

    monkeypatch.setattr("watchdog.observers.Observer", refuse)
    runs = Runs(home)
    with watching(home, runs) as said:
        until(lambda: len(runs.taken) == 1)
        (home.inbox / "late.txt").write_text(BARNFOLD)
        until(lambda: runs.names == ["late.txt"])
    assert "looked at every few seconds" in said[0]


@pytest.mark.parametrize("trouble", [StoreError("The disk is full."), ValueError("Barnfold"), AnotherRun("Busy.")])
def test_a_run_that_fails_ends_nothing_and_is_tried_again(home: Home, trouble: Exception) -> None:
    runs = Runs(home)
    with watching(home, runs, Pace(look=0.1, settle=0.05, again=0.5)) as said:
        until(lambda: len(runs.taken) == 1)
        runs.raises = [trouble]
        (home.inbox / "a.txt").write_text(BARNFOLD)
        until(lambda: runs.names == ["a.txt", "a.txt"])
    assert len(said) == 1
    assert "Barnfold" not in said[0]


def test_what_a_run_leaves_is_not_tried_over_and_over(home: Home) -> None:
    tries = []
    with watching(home, lambda: tries.append(1)):
        until(lambda: len(tries) == 1)
        (home.inbox / "locked.txt").write_text(BARNFOLD)
        until(lambda: len(tries) == 2)
        time.sleep(1)
        assert len(tries) == 2
        (home.inbox / "another.txt").write_text(TOCKHILL)
        until(lambda: len(tries) == 3)


def test_an_inbox_that_goes_away_and_comes_back(home: Home, tmp_path: Path) -> None:
    runs = Runs(home)
    with watching(home, runs) as said:
        until(lambda: len(runs.taken) == 1)
        home.inbox.rename(tmp_path / "away")
        until(lambda: bool(said))
        (tmp_path / "away").rename(home.inbox)
        (home.inbox / "late.txt").write_text(BARNFOLD)
        until(lambda: runs.names == ["late.txt"])
    assert "cannot be looked at" in said[0]


def test_real_runs(home: Home) -> None:
    home.programme.write_text(home.programme.read_text("utf-8").replace("settle_seconds = 2", "settle_seconds = 0"))
    with watching(home, partial(run, home, open_reader=open_reader, workers=1)):  # type: ignore[arg-type]
        (home.inbox / "b.txt").write_text(BARNFOLD)
        until(lambda: (home.inbox / "done" / "b.txt").exists())
        (home.inbox / "t.txt").write_text(TOCKHILL)
        until(lambda: (home.inbox / "done" / "t.txt").exists())
    with Store.open(home.database) as store, store.transaction() as work:
        assert len(work.records.all()) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows ends programs otherwise")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly_when_told_to(home: Home, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "pipeline", "watch", "--home", str(home.folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        until((home.outbox / "report.html").exists)
        process.send_signal(number)
        assert process.wait(20) == 0
        assert "ended" in process.stderr.read()
