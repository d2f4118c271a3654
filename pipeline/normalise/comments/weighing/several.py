"""Statements of several years: lists, stages, slash years in a list, and one number for them all."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Request
from pipeline.normalise.comments.doubts import joined, number_in_words
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.outcome import Around, Outcome, count_doubt, definite, doubtful, words


def slash_list(statement: Statement, around: Around) -> Outcome:
    """ "Y3/4 and Y5/6": mixed classes where they are counted or called classes, else a question each."""
    parts = [codes for codes, _, _ in statement.years.parts]
    number = definite(statement)
    slashes = [codes for codes in parts if len(codes) > 1]
    whole = len(slashes) == len(parts)
    mixed = (
        statement.mixed
        or around.mixed
        or around.among_classes
        or number == len(parts)
        or statement.noun != ""
        or statement.each
        or not whole
    )
    if statement.either or statement.years.joiner == "or":
        readings = [[Request(codes, len(codes) > 1, 1)] for codes in parts]
        return doubtful(
            tuple(Request(codes, len(codes) > 1, 1) for codes in parts[:1]),
            "year-unclear",
            "Several different mixed classes are named, and any one would do: which one?",
            readings,
            around,
        )
    each = number if statement.each or number is None else 1 if number == len(parts) else None
    if number is None and mixed and (statement.noun == "n" or around.among_classes):
        each = 1
    requests = tuple(Request(codes, len(codes) > 1, each) for codes in parts)
    if mixed:
        return Outcome(requests, () if each is not None else count_doubt(statement, around, statement.years.codes))
    flat = [Request((code,), False, None) for code in statement.years.codes]
    return doubtful(
        requests,
        "mixed-or-either",
        f"“{words(statement, around)}” may be mixed classes, or single year groups.",
        [list(requests), flat],
        around,
    )


def stage(statement: Statement, around: Around) -> Outcome:
    """A stage of more than two years alone names no year (7.3); "a KS2 class" may be one mixed class (7.22)."""
    years = statement.years.codes
    number = definite(statement)
    if statement.each or (statement.all and statement.noun != "n" and number in (None, len(years))):
        separate = replace(statement, each=number is None or statement.each)
        return year_list(separate, around)
    if statement.noun == "n" and number in (None, 1) and statement.mixed:
        return Outcome((Request(years, True, 1),))
    if statement.noun == "n" and number in (None, 1):
        readings = [[Request(years, True, 1)], [Request(years, False, 1)]]
        return doubtful(
            (Request(years, True, 1),),
            "mixed-or-either",
            f"“{words(statement, around)}” may be one class of mixed ages, or any one of the years.",
            readings,
            around,
        )
    readings = [[Request((code,), False, number)] for code in years]
    if statement.mixed:
        return doubtful(
            (Request(years, True, number),),
            "year-unclear",
            "Which years the mixed classes hold is not said.",
            readings,
            around,
        )
    return doubtful(
        (Request(years, False, number),),
        "year-unclear",
        f"“{words(statement, around)}” names a stage, not a year.",
        readings,
        around,
    )


def and_or(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = definite(statement)
    readings = [[Request(years, False, number)], [Request((code,), False, None) for code in years]]
    code = "mixed-or-either" if number == 1 else "year-unclear"
    return doubtful(
        (Request(years, False, number),),
        code,
        f"“{words(statement, around)}” may be either of the years, or both.",
        readings,
        around,
    )


def year_list(statement: Statement, around: Around) -> Outcome:
    """Years joined by "and" or commas: each is asked for; one number for all of them may be a total or a number each."""
    years = statement.years.codes
    number = definite(statement)
    if statement.both and statement.count is None and not statement.each:
        number = None
    one_class = statement.noun == "n"
    mixed = statement.mixed or (around.mixed and one_class)
    if (
        mixed
        and not statement.each
        and (
            len(years) == 2
            or one_class
            or statement.together
            or (statement.mixed and statement.years.joiner == "range")
        )
    ):
        if number is None and statement.noun != "N":
            number = statement.named or (1 if one_class or statement.together else None)
        request = Request(years, True, number)
        return Outcome((request,), () if number is not None else count_doubt(statement, around, years, True))
    if statement.each:
        if statement.count is None and number is None and (statement.noun == "n" or around.form_entry == 1):
            number = 1
        if number is None and around.form_entry is not None and statement.all:
            number = around.form_entry
        requests = tuple(Request((code,), False, number) for code in years)
        return Outcome(requests, () if number is not None else count_doubt(statement, around, years))
    if (
        number is None
        and statement.count is None
        and statement.noun == "n"
        and around.form_entry != 1
        and not statement.both
    ):
        number = 1
    if number is not None:
        return _split(statement, around, number)
    if around.form_entry == 1 or (around.form_entry is not None and statement.all):
        return Outcome(tuple(Request((code,), False, around.form_entry) for code in years))
    requests = tuple(Request((code,), False, None) for code in years)
    if statement.taught and len(years) == 2 and statement.noun != "N":
        readings = [[Request(years, True, 1)], list(requests)]
        return doubtful(
            (Request(years, True, None),),
            "mixed-or-either",
            f"One teacher has {joined(years)}: is it one mixed class?",
            readings,
            around,
        )
    return Outcome(requests, count_doubt(statement, around, years))


def _split(statement: Statement, around: Around, number: int) -> Outcome:
    """One number over several years: fewer than the years, as many, or more (section 2, 7.9)."""
    years = statement.years.codes
    if statement.named == number and number == len(years):
        return Outcome(tuple(Request((code,), False, 1) for code in years))
    if around.form_entry is not None and number == len(years) * around.form_entry:
        return Outcome(tuple(Request((code,), False, around.form_entry) for code in years))
    if number < len(years) and len(years) > 2:
        readings = [[Request(years, True, number)], [Request(years, False, number)]]
        return doubtful(
            tuple(Request((code,), False, None) for code in years),
            "class-count-split",
            f"{number_in_words(number).capitalize()} class{'es' if number > 1 else ''} for {joined(years)}: of which years?",
            readings,
            around,
        )
    if number < len(years):
        readings = [[Request(years, True, number)], [Request(years, False, number)]]
        return doubtful(
            (Request(years, True, number),),
            "mixed-or-either",
            f"{number_in_words(number).capitalize()} class{'es' if number > 1 else ''} for {joined(years)}: a mixed class, or either year?",
            readings,
            around,
        )
    readings = [[Request((code,), False, number) for code in years]]
    requests = tuple(Request((code,), False, None) for code in years)
    if number == len(years):
        readings.insert(0, [Request((code,), False, 1) for code in years])
        requests = tuple(Request((code,), False, 1) for code in years)
    elif len(years) == 2:
        for first in range(1, number):
            readings.insert(
                first - 1, [Request((years[0],), False, number - first), Request((years[1],), False, first)]
            )
    return doubtful(
        requests,
        "class-count-split",
        f"{number_in_words(number).capitalize()} classes for {joined(years)}: in all, or in each year?",
        readings,
        around,
    )
