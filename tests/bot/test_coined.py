"""Names of a kind that a policy coins, but not this one."""

from __future__ import annotations

import pytest

from bot.coined import unknown_name

TEXT = '实施"算力券"奖补。实施"模型券"奖补。实施"语料券"奖补。推行"一事一议"。'


@pytest.mark.parametrize("question", ["数据券最高补多少", "我想领消费券", "算力券和场景券哪个高"])
def test_a_name_of_the_same_kind_that_the_text_does_not_print_is_told(question: str) -> None:
    assert unknown_name(question, TEXT) in ("数据券", "消费券", "场景券")


@pytest.mark.parametrize(
    "question",
    ["算力券最高补多少", "有哪些券", "这四张券谁牵头", "模形券一年几个", "有什么建议", "最高多少"],
)
def test_what_the_text_prints_a_slip_of_the_pen_and_other_words_are_none(question: str) -> None:
    assert unknown_name(question, TEXT) == ""


def test_two_names_that_end_alike_are_no_kind_yet() -> None:
    assert unknown_name("数据券最高补多少", '"算力券"和"模型券"') == ""
