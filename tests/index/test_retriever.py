"""Hybrid search: worked out by hand with a stand-in encoder, then with the real one."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest
from stand_ins import KeywordEncoder, policy

import index.retriever
from corpus.errors import UnknownPolicy
from corpus.model import Policy
from index.encoder import Encoder, TextEncoder
from index.keywords import Keywords
from index.passages import units_of
from index.retriever import KEYWORD_WEIGHT, Hit, Retriever, encode_units

ROBOTS = "奖励机器人整机企业。"
POWER = "发放算力券。"


def retriever(encoder: TextEncoder, *policies: Policy) -> Retriever:
    return Retriever(policies, encoder, encode_units(units_of(policies), encoder))


@pytest.fixture(scope="module")
def sd_retriever(sd_policy: Policy, encoder: Encoder) -> Retriever:
    return retriever(encoder, sd_policy)


def numbers(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    return [(hit.clause.policy, hit.clause.n) for hit in hits]


def test_the_clause_about_robots_comes_first_when_asked_about_robots() -> None:
    found = retriever(KeywordEncoder("机器人", "算力"), policy(POWER, ROBOTS))
    hits = found.search("机器人企业有什么奖励?")
    assert [(hit.clause.n, hit.dense) for hit in hits] == [(2, 1.0), (1, 0.0)]


def test_score_is_the_weighted_mean_of_meaning_and_words() -> None:
    question = "机器人企业有什么奖励?"
    found = retriever(KeywordEncoder("机器人", "算力"), policy(POWER, ROBOTS))
    match = float(Keywords([POWER, ROBOTS]).matches(question)[1])
    [hit, other] = found.search(question)
    assert 0 < match < 1
    assert hit.keyword == pytest.approx(match)
    assert hit.score == pytest.approx((1 - KEYWORD_WEIGHT) * 1.0 + KEYWORD_WEIGHT * match)
    assert (other.keyword, other.score) == (0.0, 0.0)


def test_meaning_is_the_mean_of_the_whole_clause_and_its_nearest_sentence() -> None:
    # Whole: 机器人 once, 算力 once: cosine with 机器人 is 1/√2. The nearest sentence: 1.
    found = retriever(KeywordEncoder("机器人", "算力"), policy(ROBOTS + POWER))
    [hit] = found.search("机器人")
    assert hit.dense == pytest.approx((2**-0.5 + 1) / 2)


def test_an_index_without_sentences_ranks_by_the_whole_clause() -> None:
    policies = [policy(POWER, ROBOTS + POWER, ROBOTS)]
    encoder = KeywordEncoder("机器人", "算力")
    vectors = encode_units(units_of(policies, sentences=False), encoder)
    hits = Retriever(policies, encoder, vectors, sentences=False).search("机器人")
    assert [(hit.clause.n, hit.units) for hit in hits] == [(3, ()), (2, ()), (1, ())]
    assert hits[1].dense == pytest.approx(2**-0.5)


def test_sentences_of_a_hit_come_nearest_first_with_their_offsets() -> None:
    text = POWER + ROBOTS
    found = retriever(KeywordEncoder("机器人", "算力"), policy(text))
    [hit] = found.search("机器人")
    assert [(text[u.start : u.end], u.score) for u in hit.units] == [(ROBOTS, 1.0), (POWER, 0.0)]


def test_equal_clauses_keep_the_order_of_the_text() -> None:
    found = retriever(KeywordEncoder("机器人"), policy("甲。", "乙。", "丙。"))
    assert [hit.clause.n for hit in found.search("丁")] == [1, 2, 3]


def test_search_in_one_policy_finds_no_clause_of_another() -> None:
    found = retriever(
        KeywordEncoder("机器人", "算力"),
        policy(POWER, ROBOTS, id="p"),
        policy(ROBOTS, id="q"),
        policy(POWER, ROBOTS, id="r"),
    )
    assert numbers(found.search("机器人", policy="q")) == [("q", 1)]
    assert numbers(found.search("机器人", policy="r")) == [("r", 2), ("r", 1)]
    with pytest.raises(UnknownPolicy, match="wence list"):
        found.search("机器人", policy="s")


def test_no_more_clauses_come_back_than_asked_for() -> None:
    found = retriever(KeywordEncoder("机器人"), policy(*[ROBOTS] * 5))
    assert len(found.search("机器人", 2)) == 2
    assert found.search("机器人", 0) == []
    assert retriever(KeywordEncoder("机器人")).search("机器人") == []


def test_a_vector_that_is_known_is_not_computed_again() -> None:
    found = retriever(KeywordEncoder("机器人", "算力"), policy(POWER, ROBOTS))
    toward_power = np.array([0, 1], np.float32)
    assert found.search("机器人", vector=toward_power)[0].dense == 1.0
    assert found.search("机器人", vector=toward_power)[0].clause.n == 1


def test_vectors_of_other_policies_are_refused() -> None:
    encoder = KeywordEncoder("机器人")
    vectors = encode_units(units_of([policy(ROBOTS)]), encoder)
    with pytest.raises(ValueError, match="units"):
        Retriever([policy(ROBOTS, POWER)], encoder, vectors)


def test_a_large_library_ranks_the_clauses_in_the_running_as_a_small_one_does(
    sd_retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ["人形机器人整机企业最高奖励多少", "算力券", "Who leads talent policy?", "省商务厅"]
    exact = [sd_retriever.search(question, 3) for question in questions]
    monkeypatch.setattr(index.retriever, "DEPTH", 20)  # of about 150 units
    for question, hits in zip(questions, exact, strict=True):
        near = sd_retriever.search(question, 3)
        assert numbers(near) == numbers(hits)
        for hit, same in zip(near, hits, strict=True):
            assert hit.score == pytest.approx(same.score, abs=1e-5)
            assert {(u.start, u.end) for u in hit.units} == {(u.start, u.end) for u in same.units}


@pytest.mark.parametrize(
    "question, n",
    [
        ("人形机器人整机企业最高能拿多少奖励?", 17),
        ("算力券怎么补贴", 6),
        ("世界级先进制造业集群奖多少钱", 20),
        ("老房子改造买智能家居有补贴吗", 18),
        ("新建5G-A基站每个补多少", 25),
        ("贷款贴息最多多少", 4),
        ("How much is the subsidy for each new 5G-A base station?", 25),
        ("What is the reward for leading an international standard?", 28),
    ],
)
def test_the_real_encoder_puts_the_right_clause_first(
    sd_retriever: Retriever, question: str, n: int
) -> None:
    [hit] = sd_retriever.search(question, 1)
    assert hit.clause.n == n


def test_after_encoding_a_search_of_some_hundred_clauses_takes_under_two_ms() -> None:
    random = np.random.default_rng(0)
    words = ["企业", "奖励", "补助", "平台", "机器人", "算力", "最高", "万元", "项目", "支持"]
    texts = ["".join("".join(random.choice(words, 8)) + "。" for _ in range(6)) for _ in range(300)]
    found = retriever(KeywordEncoder(*words), policy(*texts))
    vector = found.encode("机器人企业最高奖励")
    times_ms = []
    for _ in range(200):
        start = time.thread_time()
        found.search("机器人企业最高奖励", vector=vector)
        times_ms.append((time.thread_time() - start) * 1000)
    # The least processor time: other work on the machine only adds.
    assert min(times_ms) < 2
