"""The form's printed words, recognised however they were retyped, shortened, broken over lines or misread by an OCR.

Both solvers ask it the same questions: is this a label, is this print, which edition is it, is it our form at all.
Everything that it knows of the form comes from `programme.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.parse.everyday import DANGLING, ShortWordings, could_answer
from pipeline.parse.verdict import Evidence, Verdict, names_programme, weigh
from pipeline.parse.words import Words, beginning, find, squash, year_groups
from pipeline.programme import Edition, Programme
from pipeline.years import AcademicYear

# A wording of at least this many letters is distinctive enough to be known by likeness, wherever it begins.
_LONG = 28
_ALIKE = 84.0
# A printed sentence shorter than this is never taken out of an answer: "Yes / No" is an answer too.
_SENTENCE = 22
# A label that was retyped in words of its own is looked for among at least so many words.
_FEWEST_WORDS = 5

# What sets an answer off from the label before it.
_SET_OFF = re.compile(r"\s*(?:$|\.?\s*[:;=?]|[-–—]\s|_{2,}|\.{2,}|…|[|\t\n\v]|☐|☒|\s{3,})")
# A remark in brackets belongs to the label that it follows: "Telephone and Email (school office):".
_REMARK = re.compile(r"\s*[(\[][^()\[\]\n]{0,60}[)\]]\s*(?=$|[:\n\t]|\s{2,})")
_PRINTED_REMARK = re.compile(r"[\s.,:;\"'’”]*[(\[][^()\[\]]{6,120}[)\]]")
# What is still the label's own after its last word.
_TAIL = re.compile(r"[\s.,)\]\"'’”»]*[:;=?]?\s*(?:[-–—]+\s)?\s*")
_TAIL_PRINT = re.compile(r"[ .,!)\]\"'’”»]*[:;=?]?[ \"'’”]*")
_GAP = re.compile(r"(?:^|[\t\n\v|_]|\s{2,}|[.…]{3,})\s*[\"'“‘(\[]*$")
_NEAR = 80  # characters before a word that may make the gap; to search all of a long text for each word takes hours
_NUMBERED = re.compile(r"^\s*[(\[]?\s*\d\s*[)\].:]\s*")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ACADEMIC_YEAR = re.compile(r"20\d\d\s*[-/–—]\s*(?:20)?\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label of the form in a text. `text[end:]` is what follows it, past its colon.

    `label` is one of `programme.LABELS`; `score` says how alike it is to the wording that it is known by, 0 to 1.
    """

    label: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Wording:
    """The printed words of all editions, built once from a programme."""

    long: tuple[tuple[str, str], ...]  # (label, squashed wording), the longest first
    short: ShortWordings
    exact: frozenset[str]  # squashed short print: labels, titles, "Yes / No"
    sentences: tuple[tuple[str, str], ...]  # (squashed, as printed), the longest first
    vocabulary: tuple[tuple[str, frozenset[str]], ...]  # label, the words of its longest wording
    evidence: Evidence
    dated: tuple[tuple[str, str], ...]  # squashed print before and after the academic year

    @classmethod
    def of(cls, programme: Programme) -> Wording:
        """Return the wording of every edition that `programme` knows."""
        wordings = list(dict.fromkeys(_wordings(programme.edition)))
        lines = [line for edition in programme.edition for line in edition.printed.lines]
        titles = [title for edition in programme.edition for title in edition.titles]
        around = [line for edition in programme.edition for line in (*edition.printed.letter, *edition.printed.logos)]
        prints = [*lines, *around, *titles, programme.programme.name, *(wording for _, wording in wordings)]
        sentences = {squash(part): part for text in prints for part in _sentences(text)}
        return cls(
            long=tuple(sorted({(label, squash(text)) for label, text in wordings if _is_long(text)}, key=_by_length)),
            short=ShortWordings.of((label, text) for label, text in wordings if not _is_long(text)),
            exact=frozenset(squash(text) for text in prints),
            sentences=tuple(sorted(((s, p) for s, p in sentences.items() if len(s) >= _SENTENCE), key=_by_length)),
            vocabulary=_vocabulary(wordings),
            evidence=Evidence.of(programme),
            dated=tuple(_around_years(lines)),
        )

    def label_at(self, text: str) -> LabelHit | None:
        """Return the label that `text` begins with, or None.

        A short wording counts only where it stands as a label: followed by a colon, a gap or the end, or by what can
        only be its answer ("Date 3/7/25"). Of a long one, its beginning alone counts if nothing else follows.
        """
        hit = self._label(Words.of(text), gap_before=True)
        first, _, rest = text.partition("\n")
        return None if hit is None or self.begins_below(hit, first, rest) else hit

    def begins_below(self, hit: LabelHit, first: str, rest: str) -> bool:
        """Return whether the label that was seen at the beginning of two lines or more only begins on the second.

        A long label may hold slips: a short answer on the line above it would pass for one.
        """
        if hit.end <= len(first) or not first.strip() or not rest.strip():
            return False
        below = self._label(Words.of(rest), gap_before=True)
        return below is not None and below.label == hit.label and below.score > hit.score

    def retyped_label(self, text: str) -> str | None:
        """Return the label that a cell's whole `text` is, if most of its words are those of a long wording.

        For a cell that can only hold a label: "Year group you would prefer and number of classes".
        """
        words = {word.plain for word in Words.of(text).words}
        if not _FEWEST_WORDS <= len(words) <= 40:
            return None
        shares = {label: len(words & set(known)) / len(words) for label, known in self.vocabulary}
        label = max(shares, key=lambda name: shares[name], default=None)
        return label if label is not None and shares[label] >= 0.8 else None

    def labels_in(self, text: str) -> tuple[LabelHit, ...]:
        """Return the labels anywhere in a line, in order: "Signed: J Smith    Date: 3/7/25" has two.

        In the middle of a line a label follows a gap, or is capitalised and followed by a colon.
        """
        words, hits, reached = Words.of(text), list[LabelHit](), 0
        for number, word in enumerate(words.words):
            if word.start < reached:
                continue
            gap = _GAP.search(text, max(word.start - _NEAR, 0), word.start) is not None
            if not gap and not text[word.start].isupper():
                continue
            hit = self._label(words.after(number), gap_before=gap)
            if hit is not None:
                hits.append(hit)
                reached = max(hit.end, word.end)
        return tuple(hits)

    def is_printed(self, text: str) -> bool:
        """Return whether the whole of `text` is print of some edition: the form's, or a piece of it."""
        squashed = squash(text)
        if not squashed or squashed in self.exact or names_programme(self.evidence, text):
            return True
        return not squash(self.without_printed(text))

    def is_title(self, line: str) -> bool:
        """Return whether a line is the form's title, the programme's name and year beside it or not."""
        return any(
            0.8 * len(title) <= len(squash(line)) <= len(title) + 90
            and beginning(Words.of(line), title, cutoff=90) is not None
            and (len(squash(line)) <= len(title) + 6 or self.edition_of(line) is not None)
            for title in self.evidence.titles
        )

    def without_printed(self, text: str) -> str:
        """Return what is left of `text` when the printed sentences in it are taken out."""
        left, reached = list[str](), 0
        for start, end in self.printed_in(text):
            left.append(text[reached:start])
            reached = end
        return "".join((*left, text[reached:])).strip()

    def printed_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where printed sentences, or pieces of them, stand in `text`: starts and ends, in order."""
        left, spans = text, list[tuple[int, int]]()

        def take(start: int, end: int) -> None:
            nonlocal left
            spans.append((start, end))
            left = left[:start] + re.sub(r"[^\n]", " ", left[start:end]) + left[end:]

        words = Words.of(left)
        for sentence, as_printed in self.sentences:
            place = find(words, sentence, cutoff=90)
            if place is None:
                continue
            start, end = words.words[place.first].start, words.words[place.last - 1].end
            if year_groups(left[start:end]) <= year_groups(as_printed):
                take(_opening(left, start), _TAIL_PRINT.match(left, end).end())  # type: ignore[union-attr]
                words = Words.of(left)
        reached = 0
        for line in left.split("\n"):
            if self._is_piece(line):
                take(reached, reached + len(line))
            reached += len(line) + 1
        return tuple(sorted(spans))

    def edition_of(self, text: str) -> str | None:
        """Return the programme year that the form itself prints ("2025-26"), or None.

        Only a year in the form's own heading or in its bracketed note counts, never one in an answer.
        """
        best: tuple[float, str] | None = None
        for found in _ACADEMIC_YEAR.finditer(text):
            year = AcademicYear.parse(found[0])
            if year is None:
                continue
            before, after = squash(text[: found.start()][-200:]), squash(text[found.end() :][:200])
            for print_before, print_after in self.dated:
                score = fuzz.ratio(before[-len(print_before) :], print_before)
                if print_after:
                    score = min(score, fuzz.ratio(after[: len(print_after)], print_after))
                # Of two that are alike the first stands: the heading is above the answers.
                if score >= 84 and (best is None or score > best[0] + 2):
                    best = (score, str(year))
        return best[1] if best else self._edition_of_heading(text)

    def _edition_of_heading(self, text: str) -> str | None:
        """Return the year beside the programme's name in a heading that was retyped in words of its own."""
        headings = (line for line in text.splitlines() if names_programme(self.evidence, line))
        found = (_ACADEMIC_YEAR.search(line) for line in headings)
        years = (AcademicYear.parse(year[0]) for year in found if year)
        return next((str(year) for year in years if year), None)

    def judge(self, found: Collection[str], text: str) -> Verdict:
        """Weigh whether `text`, in which the labels `found` were seen, is our form."""
        return weigh(self.evidence, found, text)

    # --- labels ---------------------------------------------------------------------------------------------

    def _label(self, words: Words, *, gap_before: bool) -> LabelHit | None:
        if not words.words:
            return None
        start, text = words.words[0].start, words.text
        if gap_before and (found := self._long_label(words)) is not None:
            label, last, score = found
            end = self._past_printed_remark(text, words.words[last - 1].end, label)
            return LabelHit(label, start, _TAIL.match(text, end).end(), score)  # type: ignore[union-attr]
        return self._short_label(words, gap_before=gap_before)

    def _past_printed_remark(self, text: str, end: int, label: str) -> int:
        """Return where a label ends that was shortened before its remark: '… from our school (Please list these):'."""
        remark = _PRINTED_REMARK.match(text, end)
        if remark and any(known == label and squash(remark[0]) in wording for known, wording in self.long):
            return remark.end()
        return end

    def _long_label(self, words: Words) -> tuple[str, int, float] | None:
        """Return the label, the number of its words and its score where a long wording begins the text."""
        best: tuple[float, str, int, float] | None = None
        for label, wording in self.long:
            hit = beginning(words, wording, cutoff=_ALIKE)
            if hit is not None:
                letters = words.ends[hit.count - 1]
                # The most letters explained wins: the whole statement before its shortened form.
                gain = letters * (hit.score / 100) ** 4
                if best is None or gain > best[0]:
                    best = (gain, label, hit.count, hit.score / 100)
            elif _LONG * 0.6 <= len(words.squashed) < len(wording) and len(words.words) >= 4:
                score = fuzz.ratio(words.squashed, wording[: len(words.squashed)])
                gain = len(words.squashed) * (score / 100) ** 4
                if score >= 90 and (best is None or gain > best[0]):
                    best = (gain, label, len(words.words), score / 100)
        return best[1:] if best else None

    def _short_label(self, words: Words, *, gap_before: bool) -> LabelHit | None:
        if len(words.words) > 1 and _NUMBERED.match(words.text[words.words[0].start :][:_NEAR]):
            words = words.after(1)
        text, start = words.text, words.words[0].start
        best: LabelHit | None = None
        for count in range(1, min(len(words.words), 9) + 1):
            word = words.words[count - 1]
            if word.plain in DANGLING:
                continue
            if count > 1 and re.search(r"[:;\t\n\v|_]|\s{3,}", text[words.words[count - 2].end : word.start]):
                break
            known = self.short.label_of(tuple(word.plain for word in words.words[:count]))
            if known is None:
                continue
            end = word.end
            if remark := _REMARK.match(text, end):
                end = remark.end()
            set_off = _SET_OFF.match(text, end)
            label, score = known
            if not gap_before and not (set_off and set_off[0].strip(" .") == ":"):
                continue
            if set_off is None and not self._answered(label, count, text[end:]):
                continue
            best = LabelHit(label, start, _TAIL.match(text, end).end(), score)  # type: ignore[union-attr]
        return best

    @staticmethod
    def _answered(label: str, count: int, rest: str) -> bool:
        """Return whether what follows a label without a colon can only be its answer."""
        return rest[:1].isspace() and could_answer(label, rest) and (label != "school" or count > 1)

    def _is_piece(self, line: str) -> bool:
        """Return whether a line is a piece of a printed sentence, as a line break leaves it."""
        squashed = squash(line)
        if len(squashed) < _SENTENCE or len(line.split()) < 4:
            return False
        return any(
            len(squashed) < len(sentence)
            and fuzz.partial_ratio(squashed, sentence) >= 93
            and year_groups(line) <= year_groups(as_printed)
            for sentence, as_printed in self.sentences
        )


