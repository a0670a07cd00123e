"""What the tests of the bot share: an engine over the real policy with the real encoder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import torch
from bot_answers import TODAY, Ask, misquoted

from bot.answer import Answer
from bot.engine import Engine
from corpus.model import Policy
from index.encoder import Encoder
from index.store import open_index


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """One thread for the encoder: on a busy machine several mostly wait for one another, and for
    one short question at a time they gain little on an idle one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the real policy is kept for this run, as in a data folder."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def engine(sd_policy: Policy, encoder: Encoder, index_folder: Path) -> Engine:
    """An engine over the real policy."""
    retriever = open_index([sd_policy], encoder, index_folder, progress=False)
    return Engine([sd_policy], retriever, memo=index_folder / "facts.npz")


@pytest.fixture(scope="session")
def ask(engine: Engine, sd_policy: Policy) -> Ask:
    """Ask a question after earlier turns: ask(question, *turns, today=…), quotes checked."""

    def asked(question: str, *turns: str, today: date = TODAY) -> Answer:
        answer = engine.ask(question, turns, today=today)
        assert misquoted(answer, sd_policy) == []
        return answer

    return asked
