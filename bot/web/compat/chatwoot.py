"""POST /webhooks/chatwoot: answers visitors as an agent bot of Chatwoot.

Only what visitors write is answered, and only while a conversation is pending, that is the
bot's. A webhook is acknowledged as soon as its message is in the inbox and worked on afterwards,
the messages of one conversation one after the other, whichever process has them. Whatever the bot
cannot answer goes to a colleague: it says so and opens the conversation.

The inbox is in the records (bot/records/inbox.py): a message that was acknowledged is answered by
another process where the one that took it ends. Where nothing is kept it is in memory. Earlier
messages come from there too, since a bot may not read them from Chatwoot.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.access.errors import Unauthorized
from bot.access.gate import Gate
from bot.records.inbox import LEASE_S, KeptInbox, Message
from bot.records.sessions import Sessions
from bot.service import Busy, Caller, Service
from bot.web.compat.desk import Desk
from bot.web.compat.inbox import Inbox, MemoryInbox
from bot.web.compat.plain import plain
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

PATH = "/webhooks/chatwoot"
HANDED_OVER = "已为您转接同事，请稍候，同事会在这里回复您。"
_UNREADABLE = "这条消息我读不了。"
# Chatwoot signs the time with the body; older ones may have been recorded and sent again.
_FRESH_S = 300
_RETRY_AFTER_S = 5
_LOOKS = 10  # in the time after which a message is anybody's
_TURN_S = 0.25
_MOST_CLAIMS = 3
_LARGEST = 2**63 - 1


class WrongEvent(WenceError):
    """What was sent is no event of Chatwoot's."""

    status = 422

    def __init__(self) -> None:
        super().__init__("这不是Chatwoot的事件，请检查机器人的Webhook设置。")


_Id = Annotated[int, Field(ge=0, le=_LARGEST)]


class _Account(BaseModel):
    id: _Id


class _Conversation(BaseModel):
    id: _Id
    status: str = ""


class _Event(BaseModel):
    """What is read of a new message."""

    id: _Id
    message_type: str
    private: bool = False
    content: str | None = None
    account: _Account
    conversation: _Conversation


class _Kind(BaseModel):
    """What is read of any event; those that are not about a new message have other fields."""

    event: str


