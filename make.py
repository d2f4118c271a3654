"""Sets up and runs this checkout on any system: `python make.py demo`, `python make.py test`.

Needs nothing but Python itself. `make demo` and `make test` call this file, so that Windows, Mac and Linux do the
same thing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    """Pass the tests; those of one file stay together, so that what they share is made once."""
    run(PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *sys.argv[2:])


def lint() -> None:
    """Check style, types, and that nothing imports what stands above it."""
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", ".")
    run(PYTHON, "-m", "mypy")
    run(PYTHON, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


def pictures() -> None:
    """Make the pictures of docs/guide.md anew; needs Chromium."""
    run(PYTHON, HERE / "docs" / "make_pictures.py")


def wheel() -> None:
    """Build the wheel into dist/."""
    run(PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", HERE / "dist")


def release() -> None:
    """Build the wheel into dist/, with the bill of what it brings along (CycloneDX)."""
    wheel()
    _install_tools()
    bill = HERE / "dist" / "eoi-pipeline.cdx.json"
    tool = [PYTHON, "-m", "cyclonedx_py", "environment", PYTHON, "--pyproject", "pyproject.toml", "--of", "JSON"]
    run(*tool, "--output-reproducible", "-o", bill)
    whole = json.loads(bill.read_text("utf-8"))
    bill.write_text(json.dumps(only_shipped(whole, shipped()), indent=1) + "\n", "utf-8")
    print(f"Built, with its bill of materials: {bill}")


def licences() -> None:
    """List the licence of everything that is shipped."""
    _install_tools()
    run(PYTHON, "-m", "piplicenses", "--from=mixed", "--format=markdown", "--with-urls", "--packages", *shipped())


def audit() -> None:
    """Ask the public database of known faults (osv.dev) about everything that is shipped."""
    _install_tools()
    command = [PYTHON, "-m", "pip_audit", "-r", "requirements.txt", "--no-deps", "--disable-pip", "-s", "osv"]
    done = subprocess.run([str(part) for part in command], cwd=HERE, check=False, capture_output=True, encoding="utf-8")
    print(done.stdout.strip())
    if "Traceback" in done.stderr or "ConnectionError" in done.stderr:
        raise SystemExit("The database could not be reached (api.osv.dev): nothing was audited.")
    print(done.stderr.strip())
    raise SystemExit(done.returncode)


def shipped() -> list[str]:
    """Return the names of what the software brings along, as requirements.txt pins them."""
    lines = (HERE / "requirements.txt").read_text("utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if "==" in line]


def only_shipped(bill: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Return a bill of materials without what only tests and tools need."""
    wanted = {_plain(name) for name in names}
    components = [each for each in bill["components"] if _plain(each["name"]) in wanted]
    kept = {each["bom-ref"] for each in components} | {bill["metadata"]["component"]["bom-ref"]}
    dependencies = [
        {**each, **({"dependsOn": sorted(kept & set(each["dependsOn"]))} if "dependsOn" in each else {})}
        for each in bill["dependencies"]
        if each["ref"] in kept
    ]
    return {**bill, "components": components, "dependencies": dependencies}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _install_tools() -> None:
    quietly = ("--quiet", "--disable-pip-version-check")
    run(PYTHON, "-m", "pip", "install", *quietly, "-r", HERE / "requirements-release.txt")


def clean() -> None:
    """Remove the environment and everything that was made from the sources."""
    for made in (ENVIRONMENT, HERE / "dist", HERE / "demo"):
        shutil.rmtree(made, ignore_errors=True)


TARGETS: dict[str, Callable[[], None]] = {
    f.__name__: f for f in (setup, demo, test, lint, pictures, wheel, release, licences, audit, clean)
}

if __name__ == "__main__":
    target = TARGETS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if target is None:
        raise SystemExit("\n".join(f"python make.py {name:8} {f.__doc__}" for name, f in TARGETS.items()))
    if target not in (setup, clean):
        setup()
    target()
