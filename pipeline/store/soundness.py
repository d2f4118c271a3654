"""Is a SQLite database what it was when we left it?

Three questions, each of which finds what the others do not: SQLite's own check (its pages hang together, its indexes
say what its tables say), whether every table and index is there, and the seal. SQLite keeps no checksums: a figure
that turned into another on the disk is seen by nothing but the seal, which is a hash of all that the database held
when it was closed.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text

from pipeline.durable import write_file
from pipeline.errors import DamagedStore
from pipeline.store import schema

MEND = "Nothing is lost: originals and decisions are kept apart from it. To have it made anew: `eoi rebuild`."
DAMAGED = "The database is damaged."

# The header of a database file counts the transactions that changed it (SQLite file format, 1.3.9).
_CHANGES = slice(24, 28)


def examine(connection: Connection, seal: Seal | None) -> None:
    """Look a whole database through. To be called in a transaction. Raises DamagedStore."""
    if connection.execute(text("PRAGMA integrity_check(1)")).scalar_one() != "ok":
        raise DamagedStore(DAMAGED, MEND)
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise DamagedStore(DAMAGED, MEND)
    there = {row.name for row in connection.execute(text("SELECT name FROM sqlite_master"))}
    wanted = {table.name for table in schema.metadata.tables.values()}
    wanted |= {str(index.name) for table in schema.metadata.tables.values() for index in table.indexes}
    if not wanted <= there or (seal is not None and seal.is_broken(connection)):
        raise DamagedStore(DAMAGED, MEND)


class Seal:
    """A hash of a database file's content, beside it. It holds while nobody has changed the file since."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.name}.seal")

    def is_broken(self, connection: Connection) -> bool:
        """Tell whether the content is another than was sealed, though no transaction has changed it since."""
        try:
            kept = json.loads(self.path.read_bytes())
            changes, hashed = str(kept["changes"]), str(kept["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        content = _content(connection)
        return content[_CHANGES].hex() == changes and sha256(content).hexdigest() != hashed

    def renew(self, connection: Connection) -> None:
        """Seal what the database holds now, if it has changed. To be called in a transaction that changes nothing.

        Where the seal cannot be written, the next one to close the database writes it.
        """
        content = _content(connection)
        seal = {"changes": content[_CHANGES].hex(), "sha256": sha256(content).hexdigest()}
        line = json.dumps(seal).encode()
        with contextlib.suppress(OSError):
            if not self.path.exists() or self.path.read_bytes() != line:
                write_file(self.path, line, mode=0o600)


def _content(connection: Connection) -> bytes:
    """Return the file as SQLite sees it. Read by our own hands, the file would lose SQLite's locks when closed."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver.serialize()
