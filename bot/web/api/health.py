"""GET health: for whoever restarts (live) and whoever sends requests here (ready)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from bot.service import Service
from bot.web.api.models import PREFIX, HealthOut
from bot.web.api.samples import example
from corpus.errors import WenceError


class NotReady(WenceError):
    """The server cannot answer just now: send requests elsewhere."""

    status = 503
    retry_after = 5


def router(
    service: Service, *, is_stopping: Callable[[], bool], can_keep: Callable[[], bool]
) -> APIRouter:
    """The routes; they need no key and tell nothing that would.

    Args:
        is_stopping: Whether the server was told to stop.
        can_keep: Whether the records can be written; may take a moment.
    """
    routes = APIRouter(prefix=f"{PREFIX}/health")

    @routes.get(
        "/live", summary="是否在运行", response_model=HealthOut, responses={200: example("live")}
    )
    async def live() -> Response:
        """进程在运行。"""
        return JSONResponse({"status": "live"})

    @routes.get(
        "/ready", summary="能否回答", response_model=HealthOut, responses={200: example("ready")}
    )
    async def ready() -> Response:
        """可以接受提问；正在停止，或者记录无法保存时为503。"""
        if is_stopping():
            raise NotReady("服务正在停止，请稍后再试。")
        if not await asyncio.to_thread(can_keep):
            raise NotReady("记录暂时无法保存，请稍后再试；如果一直这样，请联系管理员。")
        count = len(service.engine.policies)
        return JSONResponse({"status": "ready", "policies": count, "under_way": service.under_way})

    return routes
