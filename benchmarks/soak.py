"""A season of bad nights: do the sums add up after every one, and does a process that watches them all keep its size?

    python benchmarks/soak.py [NIGHTS] [FILES]        (default: 50 nights, 5000 files)

One process watches the inbox, as `eoi watch` does, through all the nights; it is a process of its own, measured from
outside. Before most nights a run of another process meets a fault, at a step that dice choose: it is killed, the disk
is full, or files vanish from the inbox under its hands. After every night:

* every file that was dropped, and was not taken away again, lies in exactly one place, byte for byte
* the runs' sums add up, and all of them together come to what was dropped
* every school is held once, with what it said last, on the table as in the database
* nothing is left over in the inbox, in custody or beside the outputs

It ends with the first that does not hold. The files are forms (90 in a hundred as Word, 8 as a PDF of three kinds, 2
as a scan), e-mails, archives, copies and no forms at all (`season.py`). Memory: what the watching process holds after a
night, and the most that any run it started has held so far, without its readers.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from openpyxl import load_workbook
from rapidfuzz import fuzz, process

from benchmarks.season import Piece, Post, drop
from pipeline.home import Home, init
from pipeline.intake.custody import Custody
from pipeline.intake.inbox import FOLDERS
from pipeline.status import status_of
from pipeline.store import Store
from pipeline.summary import RunSummary

FIRST_NIGHT = datetime.fromisoformat("2025-05-12T02:00:00+01:00")
FAULTS = ("none", "killed", "killed", "disk full", "vanishing")
MADE_AS = {"docx": 90, "fields": 3, "drawn": 3, "typed": 2, "scan": 2}
# A scan may be read with a letter wrong. No two wishes are so alike, and no two schools that could be lost unnoticed.
ALIKE = 90
PARTS = [
    "new_records",
    "superseding",
    "superseded",
    "duplicates",
    "not_forms",
    "blank",
    "unreadable",
    "containers",
    "left",
]


def hash_of(content: bytes) -> str:
    """Return what a file is known by."""
    return sha256(content).hexdigest()


@dataclass(frozen=True)
class Dropped:
    """A file that was put into the inbox."""

    name: str
    hash: str
    says: tuple[tuple[str, str], ...]


class Season:
    """All nights of one home, with what was dropped in them."""

    def __init__(self, home: Home, nights: int, files: int) -> None:
        self.home = home
        self.nights = nights
        self.a_night = files // nights
        self.post = Post(made_as=MADE_AS)
        self.dice = random.Random(2)
        self.night = 0
        # In the order in which they were received, without their contents.
        self.dropped: list[Dropped] = []
        self.fault = ""
        self.misread: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Drop the files of the next night, and let a run in a process of its own meet its fault."""
        self.night += 1
        now = FIRST_NIGHT + timedelta(days=self.night)
        os.environ["EOI_NOW"] = now.isoformat()
        # Half of the schools write in the first fifth of the season, and some on every night.
        new = self.a_night // 2 if self.night <= self.nights // 5 else self.a_night // 20
        self._drop(self.post.mixed(self.a_night, new), now - timedelta(hours=6))
        self.fault = self.dice.choice(FAULTS)
        if self.fault != "none":
            self._meet_fault()
        # Last, a file that came before, under the same name and with the same time.
        again = self.dice.choice(self.dropped[: self.a_night])
        kept = Custody(self.home.custody).path(again.hash)
        if kept.exists() and not (self.home.inbox / again.name).exists():
            self._drop(iter([Piece(again.name, kept.read_bytes(), again.says)]), FIRST_NIGHT)

    def _drop(self, pieces: Iterator[Piece], moment: datetime) -> None:
        for piece in pieces:
            path = drop(self.home.inbox, piece.name, piece.content)
            moment += timedelta(minutes=1)
            os.utime(path, (moment.timestamp(), moment.timestamp()))
            self.dropped.append(Dropped(piece.name, hash_of(piece.content), piece.says))

    def _meet_fault(self) -> None:
        step = self.dice.randint(1, 8 * self.a_night)
        command = [sys.executable, __file__, "--faulty", str(self.home.folder), self.fault, str(step)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        for line in done.stdout.splitlines():
            if line.startswith("took away "):
                name = line.removeprefix("took away ")
                self.dropped.remove(next(piece for piece in reversed(self.dropped) if piece.name == name))

    def hear(self, summary: RunSummary, seconds: float, memory: tuple[int, int]) -> bool:
        """Look whether all is well after the run of this night, and begin the next; tell whether there is one."""
        self.check(summary)
        watching, most = memory
        print(
            f"{self.night:5} | {self.fault:9} | {len(self.dropped):6} | {summary.came_in:7} | {summary.records:7} | "
            f"{seconds:5.1f} | {watching / 1024:8.1f} | {most / 1024:4.0f}",
            flush=True,
        )
        if self.night == self.nights:
            return False
        self.begin()
        return True

    def check(self, summary: RunSummary) -> None:
        """Raise SystemExit with what does not hold."""
        numbers = summary.as_json()
        self.hold(numbers["came_in"] == sum(numbers[part] for part in PARTS), f"the sum of the night: {numbers}")
        self.hold(not summary.problems and not summary.left, f"problems: {summary.problems} {summary.waiting}")
        self._check_files()
        self._check_schools()
        assert isinstance(self.home.database, Path)
        with Store.open(self.home.database) as store, store.transaction() as work:
            rows = work.files.rows()
            runs = work.erasure.arrivals()
        files = len(self.dropped)
        self.hold(len(runs) == files, f"{len(runs)} files in the ledger, {files} dropped")
        told = " ".join(status_of(self.home))
        self.hold(f"Received so far: {files:,} file" in told, f"{files} dropped, and status says: {told[:300]}")
        listed = json.loads((self.home.outbox / "records.json").read_text("utf-8"))["files"]
        self.hold(len(listed) == len(rows), f"{len(listed)} rows of files in records.json, {len(rows)} in the ledger")

    def _check_files(self) -> None:
        found: Counter[str] = Counter()
        for path in self.home.inbox.rglob("*"):
            if path.is_file():
                self.hold(path.parent.name in FOLDERS, f"still in the inbox: {path.name}")
                found[hash_of(path.read_bytes())] += 1
        expected = Counter(piece.hash for piece in self.dropped)
        self.hold(found == expected, f"lost {expected - found}, too many {found - expected}")
        left = [
            path for path in self.home.folder.rglob("*") if path.name.startswith((".eoi-", ".backup-", ".restoring-"))
        ]
        self.hold(not left, f"left over: {left}")
        for path in self.home.custody.rglob("*"):
            if path.is_file():
                self.hold(hash_of(path.read_bytes()).startswith(path.name[:8]), f"in custody: {path.name}")

    def _check_schools(self) -> None:
        records = json.loads((self.home.outbox / "records.json").read_text("utf-8"))["records"]
        held = {each["school"]["as_written"]: each["comments"] for each in records}
        self.hold(len(held) == len(records), "a school is held twice")
        last: dict[str, str] = {}
        seen: set[str] = set()
        for piece in self.dropped:
            # The same bytes again say nothing new, however late.
            if piece.hash not in seen:
                seen.add(piece.hash)
                last.update(piece.says)
        self.misread = list(misread(held, last))
        for name, meant in self.misread:
            del held[name]
            held[meant] = last[meant]
        wrong = {
            name: (held.get(name), last.get(name)) for name in held.keys() | last if held.get(name) != last.get(name)
        }
        self.hold(not wrong, f"held, and what was said last: {wrong}")
        book = load_workbook(self.home.outbox / "master.xlsx", read_only=True)
        rows = sum(1 for row in book["Schools"].iter_rows(min_row=2, max_col=1) if row[0].value)
        book.close()
        self.hold(rows == len(last), f"{rows} rows on the sheet Schools, {len(last)} schools")

    def hold(self, fact: bool, otherwise: str) -> None:
        """End everything with a sentence where `fact` is not so."""
        if not fact:
            print(f"Night {self.night} ({self.fault}): {otherwise}", flush=True)
            os._exit(1)


def misread(held: dict[str, str], last: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the schools of which the name or the comment was read with a letter wrong, and what their name is."""
    for name, comment in held.items() - last.items():
        found = process.extractOne(name, [name] if name in last else list(last.keys() - held.keys()))
        if found and min(found[1], fuzz.ratio(comment, last[found[0]])) >= ALIKE:
            yield name, found[0]


def faulty(folder: str, fault: str, at: int) -> None:
    """Do one run that meets a fault at a step. Prints the name of every file that it took out of the inbox."""
    from pipeline.errors import PipelineError
    from pipeline.faults import listen
    from pipeline.nightly import run_and_tell

    home, steps, dice = Home(Path(folder)), 0, random.Random(at)

    def step(name: str) -> None:
        nonlocal steps
        steps += 1
        if fault == "killed" and steps == at:
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "disk full" and steps >= at and name.startswith(("before copying", "before renaming")):
            raise OSError(28, "No space left on device")
        if fault == "vanishing" and dice.random() < 0.02:
            take_away(home, name, dice)

    listen(step)
    try:
        run_and_tell(home, workers=1)
    except (PipelineError, OSError) as problem:
        print(f"ended with {type(problem).__name__}")


def take_away(home: Home, step: str, dice: random.Random) -> None:
    """Delete files that wait in the inbox and were not taken in yet, as a coordinator may at any time."""
    if not step.startswith("before copying"):
        return
    held = {path.name for path in home.custody.rglob("*") if path.is_file()}
    waiting = [path for path in sorted(home.inbox.iterdir()) if path.is_file()]
    # The first of those that are not held is open, and being copied.
    for path in [path for path in waiting if hash_of(path.read_bytes()) not in held][1:][-3:]:
        if dice.random() < 0.5:
            path.unlink()
            print(f"took away {path.name}", flush=True)


def main(nights: int, files: int) -> None:
    """Run the season and print its table."""
    os.environ["EOI_LETTER_PDFS"] = "no"
    with tempfile.TemporaryDirectory(prefix="eoi-soak-") as folder:
        season = Season(init(Path(folder) / "home"), nights, files)
        print("night | fault     |  files | came in | schools |  time | watching | most, MB")
        season.begin()
        command = [sys.executable, str(Path(__file__).with_name("watching.py")), str(season.home.folder)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as watching:
            assert watching.stdin is not None
            assert watching.stdout is not None
            while season.hear(*pickle.load(watching.stdout)):
                watching.stdin.write(f"{os.environ['EOI_NOW']}\n".encode())
                watching.stdin.flush()
        print(f"Everything held. Read with a letter wrong: {len(season.misread)} schools.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--faulty"]:
        faulty(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        given = [int(number) for number in sys.argv[1:]]
        main(*(given or [50, 5000])[:2] if len(given) != 1 else (given[0], 100 * given[0]))
