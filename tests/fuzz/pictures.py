"""Pictures of forms as files: what is in their headers, and cut-off or wrong bytes. Door: `pipeline.parse.page.picture.pictures`."""

from __future__ import annotations

import io
from functools import cache

from fuzz.choices import Choices
from PIL import Image

from pipeline.errors import DocumentError
from pipeline.parse.page.picture import pictures


@cache
def _seeds() -> tuple[bytes, ...]:
    plain = Image.effect_noise((220, 220), 60)
    exif = Image.Exif()
    exif[0x0112] = 6
    made = []
    for format, mode in (("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("PNG", "1"), ("BMP", "RGB"), ("WEBP", "RGB"), ("GIF", "P"), ("TIFF", "CMYK"), ("TIFF", "F"), ("TIFF", "1")):  # fmt: skip
        out = io.BytesIO()
        picture = (
            Image.new("I;16", (220, 220), 7)
            if mode == "I;16"
            else plain.convert("RGB").convert(mode)
            if mode != "F"
            else plain.convert("F")
        )
        more = {"compression": "tiff_deflate"} if format == "TIFF" else {}
        more |= {"exif": exif} if format in ("JPEG", "PNG", "WEBP") else {}
        more |= {"save_all": True, "append_images": [picture]} if format in ("TIFF", "GIF") else {}
        picture.save(out, format, **more)
        made.append(out.getvalue())
    return tuple(made)


def seeds() -> list[bytes]:
    return [bytes((nth,)) for nth in range(len(_seeds()))]


def one(data: bytes) -> None:
    """Open one changed picture; raises what must never be raised."""
    choices = Choices(data)
    content = bytearray(choices.pick(_seeds()))
    for _ in choices.rounds(8):
        at = choices.number(min(len(content), choices.pick((64, 600, 1 << 20))) or 1)
        match choices.number(4):
            case 0:
                content[at : at + 4] = choices.pick(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\xff\xff")
                )
            case 1:
                del content[at:]
            case 2:
                content[at:at] = choices.bytes(16)
            case _ if at < len(content):
                content[at] = choices.number(256)
            case _:
                pass
    try:
        for picture in pictures(bytes(content)):
            assert picture.mode == "RGB"
    except DocumentError:
        return
