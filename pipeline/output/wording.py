"""The plain English that letters, report, workbook and review page share.

Every value that a record can hold has one way of being said here, so that a school and the coordinator read the
same words for the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.model import (
    Flag,
    Outcome,
    Partner,
    Record,
    Relation,
    Request,
    Severity,
    State,
    Suggestion,
)
from pipeline.output.clean import one_line
from pipeline.years import YEAR_CODES, in_words

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
# Not from the system: its language is not always English.
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

# Each finishes "You would like your link school to be …", in the order in which a list of them reads well.
KINDS: dict[str, str] = {
    "small": "small",
    "large": "large",
    "new-partner": "new to you",
    "similar": "like yours",
    "contrasting": "different from yours",
    "nearby": "near you",
    "further-away": "further away from you",
    "urban": "in a town or city",
    "rural": "in the country",
    "faith": "a faith school",
    "non-faith": "not a faith school",
    "mainstream": "a mainstream school",
    "special": "a special school",
}

# The same, as the coordinator's tables say them of a school.
KINDS_IN_BRIEF: dict[str, str] = {
    "contrasting": "different from theirs",
    "similar": "like theirs",
    "urban": "town or city",
    "rural": "country",
    "small": "small",
    "large": "large",
    "faith": "faith school",
    "non-faith": "not a faith school",
    "nearby": "near them",
    "further-away": "further away",
    "mainstream": "mainstream school",
    "special": "special school",
    "new-partner": "a new partner",
    "no-preference": "no preference",
}

FLAG_TITLES: dict[str, str] = {
    "year-missing": "Year group not said",
    "year-unclear": "Year group not clear",
    "year-reference-unclear": "This year’s class, or next year’s?",
    "mixed-or-either": "A mixed class, or either year?",
    "class-count-missing": "Number of classes not said",
    "class-count-unclear": "Number of classes not clear",
    "class-count-split": "How are the classes divided between the years?",
    "class-count-conflict": "The numbers of classes do not agree",
    "choice-unmarked": "Statement (1): neither Yes nor No is marked",
    "choice-unclear": "Statement (1): not clear whether Yes or No",
    "contradiction": "Two things that do not go together",
    "school-missing": "Name of the school missing",
    "school-unknown": "School not in the register",
    "school-ambiguous": "More than one school of this name",
    "email-missing": "Email address missing",
    "email-invalid": "Email address cannot be right",
    "telephone-missing": "Telephone number missing",
    "telephone-invalid": "Telephone number cannot be right",
    "headteacher-missing": "Name of the headteacher missing",
    "signature-missing": "Not signed",
    "date-missing": "Not dated",
    "date-invalid": "Date cannot be read",
    "date-implausible": "Date is unlikely",
    "old-edition": "Last year’s form",
    "partner-unclear": "Not clear what they want of a partner school",
    "unread-text": "A remark that needs a person to read it",
    "low-confidence": "Hard to read",
    "outside-key-stage-2": "Outside Key Stage 2",
}

FIELDS: dict[str, str] = {
    "school": "Name of school",
    "contact": "Telephone and email",
    "telephone": "Telephone",
    "telephones": "Telephone",
    "email": "Email",
    "emails": "Email",
    "headteacher": "Headteacher",
    "comments": "Comments",
    "requests": "Classes asked for",
    "fallbacks": "If that is not possible",
    "excluded_years": "Not these years",
    "partners": "Partner schools named",
    "kinds": "Kind of school wished for",
    "other_wishes": "Other wishes",
    "near_year_ok": "Statement (1): exact year match not essential",
    "alternative_years": "Statement (2): other year groups",
    "signed": "Signed",
    "date": "Date",
    "edition": "Year printed on the form",
}

SEVERITIES: dict[Severity, str] = {
    Severity.BLOCKING: "A question: the letter waits for you",
    Severity.CHECK: "To check: the letter asks the school",
    Severity.INFO: "For information",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.ACCEPTED: "In use",
    Outcome.SUPERSEDED: "Replaced by a later form",
    Outcome.DUPLICATE: "The same again",
    Outcome.BLANK_FORM: "Form with nothing filled in",
    Outcome.NOT_A_FORM: "Not an expression of interest",
    Outcome.UNREADABLE: "Could not be read",
    Outcome.CONTAINER: "Email or zip folder, opened",
}

_RELATIONS: dict[Relation, str] = {
    Relation.RENEW: "carry on with",
    Relation.PAIR: "link with",
    Relation.AVOID: "not again with",
}


# --- small words ----------------------------------------------------------------------------------------------


def number(count: int) -> str:
    """Return a whole number as a letter writes it: in words up to twelve."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return a number in figures with its noun: "1 form", "12 forms"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: Iterable[str], joiner: str = "and") -> str:
    """Return "a", "a and b" or "a, b and c"."""
    *head, last = parts if (parts := list(parts)) else [""]
    return f"{', '.join(head)} {joiner} {last}" if head else last


def sentence(text: str) -> str:
    """Return `text` with a capital at its start and a full stop at its end."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def capital(text: str) -> str:
    """Return `text` with a capital at its start, but for an email address."""
    return text if "@" in text else text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Return the school's own words between quotation marks, on one line."""
    words = one_line(text).strip('“”" ')
    return f"“{words}”" if words else ""


def quoting(lead: str, texts: Iterable[str]) -> str:
    """Return a sentence that ends in the school's own words: 'You also told us: “by the seaside”.'"""
    words = f"{lead} {listed(map(quoted, texts))}"
    return words if words.endswith((".”", "!”", "?”", "…”")) else words + "."


def day(value: date) -> str:
    """Return a date as 1 December 2025."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return a time as 7 July 2025, 4.20pm, in local time."""
    local = value.astimezone(zone)
    return f"{day(local)}, {local.hour % 12 or 12}.{local:%M}{'am' if local.hour < 12 else 'pm'}"


