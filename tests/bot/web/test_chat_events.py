"""What the chat's events do, on the real engine, service and records, without a browser."""

from __future__ import annotations

import asyncio
import json
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from docx import Document
from sqlalchemy.event import listen, remove

from bot.engine import Engine
from bot.records.export import export
from bot.records.records import Records, open_records
from bot.service import Caller, Service
from bot.web.chat import Chat
from bot.web.glance_tab import glance, tabs
from bot.web.keeping import Keeping
from bot.web.parts import Speech
from bot.web.turn import Turn
from bot.web.ui.words import WORDS
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index
from tests.bot.web.conftest import SQL, refuse_writing

ROBOTS = "人形机器人整机企业能拿多少奖励?"
TODAY = date(2026, 11, 23)


@pytest.fixture
def records(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[Records]:
    kept = open_records(tmp_path, new_database())
    yield kept
    kept.close()


@pytest.fixture
def service(engine: Engine, records: Records) -> Iterator[Service]:
    serving = Service(engine, keeps=records)
    yield serving
    serving.close()


def event(**data: Any) -> gr.EventData:
    """An event with what the page's scripts send."""
    return gr.EventData(None, data)


async def respond(
    chat: Chat, text: str, turns: list[Turn], conversation: str = "", **pressed: Any
) -> dict[str, Any]:
    """The last value of each output that was given one."""
    names = ("earlier", "present", "turns", "box", "send", "stop", "conversation")
    shown: dict[str, Any] = {}
    async for values in chat.respond(text, "", turns, {}, conversation, event(**pressed)):
        for name, value in zip(names, values, strict=True):
            if value != gr.skip():
                shown[name] = value
    return shown


def chat_of(service: Service, records: Records | None) -> Chat:
    return Chat(service, records, lambda: TODAY)


def test_question_that_finds_no_room_is_given_back_with_one_sentence(
    engine: Engine, records: Records
):
    async def both() -> list[dict[str, Any]]:
        service = Service(engine, keeps=records, at_once=1, waiting=0)
        chat = chat_of(service, records)
        return list(await asyncio.gather(*(respond(chat, ROBOTS, []) for _ in range(2))))

    first, second = asyncio.run(both())
    assert "800万元" in first["present"] and first["box"] == ""
    assert "现在提问的人太多，请在1秒后再试。" in second["present"]
    assert second["box"] == ROBOTS
    assert len(records.conversation(first["conversation"]).answers) == 1  # type: ignore[union-attr]
    assert second["conversation"] == ""


def test_question_that_takes_too_long_is_given_back_with_one_sentence(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    go, answer = threading.Event(), engine.ask

    def ask(*args: Any, **named: Any) -> Any:
        go.wait(60)
        return answer(*args, **named)

    monkeypatch.setattr(engine, "ask", ask)
    service = Service(engine, timeout_s=0.05)
    try:
        shown = asyncio.run(respond(chat_of(service, None), ROBOTS, []))
    finally:
        go.set()
        service.close()
    assert "秒内没有答出来，请换一种说法再问。" in shown["present"]
    assert shown["box"] == ROBOTS


def test_question_that_failed_is_no_history_of_the_next(service: Service, records: Records):
    chat = chat_of(service, records)
    failed = Turn("省财政厅牵头哪些措施?", error="没有答出来")
    shown = asyncio.run(respond(chat, ROBOTS, [failed]))
    assert shown["turns"][-1].answer.resolved == ""


def test_conversation_is_opened_as_it_was_and_shows_only_the_last_of_answers_made_again(
    service: Service, records: Records
):
    chat = chat_of(service, records)

    async def talk() -> dict[str, Any]:
        shown = await respond(chat, ROBOTS, [])
        shown |= await respond(chat, "由谁牵头?", shown["turns"], shown["conversation"])
        return shown | await respond(
            chat, "", shown["turns"], shown["conversation"], again=True
        )  # fmt: skip

    shown = asyncio.run(talk())
    assert [turn.question for turn in shown["turns"]] == [ROBOTS, "由谁牵头?"]
    kept = records.conversation(shown["conversation"])
    assert kept is not None and len(kept.answers) == 3
    earlier, present, turns, votes, *_ = chat.open(shown["conversation"])
    assert [turn.id for turn in turns] == [kept.answers[0].id, kept.answers[2].id]
    assert "800万元" in earlier and "省工业和信息化厅" in present
    assert turns[-1].answer.resolved == shown["turns"][-1].answer.resolved != ""
    assert votes == {}


@pytest.mark.parametrize("id_", ["", "guessed", "x" * 5000, *SQL])
def test_conversation_whose_id_is_unknown_is_not_opened(
    service: Service, records: Records, id_: str
):
    asyncio.run(service.ask(ROBOTS, caller=Caller("chat")))
    *shown, reply = chat_of(service, records).open(id_)
    assert all(value == gr.skip() for value in shown[:4])
    assert json.loads(reply) == {"kind": "say", "word": "gone"}
    listed = Keeping(service, records, lambda: TODAY).conversations(event(ids=[id_, 7, None]))
    assert ROBOTS not in listed


def test_votes_and_sharing_are_for_answers_of_the_conversation_alone(
    service: Service, records: Records
):
    keeping = Keeping(service, records, lambda: TODAY)
    other = asyncio.run(service.ask(ROBOTS, caller=Caller("chat")))
    mine = asyncio.run(service.ask("由谁牵头?", caller=Caller("chat")))
    turns = [Turn("由谁牵头?", mine.answer, id=mine.id)]
    asyncio.run(keeping.vote(turns, {}, event(answer=other.id, vote="dislike")))
    kept = records.answer(other.id)
    assert kept is not None and kept.vote == ""
    assert keeping.share(turns, event(answer=other.id)) == ""
    reply = json.loads(keeping.share(turns, event(answer=mine.id)))
    assert records.shared(reply["share"]) is not None
    keeping.share(turns, event(answer=mine.id, end=True))
    assert records.shared(reply["share"]) is None


@pytest.mark.parametrize("words", SQL)
def test_sql_in_what_the_page_sends_is_text(service: Service, records: Records, words: str):
    other = asyncio.run(service.ask(ROBOTS, caller=Caller("chat")))
    shown = asyncio.run(respond(chat_of(service, records), words, [], conversation=words))
    [turn] = shown["turns"]
    kept = records.answer(turn.id)
    assert kept is not None and kept.answer.question == words
    assert shown["conversation"] not in ("", words, other.conversation)

    keeping = Keeping(service, records, lambda: TODAY)
    said = {"answer": turn.id, "vote": "dislike", "reason": words, "policy": words, "clause": words}
    asyncio.run(keeping.vote(shown["turns"], {}, event(**said)))
    [row] = [row for row in map(json.loads, export(records, "jsonl")) if row["id"] == turn.id]
    assert row["feedback"]["reason"] == words
    assert keeping.share(shown["turns"], event(answer=words)) == ""
    keeping.forget(event(conversation=words, ids=[words]))
    assert records.answer(other.id) and records.answer(turn.id)


def test_what_the_records_do_not_take_is_said_and_nothing_is_lost(
    service: Service, records: Records
):
    keeping = Keeping(service, records, lambda: TODAY)
    mine = asyncio.run(service.ask(ROBOTS, caller=Caller("chat")))
    turns = [Turn(ROBOTS, mine.answer, id=mine.id)]
    share = json.loads(keeping.share(turns, event(answer=mine.id)))["share"]
    listed = event(conversation=mine.conversation, ids=[mine.conversation])
    records.close()  # other connections are opened, and these refuse what is written
    listen(records._reader, "connect", refuse_writing)
    assert _word(keeping.share(turns, event(answer=mine.id))) == "not-shared"
    assert _word(keeping.share(turns, event(answer=mine.id, end=True))) == "not-unshared"
    shown, reply = keeping.forget(listed)
    assert shown == gr.skip()
    assert _word(reply) == "not-deleted"
    assert records.shared(share) is not None
    assert ROBOTS in keeping.conversations(listed)

    records.close()
    remove(records._reader, "connect", refuse_writing)
    shown, reply = keeping.forget(listed)
    assert ROBOTS not in shown
    assert json.loads(reply) == {"kind": "forgotten", "conversation": mine.conversation}


def _word(reply: str) -> str:
    """What the page is told to say, which there is in both languages."""
    key: str = json.loads(reply)["word"]
    assert len(WORDS[key]) == 2
    return key


def test_saved_file_is_of_one_answer_or_of_all_in_the_language_of_the_page(service: Service):
    keeping = Keeping(service, None, lambda: TODAY)
    answers = [service.engine.ask(q, today=TODAY) for q in (ROBOTS, "算力券最高补贴多少?")]
    turns = [Turn(answer.question, answer) for answer in answers]
    for data, name, questions in (
        ({"turn": 1}, "问策回答.docx", ["问：算力券最高补贴多少?"]),
        ({}, "问策对话.docx", [f"问：{ROBOTS}", "问：算力券最高补贴多少?"]),
        ({"turn": 0, "lang": "en"}, "wence-answer.docx", [f"Question: {ROBOTS}"]),
    ):
        file = json.loads(keeping.save(turns, event(**data)))
        document = Document(BytesIO(b64decode(file["data"])))
        asked = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert (file["name"], asked) == (name, questions)
    assert keeping.save([Turn("停止的问题")], event()) == ""


def test_without_records_the_history_says_so_and_the_chat_answers(engine: Engine):
    service = Service(engine)
    shown = asyncio.run(respond(chat_of(service, None), ROBOTS, []))
    service.close()
    assert "800万元" in shown["present"] and "data-vote" not in shown["present"]
    listed = Keeping(service, None, lambda: TODAY).conversations(event(ids=[]))
    assert "本服务没有保存对话" in listed


def test_policies_that_were_published_since_are_shown_and_asked(
    service: Service, records: Records, encoder: Encoder, tmp_path: Path
):
    care = parse(
        "某市促进养老服务发展若干措施\n"
        "第一条 支持养老机构建设。对新建养老机构,每家给予最高60万元补助。(牵头单位:市民政局)\n",
        policy_id="care",
    )
    chat = chat_of(service, records)
    with gr.Blocks():
        figures = glance(service, tabs(), Speech())
    assert "养老" not in chat.welcome_html()
    published = Engine([care], open_index([care], encoder, tmp_path / "index", progress=False))
    service.exchange(published)
    assert "养老机构" in chat.welcome_html()
    agencies, places, count, chart, table = figures.fresh("zh")
    assert agencies["choices"] == [("全部单位", ""), ("市民政局", "市民政局")]
    assert places["choices"][0] == ("全文", "")
    assert "60万元" in chart and "60万元" in table and "共1项数据" in count
    shown = asyncio.run(respond(chat, "新建养老机构补助多少?", []))
    assert "60万元" in shown["present"]
