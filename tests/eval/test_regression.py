"""The two regressions: on data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from eval.regression import Choice, NothingToFit, fit, fit_choice


def test_the_feature_that_tells_the_sides_apart_gets_the_weight() -> None:
    rng = np.random.default_rng(1)
    seen = rng.normal(size=(400, 3))
    fitted = fit(seen, seen[:, 1] > 0, np.ones(400))
    assert abs(fitted.slopes[1]) > 5 * max(abs(fitted.slopes[0]), abs(fitted.slopes[2]))
    assert ((fitted.confidence(seen) > 0.5) == (seen[:, 1] > 0)).mean() > 0.95


def test_one_side_alone_is_nothing_to_fit() -> None:
    with pytest.raises(NothingToFit):
        fit(np.ones((4, 1)), np.ones(4, bool), np.ones(4))


def test_a_choice_learns_what_the_right_candidates_have() -> None:
    rng = np.random.default_rng(2)
    choices = []
    for _ in range(60):
        seen = rng.normal(size=(10, 3))
        right = np.zeros(10, bool)
        right[int(np.argmax(seen[:, 2]))] = True
        choices.append(Choice(seen, right))
    weights = fit_choice(choices)
    assert all(c.right[int(np.argmax(c.features @ weights))] for c in choices)
