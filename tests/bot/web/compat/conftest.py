"""The interfaces over the real engine, behind the real gate, on a free port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from compat_server import listening
from fastapi import FastAPI

from bot.access.keys import KeyFile
from bot.access.setup import open_access
from bot.engine import Engine
from bot.records.inbox import LEASE_S
from bot.records.records import open_records
from bot.service import Service
from bot.settings import Settings
from bot.web import problems
from bot.web.api.search import Finder
from bot.web.compat import chatwoot, dify, mcp, openai


@dataclass(frozen=True)
class Compat:
    """A running server, its address and a key for it ("" where it needs none)."""

    url: str
    key: str
    service: Service
    client: httpx.Client


Start = Callable[..., AbstractContextManager[Compat]]


@pytest.fixture(scope="session")
def start(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """with start(WENCE_… settings in small letters, timeout_s=…) as compat

    home: The data folder of another server, to be one more process of it.
    lease_s: As for bot.web.compat.chatwoot.router.
    keeps: Whether there are records.
    """

    def starting(home: Path | None = None, **given: Any) -> AbstractContextManager[Compat]:
        return _starting(engine, home or tmp_path_factory.mktemp("home"), given)

    return starting


@pytest.fixture(scope="module")
def compat(start: Start) -> Iterator[Compat]:
    """A server that asks for keys."""
    with start(require_keys=True) as running:
        yield running


@contextmanager
def _starting(engine: Engine, home: Path, given: dict[str, Any]) -> Iterator[Compat]:
    given = {"rate_per_minute": 1_000_000, "history_limit": 8} | given
    lease_s, keeps = given.pop("lease_s", LEASE_S), given.pop("keeps", True)
    settings = Settings(home=home, **given)
    key = _key(home) if settings.require_keys else ""
    access = open_access(settings)
    records = open_records(home, settings.database_url) if keeps else None
    service = Service(engine, keeps=records, timeout_s=settings.timeout_s)
    app = FastAPI()
    problems.install(app)
    finder = Finder(service, at_once=2, waiting=8, question_limit=settings.question_limit)
    limit = settings.history_limit
    app.include_router(openai.router(service, access.gate, history_limit=limit))
    app.include_router(dify.router(service, access.gate, finder))
    app.include_router(mcp.router(service, access.gate, finder, history_limit=limit))
    app.include_router(
        chatwoot.router(
            service,
            access.gate,
            url=settings.chatwoot_url,
            token=settings.chatwoot_token,
            secret=settings.chatwoot_secret,
            waiting=settings.waiting,
            history_limit=limit,
            records=records,
            lease_s=lease_s,
        )
    )
    with listening(app) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        yield Compat(url, key, service, client)
    service.close()
    if records:
        records.close()


def _key(home: Path) -> str:
    return KeyFile(home).add("help desk", scopes=("ask",), rate=None, days=None)
