"""Events of a question begin when it is taken, and tell what goes wrong after that."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bot.web.test_api import ROBOTS, events, is_problem
from tests.bot.web.test_load import HeldEngine
from tests.bot.web.test_watch import BrokenEngine

ACCEPT = {"Accept": "text/event-stream"}


@pytest.fixture
def held(engine):
    return HeldEngine(engine)


def stream(web, question=ROBOTS):
    """The response to a question, its body yet to be read."""
    body = {"question": question}
    return web.client.stream("POST", "/api/v1/ask", json=body, headers=ACCEPT)


def test_the_first_event_is_there_while_the_answer_is_still_looked_for(serve, held):
    with serve(held, at_once=1) as web:
        try:
            with stream(web) as response:
                parts = response.iter_text()
                first = next(parts)
                assert not held.go.is_set(), "nothing was answered yet"
                held.go.set()
                rest = "".join(parts)
        finally:
            held.go.set()
    assert (response.status_code, events(first)) == (200, [("working", {})])
    assert [name for name, _ in events(rest)][:: len(events(rest)) - 1] == ["status", "done"]


def test_a_question_that_waits_for_its_turn_is_told_so_and_who_finds_no_room_gets_429(serve, held):
    with serve(held, at_once=1, waiting=1) as web:
        try:
            with stream(web) as one, stream(web) as other:
                parts = [each.iter_text() for each in (one, other)]
                firsts = [next(each) for each in parts]
                refused = web.client.post("/api/v1/ask", json={"question": ROBOTS}, headers=ACCEPT)
                held.go.set()
        finally:
            held.go.set()
    assert [events(first) for first in firsts] == [[("working", {})]] * 2
    assert is_problem(refused, 429)["title"] == "请求过多"
    assert int(refused.headers["retry-after"]) >= 1


def test_what_takes_too_long_after_the_beginning_is_told_in_the_last_event(serve, held):
    with serve(held, timeout_s=0.2) as web:
        with stream(web) as response:
            [working, (name, error)] = events("".join(response.iter_text()))
        held.go.set()
    assert response.status_code == 200
    assert (working, name) == (("working", {}), "error")
    assert (error["status"], error["title"]) == (503, "暂时不能服务")
    assert "0.2秒" in error["detail"]
    assert error["instance"] == response.headers["x-request-id"]


def test_what_breaks_after_the_beginning_is_told_without_what_broke(serve, engine):
    with serve(BrokenEngine(engine)) as web, stream(web) as response:
        told = "".join(response.iter_text())
    name, error = events(told)[-1]
    assert (name, error["status"], error["type"]) == ("error", 500, "about:blank")
    assert "fire" not in told


@pytest.mark.parametrize(
    ("body", "status"),
    [({"question": " \n"}, 422), ({"question": "长" * 3000}, 422), ({"question": ""}, 422)]
    + [({"question": "你好", "policy": "none"}, 404), ({}, 422)],
)
def test_what_cannot_be_looked_at_has_its_status_and_no_events(web, body, status):
    is_problem(web.client.post("/api/v1/ask", json=body, headers=ACCEPT), status)


def test_who_may_not_ask_gets_401_and_no_events(serve):
    with serve(require_keys=True) as web:
        response = web.client.post("/api/v1/ask", json={"question": ROBOTS}, headers=ACCEPT)
    is_problem(response, 401)


def test_who_leaves_takes_the_question_out_of_the_queue_of_answers(serve, held):
    """A thread cannot be interrupted, but what only waits for one is not answered for nobody."""
    with serve(held, at_once=1, waiting=5) as web, ThreadPoolExecutor(1) as user:
        first = user.submit(web.client.post, "/api/v1/ask", json={"question": ROBOTS})
        try:
            while web.service.under_way < 1:
                time.sleep(0.01)
            with stream(web) as response:
                parts = response.iter_text()
                assert events(next(parts)) == [("working", {})]
                assert web.service.under_way == 2
            while web.service.under_way > 1:
                assert web.client.get("/api/v1/health/live").status_code == 200
            assert not held.go.is_set()
        finally:
            held.go.set()
        assert json.loads(first.result().text)["status"] == "answered"
