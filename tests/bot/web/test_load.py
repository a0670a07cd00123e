"""More questions than can be answered, answers that take too long, senders who never finish."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.web.middleware.timeouts import RequestTimeout


class HeldEngine:
    """The engine it is given, whose answers wait until they are let go."""

    def __init__(self, engine):
        self.policies, self.encoder = engine.policies, engine.encoder
        self._engine = engine
        self.go = threading.Event()

    def check(self, question, policy=None):
        """Every question can be looked at."""

    def ask(self, *args, **named):
        self.go.wait(60)
        return self._engine.ask(*args, **named)


@pytest.fixture
def held(engine):
    return HeldEngine(engine)


def ask(web):
    return web.client.post("/api/v1/ask", json={"question": "你好"})


def test_what_finds_no_room_is_told_when_to_come_again_and_the_rest_is_answered(serve, held):
    with serve(held, at_once=1, waiting=2) as web, ThreadPoolExecutor(12) as users:
        asked = [users.submit(ask, web) for _ in range(12)]
        try:
            while sum(one.done() for one in asked) < 9:
                assert web.client.get("/api/v1/health/live").status_code == 200
            waiting = web.client.get("/metrics").text
        finally:
            held.go.set()
        responses = [one.result() for one in asked]
        after = web.client.get("/metrics").text
    busy = [response for response in responses if response.status_code == 429]
    assert sorted(response.status_code for response in responses) == [200] * 3 + [429] * 9
    assert all(int(response.headers["retry-after"]) >= 1 for response in busy)
    assert all(response.json()["title"] == "请求过多" for response in busy)
    assert 'wence_questions_total{channel="api",status="busy"} 9.0' in waiting
    assert "wence_questions_under_way 3.0" in waiting
    assert "wence_questions_waiting 2.0" in waiting
    assert "wence_questions_under_way 0.0" in after


def test_a_question_that_takes_too_long_is_told_so(serve, held):
    with serve(held, timeout_s=0.2) as web:
        response = ask(web)
        held.go.set()
    assert response.status_code == 503
    assert "0.2秒" in response.json()["detail"]


def test_a_question_that_took_too_long_keeps_its_place_until_its_thread_is_free(serve, held):
    with serve(held, timeout_s=0.2, at_once=1, waiting=1) as web:
        slow = [ask(web), ask(web)]  # the second waited for a thread, and is given up
        still = web.client.get("/metrics").text
        with ThreadPoolExecutor(2) as users:
            busy = list(users.map(lambda _: ask(web), range(2)))
        held.go.set()
        while "wence_questions_under_way 0.0" not in web.client.get("/metrics").text:
            time.sleep(0.01)
        after = ask(web)
    assert [response.status_code for response in slow] == [503, 503]
    assert "wence_questions_under_way 1.0" in still
    assert sorted(response.status_code for response in busy) == [429, 503]
    assert after.status_code == 200


def test_too_many_questions_from_one_address_are_turned_away(serve):
    with serve(rate_per_minute=5) as web:
        responses = [web.client.get("/api/v1/policies") for _ in range(8)]
        chat = web.client.post("/gradio_api/queue/join", json={"session_hash": "a", "data": []})
    assert [response.status_code for response in responses] == [200] * 5 + [429] * 3
    assert int(responses[-1].headers["retry-after"]) >= 1
    assert chat.status_code == 429


def test_what_a_page_does_beside_asking_has_a_wider_limit_of_its_own(serve):
    with serve(rate_per_minute=2) as web:
        look = ["/", "/a/nobody-shared-this", "/gradio_api/queue/data?session_hash=a"]
        seen = [web.client.get(look[n % 2]).status_code for n in range(19)]
        pressed = {"fn_index": 0, "data": [], "session_hash": "a"}
        press = web.client.post("/gradio_api/run/predict", json=pressed).status_code
        more = [web.client.get(path).status_code for path in look]
        press_again = web.client.post("/gradio_api/run/predict", json=pressed)
        files = [web.client.get("/theme.css").status_code for _ in range(30)]
        asked = web.client.get("/api/v1/policies").status_code
    assert set(seen) == {200, 404} and press != 429
    assert more == [429] * 3 and press_again.status_code == 429
    assert int(press_again.headers["retry-after"]) >= 1
    assert set(files) == {200} and asked == 200


async def _never(scope, receive, send):
    while True:
        await receive()


def test_who_never_finishes_sending_is_cut_off():
    cut = RequestTimeout(_never, timeout_s=0.2, margin_s=0.1)
    sent = []

    async def receive():
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/api/v1/ask", "method": "POST", "headers": []}
    asyncio.run(cut(scope, receive, send))
    assert sent[0]["status"] == 408


def test_a_connection_that_is_dropped_leaves_the_server_answering(web):
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", web.port)) as connection:
            connection.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le")
    assert ask(web).status_code == 200
