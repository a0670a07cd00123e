"""The databases that records are kept in: every test that takes `database` runs on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kept_answers import Clock
from sqlalchemy.engine import URL

from bot.records.database import url_of
from bot.records.migrate import migrate
from bot.records.records import Records


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """What WENCE_DATABASE_URL says: nothing, or a PostgreSQL database that is empty."""
    return new_database()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def url(home: Path, database_url: str) -> URL:
    """An empty database."""
    return url_of(home, database_url)


@pytest.fixture
def clock() -> Clock:
    """The time the records go by."""
    return Clock()


@pytest.fixture
def database(url: URL) -> URL:
    """A database with its tables."""
    migrate(url)
    return url


@pytest.fixture
def open_again(database: URL, clock: Clock) -> Iterator[Callable[[], Records]]:
    """Opens the same database each time it is called, as another process would."""
    with ExitStack() as stack:

        def opened() -> Records:
            records = Records(database, index_version=lambda engine: "v1", clock=clock)
            stack.callback(records.close)
            return records

        yield opened


@pytest.fixture
def records(open_again: Callable[[], Records]) -> Records:
    """Records in an empty database."""
    return open_again()
