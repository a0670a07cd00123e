"""REST as its callers meet it: a real server, the real engine, a real database."""

from __future__ import annotations

import csv
import json

import pytest

from bot.records.export import export
from bot.web.api import samples
from bot.web.api.ask import pieces

ROBOTS = "人形机器人整机企业最高奖励多少？"


def is_problem(response, status):
    """The response is a problem of that status, named like the request; returns it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["instance"] == response.headers["x-request-id"]
    assert body["title"] and body["detail"].endswith("。")
    return body


def events(text):
    """Server-sent events as (name, data)."""
    rows = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(a.removeprefix("event: "), json.loads(b.removeprefix("data: "))) for a, b in rows]


def test_a_question_is_answered_with_the_clause_that_proves_it_and_kept(kept_web):
    web = kept_web
    answer = web.client.post("/api/v1/ask", json={"question": ROBOTS, "today": "2025-12-01"}).json()
    assert answer["status"] == "answered"
    assert "800万元" in answer["summary"]
    [cited] = answer["citations"]
    clause = web.client.get(f"/api/v1/clauses/{cited['policy']}/{cited['clause']}").json()
    assert clause["text"][cited["start"] : cited["end"]] == cited["quote"]
    kept = web.records.answer(answer["id"])
    assert (kept.answer.question, kept.answer.summary) == (ROBOTS, answer["summary"])
    [only] = web.records.conversation(answer["conversation"]).answers
    assert only.id == answer["id"]


def test_earlier_turns_and_the_conversation_are_taken_up(kept_web):
    web = kept_web
    first = web.client.post("/api/v1/ask", json={"question": ROBOTS}).json()
    more = {"history": [ROBOTS], "conversation": first["conversation"]}
    second = web.client.post("/api/v1/ask", json={"question": "由谁牵头？", **more}).json()
    assert second["conversation"] == first["conversation"]
    assert "工业和信息化厅" in second["summary"]
    kept = web.records.conversation(first["conversation"])
    assert [each.id for each in kept.answers] == [first["id"], second["id"]]


def test_only_the_last_turns_are_looked_at(serve):
    turns = [ROBOTS, "算力券最高多少？"]
    with serve(history_limit=1) as web:
        asked = {"question": "由谁牵头？", "history": turns}
        answer = web.client.post("/api/v1/ask", json=asked).json()
        alone = web.client.post("/api/v1/ask", json=asked | {"history": turns[1:]}).json()
    assert answer["summary"] == alone["summary"]
    assert 17 not in [cited["clause"] for cited in answer["citations"]]


def test_events_bring_status_summary_in_pieces_citations_and_the_whole(web):
    response = web.client.post(
        "/api/v1/ask", json={"question": ROBOTS}, headers={"Accept": "text/event-stream"}
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    first, *got = events(response.text)
    assert first == ("working", {})
    whole = got[-1][1]
    summaries = [data["text"] for name, data in got if name == "summary"]
    assert [name for name, _ in got] == [
        "status", *["summary"] * len(summaries), "citations", "done",
    ]  # fmt: skip
    assert len(summaries) > 1
    assert "".join(summaries) == whole["summary"]
    assert got[0][1] == {name: whole[name] for name in ("id", "conversation", "status")}
    assert got[-2][1] == {"citations": whole["citations"]}
    assert whole["citations"][0]["clause"] == 17


def test_an_error_has_its_status_where_events_were_asked_for_too(web):
    response = web.client.post(
        "/api/v1/ask", json={"question": " "}, headers={"Accept": "text/event-stream"}
    )
    assert "问题是空的" in is_problem(response, 422)["detail"]


@pytest.mark.parametrize(
    "text", ["", "好。", "一、二、三", "最高800万元", "\n\n", "。。", "很长" * 100, "a\u2028b\r\nc"]
)
def test_pieces_put_together_are_the_text(text):
    assert "".join(pieces(text)) == text
    assert all(len(piece) <= 25 for piece in pieces(text))


def test_policies_tell_number_issuer_and_validity(web):
    [policy] = web.client.get("/api/v1/policies").json()["policies"]
    assert policy["id"] == "sd-ai-2025"
    assert policy["document_number"] == "鲁政办字〔2025〕49号"
    assert policy["valid_until"] == "2026-12-31"
    assert policy["clauses"] == 28


def test_clauses_come_in_pages_and_can_be_filtered_by_words(web):
    first = web.client.get("/api/v1/clauses").json()
    second = web.client.get("/api/v1/clauses", params={"page": 2}).json()
    assert (first["total"], first["pages"]) == (28, 2)
    assert [c["n"] for c in first["clauses"] + second["clauses"]] == list(range(1, 29))
    found = web.client.get("/api/v1/clauses", params={"q": "人形机器人 整机"}).json()
    assert [c["n"] for c in found["clauses"]] == [17]


def test_search_puts_the_nearest_clause_first(web):
    found = web.client.get("/api/v1/search", params={"q": ROBOTS, "limit": 3}).json()
    assert [hit["clause"]["n"] for hit in found["hits"]][0] == 17
    assert len(found["hits"]) == 3
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_feedback_is_kept_for_an_answer_that_is_known_and_for_no_other(kept_web):
    web = kept_web
    answer = web.client.post("/api/v1/ask", json={"question": ROBOTS}).json()
    said = {"answer": answer["id"], "vote": "dislike", "policy": "sd-ai-2025", "clause": 17}
    assert web.client.post("/api/v1/feedback", json=said).status_code == 204
    is_problem(web.client.post("/api/v1/feedback", json=said | {"answer": "unknown"}), 404)
    is_problem(web.client.post("/api/v1/feedback", json=said | {"clause": 29}), 404)
    alone = {"answer": answer["id"], "vote": "dislike", "clause": 17}  # of the answer's policy
    assert web.client.post("/api/v1/feedback", json=alone).status_code == 204


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_what_was_asked_and_what_was_said_of_it_are_exported(kept_web, format_):
    web = kept_web
    answer = web.client.post("/api/v1/ask", json={"question": ROBOTS}).json()
    said = {"answer": answer["id"], "vote": "dislike", "reason": "金额不对", "clause": 17}
    assert web.client.post("/api/v1/feedback", json=said).status_code == 204
    text = "".join(export(web.records, format_)).removeprefix("\ufeff")
    rows = (
        map(json.loads, text.splitlines())
        if format_ == "jsonl"
        else csv.DictReader([*text.splitlines(keepends=True)])
    )
    [row] = [row for row in rows if row["id"] == answer["id"]]
    assert row["question"] == ROBOTS
    if format_ == "csv":
        assert (row["vote"], row["reason"], row["vote_clause"]) == ("dislike", "金额不对", "17")


def test_health_says_live_and_ready(kept_web):
    web = kept_web
    assert web.client.get("/api/v1/health/live").json() == {"status": "live"}
    ready = web.client.get("/api/v1/health/ready").json()
    assert (ready["status"], ready["policies"]) == ("ready", 1)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/nothing/at/all", None, 404),
        ("GET", "/api/v1/clauses/sd-ai-2025/29", None, 404),
        ("GET", "/api/v1/clauses/nowhere/1", None, 404),
        ("GET", "/api/v1/search?q=x&policy=nowhere", None, 404),
        ("POST", "/api/v1/ask", b'{"question": "x", "policy": "nowhere"}', 404),
        ("GET", "/api/v1/ask", None, 405),
        ("DELETE", "/api/v1/policies", None, 405),
        ("PUT", "/", None, 405),
        ("GET", "/gradio_api/queue/join", None, 405),
        ("POST", "/api/v1/ask", b"{", 422),
        ("POST", "/api/v1/ask", b'"question"', 422),
        ("POST", "/api/v1/ask", b'{"question": ""}', 422),
        ("POST", "/api/v1/ask", b'{"question": "x", "unknown": 1}', 422),
        ("POST", "/api/v1/ask", b'{"question": "\\ud800"}', 422),
        ("POST", "/api/v1/ask", b'{"question": "a\\u0000b"}', 422),
        ("GET", "/api/v1/clauses?page=0", None, 422),
        ("GET", "/api/v1/search?q=+", None, 422),
    ],
)
def test_every_error_is_a_problem(web, method, path, body, status):
    headers = {"Content-Type": "application/json"}
    response = web.client.request(method, path, content=body, headers=headers)
    is_problem(response, status)
    if status == 405:
        assert response.headers["allow"]


def test_a_wrong_field_is_named_without_repeating_what_was_sent(web):
    sent = {"question": "补" * 30_000, "history": ["秘密"] * 200}
    body = is_problem(web.client.post("/api/v1/ask", json=sent), 422)
    assert [row["where"] for row in body["errors"]] == ["body.question", "body.history"]
    assert "超过20000个字符" in body["detail"] and "超过100项" in body["detail"]
    assert "秘密" not in json.dumps(body, ensure_ascii=False)


def test_a_question_over_the_set_limit_is_refused_with_the_limit(web):
    response = web.client.post("/api/v1/ask", json={"question": "补" * 2001})
    assert "2000" in is_problem(response, 422)["detail"]


def test_examples_of_the_openapi_are_what_the_engine_answers(engine):
    def lasting(answer):
        """What another machine's rounding leaves as it is."""
        found = [(hit["policy"], hit["clause"]) for hit in answer["retrieved"][:3]]
        return answer | {"timings_ms": {}, "retrieved": found}

    for name, answer in samples.answered(engine).items():
        kept = samples.ANSWERS[name]
        assert lasting(kept) == lasting(answer), "run `python -m bot.web.api.samples`"


def test_examples_of_the_openapi_are_what_the_routes_reply(web):
    def lasting(reply):
        """Without what an encoder taught anew or another request changes."""
        hits = [hit["clause"] for hit in reply.get("hits", [])[:1]]
        return {**reply, "hits": hits, "instance": "", "under_way": 0}

    for name, reply in samples.replied(lambda path: web.client.get(path).json()).items():
        assert lasting(samples.REPLIES[name]) == lasting(reply), (
            "run `python -m bot.web.api.samples`"
        )
