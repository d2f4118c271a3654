"""Sets up and runs this checkout on any system: `python make.py demo`, `python make.py test`.

Needs nothing but Python itself. `make demo` and `make test` call this file, so that Windows, Mac and Linux do the
same thing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
PINS = HERE / "requirements-dev.txt"


def run(*command: str | Path) -> None:
    """Run a command of the environment in the checkout; its failure is ours."""
    done = subprocess.run([str(part) for part in command], cwd=HERE, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def setup() -> None:
    """Make the environment in .venv, or bring it up to date when the pins have changed."""
    if sys.version_info < (3, 11):
        raise SystemExit("This needs Python 3.11 or newer: https://www.python.org/downloads/")
    stamp = ENVIRONMENT / "pins-installed.txt"
    pins = (HERE / "requirements.txt").read_text("utf-8") + PINS.read_text("utf-8")
    if PYTHON.exists() and stamp.exists() and stamp.read_text("utf-8") == pins:
        return
    print("Setting up (a few minutes, the first time only) …", flush=True)
    venv.create(ENVIRONMENT, with_pip=True, clear=ENVIRONMENT.exists())
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", PINS)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--editable", ".")
    stamp.write_text(pins, "utf-8")


def demo() -> None:
    """Make a home with synthetic returned forms in demo/, run it, and say where to look."""
    run(PYTHON, "-m", "pipeline", "demo", HERE / "demo")


def test() -> None:
    """Pass the tests."""
    run(PYTHON, "-m", "pytest", "-n", "auto", *sys.argv[2:])


def lint() -> None:
    """Check style and types."""
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", ".")
    run(PYTHON, "-m", "mypy")


def wheel() -> None:
    """Build the wheel into dist/."""
    run(PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", HERE / "dist")


def clean() -> None:
    """Remove the environment and everything that was made from the sources."""
    for made in (ENVIRONMENT, HERE / "dist", HERE / "demo"):
        shutil.rmtree(made, ignore_errors=True)


TARGETS: dict[str, Callable[[], None]] = {f.__name__: f for f in (setup, demo, test, lint, wheel, clean)}

if __name__ == "__main__":
    target = TARGETS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if target is None:
        raise SystemExit("\n".join(f"python make.py {name:6} {f.__doc__}" for name, f in TARGETS.items()))
    if target not in (setup, clean):
        setup()
    target()
