"""Whether the policies speak of what is asked at all.

Three things tell: whether the question names anything, whether the nearest clause holds what
its words are about, and how far that clause stands out from the others.
"""

from __future__ import annotations

import re

import numpy as np

from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Ask, Question
from bot.terms import content, grams, subject
from index.retriever import Hit

# What a clause that regulates a matter of procedure says in so many words.
_SAYS = {
    Ask.CONTACT: re.compile(r"电话|热线|\d{3,4}-\d{7,8}|邮箱|网址|联系方式|地址"),
    Ask.MATERIALS: re.compile(r"材料|证明|申请表|申请书|身份证|提交|提供"),
    Ask.PROCEDURE: re.compile(r"(?:提出|提交|受理|审核|公示).{0,12}(?:申请|意见|名单)?|申请人|向.{2,20}申请|网上|窗口|平台(?:申请|办理|登录)"),
    Ask.DEADLINE: re.compile(r"(?:申请|申报|受理).{0,20}(?:\d+月|\d+日|期间|截止|之日起)|每年.{0,8}(?:受理|申请|申报)"),
    Ask.DURATION: re.compile(r"\d+个?(?:工作日|日|天|个月)(?:之?内)?"),
}  # fmt: skip


def empty(question: Question) -> bool:
    """Whether a question names no matter at all: 「最高多少?」."""
    return len(re.sub(r"[\s要给钱的多少几啥谁]", "", subject(question.core))) < 2


def regulates(ask: Ask, clause: KnownClause) -> bool:
    """Whether a clause says anything of a matter of procedure."""
    pattern = _SAYS.get(ask)
    return bool(pattern and pattern.search(clause.body))


def outside(question: Question, known: KnownPolicy, hits: list[Hit]) -> bool:
    """Whether nothing in the policy is about the matter."""
    return features(question, known, hits)[-1] < 0


def features(question: Question, known: KnownPolicy, hits: list[Hit]) -> tuple[float, ...]:
    """What the decision rests on: (z, coverage, known share, dense, decision)."""
    dense = np.array([hit.dense for hit in hits])
    spread = float(dense.std()) or 1.0
    z = (hits[0].dense - float(dense.mean())) / spread
    words = grams(content(question.core))
    cover = known.weights.coverage(words, set(known.clause(hits[0].clause.n).words)) if words else 0.0
    share = sum(known.weights.known(g) for g in words) / len(words) if words else 0.0
    return z, cover, share, hits[0].dense, 1.0
