"""Year groups and academic years of English schools.

Year codes run from `N` (nursery) and `R` (reception) to `Y1` … `Y13`. An academic year begins on 1 September and
is written "2025-26" (reading guide, section 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

YEAR_CODES: tuple[str, ...] = ("N", "R", *(f"Y{n}" for n in range(1, 14)))
KEY_STAGE_2: tuple[str, ...] = ("Y3", "Y4", "Y5", "Y6")

STAGES: dict[str, tuple[str, ...]] = {
    "EYFS": ("N", "R"),
    "infants": ("R", "Y1", "Y2"),
    "KS1": ("Y1", "Y2"),
    "KS2": KEY_STAGE_2,
    "LKS2": ("Y3", "Y4"),
    "UKS2": ("Y5", "Y6"),
    "KS3": ("Y7", "Y8", "Y9"),
    "KS4": ("Y10", "Y11"),
    "sixth form": ("Y12", "Y13"),
}

_ORDER = {code: position for position, code in enumerate(YEAR_CODES)}
_ACADEMIC_YEAR = re.compile(r"(?P<start>20\d\d)\s*[-/–—]\s*(?P<end>(?:20)?\d\d)")


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """The academic year that begins on 1 September of `start`."""

    start: int

    @classmethod
    def parse(cls, text: str) -> AcademicYear | None:
        """Return the academic year that `text` is ("2025-26", "2025/2026", "2025–26"), or None."""
        found = _ACADEMIC_YEAR.fullmatch(text.strip())
        if found is None or (int(found["start"]) + 1) % 100 != int(found["end"]) % 100:
            return None
        return cls(int(found["start"]))

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """Return the academic year that `day` falls in."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def begins(self) -> date:
        return date(self.start, 9, 1)

    @property
    def ends(self) -> date:
        return date(self.start + 1, 8, 31)

    def __add__(self, years: int) -> AcademicYear:
        return AcademicYear(self.start + years)

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"


def in_school_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the year codes once each, youngest children first.

    Raises KeyError for what is no year code.
    """
    return tuple(sorted(set(codes), key=_ORDER.__getitem__))


def year_code(number: int) -> str | None:
    """Return the code of Year `number`, or None where there is no such year group."""
    return f"Y{number}" if 1 <= number <= 13 else None


def years_between(first: str, last: str) -> tuple[str, ...]:
    """Return every year code from `first` to `last`, both included; empty where they run backwards."""
    return YEAR_CODES[_ORDER[first] : _ORDER[last] + 1]


def year_after(code: str, by: int = 1) -> str | None:
    """Return the year group that the children of `code` are in `by` years later, or None outside school."""
    position = _ORDER[code] + by
    return YEAR_CODES[position] if 0 <= position < len(YEAR_CODES) else None


def year_of_ages(younger: int) -> str | None:
    """Return the year group whose children turn from `younger` to `younger + 1` during the year.

    Year *n* is age n+4 to n+5: nine to ten year olds are Year 5, four to five year olds reception.
    """
    position = younger - 3
    return YEAR_CODES[position] if 0 <= position < len(YEAR_CODES) else None


def in_words(code: str) -> str:
    """Return how a letter writes a year group: "Year 4", "Reception", "Nursery"."""
    return {"N": "Nursery", "R": "Reception"}.get(code) or f"Year {code[1:]}"
