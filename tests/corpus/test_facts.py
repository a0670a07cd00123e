"""Facts: what each figure is for. The real policy against a table made by hand, then other wordings
that are common in Chinese policies."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.facts import Fact, facts
from corpus.model import Clause
from corpus.parse import parse

TABLE = Path(__file__).parent / "data" / "facts_sd_ai_2025.jsonl"


def row(clause: Clause, fact: Fact) -> dict[str, Any]:
    """A fact as the table has it."""
    high = fact.figure.high
    return {
        "clause": clause.n,
        "text": fact.text,
        "kind": fact.kind,
        "value": fact.figure.value,
        "high": high,
        "unit": fact.figure.unit,
        "object": fact.object,
        "qualifiers": list(fact.qualifiers),
        "per": fact.per or None,
        "approx": fact.approximate,
        "condition": fact.condition,
    }


def test_every_figure_of_the_real_policy_is_read_as_the_table_has_it(sd_policy):
    table = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
    read = [row(clause, fact) for clause in sd_policy.clauses for fact in facts(clause)]
    assert len(table) == 43
    assert read == table


def test_every_fact_of_the_real_policy_points_at_words_that_hold_its_figure(sd_policy):
    for clause in sd_policy.clauses:
        for fact in facts(clause):
            assert clause.text[fact.figure.start : fact.figure.end] == fact.text
            assert fact.text in clause.text[fact.start : fact.end]
            assert fact.aligned


def read(sentence: str) -> tuple[Fact, ...]:
    """Facts of an article that is this sentence alone."""
    text = f"若干措施\n第一条 {sentence}\n第二条 本措施由市财政局负责解释。"
    clause = parse(text, policy_id="p").clause(1)
    found = facts(clause)
    for fact in found:
        assert clause.text[fact.figure.start : fact.figure.end] == fact.text
        assert fact.start <= fact.figure.start < fact.figure.end <= fact.end
    return found


# sentence -> (printed, kind, object, qualifiers, per, condition) of each figure
WORDINGS: dict[str, list[tuple[str, str, str, tuple[str, ...], str, str]]] = {
    "对符合条件的技术改造项目,按实际投入的20%给予最高50万元补助。": [
        ("20%", "percent", "技术改造项目", (), "", "符合条件"),
        ("50万元", "amount", "技术改造项目", ("最高",), "", "符合条件"),
    ],
    "对营业收入首次突破1亿元、5亿元、10亿元的企业,分别给予50万元、100万元、200万元奖励。": [
        ("1亿元", "threshold", "营业收入", ("首次突破",), "", ""),
        ("5亿元", "threshold", "营业收入", ("首次突破",), "", ""),
        ("10亿元", "threshold", "营业收入", ("首次突破",), "", ""),
        ("50万元", "amount", "企业", (), "", "营业收入首次突破1亿元"),
        ("100万元", "amount", "企业", (), "", "营业收入首次突破5亿元"),
        ("200万元", "amount", "企业", (), "", "营业收入首次突破10亿元"),
    ],
    "对获奖团队,一等奖、二等奖、三等奖分别奖励10万元、5万元、3万元。": [
        ("10万元", "amount", "一等奖", (), "", ""),
        ("5万元", "amount", "二等奖", (), "", ""),
        ("3万元", "amount", "三等奖", (), "", ""),
    ],
    "对获得一等奖、二等奖的团队,分别奖励10万元、5万元。": [
        ("10万元", "amount", "团队", (), "", "获得一等奖"),
        ("5万元", "amount", "团队", (), "", "获得二等奖"),
    ],
    "获得国家科学技术奖特等奖、一等奖的,分别给予500万元、200万元奖励。": [
        ("500万元", "amount", "国家科学技术奖特等奖", (), "", "获得国家科学技术奖特等奖、一等奖"),
        ("200万元", "amount", "国家科学技术奖一等奖", (), "", "获得国家科学技术奖特等奖、一等奖"),
    ],
    "对主持制定国际标准、国家标准、行业标准的单位,分别给予50万元、30万元、10万元资助。": [
        ("50万元", "amount", "单位", (), "", "主持制定国际标准"),
        ("30万元", "amount", "单位", (), "", "主持制定国家标准"),
        ("10万元", "amount", "单位", (), "", "主持制定行业标准"),
    ],
    "对国家级、省级“专精特新”企业,分别给予100万元和50万元奖励。": [
        ("100万元", "amount", "国家级“专精特新”企业", (), "", ""),
        ("50万元", "amount", "省级“专精特新”企业", (), "", ""),
    ],
    "博士、硕士、本科毕业生每人每月分别补贴3000元、2000元、1000元。": [
        ("3000元", "amount", "博士", (), "每人每月", ""),
        ("2000元", "amount", "硕士", (), "每人每月", ""),
        ("1000元", "amount", "本科毕业生", (), "每人每月", ""),
    ],
    "引进的生物领域甲类、乙类人才,分别给予90万元、45万元安家补贴。": [
        ("90万元", "amount", "引进的生物领域甲类人才", (), "", ""),
        ("45万元", "amount", "引进的生物领域乙类人才", (), "", ""),
    ],
    "播放量达到3000万次、2亿次的微短剧,分别奖励12万元、60万元。": [
        ("3000万次", "threshold", "播放量", ("达到",), "", ""),
        ("2亿次", "threshold", "播放量", ("达到",), "", ""),
        ("12万元", "amount", "播放量达到3000万次的微短剧", (), "", ""),
        ("60万元", "amount", "播放量达到2亿次的微短剧", (), "", ""),
    ],
    "企业制定并发布储能、碳管理领域国际标准、国家标准的,每项分别奖励70万元、30万元。": [
        ("70万元", "amount", "企业", (), "每项", "制定国际标准"),
        ("30万元", "amount", "企业", (), "每项", "制定国家标准"),
    ],
    "第一年、第二年分别按租金的100%、50%给予补贴。": [
        ("100%", "percent", "第一年", (), "", ""),
        ("50%", "percent", "第二年", (), "", ""),
    ],
    "对固定资产投资500万元以上的项目,按设备投资额的10%给予补助,单个项目最高不超过1000万元。": [
        ("500万元", "threshold", "固定资产投资", ("以上",), "", ""),
        ("10%", "percent", "项目", (), "", "固定资产投资500万元以上"),
        ("1000万元", "amount", "项目", ("最高", "不超过"), "单个项目", "固定资产投资500万元以上"),
    ],
    "对投资额1亿元(含)以上、5亿元以下的项目,给予最高200万元奖励。": [
        ("1亿元", "threshold", "投资额", ("以上",), "", ""),
        ("5亿元", "threshold", "投资额", ("以下",), "", ""),
        ("200万元", "amount", "项目", ("最高",), "", "投资额1亿元(含)以上、5亿元以下"),
    ],
    "对年营业收入达到5000万元以上且同比增长20%以上的企业,给予10万元奖励。": [
        ("5000万元", "threshold", "年营业收入", ("达到", "以上"), "", ""),
        ("20%", "threshold", "同比增长", ("以上",), "", ""),
        ("10万元", "amount", "企业", (), "", "年营业收入达到5000万元以上且同比增长20%以上"),
    ],
    "对研发投入占比不低于5%的企业给予最高30万元奖励。": [
        ("5%", "threshold", "研发投入占比", ("不低于",), "", ""),
        ("30万元", "amount", "企业", ("最高",), "", "研发投入占比不低于5%"),
    ],
    "对企业购买算力的费用,按照不高于30%的比例给予补贴,同一企业年度补贴总额不超过200万元。": [
        ("30%", "percent", "费用", ("不高于",), "", "企业购买算力"),
        ("200万元", "amount", "费用", ("不超过",), "同一企业年度", "企业购买算力"),
    ],
    "贷款额度在50万元以内的,给予全额贴息。": [
        ("50万元", "threshold", "贷款额度", ("以内",), "", ""),
    ],
    "对注册资本1,000万元以下的小微企业,给予一次性5000元补贴。": [
        ("1,000万元", "threshold", "注册资本", ("以下",), "", ""),
        ("5000元", "amount", "小微企业", ("一次性",), "", "注册资本1,000万元以下"),
    ],
    "对研发投入1000万元至5000万元的企业,给予50万元至100万元补助。": [
        ("1000万元至5000万元", "threshold", "研发投入", (), "", ""),
        ("50万元至100万元", "amount", "企业", (), "", "研发投入1000万元至5000万元"),
    ],
    "对经认定的孵化器,连续3年每年给予不超过30万元运营补贴。": [
        ("3年", "period", "孵化器", (), "", ""),
        ("30万元", "amount", "孵化器", ("不超过",), "每年", "经认定"),
    ],
    "对入驻园区的企业,按每平方米30元给予租金补贴,补贴面积最高不超过500平方米。": [
        ("30元", "amount", "企业", (), "每平方米", "入驻园区"),
        ("500平方米", "threshold", "补贴面积", ("最高", "不超过"), "", ""),
    ],
    "对缴纳社会保险满12个月的人员,按每人每月300元标准发放补贴,补贴期限最长不超过36个月。": [
        ("12个月", "threshold", "缴纳社会保险", ("满",), "", ""),
        ("300元", "amount", "人员", (), "每人每月", "缴纳社会保险满12个月"),
        ("36个月", "period", "补贴期限", ("最长", "不超过"), "", ""),
    ],
    "个人创业担保贷款额度最高30万元。": [
        ("30万元", "amount", "个人创业担保贷款额度", ("最高",), "", ""),
    ],
    "对首台(套)装备,按销售价格的30%给予奖励,省内首台(套)最高100万元,国内首台(套)最高200万元。": [
        ("30%", "percent", "首台(套)装备", (), "", ""),
        ("100万元", "amount", "省内首台(套)", ("最高",), "", ""),
        ("200万元", "amount", "国内首台(套)", ("最高",), "", ""),
    ],
    "对参加展会的企业,按展位费的50%给予补助,每个展位最高2万元,每家企业每年最高20万元。": [
        ("50%", "percent", "企业", (), "", "参加展会"),
        ("2万元", "amount", "企业", ("最高",), "每个展位", "参加展会"),
        ("20万元", "amount", "企业", ("最高",), "每家企业每年", "参加展会"),
    ],
    "对首次认定的高新技术企业,给予一次性奖励20万元;对重新认定的,给予10万元。": [
        ("20万元", "amount", "高新技术企业", ("一次性",), "", "首次认定"),
        ("10万元", "amount", "重新认定", (), "", "重新认定"),
    ],
    "全市城乡最低生活保障标准为每人每月1309元。": [
        ("1309元", "amount", "全市城乡最低生活保障标准", (), "每人每月", ""),
    ],
    "每年安排不少于5000万元专项资金,支持产业发展。": [
        ("5000万元", "amount", "专项资金", ("不少于",), "每年", ""),
    ],
    "对企业新增贷款给予不超过1%的贴息,贴息期限不超过2年。": [
        ("1%", "percent", "企业新增贷款", ("不超过",), "", ""),
        ("2年", "period", "贴息期限", ("不超过",), "", ""),
    ],
    "到2027年,培育10家以上链主企业。": [
        ("2027年", "year", "", (), "", ""),
        ("10家", "count", "链主企业", ("以上",), "", ""),
    ],
    "对新获批的国家级、省级、市级实验室、技术中心,分别给予1000万元、200万元、60万元。": [
        ("1000万元", "amount", "国家级实验室、技术中心", (), "", "新获批"),
        ("200万元", "amount", "省级实验室、技术中心", (), "", "新获批"),
        ("60万元", "amount", "市级实验室、技术中心", (), "", "新获批"),
    ],
    "甲区、乙区的城镇标准为每人每月2000元,其农村标准每人每月分别为2400元、2500元。": [
        ("2000元", "amount", "甲区、乙区的城镇标准", (), "每人每月", ""),
        ("2400元", "amount", "甲区的农村标准", (), "每人每月", ""),
        ("2500元", "amount", "乙区的农村标准", (), "每人每月", ""),
    ],
    "基金最高支付限额为职工参保人员每人每月500元、居民参保人员每人每月250元。": [
        ("500元", "amount", "职工参保人员基金最高支付限额", ("最高",), "每人每月", ""),
        ("250元", "amount", "居民参保人员基金最高支付限额", (), "每人每月", ""),
    ],
    "对新落户的整机企业,实缴注册资本1亿元以上的,给予一次性奖励500万元。": [
        ("1亿元", "threshold", "实缴注册资本", ("以上",), "", ""),
        ("500万元", "amount", "整机企业", ("一次性",), "", "新落户,实缴注册资本1亿元以上"),
    ],
    "培训机构开展公益培训,每期参训不少于40人的,按每人300元给予补助。": [
        ("40人", "threshold", "每期参训", ("不少于",), "", ""),
        ("300元", "amount", "培训机构", (), "每人", "开展公益培训,每期参训不少于40人"),
    ],
    "拒不改正的,处1万元以上10万元以下的罚款。": [
        ("1万元以上10万元以下", "amount", "拒不改正", (), "", "拒不改正"),
    ],
    "设立总规模20亿元的产业基金。": [("20亿元", "amount", "设立总规模", (), "", "")],
    "同一家庭每年不超过5万元。": [("5万元", "amount", "同一家庭", ("不超过",), "每年", "")],
    "贷款利率上限不超过LPR+50BP。": [
        ("LPR+50BP", "percent", "贷款利率", ("上限", "不超过"), "", ""),
    ],
    "急难救助标准不超过本市2个月最低生活保障标准。": [
        ("2个月最低生活保障标准", "percent", "急难救助标准", ("不超过",), "", ""),
    ],
    "年满60周岁的老年人免费乘车。": [("60周岁", "threshold", "", ("年满",), "", "")],
}


@pytest.mark.parametrize("sentence", WORDINGS)
def test_a_common_wording_is_read(sentence):
    assert [
        (fact.text, fact.kind, fact.object, fact.qualifiers, fact.per, fact.condition)
        for fact in read(sentence)
    ] == WORDINGS[sentence]
    assert all(fact.aligned for fact in read(sentence))


UNEQUAL = [
    "对新认定的国家级、省级企业技术中心,分别给予300万元、100万元、50万元奖励。",
    "对营业收入首次突破1亿元、5亿元的企业,分别给予50万元、100万元、200万元奖励。",
    "对一等奖、二等奖、三等奖团队,分别奖励10万元、5万元。",
    "对符合规划、成效显著的项目,分别给予100万元、50万元补助。",
    "企业取得安全证书、环保证书、能效证书的,分别给予10万元、5万元补助。",
]


@pytest.mark.parametrize("sentence", UNEQUAL)
def test_lists_of_unequal_length_are_not_paired(sentence):
    amounts = [fact for fact in read(sentence) if fact.kind == "amount"]
    assert len(amounts) >= 2
    assert not any(fact.aligned for fact in amounts)
    assert len({(fact.object, fact.condition) for fact in amounts}) == 1


BENEFITS = [
    ("对经认定的平台给予一次性最高800万元奖励。", ["给予一次性最高800万元奖励"]),
    (
        "对省级、国家级园区,分别给予最高20万元、40万元奖补。",
        ["给予最高20万元奖补", "给予最高40万元奖补"],
    ),
    (
        "对省级、国家级园区,每家分别给予最高20、40万元奖补。",
        ["每家给予最高20万元奖补", "每家给予最高40万元奖补"],
    ),
    ("对技改项目,按实际投入的20%给予补助。", ["按实际投入的20%给予补助"]),
    ("对平台公司,每代理出口1美元给予0.02元奖励。", ["每代理出口1美元给予0.02元奖励"]),
    ("拒不改正的,处1万元以上10万元以下的罚款。", ["处1万元以上10万元以下的罚款"]),
    ("对技改项目,按规定给予20万元补助。", ["给予20万元补助"]),
]


@pytest.mark.parametrize("sentence, benefits", BENEFITS, ids=[row[0] for row in BENEFITS])
def test_the_benefit_leaves_the_figures_of_its_neighbours_out(sentence, benefits):
    assert [fact.benefit for fact in read(sentence)] == benefits


def test_an_amount_is_given_in_yuan_and_a_range_by_its_upper_end():
    low_to_high, share = read("对企业给予50万元至100万元补助,按投入的20%给予支持。")
    assert low_to_high.yuan == Decimal(1_000_000)
    assert share.yuan is None


def test_the_number_of_a_clause_and_the_brackets_of_agencies_hold_no_figures():
    policy = parse(
        "若干措施\n1.支持甲。给予10万元补助。(牵头单位:市科技局,责任单位:第3组)\n2.支持乙。做乙。",
        policy_id="p",
    )
    assert [fact.text for fact in facts(policy.clause(1))] == ["10万元"]


def test_the_numbers_of_the_parts_of_a_clause_are_left_out_of_what_a_figure_is_for():
    policy = parse(
        "若干措施\n第一条 费率如下:\n(一)在职职工为0.5%;\n(二)退休人员为0.2%。\n第二条 做乙。",
        policy_id="p",
    )
    assert [fact.object for fact in facts(policy.clause(1))] == ["在职职工", "退休人员"]


@pytest.mark.parametrize("words, said", [("约10家", "约"), ("10家左右", "左右")])
def test_an_approximate_figure_says_so(words, said):
    [fact] = read(f"每年遴选{words}企业。")
    assert fact.approximate
    assert fact.qualifiers == (said,)


def test_an_exact_figure_is_not_approximate():
    [fact] = read("每年遴选10家企业。")
    assert not fact.approximate


def test_a_bound_that_is_shared_out_is_each_ones_own():
    sentence = "区级、街道(镇)级、社区(村)级养老设施每年每个分别不少于60万元、20万元、5万元。"
    clause = parse(f"若干措施\n第一条 {sentence}\n第二条 无。", policy_id="p").clause(1)
    assert [(f.text, f.object) for f in facts(clause)] == [
        ("60万元", "区级养老设施"),
        ("20万元", "街道(镇)级养老设施"),
        ("5万元", "社区(村)级养老设施"),
    ]


def test_what_is_given_for_one_of_several_things_done_has_that_as_its_condition():
    sentence = (
        "本市户籍的人员取得视距内、超视距、教员等级执照的,分别给予1000元、2000元、4000元补贴。"
    )
    clause = parse(f"若干措施\n第一条 {sentence}\n第二条 无。", policy_id="p").clause(1)
    assert [(f.text, f.condition) for f in facts(clause)] == [
        ("1000元", "取得视距内"),
        ("2000元", "取得超视距"),
        ("4000元", "取得教员等级执照"),
    ]
