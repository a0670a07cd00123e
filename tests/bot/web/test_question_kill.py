"""kill -9 at any moment of a question: every answer that a client has is in the records."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.records.database import connect, url_of
from bot.records.records import Records
from tests.conftest import ROOT

pytestmark = pytest.mark.long

KILLS, REAL_KILLS = 20, 1
CLIENTS = 3
STARTED_WITHIN_S = 240  # on a busy machine
LONGEST_S = 0.25  # after the first answer; each server is killed at a moment of its own
PARTS = ROOT / "tests" / "bot" / "publishing"  # of the engine that is quickly loaded


class Clients:
    """Ask without a pause until the server is gone; `answers` are (id, conversation, question)."""

    def __init__(self, url):
        self.answers = []
        self.cut = 0
        self.first = threading.Event()
        self._url = url
        self._threads = [threading.Thread(target=self._ask, args=[n]) for n in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def join(self):
        for thread in self._threads:
            thread.join()

    def _ask(self, client_n):
        with httpx.Client(base_url=self._url, timeout=60) as client:
            for n in count():
                question = f"第{client_n}位企业购买{n}台设备能拿多少补贴?"
                try:
                    response = client.post("/api/v1/ask", json={"question": question})
                    assert response.status_code == 200, response.text
                    answer = response.json()
                except httpx.HTTPError:
                    self.cut += 1
                    return
                self.answers.append((answer["id"], answer["conversation"], question))
                self.first.set()


def asked_until_killed(url, kill, moments):
    """What the clients of a server had got when it was killed, and how many had not."""
    clients = Clients(url)
    assert clients.first.wait(STARTED_WITHIN_S)
    time.sleep(moments.uniform(0, LONGEST_S))
    kill()
    clients.join()
    return clients.answers, clients.cut


def assert_kept(home, answers):
    """All of them are in the records, whole, and the file is sound."""
    url = url_of(home)
    engine = connect(url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).first() is None
    engine.dispose()
    records = Records(url)
    try:
        for id_, conversation, question in answers:
            kept = records.answer(id_)
            assert kept is not None and kept.answer.question == question
            in_it = records.conversation(conversation)
            assert in_it is not None and [each.id for each in in_it.answers] == [id_]
    finally:
        records.close()


@pytest.fixture
def nursery():
    """The process that forks servers."""
    path = os.pathsep.join(map(str, (ROOT, PARTS)))
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("killed_server.py")],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        yield process
        process.stdin.close()


@pytest.mark.timeout(400)
def test_answers_given_before_twenty_kills_are_kept(nursery, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    moments = random.Random(4)
    answers, cut = [], 0
    for n in range(KILLS):
        out = tmp_path / f"port-{n}"
        nursery.stdin.write(json.dumps([str(out), str(home)]) + "\n")
        nursery.stdin.flush()
        process = int(nursery.stdout.readline())
        port = _said(out)
        more, cut_now = asked_until_killed(
            f"http://127.0.0.1:{port}",
            lambda process=process: os.kill(process, signal.SIGKILL),
            moments,
        )
        assert nursery.stdout.readline() == "ended\n"
        answers, cut = answers + more, cut + cut_now
    assert cut == KILLS * CLIENTS
    assert len(answers) > 2 * KILLS
    assert_kept(home, answers)


@pytest.mark.timeout(600)
def test_answers_of_a_real_server_given_before_it_was_killed_are_kept(prepared, tmp_path):
    home = tmp_path / "home"
    prepared(home)
    moments = random.Random(4)
    answers = []
    for _ in range(REAL_KILLS):
        with _serving(home) as (url, process):
            more, cut = asked_until_killed(url, process.kill, moments)
            assert cut == CLIENTS
            answers += more
        assert_kept(home, answers)


def _said(out):
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not (out.exists() and out.read_text().endswith("\n")):
        assert time.monotonic() < deadline, "no server was started"
        time.sleep(0.005)
    return int(out.read_text())


@contextmanager
def _serving(home):
    """A `wence serve`: its address and its process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    more = {"WENCE_HOME": str(home), "WENCE_RATE_PER_MINUTE": "100000", "PYTHONPATH": str(ROOT)}
    said = home.parent / "said.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
            env=kept | more,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + STARTED_WITHIN_S
        while not _is_ready(port):
            assert process.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def _is_ready(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready").status_code == 200
    except httpx.HTTPError:
        return False
