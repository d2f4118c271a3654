"""Telephone numbers in E.164, as the reading guide asks; the United Kingdom is the default region.

Schools write one, two or three numbers with spaces, dots, brackets, slashes and line breaks inside and between
them. A run of digits is therefore cut into numbers so that every piece is a valid one; where that cannot be done
the run is kept as written, in the flag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers

REGION = "GB"

_EXTENSION = re.compile(
    r"[,;(\[]?\s*(?<![A-Za-z])(?:extension|extn|ext|xtn|ex|x|option|opt|then press|press|#)\s*(?:no|number)?\.?\s*[:.#-]?\s*"
    r"\d{1,5}(?:\s*(?:/|or|and|&)\s*\d{1,5}(?!\d))?(?![\d])\s*[)\]]?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|noon)?\s*(?:-|–|to|until|till)\s*\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|noon)\b"
    r"|\b\d{1,2}[.:]\d\d\s*(?:am|pm)?\s*(?:-|–|to|until|till)\s*\d{1,2}[.:]\d\d\b|\b\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/(?:20)?\d\d\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_FAX = re.compile(
    r"(?<![A-Za-z/&])(?<!/ )(?<!& )(?<!and )(?:fax\s*(?:no|number)?|(?<![\w])f(?=\W))\.?\s*[):.-]*\s*[+(\d][\d\s()-]*",
    re.IGNORECASE,
)
_WORD_AT_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[+(]?\d{3})")
_RUN = re.compile(r"(?:\+|\(\s*\+|\()?\s*\d(?:[\d\s().+/‐-―−-]*\d)?")
_TRUNK = re.compile(r"((?:\+|00)\s*44\s*\)?\s*-?\s*)\(\s*0\s*\)")
_LETTERS_IN_DIGITS = re.compile(r"(?<![A-Za-z@.])[\dOoIlS+(][\dOoIlS\s()-]{8,}[\dOoIlS](?![A-Za-z@])")
_AS_DIGITS = str.maketrans("OoIlS", "00115")

# Numbers that Ofcom sets aside for drama: real in form, and never given out. The metadata calls some invalid.
_DRAMA = re.compile(r"\+44(?:7700900|1632960|8081570|306999|9098790)\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """One number as written; `number` is its E.164 form, None where it cannot be one."""

    written: str
    number: str | None
    suggestion: str | None = None

    @property
    def digits(self) -> int:
        return sum(char.isdigit() for char in self.written)


def find_telephones(text: str, *, from_picture: bool = False) -> list[Found]:
    """Return every telephone number in `text`, and every run of digits that was meant as one, in order.

    `from_picture` says that the text comes from OCR, where the letters O and l inside a number are misread digits;
    in typed text they are a slip that only the school can put right. Fax numbers and extensions are left out.
    """
    slips: list[Found] = []
    if from_picture:
        text = _LETTERS_IN_DIGITS.sub(lambda run: run[0].translate(_AS_DIGITS), text)
    else:
        slips = _mistyped(text)
        for slip in slips:
            text = text.replace(slip.written, " | ")
    text = _TRUNK.sub(r"\1 ", text)
    for noise in (_FAX, _EXTENSION, _TIME, _DATE, _POSTCODE):
        text = noise.sub(" | ", text)
    text = _WORD_AT_DIGIT.sub(" ", text)
    runs = [(run.start(), run.end()) for run in _RUN.finditer(text)]
    return [*_with_area_codes(_joined(text, runs)), *slips]


def e164(text: str) -> str | None:
    """Return the one valid number that `text` is, or None."""
    digits = re.sub(r"\(\s*0\s*\)", "", text) if re.match(r"\s*\(?\s*(?:\+|00)", text) else text
    digits = re.sub(r"[^\d+]", "", digits)
    if len(digits) < 9:
        return None
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if phonenumbers.is_valid_number(number) or _DRAMA.fullmatch(written) else None


def _joined(text: str, runs: list[tuple[int, int]]) -> Iterator[Found]:
    """Yield the numbers of all runs; two broken halves with only punctuation between them are one number."""
    position = 0
    while position < len(runs):
        start, end = runs[position]
        position += 1
        numbers = _numbers_in(text[start:end])
        if numbers is None and position < len(runs):
            following = runs[position]
            if not re.search(r"[^\s,;:.–—-]", text[end : following[0]]) and (whole := e164(text[start : following[1]])):
                yield Found(_as_written(text[start : following[1]]), whole)
                position += 1
                continue
        if numbers is not None:
            yield from numbers
        else:
            yield from _piecewise(text[start:end])


def _numbers_in(run: str) -> list[Found] | None:
    """Cut a run into valid numbers without a rest, or return None."""
    if whole := e164(run):
        return [Found(_as_written(run), whole)]
    for cut in re.finditer(r"[\s/().-]+(?=[(+\d])", run):
        tail = run[cut.start() :]
        starts_anew = re.match(r"[\s/.-]*\(?\s*(?:0|\+|44)", tail) or "/" in cut[0] or "\n" in cut[0]
        head = e164(run[: cut.start()])
        if starts_anew and head and (rest := _numbers_in(tail.lstrip(" /.-)\n\t"))) is not None:
            return [Found(_as_written(run[: cut.start()]), head), *rest]
    return None


def _piecewise(run: str) -> Iterator[Found]:
    """Yield what can be made of a run that is not numbers throughout: piece by piece, as it is set out."""
    pieces = [piece for piece in re.split(r"\s*/\s*|\s*\n\s*", run) if re.search(r"\d", piece)]
    last: str | None = None
    for piece in pieces:
        written = _as_written(piece)
        digits = re.sub(r"\D", "", piece)
        if number := e164(piece):
            yield Found(written, number)
        elif last and len(digits) < 5 and "/" in run:
            # "01772 554871/2" may be a second line of the same exchange, or a slip.
            yield Found(_as_written(run), None, last[: -len(digits)] + digits)
        elif len(digits) >= 5:
            yield Found(written, None)
        last = number or last


def _with_area_codes(numbers: Iterable[Found]) -> Iterator[Found]:
    """Give a number of six digits the area code of the one before it: "01772 554871 / 554872"."""
    last: str | None = None
    for found in numbers:
        if (
            found.number is None
            and found.digits == 6
            and last
            and (whole := e164(last[:-6] + re.sub(r"\D", "", found.written)))
        ):
            yield Found(found.written, whole)
        else:
            yield found
        last = found.number or last


def _mistyped(text: str) -> list[Found]:
    """Return typed numbers with a letter among the digits ("01772 55487l"), which is a number only by guessing.

    A letter O before the number ("O1772 …") is no guess: the number is complete without its leading nought.
    """
    runs = [run[0].strip() for run in _LETTERS_IN_DIGITS.finditer(text) if re.search(r"[OoIlS]", run[0])]
    meant = [(run, e164(run.translate(_AS_DIGITS))) for run in runs if not e164(run)]
    return [Found(run, None, number) for run, number in meant if number]


def _as_written(run: str) -> str:
    written = re.sub(r"\s+", " ", run).strip(" /.-–—")
    return written + ")" if written.count("(") > written.count(")") else written.lstrip(")")
