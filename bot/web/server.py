"""The one ASGI application: the chat, REST and everything else a user or a program can reach.

`create_app` puts it together; bot/web/listen.py makes the parts from the settings and listens.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from bot.access.sender import is_loopback
from bot.web import problems, shared
from bot.web.admin import routes as admin
from bot.web.api import routes as api
from bot.web.api.models import PREFIX
from bot.web.api.search import Finder
from bot.web.app import mount
from bot.web.compat import chatwoot, dify, mcp, openai
from bot.web.embed import routes as embed
from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.web.middleware.body import BodyLimit
from bot.web.middleware.headers import SecureHeaders
from bot.web.middleware.origins import OriginCheck
from bot.web.middleware.timeouts import RequestTimeout
from bot.web.middleware.underway import CountUnderWay, UnderWay
from bot.web.middleware.watch import HEADER, Watch
from bot.web.one_chat import OneChat
from bot.web.page import build
from bot.web.stopping import when_told_to_stop
from bot.web.ui import files as ui

if TYPE_CHECKING:
    from bot.access.setup import Access
    from bot.publishing.publisher import Publisher
    from bot.records.records import Records
    from bot.service import Service
    from bot.settings import Settings

_PREFLIGHT_HOLDS_S = 600


def create_app(
    settings: Settings,
    service: Service,
    access: Access,
    *,
    records: Records | None = None,
    publisher: Publisher | None = None,
    metrics: Metrics | None = None,
    one_chat: OneChat | None = None,
    close: Sequence[Callable[[], None]] = (),
) -> FastAPI:
    """The application.

    Args:
        settings: Limits, addresses and what else a route needs to know.
        service: Answers the questions.
        access: Who may do what.
        records: What `service` keeps answers in; None: it keeps none.
        publisher: Publishes policies to `service`; None: nobody does.
        metrics: Where requests are counted; the one `service` reports to.
        one_chat: Where several processes serve this application.
        close: Called in a thread, one after the other, when the server has stopped.
    """
    metrics = metrics or Metrics()
    under_way = UnderWay()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sharing = one_chat.serving(under_way) if one_chat else nullcontext()
        with when_told_to_stop(under_way.stop):
            async with sharing:
                yield
        for call in close:
            await asyncio.to_thread(call)

    app = FastAPI(
        title="问策",
        description="政策问答：每个回答都附条款原文。",
        # The pages FastAPI has for it load scripts from another host.
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        lifespan=lifespan,
    )
    problems.install(app)
    for router in _routers(settings, service, access, records, metrics, under_way):
        app.include_router(router)
    app.include_router(admin.router(service, access, records, publisher, settings))
    _add_middleware(app, settings, access, metrics, under_way)
    # Last: it takes every path that nothing else has.
    mount(app, build(service, records), access.gate, one_chat=one_chat)
    return app


def _routers(
    settings: Settings,
    service: Service,
    access: Access,
    records: Records | None,
    metrics: Metrics,
    under_way: UnderWay,
) -> list[APIRouter]:
    """What every part of the server adds, in one place."""
    gate = access.gate
    finder = Finder(
        service,
        at_once=settings.at_once or os.cpu_count() or 1,
        waiting=settings.waiting,
        question_limit=settings.question_limit,
    )
    turns = settings.history_limit
    routers = [
        api.router(
            service,
            gate,
            finder,
            history_limit=turns,
            is_stopping=lambda: under_way.stopping,
            can_keep=records.ready if records else lambda: True,
        ),
        embed.router(service, gate, access, settings, records),
        openai.router(service, gate, history_limit=turns),
        dify.router(service, gate, finder),
        mcp.router(service, gate, finder, history_limit=turns),
        shared.router(service, records, gate),
        ui.router(),
        _metrics_router(metrics, access),
    ]
    if settings.chatwoot_url:
        desk = chatwoot.router(
            service,
            gate,
            url=settings.chatwoot_url,
            token=settings.chatwoot_token,
            secret=settings.chatwoot_secret,
            waiting=settings.waiting,
            history_limit=turns,
            records=records,
        )
        routers.append(desk)
    return routers


def _metrics_router(metrics: Metrics, access: Access) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    check = access.gate.needs("admin", "api")

    @routes.get("/metrics")
    async def show(request: Request) -> Response:
        """For Prometheus on this machine, and for the operator."""
        senders = access.senders
        if not (is_loopback(senders.address(request)) and senders.is_local(request)):
            await check(request)
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return routes


def _add_middleware(
    app: FastAPI, settings: Settings, access: Access, metrics: Metrics, under_way: UnderWay
) -> None:
    """What every request passes (bot/web/middleware/); the last one added is the outermost."""
    app.add_middleware(RequestTimeout, timeout_s=settings.timeout_s)
    app.add_middleware(BodyLimit, limit=settings.body_limit, upload_limit=settings.upload_limit)
    # Gradio looks for this very class: without it, it would grant any origin everything.
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=access.origins.cors_regex,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", HEADER],
        expose_headers=["Retry-After", HEADER],
        max_age=_PREFLIGHT_HOLDS_S,
    )
    app.add_middleware(
        OriginCheck,
        senders=access.senders,
        public_url=settings.public_url,
        local=is_loopback(settings.host),
    )
    app.add_middleware(CountUnderWay, under_way=under_way)
    app.add_middleware(Watch, metrics=metrics)
    app.add_middleware(
        SecureHeaders,
        origins=access.origins,
        https=settings.public_url.startswith("https://"),
    )
