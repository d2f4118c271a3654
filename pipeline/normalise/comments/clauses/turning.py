"""Turns of a sentence: where the speaker goes on to another rank, another time, or what is refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from pipeline.normalise.comments.clauses.symbols import of_partner
from pipeline.normalise.comments.words.atoms import GLUE, TOLD, TURNS, YEARS, Atom

_COUNTING = frozenset({"count", "class", "classes", "sign", "both"})
_DONE = frozenset({"enjoyed", "loved", "didn't", "hasn't", "haven't", "weren't"})
_BEING = frozenset({"it", "it's", "is", "will", "be", "it'll"})
_IT_IS = frozenset({"it's", "it is", "it'll be", "it will be", "that's", "it"})
_LATER = frozenset({"second", "2nd", "third", "3rd", "a second", "a third"})


def this_year(sentence: Sequence[Atom], at: int) -> bool:
    """ "Last year we had Year 5, this year Year 6": the present, set against the past."""
    return (
        sentence[at].value in {"this year", "this time", "now"}
        and at + 1 < len(sentence)
        and (
            any(
                part.kind in YEARS and all(led.kind in {"ours", "mine"} for led in sentence[at + 1 : at + 1 + ahead])
                for ahead, part in enumerate(sentence[at + 1 : at + 3])
            )
            or (
                sentence[at].value != "now"
                and (
                    sentence[at + 1].kind in {"count", "both"}
                    or (sentence[at + 1].value in {"it", "just", "only"} and sentence[-1].kind in _COUNTING)
                )
            )
        )
        and sentence[at - 1].value in {",", "-", "and", "but", "so"}
        and any(part.kind in {"last_year", "history"} for part in sentence[:at])
    )


def it_is(sentence: Sequence[Atom], at: int) -> bool:
    """ "Year 4 did it last year *and it is Year 3's turn*", "we'd planned on Year 5, *now it's Year 3*"."""
    ahead = [atom for atom in sentence[at + 1 : at + 4] if atom.kind != "filler" and str(atom.value) not in _BEING]
    return (
        (str(sentence[at].value) in {"it", "it's"} or sentence[at].kind == "now")
        and sentence[at - 1].value in {"and", "but", ",", "-", "so"}
        and bool(ahead)
        and ahead[0].kind in YEARS
        and years_behind(sentence, at)
        and any(_past(part) or part.kind == "hoped" for part in sentence[:at])
    )


def so_now(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y5 did it last year so Y6", "we did Y5 last year, Y6 this year": what follows from the past begins anew."""
    here, before, ahead = sentence[at], sentence[at - 1], sentence[at + 1 : at + 3]
    if not ahead:
        return False
    if here.value == "that":
        opens = str(before.value) in {"much", "well"} and ahead[0].kind in YEARS  # "enjoyed it so much that Y6 want to"
    elif here.value == "so":
        counted = ahead[0].value in _IT_IS and ahead[-1].kind in {"count", "both"}  # "so it's 2 classes"
        opens = counted or ahead[0].kind in YEARS or (ahead[0].kind in {"ours", "count"} and ahead[-1].kind in YEARS)
    else:
        timed = str(ahead[0].value) in {"this year", "this time"}
        opens = here.kind in YEARS and timed and before.value in {",", "-", ";", "and", "but"}
    told = any(part.kind == TOLD for part in sentence[:at])
    return opens and (told or years_behind(sentence, at)) and any(_past(part) for part in sentence[:at])


def _past(part: Atom) -> bool:
    return part.kind in {"history", "last_year", "were"} or (part.kind not in YEARS and str(part.value) in _DONE)


def another_time(sentence: Sequence[Atom], at: int) -> bool:
    """ "Put the Year 4 class down and we'll see about the others next time": what waits is cut off."""
    return (
        str(sentence[at].value) in {"we'll", "we", "i'll", "they'll", "they"}
        and sentence[at - 1].value in {"and", "but", ","}
        and any(part.kind == "next_edition" for part in sentence[at:])
        and years_behind(sentence, at)
    )


