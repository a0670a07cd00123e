"""Of rules that stand side by side the one that holds whoever asks is told, and one that hangs
together with others is told with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, Ask, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """槐安省人民政府办公厅关于支持陶瓷产业发展的若干措施
槐政办发〔2026〕18号

一、支持研发投入。对年度研发费用300万元以上的陶瓷企业，按照研发费用增量的14%给予补助，每家企业年度最高260万元。成立不满3年的陶瓷企业，按照当年研发费用的7%给予补助，最高45万元。
二、分担贷款风险。对合作银行发放的“陶瓷贷”本金损失，由省级资金池承担55%、担保机构承担25%、银行承担20%。
三、支持窑炉改造。对改造窑炉的企业，按照设备投资额的11%给予补助。购置国产窑炉的，补助比例提高5个百分点。
四、支持开设门店。企业开设“槐安瓷”直营店的，省内每家补助6万元，省外每家补助9万元。每家企业每年最高70万元。
五、发放匠人津贴。青山区、临江区的陶瓷匠人每月津贴为800元。白石区、云岭区的陶瓷匠人每月津贴为650元。
六、引进匠人。匠人全职来本省工作满12个月的，自次年起享受住房补贴；随配偶调动来的，自当月起享受住房补贴。
七、建设陶瓷展馆。对新认定的一级、二级、三级陶瓷展馆，分别给予200万元、90万元、40万元奖励，晋级的补足差额。
八、本措施自2026年3月1日起施行，有效期3年。2021年印发的《槐安省陶瓷产业扶持办法》同时废止。

槐安省人民政府办公厅
2026年2月10日
"""


@pytest.fixture(scope="module")
def pottery(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="pottery")
    folder: Path = tmp_path_factory.mktemp("pottery")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "question, said, unsaid",
    [
        ("陶瓷企业研发费用补多少？我们成立七年了", "14%", "7%"),
        ("陶瓷企业研发费用补多少？我们成立1年", "7%", "14%"),
        ("改造窑炉买的是进口的，按几成补", "11%", "5个百分点"),
        ("改造窑炉买的是国产的，按几成补", "5个百分点", ""),
        ("在外省开一家槐安瓷直营店补多少", "9万元", "6万元"),
        ("我是云岭区的陶瓷匠人，津贴一个月多少", "650元", "800元"),
        ("二级展馆奖多少？不是一级也不是三级", "90万元", "200万元"),
    ],
)
def test_the_rule_that_holds_who_asks_is_told_and_not_its_neighbour(
    question: str, said: str, unsaid: str, pottery: Engine
) -> None:
    answer = pottery.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert said in answer.summary
    assert not unsaid or unsaid not in answer.summary


@pytest.mark.parametrize(
    "question, said",
    [
        ("陶瓷贷的本金损失资金池担多少", ["55%", "25%", "20%"]),
        ("匠人调来多久才能享受住房补贴，是随配偶调动来的", ["次年", "当月"]),
        ("陶瓷展馆各个级别对应多少奖金", ["200万元", "90万元", "40万元"]),
        ("改造窑炉补几成，外省开直营店一家又给多少", ["11%", "9万元"]),
        ("这份文件的文号是多少，谁印发的", ["槐政办发〔2026〕18号", "槐安省人民政府办公厅"]),
        ("2021年的那个陶瓷办法，现在还作数吗", ["同时废止"]),
    ],
)
def test_what_belongs_together_is_told_together(
    question: str, said: list[str], pottery: Engine
) -> None:
    answer = pottery.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert [words for words in said if words not in answer.summary] == []


def test_what_is_counted_by_is_no_subject_of_a_follow_up(pottery: Engine) -> None:
    answer = pottery.ask("单个企业一年顶多拿多少", ["在外省开直营店补多少"], today=TODAY)
    assert "70万元" in answer.summary
    assert clauses_of(answer) == [4]


def test_a_side_is_named_without_what_is_said_of_all_sides(pottery: Engine) -> None:
    summary = pottery.ask("一级展馆和三级展馆各奖多少", today=TODAY).summary
    assert "200万元" in summary and "40万元" in summary
    assert "新认定的一级：" not in summary


@pytest.mark.parametrize(
    "question, status, said",
    [
        ("省级实验室通过验收了给多少钱", "refused", "(三)没有写明具体金额"),
        ("这份文件文号多少，谁发的", "answered", "鲁政办字〔2025〕49号"),
    ],
)
def test_what_leans_on_nothing_is_not_asked_of_the_clause_before(
    question: str, status: str, said: str, ask: Ask
) -> None:
    answer = ask(question, "制定国际标准最高奖多少")
    assert answer.status == status
    assert said in answer.summary


def test_what_is_said_not_to_be_meant_is_not_what_a_follow_up_is_about(ask: Ask) -> None:
    answer = ask("那牵头的是哪个厅", "算力券一年最多补多少？不是模型券")
    assert clauses_of(answer) == [6]