def asks_the_opposite(label: str) -> bool:
    """Return whether statement (1) was retyped as a question to which No says what Yes does on the form.

    "Is an exact year group match essential?" – the form says that it is *not*.
    """
    return _ESSENTIAL.search(label) is not None and _DENIED.search(label) is None


# Stands before the answer to such a question, so that it is read as what it answers.
OPPOSITE = "Exact match essential? "
_ESSENTIAL = re.compile(r"\b(?:essential|necessary|required|needed|important|must)\b", re.IGNORECASE)
_DENIED = re.compile(r"\bnot\b|n['’]t\b|\bnon\b|\bno\b|\bunless\b", re.IGNORECASE)


def _wordings(editions: Iterable[Edition]) -> Iterator[tuple[str, str]]:
    """Yield each label with its wordings, and with those that a school's retyping leaves of them."""
    for edition in editions:
        for label, texts in edition.labels.items():
            for text in texts:
                yield label, text
                bare = _NUMBERED.sub("", text)
                yield label, bare
                yield label, _BRACKETS.sub(" ", bare).strip()
                yield label, _BRACKETS.sub(" ", text).strip()
                # What the quotation marks hold is the statement itself: '(If "No" to (1) above): "We would …"'.
                for quoted in re.findall(r'"([^"]{20,})"', text):
                    yield label, quoted


