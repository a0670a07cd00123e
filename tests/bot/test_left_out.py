"""Who is left out by a clause, what follows from a condition, and steps told in sentences of their
own: a small policy made up for these tests, with the real encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.compose.document import asked_of_document
from bot.engine import Engine
from bot.question import understand
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """溪川市商贸服务业发展若干措施

第一条 支持开设门店。企业在市外开设面积80平方米以上直营店的，每家补10万元。加盟店和专柜不适用本条。
第二条 支持低碳经营。购买绿证占用电量30%以上的，每张绿证补贴2元；占比达到60%以上的，每张补贴3元。\
企业自建电站核发的绿证不计入。
第三条 发展夜间经济。夜间营业额达到300万元的商户，给予5万元奖励；餐饮、住宿商户，门槛降至150万元。
第四条 加强商户管理。商户停业连续超过6个月的，补助资格自动取消，须重新申报。
第五条 引进人才。连锁企业、餐饮企业引进名厨、店长并签订三年以上合同的，分别给予6万元、2万元补助。
第六条 规范奖补发放。同一企业每年奖补总额不超过500万元。本措施由市商务局负责解释。
"""


@pytest.fixture(scope="module")
def shops(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="shops")
    folder: Path = tmp_path_factory.mktemp("shops")
    return Engine([policy], open_index([policy], encoder, folder, progress=False), refuse_below=0)


@pytest.mark.parametrize(
    "question, said, unsaid",
    [
        ("我在省外开了100平方米的加盟店，给不给补助", "不适用本条", "符合"),
        ("我在省外开了100平方米的直营店，给不给补助", "10万元", "不适用"),
        ("听说开店补10万，我这种加盟店算不算", "不适用本条", "是的"),
        ("自建电站核发的绿证能不能算进去", "不计入", "2元"),
        ("绿证买到用电量的六成五了，一张补几块", "3元", "2元"),
        ("绿证买到用电量的四成了，一张补几块", "2元", "3元"),
        ("开餐饮的，夜间营业额180万，够得上奖励的门槛吗", "150万元", "不符合"),
        ("停业多久补助资格就没了", "自动取消", "300万元"),
        ("我们连锁店招个店长补多少", "2万元", "6万元"),
        ("我们餐饮企业引进名厨补多少", "6万元", "2万元"),
        ("一家企业一年奖补最多八百万，这么写行吗", "500万元", "是的"),
    ],
)
def test_what_is_told_is_what_holds_for_whom_asks(
    question: str, said: str, unsaid: str, shops: Engine
) -> None:
    answer = shops.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert said in answer.summary
    assert unsaid not in answer.summary


@pytest.mark.parametrize(
    "question, keys",
    [("哪种店拿不到补助，我好跟商户解释", []), ("这个文件归谁解释", ["interpretation"])],
)
def test_what_is_to_be_explained_to_others_is_not_who_explains_the_document(
    question: str, keys: list[str], shops: Engine
) -> None:
    assert asked_of_document(understand(question), shops.sight(question).known) == keys
