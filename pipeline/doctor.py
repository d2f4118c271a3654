"""What is well in a home and on this machine, and how to mend what is not."""

from __future__ import annotations

import importlib.util
import os
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.home import Home
from pipeline.programme import Programme, load_programme


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed` is false for what is merely good to have."""

    what: str
    well: bool
    advice: str = ""
    needed: bool = True


def examine(home: Home) -> Iterator[Finding]:
    """Look at everything that a run depends on, and yield what was found. Changes nothing that lasts."""
    programme = None
    try:
        programme = load_programme(home.programme)
        yield Finding(f"{home.programme.name}: {programme.programme.name}, {programme.year}", True)
    except PipelineError as problem:
        yield Finding(f"{home.programme.name} has a mistake", False, str(problem))
    for folder in (home.inbox, home.outbox, home.state):
        yield _writable(folder)
    yield _private(home)
    if programme is not None:
        yield from _letters(home, programme)
        yield _register(programme)
    yield _database(home)
    yield _libreoffice()
    yield _ocr()


def _writable(folder: Path) -> Finding:
    name = f"{folder.name}/ can be written"
    if not folder.is_dir():
        return Finding(name, False, f"There is no {folder}. `eoi init` there makes what is missing.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(name, True)
    except OSError as problem:
        return Finding(name, False, f"{folder}: {problem.strerror}. Ask who looks after the machine for the right.")


def _private(home: Home) -> Finding:
    """Look who else may open the home. Windows gives a folder below the user's own to nobody else."""
    folder = home.folder
    if os.name == "nt":
        below = folder.is_relative_to(Path.home())
        advice = f"{folder} is not below your own folder, {Path.home()}. Ask who else may open it: letters are in it."
        return Finding("the home is among your own folders", below, "" if below else advice, needed=False)
    if not folder.is_dir() or not folder.stat().st_mode & 0o077:
        return Finding("nobody else on this machine can open the home", True)
    advice = f"Letters and forms are in it. Where nobody shares it with you: chmod 700 {shlex.quote(str(folder))}"
    return Finding("others on this machine can open the home", False, advice, needed=False)


def _letters(home: Home, programme: Programme) -> Iterator[Finding]:
    from pipeline.output.letters import check_templates

    mistakes = check_templates(home.templates, programme)
    for mistake in mistakes:
        yield Finding("a letter template has a mistake", False, mistake)
    if not mistakes:
        yield Finding("the letter templates can be filled in", True)


def _register(programme: Programme) -> Finding:
    if programme.register_file is None:
        advice = (
            "Names of schools are not checked. To have them checked, download the establishment CSV from "
            "get-information-schools.service.gov.uk and name it under [register] in programme.toml."
        )
        return Finding("a register of schools", False, advice, needed=False)
    from pipeline.normalise import SchoolRegister

    try:
        register = SchoolRegister.load(programme.register_file)
    except PipelineError as problem:
        return Finding("the register of schools cannot be read", False, str(problem))
    return Finding(f"the register of schools: {len(register.names):,} schools", True)


def _database(home: Home) -> Finding:
    if not isinstance(home.database, Path) or not home.database.exists():
        return Finding("the database: none yet, the first run makes it", True)
    from pipeline.store import Store

    try:
        with Store.open(home.database) as store, store.transaction() as work:
            cut_off = work.runs.cut_off()
    except PipelineError as problem:
        return Finding("the database cannot be used", False, str(problem))
    if cut_off:
        return Finding("the last run did not come to its end", False, "Nothing is lost. Run it again: `eoi run`.")
    return Finding("the database is whole", True)


def _libreoffice() -> Finding:
    from pipeline.office import find_libreoffice

    found = find_libreoffice()
    if found is not None:
        return Finding(f"LibreOffice: {found}", True)
    advice = (
        "Old Word (.doc), OpenDocument and RTF files cannot be read without it. It is free: www.libreoffice.org. "
        "If it is installed somewhere unusual, name its program soffice in $EOI_LIBREOFFICE."
    )
    return Finding("LibreOffice", False, advice, needed=False)


def _ocr() -> Finding:
    missing = [name for name in ("rapidocr", "onnxruntime", "cv2") if importlib.util.find_spec(name) is None]
    if missing:
        return Finding("reading scans", False, "Install the software again: parts of it are missing.", needed=False)
    return Finding(f"scans can be read (on {os.cpu_count() or 1} processor cores)", True)
