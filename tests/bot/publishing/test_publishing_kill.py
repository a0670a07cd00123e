"""kill -9 at any moment of an upload or a publication: what was acknowledged is there, and one
version, the old one or the new, is whole and serves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from nursery import Killed, nursery
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

KILLS = 20
# Each run is killed after so many lines ("begun" is the first) and at a moment of its own.
UPLOADED, UPLOADS_S = range(1, 5), 0.1
PUBLISHED, PUBLICATIONS_S = range(1, 3), 0.6
SERVED_EVERY = 5  # kills after which an engine is loaded and asked, too


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """killed(lines, seconds, "upload" or "publish", home): see tests/bot/nursery.py."""
    program = Path(__file__).with_name("killed_publisher.py")
    with nursery(program, tmp_path_factory.mktemp("said")) as running:
        yield running


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
        lines, seconds = moments.choice(UPLOADED), moments.uniform(0, UPLOADS_S)
        acknowledged += killed(lines, seconds, "upload", str(home))[1:]
    assert len(acknowledged) > KILLS
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
        lines, seconds = moments.choice(PUBLISHED), moments.uniform(0, PUBLICATIONS_S)
        said = killed(lines, seconds, "publish", str(home))[1:]
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
