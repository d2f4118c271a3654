"""Evaluation: one statement to the requests that it makes and the doubts that it leaves (reading guide, section 2)."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.outcome import Around, Outcome, count_doubt, definite, doubtful, words
from pipeline.normalise.comments.weighing.several import and_or, slash_list, stage, year_list
from pipeline.normalise.comments.words.atoms import Count


def evaluate(statement: Statement, around: Around) -> Outcome:
    """Return what the statement asks for."""
    if statement.zero:
        return Outcome(())
    years = statement.years
    if years.doubt is not None:
        return _unclear_year(statement, around)
    if len(years.codes) == 1:
        return _one_year(statement, around)
    if years.slashes and years.joiner in {"and", "or"} and len(years.parts) > 1:
        return slash_list(statement, around)
    if statement.each and years.stage == "two":
        return year_list(statement, around)
    told_mixed = years.joiner == "slash" and statement.mixed and statement.noun == "n"
    if years.joiner == "or" or (statement.either and not statement.each and years.joiner != "andor" and not told_mixed):
        return _any_of(statement, around)
    if years.joiner in {"slash", "hyphen"} or years.stage == "two":
        return _slash(statement, around)
    number = definite(statement)
    if years.stage == "many" and around.form_entry == 1 and number == len(years.codes):
        return year_list(replace(statement, count=Count(1), each=True), around)  # one class a year: "the four in KS2"
    if years.stage == "many":
        return stage(statement, around)
    if years.joiner == "range" and statement.one_of and not statement.each:
        return _any_of(statement, around)
    if years.joiner == "andor":
        return and_or(statement, around)
    return year_list(statement, around)


# As many as no year has classes.
_CHILDREN = 7


def _one_year(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = definite(statement)
    if (
        number is not None
        and number >= _CHILDREN
        and statement.count_before
        and statement.years.plural
        and not statement.noun
    ):
        statement, number = replace(statement, count=None), None  # "eight Year 4s" are children
    named = statement.named
    doubts: tuple[Doubt, ...] = ()
    unclear = statement.count is not None and statement.count.unclear
    if unclear and named is not None and statement.count is not None and named in statement.count.options:
        number, unclear = named, False  # "a couple of Year 4 classes (4P and 4G)"
    if number is not None and named is not None and number != named and named > 1:
        doubts = (
            doubt(
                "class-count-conflict",
                f"{number_in_words(number).capitalize()} classes are said for {joined(years)}, but {named} are named.",
                around.quote,
                [[Request(years, False, number)], [Request(years, False, named)]],
                around.span,
            ),
        )
    if statement.either and number is not None and statement.noun == "N" and not statement.either_or:
        number = 1  # "either of our two Year 5 classes"
    elif (
        statement.either
        and statement.noun == "N"
        and statement.count is None
        and not (statement.all or statement.both or statement.either_or)
    ):
        number = 1  # "either of our Year 3 classes"
    if number is None and not unclear and not statement.fraction:
        if named is not None:
            number = named
        elif statement.group:
            number = None
        elif (statement.noun == "n" and not statement.all) or statement.together or around.form_entry == 1:
            number = 1
        elif around.form_entry is not None and statement.all:
            number = around.form_entry
    if number is not None and around.form_entry is not None and number > around.form_entry and not doubts:
        doubts = (
            doubt(
                "class-count-conflict",
                f"{number_in_words(number).capitalize()} {joined(years)} classes are asked for, but the school says it has {around.form_entry} in a year.",
                around.quote,
                [[Request(years, False, number)], [Request(years, False, around.form_entry)]],
                around.span,
            ),
        )
    if number is None or statement.fraction:
        return Outcome((Request(years, False, None),), count_doubt(statement, around, years))
    return Outcome((Request(years, False, number),), doubts)


def _any_of(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = definite(statement)
    if number is None and (statement.noun == "n" or around.form_entry == 1) and statement.count is None:
        number = 1
    request = Request(years, False, number)
    return Outcome((request,), () if number is not None else count_doubt(statement, around, years))


def _slash(statement: Statement, around: Around) -> Outcome:
    """Slash years, hyphen pairs and stages of two years: one mixed class, either, or both (7.3, 7.10, 7.22)."""
    years = statement.years.codes
    number = definite(statement)
    stage = statement.years.stage == "two"
    counted_noun = (
        statement.count_before and statement.noun != "" and statement.count is not None and not statement.apart
    )
    spread = statement.noun_first and len(years) > 2 and statement.count is not None  # "1 class Y3/Y4/Y5/Y6"
    one_called = statement.called and number == 1  # "Y2/3 class, 1"
    mixed = statement.mixed or around.mixed or around.among_classes or statement.together or one_called
    if not stage and not spread:
        mixed = (
            mixed
            or (statement.noun == "n" and not statement.apart and not (statement.count and not statement.count_before))
            or counted_noun
        )
    if statement.named and not stage and (statement.count is None or (statement.noun_first and number == 1)):
        mixed = True  # "Beech class (Y3/4), 1 class"
    if mixed:
        if number is None and statement.count is None:
            if statement.named:
                number = statement.named
            elif statement.noun != "N" and (
                statement.noun == "n"
                or statement.together
                or around.among_classes
                or (statement.group is False and statement.ours and statement.mixed)
            ):
                number = 1
        request = Request(years, True, number)
        return Outcome((request,), () if number is not None else count_doubt(statement, around, years, True))
    if number is None and statement.noun == "n":
        number = 1
    readings = [
        [Request(years, True, number)],
        [Request(years, False, number)],
        [Request((code,), False, None) for code in years],
    ]
    return doubtful(
        (Request(years, True, number),),
        "mixed-or-either",
        f"“{words(statement, around)}” may be one mixed class, either year, or both.",
        readings,
        around,
    )


def _unclear_year(statement: Statement, around: Around) -> Outcome:
    """A single age spans two years; a year that does not exist names none; "Y3 4 classes" may be Y3/4."""
    years = statement.years.codes
    number = definite(statement) or statement.named or (1 if statement.noun == "n" else None)
    readings = [[Request((code,), False, number)] for code in years]
    # A single age is one of two years; the children who are nine when the year begins are in the later of them.
    requests = (Request(years[-1:] if statement.years.age else years, False, number),) if years else ()
    return doubtful(
        requests,
        "year-unclear",
        f"“{words(statement, around)}” does not say which year group is meant.",
        readings,
        around,
    )
