"""How serious each doubt is: reading guide, section 6, as one table."""

from __future__ import annotations

import re
from types import MappingProxyType

from pipeline.model import Doubt, Expression, Severity
from pipeline.normalise import Context

BLOCKING, CHECK, INFO = Severity.BLOCKING, Severity.CHECK, Severity.INFO

# Where two severities are possible this is the milder; `severity_of` says when it is the other.
SEVERITIES = MappingProxyType(
    {
        "school-missing": BLOCKING,
        "school-unknown": BLOCKING,
        "school-ambiguous": BLOCKING,
        "year-missing": BLOCKING,
        "year-unclear": BLOCKING,
        "year-reference-unclear": BLOCKING,
        "mixed-or-either": BLOCKING,
        "class-count-split": BLOCKING,
        "class-count-conflict": BLOCKING,
        "class-count-unclear": BLOCKING,
        "choice-unclear": BLOCKING,
        "contradiction": BLOCKING,
        "low-confidence": BLOCKING,
        "class-count-missing": CHECK,
        "choice-unmarked": CHECK,
        "telephone-missing": CHECK,
        "telephone-invalid": CHECK,
        "email-missing": CHECK,
        "email-invalid": CHECK,
        "headteacher-missing": CHECK,
        "signature-missing": CHECK,
        "date-missing": CHECK,
        "date-invalid": CHECK,
        "date-implausible": CHECK,
        "old-edition": CHECK,
        "partner-unclear": CHECK,
        "unread-text": CHECK,
        "outside-key-stage-2": INFO,
    }
)

_UNREACHABLE = frozenset({"email-missing", "email-invalid"})

# Dates, times, sums of money and telephone numbers are no numbers of classes.
_OTHER_FIGURES = re.compile(
    r"£\s*\d[\d.,]*|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b(?:\s+\d{2,4})?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d\d(?:\s*[-/–]\s*\d{2,4})?\b|\b\d{1,2}[.:]\d\d\b|\b\d{1,2}\s*[ap]m\b|\b0\d[\d\s]{8,}\b|\b\d+\s*(?:miles?|minutes?|mins?|%|per cent)",
    re.IGNORECASE,
)
_BEARS = re.compile(
    r"\d|\b(?:years?|yrs?|nursery|reception|infants?|juniors?|foundation stage|key stage|eyfs|[lu]?ks\d?|class(?:es)?|form entry"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|pair|couple)\b",
    re.IGNORECASE,
)
_SCHOOL_LIKE = re.compile(
    r"\b[A-Z][\w'’]+(?:\s+[A-Z&][\w'’]*)*\s+(?:Primary|School|Academy|Juniors?|Infants?|CE|RC|CofE|Catholic|Community)\b|\b(?:St|Saint)\.?\s+[A-Z]\w+"
)


def bears_on_request(text: str) -> bool:
    """Tell whether words hold a year, a number of classes or a school."""
    return bool(_BEARS.search(_OTHER_FIGURES.sub(" ", text)) or _SCHOOL_LIKE.search(text))


def severity_of(doubt: Doubt, expression: Expression, context: Context) -> Severity:
    """Return what a doubt does. A code that the table does not know stops the letter: a guess must not pass."""
    if doubt.code in _UNREACHABLE and not expression.emails and context.reply_address is None:
        return BLOCKING
    if doubt.code == "unread-text" and (doubt.field == "near_year_ok" or bears_on_request(doubt.evidence)):
        return BLOCKING
    return SEVERITIES.get(doubt.code, BLOCKING)
