"""Real answers for the OpenAPI: what the program said about the bundled policy.

`python -m bot.web.api.samples` asks again and writes samples.json (what the engine answered) and
replies.json (what the other routes did); a test tells when that is due.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.engine import Engine

PATH = Path(__file__).with_name("samples.json")
REPLIES_PATH = PATH.with_name("replies.json")
TODAY = date(2025, 12, 1)
ASKED: dict[str, dict[str, Any]] = {
    "一个问题": {"question": "人形机器人整机企业最高奖励多少？"},
    "接着问": {
        "question": "由哪个部门牵头？",
        "history": ["人形机器人整机企业最高奖励多少？"],
        "policy": "sd-ai-2025",
    },
    "政策没有说的": {"question": "申报截止到哪一天？"},
}


# What is read, by the name its reply has in replies.json; the last two are errors.
READ: dict[str, str] = {
    "policies": "/api/v1/policies",
    "clauses": "/api/v1/clauses?policy=sd-ai-2025&q=算力券",
    "clause": "/api/v1/clauses/sd-ai-2025/17",
    "search": "/api/v1/search?q=人形机器人奖励&limit=2",
    "live": "/api/v1/health/live",
    "ready": "/api/v1/health/ready",
    "404": "/api/v1/clauses/sd-ai-2025/99",
    "422": "/api/v1/search?q=",
}


def answered(engine: Engine) -> dict[str, Any]:
    """The answers to ASKED, by the name of the question."""
    return {
        name: engine.ask(
            asked["question"], asked.get("history", ()), today=TODAY, policy=asked.get("policy")
        ).to_json()
        for name, asked in ASKED.items()
    }


def replied(get: Callable[[str], Any]) -> dict[str, Any]:
    """The replies to READ, by their names; `get` gives the JSON that a server replies to a path."""
    return {name: get(path) for name, path in READ.items()}


def _read(path: Path) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return rows


ANSWERS = _read(PATH)
REPLIES = _read(REPLIES_PATH)
QUESTIONS = {name: {"value": asked | {"today": TODAY.isoformat()}} for name, asked in ASKED.items()}
# Ids as the records make them.
ANSWER = next(iter(ANSWERS.values())) | {
    "id": "7f3c9a52d1e84b06",
    "conversation": "c41b8e07a9d2f365",
}


# What a user may say of that answer who meant another clause.
FEEDBACK = {
    "answer": ANSWER["id"],
    "vote": "dislike",
    "reason": "想问的是骨干企业的奖励",
    "policy": "sd-ai-2025",
    "clause": 19,
}


def example(name: str) -> dict[str, Any]:
    """The reply of that name as `responses` of a FastAPI route shows it for 200."""
    return {"content": {"application/json": {"example": REPLIES.get(name)}}}


def events_sample() -> str:
    """The first answer as the events that stream it, its summary in one piece."""
    status = {name: ANSWER[name] for name in ("id", "conversation", "status")}
    data = {
        "working": {},
        "status": status,
        "summary": {"text": ANSWER["summary"]},
        "citations": {"citations": ANSWER["citations"]},
        "done": ANSWER,
    }
    return "".join(
        f"event: {name}\ndata: {json.dumps(row, ensure_ascii=False)}\n\n"
        for name, row in data.items()
    )


def main() -> None:
    """Write samples.json and replies.json again."""
    from starlette.testclient import TestClient

    from bot.access.setup import open_access
    from bot.engine import load_engine
    from bot.service import Service
    from bot.settings import load_settings
    from bot.web.server import create_app
    from corpus.library import Library

    settings = load_settings()
    engine = load_engine(settings, policies=Library(None).policies())
    _write(PATH, answered(engine))
    app = create_app(settings, Service(engine), open_access(settings))
    client = TestClient(app, base_url="http://127.0.0.1")
    _write(REPLIES_PATH, replied(lambda path: client.get(path).json()))


def _write(path: Path, rows: dict[str, Any]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(beside, path)


if __name__ == "__main__":
    main()
