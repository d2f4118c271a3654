"""How a sentence turns from a school that it names, puts a condition on it, or doubts it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalise.comments.wishes.partner_cues import Cues, Sentence
from pipeline.normalise.comments.words.atoms import Atom, Line

_DENYING = frozenset(
    {"not", "never", "didn't", "don't", "can't", "cannot", "won't", "wasn't", "isn't", "weren't", "wouldn't", "hardly"}
)
# "If not Scar Top, then …", "we can't wait to see Scar Top", "not only Scar Top".
_DENYING_NOTHING = frozenset(
    {"if", "why", "only", "mind", "wait", "just", "sure", "change", "too", "want", "bear", "hesitate"}
)
_SUPPOSING = frozenset({"if", "would", "could", "might", "whether"})
_WILLING = frozenset(
    {
        "back",
        "free",
        "willing",
        "able",
        "happy",
        "available",
        "keen",
        "interested",
        "agreeable",
        "game",
        "up",
        "us",
        "taking",
        "doing",
    }
)
_BOTH_SIDES = frozenset(
    {
        "we",
        "we'd",
        "we're",
        "us",
        "our",
        "ours",
        "my",
        "mine",
        "together",
        "both",
        "two",
        "hers",
        "his",
        "theirs",
        "each",
    }
)
# The farthest that a word may stand from a name and still bear on it.
REACH = 5


def put_together(line: Line, sentences: Sequence[Sentence]) -> bool:
    """ "A friend teaches at Scar Top. We want to be put together, my class and hers": told as background, and wished for.

    "Mrs Jolley's class would like to be linked" says nothing of whom with: the two sides are named in one breath.
    """
    return any(
        sentence.cues.has("together")
        and (sentence.asks or sentence.cues.has("wish", "agreed"))
        and _BOTH_SIDES & set(line.norms[sentence.start : sentence.end])
        for sentence in sentences
    )


def doubtful(line: Line, atom: Atom) -> bool:
    """ "Scar Top once more would not go down well", "it is no secret that Scar Top …": a refusal just beside the name."""
    around = range(max(1, atom.start - REACH), min(atom.end + REACH, len(line.tokens)))
    return any(
        line.norm(at) in _DENYING
        and line.norm(at - 2) != "if"
        and not {line.norm(at - 1), line.norm(at + 1)} & _DENYING_NOTHING
        and not {".", "!", "?", ";", ",", "but", "so", "and"} & set(line.norms[min(at, atom.end) : max(at, atom.start)])
        for at in around
    )


def changed_behind(line: Line, cues: Cues, atom: Atom) -> bool:
    """ "No offence to Scar Top but we'd like a different school", not "Scar Top or somebody new"."""
    at = cues.after("change", atom.end)
    linked = cues.near("link", atom.start, REACH)
    return at is not None and not linked and not cues.has("agreed") and "or" not in line.norms[atom.end : at]


def changes(line: Line, sentence: Sentence) -> bool:
    """Whether it is time for another school: "after three goes it's time for somebody fresh"."""
    return (
        any(kind == "change" and not _unwanted(line, sentence, first) for first, _, kind in sentence.cues.said)
        and not sentence.cues.has("refuse")
        and "if" not in line.norms[sentence.start : sentence.end]
    )


def _unwanted(line: Line, sentence: Sentence, at: int) -> bool:
    """ "We don't want a new partner": another school is the last thing that is wished for."""
    return not _DENYING.isdisjoint(line.norms[max(sentence.start, at - 3) : at])


def conditional(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "… if St Oswald's don't want to do both": a condition says nothing of what is wanted."""
    words = line.norms[max(sentence.start, atom.start - 3) : atom.start]
    courteous = any(kind == "wish" and line.norm(first) == "if" for first, _, kind in sentence.cues.said)
    return (
        bool({"if", "unless"} & set(words)) and "not" not in words and not sentence.cues.has("agreed") and not courteous
    )


def if_willing(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "Year 5 if the 5s at Moorgate Lane are free": the school is wanted if it will have them."""
    before = line.norms[max(sentence.start, atom.start - 5) : atom.start]
    after = line.norms[atom.end : atom.end + 5]
    return (
        bool(_SUPPOSING & set(before))
        and bool(_WILLING & set(after))
        and not {"not", "aren't", "isn't", "don't", "didn't", "won't", "can't", "wouldn't"} & set(after)
    )
