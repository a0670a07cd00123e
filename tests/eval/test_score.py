"""When an answer is correct, and what is said where it is not."""

from __future__ import annotations

import pytest
from eval_cases import POLICY, TODAY, answer, judged, question

from eval.score import judge

GOOD = answer("每个最高100万元。", clauses=[2], retrieved=[2, 1])


def test_an_answer_with_the_right_words_and_the_gold_clause_is_correct():
    asked = question(clauses=(2,), must=(("100万元",),), forbid=("500万元",))
    verdict = judged(asked, GOOD)
    assert verdict.correct
    assert (verdict.reasons, verdict.rank, verdict.unproved) == ((), 1, ())


@pytest.mark.parametrize(
    "expected, came, reason",
    [
        ({"must": (("200万元",),)}, GOOD, "missing 200万元"),
        ({"must": (("200万元", "二百万元"),)}, GOOD, "missing 200万元 or 二百万元"),
        ({"forbid": ("100万元",)}, GOOD, "forbidden 100万元"),
        ({"clauses": (3,)}, GOOD, "clause 3 not cited"),
        ({}, answer("没有规定。", status="refused"), "status refused, expected answered"),
        ({"answerable": False}, GOOD, "status answered, expected refused"),
        ({"status": "clarify"}, GOOD, "status answered, expected clarify"),
    ],
)
def test_an_answer_that_lacks_one_thing_is_wrong_and_says_which(expected, came, reason):
    verdict = judged(question(**{"clauses": (2,)} | expected), came)
    assert not verdict.correct
    assert verdict.reasons == (reason,)


def test_one_alternative_of_a_group_is_enough():
    asked = question(clauses=(2,), must=(("一百万元", "100万元"),))
    assert judged(asked, GOOD).correct


def test_a_figure_inside_a_longer_one_neither_fulfils_must_nor_breaks_forbid():
    came = answer("最高1000万元。", clauses=[4])
    assert judged(question(clauses=(4,), forbid=("00万元", "000万元")), came).correct
    assert judged(question(clauses=(4,), must=(("00万元",),)), came).missing == (("00万元",),)


@pytest.mark.parametrize(
    "cited, correct", [([2], True), ([2, 1], True), ([2, 1, 1], True), ([2, 1, 3], False)]
)
def test_one_clause_beyond_the_gold_ones_may_be_cited_and_no_more(cited, correct):
    verdict = judged(question(clauses=(2,)), answer("最高100万元。", clauses=cited))
    assert verdict.correct == correct


def test_header_and_closing_are_no_clauses_too_many():
    came = answer("至2026年12月31日。", clauses=[1], part="closing")
    verdict = judged(question("meta"), came)
    assert verdict.correct
    assert (verdict.surplus, verdict.unproved) == ((("demo", 1),), ())


def test_the_clause_of_that_number_in_another_policy_is_not_gold():
    policies = {"demo": POLICY, "other": POLICY}
    asked, came = question(clauses=(2,)), answer("最高100万元。", clauses=[2], retrieved=[2])
    verdict = judge(asked, came, policy="other", policies=policies, today=TODAY)
    assert verdict.uncited == (2,)
    assert verdict.surplus == (("demo", 2),)
    assert verdict.rank is None


def test_a_refusal_is_correct_whatever_it_cites_or_says():
    asked = question("unanswerable", answerable=False, must=(("不知道",),))
    assert judged(asked, answer("政策没有规定。", status="refused", clauses=[1, 2, 3])).correct


def test_rank_counts_each_clause_once_and_only_where_one_clause_is_gold():
    came = answer("最高800万元。", clauses=[3], retrieved=[1, 1, 2, 3])
    assert judged(question(clauses=(3,)), came).rank == 3
    assert judged(question(clauses=(4,)), came).rank is None
    assert judged(question(clauses=(1, 3)), came).rank is None
    assert judged(question("lookup", clauses=(3,)), came).rank is None


def test_an_answer_rests_on_what_it_cites_and_a_refusal_on_what_it_points_at():
    summary = "可咨询省科技厅。"
    assert judged(question(clauses=(1,)), answer(summary, clauses=[1], retrieved=[2])).unproved
    refused = answer(summary, status="refused", retrieved=[2])
    assert not judged(question(answerable=False), refused).unproved
    elsewhere = answer(summary, status="refused", retrieved=[1])
    assert judged(question(answerable=False), elsewhere).unproved == ("省科技厅",)


def test_a_correct_answer_can_still_state_what_it_cannot_prove():
    verdict = judged(question(clauses=(2,)), answer("最高100万元,预算3亿元。", clauses=[2]))
    assert verdict.correct
    assert verdict.unproved == ("3亿元",)