# --- years and classes ----------------------------------------------------------------------------------------


def years(codes: Sequence[str], joiner: str = "and") -> str:
    """Return year groups in words: "Year 4", "Year 3, 4 or 5", "Reception and Year 1"."""
    if len(codes) > 1 and all(code.startswith("Y") for code in codes):
        return f"Year {listed((code[1:] for code in codes), joiner)}"
    return listed((in_words(code) if code in YEAR_CODES else one_line(code) for code in codes), joiner)


def request(asked: Request) -> str:
    """Return a request as a letter says it: "two Year 4 classes", "one class, from Year 3, 4 or 5"."""
    count, noun = asked.classes, "class" if asked.classes == 1 else "classes"
    if not asked.years:
        return f"{number(count)} {noun} (year group not said)" if count is not None else "a class (year group not said)"
    if asked.mixed and len(asked.years) > 1:
        which = f"mixed {years(asked.years)}"
        return (
            f"{number(count)} {which} {noun}" if count is not None else f"{which} classes (number of classes not said)"
        )
    if len(asked.years) > 1:
        which = years(asked.years, "or")
        return f"{number(count)} {noun}, from {which}" if count is not None else f"{which} (number of classes not said)"
    which = years(asked.years)
    return f"{number(count)} {which} {noun}" if count is not None else f"{which} (number of classes not said)"


def classes(asked: Request) -> str:
    """Return what a request asks for, without its number: "Year 5 classes", "mixed Year 3 and 4 classes"."""
    mixed = "mixed " if asked.mixed and len(asked.years) > 1 else ""
    return f"{mixed}{years(asked.years, 'and' if asked.mixed else 'or')} classes".strip()


def answer(asked: Sequence[Request]) -> str:
    """Return requests as an answer to choose: a number that is not said goes unmentioned, for it is asked besides."""

    def one(each: Request) -> str:
        if each.classes is not None or not each.years:
            return request(each)
        either = "" if each.mixed or len(each.years) == 1 else ", either year" if len(each.years) == 2 else ", any year"
        return f"{classes(each)}{either}"

    return _in_one_phrase(list(map(one, asked)))


def requests(asked: Sequence[Request]) -> str:
    """Return several requests in one phrase: "two Year 4 classes and one mixed Year 5 and 6 class"."""
    return _in_one_phrase([request(each) for each in asked])


def _in_one_phrase(parts: list[str]) -> str:
    # "two classes, from Year 3 or 4, and one Year 6 class": a list of lists needs a stronger pause.
    if len(parts) > 1 and any("," in part for part in parts):
        return "; ".join(parts[:-1]) + "; and " + parts[-1]
    return listed(parts)


def request_in_brief(asked: Request) -> str:
    """Return a request as a table says it: "2 × Year 5", "1 mixed Year 3 and 4 class"."""
    mixed = asked.mixed and len(asked.years) > 1
    which = f"mixed {years(asked.years)}" if mixed else years(asked.years, "or") or "year not said"
    if asked.classes is None:
        return f"{which}{' classes' if mixed else ''} (number not said)"
    return (
        f"{asked.classes} {which} {'class' if asked.classes == 1 else 'classes'}"
        if mixed
        else f"{asked.classes} × {which}"
    )


def requests_in_brief(asked: Sequence[Request]) -> str:
    """Return several requests as a table says them, with semicolons between."""
    return "; ".join(request_in_brief(each) for each in asked)


# --- partners, kinds, flags, states ---------------------------------------------------------------------------


def partner_in_brief(partner: Partner) -> str:
    """Return what is wanted of a partner, as a table says it: "carry on with Wyre Moss Primary"."""
    name = one_line(partner.name) if partner.name else "last year’s school (not named)"
    return f"{_RELATIONS[partner.relation]} {name}"


def kinds_in_brief(kinds: Iterable[str]) -> str:
    """Return kinds of school as a table says them."""
    return ", ".join(KINDS_IN_BRIEF.get(kind, kind) for kind in kinds)


def flag_title(flag: Flag) -> str:
    """Return a flag's heading in words; its code with spaces for a code that is not known here."""
    return FLAG_TITLES.get(flag.code) or sentence(flag.code.replace("-", " ")).rstrip(".")


def field(name: str) -> str:
    """Return the name of a field in words."""
    return FIELDS.get(name) or FIELDS.get(name.split(".")[0]) or name.replace("_", " ").capitalize()


def open_questions(record: Record) -> tuple[Flag, ...]:
    """Return the flags for which a held record waits."""
    return tuple(flag for flag in record.flags if flag.severity is Severity.BLOCKING)


def state(record: Record) -> str:
    """Return where a record stands: "Ready", "Held: 3 questions", "Decided"."""
    if record.state is State.HELD:
        return f"Held: {counted(len(open_questions(record)) or 1, 'question')}"
    return "Decided" if record.state is State.DECIDED else "Ready"


def school(record: Record, fallback: str = "School not named") -> str:
    """Return the name by which a record is shown."""
    name = record.expression.school
    return one_line(name.name or "") or one_line(name.as_written or "") or fallback


def yes_no(answer: bool | None) -> str:
    """Return "Yes", "No" or "Not said"."""
    return "Not said" if answer is None else "Yes" if answer else "No"


def telephone(value: str) -> str:
    """Return a number as it is dialled: "01772 538416" at home, "+353 1 234 5678" from abroad."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return one_line(value)
    home = parsed.country_code == 44
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def choice(suggestion: Suggestion) -> str:
    """Return a suggestion's label; a telephone number as it is dialled."""
    label = one_line(suggestion.label)
    return telephone(label) if label.startswith("+") and label[1:].isdigit() else label
