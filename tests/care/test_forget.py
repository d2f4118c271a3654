"""`eoi forget`: gone everywhere, proved by a search that looks into every file, and nobody else's form lost."""

from functools import partial
from pathlib import Path

import pytest
from run.homes import BARNFOLD, BARNFOLD_LATER, LUMB, TOCKHILL, a_night, drop, line, look, mail, new_home, zipped
from run.readers import open_reader
from typer.testing import CliRunner

from pipeline.backup import back_up
from pipeline.cli import app
from pipeline.errors import WrongUse
from pipeline.forget import Whom, forget, shown
from pipeline.forget.search import find
from pipeline.home import Home
from pipeline.merge import decide, decision_on
from pipeline.model import Record
from pipeline.run import run
from pipeline.store import Store
from pipeline.years import AcademicYear

WORDS = ("Barnfold", "office@barnfold.lancs.sch.uk", "+441772554871", "01772 554871")
night = partial(run, open_reader=open_reader, workers=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-08T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return new_home(tmp_path)


def records(home: Home) -> dict[str, Record]:
    with Store.open(home.database) as store, store.transaction() as work:
        return {str(record.expression.school.name): record for record in work.records.all()}


def test_a_school_is_gone_everywhere(home: Home) -> None:
    a_night(home)
    night(home)
    before = records(home)
    with Store.open(home.database) as store, store.transaction() as work:
        record = before.pop("Barnfold Primary")
        decide(
            work,
            record.id,
            decision_on(record, "comments", "as Barnfold said", by="Jo", at=record.form.source.received),
        )
    night(home)
    # A letter that the coordinator edited, a drawn page, a table put beside an open one, and a backup.
    letter = home.outbox / "letters" / "Barnfold Primary confirmation.docx"
    letter.rename(home.outbox / "letters" / "my Barnfold letter.docx")
    page = home.state / "pages" / record.form.source.sha256
    page.mkdir(parents=True)
    (page / "1.png").write_bytes(b"picture")
    (home.outbox / "master (2025-07-01).xlsx").write_bytes((home.outbox / "master.xlsx").read_bytes())
    backup = back_up(home)
    assert set(find(home.folder, WORDS)) == set(WORDS)

    done = forget(home, Whom(("Barnfold Primary",)), run=night)

    assert done.problems == []
    assert done.still == []
    assert find(home.folder, WORDS) == {}
    assert not page.exists()
    assert not backup.exists()
    after = records(home)
    assert after.keys() == before.keys()
    assert {each.id for each in after.values()} == {each.id for each in before.values()}
    assert "Barnfold" not in (home.outbox / "records.json").read_text("utf-8")
    assert night(home).nothing_new


def test_show_changes_nothing(home: Home) -> None:
    drop(home, "b1.txt", BARNFOLD)
    drop(home, "b2.txt", BARNFOLD_LATER, day=2)
    drop(home, "l.txt", LUMB)
    night(home)
    before = look(home.folder)

    everyone = "\n".join(shown(home, Whom()))
    one = "\n".join(shown(home, Whom(("barnfold",))))

    assert "Barnfold Primary: 2 forms, for 2025-26, to be kept until 31 August 2027" in everyone
    assert "Lumb School" in everyone
    assert "b1.txt" in one
    assert "Lumb" not in one
    assert look(home.folder) == before


def test_what_is_no_form_and_names_them_goes_too(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    drop(home, "trip.txt", "Permission slip of Barnfold Primary School")
    drop(home, "other trip.txt", "Permission slip")
    night(home)
    assert "“trip.txt” is no form, and names them" in "\n".join(shown(home, Whom(("barnfold",))))

    assert forget(home, Whom(("barnfold",)), run=night).problems == []
    assert sorted(look(home.inbox)) == ["not-forms/other trip.txt"]


def test_others_in_the_same_mail_stay_and_become_files_of_their_own(home: Home) -> None:
    inner = mail(("lumb.txt", LUMB.encode()), subject="Lumb")
    drop(home, "all for Barnfold.zip", zipped(**{"b.txt": BARNFOLD, "t/form.txt": TOCKHILL, "post.eml": inner}))
    drop(home, "again.zip", zipped(**{"b.txt": BARNFOLD, "t/form.txt": TOCKHILL, "post.eml": inner}), day=1)
    night(home)
    before = records(home)

    done = forget(home, Whom(("Barnfold Primary School",)), run=night)

    assert done.problems == []
    assert find(home.folder, WORDS) == {}
    after = records(home)
    assert set(after) == {"Lumb School", "Tockhill School"}
    assert all(after[name].id == before[name].id for name in after)
    assert after["Tockhill School"].form.source.file == "form.txt"
    assert (home.inbox / "done" / "form.txt").read_text() == TOCKHILL
    assert (home.inbox / "done" / "lumb.txt").read_text() == LUMB
    assert not list(home.inbox.rglob("*.zip"))
    # It came again: known, and no new school.
    drop(home, "t.txt", TOCKHILL)
    assert night(home).duplicates == 1


def test_two_forms_in_one_document_cannot_be_parted(home: Home) -> None:
    drop(home, "both.txt", f"{LUMB}\n{TOCKHILL}")
    night(home)
    before = look(home.folder)

    with pytest.raises(WrongUse, match="holds the form of Tockhill School too"):
        forget(home, Whom(("Lumb School",)), run=night)
    assert look(home.folder) == before

    assert forget(home, Whom(("Lumb School", "Tockhill School")), run=night).problems == []
    assert records(home) == {}
    assert find(home.folder, ("Lumb", "Tockhill")) == {}


def test_what_another_school_says_of_it_stays_and_is_named(home: Home) -> None:
    drop(home, "b.txt", BARNFOLD)
    wish = "As last year with Barnfold Primary School"
    drop(home, "c.txt", line("Cowpe School", "a@cowpe.lancs.sch.uk", "+441706111222", wish))
    night(home)

    done = forget(home, Whom(("office@barnfold.lancs.sch.uk",)), run=night)

    assert done.problems == []
    (said,) = done.still
    assert "“Barnfold Primary School” is said by Cowpe School" in said
    assert set(records(home)) == {"Cowpe School"}


def test_a_question_about_a_forgotten_school_is_asked_no_more(home: Home) -> None:
    drop(home, "a.txt", line("St Mary's School", "", ""))
    drop(home, "b.txt", line("St Mary's School", "", "+441254830212"), day=1)
    night(home)
    held = [record for record in records(home).values() if record.flags]
    assert held
    with Store.open(home.database) as store, store.transaction() as work:
        first, second = sorted(record.id for record in work.records.all())

    forget(home, Whom((first,)), run=night)

    with Store.open(home.database) as store, store.transaction() as work:
        (left,) = work.records.all()
    assert left.id == second
    assert left.flags == ()


def test_a_kill_in_between_is_finished_by_doing_it_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(home, "all.zip", zipped(**{"b.txt": BARNFOLD, "t.txt": TOCKHILL}))
    night(home)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr("pipeline.forget._take_out", cut)
        with pytest.raises(KeyboardInterrupt):
            forget(home, Whom(("Barnfold Primary School",)), run=night)
    assert forget(home, Whom(("Barnfold Primary School",)), run=night).problems == []
    assert find(home.folder, WORDS) == {}
    assert set(records(home)) == {"Tockhill School"}
    assert sorted(look(home.inbox)) == ["done/t.txt"]


@pytest.mark.parametrize("text", ["", "No Such School", "School"])
def test_whom_is_never_guessed(home: Home, text: str) -> None:
    drop(home, "l.txt", LUMB)
    drop(home, "t.txt", TOCKHILL)
    night(home)
    with pytest.raises(WrongUse):
        forget(home, Whom((text,)), run=night)
    assert len(records(home)) == 2


def test_an_edition_and_what_was_kept_long_enough(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(home, "old.txt", LUMB, day=-400)
    drop(home, "old trip.txt", "Permission slip", day=-400)
    drop(home, "new.txt", TOCKHILL)
    drop(home, "new trip.txt", "Permission slip, again")
    night(home)

    assert forget(home, Whom(edition=AcademicYear(2023)), run=night).deleted == []
    monkeypatch.setenv("EOI_NOW", "2026-08-31T02:00:00+01:00")
    assert forget(home, Whom(expired=True), run=night).deleted == []
    monkeypatch.setenv("EOI_NOW", "2026-09-01T02:00:00+01:00")
    assert forget(home, Whom(expired=True), run=night).problems == []
    assert set(records(home)) == {"Tockhill School"}
    assert sorted(look(home.inbox)) == ["done/new.txt", "not-forms/new trip.txt"]
    forget(home, Whom(edition=AcademicYear(2025)), run=night)
    assert records(home) == {}
    assert look(home.custody) == {}


def test_the_command_asks_first(home: Home) -> None:
    drop(home, "l.txt", LUMB)
    drop(home, "t.txt", TOCKHILL)
    night(home)
    at = ["--home", str(home.folder)]
    command = CliRunner().invoke

    assert "Lumb School" in command(app, ["forget", "--show", *at]).stdout
    refused = command(app, ["forget", "Lumb School", *at], input="n\n")
    assert isinstance(refused.exception, WrongUse)
    assert len(records(home)) == 2
    assert command(app, ["forget", *at]).exception is not None

    done = command(app, ["forget", "Lumb School", "--yes", *at])
    assert done.exit_code == 0, done.output
    assert "nowhere in this home" in done.output
    log = "".join(path.read_text() for path in (home.state / "logs").iterdir())
    assert "Forgotten on request: 1 school, 1 form and 0 decisions" in log
    assert "Lumb" not in log
    assert set(records(home)) == {"Tockhill School"}
