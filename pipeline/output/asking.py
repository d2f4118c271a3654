"""How each kind of doubt is put to a school: one function a topic, each giving questions that can be answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Flag, Record, Suggestion
from pipeline.output import wording
from pipeline.output.clean import one_line, shortened
from pipeline.output.values import as_requests
from pipeline.programme import Programme
from pipeline.years import in_school_order

Flags = tuple[Flag, ...]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_OPTIONS = 5
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a school. `options` are the answers to choose from, `flags` the doubts that it settles."""

    text: str
    options: tuple[str, ...]
    flags: Flags

    def lines(self, nth: int) -> list[str]:
        """Return the question as lines of plain text, numbered."""
        return [f"{nth}. {self.text}", *(f"   {letter}. {option}" for letter, option in self.lettered)]

    @property
    def lettered(self) -> list[tuple[str, str]]:
        """The options with the letters that they are answered by."""
        return list(zip(_LETTERS, self.options, strict=False))


# --- the school -----------------------------------------------------------------------------------------------


def about_school(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask for the school's full name and town, and never name another school that wrote to us."""
    code = flags[0].code
    name = wording.quoted(record.expression.school.as_written or "")
    if any(_is_about_another_form(choice) for flag in flags for choice in flag.suggestions):
        text = "We have had another form that may be from your school too. Did somebody else send one, and which shall we use?"
        return [Question(text, (), flags)]
    if code == "school-ambiguous" and name:
        text = f"There is more than one school called {name}. Which one are you, and in which town?"
    elif code == "school-unknown" and name:
        text = f"We could not find {name} in our list of schools. What is your school’s full name, and in which town is it?"
    elif code == "low-confidence" and name:
        text = (
            f"We read the name of your school as {name}. Is that right? If not, please write it for us, with the town."
        )
    else:
        text = "What is the full name of your school, and in which town is it?"
    return [_asked(text, flags)]


def _is_about_another_form(choice: Suggestion) -> bool:
    return isinstance(choice.value, dict) and not {"same_as", "different_from"}.isdisjoint(choice.value)


# --- years and classes ----------------------------------------------------------------------------------------

# The order is that of weight: the first code among the doubts about the same words puts the question.
_YEAR_TEXTS: dict[str, str] = {
    "year-unclear": "Which year group will these children be in from September {start}, and how many classes?",
    "year-reference-unclear": "Which year group will these children be in from September {start}?",
    "mixed-or-either": "Is each class a mixed one, with both year groups in it? Or may it be either? And how many classes?",
    "class-count-split": "How many classes would you like to link in each year group?",
}


def about_years(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask once for each passage in doubt; where no year is said at all, one question covers everything."""
    if any(flag.code == "year-missing" for flag in flags):
        return [
            _asked(
                "Which year group would you like to link, and how many classes? If more than one, how many in each?",
                flags,
            )
        ]
    asked = []
    for same in _by_evidence(flags):
        code = min((flag.code for flag in same), key=list(_YEAR_TEXTS).index)
        text = _YEAR_TEXTS[code].format(start=programme.year.start)
        asked.append(_asked(f"{_you_wrote(same)}{text}", same))
    return asked


def about_classes(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask for the numbers: what is unclear passage by passage, the years whose number is not said together."""
    missing = tuple(flag for flag in flags if flag.code == "class-count-missing")
    doubtful = tuple(flag for flag in flags if flag.code != "class-count-missing")
    asked = [_asked(f"{_you_wrote(same)}{_how_many(same, record)}", same) for same in _by_evidence(doubtful)]
    if missing:
        asked.append(_asked(_how_many(missing, record), missing))
    return asked


def _how_many(flags: Flags, record: Record) -> str:
    if any(flag.code == "class-count-conflict" for flag in flags):
        return "We are not sure how many classes that makes. How many would you like to link in each year group?"
    open_requests = [asked for asked in record.expression.requests if asked.classes is None and asked.years]
    if not open_requests:
        return "How many classes would you like to link in each year group?"
    which = wording.listed(f"how many {wording.classes(asked)}" for asked in open_requests)
    return f"{which[0].upper()}{which[1:]} would you like to link?"


def about_contradiction(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask which of two answers holds: one question for each part of the form that does not go with the rest."""
    return [
        _contradicted(tuple(flag for flag in flags if flag.field == field), record)
        for field in dict.fromkeys(flag.field for flag in flags)
    ]


def _contradicted(flags: Flags, record: Record) -> Question:
    held, field = record.expression, flags[0].field
    if field == "near_year_ok":
        return Question(
            f"Your comments and statement (1) on your form do not agree. {_EXACT_YEAR}", _EXACT_YEAR_ANSWERS, flags
        )
    asked = {code for each in held.requests for code in each.years}
    offered = set(held.alternative_years) if field == "alternative_years" else asked
    if both := in_school_order(offered & set(held.excluded_years)):
        which = wording.years(both, "or")
        return _asked(
            f"Your form asks for or offers {which}, and also rules it out. Would you like to link {which}?", flags
        )
    words = _you_wrote(flags)
    return _asked(f"{words}This does not seem to go with something else on your form. What should we go by?", flags)


_EXACT_YEAR = "Must the other class be in exactly the same year group as yours?"
_EXACT_YEAR_ANSWERS = ("No, a year group just above or below is fine.", "Yes, it must be the same year group.")


def about_statement_one(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask for Yes or No to statement (1), without its double negative."""
    unmarked = any(flag.code == "choice-unmarked" for flag in flags)
    seen = "Neither Yes nor No is marked" if unmarked else "We could not tell whether Yes or No is marked"
    return [Question(f"{seen} at statement (1) on your form. {_EXACT_YEAR}", _EXACT_YEAR_ANSWERS, flags)]


# --- partners and remarks -------------------------------------------------------------------------------------


def about_partner(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask which school is meant, or what is wanted of one that is named."""
    if any(partner.name is None for partner in record.expression.partners):
        return [_asked("You would like to link with the same school as before. Which school is that?", flags)]
    asked = []
    for same in _by_evidence(flags):
        if words := _you_wrote(same):
            options = ("Yes.", "No, with a different school.", "We do not mind.")
            asked.append(Question(f"{words}Would you like to link with this school?", options, same))
        else:
            asked.append(_asked("Is there a school that you would like to link with? If so, which?", same))
    return asked


def about_remark(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask what a remark means, or for what could not be read to be written again."""

    def text(same: Flags) -> str:
        words, unread = _you_wrote(same), same[0].code == "low-confidence"
        if not words:
            return f"We could not read what you wrote beside “{wording.field(same[0].field)}”. Please write it again for us."
        if unread:
            return f"We read {words.removeprefix('You wrote ')}Is that what you wrote? If not, please write it again for us."
        return f"{words}Please tell us a little more, so that we can plan for it."

    return [_asked(text(same), same) for same in _by_evidence(flags)]


# --- people and formalities -----------------------------------------------------------------------------------


def about_contact(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask for telephone number and email address, in one question where both are wanted."""
    unsure, lacking = _apart(flags)
    asked = []
    if lacking:
        wanted = [noun for code, noun in _CONTACTS.items() if any(flag.code.startswith(code) for flag in lacking)]
        wrong = dict.fromkeys(
            wording.quoted(flag.evidence) for flag in lacking if flag.code.endswith("invalid") and flag.evidence
        )
        start = f"{wording.listed(wrong)} on your form does not work for us. " if wrong else ""
        asked.append(_wanted_contact(start, wanted or list(_CONTACTS.values()), lacking))
    if unsure:
        held = record.expression
        read = [*map(wording.telephone, held.telephones), *map(one_line, held.emails)]
        text = (
            f"We read your contact details as {wording.listed(read)}. Is that right?"
            if read
            else "What are your school’s telephone number and email address?"
        )
        asked.append(_asked(text, unsure))
    return asked


def _wanted_contact(start: str, wanted: list[str], flags: Flags) -> Question:
    """Ask for what is wanted; an address that is known already need only be confirmed."""
    known = [choice for flag in flags if flag.field == "emails" for choice in flag.suggestions]
    if len(known) != 1:
        return _asked(f"{start}What is your school’s {wording.listed(wanted)}?", flags)
    others = [noun for noun in wanted if noun != _CONTACTS["email"]]
    ask = f"What is your school’s {wording.listed(others)}, and may" if others else "May"
    return Question(f"{start}{ask} we write to you at {suggested(known[0])}?", (), flags)


_CONTACTS = {"telephone": "telephone number", "email": "email address"}


def about_headteacher(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask whom the letters should name."""
    unsure, lacking = _apart(flags)
    if unsure and not lacking and (name := one_line(record.expression.headteacher.name or "")):
        return [_asked(f"We read your headteacher’s name as {name}. Is that right?", flags)]
    return [_asked("What is your headteacher’s name, with the title (Mrs, Mr, Ms, Dr and so on)?", flags)]


def about_signing(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask for the headteacher's agreement and the day, in one question where both are wanted."""
    dates = tuple(flag for flag in flags if flag.field == "date")
    if any(flag.code == "signature-missing" for flag in flags):
        state, day = (
            ("not signed or dated", ", and tell us on which day")
            if any(flag.code == "date-missing" for flag in dates)
            else ("not signed", "")
        )
        return [_asked(f"Your form is {state}. Please confirm that your headteacher has agreed to it{day}.", flags)]
    asked = []
    if signatures := tuple(flag for flag in flags if flag not in dates):
        asked.append(_asked("We could not read who signed your form. What is the name?", signatures))
    if dates:
        wrong = next((wording.quoted(flag.evidence) for flag in dates if flag.evidence), "")
        start = f"The date on your form is {wrong}, which we are not sure of." if wrong else "Your form has no date."
        asked.append(_asked(f"{start} On which day was it signed?", dates))
    return asked


def about_edition(flags: Flags, record: Record, programme: Programme) -> list[Question]:
    """Ask whether a form of an earlier year is meant for this one."""
    printed = record.expression.edition
    which = f"the form for {one_line(printed)}" if printed else "an earlier year’s form"
    return [_asked(f"You used {which}. We have taken it as being for {programme.year}. Is that right?", flags)]


# --- shared ---------------------------------------------------------------------------------------------------


def _apart(flags: Flags) -> tuple[Flags, Flags]:
    """Return the flags on what is hard to read, and the others."""
    unsure = tuple(flag for flag in flags if flag.code == "low-confidence")
    return unsure, tuple(flag for flag in flags if flag.code != "low-confidence")


def _by_evidence(flags: Iterable[Flag]) -> list[Flags]:
    """Return the flags in groups that rest on the same words, in the order in which those stand."""
    groups: dict[str, list[Flag]] = {}
    for flag in sorted(flags, key=lambda each: each.span or (1 << 30, 0)):
        groups.setdefault(one_line(flag.evidence).casefold(), []).append(flag)
    return [tuple(group) for group in groups.values()]


def _you_wrote(flags: Flags) -> str:
    words = wording.quoted(shortened(flags[0].evidence, _LONGEST_QUOTE))
    return f"You wrote {words}. " if words else ""


def _asked(text: str, flags: Flags) -> Question:
    """Return a question with the flags' suggestions: several to choose from, a single one as "Do you mean …?"."""
    found = tuple(
        dict.fromkeys(
            suggested(choice) for flag in flags for choice in flag.suggestions if choice.label or choice.value
        )
    )
    if len(found) == 1:
        return Question(f"{text} Do you mean {found[0]}?", (), flags)
    return Question(text, tuple(map(wording.sentence, found[:_MOST_OPTIONS])), flags)


def suggested(choice: Suggestion) -> str:
    """Return a suggestion in the words that letters use, or as its author labelled it."""
    asked = as_requests(choice.value)
    return wording.answer(asked) if asked else wording.choice(choice)


Ask = Callable[[Flags, Record, Programme], list[Question]]
