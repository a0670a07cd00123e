"""kill -9 at any moment of a question: every answer that a client has is in the records.

Over a quick engine; test_real_kills.py does the same to `wence serve`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from killing import CLIENTS, STARTED_WITHIN_S, asked_until_killed, assert_kept

from tests.conftest import ROOT

pytestmark = pytest.mark.long(30)

KILLS = 20
PARTS = ROOT / "tests" / "bot" / "publishing"  # of the engine that is quickly loaded


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


def _said(out):
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not (out.exists() and out.read_text().endswith("\n")):
        assert time.monotonic() < deadline, "no server was started"
        time.sleep(0.005)
    return int(out.read_text())
