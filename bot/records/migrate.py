"""The schema is brought up to date at start: by one process, whole or not at all.

The steps stand in migrations/versions (Alembic). All that are missing run in one transaction,
DDL included, which both databases can: a process that is killed meanwhile leaves the schema it
found. Whoever starts at the same time waits: for a file lock beside an SQLite database, for an
advisory lock in PostgreSQL. Before SQLite's schema changes, the database is copied to
backups/ beside it; PostgreSQL is backed up by its own tools (docs/operations.md).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.records.database import WRITING, connect, file_of
from bot.records.errors import DatabaseUnusable, NewerSchema
from index.files import one_writer

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "wence_schema"
BACKUPS = "backups"  # the folder of copies, beside the database
_BACKUPS_KEPT = 3
_LOCK_NUMBER = 0x77656E6365  # "wence": PostgreSQL's advisory locks are numbers


def migrate(url: URL, *, steps: Path = MIGRATIONS) -> None:
    """Bring the database up to the newest schema; makes it where there is none.

    Args:
        steps: The folder of Alembic's env.py and versions/.

    Raises:
        NewerSchema: A newer version of the program wrote it.
        DatabaseUnusable: It cannot be opened, or a step fails; nothing is changed then.
    """
    try:
        with _alone(url) as connection:
            _upgrade(connection, _config(steps), file_of(url))
    except (DBAPIError, OSError) as error:
        where = url.render_as_string(hide_password=True)
        problem = str(getattr(error, "orig", error)).strip().splitlines()
        raise DatabaseUnusable(
            f"The records in {where} cannot be opened or brought up to date "
            f"({problem[0] if problem else type(error).__name__}): check that the database is "
            "there, that it may be written to, and that its disk has room."
        ) from error


def schema_of(connection: Connection) -> str | None:
    """Name of the schema the database has; None for a new one."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


@contextmanager
def _alone(url: URL) -> Iterator[Connection]:
    """A writing transaction while no other process migrates."""
    file = file_of(url)
    if file is None:
        engine = connect(url, migrating=True)
        with engine.begin() as connection:
            _check_encoding(connection, url)
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK_NUMBER})
            yield connection
        return
    with one_writer(file.with_name(f".{file.name}.lock")):
        engine = connect(url, migrating=True).execution_options(**WRITING)
        with engine.begin() as connection:
            yield connection


def _check_encoding(connection: Connection, url: URL) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise DatabaseUnusable(
            f"The database {url.database} is encoded in {encoding}, which cannot hold Chinese: "
            "create one with ENCODING 'UTF8' TEMPLATE template0 and name that."
        )


def _config(steps: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, config: Config, file: Path | None) -> None:
    steps = ScriptDirectory.from_config(config)
    known = {step.revision for step in steps.walk_revisions()}
    current = schema_of(connection)
    if current == steps.get_current_head():
        return
    if current is not None and current not in known:
        raise NewerSchema(
            f"The records have the schema {current} of a newer version of the program: install "
            "that version, or restore the backup that was made before it was first started."
        )
    if current is not None and file is not None:
        _back_up(file, current)
    logger.warning("changing the schema of the records: %s", steps.get_current_head())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if file is not None:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:  # foreign keys were off while tables were rebuilt
            raise DatabaseUnusable(
                f"A step of the migration left rows of {broken[0]} that belong to nothing, and "
                "was undone: report it with the version of the program."
            )


def _back_up(file: Path, schema: str) -> None:
    """Copy the database as it was committed; the lock is held, so nobody writes meanwhile."""
    folder = file.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    for unfinished in folder.glob(f".{file.name}-*"):  # left by a run that was killed
        unfinished.unlink(missing_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, prefix=f".{file.name}-")
    os.close(handle)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(beside)) as copy:
        source.backup(copy)
    with open(beside, "rb") as written:
        os.fsync(written.fileno())
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    os.replace(beside, folder / f"{file.stem}-{now}-{schema}{file.suffix}")
    for old in backups_of(file)[:-_BACKUPS_KEPT]:
        old.unlink(missing_ok=True)


def backups_of(file: Path) -> list[Path]:
    """Copies that were made of an SQLite database, the oldest first."""
    return sorted((file.parent / BACKUPS).glob(f"{file.stem}-*{file.suffix}"))
