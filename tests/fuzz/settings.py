"""`programme.toml` as somebody may have edited it. Doors: `load_programme`, and what is made of a programme that it accepts."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

from fuzz.choices import Choices
from fuzz.reading import TEMPLATES

from pipeline.errors import ProgrammeError
from pipeline.normalise.comments import CommentReader
from pipeline.parse.wording import Wording
from pipeline.programme import load_programme

_VALUES = (
    '""', '"2025-26"', '"2024-25"', '"1-2"', '"9999-00"', "0", "-1", "1e400", "nan", "inf", "-inf", "true", "[]", "{}", "[[]]", '[""]', '["a", 1]', "1979-05-27",
    "1979-05-27T07:32:00Z", "0001-01-01", "9999-12-31", "07:32:00", '"../../etc/passwd"', '"/"', '"."', '"\\u0000"', '"Europe/London"', '"../x"', '"CON"', "'''", '"""', "0xffffffffffffffffffff",
    '{a = 1}', '"(((("', '"[a-"', '"' + "x" * 5000 + '"', '"\\U0010ffff"',
)  # fmt: skip


_KEYS = ("x", "year", "labels", "folder", '""', "a.b")


@cache
def _lines() -> tuple[str, ...]:
    return tuple((TEMPLATES / "programme.toml").read_text("utf-8").splitlines())


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="eoi-fuzz-"))


def seeds() -> list[bytes]:
    return [b"", b"\0", b"\1\1"]


def one(data: bytes) -> None:
    """Load one changed programme; raises what must never be raised."""
    choices = Choices(data)
    lines = list(_lines())
    for _ in choices.rounds(8):
        at = choices.number(len(lines))
        key, equals, value = lines[at].partition("=")
        match choices.number(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, choices.pick(lines))
            case 2 | 3 if equals:
                lines[at] = f"{key}= {choices.pick(_VALUES)}"
            case 4 if equals:
                lines[at] = f"{key}= {_quoted(choices.text())}"
            case 5:
                lines[at] = choices.text()
            case 6 if equals:
                lines[at] = f"{choices.pick((*_KEYS, key + '.x'))} ={value}"
            case 7:
                lines[at] = re.sub(r"\w+", lambda found: choices.pick((found[0], "x", "0")), lines[at], count=3)
            case _:
                lines.insert(
                    at,
                    choices.pick(
                        ("[x]", "[[edition]]", "[edition]", "[[cpd]]", "[policy]", "[programme.year]", "[", "]]")
                    ),
                )
    path = _folder() / "programme.toml"
    path.write_bytes("\n".join(lines).encode("utf-8", choices.pick(("replace", "surrogatepass"))))
    try:
        programme = load_programme(path)
    except ProgrammeError:
        return
    Wording.of(programme)
    CommentReader(programme.year).read("Year 4, one class", None)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', lambda found: f"\\u{ord(found[0]):04x}", text) + '"'
