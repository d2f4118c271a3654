"""The words of each field, read by the same readers as the forms; what they doubt is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.corrections.question import Question, as_json, beside_the_doubt
from pipeline.model import Answer, Evidence, Record, Relation, Request
from pipeline.normalise.text import plain_words, tidy
from pipeline.output import wording
from pipeline.programme import Programme
from pipeline.store import Shapes

if TYPE_CHECKING:
    from pipeline.normalise.comments import CommentReader, CommentReading
    from pipeline.normalise.register import SchoolRegister


class RefusedError(Exception):
    """What was typed is not certain. The message says why, and what to write instead."""


@dataclass(frozen=True)
class Tools:
    """What reading an answer needs; what is slow to load is loaded when it is first needed. `at` is when it was typed."""

    programme: Programme
    at: datetime

    @cached_property
    def register(self) -> SchoolRegister | None:
        from pipeline.normalise.register import SchoolRegister

        return SchoolRegister.load(self.programme.register_file) if self.programme.register_file else None

    @cached_property
    def comment_reader(self) -> CommentReader:
        from pipeline.normalise.comments import CommentReader

        return CommentReader(self.programme.year, self.register.names if self.register else ())

    def read(self, text: str) -> CommentReading:
        """Return what words in the language of the comments say on the day on which they were typed."""
        return self.comment_reader.read(text, self.at.date())


Reading = tuple[str, Any]  # the field, and what it is to hold
_REQUEST_CODES = ("year-", "class-", "mixed-", "low-confidence", "contradiction")
_EXAMPLE = (
    "Please write the classes like this: “two Y4 classes and one mixed Y5/6 class”, or “one Y4 class; or Y5; not Y6”."
)


def accepted(question: Question, record: Record) -> Any:
    """Return what a decision holds that leaves the reading of a field as it stands."""
    held = record.expression
    if question.which:
        raise RefusedError("please say whether it is the same school or another one.")
    match question.field.split(".")[0]:
        case "comments" if question.code.startswith(_REQUEST_CODES):
            if not held.requests or not all(asked.years for asked in held.requests):
                raise RefusedError(f"no year group was read that could be left as it is. {_EXAMPLE}")
            return as_json(held.requests)
        case "comments":
            return held.comments
        case "school":
            if not held.school.name:
                raise RefusedError("no name was read that could be left as it is. Please write the school’s name.")
            return asdict(held.school)
        case "headteacher" | "signed" as name:
            return asdict(getattr(held, name))
        case "date":
            return held.date.isoformat() if held.date else None
        case name:
            return Shapes().plain(getattr(held, name, None))


# --- the comments ---------------------------------------------------------------------------------------------

# Words that may stand between classes and say nothing more.
_LINKS = frozenset(
    (
        "a", "an", "and", "any", "are", "both", "each", "for", "from", "i", "in", "is", "it", "mean", "meant", "of", "our",
        "please", "plus", "s", "school", "she", "the", "their", "them", "there", "they", "this", "want", "wants", "with",
        "would", "like",
    )
)  # fmt: skip
_NUMBER_OPEN = re.compile(
    r"[,;(–-]?\s*\b(?:number|how many)\b[^,;)]*\b(?:not (?:said|known|sure)|unknown|open|later)\b\)?", re.I
)
# Her own shorthand: what stands after a semicolon and "or" is taken if the first cannot be had.
_INSTEAD = re.compile(r"\s*;\s*(?:or(?: else)?|else|otherwise)\b[,:]?\s*", re.I)
_WHOLE = re.compile(r"\b(?:only|just|nothing else|no others?|that is all)\b", re.I)


def _comments(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    if question.code == "partner-unclear":
        return _partners(text, record, tools)
    if (count := re.fullmatch(r"(\d)(?: class(?:es)?)?", text, re.I)) and question.code.startswith("class-count-"):
        return "comments", as_json(_counted(int(count[1]), record))
    number_open = _NUMBER_OPEN.search(text) is not None
    plain = _INSTEAD.sub("; if not possible, ", _NUMBER_OPEN.sub(" ", text)).strip(" ,;.")
    reading = tools.read(plain)
    doubts = [doubt for doubt in reading.doubts if not (number_open and doubt.code == "class-count-missing")]
    if doubts:
        raise RefusedError(_why_not(doubts[0].code, doubts[0].message))
    if not reading.requests:
        raise RefusedError(f"it names no classes. {_EXAMPLE}")
    if reading.partners or reading.kinds or reading.other_wishes:
        raise RefusedError(f"only what is said of the classes can be kept here. {_EXAMPLE}")
    unknown = [
        word
        for span in reading.spans
        if span.label == "word"
        for word in plain_words(plain[span.start : span.end]).split()
        if word not in _LINKS
    ]
    if unknown:
        raise RefusedError(f"“{unknown[0]}” is not clear. {_EXAMPLE}")
    others = beside_the_doubt(question, record, reading.requests)
    if others and not _WHOLE.search(text):
        raise RefusedError(
            f"the school also asks for {wording.requests(others)}. Please write everything that it asks for, or add “only”."
        )
    asked = as_json(reading.requests)
    if not reading.fallbacks and not reading.excluded_years:
        return "comments", asked
    # What is not mentioned stays as it was read.
    besides: dict[str, Any] = {"requests": asked}
    if reading.fallbacks:
        besides["fallbacks"] = as_json(reading.fallbacks)
    if reading.excluded_years:
        besides["excluded_years"] = list(reading.excluded_years)
    return "comments", besides


def _counted(number: int, record: Record) -> tuple[Request, ...]:
    """Give a number of classes to the one request that lacks it."""
    held = record.expression.requests
    lacking = [asked for asked in held if asked.classes is None and asked.years]
    if len(lacking) != 1 or not 1 <= number <= 9:
        raise RefusedError(f"it is not certain which classes are counted. {_EXAMPLE}")
    return tuple(Request(each.years, each.mixed, number) if each is lacking[0] else each for each in held)


def _why_not(code: str, message: str) -> str:
    if code == "class-count-missing":
        return f"the number of classes is not said. {_EXAMPLE} Or add “number not known”."
    if code in ("year-missing", "year-unclear"):
        return f"it does not say which year group. {_EXAMPLE}"
    if code == "mixed-or-either":
        return "it may be a mixed class, or either year. Please write “one mixed Y3/4 class” or “one class, Y3 or Y4”."
    return f"{message[:1].lower()}{message[1:].rstrip('.')}. {_EXAMPLE}"


def _partners(text: str, record: Record, tools: Tools) -> Reading:
    held = record.expression.partners
    if plain_words(text) in ("none", "no", "no preference", "nobody", "no school", "they don t mind", "anyone"):
        return "partners", [asdict(each) for each in held if each.name]
    reading = tools.read(text)
    doubts = [doubt for doubt in reading.doubts if doubt.code != "year-missing"]
    if doubts or not reading.partners or not all(each.name for each in reading.partners) or reading.requests:
        raise RefusedError("please write “carry on with”, “link with” or “not” and the name of the school, or “none”.")
    named = {plain_words(each.name or "") for each in reading.partners}
    renewed = any(each.relation is Relation.RENEW for each in reading.partners)
    kept = [each for each in held if plain_words(each.name or "") not in named and (each.name or not renewed)]
    return "partners", [asdict(each) for each in (*kept, *reading.partners)]


# --- the statements -------------------------------------------------------------------------------------------

_YES = frozenset(
    (
        "yes", "y", "true", "yep", "yes please", "yes that is fine", "not essential", "it is not essential",
        "a near year will do", "near year ok",
    )
)  # fmt: skip
_NO = frozenset(
    (
        "no", "n", "false", "nope", "essential", "it is essential", "must be the same", "exact year only",
        "same year only",
    )
)  # fmt: skip


def _near_year(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    plain = plain_words(text)
    if plain in _YES or plain in _NO:
        return "near_year_ok", plain in _YES
    raise RefusedError("please write “yes” (a near year group will do) or “no” (it must be the same year group).")


def _alternative_years(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    from pipeline.normalise.comments import read_year_list

    held = record.expression
    requested = {code for asked in held.requests for code in asked.years}
    reading = read_year_list(
        text,
        year=tools.programme.year,
        form_date=tools.at.date(),
        requested=requested,
        excluded=held.excluded_years,
    )
    if reading.doubts:
        raise RefusedError("please write the other year groups like this: “Year 3 and Year 5”, or “none”.")
    return "alternative_years", list(reading.years)


# --- the school and its people --------------------------------------------------------------------------------

# "Ask them": a note to oneself begins so, and no name does.
_NO_NAME = re.compile(
    r"^(?:ask|phone|ring|rang|call|called|e-?mail|see|check|wait|waiting|not|no|don'?t|unknown|tbc|same|query|find|write|chase|who|what|is|it|left|leave|never|none|yes|maybe|perhaps|please)\b|\?|\d",
    re.I,
)


def _answer(text: str) -> Answer:
    return Answer(text, Evidence("review.xlsx"))


def _is_a_name(text: str) -> bool:
    words = [
        word for word in re.findall(r"[^\W\d_][\w'’.-]*", text) if word.casefold() not in ("and", "of", "the", "in")
    ]
    return not _NO_NAME.search(text) and 1 <= len(words) <= 9 and all(word[0].isupper() for word in words)


def _school(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    plain, before = plain_words(text), record.expression.school
    if question.which:
        if plain in ("same", "same school", "it is the same", "it is the same school", "the same", "the same school"):
            return "school", {"same_as": question.which}
        if plain in (
            "different",
            "another",
            "other",
            "another school",
            "a different school",
            "not the same",
            "it is another school",
        ):
            return "school", {"different_from": question.which}
        raise RefusedError("please write “the same school” or “another school”.")
    from pipeline.model import SchoolName
    from pipeline.normalise.register import Clues
    from pipeline.normalise.school import read_school

    found = read_school(_answer(text))
    if not found.name or not _is_a_name(text):
        raise RefusedError("please write the school’s full name with capitals, and its town after a comma.")
    school = SchoolName(found.name, before.as_written or found.as_written)
    if tools.register is not None:
        held = record.expression
        clues = Clues(None, held.telephones, held.emails)
        identified, doubts = tools.register.identify(SchoolName(found.name, found.as_written), clues)
        if doubts:
            raise RefusedError(f"{doubts[0].message[:1].lower()}{doubts[0].message[1:]}")
        school = SchoolName(identified.name, school.as_written, identified.urn)
    return "school", asdict(school)


def _person(text: str) -> dict[str, Any]:
    from pipeline.normalise.person import read_person, without_role

    person = read_person(_answer(text))
    as_typed = _is_a_name(without_role(text)) and not _NO_NAME.search(text)
    if not person.name or not as_typed or not (person.title or " " in person.name):
        raise RefusedError("please write the name with its title, such as “Mrs J Smith”.")
    return asdict(person)


def _headteacher(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    return "headteacher", _person(text)


def _signed(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    plain = plain_words(text)
    if plain in ("yes", "y", "signed", "it is signed", "agreed", "the head has agreed"):
        return "signed", {"present": True, "name": record.expression.signed.name}
    if plain in ("no", "n", "not signed", "unsigned"):
        return "signed", {"present": False, "name": None}
    return "signed", {"present": True, "name": _person(text)["name"]}


def _date(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    from pipeline.normalise.dates import read_date

    received = record.form.source.received.astimezone(tools.programme.programme.time_zone).date()
    day, doubts = read_date(_answer(text), received=received, programme_year=tools.programme.year)
    if day is None or doubts:
        because = f"{doubts[0].message[:1].lower()}{doubts[0].message[1:]} " if doubts else ""
        raise RefusedError(f"{because}please write the day like this: “4 July {tools.programme.year.start}”.")
    return "date", day.isoformat()


def _contact(text: str, question: Question, record: Record, tools: Tools) -> Reading:
    from pipeline.normalise.contact import read_contact

    # A spreadsheet takes the nought from the front of a number.
    lost_nought = text.isdigit() and len(text) == 10
    details, doubts = read_contact(_answer(f"0{text}" if lost_nought else text), tools.programme.contact)
    found = details.telephones if question.field == "telephones" else details.emails
    rest = tidy(re.sub(r"\S+@\S+|[\d\s()+/,;&.-]+|\b(?:and|or|tel|telephone|phone|e-?mail)\b:?", " ", text, flags=re.I))
    if doubts or not found or plain_words(rest):
        what = "telephone number, such as “01772 554871”" if question.field == "telephones" else "email address"
        raise RefusedError(f"please write the whole {what}, and nothing else.")
    held: tuple[str, ...] = getattr(record.expression, question.field)
    # A number that could not be right was never held: those that are held stay.
    kept = () if question.code == "low-confidence" else held
    return question.field, list(dict.fromkeys((*kept, *found)))


READERS: dict[str, Callable[[str, Question, Record, Tools], Reading]] = {
    "comments": _comments,
    "near_year_ok": _near_year,
    "alternative_years": _alternative_years,
    "school": _school,
    "telephones": _contact,
    "emails": _contact,
    "headteacher": _headteacher,
    "signed": _signed,
    "date": _date,
}
