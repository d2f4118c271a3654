"""An image file to upright-as-stored RGB pictures, one for each page in it.

What a school sends is hostile until it is open: only the kinds that phones and scanners make are opened, the
number of pixels is checked before any is decoded, and whatever the library says of a bad file becomes a reason
that the coordinator can act on.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from pipeline.errors import Unreadable

_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "DIB", "WEBP", "GIF")
_MOST_PIXELS = 120_000_000  # the largest cameras in phones make about 108 million
_MOST_PAGES = 20
_LEAST_SIDE = 200  # a form this small cannot be read by anybody
_ENOUGH_SIDE = 3_600  # JPEGs larger than this on both sides are decoded at half the size
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_SEND_AGAIN = "Ask the school to send it again as a PDF or a JPEG."


def pictures(content: bytes) -> Iterator[Image.Image]:
    """Yield the pages of an image file as RGB pictures, turned as the camera says; `Unreadable` if it is none.

    HEIC is not opened: no decoder of it comes under a permissive licence (libheif is LGPL, and its usual wheel
    carries x265, which is GPL), and phones send a JPEG when they are asked to.
    """
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        raise Unreadable(
            "The photograph is in Apple's HEIC format, which is not read.",
            "Ask the school to send it as a JPEG (iPhone: Settings, Camera, Formats, Most Compatible), "
            "or open it and save it as a JPEG or a PDF.",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of much that it mends: odd metadata, doubtful sizes
        try:
            yield from _opened(content)
        except (Unreadable, MemoryError):
            raise
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except Exception as error:  # Pillow meets damage with whatever Python error comes first.
            raise Unreadable("The picture is damaged, or is not a picture.", _SEND_AGAIN) from error


def _opened(content: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if getattr(image, "n_frames", 1) > _MOST_PAGES:
            raise Unreadable(
                f"The picture file has more than {_MOST_PAGES} pages.", "Ask the school for the form alone."
            )
        if image.format in ("MPO", "GIF", "WEBP", "PNG"):  # further frames are previews or an animation, not pages
            yield _plain(image)
            return
        for frame in ImageSequence.Iterator(image):
            yield _plain(frame)


def _plain(frame: Image.Image) -> Image.Image:
    """Return one frame as 8-bit RGB on white, turned by its EXIF orientation."""
    if frame.width * frame.height > _MOST_PIXELS:
        raise _too_large()
    if min(frame.size) < _LEAST_SIDE:
        raise Unreadable("The picture is too small to be read.", _SEND_AGAIN)
    if frame.format in ("JPEG", "MPO") and min(frame.size) > _ENOUGH_SIDE:
        frame.draft("RGB", (frame.width // 2, frame.height // 2))
    if frame.mode in ("I", "F", "I;16", "I;16B", "I;16L", "I;16N"):
        frame = _eight_bits(frame)
    turned = ImageOps.exif_transpose(frame) or frame
    if turned.has_transparency_data:
        layered = turned.convert("RGBA")
        turned = Image.new("RGBA", layered.size, "white")
        turned.alpha_composite(layered)
    return turned.convert("RGB")


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Scale a deep grey picture by its own range: Pillow's conversion would cut everything above 255."""
    values = np.asarray(frame).astype(np.float32)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255.0 / max(high - low, 1.0))
    eight = Image.fromarray(scaled.astype(np.uint8))
    orientation = frame.getexif().get(0x0112)
    if orientation:
        eight.getexif()[0x0112] = orientation
    return eight


def _too_large() -> Unreadable:
    return Unreadable(
        f"The picture has more than {_MOST_PIXELS // 1_000_000} million pixels, which no scan of a form needs.",
        _SEND_AGAIN,
    )
