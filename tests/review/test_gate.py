"""Nobody but the person at this computer comes in, and no other page can act for her."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from review.conftest import ORIGIN, RecordingOpener, Visit
from review.homes import HOSTILE, MIXED, SCRIPT
from starlette.testclient import TestClient

from pipeline.review.gate import COOKIE, MOST_BYTES, MOST_BYTES_AHEAD


@pytest.fixture
def stranger(visit: Visit) -> TestClient:
    """Somebody on the same computer, without the key."""
    return TestClient(visit.parts.gate, base_url=ORIGIN, follow_redirects=False)


def test_the_key_opens_once(parts_of: Callable[[Any], Any]) -> None:
    with parts_of(RecordingOpener()) as parts:
        address = parts.gate.address
        first = TestClient(parts.gate, base_url=ORIGIN)
        cookie = first.get(address).headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert f"Path={parts.gate.base}/" in cookie
        assert first.get(parts.gate.base + "/").status_code == 200
        second = TestClient(parts.gate, base_url=ORIGIN)
        assert second.get(address).status_code == 403
        assert "set-cookie" not in second.get(address).headers


@pytest.mark.parametrize("path", ["/", "/enter", "/enter?key=", "/enter?key=None", "/static/desk.css", "/desk-x/"])
def test_a_stranger_sees_nothing(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "Tockhill" not in answer.text


def test_the_secret_path_alone_opens_nothing(visit: Visit, stranger: TestClient) -> None:
    assert stranger.get(visit.base + "/").status_code == 403
    stranger.cookies.set(COOKIE, "guess", domain="127.0.0.1", path="/")
    assert stranger.get(visit.base + "/").status_code == 403


def test_the_answers_to_a_wrong_path_and_a_wrong_cookie_are_the_same(visit: Visit, stranger: TestClient) -> None:
    assert stranger.get(visit.base + "/questions").content == stranger.get("/desk-no/questions").content


@pytest.mark.parametrize("host", ["evil.example", "localhost:51234", "127.0.0.1", "127.0.0.1:80", ""])
def test_another_host_is_refused(visit: Visit, host: str) -> None:
    assert visit.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:80", "https://127.0.0.1:51234"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_origin_is_refused(visit: Visit, origin: str, method: str) -> None:
    send = visit.get if method == "get" else lambda path, headers: visit.post(path, {}, headers=headers)
    assert send("/", headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_elsewhere_cannot_lead_or_load_in(visit: Visit, site: str) -> None:
    assert visit.get("/", headers={"sec-fetch-site": site}).status_code == 403


def test_a_post_must_say_where_it_comes_from(visit: Visit) -> None:
    path, fields = f"{visit.base}{visit.school(MIXED)}/decide", {"token": visit.parts.gate.token}
    assert visit.client.post(path, data=fields).status_code == 403
    allowed = visit.client.post(path, data=fields, headers={"sec-fetch-site": "same-origin"})
    assert allowed.status_code == 409  # let in, and then told that nothing was asked


@pytest.mark.parametrize("token", ["", "guess", "ü"])
def test_a_post_without_the_token_changes_nothing(visit: Visit, token: str) -> None:
    fields = {**visit.question(MIXED), "option": "1", "token": token}
    assert visit.post(f"{visit.school(MIXED)}/decide", fields).status_code == 403
    assert not visit.record(MIXED).decisions


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_is_changed_but_by_post(visit: Visit, method: str) -> None:
    asked = "&".join(f"{name}={value}" for name, value in {**visit.question(MIXED), "option": "1"}.items())
    for path in ("decide", "undo"):
        address = f"{visit.base}{visit.school(MIXED)}/{path}?{asked}&token={visit.parts.gate.token}"
        assert visit.client.request(method, address, headers={"origin": ORIGIN}).status_code in (404, 405)
    assert not visit.record(MIXED).decisions


def test_too_much_is_refused(visit: Visit) -> None:
    assert visit.post("/open", {"what": "x" * (MOST_BYTES + 1)}).status_code == 413
    assert visit.post("/open", {f"f{nth}": "" for nth in range(1000)}).status_code == 400


def test_a_body_that_does_not_say_its_length_is_counted(visit: Visit) -> None:
    def pieces() -> Iterator[bytes]:
        yield from [b"x" * 1024] * (MOST_BYTES // 1024 + 1)

    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    answer = visit.client.post(f"{visit.base}/open", content=pieces(), headers=headers)
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413


def test_an_address_or_headers_that_never_end_are_refused(visit: Visit) -> None:
    assert visit.get("/", headers={"x-much": "x" * MOST_BYTES_AHEAD}).status_code == 431
    assert visit.get("/questions", params={"q": "x" * MOST_BYTES_AHEAD}).status_code == 431


@pytest.mark.parametrize("name", ["host", "origin", "sec-fetch-site", "content-type"])
def test_a_header_that_comes_twice_is_refused(visit: Visit, name: str) -> None:
    twice = [(name, "evil.example"), (name, ORIGIN.removeprefix("http://"))]
    assert visit.client.get(f"{visit.base}/", headers=twice).status_code in (400, 421)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_forms_are_taken(visit: Visit, kind: str) -> None:
    headers = {"origin": ORIGIN, "content-type": kind}
    assert visit.client.post(f"{visit.base}/open", content=b"what=workbook", headers=headers).status_code == 415


@pytest.mark.parametrize(
    "path", ["/", "/questions", "/programme", "/letters", "/static/desk.css", "/nothing", "school"]
)
def test_every_answer_forbids_what_is_foreign(visit: Visit, path: str) -> None:
    answer = visit.get(visit.school(MIXED) if path == "school" else path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/gate.py",
        "/static/desk.py",
        "/school/..%2f..%2f/page/1.png",
        "/school/x/original/0",
    ],
)
def test_no_path_leads_out(visit: Visit, path: str) -> None:
    assert visit.get(path).status_code == 404


@pytest.mark.parametrize("what", ["../programme.toml", "/etc/passwd", "letter", "", "templates"])
def test_only_our_own_files_are_opened(visit: Visit, what: str) -> None:
    for school in ("", "..", "x"):
        assert visit.post("/open", {"what": what, "school": school}).status_code == 404
    assert not visit.opener.opened


def test_what_a_school_wrote_is_text(visit: Visit) -> None:
    for path in ("/", "/questions", "/questions?state=all", "/programme", "/letters", visit.school(HOSTILE)):
        page = visit.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    page = visit.get(visit.school(HOSTILE)).text
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\u202e" not in page


def test_what_is_searched_for_is_text(visit: Visit) -> None:
    assert "<script>alert" not in visit.get("/questions", params={"q": SCRIPT}).text


def test_a_file_is_sent_to_be_saved_and_not_shown(visit: Visit) -> None:
    answer = visit.get(f"{visit.school(MIXED)}/original/0")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
