"""Peoples and faiths: "mostly White British", "plenty of Muslim or Hindu families", "a Sikh school".

Which people live around the partner is a wish for contrast, whichever they are (reading guide, section 3); a school of
another faith is a wish for a faith school as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.spelling import word_set

_PEOPLES, _FAITHS = word_set("peoples"), word_set("faiths")
_HEADS, _MOSTLY = word_set("people-heads"), word_set("mostly")
_SCHOOLS = frozenset({"school", "schools", "primary", "academy", "partner"})
_JOINING = frozenset({"or", "and", "/", "-", ",", "&"})
# Words that tell little by themselves: "English children" are no wish, "White British children" are.
_WEAK = frozenset({"english", "european", "eastern", "south", "east", "ethnic", "minority", "global"})
_MUCH = frozenset({"large", "high", "big", "sizeable", "significant", "strong", "larger", "bigger", "higher"})
_STOPS = frozenset({".", ",", ";", "!", "?", "(", ")", ":", "but", "so", "and", "or", "because", "as"})
_REACH = 3


def peoples(line: Line) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) for each people or faith said of children, families or a school."""
    at = 0
    while at < len(line.norms):
        end = _run(line, at)
        if end == at:
            at += 1
            continue
        found = _said_of(line, at, end)
        if found is not None:
            yield found
            end = found[1]
        at = end


def _run(line: Line, at: int) -> int:
    """Return the end of the peoples named side by side from `at` on, or `at`."""
    end = at
    while end < len(line.norms):
        if line.norm(end) in _PEOPLES:
            end += 1
        elif end > at and line.norm(end) in _JOINING and line.norm(end + 1) in _PEOPLES:
            end += 2
        else:
            break
    return end


def _said_of(line: Line, at: int, end: int) -> tuple[int, int, str] | None:
    named = set(line.norms[at:end])
    if line.norms[max(0, at - 2) : at] == ("experience", "of"):
        return None
    if line.norm(at - 1) in _MUCH:
        at -= 1
    head = next(
        (
            spot
            for spot in range(end, min(end + _REACH, len(line.norms)))
            if line.norm(spot) in _HEADS | _SCHOOLS and not _STOPS & set(line.norms[end:spot])
        ),
        None,
    )
    mostly = bool(_MOSTLY & set(line.norms[max(0, at - 2) : at])) or "majority" in line.norms[end : end + 2]
    if head is not None and line.norm(head) in _SCHOOLS:
        if mostly and not named - _JOINING <= _FAITHS:
            return at, head, "kind_peoples"
        return (at, head + 1, "kind_other_faith") if named & _FAITHS else None
    if not named - _WEAK - _JOINING and len(named - _JOINING) < 2:
        return None
    if head is not None:
        of_a_faith = named - _JOINING <= _FAITHS and _whole(line, at)
        return at, head + 1, "kind_other_faith" if of_a_faith else "kind_peoples"
    return (at, end, "kind_peoples") if mostly else None


def _whole(line: Line, at: int) -> bool:
    """ "A school of Hindu or Sikh pupils", "pupils from a Hindu background": a school of that faith."""
    before = line.norms[max(0, at - 2) : at]
    return "from" in before or (before[-1:] == ("of",) and before[0] in _SCHOOLS)
