"""kill -9 at any moment of an upload or a publication: what was acknowledged is there, and one
version, the old one or the new, is whole and serves."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from publishing_parts import (
    PairCounter,
    assert_whole,
    leftovers,
    loading,
    policy_text,
    publisher_at,
)

from bot.publishing.publisher import Publisher, Version
from bot.settings import Settings
from tests.conftest import ROOT

KILLS = 20
STARTED_WITHIN_S = 60
# After the first line; each run is killed at a moment of its own.
UPLOADS_S, PUBLICATIONS_S = 0.25, 0.6
SERVED_EVERY = 5  # kills after which an engine is loaded and asked, too

Killed = Callable[[float, str, Path], list[str]]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """Starts a process, kills it some time after its first line, and gives what it said after
    that: killed(seconds, task, home)."""
    here = Path(__file__).parent
    nursery = subprocess.Popen(
        [sys.executable, here / "killed_publisher.py"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert nursery.stdin and nursery.stdout

    def kill(after_s: float, task: str, home: Path) -> list[str]:
        out = tmp_path_factory.mktemp("said") / "stdout"
        nursery.stdin.write(json.dumps([task, str(out), str(home)]) + "\n")
        nursery.stdin.flush()
        process = int(nursery.stdout.readline())
        deadline = time.monotonic() + STARTED_WITHIN_S
        while not (out.exists() and out.stat().st_size):
            assert time.monotonic() < deadline, "nothing was said"
            time.sleep(0.002)
        time.sleep(after_s)
        os.kill(process, signal.SIGKILL)
        assert nursery.stdout.readline() == "ended\n"
        said = out.read_text().splitlines(keepends=True)
        return [line.strip() for line in said[1:] if line.endswith("\n")]

    yield kill
    nursery.stdin.close()
    nursery.wait(STARTED_WITHIN_S)


def assert_served(home: Path, version: Version) -> None:
    """A process that starts on the data folder answers from the version."""
    _, service = publisher_at(home, PairCounter())
    [(policy_id, _)] = version.policies
    assert service.engine.ask("第一条的原文是什么?", policy=policy_id).citations


@pytest.mark.timeout(240)
def test_drafts_acknowledged_before_a_kill_are_there_afterwards(tmp_path, killed):
    home = tmp_path / "home"
    moments = random.Random(4)
    acknowledged = []
    for _ in range(KILLS):
        acknowledged += killed(moments.uniform(0, UPLOADS_S), "upload", home)
    assert len(acknowledged) > KILLS // 2
    publisher, _ = publisher_at(home, PairCounter())
    for line in acknowledged:
        id_, yuan, clauses = line.split()
        draft = publisher.draft(id_)
        assert draft.name == f"{yuan}.docx"
        assert draft.policy.source == policy_text(int(yuan)).rstrip("\n")
        assert len(draft.policy.clauses) == int(clauses)
    # Beyond these only one a run may be there, kept and killed before it could say so.
    assert len(acknowledged) <= len(publisher.drafts()) <= len(acknowledged) + KILLS
    assert leftovers(home) == []


@pytest.mark.timeout(240)
def test_a_kill_during_a_publication_leaves_the_old_version_or_the_new_whole(tmp_path, killed):
    home = tmp_path / "home"
    first, service = publisher_at(home, PairCounter())
    first.publish(first.upload("x.txt", policy_text(1000).encode()).id)
    moments = random.Random(4)
    last, interrupted = first.versions()[0].n, 0
    for kill in range(KILLS):
        said = killed(moments.uniform(0, PUBLICATIONS_S), "publish", home)
        publisher = Publisher(Settings(home=home), service, load=loading(home, PairCounter()))
        assert_whole(home, publisher)
        newest = publisher.versions()[0]
        acknowledged = int(said[-1]) if said else last
        # A roll-back makes a second version before anything is said.
        assert acknowledged <= newest.n <= acknowledged + 2
        interrupted += newest.n > acknowledged or len(publisher.drafts()) > 0
        last = newest.n
        for draft in publisher.drafts():  # uploaded, and not published by the process killed
            publisher.discard(draft.id)
        if kill % SERVED_EVERY == 0:
            assert_served(home, newest)
    assert_served(home, newest)
    assert interrupted > KILLS // 4
    assert last > KILLS // 2
