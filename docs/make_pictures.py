"""Makes the pictures of the guide: `python docs/make_pictures.py [FOLDER]`, or `python make.py pictures`.

A demo home is made and run at a fixed time, its desk is served, and a real browser is led through it as the guide
tells it, so that every picture is of the software as it is. Needs Chromium (`$EOI_CHROMIUM`, or on the path) and, for
the workbook, LibreOffice.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import uvicorn
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from pipeline.demo import make_demo
from pipeline.home import Home
from pipeline.office import AS_PDF, convert, find_libreoffice, workshop
from pipeline.output.review_book import DECISION, NAME, SCHOOL
from pipeline.programme import load_programme
from pipeline.review.server import Parts, assembled, settings
from pipeline.run import run

NIGHT, MORNING, NEXT_NIGHT = (f"2025-07-{day}:00+01:00" for day in ("09T02:05", "09T09:10", "10T02:05"))
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# What a home is called in the pictures; where it really lies is nobody's business.
SHOWN_AS = r"C:\Users\j.orme\Linking 2025-26"
_COLOURS = 96


def main(folder: Path) -> None:
    """Write every picture of the guide into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["EOI_NOW"] = NIGHT
    with tempfile.TemporaryDirectory(prefix="eoi-pictures-") as work:
        home = make_demo(Path(work) / "home")
        run(home)
        os.environ["EOI_NOW"] = MORNING
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
            with served(home) as (parts, address):
                _desk(browser, parts, address, folder)
            _report(browser, home, folder)
            browser.close()
        _workbook(home, folder)


def _chromium() -> str | None:
    return os.environ.get("EOI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextlib.contextmanager
def served(home: Home) -> Iterator[tuple[Parts, str]]:
    """Serve the desk of a home, with every form drawn, and yield its parts and its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        authority = f"127.0.0.1:{listening.getsockname()[1]}"
        with assembled(home, load_programme(home.programme), authority, by="j.orme") as parts:
            parts.pictures.want(record.form for record in parts.desk.sight().view.records)
            parts.pictures.settle(180)
            server = uvicorn.Server(settings(parts.gate))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            yield parts, f"http://{authority}{parts.gate.base}"
            server.should_exit = True
            thread.join()


def _desk(browser: Any, parts: Parts, address: str, folder: Path) -> None:
    """Walk through a morning at the desk, with a picture of each screen."""
    ids = {str(record.expression.school.name): record.id for record in parts.desk.sight().view.records}
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(parts.gate.address)
    page.wait_for_url("**/desk-*/")
    doubtful, corrected = ids["St Bega's CE Primary School, Nether Wyre"], ids["Ashbeck Primary School"]

    def shot(name: str, path: str, *, tall: int = WIDE["height"], on: Any = page, see: str = "") -> None:
        on.goto(address + path)
        _hide_the_place(on, parts.desk.home.folder)
        whole = on.evaluate("document.documentElement.scrollHeight")
        on.set_viewport_size({"width": on.viewport_size["width"], "height": min(tall, whole)})
        if see:
            on.evaluate("name => document.querySelector(name).scrollIntoView()", see)
        _save(on.screenshot(), folder / f"{name}.png")

    shot("desk-tonight", "/", tall=1000)
    shot("desk-questions", "/questions")
    shot("desk-school", f"/school/{doubtful}", tall=1000)
    shot("desk-classes", f"/school/{doubtful}/change/requests", tall=1100)
    shot("desk-programme", "/programme", tall=1000)
    phone = browser.new_context(viewport=PHONE, storage_state=context.storage_state()).new_page()
    for name, path in (("tonight", "/"), ("questions", "/questions"), ("school", f"/school/{doubtful}")):
        shot(f"desk-{name}-phone", path, tall=PHONE["height"], on=phone)

    # She decides, thinks better of it, and decides again; then corrects a telephone number.
    page.goto(f"{address}/school/{doubtful}")
    page.get_by_role("button", name="Year 3 or 4 classes").click()
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_label("How many classes").select_option("1")
    page.get_by_role("button", name="Mixed Year 3 and 4 classes").click()
    page.get_by_role("status").first.wait_for()
    _hide_the_place(page, parts.desk.home.folder)
    page.set_viewport_size({"width": WIDE["width"], "height": 1000})
    _save(page.screenshot(), folder / "desk-decided.png")
    shot("desk-history", f"/school/{doubtful}", tall=620, see="#history")
    shot("desk-later-form", f"/school/{corrected}", tall=620, see="#history")
    parts.releaser.settle(30)
    shot("desk-letters", "/letters", tall=1000)


def _hide_the_place(page: Any, home: Path) -> None:
    page.evaluate(
        """([real, shown]) => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const text = walk.currentNode.data;
                if (text.includes(real)) walk.currentNode.data = text.replace(real, shown).replaceAll("/", "\\\\");
            }
        }""",
        [str(home), SHOWN_AS],
    )


def _report(browser: Any, home: Home, folder: Path) -> None:
    page = browser.new_context(viewport={"width": 1000, "height": 1150}).new_page()
    page.goto((home.outbox / "report.html").as_uri())
    _save(page.screenshot(), folder / "report.png")


def _workbook(home: Home, folder: Path) -> None:
    """Type two decisions into the workbook, one that can be understood and one that cannot, and show the answer."""
    office = find_libreoffice()
    if office is None:
        print("LibreOffice is not here: the picture of the workbook stays as it was.", file=sys.stderr)  # noqa: T201
        return
    typed = {"Oak Mount Junior School": "two Y5 classes; or Y6; not Y4", "Ashbeck Primary School": "three of them"}
    path = home.outbox / NAME
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        heads = {cell.value: cell.column for cell in row}
        if SCHOOL in heads and DECISION in heads:
            columns, first = heads, row[0].row + 1
            break
    for line in range(first, sheet.max_row + 1):
        if words := typed.get(sheet.cell(line, columns[SCHOOL]).value):
            sheet.cell(line, columns[DECISION]).value = words
    book.save(path)
    os.environ["EOI_NOW"] = NEXT_NIGHT
    run(home)
    with workshop() as work:
        shutil.copy(path, work / NAME)
        convert(office, work, [work / NAME], AS_PDF, work / "made", 90)
        document = pypdfium2.PdfDocument((work / "made" / NAME).with_suffix(".pdf"))
        pages = [document[number].render(scale=1.7).to_pil().convert("RGB") for number in range(2)]
    # The questions that wait, and under them what was settled.
    pictures = [
        page.crop(ImageOps.invert(page).getbbox())
        for page in (each.crop((0, 0, each.width, int(each.height * 0.93))) for each in pages)
    ]
    both = Image.new("RGB", (max(each.width for each in pictures), sum(each.height + 30 for each in pictures)), "white")
    top = 0
    for each in pictures:
        both.paste(each, (0, top))
        top += each.height + 30
    _save(_png(both), folder / "workbook.png")


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _save(content: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
