"""The real application over the real engine and a real database, on a free port."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.access.passwords import hash_password
from bot.access.setup import open_access
from bot.engine import Engine
from bot.publishing.publisher import Publisher
from bot.records.records import Records, open_records
from bot.settings import Settings
from bot.web.listen import configuration
from bot.web.metrics import Metrics
from bot.web.server import create_app
from bot.web.watched import WatchedService

PARTNER = "https://www.partner.example"
EVIL = "https://evil.example"
SQL = ["' OR '1'='1", "'; DROP TABLE answers; --", '" UNION SELECT * FROM conversations --', "%00'"]
PASSWORD = "一个足够长的管理密码，真的。"


def refuse_writing(connection: Any, record: Any) -> None:
    """For sqlalchemy.event.listen(…, "connect", …): what is written from then on is refused."""
    is_sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute(
        "PRAGMA query_only=ON" if is_sqlite else "SET default_transaction_read_only = on"
    )
    connection.commit()


@dataclass(frozen=True)
class Web:
    """A running server, and a client of it with no browser's headers."""

    app: FastAPI
    service: WatchedService
    client: httpx.Client
    port: int
    records: Records
    publisher: Publisher


Serve = Callable[..., AbstractContextManager[Web]]


@pytest.fixture(scope="session")
def serve(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """with serve(engine=…, WENCE_… settings in small letters) as web"""

    def serving(engine: Engine = engine, **settings: Any) -> AbstractContextManager[Web]:
        return _serving(engine, tmp_path_factory.mktemp("home"), **settings)

    return serving


@pytest.fixture(scope="session")
def web(serve: Serve) -> Iterator[Web]:
    """A server as it is set up on one machine, with one partner on the allow-list."""
    with serve(allowed_origins=(PARTNER,)) as running:
        yield running


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Of the operator's PASSWORD."""
    return hash_password(PASSWORD)


@pytest.fixture(scope="session")
def kept_web(new_database: Callable[[], str], serve: Serve, password_hash: str) -> Iterator[Web]:
    """A server with everything switched on, its records in the one database and in the other."""
    with serve(
        database_url=new_database(),
        admin_password_hash=password_hash,
        allowed_origins=(PARTNER,),
        embed_ids=("portal",),
    ) as running:
        yield running


@contextmanager
def _serving(engine: Engine, home: Path, **given: Any) -> Iterator[Web]:
    given = {"rate_per_minute": 1_000_000, "at_once": 2} | given
    settings = Settings(home=home, **given)
    metrics = Metrics()
    records = open_records(home, settings.database_url)
    service = WatchedService(
        engine,
        keeps=records,
        metrics=metrics,
        log_questions=settings.log_questions,
        at_once=settings.at_once,
        waiting=settings.waiting,
        timeout_s=settings.timeout_s,
    )
    publisher = Publisher(settings, service, load=lambda: engine)
    app = create_app(
        settings,
        service,
        open_access(settings),
        records=records,
        publisher=publisher,
        metrics=metrics,
        close=[service.close, records.close],
    )
    config = configuration(settings, app)
    config.port = 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield Web(app, service, client, port, records, publisher)
    finally:
        server.should_exit = True
        thread.join()
