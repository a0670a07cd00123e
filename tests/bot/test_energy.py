"""Tiers of turnover, sums for each of several things, agencies without a lead and another city,
over a policy made up for these tests that names no issuer."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """海湾市支持装备制造与清洁供暖若干政策

1.鼓励企业做大。对新引进的装备制造项目，固定资产投资在6亿元以上的，按设备投入的7%给予补助；在25亿元以上的，补助比例提高至11%。装备制造企业年营业收入首次突破8亿元、30亿元、80亿元的，分别给予经营团队40万元、120万元、300万元奖励。（责任单位：市工业和信息化局）

2.推广热泵供暖。居民安装热泵的，按供热面积给予每平方米30元一次性补贴，每户不超过4000元；低保户提高到每平方米55元，每户不超过9000元。（责任单位：市住房城乡建设局、国网海湾供电公司）

3.布局供热网点。新建换热站日供热能力达到300吉焦的，按设备投资额的20%补助。换热站按供热量给予运营补贴，2026年每吉焦12元，2027年每吉焦7元。（责任单位：市能源局）

4.扩大绿色用能。绿色用能占比达到25%以上的，每家企业奖励10万元；占比达到60%以上的，每家企业奖励35万元。（责任单位：市发展改革委）
"""


@pytest.fixture(scope="module")
def energy(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="energy")
    folder: Path = tmp_path_factory.mktemp("energy")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "question, said, unsaid",
    [
        ("做装备的，去年营收头一回冲过三十亿，经营团队能分多少奖金", "120万元", "不符合"),
        ("做装备的，去年营收头一回突破90亿，经营团队能分多少奖金", "300万元", "不符合"),
        ("做装备的，去年营收才5亿，经营团队能拿奖金吗", "年营业收入首次突破8亿元，", "80亿元"),
        ("落个装备制造项目，固投22个亿，设备投入能补几个点", "7%", "11%"),
        ("落个装备制造项目，固投26个亿，设备投入能补几个点", "11%", "7%"),
        ("到2027年，供一吉焦热给换热站补多少", "7元", "不符合"),
        ("绿色用能占到六成五了，一家企业奖励多少钱", "35万元", "10万元"),
    ],
)  # fmt: skip
def test_the_case_told_is_held_against_its_own_tier(
    question: str, said: str, unsaid: str, energy: Engine
) -> None:
    answer = energy.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert said in answer.summary
    assert unsaid not in answer.summary


def test_sums_for_each_of_different_things_are_not_subtracted(energy: Engine) -> None:
    answer = energy.ask("低保户按面积补的和居民封顶的，哪个高", today=TODAY)
    assert "55元" in answer.summary
    assert "相差" not in answer.summary


def test_who_is_asked_after_an_amount_is_told_where_no_agency_leads(energy: Engine) -> None:
    answer = energy.ask("这事儿归哪个局管", ["新建换热站设备补多少"], today=TODAY)
    assert clauses_of(answer) == [3]
    assert "市能源局" in answer.summary


def test_an_agency_that_is_no_office_is_known_without_whose_it_is(energy: Engine) -> None:
    answer = energy.ask("供电公司是责任单位的有哪些条款", today=TODAY)
    assert clauses_of(answer) == [2]


def test_a_policy_of_a_place_that_names_no_issuer_does_not_answer_for_another(
    energy: Engine,
) -> None:
    answer = energy.ask("我姐在杭州，她那边装热泵补多少", today=TODAY)
    assert answer.status == "refused"
    assert "杭州" in answer.summary


def test_what_is_newly_approved_asks_nothing_of_the_document(energy: Engine) -> None:
    answer = energy.ask("How much for a newly approved heat exchange station?", today=TODAY)
    assert clauses_of(answer) == [3]
