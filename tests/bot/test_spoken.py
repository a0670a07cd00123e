"""Figures as people say them, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.spoken import spoken_figures


@pytest.mark.parametrize(
    "text, value, unit",
    [
        ("我今年58,还能认定吗", "58", "岁"),
        ("我妈刚满66,有卡", "66", "岁"),
        ("要满70才能免费", "70", "岁"),
        ("我59岁半", "59.5", "岁"),
        ("毕业一年半了", "1.5", "年"),
        ("学生也涨到549了对吧", "549", "元"),
        ("有100平就达标", "100", "平方米"),
        ("12月31号截止", "1231", "日"),
        ("用到六成五了", "65", "%"),
        ("我占三成", "30", "%"),
        ("陈阿婆八十四，吃低保", "84", "岁"),
        ("两成半就行", "25", "%"),
    ],
)
def test_a_figure_is_read_without_its_unit(text: str, value: str, unit: str) -> None:
    [figure] = spoken_figures(text)
    assert (figure.value, figure.unit) == (Decimal(value), unit)
    assert text[figure.start : figure.end] == figure.text


def test_two_days_of_one_month_are_a_range() -> None:
    [figure] = spoken_figures("审核是5月24到26号吧")
    assert (figure.value, figure.high) == (Decimal(524), Decimal(526))


@pytest.mark.parametrize(
    "text", ["我在32楼", "第58条", "100平台企业", "拨打12345", "五成员工", "三成果"]
)
def test_a_number_that_tells_neither_age_nor_amount_is_left_alone(text: str) -> None:
    assert not [f for f in spoken_figures(text) if f.unit in ("岁", "元", "平方米", "%")]
