"""Word files: the tree inside is changed, not the zip around it. Door: `pipeline.reading.read_word`."""

from __future__ import annotations

import copy
import zipfile
from functools import cache
from io import BytesIO

import lxml.etree as etree
from builders.word import (
    FORMS,
    W,
    WordForm,
    checkbox,
    commented,
    deleted,
    document,
    form_field,
    heading,
    ins,
    p,
    picture,
    r,
    rows,
    sdt,
    shape,
    signature,
    symbol,
    tbl,
)
from fuzz.choices import Choices
from fuzz.reading import check, wording

from pipeline.errors import DocumentError
from pipeline.reading import read_word

_TAGS = tuple(
    f"{{{W}}}{name}"
    for name in (
        "p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "sdtPr", "ins", "del", "delText", "moveFrom", "moveTo", "hyperlink", "fldSimple",
        "fldChar", "instrText", "ffData", "pict", "drawing", "smartTag", "customXml", "sym", "br", "tab", "rPr", "pPr", "tcPr", "trPr", "gridSpan",
        "vMerge", "gridBefore", "strike", "u", "highlight", "color", "vanish", "numPr", "body", "document", "txbxContent", "commentRangeStart",
        "commentReference", "tblGrid", "gridCol", "sectPr", "pgMar",
    )
)  # fmt: skip
_VALUES = (
    "",
    "0",
    "1",
    "-1",
    "true",
    "on",
    "off",
    "99999999999",
    "1e9",
    "NaN",
    "0x41",
    "F0FE",
    "begin",
    "end",
    "separate",
    "restart",
    "auto",
    "☒",
)


@cache
def _seeds() -> tuple[tuple[tuple[str, bytes], ...], ...]:
    rich = document(
        heading(),
        tbl(
            *rows(
                {
                    "school": sdt(p(r("Lane Ends"))),
                    "contact": p(form_field("FORMTEXT", "<w:textInput/>", "01772 555123"), ins(r("x@y.sch.uk"))),
                    "near_year_ok": p(checkbox(ticked=True), " Yes ", form_field("FORMCHECKBOX", "<w:checkBox><w:default w:val='1'/></w:checkBox>"), " No"),
                    "alternative_years": p(symbol("Wingdings", "F0FE"), r("Y5", strike=True), shape("ellipse", 10, 30, text="Y3"), picture()),
                    "comments": commented(1, r("Two Y4 classes")) + deleted("three"),
                }
            )
        ),
        signature(),
        comments={1: "or three?"},
        header=p(r("Lane Ends School")),
        styles="<w:style w:styleId='a'><w:basedOn w:val='a'/></w:style>",
    )  # fmt: skip
    plain = document(heading(), tbl(*rows()), signature())
    returned = [path.read_bytes() for path in sorted((FORMS / "returned").glob("*.docx"))]
    return tuple(_parts(content) for content in (plain, rich, WordForm.filled().content(), *returned))


def _parts(content: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist() if not name.startswith("word/media"))


def seeds() -> list[bytes]:
    return [bytes((nth,)) for nth in range(len(_seeds()))]


def one(data: bytes) -> None:
    """Read one changed form; raises what must never be raised."""
    choices = Choices(data)
    parts = dict(choices.pick(_seeds()))
    name = "word/document.xml"
    if choices and not choices.number(4):
        name = choices.pick([each for each in parts if each.endswith((".xml", ".rels"))])
    try:
        root = etree.fromstring(parts[name])
    except etree.XMLSyntaxError:
        return
    for _ in choices.rounds(10):
        _change(root, choices)
    parts[name] = etree.tostring(root)
    if choices and not choices.number(8):
        at = choices.number(len(parts[name]))
        parts[name] = parts[name][:at] + choices.bytes(30) + parts[name][at + choices.number(60) :]
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    try:
        forms = read_word(made.getvalue(), wording(), "docx")
    except DocumentError:
        return
    for form in forms:
        check(form)


def _change(root: etree._Element, choices: Choices) -> None:
    elements = list(root.iter(etree.Element))
    element = choices.pick(elements)
    parent = element.getparent()
    match choices.number(9):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None and len(elements) < 4000:
            for _ in range(choices.pick((1, 2, 30))):
                element.addnext(copy.deepcopy(element))
        case 2:
            other = choices.pick(elements)
            if element not in other.iterancestors() and element is not other:
                other.append(copy.deepcopy(element))
        case 3:
            element.tag = choices.pick(_TAGS)
        case 4:
            names = [*element.keys(), f"{{{W}}}val", f"{{{W}}}id"]
            element.set(choices.pick(names), _legal(choices.text()) if choices.number(2) else choices.pick(_VALUES))
        case 5:
            element.text = _legal(choices.text())
        case 6:
            _nest(element, choices.pick(_TAGS), choices.pick((1, 3, 20, 120, 250)))
        case 7:
            for name in list(element.keys()):
                del element.attrib[name]
        case _:
            etree.SubElement(element, choices.pick(_TAGS)).set(f"{{{W}}}val", choices.pick(_VALUES))


def _nest(element: etree._Element, tag: str, depth: int) -> None:
    """Put so many elements, one in the other, around what an element holds."""
    children, inner = list(element), element
    for _ in range(depth):
        inner = etree.SubElement(inner, tag)
    if inner is not element:
        inner.extend(children)


def _legal(text: str) -> str:
    """Return what XML can hold of a text."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")
    )
