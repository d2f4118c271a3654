"""The form's printed words: what is a label, what is print, which edition, and is it our form."""

from __future__ import annotations

import pytest
from builders.word import COMMENTS_LABEL, HEADING, NOTE, STATEMENT_1, STATEMENT_2, TERMS, TITLE
from parse.flowing import wording

from pipeline.model import Label

ALL = [label.value for label in Label]

BEGINS = [
    # (text, label, what is left of it)
    ("Name of School:", "school", ""),
    ("Name of School: Barnfold", "school", "Barnfold"),
    ("Name of School Barnfold Primary", "school", "Barnfold Primary"),
    ("NAME OF YOUR SCHOOL", "school", ""),
    ("School name - Barnfold", "school", "Barnfold"),
    ("Telephone & E-mail:", "contact", ""),
    ("Telephone and Email (school office):", "contact", ""),
    ("Headteacher’s name: Mrs X", "headteacher", "Mrs X"),
    ("Head: Mrs X", "headteacher", "Mrs X"),
    ("HEADTEACHER NAME\nMrs X", "headteacher", "Mrs X"),
    ("Headteacher's email: a@b.c", "email", "a@b.c"),
    ("Contact number\n01772", "telephone", "01772"),
    ("Contact details: 01772", "contact", "01772"),
    ("Tel. no.: 01772", "telephone", "01772"),
    ("Date 3/7/25", "date", "3/7/25"),
    ("Dated: 3 July", "date", "3 July"),
    ("Signd: J", "signed", "J"),
    ("Signature of Headteacher: J", "signed", "J"),
    ("Comments: Y4", "comments", "Y4"),
    (COMMENTS_LABEL + "Two Y4", "comments", "Two Y4"),
    ("Any comments on Year group you would\nprefer to link, number of classes", "comments", ""),
    (STATEMENT_1 + " Yes / No", "near_year_ok", "Yes / No"),
    ("An exact year group match is not essential for us - Yes", "near_year_ok", "Yes"),
    (STATEMENT_1.replace("l", "1").replace("e.g.", "eg"), "near_year_ok", ""),
    (STATEMENT_2 + " Y3", "alternative_years", "Y3"),
    ("If No, we would be willing to link an alternative year group from our school. (please list these) Y3", "alternative_years", "Y3"),
]  # fmt: skip


def test_a_short_answer_above_a_long_label_is_no_part_of_it():
    label = '(2) (If "No" to (1) above): "We would be willing to link an alternative year group from our school."'
    assert wording().label_at(f"Yes\n{label}") is None
    hit = wording().label_at(label.replace(" to link", "\nto link"))
    assert hit is not None
    assert hit.label == "alternative_years"


@pytest.mark.parametrize(("text", "label", "rest"), BEGINS)
def test_a_label_and_what_follows_it(text, label, rest):
    hit = wording().label_at(text)
    assert hit is not None
    assert (hit.label, text[hit.end :]) == (label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes",
        "School trips are popular",
        "Name of school we would like to meet: St X",
        "Date of birth: 3",
        "Comments we had",
        "Any comments on medical needs, allergies etc.",
        "Child's name and class:",
        "We would be willing to take part",
        "Year group: Y4",
        "Head teachers across the country have told us",
    ],
)
def test_everyday_words_are_no_label(text):
    assert wording().label_at(text) is None


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Signed: J Smith    Date: 3/7/25", ["signed", "date"]),
        ("Signed: J Smith Date: 3/7/25", ["signed", "date"]),
        ("Signed\tJ Smith\tDate\t3/7/25", ["signed", "date"]),
        ("Signed: ______ Date: ______", ["signed", "date"]),
        ("we signed up on this date: ask the office", []),
    ],
)
def test_labels_that_share_a_line(line, labels):
    assert [hit.label for hit in wording().labels_in(line)] == labels


@pytest.mark.parametrize(
    "text", [*TERMS, NOTE, HEADING, TITLE, "Yes / No", "subject to express and timely confirmation that the"]
)
def test_print(text):
    assert wording().is_printed(text)


@pytest.mark.parametrize(
    "text", ["Yes", "Y3 or Y5", "we would link our Y5 with a Y4 or Y6 class from another school", "2025-26"]
)
def test_answers_are_no_print(text):
    assert not wording().is_printed(text)


def test_print_is_taken_out_of_an_answer():
    assert wording().without_printed(f"Year 4\n{NOTE}\nTwo classes.") == "Year 4\n\nTwo classes."


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        (HEADING, "2025-26"),
        (HEADING.replace("2025-26", "2024-2025"), "2024-25"),
        (NOTE.replace("2025-26", "2023/24"), "2023-24"),
        ("We did the 2024-25 programme.", None),
        ("Year 5 (2024-25)", None),
    ],
)
def test_the_edition_is_what_the_form_prints(text, edition):
    assert wording().edition_of(text) == edition


@pytest.mark.parametrize(
    ("found", "text", "is_form"),
    [
        (ALL, f"{TITLE}\n{HEADING}", True),
        (ALL, "", True),
        (ALL, f"{TITLE}\nLancashire 'All Together Now' Schools Linking\nProgramme 2025-26", True),
        (ALL, f"{TITLE}\nLancashire 'All Together\nNow' Schools Linking Programme 2025-26", True),
        (ALL, f"{TITLE}\nCumbria 'Side by Side' Schools\nLinking Project, Cumbria 2025-26", False),
        (["school", "contact", "headteacher", "comments"], f"{TITLE}\n{HEADING}\n{COMMENTS_LABEL}", True),
        (["school", "contact", "signed", "date", "headteacher"], "Trip consent form", False),
        ([], f"Please complete the {TITLE} of {HEADING}", False),
        (ALL, f"{TITLE}\nCumbria 'Side by Side' Schools Linking Programme 2025-26\n{COMMENTS_LABEL}", False),
        (ALL, f"{TITLE}\nBlackburn with Darwen 'All Together Now' Schools Linking Programme 2025-26", False),
    ],
)
def test_the_verdict(found, text, is_form):
    assert wording().judge(found, text).is_form is is_form


def test_the_reason_names_what_was_found_and_what_was_not():
    reason = wording().judge(["school", "date"], "Trip").reason
    assert "Labels found: name of school, date." in reason
    assert "headteacher name" in reason.split("Not found:")[1]
