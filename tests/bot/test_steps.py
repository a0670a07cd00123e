"""Which step of a ladder a question's figures meet, worked out by hand."""

from __future__ import annotations

import pytest

from bot.question import understand
from bot.steps import reached, steps

TURNOVER = ["突破8亿元", "突破30亿元", "突破80亿元"]


@pytest.mark.parametrize(
    "question, conditions, places",
    [
        ("去年营收冲过三十亿", TURNOVER, {1}),
        ("去年营收90亿", TURNOVER, {2}),
        ("去年营收5亿", TURNOVER, set()),
        ("播放过了两个亿", ["2000万次", "2亿次"], {1}),
        ("来了9000人", ["观众达到3000人", "观众达到8000人"], {1}),
        ("我们有600名员工", ["展位达到300个", "展位达到500个"], set()),
        ("有200张床", ["入住老人达到50人", "入住老人达到100人"], set()),
        ("投资3个亿", ["投资5000万元（含）至1亿元", "投资1亿元（含）至5亿元"], {1}),
        ("年收入60万元", ["年收入不超过50万元", "年收入不超过100万元"], set()),
    ],
)
def test_the_highest_step_that_is_met_is_reached(
    question: str, conditions: list[str], places: set[int]
) -> None:
    assert reached(steps(understand(question), conditions)) == places


def test_what_meets_no_step_is_still_held_against_the_lowest() -> None:
    assert min(steps(understand("去年营收5亿"), TURNOVER)).place == 0


def test_an_upper_bound_is_no_step() -> None:
    assert steps(understand("年收入60万元"), ["年收入不超过50万元"]) == []
