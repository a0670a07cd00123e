"""What the tests of the bot share: an engine over the real policy with the real encoder, and a
PostgreSQL server.

PostgreSQL is started by the run itself where it is installed. WENCE_REQUIRE_POSTGRES=1 makes a
missing server a failure instead of a skip.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import torch
from bot_answers import TODAY, Ask, misquoted
from postgres_server import programs, running
from sqlalchemy import create_engine
from sqlalchemy import text as sql

from bot.answer import Answer
from bot.engine import Engine
from corpus.model import Policy

Create = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """One thread for the encoder: on a busy machine several mostly wait for one another, and for
    one short question at a time they gain little on an idle one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def ask(engine: Engine, sd_policy: Policy) -> Ask:
    """Ask a question after earlier turns: ask(question, *turns, today=…), quotes checked."""

    def asked(question: str, *turns: str, today: date = TODAY) -> Answer:
        answer = engine.ask(question, turns, today=today)
        assert misquoted(answer, sd_policy) == []
        return answer

    return asked


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
                    sql(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
                )
            return url.format(name)

        yield create
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def new_database(request: pytest.FixtureRequest) -> Create:
    """Gives what WENCE_DATABASE_URL says: nothing, or each time an empty PostgreSQL database. Every
    test that takes this runs on both."""
    if request.param == "sqlite":
        return lambda: ""
    created: Create = request.getfixturevalue("postgres")
    return created
