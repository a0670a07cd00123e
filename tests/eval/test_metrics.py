"""Metrics of a handful of answers, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from eval_cases import answer, judged, question
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import Metrics, measure, measure_by_type, percentile, wilson

REFUSED = answer("政策没有规定。", status="refused", retrieved=[2, 4])
# Six questions: three facts and a list with an answer, two without.
JUDGEMENTS = [
    # Right: cites its one gold clause, which stands first.
    judged(
        question(id="a", clauses=(2,), must=(("100万元",),)),
        answer("最高100万元。", clauses=[2], retrieved=[2, 1]),
        elapsed_ms=10,
    ),
    # Wrong words, but the gold clause is cited, beside another, and stands second.
    judged(
        question(id="b", clauses=(3,), must=(("800万元",),)),
        answer("最高100万元。", clauses=[3, 2], retrieved=[2, 3]),
        elapsed_ms=20,
    ),
    # Refused although clause 1 answers; it was not retrieved.
    judged(question(id="c", clauses=(1,)), REFUSED, elapsed_ms=30),
    # A list with three gold clauses of which two are cited; 900万元 is made up.
    judged(
        question("list", id="d", clauses=(1, 2, 3)),
        answer("500万元、100万元、900万元。", clauses=[1, 2]),
        elapsed_ms=40,
    ),
    # Rightly refused; and answered although nothing says so.
    judged(question("unanswerable", id="e", answerable=False), REFUSED, elapsed_ms=50),
    judged(
        question("unanswerable", id="f", answerable=False),
        answer("最高100万元。", clauses=[2]),
        elapsed_ms=60,
    ),
]


def test_metrics_are_what_counting_by_hand_gives():
    m = measure(JUDGEMENTS)
    assert (m.n, m.correct) == (6, 2 / 6)  # a, e
    assert m.status_right == 4 / 6  # a, b, d, e
    assert m.citation_precision == 4 / 5  # a: 2; b: 3 of 3, 2; c: none; d: 1, 2
    assert m.citation_recall == 4 / 6  # of 2; 3; 1; 1, 2, 3
    assert (m.hit_1, m.hit_3, m.hit_5) == (1 / 3, 2 / 3, 2 / 3)  # a, b, c: places 1, 2, none
    assert m.mrr == (1 + 1 / 2 + 0) / 3
    assert m.refusal_precision == 1 / 2  # c and e were refused
    assert m.refusal_recall == 1 / 2  # e and f should have been
    assert m.false_refusal == 1 / 4  # c of a, b, c, d
    assert m.wrong_figures == 1  # d
    assert m.latency_median_ms == 35
    assert m.latency_p95_ms == 57.5  # three quarters of the way from 50 to 60


def test_metrics_by_type_cover_the_questions_of_that_type():
    by_type = measure_by_type(JUDGEMENTS)
    assert {name: m.n for name, m in by_type.items()} == {"fact": 3, "list": 1, "unanswerable": 2}
    assert by_type["fact"].correct == 1 / 3
    assert by_type["list"].citation_recall == 2 / 3
    assert by_type["unanswerable"].hit_1 is None


def test_nothing_measured_is_no_perfect_score():
    m = measure([])
    counts = {"n", "wrong_figures"}
    assert all(getattr(m, f.name) == (0 if f.name in counts else None) for f in fields(Metrics))


@pytest.mark.parametrize(
    "successes, n, low, high",
    [
        (8, 10, 0.4902, 0.9433),
        (10, 10, 0.7225, 1.0),
        (0, 10, 0.0, 0.2775),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilson_interval_is_that_of_the_tables(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_within_0_and_1(pair):
    successes, n = pair
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert low < high


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0, 25, 50, 95, 100]))
def test_percentile_is_that_of_numpy(values, percent):
    expected = float(np.percentile(values, percent))
    assert math.isclose(percentile(values, percent), expected, rel_tol=1e-9, abs_tol=1e-9)


@given(st.lists(st.sampled_from(JUDGEMENTS), min_size=1, max_size=12), st.randoms())
def test_metrics_are_shares_and_do_not_hang_on_the_order(judgements, random):
    m = measure(judgements)
    shuffled = list(judgements)
    random.shuffle(shuffled)
    again = measure(shuffled)
    for field in fields(Metrics):
        value, other = getattr(m, field.name), getattr(again, field.name)
        assert (value is None) == (other is None)
        assert value is None or math.isclose(value, other)
        if field.name not in {"n", "wrong_figures", "latency_median_ms", "latency_p95_ms"}:
            assert value is None or 0 <= value <= 1
