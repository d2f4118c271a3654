"""The door itself: a program of its own, its address, its end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from review.homes import Made

from pipeline.errors import WrongUse
from pipeline.review import serve

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from pipeline.home import Home
from pipeline.programme import load_programme
from pipeline.review import serve
home = Home(Path(sys.argv[1]))
serve(home, load_programme(home.programme), open_browser=False)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to one process alone")
def test_it_serves_until_ctrl_c_and_leaves_nothing_behind(made: Made) -> None:
    folder = made.home.folder
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/enter\?key=\S+", running.stderr.readline())
        assert found is not None
        assert found[0] in (folder / "open-the-desk.html").read_text("utf-8").replace("&amp;", "&")
        with httpx2.Client(trust_env=False, timeout=60) as client:
            entered = client.get(found[0])
            onward = re.search(r'href="([^"]+)"', entered.text)
            assert onward is not None
            page = client.get(found[0].partition("/enter")[0] + onward[1])
            assert "forms came in" in page.text
            assert "server" not in page.headers
            assert client.get(page.url, headers={"host": "rebound.example"}).status_code == 421
            assert client.get(page.url, headers={"x-much": "x" * 40_000}).status_code == 431
            assert client.get(found[0]).status_code == 403
            assert client.get(page.url).status_code == 200
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
        assert not (folder / "open-the-desk.html").exists()
    finally:
        running.kill()
        running.communicate()


def test_a_port_that_is_taken_is_said(made: Made) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WrongUse, match="cannot be used"):
            serve(made.home, made.programme, port=taken.getsockname()[1], open_browser=False)


def test_naming_the_desk_loads_nothing_heavy() -> None:
    program = "import sys, pipeline.review; print([m for m in ('starlette', 'uvicorn', 'jinja2', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
