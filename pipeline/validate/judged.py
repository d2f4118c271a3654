"""What is written and still cannot stand as it is: contradictions, an old form, a scan that is hard to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from pipeline.model import Answer, Doubt, Label, MarkKind, Suggestion
from pipeline.normalise.context import CommentReading
from pipeline.normalise.text import is_empty, quoted, tidy
from pipeline.validate.rules import Case, rule
from pipeline.validate.severities import bears_on_request
from pipeline.years import KEY_STAGE_2, AcademicYear, in_school_order, in_words

# The fields that each place on the form is read into, and how the coordinator calls them.
_FIELDS: dict[Label, tuple[tuple[str, str], ...]] = {
    Label.SCHOOL: (("school", "the name of the school"),),
    Label.CONTACT: (("telephones", "the telephone number"), ("emails", "the email address")),
    Label.HEADTEACHER: (("headteacher", "the headteacher's name"),),
    Label.COMMENTS: (("comments", "the comments"),),
    Label.NEAR_YEAR: (("near_year_ok", "the answer to statement (1)"),),
    Label.ALTERNATIVE_YEARS: (("alternative_years", "the answer to statement (2)"),),
    Label.SIGNED: (("signed", "the signature"),),
    Label.DATE: (("date", "the date"),),
}
_SENTENCE = re.compile(r"[^\s.!?;][^.!?;\n]*[.!?]?")
# A letterhead: its house numbers and postcode are no classes.
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_YEAR_OR_CLASS = re.compile(r"\b(?:years?|yrs?|y\d|class(?:es)?|[lu]?ks ?\d|reception|nursery)\b", re.IGNORECASE)
_CHOSEN_BY_HAND = frozenset({MarkKind.CIRCLED, MarkKind.TICKED, MarkKind.CROSSED})


@rule("contradiction")
def statement_against_comments(case: Case) -> Iterable[Doubt]:
    chosen, said = case.expression.near_year_ok, case.expression.near_year_said
    if chosen is None or said is None or chosen == said or _contradicted(case, "near_year_ok"):
        return
    wanted = "asks for the exact year group" if chosen else "would also take a near year group"
    words, span = _words_that(case, lambda reading: reading.near_year_said == said)
    yield Doubt(
        "contradiction",
        "near_year_ok",
        f"Statement (1) is answered {'Yes' if chosen else 'No'}, but the comment {wanted}.",
        words,
        (Suggestion("Yes: a near year group will do", True), Suggestion("No: the year group must be the same", False)),
        span,
    )


@rule("contradiction")
def excluded_and_wanted(case: Case) -> Iterable[Doubt]:
    excluded = set(case.expression.excluded_years)
    requested = {year for request in case.expression.requests for year in request.years}
    for field, wanted, where in (
        ("comments", requested, "is asked for and ruled out in the same comment"),
        (
            "alternative_years",
            set(case.expression.alternative_years),
            "is ruled out in the comments and offered in statement (2)",
        ),
    ):
        if (both := in_school_order(excluded & wanted)) and not _contradicted(case, field):
            years = " and ".join(in_words(year) for year in both)
            words, span = _words_that(case, partial(_rules_out, both))
            yield Doubt("contradiction", field, f"{years} {where}.", words, span=span)


def _rules_out(years: Iterable[str], reading: CommentReading) -> bool:
    return set(years) <= set(reading.excluded_years)


def _words_that(case: Case, says: Callable[[CommentReading], bool]) -> tuple[str, tuple[int, int]]:
    """Return the sentence of the comments that says something by itself, and where it stands; else all of them."""
    comments = case.expression.comments
    for sentence in _SENTENCE.finditer(comments):
        if says(case.context.comment_reader.read(sentence[0], _day(case))):
            return tidy(sentence[0]), sentence.span()
    return tidy(comments), (0, len(comments))


def _day(case: Case) -> date:
    """Return the day that the comments are relative to."""
    return case.expression.date or case.context.day_received


def _contradicted(case: Case, field: str) -> bool:
    return any(doubt.code == "contradiction" and doubt.field == field for doubt in case.doubts)


@rule("outside-key-stage-2")
def outside_key_stage_2(case: Case) -> Iterable[Doubt]:
    if case.doubted("outside-key-stage-2"):
        return
    asked = {year for request in case.expression.requests for year in request.years}
    if outside := in_school_order(asked - set(KEY_STAGE_2)):
        years = " and ".join(in_words(year) for year in outside)
        yield Doubt("outside-key-stage-2", "comments", f"{years}: the programme is aimed at Years 3 to 6.", "")


@rule("old-edition")
def old_edition(case: Case) -> Iterable[Doubt]:
    edition = AcademicYear.parse(case.expression.edition) if case.expression.edition else None
    year = case.context.programme.year
    if edition and edition != year:
        message = f"This is the form for {edition}; its year groups are read as those of {year}."
        yield Doubt("old-edition", "edition", message, str(edition))


@rule("low-confidence")
def hard_to_read(case: Case) -> Iterable[Doubt]:
    threshold = case.context.programme.policy.accept_scans_from
    for label, answer in case.answers.answers.items():
        if answer.evidence.confidence >= threshold or is_empty(answer.text):
            continue
        for field, what in _FIELDS[label]:
            if field in ("telephones", "emails") and not _holds(case, field):
                continue
            message = f"{what[0].upper()}{what[1:]} was hard to read in the scan: please compare {quoted(answer.text)} with the picture."
            yield Doubt("low-confidence", field, message.replace("comments was", "comments were"), tidy(answer.text))


def _holds(case: Case, field: str) -> bool:
    """Tell whether a contact answer gave this field a value, or neither field one."""
    return bool(getattr(case.expression, field)) or not (case.expression.telephones or case.expression.emails)


@rule("unread-text")
def marked_words(case: Case) -> Iterable[Doubt]:
    """Words that are circled, ticked or crossed by hand in a list of years: the text alone does not say what is meant."""
    for label in (Label.COMMENTS, Label.ALTERNATIVE_YEARS):
        answer = case.answers.answers.get(label)
        if answer is None:
            continue
        words = [
            answer.text[mark.start : mark.end]
            for mark in answer.marks
            if _sets_apart(answer, mark.kind, mark.start, mark.end)
        ]
        if marked := [tidy(word) for word in words if bears_on_request(word)]:
            field, what = _FIELDS[label][0]
            listed = ", ".join(quoted(word) for word in marked)
            yield Doubt("unread-text", field, f"In {what}, {listed} is marked by hand.", "; ".join(marked))


def _sets_apart(answer: Answer, kind: MarkKind, start: int, end: int) -> bool:
    return kind in _CHOSEN_BY_HAND and tidy(answer.text[start:end]) != tidy(answer.text)


@rule("unread-text")
def beside_no_label(case: Case) -> Iterable[Doubt]:
    for stray in case.answers.stray:
        text = tidy(stray.text)
        address = _POSTCODE.search(text) and not _YEAR_OR_CLASS.search(text)
        if not is_empty(text) and not address and not _known(case, text) and _bears(case, text):
            message = f"Outside the answers ({stray.evidence.place}) is written {quoted(text)}."
            yield Doubt("unread-text", "comments", message, text)


def _known(case: Case, text: str) -> bool:
    """Tell whether words only repeat what the form says elsewhere, such as a letterhead with the school's name."""
    expression = case.expression
    said = (expression.school.as_written, expression.school.name, expression.headteacher.name, expression.comments)
    return any(text.casefold().strip(" .") in tidy(value).casefold() for value in said if value)


def _bears(case: Case, text: str) -> bool:
    """Tell whether words bear on the request, by what the comment reader makes of them."""
    reading = case.context.comment_reader.read(text, _day(case))
    asks = reading.requests or reading.fallbacks or reading.excluded_years or reading.partners or reading.kinds
    doubted = any(doubt.code not in ("year-missing", "partner-unclear") for doubt in reading.doubts)
    return bool(asks or reading.other_wishes or doubted or reading.near_year_said is not None)
