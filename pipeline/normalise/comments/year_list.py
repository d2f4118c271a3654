"""Statement (2): "We would be willing to link an alternative year group": a short list of years (section 4)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.clauses.roles import Role
from pipeline.normalise.comments.clauses.split import split
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.names.school_names import Register
from pipeline.normalise.comments.scanning.scan import scan
from pipeline.normalise.comments.words.atoms import Line, Years
from pipeline.normalise.comments.words.tokens import tokenize
from pipeline.years import KEY_STAGE_2, AcademicYear, in_school_order, year_after

_FIELD = "alternative_years"
_NONE = re.compile(
    r"(?:none|nil|no|n\s*/?\s*a|not applicable|not? thank(?:s| you)|no others?|nothing|not any|none at all|no alternatives?|no other years?|not willing|[-–—/x0\s.]+)(?:[\s,.!]+(?:thanks?|thank you|please|at this time|this year|sorry))*[\s.!]*",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"\b(?:any(?!thing but)|all(?! of)|whichever|whatever|anything|open|flexible|don'?t mind|no preference)\b",
    re.IGNORECASE,
)
_EITHER_SIDE = re.compile(
    r"\b(?:above (?:or|and|/) below|below (?:or|and|/) above|either (?:side|way)|up or down|adjacent|neighbouring)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class YearListReading:
    """The years that statement (2) lists, in school order, and what is doubtful about them."""

    years: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_year_list(
    text: str, *, year: AcademicYear, form_date: date | None, requested: Collection[str], excluded: Collection[str]
) -> YearListReading:
    """Return the years listed in statement (2).

    "None", "n/a", "no" and a dash are an empty list; "any" is the key stage less the years requested and excluded.
    Counts, class nouns and courtesy beside a year are fine. What cannot be read is a `year-unclear` doubt.
    """
    written = text.strip()
    if not written or _NONE.fullmatch(written):
        return YearListReading()
    line = Line.of(tokenize(written))
    years: list[str] = []
    ruled_out: set[str] = set()
    unclear = False
    whole = False
    for clause in split(line, scan(line, Register.of(()))):
        for atom in clause.atoms:
            if not isinstance(atom.value, Years) and atom.kind != "codes":
                continue
            codes = (
                atom.value.codes
                if isinstance(atom.value, Years)
                else tuple(f"Y{number}" for code in atom.value for number in code)
            )
            unclear = unclear or (isinstance(atom.value, Years) and atom.value.doubt is not None) or not codes
            if clause.role is Role.EXCLUDE:
                ruled_out.update(codes)
            elif isinstance(atom.value, Years) and atom.value.stage == "many":
                whole = True
                years.extend(codes)
            else:
                years.extend(codes)
    bare = [] if years else _bare_numbers(written)
    years.extend(bare)
    if whole:
        years = [code for code in years if code not in requested]
    if not years and _EITHER_SIDE.search(written):
        years = [
            near
            for code in requested
            for step in (-1, 1)
            if (near := year_after(code, step)) is not None and near not in requested
        ]
    elif not years and (_ANY.search(written) or ruled_out):
        years = [code for code in KEY_STAGE_2 if code not in requested and code not in excluded]
    found = tuple(code for code in in_school_order(years) if code not in ruled_out)
    if unclear or not found:
        return YearListReading(
            found,
            (
                doubt(
                    "year-unclear",
                    f"“{written}” does not say clearly which years would do instead.",
                    written,
                    [[Request((code,), False, None)] for code in found],
                    (0, len(text)),
                    _FIELD,
                ),
            ),
        )
    return YearListReading(found)


def _bare_numbers(written: str) -> list[str]:
    """ "3, 5": numbers alone are years here, because years are what the statement asks for."""
    if not re.fullmatch(
        r"[\s\d,;&/+.-]*(?:(?:and|or)[\s\d,;&/+.-]*)*(?:please|only|thanks)?[\s.]*", written, re.IGNORECASE
    ):
        return []
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    return [f"Y{number}" for number in numbers] if numbers and all(1 <= number <= 13 for number in numbers) else []
