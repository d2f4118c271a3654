"""The code by which letters, drafts and replies find their record again: "ATN-2025-7F3K2M"."""

from __future__ import annotations

import hashlib
import re

from pipeline.programme import Programme

# Without I, L, O and U: read out on the telephone, none of these is taken for another.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 6
# A mail program may have put other dashes or spaces into it.
_REFERENCE = re.compile(rf"\b[A-Z]{{1,4}}\s?[-‐‑–]\s?20\d\d\s?[-‐‑–]\s?([{_ALPHABET}]{{{_LENGTH}}})\b", re.IGNORECASE)


def reference_code(record_id: str, programme: Programme) -> str:
    """Return the reference of a record: the programme's initials, its first year, and six signs from the id."""
    initials = "".join(
        word[0] for word in programme.programme.short_name.split() if word[0].isascii() and word[0].isalpha()
    )
    return f"{initials.upper()[:4] or 'EOI'}-{programme.year.start}-{signs_of(record_id)}"


def signs_of(record_id: str) -> str:
    """Return the last part of a record's reference, which tells it from every other."""
    number = int.from_bytes(hashlib.sha256(record_id.encode("utf-8", "replace")).digest()[:8])
    signs = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        signs += _ALPHABET[place]
    return signs


def references_in(text: str) -> list[str]:
    """Return the last parts of the references in a text, in their order, each once."""
    return list(dict.fromkeys(found[1].upper() for found in _REFERENCE.finditer(text)))
