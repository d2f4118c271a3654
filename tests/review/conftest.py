"""A desk for each test: on a copy of one home, that was made once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from review.homes import MORNING, Made, make_home
from starlette.testclient import TestClient

from pipeline.home import Home
from pipeline.review.opener import Opener
from pipeline.review.pictures import Pictures
from pipeline.review.server import Parts, assembled

AUTHORITY = "127.0.0.1:51234"
ORIGIN = f"http://{AUTHORITY}"


class RecordingOpener(Opener):
    """An opener that only remembers what it was to open."""

    def __init__(self, works: bool = True) -> None:
        self.opened: list[Path] = []
        self.works = works

    def open(self, path: Path) -> bool:
        self.opened.append(path)
        return self.works


@dataclass
class Visit:
    """A visitor who was let in."""

    client: TestClient
    parts: Parts
    made: Made
    opener: RecordingOpener

    @property
    def base(self) -> str:
        return self.parts.gate.base

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(self.base + path, **more)

    def post(self, path: str, fields: dict[str, str], **more: Any) -> Any:
        sent = {"token": self.parts.gate.token, **fields}
        headers = {"origin": ORIGIN, **more.pop("headers", {})}
        return self.client.post(self.base + path, data=sent, headers=headers, **more)

    def school(self, name: str) -> str:
        return f"/school/{self.made.ids[name]}"

    def question(self, name: str, nth: int = 0) -> dict[str, str]:
        """Return the hidden fields of the nth question on a school's page."""
        page = self.get(self.school(name)).text
        keys = re.findall(r'name="question" value="([0-9a-f]+)"', page)
        rests = re.findall(r'name="rests" value="([0-9a-f]+)"', page)
        return {"question": keys[nth], "rests": rests[nth]}

    def record(self, name: str) -> Any:
        return self.parts.desk.sight().records[self.made.ids[name]]


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_home(tmp_path_factory.mktemp("desk") / "home")


@pytest.fixture
def drawing() -> None:
    """Asked for by tests that want the forms really drawn, which takes seconds."""


@pytest.fixture
def made(model_home: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Made:
    if "drawing" not in request.fixturenames:
        monkeypatch.setattr(Pictures, "_draw", lambda *_: None)
    monkeypatch.setenv("EOI_NOW", MORNING)
    folder = tmp_path / "home"
    shutil.copytree(model_home.home.folder, folder)
    return replace(model_home, home=Home(folder))


@pytest.fixture
def parts_of(made: Made) -> Callable[[Opener], Any]:
    return lambda opener: assembled(made.home, made.programme, AUTHORITY, by="j.orme", opener=opener)


@pytest.fixture
def visit(made: Made, parts_of: Callable[[Opener], Any]) -> Iterator[Visit]:
    opener = RecordingOpener()
    with parts_of(opener) as parts, TestClient(parts.gate, base_url=ORIGIN, follow_redirects=False) as client:
        entered = client.get(parts.gate.address)
        assert entered.status_code == 200
        yield Visit(client, parts, made, opener)
