"""Replies to query letters: an email that is no form finds the record that it is about, and is shown beside it.

Found by the reference in its subject, its text or what it answers to; else by a sender whose address is that of
exactly one record. Nothing in a reply is ever applied to a record: what it means is the coordinator's to decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.intake.containers import Piece
from pipeline.intake.quoting import own_words
from pipeline.model import Kind, Mail, Outcome, Record
from pipeline.output.reference import references_in, signs_of
from pipeline.output.view import Reply
from pipeline.store import Entry, Run, Transaction

_EVENT = "reply"
_MAILS = frozenset((Kind.EML, Kind.MSG))


def hear_replies(work: Transaction, run: Run, pieces: Iterable[Piece], entries: list[Entry]) -> list[Entry]:
    """Keep the replies among what one file of the inbox held, and return its entries with what became of them.

    A mail that brought a form is a reply only where it names a reference: its sender says nothing new.
    """
    brought_form = any(entry.form_id for entry in entries)
    found: dict[str, tuple[Piece, str]] = {}
    # A mail that seemed to answer the form's questions was read, and then was none.
    read = {entry.row.inside: entry.row.outcome for entry in entries}
    for piece in pieces:
        mail = piece.document.source.mail
        if (
            mail is None
            or piece.document.kind not in _MAILS
            or (piece.outcome or read.get(piece.document.source.inside)) not in (Outcome.CONTAINER, Outcome.NOT_A_FORM)
        ):
            continue
        record_id, how = _record_of(work, mail, by_sender=not brought_form)
        if record_id is not None and own_words(mail.body):
            # Of a mail inside a mail, the inner one is what the school wrote.
            found[record_id] = (piece, how)
    for record_id, (piece, how) in found.items():
        _keep(work, run, record_id, piece, how)
    about = {piece.document.source.inside: record_id for record_id, (piece, _) in found.items()}
    return [_told(work, entry, about.get(entry.row.inside)) if _is_mail(entry) else entry for entry in entries]


def replies_to(work: Transaction, record: Record) -> tuple[Reply, ...]:
    """Return the replies to a record, oldest first."""
    return all_replies(work).get(record.id, ())


def all_replies(work: Transaction) -> Mapping[str, tuple[Reply, ...]]:
    """Return every reply by the id of its record, oldest first; the same message only once."""
    found: dict[str, dict[str, Reply]] = {}
    events = work.events.all(_EVENT)
    forms = work.forms.records_of(subject for subject, _ in events)
    for subject, detail in events:
        reply = Reply(**{**detail["reply"], "received": datetime.fromisoformat(detail["reply"]["received"])})
        found.setdefault(forms.get(subject, subject), {}).setdefault(detail["message"], reply)
    return {
        record_id: tuple(sorted(replies.values(), key=lambda reply: (reply.received, reply.text)))
        for record_id, replies in found.items()
    }


def replies_about(work: Transaction, form_ids: Collection[str]) -> set[str]:
    """Return the hashes of the e-mails that were kept as replies to the records with these forms."""
    # A record bears the id of one of its forms, also after it was joined to another.
    return {detail["reply"]["sha256"] for subject, detail in work.events.all(_EVENT) if subject in form_ids}


def _record_of(work: Transaction, mail: Mail, *, by_sender: bool) -> tuple[str | None, str]:
    """Return the record that a mail is about, and by what it was found."""
    said = "\n".join(filter(None, (mail.subject, mail.in_reply_to, mail.body)))
    if named := references_in(said):
        # In the order in which they stand: an older letter may be quoted further down.
        by_signs = {signs_of(record_id): record_id for record_id in work.records.ids()}
        if record_id := next((by_signs[signs] for signs in named if signs in by_signs), None):
            return record_id, "reference"
    if by_sender and mail.sender:
        forms = work.forms.sharing([f"mail:{mail.sender.lower()}"])
        records = set(work.forms.records_of(forms).values())
        if len(records) == 1:
            return records.pop(), "sender"
    return None, ""


def _keep(work: Transaction, run: Run, record_id: str, piece: Piece, how: str) -> None:
    source = piece.document.source
    mail = source.mail or Mail()
    reply = {
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "subject": mail.subject,
        "received": source.received.isoformat(),
        "text": own_words(mail.body),
        "found_by": how,
        "sha256": source.sha256,
    }
    work.events.add(run, run.started, _EVENT, record_id, reply=reply, message=mail.message_id or source.sha256)


def _is_mail(entry: Entry) -> bool:
    return entry.kind in _MAILS and entry.row.outcome in (Outcome.CONTAINER, Outcome.NOT_A_FORM)


def _told(work: Transaction, entry: Entry, record_id: str | None) -> Entry:
    """Return the row of a reply: it is a container of words, and says whose."""
    if record_id is None:
        return entry
    school = work.records.names([record_id]).get(record_id) or "a school that is not named"
    reason = f"A reply from {school}: shown beside its question."
    row = replace(entry.row, outcome=Outcome.CONTAINER, reason=reason)
    return replace(entry, row=row, counted=Outcome.CONTAINER.value)
