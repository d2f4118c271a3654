"""The XML tree of a Word document brought into one plain shape, before any label is looked for.

Whatever hides text from a simple reader (content controls, fields, tracked changes, wrappers, text kept twice) is
resolved here once, so that what remains is paragraphs, tables, runs and text. Sections are those of ECMA-376 part 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree as etree

from pipeline.parse.flow.package import W14, Element, W

TICKED, NOT_TICKED = "☒", "☐"
LINK = "{eoi}link"  # on a run: where the link that it belongs to leads

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALSE = frozenset({"0", "false", "off", "none"})
# What Word, Google Docs and LibreOffice show in a control that nobody has filled in.
_PROMPT = re.compile(
    r"\W*(?:(?:please\s+)?(?:click|tap|choose|select|enter|type)\b.{0,60}"
    r"(?:here|text|an? item|an? date|your answer|to enter)|choose an item|select date)\W*",
    re.IGNORECASE | re.DOTALL,
)


def w(name: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


_TEXT = (w("t"), w("sym"), w("tab"), w("br"), w("cr"))


def is_on(element: Element | None, attribute: str = w("val")) -> bool:
    """Return the state of an on/off property: present without a value means on (17.17.4, ST_OnOff)."""
    return element is not None and (element.get(attribute) or "1").lower() not in _FALSE


def is_prompt(text: str) -> bool:
    """Return whether a text is only the prompt of a control that was not filled in."""
    return len(text) < 120 and _PROMPT.fullmatch(text.strip()) is not None


@dataclass
class Normalised:
    """What was seen on the way, for the coordinator."""

    tracked: bool = False
    deleted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def normalise(root: Element, links: dict[str, str] | None = None) -> Normalised:
    """Bring the tree under `root` into the plain shape, in place."""
    seen = Normalised()
    _choose_alternatives(root)
    _accept_changes(root, seen)
    for control in reversed(list(root.iter(w("sdt")))):
        _open_control(control, seen)
    _resolve_fields(root)
    for link in list(root.iter(w("hyperlink"))):
        for run in link.iter(w("r")):
            run.set(LINK, (links or {}).get(link.get(_R_ID) or "", ""))
    for name in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ins", "moveTo"):
        for wrapper in reversed(list(root.iter(w(name)))):
            if wrapper.getparent().tag not in (w("rPr"), w("trPr"), w("tcPr"), w("pPr"), w("numPr")):
                _unwrap(wrapper)
    if root.find(f".//{w('altChunk')}") is not None:
        seen.notes.append("Another document is embedded in the file, and was not read.")
    return seen


def _choose_alternatives(root: Element) -> None:
    """Keep one of the two copies that a text box or a shape is stored in (part 3, 10.2)."""
    for alternatives in reversed(list(root.iter(f"{{{_MC}}}AlternateContent"))):
        choices = [child for child in alternatives if len(child)]
        for child in list(alternatives):
            if child is not next(iter(choices), None):
                alternatives.remove(child)
            else:
                _unwrap(child)
        _unwrap(alternatives)


def _accept_changes(root: Element, seen: Normalised) -> None:
    """Keep the final view of tracked changes (17.13.5): inserted text stays, deleted and moved-away text goes."""
    for name in ("del", "moveFrom"):
        for element in list(root.iter(w(name))):
            parent = element.getparent()
            seen.tracked = True
            if parent is None:
                continue
            if parent.tag == w("trPr"):
                _drop(parent.getparent())
            elif parent.tag == w("rPr"):
                _join_with_next(parent)
            else:
                if text := "".join(part.text or "" for part in element.iter(w("delText"), w("t"))).strip():
                    seen.deleted.append(text)
                _drop(element)
    for cell in list(root.iter(w("cellDel"))):
        seen.tracked = True
        _drop(cell.getparent().getparent())
    if root.find(f".//{w('ins')}") is not None or root.find(f".//{w('moveTo')}") is not None:
        seen.tracked = True


def _join_with_next(mark: Element) -> None:
    """Join a paragraph whose mark was deleted (17.13.5.15) with the one after it."""
    paragraph = mark.getparent().getparent()
    if mark.getparent().tag != w("pPr") or paragraph is None or paragraph.tag != w("p"):
        return
    following = paragraph.getnext()
    if following is not None and following.tag == w("p"):
        for child in [child for child in following if child.tag != w("pPr")]:
            paragraph.append(child)
        _drop(following)


def _open_control(control: Element, seen: Normalised) -> None:
    """Replace a content control (17.5.2) by what it holds; a placeholder is nothing."""
    properties, content = control.find(w("sdtPr")), control.find(w("sdtContent"))
    if content is None:
        _drop(control)
        return
    if properties is not None:
        checkbox = properties.find(f"{{{W14}}}checkbox")
        text = "".join(part.text or "" for part in content.iter(w("t")))
        if checkbox is not None:
            ticked = is_on(checkbox.find(f"{{{W14}}}checked"), f"{{{W14}}}val") and (
                checkbox.find(f"{{{W14}}}checked") is not None
            )
            if text.strip() in "☐☑☒✓✔" and text.strip() and (text.strip() != NOT_TICKED) != ticked:
                seen.notes.append("A tick box of the form shows something else than what is stored in it.")
            _set_text(content, TICKED if ticked else NOT_TICKED)
        elif is_on(properties.find(w("showingPlcHdr"))) or is_prompt(text):
            _set_text(content, "")
        elif not text.strip() and not _holds_object(content):
            _set_text(content, _stored_value(properties))
    _unwrap(content)
    _unwrap(control)


def _stored_value(properties: Element) -> str:
    """Return what a date picker or a list holds where it shows nothing (17.5.2.7, 17.5.2.15)."""
    date = properties.find(w("date"))
    if date is not None:
        return (date.get(w("fullDate")) or "")[:10]
    choices = properties.find(w("dropDownList"))
    if choices is None:
        return ""
    last = choices.get(w("lastValue"))
    items = choices.iter(w("listItem"))
    return next(
        (item.get(w("displayText")) or last or "" for item in items if last and item.get(w("value")) == last), ""
    )


def _holds_object(content: Element) -> bool:
    return any(True for _ in content.iter(w("drawing"), w("pict"), w("object")))


def _set_text(content: Element, text: str) -> None:
    """Let the content of a control be `text` alone, in its first run."""
    for part in list(content.iter(*_TEXT)):
        _drop(part)
    if not text:
        return
    run = next(content.iter(w("r")), None)
    if run is None:
        holder = next(content.iter(w("p")), content)
        run = etree.SubElement(holder, w("r"))
    _text(run, text)


@dataclass
class _Field:
    begin: Element
    code: str = ""
    showing: bool = False
    result: list[Element] = field(default_factory=list)


def _resolve_fields(root: Element) -> None:
    """Replace form fields by what they hold, and leave of any other field its result (17.16.5, 17.16.18)."""
    open_fields: list[_Field] = []
    for element in list(root.iter(w("fldChar"), w("instrText"), *_TEXT)):
        if element.tag == w("fldChar"):
            kind = element.get(w("fldCharType"))
            if kind == "begin":
                open_fields.append(_Field(element))
            elif kind == "separate" and open_fields:
                open_fields[-1].showing = True
            elif kind == "end" and open_fields:
                _close(open_fields.pop())
        elif element.tag == w("instrText"):
            if open_fields:
                open_fields[-1].code += element.text or ""
            _drop(element)
        elif open_fields and open_fields[-1].showing:
            open_fields[-1].result.append(element)


def _close(closed: _Field) -> None:
    code = (closed.code.split() or [""])[0].upper()
    data = closed.begin.find(w("ffData"))
    if data is None:
        return
    held: str | None = None
    if code == "FORMCHECKBOX" or data.find(w("checkBox")) is not None:
        box = data.find(w("checkBox"))
        state = box.find(w("checked")) if box is not None else None
        if state is None and box is not None:
            state = box.find(w("default"))
        held = TICKED if is_on(state) else NOT_TICKED
    elif code == "FORMDROPDOWN" or data.find(w("ddList")) is not None:
        held = _chosen(data)
    elif code == "FORMTEXT":
        default = data.find(f"{w('textInput')}/{w('default')}")
        shown = "".join(part.text or "" for part in closed.result).strip()
        if is_prompt(shown) or (default is not None and shown == (default.get(w("val")) or "").strip()):
            held = ""
    if held is not None:
        for part in closed.result:
            _drop(part)
        if held:
            _text(closed.begin.getparent(), held)


def _chosen(data: Element) -> str:
    """Return the entry of a drop-down that is chosen (17.16.9): `result` else `default` counts from 0."""
    choices = data.find(w("ddList"))
    entries = [] if choices is None else [entry.get(w("val")) or "" for entry in choices.iter(w("listEntry"))]
    for name in ("result", "default"):
        number = choices.find(w(name)) if choices is not None else None
        if number is not None and (number.get(w("val")) or "").isdigit() and int(number.get(w("val"))) < len(entries):
            text = entries[int(number.get(w("val")))]
            return "" if is_prompt(text) else text
    first = entries[0] if entries else ""
    return "" if is_prompt(first) else first


def _text(run: Element, text: str) -> None:
    part = etree.SubElement(run, w("t"))
    part.text = text
    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in _children(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def _children(element: Element) -> Iterator[Element]:
    properties = (w("smartTagPr"), w("customXmlPr"), w("sdtPr"), w("sdtEndPr"))
    yield from [child for child in element if child.tag not in properties]
