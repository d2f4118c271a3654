"""The home that a newcomer looks at first: a dozen invented forms of all kinds, as schools send them back."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from pipeline.durable import write_file
from pipeline.errors import WrongUse
from pipeline.home import Home, init, shipped_templates


def make_demo(folder: Path) -> Home:
    """Make a home at `folder` with the invented forms in its inbox, received when they say.

    Raises WrongUse where a home with forms of its own is there already.
    """
    if (folder / "inbox" / "done").is_dir() and any((folder / "inbox" / "done").iterdir()):
        raise WrongUse(f"There is a home with forms in it at {folder}.", "Name another folder: eoi demo DIR.")
    home = init(folder)
    forms = shipped_templates() / "demo"
    received = json.loads((forms / "received.json").read_text("utf-8"))
    for name, at in received.items():
        target = home.inbox / name
        write_file(target, (forms / name).read_bytes())
        # A checkout does not keep the times of files, and a date without a year is read against them.
        moment = datetime.fromisoformat(at).timestamp()
        os.utime(target, (moment, moment))
    return home
