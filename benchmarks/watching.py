"""The process of `soak.py` that watches: as small as `eoi watch`, since it is its memory that is measured.

    python benchmarks/watching.py HOME

After each run that had something to do it writes to standard output, pickled: the summary, the seconds that it took,
and in kilobytes what this process holds and the most that any run has held. Then it waits for a line with the next
moment (`EOI_NOW`), and ends where there is none.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
import time
from pathlib import Path

from pipeline.apart import run_apart
from pipeline.home import Home
from pipeline.watch import Pace, Watcher


def main(folder: str) -> None:
    """Watch a home until there is no next night."""
    home = Home(Path(folder))

    def do() -> None:
        began = time.monotonic()
        summary = run_apart(home, workers=1)
        if summary.nothing_new:
            return
        seconds = time.monotonic() - began
        held = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() // 1024
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        pickle.dump((summary, seconds, (held, most)), sys.stdout.buffer)
        sys.stdout.buffer.flush()
        moment = sys.stdin.readline().strip()
        if not moment:
            watcher.stop()
        os.environ["EOI_NOW"] = moment

    watcher = Watcher(home, do, lambda line: print(line, file=sys.stderr), Pace(look=0.2, settle=0.1, again=5))
    watcher.watch()


if __name__ == "__main__":
    main(sys.argv[1])
