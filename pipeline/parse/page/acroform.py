"""The fields of a PDF form and what they hold (ISO 32000-1, 12.7).

A field's name says nothing; its place on the page does. Type, value and flags may stand on any of its ancestors, a
widget may be listed by its page and not by the field tree, or by the tree and not by a page, and a tick is any state
but "Off" that the button has an appearance for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from pipeline.parse.page.layout import Box, Drawing, Field, Shape

_HIDDEN = 1 << 1
_PUSH_BUTTON = 1 << 16
_DEEPEST = 32  # a field tree deeper than this goes round in a circle

Dictionary = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """The interactive form of a file: what a page's own list of widgets does not say.

    `homeless` are the widgets that only the field tree lists, by the object number of their page.
    """

    need_appearances: bool = False
    xfa: bool = False
    parents: Mapping[int, Dictionary] = field(default_factory=dict)
    homeless: Mapping[int, tuple[Dictionary, ...]] = field(default_factory=dict)


def form_of(catalog: Dictionary, listed: frozenset[int]) -> Form:
    """Read the form of a file; `listed` are the object numbers of the annotations that its pages list."""
    root = dictionary(catalog.get("AcroForm"))
    parents: dict[int, Dictionary] = {}
    homeless: dict[int, list[Dictionary]] = {}
    for number, node, parent in _walk(root.get("Fields"), None, 0, set()):
        if number is not None and parent is not None:
            parents[number] = parent
        page = node.get("P")
        if "Rect" in node and number not in listed and isinstance(page, PDFObjRef):
            homeless.setdefault(page.objid, []).append(node)
    return Form(
        need_appearances=resolve1(root.get("NeedAppearances")) is True,
        xfa="XFA" in root,
        parents=parents,
        homeless={page: tuple(widgets) for page, widgets in homeless.items()},
    )


def _walk(
    nodes: object, parent: Dictionary | None, depth: int, seen: set[int]
) -> Iterator[tuple[int | None, Dictionary, Dictionary | None]]:
    nodes = resolve1(nodes)
    if not isinstance(nodes, list) or depth > _DEEPEST:
        return
    for reference in nodes:
        number = reference.objid if isinstance(reference, PDFObjRef) else None
        if number is not None and number in seen:
            continue
        if number is not None:
            seen.add(number)
        node = dictionary(reference)
        if parent is not None and "Parent" not in node:
            node = {**node, "Parent": parent}
        yield number, node, parent
        yield from _walk(node.get("Kids"), node, depth + 1, seen)


def dictionary(value: object) -> Dictionary:
    """Return a dictionary object, empty where there is none."""
    value = resolve1(value)
    if isinstance(value, PDFStream):
        value = value.attrs
    return value if isinstance(value, dict) else {}


def text_of(value: object) -> str | None:
    """Return a text string, a name or a text stream as text (ISO 32000-1, 7.9.2), or None."""
    value = resolve1(value)
    if isinstance(value, PDFStream):
        value = value.get_data()
    if isinstance(value, PSLiteral):
        value = value.name if isinstance(value.name, bytes) else value.name.encode("latin-1", "replace")
    if isinstance(value, bytes):
        if value.startswith(b"\xef\xbb\xbf"):
            text = value[3:].decode("utf-8", "replace")
        elif value.startswith(b"\xff\xfe"):
            text = value[2:].decode("utf-16-le", "replace")
        else:
            text = decode_text(value)
    elif isinstance(value, str):
        text = value
    else:
        return None
    return re.sub(r"\r\n?|\v|\u2028|\u2029", "\n", text).replace("\0", "")


def read_widget(
    widget: Dictionary, number: int | None, form: Form, place: Callable[[object], Box | None]
) -> tuple[Field | None, Shape | None, str | None]:
    """Return what a widget shows: a field, or the shape of a signature; and a note where its parts disagree."""
    box = place(widget.get("Rect"))
    flags = resolve1(widget.get("F"))
    if box is None or (isinstance(flags, int) and flags & _HIDDEN):
        return None, None, None
    if number is not None and "Parent" not in widget and number in form.parents:
        widget = {**widget, "Parent": form.parents[number]}
    kind = text_of(_inherited(widget, "FT"))
    if kind == "Sig":
        signed = bool(dictionary(_inherited(widget, "V")))
        return None, Shape(Drawing.STAMP, box, entered=True) if signed else None, None
    if kind == "Btn":
        return _button(widget, form, box)
    value = _chosen(widget) if kind == "Ch" else _typed(widget)
    return Field(box, text=value or ""), None, None


def _inherited(widget: Dictionary, key: str) -> Any:
    """Return an attribute of a field, its own or an ancestor's (ISO 32000-1, 12.7.3.1)."""
    for _ in range(_DEEPEST):
        if key in widget:
            return resolve1(widget[key])
        widget = dictionary(widget.get("Parent"))
    return None


