"""A table in the comments with the years side by side and what is said of each below it.

Read line by line its numbers would go to the wrong years: the coordinator is asked, with the columns as a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.model import Doubt, Request, Suggestion
from pipeline.normalise.text import quoted, tidy
from pipeline.validate.rules import Case, rule
from pipeline.years import in_words, year_code

_YEAR = re.compile(r"(?:y|yr|year)s?\.?\s*(\d{1,2})", re.IGNORECASE)
_MANY = re.compile(r"x?\s*(\d)\s*(?:x|class(?:es)?)?", re.IGNORECASE)
_TICK = re.compile(r"[✓✔☑☒xX√]|yes", re.IGNORECASE)
_FEWEST = 2  # years in a row of a table


@rule("class-count-unclear")
def years_side_by_side(case: Case) -> Iterable[Doubt]:
    for head, below in pairwise(case.expression.comments.split("\n")):
        years = [_YEAR.fullmatch(cell) for cell in _cells(head)]
        cells = _cells(below)
        if sum(map(bool, years)) < _FEWEST or len(cells) < _FEWEST or any(map(_YEAR.search, cells)):
            continue
        codes = [year_code(int(year[1])) if year else None for year in years]
        requests = _by_column(codes, cells) if len(codes) == len(cells) else []
        if requests and tuple(requests) == tuple(case.expression.requests):
            continue
        shown = ", ".join(
            f"{in_words(request.years[0])}: {'some' if request.classes is None else request.classes}"
            for request in requests
        )
        suggestions = (Suggestion(shown, requests),) if requests else ()
        message = f"The comments hold a table with years side by side: {quoted(f'{head} / {below}')}. Which classes are meant?"
        yield Doubt("class-count-unclear", "comments", message, tidy(f"{head} / {below}"), suggestions)


def _cells(line: str) -> list[str]:
    return [tidy(cell) for cell in line.split("|")] if "|" in line else []


def _by_column(codes: Sequence[str | None], cells: Sequence[str]) -> list[Request]:
    """Return what each column asks for, as far as it is a number or a tick."""
    out = []
    for code, cell in zip(codes, cells, strict=True):
        many = _MANY.fullmatch(cell)
        if code and (many or _TICK.fullmatch(cell)) and cell != "0":
            out.append(Request((code,), classes=int(many[1]) if many else None))
    return out
