"""POST ask: one question, one answer, as JSON or as server-sent events.

Events come in this order, each with JSON data:

    working    {}             at once: the question was taken and has its place
    status     {"id", "conversation", "status"}
    summary    {"text"}       the summary in pieces; put together they are the whole
    citations  {"citations"}
    done       the whole answer, as the JSON form has it

Of the answer nothing is sent before it is there and proved. Who may not ask, asks something that
cannot be looked at or finds no room gets no events but an error with its HTTP status; what goes
wrong after `working` is told in the last event, `error`, whose data is the same problem object.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.access.gate import Gate
from bot.service import Caller, Reply, Service
from bot.web.api.models import PREFIX, AnswerOut, AskIn
from bot.web.api.samples import ANSWER, QUESTIONS, events_sample
from bot.web.problems import FAILED, problem, problem_of
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

EVENT_STREAM = "text/event-stream"
# A piece ends after a mark of punctuation, or after this many characters without one.
_PIECE = re.compile(r"[^，。；、：！？\n]{0,24}[，。；、：！？\n]|[^，。；、：！？\n]{1,24}")


def router(service: Service, gate: Gate, *, history_limit: int) -> APIRouter:
    """The route.

    Args:
        history_limit: Earlier turns that are looked at, the last ones.
    """
    routes = APIRouter(prefix=PREFIX)
    asker = Depends(gate.needs("ask", "api"))

    @routes.post(
        "/ask",
        summary="提问",
        response_model=AnswerOut,
        responses={
            200: {
                "description": "回答；Accept为text/event-stream时逐段给出：收下问题即发working，此后出错则发error，内容同application/problem+json",
                "content": {
                    "application/json": {"example": ANSWER},
                    EVENT_STREAM: {"schema": {"type": "string"}, "example": events_sample()},
                },
            }
        },
        openapi_extra={"requestBody": {"content": {"application/json": {"examples": QUESTIONS}}}},
    )
    async def ask(
        body: AskIn, request: Request, caller: Caller = asker, accept: str = Header("")
    ) -> Response:
        """回答一个问题，并给出依据的条款原文。"""
        if body.conversation:
            caller = replace(caller, conversation=body.conversation)
        turns = body.history[len(body.history) - min(history_limit, len(body.history)) :]
        answering = service.ask(
            body.question, turns, policy=body.policy, today=body.today, caller=caller
        )
        if EVENT_STREAM not in accept.lower():
            return JSONResponse(reply_json(await answering))
        asked = asyncio.ensure_future(answering)
        await asyncio.sleep(0)  # what cannot be taken is turned away by then
        if asked.done() and (refused := asked.exception()):
            raise refused
        # A proxy that buffers would hold the pieces back until the end.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        told = _told(asked, request)
        return StreamingResponse(told, media_type=EVENT_STREAM, headers=headers)

    return routes


def reply_json(reply: Reply) -> dict[str, Any]:
    """The answer with the ids it is kept under."""
    return reply.answer.to_json() | {"id": reply.id, "conversation": reply.conversation}


async def _told(asked: asyncio.Future[Reply], request: Request) -> AsyncIterator[str]:
    """What is told of a question that was taken, as server-sent events."""
    yield _event("working", {})
    try:
        reply = await asked
    except WenceError as error:
        yield _error_event(problem_of(request.scope, error))
        return
    except Exception:
        # The outermost place that can still tell the caller; the log has the rest.
        logger.exception("answering failed")
        yield _error_event(problem(request.scope, 500, FAILED))
        return
    for event in events(reply):
        yield event


def _error_event(response: Response) -> str:
    return _event("error", json.loads(bytes(response.body)))


def events(reply: Reply) -> Iterator[str]:
    """The answer as server-sent events."""
    whole = reply_json(reply)
    yield _event("status", {name: whole[name] for name in ("id", "conversation", "status")})
    for piece in pieces(whole["summary"]):
        yield _event("summary", {"text": piece})
    yield _event("citations", {"citations": whole["citations"]})
    yield _event("done", whole)


def pieces(text: str) -> list[str]:
    """A text cut where one would pause when reading; put together it is the text."""
    return _PIECE.findall(text)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
