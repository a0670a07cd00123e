"""A draft: an uploaded document cut into clauses, corrected by hand, published or thrown away."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bot.service import Service
from bot.web.admin import boundaries
from bot.web.admin.audit import Audit
from bot.web.admin.entrance import Operator
from bot.web.admin.forms import NotGiven, number
from bot.web.admin.pages import Pages
from bot.web.admin.working import Working

if TYPE_CHECKING:
    from bot.publishing.publisher import Draft, Publisher

DraftId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_CHANGES = {
    "merge": boundaries.merged,
    "split": boundaries.split,
    "end": boundaries.ended,
}


def add_drafts(
    routes: APIRouter,
    pages: Pages,
    service: Service,
    publisher: Publisher,
    working: Working,
    audit: Audit,
) -> None:
    """The page of a draft, and its forms."""

    @routes.get("/drafts/{id_}")
    async def preview(session: Operator, id_: DraftId) -> Response:
        draft = await asyncio.to_thread(publisher.draft, id_)
        policy = draft.policy
        within = partial(boundaries.sentences_within, policy)
        titles = {published.id: published.title for published in service.engine.policies}
        return pages.show(
            "draft.html",
            session,
            draft=draft,
            policy=policy,
            parts=boundaries.parts(policy),
            opening=list(within(policy.header.start, policy.header.end)),
            closing=list(within(policy.closing.start, policy.closing.end)),
            replaces=titles.get(draft.replaces or "", draft.replaces),
        )

    @routes.post("/drafts/{id_}/clauses")
    async def correct(request: Request, session: Operator, id_: DraftId) -> Response:
        form = await request.form()
        draft = await asyncio.to_thread(publisher.draft, id_)
        change, at = _change(form)
        starts, end = _CHANGES[change](draft, at)
        draft = await asyncio.to_thread(publisher.correct, id_, starts, end)
        audit.note(request, session, "correct", draft=id_, change=change, at=at)
        return pages.go(f"/drafts/{id_}#c{_near(draft, at)}")

    @routes.post("/drafts/{id_}/discard")
    async def discard(request: Request, session: Operator, id_: DraftId) -> Response:
        await asyncio.to_thread(publisher.discard, id_)
        audit.note(request, session, "discard", draft=id_)
        return pages.go("/policies")

    @routes.post("/drafts/{id_}/publish")
    async def publish(request: Request, session: Operator, id_: DraftId) -> Response:
        draft = await asyncio.to_thread(publisher.draft, id_)
        work = partial(publisher.publish, id_)
        title = f"正在发布《{draft.policy.title}》"
        return working.begin(request, session, work, action="publish", title=title, draft=id_)


def _change(form: FormData) -> tuple[str, int]:
    """Which of the buttons was pressed, and the place in the text it stands for."""
    for change in _CHANGES:
        if change in form:
            return change, number(form, change)
    raise NotGiven("表单不完整，请返回后重新打开这一页。")


def _near(draft: Draft, at: int) -> int:
    """Ordinal of the clause that `at` lies in, or the last before it."""
    return max((clause.n for clause in draft.policy.clauses if clause.start <= at), default=1)
