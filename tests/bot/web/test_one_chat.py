"""The chat with one of several processes, here two in one loop: passing on and taking over."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.web.middleware.underway import UnderWay
from bot.web.one_chat import ChatAway, OneChat


def saying(name):
    """An app that says who it is and what it was sent, in two pieces; /wait never ends."""

    async def app(scope, receive, send):
        message = await receive()
        start = [(b"x-name", name), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 201, "headers": start})
        words = b"%b %b?%b " % (scope["method"].encode(), scope["raw_path"], scope["query_string"])
        await send({"type": "http.response.body", "body": words, "more_body": True})
        while scope["path"] == "/wait" and (await receive())["type"] != "http.disconnect":
            pass
        ended.set() if scope["path"] == "/wait" else None
        await send({"type": "http.response.body", "body": message["body"]})

    ended = asyncio.Event()
    app.ended = ended
    return app


async def asked(chat, method="GET", path="/", **given):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(chat), base_url="http://x"
    ) as client:
        return await client.request(method, path, **given)


def taking_part(folder, app, under_way=None):
    chat = OneChat(folder, stop_within_s=5)
    chat.share(app)
    return chat, chat.serving(under_way or UnderWay())


def test_what_another_process_has_is_passed_on_whole(tmp_path):
    async def run():
        one, first = taking_part(tmp_path, saying(b"one"))
        two, second = taking_part(tmp_path, saying(b"two"))
        async with first:
            await asked(one)
            async with second:
                return await asked(two, "POST", "/a%20b?c=%E4%BD%A0", content="问".encode() * 5000)

    response = asyncio.run(run())
    assert (response.status_code, response.headers["x-name"]) == (201, "one")
    assert response.text == "POST /a%20b?c=%E4%BD%A0 " + "问" * 5000


def test_chat_is_taken_over_when_the_process_that_has_it_ends(tmp_path):
    async def run():
        one, first = taking_part(tmp_path, saying(b"one"))
        two, second = taking_part(tmp_path, saying(b"two"))
        async with first:
            await asked(one)
            await second.__aenter__()
            before = await asked(two)
        after = await asked(two)
        await second.__aexit__(None, None, None)
        return before.headers["x-name"], after.headers["x-name"]

    assert asyncio.run(run()) == ("one", "two")


def test_who_goes_away_is_not_waited_for(tmp_path):
    async def run():
        under_way, app = UnderWay(), saying(b"one")
        one, first = taking_part(tmp_path, app, under_way)
        two, second = taking_part(tmp_path, saying(b"two"))
        async with first, second:
            await asked(one)
            begun, gone = asyncio.Event(), asyncio.Event()

            async def receive():
                if not begun.is_set():
                    begun.set()
                    return {"type": "http.request", "body": b""}
                await gone.wait()
                return {"type": "http.disconnect"}

            async def send(message):
                if message["type"] == "http.response.body":
                    gone.set()

            scope = {
                "type": "http", "method": "GET", "path": "/wait", "raw_path": b"/wait",
                "query_string": b"", "headers": [],
            }  # fmt: skip
            await asyncio.wait_for(two(scope, receive, send), 5)
            await asyncio.wait_for(app.ended.wait(), 5)
            await asyncio.sleep(0.1)
            return under_way.count

    assert asyncio.run(run()) == 0


def test_a_chat_that_nobody_has_is_told_as_away(tmp_path):
    with pytest.raises(ChatAway, match="请过几秒再试"):
        asyncio.run(asked(OneChat(tmp_path, stop_within_s=5)))
