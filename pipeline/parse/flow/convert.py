"""Older and other word processors' files made .docx by LibreOffice, and the preview that Pages keeps of its own.

LibreOffice is another program that opens a stranger's file: it gets a profile of its own that is thrown away, no window,
no macros, no links followed, and a time after which it is killed with everything that it started.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.model import Kind

_SUFFIX = {Kind.DOC: ".doc", Kind.ODT: ".odt", Kind.RTF: ".rtf", Kind.PAGES: ".pages", Kind.DOCX: ".docx"}
_FILTER = "docx:MS Word 2007 XML"
_LARGEST_PREVIEW = 60 * 2**20

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
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Recovery/RecoveryInfo"><prop oor:name="Enabled"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted"><value>true</value></prop></item>
</oor:items>
"""


def find_libreoffice() -> Path | None:
    """Return where LibreOffice's `soffice` is: on the PATH or at its usual places; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in _USUAL_PLACES if Path(place).is_file()), None)


def to_docx(content: bytes, kind: Kind, *, seconds: float) -> bytes:
    """Return the bytes of a .doc, .odt, .rtf or .pages file as .docx.

    Raises Unreadable, with what to do, where LibreOffice is not installed, does not understand the file, or takes
    longer than `seconds`.
    """
    office = find_libreoffice()
    if office is None:
        raise Unreadable(
            f"A {_SUFFIX.get(kind, '')} file can only be read with LibreOffice, which is not installed on this computer.",
            "Install LibreOffice (it is free) and run again, or ask the school to save the form as .docx or PDF.",
        )
    with tempfile.TemporaryDirectory(prefix="eoi-office-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        source, target = work / f"form{_SUFFIX.get(kind, '.bin')}", work / "made"
        source.write_bytes(content)
        settings = work / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        _run(_command(office, work, source, target), work, seconds)
        made = target / "form.docx"
        if not made.is_file() or not made.stat().st_size:
            raise Unreadable(
                "LibreOffice could not open the file: it is damaged, protected, or not what it says it is.",
                "Ask the school to save the form as .docx or PDF, and send it once more.",
            )
        return made.read_bytes()


def preview_pdf(content: bytes) -> bytes:
    """Return the preview PDF that a .pages file carries, to be read as a page.

    Raises Unreadable where it carries none: Pages leaves it out where its user says so.
    """
    advice = "Ask the school to export the form from Pages as Word or PDF (File > Export To)."
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in ("QuickLook/Preview.pdf", "preview.pdf"):
                if name in archive.namelist():
                    with archive.open(name) as part:
                        preview = part.read(_LARGEST_PREVIEW + 1)
                    if preview.startswith(b"%PDF") and len(preview) <= _LARGEST_PREVIEW:
                        return preview
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as problem:
        raise Unreadable("The Pages file is damaged or protected, and cannot be opened.", advice) from problem
    raise Unreadable("The Pages file carries no preview that could be read.", advice)


def _command(office: Path, work: Path, source: Path, target: Path) -> list[str]:
    return [
        str(office),
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        "--headless",
        "--invisible",
        "--nologo",
        "--nodefault",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        _FILTER,
        "--outdir",
        str(target),
        str(source),
    ]


def _run(command: list[str], work: Path, seconds: float) -> None:
    """Run LibreOffice to its end; after `seconds`, kill it with all that it started, and raise Unreadable."""
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
        raise Unreadable(
            "LibreOffice is installed, and could not be started.",
            "`eoi doctor` says where it was found; install it anew.",
        ) from problem
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"LibreOffice did not finish opening the file within {seconds:.0f} seconds.",
            "Ask the school to save the form as .docx or PDF, and send it once more.",
        ) from None
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
