"""A decision: taken, shown, released, undone, and asked again only when what it rests on changes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from review.conftest import Visit
from review.homes import CLEAR, HOSTILE, MIXED, SPLIT, send_again

from pipeline.merge import decide, decision_on
from pipeline.model import Flag, Request, Severity, State
from pipeline.review.asked import answered_alone, questions_on, settled_by
from pipeline.review.server import _doorway
from pipeline.store import Store

SETTLED = 20.0


def choose(visit: Visit, name: str, option: int, nth: int = 0, **more: str) -> Any:
    return visit.post(f"{visit.school(name)}/decide", {**visit.question(name, nth), "option": str(option), **more})


def letters(visit: Visit, name: str) -> list[str]:
    assert visit.parts.releaser.settle(SETTLED)
    folder = visit.made.home.outbox / "letters"
    return sorted(path.name.removeprefix(name).strip() for path in folder.glob(f"{name}*"))


def test_one_answer_settles_the_question_and_releases_the_letter(visit: Visit) -> None:
    school = "Greenlow St Anne’s CE Primary School"
    assert letters(visit, school) == ["query.docx", "query.eml"]
    answer = choose(visit, MIXED, 1, classes="2")
    assert answer.status_code == 303
    record = visit.record(MIXED)
    assert record.state is State.DECIDED
    assert record.expression.requests == (Request(("Y3", "Y4"), True, 2),)
    assert letters(visit, school) == ["confirmation.docx", "confirmation.eml"]


def test_the_number_of_classes_may_be_left_open(visit: Visit) -> None:
    choose(visit, MIXED, 2, classes="")
    assert visit.record(MIXED).expression.requests == (Request(("Y3", "Y4"), False, None),)


def test_the_next_question_comes_up(visit: Visit) -> None:
    onward = choose(visit, MIXED, 1).headers["location"]
    assert visit.made.ids[SPLIT] in onward or visit.made.ids[HOSTILE] in onward
    page = visit.client.get(onward).text
    assert "Classes asked for: mixed Year 3 and 4 classes" in page
    assert "The confirmation letter is released." in page
    assert 'role="status"' in page


def test_after_the_last_question_comes_the_first_page(visit: Visit) -> None:
    choose(visit, MIXED, 1)
    choose(visit, HOSTILE, 1)
    onward = choose(visit, SPLIT, 1).headers["location"]
    assert onward.startswith(f"{visit.base}/?")
    assert "Nothing waits for you" in visit.client.get(onward).text


def test_undo_opens_the_question_again_also_the_next_day(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(visit, MIXED, 1)
    monkeypatch.setenv("EOI_NOW", "2025-07-10T08:00:00+01:00")
    page = visit.get(visit.school(MIXED)).text
    assert "9 July 2025, 9.10am (yesterday)" in page
    assert "j.orme" in page
    number = str(visit.parts.desk.taken(visit.record(MIXED))[0].number)
    assert visit.post(f"{visit.school(MIXED)}/undo", {"number": number}).status_code == 303
    assert visit.record(MIXED).state is State.HELD
    assert letters(visit, "Greenlow St Anne’s CE Primary School") == ["query.docx", "query.eml"]
    assert visit.post(f"{visit.school(MIXED)}/undo", {"number": number}).status_code == 409


@pytest.mark.parametrize("number", ["", "0", "999", "x", "-1"])
def test_nothing_else_can_be_undone(visit: Visit, number: str) -> None:
    assert visit.post(f"{visit.school(MIXED)}/undo", {"number": number}).status_code == 409


def test_a_decision_of_another_school_is_not_undone_from_here(visit: Visit) -> None:
    choose(visit, MIXED, 1)
    number = str(visit.parts.desk.taken(visit.record(MIXED))[0].number)
    assert visit.post(f"{visit.school(SPLIT)}/undo", {"number": number}).status_code == 409
    assert visit.record(MIXED).state is State.DECIDED


def test_what_was_there_before_is_shown(visit: Visit) -> None:
    choose(visit, MIXED, 3)
    page = visit.get(visit.school(MIXED)).text
    assert re.search(r'<td data-h="Before">Year 3 or 4 \(number of classes not said\)</td>', page)


@pytest.mark.parametrize("option", ["0", "9", "", "x", "1e3", "²"])
def test_an_answer_that_is_not_offered_changes_nothing(visit: Visit, option: str) -> None:
    answer = visit.post(f"{visit.school(MIXED)}/decide", {**visit.question(MIXED), "option": option})
    assert answer.status_code == 409
    assert not visit.record(MIXED).decisions


def test_a_question_that_has_gone_meanwhile_is_not_answered(visit: Visit) -> None:
    asked = visit.question(MIXED)
    send_again(visit.made, MIXED, comments="Two Year 5 classes")
    answer = visit.post(f"{visit.school(MIXED)}/decide", {**asked, "option": "1"})
    assert answer.status_code == 409
    assert "later form" in answer.text or "new form" in answer.text


def test_a_new_form_asks_again_and_says_so(visit: Visit) -> None:
    choose(visit, MIXED, 1, classes="1")
    send_again(visit.made, MIXED, comments="On reflection our Y5/6, please")
    assert visit.record(MIXED).state is State.HELD
    assert "asked again: a later form says otherwise" in visit.get(visit.school(MIXED)).text


def test_a_new_form_with_the_same_words_does_not_ask_again(visit: Visit) -> None:
    choose(visit, MIXED, 1, classes="1")
    send_again(visit.made, MIXED, comments=visit.record(MIXED).expression.comments)
    assert visit.record(MIXED).state is State.DECIDED


def test_a_telephone_is_corrected(visit: Visit) -> None:
    path = f"{visit.school(SPLIT)}/change/telephones"
    wrong = visit.post(path, {"lines": "01254 83021"})
    assert wrong.status_code == 422
    assert "It has 1 figure too few." in wrong.text
    assert 'href="#lines"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert "01254 83021</textarea>" in wrong.text
    right = visit.post(path, {"lines": "01254 830212\n07700 900123"})
    assert right.status_code == 303
    assert visit.record(SPLIT).expression.telephones == ("+441254830212", "+447700900123")
    assert all(flag.code != "telephone-invalid" for flag in visit.record(SPLIT).flags)


def test_the_classes_are_said_as_a_whole(visit: Visit) -> None:
    fields = {"years-0": "Y5", "classes-0": "2", "years-1": "Y6", "classes-1": "1", **visit.question(SPLIT)}
    answer = visit.post(f"{visit.school(SPLIT)}/change/requests", fields)
    assert answer.status_code == 303
    record = visit.record(SPLIT)
    assert record.expression.requests == (Request(("Y5",), False, 2), Request(("Y6",), False, 1))
    assert all(flag.code != "class-count-split" for flag in record.flags)


def test_several_years_must_be_mixed_or_either(visit: Visit) -> None:
    path = f"{visit.school(MIXED)}/change/requests"
    wrong = visit.client.post(
        visit.base + path,
        content=f"token={visit.parts.gate.token}&years-0=Y3&years-0=Y4&classes-0=1",
        headers={"origin": "http://127.0.0.1:51234", "content-type": "application/x-www-form-urlencoded"},
    )
    assert wrong.status_code == 422
    assert "any one of them will do" in wrong.text


def test_what_was_read_may_stand(visit: Visit) -> None:
    page = visit.get(visit.school(HOSTILE)).text
    assert "I have read it; nothing needs to change" in page
    choose(visit, HOSTILE, 1)
    record = visit.record(HOSTILE)
    assert record.state is State.DECIDED
    assert record.expression == record.form.expression


def test_two_doubts_of_one_kind_are_not_settled_by_half_an_answer(visit: Visit) -> None:
    record = visit.record(MIXED)
    second = replace(record.flags[0], evidence="Y5/6", span=(0, 2))
    asked = questions_on(replace(record, flags=(*record.flags, second)))
    assert [each.options for each in asked if each.blocks] == [(), ()]


def test_two_remarks_are_two_questions(visit: Visit) -> None:
    comments = "One Year 6 class. See attached. Ring after six."
    flags = tuple(
        Flag(code, Severity.BLOCKING, "comments", "It is not clear.", words, (), span_at(comments, words))
        for code, words in (
            ("unread-text", "See attached"),
            ("unread-text", "Ring after six"),
            ("class-count-unclear", "One"),
        )
    )
    send_again(visit.made, HOSTILE, comments=comments, flags=flags)
    choose(visit, HOSTILE, 1, nth=0)
    assert [flag.evidence for flag in visit.record(HOSTILE).flags] == ["Ring after six", "One"]
    key = visit.question(HOSTILE, 0)["question"]
    editor = visit.get(f"{visit.school(HOSTILE)}/change/requests?question={key}").text
    assert "settles all of these" not in editor  # The remark, and nothing else.
    visit.post(f"{visit.school(HOSTILE)}/change/requests", {"years-0": "Y6", "classes-0": "1"})
    assert [flag.evidence for flag in visit.record(HOSTILE).flags] == ["Ring after six"]


def span_at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_an_answer_that_settles_several_questions_says_which(visit: Visit) -> None:
    record = visit.record(MIXED)
    second = replace(record.flags[0], evidence="Y5/6", span=(0, 2), message="“Y5/6” may be one class.")
    (first, *_) = questions_on(replace(record, flags=(*record.flags, second)))
    settled = settled_by(replace(record, flags=(*record.flags, second)), "requests", answered_alone(first, "requests"))
    assert [each.flag.evidence for each in settled] == ["Y3/4", "Y5/6"]


def test_the_number_that_was_left_open_may_stay_so(visit: Visit) -> None:
    choose(visit, MIXED, 1, classes="")
    page = visit.get(visit.school(MIXED)).text
    assert "Leave the number open; do not ask" in page
    nth = page.count('name="question"') - 1
    assert "How many mixed Year 3 and 4 classes would you like to link?" in page
    choose(visit, MIXED, 1, nth=nth)
    assert "How many mixed Year 3 and 4 classes" not in visit.get(visit.school(MIXED)).text


def test_what_was_taken_back_stays_in_the_history(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(visit, MIXED, 1)
    number = str(visit.parts.desk.taken(visit.record(MIXED))[0].number)
    monkeypatch.setenv("EOI_NOW", "2025-07-10T08:00:00+01:00")
    visit.post(f"{visit.school(MIXED)}/undo", {"number": number})
    page = visit.get(visit.school(MIXED)).text
    assert "<del>Classes asked for: mixed Year 3 and 4 classes" in page
    assert "j.orme, 9 July 2025, 9.10am (yesterday)<br>taken back by j.orme, 10 July 2025, 8.00am (today)" in page
    assert f'name="number" value="{number}"' not in page


def test_while_a_run_holds_the_home_the_letters_wait(visit: Visit) -> None:
    with visit.made.home.lock():
        choose(visit, MIXED, 1)
        assert visit.record(MIXED).state is State.DECIDED
        assert not visit.parts.releaser.settle(0.5)
        assert "the letters are being written" in visit.get("/").text
    assert visit.parts.releaser.settle(SETTLED)


def test_a_decision_taken_elsewhere_is_seen_at_once(visit: Visit) -> None:
    visit.get("/")
    with Store.open(visit.made.home.database) as store, store.transaction() as work:
        record = work.records.get(visit.made.ids[CLEAR])
        assert record is not None
        decide(work, record.id, decision_on(record, "near_year_ok", False, by="x", at=visit.parts.desk.now()))
    assert visit.record(CLEAR).expression.near_year_ok is False


def test_a_letter_is_opened_where_it_lies(visit: Visit) -> None:
    answer = visit.post("/open", {"what": "letter", "school": visit.made.ids[CLEAR]})
    assert answer.status_code == 303
    outbox = visit.made.home.outbox
    assert visit.opener.opened == [outbox / "letters" / "Tockhill Primary School confirmation.docx"]
    visit.opener.works = False
    sent = visit.post("/open", {"what": "workbook"})
    assert sent.headers["content-disposition"].startswith("attachment")
    assert sent.content == (outbox / "master.xlsx").read_bytes()


def test_the_door_is_private_and_goes_away(visit: Visit) -> None:
    folder: Path = visit.made.home.folder
    with _doorway(folder, "http://127.0.0.1:1/enter?key=a&b") as doorway:
        assert doorway.stat().st_mode & 0o077 == 0
        assert "key=a&amp;b" in doorway.read_text("utf-8")
    assert not doorway.exists()
