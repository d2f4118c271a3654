"""Faults injected into a night of over forty files, and survived, by kind.

Prints the table of `benchmarks/README.md`. Every fault is done to a fresh copy of the same home; one more `eoi run`,
left in peace, must then come to what the undisturbed run came to (`tests/faults/trials.py`). Needs Linux; without a C
compiler the faults inside calls of the system are left out, and without the right to mount, the small disks.

    python benchmarks/survival.py            everything: some hours on two busy cores
    python benchmarks/survival.py --share 3  every third of it
    python benchmarks/survival.py --only killed disk
    python benchmarks/survival.py --pdfs --share 25 --only "lasting step" "random time"
                                             with the letters as PDF too: LibreOffice takes most of such a night
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
os.environ["EOI_LETTER_PDFS"] = "yes" if "--pdfs" in sys.argv else "no"

from faults import around, damage, disk, trials
from faults.stage import Stage
from faults.syscalls import Calls
from faults.trials import Trial

Kinds = Iterator[tuple[str, Callable[[], Iterable[Trial]]]]

_CLOCKS = ("2025-07-01T02:00:00+01:00", "1999-01-01T00:00:00+00:00", "2038-01-20T00:00:00+00:00")


def main() -> None:
    """Do it all, print what was wrong as it comes, and the table at the end."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--share", type=int, default=1, help="Inject every so-manieth fault alone.")
    options.add_argument("--only", nargs="+", default=[""], help="Only kinds with one of these in their name.")
    options.add_argument("--pdfs", action="store_true", help="Have LibreOffice make the letters as PDF too.")
    options.add_argument("--folder", type=Path, default=Path("/dev/shm"), help="Where the homes are made.")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="eoi-library-") as library:
        Calls.restart_with_it(Path(library))
    with tempfile.TemporaryDirectory(prefix="eoi-faults-", dir=chosen.folder) as folder:
        stage = Stage(Path(folder).resolve())
        print(f"{stage.files} files, {len(stage.steps)} lasting steps, {stage.seconds:.1f} s a run", flush=True)
        lines = []
        for name, injected in kinds(stage, chosen.share):
            if any(words in name for words in chosen.only):
                began = time.monotonic()
                count, wrong = trials.survived(injected(), _complain)
                lines.append(f"| {name} | {count} | {count - len(wrong)} |")
                print(lines[-1], f"{time.monotonic() - began:.0f} s", flush=True)
        print("\n".join(["", "| fault | injected | survived |", "|---|---|---|", *lines]))


def kinds(stage: Stage, share: int) -> Kinds:
    """Yield each kind of fault by its name, with what injects it."""
    steps = range(1, len(stage.steps) + 1)
    yield "killed at a lasting step", lambda: trials.killed_at_steps(stage, steps[::share])
    yield "killed at a random time", lambda: trials.killed_at_random(stage, 120 // share, seed=1)
    yield "disk full from a lasting step on", lambda: disk.full_at_steps(stage, steps[:: 9 * share])
    if Calls.are_watched():
        calls = Calls()
        every, growing = calls.in_a_night(stage)
        yield "killed in a call of the system", lambda: disk.killed_in_calls(stage, calls, every[:: 40 * share])
        yield (
            "disk full from a call of the system on",
            lambda: disk.full_in_calls(stage, calls, growing[:: 90 * share], for_good=True),
        )
        yield (
            "disk full in one call of the system",
            lambda: disk.full_in_calls(stage, calls, growing[7 :: 90 * share], for_good=False),
        )
    if disk.may_mount():
        yield "a disk that is too small", lambda: disk.too_small(stage, range(50, 1250, 100 * share))
        yield "outbox mounted read-only", lambda: disk.mounted_read_only(stage)
    yield "outbox not to be written", lambda: around.outbox_read_only(stage)
    yield "output held open", lambda: around.held_open(stage, around.outputs(stage)[::share])
    files = around.waiting_files(stage)
    yield "file gone before it was copied", lambda: around.vanishing(stage, files[:: 3 * share], locked=False)
    yield "file locked by another program", lambda: around.vanishing(stage, files[1 :: 3 * share], locked=True)
    yield "clock set back, or years ahead", lambda: around.clock_set(stage, _CLOCKS)
    yield "two runs at once", lambda: around.two_at_once(stage, max(4, 20 // share), seed=2)
    yield (
        "database in use",
        lambda: around.database_in_use(stage, [0, *around.between_transactions(stage)[:: 4 * share]]),
    )
    names = list(damage.damages(stage.done))
    yield "database damaged, then rebuilt", lambda: damage.damaged_and_rebuilt(stage, stage.done, names[::share])
    yield "log of decisions damaged", lambda: damage.log_damaged(stage, stage.done, damage.LOG_DAMAGES)
    forgotten = damage.with_one_forgotten(stage)
    yield (
        "damaged after a school was forgotten",
        lambda: damage.damaged_and_rebuilt(stage, forgotten, names[:: 8 * share]),
    )


def _complain(trial: Trial) -> None:
    print(f"  WRONG at {trial.at}: {'; '.join(trial.wrong[:5])[:800]}", flush=True)


if __name__ == "__main__":
    main()
