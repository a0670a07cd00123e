"""未答出的问题: what was refused, by likeness; and disliked answers, where the right one is said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from bot.records.corrections import confirm
from bot.records.disliked import Disliked, disliked
from bot.records.errors import NotConfirmed, UnknownAnswer
from bot.records.records import Records
from bot.records.statistics import unanswered
from bot.service import Service
from bot.web.admin.audit import Audit
from bot.web.admin.entrance import Operator
from bot.web.admin.forms import word
from bot.web.admin.likeness import Group, Likeness
from bot.web.admin.overview import Days, NothingKept, Span
from bot.web.admin.pages import Pages
from corpus.errors import WenceError
from corpus.model import Clause, Policy

_WORDINGS = 200  # of refused questions that are looked at
_DISLIKED = 50
_EXAMPLES = 5  # wordings shown of a group

AnswerId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class NotNamed(WenceError):
    """The form does not say which clause is right."""


def add_questions(
    routes: APIRouter, pages: Pages, service: Service, records: Records | None, audit: Audit
) -> None:
    """The page, and the forms on it."""
    likeness = Likeness()

    @routes.get("/questions")
    async def questions(session: Operator, days: Span = Days.MONTH) -> Response:
        if records is None:
            raise NothingKept
        since = date.today() - timedelta(days=days - 1)
        groups = await asyncio.to_thread(_groups, records, service, likeness, since)
        answers = await asyncio.to_thread(disliked, records, limit=_DISLIKED)
        clauses = {c.id: c for p in service.engine.policies for c in p.clauses}
        return pages.show(
            "questions.html",
            session,
            spans=[*Days],
            span=days,
            groups=groups,
            examples=_EXAMPLES,
            wordings=_WORDINGS,
            answers=[_row(answer, service.engine.policies) for answer in answers],
            most=_DISLIKED,
            clauses=clauses,
            policies=service.engine.policies,
        )

    @routes.post("/answers/{id_}/right")
    async def right(request: Request, session: Operator, id_: AnswerId) -> Response:
        """Confirm a clause, or that no policy answers."""
        if records is None:
            raise NothingKept
        form = await request.form()
        policies = {policy.id: policy for policy in service.engine.policies}
        named, none = word(form, "clause"), word(form, "none")
        if none:
            clause, policy = None, word(form, "policy")
        else:
            clause = _clause(named, policies)
            policy = clause.policy
        await asyncio.to_thread(_confirm, records, id_, policies, policy, clause)
        said = clause.id if clause else "none"
        audit.note(request, session, "confirm", answer=id_, policy=policy, right=said)
        return pages.go(f"/questions#a-{id_}")


def _groups(records: Records, service: Service, likeness: Likeness, since: date) -> list[Group]:
    asked = unanswered(records, since=since, limit=_WORDINGS)
    return likeness.groups(asked, service.engine.encoder)


def _row(answer: Disliked, policies: Sequence[Policy]) -> dict[str, object]:
    """A disliked answer, with the clauses that are named of it looked up in the library."""
    right = answer.confirmed
    return {
        "said": answer,
        "theirs": _find(policies, answer.policy, answer.clause),
        "right": [_find(policies, right.policy, n) for n in right.clauses] if right else [],
    }


def _find(policies: Sequence[Policy], policy_id: str, n: int | None) -> Clause | None:
    for policy in policies:
        if policy.id == policy_id and n is not None and 1 <= n <= len(policy.clauses):
            return policy.clause(n)
    return None


def _clause(named: str, policies: Mapping[str, Policy]) -> Clause:
    for policy in policies.values():
        for clause in policy.clauses:
            if clause.id == named:
                return clause
    raise NotNamed("没有找到所填的条款，请返回后从列表中选一条。")


def _confirm(
    records: Records,
    answer: str,
    policies: Mapping[str, Policy],
    policy: str,
    clause: Clause | None,
) -> None:
    """`confirm`, whose own sentences speak of the command line."""
    if policy not in policies:
        raise NotNamed("没有这份政策，请返回后从列表中选一份。")
    clauses = [clause.n] if clause else []
    try:
        confirm(
            records, answer, policies, clauses=clauses, policy=policy, unanswerable=clause is None
        )
    except (NotConfirmed, UnknownAnswer) as error:
        raise NotNamed("这条记录已经不在了，或者政策刚刚换过，请返回后重新打开这一页。") from error
