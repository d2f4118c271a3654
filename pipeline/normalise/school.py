"""The school's name: tidied, without the address that is often typed below it."""

from __future__ import annotations

import re

from pipeline.model import Answer, SchoolName
from pipeline.normalise.text import is_unknown, standing, tidy, tidy_lines

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_URN = re.compile(r"[(\[,;–-]?\s*\bURN\s*(?:no\.?|number)?\s*[:.]?\s*(\d{6})\b\s*[)\]]?", re.IGNORECASE)
_OTHER_NUMBERS = re.compile(
    r"[(\[,;–-]?\s*(?:\b(?:DfE|DfES|LA|LEA|school|est(?:ablishment)?)\.?\s*(?:no\.?|number|code|ref)?\s*[:.]?\s*)?\b88[89]\s*[-/ ]\s*\d{4}\b\s*[)\]]?"
    r"|[(\[,;–-]?\s*\b(?:DfE|LA|school)\s*(?:no\.?|number|code|ref)\s*[:.]?\s*\d[\d/ -]*[)\]]?",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\S+@\S+|\bwww\.\S+|\bhttps?://\S+|(?:\b(?:tel|telephone|phone)\b[.:]*\s*)?\(?\+?0\d[\d\s()-]{8,}\d|\b(?:e-?mail|tel)\s*:",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:name\s+of\s+(?:the\s+|your\s+)?school|school(?:'s)?\s+name|school)\s*[:–-]\s*", re.IGNORECASE
)
_SCHOOL_WORD = re.compile(
    r"\b(?:school|academy|primary|infants?|juniors?|nursery|federation|college|centre|preparatory|prep|first|middle|trust)\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"^(?:\d+[a-z]?(?:\s*-\s*\d+)?\s+)?[\w'’. -]+\s(?:road|rd|lane|ln|street|st|avenue|ave|drive|dr|close|way|crescent|grove|place|terrace|row|hill|gardens|gate|brow|view|walk|court|square|fold|park|green|bank|mount|rise)\.?$",
    re.IGNORECASE,
)
_SURE_STREET = re.compile(
    r"^\d+[a-z]?\s+\w|\b(?:road|rd|lane|street|avenue|ave|drive|close|crescent|terrace)\.?$", re.IGNORECASE
)
_COUNTY = re.compile(
    r"^(?:lancashire|lancs\.?|england|uk|united kingdom|greater manchester|merseyside|cumbria|(?:west |north )?yorkshire)$",
    re.IGNORECASE,
)

_SMALL_WORDS = frozenset(
    ["of", "and", "the", "in", "on", "with", "upon", "le", "by", "at", "for", "under", "next", "cum", "de", "la", "en"]
)
_AS_THEY_ARE = {
    word.casefold(): word
    for word in (
        "CE",
        "RC",
        "CofE",
        "CoE",
        "VA",
        "VC",
        "CEVA",
        "CEVC",
        "RCVA",
        "C.E.",
        "R.C.",
        "C.E",
        "R.C",
        "C/E",
        "R/C",
        "MAT",
        "SEN",
        "SEND",
        "SEMH",
        "EYFS",
        "KS1",
        "KS2",
        "JMI",
        "JI",
        "UK",
        "LS",
    )
}


def read_school(answer: Answer) -> SchoolName:
    """Read the name of the school.

    `as_written` is everything that stands there, on one line; `name` leaves out an address and reference numbers,
    and keeps the place that tells the school from others of its name ("…, Eccleswick").
    """
    text = standing(answer)
    as_written = tidy(_LABEL.sub("", text))
    if is_unknown(as_written):
        return SchoolName()
    bare = tidy_lines(_CONTACT.sub(" ", _OTHER_NUMBERS.sub(" ", _URN.sub(" ", _LABEL.sub("", text)))))
    name = recased(_without_address(bare).strip(" ,;:.–-|")) or recased(as_written)
    return SchoolName(None if is_unknown(name) else name, as_written)


def stated_urn(answer: Answer) -> str | None:
    """Return the URN that the school gives beside its name, if it does."""
    found = _URN.search(standing(answer))
    return found[1] if found else None


def _without_address(text: str) -> str:
    parts = _parts(text)
    named = next((position for position, part in enumerate(parts) if _SCHOOL_WORD.search(part)), 0)
    # A trust or a federation may stand before the school, and nothing but an address or a place after it.
    kept, rest = parts[: named + 1], parts[named + 1 :]
    kept[-1] = _cut_after_postcode(kept[-1])
    addressed = any(POSTCODE.search(part) or _SURE_STREET.search(part) for part in rest)
    for part in rest:
        if _is_address(part, addressed=addressed):
            break
        kept.append(part)
        if addressed:
            break
    return ", ".join(kept)


def _parts(text: str) -> list[str]:
    """Return the parts of an answer that commas, bars and line breaks divide; a name broken over two lines is one."""
    parts: list[str] = []
    for line in text.split("\n"):
        pieces = [piece.strip() for piece in re.split(r"\s*[,|]\s*", line) if piece.strip(" .")]
        if parts and pieces and not _SCHOOL_WORD.search(parts[-1]) and _SCHOOL_WORD.search(pieces[0]):
            parts[-1] = f"{parts[-1]} {pieces.pop(0)}"
        parts.extend(pieces)
    return parts or [text]


def _is_address(part: str, *, addressed: bool) -> bool:
    if _SCHOOL_WORD.search(part):
        return False
    return bool(
        POSTCODE.search(part) or _SURE_STREET.search(part) or _COUNTY.match(part) or (addressed and _STREET.match(part))
    )


def _cut_after_postcode(part: str) -> str:
    """Return a part without a postcode, and without the address before it that follows the word for a school."""
    postcode = POSTCODE.search(part)
    if postcode is None:
        return part
    before = part[: postcode.start()].strip(" -–(")
    words = list(re.finditer(r"\b(?:school|academy|nursery)\b", before, re.IGNORECASE))
    return before[: words[-1].end()] if words else before


def recased(name: str) -> str:
    """Return a name with the capitals that a school's name has, where it was written all in one case."""
    if not (name.isupper() or name.islower()):
        return name
    name = (
        re.sub(r"\bc\s+of\s+e\b", "CofE", name, flags=re.IGNORECASE)
        if name.islower()
        else re.sub(r"\bC OF E\b", "C of E", name)
    )
    pieces = re.split(r"(\s+|(?<=[A-Za-z])-(?=[A-Za-z])|[()/])", name)
    first = True
    done = []
    for piece in pieces:
        if not piece or not re.search(r"\w", piece):
            done.append(piece)
            continue
        done.append(piece if piece in ("C of E", "CofE") else _recased_word(piece, first=first))
        first = False
    return "".join(done).replace("C Of E", "C of E").replace("C of e", "C of E").replace("Cofe", "CofE")


def _recased_word(word: str, *, first: bool) -> str:
    low = word.casefold()
    core = low.strip(",.;:'\"()’&")
    if low in _AS_THEY_ARE or core in _AS_THEY_ARE:
        return low.replace(core, _AS_THEY_ARE.get(core, core)) if low not in _AS_THEY_ARE else _AS_THEY_ARE[low]
    if core in _SMALL_WORDS and not first:
        return low
    if len(core) == 1 and core in "ce" and word.isupper():
        return word
    out = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), low)
    out = re.sub(r"(['’])S\b", r"\1s", out)
    return re.sub(r"\bMc([a-z])", lambda part: "Mc" + part[1].upper(), out)
