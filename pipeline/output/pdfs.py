"""A PDF beside each Word letter, where there is a way to make one: always of the letter that lies there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.durable import remove
from pipeline.output.place import digest, put, read, set_aside

if TYPE_CHECKING:
    from pipeline.output.letters import Letter, Written

EARLIER = "earlier"  # where letters go that somebody edited and that no longer hold

# Makes PDFs of Word letters, by their names: empty where it cannot, left out where there is no time.
PdfMaker = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]


def write_pdfs(
    letters: tuple[Letter, ...],
    previous: Mapping[str, str],
    outbox: Path,
    today: date,
    done: Written,
    make: PdfMaker | None,
) -> None:
    """Bring the PDFs up to date with the Word letters that were just written, all new ones in one go.

    A PDF of a letter that has changed since is taken away even if no new one can be made. One that nobody remembers
    is ours, left by a run that was cut off, if it is what would be made; else it is somebody's, and moved aside.
    """
    wanted: dict[str, bytes] = {}
    unknown: list[str] = []
    for letter in letters:
        content = read(outbox / letter.paths[0])
        lies_there = (outbox / letter.pdf).is_file()
        entry = previous.get(letter.pdf)
        if content is not None and entry is not None and lies_there and entry.partition(".")[0] == digest(content):
            done.letters[letter.pdf] = entry
            continue
        if lies_there and entry is None and letter.paths[0] in done.letters and letter.paths[0] not in done.written:
            unknown.append(letter.pdf)
        elif lies_there and not _gives_way(outbox, letter.pdf, entry, done):
            continue
        if content is not None and letter.paths[0] in done.letters:
            wanted[letter.pdf] = content
    made = make(wanted) if make and wanted else {}
    in_the_way = set()
    for path in unknown:
        is_ours = path in made and made[path] == read(outbox / path)
        # Where there was no time to tell, the next run does.
        if not is_ours and (path in made or not made) and not _gives_way(outbox, path, None, done):
            in_the_way.add(path)
    for path, pdf in made.items():
        if pdf and path not in in_the_way:
            changed = put(outbox / path, pdf, today).changed
            done.letters[path] = f"{digest(wanted[path])}.{digest(pdf)}"
            done.written += [path] if changed else []
    done.removed[:] = [path for path in done.removed if path not in done.written]
    if made and (left := len(wanted) - len(made)):
        done.unfinished = True
        done.problems.append(
            f"There was no time for {left:,} of the PDF letters. The Word letters are all there; the next run goes on with the PDFs."
        )


def _gives_way(outbox: Path, path: str, entry: str | None, done: Written) -> bool:
    """Take a PDF away that is of another letter than lies there now; one that is not as we made it is moved aside."""
    target = outbox / path
    content = read(target) or b""
    try:
        if entry is not None and entry.rpartition(".")[2] == digest(content):
            remove(target)
            done.removed.append(path)
        else:
            done.set_aside.append(set_aside(target, target.parent / EARLIER).relative_to(outbox).as_posix())
    except PermissionError:
        if entry is not None:
            done.letters[path] = entry
        done.unfinished = True
        done.problems.append(
            f"“{path}” no longer holds, and is open in another program. Do not send it; close it and run again."
        )
        return False
    return True
