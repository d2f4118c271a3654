"""What every form should hold and this one does not: nothing written, or no place to write it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Doubt, Label, Suggestion
from pipeline.normalise.text import quoted
from pipeline.validate.rules import Case, rule


def _missing(case: Case, label: Label, code: str, field: str, what: str) -> Iterable[Doubt]:
    if label in case.answers.missing or label not in case.answers.answers:
        wording = _wording(case, label)
        yield Doubt(code, field, f"{what}: the form has no place labelled {wording}.")
    else:
        yield Doubt(code, field, f"{what}.")


def _wording(case: Case, label: Label) -> str:
    wordings = case.context.programme.current_edition.labels.get(label.value) or (label.value,)
    return quoted(wordings[0].rstrip(":"), 60)


@rule("school-missing")
def school(case: Case) -> Iterable[Doubt]:
    if case.expression.school.name is None:
        yield from _missing(case, Label.SCHOOL, "school-missing", "school", "No school is named")


@rule("telephone-missing")
def telephone(case: Case) -> Iterable[Doubt]:
    if not case.expression.telephones and not case.doubted("telephone-invalid"):
        yield from _missing(case, Label.CONTACT, "telephone-missing", "telephones", "No telephone number is given")


@rule("email-missing")
def email(case: Case) -> Iterable[Doubt]:
    if case.expression.emails or case.doubted("email-invalid"):
        return
    sender = case.context.reply_address
    what = "No email address is given"
    for doubt in _missing(
        case, Label.CONTACT, "email-missing", "emails", f"{what}, but the form came from {sender}" if sender else what
    ):
        yield replace(doubt, suggestions=(Suggestion(sender, [sender]),) if sender else ())


@rule("headteacher-missing")
def headteacher(case: Case) -> Iterable[Doubt]:
    if case.expression.headteacher.name is None:
        yield from _missing(case, Label.HEADTEACHER, "headteacher-missing", "headteacher", "No headteacher is named")


@rule("year-missing")
def comments(case: Case) -> Iterable[Doubt]:
    if not case.expression.comments and not case.doubted("year-missing"):
        yield from _missing(
            case, Label.COMMENTS, "year-missing", "comments", "Nothing is written about year groups and classes"
        )


@rule("choice-unmarked")
def statements(case: Case) -> Iterable[Doubt]:
    # An untouched answer to (1) is doubted where it is read; (2) is asked only of those who answer No to (1).
    if Label.NEAR_YEAR not in case.answers.answers:
        yield from _missing(case, Label.NEAR_YEAR, "choice-unmarked", "near_year_ok", "Statement (1) is not answered")
    if Label.ALTERNATIVE_YEARS not in case.answers.answers and case.expression.near_year_ok is False:
        yield from _missing(
            case, Label.ALTERNATIVE_YEARS, "choice-unmarked", "alternative_years", "Statement (2) is not answered"
        )


@rule("signature-missing")
def signature(case: Case) -> Iterable[Doubt]:
    if not case.expression.signed.present:
        yield from _missing(case, Label.SIGNED, "signature-missing", "signed", "The form is not signed")


@rule("date-missing")
def date(case: Case) -> Iterable[Doubt]:
    if case.expression.date is None and not case.doubted("date-invalid"):
        yield from _missing(case, Label.DATE, "date-missing", "date", "The form is not dated")
