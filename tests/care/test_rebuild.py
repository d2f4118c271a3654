"""`eoi rebuild`: the same records, decisions and outputs, made of the originals and the log alone."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from run.homes import BARNFOLD, BARNFOLD_LATER, LUMB, TOCKHILL, a_night, drop, look, new_home, zipped
from run.readers import open_reader

from pipeline.errors import HomeError, StoreError
from pipeline.forget import Whom, forget
from pipeline.home import Home
from pipeline.merge import decide, decision_on, withdraw
from pipeline.rebuild import Rebuilt, rebuild
from pipeline.run import run
from pipeline.store import Store

night = partial(run, open_reader=open_reader, workers=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


def again(home: Home) -> Rebuilt:
    done = rebuild(home, open_reader=open_reader, workers=1)
    night(home)
    return done


def held(home: Home) -> dict[str, Any]:
    """Return all that must come out the same. Events and placements are numbered anew."""
    with Store.open(home.database) as store:
        dump = store.dump()
    events = sorted((str(row["run_id"]), row["what"], row["subject"], row["detail"]) for row in dump.pop("events"))
    for row in dump["placements"]:
        row.pop("id")
    return {**dump, "events": events, "outbox": look(home.outbox), "inbox": look(home.inbox)}


def two_nights_with_decisions(home: Home) -> None:
    a_night(home)
    night(home)
    with Store.open(home.database) as store, store.transaction() as work:
        record = next(each for each in work.records.all() if each.flags)
        at = record.form.source.received
        wrong = decide(work, record.id, decision_on(record, "comments", "Y6", by="Jo", at=at, code="mixed-or-either"))
        withdraw(work, wrong, by="Jo", at=at)
        decide(work, record.id, decision_on(record, "comments", "Y3 and Y4", by="Jo", at=at, code="mixed-or-either"))
    drop(home, "b9.txt", BARNFOLD_LATER.replace("Year 6", "Year 5"), day=4)
    night(home)


def test_a_rebuilt_home_is_the_same(home: Home) -> None:
    two_nights_with_decisions(home)
    before = held(home)

    done = again(home)

    assert (done.missing, done.homeless, done.was_damaged) == ([], 0, False)
    assert (done.files, done.decisions) == (12, 3)
    after = held(home)
    for part, wanted in before.items():
        assert after[part] == wanted, part
    assert night(home).nothing_new
    again(home)
    assert held(home) == before


@pytest.mark.parametrize("how", ["header", "middle", "gone", "empty"])
def test_a_damaged_database_is_noticed_and_made_anew(home: Home, how: str) -> None:
    two_nights_with_decisions(home)
    before = held(home)
    assert isinstance(home.database, Path)
    content = bytearray(home.database.read_bytes())
    if how == "header":
        content[:100] = b"x" * 100
    elif how == "middle":
        content[4096 : len(content) - 4096] = b"\xa5" * (len(content) - 8192)
    home.database.write_bytes(b"" if how == "empty" else bytes(content))
    if how == "gone":
        home.database.unlink()

    outbox = look(home.outbox)
    with pytest.raises(StoreError, match="eoi rebuild"):
        night(home)
    assert look(home.outbox) == outbox

    done = again(home)

    assert done.was_damaged
    after = held(home)
    assert {key: after[key] for key in ("records", "forms", "decisions", "files", "links")} == {
        key: before[key] for key in ("records", "forms", "decisions", "files", "links")
    }
    assert after["inbox"] == before["inbox"]
    assert {name: after["outbox"][name] for name in ("records.json", "master.csv")} == {
        name: before["outbox"][name] for name in ("records.json", "master.csv")
    }


def test_without_a_log_the_inbox_is_read_again(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    drop(home, "many.zip", zipped(**{"l.txt": LUMB, "t.txt": TOCKHILL}), day=1)
    night(home)
    before = held(home)
    assert isinstance(home.database, Path)
    home.database.unlink()
    (home.state / "history.jsonl").unlink()
    for path in sorted(home.custody.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    again(home)

    after = held(home)
    assert [row["id"] for row in after["records"]] == [row["id"] for row in before["records"]]
    assert after["inbox"] == before["inbox"]


def test_an_original_that_is_lost_is_named(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    drop(home, "l.txt", LUMB)
    night(home)
    (lost,) = [path for path in home.custody.rglob("*") if path.is_file() and b"Lumb" in path.read_bytes()]
    lost.write_bytes(b"damaged")
    (home.inbox / "done" / "l.txt").unlink()

    done = again(home)

    assert done.missing == ["l.txt"]
    assert done.records == 1
    assert list(home.state.glob("*.damaged-1"))


def test_an_original_that_custody_lost_is_found_in_the_inbox(home: Home) -> None:
    drop(home, "l.txt", LUMB)
    night(home)
    (lost,) = [path for path in home.custody.rglob("*") if path.is_file()]
    lost.unlink()

    assert again(home).missing == []
    assert lost.read_text() == LUMB


def test_what_was_forgotten_does_not_come_back(home: Home) -> None:
    drop(home, "all.zip", zipped(**{"b.txt": BARNFOLD, "t.txt": TOCKHILL}))
    drop(home, "l.txt", LUMB)
    night(home)
    forget(home, Whom(("Barnfold Primary School",)), run=night)
    before = held(home)

    done = again(home)

    assert (done.missing, done.records) == ([], 2)
    assert held(home)["records"] == before["records"]
    assert held(home)["outbox"]["records.json"] == before["outbox"]["records.json"]
    assert "arnfold" not in (home.state / "history.jsonl").read_text()


def test_a_line_of_the_log_that_was_cut_off_is_passed_over(home: Home) -> None:
    drop(home, "l.txt", LUMB)
    night(home)
    log = home.state / "history.jsonl"
    with log.open("ab") as file:
        file.write(b'{"file":{"id":2,"ru')
    drop(home, "t.txt", TOCKHILL, day=1)
    night(home)
    before = held(home)
    assert isinstance(home.database, Path)
    home.database.unlink()

    again(home)
    assert held(home)["records"] == before["records"]


def test_a_home_in_which_nothing_ever_came_in(home: Home) -> None:
    with pytest.raises(HomeError, match="nothing to make"):
        rebuild(home, open_reader=open_reader)
