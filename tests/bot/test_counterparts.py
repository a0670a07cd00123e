"""Words of questions and those of the sentences that answer them."""

from __future__ import annotations

import pytest

from bot.counterparts import FEATURES, Counterparts
from bot.question import understand


@pytest.mark.parametrize(
    "question, sentence, feature",
    [
        ("哪些钱不给报", "美容整形费用不予支付。", "denied"),
        ("贷款能贴多少息", "逾期贷款不予贴息。", "denied_unasked"),
        ("一年封顶多少", "每家企业每年最高80万元。", "most"),
        ("面积起码要多少", "面积不低于80平方米。", "least"),
        ("两份钱都给吗", "按最高一项补助，不重复享受。", "twice"),
        ("一个人补多少", "同一事项按就高原则执行。", "twice_unasked"),
        ("骗补会被怎么处理", "追回全部资金。", "broken"),
        ("能不能转租", "人才公寓不得转租。", "may"),
    ],
)
def test_a_sentence_has_the_counterpart_of_what_is_asked(
    question: str, sentence: str, feature: str
) -> None:
    found = dict(zip(FEATURES, Counterparts(understand(question)).of(sentence), strict=True))
    assert found[feature] == 1.0


def test_a_sentence_without_the_words_asked_for_has_none() -> None:
    found = dict(
        zip(FEATURES, Counterparts(understand("一年封顶多少")).of("由区审核。"), strict=True)
    )
    assert not any(found[name] for name in ("most", "least", "denied", "denied_unasked", "twice"))
