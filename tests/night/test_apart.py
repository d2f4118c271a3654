"""A run in a process of its own: it tells, or raises, what it would have here; and its end is not that of who waits."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from run.homes import new_home

from pipeline.apart import run_apart
from pipeline.errors import AnotherRun, PipelineError, RunCutOff
from pipeline.home import Home

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("EOI_NOW", raising=False)
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    home = new_home(tmp_path)
    home.programme.write_text(home.programme.read_text("utf-8").replace("settle_seconds = 2", "settle_seconds = 0"))
    (home.inbox / "slip.txt").write_text("The minibus is booked.")
    return home


def the_run(of: psutil.Process) -> psutil.Process:
    """Return the process of the run that one has started, once it is there."""
    deadline = time.monotonic() + 60
    while not (found := [child for child in of.children(recursive=True) if _is_run(child)]):
        assert time.monotonic() < deadline, "no run was started"
        time.sleep(0.01)
    return found[0]


def _is_run(process: psutil.Process) -> bool:
    try:
        return "pipeline.apart" in process.cmdline()
    except psutil.Error:
        return False


def test_it_tells_how_the_run_went(home: Home) -> None:
    summary = run_apart(home, workers=1)
    assert (summary.files, summary.not_forms, summary.came_in) == (1, 1, 1)
    assert (home.inbox / "not-forms" / "slip.txt").exists()
    assert run_apart(home).nothing_new


def test_it_raises_what_the_run_raises(home: Home) -> None:
    with home.lock(), pytest.raises(AnotherRun):
        run_apart(home)
    home.programme.write_text("[programme]\nyear = 'next'\n")
    with pytest.raises(PipelineError, match=r"programme\.toml"):
        run_apart(home)


def test_a_folder_of_the_home_is_not_taken_for_the_program(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.folder / "pipeline").mkdir()
    (home.folder / "pipeline" / "__init__.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(home.folder)
    assert run_apart(home).came_in == 1


def test_a_run_that_is_killed_is_told_and_taken_up_again(home: Home) -> None:
    met: list[Exception] = []

    def waiting() -> None:
        try:
            run_apart(home)
        except PipelineError as problem:
            met.append(problem)

    thread = threading.Thread(target=waiting)
    thread.start()
    the_run(psutil.Process()).kill()
    thread.join(30)
    assert [type(problem) for problem in met] == [RunCutOff]
    assert "Nothing is lost" in str(met[0])
    assert run_apart(home).came_in == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows ends programs otherwise")
def test_whoever_insists_ends_the_run_that_is_under_way(home: Home) -> None:
    command = [sys.executable, "-m", "pipeline", "watch", "--home", str(home.folder)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        run = the_run(psutil.Process(process.pid))
        run.suspend()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert "in the midst of a run" in process.stderr.read()
        assert not run.is_running() or run.status() == psutil.STATUS_ZOMBIE
    assert run_apart(home).came_in == 1
