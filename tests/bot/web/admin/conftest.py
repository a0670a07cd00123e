"""The operator's page of the real application, with a session, over the real engine and records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from operator_desk import UPLOAD_LIMIT, Desk
from starlette.testclient import TestClient

from bot.access.setup import open_access
from bot.engine import Engine
from bot.publishing.publisher import Publisher
from bot.records.records import open_records
from bot.service import Service
from bot.settings import Settings
from bot.web.server import create_app


@pytest.fixture(scope="session")
def running_desk(
    engine: Engine,
    password_hash: str,
    new_database: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """Its records in the one database and in the other."""
    home = tmp_path_factory.mktemp("operator")
    settings = Settings(
        home=home,
        admin_password_hash=password_hash,
        upload_limit=UPLOAD_LIMIT,
        rate_per_minute=1_000_000,
    )
    records = open_records(home, new_database())
    service = Service(engine, keeps=records)
    publisher = Publisher(settings, service, load=lambda: desk.load())
    app = create_app(settings, service, open_access(settings), records=records, publisher=publisher)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        desk = Desk(client, service, records, publisher, home, load=lambda: engine)
        desk.login()
        yield desk
    service.close()
    records.close()


@pytest.fixture
def desk(running_desk: Desk, engine: Engine) -> Iterator[Desk]:
    """The page with nothing left of the test before but its records."""
    yield running_desk
    running_desk.load = lambda: engine
    running_desk.service.exchange(engine)
    for draft in running_desk.publisher.drafts():
        running_desk.publisher.discard(draft.id)
