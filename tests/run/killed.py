"""One run in a process of its own, killed at the step of the caller's choice (none for 0). Prints the steps."""

import os
import signal
import sys
from pathlib import Path

from run.readers import open_reader

from pipeline.faults import listen
from pipeline.home import Home
from pipeline.run import run


def main(folder: str, kill_at: int) -> None:
    steps = 0

    def step(name: str) -> None:
        nonlocal steps
        steps += 1
        sys.stdout.write(f"{name}\n")
        if steps == kill_at:
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    listen(step)
    run(Home(Path(folder)), open_reader=open_reader, workers=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
