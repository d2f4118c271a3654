"""What a letter asks: each doubt once, answerable, in the school's own words."""

from __future__ import annotations

import pytest
from builders.records import a_flag, a_programme, a_record, ask, suggest

from pipeline.model import Partner, Relation, Severity, Suggestion
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


def test_a_school_is_never_told_which_other_school_wrote():
    choices = (
        Suggestion("It is the same school as “Moor End”", {"same_as": "x"}),
        Suggestion("It is another", {"different_from": "x"}),
    )
    (question,) = asked(a_flag("school-ambiguous", field="school", evidence="Moor End", suggestions=choices))
    assert "another form" in question.text
    assert "Moor End" not in "\n".join(question.lines(1))


def test_years_asked_for_and_ruled_out():
    (question,) = asked(
        a_flag("contradiction", evidence="a long comment"), requests=(ask("Y6"),), excluded_years=("Y6",)
    )
    assert question.text == "Your form asks for or offers Year 6, and also rules it out. Would you like to link Year 6?"


def test_statement_one_against_the_comments():
    (question,) = asked(a_flag("contradiction", field="near_year_ok", evidence="a long comment"))
    assert "do not agree" in question.text
    assert len(question.options) == 2


def test_what_is_hard_to_read_is_asked_with_what_we_read():
    (question,) = asked(a_flag("low-confidence", field="telephones", evidence="01254 B30212"))
    assert (
        question.text
        == "We read your contact details as 01254 830212 and office@tockhill.example.sch.uk. Is that right?"
    )
    (question,) = asked(a_flag("low-confidence", field="headteacher", evidence="Mrs D Easthm"))
    assert "Mrs D Eastham" in question.text
    (question,) = asked(a_flag("low-confidence", field="signed"))
    assert "who signed" in question.text


def test_a_long_passage_is_quoted_in_part():
    (question,) = asked(a_flag("unread-text", evidence="word " * 100))
    assert len(question.text) < 260
