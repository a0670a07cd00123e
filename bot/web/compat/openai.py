"""POST /v1/chat/completions and GET /v1/models, as clients of OpenAI's API expect them.

The last message of the user is the question, the user's earlier messages are its history; what
others said (system, assistant, tools) is not looked at. The content of the reply is text that
names the clauses; beside it the message (of a stream: the delta of the last chunk) bears

    "citations": [{"policy", "clause", "label", "title", "quote", "start", "end"}],
    "status": "answered" | "refused" | "clarify" | "chat",
    "answer": "<id for feedback>", "conversation": "<id>"

Model "wence" answers from all policies, "wence/<policy id>" from that one. Options that steer a
language model (temperature and the like) are taken and have no effect.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.access.gate import Gate
from bot.service import Caller, Reply, Service
from bot.web.api.ask import EVENT_STREAM, pieces, reply_json
from bot.web.compat.plain import plain
from bot.web.problems import SHAPES
from corpus.errors import WenceError
from corpus.model import Policy

PREFIX = "/v1"
MODEL = "wence"
_TYPES = {
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", "permission_denied"),
    404: ("invalid_request_error", "not_found"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


class NoModel(WenceError):
    """The request names a model that is not served."""

    status = 404

    def __init__(self) -> None:
        super().__init__(f"没有这个模型，请用{MODEL}，或从/v1/models中选择。")


class NoQuestion(WenceError):
    """There is no text of the user among the messages."""

    status = 400

    def __init__(self) -> None:
        super().__init__("messages中没有用户的文字，请把问题放在最后一条user消息里。")


class Part(BaseModel):
    """A part of a message that is made of several; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of the conversation."""

    role: str
    content: str | list[Part] | None = None

    def text(self) -> str:
        """What it says, without pictures and the like."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream brings besides the answer."""

    include_usage: bool = False


class ChatIn(BaseModel):
    """A request for a completion."""

    model: str
    messages: list[Message]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="只有一个回答")


def router(service: Service, gate: Gate, *, history_limit: int) -> APIRouter:
    """The routes; errors below /v1 take OpenAI's form from now on.

    Args:
        history_limit: Earlier messages of the user that are looked at, the last ones.
    """
    SHAPES[f"{PREFIX}/"] = error_body
    routes = APIRouter(prefix=PREFIX, include_in_schema=False)
    asker = Depends(gate.needs("ask", "openai"))
    began = int(time.time())

    @routes.get("/models", dependencies=[asker])
    async def models() -> Response:
        rows = [_model(name, began) for name in _names(service.engine.policies)]
        return JSONResponse({"object": "list", "data": rows})

    @routes.get("/models/{name:path}", dependencies=[asker])
    async def model(name: str) -> Response:
        _policy_of(name, service.engine.policies)
        return JSONResponse(_model(name, began))

    @routes.post("/chat/completions")
    async def complete(body: ChatIn, caller: Caller = asker) -> Response:
        policies = service.engine.policies
        policy = _policy_of(body.model, policies)
        question, turns = _asked(body.messages)
        turns = turns[len(turns) - min(history_limit, len(turns)) :]
        reply = await service.ask(question, turns, policy=policy, caller=caller)
        content = plain(reply.answer, policies)
        usage = _usage([*turns, question], content)
        if not body.stream:
            return JSONResponse(_completion(body.model, reply, content, usage))
        wants_usage = bool(body.stream_options and body.stream_options.include_usage)
        # A proxy that buffers would hold the pieces back until the end.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        chunks = _stream(body.model, reply, content, usage if wants_usage else None)
        return StreamingResponse(chunks, media_type=EVENT_STREAM, headers=headers)

    return routes


def error_body(status: int, detail: str) -> dict[str, Any]:
    """An error in OpenAI's form."""
    usual = ("server_error", "server_error") if status >= 500 else ("invalid_request_error", None)
    kind, code = _TYPES.get(status, usual)
    return {"error": {"message": detail, "type": kind, "param": None, "code": code}}


def _names(policies: Sequence[Policy]) -> list[str]:
    return [MODEL, *(f"{MODEL}/{policy.id}" for policy in policies)]


def _policy_of(model: str, policies: Sequence[Policy]) -> str | None:
    """The id of the policy a model answers from; None for all of them."""
    if model not in _names(policies):
        raise NoModel
    return model.removeprefix(MODEL).removeprefix("/") or None


def _model(name: str, created: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": created, "owned_by": MODEL}


def _asked(messages: Sequence[Message]) -> tuple[str, list[str]]:
    """The question and the user's turns before it."""
    said = [message.text() for message in messages if message.role == "user"]
    if not said or not said[-1].strip():
        raise NoQuestion
    return said[-1], [turn for turn in said[:-1] if turn.strip()]


def _usage(asked: Sequence[str], content: str) -> dict[str, int]:
    """Sizes in characters: there is no language model whose tokens could be counted."""
    prompt = sum(map(len, asked))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": len(content),
        "total_tokens": prompt + len(content),
    }


def _beside(reply: Reply) -> dict[str, Any]:
    """What the message says beyond its text."""
    whole = reply_json(reply)
    return {
        "citations": whole["citations"],
        "status": whole["status"],
        "answer": reply.id,
        "conversation": reply.conversation,
    }


def _head(kind: str, model: str, reply: Reply) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{reply.id or secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": model,
    }


def _completion(model: str, reply: Reply, content: str, usage: dict[str, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None} | _beside(reply)
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return _head("chat.completion", model, reply) | {"choices": [choice], "usage": usage}


def _stream(model: str, reply: Reply, content: str, usage: dict[str, int] | None) -> Iterator[str]:
    """The answer in chunks. The answer is there and proved before the first is sent.

    Args:
        usage: Sent in a chunk of its own at the end; None for none.
    """
    head = _head("chat.completion.chunk", model, reply)

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event(head | {"choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(content):
        yield chunk({"content": piece})
    yield chunk(_beside(reply), "stop")
    if usage is not None:
        yield _event(head | {"choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
