"""POST feedback: what a user thinks of an answer."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.access.gate import Gate
from bot.service import Feedback, Service
from bot.web.api.models import PREFIX, FeedbackIn
from bot.web.api.policies import clause_of, policy_of
from bot.web.api.samples import FEEDBACK
from bot.web.problems import NotFound

_NO_CONTENT = 204


def router(service: Service, gate: Gate) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(gate.needs("feedback", "api"))])

    @routes.post(
        "/feedback",
        summary="反馈",
        status_code=_NO_CONTENT,
        response_class=Response,
        responses={_NO_CONTENT: {"description": "已记下"}},
        openapi_extra={"requestBody": {"content": {"application/json": {"example": FEEDBACK}}}},
    )
    async def feedback(body: FeedbackIn) -> Response:
        """记下对一个回答的评价，以及用户认为对的条款。"""
        if body.policy is not None and body.clause is not None:
            clause_of(service, body.policy, body.clause)
        elif body.policy is not None:
            policy_of(service, body.policy)
        kept = await service.feedback(
            Feedback(body.answer, body.vote, body.reason, body.policy, body.clause)
        )
        if not kept:
            raise NotFound("没有这个回答的记录，请用回答中的id。")
        return Response(status_code=_NO_CONTENT)

    return routes
