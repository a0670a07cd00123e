"""SQL in every text that anybody can send is text, whichever database the records are in.

The chat's own events are in test_chat_events.py, Chatwoot's in compat/test_chatwoot.py.
"""

from __future__ import annotations

import asyncio
import html
import json
from dataclasses import replace

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from operator_login import logged_in

from bot.access.keys import KeyFile, WrongKeyRequest
from bot.records.corrections import confirm
from bot.records.errors import UnknownAnswer
from bot.records.export import export
from bot.service import Caller, Feedback
from tests.bot.publishing.publishing_parts import policy_text
from tests.bot.web.conftest import PARTNER, PASSWORD, SQL

pytestmark = pytest.mark.parametrize("words", SQL)


@pytest.fixture
def web(kept_web):
    """With an answer whose records have to come through all of it."""
    answer = ask(kept_web, question="你好").json()
    count = len(kept_web.records.conversation(answer["conversation"]).answers)
    yield kept_web
    kept = kept_web.records.answer(answer["id"])
    assert kept.answer.summary == answer["summary"]
    assert len(kept_web.records.conversation(answer["conversation"]).answers) == count
    assert kept_web.records.ready()


@pytest.fixture(scope="module")
def operator(kept_web):
    with logged_in(f"http://127.0.0.1:{kept_web.port}", PASSWORD) as both:
        yield both


def ask(web, headers=None, **body):
    return web.client.post("/api/v1/ask", json=body, headers=headers)


def exported(web, id_):
    """What `wence records export` says of an answer."""
    [row] = [row for row in map(json.loads, export(web.records, "jsonl")) if row["id"] == id_]
    return row


def is_kept(web, id_, question):
    assert web.records.answer(id_).answer.question == question


def test_rest(web, words):
    before = ask(web, question="你好").json()
    asked = ask(web, question=words, history=[words] * 3)
    assert asked.status_code == 200
    is_kept(web, asked.json()["id"], words)
    assert ask(web, question="x", policy=words).status_code == 422
    assert ask(web, question="x", conversation=words).status_code == 422
    for path in ("search", "clauses"):
        found = web.client.get(f"/api/v1/{path}", params={"q": words})
        assert found.status_code == 200
        assert (
            web.client.get(f"/api/v1/{path}", params={"q": "x", "policy": words}).status_code == 422
        )
    assert web.client.get("/api/v1/clauses", params={"page": words}).status_code == 422
    said = {"answer": before["id"], "vote": "like"}
    feedback = web.client.post("/api/v1/feedback", json=said | {"reason": words})
    assert feedback.status_code == 204
    assert exported(web, before["id"])["feedback"]["reason"] == words
    for field in ("answer", "vote", "policy", "clause"):
        assert web.client.post("/api/v1/feedback", json=said | {field: words}).status_code == 422
    assert web.client.post("/api/v1/feedback", json=said).status_code == 204  # all still there
    assert web.client.get(f"/a/{words}").status_code == 404


def test_openai(web, words):
    def complete(model="wence", **more):
        messages = [{"role": role, "content": words} for role in ("system", "user", "user")]
        body = {"model": model, "messages": messages} | more
        return web.client.post("/v1/chat/completions", json=body)

    answered = complete(user=words)
    assert answered.status_code == 200
    is_kept(web, answered.json()["choices"][0]["message"]["answer"], words)
    assert complete(stream=True).text.endswith("data: [DONE]\n\n")
    for model in (words, f"wence/{words}"):
        assert complete(model).status_code == 404
        assert web.client.get(f"/v1/models/{model}").status_code == 404
    assert complete(messages=[{"role": words, "content": "x"}]).status_code == 400
    parts = [{"type": words, "text": words}, {"type": "text", "text": words}]
    assert complete(messages=[{"role": "user", "content": parts}]).status_code == 200


def test_dify(web, words):
    def retrieve(key="anything", **changes):
        setting = {"top_k": 2, "score_threshold": 0}
        body = {"knowledge_id": "wence", "query": words, "retrieval_setting": setting} | changes
        headers = {"Authorization": f"Bearer {key}"}
        return web.client.post("/retrieval", json=body, headers=headers)

    assert retrieve().status_code == 200
    assert retrieve(knowledge_id=words).status_code == 404
    conditions = {"conditions": [{"name": [words], "value": words}]}
    assert retrieve(metadata_condition=conditions).status_code == 422
    assert retrieve(retrieval_setting={"top_k": words}).status_code == 422
    assert retrieve(words).status_code == 200  # no key is needed here


def test_mcp(web, words):
    eligible = {"benefit": words, "applicant": [words]}
    calls = [
        ("ask", {"question": words, "history": [words]}, True),
        ("ask", {"question": "x", "policy": words}, False),
        ("ask", {"question": "x", "today": words}, False),
        ("search_clauses", {"query": words}, True),
        ("search_clauses", {"query": "x", "policy": words}, False),
        ("get_clause", {"policy": words, "n": 1}, False),
        ("get_clause", {"policy": "sd-ai-2025", "n": words}, False),
        ("check_eligibility", eligible, True),
        ("check_eligibility", eligible | {"policy": words}, False),
    ]

    async def call_all():
        async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:
            url = f"http://127.0.0.1:{web.port}/mcp"
            async with Client(streamable_http_client(url, http_client=http)) as client:
                return [await client.call_tool(tool, given) for tool, given, _ in calls]

    results = asyncio.run(call_all())
    assert [not result.is_error for result in results] == [is_taken for *_, is_taken in calls]
    is_kept(web, results[0].structured_content["id"], words)


