"""The gate: nobody but the person at this computer comes in, and no other page in her browser can act for her.

- The address printed at the start holds a key that opens once. It is exchanged for a cookie that no script can read,
  that no other site can make the browser send, and that is good for one secret path: cookies are shared by all ports
  of a computer, paths are not.
- `Host` must be ours (no DNS rebinding), `Origin` and `Sec-Fetch-Site` must be, where a browser sends them.
- Nothing is changed but by POST, with a token that only our own pages hold. That is checked here, once for all.
- Every answer forbids scripts, frames and content from elsewhere, and is not kept by the browser.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "eoi-desk"
MOST_BYTES = 64 * 1024
MOST_BYTES_AHEAD = 16 * 1024  # the address and the headers
_MOST_FIELDS = 300

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}

_CLOSED = "This page is not open to you. Run “eoi review” again: it opens the page, and prints its address."


class RefusedError(Exception):
    """A request that does not come in."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Gate:
    """Stands before an application that is served at `authority` ("127.0.0.1:51234")."""

    def __init__(self, app: App, authority: str) -> None:
        self._app = app
        self._authority = authority
        self._origin = f"http://{authority}"
        self._key: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self.base = f"/desk-{secrets.token_urlsafe(12)}"
        self.token = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """The address that lets its first visitor in."""
        return f"{self._origin}/enter?key={self._key}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            headers = _headers(scope)
            self._check_origin(scope, headers)
            if scope["path"] == "/enter":
                await self._enter(scope, send)
                return
            self._check_session(scope, headers)
            form = await self._form(scope, headers, receive) if scope["method"] == "POST" else []
        except RefusedError as refused:
            await _answer(send, refused.status, _page("Not here", f"<p>{html.escape(refused.reason)}</p>"))
            return
        inner = {**scope, "root_path": self.base, "eoi.form": form, "eoi.token": self.token}
        await self._app(inner, receive, _with_headers(send))

    def _check_origin(self, scope: Scope, headers: dict[str, str]) -> None:
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise RefusedError(405, "This is not something that the page can do.")
        if headers.get("host") != self._authority:
            raise RefusedError(421, "This page is only at the address that “eoi review” printed.")
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin != self._origin:
            raise RefusedError(403, "Another page tried to use this one. Nothing was changed.")
        if scope["path"] != "/enter" and site not in (None, "same-origin", "none"):
            raise RefusedError(403, "Another page led here. Type the address yourself, or run “eoi review” again.")
        if scope["method"] == "POST" and origin is None and site != "same-origin":
            raise RefusedError(403, "Your browser does not say where this came from. Nothing was changed.")

    async def _enter(self, scope: Scope, send: Send) -> None:
        """Exchange the key for the cookie. The page then goes on by itself, so that the cookie is sent as our own."""
        if scope["method"] != "GET":
            raise RefusedError(405, "This is not something that the page can do.")
        asked = dict(parse_qsl(scope["query_string"].decode("ascii", "replace"))).get("key", "")
        if self._key is None or not secrets.compare_digest(asked.encode(), self._key.encode()):
            raise RefusedError(403, _CLOSED)
        self._key = None
        cookie = f"{COOKIE}={self._session}; Path={self.base}/; HttpOnly; SameSite=Strict"
        onward = f"{self.base}/"
        body = _page(
            "Opening",
            f'<p><a href="{onward}">Go on to the desk</a></p>',
            head=f'<meta http-equiv="refresh" content="0;url={onward}">',
        )
        await _answer(send, 200, body, [("set-cookie", cookie)])

    def _check_session(self, scope: Scope, headers: dict[str, str]) -> None:
        # The cookie first, and one answer for all: a stranger learns nothing about the path.
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            morsel = None
        shown = morsel.value if morsel else ""
        known = secrets.compare_digest(shown.encode("utf-8", "replace"), self._session.encode())
        if not known or not scope["path"].startswith(f"{self.base}/"):
            raise RefusedError(403, _CLOSED)

    async def _form(self, scope: Scope, headers: dict[str, str], receive: Receive) -> list[tuple[str, str]]:
        """Return the fields of a form that one of our own pages sent."""
        if headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
            raise RefusedError(415, "This is not something that the page can take.")
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RefusedError(400, "The connection ended.")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MOST_BYTES:
                raise RefusedError(413, "That is more than the page can take.")
        try:
            fields = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
            )
        except ValueError:
            raise RefusedError(400, "This is not something that the page can take.") from None
        token = next((value for name, value in fields if name == "token"), "")
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            raise RefusedError(403, "This page was open too long. Go back, load it again, and decide once more.")
        return [(name, value) for name, value in fields if name != "token"]


def _headers(scope: Scope) -> dict[str, str]:
    """Return the headers by name. A header that counts for safety and comes twice is refused."""
    found: dict[str, str] = {}
    length = len(scope["path"]) + len(scope["query_string"])
    if length + sum(len(raw) + len(value) for raw, value in scope["headers"]) > MOST_BYTES_AHEAD:
        raise RefusedError(431, "That is more than the page can take.")
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        if name in found and name in ("host", "origin", "cookie", "content-type", "sec-fetch-site"):
            raise RefusedError(400, "This is not something that the page can take.")
        found[name] = value.decode("latin-1")
    return found


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            kept = [(name, value) for name, value in message.get("headers", ()) if name.decode() not in HEADERS]
            message = {**message, "headers": [*kept, *own]}
        await send(message)

    return sending


def _page(title: str, body: str, head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    ).encode()


async def _answer(send: Send, status: int, body: bytes, more: list[tuple[str, str]] | None = None) -> None:
    headers = [("content-type", "text/html; charset=utf-8"), ("content-length", str(len(body))), *(more or [])]
    raw = [(name.encode(), value.encode()) for name, value in headers]
    await _with_headers(send)({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
