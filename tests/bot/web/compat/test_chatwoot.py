"""The agent bot against the payloads of Chatwoot's documentation (chatwoot_events.json).

Chatwoot itself does not run here: a small HTTP server stands for its REST API and notes what it
is sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from compat_questions import ELSEWHERE, ROBOTS, TITLE
from compat_server import listening
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from bot.web.compat.chatwoot import HANDED_OVER
from tests.bot.web.conftest import SQL
from tests.conftest import ROOT

SECRET = "a secret that Chatwoot made"
TOKEN = "the token of the agent bot"
_EVENTS = json.loads((Path(__file__).parent / "chatwoot_events.json").read_text("utf-8"))
del _EVENTS["source"]
_EVENT = _EVENTS["message_created"]
_LONG_S = 60  # an answer on a slow machine
_SILENT_S = 1.5  # long enough for an answer that should not come


class Standing:
    """Stands for Chatwoot: notes each call as (what, conversation, body) and checks the token."""

    def __init__(self):
        self.calls = queue.Queue()
        self.failing = 0  # calls that are answered with 503 before one is taken
        self.app = FastAPI()

        @self.app.post("/desk/api/v1/accounts/{account}/conversations/{conversation}/{what}")
        async def note(account: int, conversation: int, what: str, request: Request):
            if request.headers.get("api_access_token") != TOKEN or account != 1:
                return JSONResponse({"error": "Invalid Access Token"}, 401)
            if self.failing:
                self.failing -= 1
                return JSONResponse({}, 503)
            self.calls.put((what, conversation, await request.json()))
            return {}

    def next(self):
        return self.calls.get(timeout=_LONG_S)

    def is_silent(self):
        try:
            return self.calls.get(timeout=_SILENT_S) is None
        except queue.Empty:
            return True


@pytest.fixture(scope="module")
def standing():
    standing = Standing()
    with listening(standing.app) as url:
        standing.url = f"{url}/desk/"
        yield standing


@pytest.fixture
def desk(standing):
    """What stands for Chatwoot, with nothing left over from the test before."""
    standing.calls, standing.failing = queue.Queue(), 0
    return standing


@pytest.fixture(scope="module")
def bot(start, new_database, standing):
    """A server whose agent bot replies to what stands for Chatwoot; its records in the one database
    and in the other."""
    settings = {"chatwoot_url": standing.url, "chatwoot_token": TOKEN, "chatwoot_secret": SECRET}
    with start(require_keys=True, database_url=new_database(), **settings) as running:
        yield running


@pytest.fixture(scope="module")
def one_bot(start, standing):
    """As `bot`, with SQLite alone: for events that never reach the records."""
    settings = {"chatwoot_url": standing.url, "chatwoot_token": TOKEN, "chatwoot_secret": SECRET}
    with start(require_keys=True, **settings) as running:
        yield running


_ids = iter(range(1000, 10_000))


def _event(content, *, conversation=10, status="pending", **changes):
    event = json.loads(json.dumps(_EVENT)) | {"id": next(_ids), "content": content} | changes
    event["conversation"] |= {"id": conversation, "status": status}
    return event


def _send(bot, event, *, secret=SECRET, at=None):
    """Deliver an event as Chatwoot does, signed."""
    body = json.dumps(event).encode()
    sent = str(int(time.time()) if at is None else at)
    signature = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": sent,
        "X-Chatwoot-Signature": f"sha256={signature}",
    }
    return bot.client.post("/webhooks/chatwoot", content=body, headers=headers)


def test_a_visitor_is_answered_in_the_conversation_with_the_clause_named(bot, desk):
    response = _send(bot, _event(ROBOTS))
    assert (response.status_code, response.json()) == (200, {"taken": True})
    what, conversation, body = desk.next()
    assert (what, conversation) == ("messages", 10)
    assert "800万元" in body["content"]
    assert f"〔《{TITLE}》(十七)〕" in body["content"]
    assert (body["message_type"], body["private"]) == ("outgoing", False)
    assert desk.is_silent()  # and the conversation stays the bot's


def test_a_server_that_stops_finishes_the_messages_it_took(
    start, new_database, desk, engine, monkeypatch
):
    go, answer = threading.Event(), engine.ask

    def ask(*args, **named):
        go.wait(_LONG_S)
        return answer(*args, **named)

    monkeypatch.setattr(engine, "ask", ask)
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN, "chatwoot_secret": SECRET}
    with start(require_keys=True, database_url=new_database(), **settings) as bot:
        events = [_event(ROBOTS, conversation=200 + i) for i in range(8)]
        assert all(_send(bot, event).json()["taken"] for event in events)
        while not bot.service.under_way:
            time.sleep(0.01)
        assert desk.calls.empty()  # they were acknowledged before they were answered
        threading.Timer(0.5, go.set).start()  # when the server has been told to stop
    assert {desk.next()[1] for _ in events} == {200 + i for i in range(8)}


def test_messages_of_a_process_that_was_killed_are_answered_by_the_next(
    start, new_database, desk, tmp_path
):
    home, out, database_url = tmp_path / "home", tmp_path / "port", new_database()
    script = Path(__file__).with_name("killed_bot.py")
    process = subprocess.Popen(
        [sys.executable, script, home, database_url, desk.url, out],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    deadline = time.monotonic() + _LONG_S
    while not (out.exists() and out.read_text().endswith("\n")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    events = [_event(ROBOTS, conversation=400 + i) for i in range(3)]
    with httpx.Client(base_url=f"http://127.0.0.1:{int(out.read_text())}", timeout=60) as client:
        taken = [client.post("/webhooks/chatwoot", json=event) for event in events]
    process.kill()
    process.wait()
    assert [response.json() for response in taken] == [{"taken": True}] * 3
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN, "lease_s": 0.5}
    with start(home, database_url=database_url, **settings) as bot:
        replies = [desk.next() for _ in events]
        assert _send(bot, events[0]).json() == {"taken": False}
        assert desk.is_silent()
    assert {conversation for _, conversation, _ in replies} == {400, 401, 402}
    assert all("800万元" in body["content"] for _, _, body in replies)


def test_two_processes_answer_a_message_once_and_know_what_was_asked_of_the_other(
    start, new_database, desk, tmp_path
):
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN, "database_url": new_database()}
    event = _event(ROBOTS, conversation=410)
    with start(tmp_path, **settings) as one, start(tmp_path, **settings) as other:
        with ThreadPoolExecutor(2) as senders:
            sent = list(senders.map(lambda bot: _send(bot, event).json(), (one, other)))
        _send(other, _event("由谁牵头？", conversation=410))
        said = [desk.next()[2]["content"] for _ in range(2)]
        assert desk.is_silent()
    assert sorted(each["taken"] for each in sent) == [False, True]
    assert "800万元" in said[0] and "工业和信息化厅" in said[1]


def test_without_records_messages_wait_in_memory(start, desk):
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN, "keeps": False}
    with start(**settings) as bot:
        event = _event(ROBOTS, conversation=420)
        assert [_send(bot, event).json()["taken"] for _ in range(2)] == [True, False]
        _send(bot, _event("由谁牵头？", conversation=420))
        said = [desk.next()[2]["content"] for _ in range(2)]
        assert desk.is_silent()
    assert "800万元" in said[0] and "工业和信息化厅" in said[1]


def test_a_number_that_no_database_holds_is_a_wrong_request(bot):
    assert _send(bot, _event(ROBOTS, conversation=2**63)).status_code == 422


def test_what_the_policies_do_not_say_goes_to_a_colleague(bot, desk):
    _send(bot, _event(ELSEWHERE, conversation=11))
    what, conversation, body = desk.next()
    assert (what, conversation) == ("messages", 11)
    assert body["content"].endswith(HANDED_OVER)
    assert desk.next() == ("toggle_status", 11, {"status": "open"})


@pytest.mark.parametrize("content, said", [(None, "读不了"), ("奖" * 2001, "超过了2000个的上限")])
def test_what_cannot_be_read_goes_to_a_colleague(bot, desk, content, said):
    _send(bot, _event(content, conversation=12))
    assert said in desk.next()[2]["content"]
    assert desk.next() == ("toggle_status", 12, {"status": "open"})


def test_a_follow_up_is_read_with_what_was_asked_before_in_the_same_conversation(bot, desk):
    for question in (ROBOTS, "由谁牵头？"):
        _send(bot, _event(question, conversation=13))
    assert "800万元" in desk.next()[2]["content"]
    assert "工业和信息化厅" in desk.next()[2]["content"]
    _send(bot, _event("由谁牵头？", conversation=14))
    assert "(十七)" not in desk.next()[2]["content"]
    while not desk.is_silent():  # a hand-over of the lone follow-up, where there is one
        pass


def test_a_message_that_is_delivered_twice_is_answered_once(bot, desk):
    event = _event(ROBOTS, conversation=15)
    assert [_send(bot, event).json()["taken"] for _ in range(2)] == [True, False]
    assert desk.next()[1] == 15
    assert desk.is_silent()


@pytest.mark.parametrize(
    "changes",
    [
        {"message_type": "outgoing"},
        {"message_type": "template"},
        {"private": True},
        {"status": "open"},
        {"status": "resolved"},
        {"event": "message_updated"},
    ],
)
def test_only_new_messages_of_visitors_in_pending_conversations_are_answered(
    one_bot, desk, changes
):
    response = _send(one_bot, _event(ROBOTS, **changes))
    assert (response.status_code, response.json()) == (200, {"taken": False})
    assert desk.is_silent()


def test_documented_events_that_are_not_for_the_bot_are_acknowledged_and_left_alone(one_bot, desk):
    """Among them its messages: their conversation is open there, a colleague's."""
    said = [
        (_send(one_bot, event).status_code, _send(one_bot, event).json())
        for event in _EVENTS.values()
    ]
    assert said == [(200, {"taken": False})] * 6
    assert desk.is_silent()


