"""Ticks, crosses and boxes that are letters of a symbol font."""

from __future__ import annotations

# Code of the glyph in its font -> what it shows. Word stores them at F000 and above, or as plain characters.
_WINGDINGS = {
    0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☒",
}  # fmt: skip
_WINGDINGS_2 = {
    0x2A: "☐", 0x30: "☐", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☒", 0x53: "☒", 0x54: "☒", 0x56: "✗", 0xA3: "☐",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x72: "✗"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}

# Every way to write a box that is ticked, and one that is not, becomes one.
_BOXES = str.maketrans(
    {
        "☑": "☒", "🗹": "☒", "🗷": "☒", "✅": "☒", "⊠": "☒", "🗵": "☒",
        "□": "☐", "❏": "☐", "❐": "☐", "▢": "☐", "◻": "☐", "⬜": "☐", "❑": "☐", "❒": "☐",
        "✔": "✓", "√": "✓", "✘": "✗", "✖": "✗", "❌": "✗",
    }
)  # fmt: skip
_SPACES = str.maketrans(
    {
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\v": "\n",
        "\u2028": "\n", "\u2029": "\n", "\r": "\n", "\f": "\n", "\u2011": "-",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
        "\ufe0f": None, "\u200e": None, "\u200f": None, "\ufffc": None,
    }
)  # fmt: skip


def symbol(font: str, code: int) -> str:
    """Return what glyph `code` of a symbol font shows: a tick, a cross, a box, else nothing that is known ("")."""
    glyphs = _FONTS.get(font.strip().lower())
    return glyphs.get(code & 0xFF, "") if glyphs else ""


def characters(text: str, font: str = "") -> str:
    """Return typed characters as they are read: one kind of box and space, and no invisible ones."""
    glyphs = _FONTS.get(font.strip().lower())
    if glyphs:
        text = "".join(
            glyphs.get(ord(character) & 0xFF, character) if _in_font(character) else character for character in text
        )
    return text.translate(_BOXES).translate(_SPACES)


def _in_font(character: str) -> bool:
    return not character.isspace() and (ord(character) < 0x100 or 0xF000 <= ord(character) < 0xF100)
