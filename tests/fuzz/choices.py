"""Bytes as a string of choices: what a fuzzer or hypothesis makes up steers what is done to a sound input.

A fuzzer that changes the bytes of a Word file tests the checksums of zip and little else. Here its bytes say which
sound input to begin with and what to do to which part of it, so that each byte it learns leads further in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# What people, programs and attackers write where a form expects a few words.
HOSTILE = (
    "", " ", "\n", "\t", "\x00", "\x0b\x0c", "\x1b[31m", "\x85\u2028\u2029", "\u200b\u200d\ufeff", "\u202egpj.exe\u202c", "\u2066x\u2069",
    "\ud800", "a\udfffb", "\ufffd", "\U0010ffff", "e" + "\u0301" * 200, "ﷺ" * 40, "İıſK", "½¼²③Ⅳ", "٤", "4️⃣", "Ｙ４", "y​4",
    "=1+1", "=HYPERLINK(\"http://x.example\";\"y\")", "+44", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "'=1",
    "<b>&amp;</b>", "<script>alert(1)</script>", "</w:t></w:r>", "]]>", "<!--", "&#0;", "&xxe;", "{{ 7*7 }}", "{% for x in range(10**9) %}",
    "{{ ''.__class__ }}", "${x}", "%s%n", "%(x)s", "{0}", "{}", "\\", "\\0", "../../etc/passwd", "C:\\CON", "NUL", "x" * 300, "a b" * 4000,
    "Y3/4/5/6/7/8/9", "0", "-1", "1e309", "NaN", "inf", "99999999999999999999", "4.5", "1/0", "31/2/2025", "29/2/2025", "0/0/0", "1/1/1",
    "30/06/99999", "((((((((((", "))))))))))", "[[[[[[", "|" * 60, "☒☐☒", "✓✗", "Yes No Yes / No", "Name of School:", "Signed: Date:",
    "Year Year Year", "not not not", "one two three", "a@b", "a@b@c", "@", "a@" + "b." * 130 + "c", '"a b"@c.uk', "+" + "4" * 40, "0" * 60,
)  # fmt: skip


class Choices:
    """Choices read off some bytes, the same each time; when they are used up, every further choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def number(self, below: int) -> int:
        """Return a number from 0 up to, not including, `below`."""
        number, size = 0, 1
        while size < below:
            number, size = number << 8 | self._byte(), size << 8
        return number % max(below, 1)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[self.number(len(options))]

    def rounds(self, most: int) -> Iterator[int]:
        """Count as long as there are choices left, and no further than `most`."""
        for nth in range(most):
            if not self:
                return
            yield nth

    def bytes(self, most: int) -> bytes:
        """Return some of the bytes as they are."""
        length = self.number(most + 1)
        taken = self._data[self._at : self._at + length]
        self._at += length
        return taken

    def text(self) -> str:
        """Return something that a field may hold: one of `HOSTILE`, or any characters, also those that are none."""
        if self.number(3):
            return self.pick(HOSTILE)
        if self.number(2):
            return self.bytes(40).decode("latin-1")
        return "".join(map(chr, (self.number(0x110000) for _ in range(1 + self.number(12)))))

    def figure(self) -> float:
        """Return a number that a place or a size should not be, or one that it may."""
        return self.pick(
            (0.0, -1.0, 0.5, 1e-9, 1e9, -1e9, 1e300, 12.0, 72.0, 300.0, 595.0, 842.0, 65535.0, float(self.number(1000)))
        )

    def _byte(self) -> int:
        byte = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return byte
