"""A made-up record with something of everything, on which letter templates are tried out."""

from __future__ import annotations

from datetime import date, datetime

from pipeline.model import (
    Answers,
    Expression,
    Flag,
    Form,
    Partner,
    PersonName,
    Record,
    Relation,
    Request,
    SchoolName,
    Severity,
    Signature,
    Source,
    State,
    Suggestion,
)
from pipeline.programme import Programme


def example_record(programme: Programme) -> Record:
    """Return the record of a school that does not exist. Its letter has every part that a letter can have."""
    day = date(programme.year.start, 7, 4)
    expression = Expression(
        school=SchoolName("Example & Sons <Primary> School", "Example & Sons <Primary> School"),
        telephones=("+441632960000",),
        emails=("office@school.example",),
        headteacher=PersonName("Mrs A Example", "Mrs", "A", "Example"),
        comments="Year 4 please.",
        requests=(Request(("Y4",)), Request(("Y5", "Y6"), True, 1)),
        fallbacks=(Request(("Y3",)),),
        excluded_years=("Y2",),
        partners=(Partner("Another Example School", Relation.RENEW),),
        kinds=("contrasting",),
        other_wishes=("by the seaside",),
        alternative_years=("Y3",),
        signed=Signature(True, "A Example"),
        date=day,
        edition=str(programme.year),
    )
    flags = (
        Flag(
            "class-count-missing",
            Severity.CHECK,
            "comments",
            "It is not said how many classes.",
            "Year 4 please.",
            tuple(Suggestion(str(count), {"years": ["Y4"], "mixed": False, "classes": count}) for count in (1, 2)),
        ),
        Flag("choice-unmarked", Severity.CHECK, "near_year_ok", "Neither Yes nor No is marked."),
    )
    received = datetime(day.year, day.month, day.day, 12, tzinfo=programme.programme.time_zone)
    form = Form(Source("example.docx", "0" * 64, received), Answers("docx", {}), expression, flags)
    return Record("example", form, expression, flags, State.CLEAR)
