"""The connection to the records: SQLite in the data folder by default, PostgreSQL by URL.

SQLite runs in WAL mode, so that readers and the one writer do not wait for each other, and with
synchronous=FULL: a commit returns when it is on the disk, so that an acknowledged answer
survives the loss of power and not only of the process (NORMAL would give the latter alone).
That costs one wait for the disk an answer. A writing transaction takes its lock at BEGIN: one
that began by reading could not wait for the lock later, it would fail at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from bot.records.errors import DatabaseUnusable

FILE = "records.sqlite"
_BUSY_S = 10  # how long a connection waits for another's lock
_CONNECT_S = 10
# Take the lock at BEGIN: an execution option, read by the listener below.
WRITING = {"wence_writing": True}


def url_of(home: Path, database_url: str = "") -> URL:
    """Where the records are.

    Args:
        home: The data folder.
        database_url: "" for SQLite in the data folder, "postgresql://user:password@host/name",
            or "sqlite:////absolute/path".

    Raises:
        DatabaseUnusable: The URL is of no kind that can be used.
    """
    if not database_url:
        return URL.create("sqlite", database=str(home / FILE))
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise _wrong_url() from None  # the URL may hold a password: it is not repeated
    backend = url.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    raise _wrong_url()


def _wrong_url() -> DatabaseUnusable:
    return DatabaseUnusable(
        "WENCE_DATABASE_URL is no database URL that can be used: leave it empty for SQLite in "
        "the data folder, or write postgresql://USER:PASSWORD@HOST/NAME."
    )


def file_of(url: URL) -> Path | None:
    """The database file; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def connect(url: URL, *, migrating: bool = False) -> Engine:
    """An engine over the database; nothing is opened yet.

    Args:
        migrating: For changes of the schema: no pool, and SQLite's foreign keys off, because a
            table that is rebuilt is dropped first, and that would delete whatever refers to it.
    """
    file = file_of(url)
    if file is None:
        pool: dict[str, Any] = {"poolclass": NullPool} if migrating else {"pool_pre_ping": True}
        # Whatever the server's default: a server encoded otherwise is refused by migrate.py.
        arguments = {"connect_timeout": _CONNECT_S, "client_encoding": "utf8"}
        return create_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    file.parent.mkdir(parents=True, exist_ok=True)
    # The users' words are nobody else's to read. SQLite gives its other files the same mode.
    # Only where it is missing: closing any handle of a file gives up all locks that connections
    # of this process hold on it, and SQLite would not know.
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_S},
        hide_parameters=True,  # in error messages: a log is no place for questions
        **({"poolclass": NullPool} if migrating else {}),
    )
    _prepare_sqlite(engine, foreign_keys=not migrating)
    return engine


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        "secure_delete=ON",  # what retention deletes is overwritten, not only unlinked
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: `begin` does
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("wence_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
