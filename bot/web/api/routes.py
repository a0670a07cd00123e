"""/api/v1 put together. Every route tells its errors as application/problem+json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from bot.access.gate import Gate
from bot.service import Service
from bot.web.api import ask, feedback, health, policies, search
from bot.web.api.models import Problem
from bot.web.api.samples import REPLIES
from bot.web.problems import TITLES

# For the OpenAPI alone: the gate looks at the key itself, and knows whether one is needed.
_KEY = HTTPBearer(
    scheme_name="key",
    bearerFormat="wk_…",
    description="密钥，由管理员用wence keys add生成；服务没有要求密钥时可以不带",
    auto_error=False,
)
_OR_NONE: dict[str, Any] = {"security": [{}]}  # joins what the dependency says: a key, or nothing
# Whoever gets one of these is told when to come again.
_LATER = {
    "Retry-After": {"description": "过多少秒再试", "schema": {"type": "integer", "minimum": 1}}
}
# What any route may answer.
_ERRORS = (400, 401, 403, 404, 405, 408, 413, 421, 422, 429, 500, 503)


def router(
    service: Service,
    gate: Gate,
    finder: search.Finder,
    *,
    history_limit: int,
    is_stopping: Callable[[], bool],
    can_keep: Callable[[], bool],
) -> APIRouter:
    """The routes.

    Args:
        history_limit: Earlier turns of a conversation that are looked at.
        is_stopping, can_keep: As for bot.web.api.health.
    """
    # Not `model=Problem`: FastAPI would say application/json.
    schema = Problem.model_json_schema()
    errors: dict[int | str, dict[str, Any]] = {status: _error(status, schema) for status in _ERRORS}
    routes = APIRouter(responses=errors, tags=["问策"])
    for keyed in (
        ask.router(service, gate, history_limit=history_limit),
        policies.router(service, gate),
        search.router(finder, gate),
        feedback.router(service, gate),
    ):
        for route in keyed.routes:
            assert isinstance(route, APIRoute)
            route.openapi_extra = {**(route.openapi_extra or {}), **_OR_NONE}
        routes.include_router(keyed, dependencies=[Security(_KEY)])
    routes.include_router(health.router(service, is_stopping=is_stopping, can_keep=can_keep))
    return routes


def _error(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    """An error as the OpenAPI shows it, with a real one where there is one."""
    content: dict[str, Any] = {"schema": schema}
    if str(status) in REPLIES:
        content["example"] = REPLIES[str(status)]
    error: dict[str, Any] = {
        "description": TITLES[status],
        "content": {"application/problem+json": content},
    }
    return error | {"headers": _LATER} if status in (429, 503) else error
