"""Damage to the database and to the log beside it: noticed, and mended by `eoi rebuild` without anything lost."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from faults.crowd import THIS_NIGHT
from faults.forked import in_a_child
from faults.stage import Stage, outcome
from faults.trials import Trial, answered
from run.homes import look

from pipeline.errors import ExitCode
from pipeline.forget import Whom, forget
from pipeline.home import Home
from pipeline.store import schema

_PAGE = 4096

# What must come out the same, but for their own numbers. Events and placements are put in another order.
_PARTS = ("records", "forms", "decisions", "files", "links", "traits")
_NUMBERS = {"forms": {"seq"}, "files": {"id", "arrival"}}

Damage = Callable[[Path], None]


def damages(home: Home) -> dict[str, Damage]:
    """Return ways to damage the database of `home`, by what each does."""
    assert isinstance(home.database, Path)
    pages = home.database.stat().st_size // _PAGE
    found: dict[str, Damage] = {"zero length": lambda path: path.write_bytes(b"") and None, "gone": Path.unlink}
    for page in sorted({0, 1, pages // 4, pages // 2, pages - 1}):
        found[f"page {page} of {pages} overwritten"] = _at(page, lambda old, page=page: random.Random(page).randbytes(len(old)))  # fmt: skip
        found[f"page {page} of {pages} emptied"] = _at(page, lambda old: bytes(len(old)))
    for page in range(2, pages, max(1, pages // 8)):
        found[f"one bit of page {page} changed"] = _at(page, lambda old, page=page: _one_bit(old, page))
    for share in (0.0, 0.3, 0.7, 0.99):
        found[f"cut off after {share:.0%}"] = lambda path, share=share: _cut_off(path, share)
    for table in schema.metadata.sorted_tables:
        found[f"table {table.name} dropped"] = lambda path, name=table.name: _do(path, f"DROP TABLE {name}")
    for index in ("traits_by_trait", "ix_files_sha256"):
        found[f"index {index} dropped"] = lambda path, name=index: _do(path, f"DROP INDEX {name}")
    found["version deleted"] = lambda path: _do(path, "DELETE FROM schema_version")
    return found


def damaged_and_rebuilt(stage: Stage, home: Home, names: Iterable[str]) -> Iterator[Trial]:
    """Damage the database of a copy of `home`, see it noticed, rebuild it, and compare with what it was."""
    expected = outcome(home)
    ways = damages(home)
    for name in names:
        copy = stage.copy(home)
        assert isinstance(copy.database, Path)
        before = look(copy.outbox)
        ways[name](copy.database)
        noticed = stage.run(copy)
        wrong = []
        if noticed.code != ExitCode.INTERNAL_FAULT or "eoi rebuild" not in noticed.said:
            wrong.append(f"it said {noticed.said!r} ({noticed.code})")
        now = look(copy.outbox)
        # The report says that the run failed; all else is as it was.
        wrong += [f"changed {path}" for path in before if path != "report.html" and before[path] != now.get(path)]
        yield _rebuilt(stage, copy, expected, name, wrong)


def with_one_forgotten(stage: Stage) -> Home:
    """Return a home in which a school of the night was forgotten."""
    home = stage.copy(stage.done)

    def act() -> None:
        done = forget(home, Whom(("Whalley Primary School",)), run=stage.night)
        assert done.is_proved, done.problems

    ended = in_a_child(act, environment={"EOI_NOW": THIS_NIGHT})
    assert not ended.said, ended.said
    return home


def log_damaged(stage: Stage, home: Home, names: Iterable[str]) -> Iterator[Trial]:
    """Damage the last line of the log, let a run put it right, then lose the database."""
    expected = outcome(home)
    for name in names:
        copy = stage.copy(home)
        assert isinstance(copy.database, Path)
        log = copy.state / "history.jsonl"
        log.write_bytes(LOG_DAMAGES[name](log.read_bytes()))
        (copy.outbox / "master.csv").unlink()  # so that there is something to do
        wrong = answered(stage.run(copy))
        copy.database.unlink()
        yield _rebuilt(stage, copy, expected, f"log: {name}", wrong)


LOG_DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "last line cut off": lambda content: content[:-20],
    "last line cut off at its beginning": lambda content: content[: content.rstrip().rfind(b"\n") + 3],
    "last line overwritten": lambda content: content[:-60] + b"\xa5" * 60,
    "a line in the middle overwritten": lambda content: content[: len(content) // 2] + bytes(30) + content[len(content) // 2 + 30 :],
    "empty": lambda content: b"",
}  # fmt: skip


def _rebuilt(stage: Stage, home: Home, expected: dict[str, dict[str, Any]], name: str, wrong: list[str]) -> Trial:
    rebuilt = stage.rebuild(home)
    ended = stage.run(home) if not rebuilt.said else rebuilt
    wrong += [ended.said] if ended.said else []
    if not ended.said:
        found = outcome(home)
        wrong += [f"table {part}" for part in _PARTS if _rows(found, part) != _rows(expected, part)]
        for part in ("outbox", "inbox", "custody"):
            wrong += [f"{part}: {path}" for path in expected[part] if found[part].get(path) != expected[part][path]]
            wrong += [f"{part}: {path} is new" for path in found[part] if path not in expected[part]]
    stage.drop(home)
    return Trial(name, tuple(wrong))


def _rows(found: dict[str, dict[str, Any]], part: str) -> list[dict[str, Any]]:
    numbers = _NUMBERS.get(part, set())
    return [{key: value for key, value in row.items() if key not in numbers} for row in found[f"table {part}"].values()]


def _at(page: int, change: Callable[[bytes], bytes]) -> Damage:
    def damage(path: Path) -> None:
        content = path.read_bytes()
        at = page * _PAGE
        path.write_bytes(content[:at] + change(content[at : at + _PAGE]) + content[at + _PAGE :])

    return damage


def _one_bit(content: bytes, seed: int) -> bytes:
    changed = bytearray(content)
    changed[random.Random(seed).randrange(len(changed))] ^= 1
    return bytes(changed)


def _cut_off(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: max(50, int(len(content) * share))])


def _do(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
