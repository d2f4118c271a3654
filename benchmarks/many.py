"""How a season of many forms goes: one night that takes all of them in, and the next, with nothing new.

    python benchmarks/many.py [COUNT …]        (default: 300 1000 3000)

Word forms of as many schools, each twentieth inside an e-mail or an archive. No PDFs of letters are made. With
`--profile FILE` the night of the last count is profiled into FILE. The processor's time is that of the run without its
readers, which is what a busy machine changes least.
"""

from __future__ import annotations

import cProfile
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time, time

from benchmarks.season import Post, drop, mail, zipped
from pipeline.home import Home, init
from pipeline.run import run


def fill(home: Home, count: int) -> None:
    """Put so many forms into the inbox, five in a hundred of them in containers."""
    post = Post()
    for number in range(count):
        school, content = post.new()
        name, inside = f"{number:05} {school.place}.docx", f"{school.place}.docx"
        if number % 40 == 0:
            name, content = f"{number:05}.eml", mail(str(number), school, (inside, content))
        elif number % 40 == 20:
            name, content = f"{number:05}.zip", zipped({inside: content})
        path = drop(home.inbox, name, content)
        moment = time() - 86_400 + number
        os.utime(path, (moment, moment))


def night(home: Home, workers: int, profile: str | None) -> dict[str, float]:
    """Do one run here, and return how long it took from step to step, in seconds."""
    from pipeline import taking, tonight
    from pipeline.output import write_outbox

    assert all((taking, tonight, write_outbox))  # imported before the clock runs
    marks: list[float] = []

    def progress(done: int, total: int) -> None:
        if done in (1, total):
            marks.append(perf_counter())

    begun, before = perf_counter(), process_time()
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    summary = run(home, workers=workers, progress=progress)
    if profile:
        profiler.disable()
        profiler.dump_stats(profile)
    ended = perf_counter()
    assert summary.came_in
    assert not summary.problems
    return {
        "open": marks[0] - begun,
        "read": marks[-1] - marks[0],
        "write": ended - marks[-1],
        "all": ended - begun,
        "processor": process_time() - before,
    }


def again(home: Home) -> float:
    """Return how long `eoi run` takes with nothing new, in seconds, as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "run", "--home", str(home.folder)]
    times = []
    for _ in range(3):
        begun = perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        times.append(perf_counter() - begun)
        assert "Nothing new" in done.stderr, done.stderr
    return min(times)


def main(counts: list[int], profile: str | None) -> None:
    """Print the table."""
    import resource

    os.environ["EOI_LETTER_PDFS"] = "no"
    print("| forms | open, s | read and merge, s | write, s | in all, s | processor, s | nothing new, s | peak, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="eoi-many-") as folder:
            home = init(Path(folder) / "home")
            fill(home, count)
            spent = night(home, 2, profile if count == counts[-1] else None)
            quiet = again(home)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        steps = " | ".join(f"{spent[step]:.1f}" for step in ("open", "read", "write", "all", "processor"))
        print(f"| {count} | {steps} | {quiet:.2f} | {peak} |", flush=True)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    target = None
    if "--profile" in wanted:
        place = wanted.index("--profile")
        target = wanted[place + 1]
        del wanted[place : place + 2]
    main([int(count) for count in wanted] or [300, 1000, 3000], target)
