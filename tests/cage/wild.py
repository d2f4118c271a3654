"""Readers that stand in for the real one and do what a reader must not be able to do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from merge.made import form

from pipeline.model import Document, Form


class _Program:
    """What runs a program wherever it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.system, ("exit 0",)


def open_reader() -> Callable[[Document], list[Form]]:
    return read


def read(document: Document) -> list[Form]:
    """Do what the document says: a word, and where to note that it was begun."""
    what, _, where = document.content.decode().partition(" ")
    if where:
        with Path(where).open("a") as notes:
            notes.write(f"{what} {os.getpid()}\n")
    match what:
        case "hang":
            time.sleep(600)
        case "hang-with-a-program":
            _start("import time; time.sleep(600)", where)
            time.sleep(600)
        case "program-eats":
            _start("hoard = bytes(bytearray(b'x') * (1 << 20)) * 600; import time; time.sleep(600)", where).wait()
        case "eat":
            hoard = [os.urandom(1 << 20) for _ in range(600)]
            return [form(comments=str(len(hoard)))]
        case "ask-for-too-much":
            return [form(comments=str(len(bytearray(1 << 50))))]
        case "fill-the-disk":
            for nth in range(10_000):
                Path(tempfile.mkdtemp(), f"{nth}").write_bytes(bytes(1 << 20))
                time.sleep(0.005)
        case "open-files":
            held = [open(__file__) for _ in range(5000)]  # noqa: PTH123, SIM115
            return [form(comments=str(len(held)))]
        case "nest":
            return read(document)
        case "say-too-much":
            return [form(picture=os.urandom(3 << 20))]
        case "say-something-else":
            return [_Program()]  # type: ignore[list-item]
        case "end":
            os._exit(3)
        case "exit":
            sys.exit(3)
    return [form(comments=tempfile.gettempdir())]


def _start(program: str, notes: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
    with Path(notes).open("a") as file:
        file.write(f"program {process.pid}\n")
    return process
