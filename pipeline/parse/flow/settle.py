"""Which of several places on a form counts for each label, and whether anything was filled in at all."""

from __future__ import annotations

import re

from pipeline.model import Answer, Evidence, Label, MarkKind
from pipeline.parse.flow.rich import Rich, joined
from pipeline.parse.flow.solve import ONE_LINE, Found, Solution
from pipeline.parse.wording import OPPOSITE

_REACHED = re.compile(r"@|\d{4}")  # an address or a number, and not only "see above"
_GAP = re.compile(r"\t+|\s{3,}")


def settle(solution: Solution) -> tuple[dict[Label, Answer], list[Answer]]:
    """Decide which place counts for each label, and return the answers and what is left beside none."""
    answers: dict[Label, Answer] = {}
    stray = list(solution.stray)
    apart = [found for name in ("telephone", "email") for found in solution.found.get(name, ())]
    for label in Label:
        places = solution.found.get(label, [])
        if label is Label.CONTACT and apart:
            filled = [found for found in (*places, *apart) if found.rich.tidied()]
            if any(_REACHED.search(found.rich.text) for found in filled if not _is_above(found)):
                stray.extend(filter(_is_above, filled))
                filled = [found for found in filled if not _is_above(found)]
            places = [Found(joined([found.rich for found in filled], "\n"), (filled or apart)[0].place)]
        if not places:
            continue
        ordered = list(reversed(places)) if label in ONE_LINE else sorted(places, key=_is_above)
        chosen = next((found for found in ordered if found.rich.tidied()), ordered[0])
        stray.extend(found for found in places if found is not chosen and found.rich.tidied())
        asked = Rich.of(OPPOSITE if solution.opposite and label is Label.NEAR_YEAR and chosen.rich.tidied() else "")
        answers[label] = (asked + chosen.rich.strip() if asked else chosen.rich).answer(Evidence(chosen.place))
    _share_signature_line(answers)
    return answers, [found.rich.answer(Evidence(found.place)) for found in stray]


def _is_above(found: Found) -> bool:
    return is_above(found.place)


def is_above(place: str) -> bool:
    """Tell whether words stand over the form, as a letterhead does: what is written in the form outranks them."""
    return place.startswith("a line above")


def _share_signature_line(answers: dict[Label, Answer]) -> None:
    """Give signature and date their own where both were typed on the line below their labels."""
    signed, day = answers.get(Label.SIGNED), answers.get(Label.DATE)
    if signed is None or day is None or signed.text or not day.text:
        return
    pieces = [piece for piece in _GAP.split(day.text) if piece.strip()]
    if len(pieces) == 2:
        answers[Label.SIGNED] = Answer(pieces[0].strip(), day.evidence, drawn=signed.drawn)
        answers[Label.DATE] = Answer(pieces[1].strip(), day.evidence)


def is_untouched(answers: dict[Label, Answer]) -> bool:
    """Return whether a form holds nothing that its print does not."""
    for label, answer in answers.items():
        if answer.drawn or any(mark.kind is not MarkKind.BOLD for mark in answer.marks):
            return False
        options = re.sub(r"[\W_]+", " ", answer.text.replace("☒", " ticked ")).split()
        if answer.text.strip(" \n_.-–—…") and not (
            label is Label.NEAR_YEAR and [o.lower() for o in options] == ["yes", "no"]
        ):
            return False
        if answer.marks and label is Label.NEAR_YEAR:
            return False
    return True
