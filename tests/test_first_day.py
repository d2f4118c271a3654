"""The questions of the first day, and what becomes of the answers."""

from __future__ import annotations

from pathlib import Path

from pipeline.first_day import QUESTIONS, ask_all
from pipeline.home import init
from pipeline.programme import load_programme


def answered(tmp_path: Path, *answers: str) -> Path:
    home, waiting = init(tmp_path), iter(answers)
    ask_all(home.programme, lambda words, present: next(waiting, present))
    return home.programme


def test_at_most_five_things_are_asked() -> None:
    assert len(QUESTIONS) <= 5


def test_enter_leaves_everything_as_it_is(tmp_path: Path) -> None:
    before = init(tmp_path).programme.read_text("utf-8")
    assert answered(tmp_path).read_text("utf-8") == before


def test_answers_are_written_down_and_the_explanations_stay(tmp_path: Path) -> None:
    path = answered(
        tmp_path, 'Leeds "Together" Linking', "Ann O'Neil", "ann@leeds.example.org", "0113 496 0000", "£350"
    )
    programme = load_programme(path)
    assert programme.programme.name == 'Leeds "Together" Linking'
    assert programme.contact.name == "Ann O'Neil"
    assert programme.contact.email == "ann@leeds.example.org"
    assert programme.contact.telephone == "0113 496 0000"
    assert programme.fee.pounds == 350
    assert "# The programme: every fact" in path.read_text("utf-8")


def test_an_answer_that_cannot_be_used_is_asked_for_again(tmp_path: Path) -> None:
    path = answered(tmp_path, "", "", "not an address", "ann@leeds.example.org", "", "a lot", "200")
    programme = load_programme(path)
    assert programme.contact.email == "ann@leeds.example.org"
    assert programme.fee.pounds == 200
