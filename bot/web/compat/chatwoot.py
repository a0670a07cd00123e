"""POST /webhooks/chatwoot: answers visitors as an agent bot of Chatwoot.

Only what visitors write is answered, and only while a conversation is pending, that is the
bot's. A webhook is acknowledged at once and worked on afterwards, the messages of one
conversation one after the other. Whatever the bot cannot answer goes to a colleague: it says so
and opens the conversation.

Earlier messages are remembered here, since a bot may not read them from Chatwoot: in memory, for
the conversations spoken in last. After a restart a follow-up question is read by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.access.errors import Unauthorized
from bot.access.gate import Gate
from bot.service import Busy, Caller, Service
from bot.web.compat.desk import Desk
from bot.web.compat.plain import plain
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

PATH = "/webhooks/chatwoot"
HANDED_OVER = "已为您转接同事，请稍候，同事会在这里回复您。"
_UNREADABLE = "这条消息我读不了。"
# Chatwoot signs the time with the body; older ones may have been recorded and sent again.
_FRESH_S = 300
_MOST_SEEN = 10_000  # message ids
_MOST_TALKS = 1_000
_RETRY_AFTER_S = 5


class WrongEvent(WenceError):
    """What was sent is no event of Chatwoot's."""

    status = 422

    def __init__(self) -> None:
        super().__init__("这不是Chatwoot的事件，请检查机器人的Webhook设置。")


class _Account(BaseModel):
    id: int


class _Conversation(BaseModel):
    id: int
    status: str = ""


class _Event(BaseModel):
    """What is read of a new message."""

    id: int
    message_type: str
    private: bool = False
    content: str | None = None
    account: _Account
    conversation: _Conversation


class _Kind(BaseModel):
    """What is read of any event; those that are not about a new message have other fields."""

    event: str


@dataclass
class _Talk:
    """A conversation: what the visitor asked, and the id it is kept under.

    Attributes:
        turns: The visitor's questions, the last ones.
        kept: Id of the conversation in the records; "" before the first answer.
        turn: Held while a message of it is worked on.
    """

    turns: deque[str]
    kept: str = ""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class AgentBot:
    """Works on messages in the background. Used from one event loop."""

    def __init__(self, service: Service, desk: Desk, *, waiting: int, history_limit: int) -> None:
        """Answer with `service` and reply through `desk`.

        Args:
            waiting: Messages that may be worked on or wait; more are turned away.
            history_limit: Earlier messages of a visitor that are remembered.
        """
        self._service = service
        self._desk = desk
        self._waiting = waiting
        self._history_limit = history_limit
        self._seen: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._talks: OrderedDict[tuple[int, int], _Talk] = OrderedDict()
        self._work: set[asyncio.Task[None]] = set()

    def take(self, event: _Event) -> bool:
        """Begin to work on a message; False where it is not for the bot or has come before.

        Raises:
            Busy: Too much is being worked on.
        """
        is_question = event.message_type == "incoming" and not event.private
        if not is_question or event.conversation.status != "pending":
            return False
        id_ = (event.account.id, event.id)
        if id_ in self._seen:
            return False
        if len(self._work) >= self._waiting:
            raise Busy(_RETRY_AFTER_S)
        self._seen[id_] = None
        _forget(self._seen, _MOST_SEEN)
        task = asyncio.create_task(self._reply(event))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return True

    async def close(self) -> None:
        """Finish what was begun."""
        await asyncio.gather(*self._work, return_exceptions=True)
        await self._desk.close()

    async def _reply(self, event: _Event) -> None:
        account, conversation = event.account.id, event.conversation.id
        talk = self._talk(account, conversation)
        async with talk.turn:
            try:
                text, answered = await self._answer(event.content or "", talk)
            except Exception:  # whatever broke, a visitor waits: a colleague has to know
                logger.exception("a message of conversation %d could not be answered", conversation)
                text, answered = "", False
            if not answered:
                text = f"{text}\n{HANDED_OVER}".strip()
            said = await self._desk.say(account, conversation, text)
            if not (said and answered):
                await self._desk.hand_over(account, conversation)

    async def _answer(self, question: str, talk: _Talk) -> tuple[str, bool]:
        """What to say, and whether that answers the question."""
        if not question.strip():  # a picture or a file
            return _UNREADABLE, False
        policies = self._service.engine.policies
        caller = Caller("chatwoot", conversation=talk.kept)
        try:
            reply = await self._service.ask(question, tuple(talk.turns), caller=caller)
        except WenceError as error:
            return str(error), False
        talk.turns.append(question)
        talk.kept = reply.conversation
        return plain(reply.answer, policies), reply.answer.status != "refused"

    def _talk(self, account: int, conversation: int) -> _Talk:
        key = (account, conversation)
        talk = self._talks.pop(key, None) or _Talk(deque(maxlen=self._history_limit))
        self._talks[key] = talk
        _forget(self._talks, _MOST_TALKS)
        return talk


def router(
    service: Service,
    gate: Gate,
    *,
    url: str,
    token: str,
    secret: str,
    waiting: int,
    history_limit: int,
) -> APIRouter:
    """The address, with a lifespan that finishes what was begun.

    Args:
        gate: Judges the sender where there is no `secret`.
        url, token: Chatwoot's base address and the access token of the agent bot.
        secret: What Chatwoot signs its webhooks with; "": they are not signed.
        waiting: Messages that may be worked on or wait.
        history_limit: Earlier messages of a visitor that are looked at.
    """
    bot = AgentBot(service, Desk(url, token), waiting=waiting, history_limit=history_limit)

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:
        yield
        await bot.close()

    routes = APIRouter(include_in_schema=False, lifespan=lifespan)
    check = gate.needs("ask", "chatwoot")

    @routes.post(PATH)
    async def webhook(request: Request) -> Response:
        body = await request.body()
        if secret:
            _check_signature(request, body, secret)
        else:
            await check(request)
        event = _read(body)
        return JSONResponse({"taken": event is not None and bot.take(event)})

    return routes


def _check_signature(request: Request, body: bytes, secret: str) -> None:
    """Raise Unauthorized unless Chatwoot signed this body, and lately."""
    sent = request.headers.get("x-chatwoot-timestamp", "")
    given = request.headers.get("x-chatwoot-signature", "")
    signed = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256)
    is_time = sent.isascii() and sent.isdigit() and len(sent) <= len(str(2**63))
    # Bytes: compare_digest refuses strings that are not ASCII.
    is_signed = hmac.compare_digest(given.encode(), f"sha256={signed.hexdigest()}".encode())
    if not (is_signed and is_time and abs(time.time() - int(sent)) <= _FRESH_S):
        logger.info("refused: a webhook was not signed by Chatwoot, or too long ago")
        raise Unauthorized


def _read(body: bytes) -> _Event | None:
    """The message of an event; None for events of another kind."""
    try:
        kind = _Kind.model_validate_json(body)
        if kind.event != "message_created":
            return None
        return _Event.model_validate_json(body)
    except ValidationError as error:
        raise WrongEvent from error


def _forget(kept: OrderedDict[tuple[int, int], Any], most: int) -> None:
    """Drop the oldest beyond `most`."""
    while len(kept) > most:
        kept.popitem(last=False)
