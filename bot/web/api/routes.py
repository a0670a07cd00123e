"""/api/v1 put together. Every route tells its errors as application/problem+json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from bot.access.gate import Gate
from bot.service import Service
from bot.web.api import ask, feedback, health, policies, search
from bot.web.api.models import Problem
from bot.web.problems import TITLES

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
    errors: dict[int | str, dict[str, Any]] = {
        status: {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in _ERRORS
    }
    routes = APIRouter(responses=errors, tags=["问策"])
    routes.include_router(ask.router(service, gate, history_limit=history_limit))
    routes.include_router(policies.router(service, gate))
    routes.include_router(search.router(finder, gate))
    routes.include_router(feedback.router(service, gate))
    routes.include_router(health.router(service, is_stopping=is_stopping, can_keep=can_keep))
    return routes
