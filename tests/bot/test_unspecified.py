"""Support that a policy promises without a sum is not told with the sum of a neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, Ask, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """某市支持冰雪产业发展若干措施
一、加快场馆建设。对新建的室内滑冰馆,给予最高300万元补助。支持社区修建简易冰场,对验收合格的社区择优给予一定经费支持。
二、培育赛事活动。对承办全国性冰雪赛事的单位,每场给予50万元奖励。鼓励学校开展冰雪进校园活动,对特色学校给予器材支持。
三、本措施自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def ice(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="ice-2026")
    folder: Path = tmp_path_factory.mktemp("ice")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "question",
    [
        "社区修简易冰场验收合格了给多少钱?",
        "社区修的简易冰场验收过了，顺利的话拨多少万?",
        "冰雪特色学校能拿多少支持?",
    ],
)
def test_asked_for_a_sum_that_is_not_said_the_answer_says_so(question: str, ice: Engine) -> None:
    answer = ice.ask(question, today=TODAY)
    assert answer.status == "refused"
    assert "没有写明具体金额" in answer.summary
    assert "万元" not in answer.summary


@pytest.mark.parametrize(
    ("question", "sum_"),
    [("新建室内滑冰馆最高补多少?", "300万元"), ("承办全国赛事一场奖多少?", "50万元")],
)
def test_a_sum_that_is_said_is_told(question: str, sum_: str, ice: Engine) -> None:
    answer = ice.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert sum_ in answer.summary


def test_whether_there_is_any_is_answered_with_the_promise(ask: Ask) -> None:
    answer = ask("帮产业链牵线搭桥的促进机构有没有钱拿")
    assert answer.status == "answered"
    assert "资金支持" in answer.summary
    assert "万元" not in answer.summary


def test_which_agencies_asks_for_no_number(ask: Ask) -> None:
    answer = ask("加速园区、试验区、引导区这几样都是哪几个部门在牵头抓")
    assert clauses_of(answer) == [21]
    assert "省大数据局" in answer.summary
