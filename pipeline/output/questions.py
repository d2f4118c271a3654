"""What a letter asks: which doubts the school can settle, and each asked only once.

Flags that want the same answer share a question (reading guide, 7.2: a question about years makes the number of
classes part of its answer), and what matters most for finding a link is asked first.
"""

from __future__ import annotations

from pipeline.model import Flag, Record, Severity
from pipeline.output import asking
from pipeline.output.asking import Ask, Question
from pipeline.output.clean import one_line
from pipeline.programme import Programme

__all__ = ["Question", "questions"]

# In the order in which a letter asks.
_TOPICS: tuple[Ask, ...] = (
    asking.about_school,
    asking.about_years,
    asking.about_classes,
    asking.about_contradiction,
    asking.about_statement_one,
    asking.about_partner,
    asking.about_remark,
    asking.about_contact,
    asking.about_headteacher,
    asking.about_signing,
    asking.about_edition,
)

_BY_CODE: dict[str, Ask] = {
    "school-missing": asking.about_school,
    "school-unknown": asking.about_school,
    "school-ambiguous": asking.about_school,
    "year-missing": asking.about_years,
    "year-unclear": asking.about_years,
    "year-reference-unclear": asking.about_years,
    "mixed-or-either": asking.about_years,
    "class-count-split": asking.about_years,
    "class-count-missing": asking.about_classes,
    "class-count-unclear": asking.about_classes,
    "class-count-conflict": asking.about_classes,
    "contradiction": asking.about_contradiction,
    "choice-unmarked": asking.about_statement_one,
    "choice-unclear": asking.about_statement_one,
    "partner-unclear": asking.about_partner,
    "unread-text": asking.about_remark,
    "telephone-missing": asking.about_contact,
    "telephone-invalid": asking.about_contact,
    "email-missing": asking.about_contact,
    "email-invalid": asking.about_contact,
    "headteacher-missing": asking.about_headteacher,
    "signature-missing": asking.about_signing,
    "date-missing": asking.about_signing,
    "date-invalid": asking.about_signing,
    "date-implausible": asking.about_signing,
    "old-edition": asking.about_edition,
}

# What is hard to read is asked for as if it were missing.
_BY_FIELD: dict[str, Ask] = {
    "school": asking.about_school,
    "telephone": asking.about_contact,
    "telephones": asking.about_contact,
    "email": asking.about_contact,
    "emails": asking.about_contact,
    "contact": asking.about_contact,
    "headteacher": asking.about_headteacher,
    "near_year_ok": asking.about_statement_one,
    "signed": asking.about_signing,
    "date": asking.about_signing,
}


def questions(record: Record, programme: Programme) -> tuple[Question, ...]:
    """Return what to ask the school of a record; nothing where all is understood."""
    flags = _to_ask(record)
    asked: list[Question] = []
    for topic in _TOPICS:
        if together := tuple(flag for flag in flags if _topic(flag) is topic):
            asked += topic(together, record, programme)
    return tuple(asked)


def _topic(flag: Flag) -> Ask:
    by_field = _BY_FIELD.get(flag.field) if flag.code == "low-confidence" else None
    return by_field or _BY_CODE.get(flag.code, asking.about_remark)


def _to_ask(record: Record) -> list[Flag]:
    """Return the flags that the school can settle, without what is answered along with another."""
    flags = [flag for flag in record.flags if flag.severity is not Severity.INFO]
    about_years = [flag for flag in flags if _topic(flag) is asking.about_years]
    return [flag for flag in flags if not _answered_with(flag, about_years)]


def _answered_with(flag: Flag, about_years: list[Flag]) -> bool:
    """Return whether the answer about years will hold this doubt's answer, too."""
    if not about_years or _topic(flag) is not asking.about_classes:
        return False
    words = one_line(flag.evidence).casefold()
    return (
        flag.code == "class-count-missing"
        or any(year.code == "year-missing" for year in about_years)
        or any(words in one_line(year.evidence).casefold() for year in about_years)
    )
