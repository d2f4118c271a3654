"""How a run of text looks: its own formatting over that of its styles (ECMA-376 part 1, 17.3.2 and 17.7)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import MarkKind
from pipeline.parse.flow.package import Element
from pipeline.parse.flow.rich import Look
from pipeline.parse.flow.tree import LINK, is_on, w

# Properties that style and style toggle between them, rather than the later one winning (17.7.3).
_TOGGLES = ("b", "i", "strike", "dstrike", "vanish")
_VALUES = ("u", "color", "highlight", "shd", "bdr", "sz", "rFonts")

_DEFAULT_SIZE = 11.0
# A colour whose channels are closer than this is a grey; a grey darker than this is taken for black.
_COLOURFUL = 40
_NEAR_BLACK = 80

Properties = dict[str, Element]


@dataclass(frozen=True, slots=True)
class Style:
    """What a run ends up with."""

    look: Look
    hidden: bool
    size: float
    font: str


class Styles:
    """The styles of a document, resolved along what they are based on."""

    def __init__(self, part: Element | None) -> None:
        self._styles = {style.get(w("styleId")): style for style in part.iter(w("style"))} if part is not None else {}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(w("type")) == "paragraph" and is_on(style, w("default")) and style.get(w("default"))
            ),
            None,
        )
        defaults = part.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}") if part is not None else None
        self._base = _properties(defaults)
        self._resolved: dict[str | None, Properties] = {}

    def of(self, run: Element, paragraph: Element) -> Style:
        """Return how `run` of `paragraph` looks."""
        named = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        lower = self._style(named.get(w("val")) if named is not None else self._default)
        own = run.find(w("rPr"))
        character = own.find(w("rStyle")) if own is not None else None
        upper = self._style(character.get(w("val"))) if character is not None else {}
        direct = _properties(own)
        merged: Properties = {**self._base, **lower, **upper, **direct}
        on = {name for name in _TOGGLES if name in direct and is_on(direct[name])}
        on |= {
            name
            for name in _TOGGLES
            if name not in direct and (is_on(lower.get(name)) != is_on(upper.get(name)) or is_on(self._base.get(name)))
        }
        return Style(_look(merged, on, linked=run.get(LINK) is not None), "vanish" in on, _size(merged), _font(merged))

    def _style(self, name: str | None) -> Properties:
        """Return the properties of a style, those that it is based on included."""
        if name in self._resolved:
            return self._resolved[name]
        chain: list[Element] = []
        while name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            based_on = chain[-1].find(w("basedOn"))
            name = based_on.get(w("val")) if based_on is not None else None
        merged: Properties = {}
        for style in reversed(chain):
            merged.update(_properties(style.find(w("rPr"))))
        if chain:
            self._resolved[chain[0].get(w("styleId"))] = merged
        return merged


def _properties(element: Element | None) -> Properties:
    if element is None:
        return {}
    return {name: found for name in (*_TOGGLES, *_VALUES) if (found := element.find(w(name))) is not None}


def _look(properties: Properties, on: set[str], *, linked: bool) -> Look:
    look = set[MarkKind]()
    if on & {"strike", "dstrike"}:
        look.add(MarkKind.STRUCK)
    if "b" in on:
        look.add(MarkKind.BOLD)
    if "i" in on:
        look.add(MarkKind.ITALIC)
    if _value(properties, "highlight") not in ("", "none", "white") or _is_shade(properties.get("shd")):
        look.add(MarkKind.HIGHLIGHTED)
    # A box around a word is how Word's ribbon rings one.
    if _value(properties, "bdr") not in ("", "none", "nil"):
        look.add(MarkKind.CIRCLED)
    # An address that Word turned into a link is blue and underlined by itself.
    if not linked:
        if _value(properties, "u") not in ("", "none"):
            look.add(MarkKind.UNDERLINED)
        if (colour := _colour(_value(properties, "color"))) is not None:
            look.add(colour)
    return frozenset(look)


def _value(properties: Properties, name: str) -> str:
    return (properties[name].get(w("val")) or "") if name in properties else ""


def _is_shade(shading: Element | None) -> bool:
    fill = (shading.get(w("fill")) or "auto").upper() if shading is not None else "AUTO"
    return fill not in ("AUTO", "FFFFFF", "")


def _colour(value: str) -> MarkKind | None:
    """Return whether a colour is one, or a grey; black, near-black and automatic are neither."""
    try:
        channels = [int(value[place : place + 2], 16) for place in (0, 2, 4)] if len(value) == 6 else []
    except ValueError:
        channels = []
    if not channels:
        return None
    if max(channels) - min(channels) >= _COLOURFUL:
        return MarkKind.COLOURED
    return MarkKind.GREYED if min(channels) >= _NEAR_BLACK else None


def _size(properties: Properties) -> float:
    """Return the size in points; it is written in half points (17.3.2.38)."""
    value = _value(properties, "sz")
    return int(value) / 2 if value.isdigit() and 0 < int(value) < 400 else _DEFAULT_SIZE


def _font(properties: Properties) -> str:
    fonts = properties.get("rFonts")
    return (fonts.get(w("ascii")) or fonts.get(w("hAnsi")) or "") if fonts is not None else ""
