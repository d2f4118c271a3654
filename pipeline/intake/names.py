"""Names that were made up outside, made fit to be shown and stored.

A name that comes with a file may hold line breaks, marks that turn the text around, or a way out of its folder. It
is only ever shown or compared, but also then it must not mislead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LONGEST = 150
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Programs leave these beside what people made.
_LITTER = frozenset(("thumbs.db", "desktop.ini", ".ds_store", "__macosx"))
_HALF_DOWNLOADED = (".crdownload", ".part", ".partial", ".tmp", ".download", ".opdownload")


def safe_name(name: str, otherwise: str = "unnamed") -> str:
    """Return one file name of `name`: no folders, no control or direction marks, not too long, never empty."""
    last = re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1]
    return _shown(last) or otherwise


def safe_path(name: str, otherwise: str = "unnamed") -> str:
    """Return a member's name with the folders inside its archive, none of which leads out of it."""
    kept: list[str] = []
    room = _LONGEST * 2  # for the innermost folders, which say most; each part is short by itself
    for part in map(_shown, reversed(re.split(r"[/\\]", name))):
        if not part or part in (".", "..") or re.fullmatch(r"[A-Za-z]:", part):
            continue
        room -= len(part) + 1
        if room < 0:
            break
        kept.append(part)
    return "/".join(reversed(kept)) or otherwise


def member_name(name: str) -> str:
    """Return a name without the "!" that parts the names of nested containers."""
    return name.replace("!", "_")


def unused(name: str, taken: Container[str]) -> str:
    """Return `name`, or "name (2).ext" and so on, that is not among `taken` whatever the capitals."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    candidate, nth = name, 1
    while candidate.casefold() in taken:
        nth += 1
        candidate = f"{stem} ({nth}){dot}{ending}"
    return candidate


def is_litter(name: str) -> bool:
    """Tell whether a program left this name behind: hidden files, Word's `~$` owner files, half a download."""
    lower = name.casefold()
    return lower.startswith((".", "~$")) or lower in _LITTER or lower.endswith(_HALF_DOWNLOADED)


def _shown(part: str) -> str:
    # Categories C*: control, format (direction marks, zero width), surrogates, unassigned, private use.
    spaced = re.sub(r"[\t\n\r\v\f\u2028\u2029]+", " ", part)
    kept = "".join(
        "?" if unicodedata.category(c) in ("Cs", "Cn", "Co") else c
        for c in spaced
        if unicodedata.category(c) not in ("Cc", "Cf")
    )
    kept = kept.strip()
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    if len(kept) > _LONGEST:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: _LONGEST - 8]}…{dot}{ending}" if dot and len(ending) <= 6 else f"{kept[:_LONGEST]}…"
    return kept
