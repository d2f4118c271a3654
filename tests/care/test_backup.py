"""`eoi backup` and `eoi restore`: one file, read back, and a home that goes on as if nothing had happened."""

import os
import zipfile
from functools import partial
from pathlib import Path

import pytest
from run.homes import BARNFOLD, TOCKHILL, a_night, drop, look, new_home
from run.readers import open_reader
from typer.testing import CliRunner

from pipeline.backup import BackupError, back_up, known, restore
from pipeline.cli import app
from pipeline.errors import AnotherRun, WrongUse
from pipeline.home import Home
from pipeline.run import run
from pipeline.store import Store

night = partial(run, open_reader=open_reader, workers=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


def dump(home: Home) -> str:
    with Store.open(home.database) as store:
        return store.dump_text()


def test_a_restored_home_is_the_same(home: Home, tmp_path: Path) -> None:
    a_night(home)
    night(home)
    drop(home, "waits.txt", BARNFOLD.replace("Barnfold", "Cowpe"))
    letter = next((home.outbox / "letters").glob("*.docx"))
    letter.write_bytes(letter.read_bytes() + b"edited")

    made = restore(back_up(home, tmp_path / "other disk" / "b.zip"), tmp_path / "restored")

    assert dump(made) == dump(home)
    for part in ("inbox", "outbox", "custody", "templates"):
        assert look(getattr(made, part)) == look(getattr(home, part))
    assert made.programme.read_bytes() == home.programme.read_bytes()
    for name in ("waits.txt", "done/b1.txt"):
        assert (made.inbox / name).stat().st_mtime_ns == (home.inbox / name).stat().st_mtime_ns
    night(home)
    night(made)
    assert (made.outbox / "records.json").read_bytes() == (home.outbox / "records.json").read_bytes()
    assert night(made).nothing_new


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_what_is_private_stays_private(home: Home, tmp_path: Path) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    backup = back_up(home)
    assert backup.stat().st_mode & 0o077 == 0
    assert backup.parent.stat().st_mode & 0o077 == 0
    made = restore(backup, tmp_path / "restored")
    held = [made.folder, made.state, *made.state.rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in held} == {0}


def test_a_home_that_never_ran(home: Home, tmp_path: Path) -> None:
    drop(home, "b.txt", BARNFOLD)
    made = restore(back_up(home), tmp_path / "restored")
    assert night(made).new_records == 1


def test_nothing_is_restored_over_what_is_there(home: Home, tmp_path: Path) -> None:
    backup = back_up(home)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(WrongUse, match="not empty"):
        restore(backup, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    assert restore(backup, tmp_path / "empty").programme.exists()


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_damaged_backup_is_noticed_and_leaves_nothing(home: Home, tmp_path: Path, place: float) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    backup = back_up(home)
    content = bytearray(backup.read_bytes())
    at = int(len(content) * place)
    content[at : at + 64] = b"\xa5" * 64
    backup.write_bytes(bytes(content))
    with pytest.raises(BackupError, match="damaged"):
        restore(backup, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob(".restoring-*"))


@pytest.mark.parametrize("name", ["../out.txt", "%2E%2E/out.txt", "/out.txt"])
def test_a_backup_cannot_write_elsewhere(home: Home, tmp_path: Path, name: str) -> None:
    backup = tmp_path / "b.zip"
    hashed = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with zipfile.ZipFile(backup, "w") as archive:
        archive.writestr(name, b"")
        archive.writestr(
            "contents.json", f'{{"format": 1, "files": {{"{name}": {{"sha256": "{hashed}", "mtime_ns": 0}}}}}}'
        )
    with pytest.raises(BackupError):
        restore(backup, tmp_path / "a" / "restored")
    assert not (tmp_path / "a" / "out.txt").exists()


def test_what_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no file"):
        restore(tmp_path / "none.zip", tmp_path / "restored")
    (tmp_path / "letter.zip").write_bytes(b"Dear Sir")
    with pytest.raises(BackupError, match="no backup"):
        restore(tmp_path / "letter.zip", tmp_path / "restored")


def test_a_damaged_database_is_not_backed_up(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    night(home)
    assert isinstance(home.database, Path)
    home.database.write_bytes(b"rubbish" * 1000)
    with pytest.raises(BackupError, match="eoi rebuild"):
        back_up(home)
    assert known(home) == []


def test_no_backup_in_the_midst_of_a_run(home: Home) -> None:
    with home.lock(), pytest.raises(AnotherRun):
        back_up(home)


def test_the_commands(home: Home, tmp_path: Path) -> None:
    drop(home, "t.txt", TOCKHILL)
    night(home)
    file = str(tmp_path / "b.zip")
    command = CliRunner().invoke
    assert command(app, ["backup", "-o", file, "--home", str(home.folder)]).exit_code == 0
    assert command(app, ["restore", file, str(tmp_path / "restored")]).exit_code == 0
    status = command(app, ["status", "--home", str(tmp_path / "restored")]).stdout
    assert "from 1 school" in status
