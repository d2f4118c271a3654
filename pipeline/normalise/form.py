"""From the answers of a form to an expression of interest: each field by its own module, in the order of the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.model import Answer, Answers, Doubt, Evidence, Expression, Label, SchoolName
from pipeline.normalise.choice import read_choice
from pipeline.normalise.contact import ContactDetails, read_contact
from pipeline.normalise.context import Context
from pipeline.normalise.dates import plausible_span, read_date
from pipeline.normalise.person import read_person
from pipeline.normalise.register import Clues
from pipeline.normalise.school import read_school, stated_urn
from pipeline.normalise.signature import read_signature
from pipeline.normalise.text import is_empty, standing, tidy_lines

_NOT_ON_THE_FORM = Answer("", Evidence("not on the form"))


@dataclass(frozen=True, slots=True)
class _Years:
    """What the comments and statement (2) say."""

    fields: dict[str, object]
    doubts: tuple[Doubt, ...]


def normalise(answers: Answers, context: Context) -> tuple[Expression, tuple[Doubt, ...]]:
    """Read the answers of a form into canonical values, with a doubt wherever a value is not certain.

    What is *missing* is no matter of reading one answer: `pipeline.validate` finds it.
    """

    def answer(label: Label) -> Answer:
        return answers.answers.get(label, _NOT_ON_THE_FORM)

    contact, contact_doubts = _contact(answer, context)
    school, school_doubts = _school(answer(Label.SCHOOL), contact, context)
    day, date_doubts = read_date(
        answer(Label.DATE), received=context.day_received, programme_year=context.programme.year
    )
    near_year_ok, choice_doubts = (
        read_choice(answer(Label.NEAR_YEAR)) if Label.NEAR_YEAR in answers.answers else (None, ())
    )
    years = _years(answer(Label.COMMENTS), answer(Label.ALTERNATIVE_YEARS), _form_date(day, context), context)
    expression = Expression(
        school=school,
        telephones=contact.telephones,
        emails=contact.emails,
        headteacher=read_person(answer(Label.HEADTEACHER)),
        near_year_ok=near_year_ok,
        signed=read_signature(answer(Label.SIGNED)),
        date=day,
        edition=answers.edition,
        **years.fields,  # type: ignore[arg-type]
    )
    return expression, (*school_doubts, *contact_doubts, *years.doubts, *choice_doubts, *date_doubts)


def _contact(answer: Callable[[Label], Answer], context: Context) -> tuple[ContactDetails, tuple[Doubt, ...]]:
    """Return how to reach a school: what is said in its place, else the number beside a name on the form.

    A letter goes only where the form says that it may: an address elsewhere on it is not taken.
    """
    organiser = context.programme.contact
    contact, doubts = read_contact(answer(Label.CONTACT), organiser)
    for label in (Label.HEADTEACHER, Label.SCHOOL):
        beside, _ = read_contact(answer(label), organiser)
        contact = ContactDetails(contact.telephones or beside.telephones, contact.emails)
    return contact, doubts


def _school(answer: Answer, contact: ContactDetails, context: Context) -> tuple[SchoolName, tuple[Doubt, ...]]:
    school = read_school(answer)
    if context.register is None or school.name is None:
        return school, ()
    emails = contact.emails or ((context.reply_address,) if context.reply_address else ())
    return context.register.identify(school, Clues(stated_urn(answer), contact.telephones, emails))


def _form_date(day: date | None, context: Context) -> date:
    """Return the day that a comment is relative to: the day signed, where it can be right, else the day received."""
    first, last = plausible_span(context.programme.year)
    return day if day and first <= day <= last else context.day_received


def _years(comments: Answer, alternatives: Answer, form_date: date, context: Context) -> _Years:
    text = tidy_lines(standing(comments))
    if is_empty(text):
        text = ""
    fields: dict[str, object] = {"comments": text}
    requested: set[str] = set()
    excluded: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    if text:
        reading = context.comment_reader.read(text, form_date)
        doubts = reading.doubts
        excluded = reading.excluded_years
        requested = {year for request in reading.requests for year in request.years}
        names = ("requests", "fallbacks", "excluded_years", "partners", "kinds", "other_wishes", "near_year_said")
        fields |= {name: getattr(reading, name) for name in names}
    listed = tidy_lines(standing(alternatives))
    if not is_empty(listed):
        list_reading = context.year_list_reader(
            listed, year=context.programme.year, form_date=form_date, requested=requested, excluded=excluded
        )
        fields["alternative_years"] = list_reading.years
        doubts = (*doubts, *list_reading.doubts)
    return _Years(fields, doubts)
