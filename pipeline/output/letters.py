"""The letters folder: one letter and one draft a school, always of the record as it stands.

A clear or decided record has a confirmation letter, a held one a query letter, and never the other. What has not
changed is not written again; what no longer holds is taken away. A letter that somebody edited is theirs: it stays
while the record does, and is then moved to `earlier/`, never deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.durable import remove
from pipeline.errors import TemplateError
from pipeline.model import Record, State
from pipeline.output import wording
from pipeline.output.clean import encodable
from pipeline.output.drafts import draft, recipients
from pipeline.output.example import example_record
from pipeline.output.letter_words import letter_words
from pipeline.output.names import file_stems
from pipeline.output.pdfs import EARLIER, PdfMaker, write_pdfs
from pipeline.output.place import digest, put, read, set_aside, sweep
from pipeline.output.records import in_order
from pipeline.output.templating import Stamp, fill, identifier_of, mistakes
from pipeline.output.view import OutboxView
from pipeline.programme import Programme

FOLDER = "letters"
_MARK = "eoi-letter"  # how a letter of ours is known again
# Raise it when the way in which letters and drafts are made changes, so that all are made anew.
_MAKING = 1

TEMPLATES = {"confirmation": "confirmation.docx", "query": "query.docx"}
_REQUIRED = {
    "confirmation": frozenset({"greeting", "school", "facts", "questions", "reference"}),
    "query": frozenset({"greeting", "school", "questions", "reference"}),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that a record should have. `name` is without its ending, `made_of` a fingerprint of all that it says."""

    record: Record
    kind: str
    name: str
    words: Mapping[str, Any]
    to: tuple[str, ...]
    made_of: str

    @property
    def paths(self) -> tuple[str, str]:
        """Where the letter and its draft lie in the outbox."""
        return f"{FOLDER}/{self.name}.docx", f"{FOLDER}/{self.name}.eml"

    @property
    def pdf(self) -> str:
        """Where the letter as a PDF lies in the outbox, if it could be made."""
        return f"{FOLDER}/{self.name}.pdf"


@dataclass(slots=True)
class Written:
    """What became of the letters folder. Paths are relative to the outbox. `unfinished` where the next run has to go on."""

    letters: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unfinished: bool = False


def planned(view: OutboxView, programme: Programme) -> tuple[Letter, ...]:
    """Return the letter of each record, in the order of the schools' names."""
    records = in_order(view.records)
    stems = file_stems(records, programme)
    return tuple(_planned(record, stems[record.id], programme) for record in records)


def planned_for(record: Record, view: OutboxView, programme: Programme) -> Letter:
    """Return the letter of one record."""
    return _planned(record, file_stems(view.records, programme)[record.id], programme)


def _planned(record: Record, stem: str, programme: Programme) -> Letter:
    kind = "query" if record.state is State.HELD else "confirmation"
    words, to = letter_words(record, programme), recipients(record, programme)
    said = encodable(json.dumps([_MAKING, kind, words, to], ensure_ascii=False, sort_keys=True))
    return Letter(record, kind, f"{stem} {kind}", words, to, digest(said.encode()))


def write_letters(
    letters: tuple[Letter, ...],
    view: OutboxView,
    programme: Programme,
    templates: Path,
    outbox: Path,
    as_pdf: PdfMaker | None = None,
) -> Written:
    """Bring the letters folder up to date. A template that cannot be used is told in `problems`, once."""
    folder = outbox / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    done = Written()
    wanted = {path for letter in letters for path in (*letter.paths, letter.pdf)}
    # First what must not lie there: on Windows and macOS a name that differs in its capitals is the same file.
    for path in sorted({*view.previous_letters, *_unrecorded(folder, view.previous_letters)} - wanted):
        _take_away(outbox, path, view.previous_letters.get(path), done)

    today = view.run_started.astimezone(programme.programme.time_zone).date()
    forms = {kind: _template(templates / name, done) for kind, name in TEMPLATES.items()}
    for letter in letters:
        form = forms[letter.kind]
        try:
            if form is not None:
                _bring_up_to_date(letter, form, today, view, programme, outbox, done)
        except TemplateError as problem:
            form = None
            # A mistake in the template comes up with each letter, and is told once.
            done.problems += [str(problem)] if str(problem) not in done.problems else []
        if form is None:
            _keep_if_still_true(letter, view, outbox, done)
    write_pdfs(letters, view.previous_letters, outbox, today, done, as_pdf)
    return done


def check_templates(folder: Path, programme: Programme) -> list[str]:
    """Return every mistake in the letter templates of `folder`, a sentence each: what `eoi doctor` says.

    They are filled on trial with a made-up record that has something of everything.
    """
    words = {**letter_words(example_record(programme), programme), "date": "1 January 2000"}
    found = []
    for kind, name in TEMPLATES.items():
        content = read(folder / name)
        if content is None:
            found.append(
                f"There is no {name} in {folder}. Run `eoi init` to put the one that came with the software there."
            )
        else:
            found += mistakes(content, name, words, _REQUIRED[kind])
    return found


# --- one letter -----------------------------------------------------------------------------------------------


