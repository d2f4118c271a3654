"""PDFs: numbers, names, strings and references of the objects are changed, not bytes of packed streams.

Door: `pipeline.parse.page.read_pdf`, without the reading of scans.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from io import BytesIO

import pikepdf
from builders.pdf import FORMS, Filled, filled_form, flattened, lookalike, saved, typed_on
from fuzz.choices import Choices
from fuzz.reading import check, wording

from pipeline.errors import DocumentError
from pipeline.parse.page import read_pdf

# Strings, references, names, numbers and operators; what is between them stays.
_TOKEN = re.compile(rb"\((?:\\.|[^()\\])*\)|\d+ \d+ R|/[^\s/<>\[\]()]+|[-+]?\d*\.?\d+|[A-Za-z'\"*]+")
_WORTH = 200_000  # bytes of a seed: pictures and fonts beyond say nothing of the form
_NUMBERS = (b"0", b"-1", b"1", b"2", b"0.00001", b"99999999", b"-99999999999", b"1" * 40, b"1e5", b".", b"--3", b"nan")
_NAMES = (
    b"/Page /Pages /Kids /Parent /Annots /Widget /FreeText /Ink /Tx /Btn /Ch /Sig /Off /Yes /V /AS /AP /N /MK /CA /DA /Rect /Rotate /MediaBox /CropBox "
    b"/UserUnit /Contents /Resources /Font /XObject /Form /Image /Encoding /ToUnicode /Identity-H /DescendantFonts /FlateDecode /ASCIIHexDecode "
    b"/LZWDecode /RunLengthDecode /DCTDecode /Crypt /Length /Filter /DecodeParms /Predictor /XFA /Collection /Encrypt /OCG /Length1 /#00 /"
).split()
_OPERATORS = b"q Q cm BT ET Tf Td TD Tm T* Tj TJ ' \" Tr Ts Tw Tc Tz TL re m l c v y h f F f* S s B n W W* Do gs cs CS rg RG g G k K sh BI ID EI BDC EMC".split()
_STRINGS = (
    b"()",
    b"(\\377\\376x)",
    b"(\\376\\377\\330\\000)",
    b"(" + b"x" * 3000 + b")",
    b"(\\()",
    b"(D:20250231)",
    b"<>",
    b"<ff",
    b"[",
    b"]",
    b"<<",
    b">>",
    b"endobj",
    b"stream",
)


@cache
def _seeds() -> tuple[bytes, ...]:
    made = [lookalike(Filled()), flattened(Filled()), typed_on(Filled()), filled_form(Filled())]
    contents = [each if isinstance(each, bytes) else saved(each) for each in made]
    contents += [
        path.read_bytes() for path in sorted((FORMS / "returned").glob("*.pdf")) if path.stat().st_size < _WORTH
    ]
    return tuple(flat for content in contents if (flat := _flat(content)))


def _flat(content: bytes) -> bytes:
    """Return a PDF with its streams unpacked, the pages before the form and pictures left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = pikepdf.open(BytesIO(content))
    except pikepdf.PdfError:
        return b""
    with opened as pdf:
        del pdf.pages[: len(pdf.pages) - 1]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                thing.write(b"\x80", filter=None)
                thing.Width = thing.Height = 1
        out = BytesIO()
        pdf.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def seeds() -> list[bytes]:
    return [bytes((nth,)) for nth in range(len(_seeds()))]


@cache
def _tokens(seed: bytes) -> list[tuple[int, int]]:
    return [found.span() for found in _TOKEN.finditer(seed)]


def one(data: bytes) -> None:
    """Read one changed PDF; raises what must never be raised."""
    choices = Choices(data)
    seed = choices.pick(_seeds())
    tokens = _tokens(seed)
    changed: dict[int, bytes] = {}
    for _ in choices.rounds(10):
        at = choices.number(len(tokens))
        changed[at] = _other(seed[slice(*tokens[at])], seed, tokens, choices)
    pieces, place = [], 0
    for at in sorted(changed):
        start, end = tokens[at]
        pieces += [seed[place:start], changed[at]]
        place = end
    content = b"".join((*pieces, seed[place:]))
    try:
        forms = read_pdf(content, wording(), recognise=None)
    except DocumentError:
        return
    for form in forms:
        check(form)


def _other(token: bytes, seed: bytes, tokens: list[tuple[int, int]], choices: Choices) -> bytes:
    if choices.number(6) == 0:
        return choices.pick((b"", token * 2, b"[" * 200, b"<<" * 200, seed[slice(*choices.pick(tokens))]))
    if token.endswith(b" R"):
        return b"%d 0 R" % choices.number(80)
    match token[:1]:
        case b"(":
            return (
                choices.pick(_STRINGS)
                if choices.number(2)
                else b"(" + choices.bytes(40).replace(b"(", b"").replace(b")", b"").replace(b"\\", b"") + b")"
            )
        case b"/":
            return choices.pick(_NAMES)
        case first if first.isalpha() or first in (b"'", b'"', b"*"):
            return choices.pick(_OPERATORS)
    return choices.pick(_NUMBERS) if choices.number(2) else b"%d" % (choices.number(2000) - 500)
