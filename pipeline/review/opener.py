"""Opening a file of the outbox in the program that belongs to it, as a double click would."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


class Opener:
    """What a double click would do."""

    def open(self, path: Path) -> bool:
        """Open a file or folder, and tell whether that could be done."""
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                os.startfile(path)  # noqa: S606 - a file that we wrote ourselves
                return True
            program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
            has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
            if program and has_screen:
                subprocess.Popen(  # noqa: S603 - the system's own opener, a file that we wrote ourselves
                    [program, str(path)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                return True
        return False
