"""Readers that stand in for the real one: a few lines of text are a form, and some are trouble."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from merge.made import blocking, form

from pipeline.errors import BlankForm, NotAForm, Unreadable
from pipeline.model import Document, Form, Suggestion


def open_reader() -> Callable[[Document], list[Form]]:
    """Return a reader of lines "EOI | school | e-mail | telephone | comments", a form each."""
    return read


def read(document: Document) -> list[Form]:
    text = document.content.decode("utf-8", "replace")
    trouble = text.split("\n")[0]
    match trouble:
        case "HANG":
            time.sleep(60)
        case "CRASH":
            os._exit(3)
        case "EAT":
            hoard = []
            while True:
                hoard.append(bytearray(16 << 20))
        case "FAULT":
            raise ValueError("what the school wrote")
        case "BLANK":
            raise BlankForm("Nothing is filled in.")
        case "" | "DAMAGED":
            raise Unreadable("It is damaged.", "Ask for it again.")
    if trouble == "MISSHAPEN":  # What no store can hold.
        nonsense = replace(blocking(), suggestions=(Suggestion("?", {(1, 2): 3}),))
        return [replace(form(flags=(nonsense,)), source=document.source)]
    if trouble.startswith("CRASH ONCE "):
        marker = Path(trouble.removeprefix("CRASH ONCE "))
        if not marker.exists():
            marker.touch()
            os._exit(3)
    forms = [_form(line, document) for line in text.splitlines() if line.startswith("EOI |")]
    if not forms:
        raise NotAForm("It is something else.")
    return forms


def _form(line: str, document: Document) -> Form:
    school, email, telephone, comments = (part.strip() or None for part in line.split("|")[1:5])
    flags = (blocking(),) if comments == "Y3/4" else ()
    made = form(school, email=email, telephone=telephone, comments=comments or "", flags=flags)
    return replace(made, source=document.source)
