"""The reader: a comment to a reading, in the order of the stages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.model import Doubt, Partner, Request
from pipeline.normalise.comments.accounting import ReadSpan, account
from pipeline.normalise.comments.clauses.split import split
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.names.school_names import Register
from pipeline.normalise.comments.scanning.scan import scan
from pipeline.normalise.comments.scanning.tables import read_table
from pipeline.normalise.comments.statements.reference import refer
from pipeline.normalise.comments.statements.statement import read_clause
from pipeline.normalise.comments.unread import conditions, refusals
from pipeline.normalise.comments.unused import unused
from pipeline.normalise.comments.weighing.matter import Matter
from pipeline.normalise.comments.weighing.weigh import weigh
from pipeline.normalise.comments.wishes.kind_frames import Frames
from pipeline.normalise.comments.wishes.kinds import read_kinds
from pipeline.normalise.comments.wishes.other_wishes import other_wishes
from pipeline.normalise.comments.wishes.partners import read_partners
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.tokens import LONGEST, tokenize
from pipeline.years import AcademicYear


@dataclass(frozen=True, slots=True)
class CommentReading:
    """What a comment asks for, what is doubtful in it, and how each of its words was understood.

    `near_year_said` is what the comment says of statement (1): True where a neighbouring year at the other school
    would do, False where nothing but the year named will, None where it says nothing of it.
    """

    requests: tuple[Request, ...] = ()
    fallbacks: tuple[Request, ...] = ()
    excluded_years: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    kinds: tuple[str, ...] = ()
    other_wishes: tuple[str, ...] = ()
    near_year_said: bool | None = None
    doubts: tuple[Doubt, ...] = ()
    spans: tuple[ReadSpan, ...] = ()


class CommentReader:
    """Reads the comments of one programme year. Pure: the same text and date give the same reading."""

    def __init__(self, year: AcademicYear, school_names: Collection[str] = ()) -> None:
        """`school_names` are the register's, where one is loaded."""
        self._year = year
        self._register = Register.of(school_names)

    def read(self, text: str, form_date: date | None) -> CommentReading:
        """Return how `text` is read on a form of this date. Never raises, whatever the text."""
        line = Line.of(tokenize(text))
        if not line.tokens:
            return CommentReading()
        atoms = scan(line, self._register)
        clauses = split(line, read_table(line, atoms) or atoms)
        said = [read_clause(line, clause, number) for number, clause in enumerate(clauses)]
        statements = tuple(statement for one in said for statement in one.statements)
        kept, references, _ = refer(line, clauses, statements, self._year, form_date)
        loose = tuple(one for part in said for one in part.loose)
        matter = Matter(line, clauses, tuple(kept), loose, references)
        weighed = weigh(matter)
        frames = Frames(line, clauses)
        wishes = read_kinds(frames)
        named = read_partners(line, clauses, "new-partner" in wishes.kinds, wishes.indifferent)
        others = other_wishes(frames)
        doubts = (
            *_too_long(text),
            *weighed.doubts,
            *named.doubts,
            *conditions(line, clauses, weighed.doubts, wishes.tokens | others.tokens),
            *refusals(line, clauses, wishes.tokens | others.tokens),
        )
        return CommentReading(
            requests=tuple(weighed.requests),
            fallbacks=tuple(weighed.fallbacks),
            excluded_years=weighed.excluded,
            partners=named.partners,
            kinds=wishes.said(named.partners, others.placed, named.changed),
            other_wishes=others.quotes,
            near_year_said=weighed.near,
            doubts=doubts or tuple(unused(matter, weighed, named.partners)),
            spans=account(line, clauses, wishes.tokens, text),
        )


def _too_long(text: str) -> tuple[Doubt, ...]:
    """Say that a comment was not read to its end, where it was not."""
    if len(text) <= LONGEST:
        return ()
    beyond = text[LONGEST : LONGEST + 60]
    return (doubt("unread-text", "The comment is too long to be read to its end.", beyond, (), (LONGEST, len(text))),)
