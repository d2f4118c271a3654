"""All doubts of a form, those of its reading and those of the rules, as flags in the order to look at them."""

from __future__ import annotations

from pipeline.model import Answers, Doubt, Expression, Flag, Severity
from pipeline.normalise import Context
from pipeline.validate import covering, judged, missing, side_by_side
from pipeline.validate.rules import RULES, Case
from pipeline.validate.severities import severity_of

# Importing the modules registers their rules.
_RULE_MODULES = (missing, judged, covering, side_by_side)

FORM_ORDER = (
    "school", "telephones", "emails", "headteacher", "comments", "requests", "fallbacks", "excluded_years", "partners",
    "kinds", "near_year_ok", "alternative_years", "signed", "date", "edition",
)  # fmt: skip
_URGENCY = {severity: rank for rank, severity in enumerate((Severity.BLOCKING, Severity.CHECK, Severity.INFO))}


def validate(expression: Expression, answers: Answers, doubts: tuple[Doubt, ...], context: Context) -> tuple[Flag, ...]:
    """Return every flag of a form, the most serious first, and within one severity in the order of the form."""
    case = Case(expression, answers, doubts, context)
    raised = [*doubts, *(doubt for _, rule in RULES for doubt in rule(case))]
    flags = [
        _flag(doubt, expression, context) for position, doubt in enumerate(raised) if doubt not in raised[:position]
    ]
    return tuple(sorted(flags, key=_place))


def _flag(doubt: Doubt, expression: Expression, context: Context) -> Flag:
    severity = severity_of(doubt, expression, context)
    return Flag(doubt.code, severity, doubt.field, doubt.message, doubt.evidence, doubt.suggestions, doubt.span)


def _place(flag: Flag) -> tuple[int, int, int]:
    """Return the sorting key of a flag: severity, field, and where in the comments it stands."""
    field = FORM_ORDER.index(flag.field) if flag.field in FORM_ORDER else len(FORM_ORDER)
    return _URGENCY[flag.severity], field, flag.span[0] if flag.span else -1
