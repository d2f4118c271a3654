"""A reply to a query letter finds its record, is shown beside the question, and changes nothing by itself."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from run.homes import BARNFOLD, LUMB, TOCKHILL, drop, mail, new_home
from run.readers import open_reader

from pipeline.home import Home
from pipeline.intake.quoting import own_words
from pipeline.model import FileRow, Outcome, State
from pipeline.output.reference import reference_code, references_in
from pipeline.programme import load_programme
from pipeline.replies import all_replies, replies_to
from pipeline.run import run
from pipeline.store import Store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("EOI_NOW", "2025-07-20T02:00:00+01:00")
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    made = new_home(tmp_path)
    drop(made, "all.txt", f"{LUMB}\n{TOCKHILL}\n{BARNFOLD}")
    run(made, open_reader=open_reader)
    return made


def reply(
    *, sender: str = "Jo Hill <jo@elsewhere.example>", subject: str = "Re: your form", body: str = "One mixed class, thanks.",
    answers: str = "", form: bytes = b"", ident: str = "a",
) -> bytes:  # fmt: skip
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = subject
    message["Date"] = "Tue, 15 Jul 2025 09:15:00 +0100"
    message["Message-ID"] = f"<{ident}@elsewhere.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(body)
    if form:
        message.add_attachment(form, maintype="application", subtype="octet-stream", filename="form.txt")
        message.set_boundary("the-same-every-time")
    return message.as_bytes()


def reference(home: Home, school: str) -> str:
    with Store.open(home.database) as store, store.transaction() as work:
        record = next(each for each in work.records.all() if each.expression.school.name == school)
    return reference_code(record.id, load_programme(home.programme))


def shown(home: Home) -> dict[str, list[str]]:
    """Return the texts of the replies to each school."""
    with Store.open(home.database) as store, store.transaction() as work:
        return {
            str(each.expression.school.name): [reply.text for reply in replies]
            for each in work.records.all()
            if (replies := replies_to(work, each))
        }


def row(home: Home, name: str) -> FileRow:
    with Store.open(home.database) as store, store.transaction() as work:
        return next(each for each in work.files.rows() if each.file == name)


def test_a_reply_finds_its_record_by_the_reference_in_the_subject(home: Home) -> None:
    code = reference(home, "Lumb School")
    drop(home, "reply.eml", reply(subject=f"RE: ATN 2025-26: 1 question about your form [{code}]"), day=9)
    summary = run(home, open_reader=open_reader)
    assert shown(home) == {"Lumb School": ["One mixed class, thanks."]}
    told = row(home, "reply.eml")
    assert (told.outcome, told.reason) == (Outcome.CONTAINER, "A reply from Lumb School: shown beside its question.")
    assert (home.inbox / "done" / "reply.eml").exists()
    assert (summary.containers, summary.came_in) == (1, 1)
    assert summary.held == 1  # Nothing is decided by a reply.


@pytest.mark.parametrize("where", ["body", "answers"])
def test_the_reference_may_stand_elsewhere(home: Home, where: str) -> None:
    code = reference(home, "Lumb School")
    more = (
        {"body": f"Year 4, two classes.\n\nOn 8 July you wrote:\n> Reference {code}"}
        if where == "body"
        else {"answers": f"<{code}.0123@council.example>"}
    )
    drop(home, "reply.eml", reply(**more), day=9)
    run(home, open_reader=open_reader)
    assert list(shown(home)) == ["Lumb School"]


def test_a_sender_known_for_one_record_is_enough(home: Home) -> None:
    drop(home, "reply.eml", reply(sender="head@lumb.lancs.sch.uk"), day=9)
    run(home, open_reader=open_reader)
    assert list(shown(home)) == ["Lumb School"]


def test_a_stranger_is_no_reply_and_the_reason_says_what_to_look_for(home: Home) -> None:
    drop(home, "letter.eml", reply(), day=9)
    run(home, open_reader=open_reader)
    assert shown(home) == {}
    told = row(home, "letter.eml")
    assert told.outcome is Outcome.NOT_A_FORM
    assert "may answer" in (told.reason or "")


def test_a_mail_that_brings_the_form_is_no_reply_unless_it_says_so(home: Home) -> None:
    drop(home, "form.eml", mail(("slyne.txt", LUMB.replace("Y3/4", "Y5").encode())), day=9)
    code = reference(home, "Tockhill School")
    again = reply(
        subject=f"Re: [{code}]",
        body="Our new form, and it is Mrs Ahmed now.",
        form=TOCKHILL.replace("Two", "One").encode(),
    )
    drop(home, "again.eml", again, day=10)
    run(home, open_reader=open_reader)
    assert shown(home) == {"Tockhill School": ["Our new form, and it is Mrs Ahmed now."]}


def test_the_same_reply_is_shown_once(home: Home) -> None:
    code = reference(home, "Lumb School")
    drop(home, "one.eml", reply(subject=code), day=9)
    drop(home, "two.eml", reply(subject=code) + b"\n", day=10)
    run(home, open_reader=open_reader)
    assert len(shown(home)["Lumb School"]) == 1


def test_it_is_shown_in_the_report_and_the_workbook_as_text(home: Home) -> None:
    code = reference(home, "Lumb School")
    drop(home, "reply.eml", reply(subject=code, body="<b>One mixed class</b>"), day=9)
    run(home, open_reader=open_reader)
    report = (home.outbox / "report.html").read_text("utf-8")
    assert "Reply of 15 July 2025 from Jo Hill" in report
    assert "&lt;b&gt;One mixed class&lt;/b&gt;" in report
    page = openpyxl.load_workbook(home.outbox / "review.xlsx").worksheets[0]
    assert "“<b>One mixed class</b>”" in str(page.cell(4, 4).value)
    assert run(home, open_reader=open_reader).nothing_new


def test_a_reply_follows_its_form_into_another_record(home: Home) -> None:
    drop(home, "reply.eml", reply(sender="head@lumb.lancs.sch.uk"), day=9)
    run(home, open_reader=open_reader)
    with Store.open(home.database) as store, store.transaction() as work:
        records = {each.id: each for each in work.records.all()}
        assert set(all_replies(work)) <= set(records)
        assert records[next(iter(all_replies(work)))].state is State.HELD


# --- what is quoted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("Two classes.\n\nOn Tue, 8 Jul 2025 at 10:00, James <j@c.uk> wrote:\n> How many?\n", "Two classes."),
        ("Two.\n\nOn Tue, 8 Jul 2025 at 10:00, James Orme\n<j@c.uk> wrote:\n\n> How many?", "Two."),
        ("Two.\n\n-----Original Message-----\nFrom: James\nSent: Monday\nHow many?", "Two."),
        ("Two.\n\n________________________________\nFrom: James\nSent: Monday\nSubject: x\n\nHow many?", "Two."),
        ("Two.\r\n\r\nFrom: James <j@c.uk>\r\nSent: 8 July 2025 10:00\r\nTo: Office\r\n\r\nHow many?", "Two."),
        ("On 8 July 2025 James wrote:\n> 1. How many?\nTwo.\n> 2. Mixed?\nYes.", "Two.\nYes."),
        ("Please see my answers below in red.\n\nFrom: James\nSent: Monday\n\n1. How many? Two.", "Please see my answers below in red.\n\nFrom: James\nSent: Monday\n\n1. How many? Two."),
        ("Two.\n\nSent from my iPhone", "Two."),
        ("Two.\n-- \nJo Hill\nHeadteacher", "Two."),
        ("---------- Forwarded message ---------\nFrom: Jo\nTwo.", "---------- Forwarded message ---------\nFrom: Jo\nTwo."),
        ("On Mondays we have swimming. Two classes.", "On Mondays we have swimming. Two classes."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_quoted_is_cut_away(body: str, own: str) -> None:
    assert own_words(body) == own


def test_references_are_found_however_they_were_typed() -> None:
    assert references_in("RE: [ATN-2025-7F3K2M] and atn – 2025 – 7f3k2m, ATN-2025-000000") == ["7F3K2M", "000000"]
    assert references_in("ATN-2025-7F3K2MX, 2025-26, A-2025-ILOU00") == []
