"""Fit the weights that choose and refuse (bot/data/ranking.json, bot/data/scope.json).

    python -m eval.calibrate [--out FOLDER]

What is fitted on are the first policy and the development policies (eval/development), each
with its questions, never the held-out ones (eval/policies). Three regressions: which sentence
answers (bot/ranking.py), which figure of it is meant (bot/members.py), and whether the policy
answers at all (bot/scope.py), where questions of the other policies stand as unanswerable ones.

What is printed is how each policy is judged by weights fitted on all the others. The bar,
`bot.scope.THRESHOLD`, is set by hand from that curve (docs/accuracy.md).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from bot import members, ranking, scope
from bot.engine import Engine, load_engine
from bot.settings import load_settings
from corpus.errors import WenceError
from corpus.library import Library
from corpus.model import Policy
from eval.lessons import Judged, Lesson, courses, lessons
from eval.regression import Choice, Doubles, fit, fit_choice
from eval.thresholds import QUESTIONS
from index.encoder import load_encoder
from index.files import write_atomically

FIRST = "sd-ai-2025"
DATA = Path(scope.__file__).with_name("data")
_OWN_WEIGHT = 3.0  # an unanswerable question about the very matter against one of another policy
_TARGETS = (0.01, 0.02, 0.05, 0.1)  # shares of wrong refusals that the curve is read at


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print how each policy is judged by the others' weights, write; returns the status."""
    args = _parser().parse_args(argv)
    try:
        settings = load_settings()
        encoder = load_encoder(settings.encoder, settings.home)

        def engine_of(policy: Policy) -> Engine:
            return load_engine(settings, policies=[policy], encoder=encoder, progress=False)

        learned = list(lessons(courses((_first(), QUESTIONS / f"{FIRST}.jsonl")), engine_of))
        print("\n".join(_report(learned)))
        ranked = {
            "sentences": _named(ranking.FEATURES, fit_choice(_choices(learned, "sentences"))),
            "members": _named(members.FEATURES, fit_choice(_choices(learned, "members"))),
        }
        write_atomically(args.out / "ranking.json", _json(ranked))
        scoped = {
            "read": _scope_weights(learned),
            "unread": _scope_weights(learned, scope.OF_READING),
        }
        write_atomically(args.out / "scope.json", _json(scoped))
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.calibrate", description="Fit the weights that choose and refuse."
    )
    parser.add_argument(
        "--out", type=Path, default=DATA, metavar="FOLDER",
        help="where the weights go (default: where the bot reads them)",
    )  # fmt: skip
    return parser


def _first() -> Policy:
    return next(p for p in Library(load_settings().home).policies() if p.id == FIRST)


def _choices(learned: Sequence[Lesson], of: str) -> list[Choice]:
    return [choice for lesson in learned for choice in getattr(lesson, of)]


def _report(learned: Sequence[Lesson]) -> list[str]:
    """Each policy by weights fitted on the others: right sentences, right figures, refusals."""
    lines = [f"{'policy':<28}{'sentence':>12}{'figure':>12}"]
    confidences: list[Doubles] = []
    for held in learned:
        rest = [lesson for lesson in learned if lesson is not held]
        cells = []
        for of in ("sentences", "members"):
            weights = fit_choice(_choices(rest, of))
            chosen = [c.right[int(np.argmax(c.features @ weights))] for c in getattr(held, of)]
            cells.append(f"{sum(chosen)}/{len(chosen)}")
        lines.append(f"{held.name:<28}{cells[0]:>12}{cells[1]:>12}")
        confidences.append(_confidences(rest, held.judged))
    judged = [j for lesson in learned for j in lesson.judged]
    return [*lines, "", *_curve(judged, np.concatenate(confidences))]


def _confidences(learned: Sequence[Lesson], judged: Sequence[Judged]) -> Doubles:
    weights = _scope_weights(learned)
    slopes = np.array([weights[name] for name in judged[0].features])
    seen = np.array([list(j.features.values()) for j in judged])
    result: Doubles = 1 / (1 + np.exp(-(weights["intercept"] + seen @ slopes)))
    return result


def _curve(judged: Sequence[Judged], confidence: Doubles) -> list[str]:
    answerable = np.array([j.answerable for j in judged])
    own = np.array([j.own for j in judged])
    lines = [f"{'bar':>8}{'wrong refusals':>18}{'unanswerable':>16}{'foreign answered':>20}"]
    bars = [float(np.quantile(confidence[answerable], share)) for share in _TARGETS]
    for bar in sorted([*bars, scope.THRESHOLD]):
        shares = (
            (confidence[answerable] < bar).mean(),
            (confidence[~answerable & own] >= bar).mean(),
            (confidence[~own] >= bar).mean(),
        )
        lines.append(f"{bar:>8.3f}{shares[0]:>18.1%}{shares[1]:>16.1%}{shares[2]:>20.1%}")
    return lines


def _scope_weights(learned: Sequence[Lesson], without: Collection[str] = ()) -> dict[str, float]:
    judged = [j for lesson in learned for j in lesson.judged]
    names = [name for name in judged[0].features if name not in without]
    fitted = fit(
        np.array([[j.features[name] for name in names] for j in judged]),
        np.array([j.answerable for j in judged]),
        np.array([_OWN_WEIGHT if j.own and not j.answerable else 1.0 for j in judged]),
    )
    slopes = dict(zip(names, fitted.slopes.tolist(), strict=True))
    return {k: round(v, 4) for k, v in {"intercept": fitted.intercept, **slopes}.items()}


def _named(names: Sequence[str], weights: Doubles) -> dict[str, float]:
    return {name: round(w, 4) for name, w in zip(names, weights.tolist(), strict=True)}


def _json(weights: object) -> bytes:
    return f"{json.dumps(weights, indent=1)}\n".encode()


if __name__ == "__main__":
    sys.exit(main())
