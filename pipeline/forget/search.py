"""Searching a whole home for words: how `eoi forget` proves that they are gone.

Looks into every file, also into the parts of Word files, workbooks, archives, emails and PDFs, and into the
database file as it lies on the disk.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

_DEEPEST = 4
_MOST_BYTES = 400 << 20
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"


def find(folder: Path, words: Iterable[str]) -> dict[str, list[Path]]:
    """Return the words that stand somewhere below `folder`, with the files that hold them, in order."""
    patterns = {word: _pattern(word) for word in words if word.strip()}
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except OSError:
            continue
        texts = [path.name, *_texts(content, 0)]
        for word, pattern in patterns.items():
            if any(pattern.search(text) for text in texts):
                found.setdefault(word, []).append(path)
    return found


def holds(content: bytes, words: Iterable[str]) -> bool:
    """Tell whether a file, or a text, holds one of these words."""
    patterns = [_pattern(word) for word in words if word.strip()]
    return any(pattern.search(text) for text in _texts(content, 0) for pattern in patterns)


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word however it is spaced, in text or in JSON, also as a part of a longer word.

    In a database file values stand without anything between them: rather a word too many than one overlooked.
    """
    return re.compile(r"(?:[\s\u00a0]|%20|_)+".join(_spelt(part) for part in word.split()), re.IGNORECASE)


def _spelt(part: str) -> str:
    # As JSON and as a path inside the inbox write it.
    ways = dict.fromkeys((part, json.dumps(part)[1:-1], quote(part, safe="()',;=@&+!")))
    return f"(?:{'|'.join(map(re.escape, ways))})"


def _texts(content: bytes, depth: int) -> Iterator[str]:
    """Yield everything in a file that could be read as text."""
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        yield content.decode("utf-16-le", "replace")
        yield content[1:].decode("utf-16-le", "replace")
    if depth >= _DEEPEST:
        return
    if content[:4] == _ZIP:
        yield from _of_archive(content, depth)
    elif content[:5] == _PDF:
        yield from _of_pdf(content)
    elif b"\nContent-T" in content[:20_000] or b"\nMIME-Version" in content[:20_000]:
        yield from _of_mail(content, depth)
    elif content[:1] == b"<":
        yield unescape(re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace")))


def _of_archive(content: bytes, depth: int) -> Iterator[str]:
    damage = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error)
    with contextlib.suppress(*damage), zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES:
            return
        for member in members:
            yield member.filename
            yield from _texts(archive.read(member), depth + 1)


def _of_mail(content: bytes, depth: int) -> Iterator[str]:
    with contextlib.suppress(Exception):  # A damaged mail raises whatever it likes; its bytes were looked at.
        message = email.message_from_bytes(content, policy=email.policy.default)
        yield "\n".join(f"{name}: {value}" for name, value in message.items())
        for part in message.walk():
            yield part.get_filename() or ""
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from _texts(payload, depth + 1)


def _of_pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    with contextlib.suppress(Exception):  # A damaged PDF has no text to be found.
        document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
        try:
            for page in document:
                yield page.get_textpage().get_text_bounded()
        finally:
            document.close()
