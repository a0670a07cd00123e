"""kill -9 of what an operator runs, with the real engine: `wence serve` while users ask and an
operator uploads and publishes; `wence index` in the midst of a build.

The environment variable KILLS says how often each is killed; docs/operations.md has what 20 gave:

    KILLS=20 python -m pytest -s tests/bot/web/test_real_kills.py
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import cycle

import httpx
import pytest
from killing import CLIENTS, STARTED_WITHIN_S, Clients, assert_kept
from operator_login import logged_in
from real_server import real_server

from bot.access.passwords import hash_password
from bot.engine import load_engine
from bot.publishing.publisher import Publisher
from bot.service import Service
from bot.settings import Settings
from corpus.library import Library
from index.files import sha256_of
from index.store import MANIFEST, POINTER, VECTORS, open_index
from tests.bot.publishing.publishing_parts import assert_whole, policy_docx, policy_text
from tests.bot.web.conftest import PASSWORD
from tests.command_line import environment
from tests.conftest import ROOT

KILLS = int(os.environ.get("KILLS", "1"))
LIMIT_S = 400 + 120 * KILLS
pytestmark = [pytest.mark.long, pytest.mark.timeout(LIMIT_S)]

UPLOADS = 3  # and then one of them may be published
OPERATING_S = 6.0  # of uploading and publishing while users ask
BUILDING_S = 3.0  # a policy's texts are encoded in two or three
WRITING_S = 0.02  # from the folder of the new version to `current` naming it
DOCUMENTS = sorted((ROOT / "eval").glob("**/policies/*.txt"))


# --- wence serve ---------------------------------------------------------------------------------


class Operator:
    """Uploads until the server is gone, and publishes one upload in three, or none.

    Attributes:
        drafts: What was acknowledged: the id of each draft, and its sum in yuan.
        published: Ids of drafts whose publication was acknowledged.
        trying: The draft that is being published.
        version: The newest version that was acknowledged.
        doing: "upload" or "publication", what the kill cut off.
    """

    def __init__(self, url, yuan, *, publishes):
        self._publishes = publishes
        self.drafts, self.published, self.trying, self.version = {}, [], "", 0
        self.doing, self.begun = "login", threading.Event()
        self._url, self._yuan = url, yuan
        self._thread = threading.Thread(target=self._operate)
        self._thread.start()

    def join(self):
        self._thread.join()

    def _operate(self):
        with logged_in(self._url, PASSWORD) as (self._client, self._form):
            try:
                while True:
                    for _ in range(UPLOADS):
                        id_ = self._upload()
                    if self._publishes:
                        self._publish(id_)
            except httpx.HTTPError:
                pass

    def _upload(self):
        self.doing = "upload"
        yuan = next(self._yuan)
        file = (f"{yuan}.docx", policy_docx(policy_text(yuan)))
        sent = self._client.post("/admin/drafts", data=self._form, files={"document": file})
        assert sent.status_code == 303, sent.text
        id_ = sent.headers["location"].rpartition("/")[2]
        self.drafts[id_] = yuan
        self.begun.set()
        return id_

    def _publish(self, id_):
        self.doing, self.trying = "publication", id_
        said = self._client.post(f"/admin/drafts/{id_}/publish", data=self._form).text
        [version] = re.findall(r"现在是第(\d+)版", said)
        self.version, self.trying = int(version), ""
        self.published.append(id_)


class Told:
    """What an operator was told over all kills, held against what is there after each.

    Attributes:
        done: How many uploads and publications were acknowledged, and which kills cut off what.
        version: The newest version that was there after the kill before.
    """

    def __init__(self):
        self.done, self.version = Counter(), 0
        self._drafts, self._gone = {}, {""}
        self._served = None  # the sum in the policy that was published last

    def check(self, operator, home, publisher):
        """All that was acknowledged is there, and one version, the old one or the new, whole."""
        self._drafts |= operator.drafts
        self._gone |= {*operator.published, operator.trying}
        self.done.update(uploads=len(operator.drafts), publications=len(operator.published))
        self.done[f"{operator.doing}s cut off"] += 1
        for id_ in self._drafts.keys() - self._gone:
            assert publisher.draft(id_).policy.source == self._text(id_)
        versions = publisher.versions()
        assert max(self.version, operator.version) <= max([v.n for v in versions], default=0)
        if operator.published:
            self._served = operator.published[-1]
        if versions:
            assert_whole(home, publisher)
            self.version = versions[0].n
            now = [policy.source for policy in Library(home).policies()[1:]]
            if operator.trying and now == [self._text(operator.trying)]:
                self._served = operator.trying  # killed before it could say so
            assert now == ([self._text(self._served)] if self._served else [])

    def _text(self, id_):
        return policy_text(self._drafts[id_]).rstrip("\n")


def test_what_users_and_an_operator_were_told_before_the_server_was_killed_is_there(
    prepared, encoder, tmp_path
):
    home = tmp_path / "home"
    prepared(home)
    moments, yuan = random.Random(4), iter(range(1, 10**6))
    answers, told, hashed = [], Told(), hash_password(PASSWORD)
    for n in range(KILLS):
        with real_server(home, WENCE_ADMIN_PASSWORD_HASH=hashed) as (url, process):
            # Uploads are quick: beside publications no kill would meet one.
            users, operator = Clients(url), Operator(url, yuan, publishes=n % 2 == 0)
            assert operator.begun.wait(STARTED_WITHIN_S) and users.first.wait(STARTED_WITHIN_S)
            time.sleep(moments.uniform(0, OPERATING_S))
            process.kill()
            operator.join()
            users.join()
        assert users.cut == CLIENTS
        answers += users.answers
        assert_kept(home, answers)
        told.check(operator, home, _left(home, encoder))
        print(f"\n{len(answers)} answers, {dict(told.done)}, version {told.version}", flush=True)


def _left(home, encoder):
    """The data folder as the next process finds it, which answers from the version in use."""
    settings = Settings(home=home)
    engine = load_engine(settings, encoder=encoder, progress=False)
    publisher = Publisher(settings, Service(engine), load=lambda: engine)
    whole_index(home / "index")
    assert engine.ask("人形机器人整机企业最高奖励多少?", policy="sd-ai-2025").citations
    for policy_id, _ in publisher.versions()[0].policies if publisher.versions() else ():
        assert engine.ask("第一条的原文是什么?", policy=policy_id).citations
    return publisher


# --- wence index ---------------------------------------------------------------------------------


class NoEncoder:
    """The real encoder for questions; an index that has to be built fails the test."""

    def __init__(self, encoder):
        self.name, self.dim = encoder.name, encoder.dim
        self.encode_questions = encoder.encode_questions

    def encode_passages(self, texts, *, progress=False):
        raise AssertionError("the index does not fit")


def whole_index(folder):
    """Policies of the version in use, which is there with the vectors its manifest tells of."""
    version = folder / (folder / POINTER).read_text("utf-8")
    manifest = json.loads((version / MANIFEST).read_text("utf-8"))
    assert sha256_of(version / VECTORS) == manifest["files"][VECTORS]
    return set(manifest["policies"])


def test_a_build_that_was_killed_leaves_the_index_before_and_the_next_one_works(
    prepared, encoder, tmp_path
):
    home = tmp_path / "home"
    prepared(home)
    settings, index = Settings(home=home), home / "index"
    moments, library, done = random.Random(4), Library(home), Counter()
    serving = load_engine(settings, encoder=encoder, progress=False)
    for n, document in zip(range(KILLS), cycle(DOCUMENTS), strict=False):
        before = library.policies()
        for policy in before[1:]:
            library.remove(policy.id)
        library.add(document)
        after = library.policies()
        done["ended before"] += not _kill_a_build(home, moments, wait_for_writing=bool(n % 2))
        # A server that was running goes on with the index it has mapped.
        assert serving.ask("人形机器人整机企业最高奖励多少?").citations
        built = whole_index(index) == {policy.id for policy in after}
        done["new index" if built else "old index"] += 1
        open_index(after if built else before, NoEncoder(encoder), index, progress=False)
        serving = load_engine(settings, encoder=encoder, progress=False)
        # What is replaced or half written stays until the next build, and no longer.
        assert built or len(list(index.glob("version-*"))) == 1
        # Not its first: a policy whose numbers start again in each part has none of that name.
        assert serving.ask("最后一条的原文是什么?", policy=after[1].id).citations
        print(f"\n{dict(done)}", flush=True)


def _kill_a_build(home, moments, *, wait_for_writing):
    """Kill `wence index` at any moment of a build, or of the writing of what was built; whether it
    was still running."""
    index = home / "index"
    before = set(index.glob("version-*"))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "index"],
        env=environment(home),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        while "building the index" not in (line := process.stderr.readline()):
            assert line, "nothing was built"
        if wait_for_writing:
            while process.poll() is None and not set(index.glob("version-*")) - before:
                time.sleep(0.001)
            time.sleep(moments.uniform(0, WRITING_S))
        else:
            time.sleep(moments.uniform(0, BUILDING_S))
        return process.poll() is None
    finally:
        process.kill()
        process.communicate()
