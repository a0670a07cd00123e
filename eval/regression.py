"""Two small regressions: logistic (is it answerable?) and conditional (which of several is it?)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.errors import WenceError

RIDGE = 1.0  # L2 penalty on standardised weights; the intercept goes free

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class NothingToFit(WenceError):
    """Questions of one kind only: there is nothing to tell apart."""


@dataclass(frozen=True)
class Fit:
    """A fitted regression: probability = 1 / (1 + exp(-(intercept + features @ slopes)))."""

    intercept: float
    slopes: Doubles

    def confidence(self, features: Doubles) -> Doubles:
        """float64, shape (n,), for features of shape (n, k)."""
        result: Doubles = 1 / (1 + np.exp(-(self.intercept + features @ self.slopes)))
        return result


def fit(features: Doubles, answerable: Bools, weight: Doubles) -> Fit:
    """Fit a ridge-penalised logistic regression by Newton's method (IRLS).

    Features are standardised for the penalty, and the two sides weigh alike however many
    questions there are of each.

    Args:
        features: float64, shape (n, k).
        answerable: bool, shape (n,).
        weight: float64, shape (n,), above 0.

    Raises:
        NothingToFit: All questions are of one side.
    """
    if answerable.all() or not answerable.any():
        raise NothingToFit("There must be answerable and unanswerable questions: add the others.")
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    balance = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (~answerable).mean())
    beta = _newton(design, answerable.astype(np.float64), weight * balance)
    slopes = beta[1:] / spread
    return Fit(float(beta[0] - slopes @ mean), slopes)


def _newton(design: Doubles, answerable: Doubles, weight: Doubles) -> Doubles:
    """Maximise the penalised likelihood; the objective is concave and has one maximum."""
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        probability = 1 / (1 + np.exp(-(design @ beta)))
        gradient = design.T @ (weight * (answerable - probability)) - penalty @ beta
        curvature = weight * probability * (1 - probability)
        step = np.linalg.solve(design.T @ (curvature[:, None] * design) + penalty, gradient)
        # A long Newton step can overshoot where the curvature is nearly flat.
        beta = beta + step * min(1.0, 5.0 / float(np.abs(step).max() or 1.0))
        if np.abs(step).max() < 1e-9:
            break
    return beta


@dataclass(frozen=True)
class Choice:
    """One question's candidates: features, float64, shape (n, k), and which are right."""

    features: Doubles
    right: Bools


def fit_choice(choices: Sequence[Choice]) -> Doubles:
    """Weights, shape (k,), under which right candidates score above the others.

    Conditional logit (McFadden 1974): the probability of a candidate is the softmax of the
    scores of its question's candidates; the likelihood is that of any right one. Penalised as
    `fit` and maximised by Newton's method on the expected curvature.

    Raises:
        NothingToFit: No question has both right and wrong candidates.
    """
    told = [c for c in choices if c.right.any() and not c.right.all()]
    if not told:
        raise NothingToFit("No question tells right candidates from wrong ones: add some.")
    everything = np.concatenate([c.features for c in told])
    mean, spread = everything.mean(axis=0), everything.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = [((c.features - mean) / spread, c.right) for c in told]
    beta = np.zeros(everything.shape[1])
    for _ in range(60):
        gradient, curvature = -RIDGE * beta, RIDGE * np.eye(len(beta))
        for design, right in scaled:
            probability = _softmax(design @ beta)
            among = np.where(right, probability, 0.0)
            among /= among.sum()
            centred = design - probability @ design
            gradient = gradient + (among - probability) @ design
            curvature = curvature + (probability[:, None] * centred).T @ centred
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step * min(1.0, 1.0 / float(np.abs(step).max() or 1.0))
        if np.abs(step).max() < 1e-6:
            break
    slopes: Doubles = beta / spread
    return slopes


def _softmax(scores: Doubles) -> Doubles:
    shifted: Doubles = np.exp(scores - scores.max())
    result: Doubles = shifted / shifted.sum()
    return result