def test_embedded_chat(web, words):
    origin = {"Origin": PARTNER}
    made = web.client.post("/embed/token", json={"embed_id": "portal"}, headers=origin)
    bears = origin | {"Authorization": f"Bearer {made.json()['token']}"}
    asked = ask(web, bears, question=words, history=[words])
    assert asked.status_code == 200
    is_kept(web, asked.json()["id"], words)

    def post(path, **body):
        return web.client.post(f"/embed/{path}", json=body, headers=bears)

    turn = post("ask", question=words, history=[words]).json()
    is_kept(web, turn["id"], words)
    assert post("ask", question="你好", conversation=words).status_code == 422
    for path, name in (("conversation", "conversation"), ("share", "answer")):
        assert post(path, **{name: words}).status_code == 422
    for path, name in (("conversations", "ids"), ("word", "answers")):
        assert post(path, **{name: [words]}).status_code == 422
    assert post("forget", conversation=words, ids=[]).status_code == 422
    refused = web.client.post("/embed/token", json={"embed_id": words}, headers=origin)
    assert refused.status_code == 422
    for place in ({"policy": words}, {"policy": "sd-ai-2025", "part": words}, {"clause": words}):
        assert web.client.post("/embed/clause", json=place, headers=bears).status_code == 422
    for name in ("origin", "id", "lang"):
        page = web.client.get("/embed", params={name: words})
        assert page.status_code in (403, 422)
    assert web.client.get("/embed", params={"title": words}).status_code == 200


def test_operators_forms(web, operator, words):
    client, form = operator

    def post(path, files=None, **fields):
        return client.post(f"/admin{path}", data=form | fields, files=files)

    text = policy_text().replace("冰雪旅游", f"冰雪{words}")
    sent = post("/drafts", {"document": (f"{words}.txt", text.encode())})
    path = sent.headers["location"].removeprefix("/admin")
    draft = web.publisher.draft(path.rpartition("/")[2])
    assert words in draft.policy.title
    assert client.get(f"/admin{path}").status_code == 200
    for change in ("merge", "split", "end"):
        assert post(f"{path}/clauses", **{change: words}).status_code == 400
    for elsewhere in ("clauses", "publish", "discard"):
        assert post(f"/drafts/{words}/{elsewhere}").status_code in (404, 422)
    again = post("/drafts", {"document": (f"{words}.txt", text.encode())}).headers["location"]
    assert post(f"{again.removeprefix('/admin')}/discard").status_code == 303
    assert post(f"{path}/publish").status_code in (200, 303)
    [(_, title)] = web.publisher.versions()[0].policies
    assert words in title
    assert title in html.unescape(client.get("/admin/policies").text)

    disliked = ask(web, question=words).json()["id"]
    said = {"answer": disliked, "vote": "dislike", "reason": words}
    assert web.client.post("/api/v1/feedback", json=said).status_code == 204
    shown = client.get("/admin/questions")
    assert shown.status_code == 200 and disliked in shown.text
    for fields, right in (
        ({"clause": "sd-ai-2025#(十七)"}, [17]),
        ({"none": "1", "policy": "sd-ai-2025"}, []),
    ):
        assert post(f"/answers/{disliked}/right", **fields).status_code == 303
        assert exported(web, disliked)["confirmed"]["clauses"] == right
    for fields in ({"clause": words}, {"none": "1", "policy": words}):
        assert post(f"/answers/{disliked}/right", **fields).status_code == 400
    assert post(f"/answers/{words}/right", clause="x").status_code in (404, 422)
    assert post(f"/versions/{words}/back").status_code in (404, 422)
    for page in ("", "/questions"):
        assert client.get(f"/admin{page}", params={"days": words}).status_code == 422
    for page in (f"/policies/{words}", f"/drafts/{words}", f"/{words}"):
        assert client.get(f"/admin{page}").status_code in (404, 422)
    assert client.get("/admin").status_code == 200
    assert client.post("/admin/logout", data={"csrf_token": words}).status_code == 403
    # Whoever guesses more than a few times has to wait.
    guess = {"password": words, "username": words, "csrf_token": words}
    assert web.client.post("/admin/login", data=guess).status_code in (401, 429)


def test_ids_and_names_of_the_command_line(web, words, tmp_path):
    records = web.records
    assert records.answer(words) is records.conversation(words) is records.shared(words) is None
    assert not records.forget(words) and records.share(words) is None
    assert records.conversations([words]) == []
    assert not records.keep_feedback(Feedback(words, "like"))
    with pytest.raises(UnknownAnswer):
        confirm(records, words, {}, unanswerable=True)
    keys = KeyFile(tmp_path)
    with pytest.raises(WrongKeyRequest):
        keys.add(words, scopes=("ask",), rate=None, days=None)
    with pytest.raises(WrongKeyRequest):
        keys.revoke(words)
    # No key has such a name, and were there one:
    answer = replace(web.service.engine.ask("你好"), question=words)
    id_ = records.keep_answer(Caller("api", key=words), answer, [words]).id
    assert exported(web, id_)["key"] == words
