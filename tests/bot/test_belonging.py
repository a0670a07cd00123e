"""Whose a figure is by the words before it, worked out by hand."""

from __future__ import annotations

import pytest

from bot.compose.belonging import whose
from bot.statements import statements
from corpus.facts import facts
from corpus.parse import parse

# a clause, a figure of it, the words that tell whose it is
TABLE = [
    (
        "甲种展会按场租的50%给予补助，每次最高3万元。", "3万元",
        "甲种展会按场租的50%给予补助,每次最高3万元",
    ),
    ("住校生每天补贴80元，走读生每天补贴20元。", "20元", "走读生每天补贴20元"),
    (
        "享受护理的，其中职工每月上门不低于9次，每月服务时间为21小时。", "21小时",
        "其中职工每月上门不低于9次,每月服务时间为21小时",
    ),
]  # fmt: skip


@pytest.mark.parametrize("text, figure, words", TABLE)
def test_words_before_a_figure_are_its_own_up_to_a_figure_of_the_same_unit(
    text: str, figure: str, words: str
) -> None:
    policy = parse(
        f"临江市办法\n\n第一条 {text}\n\n第二条 本办法自印发之日起施行。\n", policy_id="linjiang"
    )
    clause = policy.clauses[0]
    found = next(
        s for s in statements(clause, tuple(facts(clause))) if s.facts and figure in s.words
    )
    assert whose(found).removeprefix("第一条 ") == words
