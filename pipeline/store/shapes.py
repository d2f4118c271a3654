"""The nouns as JSON and back again. Pictures stay outside, each known by its hash."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from cattrs import BaseValidationError, Converter

from pipeline.errors import DamagedStore
from pipeline.store.soundness import DAMAGED, MEND

T = TypeVar("T")

_MOST_REMEMBERED = 20_000  # some thousand schools


class Shapes:
    """A converter between the nouns of `pipeline.model` and JSON text.

    Values that are `Any` in a noun (suggestions, decisions, changes) come back as plain JSON values. With `remember`
    a text that was unpacked before gives the same noun again, which is what a desk that looks often needs.
    """

    def __init__(self, *, remember: bool = False) -> None:
        self._remembered: dict[tuple[Any, str], Any] | None = {} if remember else None
        self._found: dict[str, bytes] = {}
        self._find: Callable[[str], bytes | None] = self._found.get
        converter = Converter()
        converter.register_unstructure_hook(datetime, datetime.isoformat)
        converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
        converter.register_unstructure_hook(date, date.isoformat)
        converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
        converter.register_unstructure_hook(bytes, self._put_aside)
        converter.register_structure_hook(bytes, lambda hashed, _: self._find(hashed))
        self._converter = converter

    def pack(self, noun: Any) -> tuple[str, dict[str, bytes]]:
        """Return a noun as JSON text, and the pictures that it refers to by their hashes."""
        self._found.clear()
        text = json.dumps(self._converter.unstructure(noun), ensure_ascii=True, separators=(",", ":"))
        return text, dict(self._found)

    def plain(self, noun: Any) -> Any:
        """Return a noun as plain JSON values."""
        return json.loads(self.pack(noun)[0])

    def unpack(self, text: str, shape: type[T], pictures: Callable[[str], bytes | None] = lambda _: None) -> T:
        """Return the noun that `text` holds; `pictures` finds a picture by its hash.

        Raises DamagedStore where it holds none: what is unpacked was packed here.
        """
        if self._remembered is None:
            return self._unpacked(text, shape, pictures)
        key = (shape, text)
        if key not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._unpacked(text, shape, pictures)
        noun: T = self._remembered[key]
        return noun

    def _unpacked(self, text: str, shape: type[T], pictures: Callable[[str], bytes | None]) -> T:
        try:
            return self.build(json.loads(text), shape, pictures)
        except (ValueError, TypeError, KeyError, BaseValidationError):
            raise DamagedStore(DAMAGED, MEND) from None

    def build(self, plain: Any, shape: type[T], pictures: Callable[[str], bytes | None] = lambda _: None) -> T:
        """Return the noun that plain JSON values stand for. Raises whatever cattrs finds wrong with them."""
        self._find = pictures
        return self._converter.structure(plain, shape)

    def _put_aside(self, picture: bytes) -> str:
        hashed = sha256(picture).hexdigest()
        self._found[hashed] = picture
        return hashed
