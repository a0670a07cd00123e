"""Comparisons of agencies: whether two clauses are led by the same, and which these are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.answer import Citation, Table
from bot.compose.wording import listed
from bot.draft import Draft, cite
from bot.evidence import words_of
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Ask, Question
from bot.terms import grams
from corpus.model import Clause

_WHO = re.compile(
    r"部门|管的?单位|牵头|厅局|归(?:谁|哪|同|一[个家])|一[个家](?:厅|局|委|部门|单位|机构)|谁(?:管|牵|负责)|主抓|主管|同一家"
)
_MONEY = re.compile(r"钱|补|奖|多少|几")


def asked(question: Question) -> bool:
    """Whether a comparison is of agencies and not of what they give."""
    text = question.folded
    wants = question.wants(Ask.AGENCY, Ask.COMPARE)
    return bool(_WHO.search(text)) and wants and not _MONEY.search(text)


def answer(question: Question, known: KnownPolicy, clauses: Sequence[KnownClause]) -> Draft | None:
    """Whether two clauses have the same lead agencies, and which these are; None where they
    name none."""
    named = [c for n in question.clause_refs for c in known.clauses if c.clause.n == n]
    asked = words_of(question)
    if len(named) < 2:
        weight = {
            g: math.log(1 + len(clauses) / n)
            for g in asked
            if (n := sum(g in grams(c.clause.title) for c in clauses))
        }
        named = sorted(
            clauses, key=lambda c: -sum(w for g, w in weight.items() if g in grams(c.clause.title))
        )[:2]
        named.sort(key=lambda c: c.clause.n)
    if len(named) < 2:
        return None
    one, other = named[0].clause, named[1].clause
    sides = [c.lead_agencies or c.responsible_agencies for c in (one, other)]
    if not all(sides):
        return None
    same = sides[0][0] == sides[1][0]
    shared = [name for name in sides[0] if name in sides[1]]
    roles = ["牵头单位" if c.lead_agencies else "责任单位" for c in (one, other)]
    summary = (
        f"{'是同一家' if same else '不是同一家'}："
        + "；".join(
            f"{c.label}{role}是{listed(side)}"
            for c, role, side in zip((one, other), roles, sides, strict=True)
        )
        + (f"。两者都有{listed(shared)}。" if shared and not same else "。")
    )
    table = Table(
        "compare", ("条款", "标题", "牵头或责任单位"),
        tuple((c.label, c.title, listed(side)) for c, side in zip((one, other), sides, strict=True)),
        tuple((c.policy, c.n) for c in (one, other)),
    )  # fmt: skip
    return Draft("answered", summary, tuple(_bracket(c) for c in (one, other)), table=table)


def _bracket(clause: Clause) -> Citation:
    at = max(clause.text.rfind("("), clause.text.rfind("（"))
    return cite(clause, max(at, 0), len(clause.text))