def test_the_documented_message_is_answered_while_its_conversation_is_the_bots(bot, desk):
    event = json.loads(json.dumps(_EVENT)) | {"content": ROBOTS}
    event["conversation"]["status"] = "pending"
    assert _send(bot, event).json() == {"taken": True}
    what, conversation, body = desk.next()
    assert (what, conversation) == ("messages", event["conversation"]["id"])
    assert "800万元" in body["content"]
    event["message_type"], event["id"] = "outgoing", event["id"] + 1  # the bot's own, sent back
    assert _send(bot, event).json() == {"taken": False}
    assert desk.is_silent()


def test_numbers_in_quotes_as_in_the_short_sample_of_the_documentation_are_numbers(bot, desk):
    event = _event(ROBOTS, conversation=19)
    event |= {"id": str(event["id"]), "account": {"id": "1", "name": "Chatwoot"}}
    assert _send(bot, event).json() == {"taken": True}
    assert desk.next()[1] == 19


@pytest.mark.parametrize("words", SQL)
def test_sql_in_a_message_or_in_what_is_said_of_its_sender_is_text(bot, desk, words):
    conversation = 500 + SQL.index(words)
    event = _event(ROBOTS, conversation=conversation)
    _send(bot, event)
    assert "800万元" in desk.next()[2]["content"]
    by = _event(words, conversation=conversation, sender=dict.fromkeys(event["sender"], words))
    by |= {"source_id": words, "inbox": {"id": words, "name": words}, "content_type": words}
    by["conversation"] |= {"channel": words, "meta": {"sender": {"email": words, "name": words}}}
    by["conversation"]["additional_attributes"] = {words: words}
    assert _send(bot, by).json() == {"taken": True}
    what, of, body = desk.next()
    assert (what, of) == ("messages", conversation)
    if HANDED_OVER in body["content"]:
        assert desk.next()[:2] == ("toggle_status", conversation)
    for wrong in ({"id": words}, {"account": {"id": words}}):
        assert _send(bot, _event(ROBOTS) | wrong).status_code == 422
    assert _send(bot, _event(ROBOTS, conversation=words)).status_code == 422
    for left_alone in ({"event": words}, {"message_type": words}, {"status": words}):
        assert _send(bot, _event(ROBOTS, **left_alone)).json() == {"taken": False}
    # What was kept is there, the message too, and so is what is asked from now on.
    assert _send(bot, event).json() == {"taken": False}
    for question, said in ((ROBOTS, "800万元"), ("由谁牵头？", "工业和信息化厅")):
        _send(bot, _event(question, conversation=conversation))
        assert said in desk.next()[2]["content"]


