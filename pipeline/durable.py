"""Files that are either wholly there or not there at all, whenever the power fails.

A file is written under a temporary name beside its place, made to reach the disk, and renamed. A file is moved
without ever replacing another one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from pipeline.faults import checkpoint

# Temporary names begin so; whoever finds one left behind by a kill may remove it.
TEMPORARY_PREFIX = ".~eoi-"

# What the system says where there is no room.
DISK_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write `content` to `path`, replacing what was there, in one step as far as any reader can see."""
    temporary = temporary_beside(path)
    try:
        checkpoint(f"before writing {path.name}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            checkpoint(f"while writing {path.name}")
            os.fsync(file.fileno())
        rename(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def rename(temporary: Path, path: Path) -> None:
    """Give a finished file its name, replacing what was there, and make the name reach the disk."""
    checkpoint(f"before renaming to {path.name}")
    temporary.replace(path)
    sync_folder(path.parent)
    checkpoint(f"after renaming to {path.name}")


def remove(path: Path) -> None:
    """Delete a file, if it is there. Raises PermissionError where it is open in a program."""
    checkpoint(f"before removing {path.name}")
    path.unlink(missing_ok=True)
    checkpoint(f"after removing {path.name}")


def move_without_replacing(source: Path, target: Path) -> None:
    """Move a file within one file system.

    Raises FileExistsError, and moves nothing, where `target` is there already.
    """
    checkpoint(f"before moving {source.name}")
    if os.name == "nt":
        source.rename(target)  # Windows never replaces here.
    else:
        _link_then_unlink(source, target)
    sync_folder(target.parent)
    sync_folder(source.parent)
    checkpoint(f"after moving {source.name}")


def _link_then_unlink(source: Path, target: Path) -> None:
    """Move by a second name, which POSIX refuses where a file is in the way, as a plain rename would not."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        # No second names on this file system (FAT, some network drives). The run holds the lock of this home, so
        # nobody else puts a file here between the look and the rename.
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        source.rename(target)
        return
    checkpoint(f"between the two names of {source.name}")
    source.unlink()


def temporary_beside(path: Path) -> Path:
    """Return a name in the folder of `path` that nothing else has."""
    return path.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder reach the disk, where the system has a way to."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
