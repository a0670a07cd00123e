"""BM25 worked out by hand on a few characters, and what counts as a token."""

from __future__ import annotations

import math

import numpy as np
import pytest

from index.keywords import Keywords, tokens_of


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("算力券", ["算", "力", "券", "算力", "力券"]),
        ("5G-A基站", ["5g", "a", "基", "站", "基站"]),
        ("AI手机", ["ai", "手", "机", "手机"]),
        ("ＡＩ补１００万", ["ai", "补", "100", "万"]),
        ("最高3.5%", ["最", "高", "最高", "3.5"]),
        (
            "鲁政办字〔2025〕49号",
            ["鲁", "政", "办", "字", "鲁政", "政办", "办字", "2025", "49", "号"],
        ),
        ("RedCap功能", ["redcap", "功", "能", "功能"]),
        ("，。!?_ ", []),
    ],
)
def test_tokens_of_a_text(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_score_is_the_bm25_of_the_textbook() -> None:
    # Two passages of three tokens each (甲 乙 甲乙, 甲 丙 甲丙). 乙 stands once in one of them:
    # idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; length is average, so tf counts as
    # 1 / (1 + k1) = 1 / 2.5. 甲 stands in both: idf = ln(1 + 0.5 / 2.5) = ln 1.2.
    keywords = Keywords(["甲乙", "甲丙"])
    np.testing.assert_allclose(keywords.scores("乙"), [math.log(2) / 2.5, 0], rtol=1e-6)
    both = [math.log(1.2) / 2.5 + 2 * math.log(2) / 2.5, math.log(1.2) / 2.5]
    np.testing.assert_allclose(keywords.scores("甲乙"), both, rtol=1e-6)


def test_a_longer_passage_counts_less_and_a_repeated_word_more() -> None:
    # Token counts 1, 2, 3; average 2; "a" in all three, idf = ln(1 + 0.5 / 3.5) = ln(8 / 7).
    keywords = Keywords(["a", "a b", "a a c"])
    idf = math.log(8 / 7)
    expected = [
        idf * 1 / (1 + 1.5 * (0.25 + 0.75 * 1 / 2)),
        idf * 1 / (1 + 1.5 * (0.25 + 0.75 * 2 / 2)),
        idf * 2 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2)),
    ]
    np.testing.assert_allclose(keywords.scores("A"), expected, rtol=1e-6)


def test_matches_are_scores_brought_between_0_and_1() -> None:
    keywords = Keywords(["甲乙", "甲丙"])
    score = math.log(2) / 2.5
    np.testing.assert_allclose(
        keywords.matches("乙"), [score / (score + 3 * math.log(3)), 0], rtol=1e-6
    )


@pytest.mark.parametrize("question", ["", "?", "丁", "xyz"])
def test_a_question_without_a_known_word_scores_nothing(question: str) -> None:
    assert Keywords(["甲乙", "甲丙"]).scores(question).tolist() == [0, 0]


def test_collections_without_a_word_are_searched_in_vain() -> None:
    assert Keywords([]).matches("甲").tolist() == []
    assert Keywords(["", "。"]).matches("甲").tolist() == [0, 0]
