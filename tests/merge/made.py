"""Forms as the reader would hand them to the merge, made of a few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.model import (
    Answer,
    Answers,
    Evidence,
    Expression,
    Flag,
    Form,
    Label,
    PersonName,
    Request,
    SchoolName,
    Severity,
    Source,
)

START = datetime(2025, 7, 1, 15, 30, tzinfo=ZoneInfo("Europe/London"))


def form(
    school: str | None = "Barnfold Primary School",
    *,
    email: str | None = "office@barnfold.lancs.sch.uk",
    telephone: str | None = "+441772554871",
    head: str | None = None,
    comments: str = "Two Year 4 classes",
    requests: tuple[Request, ...] = (Request(("Y4",), False, 2),),
    received: datetime | int = 0,
    signed_on: date | None = date(2025, 6, 30),
    flags: tuple[Flag, ...] = (),
    urn: str | None = None,
    file: str | None = None,
    picture: bytes | None = None,
    **values: Any,
) -> Form:
    """Return a form of a school. `received` counts days from the first."""
    moment = START + timedelta(days=received) if isinstance(received, int) else received
    expression = Expression(
        school=SchoolName(school, school, urn),
        emails=(email,) if email else (),
        telephones=(telephone,) if telephone else (),
        headteacher=PersonName(head, None, None, head.split()[-1]) if head else PersonName(),
        comments=comments,
        requests=requests,
        date=signed_on,
    )
    expression = replace(expression, **values)
    evidence = Evidence("row 1", picture=picture)
    answers = {
        Label.SCHOOL: Answer(school or "", evidence),
        Label.COMMENTS: Answer(comments, evidence),
        Label.CONTACT: Answer(f"{telephone} {email}", evidence),
        Label.NEAR_YEAR: Answer(f"{expression.near_year_ok}", evidence),
    }
    content = repr((expression, moment, flags, file)).encode()
    source = Source(file or f"{school}.docx", sha256(content).hexdigest(), moment)
    return Form(source, Answers("docx", answers, "2025-26"), expression, flags)


def blocking(code: str = "mixed-or-either", field: str = "comments") -> Flag:
    """Return a flag that holds a record."""
    return Flag(code, Severity.BLOCKING, field, "Which is it?", "Y3/4")
