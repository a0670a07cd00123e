"""Structured logs: a line of JSON for each record, with the id of the request it belongs to.

The text of a question is logged by bot/web/watched.py alone, and only where the settings say so.
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_request: ContextVar[str] = ContextVar("request", default="")
# What a record carries by itself; all else was given with `extra`.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


def request_id() -> str:
    """The id of the request being handled; "" outside of one."""
    return _request.get()


def name_request(name: str) -> None:
    """Give the request being handled its id."""
    _request.set(name)


class JsonLines(logging.Formatter):
    """One record, one line: time, level, logger, message, request id and what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        row: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id():
            row["request_id"] = request_id()
        row |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            row["exception"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


def log_as_json(level: str) -> None:
    """Log everything from `level` on to stderr, a line of JSON each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Told by our own line for the request (bot/web/middleware/watch.py).
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Who published what is told whatever the level.
    logging.getLogger("bot.web.admin.audit").setLevel(logging.INFO)
