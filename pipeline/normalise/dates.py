"""The date beside the signature: day first, in the many ways that a date is written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from pipeline.model import Answer, Doubt, Suggestion
from pipeline.normalise.text import is_unknown, quoted, standing, tidy
from pipeline.years import AcademicYear

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)} | {"sept": 9}
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?,?(?:\s+the\b)?", re.IGNORECASE
)
_TIME = re.compile(
    r"\bat\s+\d{1,2}[.:]\d\d(?!\d)|(?:\bat\s+|[T,]\s*|\s)\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d)"
    r"|\b\d{1,2}(?:[.:]\d\d)?\s*[ap]m\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(?:date|dated|signed on|on)\b\s*[:.–-]*\s*", re.IGNORECASE)

# The parts of a date: day, month as a figure and as a word, year, and what stands between them.
_DAY = r"(?P<d>\d{1,2})(?:\s*(?:st|nd|rd|th))?"
_FIGURE = r"(?P<m>\d{1,2})"
_WORD = r"(?P<m>[A-Za-z]{3,9})"
_OF_YEAR = r"['’‘]?\s*(?P<y>\d{1,5})"
_SEP = r"(?:\s*[./\\|,–—_-]\s*|\s+)"
_LOOSE = r"[-/.,\s]*"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d]){text}(?!\d)", re.IGNORECASE)


_PATTERNS = (
    _pattern(rf"(?P<y>\d{{4}})\s*[-/.\s]\s*{_FIGURE}\s*[-/.\s]\s*(?P<d>\d{{1,2}})"),  # 2025-07-04
    _pattern(rf"{_DAY}\b\.?\s*(?:day\s+)?(?:of\s+)?{_LOOSE}{_WORD}\b\.?{_LOOSE}(?:{_OF_YEAR})?"),  # 4th of July '25
    _pattern(rf"{_DAY}\s*{_WORD}(?P<y>\d{{4}}|\d\d)?"),  # 4July2025
    _pattern(rf"\b{_WORD}\b\.?{_LOOSE}(?:the\s+)?{_DAY}\b(?:{_LOOSE}{_OF_YEAR})?"),  # July 4th, 2025
    re.compile(rf"(?<![\d/.]){_DAY}{_SEP}{_FIGURE}(?:{_SEP}{_OF_YEAR})?(?![\d/])", re.IGNORECASE),  # 4/7/25
    _pattern(r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4}|\d\d)"),  # 04072025
)
_LETTERS_IN_DIGITS = re.compile(r"(?<![A-Za-z])[\dOoIl|]+(?:\s*[./-]\s*[\dOoIl|]+)+(?![A-Za-z])")
_AS_DIGITS = str.maketrans("OoIl|", "00111")


@dataclass(frozen=True, slots=True)
class _Written:
    """A day, a month and perhaps a year, in the order that they mean, not checked yet."""

    day: int
    month: int
    year: int | None


def read_date(answer: Answer, *, received: date, programme_year: AcademicYear) -> tuple[date | None, tuple[Doubt, ...]]:
    """Read the date of a form.

    Without a year it is the latest such day that is not after `received`. A date outside the time in which a form
    of the programme can have been signed is kept and doubted; what is no date at all is only quoted.
    """
    text = tidy(standing(answer))
    if is_unknown(text):
        return None, ()
    plain = _LABEL.sub(" ", _WEEKDAY.sub(" ", _TIME.sub(" ", text)))
    if answer.evidence.confidence < 1:
        plain = _LETTERS_IN_DIGITS.sub(lambda run: run[0].translate(_AS_DIGITS), plain)
    written = list(dict.fromkeys(_written_dates(plain)))
    days = [_day(one, received) for one in written]
    if len(written) != 1 or (day := days[0]) is None:
        return None, (_invalid(text, written, days, received, programme_year),)
    if not _plausible(day, programme_year):
        return day, (_implausible(day, text, received, programme_year),)
    return day, ()


def plausible_span(programme_year: AcademicYear) -> tuple[date, date]:
    """Return the first and the last day on which a form of the programme year can have been signed."""
    return date(programme_year.start, 1, 1), programme_year.ends


def _plausible(day: date, programme_year: AcademicYear) -> bool:
    first, last = plausible_span(programme_year)
    return first <= day <= last


def _written_dates(text: str) -> Iterator[_Written]:
    """Yield the dates in `text`; each stretch is read by the first pattern that fits it."""
    for pattern in _PATTERNS:
        while found := next((match for match in pattern.finditer(text) if _month(match["m"])), None):
            month = _month(found["m"])
            yield _Written(int(found["d"]), month or 0, _year(found["y"]))
            text = text[: found.start()] + " ~ " + text[found.end() :]


def _month(word: str) -> int | None:
    """Return the number of a month, as a figure, a name or a misspelt name; figures are not checked."""
    if word.isdigit():
        return int(word) or 99
    low = word.casefold()
    if low in _SHORT:
        return _SHORT[low]
    close = process.extract(low, _MONTHS, scorer=fuzz.ratio, score_cutoff=80, limit=2)
    return close[0][2] + 1 if close and len(low) > 2 else None


def _year(figures: str | None) -> int | None:
    """Return the year that is meant by its figures; one with three or five of them is no year (0)."""
    if not figures:
        return None
    return {2: 2000 + int(figures), 4: int(figures)}.get(len(figures), 0)


def _day(written: _Written, received: date) -> date | None:
    if written.year is not None:
        return _safe(written.year, written.month, written.day)
    # 29 February may be eight years back.
    candidates = (_safe(year, written.month, written.day) for year in range(received.year, received.year - 9, -1))
    return next((day for day in candidates if day and day <= received), None)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _invalid(
    text: str, written: list[_Written], days: list[date | None], received: date, programme_year: AcademicYear
) -> Doubt:
    if not written:
        suggestions = [received] if re.search(r"\btoday\b", text, re.IGNORECASE) else []
        return _doubt("date-invalid", f"The date {quoted(text)} cannot be read as a day.", text, suggestions)
    if len(written) > 1:
        return _doubt(
            "date-invalid", f"More than one date is written: {quoted(text)}.", text, [day for day in days if day]
        )
    one = written[0]
    turned = _day(_Written(one.month, one.day, one.year), received)
    if turned:
        message = f"The date {quoted(text)} has no month {one.month}; it may be written month first."
        return _doubt("date-invalid", message, text, [turned])
    guesses = [_safe(received.year, one.month, one.day)] if one.year == 0 else [_last_of_month(one)]
    message = f"There is no such day as {quoted(text)}."
    return _doubt("date-invalid", message, text, [day for day in guesses if day and _plausible(day, programme_year)])


def _last_of_month(written: _Written) -> date | None:
    """Return the last day of the month for a day that is one too many, such as 31 June."""
    following = _safe(written.year or 0, written.month + 1, 1)
    return following - timedelta(days=1) if following and written.day == following.replace(day=1).day + 30 else None


def _implausible(day: date, text: str, received: date, programme_year: AcademicYear) -> Doubt:
    first, last = plausible_span(programme_year)
    same_day = [_safe(year, day.month, day.day) for year in range(received.year, first.year - 1, -1)]
    likely = [other for other in same_day if other and first <= other <= min(last, received)]
    message = (
        f"The date {quoted(text)} cannot be right: a form for {programme_year} is signed between "
        f"{_in_words(first)} and {_in_words(last)}."
    )
    return _doubt("date-implausible", message, text, likely)


def _doubt(code: str, message: str, text: str, days: list[date]) -> Doubt:
    unique = dict.fromkeys(days)
    return Doubt(code, "date", message, text, tuple(Suggestion(_in_words(day), day.isoformat()) for day in unique))


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"