def _typed(widget: Dictionary) -> str | None:
    value = text_of(_inherited(widget, "V"))
    if value is None and (rich := text_of(_inherited(widget, "RV"))):
        value = plain_text(rich)
    return value


def plain_text(rich: str) -> str:
    """Return rich text (XHTML) as plain text, a line a paragraph."""
    text = re.sub(r"(?i)</p>|<br\s*/?>", "\n", rich)
    text = re.sub(r"<[^>]*>", "", text)
    for entity, character in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#13;", ""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, character)
    return text.strip()


def _chosen(widget: Dictionary) -> str | None:
    """Return the option that is chosen, as the form displays it (ISO 32000-1, 12.7.4.4)."""
    value = _inherited(widget, "V")
    options: dict[str, str] = {}
    for option in _inherited(widget, "Opt") or ():
        pair = resolve1(option)
        if isinstance(pair, list) and len(pair) == 2:
            options[text_of(pair[0]) or ""] = text_of(pair[1]) or ""
    chosen = [text_of(part) for part in value] if isinstance(value, list) else [text_of(value)]
    return ", ".join(options.get(part, part) for part in chosen if part) or None


def _button(widget: Dictionary, form: Form, box: Box) -> tuple[Field | None, Shape | None, str | None]:
    """Return a check box or radio button. What is shown counts, /AS; the value only where that says nothing.

    A program that fills in values alone says so (NeedAppearances); then the value counts (ISO 32000-1, 12.7.2).
    """
    flags = _inherited(widget, "Ff")
    if isinstance(flags, int) and flags & _PUSH_BUTTON:
        return None, None, None
    appearances = resolve1(dictionary(widget.get("AP")).get("N"))
    states = {} if isinstance(appearances, PDFStream) else dictionary(appearances)
    on = {str(state) for state in states if state != "Off"}
    value = text_of(_inherited(widget, "V"))
    shown = text_of(widget.get("AS"))
    by_value = value is not None and value != "Off" and (value in on if on else value != "")
    if not by_value and value and on:
        by_value = _option_names(widget, on).get(value) is not None
    by_state = shown is not None and shown != "Off" and (shown in on or not on)
    if shown is None or (form.need_appearances and value is not None):
        ticked, note = by_value, None
    else:
        ticked = by_state
        differ = value is not None and by_value != by_state
        note = "A tick box of the form says one thing and shows another; what it shows was taken." if differ else None
    names = (text_of(widget.get("TU")), text_of(_inherited(widget, "TU")), *sorted(on), text_of(widget.get("T")))
    spoken = [name.strip() for name in names if name]
    name = next((name for name in spoken if re.fullmatch(r"(?i)yes|no", name)), next(iter(spoken), ""))
    return Field(box, ticked=ticked, name=name), None, note


def _option_names(widget: Dictionary, on: set[str]) -> dict[str, str]:
    """Return the states of a button by the names that /Opt gives them (ISO 32000-1, 12.7.4.2.3)."""
    options = _inherited(widget, "Opt")
    if not isinstance(options, list):
        return {}
    names = {text_of(option) or "": str(index) for index, option in enumerate(options)}
    return {name: index for name, index in names.items() if index in on}
