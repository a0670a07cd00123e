"""Follow-ups: the earlier question with a side exchanged, an ask or a condition added, and what
leaves the earlier question behind. A small policy written for the test, the real encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, Ask

from bot.engine import Engine
from bot.exchange import topic
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

TEXT = """临川市技能人才扶持办法

第一章 总则

第一条 为了扶持本市技能人才，制定本办法。

第二章 补贴

第二条 A类人才每月发放租房补贴5000元，B类人才每月3000元，C类人才每月2000元，均不超过36个月。

第三条 A类人才购买首套住房的，给予购房补贴60万元；C类人才购买首套住房的，给予购房补贴20万元。

第四条 支出型困难职工的救助标准每人不超过8000元。急难型困难职工的救助标准每人不超过3000元。

第五条 受理机构应当派员上门核查，核查人员不少于2人，上门时应当出示工作证件和身份证明。

第六条 技能竞赛一等奖的奖金为10万元。获奖人未在本市就业的，只发放奖金的30%。

第七条 申请补贴采用下列方式之一：
（一）在市政务服务网填写申请表，提交身份证明；
（二）到街道服务窗口递交纸质申请表和劳动合同。

第三章 附则

第八条 本办法自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def talents(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the policy above."""
    policy = parse(TEXT, policy_id="linchuan")
    folder: Path = tmp_path_factory.mktemp("linchuan")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "turn, question, clause, said, unsaid",
    [
        ("B类人才租房一个月补多少", "那C类呢", 2, "2000元", "3000元"),
        ("支出型困难职工最多救助多少", "那急难型呢", 4, "3000元", "8000元"),
        ("上门核查最少去几个人", "去的人要带什么", 5, "工作证件", "36个月"),
        ("技能竞赛一等奖奖金多少", "要是没在本市就业会怎样", 6, "30%", "20万元"),
        ("补贴怎么申请", "第二种呢", 7, "街道服务窗口", "政务服务网"),
        ("技能竞赛一等奖奖金多少", "急难型困难职工救助标准是多少", 4, "3000元", "10万元"),
        ("技能竞赛一等奖奖金多少", "换个事儿，A类人才租房补贴多少", 2, "5000元", "10万元"),
    ],
)
def test_a_follow_up_is_answered_from_the_clause_and_the_figure_it_means(
    turn: str, question: str, clause: int, said: str, unsaid: str, talents: Engine
) -> None:
    answer = talents.ask(question, [turn], today=TODAY)
    assert answer.status == "answered"
    assert {c.clause for c in answer.citations} == {clause}
    assert said in answer.summary
    assert unsaid not in answer.summary


@pytest.mark.parametrize(
    "turn, question, whole",
    [
        ("B类人才租房一个月补多少?", "那C类呢?", "C类人才租房一个月补多少"),
        ("支出型困难职工最多救助多少", "急难型的呢", "急难型困难职工最多救助多少"),
        ("上门核查最少去几个人", "去的人要带什么", "上门核查，去的人要带什么"),
        ("我是B类人才", "租房一个月补多少", "我是B类人才，租房一个月补多少"),
    ],
)
def test_the_question_shown_as_understood_reads_as_one_plain_question(
    turn: str, question: str, whole: str, talents: Engine
) -> None:
    assert talents.ask(question, [turn], today=TODAY).resolved == whole


@pytest.mark.parametrize(
    "question, about",
    [
        ("入户调查最少几个人", "入户调查"),
        ("失能评估费多少钱一次", "失能评估费"),
        ("贷款有没有贴息", "贷款"),
        ("我妈是二级,每月限额多少", "我妈是二级，每月限额"),
    ],
)
def test_what_a_question_is_about_stands_before_the_words_that_ask(
    question: str, about: str
) -> None:
    assert topic(question) == about


def test_three_turns_keep_the_side_last_named(ask: Ask) -> None:
    answer = ask("再往上，世界级的", "省级先进制造业集群新认定给多少奖励", "那国家级的呢")
    assert "1000万元" in answer.summary
    assert answer.resolved == "世界级先进制造业集群新认定给多少奖励"
