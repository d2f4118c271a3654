"""What a coordinator types into the editor of a field, as the value that a decision holds.

Each editor is a pair: what the fields of the page show at first, and how they are read back. What cannot be
understood is told with the name of the field it was typed into, never guessed at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.model import Answer, Evidence, Expression, Partner, PersonName, Relation, Request, SchoolName, Signature
from pipeline.output import wording
from pipeline.output.clean import one_line
from pipeline.programme import Programme
from pipeline.review.asked import as_json
from pipeline.years import YEAR_CODES, AcademicYear, in_school_order

Fields = list[tuple[str, str]]

# Which editor each field has; what is not here cannot be corrected by hand.
EDITORS: dict[str, str] = {
    "school": "school",
    "requests": "requests",
    "fallbacks": "requests",
    "excluded_years": "years",
    "alternative_years": "years",
    "near_year_ok": "yes-no",
    "telephones": "lines",
    "emails": "lines",
    "other_wishes": "lines",
    "headteacher": "text",
    "partners": "partners",
    "kinds": "kinds",
    "signed": "signed",
    "date": "date",
    "edition": "edition",
}
MOST_CLASSES = 9
_MOST_LINES = 20
_LONGEST = 300


@dataclass(slots=True)
class Correction:
    """What was sent: the `value` it makes, or the mistakes in it, each with the id of the field it is in."""

    value: Any = None
    mistakes: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, where: str, words: str) -> None:
        """Add a mistake."""
        self.mistakes.append((where, words))


class Sent:
    """The fields of a form as they were sent."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """Return a field on one line, empty where it was not sent."""
        return one_line(self.raw(name))[:_LONGEST]

    def raw(self, name: str) -> str:
        """Return a field as it was typed."""
        return next((value for each, value in self._fields if each == name), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a field that may be sent several times."""
        return [value for each, value in self._fields if each == name]

    def lines(self, name: str) -> list[str]:
        """Return the lines of a field that are not empty."""
        lines = [one_line(line)[:_LONGEST] for line in self.raw(name).splitlines()]
        return [line for line in lines if line]


def corrected(name: str, sent: Sent, before: Expression, programme: Programme) -> Correction:
    """Read the editor of a field."""
    made = Correction()
    _READERS[name](name, sent, before, programme, made)
    return made


# --- one reader an editor ---------------------------------------------------------------------------------------


