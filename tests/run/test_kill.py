"""Killed at any step and run again, a run comes to the same result, byte for byte."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from run.homes import a_night, look, new_home

from pipeline.home import Home
from pipeline.store import Store

HERE = Path(__file__).parent
# With readers in processes of their own, as in production; by default at one step. What costs less, and so is done
# at every step of a larger night, is in tests/faults.
EVERY_STEP = os.environ.get("EOI_EVERY_FAULT") == "1"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def run_once(home: Home, kill_at: int = 0) -> tuple[int, list[str]]:
    """Run in a process of its own; return its exit code and the steps that it came to."""
    root = HERE.parent.parent
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(root), str(root / "tests"))),
        "EOI_NOW": "2025-07-08T02:00:00+01:00",
    }
    command = [sys.executable, str(HERE / "killed.py"), str(home.folder), str(kill_at)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode, done.stdout.splitlines()


def result(home: Home) -> dict[str, Any]:
    """Return everything that a run leaves behind."""
    assert isinstance(home.database, Path)
    with Store.open(home.database) as store:
        return {
            "store": store.dump(),
            "inbox": look(home.inbox),
            "outbox": look(home.outbox),
            "custody": look(home.custody),
        }


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any], list[str]]:
    """A full inbox, what an undisturbed run makes of it, and the steps of that run."""
    folder = tmp_path_factory.mktemp("kill")
    before = new_home(folder)
    a_night(before)
    home = Home(folder / "run")
    shutil.copytree(before.folder, home.folder)
    code, steps = run_once(home)
    assert code == 0
    return before, result(home), steps


def test_killed_at_a_step_and_run_again(untouched: tuple[Home, dict[str, Any], list[str]], tmp_path: Path) -> None:
    before, expected, steps = untouched
    chosen = range(1, len(steps) + 1) if EVERY_STEP else [len(steps) // 2]
    for kill_at in chosen:
        home = Home(tmp_path / f"killed at {kill_at}")
        shutil.copytree(before.folder, home.folder)
        code, _ = run_once(home, kill_at)
        assert code == -signal.SIGKILL
        assert run_once(home)[0] == 0
        found = result(home)
        for part, wanted in expected.items():
            assert found[part] == wanted, f"{part} after a kill at step {kill_at}, {steps[kill_at - 1]}"
        shutil.rmtree(home.folder)
