"""Grades, bounds, exceptions and ranges of sums, on measures made up for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """枫溪市人民政府关于扶持老字号商铺发展的若干措施

一、培育
第一条 对首次认定的特色商铺、省级示范商铺、国家级“领军店”，分别给予3万元、9万元、27万元奖励。
第二条 融资担保机构为商铺提供担保，担保金额200万元及以下的，年化担保费率不超过0.7%；\
200万元以上、600万元及以下的，年化担保费率不超过1.2%。
第三条 对来商铺工作的博士、硕士分别给予8万元、4万元安家补贴，\
年龄要求为博士不超过45周岁、硕士不超过38周岁。
第四条 商铺新招用店员的，按每人1500元给予补助；其中招用退役军人的，每人提高至2600元。
第五条 商铺实施智能改造的，按设备投入的15%给予补助，每家每年最高70万元；\
商铺实施节能改造的，按设备投入的25%给予补助，每家每年最高35万元。
第六条 商铺应当于每季度末报送经营信息。
二、担保
第七条 合作银行应当在收到担保函后3日内放款。
"""


@pytest.fixture(scope="module")
def firms(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="firms")
    folder: Path = tmp_path_factory.mktemp("firms")
    return Engine([policy], open_index([policy], encoder, folder, progress=False), refuse_below=0)


@pytest.mark.parametrize(
    "question, clause, said, unsaid",
    [
        ("评上国家级领军店奖多少钱", 1, ["27万元"], ["9万元"]),
        ("省级示范商铺首次认定给多少", 1, ["9万元"], ["27万元"]),
        ("我们店担保了500万，一年担保费率最高几个点", 2, ["1.2%"], ["0.7%"]),
        ("我们店担保了150万，一年担保费率最高几个点", 2, ["0.7%"], ["1.2%"]),
        ("我是硕士，40周岁，来商铺工作，安家补贴能拿吗", 3, ["不符合", "38周岁"], ["45周岁"]),
        ("我是博士，40周岁，来商铺工作，安家补贴能拿吗", 3, ["45周岁"], ["不符合"]),
        ("店里招了个退役军人，一个人补多少", 4, ["2600元"], []),
        ("商铺新招用的店员是退役军人，按人头补多少", 4, ["2600元"], []),
        ("店里新招了店员，一个人补多少", 4, ["1500元"], ["2600元"]),
        ("智能改造和节能改造，补助比例差多少", 5,
         ["15%", "70万元", "25%", "35万元", "10个百分点"], []),
    ],
)  # fmt: skip
def test_what_is_said_of_the_very_case_is_told(
    question: str, clause: int, said: list[str], unsaid: list[str], firms: Engine
) -> None:
    answer = firms.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert [words for words in said if words not in answer.summary] == []
    assert [words for words in unsaid if words in answer.summary] == []


def test_the_everyday_name_of_a_chapter_lists_no_chapter(firms: Engine) -> None:
    assert clauses_of(firms.ask("办担保要满足哪些条件", today=TODAY)) != [7]
    assert clauses_of(firms.ask("第二章担保那章有哪些条款", today=TODAY)) == [7]


def test_what_others_must_do_is_no_demand_on_who_asks(firms: Engine) -> None:
    answer = firms.ask("我没报送经营信息，是不是漏了", today=TODAY)
    assert "不符合" not in answer.summary


def test_where_money_was_saved_before_is_no_other_policy(firms: Engine) -> None:
    answer = firms.ask("之前在深圳开店，现在来枫溪开商铺，智能改造补几成", today=TODAY)
    assert clauses_of(answer) == [5]
    assert firms.ask("深圳的商铺智能改造补几成", today=TODAY).status == "refused"
