"""Image files as they arrive: of every kind and mode that phones and scanners make, and the hostile ones."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from builders.scans import coded
from PIL import Image

from pipeline.errors import Unreadable
from pipeline.parse.page.picture import pictures

SIZE = (300, 400)


def half_dark(mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper half is dark."""
    picture = Image.new("L", SIZE, 255)
    picture.paste(0, (0, 0, SIZE[0], SIZE[1] // 2))
    return picture.convert(mode)


def is_half_dark(picture: Image.Image) -> bool:
    grey = np.asarray(picture.convert("L"))
    return bool(grey[:190].max() < 40 and grey[-190:].min() > 215)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "RGBA"),
        ("BMP", "RGB"), ("WEBP", "RGB"), ("TIFF", "CMYK"), ("TIFF", "1"), ("GIF", "P"),
    ],
)  # fmt: skip
def test_kinds_and_modes(kind: str, mode: str) -> None:
    (page,) = pictures(coded(half_dark(mode), kind))
    assert (page.mode, page.size) == ("RGB", SIZE)
    assert is_half_dark(page)


def test_sixteen_bits() -> None:
    deep = Image.fromarray(np.asarray(half_dark("L")).astype(np.uint16) * 200)
    (page,) = pictures(coded(deep, "PNG"))
    assert is_half_dark(page)


def test_what_is_transparent_is_paper() -> None:
    picture = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, SIZE[0], SIZE[1] // 2))
    (page,) = pictures(coded(picture, "PNG"))
    assert is_half_dark(page)


def test_the_camera_says_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right when shown
    stored = half_dark().transpose(Image.Transpose.ROTATE_90)
    (page,) = pictures(coded(stored, "JPEG", exif=exif, quality=95))
    assert page.size == SIZE
    assert is_half_dark(page)


def test_a_tiff_of_several_pages() -> None:
    content = coded(half_dark(), "TIFF", save_all=True, append_images=[half_dark("1"), half_dark("L")])
    assert [is_half_dark(page) for page in pictures(content)] == [True, True, True]
    with pytest.raises(Unreadable, match="more than 20 pages"):
        list(pictures(coded(half_dark("1"), "TIFF", save_all=True, append_images=[half_dark("1")] * 20)))


def test_a_picture_that_would_fill_the_memory() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    with pytest.raises(Unreadable, match="million pixels"):
        list(pictures(bomb))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"%PDF-1.4"])
def test_no_picture(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(pictures(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_cut_short(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(5).integers(0, 255, (400, 300, 3), dtype=np.uint8))
    content = coded(noise, kind)
    with pytest.raises(Unreadable):
        list(pictures(content[: len(content) // 2]))


def test_too_small_to_be_a_form() -> None:
    with pytest.raises(Unreadable, match="too small"):
        list(pictures(coded(Image.new("RGB", (150, 300)), "PNG")))


def test_heic_says_how_to_send_it_again() -> None:
    with pytest.raises(Unreadable, match="HEIC") as caught:
        list(pictures(b"\0\0\0\x18ftypheic" + b"\0" * 100))
    assert "JPEG" in caught.value.advice


def test_a_large_photograph_is_scaled_while_it_is_decoded() -> None:
    stream = io.BytesIO()
    Image.new("L", (8000, 7400), 200).save(stream, "JPEG")
    (page,) = pictures(stream.getvalue())
    assert page.size == (4000, 3700)
