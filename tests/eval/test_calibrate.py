"""Fitting the confidence that a policy speaks of a question."""

from __future__ import annotations

import json

import numpy as np
import pytest

from eval.calibrate import RIDGE, Examples, NothingToFit, cross_validated, fit, main

RNG = np.random.default_rng(7)
ANSWERABLE = np.arange(60) % 3 != 0
FEATURES = RNG.normal(size=(60, 2)) * [1, 100] + np.outer(ANSWERABLE, [1.5, 0])
WEIGHT = np.where(np.arange(60) < 20, 0.5, 1.0)


def loss(intercept, slopes, weight):
    """Minus the penalised log likelihood, written out from its definition."""
    total = RIDGE / 2 * sum((slopes[j] * FEATURES[:, j].std()) ** 2 for j in range(2))
    for row, answerable, own in zip(FEATURES, ANSWERABLE, weight, strict=True):
        probability = 1 / (1 + np.exp(-(intercept + row @ slopes)))
        side = ANSWERABLE.mean() if answerable else 1 - ANSWERABLE.mean()
        total -= own / (2 * side) * np.log(probability if answerable else 1 - probability)
    return total


def test_the_fit_is_where_the_penalised_loss_is_least():
    fitted = fit(FEATURES, ANSWERABLE, WEIGHT)
    least = loss(fitted.intercept, fitted.slopes, WEIGHT)
    for change in RNG.normal(size=(50, 3)) * [0.1, 0.1, 0.001]:
        assert loss(fitted.intercept + change[0], fitted.slopes + change[1:], WEIGHT) > least


def test_a_feature_that_tells_the_sides_apart_weighs_more_than_noise():
    fitted = fit(FEATURES, ANSWERABLE, WEIGHT)
    telling, noise = np.abs(fitted.slopes * FEATURES.std(axis=0))
    assert fitted.slopes[0] > 0
    assert telling > 2 * noise


def test_a_feature_that_never_varies_weighs_nothing():
    features = np.column_stack([FEATURES[:, 0], np.ones(60)])
    assert fit(features, ANSWERABLE, WEIGHT).slopes[1] == 0


def test_one_side_alone_cannot_be_fitted():
    with pytest.raises(NothingToFit, match="add the others"):
        fit(FEATURES, np.ones(60, bool), WEIGHT)


def test_no_question_is_judged_by_weights_that_were_fitted_on_it():
    # Each side is dealt out by itself, so that a fold holds one question of each side at most.
    some = np.arange(10)
    known = FEATURES[some], ANSWERABLE[some], WEIGHT[some]
    crossed = cross_validated(Examples(("a", "b"), *known, np.zeros(10, bool)), folds=10)
    sides = [np.flatnonzero(ANSWERABLE[some] == side) for side in (True, False)]
    for i in some:
        place = next(int(np.flatnonzero(side == i)[0]) for side in sides if i in side)
        rest = [k for k in some if k not in {side[place] for side in sides if place < len(side)}]
        alone = fit(*(part[rest] for part in known)).confidence(FEATURES[[i]])
        assert crossed[i] == pytest.approx(alone[0])


def test_the_command_prints_the_curve_and_writes_the_weights(
    encoder_home, tmp_path, monkeypatch, capsys
):
    lines = [("fact", "模型券最高补多少?", True), ("fact", "算力券补多少?", True)] * 6
    lines += [
        ("unanswerable", "公积金贷款利率多少?", False),
        ("unanswerable", "火锅哪家好吃?", False),
    ] * 6
    lines += [("chitchat", "你好", False)]
    path = tmp_path / "questions.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"id": f"q-{i}", "type": t, "question": q, "answerable": a})
            for i, (t, q, a) in enumerate(lines)
        ),
        encoding="utf-8",
    )
    law = tmp_path / "law.jsonl"
    law.write_text(
        json.dumps({"id": "s", "question": "离婚后孩子归谁?", "articles": ["x"]}), encoding="utf-8"
    )
    out = tmp_path / "scope.json"
    monkeypatch.setenv("WENCE_HOME", str(encoder_home))
    assert main(["--questions", str(path), "--statutes", str(law), "--out", str(out)]) == 0
    weights = json.loads(out.read_text("utf-8"))
    assert list(weights) == ["intercept", "nearest", "standout", "lead", "english"]
    assert weights["nearest"] > 0
    assert weights["english"] == 0
    printed = capsys.readouterr().out
    assert "12 answerable, 12 unanswerable, 1 statute questions" in printed
