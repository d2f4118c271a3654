"""Making text of a school safe to show: what cannot be seen, and what would upset a file format, goes."""

from __future__ import annotations

import re

# Word writes line breaks as VT and FF; Unicode has three more of its own.
_LINE_BREAK = re.compile("\r\n?|[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Controls; marks that turn the direction of text round or have no width; what XML cannot hold.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return `text` as it is, with "�" for what no encoding can hold."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def by_number(text: str) -> str:
    """Return JSON text with what cannot be seen written by its number, as JSON can: the values stay what they are."""
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", encodable(text))


def plain(text: str) -> str:
    """Return `text` with every line break as "\\n" and without characters that cannot be seen."""
    return _UNSEEN.sub("", _LINE_BREAK.sub("\n", encodable(text)))


def one_line(text: str) -> str:
    """Return `text` on one line, its white space made single."""
    return " ".join(plain(text).split())


def shortened(text: str, length: int) -> str:
    """Return `text` on one line and no longer than `length`, cut at a word with "…" where it has to be."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > length // 2 else cut).rstrip(" ,;:.") + "…"
