"""/mcp: tools for assistants that speak the Model Context Protocol (streamable HTTP).

Each request stands for itself: no session is kept, so that several server processes serve one
client, and nothing is left behind by clients that go away. Only POST is answered, therefore.
The gate sees every request before the protocol does.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access.gate import Check, Gate
from bot.service import Caller, Reply, Service
from bot.web.api.ask import reply_json
from bot.web.api.models import (
    MOST_TURNS,
    AnswerOut,
    CitationOut,
    ClauseOut,
    HitOut,
    HitsOut,
    Ordinal,
    PolicyId,
    Text,
)
from bot.web.api.policies import clause_of, clause_row
from bot.web.api.search import MOST_HITS, Finder
from bot.web.problems import problem_of
from corpus.errors import WenceError

PATH = "/mcp"
_CALLER = "wence.caller"  # where the gate's finding stands in the ASGI scope
_READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "依据政策原文回答问题。引用时照抄citations中的label和quote；status为refused表示政策没有写明，"
    "请如实转告，不要自行补充数额、期限或部门。"
)

_Policy = Annotated[PolicyId | None, Field(description="只看这份政策的编号；不给则看全部")]


class CheckOut(BaseModel):
    """One demand held against what the applicant says."""

    demand: str = Field(description="原文的要求")
    applicant: str = Field(description="申请人的情况")
    verdict: str = Field(description="满足、不满足或待核实")
    policy: str
    clause: int


class EligibilityOut(BaseModel):
    """Whether somebody meets the demands; never a plain yes."""

    status: str = Field(description="answered、refused、clarify或chat，与ask相同")
    summary: str
    checks: list[CheckOut] = Field(description="逐项核对；没有可核对的条件时为空")
    citations: list[CitationOut]
    notices: list[str]


def router(service: Service, gate: Gate, finder: Finder, *, history_limit: int) -> APIRouter:
    """The address, with a lifespan; a router serves one run of one application.

    Args:
        finder: Searches the engine of `service`.
        history_limit: Earlier turns of a conversation that are looked at.
    """
    server = tools(service, finder, history_limit=history_limit)
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        # Hosts and origins are judged for the whole server: bot/web/middleware/origins.py.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    manager = server.session_manager

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:
        async with manager.run():
            yield

    routes = APIRouter(lifespan=lifespan)
    endpoint = _Guarded(manager.asgi_app, gate.needs("ask", "mcp"))
    # Clients are set up with and without the slash, and not all follow a redirect.
    for path in (PATH, f"{PATH}/"):
        routes.routes.append(Route(path, endpoint, methods=["POST"], include_in_schema=False))
    return routes


class _Guarded:
    """Asks the gate who calls before the protocol is spoken."""

    def __init__(self, app: ASGIApp, check: Check) -> None:
        self._app = app
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            scope[_CALLER] = await self._check(Request(scope, receive))
        except WenceError as error:
            await problem_of(scope, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def tools(service: Service, finder: Finder, *, history_limit: int) -> MCPServer[Any]:
    """The server with its tools, not yet reachable. Arguments as for `router`."""
    server: MCPServer[Any] = MCPServer(
        "wence",
        title="问策",
        instructions=_INSTRUCTIONS,
        subscriptions=False,  # nothing here changes that one could wait for
    )

    @server.tool(title="提问", annotations=_READ_ONLY, description="依据政策回答问题，附条款原文。")
    async def ask(
        context: Context[Any, Any],
        question: Annotated[Text, Field(min_length=1, description="问题，一句话")],
        history: Annotated[
            list[Text] | None,
            Field(max_length=MOST_TURNS, description="用户此前的提问，先问的在前"),
        ] = None,
        policy: _Policy = None,
        today: Annotated[
            datetime.date | None, Field(description="按哪一天判断是否有效；默认今天")
        ] = None,
    ) -> AnswerOut:
        turns = history or []
        turns = turns[len(turns) - min(history_limit, len(turns)) :]
        reply = await _asked(service, context, question, turns, policy, today)
        return AnswerOut.model_validate(reply_json(reply))

    @server.tool(
        title="查找条款", annotations=_READ_ONLY, description="按意思查找最接近的条款，不作回答。"
    )
    async def search_clauses(
        query: Annotated[Text, Field(min_length=1, description="要找的内容，一句话或几个词")],
        policy: _Policy = None,
        limit: Annotated[int, Field(ge=1, le=MOST_HITS, description="最多几条")] = 5,
    ) -> HitsOut:
        try:
            hits = await finder.find(query, policy, limit)
        except WenceError as error:
            raise ToolError(str(error)) from error
        rows = [
            HitOut(score=round(h.score, 4), clause=_clause_out(clause_row(h.clause))) for h in hits
        ]
        return HitsOut(hits=rows)

    @server.tool(title="条款原文", annotations=_READ_ONLY, description="政策的第n条，原文照录。")
    async def get_clause(
        policy: Annotated[PolicyId, Field(description="政策编号")],
        n: Annotated[Ordinal, Field(description="条款序号，从1起")],
    ) -> ClauseOut:
        try:
            return _clause_out(clause_row(clause_of(service, policy, n)))
        except WenceError as error:
            raise ToolError(str(error)) from error

    @server.tool(
        title="核对条件",
        annotations=_READ_ONLY,
        description="把申请人的情况与政策要求的条件逐项核对；没有说明的条件列为待核实。",
    )
    async def check_eligibility(
        context: Context[Any, Any],
        benefit: Annotated[
            Text, Field(min_length=1, description="想得到的支持，如“人形机器人整机企业奖励”")
        ],
        applicant: Annotated[
            list[Text],
            Field(
                min_length=1,
                max_length=20,
                description="申请人的情况，每项一句，如“年销售额6000万元”",
            ),
        ],
        policy: _Policy = None,
        today: Annotated[
            datetime.date | None, Field(description="按哪一天判断是否有效；默认今天")
        ] = None,
    ) -> EligibilityOut:
        told = "，".join(line.strip("，。；,;. \n") for line in applicant)
        question = f"我们{told}，能获得{benefit}吗？"
        return _eligibility(await _asked(service, context, question, [], policy, today))

    return server


async def _asked(
    service: Service,
    context: Context[Any, Any],
    question: str,
    turns: list[str],
    policy: str | None,
    today: datetime.date | None,
) -> Reply:
    """The reply, or an error the assistant can read."""
    request = context.request_context.request
    assert request is not None  # over HTTP there always is one
    caller: Caller = request.scope[_CALLER]
    try:
        return await service.ask(question, turns, policy=policy, today=today, caller=caller)
    except WenceError as error:
        raise ToolError(str(error)) from error


def _clause_out(row: dict[str, Any]) -> ClauseOut:
    return ClauseOut.model_validate(row)


def _eligibility(reply: Reply) -> EligibilityOut:
    answer, table = reply.answer, reply.answer.table
    checks = []
    if table is not None and table.kind == "checklist":
        for (demand, applicant, verdict), (policy, clause) in zip(
            table.rows, table.clauses, strict=True
        ):
            checks.append(
                CheckOut(
                    demand=demand,
                    applicant=applicant,
                    verdict=verdict,
                    policy=policy,
                    clause=clause,
                )
            )
    return EligibilityOut(
        status=answer.status,
        summary=answer.summary,
        checks=checks,
        citations=[CitationOut.model_validate(row) for row in answer.to_json()["citations"]],
        notices=list(answer.notices),
    )
