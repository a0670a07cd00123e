"""A small policy and short ways of writing questions and answers, for the tests of eval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.answer import Answer, Citation, Retrieved
from corpus.model import Policy
from corpus.parse import parse
from eval.question import Question
from eval.score import Judgement, judge

TODAY = date(2026, 11, 23)
TEXT = """关于支持算力发展的若干措施
(一)发放算力券。对采购算力的企业,按不超过交易金额的5%给予奖补,每个企业最高500万元。(牵头单位:省大数据局,责任单位:省财政厅)
(二)支持模型研发。每年遴选30个左右,每个给予最高100万元补助。(牵头单位:省科技厅)
(三)培育机器人企业。对年销售额首次突破5000万元的整机企业,给予一次性最高800万元奖励。(牵头单位:省工业和信息化厅)
(四)支持集群发展。对国家级、世界级集群分别给予最高500万元、1000万元奖励。
本措施有效期至2026年12月31日。
"""
POLICY = parse(TEXT, policy_id="demo")


def question(type_: str = "fact", **fields: Any) -> Question:
    """A question of which only what matters is given."""
    return Question(**{"id": "q-1", "type": type_, "question": "最高补多少?"} | fields)


def answer(
    summary: str = "",
    *,
    status: Any = "answered",
    clauses: Sequence[int] = (),
    retrieved: Sequence[int] = (),
    policy: str = "demo",
    part: Any = None,
) -> Answer:
    """An answer that cites the whole text of the given clauses (and the part)."""
    citations = [_citation(policy, n) for n in clauses]
    if part:
        text = POLICY.part_text(part)
        citations.append(Citation(policy, None, "", POLICY.title, text, 0, len(text), part))
    hits = [Retrieved(policy, n, 1 - place / 10) for place, n in enumerate(retrieved)]
    return Answer("最高补多少?", status, summary, tuple(citations), retrieved=tuple(hits))


def judged(asked: Question, came: Answer, *, elapsed_ms: float = 0.0) -> Judgement:
    """The answer, judged on TODAY against the small policy."""
    return judge(
        asked, came, policy="demo", policies={"demo": POLICY}, today=TODAY, elapsed_ms=elapsed_ms
    )


class ScriptedEngine:
    """An engine whose answers are written out: each question to its answer, all else refused."""

    def __init__(self, answers: Mapping[str, Answer], policies: Sequence[Policy] = (POLICY,)):
        self.policies = tuple(policies)
        self.asked: list[tuple[str, tuple[str, ...], date | None, str | None]] = []
        self._answers = answers

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        today: date | None = None,
        policy: str | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history), today, policy))
        return self._answers.get(question, answer("政策没有规定。", status="refused"))


def _citation(policy: str, n: int) -> Citation:
    clause = POLICY.clause(n)
    return Citation(policy, n, clause.label, clause.title, clause.text, 0, len(clause.text))
