"""Filling a Word template safely, and saying what is wrong with one.

The template is the coordinator's, so mistakes in it are told with the sentence around them. The values are the
schools', so they are escaped, never rendered, and looked for in the finished letter: none may get lost.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import TemplateError
from pipeline.output.clean import one_line, shortened

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = {f"{_WORD}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
_TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_SAID = "said by the placeholders"  # no name that a template could use
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a finished letter says of itself in its properties: nothing that the clock decides."""

    title: str
    author: str
    identifier: str
    day: date


def fill(template: bytes, name: str, words: Mapping[str, Any], stamp: Stamp) -> bytes:
    """Return the letter that the template and `words` make; the same every time.

    Raises TemplateError where the template has a mistake, or where a value did not arrive in the text.
    """
    from docxtpl.template import DocxTemplate

    said: list[str] = []
    try:
        letter: Any = DocxTemplate(io.BytesIO(template))
        letter.render({**words, _SAID: said}, _environment(), autoescape=True)
    except JinjaError as slip:
        raise TemplateError(*_explained(template, name, slip)) from slip
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as problem:
        raise TemplateError(
            f"The template {name} cannot be opened as a Word document.", "Save it again in Word, as .docx."
        ) from problem
    properties = letter.docx.core_properties
    midnight = datetime(stamp.day.year, stamp.day.month, stamp.day.day)  # noqa: DTZ001 - Word's properties have no zone
    properties.title, properties.author, properties.last_modified_by = (
        stamp.title[:255],
        stamp.author[:255],
        stamp.author[:255],
    )
    properties.identifier, properties.created, properties.modified = stamp.identifier, midnight, midnight
    buffer = io.BytesIO()
    letter.save(buffer)
    finished = _repacked(buffer.getvalue())
    _check_arrived(finished, said, name)
    return finished


def mistakes(template: bytes, name: str, dummy: Mapping[str, Any], required: frozenset[str]) -> list[str]:
    """Return every mistake that can be found in a template without a school: one sentence each."""
    from docxtpl.template import DocxTemplate

    try:
        paragraphs, tracked = _paragraphs(template), _has_tracked_changes(template)
    except TemplateError as problem:
        return [f"{name}: {problem}"]
    found = []
    if tracked:
        found.append(f"{name} has tracked changes. Accept or reject them all in Word (Review, Accept), and save.")
    for paragraph in paragraphs:
        if any(re.search("[‘’“”]", tag) for tag in _TAG.findall(paragraph)):
            found.append(f"{name} has a curly quotation mark inside a placeholder, in: “{shortened(paragraph, 120)}”.")
    try:
        source = DocxTemplate(io.BytesIO(template))
        used = source.get_undeclared_template_variables(_environment())
    except JinjaError as slip:
        return [*found, " ".join(_explained(template, name, slip))]
    for unknown in sorted(used - set(dummy)):
        where = next((paragraph for paragraph in paragraphs if re.search(rf"\b{re.escape(unknown)}\b", paragraph)), "")
        found.append(f"{name} has a placeholder that is not known: “{unknown}”, in: “{shortened(where, 120)}”.")
    found += [
        f"{name} has lost the placeholder “{lost}”: without it the letter would not say that."
        for lost in sorted(required - used)
    ]
    if not found:
        try:
            fill(template, name, dummy, Stamp("", "", "", date(2000, 1, 1)))
        except TemplateError as problem:
            found.append(str(problem))
    return found


def text_of(document: bytes) -> str:
    """Return all the text of a Word file as it is read, headers and footers included."""
    return "\n".join(_paragraphs(document))


def identifier_of(document: bytes) -> str | None:
    """Return the identifier in a Word file's properties, or None where there is none to be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as file:
            properties = file.read("docProps/core.xml").decode("utf-8")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return None
    found = re.search(r"<dc:identifier>([^<]*)</dc:identifier>", properties)
    return found[1] if found else None


class _Environment(SandboxedEnvironment):
    """Compiles each part of a template once for all letters, and notes whatever a placeholder puts into the text."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_note)
        self._compiled = lru_cache(maxsize=64)(super().from_string)  # a letter has nine parts

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        """Return the template that `source` is. docxtpl gives the text of a part, and nothing else."""
        return self._compiled(source)


@pass_context
def _note(context: Context, value: Any) -> Any:
    if isinstance(value, StrictUndefined):
        str(value)  # raises, naming the placeholder
    context[_SAID].append(str(value))
    return value


@cache
def _environment() -> _Environment:
    return _Environment()


def _check_arrived(finished: bytes, said: list[str], name: str) -> None:
    """Look for every value in the finished letter: a library that drops one must not go unseen."""
    # docxtpl turns "{_{" into "{{" in whatever it has rendered.
    text = _comparable(text_of(finished))
    for value in said:
        if _comparable(value) not in text:
            raise TemplateError(
                f"A letter made from {name} lost these words on the way: “{shortened(value, 120)}”.",
                "Please look at the placeholder that they belong to.",
            )


def _comparable(text: str) -> str:
    for written, shown in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
        text = text.replace(written, shown)
    return "".join(text.split())


def _explained(template: bytes, name: str, slip: JinjaError) -> tuple[str, str]:
    """Return what is wrong, with the sentence of the template around it, and what to do."""
    paragraphs = _paragraphs(template)
    message = slip.message or "it cannot be understood"
    around = ""
    if isinstance(slip, UndefinedError) and (
        unknown := re.search(r"'([^']+)'(?= is undefined| has no attribute|$)", message)
    ):
        around = next((each for each in paragraphs if re.search(rf"\b{re.escape(unknown[1])}\b", each)), "")
    around = around or next(filter(_is_broken, paragraphs), "") or _context_of(slip)
    where = f", in: “{shortened(around, 160)}”" if around else ""
    return (
        f"The template {name} has a mistake{where} ({one_line(message)}).",
        "Compare it with the template that came with the software.",
    )


def _is_broken(paragraph: str) -> bool:
    """Return whether the placeholders of one paragraph do not hold together by themselves."""
    rest = _TAG.sub("", paragraph)
    if any(sign in rest for sign in ("{{", "}}", "{%", "%}")):
        return True
    expressions = " ".join(tag for tag in _TAG.findall(paragraph) if tag.startswith("{{"))
    try:
        _environment().parse(expressions)
    except JinjaError:
        return True
    return False


def _context_of(slip: JinjaError) -> str:
    """Return the lines of the template around a mistake, as docxtpl noted them."""
    return one_line(" ".join(getattr(slip, "docx_context", ())))


def _paragraphs(document: bytes) -> list[str]:
    """Return the paragraphs of a Word file in order, headers and footers after the body."""
    found = []
    for tree in _parts(document):
        for paragraph in tree.iter(f"{_WORD}p"):
            signs = {f"{_WORD}br": "\n", f"{_WORD}tab": "\t"}
            found.append(
                "".join(
                    (run.text or "") if run.tag == f"{_WORD}t" else signs.get(run.tag, "") for run in paragraph.iter()
                )
            )
    return found


def _has_tracked_changes(document: bytes) -> bool:
    return any(element.tag in _TRACKED for tree in _parts(document) for element in tree.iter())


def _parts(document: bytes) -> list[Any]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as file:
            names = sorted(filter(_TEXT_PARTS.fullmatch, file.namelist()))
            return [etree.fromstring(file.read(part), parser) for part in names]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TemplateError("It cannot be opened as a Word document.", "Save it again in Word, as .docx.") from problem


def _repacked(document: bytes) -> bytes:
    """Return a Word file whose bytes follow from its content: a zip file otherwise holds the time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _EARLIEST), old.read(entry), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
