"""Draws the pages of one form as pictures. A program of its own, because what it opens comes from outside:

    python -m pipeline.review.draw ORIGINAL KIND FOLDER

It writes 1.png, 2.png … and pages.json (the size of each page and where its words stand) into FOLDER. If it hangs,
crashes or eats memory, the desk shows the form's words instead of its picture.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pipeline.model import Kind
from pipeline.office import AS_PDF, convert, find_libreoffice, workshop

MOST_PAGES = 12
SECONDS = 90
_WIDTH = 1100
_MOST_PIXELS = 120_000_000
_WORD = {Kind.DOCX: ".docx", Kind.DOC: ".doc", Kind.ODT: ".odt", Kind.RTF: ".rtf"}


def draw(original: Path, kind: Kind, folder: Path) -> None:
    """Draw every page of a file into a folder."""
    if kind in _WORD:
        pages = _draw_pdf(_as_pdf(original, _WORD[kind]), folder)
    elif kind is Kind.IMAGE:
        pages = _draw_image(original, folder)
    elif kind is Kind.PAGES:
        from pipeline.parse.flow.convert import preview_pdf

        pages = _draw_pdf(preview_pdf(original.read_bytes()), folder)
    else:
        pages = _draw_pdf(original.read_bytes(), folder)
    (folder / "pages.json").write_text(json.dumps(pages), "utf-8")


def _draw_pdf(content: bytes, folder: Path) -> list[dict[str, Any]]:
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
    document.init_forms()
    pages = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = _WIDTH / max(width, height * 0.4, 1)
        picture = page.render(scale=scale, may_draw_forms=True).to_pil()
        _save(picture, folder / f"{number + 1}.png")
        pages.append({"width": picture.width, "height": picture.height, "words": _words(page, width, height)})
    return pages


def _words(page: Any, width: float, height: float) -> list[list[Any]]:
    """Return the words of a page, each with left, top, right and bottom as fractions of it."""
    text = page.get_textpage()
    words: list[list[Any]] = []
    box: list[float] | None = None
    letters = ""

    def end() -> None:
        nonlocal box, letters
        if letters and box is not None:
            words.append([letters, *(round(each, 4) for each in box)])
        box, letters = None, ""

    for nth in range(min(text.count_chars(), 20_000)):
        char = text.get_text_range(nth, 1)
        if not char.strip():
            end()
            continue
        left, bottom, right, top = text.get_charbox(nth)
        here = [left / width, 1 - top / height, right / width, 1 - bottom / height]
        if box is not None and abs(here[3] - box[3]) > 0.01:
            end()  # A new line without a space between.
        letters += char
        box = [min(box[0], here[0]), min(box[1], here[1]), max(box[2], here[2]), max(box[3], here[3])] if box else here
    end()
    return words


def _draw_image(original: Path, folder: Path) -> list[dict[str, Any]]:
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    pages = []
    with Image.open(original) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number == MOST_PAGES:
                break
            picture = ImageOps.exif_transpose(frame).convert("RGB")
            picture.thumbnail((_WIDTH, _WIDTH * 2))
            _save(picture, folder / f"{number + 1}.png")
            pages.append({"width": picture.width, "height": picture.height, "words": []})
    return pages


def _save(picture: Any, path: Path) -> None:
    # Few colours keep a page small; the marks of a pen or a highlighter stay.
    picture.convert("RGB").quantize(64).save(path, optimize=True)


def _as_pdf(original: Path, suffix: str) -> bytes:
    """Have LibreOffice make a PDF of a Word file."""
    office = find_libreoffice()
    if office is None:
        raise SystemExit("LibreOffice is not installed.")
    with workshop() as work:
        source = work / f"form{suffix}"
        source.write_bytes(original.read_bytes())
        convert(office, work, [source], AS_PDF, work / "made", SECONDS)
        return (work / "made" / "form.pdf").read_bytes()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Kind(sys.argv[2]), Path(sys.argv[3]))
