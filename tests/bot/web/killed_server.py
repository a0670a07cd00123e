"""Servers to be killed while they answer: REST, as in the whole application, over a quick engine.

This program forks them when everything is loaded, so that twenty kills do not pay for twenty
starts. For each line of JSON on stdin, [OUT, HOME], it forks a server with the data folder HOME
which writes its port to the file OUT, prints the server's process id, waits for its end and
prints "ended".
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from publishing_parts import PairCounter, loading

from bot.access.setup import open_access
from bot.engine import Engine
from bot.records.records import open_records
from bot.service import Service
from bot.settings import Settings
from bot.web import problems
from bot.web.api import routes as api
from bot.web.api.search import Finder
from bot.web.listen import configuration


def serve(out: Path, home: Path, engine: Engine) -> None:
    """Answer until killed; the port is written when connections are taken."""
    settings = Settings(home=home, rate_per_minute=1_000_000)
    records = open_records(home)
    service = Service(engine, keeps=records, at_once=2)
    finder = Finder(service, at_once=2, waiting=64, question_limit=settings.question_limit)
    app = FastAPI()
    problems.install(app)
    app.include_router(
        api.router(
            service,
            open_access(settings).gate,
            finder,
            history_limit=settings.history_limit,
            is_stopping=lambda: False,
            can_keep=records.ready,
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        out.write_text(f"{listening.getsockname()[1]}\n")
        uvicorn.Server(configuration(settings, app)).run([listening])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        loaded = loading(Path(folder), PairCounter())()
        loaded.ask("购买一台设备能拿多少补贴？")
        open_records(Path(folder)).close()  # what it imports is there for all of them
    for order in sys.stdin:
        said, data = map(Path, json.loads(order))
        child = os.fork()
        if child == 0:
            serve(said, data, loaded)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
