"""The page solver: positioned words, rules, fields and drawings to the answers of each form among them.

1. Labels are looked for in blocks of text, and the pages are parted into forms.
2. Each label gets the region where its answer may stand.
3. What stands there, less what is printed, is the answer; what stands nowhere is stray.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from pipeline.errors import BlankForm, NotAForm
from pipeline.model import Answers, Label
from pipeline.parse.page.answer import Contents, answer_of, is_empty, joined, stray_answers
from pipeline.parse.page.canvas import Canvas, without_furniture
from pipeline.parse.page.labels import Block, Found, blocks_of, candidates, chosen, paragraphs, retyped
from pipeline.parse.page.layout import Box, Drawing, Field, Page, Word
from pipeline.parse.page.lines import Line, Text, hull, keep
from pipeline.parse.page.marking import gap, options_of, split_options
from pipeline.parse.page.regions import Region, centred, continued, nearest, owner, regions_of
from pipeline.parse.page.words import prepared
from pipeline.parse.wording import Wording

_CORE = frozenset(("school", "contact", "telephone", "headteacher", "comments", "near_year_ok", "alternative_years"))


def solve(pages: Sequence[Page], wording: Wording, *, format: str) -> list[Answers]:
    """Return the answers of each filled-in form on the pages.

    Raises NotAForm where the labels of the form are not there, BlankForm where nothing is written on it.
    """
    pages = [prepared(page) for page in without_furniture(pages)]
    forms = _parted(pages, wording)
    reasons, blank, out = [], 0, []
    for group in forms:
        canvas = Canvas.of(group)
        form = _Form.of(canvas, wording)
        verdict = wording.judge([found.label for found in form.labels], form.text)
        if not verdict.is_form:
            reasons.append(verdict.reason)
            continue
        answers = form.answers(wording, format)
        if is_empty(answers, wording):
            blank += 1
        else:
            out.append(answers)
    if out:
        return out
    if blank:
        raise BlankForm("It is the form, and nothing is filled in.", "Ask the school whether it sent the right file.")
    whole = _Form.of(Canvas.of(pages), wording) if pages else None
    if not reasons:
        labels = [found.label for found in whole.labels] if whole else []
        reasons = [wording.judge(labels, whole.text if whole else "").reason]
    raise NotAForm(reasons[0])


def _parted(pages: Sequence[Page], wording: Wording) -> list[list[Page]]:
    """Part the pages into forms: the pages between are letters, and a page that begins anew begins a form."""
    groups: list[tuple[list[Page], set[str]]] = []
    for page in pages:
        canvas = Canvas.of([page])
        found = chosen(candidates(blocks_of(canvas.words, canvas), canvas, wording))
        labels = {place.label for place in found}
        strong = len(labels & _CORE) >= 2 or len(labels) >= 3 or any(len(place.words) >= 8 for place in found)
        current = groups[-1] if groups else None
        if current is not None and current[0][-1].number == page.number - 1:
            again = labels & current[1] & _CORE
            missing = _CORE - {"telephone"} - current[1]
            if len(again) >= 2 and "school" in labels | ({"school"} if len(again) >= 3 else set()):
                groups.append(([page], set(labels)))
                continue
            # The rest of a form that was broken off: its labels, or more of the last answer.
            if (labels - current[1]) or (not labels and missing):
                current[0].append(page)
                current[1].update(labels)
                continue
        if strong:
            groups.append(([page], set(labels)))
    return [group for group, _ in groups]


@dataclass
class _Form:
    """One form, as it is being solved."""

    canvas: Canvas
    labels: list[Found]
    blocks: list[Block]
    text: str

    @classmethod
    def of(cls, canvas: Canvas, wording: Wording) -> _Form:
        blocks = blocks_of(canvas.words, canvas)
        found = candidates(blocks, canvas, wording)
        labels = chosen([*found, *retyped(blocks, canvas, wording, chosen(found))])
        ordered = sorted(blocks, key=lambda block: (block[0].box.top, block[0].box.left))
        text = "\n".join("\n".join(line.text for line in block) for block in ordered)
        return cls(canvas, labels, blocks, text)

    def answers(self, wording: Wording, format: str) -> Answers:
        """Return what is written on the form."""
        own = {id(word) for found in self.labels for word in found.words}
        printed, left = self._less_print(own, wording)
        regions = regions_of(self.labels, printed, self.canvas)
        contents = {region.found.label: Contents(region) for region in regions}
        stray: list[Word] = []
        for block in paragraphs(blocks_of(left, self.canvas)):
            level = centred(regions, block)
            for word in (word for line in block for word in line.words):
                region = level or owner(regions, *word.box.centre)
                if region is None:
                    stray.append(word)
                else:
                    contents[region.found.label].words.append(word)
        self._place_fields(regions, contents)
        filled = frozenset(label for label, held in contents.items() if held.words or held.has_fields)
        for label, words in continued(regions, stray, self.canvas, filled).items():
            contents[label].words += words
            taken = {id(word) for word in words}
            stray = [word for word in stray if id(word) not in taken]
        self._place_shapes(regions, contents)
        answers = joined({label: answer_of(held, self.canvas, wording) for label, held in contents.items()})
        top = min((found.box.top for found in self.labels), default=0.0)
        heading = min((hull(line.box for line in block).top for block in printed), default=top)
        left_edge = min((found.box.left for found in self.labels), default=0.0)
        # Above the form and to the left of it stands the letter.
        beside = [
            word
            for word in stray
            if word.entered or (word.box.top > min(top, heading) and word.box.right > left_edge - 12)
        ]
        return Answers(
            format=format,
            answers={label: answers[label] for label in Label if label in answers},
            edition=wording.edition_of(self.text),
            missing=tuple(label for label in Label if label not in answers),
            stray=stray_answers(beside, self._loose, self.canvas, wording),
        )

    def _less_print(self, own: set[int], wording: Wording) -> tuple[list[Block], list[Word]]:
        """Return the blocks that are print, and the words that are neither print nor label."""
        printed: list[Block] = []
        left: list[Word] = []
        for block in self.blocks:
            text = Text()
            words = []
            for line in block:
                for number, word in enumerate(line.words):
                    if id(word) not in own:
                        text.add(" " if number else "\n", word)
                        words.append(word)
            if not words:
                continue
            rest = wording.without_printed(text.text)
            kept = (
                []
                if wording.is_printed(text.text) and not _is_choice(text.text)
                else keep(words, text.text, text.spans, rest)
            )
            left += kept
            gone = {id(word) for word in words} - {id(word) for word in kept}
            for is_print, run in groupby(block, partial(_is_within, gone)):
                if is_print:
                    printed.append(list(run))
        return printed, left

    def _place_fields(self, regions: Sequence[Region], contents: dict[str, Contents]) -> None:
        self._loose: list[Field] = []
        for entry in self.canvas.fields:
            if entry.note:
                self._loose.append(entry)
                continue
            for part in _line_by_line(entry, regions):
                region = owner(regions, *part.box.centre) or nearest(regions, part.box)
                if part.text is None:
                    self._place_box(part, region, contents)
                elif region is None:
                    self._loose.append(part)
                else:
                    contents[region.found.label].typed.append(part)

    def _place_box(self, box: Field, region: Region | None, contents: dict[str, Contents]) -> None:
        """Put a tick box with the options it stands by: the only thing on the form that is ticked."""
        choice = contents.get(Label.NEAR_YEAR)
        if choice is not None and (
            (region is not None and region.found.label == Label.NEAR_YEAR)
            or any(gap(box.box, option.box) <= 12 for option in options_of(split_options(choice.words)))
        ):
            choice.boxes.append(box)
        elif box.ticked:
            self._loose.append(box)

    def _place_shapes(self, regions: Sequence[Region], contents: dict[str, Contents]) -> None:
        for shape in self.canvas.shapes:
            if shape.drawing is Drawing.PICTURE and shape.box.height > 200:
                continue
            region = owner(regions, *shape.box.centre)
            if region is None and shape.entered:
                region = nearest(regions, shape.box)
            if region is not None:
                contents[region.found.label].shapes.append(shape)
        for held in contents.values():
            held.drawn_near = (
                [
                    shape
                    for shape in self.canvas.shapes
                    if held.signing_place.holds(*shape.box.centre)
                    or (
                        shape.entered
                        and held.signing_place.overlap(shape.box) > 0.4 * max(shape.box.width * shape.box.height, 1.0)
                    )
                ]
                if held.region.found.label == "signed"
                else []
            )


def _is_within(gone: set[int], line: Line) -> bool:
    return all(id(word) in gone for word in line.words)


def _is_choice(text: str) -> bool:
    return len(text) <= 24 and re.search(r"(?i)\b(?:yes|no)\b", text) is not None


def _line_by_line(entry: Field, regions: Sequence[Region]) -> list[Field]:
    """Part a text that was typed over several answers in one box, a line each."""
    lines = (entry.text or "").split("\n")
    if len(lines) < 2:
        return [entry]
    height = entry.box.height / len(lines)
    parts = [
        Field(
            Box(
                entry.box.left, entry.box.top + number * height, entry.box.right, entry.box.top + (number + 1) * height
            ),
            text=line,
        )
        for number, line in enumerate(lines)
    ]
    owners = [owner(regions, *part.box.centre) for part in parts]
    labels = {region.found.label for region in owners if region is not None}
    if len(labels) < 2:
        return [entry]
    merged: list[Field] = []
    last: str | None = None
    for part, region in zip(parts, owners, strict=True):
        label = region.found.label if region else None
        if merged and label == last:
            before = merged[-1]
            merged[-1] = Field(hull([before.box, part.box]), text=f"{before.text}\n{part.text}".strip("\n"))
        elif (part.text or "").strip():
            merged.append(part)
            last = label
    return merged
