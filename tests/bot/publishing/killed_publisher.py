"""Processes to be killed while they keep drafts or publish; each says on stdout what is done.

A nursery as in tests/bot/nursery.py; its orders are ["upload" or "publish", OUT, HOME].
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import count, cycle
from pathlib import Path

from publishing_parts import PairCounter, loading, policy_docx, policy_text

from bot.engine import Engine
from bot.publishing.publisher import Publisher
from bot.service import Service
from bot.settings import Settings
from index.encoder import Floats

PIECES = 20
DOCUMENTS = [policy_docx(policy_text(yuan)) for yuan in range(1, 101)]


class SlowCounter(PairCounter):
    """Takes its time, so that kills fall into the building of an index too."""

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        for _ in range(PIECES if texts else 0):
            time.sleep(0.002)
        return super().encode_passages(texts, progress=progress)


def say(words: str) -> None:
    """In one piece."""
    os.write(1, f"{words}\n".encode())


def opened(home: str, engine: Engine) -> Publisher:
    load = loading(Path(home), SlowCounter())
    return Publisher(Settings(home=Path(home)), Service(engine), load=load)


def upload(home: str, engine: Engine) -> None:
    """Upload for ever, and correct every other draft; a line acknowledges each."""
    publisher = opened(home, engine)
    say("begun")
    for yuan, document in cycle(enumerate(DOCUMENTS, 1)):
        draft = publisher.upload(f"{yuan}.docx", document)
        if yuan % 2:
            draft = publisher.correct(draft.id, draft.starts[:1], draft.end)
        say(f"{draft.id} {yuan} {len(draft.starts)}")


def publish(home: str, engine: Engine) -> None:
    """Publish one edition of a policy after the other and take every third back, for ever."""
    publisher = opened(home, engine)
    say("begun")
    for turn in count(1):
        draft = publisher.upload("x.txt", policy_text(turn).encode())
        made = publisher.publish(draft.id)
        if turn % 3 == 0:
            made = publisher.roll_back(made.n - 1)
        say(f"{made.n}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        loaded = loading(Path(folder), PairCounter())()
        opened(folder, loaded).upload("x.docx", DOCUMENTS[0])
    for order in sys.stdin:
        task, out, home = json.loads(order)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
            {"upload": upload, "publish": publish}[task](home, loaded)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
