"""A home is private: its folders, its files, what stands in its logs, and what is said about it."""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path

import pytest
from run.homes import BARNFOLD, a_night, drop, new_home
from run.readers import open_reader

from pipeline.backup import back_up
from pipeline.doctor import Finding, examine
from pipeline.home import Home, init
from pipeline.nightly import run_and_tell

night = partial(run_and_tell, open_reader=open_reader, workers=1)
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


def open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def about_privacy(home: Home) -> Finding:
    return next(finding for finding in examine(home) if "home" in finding.what)


@posix
def test_nobody_else_can_open_a_home_or_what_is_kept_in_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = new_home(tmp_path)
        a_night(home)
        night(home)
        back_up(home)
    finally:
        os.umask(before)
    assert not open_to_others(home.folder)
    assert not open_to_others(home.folder / "backups")
    kept = [home.state, *home.state.rglob("*")]
    assert len(kept) > 10
    assert [path.name for path in kept if open_to_others(path)] == []
    assert about_privacy(home).well


@posix
def test_a_private_folder_that_was_opened_is_closed_again(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.state.chmod(0o755)
    init(home.folder)
    assert not open_to_others(home.state)


@posix
def test_a_shared_home_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.folder.chmod(0o750)
    drop(home, "b.txt", BARNFOLD)
    night(home)
    finding = about_privacy(home)
    assert not finding.well
    assert not finding.needed
    assert "chmod 700" in finding.advice
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o750


def test_no_log_says_whose_form_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = new_home(tmp_path)
    a_night(home)
    drop(home, "Barnfold went wrong.txt", "FAULT")
    night(home)
    logged = caplog.text + "".join(path.read_text("utf-8") for path in (home.state / "logs").iterdir())
    assert "came in" in logged
    assert "fault of this program" in logged
    for said in ("Barnfold", "Lumb", "lancs.sch.uk", "441772", ".txt", "what the school wrote"):
        assert said not in logged
