"""Figures: what is one and what is not, its value in the base unit, and where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import figures

# text -> (kind, value, high, unit, printed)
READ = [
    ("给予最高800万元奖励", ("money", 8_000_000, None, "元", "800万元")),
    ("总额不超过1.5亿元", ("money", 150_000_000, None, "元", "1.5亿元")),
    ("补贴1,000万元", ("money", 10_000_000, None, "元", "1,000万元")),
    ("补贴１０００万元", ("money", 10_000_000, None, "元", "１０００万元")),
    ("补贴 100 万元。", ("money", 1_000_000, None, "元", "100 万元")),
    ("五十万元", ("money", 500_000, None, "元", "五十万元")),
    ("一万五千元", ("money", 15_000, None, "元", "一万五千元")),
    ("1万5千元", ("money", 15_000, None, "元", "1万5千元")),
    ("1亿2000万元", ("money", 120_000_000, None, "元", "1亿2000万元")),
    ("100余万元", ("money", 1_000_000, None, "元", "100余万元")),
    ("每平方米30元", ("money", 30, None, "元", "30元")),
    ("30元/平方米", ("money", 30, None, "元", "30元")),
    ("50万元至100万元", ("money", 500_000, 1_000_000, "元", "50万元至100万元")),
    ("50-100万元", ("money", 500_000, 1_000_000, "元", "50-100万元")),
    ("50 million yuan", ("money", 50_000_000, None, "元", "50 million yuan")),
    ("RMB 3 million", ("money", 3_000_000, None, "元", "RMB 3 million")),
    ("按20%补助", ("percent", 20, None, "%", "20%")),
    ("20％—30％", ("percent", 20, 30, "%", "20％—30％")),
    ("百分之二十", ("percent", 20, None, "%", "百分之二十")),
    ("千分之五", ("percent", Decimal("0.5"), None, "%", "千分之五")),
    ("5‰", ("percent", Decimal("0.5"), None, "%", "5‰")),
    ("2个百分点", ("percent", 2, None, "%", "2个百分点")),
    ("三个百分点", ("percent", 3, None, "%", "三个百分点")),
    ("布局3-5个基地", ("count", 3, 5, "个", "3-5个")),
    ("3000余家企业", ("count", 3000, None, "家", "3000余家")),
    ("三万人", ("count", 30_000, None, "人", "三万人")),
    ("两次", ("count", 2, None, "次", "两次")),
    ("年满60周岁", ("count", 60, None, "周岁", "60周岁")),
    ("1.5倍", ("count", Decimal("1.5"), None, "倍", "1.5倍")),
    ("日均流量超过30GB", ("measure", 30, None, "GB", "30GB")),
    ("2500平方米", ("measure", 2500, None, "平方米", "2500平方米")),
    ("两万平方米", ("measure", 20_000, None, "平方米", "两万平方米")),
    ("十五个工作日内", ("period", 15, None, "个工作日", "十五个工作日")),
    ("不超过36个月", ("period", 36, None, "个月", "36个月")),
    ("三年内", ("period", 3, None, "年", "三年")),
    ("一年", ("period", 1, None, "年", "一年")),
    ("60日", ("period", 60, None, "日", "60日")),
    ("2025年销售额", ("year", 2025, None, "年", "2025年")),
    ("二〇二五年", ("year", 2025, None, "年", "二〇二五年")),
    ("2024—2026年", ("year", 2024, 2026, "年", "2024—2026年")),
    ("2025年5月7日", ("date", 20250507, None, "日", "2025年5月7日")),
    ("2025-05-13 09:33", ("date", 20250513, None, "日", "2025-05-13")),
    ("二○二五年十二月三十一日", ("date", 20251231, None, "日", "二○二五年十二月三十一日")),
    ("2026年1月", ("date", 20260100, None, "日", "2026年1月")),
    ("每年6月30日前", ("date", 630, None, "日", "6月30日")),
]


@pytest.mark.parametrize("text, figure", READ, ids=[row[0] for row in READ])
def test_a_figure_is_read_in_its_base_unit_and_points_at_its_words(text, figure):
    [found] = figures(text)
    assert (found.kind, found.value, found.high, found.unit, found.text) == figure
    assert text[found.start : found.end] == found.text


NONE = [
    "新建5G基站",
    "第二十条",
    "第3条",
    "第三年",
    "三年级",
    "同一年度",
    "一批项目",
    "统一标准",
    "统一个人信息",
    "十分重要",
    "一个企业",
    "一等奖",
    "一人一策",
    "百家企业",
    "千户家庭",
    "万元",
    "“十四五”期间",
    "世界500强",
    "5A级景区",
    "三分之二",
    "GB/T 9704-2012",
    "第三方机构",
    "二十月",
]


@pytest.mark.parametrize("text", NONE)
def test_a_numeral_that_counts_nothing_is_no_figure(text):
    assert figures(text) == []


SPOKEN = [
    ("投了6000万", 60_000_000, "6000万"),
    ("六千万的设备", 60_000_000, "六千万"),
    ("融资0.6亿", 60_000_000, "0.6亿"),
    ("一个亿", 100_000_000, "一个亿"),
    ("50w够吗", 500_000, "50w"),
    ("三百万补贴", 3_000_000, "三百万"),
]


@pytest.mark.parametrize("text, yuan, printed", SPOKEN, ids=[row[0] for row in SPOKEN])
def test_money_without_its_unit_is_read_in_speech_and_not_in_a_policy(text, yuan, printed):
    [found] = figures(text, spoken=True)
    assert (found.kind, found.value, found.text) == ("money", yuan, printed)
    assert figures(text) == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("最高40、20万元", [(400_000, "40"), (200_000, "20万元")]),
        ("分别补助30、20、10万元", [(300_000, "30"), (200_000, "20"), (100_000, "10万元")]),
        ("按100%、50%、30%", [(100, "100%"), (50, "50%"), (30, "30%")]),
        ("按50、30%补助", [(50, "50"), (30, "30%")]),
        ("20%最高50万元", [(20, "20%"), (500_000, "50万元")]),
        ("连续3年每年2次", [(3, "3年"), (2, "2次")]),
    ],
)
def test_figures_side_by_side_are_told_apart_and_share_the_last_unit(text, expected):
    assert [(figure.value, figure.text) for figure in figures(text)] == expected


@given(st.integers(1, 99_999), st.sampled_from(["", "万", "亿"]), st.booleans())
def test_every_amount_is_read_whatever_its_size_and_width(digits, scale, wide):
    printed = f"{digits}{scale}元"
    if wide:
        printed = printed.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    [found] = figures(f"给予{printed}补助")
    assert found.value == digits * {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert found.text == printed


@given(st.text("一二十百千万亿两〇点元%年月日个项第0159.,、-至 ()（）人GB"), st.booleans())
def test_figures_of_any_text_stand_in_order_and_none_overlaps(text, spoken):
    at = 0
    for figure in figures(text, spoken=spoken):
        assert at <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        at = figure.end


@pytest.mark.parametrize(
    "text",
    ["办理时间为9:00-12:00", "9时30分前报名", "登录http://zwfw.gov.cn/2025-01-02/index.html查询"],
)
def test_times_of_day_and_web_addresses_hold_no_figures(text):
    assert figures(text) == []


def test_so_many_months_of_a_standard_are_a_multiple_of_it_and_other_months_a_time():
    [limit] = figures("人均不超过本市2个月最低生活保障标准")
    assert (limit.kind, limit.value, limit.text) == ("percent", 2, "2个月最低生活保障标准")
    [time] = figures("期限不超过2个月")
    assert (time.kind, time.text) == ("period", "2个月")


def test_storeys_are_counted_of_buildings_only() -> None:
    assert [f.text for f in figures("五层的楼和七层以上的住宅")] == ["五层", "七层"]
    assert [f.text for f in figures("我们那老楼就三层")] == ["三层"]
    assert figures("一层业主、二层和各层级") == []
