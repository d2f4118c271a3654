"""What a letter says back: the school's own facts, one plain sentence each."""

from __future__ import annotations

from datetime import date

import pytest
from builders.records import TEMPLATES, a_flag, a_programme, a_record, ask

from pipeline.model import Partner, PersonName, Relation, Severity, Suggestion
from pipeline.output.letter_words import facts, greeting, letter_words
from pipeline.output.templating import Stamp, fill, text_of


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (PersonName("Mrs S Ahmed", "Mrs", "S", "Ahmed"), "Dear Mrs Ahmed"),
        (PersonName("Dr. J Smith-Jones", "Dr.", "J", "Smith-Jones"), "Dear Dr Smith-Jones"),
        (PersonName("Sir John Hill", "Sir", "John", "Hill"), "Dear Sir John"),
        (PersonName("J Smith", None, "J", "Smith"), "Dear Headteacher"),
        (PersonName("Mr P Hall and Mrs S Dean", "Mr", "P", "Hall"), "Dear Headteacher"),
        (PersonName("Mr Hall / Mrs Dean", "Mr", None, "Hall"), "Dear Headteacher"),
        (PersonName("Mrs Sandra Anderson", "Mrs", "Sandra", "Anderson"), "Dear Mrs Anderson"),
        (PersonName(), "Dear Headteacher"),
    ],
)
def test_whom_it_greets(head, words):
    assert greeting(a_record(headteacher=head)) == words


def test_a_doubtful_name_is_not_used():
    record = a_record(flags=[a_flag("low-confidence", field="headteacher")])
    assert greeting(record) == "Dear Headteacher"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"requests": (ask("Y4", classes=2), ask("Y5", "Y6", mixed=True))},
            "You have asked for two Year 4 classes and one mixed Year 5 and 6 class.",
        ),
        (
            {"requests": (ask("Y5"),), "fallbacks": (ask("Y4"),)},
            "If we cannot match Year 5, you would take one Year 4 class.",
        ),
        (
            {"requests": (ask("Y5"),), "fallbacks": (ask("Y3", "Y4", classes=None),)},
            "If we cannot match Year 5, you would take Year 3 or 4.",
        ),
        (
            {"requests": (ask("Y5"),), "fallbacks": (ask("Y5"),)},
            "If there is room for more, you would also like one Year 5 class.",
        ),
        ({"excluded_years": ("Y6",)}, "You do not want to link Year 6."),
        (
            {"near_year_ok": True},
            "An exact match of year group is not essential for you: a class one year older or younger is fine.",
        ),
        (
            {"near_year_ok": False, "alternative_years": ("Y3", "Y5")},
            "You would like your link class to be in the same year group as yours, or you could offer Year 3 or 5 instead.",
        ),
        ({"partners": (Partner("Lane Ends", Relation.RENEW),)}, "You would like to carry on your link with Lane Ends."),
        (
            {"partners": (Partner(None, Relation.RENEW),)},
            "You would like to carry on with the school that you linked with before.",
        ),
        (
            {"partners": (Partner("St Anselm's", Relation.PAIR), Partner("Wheatley Brook", Relation.PAIR))},
            "You would like to link with one of these schools: St Anselm's or Wheatley Brook.",
        ),
        ({"partners": (Partner("Moor End", Relation.AVOID),)}, "You would rather not link with Moor End this time."),
        (
            {"kinds": ("contrasting", "urban", "nearby")},
            "You would like your link school to be different from yours, near you and in a town or city.",
        ),
        ({"kinds": ("no-preference",)}, "You do not mind what kind of school you link with."),
        ({"other_wishes": ("by the seaside",)}, "You also told us: “by the seaside”."),
        ({"other_wishes": ("Please ring first.",)}, "You also told us: “Please ring first.”"),
    ],
)
def test_a_fact(fields, sentence):
    assert sentence in facts(a_record(**fields))


def test_what_is_in_doubt_is_quoted_and_not_said_back():
    record = a_record(
        comments="Our Y3/4, two classes",
        requests=(ask("Y3", "Y4", classes=2),),
        flags=[a_flag("mixed-or-either", evidence="Y3/4")],
    )
    said = " ".join(facts(record))
    assert "“Our Y3/4, two classes”" in said
    assert "You have asked for" not in said


def test_a_doubt_elsewhere_leaves_the_classes_said_back():
    record = a_record(requests=(ask("Y5"),), flags=[a_flag("school-missing", field="school")])
    assert "You have asked for one Year 5 class." in facts(record)


def test_a_year_outside_key_stage_2_is_talked_about():
    record = a_record(requests=(ask("Y2"),), flags=[a_flag("outside-key-stage-2", severity=Severity.INFO)])
    assert "talk about Year 2" in letter_words(record, a_programme())["next_steps"]


def test_the_programmes_facts():
    words = letter_words(a_record(), a_programme())
    assert (words["fee"], words["fee_due"]) == ("£347", "once your link partner is confirmed")
    assert words["training"] == ["1 December 2025, in Preston (full day)", "26 March 2026, in Burnley (morning)"]
    assert words["training_count"] == "both training days"
    assert words["reference"].startswith("ATN-2025-")


@pytest.mark.parametrize(
    ("requests", "said", "next_step"),
    [
        ((ask("Y5", classes=None),), "You have asked for Year 5 classes, without saying how many.", "for you,"),
        (
            (ask("Y4", classes=2), ask("Y3", "Y4", classes=None, mixed=True)),
            "You have asked for two Year 4 classes, and for mixed Year 3 and 4 classes without saying how many.",
            "for you,",
        ),
        ((ask("Y4", classes=1),), "You have asked for one Year 4 class.", "for your class,"),
        ((ask("Y4", classes=5),), "You have asked for five Year 4 classes.", "for your classes,"),
    ],
)
def test_a_number_that_is_not_said_is_no_class(requests, said, next_step):
    words = letter_words(a_record(requests=requests), a_programme())
    assert words["facts"][0] == said
    assert next_step in words["next_steps"]


def test_a_statement_that_is_asked_about_is_not_said_back():
    doubt = a_flag("contradiction", field="near_year_ok", evidence="must be Year 4")
    assert not [fact for fact in facts(a_record(near_year_ok=True, flags=[doubt])) if "exact match" in fact.casefold()]


def test_a_long_query_letter_leaves_the_costs_to_the_confirmation():
    many = [a_flag("unread-text", evidence=f"remark {nth}") for nth in range(14)]
    template = (TEMPLATES / "query.docx").read_bytes()
    for flags, says_costs in ((many, False), (many[:2], True)):
        words = {**letter_words(a_record(flags=flags), a_programme()), "date": "8 July 2025"}
        letter = text_of(fill(template, "query.docx", words, Stamp("", "", "", date(2025, 7, 8))))
        assert ("Taking part costs" in letter) is says_costs
        assert "What happens next" in letter


def test_an_address_that_is_known_is_only_confirmed():
    flags = [
        a_flag("telephone-missing", field="telephones"),
        a_flag("email-missing", field="emails", suggestions=(Suggestion("head@x.sch.uk", ["head@x.sch.uk"]),)),
    ]
    (asked,) = letter_words(a_record(flags=flags), a_programme())["questions"]
    assert asked["text"] == "What is your school’s telephone number, and may we write to you at head@x.sch.uk?"
