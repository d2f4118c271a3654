"""Cuts: where, inside a sentence, the speaker turns to something else."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.clauses.refusing import refused_after
from pipeline.normalise.comments.clauses.remarks import aside, remark
from pipeline.normalise.comments.clauses.turning import turns_here, years_behind
from pipeline.normalise.comments.words.atoms import GLUE, TOLD, TURNS, YEARS, Atom
from pipeline.normalise.comments.words.spelling import word_set
from pipeline.normalise.comments.words.tokens import CROSS

_TITLES = word_set("titles")
_REFUSALS = frozenset({"no", "would not", "wouldn't", "not", "can't", "cannot", "won't"})
_APART = frozenset({",", "or", "and", "-", "(", ")", "but", ";", ":", "then"})
_SEPARATORS = frozenset({",", "-", "(", ")", "|", ";", ":", "."})


_OPENERS = frozenset({"fallback", "withdrawn", "background", "prefer", "exclude", "condition", "no_match", "room"})


_SUBJECTS = frozenset({"have", "self", "theirs", "ask", "history", "renew"})


def turns(sentence: Sequence[Atom]) -> set[int]:
    """Places where the speaker turns to something else."""
    cuts: set[int] = set()
    named = any(atom.kind in YEARS or atom.kind == TOLD for atom in sentence)
    opened = sentence[0].kind == "background"
    for at, atom in enumerate(sentence):
        word = atom.value if atom.kind in {"word", "sign"} else None
        years = atom.kind in YEARS
        if not at or (atom.kind == "exclude" and refused_after(sentence, at)):
            continue
        if (
            (years and _after_mark(sentence, at))
            or ((opened or str(atom.value) in {"as", "since"}) and _told_reason(sentence, at))
            or ((years or atom.kind == "ours") and _refused(sentence, at))
            or word in TURNS
            or (
                word in {"as", "since"}
                and at + 1 < len(sentence)
                and sentence[at + 1].kind in YEARS | {"class-name", "names"}
                and years_behind(sentence, at)
            )
        ):
            cuts.add(at)
        elif (
            (
                word == "then"
                and any(
                    earlier.value in {"if", "should"} or earlier.kind in {"no_match", "fallback"}
                    for earlier in sentence[:at]
                )
            )
            or (
                word == "then"
                and at + 1 < len(sentence)
                and (sentence[at + 1].kind in YEARS or sentence[at + 1].kind == "count")
                and any(earlier.kind in {"prefer", "ordinal"} for earlier in sentence[:at])
            )
            or word == "if"
            or (word in {"which", "who"} and sentence[at - 1].value == ",")
            or (word == "whose" and at > 1 and sentence[at - 2].kind == "school")
        ) or turns_here(sentence, at, named):
            cuts.add(_before_glue(sentence, at))
        elif atom.kind in {"history", "next_edition", "theirs"} and (comma := remark(sentence, at)):
            cuts.add(comma)
        elif word == "(" and aside(sentence, at):
            cuts.add(at)
            cuts.add(
                next(
                    (spot + 1 for spot in range(at, min(at + 60, len(sentence))) if sentence[spot].value == ")"),
                    len(sentence),
                )
            )
        elif (
            (atom.kind in _OPENERS and _opens(sentence, at))
            or (
                atom.kind == "exclude" and sentence[at - 1].value in {",", "-", ";"} and sentence[at - 1].kind == "sign"
            )
            or (atom.kind in _SUBJECTS and _starts_clause(sentence, at))
        ):
            cuts.add(_before_glue(sentence, at))
    return cuts


def _told_reason(sentence: Sequence[Atom], at: int) -> bool:
    """ "One class in Year 4 since two families left", "To help you: our Year 3": where the reason begins or ends."""
    atom = sentence[at]
    if atom.value == "as" and at + 1 < len(sentence) and years_behind(sentence, at):
        return sentence[at + 1].kind == "staff" or str(sentence[at + 1].value) in _TITLES
    if atom.value == "since" and at + 1 < len(sentence):
        dated = sentence[at + 1].kind in {"calendar-year", "date", "academic-year", "length"}
        return not dated and years_behind(sentence, at)
    if sentence[0].kind != "background" or years_behind(sentence, at):
        return False
    return sentence[at - 1].value == ":" or (sentence[at - 1].value == "," and _offered(sentence[at : at + 3]))


def _offered(ahead: Sequence[Atom]) -> bool:
    """ "So that nobody is left out, *both Year 3 classes*": a number or a pointer right before years."""
    kinds = [atom.kind for atom in ahead]
    return len(kinds) > 1 and kinds[0] in {"both", "count", "all"} and "years" in kinds[1:]


def _refused(sentence: Sequence[Atom], at: int) -> bool:
    """ "Y6 yes, Y5 no", "Y6 only, Y5 would prefer to wait": a year that is refused right after is a clause of its own."""
    after = sentence[at + 1 : at + 3]
    if sentence[at].kind == "ours" and len(after) == 2 and after[0].kind in YEARS and after[1].kind == "abstain":
        return years_behind(sentence, at) and sentence[at - 1].value in {",", "-", ";"}
    if sentence[at].kind not in YEARS or not after:
        return False
    bare = after[0].kind == "exclude" and after[0].value in _REFUSALS
    waits = after[0].kind == "abstain" and sentence[at - 1].value in {",", "-", ";", "and", "but"}
    return waits or (bare and (len(after) == 1 or after[1].kind in {"sign", "courtesy", "ask"}))


def _after_mark(sentence: Sequence[Atom], at: int) -> bool:
    """Whether the years at `at` begin anew after years with a tick or a cross ("Y3 \u2713 (1 class)  Y4 \u2717")."""
    for atom in reversed(sentence[:at]):
        if atom.kind == "tick" or (atom.kind == "excluded" and atom.value in {CROSS, "x"}):
            return True
        if atom.kind in YEARS:
            return False
    return False


def _before_glue(sentence: Sequence[Atom], at: int) -> int:
    while at > 1 and sentence[at - 1].kind in {"word", "sign"} and sentence[at - 1].value in GLUE:
        at -= 1
    return at


def _ranks_after(before: Sequence[Atom]) -> bool:
    """ "Y4 first choice, Y3 second choice": where the first rank stands after its year, so do the others."""
    return any(
        atom.kind == "prefer" and "first" in str(atom.value) and place and before[place - 1].kind in YEARS
        for place, atom in enumerate(before)
    )


_SAID_OF = ("would be", "is ", "are ", "will be", "would", "being")


def _opens(sentence: Sequence[Atom], at: int) -> bool:
    """Whether a phrase governs what follows it ("second choice Y3") rather than what stands before."""
    kind = sentence[at].kind
    if (
        kind == "fallback"
        and sentence[at - 1].value in {",", ";", "-"}
        and str(sentence[at].value).startswith("failing")
    ):
        return True
    closed = at + 1 < len(sentence) and sentence[at + 1].value in {",", ";"}
    if kind == "prefer" and sentence[at - 1].kind in YEARS and (closed or str(sentence[at].value).startswith(_SAID_OF)):
        return False  # "Year 3 would be our first choice, then Year 4"
    if kind in {"withdrawn", "background", "condition"}:
        return True
    if kind == "fallback" and closed and str(sentence[at].value).startswith("as a ") and years_behind(sentence, at):
        return False  # "Y4 only as a last resort, Y5 if at all possible"
    if kind == "fallback" and sentence[at - 1].kind in YEARS and _ranks_after(sentence[:at]):
        return False
    ahead = _years_ahead(sentence, at)
    if kind == "no_match" and sentence[at - 1].value == "or":
        return True
    if kind == "no_match" and _failing(sentence, at):
        return True
    if kind in {"no_match", "room"}:
        return ahead and (not years_behind(sentence, at) or sentence[at - 1].value in {"so", "but", "or"})
    return ahead


def _failing(sentence: Sequence[Atom], at: int) -> bool:
    """ "We could do Y5 *if Y6 doesn't work*"."""
    after = [atom.kind for atom in sentence[at + 1 : at + 3]]
    return after[:1] != [] and after[0] in YEARS and after[-1] in {"exclude", "excluded"}


def _years_ahead(sentence: Sequence[Atom], at: int) -> bool:
    """Whether years follow before the next separator."""
    for offset, atom in enumerate(sentence[at + 1 :]):
        if atom.kind in YEARS or atom.kind in {"neighbour_year", "year_above", "year_below"}:
            return True
        if atom.kind == "sign" and atom.value in _SEPARATORS and not (offset == 0 and atom.value in {"-", ":", ","}):
            return False
        if atom.kind in {"fallback", "settle", "withdrawn"} or atom.value in TURNS | {"so"}:
            return False
    return False


def _counts_year(sentence: Sequence[Atom], at: int) -> bool:
    """ "In Year 6 there are two": the number belongs to the year before it."""
    return (
        at > 1
        and sentence[at].kind == "have"
        and sentence[at - 1].kind in YEARS
        and sentence[at - 2].value in {"in", "for"}
        and at + 1 < len(sentence)
        and sentence[at + 1].kind == "count"
    )


_BEING = frozenset({"they are", "they're", "we are", "we're", "these are", "this is", "it is", "it's"})


def _starts_clause(sentence: Sequence[Atom], at: int) -> bool:
    before = sentence[at - 1]
    if _counts_year(sentence, at):
        return False
    if before.kind == "now" and sentence[at].value in _BEING:
        return False  # "At the moment they are Year 3"
    words = str(sentence[at].value).split()
    pronoun = bool(words) and words[0] in {
        "we",
        "we'd",
        "we've",
        "we're",
        "we'll",
        "i",
        "i'd",
        "i've",
        "i'm",
        "they",
        "they're",
        "they've",
        "they'd",
        "there",
        "there's",
        "our",
        "it",
        "it'd",
        "it'll",
        "that",
        "that'd",
        "that'll",
    }
    if before.value in {",", "and", "-", ":", "so", "(", "or"} and before.kind in {"word", "sign", "filler"}:
        wishes = words[:1] in (["would"], ["want"], ["hoping"], ["looking"]) and sentence[at].kind == "ask"
        told = any(part.kind == "history" for part in sentence[max(0, at - 8) : at])
        return (
            pronoun
            or (wishes and told and before.value in {",", "-"})
            or (
                sentence[at].kind == "ask"
                and words[:1] != ["please"]
                and words[:1] != ["linking"]
                and years_behind(sentence, at)
                and before.value == "and"
            )
        )
    if before.kind in {"class", "classes"} and at == 2 and sentence[0].kind in {"ours", "mine"}:
        return False  # "The class I have in mind is Year 4"
    if (
        sentence[at].kind == "ask"
        and words[:2] in (["it", "will"], ["it", "would"])
        and sentence[0].kind == "background"
    ):
        return years_behind(sentence, at)  # "As we only have one Year 3 class it will be just the one"
    return (
        pronoun
        and words[0] in {"we", "we'd", "we've", "we're", "we'll", "i", "i'd", "they", "there"}
        and before.kind not in {"background", "no_match", "room", "condition", "fallback", "prefer"}
        and before.value not in {"that", "which", "as", "if", "where", "what", "when", "than"}
    )


def closing(sentence: Sequence[Atom]) -> set[int]:
    """Cuts before the years that a closing phrase governs: "…, or Year 5 *if there is no match*"."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        or_if = atom.value == "if" and atom.kind == "word" and at > 1 and sentence[at - 1].kind in YEARS
        if (not or_if and atom.kind not in {"no_match", "room", "settle", "fallback", "excluded"}) or (
            atom.kind in {"fallback"} and _opens(sentence, at)
        ):
            continue
        if atom.kind in {"no_match", "room"} and not years_behind(sentence, at):
            continue
        if (count := _second_count(sentence, at)) is not None:
            cuts.add(_before_glue(sentence, count))
            continue
        spot = at - 1
        while spot > 0 and sentence[spot].kind not in YEARS:
            spot -= 1
        start = spot
        while start > 0:
            before = sentence[start - 1]
            if before.kind == "filler" and before.value == "plus":
                cuts.add(_before_glue(sentence, start - 1))
                break
            apart = before.kind in {"word", "sign"} and before.value in _APART and not _either_or(sentence, start)
            if apart or (before.value == "with" and str(atom.value).startswith("as ")):
                cuts.add(_before_glue(sentence, start))
                break
            if before.kind in YEARS or before.kind in {"fallback", "prefer"}:
                break
            start -= 1
    return cuts


