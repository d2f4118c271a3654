"""Each fault, done to a fresh copy of the night: what was wrong afterwards, and nothing where all was well.

After every fault one more `eoi run`, left in peace, must come to what the undisturbed run came to: the same tables of
the database, the same outbox, inbox and custody, byte for byte. A fault that the program hears of must be answered
with a sentence, never with a fault of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from faults.forked import Ended, die_at
from faults.stage import Stage

from pipeline.home import Home


@dataclass(frozen=True)
class Trial:
    """One fault. `at` says where it struck; `wrong` is what was not as it should be."""

    at: str
    wrong: tuple[str, ...]


# --- killed -----------------------------------------------------------------------------------------------------


def killed_at_steps(stage: Stage, steps: Iterable[int]) -> Iterator[Trial]:
    """Kill the run at steps of the seam, by their numbers from 1."""
    for step in steps:
        home = stage.fresh()
        ended = stage.run(home, at_step=die_at(step))
        yield recovered(stage, home, stage.steps[step - 1], [] if ended.killed else ["it was not killed"])


def killed_at_random(stage: Stage, times: int, seed: int) -> Iterator[Trial]:
    """Kill the run when the clock says so; every third time also the run that takes it up again."""
    chance = random.Random(seed)
    for nth in range(times):
        home = stage.fresh()
        moments = [chance.uniform(0.01, stage.seconds) for _ in range(2 if nth % 3 == 0 else 1)]
        for moment in moments:
            stage.begin(home).kill_after(moment)
        yield recovered(stage, home, f"after {', '.join(f'{moment:.2f} s' for moment in moments)}", [])


# --- judging ----------------------------------------------------------------------------------------------------


def survived(trials: Iterable[Trial], tell: Callable[[Trial], object] | None = None) -> tuple[int, list[Trial]]:
    """Return how many trials there were, and those after which something was wrong."""
    count, wrong = 0, []
    for trial in trials:
        count += 1
        if trial.wrong:
            wrong.append(trial)
            if tell:
                tell(trial)
    return count, wrong


def recovered(stage: Stage, home: Home, at: str, wrong: list[str], *, keep: bool = False) -> Trial:
    """Run once more, in peace, and compare; then throw the home away, but for `keep`."""
    ended = stage.run(home)
    wrong += [ended.said] if ended.said else []
    wrong += stage.differences(home) if not ended.said else []
    if not keep:
        stage.drop(home)
    return Trial(at, tuple(wrong))


def answered(ended: Ended) -> list[str]:
    """Return what was wrong with how the program answered a fault."""
    if ended.is_fault or ended.killed:
        return [ended.said or "it was killed"]
    return []
