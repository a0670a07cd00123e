"""Figures and agencies of a summary that no cited text holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from eval_cases import POLICY
from hypothesis import given
from hypothesis import strategies as st

from eval.proof import Ground, figures, numeral, unproved

TICKET = POLICY.clause(1).text
MODEL = POLICY.clause(2).text
CLUSTER = POLICY.clause(4).text


@pytest.mark.parametrize(
    "text, value, unit",
    [
        ("800万元", 8_000_000, "元"),
        ("1.5亿元", 150_000_000, "元"),
        ("1,000 万元", 10_000_000, "元"),
        ("百分之五", 5, "%"),
        ("5%", 5, "%"),
        ("一百五十万元", 1_500_000, "元"),
        ("十五个工作日", 15, "工作日"),
        ("30GB", 30, "gb"),
        ("60㎡", 60, "平方米"),
        ("RMB 8 million", 8_000_000, ""),
        ("49号", 49, ""),
        ("二〇二六年", 2026, "年"),
    ],
)
def test_a_figure_is_read_with_its_scale_and_unit(text, value, unit):
    [figure] = figures(text)
    assert (figure.value, figure.unit) == (Decimal(value), unit)


def test_the_number_of_an_item_before_a_year_is_no_part_of_it():
    ground = Ground(texts=("(1)大户；4.2025年度纳税大户",))
    assert unproved("2025年度纳税大户", ground) == ()
    assert unproved("2024年度纳税大户", ground) == ("2024年",)


@pytest.mark.parametrize(
    "text", ["5G-A", "A100芯片", "COVID-19", "一次性", "十分重要", "①支持", "1. 支持"]
)
def test_names_articles_and_list_numbers_are_no_figures(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    "text, value",
    [("十", 10), ("二十八", 28), ("一百零五", 105), ("三千万", 30_000_000), ("万亿", 10**12),
     ("一亿五千万", 150_000_000), ("两千", 2000)],
)  # fmt: skip
def test_a_chinese_numeral_has_its_value(text, value):
    assert numeral(text) == value


@pytest.mark.parametrize(
    "summary, words",
    [
        ("每个企业最高500万元。", ()),
        ("每个企业最高5000000元。", ()),
        ("不超过交易金额的百分之五。", ()),
        ("每个企业最高600万元。", ("600万元",)),
        ("每个企业最高500元。", ("500元",)),
        ("按5%给予,牵头单位是省大数据局。", ()),
        ("牵头单位是省科技厅。", ("省科技厅",)),
        ("请咨询省税务局。", ("省税务局",)),
        ("见第1条。", ()),
        ("见第2条。", ("2条",)),
        ("最高500万元,共100万元。", ("100万元",)),
    ],
)
def test_what_the_cited_clause_does_not_hold_is_unproved(summary, words):
    agencies = frozenset({"省大数据局", "省财政厅", "省科技厅"})
    ground = Ground((TICKET,), agencies=agencies, clauses=frozenset({1}))
    assert unproved(summary, ground) == words


def test_repeating_the_question_states_nothing():
    ground = Ground((MODEL,), question="模型研发能拿1000万元吗?是省税务局管吗?")
    assert unproved("不是1000万元,最高100万元,省税务局不管。", ground) == ()


def test_a_difference_is_proved_only_in_a_comparison():
    summary = "世界级比国家级多500万元;另多300万元。"
    cluster = "国家级200万元、世界级700万元"
    assert unproved(summary, Ground((cluster,), compares=True)) == ("300万元",)
    assert unproved(summary, Ground((cluster,))) == ("500万元", "300万元")


def test_a_date_must_be_cited_and_the_days_to_it_can_be_worked_out():
    closing = POLICY.part_text("closing")
    ground = Ground((closing,), today=date(2026, 11, 23))
    assert unproved("有效期至2026年12月31日,还剩38天。", ground) == ()
    assert unproved("有效期至12月31日。", ground) == ()
    assert unproved("有效期至2027年12月31日,还剩37天。", ground) == ("2027年12月31日", "37天")


def test_counting_what_is_shown_states_nothing():
    assert unproved("共4条。", Ground((CLUSTER,), counts=frozenset({4}))) == ()
    assert unproved("共5条。", Ground((CLUSTER,), counts=frozenset({4}))) == ("5条",)


@given(st.integers(1, 99_999), st.sampled_from(["元", "万元", "亿元", "%", "家", "个", "年"]))
def test_a_figure_is_proved_by_a_text_that_holds_it_and_by_no_other(n, unit):
    sentence = f"给予最高{n}{unit}支持"
    assert unproved(sentence, Ground((sentence,))) == ()
    assert unproved(sentence, Ground((f"给予最高{n + 1}{unit}支持",))) == (f"{n}{unit}",)


def test_the_end_of_a_validity_given_in_years_can_be_worked_out():
    closing = "本办法自2022年9月6日起施行，有效期5年。"
    ground = Ground((closing,), today=date(2027, 8, 31))
    assert unproved("有效期至2027年9月5日，还剩5天。", ground) == ()
    assert unproved("有效期至2027年10月5日。", ground) == ("2027年10月5日",)
    assert unproved("有效期至2027年9月5日。", Ground(("自2022年9月6日起施行。",))) == (
        "2027年9月5日",
    )


def test_shares_differ_by_points_in_a_comparison():
    clause = "职工75%，居民90%"
    assert unproved("相差15个百分点。", Ground((clause,), compares=True)) == ()
    assert unproved("相差16个百分点。", Ground((clause,), compares=True)) == ("16个百分点",)


def test_a_column_gives_its_numbers_the_unit_of_its_head():
    table = "乡镇 | 大棚面积（亩） | 补贴资金（万元）\n横溪镇 | 85 | 299.3"
    assert unproved("补贴资金299.3万元，大棚面积85亩。", Ground((table,))) == ()
    assert unproved("补贴资金300万元。", Ground((table,))) == ("300万元",)
    assert unproved("大棚面积85亩。", Ground(("横溪镇 | 85",))) == ("85亩",)


def test_a_number_of_the_question_may_be_said_back_with_its_unit():
    ground = Ground(("60周岁及以上",), question="我今年58，够不够岁数")
    assert unproved("您说58岁。", ground) == ()
    assert unproved("您说57岁。", ground) == ("57岁",)
