"""The addresses of the operator's page, put together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.access.setup import Access
from bot.service import Service
from bot.settings import Settings
from bot.web.admin.audit import Audit
from bot.web.admin.drafts import add_drafts
from bot.web.admin.entrance import Entrance, add_login, add_logout
from bot.web.admin.overview import add_overview
from bot.web.admin.pages import Pages, page_route
from bot.web.admin.policies import add_policies
from bot.web.admin.questions import add_questions
from bot.web.admin.working import Working
from bot.web.middleware.headers import ADMIN
from bot.web.problems import NotFound

if TYPE_CHECKING:
    from bot.publishing.publisher import Publisher
    from bot.records.records import Records

_HERE = Path(__file__).parent
_FILES = {"admin.css": "text/css", "admin.js": "text/javascript"}
# The page and the files it loads have to be of one version.
_FRESH = {"Cache-Control": "no-cache"}
_NO_PASSWORD = (
    "还没有设置管理密码：请在服务器上运行 wence password，把打印出来的值设为 "
    "WENCE_ADMIN_PASSWORD_HASH，然后重新启动服务。"
)


def router(
    service: Service,
    access: Access,
    records: Records | None,
    publisher: Publisher | None,
    settings: Settings,
) -> APIRouter:
    """The routes.

    Args:
        service: Whose policies are shown, and whose encoder tells which questions are alike.
        access: The operator's sessions; without any, all pages say how to set a password.
        records: Where figures come from; None: none are kept.
        publisher: Publishes policies; None: they are shown and nothing else.
        settings: The public address, and the largest upload.
    """
    pages = Pages(urlsplit(settings.public_url).path.rstrip("/") + ADMIN)
    kind = page_route(pages)
    outer = APIRouter(prefix=ADMIN, route_class=kind)
    _add_files(outer)
    both = APIRouter(include_in_schema=False)
    if access.sessions is None:
        _add_no_password(outer, pages)
        both.include_router(outer)
        return both
    audit = Audit(access.senders)
    add_login(outer, pages, access.sessions, audit)
    entrance = Entrance(access.sessions)
    inner = APIRouter(prefix=ADMIN, route_class=kind, dependencies=[Depends(entrance.operator)])
    add_overview(inner, pages, service, records)
    add_questions(inner, pages, service, records, audit)
    if publisher is not None:
        working = Working(pages, audit)
        limit = settings.upload_limit
        add_policies(inner, pages, service, publisher, working, audit, upload_limit=limit)
        add_drafts(inner, pages, service, publisher, working, audit)
    add_logout(inner, pages, access.sessions, audit)
    _add_unknown(inner)
    both.include_router(outer)
    both.include_router(inner)
    return both


def _add_files(routes: APIRouter) -> None:
    @routes.get("/files/{name}")
    async def file(name: str) -> Response:
        if name not in _FILES:
            raise NotFound("没有这个文件。")
        text = (_HERE / name).read_text("utf-8")
        return Response(text, media_type=_FILES[name], headers=_FRESH)


def _add_no_password(routes: APIRouter, pages: Pages) -> None:
    @routes.get("")
    @routes.get("/{path:path}")
    async def closed() -> Response:
        title = "管理页没有打开"
        return pages.show("error.html", None, status=404, title=title, sentence=_NO_PASSWORD)


def _add_unknown(routes: APIRouter) -> None:
    @routes.get("/{path:path}")
    async def unknown() -> Response:
        raise NotFound("没有这一页，请从上面的目录进入。")
