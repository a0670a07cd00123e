"""Fit what decides whether a policy speaks of a question at all (bot/scope.py).

    python -m eval.calibrate [--statutes QUESTIONS.jsonl] [--out FILE]

Answerable and unanswerable questions of the committed file are told apart by logistic
regression over `bot.scope.features`; the weights go to bot/data/scope.json. Laypeople's
questions of law (the file `eval.statutes` asks, its first ones) can stand beside them as
questions that no policy on artificial intelligence speaks of.

What is printed is the refusal curve of ten-fold cross-validation, each question judged by
weights fitted without it, and that of the weights in use. Most unanswerable questions are
refused by rules that come before or after this one (another place, a matter of procedure), so
`bot.scope.THRESHOLD` is chosen on whole answers (docs/accuracy.md) and set by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot import scope
from corpus.errors import WenceError
from eval.curve import refusal_curve
from eval.question import load_questions
from eval.statutes import read_questions
from eval.thresholds import QUESTIONS
from index.files import write_atomically

POLICY = "sd-ai-2025"
WEIGHTS = Path(scope.__file__).with_name("data") / "scope.json"
N_STATUTE_QUESTIONS = 60
STATUTE_WEIGHT = 0.5  # they are easier than what people ask of a policy it does not answer
RIDGE = 1.0  # L2 penalty on standardised weights; the intercept goes free
FOLDS = 10
_TARGETS = (0.01, 0.02, 0.03, 0.05)  # shares of wrong refusals that the curve is read at

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class NothingToFit(WenceError):
    """Questions of one kind only: there is nothing to tell apart."""


@dataclass(frozen=True)
class Examples:
    """Questions with what is known of each; all of one length n.

    Attributes:
        names: The features' names, of length k.
        features: float64, shape (n, k).
        answerable: Whether the policy speaks of it.
        weight: How much each counts, above 0.
        statute: Whether it comes from the statute questions.
    """

    names: tuple[str, ...]
    features: Doubles
    answerable: Bools
    weight: Doubles
    statute: Bools


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


def cross_validated(examples: Examples, folds: int = FOLDS) -> Doubles:
    """Confidence of each question by weights fitted on the other folds, shape (n,).

    Folds are dealt out in order, each side by itself, so that a run can be repeated.
    """
    fold = np.zeros(len(examples.answerable), np.int64)
    for side in (examples.answerable, ~examples.answerable):
        fold[side] = np.arange(side.sum()) % folds
    confidence = np.zeros(len(fold))
    for held in range(folds):
        rest = fold != held
        fitted = fit(examples.features[rest], examples.answerable[rest], examples.weight[rest])
        confidence[~rest] = fitted.confidence(examples.features[~rest])
    return confidence


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print the curve, write the weights; returns the exit status."""
    args = _parser().parse_args(argv)
    try:
        examples = _examples(args.questions, args.statutes)
        fitted = fit(examples.features, examples.answerable, examples.weight)
        rows = {
            "cross-validated": cross_validated(examples),
            "weights in use": _in_use(examples),
        }
        for title, confidence in rows.items():
            print("\n".join(_curve_lines(title, examples, confidence)))
        weights = _rounded(fitted, examples.names)
        print(f"fitted  {json.dumps(weights)}\nin use  {WEIGHTS.read_text('utf-8').strip()}")
        write_atomically(args.out, f"{json.dumps(weights)}\n".encode())
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.calibrate", description="Fit the weights of bot/data/scope.json."
    )
    parser.add_argument(
        "--questions",
        type=Path,
        default=QUESTIONS / f"{POLICY}.jsonl",
        metavar="FILE",
        help=f"questions about {POLICY} (default: the committed ones)",
    )
    parser.add_argument(
        "--statutes",
        type=Path,
        metavar="QUESTIONS.jsonl",
        help=f"statute questions, of which the first {N_STATUTE_QUESTIONS} are taken",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=WEIGHTS,
        metavar="FILE",
        help="where the weights go (default: the file the bot reads)",
    )
    return parser


def _examples(questions: Path, statutes: Path | None) -> Examples:
    """The questions that nearness decides, each with its features.

    Raises:
        WenceError: A file cannot be read, or the engine cannot be loaded.
    """
    measure = _measure()
    asked = [
        q
        for q in load_questions(questions)
        if q.tests_scope and q.expected in ("answered", "refused")
    ]
    rows = [(measure(q.question), q.expected == "answered", False) for q in asked]
    if statutes:
        law = read_questions(statutes)[:N_STATUTE_QUESTIONS]
        rows += [(measure(q.question), False, True) for q in law]
    names = tuple(rows[0][0])
    statute = np.array([row[2] for row in rows])
    return Examples(
        names=names,
        features=np.array([[row[0][name] for name in names] for row in rows]),
        answerable=np.array([row[1] for row in rows]),
        weight=np.where(statute, STATUTE_WEIGHT, 1.0),
        statute=statute,
    )


def _measure() -> Callable[[str], dict[str, float]]:
    """From a question to its features, by the engine over the library."""
    from bot.engine import load_engine
    from bot.settings import load_settings

    engine = load_engine(load_settings())
    return lambda question: scope.features(*engine.found(question, POLICY))


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


def _in_use(examples: Examples) -> Doubles:
    """Confidence by the weights of bot/data/scope.json, for comparison."""
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    slopes = np.array([weights[name] for name in examples.names])
    return Fit(weights["intercept"], slopes).confidence(examples.features)


def _curve_lines(title: str, examples: Examples, confidence: Doubles) -> list[str]:
    """The refusal curve, read at the shares of wrong refusals of _TARGETS and at THRESHOLD."""
    answerable, foreign = examples.answerable, ~examples.answerable & ~examples.statute
    own = ~examples.statute
    points = zip(confidence[own].tolist(), answerable[own].tolist(), strict=True)
    curve = refusal_curve([(value, side, True) for value, side in points])
    n_answerable = int(answerable.sum())
    bars = [
        max(p.bar for p in curve if p.wrong_refusals <= share * n_answerable) for share in _TARGETS
    ]
    lines = [
        f"{title}: {n_answerable} answerable, {int(foreign.sum())} unanswerable, "
        f"{int(examples.statute.sum())} statute questions",
        f"{'bar':>8}{'wrong refusals':>20}{'wrong answers':>20}{'statutes answered':>20}",
    ]
    for bar in sorted([*bars, scope.THRESHOLD]):
        cells = [
            _count(confidence[answerable] < bar),
            _count(confidence[foreign] >= bar),
            _count(confidence[examples.statute] >= bar),
        ]
        lines.append(f"{bar:>8.3f}" + "".join(f"{cell:>20}" for cell in cells))
    return lines


def _count(which: Bools) -> str:
    return f"{int(which.sum())} ({which.mean():.1%})" if len(which) else "-"


def _rounded(fitted: Fit, names: Sequence[str]) -> dict[str, float]:
    slopes = {name: round(float(w), 3) for name, w in zip(names, fitted.slopes, strict=True)}
    return {"intercept": round(fitted.intercept, 3), **slopes}


if __name__ == "__main__":
    sys.exit(main())
