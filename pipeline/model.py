"""The nouns of the pipeline: frozen data that every stage hands on to the next.

    Document ─ parse ─▶ Answers ─ normalise ─▶ Expression, Doubts ─ validate ─▶ Flags ─ merge ─▶ Record

Nothing here reads a file, a clock or a setting; a noun knows only what can be derived from itself.
The meaning of every value is fixed by the reading guide, its outward shape by the contract (`docs/contract.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a file is by its content, whatever its name says."""

    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    RTF = "rtf"
    PAGES = "pages"
    PDF = "pdf"
    IMAGE = "image"
    EML = "eml"
    MSG = "msg"
    TNEF = "tnef"
    ZIP = "zip"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    OTHER = "other"


class Label(StrEnum):
    """The answers that the form asks for, one for each place to write in."""

    SCHOOL = "school"
    CONTACT = "contact"
    HEADTEACHER = "headteacher"
    COMMENTS = "comments"
    NEAR_YEAR = "near_year_ok"
    ALTERNATIVE_YEARS = "alternative_years"
    SIGNED = "signed"
    DATE = "date"


class MarkKind(StrEnum):
    """How a stretch of an answer is set apart from the text around it."""

    STRUCK = "struck"
    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINED = "underlined"
    HIGHLIGHTED = "highlighted"
    COLOURED = "coloured"
    GREYED = "greyed"
    CIRCLED = "circled"
    TICKED = "ticked"
    CROSSED = "crossed"


class Severity(StrEnum):
    """What a flag does (reading guide, section 6)."""

    BLOCKING = "blocking"
    CHECK = "check"
    INFO = "info"


class Outcome(StrEnum):
    """What became of a file, or of a member of a container (contract, `files`)."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    BLANK_FORM = "blank-form"
    NOT_A_FORM = "not-a-form"
    UNREADABLE = "unreadable"
    CONTAINER = "container"


class State(StrEnum):
    """Where a record stands: may its confirmation letter go out?"""

    CLEAR = "clear"
    HELD = "held"
    DECIDED = "decided"


class Relation(StrEnum):
    """What a school wants of a partner that it names (reading guide, section 3)."""

    RENEW = "renew"
    PAIR = "pair"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class Mail:
    """The email that a document came in. `body` is its plain text."""

    sender: str | None = None
    sender_name: str | None = None
    subject: str | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: the file as dropped, and the member inside it where containers nest.

    `inside` joins the members' names from the outside in by "!". `received` is aware of its time zone: the
    mail's date for what came in a mail, else the file's modification time.
    """

    file: str
    sha256: str
    received: datetime
    inside: str | None = None
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One readable thing. `content` is the bytes that were taken into custody."""

    content: bytes = field(repr=False)
    kind: Kind
    source: Source


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer stands and how sure the reader is of it.

    `place` says it in words ("page 3", "row 2 of the table"). `page` counts from 1. `box` is left, top, right
    and bottom as fractions of the page. `confidence` is 1.0 for text and the OCR's own figure for scans.
    `picture` is a PNG of the answer, cut out of the page.
    """

    place: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of an answer's text are marked."""

    kind: MarkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written beside one label of the form, before any interpretation.

    `text` keeps line breaks ("\\n") and writes the cells of a nested table with " | " between them. Check boxes
    stand in it as "☒" (ticked) and "☐" (not ticked) before or after the words they belong to. Words that the
    school struck through stay in `text` and are marked; words deleted as a tracked change are left out.
    `drawn` is true where something that is not text was put there (a signature picture, ink, a stamp).
    """

    text: str
    evidence: Evidence
    marks: tuple[Mark, ...] = ()
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """One form as it was filled in.

    `answers` has an entry for each label that was found, with empty text where nothing was written there;
    `missing` names the labels that were not found. `stray` is text of the school's that stands beside no label
    (a line typed under the table, a Word comment, a note on a PDF). `notes` are facts about the file worth
    telling the coordinator ("has unaccepted tracked changes"), one sentence each.
    """

    format: str
    answers: Mapping[Label, Answer]
    edition: str | None = None
    missing: tuple[Label, ...] = ()
    stray: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Classes that a school asks to link (reading guide, section 2).

    `years` are year codes in school order. With several codes, `mixed` says whether each class holds children
    of all of them, or any one of them will do. `classes` is None where the school does not say how many.
    """

    years: tuple[str, ...]
    mixed: bool = False
    classes: int | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A school named in the comments, as written; no name for "same school as last year"."""

    name: str | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class SchoolName:
    """`name` is tidied, `as_written` is not; `urn` only where the register matches with certainty."""

    name: str | None = None
    as_written: str | None = None
    urn: str | None = None


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, whole and in its parts; a part that is not written is None."""

    name: str | None = None
    title: str | None = None
    given: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether the form is signed at all, and the name where the signature is text."""

    present: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of interest in canonical values (contract, `records.json`).

    `near_year_said` is what the *comments* say about statement (1), None where they say nothing of it. It is
    no part of the records: it is there so that a contradiction with the statement can be seen.
    """

    school: SchoolName = SchoolName()
    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    headteacher: PersonName = PersonName()
    comments: str = ""
    requests: tuple[Request, ...] = ()
    fallbacks: tuple[Request, ...] = ()
    excluded_years: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    kinds: tuple[str, ...] = ()
    other_wishes: tuple[str, ...] = ()
    near_year_ok: bool | None = None
    alternative_years: tuple[str, ...] = ()
    signed: Signature = Signature()
    date: date | None = None
    edition: str | None = None
    near_year_said: bool | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One answer to a doubt that the coordinator may choose.

    `label` says it in words. `value` is what the flag's field would hold, as JSON: for `comments` a request
    object, or a list of them where a reading asks for more than one thing.
    """

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a stage is unsure of: a flag before its severity is known.

    `message` is one sentence for a coordinator. `evidence` quotes the words it rests on, and `span` says where
    they stand in the comments (start, end), if they do.
    """

    code: str
    field: str
    message: str
    evidence: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt with its severity, as the coordinator sees it."""

    code: str
    severity: Severity
    field: str
    message: str
    evidence: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One returned form, read through to its flags: what the stages before the merge make of a document."""

    source: Source
    answers: Answers
    expression: Expression
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The words that a doubt is about, and where they stand in the comments (start, end), if they do."""

    words: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the coordinator decided about one field of a record, and on what it rests.

    `rests_on` is a fingerprint of the answer that was doubtful: a new form that changes the answer reopens the
    question. `before` is the value that stood there until then. `code` is the code of the doubts that it answers, and
    `about` the passages that she saw: a doubt of that code about other words stays open. Without passages it answers
    every doubt of its code on that answer.
    """

    field: str
    value: Any
    by: str
    at: datetime
    rests_on: str
    code: str | None = None
    before: Any = None
    note: str = ""
    about: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs between a form and the one that supersedes it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """A form in a record's history, with what it changed against the one before it."""

    form: Form
    outcome: Outcome
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A school's current expression of interest, its flags, its decisions and its history (oldest first)."""

    id: str
    form: Form
    expression: Expression
    flags: tuple[Flag, ...]
    state: State
    decisions: tuple[Decision, ...] = ()
    history: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """What became of a file, or of a member of one (contract, `files`)."""

    file: str
    sha256: str
    outcome: Outcome
    received: datetime
    inside: str | None = None
    reason: str | None = None
    record: str | None = None
