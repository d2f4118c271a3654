"""Whatever befalls a run, the next one comes to the same result, byte for byte; nothing is lost and nothing doubled.

By default a few faults of each kind. All of them, some hours of them: EOI_EVERY_FAULT=1, or with a table of what was
injected and survived, `python benchmarks/survival.py`.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import pytest
from faults import around, damage, disk, trials
from faults.stage import Stage
from faults.trials import Trial

EVERY_FAULT = os.environ.get("EOI_EVERY_FAULT") == "1"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, and killed as only POSIX can")

T = TypeVar("T")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


def some(everything: Sequence[T], *shares: float) -> Sequence[T]:
    """Return everything where that is asked for, else what stands at these shares of its length."""
    return everything if EVERY_FAULT else [everything[int(share * len(everything))] for share in shares]


def survives(injected: Iterable[Trial]) -> None:
    count, wrong = trials.survived(injected)
    assert count
    assert not wrong


def test_the_night_has_a_bit_of_everything(stage: Stage) -> None:
    told = stage.summary
    assert stage.files >= 40
    for part in ("new_records", "superseding", "superseded", "duplicates", "not_forms", "blank", "unreadable"):
        assert told[part], part
    assert told["containers"] >= 10
    assert stage.expected["table decisions"]
    sorts = {" ".join(step.split()[:2]) for step in stage.steps}
    for step in ("writing", "renaming", "copying", "moving", "removing", "adding", "a", "committing"):
        assert f"before {step}" in sorts


def test_killed_at_a_lasting_step(stage: Stage) -> None:
    survives(trials.killed_at_steps(stage, some(range(1, len(stage.steps) + 1), 0.2, 0.5, 0.8)))


def test_killed_at_a_random_time(stage: Stage) -> None:
    survives(trials.killed_at_random(stage, 60 if EVERY_FAULT else 1, seed=3))


def test_the_disk_is_full(stage: Stage) -> None:
    survives(disk.full_at_steps(stage, some(range(1, len(stage.steps) + 1), 0.5, 0.95)))


def test_the_outbox_cannot_be_written(stage: Stage) -> None:
    survives(around.outbox_read_only(stage, (errno.EACCES, errno.EROFS) if EVERY_FAULT else (errno.EROFS,)))


def test_an_output_is_held_open(stage: Stage) -> None:
    survives(around.held_open(stage, around.outputs(stage) if EVERY_FAULT else ["master.xlsx"]))


@pytest.mark.parametrize("locked", [False, True])
def test_a_file_goes_away_or_is_locked_under_the_run(stage: Stage, locked: bool) -> None:
    survives(around.vanishing(stage, some(around.waiting_files(stage), 0.7), locked=locked))


def test_the_clock_goes_backwards(stage: Stage) -> None:
    survives(around.clock_set(stage, ["2025-07-01T02:00:00+01:00"]))


def test_two_runs_at_once(stage: Stage) -> None:
    survives(around.two_at_once(stage, 20 if EVERY_FAULT else 1, seed=4))


def test_another_program_uses_the_database(stage: Stage) -> None:
    survives(around.database_in_use(stage, some([0, *around.between_transactions(stage)], 0.5)))


def test_the_database_is_damaged(stage: Stage) -> None:
    names = list(damage.damages(stage.done))
    survives(damage.damaged_and_rebuilt(stage, stage.done, some(names, 0.25)))


@pytest.mark.skipif(not EVERY_FAULT, reason="takes minutes: EOI_EVERY_FAULT=1")
def test_what_was_forgotten_stays_forgotten_when_the_database_is_made_anew(stage: Stage) -> None:
    forgotten = damage.with_one_forgotten(stage)
    survives(damage.damaged_and_rebuilt(stage, forgotten, list(damage.damages(forgotten))[::8]))


def test_the_log_of_decisions_is_damaged(stage: Stage) -> None:
    survives(damage.log_damaged(stage, stage.done, some(list(damage.LOG_DAMAGES), 0.0)))
