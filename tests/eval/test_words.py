"""Words in a summary: what counts as the same words, and where a number ends."""

from __future__ import annotations

import pytest
from eval_cases import TEXT
from hypothesis import given
from hypothesis import strategies as st

from eval.words import squeeze, stands_in


@pytest.mark.parametrize(
    "words, text",
    [
        ("100万元", "最高100万元"),
        ("1000万元", "最高 1,000 万元"),
        ("1000万元", "最高１，０００万元"),
        ("10000000元", "共10,000,000元"),
        ("50%", "不超过５０％"),
        ("(十七)", "见（十七）"),
        ("AI", "支持ai终端"),
        ("省科技厅", "省 科技厅"),
        ("5万元", "3-5万元"),
        ("2026", "至2026年"),
        ("1.5亿元", "不超过1.5亿元"),
        ("最高100", "最高100万元"),
    ],
)
def test_words_stand_in_a_text_that_spells_them_otherwise(words, text):
    assert stands_in(words, text)


@pytest.mark.parametrize(
    "words, text",
    [
        ("100万元", "最高1100万元"),
        ("100万元", "最高2100万元"),
        ("100万元", "最高2,100万元"),
        ("100万元", "最高２１００万元"),
        ("5亿元", "最高1.5亿元"),
        ("5%", "最高0.5%"),
        ("最高10", "最高100万元"),
        ("30", "30.5"),
        ("省科技厅", "省财政厅"),
    ],
)
def test_a_figure_does_not_stand_inside_a_longer_one(words, text):
    assert not stands_in(words, text)


def test_a_list_of_years_and_numbers_is_no_number_with_thousands_commas():
    assert squeeze("到2025,100家") == "到2025,100家"


@given(st.integers(1, 9999), st.integers(1, 99999999))
def test_a_sum_stands_in_a_text_only_where_it_is_the_whole_number(wanted, written):
    assert stands_in(f"{wanted}万元", f"最高{written:,}万元") == (wanted == written)


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_any_piece_of_a_text_cut_outside_numbers_stands_in_it(a, b):
    start, end = sorted((a, b))
    cuts_number = any(0 < at < len(TEXT) and TEXT[at - 1].isdigit() for at in (start, end))
    assert cuts_number or stands_in(TEXT[start:end], TEXT)


@given(st.text("0123456789,.%()AIai万元省科技厅 "))
def test_full_width_changes_nothing(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert squeeze(wide) == squeeze(text)
