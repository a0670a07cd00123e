"""A real `wence serve`, of one process and of two: the chat is with one of them whichever is asked,
and told to stop, it answers what was asked before and ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.long(90)

ROOT = Path(__file__).parents[3]
START_S = 420  # two workers on a busy machine
QUESTIONS = 30
TIMEOUT_S, MARGIN_S = 55, 5  # an open page that is waited for is waited for so long
ROBOTS = "人形机器人整机企业能拿多少奖励?"


def environment(home, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "WENCE_HOME": str(home), **variables}


@pytest.fixture(scope="module")
def home(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stop") / "home"
    prepared(folder)
    return folder


# One server for all tests of a row: the last one stops it.
@pytest.fixture(params=[("1", signal.SIGINT), ("2", signal.SIGTERM)], ids="12", scope="module")
def running(request, home):
    """`wence serve` with so many workers: the process, where it is, what it said, what ends it."""
    workers, stop = request.param
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = home.parent / f"said-{workers}.log"
    more = {
        "WENCE_WORKERS": workers,
        "WENCE_RATE_PER_MINUTE": "100000",
        "WENCE_TIMEOUT_S": str(TIMEOUT_S),
    }
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
            env=environment(home, WENCE_WAITING="1000", WENCE_AT_ONCE="1", **more),
            cwd=ROOT,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url, said)
        yield process, url, said, stop
    finally:
        process.kill()
        process.wait()


def _wait(process, url, said):
    deadline = time.monotonic() + START_S
    with httpx.Client(base_url=url, timeout=5) as client:
        while time.monotonic() < deadline:
            assert process.poll() is None, said.read_text()
            try:
                if client.get("/api/v1/health/ready").status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.3)
    pytest.fail(said.read_text())


def _under_way(client):
    """Questions that the server has taken and not answered."""
    metrics = client.get("/metrics").text
    [line] = [
        line for line in metrics.splitlines() if line.startswith("wence_questions_under_way ")
    ]
    return int(float(line.split()[1]))


def _sent(url, method, path, **given):
    """Over a connection of its own, which any of the processes may take."""
    response = httpx.request(method, f"{url}{path}", timeout=60, **given)
    assert response.status_code == 200, response.text
    return response.json()


def _asked_in_chat(url, question):
    """What the page's own requests, as Gradio's script makes them, bring of an answer."""
    config = _sent(url, "GET", "/config")
    parts = {part["id"]: part for part in config["components"]}
    [box] = [n for n, part in parts.items() if part["props"].get("elem_id") == "w-box"]
    [asking] = [d for d in config["dependencies"] if [box, "submit"] in d["targets"]]
    values = {n: part["props"].get("value") for n, part in parts.items()} | {box: question}
    states = {n for n, part in parts.items() if part["type"] == "state"}
    session = uuid.uuid4().hex[:11]
    body = {
        "fn_index": asking["id"],
        "session_hash": session,
        "trigger_id": box,
        "event_data": {},
        "data": [None if n in states else values[n] for n in asking["inputs"]],
    }
    _sent(url, "POST", "/gradio_api/queue/join", json=body)
    path = f"{url}/gradio_api/queue/data?session_hash={session}"
    with httpx.stream("GET", path, timeout=60) as events:
        told = [line for line in events.iter_lines() if line.startswith("data:")]
    messages = [json.loads(line.removeprefix("data:")) for line in told]
    [done] = [message for message in messages if message["msg"] == "process_completed"]
    assert done["success"], done
    return "".join(told)


@pytest.mark.timeout(900)
def test_chat_answers_ten_times_in_a_row_over_connections_to_any_process(running):
    url = running[1]
    assert {_sent(url, "GET", "/gradio_api/app_id")["app_id"] for _ in range(10)} == {
        _sent(url, "GET", "/config")["app_id"]
    }
    for _ in range(10):
        assert "800万元" in _asked_in_chat(url, ROBOTS)


@pytest.mark.timeout(900)
def test_questions_under_way_are_answered_before_the_server_ends(running):
    process, url, said, stop = running
    connected = threading.Barrier(QUESTIONS + 1)

    def ask(n):
        with httpx.Client(base_url=url, timeout=60) as client:
            # The connection stands before the server is told: what is sent over it is under way.
            client.get("/api/v1/health/live")
            connected.wait()
            return client.post("/api/v1/ask", json={"question": f"{n}万元以上的奖励有哪些？"})

    with (
        ThreadPoolExecutor(QUESTIONS) as users,
        httpx.Client(base_url=url, timeout=60) as page,
        # An open chat keeps this connection for as long as its page is shown.
        page.stream("GET", "/gradio_api/heartbeat/abcdef") as heartbeat,
    ):
        assert heartbeat.status_code == 200
        asked = [users.submit(ask, n) for n in range(QUESTIONS)]
        connected.wait()
        while _under_way(page) + sum(one.done() for one in asked) < QUESTIONS:
            time.sleep(0.01)
        unanswered = sum(not one.done() for one in asked)
        process.send_signal(stop)
        statuses = [one.result().status_code for one in asked]
        answered = time.monotonic()
        process.wait(timeout=2 * TIMEOUT_S)
        took = time.monotonic() - answered
    assert unanswered > 0
    assert statuses == [200] * QUESTIONS
    assert took < TIMEOUT_S + MARGIN_S, "the open page was waited for"
    assert "Traceback" not in said.read_text()
    with pytest.raises(httpx.HTTPError):
        httpx.get(url, timeout=5)
