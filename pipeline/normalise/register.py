"""The register of schools: which school of it a form is from.

Names alone deceive: dozens of schools are called St Mary's, and a fuzzy score is high for one shared word. A school
is therefore compared by its distinctive words; its denomination and its age range must not disagree; and where the
name does not settle it, the place, the postcode, the address of its website or its telephone number must.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline.errors import ProgrammeError
from pipeline.model import Doubt, SchoolName, Suggestion
from pipeline.normalise.names import Likeness, SchoolWords, compare, words_of
from pipeline.normalise.school import POSTCODE
from pipeline.normalise.telephone import e164
from pipeline.normalise.text import plain_words, quoted

_CLOSE = 85
_COLUMNS = {
    "urn": "URN", "name": "EstablishmentName", "status": "EstablishmentStatus (name)", "phase": "PhaseOfEducation (name)",
    "street": "Street", "locality": "Locality", "address": "Address3", "town": "Town", "postcode": "Postcode",
    "website": "SchoolWebsite", "telephone": "TelephoneNum", "religion": "ReligiousCharacter (name)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """One row of the register."""

    urn: str
    name: str
    places: tuple[str, ...]
    postcode: str
    website: str
    telephone: str | None
    words: SchoolWords

    def described(self) -> str:
        """Return the name with its town and postcode, to choose by."""
        return ", ".join(part for part in (self.name, self.places[-1] if self.places else "", self.postcode) if part)


@dataclass(frozen=True, slots=True)
class Clues:
    """What the rest of the form says about which school it is from."""

    urn: str | None = None
    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchoolRegister:
    """The schools that may be in the programme's area."""

    schools: tuple[RegisteredSchool, ...]

    @classmethod
    def load(cls, path: Path) -> SchoolRegister:
        """Read a GIAS CSV (UTF-8 or Windows-1252; more or fewer columns are fine); once in a process.

        Raises ProgrammeError where the file cannot be read, or has no URN and name.
        """
        try:
            return _loaded(path, path.stat().st_mtime_ns)
        except OSError as problem:
            raise ProgrammeError(f"The register {path.name} cannot be read: {problem.strerror}.") from None

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of a school, for finding schools that comments mention."""
        return frozenset(school.name for school in self.schools)

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[int, ...]]:
        index: dict[str, list[int]] = defaultdict(list)
        for position, school in enumerate(self.schools):
            for word in school.words.distinctive | school.words.saints:
                index[word].append(position)
        return {word: tuple(positions) for word, positions in index.items()}

    def identify(self, school: SchoolName, clues: Clues) -> tuple[SchoolName, tuple[Doubt, ...]]:
        """Return the school with its URN where it is certain which one it is, else a doubt with the likely ones."""
        if clues.urn and (stated := next((one for one in self.schools if one.urn == clues.urn), None)):
            return _with_urn(school, stated), ()
        written = words_of(school.name or "")
        alike: dict[Likeness, list[RegisteredSchool]] = defaultdict(list)
        for one in self._candidates(written):
            alike[compare(written, one.words, _context_words(one))].append(one)
        exact, same, near = alike[Likeness.EXACT], alike[Likeness.SAME], alike[Likeness.NEAR]
        proven = [one for one in (*exact, *same, *near) if _proven(one, school, clues)]
        placed = [one for one in exact or same if _place_named(one, school)]
        by_name = exact if not written.common else []
        for certain in (proven, by_name, placed):
            if len(certain) == 1 and not _contradicted(certain[0], school):
                return _with_urn(school, certain[0]), ()
        if likely := proven or placed or exact or same:
            return school, (_ambiguous(school, dict.fromkeys((*likely, *same, *near))),)
        return school, (self._unknown(school, near),)

    def _candidates(self, written: SchoolWords) -> list[RegisteredSchool]:
        """Return the schools that share a distinctive word, or nearly, with what is written."""
        positions: set[int] = set()
        for word in written.distinctive | written.saints:
            close = process.extract(word, self._by_word.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=8)
            for near, _, _ in close:
                positions.update(self._by_word[near])
        return [self.schools[position] for position in sorted(positions)]

    def _unknown(self, school: SchoolName, near: list[RegisteredSchool]) -> Doubt:
        written = plain_words(school.name or "")
        close = process.extract(
            written, {position: plain_words(one.name) for position, one in enumerate(self.schools)},
            scorer=fuzz.ratio, score_cutoff=70, limit=3,
        )  # fmt: skip
        suggested = list(dict.fromkeys((*near, *(self.schools[position] for _, _, position in close))))
        return Doubt(
            "school-unknown",
            "school",
            f"No school of the register matches {quoted(school.name or '')}.",
            school.as_written or "",
            tuple(_suggestion(school, one) for one in suggested[:4]),
        )


def _with_urn(school: SchoolName, registered: RegisteredSchool) -> SchoolName:
    return SchoolName(school.name, school.as_written, registered.urn)


def _context_words(school: RegisteredSchool) -> frozenset[str]:
    return frozenset(word for place in school.places for word in plain_words(place).split())


def _proven(registered: RegisteredSchool, school: SchoolName, clues: Clues) -> bool:
    """Tell whether the postcode, the telephone or the email domain is this school's."""
    if _squeezed(registered.postcode) and _squeezed(registered.postcode) in _postcodes(school):
        return True
    if registered.telephone and registered.telephone in clues.telephones:
        return True
    return any(email.rpartition("@")[2] in _hosts(registered.website) for email in clues.emails)


