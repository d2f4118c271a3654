"""The coordinator's tasks in a real browser, by mouse and by keyboard alone, and no barrier on any page."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from review.conftest import RecordingOpener
from review.homes import CLEAR, HOSTILE, MIXED, SPLIT, Made

from pipeline.model import Request, State
from pipeline.review.server import Parts, assembled, settings

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def the_browser() -> str:
    """Return where Chromium is. Without it the tests are skipped, but never on CI."""
    found = os.environ.get("EOI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, which CI must have.")
        pytest.skip("Chromium is not installed.")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("Playwright is not installed.")
    path = the_browser()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Screen:
    """A browser page on a desk, and what lies behind it."""

    page: Any
    parts: Parts
    made: Made
    address: str
    troubles: list[str]

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def school(self, name: str) -> str:
        return f"/school/{self.made.ids[name]}"

    def record(self, name: str) -> Any:
        return self.parts.desk.sight().records[self.made.ids[name]]

    def press(self, key: str) -> None:
        """Press a key once the page listens to it."""
        # Not by wait_for_function: it may need eval, which the page forbids.
        self.page.wait_for_load_state("load")
        self.page.locator("html.script").wait_for(state="attached")
        self.page.keyboard.press(key)

    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())


@pytest.fixture
def serving(made: Made) -> Iterator[tuple[Parts, str]]:
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        authority = f"127.0.0.1:{listening.getsockname()[1]}"
        with assembled(made.home, made.programme, authority, by="j.orme", opener=RecordingOpener()) as parts:
            server = uvicorn.Server(settings(parts.gate))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield parts, f"http://{authority}{parts.gate.base}"
            server.should_exit = True
            thread.join()


@pytest.fixture
def open_screen(browser: Any, made: Made, serving: tuple[Parts, str]) -> Iterator[Callable[..., Screen]]:
    contexts = []

    def opened(**settings: Any) -> Screen:
        parts, address = serving
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **settings)
        contexts.append(context)
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda problem: troubles.append(str(problem)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(parts.gate.address)
        page.wait_for_url("**/desk-*/")
        return Screen(page, parts, made, address, troubles)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def screen(open_screen: Callable[..., Screen]) -> Iterator[Screen]:
    opened = open_screen()
    yield opened
    assert not opened.troubles


def test_the_private_file_leads_in(browser: Any, serving: tuple[Parts, str], tmp_path: Path) -> None:
    from pipeline.review.server import _doorway

    page = browser.new_page()
    with _doorway(tmp_path, serving[0].gate.address) as doorway:
        page.goto(doorway.as_uri())
        page.wait_for_url("**/desk-*/")
    assert "forms came in" in page.locator("h1").inner_text()
    page.close()


def test_decide_a_mixed_or_either_by_mouse(screen: Screen) -> None:
    screen.page.get_by_role("link", name="Start with the first question").click()
    assert screen.heading().startswith("Greenlow")
    screen.page.get_by_label("How many classes").select_option("1")
    screen.page.get_by_role("button", name="Mixed Year 3 and 4 classes").click()
    assert screen.page.get_by_role("status").first.inner_text().startswith("Greenlow")
    assert screen.record(MIXED).expression.requests == (Request(("Y3", "Y4"), True, 1),)
    assert not screen.heading().startswith("Greenlow")


def test_correct_a_telephone(screen: Screen) -> None:
    screen.go(screen.school(SPLIT))
    screen.page.get_by_role("link", name="Change Telephone").click()
    screen.page.get_by_label("Telephone, one on each line").fill("01254 83021")
    screen.page.get_by_role("button", name="Save").click()
    screen.page.get_by_role("link", name="It has 1 figure too few.").click()
    assert screen.page.evaluate("document.activeElement.id") == "lines"
    screen.page.get_by_label("Telephone, one on each line").fill("01254 830212")
    screen.page.get_by_role("button", name="Save").click()
    screen.page.get_by_role("status").first.wait_for()
    assert screen.record(SPLIT).expression.telephones == ("+441254830212",)


def test_say_the_classes_oneself(screen: Screen) -> None:
    screen.go(screen.school(SPLIT))
    screen.page.get_by_role("link", name="Something else for “How are the classes divided").click()
    together = screen.page.get_by_text("Where there is more than one year").first
    first = screen.page.locator("fieldset.row").first
    together.wait_for(state="hidden")
    first.get_by_label("Year 6").check()
    together.wait_for(state="visible")
    first.get_by_label("Each class has all these years").check()
    first.get_by_label("Number of classes").select_option("3")
    second = screen.page.locator("fieldset.row").nth(1)
    second.get_by_label("Year 6").uncheck()
    second.get_by_label("Number of classes").select_option("not said")
    screen.page.get_by_role("button", name="Save").click()
    screen.page.get_by_text("The confirmation letter is released.").wait_for()
    assert screen.record(SPLIT).expression.requests == (Request(("Y5", "Y6"), True, 3),)


def test_undo(screen: Screen) -> None:
    screen.go(screen.school(MIXED))
    screen.page.get_by_role("button", name="Year 3 classes and Year 4 classes").or_(
        screen.page.get_by_role("button", name="Year 3; Year 4")
    ).click()
    screen.page.get_by_role("button", name="Undo").first.click()
    screen.page.get_by_text("Taken back. The question is open again.").wait_for()
    assert screen.heading().startswith("Greenlow")
    assert screen.record(MIXED).state is State.HELD


def test_a_decision_releases_the_letter(screen: Screen) -> None:
    screen.go("/letters")
    held = screen.page.locator("table").nth(1)
    held.get_by_role("link", name=re.compile("Greenlow")).click()
    screen.page.get_by_role("button", name="Mixed Year 3 and 4 classes").click()
    screen.page.get_by_text("The confirmation letter is released.").wait_for()
    assert screen.parts.releaser.settle(20)
    screen.go("/letters")
    ready = screen.page.locator("table").first
    row = ready.get_by_role("row").filter(has_text="Greenlow")
    row.get_by_role("button", name="Open the letter").wait_for()
    letter = screen.made.home.outbox / "letters" / "Greenlow St Anne’s CE Primary School confirmation.docx"
    assert letter.is_file()


def test_all_questions_by_keyboard_alone(screen: Screen) -> None:
    screen.press("n")  # the first question
    screen.page.wait_for_url("**/school/**")
    assert screen.heading().startswith("Greenlow")
    screen.press("1")
    screen.page.get_by_text("The confirmation letter is released.").wait_for()
    assert screen.record(MIXED).state is State.DECIDED
    screen.press("u")
    screen.page.get_by_text("Taken back.").wait_for()
    assert screen.record(MIXED).state is State.HELD
    for _ in range(3):
        before = screen.page.url
        screen.press("Enter")  # accept the first answer
        screen.page.wait_for_url(lambda url, before=before: url != before)
    assert "came in" in screen.heading()
    screen.page.get_by_text("Nothing waits for you").wait_for()
    assert all(screen.record(name).state is State.DECIDED for name in (MIXED, SPLIT, HOSTILE))


def test_find_a_school_by_keyboard(screen: Screen) -> None:
    screen.press("/")
    screen.page.keyboard.type("tockh")
    screen.press("Enter")
    screen.page.wait_for_url("**/questions?q=tockh*")
    screen.press("n")
    screen.page.wait_for_url("**/school/**")
    assert screen.heading().startswith("Tockhill")


def test_keys_do_nothing_while_typing_or_when_turned_off(screen: Screen) -> None:
    screen.go(screen.school(MIXED))
    screen.page.locator("#find").focus()
    screen.page.keyboard.type("1nu?")
    assert screen.page.locator("#find").input_value() == "1nu?"
    screen.page.keyboard.press("Escape")
    screen.press("?")
    screen.page.get_by_label("Use these keys").uncheck()
    screen.page.reload()
    screen.press("1")
    screen.page.wait_for_timeout(200)
    assert screen.record(MIXED).state is State.HELD


def test_everything_works_without_script(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen(java_script_enabled=False)
    screen.page.get_by_role("link", name="Start with the first question").click()
    screen.page.get_by_role("button", name="Mixed Year 3 and 4 classes").click()
    assert screen.record(MIXED).state is State.DECIDED
    screen.page.get_by_role("button", name="Undo").first.click()
    assert screen.record(MIXED).state is State.HELD


def test_a_hostile_page_in_the_same_browser_cannot_act(screen: Screen, tmp_path: Path) -> None:
    target = f"{screen.address}{screen.school(MIXED)}/decide"
    attack = f"<form id=f method=post action='{target}'><input name=option value=1></form><img src='{screen.address}/'>"
    hostile = tmp_path / "hostile.html"
    hostile.write_text(f"{attack}<script>f.submit()</script>", "utf-8")
    page = screen.page.context.new_page()
    page.goto(hostile.as_uri())
    page.wait_for_url("**/decide")
    assert "Not here" in page.locator("h1").inner_text()
    assert screen.record(MIXED).state is State.HELD


PAGES = {
    "tonight": lambda _: "/",
    "questions": lambda _: "/questions?state=all",
    "school held": lambda screen: screen.school(MIXED),
    "school with a picture": lambda screen: screen.school(SPLIT),
    "school clear": lambda screen: screen.school(CLEAR),
    "hostile": lambda screen: screen.school(HOSTILE),
    "programme": lambda _: "/programme",
    "letters": lambda _: "/letters",
    "change classes": lambda screen: screen.school(MIXED) + "/change/requests",
    "change date": lambda screen: screen.school(MIXED) + "/change/date",
    "change partners": lambda screen: screen.school(SPLIT) + "/change/partners",
    "change kinds": lambda screen: screen.school(SPLIT) + "/change/kinds",
    "nothing there": lambda _: "/school/none",
}


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("light", 390), ("dark", 1280)])
def test_no_barrier_on_any_page(open_screen: Callable[..., Screen], scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    screen = open_screen(color_scheme=scheme)
    screen.parts.pictures.want([screen.record(SPLIT).form], first=True)
    screen.parts.pictures.settle(60)
    found = []
    screen.page.set_viewport_size({"width": width, "height": 800})
    for name, path in PAGES.items():
        screen.go(path(screen))
        screen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        results = Axe().run(screen.page, options={"runOnly": TAGS})
        assert results.response["passes"], name
        found += [
            f"{name}: {violation['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("zoom", [(390, 1), (640, 2), (320, 1)])
def test_no_page_scrolls_sideways(open_screen: Callable[..., Screen], zoom: tuple[int, int]) -> None:
    # 1280 pixels at 200 % are 640; WCAG's reflow asks for 320.
    width, scale = zoom
    screen = open_screen(device_scale_factor=scale)
    screen.page.set_viewport_size({"width": width, "height": 700})
    for name, path in PAGES.items():
        screen.go(path(screen))
        over = screen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} at {width}"


def test_what_is_pressed_is_large_enough(screen: Screen) -> None:
    small = """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
        .filter(each => each.offsetParent && !each.matches('.skip, p:not(.crumb, .also) a, td a, th a, li a, caption a, input[type=checkbox], input[type=radio]'))
        .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])
        .filter(([, height]) => height < 43.5)"""
    for name, path in PAGES.items():
        screen.go(path(screen))
        assert screen.page.evaluate(small) == [], name
