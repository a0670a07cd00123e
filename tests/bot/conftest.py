"""What the tests of the bot share: an engine over the real policy with the real encoder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import torch
from bot_answers import TODAY, Ask, misquoted

from bot.answer import Answer
from bot.engine import Engine
from corpus.model import Policy


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """One thread for the encoder: on a busy machine several mostly wait for one another, and for
    one short question at a time they gain little on an idle one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def ask(engine: Engine, sd_policy: Policy) -> Ask:
    """Ask a question after earlier turns: ask(question, *turns, today=…), quotes checked."""

    def asked(question: str, *turns: str, today: date = TODAY) -> Answer:
        answer = engine.ask(question, turns, today=today)
        assert misquoted(answer, sd_policy) == []
        return answer

    return asked
