"""What a letter says: a record's facts as the sentences that go into the template, and nothing else.

Everything here is text of our own with the school's words put in; the template decides only where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.model import Flag, PersonName, Record, Relation, Request, Severity, State
from pipeline.output import wording
from pipeline.output.clean import one_line, shortened
from pipeline.output.questions import Question, questions
from pipeline.output.reference import reference_code
from pipeline.programme import Programme
from pipeline.years import KEY_STAGE_2, in_school_order

_CO_HEADS = re.compile(r"\band\b|&|/|,|;|\+", re.IGNORECASE)
_LONGEST_COMMENT = 300
# A query letter that asks more than this leaves the costs and dates to the confirmation, and so stays one page.
_LINES_BESIDE_THE_COSTS = 12

# Flags on these put what we understood of the classes in doubt: a query letter then quotes, and does not say back.
_DOUBTS_ON_CLASSES = re.compile(
    r"year-|class-count-(?!missing)|mixed-or-either|contradiction|low-confidence|unread-text"
)


def letter_words(record: Record, programme: Programme) -> dict[str, Any]:
    """Return what the templates may use, by name; all but the date, which is that of the day of writing."""
    asked = questions(record, programme)
    return {
        "reference": reference_code(record.id, programme),
        "school": wording.school(record, "Your school"),
        "greeting": greeting(record),
        "opening": _opening(record, programme),
        "facts": facts(record),
        "questions": [
            {
                "number": str(nth),
                "text": each.text,
                "options": [{"letter": at, "text": text} for at, text in each.lettered],
            }
            for nth, each in enumerate(asked, 1)
        ],
        "please_answer": _please_answer(asked, record.state is State.HELD),
        "next_steps": _next_steps(record, programme, len(asked)),
        "many_questions": sum(1 + len(each.options) for each in asked) > _LINES_BESIDE_THE_COSTS,
        **programme_words(programme),
    }


def programme_words(programme: Programme) -> dict[str, Any]:
    """Return the programme's own facts, the same in every letter."""
    held = programme.programme
    days = [
        f"{wording.day(each.date)}, in {each.place} ({each.session})"
        for each in sorted(programme.cpd, key=lambda each: each.date)
    ]
    return {
        "organiser": held.organiser,
        "programme": held.name,
        "programme_short": held.short_name,
        "year": str(programme.year),
        "fee": f"£{programme.fee.pounds:,}",
        "fee_due": programme.fee.due,
        "fee_also": programme.fee.also,
        "training": days,
        "training_count": _sessions(len(days)),
        "promise": held.promise,
        "contact_name": programme.contact.name,
        "contact_role": programme.contact.role,
        "contact_email": programme.contact.email,
        # Kept on one line.
        "contact_telephone": programme.contact.telephone.replace(" ", "\xa0"),
    }


def greeting(record: Record) -> str:
    """Return "Dear Mrs Ahmed", or "Dear Headteacher" where the name is missing, doubtful or of more than one person."""
    head: PersonName = record.expression.headteacher
    title, family = one_line(head.title or "").rstrip("."), one_line(head.family or "")
    doubtful = any(flag.field == "headteacher" and flag.severity is not Severity.INFO for flag in record.flags)
    if doubtful or not title or not family or _CO_HEADS.search(head.name or "") or len(family) > 40:
        return "Dear Headteacher"
    if title in ("Sir", "Dame"):
        return f"Dear {title} {one_line(head.given or '') or family}"
    return f"Dear {title} {family}"


# --- the school's own facts -----------------------------------------------------------------------------------


def facts(record: Record) -> list[str]:
    """Return what we understood, a sentence each, the classes first."""
    held = record.expression
    in_doubt = record.state is State.HELD and any(map(_doubts_classes, record.flags))
    if in_doubt:
        said = (
            [wording.quoting("About your classes you wrote:", [shortened(held.comments, _LONGEST_COMMENT)])]
            if held.comments.strip()
            else []
        )
    else:
        said = [*_classes(held.requests), *_fallbacks(held.requests, held.fallbacks), *_excluded(held.excluded_years)]
    return [*said, *_statements(record), *_partners(record), *_kinds(held.kinds), *_wishes(held.other_wishes)]


def _doubts_classes(flag: Flag) -> bool:
    return flag.severity is Severity.BLOCKING and flag.field == "comments" and bool(_DOUBTS_ON_CLASSES.match(flag.code))


def _classes(asked: tuple[Request, ...]) -> list[str]:
    """Say what is asked for. Where only the years are said, the number is asked for further down."""
    counted = [each for each in asked if each.classes is not None or not each.years]
    open_ones = wording.listed(wording.classes(each) for each in asked if each not in counted)
    if counted and open_ones:
        return [f"You have asked for {wording.requests(counted)}, and for {open_ones} without saying how many."]
    if open_ones:
        return [f"You have asked for {open_ones}, without saying how many."]
    return [f"You have asked for {wording.requests(counted)}."] if counted else []


def _fallbacks(asked: tuple[Request, ...], fallbacks: tuple[Request, ...]) -> list[str]:
    """Say what the school would settle for, and what it would like besides if there is room."""
    wanted = {each.years for each in asked}
    more = [each for each in fallbacks if each.years in wanted]
    instead = [each for each in fallbacks if each.years not in wanted]
    said = []
    if instead:
        unmatched = wording.years(asked[0].years, "or") if len(asked) == 1 and asked[0].years else "what you asked for"
        said.append(f"If we cannot match {unmatched}, you would take {_one_of(instead)}.")
    if more:
        said.append(f"If there is room for more, you would also like {wording.requests(more)}.")
    return said


