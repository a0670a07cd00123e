"""One small evaluation with the real engine, encoder and policy."""

from __future__ import annotations

import json

import pytest
from eval_cases import TODAY, question

from eval.asking import NotAnswered, Subject, Subjects, ask_all
from eval.run import evaluate, main

LINES = [
    {
        "id": "ticket",
        "type": "fact",
        "question": "模型券最高补多少?",
        "clauses": [7],
        "must": ["100万元"],
        "forbid": ["1000万元"],
        "answerable": True,
    },
    {
        "id": "robots",
        "type": "lookup",
        "question": "第十七条说了什么?",
        "clauses": [17],
        "must": ["800万元"],
        "answerable": True,
    },
    {"id": "hello", "type": "chitchat", "question": "你好", "answerable": False},
    {
        "id": "impossible",
        "type": "fact",
        "question": "语料券最高补多少?",
        "clauses": [8],
        "must": ["999万元"],
        "answerable": True,
    },
]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions" / "sd-ai-2025.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


def test_real_answers_are_judged_right_and_wrong(questions, engine):
    subjects = Subjects(lambda: engine, lambda policies: engine)
    [result] = evaluate([questions], subjects, {}, today=TODAY)
    correct = {j.question.id: j.correct for j in result.judgements}
    assert correct == {"ticket": True, "robots": True, "hello": True, "impossible": False}
    assert result.overall.hit_1 == 1.0
    assert result.overall.wrong_figures == 0
    assert result.overall.latency_median_ms > 0


def test_a_question_that_the_engine_will_not_take_is_named(engine, sd_policy):
    subject = Subject(sd_policy, engine)
    long = question(question="多少?" * 1000, where="long.jsonl:4")
    with pytest.raises(NotAnswered, match="long.jsonl:4: .*3000"):
        ask_all([long], subject, today=TODAY, progress=False)


def test_the_command_prints_json_alone_and_fails_below_a_threshold(
    questions, encoder_home, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("WENCE_HOME", str(encoder_home))
    bounds = tmp_path / "thresholds.json"
    bounds.write_text('{"*": {"correct": 0.75, "types": {"fact": 1}}}', encoding="utf-8")
    out = tmp_path / "out"
    arguments = [str(questions), "--json", "--out", str(out), "--thresholds", str(bounds)]
    assert main(arguments) == 1
    [file] = json.loads(capsys.readouterr().out)["files"]
    assert file["below_thresholds"] == ["fact correct 0.500 is below 1"]
    assert file["wrong"] == ["impossible"]
    assert sorted(path.name for path in out.iterdir()) == [
        "report.html",
        "results.json",
        "wrong.jsonl",
    ]
