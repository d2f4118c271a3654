"""Fuzzes one part of the pipeline, guided by what of it is reached:

    python -m fuzz TARGET --minutes 8       with `tests` and the checkout on PYTHONPATH, and `pip install atheris`
    python -m fuzz TARGET --replay FILE     one input again, with its trace

It goes on after a finding. Each is kept as a file in FOLDER (`--keep`), one for each place it comes from; make a test
of it in `test_findings.py`. FOLDER also keeps what is worth beginning with the next time.
"""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

TARGETS = ("word", "pdf", "page", "pictures", "comments", "containers", "decisions", "settings")
# A reader that takes longer for one of these small inputs hangs. Of the processor: a busy machine makes no findings.
_SECONDS = 15
_SECONDS_IN_ALL = 300


class HangError(BaseException):
    """An execution took too long. No Exception, so that nothing on the way catches it."""


class Watched:
    """A target that is counted, timed, and whose findings are kept."""

    def __init__(self, one: Callable[[bytes], None], keep: Path) -> None:
        self._one = one
        self._keep = keep
        self._seen: set[str] = set()
        self._began = self._told = time.monotonic()
        self._slowest = 0.0
        self._count = 0

    def __call__(self, data: bytes) -> None:
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        signal.setitimer(signal.ITIMER_REAL, _SECONDS_IN_ALL)
        started = time.process_time()
        try:
            self._one(data)
        except (Exception, HangError) as finding:
            self._found(finding, data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        took = time.process_time() - started
        if took > self._slowest:
            self._slowest = took
            (self._keep / "slowest").write_bytes(data)
        self._count += 1
        if time.monotonic() - self._told > 5:
            self.tell()

    def tell(self) -> None:
        """Write down how far it is."""
        self._told = time.monotonic()
        told = {
            "executions": self._count,
            "seconds": round(self._told - self._began),
            "slowest": round(self._slowest, 2),
            "findings": sorted(self._seen),
        }
        (self._keep / "told.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")

    def _found(self, finding: BaseException, data: bytes) -> None:
        frames = traceback.extract_tb(finding.__traceback__)
        ours = [frame for frame in frames if "/pipeline/" in frame.filename] or frames
        place = f"{type(finding).__name__} at {Path(ours[-1].filename).name}:{ours[-1].name}"
        if place in self._seen:
            return
        self._seen.add(place)
        path = self._keep / f"finding-{len(self._seen)}"
        path.write_bytes(data)
        print(f"FOUND {place}: {str(finding)[:200]} ({path})", file=sys.stderr, flush=True)
        self.tell()


def _hang(number: int, frame: FrameType | None) -> None:
    raise HangError


def main() -> None:
    """Fuzz, or replay."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--replay", type=Path)
    chosen = parser.parse_args()
    if chosen.replay:
        importlib.import_module(f"fuzz.{chosen.target}").one(chosen.replay.read_bytes())
        return
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        target = importlib.import_module(f"fuzz.{chosen.target}")
    keep = chosen.keep / chosen.target
    corpus = keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for nth, seed in enumerate(target.seeds()):
        (corpus / f"seed-{nth:04}").write_bytes(seed)
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, _hang)
    watched = Watched(target.one, keep)
    # Its own time limit would end the run at the first hang.
    options = [
        f"-max_total_time={round(chosen.minutes * 60)}",
        "-max_len=400",
        "-timeout=0",
        "-rss_limit_mb=4096",
        f"-artifact_prefix={keep}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], watched)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