def _either_or(sentence: Sequence[Atom], at: int) -> bool:
    """ "Either Year 4 or Year 6 could do it": what closes an "either … or" is said of both."""
    if sentence[at - 1].value != "or":
        return False
    led = next((place for place, atom in enumerate(sentence[:at]) if atom.value == "either"), at)
    return any(atom.kind in YEARS for atom in sentence[led:at])


def _second_count(sentence: Sequence[Atom], at: int) -> int | None:
    """ "One Year 4 class, both *if there is room*": where the number begins that the condition governs, not the year."""
    spot = at - 1
    while spot > 0 and (
        sentence[spot].kind in {"class", "classes", "ours", "filler", "theirs"} or sentence[spot].value in {"of"}
    ):
        spot -= 1
    if (
        spot < 1
        or sentence[spot].kind not in {"count", "both"}
        or sentence[spot - 1].value not in _SEPARATORS | {"or", "but", "and"}
    ):
        return None
    counted = any(part.kind in {"count", "both"} for part in sentence[:spot])
    return spot if counted and any(part.kind in YEARS for part in sentence[:spot]) else None


def after_exclusion(sentence: Sequence[Atom]) -> set[int]:
    """An exclusion holds for the years that it names, and ends with the next separator."""
    cuts: set[int] = set()
    for at, atom in enumerate(sentence):
        if atom.kind == "excluded" and years_behind(sentence, at):
            ahead = next((spot for spot in range(at + 1, len(sentence)) if sentence[spot].kind in YEARS), None)
            turn = next(
                (
                    spot
                    for spot in range(at + 1, ahead or at)
                    if sentence[spot].value in {",", "-", ")", ";", ":", "so", "but"}
                ),
                None,
            )
            if turn is not None:
                cuts.add(turn)
        if atom.kind != "exclude":
            continue
        if at and refused_after(sentence, at):
            cuts.add(at + 1)
            continue
        seen = False
        for spot in range(at + 1, len(sentence)):
            later = sentence[spot]
            if later.kind in YEARS:
                seen = True
            elif seen and (
                (later.value in {",", "-", ")", ";", ":", "so", "but"} and later.kind in {"word", "sign", "filler"})
                or later.kind in {"ask", "prefer", "fallback"}
            ):
                cuts.add(spot)
                break
    return cuts