def _one_of(wishes: list[Request]) -> str:
    """Return fallbacks as a choice; a number that was not said goes without saying."""
    return wording.listed(
        (
            wording.request(each)
            if each.classes is not None
            else wording.classes(each)
            if each.mixed
            else wording.years(each.years, "or")
            for each in wishes
        ),
        "or",
    )


def _excluded(codes: tuple[str, ...]) -> list[str]:
    return [f"You do not want to link {wording.years(codes, 'or')}."] if codes else []


def _statements(record: Record) -> list[str]:
    """Say statements (1) and (2) in plain words; what was not marked is asked for instead."""
    held = record.expression
    others = wording.years(held.alternative_years, "or")
    # What is asked about is not said back as if it were certain.
    doubtful = any(flag.field == "near_year_ok" and flag.severity is not Severity.INFO for flag in record.flags)
    match None if doubtful else held.near_year_ok:
        case True:
            offer = f", and you could offer {others} instead" if others else ""
            return [
                f"An exact match of year group is not essential for you: a class one year older or younger is fine{offer}."
            ]
        case False:
            offer = f", or you could offer {others} instead" if others else ""
            return [f"You would like your link class to be in the same year group as yours{offer}."]
        case _:
            return [f"If we cannot match your year group, you could offer {others} instead."] if others else []


def _partners(record: Record) -> list[str]:
    named = {
        relation: [
            one_line(each.name) for each in record.expression.partners if each.relation is relation and each.name
        ]
        for relation in Relation
    }
    said = []
    if renewed := named[Relation.RENEW]:
        said.append(f"You would like to carry on your link{'s' * (len(renewed) > 1)} with {wording.listed(renewed)}.")
    if any(each.relation is Relation.RENEW and not each.name for each in record.expression.partners):
        said.append("You would like to carry on with the school that you linked with before.")
    if paired := named[Relation.PAIR]:
        which = (
            f"with {paired[0]}" if len(paired) == 1 else f"with one of these schools: {wording.listed(paired, 'or')}"
        )
        said.append(f"You would like to link {which}.")
    if avoided := named[Relation.AVOID]:
        said.append(f"You would rather not link with {wording.listed(avoided, 'or')} this time.")
    return said


def _kinds(kinds: tuple[str, ...]) -> list[str]:
    if wished := [words for kind, words in wording.KINDS.items() if kind in kinds]:
        return [f"You would like your link school to be {wording.listed(wished)}."]
    return ["You do not mind what kind of school you link with."] if "no-preference" in kinds else []


def _wishes(wishes: tuple[str, ...]) -> list[str]:
    return [wording.quoting("You also told us:", [shortened(wish, 160) for wish in wishes])] if wishes else []


# --- around them ----------------------------------------------------------------------------------------------


def _opening(record: Record, programme: Programme) -> str:
    signed = record.expression.date
    doubtful = any(flag.field == "date" for flag in record.flags)
    when = f" of {wording.day(signed)}" if signed and not doubtful else ""
    return (
        f"Thank you for your form{when}, asking to take part in {programme.programme.short_name} in {programme.year}."
    )


def _please_answer(asked: Sequence[Question], held: bool) -> str:
    if not asked:
        return ""
    what = "this question" if len(asked) == 1 else f"these {wording.number(len(asked))} questions"
    in_brief = [f"{nth} a" for nth, each in enumerate(asked, 1) if each.options][:2]
    such_as = f", such as “{', '.join(in_brief)}”" if len(asked) > 1 and in_brief else ""
    how = f"A short reply to this email is enough{such_as}."
    if held:
        return f"Before we can look for a link school for you, please answer {what}. {how}"
    return f"So that our records are complete, please also answer {what}. {how}"


def _next_steps(record: Record, programme: Programme, count: int) -> str:
    if record.state is State.HELD:
        answer = "answer" if count == 1 else "answers"
        return f"When we have your {answer}, we will write to confirm what you have asked for, and then look for a link school."
    search = f"We will now {_search(record)}"
    outside = in_school_order({code for asked in record.expression.requests for code in asked.years} - set(KEY_STAGE_2))
    talk = (
        f" The programme is made for Key Stage 2, so we will ring you first to talk about {wording.years(outside)}."
        if outside
        else ""
    )
    return f"{search}, and will write to you as soon as we have an answer.{talk}"


def _search(record: Record) -> str:
    """Return whom we ask, or what we look for: "look for a link school for your classes"."""
    wanted = {
        relation: [
            one_line(each.name or "the school that you linked with before")
            for each in record.expression.partners
            if each.relation is relation
        ]
        for relation in (Relation.RENEW, Relation.PAIR)
    }
    if known := wanted[Relation.RENEW]:
        return f"ask {wording.listed(known)} whether they would like to carry on with you"
    if named := wanted[Relation.PAIR]:
        return f"ask {wording.listed(named, 'or')} whether they would like to link with you"
    counts = [asked.classes for asked in record.expression.requests]
    if not counts or None in counts:
        return "look for a link school for you"
    total = sum(count or 0 for count in counts)
    return f"look for a link school for your {'class' if total == 1 else 'classes'}"


def _sessions(count: int) -> str:
    return {1: "this training day", 2: "both training days"}.get(count, f"all {wording.number(count)} training days")
