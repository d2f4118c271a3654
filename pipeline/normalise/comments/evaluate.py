"""Evaluation: one statement to the requests that it makes and the doubts that it leaves (reading guide, section 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Doubt, Request
from pipeline.normalise.comments.atoms import Count
from pipeline.normalise.comments.doubts import doubt, joined, number_in_words
from pipeline.normalise.comments.statements import Statement


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the comment says that bears on every statement."""

    mixed: bool = False
    among_classes: bool = False
    form_entry: int | None = None
    quote: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Requests with the doubts about them."""

    requests: tuple[Request, ...]
    doubts: tuple[Doubt, ...] = ()


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
        return _slash_list(statement, around)
    if statement.each and years.stage == "two":
        return _list(statement, around)
    if years.joiner == "or" or (statement.either and years.joiner != "andor"):
        return _any_of(statement, around)
    if years.joiner in {"slash", "hyphen"} or years.stage == "two":
        return _slash(statement, around)
    if years.stage == "many":
        return _stage(statement, around)
    if years.joiner == "range" and statement.one_of:
        return _any_of(statement, around)
    if years.joiner == "andor":
        return _and_or(statement, around)
    return _list(statement, around)


def _definite(statement: Statement) -> int | None:
    """The number of classes said of one year, or of each year."""
    if statement.count is not None and not statement.count.unclear:
        return statement.count.number
    if statement.both:
        return 2
    return None


def _count_doubt(
    statement: Statement, around: Around, years: tuple[str, ...], mixed: bool = False
) -> tuple[Doubt, ...]:
    """The doubt that an open or missing number leaves."""
    count = statement.count
    if statement.fraction:
        return (
            doubt(
                "class-count-unclear",
                f"A part of a class is meant for {joined(years)}: is it one class or more?",
                around.quote,
                [[Request(years, mixed, 1)], [Request(years, mixed, 2)]],
                around.span,
            ),
        )
    if count is not None and count.unclear:
        return (
            doubt(
                "class-count-unclear",
                f"How many {joined(years)} classes is left open.",
                around.quote,
                [[Request(years, mixed, option)] for option in count.options],
                around.span,
            ),
        )
    readings: list[list[Request]] = []
    if statement.group or statement.job_share:
        readings = [[Request(years, mixed, 1)]]
    elif around.form_entry is not None and around.form_entry > 1:
        readings = [[Request(years, mixed, around.form_entry)]]
    return (
        doubt(
            "class-count-missing",
            f"The number of {joined(years)} classes is not said.",
            around.quote,
            readings,
            around.span,
        ),
    )


def _one_year(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = _definite(statement)
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
    if statement.either and number is not None and statement.noun == "N":
        number = 1  # "either of our two Year 5 classes"
    if number is None and not unclear and not statement.fraction:
        if named is not None:
            number = named
        elif statement.group:
            number = None
        elif (statement.noun == "n" and not statement.all) or around.form_entry == 1:
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
        return Outcome((Request(years, False, None),), _count_doubt(statement, around, years))
    return Outcome((Request(years, False, number),), doubts)


def _any_of(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = _definite(statement)
    if number is None and statement.both:
        number = None
    if number is None and (statement.noun == "n" or around.form_entry == 1) and statement.count is None:
        number = 1
    if number is None and statement.either and statement.years.stage == "many" and not statement.noun:
        number = None
    request = Request(years, False, number)
    return Outcome((request,), () if number is not None else _count_doubt(statement, around, years))


def _slash(statement: Statement, around: Around) -> Outcome:
    """Slash years, hyphen pairs and stages of two years: one mixed class, either, or both (7.3, 7.10, 7.22)."""
    years = statement.years.codes
    number = _definite(statement)
    stage = statement.years.stage == "two"
    counted_noun = statement.count_before and statement.noun != "" and statement.count is not None
    mixed = statement.mixed or around.mixed or around.among_classes
    if not stage:
        mixed = (
            mixed or (statement.noun == "n" and not (statement.count and not statement.count_before)) or counted_noun
        )
    if statement.named and not stage and statement.count is None:
        mixed = True
    if mixed:
        if number is None and statement.count is None:
            if statement.named:
                number = statement.named
            elif statement.noun != "N" and (
                statement.noun == "n"
                or around.among_classes
                or (statement.group is False and statement.ours and statement.mixed)
            ):
                number = 1
        request = Request(years, True, number)
        return Outcome((request,), () if number is not None else _count_doubt(statement, around, years, True))
    if number is None and statement.noun == "n":
        number = 1
    readings = [
        [Request(years, True, number)],
        [Request(years, False, number)],
        [Request((code,), False, None) for code in years],
    ]
    return Outcome(
        (Request(years, True, number),),
        (
            doubt(
                "mixed-or-either",
                f"“{_words(statement, around)}” may be one mixed class, either year, or both.",
                around.quote,
                readings,
                around.span,
            ),
        ),
    )


def _words(statement: Statement, around: Around) -> str:
    return around.quote or joined(statement.years.codes)


def _slash_list(statement: Statement, around: Around) -> Outcome:
    """ "Y3/4 and Y5/6": mixed classes where they are counted or called classes, else a question each."""
    parts = [codes for codes, _, _ in statement.years.parts]
    number = _definite(statement)
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
        return Outcome(
            tuple(Request(codes, len(codes) > 1, 1) for codes in parts[:1]),
            (
                doubt(
                    "year-unclear",
                    "Several different mixed classes are named, and any one would do: which one?",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
        )
    each = number if statement.each or number is None else 1 if number == len(parts) else None
    if number is None and mixed and (statement.noun == "n" or around.among_classes):
        each = 1
    requests = tuple(Request(codes, len(codes) > 1, each) for codes in parts)
    if mixed:
        return Outcome(requests, () if each is not None else _count_doubt(statement, around, statement.years.codes))
    flat = [Request((code,), False, None) for code in statement.years.codes]
    return Outcome(
        requests,
        (
            doubt(
                "mixed-or-either",
                f"“{_words(statement, around)}” may be mixed classes, or single year groups.",
                around.quote,
                [list(requests), flat],
                around.span,
            ),
        ),
    )


def _stage(statement: Statement, around: Around) -> Outcome:
    """A stage of more than two years alone names no year (7.3); "a KS2 class" may be one mixed class (7.22)."""
    years = statement.years.codes
    number = _definite(statement)
    if statement.each or (statement.all and statement.noun != "n" and number is None):
        separate = replace(statement, each=True)
        return _list(separate, around)
    if statement.noun == "n" and number in (None, 1):
        readings = [[Request(years, True, 1)], [Request(years, False, 1)]]
        return Outcome(
            (Request(years, True, 1),),
            (
                doubt(
                    "mixed-or-either",
                    f"“{_words(statement, around)}” may be one class of mixed ages, or any one of the years.",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
        )
    readings = [[Request((code,), False, number)] for code in years]
    if statement.mixed:
        return Outcome(
            (Request(years, True, number),),
            (
                doubt(
                    "year-unclear",
                    "Which years the mixed classes hold is not said.",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
        )
    return Outcome(
        (Request(years, False, number),),
        (
            doubt(
                "year-unclear",
                f"“{_words(statement, around)}” names a stage, not a year.",
                around.quote,
                readings,
                around.span,
            ),
        ),
    )


def _and_or(statement: Statement, around: Around) -> Outcome:
    years = statement.years.codes
    number = _definite(statement)
    readings = [[Request(years, False, number)], [Request((code,), False, None) for code in years]]
    code = "mixed-or-either" if number == 1 else "year-unclear"
    return Outcome(
        (Request(years, False, number),),
        (
            doubt(
                code,
                f"“{_words(statement, around)}” may be either of the years, or both.",
                around.quote,
                readings,
                around.span,
            ),
        ),
    )


def _list(statement: Statement, around: Around) -> Outcome:
    """Years joined by "and" or commas: each is asked for; one number for all of them may be a total or a number each."""
    years = statement.years.codes
    number = _definite(statement)
    if statement.both and statement.count is None:
        number = None
    one_class = statement.noun == "n"
    mixed = statement.mixed or (around.mixed and one_class)
    if mixed and not statement.each and (len(years) == 2 or one_class):
        if number is None and statement.noun != "N":
            number = statement.named or 1
        request = Request(years, True, number)
        return Outcome((request,), () if number is not None else _count_doubt(statement, around, years, True))
    if statement.each:
        if statement.count is None and number is None and (statement.noun == "n" or around.form_entry == 1):
            number = 1
        if number is None and around.form_entry is not None and statement.all:
            number = around.form_entry
        requests = tuple(Request((code,), False, number) for code in years)
        return Outcome(requests, () if number is not None else _count_doubt(statement, around, years))
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
        return Outcome(
            (Request(years, True, None),),
            (
                doubt(
                    "mixed-or-either",
                    f"One teacher has {joined(years)}: is it one mixed class?",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
        )
    return Outcome(requests, _count_doubt(statement, around, years))


def _split(statement: Statement, around: Around, number: int) -> Outcome:
    """One number over several years: fewer than the years, as many, or more (section 2, 7.9)."""
    years = statement.years.codes
    if statement.named == number and number == len(years):
        return Outcome(tuple(Request((code,), False, 1) for code in years))
    if around.form_entry == 1 and number == len(years):
        return Outcome(tuple(Request((code,), False, 1) for code in years))
    if number < len(years) and len(years) > 2:
        readings = [[Request(years, True, number)], [Request(years, False, number)]]
        return Outcome(
            tuple(Request((code,), False, None) for code in years),
            (
                doubt(
                    "class-count-split",
                    f"{number_in_words(number).capitalize()} class{'es' if number > 1 else ''} for {joined(years)}: of which years?",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
        )
    if number < len(years):
        readings = [[Request(years, True, number)], [Request(years, False, number)]]
        return Outcome(
            (Request(years, True, number),),
            (
                doubt(
                    "mixed-or-either",
                    f"{number_in_words(number).capitalize()} class{'es' if number > 1 else ''} for {joined(years)}: a mixed class, or either year?",
                    around.quote,
                    readings,
                    around.span,
                ),
            ),
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
    return Outcome(
        requests,
        (
            doubt(
                "class-count-split",
                f"{number_in_words(number).capitalize()} classes for {joined(years)}: in all, or in each year?",
                around.quote,
                readings,
                around.span,
            ),
        ),
    )


def with_count(statement: Statement, number: int | None, unclear: Count | None = None) -> Statement:
    """Return the statement with a number of classes said elsewhere in the comment."""
    return replace(statement, count=unclear or Count(number), count_before=False)


def _unclear_year(statement: Statement, around: Around) -> Outcome:
    """A single age spans two years; a year that does not exist names none; "Y3 4 classes" may be Y3/4."""
    years = statement.years.codes
    number = _definite(statement) or statement.named or (1 if statement.noun == "n" else None)
    readings = [[Request((code,), False, number)] for code in years]
    # A single age is one of two years; the children who are nine when the year begins are in the later of them.
    requests = (Request(years[-1:] if statement.years.age else years, False, number),) if years else ()
    return Outcome(
        requests,
        (
            doubt(
                "year-unclear",
                f"“{_words(statement, around)}” does not say which year group is meant.",
                around.quote,
                readings,
                around.span,
            ),
        ),
    )
