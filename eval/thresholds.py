"""The committed floor under the evaluation: eval/thresholds.json, and what fell below it.

The file maps the name of a question file (its stem) to the bounds its metrics keep to:

    {"sd-ai-2025": {"correct": 0.95, "hit_1": 0.9, "wrong_figures": 0, "types": {"fact": 0.95}}}

A bound is named like the metric of `eval.metrics.Metrics` it is for: a least value, or a greatest
for those in AT_MOST. `types` gives the least share correct of a question type. The name "*"
stands for every question file that has no bounds of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.errors import WenceError
from eval.metrics import Metrics
from eval.question import TYPES

COMMITTED = Path(__file__).with_name("thresholds.json")
QUESTIONS = Path(__file__).with_name("questions")
ANY_FILE = "*"
AT_MOST = frozenset({"wrong_figures", "false_refusal", "latency_median_ms", "latency_p95_ms"})
_METRICS = frozenset(f.name for f in fields(Metrics))


class BadThresholds(WenceError):
    """A thresholds file that cannot be read or names a metric or type there is not."""


@dataclass(frozen=True)
class Bounds:
    """What one question file must reach.

    Attributes:
        metrics: Bound of each metric over all questions of the file.
        types: Least share correct of each question type.
    """

    metrics: Mapping[str, float] = field(default_factory=dict)
    types: Mapping[str, float] = field(default_factory=dict)

    def fallen(self, overall: Metrics, by_type: Mapping[str, Metrics]) -> list[str]:
        """What is out of bounds, a phrase each: "hit_1 0.850 is below 0.900"."""
        found = [(name, getattr(overall, name), bound) for name, bound in self.metrics.items()]
        for name, bound in self.types.items():
            of_type = by_type.get(name)
            found.append((f"{name} correct", of_type.correct if of_type else None, bound))
        return [phrase for phrase in (_phrase(*row) for row in found) if phrase]


def load_thresholds(path: Path = COMMITTED) -> dict[str, Bounds]:
    """Read a thresholds file: bounds by the name of the question file.

    Raises:
        BadThresholds: The file cannot be read, or a bound is no number or for nothing we know.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadThresholds(f"{path} is not a readable JSON file: correct it ({error}).") from error
    if not isinstance(data, dict):
        raise BadThresholds(f"{path} must be one JSON object, question file to bounds.")
    return {name: _bounds(entry, f"{path.name}, {name}") for name, entry in data.items()}


def bounds_for(name: str, thresholds: Mapping[str, Bounds]) -> Bounds:
    """The bounds of a question file: its own, those of "*", or none."""
    return thresholds.get(name) or thresholds.get(ANY_FILE) or Bounds()


def question_files(thresholds: Mapping[str, Bounds]) -> list[Path]:
    """The committed question files that have bounds of their own."""
    return [QUESTIONS / f"{name}.jsonl" for name in thresholds if name != ANY_FILE]


def _bounds(entry: Any, where: str) -> Bounds:
    if not isinstance(entry, dict) or not isinstance(entry.get("types", {}), dict):
        raise BadThresholds(f"{where}: write an object of bounds.")
    metrics = {name: bound for name, bound in entry.items() if name != "types"}
    types = entry.get("types", {})
    for name in [*(metrics.keys() - _METRICS), *(types.keys() - set(TYPES))]:
        raise BadThresholds(f"{where}: there is no metric or question type {name!r}; correct it.")
    for name, bound in {**metrics, **types}.items():
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            raise BadThresholds(f"{where}: the bound of {name!r} must be a number.")
    return Bounds(metrics, types)


def _phrase(name: str, value: float | None, bound: float) -> str:
    """What is wrong with a value, "" where it keeps to its bound.

    A value that nothing was measured for does not keep to it: a question type that is gone from
    the file must not take its threshold along.
    """
    if value is None:
        return f"{name} was not measured (bound {bound:g})"
    if name in AT_MOST:
        return f"{name} {value:.3f} is above {bound:g}" if value > bound else ""
    return f"{name} {value:.3f} is below {bound:g}" if value < bound else ""
