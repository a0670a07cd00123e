"""GET policies, clauses, clauses/{policy}/{n}: what answers rest on, read from the engine."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import JSONResponse, Response

from bot.access.gate import Gate
from bot.service import Service
from bot.web.api.models import MOST_CLAUSES, POLICY_ID, PREFIX, ClauseOut, ClausesOut, PoliciesOut
from bot.web.api.samples import example
from bot.web.problems import NotFound
from corpus.library import clause_json
from corpus.model import Clause, Policy
from corpus.text import fold

PER_PAGE = 20

PolicyQuery = Annotated[str | None, Query(pattern=POLICY_ID, description="只看这份政策")]


def router(service: Service, gate: Gate) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(gate.needs("ask", "api"))])

    @routes.get(
        "/policies",
        summary="有哪些政策",
        response_model=PoliciesOut,
        responses={200: example("policies")},
    )
    async def policies() -> Response:
        """全部政策，每份的标题、文号、发文机关、日期和有效期。"""
        rows = [policy_row(policy) for policy in service.engine.policies]
        return JSONResponse({"policies": rows})

    @routes.get(
        "/clauses",
        summary="条款",
        response_model=ClausesOut,
        responses={200: example("clauses")},
    )
    async def clauses(
        policy: PolicyQuery = None,
        q: Annotated[str, Query(max_length=200, description="条款中要有的词，空格隔开")] = "",
        page: Annotated[int, Query(ge=1, le=MOST_CLAUSES)] = 1,
    ) -> Response:
        """按顺序列出条款，每页20条；可以只看一份政策，只看含有某些词的条款。"""
        chosen = [policy_of(service, policy)] if policy else service.engine.policies
        words = fold(q).lower().split()
        found = [c for p in chosen for c in p.clauses if _holds(c, words)]
        begin = (page - 1) * PER_PAGE
        return JSONResponse(
            {
                "total": len(found),
                "page": page,
                "pages": -(-len(found) // PER_PAGE),
                "clauses": [clause_row(clause) for clause in found[begin : begin + PER_PAGE]],
            }
        )

    @routes.get(
        "/clauses/{policy}/{n}",
        summary="一条条款",
        response_model=ClauseOut,
        responses={200: example("clause")},
    )
    async def clause(
        policy: Annotated[str, Path(pattern=POLICY_ID, examples=["sd-ai-2025"])],
        n: Annotated[int, Path(ge=1, le=MOST_CLAUSES, examples=[17])],
    ) -> Response:
        """政策的第n条，原文和款、项、目。"""
        return JSONResponse(clause_row(clause_of(service, policy, n)))

    return routes


def policy_of(service: Service, policy_id: str) -> Policy:
    """The policy of that id.

    Raises:
        NotFound: There is none.
    """
    for policy in service.engine.policies:
        if policy.id == policy_id:
            return policy
    raise NotFound("没有这份政策，请先查询有哪些政策。")


def clause_of(service: Service, policy_id: str, n: int) -> Clause:
    """The n-th clause of that policy.

    Raises:
        NotFound: There is no such policy or clause.
    """
    policy = policy_of(service, policy_id)
    if not 1 <= n <= len(policy.clauses):
        raise NotFound(f"这份政策只有{len(policy.clauses)}条，没有第{n}条。")
    return policy.clause(n)


def clause_row(clause: Clause) -> dict[str, Any]:
    """A clause as JSON data: that of the library, with its policy and its id."""
    return {"policy": clause.policy, "id": clause.id, "items": [], **clause_json(clause)}


def policy_row(policy: Policy) -> dict[str, Any]:
    """A policy as JSON data, without its clauses."""
    header, closing = policy.header, policy.closing
    days = {
        "date": header.date,
        "valid_from": closing.valid_from,
        "valid_until": closing.valid_until,
    }
    return {
        "id": policy.id,
        "title": policy.title,
        "document_number": header.document_number,
        "issuer": header.issuer,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "clauses": len(policy.clauses),
    }


def _holds(clause: Clause, words: list[str]) -> bool:
    text = fold(f"{clause.section} {clause.text}").lower()
    return all(word in text for word in words)
