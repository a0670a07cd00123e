"""Real answers for the OpenAPI: what the engine said about the bundled policy.

`python -m bot.web.api.samples` asks again and writes samples.json; a test tells when that is
due.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.engine import Engine

PATH = Path(__file__).with_name("samples.json")
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


def answered(engine: Engine) -> dict[str, Any]:
    """The answers to ASKED, by the name of the question."""
    return {
        name: engine.ask(
            asked["question"], asked.get("history", ()), today=TODAY, policy=asked.get("policy")
        ).to_json()
        for name, asked in ASKED.items()
    }


def _read() -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return answers


ANSWERS = _read()
QUESTIONS = {name: {"value": asked | {"today": TODAY.isoformat()}} for name, asked in ASKED.items()}
# Ids as the records make them.
ANSWER = next(iter(ANSWERS.values())) | {
    "id": "7f3c9a52d1e84b06",
    "conversation": "c41b8e07a9d2f365",
}


def events_sample() -> str:
    """The first answer as the events that stream it, its summary in one piece."""
    status = {name: ANSWER[name] for name in ("id", "conversation", "status")}
    data = {
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
    """Write samples.json again."""
    from bot.engine import load_engine
    from bot.settings import load_settings
    from corpus.library import Library

    engine = load_engine(load_settings(), policies=Library(None).policies())
    beside = PATH.with_suffix(".new")
    beside.write_text(json.dumps(answered(engine), ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(beside, PATH)


if __name__ == "__main__":
    main()
