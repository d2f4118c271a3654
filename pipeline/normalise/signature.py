"""The signature: whether there is one, and the name where it is text."""

from __future__ import annotations

import re

from pipeline.model import Answer, Signature
from pipeline.normalise.person import is_role, recased, without_role
from pipeline.normalise.text import is_unknown, standing, tidy, tidy_lines

_SAID_OF_IT = re.compile(
    r"\b(?:electronically|digitally)\s+signed(?:\s+by)?\b|\b(?:signed|submitted|completed)\s+(?:electronically|digitally|by)\b"
    r"|\be-?signed(?:\s+by)?\b|\bsigned\s*[:–-]+|^\s*signed\s+(?=\S)|\(\s*(?:signed|e-?signature|typed|electronic(?:\s+signature)?)\s*\)"
    r"|(?<!\w)/?s/(?=\s)|\b(?:for and\s+)?on behalf of\b.*$|\be-?signature\b\s*:?",
    re.IGNORECASE,
)
_PER_PRO = re.compile(r"^\s*(?:p\.\s*p\.?|pp\.?)\s+", re.IGNORECASE)
_DATE_AFTER = re.compile(
    r"[\s,;–-]*(?:\b(?:date|dated|on)\b\s*:?\s*)?\b(?:\d{1,2}\s*[./-]\s*\d{1,2}(?:\s*[./-]\s*\d{2,4})?|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{2,4})\s*$"
)
# A mark that says "sign here", or stands for nothing.
_NO_NAME = re.compile(
    r"[\W_]*(?:x+|[✓✔✗✘×☒☐]|yes|no|signature|signed|sign|sign here|name|digital|electronic)?[\W_]*", re.IGNORECASE
)


def read_signature(answer: Answer) -> Signature:
    """Read a signature. A picture or ink is one without a name; an "X", dots or "Signature" is none."""
    lines = tidy_lines(standing(answer)).split("\n")
    name = _signed_name(lines)
    if name is None:
        return Signature(present=answer.drawn)
    return Signature(present=True, name=recased(name))


def _signed_name(lines: list[str]) -> str | None:
    names = []
    for line in lines:
        if is_role(line):
            continue
        text = _PER_PRO.sub("", _SAID_OF_IT.sub(" ", line))
        text = without_role(_DATE_AFTER.sub("", without_role(text)))
        if not is_unknown(text) and not _NO_NAME.fullmatch(text):
            names.append(text)
    # A signature block names the person first, and the school below.
    return tidy(names[0]) if names else None
