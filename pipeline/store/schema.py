"""The tables, and how an older database becomes a newer one.

Nothing is ever overwritten that was received, read or decided: `files`, `forms`, `decisions` and `events` only grow
(what `forms` says of a form's place in its record follows from the rest, as `records` does). Times are ISO 8601
text, nested values JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
)

from pipeline.errors import StoreError

metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

# `decisions` is the number of the last decision that the run knew of.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", String, nullable=False),
    Column("finished", String),
    Column("software", String, nullable=False),
    Column("left", Text, nullable=False, default="[]"),
    Column("decisions", Integer, nullable=False, default=0),
)

records = Table(
    "records",
    metadata,
    Column("id", String, primary_key=True),
    Column("expression", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("created_run", ForeignKey("runs.id"), nullable=False),
)

# `seq` is the order in which forms were taken in. `outcome` and `changes` place a form in its record's history.
forms = Table(
    "forms",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("sha256", String, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("record_id", ForeignKey("records.id"), index=True),
    Column("outcome", String, nullable=False),
    Column("changes", Text, nullable=False, default="[]"),
)

# What a form can be found again by: "tel:+441772…", "mail:office@…", "word:oswald".
traits = Table(
    "traits",
    metadata,
    Column("form_id", ForeignKey("forms.id"), primary_key=True),
    Column("trait", String, primary_key=True),
    Index("traits_by_trait", "trait"),
)

# How two forms compare, with the steps that led there; `first_id` was there before `second_id`.
links = Table(
    "links",
    metadata,
    Column("first_id", ForeignKey("forms.id"), primary_key=True),
    Column("second_id", ForeignKey("forms.id"), primary_key=True),
    Column("verdict", String, nullable=False),
    Column("steps", Text, nullable=False),
    Index("links_by_second", "second_id"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# `arrival` is the same for all rows of one file of the inbox. `counted` is what the balance of its run counts a row
# as; `outcome` may change when a later form supersedes this one. `brought` is 1 in the row that brought its form in.
files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False, index=True),
    Column("arrival", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("inside", String),
    Column("sha256", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("received", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("counted", String, nullable=False),
    Column("reason", Text),
    Column("form_id", ForeignKey("forms.id"), index=True),
    Column("brought", Integer, nullable=False, default=0),
    Column("mail", Text),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form_id", ForeignKey("forms.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("withdraws", ForeignKey("decisions.id")),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer),
    Column("at", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("detail", Text, nullable=False, default="{}"),
)

# Where an original has still to go. `path` is its path inside the inbox, percent-encoded: names need not be text.
placements = Table(
    "placements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("path", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("mtime_ns", String, nullable=False),
    Column("target", String, nullable=False),
    Column("state", String, nullable=False, index=True),
)

letters = Table(
    "letters",
    metadata,
    Column("path", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("written", String, nullable=False),
)

# Each changes a database of the version before it, in one transaction. A new one is added at the end, never changed
# afterwards; a new database is made whole and needs none.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = ()
CURRENT = 1 + len(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """Return the schema's version; 0 where none is written down, as in an empty database."""
    if not connection.dialect.has_table(connection, schema_version.name):
        return 0
    return int(connection.execute(select(schema_version.c.version)).scalar() or 0)


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    metadata.create_all(connection)
    connection.execute(schema_version.insert().values(version=CURRENT))


def migrate(connection: Connection, version: int) -> None:
    """Take a database one step on from `version`. To be called in a transaction of its own.

    Raises StoreError where the database was made by a newer edition of this software.
    """
    if version > CURRENT:
        raise StoreError("The database was made by a newer version of this software.", "Install that version again.")
    MIGRATIONS[version - 1](connection)
    connection.execute(schema_version.update().values(version=version + 1))
