"""What hostile files cost: every file of `tests/builders/hostile.py` through the cage, as a run reads it.

    python benchmarks/hostile.py [--small] [--seconds 60]      with the checkout and `tests` on PYTHONPATH

Prints a table by kind: how many, what became of them, and the longest time and the most memory that one took, with
both tries where there were two.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from builders.hostile import Hostile, everything

from pipeline.cage import Cage, Limits, Original
from pipeline.errors import DocumentError
from pipeline.model import Outcome, Source
from pipeline.programme import load_programme
from pipeline.reading import open_reader

TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass
class Kind:
    """What the files of one kind came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: tuple[float, str] = (0.0, "")
    megabytes: tuple[float, str] = (0.0, "")


def main() -> None:
    """Try everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="the files that the tests take")
    parser.add_argument("--seconds", type=float, help="the limit of time; by default the programme's")
    parser.add_argument("--kind", action="append", help="only files of this kind (more than once, if wanted)")
    chosen = parser.parse_args()
    programme = load_programme(TEMPLATES / "programme.toml")
    policy = programme.policy
    limits = Limits(seconds=chosen.seconds or policy.seconds_a_file, megabytes=policy.megabytes_a_file)
    kinds: dict[str, Kind] = {}
    with TemporaryDirectory() as folder, Cage(partial(open_reader, programme), 1, limits) as cage:
        for hostile in everything(large=not chosen.small):
            if chosen.kind and hostile.kind not in chosen.kind:
                continue
            began = time.monotonic()
            with _peak() as most:
                outcomes = _tried(hostile, cage, Path(folder))
            seconds = time.monotonic() - began
            print(f"  {hostile.kind}: {hostile.note}: {dict(outcomes)}, {seconds:.1f} s, {most[0]:.0f} MB", flush=True)
            kind = kinds.setdefault(hostile.kind, Kind())
            kind.outcomes["files"] += 1
            kind.outcomes += outcomes
            kind.seconds = max(kind.seconds, (seconds, hostile.note))
            kind.megabytes = max(kind.megabytes, (most[0], hostile.note))
    print("\n| kind | files | what came of what was in them | longest, s | most memory, MB |\n|---|---|---|---|---|")
    for name, kind in kinds.items():
        files = kind.outcomes.pop("files")
        told = ", ".join(f"{count} {what}" for what, count in kind.outcomes.most_common())
        print(
            f"| {name} | {files} | {told} | {kind.seconds[0]:.1f} ({kind.seconds[1]}) "
            f"| {kind.megabytes[0]:.0f} ({kind.megabytes[1]}) |"
        )


def _tried(hostile: Hostile, cage: Cage, folder: Path) -> Counter[str]:
    path = folder / "original"
    path.write_bytes(hostile.content)
    source = Source(hostile.name, sha256(hostile.content).hexdigest(), datetime.now(UTC))
    (found,) = cage.open_each([Original(path, source)])
    if isinstance(found, DocumentError):
        return Counter({"unreadable": 1})
    settled = Counter(str(piece.outcome) for piece in found if piece.outcome not in (None, Outcome.CONTAINER))
    for answer in cage.read_each([piece.document for piece in found if piece.outcome is None]):
        settled[type(answer).__name__.lower() if isinstance(answer, DocumentError) else "read"] += 1
    return settled


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Measure the most memory that our processes held together."""
    most, done = [0.0], threading.Event()

    def look() -> None:
        own = psutil.Process()
        while not done.wait(0.05):
            held = 0
            for process in own.children(recursive=True):
                try:
                    held = max(held, process.memory_info().rss)
                except psutil.Error:
                    continue
            most[0] = max(most[0], held / 2**20)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
