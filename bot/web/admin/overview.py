"""概览: how much was asked, how well it was answered, by which way, and how fast."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from bot.records.records import Records
from bot.records.statistics import Day, statistics
from bot.service import Service
from bot.web.admin import chart
from bot.web.admin.entrance import Operator
from bot.web.admin.pages import Pages
from bot.web.problems import NotFound


class Days(IntEnum):
    """How many days, up to today, are looked at."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90


Span = Annotated[Days, Query(alias="days")]
_CHANNELS: dict[str, str] = {
    "chat": "网页对话",
    "api": "接口",
    "embed": "嵌入窗口",
    "openai": "OpenAI接口",
    "dify": "Dify",
    "mcp": "MCP",
    "chatwoot": "客服系统",
}


class NothingKept(NotFound):
    """The server keeps no records."""

    def __init__(self) -> None:
        super().__init__("本服务没有保存问答记录，这里没有可看的内容。")


def add_overview(
    routes: APIRouter, pages: Pages, service: Service, records: Records | None
) -> None:
    """The first page, and its picture."""

    @routes.get("")
    @routes.get("/", include_in_schema=False)
    async def overview(session: Operator, days: Span = Days.MONTH) -> Response:
        if records is None:
            raise NothingKept
        found = await asyncio.to_thread(statistics, records, until=date.today(), days=days)
        titles = {policy.id: policy.title for policy in service.engine.policies}
        return pages.show(
            "overview.html",
            session,
            spans=[*Days],
            span=days,
            figures=found,
            total=total(found.days),
            most=max(day.asked for day in found.days),
            channels=_named(found.channels),
            titles=titles,
        )

    @routes.get("/chart.svg")
    async def picture(days: Span = Days.MONTH) -> Response:
        if records is None:
            raise NothingKept
        found = await asyncio.to_thread(statistics, records, until=date.today(), days=days)
        svg = chart.chart(found.days)
        return Response(svg, media_type="image/svg+xml", headers=chart.HEADERS)


def total(days: Sequence[Day]) -> Day:
    """All days as one, named by the last."""
    counts = {
        kind: sum(getattr(day, kind) for day in days)
        for kind in ("answered", "refused", "clarify", "chat", "likes", "dislikes")
    }
    return Day(days[-1].day, **counts)


def _named(channels: dict[str, int]) -> list[tuple[str, int]]:
    """The channels in Chinese, the busiest first."""
    ordered = sorted(channels.items(), key=lambda channel: -channel[1])
    return [(_CHANNELS.get(name, name), count) for name, count in ordered]