class AgentBot:
    """Works on messages in the background. Used from one event loop."""

    def __init__(
        self, service: Service, desk: Desk, inbox: Inbox, *, waiting: int, history_limit: int
    ) -> None:
        """Answer with `service` and reply through `desk`.

        Args:
            inbox: Where messages wait.
            waiting: Messages that may be worked on or wait; more are turned away.
            history_limit: Earlier messages of a visitor that are looked at.
        """
        self._service = service
        self._desk = desk
        self._inbox = inbox
        self._waiting = waiting
        self._history_limit = history_limit
        self._coming = 0  # messages that are being put into the inbox
        self._work: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._replied: dict[tuple[int, int], tuple[str, str]] = {}  # and not noted in the inbox

    async def take(self, event: _Event) -> bool:
        """Begin to work on a message; False where it is not for the bot or has come before.

        When it returns, the message is in the inbox.

        Raises:
            Busy: Too much is being worked on.
            WenceError: The inbox does not take it.
        """
        is_question = event.message_type == "incoming" and not event.private
        if not is_question or event.conversation.status != "pending":
            return False
        if len(self._work) + self._coming >= self._waiting:
            raise Busy(_RETRY_AFTER_S)
        message = Message(event.account.id, event.id, event.conversation.id, event.content or "")
        self._coming += 1
        try:
            new = await asyncio.to_thread(self._inbox.take, message)
        finally:
            self._coming -= 1
        if new:
            self._begin(message)
        return new

    async def look(self, every_s: float) -> None:
        """Until cancelled, take up what processes that ended have left, and keep one's own."""
        while True:
            try:
                if self._work:
                    await asyncio.to_thread(self._inbox.renew, tuple(self._work))
                # One at least: it may be what all that is worked on waits for.
                room = max(1, self._waiting - len(self._work) - self._coming)
                mine = tuple(self._work)
                for message in await asyncio.to_thread(self._inbox.left, mine, room):
                    logger.info("taking up message %d, which was left", message.id)
                    self._begin(message)
            except WenceError as error:  # the records are out of reach: they may come back
                logger.warning("the inbox cannot be looked at: %s", error)
            await asyncio.sleep(every_s)

    async def close(self) -> None:
        """Finish what was begun."""
        while self._work:
            await asyncio.gather(*self._work.values(), return_exceptions=True)
        await self._desk.close()

    def _begin(self, message: Message) -> None:
        if message.key not in self._work:
            task = asyncio.create_task(self._reply(message))
            self._work[message.key] = task
            task.add_done_callback(lambda task: self._work.pop(message.key))

    async def _reply(self, message: Message) -> None:
        if message.key not in self._replied:
            self._replied[message.key] = await self._said(message)
        kept, question = self._replied[message.key]
        try:
            await asyncio.to_thread(self._inbox.finish, message, kept, question)
        except WenceError as error:  # it will be taken up again, and noted then
            logger.warning("the reply to message %d is not noted: %s", message.id, error)
            return
        del self._replied[message.key]

    async def _said(self, message: Message) -> tuple[str, str]:
        """Reply to a message. Gives the id of the kept conversation and what was answered."""
        account, conversation = message.account, message.conversation
        text, answered, kept, question = "", False, "", ""
        try:
            while not await asyncio.to_thread(self._inbox.is_next, message):
                await asyncio.sleep(_TURN_S)
            # One that ended several processes may have been what ended them.
            if message.claims <= _MOST_CLAIMS:
                text, answered, kept, question = await self._answer(message)
        except Exception:  # whatever broke, a visitor waits: a colleague has to know
            logger.exception("a message of conversation %d could not be answered", conversation)
        if not answered:
            text = f"{text}\n{HANDED_OVER}".strip()
        said = await self._desk.say(account, conversation, text)
        if not (said and answered):
            await self._desk.hand_over(account, conversation)
        return kept, question

    async def _answer(self, message: Message) -> tuple[str, bool, str, str]:
        """What to say, whether that answers, the id it is kept under, what was answered."""
        question = message.content
        if not question.strip():  # a picture or a file
            return _UNREADABLE, False, "", ""
        talk = await asyncio.to_thread(self._inbox.talk, message, self._history_limit)
        policies = self._service.engine.policies
        caller = Caller("chatwoot", conversation=talk.kept)
        try:
            reply = await self._service.ask(question, talk.turns, caller=caller)
        except WenceError as error:
            return str(error), False, talk.kept, ""
        is_answer = reply.answer.status != "refused"
        return plain(reply.answer, policies), is_answer, reply.conversation, question


def router(
    service: Service,
    gate: Gate,
    *,
    url: str,
    token: str,
    secret: str,
    waiting: int,
    history_limit: int,
    records: Sessions | None = None,
    lease_s: float = LEASE_S,
) -> APIRouter:
    """The address, with a lifespan that takes up what was left and finishes what was begun.

    Args:
        gate: Judges the sender where there is no `secret`.
        url, token: Chatwoot's base address and the access token of the agent bot.
        secret: What Chatwoot signs its webhooks with; "": they are not signed.
        waiting: Messages that may be worked on or wait.
        history_limit: Earlier messages of a visitor that are looked at.
        records: Where messages are kept until they are replied to; None: in memory.
        lease_s: As for `KeptInbox`.
    """
    inbox: Inbox = MemoryInbox()
    if records is not None:
        # Another help desk at another address counts its messages from 1 again.
        name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()
        inbox = KeptInbox(records, name, lease_s=lease_s)
    desk = Desk(url, token)
    bot = AgentBot(service, desk, inbox, waiting=waiting, history_limit=history_limit)

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:
        looking = asyncio.create_task(bot.look(lease_s / _LOOKS))
        yield
        await bot.close()
        looking.cancel()

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
        return JSONResponse({"taken": event is not None and await bot.take(event)})

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
