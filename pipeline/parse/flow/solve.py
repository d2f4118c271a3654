"""The answers of one form: what stands beside, below or after each label.

A label claims text in this order: what follows it in its own cell or line, the cells to its right, the row or line below.
A short label counts in the midst of another answer only if it stands nowhere of its own, so that "Email:" in a comment
stays a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.model import Label
from pipeline.parse.flow.blocks import Cell, Paragraph, Table, rich_of, walk
from pipeline.parse.flow.forms import REACH, Part
from pipeline.parse.flow.rich import OBJECT, Rich, joined
from pipeline.parse.flow.tree import is_prompt
from pipeline.parse.wording import LabelHit, Wording, asks_the_opposite

# Labels whose answer is one line where no cell bounds it.
ONE_LINE = frozenset({"signed", "date"})
# Labels that may share a line with others.
_SHARING = frozenset({"signed", "date", "telephone", "email", "school", "headteacher"})
_APART = frozenset({"telephone", "email"})
_OPTION = re.compile(r"\b(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What stands beside a label, and where."""

    rich: Rich
    place: str


@dataclass
class Solution:
    """Everything that a form holds, before it is decided which of several places counts."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    stray: list[Found] = field(default_factory=list)
    opposite: bool = False  # statement (1) was retyped as its opposite

    def add(self, label: str, rich: Rich, place: str) -> None:
        self.found.setdefault(label, []).append(Found(rich, place))

    def extend(self, label: str, rich: Rich, by: str = "\n") -> None:
        """Add to what stands beside a label already."""
        if not rich.tidied():
            return
        last = self.found[label][-1]
        both = joined([last.rich, rich], by) if last.rich else rich
        self.found[label][-1] = Found(both, last.place)

    def is_empty(self, label: str) -> bool:
        return not any(each.rich.tidied() for each in self.found.get(label, ()))


@dataclass(frozen=True)
class Segment:
    """A stretch of text and the label that it follows; the first stretch may follow none."""

    label: str | None
    rich: Rich


def segments(rich: Rich, wording: Wording, accept: Callable[[LabelHit, str | None], bool]) -> list[Segment]:
    """Cut a text at the labels that its lines begin with, or that share a line; `accept` may decline one."""
    cuts: list[tuple[int, int, str]] = []
    text, start = rich.text, 0
    while start < len(text):
        current = cuts[-1][2] if cuts else None
        end_of_line = _line_end(text, start)
        has_words = re.search(r"\w", text[start:end_of_line]) is not None
        hit = wording.label_at(text[start : start + REACH]) if has_words else None
        if hit is not None and accept(hit, current):
            cuts.append((start, start + hit.end, hit.label))
            start += hit.end
            # A label's end takes the white space after it along: the next line may be a label again.
            if "\n" in text[len(text[:start].rstrip()) : start]:
                continue
            end_of_line = _line_end(text, start)
        if start < end_of_line and (not cuts or cuts[-1][2] in _SHARING or hit is None):
            for other in wording.labels_in(text[start:end_of_line]):
                if other.label in _SHARING and accept(other, cuts[-1][2] if cuts else None):
                    cuts.append((start + other.start, start + other.end, other.label))
        start = end_of_line + 1
    bounds = [*(cut[0] for cut in cuts), len(text)]
    found = [Segment(None, rich[: bounds[0]])]
    found.extend(Segment(label, rich[end:until]) for (_, end, label), until in zip(cuts, bounds[1:], strict=True))
    return found


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def solve(part: Part, wording: Wording) -> Solution:
    """Return what stands beside each label of a form."""
    return _Solver(part, wording).solution


class _Solver:
    def __init__(self, part: Part, wording: Wording) -> None:
        self.wording = wording
        self.solution = Solution()
        self.last: str | None = None  # the label that an unlabelled row may belong to
        self.pictures: list[Rich] = []  # pasted on lines of their own
        self.answered_beside = False  # whether that label has a cell beside it to write in
        self.last_column = 0
        self.header: list[tuple[Cell, str]] = []  # labels that stand side by side, their answers below
        tables = [block for block in part.blocks if isinstance(block, Table)]
        self.standing = frozenset(
            hit.label
            for table in tables
            for row in table.rows
            for number, cell in enumerate(row)
            if (hit := self._head(rich_of(cell.blocks)))
            and (number == 0 or not rich_of(cell.blocks).text[hit.end :].strip())
        )
        in_lines = {
            hit.label
            for block in part.blocks
            if isinstance(block, Paragraph)
            for line in block.rich.text.split("\n")
            for hit in wording.labels_in(line)
        }
        # A label counts in the midst of an answer only if it stands nowhere of its own.
        self.elsewhere = self.standing | in_lines | (_APART if Label.CONTACT in self.standing else frozenset())
        self._lines(part.above, "a line above the form")
        number, run = 0, list[Paragraph]()
        for block in part.blocks:
            if isinstance(block, Paragraph):
                run.append(block)
                continue
            self._lines(tuple(run), "a line above the table" if number == 0 else "a line between the tables")
            run, number = [], number + 1
            self._table(block, f"table {number}" if len(tables) > 1 else "the table")
        self.pictures.clear()
        self._lines(tuple(run), "a line under the table" if tables else "the text of the form")
        if self.pictures and Label.SIGNED in self.solution.found and self.solution.is_empty(Label.SIGNED):
            self.solution.extend(Label.SIGNED, joined(self.pictures, ""))

    def _head(self, rich: Rich) -> LabelHit | None:
        return self.wording.label_at(rich.text[:REACH]) if rich else None

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, table: Table, name: str) -> None:
        for number, row in enumerate(table.rows, start=1):
            self._row(row, f"row {number} of {name}")

    def _row(self, row: tuple[Cell, ...], place: str) -> None:
        labels: list[tuple[Cell, str]] = []
        loose: list[tuple[Cell, Rich]] = []
        current: str | None = None
        for number, cell in enumerate(row):
            rich = rich_of(cell.blocks)
            hit = self._head(rich)
            if hit is not None and current == hit.label and re.search(r"[:=–—-]\s*$", rich.text[: hit.end]):
                rich, hit = rich[hit.end :], None
            if hit is None and number == 0 and len(row) > 1:
                hit = self._retyped(rich)
            if hit is not None and self._is_label(hit, rich, current, first=number == 0):
                self._note_opposite(hit, rich.text)
                parts = segments(rich, self.wording, self._inside(hit))[1:] or [Segment(hit.label, rich[hit.end :])]
                for part in parts:
                    current = part.label or hit.label
                    self.solution.add(current, self._unprinted(part.rich), place)
                labels.append((cell, current or hit.label))
            elif current is not None:
                self.solution.extend(current, self._unprinted(rich), "\n" if current != Label.NEAR_YEAR else " | ")
            else:
                inner = segments(rich, self.wording, self._anywhere)
                loose.append((cell, inner[0].rich))
                for part in inner[1:]:
                    current = part.label or ""
                    self.solution.add(current, self._unprinted(part.rich), place)
                    labels.append((cell, current))
        if labels:
            self.last = labels[-1][1]
            self.answered_beside = labels[-1][0] is not row[-1]
            self.last_column = labels[-1][0].column
            empty = all(self.solution.is_empty(label) for _, label in labels)
            self.header = labels if len(labels) > 1 and empty else []
            # A number before a label counts the rows.
            beside = [rich.strip() for _, rich in loose if rich.drawn or len(re.sub(r"\W", "", rich.text)) > 2]
            self._stray(joined(beside, " | "), place)
            if any(label == Label.NEAR_YEAR for _, label in labels):
                self._mark_undecided(row)
        elif any(rich for _, rich in loose):
            self._unlabelled(row, loose, place)

    def _note_opposite(self, hit: LabelHit, text: str) -> None:
        if hit.label == Label.NEAR_YEAR and asks_the_opposite(text[hit.start : hit.end]):
            self.solution.opposite = True

    def _retyped(self, rich: Rich) -> LabelHit | None:
        """Return the label that a cell holds in words of its own, if no other cell holds that label."""
        label = self.wording.retyped_label(rich.text)
        if label is None or label in self.solution.found or label in self.elsewhere:
            return None
        return LabelHit(label, 0, len(rich.text), 0.8)

    def _is_label(self, hit: LabelHit, rich: Rich, current: str | None, *, first: bool) -> bool:
        """Return whether a cell that begins like a label is one, or the answer to the label on its left."""
        if current == Label.CONTACT and hit.label in _APART:
            return False
        if first and (hit.label not in self.solution.found or self.solution.is_empty(hit.label)):
            return True
        alone = not rich.text[hit.end :].strip()
        slot = current is not None and self.solution.is_empty(current)
        if slot and hit.label in self.standing and not alone:
            return False
        return hit.label not in self.solution.found or alone

    def _inside(self, head: LabelHit) -> Callable[[LabelHit, str | None], bool]:
        """Return which labels count in the midst of a cell that begins with `head`."""
        taken = {*self.solution.found, *self.elsewhere} - {head.label}

        def accept(hit: LabelHit, current: str | None) -> bool:
            if current is None:
                return hit.label == head.label
            if (current == Label.CONTACT and hit.label in _APART) or hit.label in taken | {head.label}:
                return False
            taken.add(hit.label)
            return True

        return accept

    def _anywhere(self, hit: LabelHit, current: str | None) -> bool:
        """Return whether a label counts that stands in the midst of a cell which begins with other words."""
        return hit.label not in self.solution.found and hit.label not in self.elsewhere

    def _unlabelled(self, row: tuple[Cell, ...], loose: list[tuple[Cell, Rich]], place: str) -> None:
        """Give a row without a label to the labels above it, if it can be theirs."""
        for cell, label in self.header:
            below = [rich for other, rich in loose if cell.column <= other.column < cell.column + cell.span]
            if below:
                self.solution.extend(label, self._unprinted(joined(below, "\n")))
        if self.header:
            self.header = []
            return
        text = joined([rich.strip() for _, rich in loose if rich], " | ")
        if self.wording.is_printed(text.text):
            return
        # Under a label that has a cell of its own to write in, only what stands in that column is its answer.
        in_column = all(cell.column > self.last_column for cell, rich in loose if rich)
        if self.last and (in_column or not self.answered_beside or self.last == Label.COMMENTS):
            self.solution.extend(self.last, self._unprinted(text))
        else:
            self._stray(text, place)

    def _mark_undecided(self, row: tuple[Cell, ...]) -> None:
        """Mark every option where a shape was drawn of which it cannot be said what it covers."""
        floating = [shape for cell in row for each in walk(cell.blocks) for shape in each.floating]
        last = self.solution.found[Label.NEAR_YEAR][-1]
        rich = last.rich
        for shape in floating:
            for option in _OPTION.finditer(rich.text):
                rich = rich.marked(shape.kind, *option.span())
        self.solution.found[Label.NEAR_YEAR][-1] = Found(rich, last.place)

    def _unprinted(self, rich: Rich) -> Rich:
        """Return the text without print and prompts."""
        text = rich.without(self.wording.printed_in(rich.text)) if rich else rich
        return Rich() if is_prompt(text.text) else text

    # --- lines outside the tables ---------------------------------------------------------------------------

    def _lines(self, paragraphs: tuple[Paragraph, ...], place: str) -> None:
        rich = joined([paragraph.rich for paragraph in paragraphs], "\n")
        if not rich:
            return
        taken: set[str] = set()

        def accept(hit: LabelHit, current: str | None) -> bool:
            if current == Label.CONTACT and hit.label in _APART:
                return False
            if hit.label in _APART and Label.CONTACT in taken:
                return False
            # Of several signatures and dates the last are those of the form; any other label is asked for once.
            if hit.label in taken and hit.label not in ONE_LINE:
                return False
            taken.add(hit.label)
            return True

        for line in rich.text.split("\n"):
            if (hit := self.wording.label_at(line)) is not None:
                self._note_opposite(hit, line)
        for segment in segments(rich, self.wording, accept):
            self._segment(segment, place)
        if Label.NEAR_YEAR in taken:
            shapes = [shape for paragraph in paragraphs for shape in paragraph.floating]
            if shapes:
                self._mark_undecided((Cell(0, 1, paragraphs),))

    def _segment(self, segment: Segment, place: str) -> None:
        lines = list(segment.rich.lines())
        if segment.label is None:
            for line in self._unprinted_lines(lines):
                self._stray(line, place)
            return
        where = f"{place} that begins with its label" if place.startswith("a line") else place
        if segment.label in ONE_LINE:
            kept, rest = self._one_line(lines)
        else:
            end = next((n for n, line in enumerate(lines) if self._ends(line, segment.label)), len(lines))
            kept, rest = lines[:end], lines[end:]
        self.solution.add(segment.label, self._unprinted(joined(kept, "\n")), where)
        self.last = segment.label
        for line in self._unprinted_lines(rest):
            if OBJECT in line.text and segment.label in ONE_LINE:
                self.solution.extend(Label.SIGNED if Label.SIGNED in self.solution.found else segment.label, line)
            else:
                self._stray(line, place)

    def _one_line(self, lines: list[Rich]) -> tuple[list[Rich], list[Rich]]:
        """Return the line that answers a label and the lines after it: its own, else the next that is typed."""
        for number, line in enumerate(lines):
            if line.tidied():
                return ([], lines[number:]) if self.wording.is_printed(line.text) else ([line], lines[number + 1 :])
        return [], []

    def _ends(self, line: Rich, label: str) -> bool:
        """Return whether a line is print that no answer goes on behind; the note in brackets is none."""
        if (
            not line
            or line.text.lstrip().startswith("[")
            or (label == Label.NEAR_YEAR and _OPTION.search(line.text[:12]))
        ):
            return False
        return OBJECT not in line.text and self.wording.is_printed(line.text)

    def _unprinted_lines(self, lines: list[Rich]) -> Iterator[Rich]:
        for line in lines:
            if line.tidied() and not (self.wording.is_printed(line.text) and OBJECT not in line.text):
                yield self._unprinted(line)

    def _stray(self, rich: Rich, place: str) -> None:
        if not rich.text.strip(OBJECT + " \n\t"):
            self.pictures += [rich] if rich.drawn else []
        elif rich.tidied() and not is_prompt(rich.text):
            self.solution.stray.append(Found(rich, place))
