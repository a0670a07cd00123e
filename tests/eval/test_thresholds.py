"""Thresholds: reading them, and saying which one fell."""

from __future__ import annotations

import json

import pytest
from eval_cases import answer, judged, question

from eval.metrics import measure, measure_by_type
from eval.thresholds import (
    ANY_FILE,
    BadThresholds,
    Bounds,
    bounds_for,
    load_thresholds,
    question_files,
)

# correct 1/2, hit_1 1/2, false_refusal 1/2, wrong_figures 0
HALF_RIGHT = [
    judged(question(id="a", clauses=(2,)), answer("100万元。", clauses=[2], retrieved=[2])),
    judged(question(id="b", clauses=(1,)), answer("没有规定。", status="refused", retrieved=[2])),
]


def fallen(bounds):
    return bounds.fallen(measure(HALF_RIGHT), measure_by_type(HALF_RIGHT))


@pytest.mark.parametrize(
    "metrics, types, said",
    [
        ({"correct": 0.5}, {}, []),
        ({"correct": 0.6}, {}, ["correct 0.500 is below 0.6"]),
        ({"hit_1": 0.5, "mrr": 0.5}, {}, []),
        (
            {"hit_1": 0.75, "mrr": 0.51},
            {},
            ["hit_1 0.500 is below 0.75", "mrr 0.500 is below 0.51"],
        ),
        ({"wrong_figures": 0}, {}, []),
        ({"false_refusal": 0.5}, {}, []),
        ({"false_refusal": 0.05}, {}, ["false_refusal 0.500 is above 0.05"]),
        ({"refusal_recall": 0.9}, {}, ["refusal_recall was not measured (bound 0.9)"]),
        ({}, {"fact": 0.5}, []),
        ({}, {"fact": 0.9}, ["fact correct 0.500 is below 0.9"]),
        ({}, {"list": 0.1}, ["list correct was not measured (bound 0.1)"]),
    ],
)
def test_what_is_out_of_bounds_is_said(metrics, types, said):
    assert fallen(Bounds(metrics, types)) == said


def test_a_file_without_bounds_of_its_own_keeps_to_those_of_any_file():
    own, other = Bounds({"correct": 0.9}), Bounds({"correct": 0.1})
    assert bounds_for("demo", {"demo": own, ANY_FILE: other}) is own
    assert bounds_for("mine", {"demo": own, ANY_FILE: other}) is other
    assert bounds_for("mine", {"demo": own}) == Bounds()


@pytest.mark.parametrize(
    "text, said",
    [
        ("{", "not a readable JSON file"),
        ("[]", "one JSON object"),
        ('{"demo": 1}', "demo: write an object of bounds"),
        ('{"demo": {"hit@1": 1}}', "no metric or question type 'hit@1'"),
        ('{"demo": {"types": {"facts": 1}}}', "no metric or question type 'facts'"),
        ('{"demo": {"correct": "high"}}', "bound of 'correct' must be a number"),
    ],
)
def test_a_bad_thresholds_file_is_an_error(tmp_path, text, said):
    path = tmp_path / "thresholds.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadThresholds, match=said):
        load_thresholds(path)


def test_thresholds_are_read_by_question_file(tmp_path):
    path = tmp_path / "thresholds.json"
    path.write_text(json.dumps({"demo": {"correct": 0.9, "types": {"fact": 1}}}), encoding="utf-8")
    assert load_thresholds(path) == {"demo": Bounds({"correct": 0.9}, {"fact": 1})}


def test_every_question_file_that_the_committed_thresholds_name_is_there():
    paths = question_files(load_thresholds())
    assert paths
    assert [path for path in paths if not path.is_file()] == []
