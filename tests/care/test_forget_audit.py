"""What an auditor would look for after `eoi forget`: every byte of the home, by a search that is not the program's own."""

from __future__ import annotations

import io
import os
import quopri
import re
import sqlite3
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from run.homes import TOCKHILL, drop, line, look, mail, new_home, zipped
from run.readers import open_reader

from pipeline.backup import back_up
from pipeline.forget import Whom, forget, shown
from pipeline.home import Home
from pipeline.intake.custody import Custody
from pipeline.output import reference_code
from pipeline.programme import load_programme
from pipeline.run import run
from pipeline.store import Store

NAME, EMAIL, TELEPHONE = "Ysgol Sant Pontŷ", "swyddfa@pontyn.example.sch.uk", "+441772554871"
PONTY = line(NAME, EMAIL, TELEPHONE)
TRACES = re.compile(r"pont(ŷ|\\u0177|%c5%b7|yn)|554 ?871|554%20871", re.IGNORECASE)
night = partial(run, open_reader=open_reader, workers=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return new_home(tmp_path)


def in_all_ways(content: bytes, depth: int = 0) -> Iterator[str]:
    """Yield bytes as every text that they may be, and what is packed in them."""
    yield content.decode("utf-8", "replace")
    yield content.decode("utf-16-le", "replace")
    yield quopri.decodestring(content).decode("utf-8", "replace")
    yield unescape(re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace")))
    for block in re.findall(rb"(?:[A-Za-z0-9+/]{60,}\r?\n)+[A-Za-z0-9+/=]*", content):
        yield b64decode(block + b"==").decode("utf-8", "replace")
        if depth < 3:
            yield from in_all_ways(b64decode(block + b"=="), depth + 1)
    if zipfile.is_zipfile(io.BytesIO(content)) and depth < 3:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield member.filename
                yield from in_all_ways(archive.read(member), depth + 1)


def traces(folder: Path) -> list[str]:
    """Return every file below a folder, hidden ones too, in which the school can be found."""
    found = []
    for path in sorted(folder.rglob("*")):
        texts = [path.name] if path.is_dir() else [path.name, *in_all_ways(path.read_bytes())]
        found += [str(path.relative_to(folder)) for text in texts if TRACES.search(text)][:1]
    return found


def schools(home: Home) -> dict[str, str]:
    with Store.open(home.database) as store, store.transaction() as work:
        return {str(record.expression.school.name): record.id for record in work.records.all()}


def test_the_auditor_finds_what_there_is(home: Home) -> None:
    drop(home, "all.zip", zipped(**{"a.txt": PONTY, "post.eml": mail(("b.txt", TOCKHILL.encode()))}))
    night(home)
    found = traces(home.folder)
    wanted = (
        "all.zip",
        "eoi.sqlite3",
        "custody",
        "master.xlsx",
        "master.csv",
        "records.json",
        "report.html",
        ".docx",
        ".eml",
    )
    assert all(any(part in path for path in found) for part in wanted), found


def test_nothing_is_left_of_a_school_whose_form_came_with_others(home: Home) -> None:
    letter = f"Dear all, this is the form of {NAME}."
    drop(home, "all.zip", zipped(**{f"{NAME}.txt": PONTY, "t.txt": TOCKHILL, "covering letter.txt": letter}))
    other = line("Cowpe School", "a@cowpe.example.sch.uk", "+441706111222")
    drop(
        home,
        "fwd.eml",
        mail(("cowpe.txt", other.encode()), subject=f"FW: {NAME}", body=f"The form of {NAME} comes later."),
    )
    drop(home, "damaged Pontŷ form.txt", "DAMAGED")
    drop(home, "damaged other form.txt", "DAMAGED\nin another way")
    night(home)
    assert set(schools(home)) == {NAME, "Tockhill School", "Cowpe School"}

    done = forget(home, Whom((NAME,)), run=night)

    assert (done.problems, done.still) == ([], [])
    assert traces(home.folder) == []
    assert set(schools(home)) == {"Tockhill School", "Cowpe School"}
    assert sorted(path for path in look(home.inbox)) == [
        "done/cowpe.txt",
        "done/t.txt",
        "unreadable/damaged other form.txt",
    ]
    assert night(home).nothing_new


def test_a_reply_from_another_address_goes_too(home: Home) -> None:
    drop(home, "p.txt", line(NAME, EMAIL, TELEPHONE, "Y3/4"))
    drop(home, "t.txt", TOCKHILL)
    night(home)
    reference = reference_code(schools(home)[NAME], load_programme(home.programme))
    reply = mail(subject=f"Re: a question [{reference}]", body="A mixed class, please. R Whittle")
    drop(home, "reply.eml", reply.replace(b"office@slyne.lancs.sch.uk", b"whittle@home.example"), day=3)
    night(home)
    assert "Whittle" in (home.outbox / "report.html").read_text("utf-8")

    assert forget(home, Whom((NAME,)), run=night).problems == []
    left = "\n".join(
        text for path in home.folder.rglob("*") if path.is_file() for text in in_all_ways(path.read_bytes())
    )
    assert "whittle" not in left.lower()
    assert reference not in left
    assert sorted(look(home.inbox)) == ["done/t.txt"]


def test_what_kills_left_behind_goes_too(home: Home, tmp_path: Path) -> None:
    drop(home, "p.txt", PONTY)
    drop(home, "t.txt", TOCKHILL)
    night(home)
    assert isinstance(home.database, Path)
    everything = home.database.read_bytes()
    backup = back_up(home)
    backup.rename(backup.with_name("before the holidays.zip"))
    for name in (".backup-x1", ".rebuild-x2", ".rehearsal-x3", "pages/.drawing-x4"):
        (home.state / name).mkdir(parents=True)
        (home.state / name / "eoi.sqlite3").write_bytes(everything)
    (home.state / ".~eoi-x5").write_bytes(everything)
    (home.outbox / "letters" / ".~eoi-x6").write_bytes(everything)
    office = tmp_path / "eoi-office-x7"
    office.mkdir()
    (office / "letter.docx").write_text(NAME)
    os.utime(office, (1, 1))
    # A copy was made, the run was killed, and somebody took the file away again.
    Custody(home.custody).keep(f"EOI | {NAME} | once more".encode())
    Custody(home.custody).keep(b"another orphan")
    assert "In custody besides" in "\n".join(shown(home, Whom((NAME,))))

    assert forget(home, Whom((NAME,)), run=night).problems == []
    assert traces(tmp_path) == []
    assert len(look(home.custody)) == 2


def test_nothing_is_left_in_the_free_parts_of_the_database(home: Home) -> None:
    drop(home, "p.txt", PONTY)
    drop(home, "t.txt", TOCKHILL)
    night(home)
    forget(home, Whom((NAME,)), run=night)
    assert isinstance(home.database, Path)
    beside = {path.name for path in home.state.glob("eoi.sqlite3*")} - {"eoi.sqlite3.seal"}
    assert beside == {"eoi.sqlite3"}, "no journal may be left, only the seal, which is a hash"
    with sqlite3.connect(home.database) as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert not any(map(TRACES.search, in_all_ways(home.database.read_bytes())))


def test_an_edition_takes_its_unlisted_originals_along(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(home, "p.txt", PONTY)
    night(home)
    Custody(home.custody).keep(f"EOI | {NAME} | once more".encode())
    monkeypatch.setenv("EOI_NOW", "2040-09-01T02:00:00+01:00")
    assert forget(home, Whom(expired=True), run=night).problems == []
    assert traces(home.folder) == []
    assert look(home.custody) == {}
