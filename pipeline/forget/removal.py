"""Deleting files: originals in custody and in the inbox, pages drawn of them, letters, copies of tables, backups."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from pipeline import backup
from pipeline.durable import TEMPORARY_PREFIX, write_file
from pipeline.forget.holdings import Holding
from pipeline.forget.search import holds
from pipeline.home import Home
from pipeline.intake.custody import Custody
from pipeline.intake.names import safe_name, unused
from pipeline.intake.placing import encode
from pipeline.office import sweep_workshops
from pipeline.output import wording

# Written anew by the run that follows. `review.xlsx` stays: it may hold decisions on others that were not read yet.
_WRITTEN_ANEW = ("master*.xlsx", "master*.csv", "records*.json", "report*.html", "digest.eml")


def set_apart(home: Home, held: Holding) -> dict[int, tuple[str, str, int]]:
    """Put the other members of a shared mail or archive into the inbox's `done` folder, each as a file of its own.

    Returns, by row, the new file's name, its encoded path inside the inbox, and its size.
    """
    custody, folder = Custody(home.custody), home.inbox / "done"
    folder.mkdir(parents=True, exist_ok=True)
    placed: dict[int, tuple[str, str, int]] = {}
    for parting in held.parted:
        for row in parting.stays:
            content = custody.read(row.sha256)
            wanted = safe_name((row.inside or row.file).rpartition("!")[2])
            target = _free(folder, wanted, row.sha256)
            if not target.exists():
                write_file(target, content)
                os.utime(target, (row.received.timestamp(), row.received.timestamp()))
            placed[row.id] = (target.name, encode(target.relative_to(home.inbox)), len(content))
    return placed


def remove_files(home: Home, held: Holding, deleted: list[str], problems: list[str]) -> None:
    """Delete every file that holds what is to go, and say in `deleted` what it was."""
    stays = {row.sha256 for parting in held.parted for row in parting.stays}
    doomed = ({row.sha256 for row in held.goes} | set(held.unlisted)) - stays - _needed_elsewhere(held)
    custody = Custody(home.custody)
    kept = [custody.path(hashed) for hashed in sorted(doomed)]
    drawn = [home.state / "pages" / hashed for hashed in sorted(doomed)]
    counts = {
        "original in custody": ("originals in custody", _delete(kept, problems)),
        "form's page pictures": ("forms' page pictures", _delete(drawn, problems)),
        "original in the inbox": ("originals in the inbox", _delete(_in_inbox(home, doomed), problems)),
        "letter or draft": ("letters and drafts", _delete(_letters(home, held), problems)),
        "backup": ("backups, which held it too: please make a new one", _delete(_backups(home), problems)),
    }
    deleted += [wording.counted(count, one, many) for one, (many, count) in counts.items() if count]
    _delete(_left_behind(home), problems)
    sweep_workshops()
    _delete((path for pattern in _WRITTEN_ANEW for path in home.outbox.glob(pattern)), problems)
    backup.forget_gone(home)


def _backups(home: Home) -> list[Path]:
    """Return the backups that were made of this home, and those in its folder for them that got another name."""
    renamed = (path for path in (home.folder / "backups").glob("*") if backup.is_backup(path))
    return list(dict.fromkeys((*backup.known(home), *renamed)))


def _left_behind(home: Home) -> Iterator[Path]:
    """Yield damaged databases that were kept, and what kills left half done: the home's lock is ours, so nobody needs it."""
    for pattern in ("*.damaged-*", ".backup-*", ".rebuild-*", ".rehearsal-*", "pages/.drawing-*"):
        yield from home.state.glob(pattern)
    yield from home.folder.rglob(f"{TEMPORARY_PREFIX}*")


def _needed_elsewhere(held: Holding) -> set[str]:
    """Return the hashes of what other schools' forms were read from."""
    return {version.form.source.sha256 for record in held.others for version in record.history}


def _in_inbox(home: Home, hashes: set[str]) -> Iterator[Path]:
    """Yield the files in the inbox with one of these hashes, whatever they are called and wherever they lie."""
    for path in sorted(home.inbox.rglob("*")):
        if not path.is_symlink() and path.is_file() and _hash_of(path) in hashes:
            yield path


def _letters(home: Home, held: Holding) -> Iterator[Path]:
    """Yield every letter and draft with a reference of these schools, also those that somebody edited, and every
    workbook of questions that was set aside with their words in it."""
    yield from _holding(held.references, (home.outbox / "letters").rglob("*"))
    yield from _holding(held.words, home.outbox.glob("review (*.xlsx"))


def _holding(words: Collection[str], paths: Iterable[Path]) -> Iterator[Path]:
    for path in sorted(paths) if words else ():
        with contextlib.suppress(OSError):
            if path.is_file() and holds(path.read_bytes(), words):
                yield path


def _delete(paths: Iterable[Path], problems: list[str]) -> int:
    """Delete files and folders, and return how many there were."""
    count = 0
    for path in list(paths):
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            count += 1
        except FileNotFoundError:
            continue
        except OSError:
            problems.append(f"“{path.name}” could not be deleted: it is open in another program, or protected.")
    return count


def _free(folder: Path, name: str, hashed: str) -> Path:
    """Return where a file may go: a name that is free, or that this very file has already."""
    while (folder / name).exists() and _hash_of(folder / name) != hashed:
        name = unused(name, {entry.name.casefold() for entry in os.scandir(folder)})
    return folder / name


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            digest = sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
