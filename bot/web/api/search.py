"""GET search: the clauses nearest to some words, without an answer."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response

from bot.access.gate import Gate
from bot.engine import EmptyQuestion, QuestionTooLong
from bot.service import Busy, Service
from bot.web.api.models import LONGEST_QUESTION, PREFIX, HitsOut
from bot.web.api.policies import PolicyQuery, clause_row, policy_of
from bot.web.api.samples import example
from index.retriever import Hit

MOST_HITS = 50
_USUAL_HITS = 10
# Seconds a search takes at most on a slow machine, for those who are told to come again.
_SEARCH_S = 0.1


class Finder:
    """Searches in threads, a bounded number of them waiting. Used from one event loop.

    Args:
        service: Its engine is searched.
        at_once: Searches at the same time.
        waiting: Searches that may wait beside them.
        question_limit: Longest words looked for, in characters.
    """

    def __init__(
        self, service: Service, *, at_once: int, waiting: int, question_limit: int
    ) -> None:
        self._service = service
        self._limit = at_once + waiting
        self._room = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._question_limit = question_limit
        self._under_way = 0

    async def find(self, words: str, policy: str | None, count: int) -> list[Hit]:
        """The `count` clauses nearest to `words`, best first, of one policy or of all.

        Raises:
            WenceError: No such policy, nothing to look for, too much of it, or no room.
        """
        if policy is not None:
            policy_of(self._service, policy)
        words = words.encode("utf-8", "replace").decode()
        if not words.strip():
            raise EmptyQuestion
        if len(words) > self._question_limit:
            raise QuestionTooLong(len(words), self._question_limit)
        if self._under_way >= self._limit:
            raise Busy(max(1, round(self._under_way / self._at_once * _SEARCH_S)))
        self._under_way += 1
        try:
            async with self._room:
                hits, _ = await asyncio.to_thread(self._service.engine.search, words, policy)
        finally:
            self._under_way -= 1
        return hits[:count]


def router(finder: Finder, gate: Gate) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(gate.needs("ask", "api"))])

    @routes.get(
        "/search",
        summary="查找条款",
        response_model=HitsOut,
        responses={200: example("search")},
    )
    async def search(
        q: Annotated[
            str,
            Query(
                min_length=1,
                max_length=LONGEST_QUESTION,
                description="要找的内容，一句话或几个词",
                examples=["人形机器人奖励"],
            ),
        ],
        policy: PolicyQuery = None,
        limit: Annotated[int, Query(ge=1, le=MOST_HITS, description="最多几条")] = _USUAL_HITS,
    ) -> Response:
        """按意思查找最接近的条款，不作回答。"""
        hits = await finder.find(q, policy, limit)
        rows = [{"score": round(hit.score, 4), "clause": clause_row(hit.clause)} for hit in hits]
        return JSONResponse({"hits": rows})

    return routes