def _contradicted(registered: RegisteredSchool, school: SchoolName) -> bool:
    """Tell whether the school gives a postcode that is not the registered one."""
    postcodes = _postcodes(school)
    return bool(postcodes) and _squeezed(registered.postcode) not in postcodes


def _place_named(registered: RegisteredSchool, school: SchoolName) -> bool:
    """Tell whether the school names the place that the register gives it, besides its name."""
    named = set(plain_words(school.as_written or "").split()) - (registered.words.all - _context_words(registered))
    return any(set(plain_words(place).split()) <= named for place in registered.places if plain_words(place))


def _postcodes(school: SchoolName) -> set[str]:
    return {_squeezed(found[0]) for found in POSTCODE.finditer(school.as_written or "")}


def _squeezed(postcode: str) -> str:
    return re.sub(r"\s", "", postcode).casefold()


def _hosts(website: str) -> set[str]:
    """Return the domains that a website's mail may come from: its host, with and without "www"."""
    host = re.sub(r"^\w+://", "", website).partition("/")[0]
    return {host, host.removeprefix("www.")} - {""}


def _ambiguous(school: SchoolName, likely: Iterable[RegisteredSchool]) -> Doubt:
    schools = list(likely)
    return Doubt(
        "school-ambiguous",
        "school",
        f"{len(schools)} schools of the register may be meant by {quoted(school.name or '')}."
        if len(schools) > 1
        else f"{quoted(school.name or '')} may be {schools[0].described()}, but the form does not say enough to be certain.",
        school.as_written or "",
        tuple(_suggestion(school, one) for one in schools[:9]),
    )


def _suggestion(school: SchoolName, registered: RegisteredSchool) -> Suggestion:
    value = {"name": registered.name, "as_written": school.as_written, "urn": registered.urn}
    return Suggestion(registered.described(), value)


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed: int) -> SchoolRegister:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    rows = csv.DictReader(io.StringIO(text))
    columns = {name.strip() for name in rows.fieldnames or ()}
    if missing := [name for name in (_COLUMNS["urn"], _COLUMNS["name"]) if name not in columns]:
        raise ProgrammeError(
            f"The register {path.name} has no column {' and no column '.join(missing)}.",
            "Use the establishment CSV from Get Information About Schools as it is.",
        )
    return SchoolRegister(tuple(school for row in rows if (school := _registered(row)) is not None))


def _registered(row: Mapping[str, str | None]) -> RegisteredSchool | None:
    """Return a row as a school; None for one that is closed, or that has no number or name."""
    value = {key: (row.get(column) or "").strip() for key, column in _COLUMNS.items()}
    if not value["urn"] or not value["name"] or value["status"].casefold().startswith(("closed", "proposed")):
        return None
    places = tuple(dict.fromkeys(value[key] for key in ("locality", "address", "town") if value[key]))
    website = value["website"].casefold()
    telephone = e164(value["telephone"]) if value["telephone"] else None
    return RegisteredSchool(
        value["urn"], value["name"], places, value["postcode"], website, telephone, words_of(value["name"])
    )
