"""Whether the policies speak of what is asked at all.

Whether a question names anything is told by its words; whether a clause is about it, by how
near the best clause is in meaning and how far it stands out from the others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from bot.knowledge import KnownClause
from bot.question import Ask, Question
from bot.terms import subject
from index.retriever import Hit

THRESHOLD = 0.22  # below this confidence a question is refused; measured in docs/accuracy.md

# What a clause that regulates a matter of procedure says in so many words.
SAYS = {
    Ask.CONTACT: re.compile(r"电话|热线|\d{3,4}-\d{7,8}|邮箱|网址|联系方式|地址"),
    Ask.MATERIALS: re.compile(r"材料|证明|申请表|申请书|身份证|提交"),
    Ask.PROCEDURE: re.compile(r"(?:提出|提交|受理|审核|公示).{0,12}(?:申请|意见|名单)?|申请人|向.{2,20}申请|网上|窗口|平台(?:申请|办理|登录)"),
    Ask.DEADLINE: re.compile(r"(?:申请|申报|受理).{0,20}(?:\d+月|\d+日|期间|截止|之日起)|每年.{0,8}(?:受理|申请|申报)"),
    Ask.DURATION: re.compile(r"\d+个?(?:工作日|日|天|个月)(?:之?内)?"),
    Ask.PENALTY: re.compile(r"退回|退还|追回|失信|处罚|罚款|违反|弄虚作假|追究|责令|取消资格"),
    Ask.STACKING: re.compile(r"叠加|重复|同时享受|就高|不得同时|择优"),
}  # fmt: skip


def empty(question: Question) -> bool:
    """Whether a question names no matter at all: 「最高多少?」."""
    return len(re.sub(r"[\s要给钱的多少几啥谁]", "", subject(question.core))) < 2


def regulates(ask: Ask, clause: KnownClause) -> bool:
    """Whether a clause says anything of a matter of procedure."""
    pattern = SAYS.get(ask)
    return bool(pattern and pattern.search(clause.body))


def outside(question: Question, hits: list[Hit], threshold: float) -> bool:
    """Whether nothing in the policy is about the matter."""
    return confidence(question, hits) < threshold


def confidence(question: Question, hits: Sequence[Hit]) -> float:
    """Probability, 0 to 1, that the policy speaks of the matter asked about.

    Logistic regression over `features`; its weights are in `data/scope.json`. They were fitted
    to questions of the first policy that are answerable and that are not, with laypeople's
    questions of law as further ones that are not. `python -m eval.calibrate` fits anew and
    prints the curves of both; it gives other weights that refuse no better, so they stay.
    """
    weights = _weights()
    score = weights["intercept"] + sum(
        weights[name] * value for name, value in features(question, hits).items()
    )
    return 1 / (1 + math.exp(-score))


def features(question: Question, hits: Sequence[Hit]) -> dict[str, float]:
    """What the decision rests on, of the hits over a whole policy, best first.

    nearest: Dense score of the best clause.
    standout: How many standard deviations it lies above the mean of all clauses.
    lead: Its score less that of the fourth best.
    english: 1 for an English question, whose scores against Chinese text run lower.
    """
    dense = np.array([hit.dense for hit in hits])
    fourth = hits[min(3, len(hits) - 1)].score
    return {
        "nearest": hits[0].dense,
        "standout": (hits[0].dense - float(dense.mean())) / (float(dense.std()) or 1.0),
        "lead": hits[0].score - fourth,
        "english": float(question.english),
    }


@cache
def _weights() -> dict[str, float]:
    found: dict[str, float] = json.loads(
        files("bot").joinpath("data/scope.json").read_text(encoding="utf-8")
    )
    return found
