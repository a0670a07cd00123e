"""The addresses of the embedded chat: its launcher, page and files, tokens, and cited clauses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.access.errors import Forbidden
from bot.access.gate import Gate
from bot.access.origins import normalised
from bot.access.setup import Access
from bot.access.tokens import EMBED_LASTS_S
from bot.service import Service
from bot.settings import Settings
from bot.web.api.models import Ordinal, PolicyId
from bot.web.api.policies import clause_of, policy_of
from bot.web.clauses import place_html
from bot.web.embed import talk
from bot.web.embed.frame import ChatParts
from bot.web.problems import NotFound
from bot.web.ui.words import Lang
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.records.records import Records

_HERE = Path(__file__).parent
_SCRIPT, _STYLE = "text/javascript", "text/css"
# What the pages here load, by name: nothing else of the folder is served.
_FILES = {
    "chat.js": _SCRIPT,
    "host.js": _SCRIPT,
    "ask.js": _SCRIPT,
    "chat.css": _STYLE,
    "demo.js": _SCRIPT,
    "demo.css": _STYLE,
}
# Pages that embed the launcher get a new one within minutes of an upgrade.
_LAUNCHER_HEADERS = {"Cache-Control": "public, max-age=300"}
# The page, the files it loads and the server have to be of one version.
_FRESH = {"Cache-Control": "no-cache"}
_PRIVATE = {"Cache-Control": "no-store"}
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
_MOST_SPANS = 1000  # that one answer cites of a clause
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
_DEMO = {"zh": "demo.html", "en": "demo.en.html"}
_NO_ID = {
    "zh": "还没有设置嵌入编号：请管理员设置 WENCE_EMBED_IDS 后重新启动服务，这里就会出现问答按钮。",
    "en": "There is no embed id: once WENCE_EMBED_IDS is set and the server has been started again, "
    "the button of the chat appears here.",
}


class WhichId(WenceError):
    """A page that names no embed id, where the settings hold several."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "本服务有多个嵌入编号：请在网页的script标签中用data-embed-id写明是哪一个。"
        )


class EmbedIn(BaseModel):
    """The public id that a page embeds the chat under; "": the only one there is."""

    model_config = ConfigDict(extra="forbid")

    embed_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""


class TokenOut(BaseModel):
    """A token for the requests of one visit."""

    token: str
    lasts_s: int = Field(description="有效秒数；在此之前换新的")


class PlaceIn(BaseModel):
    """What a citation points at: a clause, or the header or closing of a policy."""

    model_config = ConfigDict(extra="forbid")

    policy: PolicyId
    clause: Ordinal | None = None
    part: Literal["header", "closing"] | None = None
    spans: Annotated[list[tuple[Offset, Offset]], Field(max_length=_MOST_SPANS)] = []


def router(
    service: Service,
    gate: Gate,
    access: Access,
    settings: Settings,
    records: Records | None = None,
) -> APIRouter:
    """The routes.

    Args:
        service: Answers the questions; the cited clauses are read from its policies.
        gate: Turns away who may not ask.
        access: Exchanges embed ids for tokens, and knows which origins may embed.
        settings: The embed ids: a page that names none uses the only one, the demo page the first.
        records: What `service` keeps answers in; None: it keeps none.
    """
    routes = APIRouter(include_in_schema=False)
    routes.include_router(talk.router(service, records, gate, turns=settings.history_limit))
    _add_pages(routes, service, access, settings)
    _add_tokens(routes, access, frozenset(settings.embed_ids))

    # By POST, with which a browser names the page's origin even where the server is reached by
    # plain http: a token is good for no request whose sender is not known.
    @routes.post("/embed/clause", dependencies=[Depends(gate.needs("ask", "embed"))])
    async def clause(place: PlaceIn) -> Response:
        """The text that a citation points into."""
        row = cited_text(service, place)
        row["html"] = place_html(service.engine.policies, place.model_dump())
        return JSONResponse(row, headers=_PRIVATE)

    return routes


def cited_text(service: Service, place: PlaceIn) -> dict[str, Any]:
    """What a citation points at, in whose `text` its offsets count.

    Raises:
        NotFound: There is no such policy, clause or part.
    """
    policy = policy_of(service, place.policy)
    row: dict[str, Any] = {"policy": policy.title}
    if place.clause is not None:
        clause = clause_of(service, place.policy, place.clause)
        return row | {"label": clause.label, "title": clause.title, "text": clause.text}
    if place.part is None:
        raise NotFound("没有说明要看哪一条，请从回答的依据中打开。")
    return row | {"label": "", "title": policy.title, "text": policy.part_text(place.part)}


def _add_pages(routes: APIRouter, service: Service, access: Access, settings: Settings) -> None:
    parts = ChatParts()

    @routes.get("/embed.js")
    async def launcher() -> Response:
        return Response(_read("embed.js"), media_type=_SCRIPT, headers=_LAUNCHER_HEADERS)

    @routes.get("/embed")
    async def chat(
        request: Request,
        origin: Annotated[str, Query(max_length=300)] = "",
        embed: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$", alias="id")] = "",
        lang: Lang = "zh",
        title: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        """The chat for a frame on a page of `origin`: it listens and talks to no other."""
        host = normalised(origin) if origin else ""
        if host is None or (host and not access.senders.may_embed(request, host)):
            raise Forbidden
        title = title or {"zh": "政策助手", "en": "Policy assistant"}[lang]
        values = {"lang": _tag(lang), "language": lang, "host": host, "embed": embed}
        return _page("chat.html", parts.of(service.engine.policies), title=title, **values)

    @routes.get("/embed/files/{name}")
    async def file(name: str) -> Response:
        if name not in _FILES:
            raise NotFound("没有这个文件。")
        return Response(_read(name), media_type=_FILES[name], headers=_FRESH)

    @routes.get("/demo")
    async def demo(lang: Lang = "zh") -> Response:
        """A help desk's page with the chat on it, to try what embed.js does."""
        ids = settings.embed_ids
        note = "" if ids else _NO_ID[lang]
        return _page(_DEMO[lang], {}, lang=_tag(lang), embed=ids[0] if ids else "", note=note)


def _add_tokens(routes: APIRouter, access: Access, ids: Collection[str]) -> None:
    @routes.post("/embed/token", response_model=TokenOut)
    async def token(body: EmbedIn, request: Request) -> Response:
        """A token for the page that asks, bound to its origin."""
        if not body.embed_id and len(ids) > 1:
            raise WhichId
        return _token(access.gate.embed_token(request, body.embed_id or "".join(ids)))

    @routes.post("/embed/renew", response_model=TokenOut)
    async def renew(request: Request) -> Response:
        """Another token for the same visit, while the present one is still good."""
        return _token(access.gate.renewed_embed_token(request))


def _token(token: str) -> Response:
    made = TokenOut(token=token, lasts_s=EMBED_LASTS_S)
    return JSONResponse(made.model_dump(), headers=_PRIVATE)


def _page(name: str, parts: Mapping[str, str], **values: str) -> Response:
    """A page with `parts` put in, which are HTML, and `values`, each escaped."""
    escaped = {key: escape(value, quote=True) for key, value in values.items()}
    html = Template(_read(name)).substitute(parts, **escaped)
    return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY, **_FRESH})


def _tag(lang: Lang) -> str:
    return {"zh": "zh-CN", "en": "en"}[lang]


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
