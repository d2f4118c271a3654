"""Where each answer stands on the pictures of a form.

A PDF or a scan tells it with the answer. A Word file has no pages until it is drawn: there the answers' words are
looked for on the page, in the order of the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Form, Label
from pipeline.review.pictures import Page

_MARGIN = 0.006


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as fractions of it."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a page, in its own units: what of the picture is shown."""

    page: int
    left: float
    top: float
    width: float
    height: float


def around(found: Iterable[Box], page: Page) -> Cut:
    """Return the part of a page that holds these boxes and what is printed beside them; the whole where there is none."""
    found = list(found)
    if not found:
        return Cut(page.number, 0, 0, page.width, page.height)
    # The labels stand to the left of the answers, and the first has its heading above it.
    left = min(0.06, *(box.left - 0.02 for box in found), 0.06)
    right = max(0.94, *(box.right + 0.02 for box in found), 0.94)
    top, bottom = min(box.top for box in found) - 0.07, max(box.bottom for box in found) + 0.03
    return _cut(page, left, top, right, bottom)


def enlarged(box: Box, page: Page) -> Cut:
    """Return the part of a page that shows one answer and a little around it."""
    return _cut(page, box.left - 0.02, box.top - 0.012, max(box.right, box.left + 0.5) + 0.02, box.bottom + 0.012)


def _cut(page: Page, left: float, top: float, right: float, bottom: float) -> Cut:
    left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)
    return Cut(
        page.number,
        round(left * page.width, 1),
        round(top * page.height, 1),
        round((right - left) * page.width, 1),
        round((bottom - top) * page.height, 1),
    )


def boxes(form: Form, pages: Sequence[Page]) -> dict[str, Box]:
    """Return the box of each answer that is found on the pages, by its label."""
    if any(answer.evidence.box for answer in form.answers.answers.values()):
        return _told(form, pages)
    return _looked_for(form, pages)


def _told(form: Form, pages: Sequence[Page]) -> dict[str, Box]:
    found = {}
    for label, answer in form.answers.answers.items():
        evidence = answer.evidence
        if evidence.box and evidence.page and evidence.page <= len(pages) and (answer.text.strip() or answer.drawn):
            found[label.value] = _widened(evidence.page, *evidence.box)
    return found


def _looked_for(form: Form, pages: Sequence[Page]) -> dict[str, Box]:
    words = [(page.number, _bare(text), box) for page in pages for text, *box in page.words]
    words = [word for word in words if word[1]]
    texts = [text for _, text, _ in words]
    start = _beginning(form, texts)
    found = {}
    for label in Label:
        answer = form.answers.answers.get(label)
        wanted = [bare for word in (answer.text.split() if answer else ()) if (bare := _bare(word))]
        if not wanted or (at := _find(texts, wanted, start)) is None:
            continue
        first, last = at
        page = words[first][0]
        on_page = [box for number, _, box in words[first:last] if number == page]
        found[label.value] = _widened(
            page,
            min(box[0] for box in on_page),
            min(box[1] for box in on_page),
            max(box[2] for box in on_page),
            max(box[3] for box in on_page),
        )
        start = last
    return found


def _beginning(form: Form, texts: list[str]) -> int:
    """Return where the form itself begins, after the letter that it came with: at the school's name."""
    school = form.answers.answers.get(Label.SCHOOL)
    wanted = [bare for word in (school.text.split() if school else ()) if (bare := _bare(word))]
    at = _find(texts, wanted, 0) if wanted else None
    return at[0] if at else 0


def _find(texts: list[str], wanted: list[str], start: int) -> tuple[int, int] | None:
    """Return where words stand together, from `start` on; their beginning where the whole is not found."""
    for length in dict.fromkeys((len(wanted), min(len(wanted), 4))):
        if length < len(wanted) and length < 3:
            break
        sought = wanted[:length]
        for at in range(start, len(texts) - length + 1):
            if texts[at : at + length] == sought:
                # The rest of a long answer stands below, whatever lies between its words.
                return at, min(at + len(wanted), len(texts))
    return None


def _bare(word: str) -> str:
    return re.sub(r"\W+", "", word.casefold())


def _widened(page: int, left: float, top: float, right: float, bottom: float) -> Box:
    return Box(
        page,
        max(left - _MARGIN, 0.0),
        max(top - _MARGIN, 0.0),
        min(right + _MARGIN, 1.0),
        min(bottom + _MARGIN, 1.0),
    )
