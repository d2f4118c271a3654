"""Words that only the desk needs: how long ago, what was decided, what a decision did."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.model import Decision, Record, State
from pipeline.output import wording
from pipeline.output.clean import shortened
from pipeline.output.values import value_in_words
from pipeline.review.asked import as_json

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ago(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return how many days lie between two moments: "today", "yesterday", "last Friday", "12 days ago"."""
    day = moment.astimezone(zone).date()
    days = (now.astimezone(zone).date() - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"last {_WEEKDAYS[day.weekday()]}" if days < 7 else f"{days} days ago"


def waiting(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return how long a school has waited: "since today", "since yesterday", "for 5 days"."""
    days = (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
    return "since today" if days <= 0 else "since yesterday" if days == 1 else f"for {days} days"


def decided(decision: Decision) -> str:
    """Return what was decided, in words: "Classes asked for: one mixed Year 3 and 4 class".

    Where a remark was only seen, the remark itself is what tells one such decision from another.
    """
    value, name = decision.value, decision.field
    if isinstance(value, dict) and "same_as" in value:
        return "It is the same school as another that we hold"
    if isinstance(value, dict) and "different_from" in value:
        return "It is another school"
    if stands(decision):
        seen = wording.listed(wording.quoted(shortened(each.words, 60)) for each in decision.about if each.words)
        return f"{wording.field(name)}: left as it was read{f' ({seen})' if seen else ''}"
    asks = name == "comments" and not isinstance(value, str)
    return f"{wording.field('requests' if asks else name)}: {value_in_words(name, value)}"


def stands(decision: Decision) -> bool:
    """Tell whether a decision only says that what was read is right."""
    same: Any = as_json(decision.before)
    return bool(decision.code) and bool(decision.value == same)


def before(decision: Decision, record: Record) -> str:
    """Return what stood there before a decision, empty where nothing is to be said of it."""
    if stands(decision) or (isinstance(decision.value, dict) and decision.value.keys() & {"same_as", "different_from"}):
        return ""
    if decision.field == "comments" and isinstance(decision.before, str):
        # An older decision, which kept the comments themselves: what was read from them is what it changed.
        return value_in_words("requests", record.form.expression.requests)
    return value_in_words(decision.field, decision.before)


def outcome(record: Record) -> str:
    """Return what follows for the letter now."""
    if record.state is State.HELD:
        left = len(wording.open_questions(record))
        return f"{wording.counted(left, 'question')} left."
    return "The confirmation letter is released."
