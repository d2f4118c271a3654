"""What a letter asks: each doubt once, answerable, in the school's own words."""

from __future__ import annotations

from datetime import datetime

import pytest
from builders.records import BST, a_flag, a_programme, a_record, ask, suggest

from pipeline.model import Decision, Partner, Relation, Severity, State
from pipeline.output import wording
from pipeline.output.questions import questions


def asked(*flags, **fields):
    return questions(a_record(flags=flags, **fields), a_programme())


@pytest.mark.parametrize("code", sorted(wording.FLAG_TITLES.keys() - {"outside-key-stage-2"}))
def test_every_doubt_has_a_question(code):
    for evidence in ("", "Y3/4 or so"):
        (question,) = asked(a_flag(code, evidence=evidence))
        assert question.text.strip()
        assert question.text.endswith(("?", "."))


def test_information_is_not_asked_about():
    assert asked(a_flag("outside-key-stage-2", severity=Severity.INFO)) == ()


def test_a_code_that_is_not_known_yet_is_asked_with_the_words_quoted():
    (question,) = asked(a_flag("something-new", evidence="as agreed"))
    assert "“as agreed”" in question.text


def test_the_number_of_classes_is_part_of_the_question_about_years():
    (question,) = asked(a_flag("mixed-or-either", evidence="Y3/4"), a_flag("class-count-missing", evidence="Y3/4"))
    assert "how many classes" in question.text


def test_one_question_covers_everything_where_no_year_is_said():
    assert len(asked(a_flag("year-missing"), a_flag("class-count-unclear", evidence="two or three"))) == 1


def test_two_doubtful_passages_are_two_questions_in_their_order():
    first, second = asked(
        a_flag("year-unclear", evidence="4S", span=(30, 32)), a_flag("mixed-or-either", evidence="Y3/4", span=(0, 4))
    )
    assert "Y3/4" in first.text
    assert "4S" in second.text


def test_suggestions_are_the_answers_in_our_words():
    (question,) = asked(
        a_flag(
            "mixed-or-either",
            evidence="Y3/4",
            suggestions=(suggest("mixed", ask("Y3", "Y4", mixed=True)), suggest("one each", ask("Y3"), ask("Y4"))),
        )
    )
    assert question.lines(1)[1:] == [
        "   a. One mixed Year 3 and 4 class.",
        "   b. One Year 3 class and one Year 4 class.",
    ]


def test_a_single_suggestion_becomes_part_of_the_question():
    (question,) = asked(
        a_flag("class-count-missing", suggestions=(suggest("2", ask("Y5", classes=2)),)),
        requests=(ask("Y5", classes=None),),
    )
    assert question.text == "How many Year 5 classes would you like to link? Do you mean two Year 5 classes?"
    assert question.options == ()


def test_all_missing_numbers_are_asked_at_once():
    (question,) = asked(
        a_flag("class-count-missing"), requests=(ask("Y5", classes=None), ask("Y3", "Y4", mixed=True, classes=None))
    )
    assert question.text == "How many Year 5 classes and how many mixed Year 3 and 4 classes would you like to link?"


def test_telephone_and_email_share_a_question():
    (question,) = asked(
        a_flag("telephone-missing", field="telephones"), a_flag("email-invalid", field="emails", evidence="office@")
    )
    assert (
        question.text
        == "“office@” on your form does not work for us. What is your school’s telephone number and email address?"
    )


def test_signature_and_date_share_a_question():
    (question,) = asked(a_flag("signature-missing", field="signed"), a_flag("date-missing", field="date"))
    assert "not signed or dated" in question.text


def test_a_renewal_without_a_name_asks_for_the_name():
    (question,) = asked(a_flag("partner-unclear", evidence="same school"), partners=(Partner(None, Relation.RENEW),))
    assert "Which school is that?" in question.text


def test_what_is_decided_is_not_asked_again():
    flags = (a_flag("mixed-or-either", evidence="Y3/4"), a_flag("choice-unmarked", field="near_year_ok"))
    decision = Decision("near_year_ok", True, "Jo", datetime(2025, 7, 9, tzinfo=BST), "x", "choice-unmarked")
    assert questions(a_record(flags=flags, state=State.DECIDED, decisions=[decision]), a_programme()) == ()


def test_a_long_passage_is_quoted_in_part():
    (question,) = asked(a_flag("unread-text", evidence="word " * 100))
    assert len(question.text) < 260