def later_on(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y3 this time and Y4 next time": the year of another edition begins anew."""
    if sentence[at].kind not in YEARS or sentence[at - 1].value not in {"and", ",", "-", "but", "(", ";", "then"}:
        return False
    for atom in sentence[at + 1 : at + 6]:
        if atom.kind == "next_edition":
            return years_behind(sentence, at)
        if atom.kind in YEARS or atom.kind == "sign":
            return False
    return False


def any_school(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y3 and Y4, any school would be fine": what is said of the partner begins anew."""
    opened = sentence[at - 1].value in {",", "-", ";"} and years_behind(sentence, at)
    return opened and of_partner(sentence, at)


def we_refuse(sentence: Sequence[Atom], at: int) -> bool:
    """ "They're Y5 now and we don't plan to …": what the writer refuses is another matter than what was told."""
    return (
        sentence[at].value in {"we", "i"}
        and sentence[at - 1].value in {"and", "but", ",", "-"}
        and at + 1 < len(sentence)
        and sentence[at + 1].kind == "exclude"
        and years_behind(sentence, at)
    )


def preferred(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y6 if nothing else, Y4 by choice": what is preferred begins anew after what would be settled for."""
    after = sentence[at + 1 : at + 2]
    return (
        sentence[at].kind in YEARS
        and sentence[at - 1].value in {",", "-", ";"}
        and bool(after)
        and (after[0].kind in {"prefer", "have"} or str(after[0].value) in {"are", "have got"})
        and any(part.kind in {"no_match", "room", "fallback", "settle"} for part in sentence[:at])
    )


def condition_over(sentence: Sequence[Atom], at: int) -> bool:
    """ "Should Year 4 not be possible, *Year 5*": where the condition that opens the sentence ends."""
    if sentence[at].kind not in YEARS or sentence[at - 1].value not in {",", "then"}:
        return False
    first = next((atom for atom in sentence if atom.kind != "courtesy"), sentence[0])
    opened = first.kind == "no_match" or (first.kind == "word" and first.value in {"if", "should"})
    refused = any(atom.kind in {"exclude", "excluded", "no_match"} for atom in sentence[:at])
    return opened and refused and years_behind(sentence, at)


def done_before(sentence: Sequence[Atom], at: int) -> bool:
    """ "Year 4: *the Year 3 children* have had their turn", "Y4, *the Y3 teacher* did it last time"."""
    if sentence[at].kind not in YEARS | {"ours"} or sentence[at - 1].value not in {",", ":", "-", ";", "("}:
        return False
    spot = at + (sentence[at].kind == "ours")
    if spot >= len(sentence) or sentence[spot].kind not in YEARS or not years_behind(sentence, at):
        return False
    after = list(
        itertools.takewhile(lambda atom: atom.kind in {"word", "staff", "history"}, sentence[spot + 1 : spot + 7])
    )
    told = next((place for place, atom in enumerate(after) if atom.kind == "history"), None)
    return told is not None and all(atom.kind == "staff" or atom.value not in GLUE for atom in after[:told])


def introduced(sentence: Sequence[Atom], at: int) -> bool:
    """ "She left me a note which reads: *Y6, both classes*": what a colon leads to is said anew."""
    if sentence[at - 1].value != ":":
        return False
    before = sentence[:at]
    told = any(atom.kind in {"history", "background", "last_year"} for atom in before)
    in_case = any(first.value == "case" and second.kind == "exclude" for first, second in itertools.pairwise(before))
    return (
        (told or in_case)
        and not any(atom.kind in YEARS for atom in before)
        and any(atom.kind in YEARS for atom in sentence[at : at + 3])
    )


def after_told(sentence: Sequence[Atom], at: int) -> bool:
    """ "I wrote Year 4 by mistake, *it is Year 5*": the years that stand, after those that have given way."""
    if sentence[at].kind in YEARS or sentence[at].value not in {",", "but", "and", "so", "-", ";"}:
        return False
    told = next((place for place, atom in enumerate(sentence[:at]) if atom.kind == TOLD), None)
    if told is None or not any(atom.kind in YEARS for atom in sentence[at:]):
        return False
    return not any(atom.kind in YEARS or atom.value == sentence[at].value for atom in sentence[told + 1 : at])


def and_wishes(sentence: Sequence[Atom], at: int) -> bool:
    """ "We took part last year *and would like one Year 4 class*": a wish that follows what was begins anew."""
    return (
        sentence[at].kind == "ask"
        and sentence[at - 1].value == "and"
        and any(part.kind == "last_year" for part in sentence[:at])
        and not any(part.kind in YEARS for part in sentence[:at])
        and any(part.kind in YEARS for part in sentence[at:])
    )


def the_rest(sentence: Sequence[Atom], at: int) -> bool:
    """ "Just the one class in Year 4 and the rest can return later": the others are another matter."""
    if sentence[at - 1].value not in {"and", ",", "-", "("} or at + 1 >= len(sentence):
        return False
    words = " ".join(str(atom.value) for atom in sentence[at : at + 3]).split()
    return words[:1] in (["the"], ["our"]) and (
        words[1:2] in (["rest"], ["others"], ["remainder"]) or words[1:3] == ["other", "half"]
    )


_REFUSED = frozenset({"excluded", "exclude", "abstain", "undecided", "next_edition", "next_year", "theirs", "history"})


def the_other(sentence: Sequence[Atom], at: int) -> bool:
    """ "One of our Year 3 classes would like to, the other is not able to": what the other will not do is another matter."""
    if sentence[at].kind != "ours" or sentence[at - 1].value not in {",", "and", "-", "(", "but", ";"}:
        return False
    told = " ".join(str(atom.value) for atom in sentence[at : at + 2])
    return (
        told in {"the other", "the others", "our other", "the second", "the third", "the remaining"}
        and any(part.kind in {"count", "class", "classes", "both"} for part in sentence[:at])
        and any(part.kind in _REFUSED for part in sentence[at + 1 :])
        and not any(part.kind in YEARS for part in sentence[at:])
    )


def more_later(sentence: Sequence[Atom], at: int) -> bool:
    """ "One class this year, perhaps more next year": what may follow in another year is another matter."""
    if sentence[at - 1].value not in {",", "and", "-", "(", "then"} or sentence[at].kind in YEARS:
        return False
    after = [part for part in sentence[at : at + 8] if part.value not in {"class", "classes"}]
    return (
        any(part.kind in {"count", "both"} or part.value in {"more", "another", "a second"} for part in after[:4])
        and any(part.kind in {"next_year", "next_edition"} for part in after)
        and not any(part.kind in YEARS | {"ask", "sign"} for part in after[:-1])
        and (
            (any(part.value in {"this year", "this time"} for part in sentence[:at]) and years_behind(sentence, at))
            or (any(part.kind == "next_year" for part in sentence[:at]) and after[-1].kind == "next_edition")
            or (
                any(part.kind == "ask" for part in sentence[:at])
                and any(part.kind == "next_edition" for part in after)
                and years_behind(sentence, at)
            )
        )
    )


def second(sentence: Sequence[Atom], at: int) -> bool:
    """ "First choice Y5, second Y4", "Y4 first choice, Y3 second": where the later rank begins."""
    if sentence[at - 1].value not in {",", ";", "-", "and", "then", "("}:
        return False
    here, after = sentence[at], sentence[at + 1 : at + 2]
    if not after:
        return False
    if here.kind in YEARS and str(after[0].value) in {"our", "the", "as"}:
        after = sentence[at + 2 : at + 3] or after
    later = (str(here.value) in _LATER and after[0].kind in YEARS) or (
        here.kind in YEARS and str(after[0].value) in _LATER
    )
    return later and any(part.kind == "prefer" and "first" in str(part.value) for part in sentence[:at])


def years_behind(sentence: Sequence[Atom], at: int) -> bool:
    for atom in reversed(sentence[:at]):
        if atom.kind in YEARS:
            return True
        if atom.kind in {"fallback", "no_match", "room"} or atom.value in TURNS:
            return False
    return False


# Which rules can find a turn at years, which at anything else, and which there in a sentence that names no years.
_AT_YEARS = (second, so_now, any_school, later_on, preferred, condition_over, done_before, introduced)
_ANYWHERE = (this_year, the_rest, the_other, more_later)
_ELSEWHERE = (
    *_ANYWHERE, and_wishes, second, so_now, we_refuse, any_school, another_time, done_before, introduced, it_is,
    after_told,
)  # fmt: skip
# No rule finds a turn but at years, after one of these, or at one of those.
_AFTER = frozenset({",", "-", ";", ":", "(", "and", "but", "so", "then", "or"})
_AT = frozenset({",", "-", ";", "and", "but", "so", "that"})


def turns_here(sentence: Sequence[Atom], at: int, named: bool) -> bool:
    """Return whether the speaker goes on to something else at `at`; `named` is whether the sentence names years."""
    here = sentence[at]
    if here.kind in YEARS:
        rules: Sequence[Callable[[Sequence[Atom], int], bool]] = _AT_YEARS
    elif sentence[at - 1].value in _AFTER or here.value in _AT:
        rules = _ELSEWHERE if named else _ANYWHERE
    else:
        return False
    return any(rule(sentence, at) for rule in rules)
