"""政策: the policies that are published, a form to upload another, drafts, and versions."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from bot.service import Service
from bot.web.admin.audit import Audit
from bot.web.admin.boundaries import parts
from bot.web.admin.entrance import Operator
from bot.web.admin.forms import document, plain_name
from bot.web.admin.pages import Pages
from bot.web.admin.working import Working
from bot.web.api.models import PolicyId
from bot.web.api.policies import policy_of

if TYPE_CHECKING:
    from bot.publishing.publisher import Publisher

ACCEPTED = ".txt,.md,.html,.htm,.docx"
_MB = 1 << 20
# What a form adds to the file: boundaries, the token.
_ROUND_IT = 4096


def add_policies(
    routes: APIRouter,
    pages: Pages,
    service: Service,
    publisher: Publisher,
    working: Working,
    audit: Audit,
    *,
    upload_limit: int,
) -> None:
    """The pages, the upload and the roll back.

    Args:
        upload_limit: Bytes of the largest request.
    """

    @routes.get("/policies")
    async def policies(session: Operator) -> Response:
        drafts = await asyncio.to_thread(publisher.drafts)
        versions = await asyncio.to_thread(publisher.versions)
        return pages.show(
            "policies.html",
            session,
            policies=service.engine.policies,
            drafts=drafts,
            versions=sorted(versions, key=lambda version: -version.n),
            accepted=ACCEPTED,
            limit=upload_limit - _ROUND_IT,
            limit_mb=f"{upload_limit / _MB:.3g}",
        )

    @routes.get("/policies/{id_}")
    async def policy(session: Operator, id_: PolicyId) -> Response:
        shown = policy_of(service, id_)
        return pages.show("policy.html", session, policy=shown, parts=parts(shown))

    @routes.post("/drafts")
    async def upload(request: Request, session: Operator) -> Response:
        file = document(await request.form(), "document")
        name = plain_name(file.filename or "")
        data = await file.read()
        draft = await asyncio.to_thread(publisher.upload, name, data)
        audit.note(request, session, "upload", draft=draft.id, file=name, bytes=len(data))
        return pages.go(f"/drafts/{draft.id}")

    @routes.post("/versions/{n}/back")
    async def back(
        request: Request, session: Operator, n: Annotated[int, Path(ge=0, le=10**9)]
    ) -> Response:
        work = partial(publisher.roll_back, n)
        title = f"正在恢复第{n}版"
        return working.begin(request, session, work, action="roll back", title=title, to=n)
