"""Inside a worker: the process that opens what a school sent, and may be ended at any moment."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.cage.answers import packed
from pipeline.errors import DocumentError
from pipeline.guard import Limits
from pipeline.intake.containers import open_document
from pipeline.model import Document, Form, Source

OpenReader = Callable[[], Callable[[Document], list[Form]]]

_LIMITS_MET = {
    errno.EMFILE: "Reading the file needs more files open at once than any form does.",
    errno.EFBIG: "Reading the file needs a larger temporary file than any form does.",
}
_ADVICE = "Ask the school for a Word file or a PDF."


@dataclass(frozen=True, slots=True)
class Original:
    """A file in custody that is to be opened."""

    path: Path
    source: Source


def work(pipe: Connection, open_reader: OpenReader, limits: Limits, folder: Path) -> None:
    """Answer every item that comes through the pipe, until the other end is closed. `folder` is for what it writes."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C at the terminal is for the run, which ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = str(folder)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    _limit(limits)
    reader = None
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            if isinstance(item, Original):
                answer = packed("done", open_document(item.path.read_bytes(), item.source))
            else:
                reader = reader or open_reader()
                answer = packed("done", reader(item))
        except DocumentError as refusal:
            answer = packed("refused", (type(refusal).__name__, refusal.message, refusal.advice))
        except RecursionError:
            answer = packed("refused", ("Unreadable", "It is nested far deeper than any form is.", _ADVICE))
        except MemoryError:  # Asked for at once, more than there is.
            answer = packed("refused", ("Unreadable", "Reading the file needs more memory than there is.", _ADVICE))
        except Exception as fault:
            met = _LIMITS_MET.get(fault.errno or 0) if isinstance(fault, OSError) else None
            answer = packed("refused", ("Unreadable", met, _ADVICE)) if met else packed("fault", _where(fault))
        if len(answer) > limits.megabytes_answered << 20:
            reason = f"What was read in the file is more than {limits.megabytes_answered} MB, which no form is."
            answer = packed("refused", ("Unreadable", reason, _ADVICE))
        pipe.send_bytes(answer)


def _end_with_parent(folder: Path) -> None:
    """End when the run ends, however it ends, with everything that was started and written: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    import psutil

    from pipeline.guard import end_all, family_of

    with contextlib.suppress(psutil.Error):
        end_all(family_of(psutil.Process()))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _limit(limits: Limits) -> None:
    """Have the system itself hold what cannot be measured from outside, where it can."""
    try:
        import resource
    except ImportError:
        return
    largest = limits.megabytes_on_disk << 20
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, largest),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _where(fault: BaseException) -> str:
    """Return what went wrong and where, and nothing of what the school wrote."""
    trace, place = fault.__traceback__, ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(fault).__name__} at {place}"
