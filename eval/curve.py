"""The refusal curve: what a bar on confidence would cost, wrong answers against wrong refusals.

A question is answered where its confidence reaches the bar. Raising the bar trades wrong answers
for wrong refusals; the curve shows every trade there is, so that the bar is chosen and not guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One place for the bar.

    Attributes:
        bar: Least confidence that is answered; infinite where nothing is.
        wrong_answers: Questions answered although the policy does not say, or wrongly.
        wrong_refusals: Questions refused although the policy says.
    """

    bar: float
    wrong_answers: int
    wrong_refusals: int


def refusal_curve(points: Iterable[tuple[float, bool, bool]]) -> list[Point]:
    """Wrong answers and wrong refusals for every bar that makes a difference.

    Args:
        points: (confidence, answerable, correct) of each question; `correct`: whether the answer
            is right when it is given. That of an unanswerable question is of no account.

    Returns:
        Points by rising bar: from answering everything to refusing everything. Empty for no
        points.
    """
    ordered = sorted(points)
    if not ordered:
        return []
    wrong_answers = sum(not (answerable and correct) for _, answerable, correct in ordered)
    wrong_refusals = 0
    curve: list[Point] = []
    for confidence, answerable, correct in ordered:
        # Questions of the same confidence fall on the same side of every bar.
        if not curve or curve[-1].bar != confidence:
            curve.append(Point(confidence, wrong_answers, wrong_refusals))
        wrong_answers -= not (answerable and correct)
        wrong_refusals += answerable
    return [*curve, Point(math.inf, wrong_answers, wrong_refusals)]
