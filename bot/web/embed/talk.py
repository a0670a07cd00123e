"""What the embedded chat asks for beside its page: answers, kept conversations, links, files.

All by POST, for the bearer of an embed token (bot/access/gate.py), and all as JSON with

    "html"    what to show, made by the same functions as the chat's own page: escaped
    "reply"   what to tell its scripts, as bot/web/reply.py writes it

Nothing of a visitor is kept here between requests. Conversations and answers are reached by their
ids alone, which nobody can guess and only the browser that had the conversation knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from bot.records.errors import NotKept
from bot.service import Caller
from bot.web.api.models import MOST_TURNS, KeptId, PolicyId, Text
from bot.web.asking import asked_turn
from bot.web.docx_file import document
from bot.web.keeping import conversations_html, share_said
from bot.web.render import turn_html
from bot.web.reply import NOTHING, file, forgotten, say
from bot.web.turn import Turn, Vote, kept_turns
from bot.web.ui.words import Lang, said

if TYPE_CHECKING:
    from bot.access.gate import Gate
    from bot.records.records import Records
    from bot.service import Service
    from corpus.model import Policy

_PRIVATE = {"Cache-Control": "no-store"}
_LISTED = 200  # as many as the records look at
_LAST_TURN = 10_000


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QuestionIn(_In):
    """A question; `n` is its place in the conversation, from 0."""

    question: Annotated[Text, Field(min_length=1)]
    history: Annotated[list[Text], Field(max_length=MOST_TURNS)] = []
    policy: PolicyId | None = None
    conversation: KeptId | None = None
    n: Annotated[int, Field(ge=0, le=_LAST_TURN)] = 0


class ConversationsIn(_In):
    """The conversations whose ids a browser holds."""

    ids: Annotated[list[KeptId], Field(max_length=_LISTED)]


class ConversationIn(_In):
    """One conversation."""

    conversation: KeptId


class ForgetIn(ConversationIn, ConversationsIn):
    """A conversation to delete, and all whose ids the browser holds."""


class ShareIn(_In):
    """An answer to share, or with `end` to share no longer."""

    answer: KeptId
    end: bool = False


class WordIn(_In):
    """Answers to save as a Word file, and whether they are meant as a conversation."""

    answers: Annotated[list[KeptId], Field(min_length=1, max_length=MOST_TURNS)]
    whole: bool = False
    lang: Lang = "zh"


def router(service: Service, records: Records | None, gate: Gate, *, turns: int) -> APIRouter:
    """The routes.

    Args:
        records: What `service` keeps answers in; None: it keeps none.
        gate: Turns away who may not ask.
        turns: Earlier turns that are looked at, the last ones.
    """
    asker = Depends(gate.needs("ask", "embed"))
    routes = APIRouter(prefix="/embed", include_in_schema=False)
    kept = APIRouter(dependencies=[asker])

    @routes.post("/ask")
    async def ask(body: QuestionIn, caller: Caller = asker) -> Response:
        """A turn: the question with its answer, or with what went wrong."""
        turn, conversation = await asked_turn(
            service,
            body.question,
            body.history[len(body.history) - min(turns, len(body.history)) :],
            policy=body.policy,
            today=None,
            caller=replace(caller, conversation=body.conversation or ""),
        )
        told = _turn(turn, body.n, service.engine.policies)
        return _json(**told, conversation=conversation)

    @kept.post("/conversations")
    def conversations(body: ConversationsIn) -> Response:
        """The list of those that there are."""
        return _json(html=conversations_html(records, body.ids))

    @kept.post("/conversation")
    def conversation(body: ConversationIn) -> Response:
        """A conversation of before, turn by turn."""
        found = records.conversation(body.conversation) if records else None
        if found is None or not found.answers:
            return _json(reply=say("gone"))
        policies = service.engine.policies
        kept_before, votes = kept_turns(found, policies)
        told = [_turn(t, n, policies, votes.get(t.id)) for n, t in enumerate(kept_before)]
        return _json(turns=told, conversation=found.id)

    @kept.post("/forget")
    def forget(body: ForgetIn) -> Response:
        """Delete a conversation; gives the list of the others."""
        if records is not None:
            try:
                records.forget(body.conversation)
            except NotKept:  # logged there; the browser keeps its id
                return _json(reply=say("not-deleted"))
        html = conversations_html(records, body.ids)
        return _json(html=html, reply=forgotten(body.conversation))

    @kept.post("/share")
    def share(body: ShareIn) -> Response:
        """Share an answer, or end that."""
        return _json(reply=share_said(records, body.answer, end=body.end) if records else NOTHING)

    @kept.post("/word")
    def word(body: WordIn) -> Response:
        """The answers as a Word file."""
        found = [records.answer(id_) for id_ in body.answers] if records else []
        answers = [each.answer for each in found if each]
        if not answers:
            return _json(reply=say("gone"))
        name = said("docx-talk-file" if body.whole else "docx-answer-file", body.lang)
        made = document(answers, service.engine.policies, date.today(), body.lang)
        return _json(reply=file(f"{name}.docx", made))

    routes.include_router(kept)
    return routes


def _turn(
    turn: Turn, n: int, policies: Sequence[Policy], vote: Vote | None = None
) -> dict[str, Any]:
    """A turn as HTML, with what the page around is told of its answer (docs/embedding.md)."""
    titles = {policy.id: policy.title for policy in policies}
    answer = turn.answer.to_json() if turn.answer else {}
    return {
        "html": turn_html(turn, n, titles, vote=vote),
        "question": turn.question,
        "failed": bool(turn.error),
        "id": turn.id,
        "status": answer.get("status", ""),
        "summary": answer.get("summary", ""),
        "citations": answer.get("citations", []),
    }


def _json(**body: Any) -> Response:
    return JSONResponse(body, headers=_PRIVATE)
