"""Likes and dislikes: what is kept of one, and the file it goes to."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.answer import Answer

logger = logging.getLogger(__name__)

Vote = Literal["like", "dislike"]
OnFeedback = Callable[[dict[str, Any]], None]


def feedback_record(answer: Answer, vote: Vote, earlier: list[str]) -> dict[str, Any]:
    """What is kept: the vote, when (UTC, ISO 8601), the turns before it, and the whole answer."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"time": now, "vote": vote, "turns": earlier, "answer": answer.to_json()}


def log_feedback(record: dict[str, Any]) -> None:
    """Where no better place was given: the log."""
    logger.info("Feedback: %s", json.dumps(record, ensure_ascii=False))


def append_to(path: Path) -> OnFeedback:
    """A place for feedback: each record becomes a line of JSON at the end of `path`.

    One write per record to a file opened for appending, so that records of users who vote at
    the same moment stay whole.
    """

    def on_feedback(record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(fd, line.encode("utf-8"))
        finally:
            os.close(fd)

    return on_feedback
