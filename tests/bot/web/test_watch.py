"""What is counted and logged, and what is not."""

from __future__ import annotations

import io
import json
import logging

import pytest

from bot.web.log import JsonLines

SECRET = "我们公司叫太极机器人，电话13800138000，能拿多少奖励"


@pytest.fixture
def lines():
    """What is logged meanwhile, as text."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: record.name != "httpx")  # the client of the tests
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def rows(lines, message):
    all_rows = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [row for row in all_rows if row["message"] == message]


def test_requests_and_questions_are_counted_by_route_and_status(serve):
    with serve() as web:
        web.client.post("/api/v1/ask", json={"question": "人形机器人整机企业最高奖励多少？"})
        web.client.post("/api/v1/ask", json={"question": " "})
        web.client.get("/api/v1/clauses/sd-ai-2025/17")
        for n in range(20):
            web.client.get(f"/invented/{n}")
        metrics = web.client.get("/metrics").text
    for line in (
        'wence_questions_total{channel="api",status="answered"} 1.0',
        'wence_questions_total{channel="api",status="wrong"} 1.0',
        'wence_requests_total{method="POST",route="/api/v1/ask",status="200"} 1.0',
        'wence_requests_total{method="POST",route="/api/v1/ask",status="422"} 1.0',
        'wence_requests_total{method="GET",route="/api/v1/clauses/{policy}/{n}",status="200"} 1.0',
        'wence_requests_total{method="GET",route="other",status="404"} 20.0',
        'wence_request_seconds_count{route="/api/v1/ask"} 2.0',
        'wence_question_seconds_count{channel="api"} 2.0',
    ):
        assert line in metrics
    assert "invented" not in metrics


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Real-IP": "127.0.0.1"},
        {"Authorization": "Bearer wk_000000000000_" + "0" * 48},
    ],
)
def test_metrics_are_for_this_machine_and_the_operator(web, headers):
    proxied = headers if "Authorization" not in headers else headers | {"Via": "1.1 proxy"}
    assert web.client.get("/metrics", headers=proxied).status_code == 401
    assert web.client.get("/metrics").status_code == 200


def test_each_request_is_one_line_of_json_with_its_id_and_without_the_question(web, lines):
    asked = web.client.post("/api/v1/ask", json={"question": SECRET, "history": [SECRET]})
    web.client.get("/api/v1/search", params={"q": SECRET})
    name = asked.headers["x-request-id"]
    [request] = [row for row in rows(lines, "request") if row["request_id"] == name]
    assert (request["method"], request["route"], request["status"]) == ("POST", "/api/v1/ask", 200)
    assert request["ms"] > 0
    [question] = [row for row in rows(lines, "question") if row["request_id"] == name]
    assert question["channel"] == "api"
    assert "太极" not in lines.getvalue() and "13800138000" not in lines.getvalue()


def test_questions_are_logged_where_the_settings_say_so(serve, lines):
    with serve(log_questions=True) as web:
        web.client.post("/api/v1/ask", json={"question": SECRET})
    [question] = rows(lines, "question")
    assert question["question"] == SECRET


class BrokenEngine:
    """The engine it is given, which breaks when asked."""

    def __init__(self, engine):
        self.policies = engine.policies

    def check(self, question, policy=None):
        """Every question can be looked at."""

    def ask(self, *args, **named):
        raise RuntimeError("the disk is on fire")


def test_what_breaks_inside_is_in_the_log_under_the_id_the_caller_gets(serve, engine, lines):
    with serve(BrokenEngine(engine)) as web:
        response = web.client.post("/api/v1/ask", json={"question": "你好"})
        metrics = web.client.get("/metrics").text
    assert response.status_code == 500
    assert "fire" not in response.text
    assert response.headers["x-frame-options"] == "SAMEORIGIN"
    [failed] = rows(lines, "a request failed")
    assert failed["request_id"] == response.json()["instance"]
    assert "the disk is on fire" in failed["exception"]
    assert 'wence_questions_total{channel="api",status="failed"} 1.0' in metrics