def _bring_up_to_date(
    letter: Letter, form: bytes, today: date, view: OutboxView, programme: Programme, outbox: Path, done: Written
) -> None:
    """Write a letter and its draft where they are missing or no longer what the record says."""
    word, mail = letter.paths
    made_of = f"{letter.made_of}.{digest(form)}"
    stamp = Stamp(
        f"{letter.words['school']}: {letter.kind}", programme.programme.organiser, f"{_MARK}.{made_of}", today
    )
    content = _standing(outbox / word, made_of, view.previous_letters.get(word))
    if content is None:
        words = {**letter.words, "date": wording.day(today)}
        content = fill(form, TEMPLATES[letter.kind], words, stamp)
        _write(outbox, word, content, made_of, today, view.previous_letters.get(word), done)
    else:
        done.letters[word] = _kept(view.previous_letters.get(word), made_of, content)

    if (standing := _standing(outbox / mail, made_of, view.previous_letters.get(mail))) is None or word in done.written:
        message = draft(letter.words, letter.to, content, f"{letter.name}.docx", stamp, programme)
        _write(outbox, mail, message, made_of, today, view.previous_letters.get(mail), done)
    else:
        done.letters[mail] = _kept(view.previous_letters.get(mail), made_of, standing)


def _standing(path: Path, made_of: str, entry: str | None) -> bytes | None:
    """Return what lies at `path` if it was made of the same, by our record of it or else by its own stamp."""
    content = read(path)
    if content is None or _made_of(entry) == made_of or _stamp_of(path, content) == f"{_MARK}.{made_of}":
        return content
    return None


def _kept(entry: str | None, made_of: str, content: bytes) -> str:
    """Return what to remember of a letter that stays: our record of it, which knows whether somebody edited it."""
    return entry if entry is not None and _made_of(entry) == made_of else _entry(made_of, content)


def _write(
    outbox: Path, path: str, content: bytes, made_of: str, today: date, entry: str | None, done: Written
) -> None:
    target = outbox / path
    old = read(target)
    if old is not None and old != content and not _is_as_we_wrote_it(old, entry):
        _move_aside(outbox, path, done)
    placed = put(target, content, today)
    if placed.locked:
        done.unfinished = True
        done.problems.append(
            f"“{path}” is open in another program and out of date. The new one lies beside it as “{placed.path.name}”."
        )
        # Remembered as it was, so that the next run tries again; and the one beside it as ours.
        done.letters[path] = entry or _entry("open", content)
    at = f"{FOLDER}/{placed.path.name}"
    done.letters[at] = _entry(made_of, content)
    if placed.changed:
        done.written.append(at)


def _keep_if_still_true(letter: Letter, view: OutboxView, outbox: Path, done: Written) -> None:
    """With no template to write by, let a letter lie that says what the record says; take any other away."""
    for path in letter.paths:
        entry = view.previous_letters.get(path)
        if entry is not None and entry.startswith(f"{letter.made_of}."):
            done.letters[path] = entry
        elif entry is not None:
            _take_away(outbox, path, entry, done)


# --- taking away ----------------------------------------------------------------------------------------------


def _take_away(outbox: Path, path: str, entry: str | None, done: Written) -> None:
    """Delete a letter that no longer holds, if it is as we wrote it; move it to `earlier/` if somebody edited it."""
    target = outbox / path
    content = read(target)
    try:
        if content is None:
            return
        if _is_as_we_wrote_it(content, entry):
            remove(target)
            done.removed.append(path)
        else:
            _move_aside(outbox, path, done)
    except PermissionError:
        done.unfinished = True
        done.problems.append(
            f"“{path}” no longer holds, and is open in another program. Do not send it; close it and run again."
        )
        done.letters[path] = entry or _entry("open", content or b"")


def _move_aside(outbox: Path, path: str, done: Written) -> None:
    moved = set_aside(outbox / path, outbox / FOLDER / EARLIER)
    done.set_aside.append(moved.relative_to(outbox).as_posix())


def _is_as_we_wrote_it(content: bytes, entry: str | None) -> bool:
    return entry is not None and entry.rpartition(".")[2] == digest(content)


def _unrecorded(folder: Path, recorded: Mapping[str, str]) -> Iterator[str]:
    """Yield letters of ours that nobody remembers: a run was killed between writing one and saying so."""
    for path in sorted(folder.glob("*")):
        relative = f"{FOLDER}/{path.name}"
        if relative not in recorded and path.suffix in (".docx", ".eml") and (content := read(path)) is not None:
            stamp = _stamp_of(path, content)
            if stamp is not None and stamp.startswith(f"{_MARK}."):
                yield relative


def _stamp_of(path: Path, content: bytes) -> str | None:
    if path.suffix == ".docx":
        return identifier_of(content)
    head = content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return next((line[14:] for line in head.split("\r\n") if line.startswith("X-EOI-Letter: ")), None)


def _template(path: Path, done: Written) -> bytes | None:
    content = read(path)
    if content is None:
        done.problems.append(
            f"There is no {path.name} among the templates, so those letters were not written. Run `eoi init`."
        )
    return content


def _made_of(entry: str | None) -> str | None:
    return entry.rpartition(".")[0] if entry else None


def _entry(made_of: str, content: bytes) -> str:
    return f"{made_of}.{digest(content)}"
