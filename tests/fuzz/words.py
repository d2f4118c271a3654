"""Changes to a line of words: what hypothesis and the fuzzer do to comments, answers and settings."""

from __future__ import annotations

from collections.abc import Sequence

from fuzz.choices import Choices


def jumbled(parts: Sequence[str], others: Sequence[str], choices: Choices, most: int = 24) -> list[str]:
    """Return the parts with some dropped, doubled, exchanged, cut, joined, or mixed with others and with hostile text."""
    made = list(parts)
    for _ in choices.rounds(most):
        at = choices.number(len(made) + 1)
        match choices.number(8):
            case 0:
                made.insert(at, choices.pick(others))
            case 1:
                made.insert(at, choices.text())
            case 2:
                del made[at : at + 1 + choices.number(4)]
            case 3:
                made[at:at] = made[at : at + 6] * (1 + choices.number(3))
            case 4 if at < len(made):
                other = choices.number(len(made))
                made[at], made[other] = made[other], made[at]
            case 5 if at < len(made):
                made[at] = made[at][choices.number(len(made[at]) + 1) :]
            case 6 if at < len(made):
                made[at] = made[at] + choices.pick(others)
            case _:
                made[at : at + 1] = [choices.pick(others)]
    return made
