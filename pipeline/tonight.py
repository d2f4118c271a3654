"""What the outputs may see of the store: the view of the night, put together from its tables."""

from __future__ import annotations

from dataclasses import replace

from pipeline.intake.inbox import Waiting
from pipeline.model import Outcome, Record, State
from pipeline.output import Balance, ChangeKind, OutboxView, SchoolChange
from pipeline.output.night import balance_in_words, headline
from pipeline.replies import all_replies
from pipeline.store import Run, Transaction
from pipeline.summary import RunSummary, Trouble


def view_of(work: Transaction, run: Run, waiting: tuple[Waiting, ...]) -> OutboxView:
    """Return everything that the outbox is to show after `run`."""
    records = work.records.all()
    return OutboxView(
        records=records,
        files=work.files.rows(),
        run_started=run.started,
        balance=balance_of(work, run, len(waiting)),
        changes_since_last=_changes(work, run, records),
        left=tuple((each.name, each.reason) for each in waiting),
        previous_letters=work.letters.all(),
        arrivals=work.files.rows(run),
        replies=all_replies(work),
    )


def balance_of(work: Transaction, run: Run, left: int) -> Balance:
    """Return what came in during a run, and what became of it."""
    counts = dict(work.files.counts(run))
    arrived = counts.pop("files")
    rows = sum(counts.values())
    return Balance(
        files=arrived + left,
        # A second form in one file is counted as something found inside it.
        members=rows - arrived,
        new_records=counts.get("new", 0),
        superseding=counts.get("superseding", 0),
        superseded=counts.get("superseded", 0),
        duplicates=counts.get("duplicate", 0),
        not_forms=counts.get("not-a-form", 0),
        blank=counts.get("blank-form", 0),
        unreadable=counts.get("unreadable", 0),
        containers=counts.get("container", 0),
        left=left,
    )


def summary_of(view: OutboxView, *, came_in: bool, resumed: bool, dry_run: bool) -> RunSummary:
    """Return a view in numbers; without the balance where nothing `came_in` and it is that of the run before."""
    if not came_in:
        view = replace(view, balance=Balance(files=len(view.left), left=len(view.left)), arrivals=())
    balance = view.balance
    unread = [row for row in view.arrivals if row.outcome is Outcome.UNREADABLE]
    return RunSummary(
        started=view.run_started,
        headline=headline(view),
        balance=tuple(balance_in_words(balance)) if balance.came_in else (),
        nothing_new=not came_in,
        resumed=resumed,
        dry_run=dry_run,
        files=balance.files,
        members=balance.members,
        new_records=balance.new_records,
        superseding=balance.superseding,
        superseded=balance.superseded,
        duplicates=balance.duplicates,
        not_forms=balance.not_forms,
        blank=balance.blank,
        unreadable=balance.unreadable,
        containers=balance.containers,
        left=balance.left,
        records=len(view.records),
        held=sum(record.state is State.HELD for record in view.records),
        could_not_read=tuple(
            Trouble(" in ".join(filter(None, (row.inside, row.file))), row.reason or "") for row in unread
        ),
        waiting=tuple(Trouble(name, reason) for name, reason in view.left),
    )


def _changes(work: Transaction, run: Run, records: tuple[Record, ...]) -> tuple[SchoolChange, ...]:
    """Return what is not as it was at the end of the run before."""
    created = work.records.created_in(run)
    brought = {
        held.record_id: held
        for held in work.forms.all().values()
        if held.run_id == run.id and held.outcome is Outcome.ACCEPTED
    }
    before = work.runs.before(run)
    decided = work.forms.get(work.decisions.forms_since(before.decisions if before else 0)).values()
    decided_records = {held.record_id for held in decided}
    changes = []
    for record in records:
        school = record.expression.school.name or record.expression.school.as_written
        if record.id in created:
            changes.append(SchoolChange(record.id, school, ChangeKind.NEW))
        elif record.id in brought:
            changes.append(SchoolChange(record.id, school, ChangeKind.UPDATED, brought[record.id].changes))
        elif record.id in decided_records:
            changes.append(SchoolChange(record.id, school, ChangeKind.DECIDED))
    joined = work.events.of_run(run, "record-joined")
    return (*changes, *(SchoolChange(gone, None, ChangeKind.REMOVED) for gone, _ in joined))