def test_what_is_no_event_is_a_wrong_request(one_bot):
    assert _send(one_bot, {"event": "message_created"}).status_code == 422
    assert _send(one_bot, [1, 2]).status_code == 422


def test_an_event_that_was_not_signed_with_the_secret_lately_is_refused(one_bot, desk):
    assert _send(one_bot, _event(ROBOTS), secret="another").status_code == 401
    assert _send(one_bot, _event(ROBOTS), at=int(time.time()) - 600).status_code == 401
    assert _send(one_bot, _event(ROBOTS), at="9" * 5000).status_code in (400, 401, 431)
    assert one_bot.client.post("/webhooks/chatwoot", json=_event(ROBOTS)).status_code == 401
    odd = {"X-Chatwoot-Timestamp": "1", "X-Chatwoot-Signature": b"sha256=\xff"}
    odd_response = one_bot.client.post("/webhooks/chatwoot", json=_event(ROBOTS), headers=odd)
    assert odd_response.status_code == 401
    assert desk.is_silent()


def test_without_a_secret_the_gate_judges_who_sends(start, desk):
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN}
    with start(require_keys=True, **settings) as closed:
        assert _send(closed, _event(ROBOTS)).status_code == 401
    with start(**settings) as local:
        assert _send(local, _event(ROBOTS, conversation=16)).json() == {"taken": True}
    assert desk.next()[1] == 16


def test_a_chatwoot_that_breaks_down_is_tried_again(bot, desk):
    desk.failing = 2
    _send(bot, _event(ROBOTS, conversation=17))
    assert desk.next()[1] == 17


def test_a_reply_that_is_not_taken_makes_a_colleague_look(bot, desk):
    desk.failing = 3  # as often as it is tried
    _send(bot, _event(ROBOTS, conversation=18))
    assert desk.next() == ("toggle_status", 18, {"status": "open"})


def test_too_many_messages_at_once_are_turned_away_with_a_time_to_come_again(start, desk):
    settings = {"chatwoot_url": desk.url, "chatwoot_token": TOKEN, "chatwoot_secret": SECRET}
    with start(require_keys=True, waiting=2, **settings) as bot:
        responses = [_send(bot, _event(ROBOTS, conversation=300)) for _ in range(20)]
    taken = [response for response in responses if response.status_code == 200]
    shed = [response for response in responses if response.status_code == 429]
    assert len(taken) >= 2 and shed and len(taken) + len(shed) == 20
    assert {response.headers["retry-after"] for response in shed} == {"5"}
    assert {desk.next()[1] for _ in taken} == {300}
