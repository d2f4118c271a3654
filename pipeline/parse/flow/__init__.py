"""The flow solver: a Word document to the answers of the form, or forms, in it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.errors import BlankForm, NotAForm, Unreadable
from pipeline.model import Answer, Answers, Evidence, Label
from pipeline.parse.flow.blocks import Block, Paragraph, Reader, rich_of, text_of, walk
from pipeline.parse.flow.forms import Part, parts_of, text_of_part
from pipeline.parse.flow.looks import Styles
from pipeline.parse.flow.package import Element, Package, open_package
from pipeline.parse.flow.rich import OBJECT, Rich
from pipeline.parse.flow.settle import is_above, is_untouched, settle
from pipeline.parse.flow.solve import solve
from pipeline.parse.flow.tree import Normalised, normalise, w
from pipeline.parse.verdict import SCHOOL_WORDS
from pipeline.parse.wording import Wording

__all__ = ["read_docx", "read_text"]

# What a school writes that has its name on the paper already.
_ABOVE = re.compile(
    r"\W*(?:please )?(?:as (?:per )?|see |on )?(?:the |our )?(?:letter ?head(?:ing)?|header|heading|above)\W*", re.I
)

_LONGEST_NAME = 14  # words


def read_docx(content: bytes, wording: Wording, *, format: str = "docx") -> list[Answers]:
    """Read the forms in the bytes of a .docx or .docm, in order; usually there is one.

    `format` is what the file was before it became .docx. Raises Unreadable where the file cannot be opened,
    NotAForm where it is something else (saying which labels were found), and BlankForm where nothing is filled in.
    """
    package = open_package(content)
    seen = normalise(package.document, package.links)
    reader = Reader(Styles(package.styles), _comments(package), _left_margin(package.document))
    body = package.document.find(w("body"))
    blocks = reader.blocks(body) if body is not None else ()
    text = text_of(blocks)
    if not text.strip(OBJECT + " \n\t"):
        raise _nothing_written(text)
    parts = parts_of(blocks, wording)
    forms = [form for part in parts if (form := _form(part, wording, seen, format)) is not None]
    if not forms:
        raise _no_form(parts, wording, text)
    forms[0] = _with_margins(forms[0], package, wording)
    if forms[0].edition is None:
        # A heading in the school's own words stands above what was seen to be the form.
        forms[0] = replace(forms[0], edition=wording.edition_of(text))
    forms[0] = replace(forms[0], stray=(*forms[0].stray, *_footnotes(package)))
    filled = [form for form in forms if not (is_untouched(dict(form.answers)) and not form.stray)]
    if not filled:
        raise BlankForm("It is the Expression of Interest form, and nothing is filled in.")
    return filled


def read_text(text: str, wording: Wording) -> list[Answers]:
    """Read the forms in a text that has lines and no looks, as an email has. Raises what `read_docx` does."""
    blocks = tuple(Paragraph(Rich.of(line)) for line in text.split("\n"))
    seen = Normalised()
    parts = parts_of(blocks, wording)
    forms = [form for part in parts if (form := _form(part, wording, seen, "text")) is not None]
    if not forms:
        raise _no_form(parts, wording, text)
    filled = [form for form in forms if not is_untouched(dict(form.answers))]
    if not filled:
        raise BlankForm("It is the Expression of Interest form, and nothing is filled in.")
    return filled


def _form(part: Part, wording: Wording, seen: Normalised, format: str) -> Answers | None:
    """Return the answers of one form, or None where the part is none."""
    solution = solve(part, wording)
    text = text_of_part(part)
    if not wording.judge(solution.found.keys(), text).is_form:
        return None
    answers, stray = settle(solution)
    for paragraph in (*part.above, *walk(part.blocks)):
        for comment in paragraph.comments:
            on = f" on “{comment.on}”" if comment.on else ""
            stray.append(Answer(comment.text, Evidence(f"a comment in the margin{on}")))
    return Answers(
        format=format,
        answers=answers,
        edition=wording.edition_of(text),
        missing=tuple(label for label in Label if label not in answers),
        stray=tuple(stray),
        notes=tuple(_notes(seen)),
    )


def _notes(seen: Normalised) -> list[str]:
    notes = list(dict.fromkeys(seen.notes))
    if seen.tracked:
        removed = ", ".join(f"“{text[:80]}”" for text in seen.deleted[:8])
        notes.append(
            "The file has unaccepted tracked changes; it was read as if all were accepted"
            + (f" (deleted: {removed})." if removed else ".")
        )
    return notes


def _nothing_written(text: str) -> Exception:
    if OBJECT in text:
        return Unreadable(
            "The Word file holds no text, only a picture (a scan or a photograph of the form?).",
            "Ask the school for the filled-in Word file, or for the scan itself as a PDF.",
        )
    return NotAForm("The Word file is empty: there is no text in it.")


def _no_form(parts: list[Part], wording: Wording, text: str) -> NotAForm:
    """Return the reason, told of the part that comes nearest to the form."""
    verdicts = [wording.judge(solve(part, wording).found.keys(), text_of_part(part)) for part in parts]
    best = max(verdicts, key=lambda verdict: verdict.score, default=wording.judge((), text))
    return NotAForm(best.reason)


def _comments(package: Package) -> dict[str, str]:
    """Return the texts of Word's margin comments by their numbers."""
    return {number: text for number, text in _texts(package.comments, "comment").items() if text}


def _footnotes(package: Package) -> list[Answer]:
    return [Answer(text, Evidence("a footnote")) for text in _texts(package.footnotes, "footnote").values() if text]


def _texts(part: Element | None, name: str) -> dict[str, str]:
    if part is None:
        return {}
    normalise(part)
    reader = Reader(Styles(None))
    return {element.get(w("id")) or "": rich_of(reader.blocks(element)).tidied().text for element in part.iter(w(name))}


def _with_margins(form: Answers, package: Package, wording: Wording) -> Answers:
    """Take the school's name from the page's header where the form itself has none, or says that it is there."""
    school = form.answers.get(Label.SCHOOL)
    if school is not None and school.text:
        if not _ABOVE.fullmatch(school.text):
            return form
        if above := next(
            (stray for stray in form.stray if is_above(stray.evidence.place) and _names_school(stray, wording)), None
        ):
            kept = tuple(stray for stray in form.stray if stray is not above)
            return replace(form, answers={Label.SCHOOL: above, **_others(form)}, stray=kept)
    for margin in package.margins:
        normalise(margin)
        for line in _lines(Reader(Styles(package.styles)).blocks(margin)):
            if _names_school(line, wording):
                answer = line.strip().answer(Evidence("the header or footer of the page"))
                missing = tuple(label for label in form.missing if label is not Label.SCHOOL)
                return replace(form, answers={Label.SCHOOL: answer, **_others(form)}, missing=missing)
    return form


def _names_school(line: Rich | Answer, wording: Wording) -> bool:
    words = {word.strip(".,'’").lower() for word in line.text.split()}
    named = bool(words & SCHOOL_WORDS) and len(words) <= _LONGEST_NAME
    return named and not wording.is_printed(line.text) and wording.edition_of(line.text) is None


def _others(form: Answers) -> dict[Label, Answer]:
    return {label: answer for label, answer in form.answers.items() if label is not Label.SCHOOL}


def _lines(blocks: tuple[Block, ...]) -> list[Rich]:
    return [line for line in rich_of(blocks).lines() if line.tidied()]


def _left_margin(document: Element) -> float:
    margins = [margin.get(w("left")) for margin in document.iter(w("pgMar"))]
    return int(margins[-1]) / 20 if margins and (margins[-1] or "").isdigit() else 72.0
