"""Time and peak memory a file, by format, with the share of each stage.

    python benchmarks/forms.py [FOLDER]        (default: the forms in tests/forms/returned and templates/demo)

Each file is read three times in a process of its own; the first reading, which also loads what it needs, is told apart.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("parse", "normalise", "validate")


def read_one(path: Path) -> None:
    """Read one file three times, and print its format, the times of each stage, and the peak memory."""
    from pipeline import reading
    from pipeline.errors import DocumentError
    from pipeline.intake.kinds import kind_of
    from pipeline.model import Document, Source
    from pipeline.normalise import Context, normalise
    from pipeline.programme import load_programme
    from pipeline.validate import validate

    content = path.read_bytes()
    received = datetime(2025, 7, 10, 12, tzinfo=UTC)
    document = Document(content, kind_of(content), Source(path.name, sha256(content).hexdigest(), received))
    resources = reading.Resources.of(load_programme(ROOT / "templates" / "programme.toml"))
    context = Context(resources.programme, resources.comment_reader, None, received)
    for _ in range(3):
        spent = dict.fromkeys(STAGES, 0.0)
        begun = perf_counter()
        try:
            forms = reading.parse(document, resources)
        except DocumentError as refusal:
            print(f"{type(refusal).__name__}\t{perf_counter() - begun}\t0\t0\t{peak()}")
            continue
        spent["parse"] = perf_counter() - begun
        for answers in forms:
            begun = perf_counter()
            expression, doubts = normalise(answers, context)
            spent["normalise"] += perf_counter() - begun
            begun = perf_counter()
            validate(expression, answers, doubts, context)
            spent["validate"] += perf_counter() - begun
        print("\t".join([forms[0].format, *(str(spent[stage]) for stage in STAGES), str(peak())]))


def peak() -> int:
    """Return the peak memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(folders: list[Path]) -> None:
    """Print the table."""
    rows: dict[str, list[list[list[float]]]] = defaultdict(list)
    for path in sorted(path for folder in folders for path in folder.iterdir() if path.is_file()):
        command = [sys.executable, __file__, "--one", str(path)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        if lines:
            rows[lines[0][0]].append([[float(value) for value in line[1:]] for line in lines])
    print("| format | files | first, s | warm, s | parse | normalise | validate | peak, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, files in sorted(rows.items()):
        first = median(sum(runs[0][:3]) for runs in files)
        warm = [[median(run[stage] for run in runs[1:]) for stage in range(3)] for runs in files]
        total = median(sum(each) for each in warm)
        shares = [sum(each[stage] for each in warm) / max(sum(map(sum, warm)), 1e-9) for stage in range(3)]
        memory = max(run[3] for runs in files for run in runs)
        cells = [
            name,
            str(len(files)),
            f"{first:.2f}",
            f"{total:.3f}",
            *(f"{share:.0%}" for share in shares),
            f"{memory:.0f}",
        ]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        read_one(Path(sys.argv[2]))
    else:
        main([Path(name) for name in sys.argv[1:]] or [ROOT / "tests/forms/returned", ROOT / "templates/demo"])
