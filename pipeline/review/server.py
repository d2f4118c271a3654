"""Serving the desk on this computer alone, for as long as the program runs."""

from __future__ import annotations

import contextlib
import html
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.durable import write_file
from pipeline.errors import PipelineError, WrongUse
from pipeline.home import Home
from pipeline.output.report import worst_first
from pipeline.programme import Programme
from pipeline.review import preview
from pipeline.review.app import build_app
from pipeline.review.desk import Desk
from pipeline.review.gate import Gate
from pipeline.review.opener import Opener
from pipeline.review.pictures import Pictures
from pipeline.review.releaser import Releaser

HOST = "127.0.0.1"
_AT_THE_END_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Parts:
    """A desk with everything that works for it."""

    desk: Desk
    releaser: Releaser
    pictures: Pictures
    gate: Gate


@contextlib.contextmanager
def assembled(
    home: Home, programme: Programme, authority: str, *, by: str | None = None, opener: Opener | None = None
) -> Iterator[Parts]:
    """Put a desk together for the address `authority`; at the end, see that its decisions are in the outbox."""
    home.prepare()
    desk = Desk(home, programme, by=by)
    releaser = Releaser(home, programme)
    pictures = Pictures(home.state / "pages", desk.custody)
    desk.on_change(releaser.wake)
    try:
        yield Parts(desk, releaser, pictures, Gate(build_app(desk, releaser, pictures, opener or Opener()), authority))
    finally:
        pictures.end()
        if not releaser.end(_AT_THE_END_SECONDS):
            _say("Your decisions are kept. Their letters follow at the next `eoi run`.")
        desk.close()


def run_server(home: Home, programme: Programme, *, port: int, open_browser: bool) -> None:
    """Serve until Ctrl+C. Raises WrongUse where the port is taken, StoreError where the database cannot be used."""
    with _listening(port) as listening:
        authority = f"{HOST}:{listening.getsockname()[1]}"
        with assembled(home, programme, authority) as parts:
            records = parts.desk.sight().view.records
            held = worst_first(records)
            parts.pictures.want(record.form for record in (*held, *(r for r in records if r not in held)))
            address = parts.gate.address
            server = uvicorn.Server(settings(parts.gate))
            threading.Thread(target=_warm, args=(parts.desk,), daemon=True).start()
            # The server ends in order at Ctrl+C, and then raises it once more.
            with _doorway(home.folder, address) as doorway, contextlib.suppress(KeyboardInterrupt):
                _say(f"The desk is at {address}\nThis address opens it once, for you alone.")
                _say("Press Ctrl+C here when you are done.")
                if open_browser:
                    webbrowser.open(doorway.as_uri())
                server.run(sockets=[listening])


def _warm(desk: Desk) -> None:
    """Load what the first page would otherwise have to wait for."""
    with contextlib.suppress(PipelineError):
        sight = desk.sight()
        for letter in list(sight.letters.values())[:1]:
            preview.lines_of(letter, desk, sight)


def settings(gate: Gate) -> uvicorn.Config:
    """Return how the desk is served: to this computer, without a log of addresses, which hold the key."""
    return uvicorn.Config(
        gate,
        lifespan="off",
        ws="none",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=16 * 1024,
        limit_concurrency=64,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
    )


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        if sys.platform == "win32":
            # Windows would let another program listen at the same port, and take our visitors.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        try:
            listening.bind((HOST, port))
        except OSError as problem:
            raise WrongUse(
                f"Port {port} cannot be used: {problem.strerror}.", "Leave --port out to take any that is free."
            ) from None
        yield listening


@contextlib.contextmanager
def _doorway(folder: Path, address: str) -> Iterator[Path]:
    """Yield a private file that leads the browser to the address.

    Given to the browser itself, the address would stand in the list of programs that other users can see.
    """
    doorway = folder / "open-the-desk.html"
    target = html.escape(address)
    page = f'<!doctype html><meta charset="utf-8"><title>Opening the desk</title><meta http-equiv="refresh" content="0;url={target}"><p><a href="{target}">Open the desk</a></p>'
    write_file(doorway, page.encode(), mode=0o600)
    try:
        yield doorway
    finally:
        doorway.unlink(missing_ok=True)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - as the command line does
