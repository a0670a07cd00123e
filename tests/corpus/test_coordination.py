"""Noun phrases: the head of a receiver, and the members of a coordination."""

from __future__ import annotations

import pytest

from corpus.coordination import align, align_alike, align_done, align_figures, align_grades, head_of

HEADS = [
    ("经认定的省级产业大脑", "省级产业大脑", "经认定"),
    ("获批国家行业应用基地的", "国家行业应用基地", "获批国家行业应用基地"),
    ("新认定的“小巨人”企业", "“小巨人”企业", "新认定"),
    ("省级园区", "省级园区", ""),
    ("人工智能项目符合要求的", "人工智能项目", "符合要求"),
    ("新引进的储能项目,投资在5亿元以上的", "储能项目", "新引进的储能项目,投资在5亿元以上"),
    ("企业采购本地产品的", "企业", "采购本地产品"),
    ("毕业5年内的高校毕业生首次创业的", "高校毕业生", "毕业5年内的高校毕业生首次创业"),
    ("列入《支持目录(含补充的)》的设备", "设备", "列入《支持目录(含补充的)》"),
]


@pytest.mark.parametrize("phrase, head, condition", HEADS, ids=[row[0] for row in HEADS])
def test_a_receiver_is_taken_apart_into_head_and_condition(phrase, head, condition):
    assert head_of(phrase) == (head, condition)


ALIGNED = [
    (
        "省级、国家级和世界级先进制造业集群",
        ["省级先进制造业集群", "国家级先进制造业集群", "世界级先进制造业集群"],
    ),
    (
        "数据基础设施标杆型和引领型工程",
        ["数据基础设施标杆型工程", "数据基础设施引领型工程"],
    ),
    ("高水平国际、国家标准", ["高水平国际标准", "高水平国家标准"]),
    ("国际标准、国家标准、行业标准", ["国际标准", "国家标准", "行业标准"]),
    ("国家级企业技术中心、省级企业技术中心", ["国家级企业技术中心", "省级企业技术中心"]),
    (
        "特色商铺、省级示范商铺、国家级“领军店”",
        ["特色商铺", "省级示范商铺", "国家级“领军店”"],
    ),
    ("中小企业、国家级单项冠军企业", ["中小企业", "国家级单项冠军企业"]),
    ("(DCMM)三级、四级及以上评估", ["(DCMM)三级评估", "(DCMM)四级及以上评估"]),
    ("一等奖、二等奖、三等奖", ["一等奖", "二等奖", "三等奖"]),
    ("国家奖特等奖、一等奖", ["国家奖特等奖", "国家奖一等奖"]),
    ("A类、B类、C类人才", ["A类人才", "B类人才", "C类人才"]),
    ("博士、硕士", ["博士", "硕士"]),
    ("5A级、4A级景区", ["5A级景区", "4A级景区"]),
    ("国家级、省级实验室、技术中心", ["国家级实验室、技术中心", "省级实验室、技术中心"]),
    ("参与单位、总和与和谐社区", ["参与单位", "总和", "和谐社区"]),
]


@pytest.mark.parametrize("phrase, names", ALIGNED, ids=[row[0] for row in ALIGNED])
def test_a_coordination_gives_each_member_the_words_all_share(phrase, names):
    assert align(phrase, len(names)) == names


@pytest.mark.parametrize("k", [1, 2, 4])
def test_a_coordination_of_another_length_is_not_aligned(k):
    assert align("省级、国家级和世界级先进制造业集群", k) is None


def test_a_phrase_that_joins_nothing_is_its_only_member():
    assert align("省级园区", 1) == ["省级园区"]


def test_grades_inside_a_condition_are_told_apart():
    assert align_grades("主持制定国际标准、国家标准", 2) == ["主持制定国际标准", "主持制定国家标准"]


def test_conditions_that_are_no_grades_belong_to_one_receiver():
    assert align_grades("符合规划、成效显著", 2) is None


def test_a_phrase_is_given_once_for_each_of_its_thresholds():
    assert align_figures("营业收入突破1亿元、5亿元的企业", 2) == [
        "营业收入突破1亿元的企业",
        "营业收入突破5亿元的企业",
    ]


def test_thresholds_that_stand_apart_or_are_fewer_are_not_shared_out():
    assert align_figures("投资1亿元且税收500万元的企业", 2) is None
    assert align_figures("营业收入突破1亿元、5亿元的企业", 3) is None


def test_what_was_done_is_shared_out_with_what_follows_it():
    assert align_done("全职引进博士、硕士并签订五年以上合同", 2) == [
        "全职引进博士并签订五年以上合同",
        "全职引进硕士并签订五年以上合同",
    ]


def test_members_that_end_alike_are_told_apart_inside_a_condition():
    assert align_alike("改造后经评测达到二级、三级、四级", 3) == [
        "改造后经评测达到二级",
        "改造后经评测达到三级",
        "改造后经评测达到四级",
    ]
    assert align_alike("在股权中心基础层、创新层挂牌", 2) == [
        "在股权中心基础层挂牌",
        "在股权中心创新层挂牌",
    ]


def test_members_that_end_otherwise_or_are_more_are_not_told_apart():
    assert align_alike("具备场地、资金", 2) is None
    assert align_alike("达到二级、三级、四级", 2) is None


def test_several_receivers_side_by_side_are_one():
    assert head_of("制造企业、物流企业购置新能源车并上牌的")[0] == "制造企业、物流企业"
