"""How a reading is judged against gold: the rules that every evaluation of comments follows.

An item is right where the reading equals gold, every question that gold asks for is asked, and no other. Doubts are
compared by the question that they put to the school: a doubt about the years stops the letter under any of its codes.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from pipeline.model import Partner, Request
from pipeline.normalise.comments import CommentReading

YEARS, COUNTS = "which years", "how many classes"
FAMILIES = {
    "year-missing": YEARS,
    "year-unclear": YEARS,
    "year-reference-unclear": YEARS,
    "mixed-or-either": YEARS,
    "class-count-split": YEARS,
    "class-count-missing": COUNTS,
    "class-count-unclear": COUNTS,
    "class-count-conflict": COUNTS,
}
OPEN = {code for code in FAMILIES if code != "class-count-missing"} | {"contradiction"}
INFORMATION = {"outside-key-stage-2"}

Gold = dict[str, Any]


def verdict(item: Gold, reading: CommentReading) -> str:
    """Return "right", "needless" (a question too many), "missed" or "silent" (wrong, with nothing said)."""
    raised = {one.code for one in reading.doubts} - INFORMATION
    wanted, got = questions(set(item["flags"]) - INFORMATION), questions(raised)
    wrong = differs(item, reading)
    if (wrong or wanted) and not raised:
        return "silent"
    if wrong or wanted - got:
        return "missed"
    return "needless" if got - wanted else "right"


def questions(codes: set[str]) -> set[str]:
    """The families of the doubts; a question about the years asks for the number of classes too."""
    families = {FAMILIES.get(code, code) for code in codes}
    return families - {COUNTS} if YEARS in families else families


def differs(item: Gold, reading: CommentReading) -> bool:
    """Whether the reading asks for something else than gold; where gold is in doubt, any of its readings will do."""
    gold, flags = item["gold"], set(item["flags"])
    readings = [gold["requests"]]
    if flags & OPEN:
        readings += [*(gold.get("readings") or []), []]
        readings += [[{**one, "classes": None} for one in told] for told in readings[:-1]]
    return (
        _said(reading.requests) not in [_told(told) for told in readings]
        or {year for one in gold.get("fallbacks") or [] for year in one["years"]}
        != {year for one in reading.fallbacks for year in one.years}
        or set(gold.get("excluded_years") or []) != set(reading.excluded_years)
        or ("partner-unclear" not in flags and not _same_partners(gold.get("partners") or [], reading.partners))
    )


def _told(requests: list[Gold]) -> list[str]:
    return sorted(
        repr((tuple(one["years"]), bool(one.get("mixed")) and len(one["years"]) > 1, one.get("classes")))
        for one in requests
        if one["years"]
    )


def _said(requests: tuple[Request, ...]) -> list[str]:
    return sorted(repr((one.years, one.mixed and len(one.years) > 1, one.classes)) for one in requests if one.years)


def _same_partners(gold: list[Gold], read: tuple[Partner, ...]) -> bool:
    left = list(read)
    for one in gold:
        hit = next((other for other in left if other.relation.value == one["relation"] and _near(one, other)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _near(gold: Gold, read: Partner) -> bool:
    """Names alike; a place beside the name is optional."""
    first, second = _bare(gold.get("name")), _bare(read.name)
    if first == second:
        return True
    alike = first in second or second in first or SequenceMatcher(None, first, second).ratio() >= 0.85
    return bool(first and second and alike)


def _bare(name: str | None) -> str:
    words = re.findall(r"[a-z0-9]+", (name or "").lower().replace("'", "").replace("\u2019", ""))
    return " ".join(word for word in words if word not in {"the", "school", "primary"})
