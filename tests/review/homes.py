"""A home with a few invented schools in its store: what the tests of the desk look at and decide on.

Nothing is read here: the forms are made of the nouns, so that these tests stand on the desk alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pipeline.home import Home, init
from pipeline.intake.custody import Custody
from pipeline.merge import merge_form
from pipeline.model import (
    Answer,
    Answers,
    Evidence,
    Expression,
    FileRow,
    Flag,
    Form,
    Kind,
    Label,
    Mark,
    MarkKind,
    Outcome,
    Partner,
    PersonName,
    Relation,
    Request,
    SchoolName,
    Severity,
    Signature,
    Source,
    Suggestion,
)
from pipeline.programme import Programme, load_programme
from pipeline.release import release
from pipeline.store import Entry, Store

DEMO = Path(__file__).parents[2] / "templates" / "demo"
BST = timezone(timedelta(hours=1))
NIGHT = datetime(2025, 7, 8, 2, 5, tzinfo=BST)
MORNING = "2025-07-09T09:10:00+01:00"

MIXED, SPLIT, CLEAR, HOSTILE = "Greenlow St Anne’s", "Barnfield", "Tockhill", "Hostile"
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Made:
    """A home and the ids of its records by a short name."""

    home: Home
    programme: Programme
    ids: dict[str, str]


def make_home(folder: Path) -> Made:
    """Make a home with four schools and its outbox."""
    home = init(folder)
    programme = load_programme(home.programme)
    custody = Custody(home.custody)
    forms = [
        (MIXED, _mixed(custody)),
        (SPLIT, _split(custody)),
        (CLEAR, _clear(custody, later=False)),
        (CLEAR, _clear(custody, later=True)),
        (HOSTILE, _hostile(custody)),
    ]
    ids = {}
    with Store.open(home.database) as store, store.transaction() as work:
        run = work.runs.begin(NIGHT, "test")
        for number, (name, form) in enumerate(forms, 1):
            merged = merge_form(work, run, form)
            ids[name] = merged.record_id
            source = form.source
            row = FileRow(source.file, source.sha256, merged.outcome, source.received)
            kind = Kind.PDF if form.answers.format.startswith("pdf") else Kind.DOCX
            work.files.add(run, number, Entry(row, kind, merged.standing.value, merged.form_id, brought=True))
        damaged = FileRow("scan0004.pdf", "b" * 64, Outcome.UNREADABLE, NIGHT, None, "It is protected by a password.")
        work.files.add(run, len(forms) + 1, Entry(damaged, Kind.ENCRYPTED, "unreadable"))
        work.runs.finish(run, NIGHT, (), 0)
    release(home, programme)
    return Made(home, programme, ids)


def send_again(made: Made, name: str, *, comments: str, days: int = 3, flags: tuple[Flag, ...] | None = None) -> None:
    """Let the school called `name` send its form once more, with other comments."""
    with Store.open(made.home.database) as store, store.transaction() as work:
        before = work.records.get(made.ids[name])
        assert before is not None
        run = work.runs.begin(NIGHT + timedelta(days=1), "test")
        answers = dict(before.form.answers.answers)
        answers[Label.COMMENTS] = replace(answers[Label.COMMENTS], text=comments)
        source = replace(before.form.source, sha256="c" * 64, received=NIGHT + timedelta(days=days))
        if flags is None:
            flags = tuple(replace(flag, evidence=comments, span=None) for flag in before.form.flags)
        form = Form(
            source,
            replace(before.form.answers, answers=answers),
            replace(before.form.expression, comments=comments),
            flags,
        )
        merge_form(work, run, form)
        work.runs.finish(run, NIGHT + timedelta(days=1), (), work.decisions.last())


def suggestion(label: str, *requests: Request) -> Suggestion:
    values = [{"years": list(r.years), "mixed": r.mixed, "classes": r.classes} for r in requests]
    return Suggestion(label, values[0] if len(values) == 1 else values)


def _form(
    custody: Custody, file: str, school: str, comments: str, days: int, flags: tuple[Flag, ...], **values: Any
) -> Form:
    is_pdf = file.endswith(".pdf")
    content = (DEMO / file).read_bytes()
    slug = "".join(char for char in school.casefold() if char.isalpha())[:12] or "school"
    near = values.pop("near", Answer("Yes / No", _at(5, is_pdf), (Mark(MarkKind.STRUCK, 6, 8),)))
    answers = {
        Label.SCHOOL: Answer(school, _at(1, is_pdf)),
        Label.CONTACT: Answer(f"01254 830212 office@{slug}.lancs.sch.uk", _at(2, is_pdf)),
        Label.HEADTEACHER: Answer("Mrs D Eastham", _at(3, is_pdf)),
        Label.COMMENTS: Answer(comments, _at(4, is_pdf)),
        Label.NEAR_YEAR: near,
        Label.ALTERNATIVE_YEARS: Answer("Y5", _at(6, is_pdf)),
        Label.SIGNED: Answer("D Eastham", _at(7, is_pdf)),
        Label.DATE: Answer("4 July 2025", _at(8, is_pdf)),
    }
    expression = replace(
        Expression(
            school=SchoolName(school, school),
            telephones=("+441254830212",),
            emails=(f"office@{slug}.lancs.sch.uk",),
            headteacher=PersonName("Mrs D Eastham", "Mrs", "D", "Eastham"),
            comments=comments,
            near_year_ok=True,
            alternative_years=("Y5",),
            signed=Signature(True, "D Eastham"),
            date=date(2025, 7, 4),
            edition="2025-26",
        ),
        **values,
    )
    source = Source(file, custody.keep(content), NIGHT - timedelta(days=days))
    return Form(source, Answers("pdf-text" if is_pdf else "docx", answers, "2025-26"), expression, flags)


def _at(row: int, is_pdf: bool) -> Evidence:
    if not is_pdf:
        return Evidence(f"row {row} of the table")
    return Evidence("page 3", page=3, box=(0.38, 0.1 + row * 0.04, 0.7, 0.12 + row * 0.04))


def _mixed(custody: Custody) -> Form:
    comments = "We would like to link our Y3/4 with a school in a town."
    flag = Flag(
        "mixed-or-either",
        Severity.BLOCKING,
        "comments",
        "“Y3/4” may be one mixed class, either year, or both.",
        "Y3/4",
        (
            suggestion("mixed Year 3 and Year 4, number of classes not said", Request(("Y3", "Y4"), True)),
            suggestion("Year 3 or Year 4, number of classes not said", Request(("Y3", "Y4"))),
            suggestion("Year 3; Year 4", Request(("Y3",)), Request(("Y4",))),
        ),
        (comments.index("Y3/4"), comments.index("Y3/4") + 4),
    )
    unmarked = Flag("choice-unmarked", Severity.CHECK, "near_year_ok", "Neither Yes nor No is marked.")
    return _form(
        custody,
        "St Begas.docx",
        "Greenlow St Anne’s CE Primary School",
        comments,
        9,
        (flag, unmarked),
        requests=(Request(("Y3", "Y4")),),
        kinds=("urban",),
        near_year_ok=None,
        near=Answer("Yes / No", _at(5, False)),
    )


def _split(custody: Custody) -> Form:
    comments = "Years 5 and 6, 3 classes please. We would love to carry on with Wyre Moss Primary."
    flags = (
        Flag(
            "class-count-split",
            Severity.BLOCKING,
            "comments",
            "It is not said how the 3 classes are divided between Year 5 and Year 6.",
            "Years 5 and 6, 3 classes",
            (
                suggestion("two Year 5, one Year 6", Request(("Y5",), False, 2), Request(("Y6",), False, 1)),
                suggestion("one Year 5, two Year 6", Request(("Y5",), False, 1), Request(("Y6",), False, 2)),
            ),
            (0, 24),
        ),
        Flag(
            "telephone-invalid",
            Severity.CHECK,
            "telephones",
            "“01254 83021” has a figure too few.",
            "01254 83021",
        ),
    )
    return _form(
        custody,
        "Lower Sabden Road.pdf",
        "Barnfield Community Primary School",
        comments,
        2,
        flags,
        requests=(Request(("Y5",)), Request(("Y6",))),
        partners=(Partner("Wyre Moss Primary", Relation.RENEW),),
        telephones=(),
    )


def _clear(custody: Custody, *, later: bool) -> Form:
    return _form(
        custody,
        "Ashbeck EOI corrected.docx" if later else "Ashbeck EOI.docx",
        "Tockhill Primary School",
        "Three Year 4 classes." if later else "Two Year 4 classes.",
        1 if later else 5,
        (),
        requests=(Request(("Y4",), False, 3 if later else 2),),
    )


def _hostile(custody: Custody) -> Form:
    flag = Flag("unread-text", Severity.BLOCKING, "comments", f"{SCRIPT} was not read.", SCRIPT)
    return _form(
        custody,
        "EOI Oak Mount.docx",
        f"{SCRIPT} Primary School",
        f"{SCRIPT} {{{{ 7*7 }}}} \u202eabc",
        0,
        (flag,),
        requests=(Request(("Y6",), False, 1),),
        other_wishes=(SCRIPT,),
        emails=("office@hostile.example.sch.uk",),
        telephones=(),
    )