def _requests(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    asked = []
    for row in range(_MOST_LINES):
        codes, said = _codes(sent.all(f"years-{row}")), sent.one(f"classes-{row}")
        if not codes:
            if said and said != "unsaid":
                made.wrong(f"years-{row}-first", f"Line {row + 1}: choose the year group for {_classes(said)}.")
            continue
        together = sent.one(f"together-{row}")
        if len(codes) > 1 and together not in ("mixed", "any"):
            words = "say whether each class has all these years in it, or any one of them will do"
            made.wrong(f"together-{row}-mixed", f"Line {row + 1}: {words}.")
        classes = int(said) if said.isascii() and said.isdigit() and 1 <= int(said) <= MOST_CLASSES else None
        asked.append(Request(codes, together == "mixed" and len(codes) > 1, classes))
    if not asked and name == "requests" and not made.mistakes:
        made.wrong("years-0-first", "Choose at least one year group.")
    made.value = as_json(tuple(asked))


def _classes(said: str) -> str:
    return wording.counted(int(said), "class", "classes") if said.isascii() and said.isdigit() else "these classes"


def _years(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    made.value = list(_codes(sent.all("years")))


def _yes_no(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    answers = {"yes": True, "no": False, "unsaid": None}
    said = sent.one("answer")
    if said not in answers:
        made.wrong("answer-yes", "Choose Yes, No, or Not said.")
    made.value = answers.get(said)


def _lines(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    read = {"telephones": _telephones, "emails": _emails}.get(name)
    lines = sent.lines("lines")[:_MOST_LINES]
    made.value = read(lines, made) if read else lines


def _telephones(lines: list[str], made: Correction) -> list[str]:
    from pipeline.normalise.telephone import find_telephones

    numbers: list[str] = []
    for line in lines:
        found = find_telephones(line)
        bad = [each.written for each in found if each.number is None]
        if not found or bad:
            wrong = bad[0] if bad else line
            made.wrong("lines", f"“{wrong}” is not a telephone number. {_digits(wrong)}".strip())
        numbers += [each.number for each in found if each.number]
    return list(dict.fromkeys(numbers))


def _digits(text: str) -> str:
    """Say how many figures too few or too many a British number has."""
    figures = sum(char.isdigit() for char in text)
    if not text.lstrip("( ").startswith("0") or not figures or figures == 11:
        return "Type it with its area code, such as 01772 538416."
    missing = 11 - figures
    return f"It has {wording.counted(abs(missing), 'figure')} too {'few' if missing > 0 else 'many'}."


def _emails(lines: list[str], made: Correction) -> list[str]:
    from pipeline.normalise.email import find_emails

    addresses: list[str] = []
    for line in lines:
        found = find_emails(line)
        if not found or any(each.address is None for each in found):
            made.wrong("lines", f"“{line}” is not an email address. One looks like office@school.sch.uk.")
        addresses += [each.address for each in found if each.address]
    return list(dict.fromkeys(addresses))


def _person(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    from pipeline.normalise.person import read_person

    text = sent.one("text")
    made.value = as_json(read_person(Answer(text, Evidence("typed"))) if text else PersonName())


def _school(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    text, urn = sent.one("text"), sent.one("urn").replace(" ", "")
    if not text:
        made.wrong("text", "Type the name of the school.")
    if urn and not (len(urn) == 6 and urn.isascii() and urn.isdigit()):
        made.wrong("urn", "A URN has six figures. Leave it empty if you do not know it.")
    made.value = as_json(SchoolName(text or None, before.school.as_written, urn or None))


def _partners(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    partners = []
    for row in range(_MOST_LINES):
        school, relation = sent.one(f"name-{row}"), sent.one(f"relation-{row}")
        if relation in set(Relation) and (school or relation == Relation.RENEW):
            partners.append(Partner(school or None, Relation(relation)))
        elif school:
            made.wrong(f"relation-{row}", f"Choose what they want of {school}.")
        elif relation in set(Relation):
            made.wrong(f"name-{row}", "Type the name of the school.")
    made.value = as_json(tuple(partners))


def _kinds(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    kinds = [kind for kind in wording.KINDS_IN_BRIEF if kind in sent.all("kinds")]
    if "no-preference" in kinds and len(kinds) > 1:
        made.wrong("kinds-no-preference", "“No preference” goes with nothing else.")
    made.value = kinds


def _signed(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    answer, text = sent.one("answer"), sent.one("text")
    if answer not in ("yes", "no"):
        made.wrong("answer-yes", "Choose whether it is signed.")
    made.value = as_json(Signature(answer == "yes", (text or None) if answer == "yes" else None))


def _date(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    parts = [sent.one(part) for part in ("day", "month", "year")]
    if not any(parts):
        return  # No date: what stands there is taken away.
    try:
        day, month, year = (int(part) for part in parts)
        made.value = date(year + 2000 if year < 100 else year, month, day).isoformat()
    except (ValueError, OverflowError):
        made.wrong("day", "This is not a date. Type it in figures, such as 4 7 2025 for 4 July 2025.")


def _edition(name: str, sent: Sent, before: Expression, programme: Programme, made: Correction) -> None:
    text = sent.one("text")
    year = AcademicYear.parse(text) if text else None
    if text and year is None:
        made.wrong("text", "Type the school year as it is printed on the form, such as 2025-26.")
    made.value = str(year) if year else None


def _codes(sent: list[str]) -> tuple[str, ...]:
    return in_school_order(code for code in sent if code in YEAR_CODES)


_READERS: dict[str, Callable[[str, Sent, Expression, Programme, Correction], None]] = {
    "school": _school,
    "requests": _requests,
    "fallbacks": _requests,
    "excluded_years": _years,
    "alternative_years": _years,
    "near_year_ok": _yes_no,
    "telephones": _lines,
    "emails": _lines,
    "other_wishes": _lines,
    "headteacher": _person,
    "partners": _partners,
    "kinds": _kinds,
    "signed": _signed,
    "date": _date,
    "edition": _edition,
}


# --- what the editors show at first -----------------------------------------------------------------------------


def as_sent(name: str, held: Expression) -> Sent:
    """Return what a record holds as the fields of its editor."""
    return Sent(_SHOWN[EDITORS[name]](name, held))


def _show_requests(name: str, held: Expression) -> Fields:
    fields: Fields = []
    for row, asked in enumerate(getattr(held, name)):
        fields += [(f"years-{row}", code) for code in asked.years]
        fields += [(f"classes-{row}", str(asked.classes or "unsaid"))]
        if len(asked.years) > 1:
            fields += [(f"together-{row}", "mixed" if asked.mixed else "any")]
    return fields


def _show_partners(name: str, held: Expression) -> Fields:
    return [
        pair
        for row, partner in enumerate(held.partners)
        for pair in ((f"name-{row}", partner.name or ""), (f"relation-{row}", partner.relation.value))
    ]


def _show_lines(name: str, held: Expression) -> Fields:
    shown = wording.telephone if name == "telephones" else one_line
    return [("lines", "\n".join(map(shown, getattr(held, name))))]


def _show_yes_no(name: str, held: Expression) -> Fields:
    return [("answer", "unsaid" if held.near_year_ok is None else "yes" if held.near_year_ok else "no")]


def _show_signed(name: str, held: Expression) -> Fields:
    return [("answer", "yes" if held.signed.present else "no"), ("text", held.signed.name or "")]


def _show_date(name: str, held: Expression) -> Fields:
    day = held.date
    return [("day", str(day.day)), ("month", str(day.month)), ("year", str(day.year))] if day else []


def _show_school(name: str, held: Expression) -> Fields:
    return [("text", held.school.name or held.school.as_written or ""), ("urn", held.school.urn or "")]


def _show_text(name: str, held: Expression) -> Fields:
    return [("text", held.headteacher.name or "")]


_SHOWN: dict[str, Callable[[str, Expression], Fields]] = {
    "school": _show_school,
    "requests": _show_requests,
    "years": lambda name, held: [("years", code) for code in getattr(held, name)],
    "yes-no": _show_yes_no,
    "lines": _show_lines,
    "text": _show_text,
    "partners": _show_partners,
    "kinds": lambda name, held: [("kinds", kind) for kind in held.kinds],
    "signed": _show_signed,
    "date": _show_date,
    "edition": lambda name, held: [("text", held.edition or "")],
}


def rows_shown(name: str, sent: Sent, least: int = 2) -> int:
    """Return how many lines an editor of several has: those that are filled in, and some to add to."""
    prefix = "years" if EDITORS[name] == "requests" else "name"
    other = "classes" if prefix == "years" else "relation"
    filled = [row for row in range(_MOST_LINES) if sent.all(f"{prefix}-{row}") or sent.one(f"{other}-{row}")]
    return min(max(least, (filled[-1] + 2) if filled else 0), _MOST_LINES)
