"""Statement (1): which of "Yes / No" the school chose (reading guide, section 4).

The answer is cut into the two printed options, the marks that belong to each (formatting, boxes, ticks and crosses
typed beside them), and whatever else the school typed. Where those do not point one way, nothing is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.model import Answer, Doubt, MarkKind, Suggestion
from pipeline.normalise.text import is_unknown, quoted, tidy

FIELD = "near_year_ok"

_PAIR = re.compile(r"\b(?:yes\b.{0,40}?\bno|y\s*/\s*n|no\b.{0,40}?\byes)\b", re.IGNORECASE | re.DOTALL)
_INSTRUCTION = re.compile(
    r"[(\[]?\s*(?:please\s+)?(?:delete|circle|tick|select|highlight|strike out|underline|choose)(?:\s+(?:as\s+(?:appropriate|applicable|necessary)|one|which\w*))+\s*[)\]]?"
    r"|click or tap here to enter text\.?|choose an item\.?|^\s*\(?1\)[.:]?",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"""
    (?P<phrase> \bn\s*/\s*a\b | \bno\s+(?:problems?|issues?|objections?|worries|difficulty)\b )  # "Yes, no problem"
    | (?P<yes> (?:\b|(?<=\bx)) (?:yes|yeah|yep|yup|y|true|agreed?) (?:\b|(?=x\b)) )
    | (?P<no> (?:\b|(?<=\bx)) (?:no|nope|n|false|disagree) (?:\b|(?=x\b)) )
    | (?P<on> [☒☑🗹🗷⊠] | \[\s*[x✓✔]\s*\] )
    | (?P<off> [☐□▢] | \[\s*\] | \(\s+\) )
    | (?P<tick> [✓✔√✅] | \btick(?:ed)?\b )
    | (?P<cross> [✗✘✕✖×❌] | \(\s*x\s*\) | (?<![a-z])x(?![a-z]) | (?<=yes)x\b | (?<=no)x\b | \bx(?=(?:yes|no)\b) )
    | (?P<bar> [/|\\] )
    | (?P<word> [^\W_]+(?:['’][^\W_]+)* | \? )
    """,
    re.IGNORECASE | re.VERBOSE,
)

_KINDS = {"phrase": "word"}
_EMPHASES = frozenset(
    {MarkKind.BOLD, MarkKind.UNDERLINED, MarkKind.HIGHLIGHTED, MarkKind.COLOURED, MarkKind.CIRCLED, MarkKind.TICKED}
)
# By hand or by glyph: nobody both strikes an option through and ticks it.
_DELIBERATE = frozenset({MarkKind.CIRCLED, MarkKind.TICKED})
_WEAK = frozenset({MarkKind.GREYED, MarkKind.ITALIC})

_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|unsure|depends?|not sure|don'?t know|either|both|if possible|ideally not|tbc|undecided|n\s*/\s*a)\b|\?",
    re.IGNORECASE,
)
# "No problem" says yes; "Yes, it is essential" says no.
_NO_MEANING_YES = re.compile(
    r"^\W*(?:problems?|issues?|objections?|worries|preference|difficulty|not essential|it is not essential|it'?s not essential|isn'?t essential)\b"
    r"|\b(?:not (?:at all )?essential|but (?:we )?(?:would|could|can|will|might)|flexible|happy (?:with|to)|(?:don'?t|do not) mind)\b",
    re.IGNORECASE,
)
_YES_MEANING_NO = re.compile(
    r"\b(?<!not )(?<!n't )essential\b|\bmust (?:be|have)\b|\bexact(?:ly)? (?:match|year)\b(?! (?:is )?not)|\bunless\b",
    re.IGNORECASE,
)
_A_YEAR = r"\b(?:y|yr|year|ks|key stage|reception|r)\s*\.?\s*\d|\b\d+\b|\breception\b|\bnursery\b"
_YES_CONDITION = re.compile(
    rf"\b(?:only|except|not|unless|provided|as long as|if|depending)\b|{_A_YEAR}", re.IGNORECASE
)
# "No, we only have one class" limits nothing.
_NO_CONDITION = re.compile(rf"\b(?:except|unless|provided|as long as|if|depending)\b|{_A_YEAR}", re.IGNORECASE)
_COURTESY = re.compile(
    r"\bif (?:it is |it'?s |this is )?(?:necessary|needed|required|need be|you need|helpful|that helps|it helps|you (?:like|wish|want))\b|\bnot (?:at all )?essential\b|\bnot a problem\b",
    re.IGNORECASE,
)

# A school that retypes the form may ask the opposite of what it prints.
_OPPOSITE = re.compile(
    r"\W*(?:(?:is|an|the|exact|same|year|group|match) )+(?:essential|necessary|required|needed|important)\s*\?\s*(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int


@dataclass(slots=True)
class _Option:
    """One of the two answers as it stands on the form, with what marks it."""

    value: bool
    start: int
    end: int
    marks: set[MarkKind] = field(default_factory=set)
    boxes: set[bool] = field(default_factory=set)


def read_choice(answer: Answer) -> tuple[bool | None, tuple[Doubt, ...]]:
    """Read the school's choice: True for Yes, False for No, None with a doubt where there is none to be relied on."""
    if asked := _OPPOSITE.match(answer.text):
        value, doubts = read_choice(_without(answer, asked.end()))
        return None if value is None else not value, doubts
    if is_unknown(answer.text) and re.search(r"\w", answer.text) and not answer.drawn:
        return None, (_unmarked(answer),)
    text = _INSTRUCTION.sub(lambda found: " " * len(found[0]), answer.text)
    tokens = [
        _Token(_KINDS.get(str(match.lastgroup), str(match.lastgroup)), match.start(), match.end())
        for match in _TOKENS.finditer(text)
    ]
    options = [_Option(token.kind == "yes", token.start, token.end) for token in tokens if token.kind in ("yes", "no")]
    pair = _printed_pair(text, options)
    if pair is None:
        return _typed(answer, text, tokens, options, drawn=answer.drawn)

    _attach(answer, text, tokens, pair)
    chosen, marked = _between(*pair)
    typed = [option for option in options if option not in pair and not _is_struck(answer, option)]
    if typed or (_words_outside(tokens, pair) and not marked):
        return _with_own_words(answer, text, tokens, pair, chosen, typed)
    if chosen is None:
        if marked:
            return None, (_unclear(answer, "Yes and No are both marked, or in a way that could mean either"),)
        if answer.drawn:
            return None, (_unclear(answer, "something is drawn there, and it is not certain at which of the two"),)
        if _set_apart_by_typing(text, pair):
            return None, (_unclear(answer, "one of the two is set apart, and it is not certain why"),)
        return None, (_unmarked(answer),)
    outside = " ".join(
        text[token.start : token.end] for token in tokens if token.kind == "word" and not _struck(answer, token)
    )
    return _in_the_light_of(answer, chosen, outside)


def _without(answer: Answer, end: int) -> Answer:
    """Return an answer less the question that it begins with."""
    marks = tuple(
        replace(mark, start=max(mark.start - end, 0), end=mark.end - end) for mark in answer.marks if mark.end > end
    )
    return replace(answer, text=answer.text[end:], marks=marks)


def _set_apart_by_typing(text: str, pair: tuple[_Option, _Option]) -> bool:
    """Tell whether brackets, arrows or capitals make one printed option differ from the other: "(Yes) / No"."""
    capitals = {text[option.start : option.end].isupper() for option in pair if option.end - option.start > 1}
    return len(capitals) > 1 or bool(re.search(r"[()\[\]{}<>«»←→⇐⇒!*#+@\ufffd\ue000-\uf8ff]", _TOKENS.sub("", text)))


def _printed_pair(text: str, options: list[_Option]) -> tuple[_Option, _Option] | None:
    """Return the printed Yes and No, which stand close together, or None where the school deleted one."""
    for first, second in pairwise(options):
        if first.value != second.value and _PAIR.fullmatch(text[first.start : second.end]):
            between = text[first.end : second.start]
            if not re.search(r"[^\W_xX]{2,}", between.replace("or", "")) and "," not in between and "." not in between:
                return first, second
    return None


def _attach(answer: Answer, text: str, tokens: list[_Token], pair: tuple[_Option, _Option]) -> None:
    """Give each option of the pair its marks: formatting over it, and boxes and glyphs beside it."""
    for mark in answer.marks:
        reach = [option for option in pair if _covers(mark.start, mark.end, option)]
        # A tick or a cross drawn beside a word covers a space, a slash or a box, not the word.
        if not reach and mark.kind in (MarkKind.TICKED, MarkKind.CROSSED, MarkKind.CIRCLED):
            nearest = _owner(text, mark.start, mark.end, tokens, pair)
            reach = [nearest] if nearest else list(pair)
        for option in reach:
            option.marks.add(mark.kind)
    boxes = [token for token in tokens if token.kind in ("on", "off")]
    leading = bool(boxes) and boxes[0].start < pair[0].start
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if following is not None and following.kind in ("yes", "no") and following.start >= pair[1].end:
            continue  # It stands before an answer that the school typed itself: "Yes / No  ✓ Yes".
        if token.kind in ("on", "off"):
            owner = _box_owner(token, pair, leading=leading)
        elif token.kind in ("tick", "cross"):
            owner = _owner(text, token.start, token.end, tokens, pair)
        else:
            continue
        if token.kind in ("on", "off"):
            if owner:
                owner.boxes.add(token.kind == "on")
        else:
            for option in [owner] if owner else pair:
                option.marks.add(MarkKind.TICKED if token.kind == "tick" else MarkKind.CROSSED)


def _covers(start: int, end: int, option: _Option) -> bool:
    """Tell whether a mark lies on at least half of an option."""
    return 2 * (min(end, option.end) - max(start, option.start)) >= option.end - option.start


def _box_owner(token: _Token, pair: tuple[_Option, _Option], *, leading: bool) -> _Option | None:
    if leading:
        return next((option for option in pair if option.start >= token.end), None)
    return next((option for option in reversed(pair) if option.end <= token.start), None)


def _owner(text: str, start: int, end: int, tokens: list[_Token], pair: tuple[_Option, _Option]) -> _Option | None:
    """Return the option that a glyph stands beside, None where it stands as near to the one as to the other."""
    first, second = pair
    if end <= first.start:
        return first
    if start >= second.end:
        return second
    bar = next(
        (token.start for token in tokens if token.kind == "bar" and first.end <= token.start < second.start), None
    )
    if bar is not None:
        return first if start < bar else second
    before, after = start - first.end, second.start - end
    return None if before == after else first if before < after else second


def _between(one: _Option, other: _Option) -> tuple[bool | None, bool]:
    """Return the value that the marks choose, None for neither, and whether there are marks to speak of."""
    votes: set[bool] = set()
    shared = one.marks & other.marks
    for option, opposite in ((one, other), (other, one)):
        mine = option.marks - shared
        if MarkKind.STRUCK in mine:
            if mine & _DELIBERATE or True in option.boxes:
                return None, True
            votes.add(opposite.value)
        elif mine & _EMPHASES or (True in option.boxes and True not in opposite.boxes):
            votes.add(option.value)
    if not votes:
        # A cross chooses only where nothing else does: beside a tick it is the answer that is not meant.
        votes = {option.value for option in (one, other) if MarkKind.CROSSED in option.marks - shared}
    if len(votes) == 1:
        struck_both = MarkKind.STRUCK in shared
        return (None if struck_both else votes.pop()), True
    weak_alone = bool((one.marks ^ other.marks) & _WEAK)
    strong_on_both = bool(shared - _WEAK)
    ticked_both = True in one.boxes and True in other.boxes
    return None, bool(votes) or weak_alone or strong_on_both or ticked_both


def _words_outside(tokens: list[_Token], pair: tuple[_Option, _Option]) -> bool:
    return any(token.kind == "word" and not pair[0].start <= token.start < pair[1].end for token in tokens)


def _with_own_words(
    answer: Answer,
    text: str,
    tokens: list[_Token],
    pair: tuple[_Option, _Option],
    chosen: bool | None,
    typed: list[_Option],
) -> tuple[bool | None, tuple[Doubt, ...]]:
    """Read an answer typed beside the printed pair, which must agree with the marks on the pair, if there are any."""
    outside = [token for token in tokens if token.start >= pair[1].end or token.end <= pair[0].start]
    if typed:
        # An empty box belongs to a printed option, not to the answer that was typed instead.
        outside = [token for token in outside if token.kind != "off"]
    value, doubts = _typed(answer, text, outside, typed, drawn=False)
    if chosen is None:
        return value, doubts
    if value is None and not typed:
        return _in_the_light_of(answer, chosen, " ".join(text[token.start : token.end] for token in outside))
    if value is not chosen:
        return None, (_unclear(answer, "what is typed does not agree with what is marked"),)
    return value, doubts


def _typed(
    answer: Answer, text: str, tokens: list[_Token], options: list[_Option], *, drawn: bool
) -> tuple[bool | None, tuple[Doubt, ...]]:
    """Read an answer in the school's own words, or what is left when one option was deleted."""
    standing = [option for option in options if not _is_struck(answer, option)]
    values = {option.value for option in standing}
    rest = " ".join(
        text[token.start : token.end] for token in tokens if token.kind == "word" and not _struck(answer, token)
    )
    marks = [token for token in tokens if token.kind in ("on", "tick", "cross")]
    if not values:
        if not rest and not marks and not options and not drawn:
            return None, (_unmarked(answer),)
        return None, (_unclear(answer, "it is neither Yes nor No"),)
    if len(values) > 1:
        return None, (_unclear(answer, "it says both Yes and No"),)
    if drawn:
        # What was drawn may be a ring around the other option, which could then not be read.
        return None, (_unclear(answer, "something is drawn beside the only option that can be read"),)
    value = values.pop()
    only_unticked = any(token.kind == "off" for token in tokens) and not marks
    if only_unticked:
        return None, (_unclear(answer, "its box is not ticked"),)
    return _in_the_light_of(answer, value, rest)


def _in_the_light_of(answer: Answer, value: bool, rest: str) -> tuple[bool | None, tuple[Doubt, ...]]:
    """Return the choice, unless the words beside it take it back; a doubt where they limit it beyond what is recorded."""
    if _UNSURE.search(rest) or (_YES_MEANING_NO if value else _NO_MEANING_YES).search(rest):
        return None, (_unclear(answer, "the words do not say a plain Yes or No"),)
    if not (_YES_CONDITION if value else _NO_CONDITION).search(_COURTESY.sub(" ", rest)):
        return value, ()
    message = f"Beside the answer to statement (1) is written {quoted(answer.text)}, which says more than Yes or No."
    return value, (Doubt("unread-text", FIELD, message, tidy(answer.text)),)


def _is_struck(answer: Answer, option: _Option) -> bool:
    return _any_mark(answer, MarkKind.STRUCK, option.start, option.end)


def _struck(answer: Answer, token: _Token) -> bool:
    return _any_mark(answer, MarkKind.STRUCK, token.start, token.end)


def _any_mark(answer: Answer, kind: MarkKind, start: int, end: int) -> bool:
    return any(
        mark.kind is kind and 2 * (min(end, mark.end) - max(start, mark.start)) >= end - start for mark in answer.marks
    )


def _unmarked(answer: Answer) -> Doubt:
    message = "Neither Yes nor No is chosen for statement (1), whether an exact year group match is essential."
    return Doubt("choice-unmarked", FIELD, message, tidy(answer.text), _both())


def _unclear(answer: Answer, why: str) -> Doubt:
    written = quoted(answer.text) if answer.text.strip() else "The answer"
    return Doubt(
        "choice-unclear",
        FIELD,
        f"It is not clear what is chosen for statement (1), {written}: {why}.",
        tidy(answer.text),
        _both(),
    )


def _both() -> tuple[Suggestion, ...]:
    return Suggestion("Yes: a near year group will do", True), Suggestion("No: the year group must be the same", False)
