"""The pictures in a Word file that may be a page each: a scan of the form that was pasted into Word."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from pipeline.parse.flow.package import open_package, pictures_of

# A logo or a signature is smaller; a page below this cannot be read by anybody.
_LEAST_SIDE = 500


def page_pictures(content: bytes) -> tuple[bytes, ...]:
    """Return the pictures in the text of a .docx that are large enough to be pages, in the order of the text."""
    document = open_package(content).document
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return tuple(picture for picture in pictures_of(archive, document) if min(_size(picture)) >= _LEAST_SIDE)


def _size(picture: bytes) -> Iterator[int]:
    try:
        with Image.open(BytesIO(picture)) as image:
            yield from image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        yield 0
