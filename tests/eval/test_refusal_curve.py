"""The refusal curve: wrong answers against wrong refusals."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from eval.curve import Point, refusal_curve

POINTS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans(), st.booleans()), max_size=20
)


def test_curve_is_what_counting_by_hand_gives():
    points = [
        (0.9, True, True),
        (0.6, True, False),  # answered wrongly: better refused, but a wrong refusal all the same
        (0.6, False, False),
        (0.3, True, True),
        (0.1, False, False),
    ]
    assert refusal_curve(points) == [
        Point(0.1, wrong_answers=3, wrong_refusals=0),
        Point(0.3, wrong_answers=2, wrong_refusals=0),
        Point(0.6, wrong_answers=2, wrong_refusals=1),
        Point(0.9, wrong_answers=0, wrong_refusals=2),
        Point(math.inf, wrong_answers=0, wrong_refusals=3),
    ]


def test_no_points_make_no_curve():
    assert refusal_curve([]) == []


@given(POINTS)
def test_each_point_counts_what_its_bar_would_do(points):
    for point in refusal_curve(points):
        answered = [(able, right) for sure, able, right in points if sure >= point.bar]
        refused = [able for sure, able, _ in points if sure < point.bar]
        assert point.wrong_answers == sum(not (able and right) for able, right in answered)
        assert point.wrong_refusals == sum(refused)


@given(POINTS)
def test_raising_the_bar_never_adds_a_wrong_answer_nor_takes_away_a_wrong_refusal(points):
    curve = refusal_curve(points)
    for below, above in zip(curve, curve[1:], strict=False):
        assert below.bar < above.bar
        assert below.wrong_answers >= above.wrong_answers
        assert below.wrong_refusals <= above.wrong_refusals
