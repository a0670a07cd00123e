"""Processes to be killed: one keeps answers and acknowledges each on stdout, one migrates.

A nursery as in tests/bot/nursery.py; its orders are ["write", OUT, URL] and
["change", OUT, URL, STEPS].
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from kept_answers import FULL
from sqlalchemy.engine import make_url

from bot.records.migrate import migrate
from bot.records.records import Records
from bot.service import Caller, Feedback


def write(url: str) -> None:
    """Keep answers from two threads for ever; each line acknowledges one with its feedback, by
    its id and that of its conversation."""
    records = Records(make_url(url))

    def keep() -> None:
        conversation = ""
        while True:
            reply = records.keep_answer(Caller("chat", conversation), FULL, [])
            records.keep_feedback(Feedback(reply.id, "like"))
            conversation = reply.conversation
            os.write(1, f"{reply.id} {conversation}\n".encode())  # in one piece

    other = threading.Thread(target=keep)
    other.start()
    keep()


def change(url: str, steps: str) -> None:
    """Migrate; the steps say on stdout where they are."""
    migrate(make_url(url), steps=Path(steps))


if __name__ == "__main__":
    for order in sys.stdin:
        task, out, *arguments = json.loads(order)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
            {"write": write, "change": change}[task](*arguments)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
