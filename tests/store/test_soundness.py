"""Damage to the database is noticed by its own check, wherever it is, and told from what will pass."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from merge.made import START, form

from pipeline.errors import DamagedStore, StoreError
from pipeline.store import Store, schema

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "eoi.sqlite3"
    with Store.open(where) as store, store.transaction() as work:
        run = work.runs.begin(START, "test")
        for nth in range(60):
            work.forms.add(run, form(f"School {nth}", file=f"{nth}"), 0, [f"trait {nth}"])
    return where


def is_damaged(path: Path) -> bool:
    try:
        Store.open(path).close()
    except DamagedStore as problem:
        return "eoi rebuild" in f"{problem}"
    return False


def test_a_sound_one_is_sealed_and_opens(path: Path) -> None:
    before = {each.name: each.stat().st_mtime_ns for each in path.parent.iterdir()}
    assert not is_damaged(path)
    assert {each.name: each.stat().st_mtime_ns for each in path.parent.iterdir()} == before
    with Store.open(path) as store, store.transaction() as work:
        work.letters.replace({"a": "1"}, START)
    assert not is_damaged(path)


def overwritten(content: bytearray, page: int) -> bytes:
    content[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    return bytes(content)


def emptied(content: bytearray, page: int) -> bytes:
    content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    return bytes(content)


def one_byte_changed(content: bytearray, page: int) -> bytes:
    at = page * PAGE + random.Random(page).randrange(PAGE)
    # Without a change of these bytes of the header it is another database: its changes are not ours.
    at += 100 if at < 100 else 0
    content[at] ^= 1
    return bytes(content)


def cut_off(content: bytearray, page: int) -> bytes:
    return bytes(content[: page * PAGE + 17])


@pytest.mark.parametrize("damage", [overwritten, emptied, one_byte_changed, cut_off])
def test_damage_to_a_page_is_noticed(path: Path, damage: Callable[[bytearray, int], bytes]) -> None:
    content = path.read_bytes()
    for page in range(0, len(content) // PAGE, 3):
        path.write_bytes(damage(bytearray(content), page))
        assert is_damaged(path), f"page {page}"


@pytest.mark.parametrize("table", [table.name for table in schema.metadata.sorted_tables])
def test_a_table_that_is_gone_is_noticed(path: Path, table: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"DROP TABLE {table}")
    connection.close()
    assert is_damaged(path)


def test_an_index_that_is_gone_is_noticed(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP INDEX traits_by_trait")
    connection.close()
    assert is_damaged(path)


def test_a_version_that_is_gone_is_noticed(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM schema_version")
    connection.close()
    assert is_damaged(path)


def test_an_index_that_says_something_else_is_noticed_without_the_seal(path: Path) -> None:
    path.with_name("eoi.sqlite3.seal").unlink()
    content = path.read_bytes()
    at = content.index(b"trait 17trait") if b"trait 17trait" in content else content.rindex(b"trait 17")
    path.write_bytes(content[:at] + b"trait 71" + content[at + 8 :])
    assert is_damaged(path)


def test_rows_that_others_rest_on_are_missed_without_the_seal(path: Path) -> None:
    path.with_name("eoi.sqlite3.seal").unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DELETE FROM forms WHERE seq = 7")
    connection.close()
    assert is_damaged(path)


@pytest.mark.parametrize("seal", [b"", b"{}", b"[1]", b"\xff", b'{"changes": "00", "sha256": "00"}'])
def test_a_damaged_seal_seals_nothing(path: Path, seal: bytes) -> None:
    path.with_name("eoi.sqlite3.seal").write_bytes(seal)
    assert not is_damaged(path)


def test_what_another_program_changed_is_not_taken_for_damage(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO letters VALUES ('a', '1', '2025-07-01')")
    connection.close()
    assert not is_damaged(path)


def test_a_full_disk_is_told_from_damage(path: Path) -> None:
    def fill_up(store: Store) -> None:
        with store.transaction() as work:
            work.letters._connection.exec_driver_sql("PRAGMA max_page_count = 1")
            work.letters.replace({"a" * 9000: "1"}, START)

    with Store.open(path) as store, pytest.raises(StoreError, match="Make room") as refused:
        fill_up(store)
    assert not isinstance(refused.value, DamagedStore)
    assert not is_damaged(path)


def test_a_database_in_use_is_told_from_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.database.PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="Another program") as refused:
        Store.open(path)
    assert not isinstance(refused.value, DamagedStore)
    other.close()
    assert not is_damaged(path)
