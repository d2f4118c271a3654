"""The store keeps everything whole, and says so when it cannot."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merge.made import START, blocking, form

from pipeline.errors import StoreError
from pipeline.model import Evidence, FileRow, Form, Kind, Mail, Outcome, Request, Suggestion
from pipeline.store import Entry, Shapes, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a?b%20c" / "eoi.sqlite3"  # a folder's name must not be taken for part of a URL


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


ROW = FileRow("b.docx", "1" * 64, Outcome.UNREADABLE, START, "c.docx", "It is damaged.")


def test_a_form_comes_back_as_it_was(store: Store) -> None:
    flag = replace(blocking(), suggestions=(Suggestion("mixed", {"years": ["Y3", "Y4"], "mixed": True}),), span=(0, 4))
    kept = form(flags=(flag,), picture=b"\x89PNG", requests=(Request(("Y3",), False, None),), near_year_ok=True)
    kept = replace(kept, source=replace(kept.source, inside="a!b", mail=Mail("jo@b.example", body="Hi\n\x00\ud800")))

    with store.transaction() as work:
        new_id = work.forms.add(work.runs.begin(START, "test"), kept, 0, ["tel:1", "tel:1"])
    with store.transaction() as work:
        assert work.forms.get([new_id])[new_id].form == kept
        assert work.forms.sharing(["tel:1", "tel:2"]) == [new_id]
        assert work.forms.brought_by(kept.source.sha256) == [new_id]


@given(st.text(), st.floats(0, 1), st.none() | st.binary(max_size=9))
@settings(max_examples=50, deadline=None)
def test_any_text_survives_the_shapes(text: str, confidence: float, picture: bytes | None) -> None:
    shapes = Shapes()
    kept = form(text, comments=text, email=None)
    evidence = Evidence(text, 3, (0.1, 0.2, 0.3, confidence), confidence, picture)
    answers = {label: replace(answer, evidence=evidence) for label, answer in kept.answers.answers.items()}
    kept = replace(kept, answers=replace(kept.answers, answers=answers))

    packed, pictures = shapes.pack(kept)

    assert shapes.unpack(packed, Form, pictures.get) == kept
    assert packed.isascii()


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with store.transaction() as work:
            run = work.runs.begin(START, "test")
            work.files.add(run, 1, Entry(ROW, Kind.DOCX, "unreadable"))
            raise RuntimeError

    before = store.dump()
    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.dump() == before


def test_a_run_that_was_cut_off_is_taken_up_again(store: Store) -> None:
    with store.transaction() as work:
        first = work.runs.begin(START, "test")
    with store.transaction() as work:
        assert work.runs.cut_off()
        again = work.runs.begin(START + timedelta(days=1), "test")
        assert again.id == first.id
        work.runs.finish(again, START, (("x.docx", "open"),), 0)
    with store.transaction() as work:
        last = work.runs.last()
        assert last is not None
        assert (last.left, work.runs.cut_off()) == ((("x.docx", "open"),), False)
        assert work.runs.begin(START, "test").id == first.id + 1


def test_files_and_their_balance(store: Store) -> None:
    with store.transaction() as work:
        run = work.runs.begin(START, "test")
        work.files.add(run, work.files.next_arrival(), Entry(ROW, Kind.DOCX, "unreadable"))
        work.files.add(run, work.files.next_arrival(), Entry(replace(ROW, file="z"), Kind.ZIP, "container"))
        work.files.add(
            run, 2, Entry(replace(ROW, file="z", reason="half \ud800 a\0character"), Kind.DOCX, "unreadable")
        )
    with store.transaction() as work:
        assert work.files.counts(run) == {"unreadable": 2, "container": 1, "files": 2}
        assert work.files.rows(run)[0] == ROW
        assert work.files.rows()[2].reason == "half ? acharacter"


def test_letters_that_are_as_before_keep_their_time(store: Store) -> None:
    with store.transaction() as work:
        work.letters.replace({"a": "1", "b": "1", "c": "1"}, START)
    with store.transaction() as work:
        work.letters.replace({"a": "1", "b": "2"}, START + timedelta(days=1))
        assert work.letters.all() == {"a": "1", "b": "2"}
    assert [row["written"][:10] for row in store.dump()["letters"]] == ["2025-07-01", "2025-07-02"]


def test_it_opens_again(path: Path) -> None:
    with Store.open(path) as store, store.transaction() as work:
        work.runs.begin(START, "test")
    with Store.open(path) as store, store.transaction() as work:
        assert work.runs.last() is not None
    assert path.stat().st_mode & 0o077 == 0


def test_a_database_from_the_future_is_refused(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path)


@pytest.mark.parametrize("damage", [b"not a database at all" * 300, None])
def test_a_damaged_database_says_so(path: Path, damage: bytes | None) -> None:
    with Store.open(path) as store, store.transaction() as work:
        run = work.runs.begin(START, "test")
        for nth in range(200):
            work.forms.add(run, form(file=f"{nth}"), 0, [f"trait {nth}"])
    content = path.read_bytes()
    path.write_bytes(damage or content[:8192] + bytes(len(content) - 8192))
    with pytest.raises(StoreError, match="damaged"):
        Store.open(path)


def test_a_database_in_use_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path).close()
    monkeypatch.setattr("pipeline.store.database.PATIENCE", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(path)
    other.close()