def _is_long(text: str) -> bool:
    return len(squash(text)) >= _LONG


def _by_length(entry: tuple[str, str]) -> tuple[int, str]:
    longest = max(entry, key=len)
    return -len(longest), longest


def _vocabulary(wordings: Iterable[tuple[str, str]]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each label that has a long wording with all the words of its long wordings."""
    words: dict[str, set[str]] = {}
    for label, text in wordings:
        if _is_long(text):
            words.setdefault(label, set()).update(word.plain for word in Words.of(text).words)
    return tuple((label, frozenset(known)) for label, known in words.items())


def _sentences(text: str) -> Iterator[str]:
    """Yield a printed text whole, and its sentences: a school may delete one of them."""
    yield text
    parts = re.split(r"(?<=[.;:!?])\s+(?=[A-Z(\[\"])", text)
    if len(parts) > 1:
        yield from parts


def _opening(text: str, start: int) -> int:
    """Return where the punctuation that opens a sentence at `start` begins: its bracket, its quotation mark."""
    return start - len(re.search(r"[\"'“‘(\[·• \t]*$", text[:start])[0])  # type: ignore[index]


def _around_years(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what is printed before and after the academic year, for each line that prints one."""
    seen = set()
    for line in lines:
        for found in _ACADEMIC_YEAR.finditer(line):
            around = squash(line[: found.start()]), squash(line[found.end() :])[:7]
            if len(around[0]) >= _SENTENCE and around not in seen:
                seen.add(around)
                yield around


__all__ = ["OPPOSITE", "LabelHit", "Verdict", "Wording", "asks_the_opposite"]
