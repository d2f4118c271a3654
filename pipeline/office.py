"""LibreOffice, where it is installed: found, and run apart from everything else.

It is another program that opens strangers' files: it gets a profile of its own that is thrown away, no window, no
macros, no links followed, and a time after which it is killed with everything that it started.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path

# Where the installers of LibreOffice put it, beside the PATH.
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)

# Macros off (level 3: only from trusted places, of which there are none), links never updated, no recovery dialogue.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Recovery/RecoveryInfo"><prop oor:name="Enabled"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted"><value>true</value></prop></item>
</oor:items>
"""

AS_DOCX = "docx:MS Word 2007 XML"
AS_PDF = "pdf:writer_pdf_Export"

# Starting takes seconds, a letter a fraction of one: so many go together, and no more are lost if one is trouble.
_TOGETHER = 50
_SECONDS_TO_START = 60.0
_SECONDS_A_LETTER = 4.0

_WORKSHOP = "eoi-office-"
_SECONDS_A_WORKSHOP_LASTS = 3600.0  # longer than anything is let work

# What differs each time that the same document becomes a PDF, all of it as long as what takes its place.
_MADE_AT = re.compile(rb"/CreationDate\(D:(\d{14})")
_FINGERPRINTS = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>\s*(?:<[0-9A-F]{32}>\s*)?\])|(?<=/DocChecksum /)[0-9A-F]{32}")
_ALWAYS = b"20000101000000"


class OfficeError(Exception):
    """LibreOffice is installed, and could not be started."""


class TooSlowError(OfficeError):
    """LibreOffice did not finish in time."""


def find_libreoffice() -> Path | None:
    """Return where LibreOffice's `soffice` is: on the PATH or at its usual places; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in _USUAL_PLACES if Path(place).is_file()), None)


@contextlib.contextmanager
def workshop() -> Iterator[Path]:
    """Yield a folder with a profile of its own for LibreOffice; it is thrown away at the end."""
    sweep_workshops()
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP, ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        settings = work / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, "utf-8")
        yield work


def sweep_workshops() -> None:
    """Throw away workshops that a kill left behind, with the documents in them: our own, and so old that none works there."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_WORKSHOP}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
            if ours and stat.S_ISDIR(status.st_mode) and time.time() - status.st_mtime > _SECONDS_A_WORKSHOP_LASTS:
                shutil.rmtree(folder, ignore_errors=True)


def convert(office: Path, work: Path, sources: Sequence[Path], made_as: str, target: Path, seconds: float) -> None:
    """Have LibreOffice make files of another kind in `target`, within a workshop.

    What it does not understand it leaves out. Raises TooSlowError after `seconds`, OfficeError where it does not start.
    """
    command = [
        str(office),
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        "--headless",
        "--invisible",
        "--nologo",
        "--nodefault",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        made_as,
        "--outdir",
        str(target),
        *map(str, sources),
    ]
    _run(command, work, seconds)


def letters_as_pdf(letters: Mapping[str, bytes], seconds: float) -> dict[str, bytes]:
    """Return Word letters as PDF, by their names; empty where LibreOffice cannot make one.

    Those for which there is no time are left out. The same letter gives the same bytes. Nothing is made where
    LibreOffice is not installed, or does not work.
    """
    office = find_libreoffice()
    made: dict[str, bytes] = {}
    waiting, until = iter(letters.items()), time.monotonic() + seconds
    while office is not None and (batch := dict(islice(waiting, _TOGETHER))):
        left = until - time.monotonic()
        if left <= 0:
            break
        found = _batch_as_pdf(office, batch, min(left, _SECONDS_TO_START + _SECONDS_A_LETTER * len(batch)))
        if not any(found.values()):
            break  # It does not work tonight; another batch would fare no better.
        made |= found
    return made


def _batch_as_pdf(office: Path, letters: Mapping[str, bytes], seconds: float) -> dict[str, bytes]:
    with workshop() as work:
        names = {name: f"letter-{nth:04}" for nth, name in enumerate(letters)}
        for name, content in letters.items():
            (work / f"{names[name]}.docx").write_bytes(content)
        sources, finished = [work / f"{plain}.docx" for plain in names.values()], False
        with contextlib.suppress(OfficeError):
            convert(office, work, sources, AS_PDF, work / "made", seconds)
            finished = True
        made = {}
        for name, plain in names.items():
            path = work / "made" / f"{plain}.pdf"
            # Those that were done before the time was up are whole.
            if path.is_file() and (content := path.read_bytes()).rstrip().endswith(b"%%EOF"):
                made[name] = _the_same_every_time(content, letters[name])
            elif finished:
                made[name] = b""
        return made


def _the_same_every_time(pdf: bytes, letter: bytes) -> bytes:
    fingerprint = sha256(letter).hexdigest()[:32].upper().encode()
    return _FINGERPRINTS.sub(fingerprint, _MADE_AT.sub(b"/CreationDate(D:" + _ALWAYS, pdf))


def _run(command: list[str], work: Path, seconds: float) -> None:
    """Run LibreOffice to its end; after `seconds`, kill it with all that it started."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    # A proxy that is nowhere: what honours it stays off the network.
    environment |= {"HOME": str(work), "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    try:
        # A group of its own, because `soffice` is a script that starts the program which does the work.
        process = subprocess.Popen(  # noqa: S603 - the program is the one found above, the arguments are ours
            command,
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
    except OSError as problem:
        raise OfficeError(str(problem)) from problem
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise TooSlowError(f"{seconds:.0f} seconds") from None
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with its children; nothing happens to one that has ended."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)  # noqa: S603, S607
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
