"""What is indexed of a clause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_ins import policy

from corpus.model import Policy
from index.passages import LONG_SENTENCE, sentence_spans, units_of


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("(一)甲。乙丙。(牵头单位:丁) ", ["(一)甲。", "乙丙。", "(牵头单位:丁)"]),
        ("奖励甲;奖励乙；奖励丙", ["奖励甲;", "奖励乙；", "奖励丙"]),
        ("第一条 甲。\n第二款乙。", ["第一条 甲。", "第二款乙。"]),
        ("称为“甲。”乙", ["称为“甲。”", "乙"]),
        ("增长3.5%,补助1,000元。", ["增长3.5%,补助1,000元。"]),
        ("。；\n ", []),
    ],
)
def test_sentences_of_a_clause(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_a_long_sentence_is_cut_at_commas_but_not_inside_a_number_or_a_list() -> None:
    first = "对符合条件并且通过验收的甲类、乙类、丙类、丁类企业和机构,"
    second = "按照上一年度实际支出金额的一定比例分档给予最高1,000万元的一次性奖励,"
    third = "用于支持其继续开展研究开发活动。"
    text = first + second + third
    assert len(text) > LONG_SENTENCE > max(len(first), len(second))
    assert [text[start:end] for start, end in sentence_spans(text)] == [first, second + third]


@given(st.text(alphabet="甲乙丙1,，。；;\n 、”)(", max_size=300))
def test_sentences_lie_in_order_apart_and_leave_out_no_word(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_a, b), (c, _d) in zip(spans, spans[1:], strict=False))
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_each_clause_gives_its_whole_and_then_its_sentences() -> None:
    units = units_of([policy("(1)甲。乙。", "(2)丙。", id="p"), policy("(1)丁。", id="q")])
    assert [(unit.policy, unit.n, unit.whole, unit.text) for unit in units] == [
        ("p", 1, True, "(1)甲。乙。"),
        ("p", 1, False, "(1)甲。"),
        ("p", 1, False, "乙。"),
        ("p", 2, True, "(2)丙。"),
        ("p", 2, False, "(2)丙。"),
        ("q", 1, True, "(1)丁。"),
        ("q", 1, False, "(1)丁。"),
    ]


def test_without_sentences_only_a_clause_too_long_for_the_encoder_has_any() -> None:
    long = "甲乙丙丁戊。" * 101
    units = units_of([policy("(1)甲。乙。", long)], sentences=False)
    assert [unit.n for unit in units] == [1] + [2] * 102
    assert [unit.whole for unit in units[:3]] == [True, True, False]


def test_every_sentence_of_the_real_policy_stands_in_its_clause(sd_policy: Policy) -> None:
    units = units_of([sd_policy])
    assert sum(unit.whole for unit in units) == 28
    for unit in units:
        text = sd_policy.clause(unit.n).text
        assert unit.text == text[unit.start : unit.end].strip()
