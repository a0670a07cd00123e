"""Answers to keep, and a clock that is set by hand, for the tests of records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.answer import Answer, Citation, ClauseRef, Retrieved, Table
from corpus.parse import parse

TEXT = """关于支持算力发展的若干措施
(一)发放算力券。对采购算力的企业,按不超过交易金额的5%给予奖补,每个企业最高500万元。(牵头单位:省大数据局)
(二)支持模型研发。每年遴选30个左右,每个给予最高100万元补助。(牵头单位:省科技厅)
(三)培育机器人企业。对年销售额首次突破5000万元的整机企业,给予一次性最高800万元奖励。
本措施有效期至2026年12月31日。
"""
POLICY = parse(TEXT, policy_id="demo")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def answer(question: str = "算力券最高补多少", *clauses: int, **fields: Any) -> Answer:
    """An answer that cites the clauses (by default the first), or what `fields` say."""
    cited = tuple(citation(n) for n in clauses or (1,))
    given = {"status": "answered", "summary": "最高500万元。", "citations": cited}
    return Answer(question, **{**given, "timings_ms": {"total": 10.0}, **fields})


def refused(question: str, **fields: Any) -> Answer:
    """A refusal that points at the first clause."""
    related = (ClauseRef("demo", 1, "(一)", "发放算力券"),)
    given = {"status": "refused", "summary": "政策没有规定。", "related": related}
    return Answer(question, **{**given, "timings_ms": {"total": 20.0}, **fields})


def citation(n: int) -> Citation:
    """A citation of the first figure-bearing words of clause n: its text from 4 on."""
    clause = POLICY.clause(n)
    quote = clause.text[4:20]
    return Citation("demo", n, clause.label, clause.title, quote, 4, 20)


FULL = Answer(
    question="那最高呢",
    status="answered",
    summary="算力券最高500万元。",
    citations=(
        citation(1),
        Citation("demo", None, "", POLICY.title, "有效期至2026年12月31日", 3, 18, "closing"),
    ),
    related=(ClauseRef("demo", 2, "(二)", "支持模型研发"),),
    notices=("本政策有效期至2026年12月31日，还剩38天",),
    retrieved=(Retrieved("demo", 1, 0.9312), Retrieved("demo", 2, 0.8)),
    timings_ms={"understand": 0.41, "total": 10.5},
    resolved="算力券最高补多少",
    table=Table("list", ("条款", "金额"), (("(一)", "500万元"),), (("demo", 1),)),
)
