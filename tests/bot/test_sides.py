"""What a comparison is taken to name, worked out by hand."""

from __future__ import annotations

import pytest

from bot.compose.sides import sides
from bot.question import understand

# question, the sides it names
NAMED = [
    ("模型券和语料券哪个高", ["模型券", "语料券"]),
    ("一级二级三级设备租用限额各多少", ["一级", "二级", "三级"]),
    ("A类跟D类认定的年龄上限差几岁", ["A类", "D类"]),
    ("63岁跟68岁的坐地铁，收费有啥不一样", ["63岁", "68岁"]),
    ("租政府的房子跟租国企的房子，租金差在哪", ["租政府的房子", "租国企的房子"]),
    ("通知书公办园跟民办园分别几号发", ["公办园", "民办园"]),
    ("综合总部跟供应链企业落户奖差多少", ["综合总部", "供应链企业"]),
    ("我们又买算力又做语料库，两头各最多补多少", ["买算力", "做语料库"]),
    ("展会没进目录的和进了目录的，每个展位各补多少", ["没进目录", "进了目录"]),
    (
        "哪块牌子奖得多：绿色工厂、智能车间、零碳园区。各是多少",
        ["绿色工厂", "智能车间", "零碳园区"],
    ),
    ("培训点要是拿到国家批的，比普通的多多少", ["国家批", "普通"]),
    ("司机、医生、护士分别补多少", ["司机", "医生", "护士"]),
    ("博士硕士的生活补贴分别是多少", ["博士", "硕士"]),
    ("市级省级国家级各奖多少", ["市级", "省级", "国家级"]),
    ("看病少收多少、公证少收多少，分别是谁定的", ["看病少收多少", "公证少收多少"]),
    (
        "Does the model voucher or the corpus voucher pay more?",
        ["model voucher", "the corpus voucher"],
    ),
]


@pytest.mark.parametrize("question, named", NAMED)
def test_the_sides_of_a_comparison_are_found_in_order(question: str, named: list[str]) -> None:
    assert [side.words for side in sides(understand(question), lambda word: False)] == named


def test_each_side_is_asked_of_without_the_other() -> None:
    found = sides(understand("职工和居民一天各是多少"), lambda word: False)
    assert [side.question for side in found] == ["职工一天各是多少", "居民一天各是多少"]


def test_what_stands_before_both_sides_is_asked_of_both() -> None:
    found = sides(understand("番禺城里的特困和村里的特困差多少"), lambda word: word == "城里")
    assert [side.question for side in found] == ["番禺城里的特困差多少", "番禺村里的特困差多少"]


def test_of_two_readings_that_whose_words_the_policy_prints_is_taken() -> None:
    printed = {"省外", "省内"}
    found = sides(understand("面试车费省外省内学校各报多少"), printed.__contains__)
    assert [side.words for side in found] == ["省外", "省内"]


@pytest.mark.parametrize("question", ["那条线是低保的几倍啊", "算力券最高多少?", "哪个更高?"])
def test_a_question_of_one_thing_names_no_sides(question: str) -> None:
    assert sides(understand(question), lambda word: False) == []


def test_two_that_are_not_named_are_sides_without_words() -> None:
    found = sides(understand("破零的两档奖励各是多少"), lambda word: False)
    assert [side.words for side in found] == ["", ""]
