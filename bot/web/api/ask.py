"""POST ask: one question, one answer, as JSON or as server-sent events.

Events come in this order, each with JSON data; nothing is sent before the answer is there and
proved, so that an error still has its HTTP status:

    status     {"id", "conversation", "status"}
    summary    {"text"}       the summary in pieces; put together they are the whole
    citations  {"citations"}
    done       the whole answer, as the JSON form has it
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Header
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.access.gate import Gate
from bot.service import Caller, Reply, Service
from bot.web.api.models import PREFIX, AnswerOut, AskIn
from bot.web.api.samples import ANSWER, QUESTIONS, events_sample

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
                "description": "回答；Accept为text/event-stream时逐段给出",
                "content": {
                    "application/json": {"example": ANSWER},
                    EVENT_STREAM: {"schema": {"type": "string"}, "example": events_sample()},
                },
            }
        },
        openapi_extra={"requestBody": {"content": {"application/json": {"examples": QUESTIONS}}}},
    )
    async def ask(body: AskIn, caller: Caller = asker, accept: str = Header("")) -> Response:
        """回答一个问题，并给出依据的条款原文。"""
        if body.conversation:
            caller = replace(caller, conversation=body.conversation)
        turns = body.history[len(body.history) - min(history_limit, len(body.history)) :]
        reply = await service.ask(
            body.question, turns, policy=body.policy, today=body.today, caller=caller
        )
        if EVENT_STREAM in accept.lower():
            # A proxy that buffers would hold the pieces back until the end.
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            return StreamingResponse(events(reply), media_type=EVENT_STREAM, headers=headers)
        return JSONResponse(reply_json(reply))

    return routes


def reply_json(reply: Reply) -> dict[str, Any]:
    """The answer with the ids it is kept under."""
    return reply.answer.to_json() | {"id": reply.id, "conversation": reply.conversation}


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
