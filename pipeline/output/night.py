"""How a run went, in words: the sentence at the top of the report, and the sum under it."""

from __future__ import annotations

from pipeline.model import Record, State
from pipeline.output import wording
from pipeline.output.view import Balance, ChangeKind, OutboxView


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


def standing(records: list[Record]) -> str:
    """Return where all the schools together stand."""
    held = sum(record.state is State.HELD for record in records)
    if not records:
        return "No school has answered yet."
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
