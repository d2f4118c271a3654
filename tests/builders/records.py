"""Records, views and a programme for the tests of the outputs: no reading, no store, only the nouns."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pipeline.model import (
    Answer,
    Answers,
    Change,
    Decision,
    Evidence,
    Expression,
    FileRow,
    Flag,
    Form,
    Label,
    Mail,
    Outcome,
    Partner,
    PersonName,
    Record,
    Relation,
    Request,
    SchoolName,
    Severity,
    Signature,
    Source,
    State,
    Suggestion,
)
from pipeline.output.view import Balance, ChangeKind, OutboxView, SchoolChange
from pipeline.programme import Programme, load_programme

TEMPLATES = Path(__file__).parents[2] / "templates"
BST = timezone(timedelta(hours=1))
RUN_STARTED = datetime(2025, 7, 8, 2, 0, tzinfo=BST)
RECEIVED = datetime(2025, 7, 7, 16, 20, 11, tzinfo=BST)

_CHECKS = {
    "class-count-missing",
    "choice-unmarked",
    "telephone-missing",
    "telephone-invalid",
    "headteacher-missing",
    "signature-missing",
    "date-missing",
    "date-invalid",
    "date-implausible",
    "old-edition",
    "partner-unclear",
}


def a_programme() -> Programme:
    """The programme that ships."""
    return load_programme(TEMPLATES / "programme.toml")


def ask(*years: str, classes: int | None = 1, mixed: bool = False) -> Request:
    return Request(tuple(years), mixed, classes)


def a_flag(code: str, *, field: str = "comments", evidence: str = "", message: str = "", **more: Any) -> Flag:
    severity = more.pop("severity", Severity.CHECK if code in _CHECKS else Severity.BLOCKING)
    return Flag(code, severity, field, message or f"A doubt about {field}.", evidence, **more)


def suggest(label: str, *requests: Request) -> Suggestion:
    values = [{"years": list(r.years), "mixed": r.mixed, "classes": r.classes} for r in requests]
    return Suggestion(label, values[0] if len(values) == 1 else values)


def a_record(
    name: str | None = "Tockhill Primary School",
    *,
    flags: Iterable[Flag] = (),
    state: State | None = None,
    decisions: Iterable[Decision] = (),
    identity: str | None = None,
    sender: str | None = None,
    received: datetime = RECEIVED,
    picture: bytes | None = None,
    **fields: Any,
) -> Record:
    """A record that is clear unless a flag blocks; `fields` replace those of its expression."""
    flags = tuple(flags)
    blocked = any(flag.severity is Severity.BLOCKING for flag in flags)
    expression = replace(
        Expression(
            school=SchoolName(name, name, None),
            telephones=("+441254830212",),
            emails=("office@tockhill.example.sch.uk",),
            headteacher=PersonName("Mrs D Eastham", "Mrs", "D", "Eastham"),
            comments="One Year 5 class please.",
            requests=(ask("Y5"),),
            near_year_ok=True,
            signed=Signature(True, "D Eastham"),
            date=date(2025, 7, 4),
            edition="2025-26",
        ),
        **fields,
    )
    identity = identity or hashlib.sha256((name or "?").encode("utf-8", "replace")).hexdigest()[:12]
    file = f"EOI {name or 'unknown'}.docx"
    source = Source(
        file,
        hashlib.sha256(file.encode("utf-8", "replace")).hexdigest(),
        received,
        None,
        Mail(sender) if sender else None,
    )
    answers = Answers(
        "docx",
        {
            Label.SCHOOL: Answer(name or "", Evidence("row 1 of the table")),
            Label.COMMENTS: Answer(expression.comments, Evidence("row 4 of the table", page=2, picture=picture)),
        },
        edition=expression.edition,
    )
    form = Form(source, answers, expression, flags)
    return Record(
        identity, form, expression, flags, state or (State.HELD if blocked else State.CLEAR), tuple(decisions)
    )


def a_row(record: Record, outcome: Outcome = Outcome.ACCEPTED) -> FileRow:
    source = record.form.source
    return FileRow(source.file, source.sha256, outcome, source.received, source.inside, None, record.id)


def a_view(*records: Record, **more: Any) -> OutboxView:
    rows = tuple(a_row(record) for record in records)
    balance = more.pop("balance", Balance(files=len(records), new_records=len(records)))
    changes = more.pop(
        "changes_since_last",
        tuple(SchoolChange(record.id, record.expression.school.name, ChangeKind.NEW) for record in records),
    )
    more.setdefault("files", rows)
    more.setdefault("arrivals", more["files"])
    more.setdefault("run_started", RUN_STARTED)
    return OutboxView(records=records, balance=balance, changes_since_last=changes, **more)


HOSTILE_TEXTS = (
    "=cmd|'/c calc'!A0",
    "+441\t-2 @SUM(1)",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% for x in y %} {_{ 1 }_}",
    "St Mary's & St John's <Infants>",
    "first\x0bsecond\x0cthird\x00\x07",
    "right\u202eto\u200fleft \u200bnothing",
    "half a character \ud83d here",
    "Subject\r\nBcc: everyone@example.org",
    "=?utf-8?q?Subject=0D=0ABcc:_everyone=40example.org?=",
    "Subject =?utf-8?b?DQpCY2M6IGV2ZXJ5b25lQGV4YW1wbGUub3Jn?=",
    "N" * 300,
    "../../etc/passwd",
    "CON",
    "====",
    "3/4",
)


def hostile(text: str) -> Record:
    """A clear record that says `text` wherever a school can write."""
    return a_record(
        text,
        comments=text,
        headteacher=PersonName(text, "Mrs", None, text),
        emails=("office@hostile.example.sch.uk",),
        partners=(Partner(text, Relation.RENEW),),
        other_wishes=(text,),
        signed=Signature(True, text),
        flags=(a_flag("partner-unclear", evidence=text, message=text),),
    )


def a_picture() -> bytes:
    """A small grey PNG, as a crop of a page would be."""
    width, height = 360, 60
    raw = b"".join(b"\x00" + b"\xdd" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def an_ordinary_night() -> OutboxView:
    """A night with something of everything: what the pictures in the docs and the looks of the report are made of."""
    mixed = "We are a small village school. We would like to link our Y3/4 with a school in a town.\nTwo classes if you can. Many thanks, Jane"
    split = "Years 5 and 6, 3 classes please. Not Year 6 if there is SATs in the way.\nWe would love to carry on with Wyre Moss Primary."
    current = "Our current Year 4, two classes. Someone different from us please, within half an hour."
    records = (
        a_record(
            "Greenlow St Anne’s CE Primary School",
            comments=mixed,
            requests=(ask("Y3", "Y4", classes=2),),
            kinds=("urban",),
            headteacher=PersonName("Mrs Jane Ahmed", "Mrs", "Jane", "Ahmed"),
            near_year_ok=None,
            picture=a_picture(),
            flags=(
                a_flag(
                    "mixed-or-either",
                    evidence="Y3/4",
                    span=(mixed.index("Y3/4"), mixed.index("Y3/4") + 4),
                    message="“Y3/4” may be a mixed class of both years, or either of the two years.",
                    suggestions=(
                        suggest("Two mixed Year 3 and 4 classes", ask("Y3", "Y4", classes=2, mixed=True)),
                        suggest("Two classes, Year 3 or Year 4", ask("Y3", "Y4", classes=2)),
                        suggest("One Year 3 class and one Year 4 class", ask("Y3"), ask("Y4")),
                    ),
                ),
                a_flag(
                    "choice-unmarked", field="near_year_ok", message="Neither Yes nor No is marked at statement (1)."
                ),
            ),
        ),
        a_record(
            "Barnfield Community Primary School",
            comments=split,
            requests=(ask("Y5", classes=None), ask("Y6", classes=None)),
            excluded_years=("Y6",),
            partners=(Partner("Wyre Moss Primary", Relation.RENEW),),
            emails=("head@barnfield.example.sch.uk", "office@barnfield.example.sch.uk"),
            headteacher=PersonName("Mr P Hall and Mrs S Dean", None, None, None),
            received=RECEIVED - timedelta(days=9),
            flags=(
                a_flag(
                    "class-count-split",
                    evidence="Years 5 and 6, 3 classes",
                    span=(0, 24),
                    message="It is not said how the 3 classes are divided between Year 5 and Year 6.",
                    suggestions=(
                        suggest("Two Year 5, one Year 6", ask("Y5", classes=2), ask("Y6")),
                        suggest("One Year 5, two Year 6", ask("Y5"), ask("Y6", classes=2)),
                        suggest("Three of each", ask("Y5", classes=3), ask("Y6", classes=3)),
                    ),
                ),
                a_flag(
                    "contradiction",
                    evidence="Not Year 6",
                    span=(split.index("Not Year 6"), split.index("Not Year 6") + 10),
                    message="Year 6 is asked for, and it is also ruled out.",
                ),
                a_flag(
                    "telephone-invalid",
                    field="telephones",
                    evidence="01254 83021",
                    message="“01254 83021” has a figure too few.",
                ),
            ),
        ),
        a_record(
            "Hambleton Road Primary School",
            comments=current,
            requests=(ask("Y5", classes=2),),
            kinds=("contrasting", "nearby"),
            flags=(
                a_flag(
                    "year-reference-unclear",
                    evidence="current Year 4",
                    span=(4, 18),
                    message="The form was signed before September: the same children will be in Year 5 by then.",
                    suggestions=(
                        suggest("Two Year 5 classes (the same children)", ask("Y5", classes=2)),
                        suggest("Two Year 4 classes", ask("Y4", classes=2)),
                    ),
                ),
            ),
            near_year_ok=False,
            alternative_years=("Y3", "Y5"),
            received=RECEIVED - timedelta(days=2),
        ),
        a_record(
            "Tockhill Primary School",
            requests=(ask("Y4", classes=2), ask("Y5", "Y6", mixed=True)),
            fallbacks=(ask("Y3", classes=None),),
            excluded_years=("Y2",),
            partners=(Partner("Fernlea Primary", Relation.RENEW), Partner("St Oswald’s, Accrington", Relation.AVOID)),
            kinds=("contrasting", "urban", "nearby"),
            other_wishes=("by the seaside",),
            comments="Two Year 4 classes and our mixed Y5/6 class. Year 3 if there is no match for Year 4.",
        ),
        a_record(
            "Anchorsholme Way Primary School",
            requests=(ask("Y5", classes=None),),
            near_year_ok=None,
            signed=Signature(),
            date=None,
            headteacher=PersonName(),
            kinds=("no-preference",),
            comments="Year 5 please, we don’t mind who with",
            flags=(
                a_flag(
                    "class-count-missing",
                    evidence="Year 5 please",
                    message="It is not said how many classes.",
                    span=(0, 13),
                ),
                a_flag(
                    "choice-unmarked", field="near_year_ok", message="Neither Yes nor No is marked at statement (1)."
                ),
                a_flag("headteacher-missing", field="headteacher", message="The headteacher’s name is missing."),
                a_flag("signature-missing", field="signed", message="The form is not signed."),
                a_flag("date-missing", field="date", message="The form has no date."),
            ),
        ),
        a_record(
            "Cowpe Infant School",
            requests=(ask("Y2", classes=2),),
            near_year_ok=False,
            flags=(a_flag("outside-key-stage-2", severity=Severity.INFO, message="Year 2 is outside Key Stage 2."),),
        ),
        a_record(
            "Whitewell Bottom Primary School",
            requests=(ask("Y4", "Y5", "Y6", classes=1),),
            comments="One class, any of Y4–Y6",
        ),
        a_record("Lane Ends Primary School", requests=(ask("Y5", classes=3),), state=State.DECIDED),
    )
    others = (
        FileRow(
            "Residential booking form.docx",
            "a1" * 32,
            Outcome.NOT_A_FORM,
            RECEIVED,
            None,
            "It is a Word document, and none of the form’s labels was found in it.",
        ),
        FileRow(
            "scan0004.pdf",
            "b2" * 32,
            Outcome.UNREADABLE,
            RECEIVED,
            None,
            "The file is protected by a password. Ask the school to send it again without one.",
        ),
        FileRow(
            "EOI form.docx",
            "c3" * 32,
            Outcome.BLANK_FORM,
            RECEIVED,
            None,
            "It is this year’s form, and nothing is filled in.",
        ),
        FileRow("Fwd EOI.eml", "d4" * 32, Outcome.CONTAINER, RECEIVED),
        FileRow(
            "EOI Tockhill (copy).docx",
            "e5" * 32,
            Outcome.DUPLICATE,
            RECEIVED,
            None,
            "The same file again.",
            records[3].id,
        ),
    )
    rows = (*(a_row(record) for record in records), *others)
    changes = (
        *(SchoolChange(r.id, r.expression.school.name, ChangeKind.NEW) for r in records[:6]),
        SchoolChange(
            records[6].id,
            records[6].expression.school.name,
            ChangeKind.UPDATED,
            (
                Change("requests", (ask("Y4"),), (ask("Y4", "Y5", "Y6", classes=1),)),
                Change("telephones", ("+441706215999",), ("+441706215998",)),
                Change("near_year_ok", None, True),
            ),
        ),
        SchoolChange(
            records[7].id,
            records[7].expression.school.name,
            ChangeKind.DECIDED,
            (Change("requests", (ask("Y5", classes=None),), (ask("Y5", classes=3),)),),
        ),
    )
    balance = Balance(
        files=12,
        members=1,
        new_records=6,
        superseding=1,
        duplicates=1,
        not_forms=1,
        blank=1,
        unreadable=1,
        containers=1,
        left=1,
    )
    return a_view(
        *records,
        files=rows,
        arrivals=rows,
        balance=balance,
        changes_since_last=changes,
        left=(("EOI still arriving.pdf", "It was still growing when the run began."),),
    )
