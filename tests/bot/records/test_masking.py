"""Personal data in what users type, and what only looks like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.masking import is_card_number, is_id_number, mask, mask_echoed, personal

# Both are the examples of GB 11643-1999 itself. The second by hand: its digits times the weights
# 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 make 195, 195 % 11 = 8, and the eighth of 10X98765432 is 4.
ID = "11010519491231002X"
OTHER_ID = "440524188001010014"
CARD = "4111111111111111"  # Luhn: 4·2=8, eight 1s, seven doubled to 2: 8 + 8 + 14 = 30
CARD_19 = "6222021234567890128"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话13800138000", "我的电话[手机号]"),
        ("手机号：１３８００１３８０００。", "手机号：[手机号]。"),
        ("打138 0013 8000或139-0013-9000", "打[手机号]或[手机号]"),
        ("13800138000,13900139000", "[手机号],[手机号]"),
        ("+86 13800138000", "[手机号]"),
        ("+8613800138000", "[手机号]"),
        ("0086-138-0013-8000", "[手机号]"),
        ("8613800138000", "[手机号]"),
        ("微信wx13800138000", "微信wx[手机号]"),
        ("我是一三八零零一三八零零零", "我是[手机号]"),
        ("座机0531-86912345转801", "座机[电话]"),
        ("(0531)86912345", "[电话]"),
        ("010 6505 1234找我", "[电话]找我"),
        ("053186912345", "[电话]"),
        ("+86 531 8691 2345", "[电话]"),
        ("电话：86912345", "电话：[电话]"),
        (f"身份证{ID}", "身份证[身份证号]"),
        (f"身份证{ID.lower()}办理", "身份证[身份证号]办理"),
        ("110105 19491231 002X", "[身份证号]"),
        ("身份证号码是：110105194912310021", "身份证号码是：[身份证号]"),  # mistyped: wrong check
        ("身份证号110105491231002", "身份证号[身份证号]"),  # the old form, 15 digits
        (f"卡{CARD}", "卡[银行卡号]"),
        ("4111 1111 1111 1111", "[银行卡号]"),
        ("4111-1111-1111-1111。", "[银行卡号]。"),
        ("银行卡号：1234 5678 9012 3456", "银行卡号：[银行卡号]"),  # said so, whatever its sum
        ("邮箱zhang.san+1@mail.example.com.cn谢谢", "邮箱[邮箱]谢谢"),
        ("ｚｓ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[邮箱]"),
        (f"13800138000和{ID}和a@b.cn", "[手机号]和[身份证号]和[邮箱]"),
    ],
)
def test_numbers_of_people_are_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "最高1000万元,总额不超过1.5亿元",
        "给予13800000000元",
        "贷款¥13800000000",
        "合计13812345678.50元",
        "13,812,345,678元",
        "占比0.13812345678",
        "鲁政办字〔2025〕49号",
        "鲁政发〔2025〕13812345678号",
        "第13812345678号通知",
        "项目编号13812345678",
        "项目代码:4111111111111111",
        "2025年12月31日到2026-11-23",
        "20250101至20261231",
        "2025-05-07 10:30:00",
        "第十七条第二款第(三)项",
        "(十七)和(二十二)",
        "拨打12345或12366,400-811-2345",
        "统一社会信用代码91370100MA3C123456",
        "4111111111111112",  # the Luhn sum is 31
        "110105194912310021",  # the check character should be X
        "330000200013310000",  # no thirteenth month
        "奖励 500 1000 2000 元",
        "@所有人",
        "增长5%@2025",
        "二〇二五年一月",
        "一千三百八十万",
        "",
    ],
)
def test_amounts_document_numbers_dates_and_clause_numbers_are_left_alone(text):
    assert mask(text) == text


def test_the_check_character_of_an_id_number_is_that_of_the_standard():
    assert is_id_number(ID)
    assert is_id_number(OTHER_ID)
    assert not any(is_id_number(ID[:17] + last) for last in "0123456789")
    assert not is_id_number("00" + ID[2:])


def test_a_card_number_has_fifteen_to_nineteen_digits_and_the_sum_of_luhn():
    assert is_card_number(CARD)
    assert sum(is_card_number(CARD_19[:18] + last) for last in "0123456789") == 1
    assert not is_card_number("18")  # a right sum, and no card


def test_what_is_masked_is_found_at_its_place():
    text = "电话13800138000，邮箱a@b.cn"
    assert [(text[p.start : p.end], p.mask) for p in personal(text)] == [
        ("13800138000", "[手机号]"),
        ("a@b.cn", "[邮箱]"),
    ]


def test_an_answer_loses_the_users_number_and_keeps_the_offices():
    said = ["我的电话是138 0013 8000"]
    data = {"summary": "13800138000可咨询0531-86912345", "rows": [["13800138000", 5]]}
    assert mask_echoed(data, said) == {
        "summary": "[手机号]可咨询0531-86912345",
        "rows": [["[手机号]", 5]],
    }
    assert mask_echoed(data, ["你好"]) == data


_PIECES = st.sampled_from(["1", "3", "8", "0", "-", " ", "@", ".", "a", "元", "第", "X", "(", "＋"])


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_masking_twice_is_masking_once(text):
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("text", ["1" * 20_000, "1 " * 10_000, "a" * 20_000, "a." * 10_000 + "@"])
def test_a_long_text_made_to_be_slow_is_not(text):
    began = time.perf_counter()
    mask(text)
    assert time.perf_counter() - began < 1
