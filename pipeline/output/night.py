"""How a run went, in words: the sentence at the top of the report, and the sum under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.model import FileRow, Outcome, State
from pipeline.output import wording
from pipeline.output.clean import one_line, plain
from pipeline.output.records import files_in_order
from pipeline.output.values import value_in_words
from pipeline.output.view import Balance, ChangeKind, OutboxView, SchoolChange

# What there is to do about a file that gave no record, where its reason does not say it.
_TO_DO: dict[Outcome, str] = {
    Outcome.NOT_A_FORM: "Nothing, unless it was meant as a form: then ask the school for the form itself.",
    Outcome.BLANK_FORM: "Ask the school for the form with its answers; this one came back empty.",
    Outcome.UNREADABLE: "Ask the school to send it again, if possible as the Word file.",
}


def headline(view: OutboxView) -> str:
    """Return how the night went, in one sentence."""
    touched = {c.record for c in view.changes_since_last if c.kind in (ChangeKind.NEW, ChangeKind.UPDATED)}
    came = [record for record in view.records if record.id in touched]
    if not came:
        if view.balance.came_in > view.balance.left:
            return f"No new answers: {wording.counted(view.balance.came_in, 'file')} came in, and none changed what we know."
        return "No new forms came in."
    held = sum(record.state is State.HELD for record in came)
    ready = len(came) - held
    verdicts = []
    if ready:
        verdicts.append(
            f"{'all' if not held and ready > 1 else 'it' if not held else ready} {'is' if ready == 1 else 'are'} ready to send"
        )
    if held:
        verdicts.append(
            f"{'all' if not ready and held > 1 else 'it' if not ready else held} {'has' if held == 1 else 'have'} questions"
        )
    return f"{wording.counted(len(came), 'form')} came in; {', '.join(verdicts)}."


def standing(view: OutboxView) -> str:
    """Return where all the schools together stand; nothing where the headline has said it, as on the first night."""
    records = view.records
    held = sum(record.state is State.HELD for record in records)
    if not records:
        return "No school has answered yet."
    if len(records) == len({c.record for c in view.changes_since_last if c.kind is ChangeKind.NEW}):
        return ""
    return f"In all, {wording.counted(len(records), 'school')}: {len(records) - held} ready, {held} with questions."


def balance_in_words(balance: Balance) -> list[tuple[int, str]]:
    """Return the right side of the sum: how many, and of what. What did not happen is left out."""
    parts = [
        (balance.new_records, "new school", "new schools"),
        (balance.superseding, "later form of a school", "later forms of schools"),
        (balance.superseded, "form older than one we have", "forms older than ones we have"),
        (balance.duplicates, "duplicate", "duplicates"),
        (balance.not_forms, "not a form", "not forms"),
        (balance.blank, "blank form", "blank forms"),
        (balance.unreadable, "unreadable", "unreadable"),
        (balance.containers, "email or zip folder, opened", "emails or zip folders, opened"),
        (balance.left, "left for next time", "left for next time"),
    ]
    said = [(count, one if count == 1 else many) for count, one, many in parts if count]
    inside = f", and {balance.members} found inside them" if balance.members else ""
    return [(balance.came_in, f"came in ({wording.counted(balance.files, 'file')}{inside})"), *said]


def change_in_words(change: SchoolChange) -> dict[str, Any]:
    """Return what happened to a school since the last run: its name, what, and the cells that differ."""
    what = {
        ChangeKind.UPDATED: "sent a later form",
        ChangeKind.DECIDED: "settled by you",
        ChangeKind.REMOVED: "no longer in the table",
    }
    return {
        "school": one_line(change.school or "") or "School not named",
        "what": what[change.kind],
        "cells": [
            (wording.field(cell.field), value_in_words(cell.field, cell.before), value_in_words(cell.field, cell.after))
            for cell in change.changes
        ],
    }


def files_without_answer(rows: Iterable[FileRow]) -> list[dict[str, str]]:
    """Return the files that gave no record: the name of each, what is the matter with it, and what to do."""
    found = []
    for row in files_in_order(tuple(rows)):
        if row.outcome in _TO_DO:
            # Which labels were found is for support: it stands on the sheet Files.
            reason = plain(row.reason or "").partition(" Labels found:")[0]
            matter, asks, advice = reason.partition(" Ask the school ")
            found.append(
                {
                    "name": one_line(row.file) + (f", inside: {one_line(row.inside)}" if row.inside else ""),
                    "matter": matter or f"{wording.OUTCOMES[row.outcome]}.",
                    "todo": f"{asks.strip()} {advice}" if advice else _TO_DO[row.outcome],
                }
            )
    return found
