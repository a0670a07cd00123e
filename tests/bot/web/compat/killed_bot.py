"""A server with the agent bot alone, whose answers never come: to be killed with its messages.

Arguments: the data folder, WENCE_DATABASE_URL, the address of Chatwoot, the file to write the port
to.
"""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from fastapi import FastAPI

from bot.access.gate import OpenGate
from bot.records.records import open_records
from bot.service import Service
from bot.web.compat import chatwoot


def _wait(*args: object, **named: object) -> None:
    threading.Event().wait()


if __name__ == "__main__":
    home, database_url, url, out = sys.argv[1:]
    records = open_records(Path(home), database_url)
    engine = SimpleNamespace(policies=(), ask=_wait, check=lambda *_: None)
    service = Service(engine, keeps=records)  # type: ignore[arg-type]
    app = FastAPI()
    app.include_router(
        chatwoot.router(
            service,
            OpenGate(),
            url=url,
            token="",
            secret="",
            waiting=64,
            history_limit=8,
            records=records,
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Path(out).write_text(f"{listening.getsockname()[1]}\n")
        uvicorn.Server(uvicorn.Config(app, log_config=None)).run([listening])
