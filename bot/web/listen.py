"""`wence serve`: the parts made from the settings, and uvicorn listening.

Each server process has an engine and counters of its own; the index is one file that all of
them map, the records one database. The chat page is with one of them (bot/web/one_chat.py).
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.supervisors import Multiprocess

from bot.web.log import log_as_json
from bot.web.metrics import SHARED

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.settings import Settings

# Beyond what a question may take, for the answer to be written and sent.
_STOP_MARGIN_S = 5
# A thread that answers keeps the interpreter for so long from one that asks for it, such as the
# thread that talks to everybody, after each of its many short waits. Python's own 5 ms made 32
# clients get 18 answers a second instead of 31 (`wence bench --load`, two processors).
_SWITCH_S = 0.0005
# What loads with the first question that needs it should not make a user wait: a list needs none
# of what weighs a sentence (the tagger of bot/nouns.py takes seconds).
_FIRST = ("有哪些支持政策？", "购买一台设备能拿多少补贴？")


def serve(settings: Settings) -> None:
    """Listen until told to stop; questions under way are answered first.

    Raises:
        WenceError: The engine cannot be loaded, or the settings would let everybody in.
    """
    if settings.workers == 1:
        uvicorn.Server(configuration(settings, application(settings))).run()
        return
    _prepare(settings)
    with tempfile.TemporaryDirectory(prefix="wence-") as shared:
        os.environ[SHARED] = shared  # read by prometheus_client in the processes started here
        config = configuration(settings, partial(application, settings, shared=Path(shared)))
        Multiprocess(config, sockets=[config.bind_socket()]).run()


def _prepare(settings: Settings) -> None:
    """Do once what the processes would otherwise do at the same time, and fail here if at all."""
    from bot.access.setup import open_access
    from bot.records.records import open_records

    open_access(settings)
    open_records(settings.home, settings.database_url).close()


def application(settings: Settings, *, shared: Path | None = None) -> FastAPI:
    """The application with its parts: engine, records, access.

    Args:
        shared: A folder of this run's where several processes meet; None: there is one.
    """
    from bot.access.setup import open_access
    from bot.engine import load_engine
    from bot.publishing.publisher import Publisher
    from bot.records.records import open_records
    from bot.records.retention import Retention
    from bot.web.metrics import Metrics
    from bot.web.one_chat import OneChat
    from bot.web.server import create_app
    from bot.web.watched import WatchedService

    sys.setswitchinterval(_SWITCH_S)
    log_as_json(settings.log_level)
    access = open_access(settings)
    metrics = Metrics()
    records = open_records(settings.home, settings.database_url)
    engine = load_engine(settings, progress=True)
    for question in _FIRST:
        engine.ask(question)
    service = WatchedService(
        engine,
        keeps=records,
        metrics=metrics,
        log_questions=settings.log_questions,
        at_once=settings.at_once or os.cpu_count() or 1,
        waiting=settings.waiting,
        timeout_s=settings.timeout_s,
    )
    retention = Retention(records, settings.retention_days)
    publisher = Publisher(
        settings,
        service,
        load=partial(load_engine, settings, encoder=engine.encoder, progress=False),
    )
    publisher.follow()
    return create_app(
        settings,
        service,
        access,
        records=records,
        publisher=publisher,
        metrics=metrics,
        one_chat=OneChat(shared, stop_within_s=_stop_within_s(settings)) if shared else None,
        close=[publisher.close, service.close, retention.close, records.close],
    )


def configuration(settings: Settings, app: object) -> uvicorn.Config:
    """How uvicorn listens.

    Args:
        app: The application, or with several workers what makes one in each process.
    """
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # narrower there than what it takes
        factory=settings.workers > 1,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # bot/access/sender.py knows which proxies to believe
        timeout_graceful_shutdown=_stop_within_s(settings),
    )


def _stop_within_s(settings: Settings) -> int:
    return math.ceil(settings.timeout_s) + _STOP_MARGIN_S
