"""File names made of school names: legible, safe on Windows, and one a school."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from pipeline.model import Record
from pipeline.output import wording
from pipeline.output.clean import one_line
from pipeline.output.reference import reference_code
from pipeline.programme import Programme

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
# Windows takes these for devices, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)\s*(\.|$)", re.IGNORECASE)
# Hidden, temporary, an option to a command, or a formula where a list of names is pasted into a table.
_NOT_FIRST = ". ~$-=+@"
_LONGEST = 80
_MOST_BYTES = 160  # what a name and its ending take must stay below 255 bytes


def file_stems(records: Iterable[Record], programme: Programme) -> dict[str, str]:
    """Return the name that the files of each record begin with, by the record's id.

    Where two schools have one name, the reference tells them apart, on both: neither is the "real" one.
    """
    records = list(records)
    stems = {record.id: file_stem(wording.school(record, "School not named")) for record in records}
    seen = Counter(stem.casefold() for stem in stems.values())
    return {
        record.id: stems[record.id]
        if seen[stems[record.id].casefold()] == 1
        else f"{stems[record.id]} ({reference_code(record.id, programme)})"
        for record in records
    }


def file_stem(name: str) -> str:
    """Return `name` without what a file name may not hold, on Windows or elsewhere."""
    stem = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", one_line(name)))
    stem = " ".join(stem.split()).lstrip(_NOT_FIRST)
    stem = stem[:_LONGEST].encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").strip(". ")
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return stem or "School not named"
