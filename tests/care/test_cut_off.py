"""Forgetting and rebuilding cut off at every step that lasts, and done again: the same as if nothing had happened."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from run.homes import BARNFOLD, LUMB, TOCKHILL, drop, look, new_home, zipped
from run.readers import open_reader

from pipeline import faults
from pipeline.errors import WrongUse
from pipeline.forget import Whom, forget
from pipeline.forget.search import find
from pipeline.home import Home
from pipeline.rebuild import rebuild
from pipeline.run import run
from pipeline.store import Store

night = partial(run, open_reader=open_reader, workers=1)


class CutOff(BaseException):
    """The end of the program."""


@contextmanager
def cut_at(step: int) -> Iterator[list[str]]:
    """End the program at the step with this number; none for 0. Yields the steps that it came to."""
    steps: list[str] = []

    def listener(name: str) -> None:
        steps.append(name)
        if len(steps) == step:
            raise CutOff

    faults.listen(listener)
    try:
        yield steps
    except CutOff:
        pass
    finally:
        faults._listeners.remove(listener)


def forgets(home: Home) -> None:
    # The run that follows has tests of its own (tests/run/test_kill.py). Cut off late enough, nobody is left to forget.
    with suppress(WrongUse):
        forget(home, Whom(("Barnfold Primary School",)), run=lambda _: None)


def rebuilds(home: Home) -> None:
    rebuild(home, open_reader=open_reader, workers=1)


def held(home: Home) -> dict[str, Any]:
    with Store.open(home.database) as store:
        dump = store.dump()
    return {
        **{name: [{k: v for k, v in row.items() if k != "id"} for row in dump[name]] for name in ("files", "records")},
        "inbox": look(home.inbox),
        "custody": look(home.custody),
        "outbox": {name: value for name, value in look(home.outbox).items() if name.endswith((".json", ".csv"))},
    }


@pytest.mark.parametrize("act", [forgets, rebuilds])
def test_cut_off_at_any_step(act: Callable[[Home], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    before = new_home(tmp_path)
    drop(before, "all.zip", zipped(**{"b.txt": BARNFOLD, "t.txt": TOCKHILL}))
    drop(before, "l.txt", LUMB)
    night(before)

    def copy(name: str) -> Home:
        home = Home(tmp_path / name)
        shutil.copytree(before.folder, home.folder)
        return home

    undisturbed = copy("undisturbed")
    with cut_at(0) as steps:
        act(undisturbed)
    night(undisturbed)
    expected = held(undisturbed)

    every = max(1, len(steps) // 12)
    for step in range(1, len(steps) + 1, every):
        home = copy(f"cut {step}")
        with cut_at(step):
            act(home)
        act(home)
        night(home)
        found = held(home)
        for part, wanted in expected.items():
            assert found[part] == wanted, f"{part}, cut off at {step}, {steps[step - 1]}"
        if act is forgets:
            assert find(home.folder, ("Barnfold",)) == {}
