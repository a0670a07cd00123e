"""The databases that records are kept in: every test that takes `database` runs on both.

PostgreSQL is started by the run itself where it is installed. WENCE_REQUIRE_POSTGRES=1 makes a
missing server a failure instead of a skip.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kept_answers import Clock
from postgres_server import programs, running
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from bot.records.database import url_of
from bot.records.migrate import migrate
from bot.records.records import Records

Create = Callable[..., str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Create]:
    """Makes a new empty PostgreSQL database each time it is called, and gives its URL."""
    found = programs()
    if found is None:
        missing = "PostgreSQL is not installed: apt-get install postgresql"
        (pytest.fail if os.environ.get("WENCE_REQUIRE_POSTGRES") else pytest.skip)(missing)
    names = (f"wence_{n}" for n in itertools.count())
    with running(found) as url:
        admin = create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")

        def create(encoding: str = "UTF8") -> str:
            name = next(names)
            with admin.connect() as connection:
                connection.execute(
                    text(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
                )
            return url.format(name)

        yield create
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """What WENCE_DATABASE_URL says: nothing, or a PostgreSQL database that is empty."""
    if request.param == "sqlite":
        return ""
    create: Create = request.getfixturevalue("postgres")
    return create()


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
