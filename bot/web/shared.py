"""A shared answer as a page of its own, /a/<id>: read-only, escaped, printable.

Whoever has the address may read the one answer and nothing else; nobody can guess an address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from string import Template
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from bot.answer import Answer, Citation
from bot.web.markup import PART_LABELS, text_html
from bot.web.render import STATUS
from bot.web.tables import table_html
from bot.web.turn import spoken
from bot.web.ui.files import read
from bot.web.ui.words import word
from corpus.model import Policy

if TYPE_CHECKING:
    from bot.access.gate import Gate
    from bot.records.kept import SharedAnswer
    from bot.records.records import Records
    from bot.service import Service

_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    ),
    "Cache-Control": "no-store",  # sharing may end at any time
    "X-Robots-Tag": "noindex",
}


def router(service: Service, records: Records | None, gate: Gate) -> APIRouter:
    """The route. It asks for no key: the address itself is what one has to know.

    Args:
        service: Whose policies name what is cited.
        records: Where shared answers are kept; None: there are none.
        gate: Turns away who looks too often.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/a/{share}")
    async def shared(share: str, request: Request) -> HTMLResponse:
        """The answer shared under that id."""
        gate.count_page(request)
        kept = await asyncio.to_thread(records.shared, share) if records else None
        if kept is None:
            body = f"<h1>{word('shared-none')}</h1><p>{word('shared-none-note')}</p>"
            return _page(body, status=404)
        return _page(answer_html(kept, service.engine.policies))

    return routes


def answer_html(kept: SharedAnswer, policies: Sequence[Policy]) -> str:
    """A shared answer, its citations with their quotes and what is known of their policies."""
    answer = kept.answer
    known = {policy.id: policy for policy in policies}
    tag = STATUS.get(answer.status)
    parts = [
        f'<p class="w-caption">{word("shared-asked")}</p><h1>{text_html(answer.question)}</h1>',
        f'<p class="w-resolved">{word("resolved", question=answer.resolved)}</p>'
        if answer.resolved
        else "",
        f'<article class="w-answer w-{answer.status}">',
        f'<span class="w-tag">{word(tag)}</span>' if tag else "",
        _body_html(answer, known),
        "</article>",
        f'<p class="w-notice">{word("shared-time", day=kept.time.astimezone().date())}</p>',
    ]
    return "".join(parts)


def _body_html(answer: Answer, known: dict[str, Policy]) -> str:
    table = table_html(answer.table, opens=False) if answer.table else ""
    sources = "".join(
        f"<li>{_citation_html(c, known.get(c.policy))}</li>" for c in answer.citations
    )
    if sources:
        sources = f'<h2 class="w-caption">{word("sources")}</h2><ul class="w-cards">{sources}</ul>'
    notices = "".join(f'<p class="w-notice">{text_html(n)}</p>' for n in answer.notices)
    return f'<p class="w-summary">{text_html(spoken(answer))}</p>{table}{sources}{notices}'


def _citation_html(citation: Citation, policy: Policy | None) -> str:
    part = citation.part if citation.part in PART_LABELS and not citation.label else None
    place = word(part) if part else text_html(citation.label)
    title = "" if citation.part else f"<span>{text_html(citation.title)}</span>"
    return (
        f'<div class="w-cite"><span class="w-chip"><b>{place}</b>{title}</span>'
        f'<q class="w-quote">{text_html(citation.quote)}</q>'
        f'<span class="w-source">{_source_html(citation.policy, policy)}</span></div>'
    )


def _source_html(policy_id: str, policy: Policy | None) -> str:
    """《…》 鲁政办字〔2025〕49号 2025年5月7日印发; the id of a policy that is gone."""
    if policy is None:
        return text_html(policy_id)
    header = policy.header
    dated = word("policy-date", day=header.date) if header.date else ""
    named = f"《{text_html(policy.title)}》", text_html(header.document_number), dated
    return " ".join(words for words in named if words)


def _page(body: str, status: int = 200) -> HTMLResponse:
    words = {
        name: word(key)
        for name, key in (
            ("go_on", "shared-go-on"),
            ("print", "shared-print"),
            ("legal", "docx-legal"),
            ("language", "other-language"),
        )
    }
    html = Template(read("shared.html")).substitute(words, body=body)
    return HTMLResponse(html, status, headers=_HEADERS)
