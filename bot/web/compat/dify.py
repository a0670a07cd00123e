"""POST /retrieval: the clauses nearest to a query, as Dify's external knowledge API asks for them.

In Dify, the endpoint is this server's address and the API key one of `wence keys add`. The
external knowledge id is "wence" for all policies, or the id of one policy. Errors take Dify's
form, {"error_code", "error_msg"}, with its codes: 1001 no bearer key, 1002 the key does not
hold, 2001 no such knowledge; for all else the code is the HTTP status.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.access.gate import Gate
from bot.service import Service
from bot.web.api.models import Text
from bot.web.api.search import MOST_HITS, Finder
from bot.web.problems import SHAPES
from corpus.errors import WenceError
from corpus.model import Policy
from index.retriever import Hit

PATH = "/retrieval"
ALL = "wence"  # the knowledge id that means every policy
NO_BEARER, NOT_ALLOWED, NO_KNOWLEDGE = 1001, 1002, 2001
_CODES = {401: NOT_ALLOWED, 403: NOT_ALLOWED, 404: NO_KNOWLEDGE}


class NoKnowledge(WenceError):
    """The knowledge id names no policy."""

    status = 404

    def __init__(self) -> None:
        super().__init__(f"没有这个知识库：外部知识库ID请填{ALL}（全部政策）或一份政策的编号。")


class NoFilter(WenceError):
    """Conditions on metadata, which are not judged: to leave them out would be a wrong answer."""

    status = 422

    def __init__(self) -> None:
        super().__init__("不支持按元数据筛选，请去掉metadata_condition后再查。")


class Setting(BaseModel):
    """How much is wanted."""

    top_k: int = Field(ge=1)
    score_threshold: float = Field(default=0.0, ge=0, le=1)


class Conditions(BaseModel):
    """What the metadata should be like."""

    conditions: list[dict[str, Any]] | None = None


class RetrievalIn(BaseModel):
    """A query."""

    knowledge_id: str
    query: Text
    retrieval_setting: Setting
    metadata_condition: Conditions | None = None


class _BearerRoute(APIRoute):
    """Tells those who show no bearer key so, in a code of its own, before anything else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_bearer(request: Request) -> Response:
            scheme, _, key = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() == "bearer" and key.strip():
                return await handle(request)
            body = _error(NO_BEARER, "Authorization头的格式不对，应为“Bearer 密钥”。")
            return JSONResponse(body, 401, headers={"WWW-Authenticate": "Bearer"})

        return handle_bearer


def router(service: Service, gate: Gate, finder: Finder) -> APIRouter:
    """The route; errors on /retrieval take Dify's form from now on."""
    SHAPES[PATH] = error_body
    routes = APIRouter(
        route_class=_BearerRoute,
        dependencies=[Depends(gate.needs("ask", "dify"))],
        include_in_schema=False,
    )

    @routes.post(PATH)
    async def retrieve(body: RetrievalIn) -> Response:
        policies = {policy.id: policy for policy in service.engine.policies}
        if body.knowledge_id != ALL and body.knowledge_id not in policies:
            raise NoKnowledge
        if body.metadata_condition and body.metadata_condition.conditions:
            raise NoFilter
        only = None if body.knowledge_id == ALL else body.knowledge_id
        wanted = body.retrieval_setting
        hits = await finder.find(body.query, only, min(wanted.top_k, MOST_HITS))
        rows = [_record(hit, policies) for hit in hits if hit.score >= wanted.score_threshold]
        return JSONResponse({"records": rows})

    return routes


def error_body(status: int, detail: str) -> dict[str, Any]:
    """An error in Dify's form."""
    return _error(_CODES.get(status, status), detail)


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error_code": code, "error_msg": message}


def _record(hit: Hit, policies: Mapping[str, Policy]) -> dict[str, Any]:
    """A clause as Dify shows it; its title is what a reader would cite it by."""
    clause = hit.clause
    # A policy that was published while this was being looked for is not among `policies`.
    policy = policies.get(clause.policy)
    title = policy.title if policy else clause.policy
    closing = policy.closing if policy else None
    return {
        "content": clause.text,
        "score": round(min(max(hit.score, 0.0), 1.0), 4),
        "title": f"《{title}》{clause.label}",
        "metadata": {
            "id": clause.id,
            "policy": clause.policy,
            "clause": clause.n,
            "label": clause.label,
            "clause_title": clause.title,
            "section": clause.section,
            "document_number": policy.header.document_number if policy else "",
            "lead_agencies": list(clause.lead_agencies),
            "valid_until": closing.valid_until.isoformat()
            if closing and closing.valid_until
            else "",
        },
    }
