"""Running question files: whom they are asked of, what is printed, what is kept."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from eval_cases import POLICY, TEXT, TODAY, ScriptedEngine, answer

from corpus.parse import parse
from eval.asking import Subjects, UnknownSubject
from eval.question import BadQuestions
from eval.results import (
    BadResults,
    full_json,
    keep,
    read_previous,
    read_results,
    summary_json,
)
from eval.run import evaluate, main, table
from eval.thresholds import Bounds

LINES = [
    {
        "id": "q-1",
        "type": "fact",
        "question": "模型研发补多少?",
        "clauses": [2],
        "must": ["100万元"],
        "answerable": True,
    },
    {
        "id": "q-2",
        "type": "followup",
        "turns": ["模型研发补多少?"],
        "question": "机器人呢?",
        "clauses": [3],
        "must": ["800万元"],
        "answerable": True,
    },
    {"id": "q-3", "type": "unanswerable", "question": "住房补多少?", "answerable": False},
]
ANSWERS = {
    "模型研发补多少?": answer("最高100万元。", clauses=[2], retrieved=[2]),
    "机器人呢?": answer("最高500万元。", clauses=[3], retrieved=[3]),
}


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions" / "demo.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


def subjects(engine):
    """Subjects whose library engine is the given one, and whose others answer alike."""
    return Subjects(lambda: engine, lambda policies: ScriptedEngine(ANSWERS, policies))


def run(path, engine, bounds=None):
    thresholds = {"demo": bounds} if bounds else {}
    return evaluate([path], subjects(engine), thresholds, today=TODAY)


def test_every_question_is_asked_of_its_policy_with_its_turns_on_the_given_day(questions):
    engine = ScriptedEngine(ANSWERS)
    [result] = run(questions, engine)
    assert engine.asked == [
        ("模型研发补多少?", (), TODAY, "demo"),
        ("机器人呢?", ("模型研发补多少?",), TODAY, "demo"),
        ("住房补多少?", (), TODAY, "demo"),
    ]
    assert [j.correct for j in result.judgements] == [True, False, True]
    assert result.overall.correct == 2 / 3


def test_the_table_names_types_wrong_answers_and_the_threshold_that_fell(questions):
    text = table(run(questions, ScriptedEngine(ANSWERS), Bounds({"correct": 0.9})))
    rows = [line.split() for line in text.splitlines()]
    assert ["followup", "1", "0.000"] in [row[:3] for row in rows]
    assert ["all", "3", "0.667"] in [row[:3] for row in rows]
    assert "wrong q-2: missing 800万元" in text
    assert "unproved q-2: 500万元" in text
    assert "BELOW THRESHOLD demo: correct 0.667 is below 0.9" in text


def test_the_summary_in_json_says_whether_every_threshold_holds(questions):
    engine = ScriptedEngine(ANSWERS)
    good = summary_json(run(questions, engine, Bounds({"correct": 0.6})), today=TODAY)
    bad = summary_json(run(questions, engine, Bounds({"correct": 0.7})), today=TODAY)
    assert (good["passed"], bad["passed"]) == (True, False)
    assert bad["files"][0]["below_thresholds"] == ["correct 0.667 is below 0.7"]
    assert bad["files"][0]["wrong"] == ["q-2"]
    assert json.loads(json.dumps(bad)) == bad


def test_a_document_beside_the_questions_is_asked_before_the_library(questions, tmp_path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "demo.txt").write_text(TEXT.replace("(二)", "(二)试行。"), encoding="utf-8")
    engine = ScriptedEngine(ANSWERS)
    subject = subjects(engine).find(questions)
    assert subject.policy.id == "demo"
    assert "试行" in subject.policy.clause(2).text
    assert subjects(engine).find(questions, "demo").engine is engine


def test_of_a_held_out_file_only_figures_are_printed_and_wrong_answers_are_kept(
    questions, tmp_path
):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "demo.txt").write_text(TEXT, encoding="utf-8")
    results = run(questions, ScriptedEngine(ANSWERS), Bounds({"correct": 0.9}))
    text = table(results)
    assert "q-2" not in text and "held out" in text
    assert "BELOW THRESHOLD demo: correct 0.667 is below 0.9" in text
    [file] = summary_json(results, today=TODAY)["files"]
    assert (file["held_out"], file["wrong"]) == (True, None)
    keep(full_json(results, today=TODAY, finished=datetime(2026, 11, 23)), tmp_path / "out")
    assert '"id": "q-2"' in (tmp_path / "out" / "wrong.jsonl").read_text("utf-8")


def test_a_document_in_a_folder_of_its_own_is_found_too(questions, tmp_path):
    folder = tmp_path / "policies" / "demo"
    folder.mkdir(parents=True)
    (folder / "source.txt").write_text(TEXT, encoding="utf-8")
    assert subjects(ScriptedEngine({}, [])).find(questions).policy.id == "demo"


def test_an_unknown_name_is_asked_of_the_only_policy_there_is_and_else_an_error(questions):
    path = questions.rename(questions.with_name("held-out.jsonl"))
    assert subjects(ScriptedEngine({})).find(path).policy.id == "demo"
    two = ScriptedEngine({}, [POLICY, parse(TEXT, policy_id="other")])
    with pytest.raises(UnknownSubject, match=r"held-out.jsonl asks about held-out, .*demo, other"):
        subjects(two).find(path)
    with pytest.raises(UnknownSubject, match="asks about nowhere"):
        subjects(two).find(path, "nowhere")
    assert subjects(two).find(path, "other").policy.id == "other"


def test_every_file_is_read_before_the_first_question_is_asked(questions):
    bad = questions.with_name("bad.jsonl")
    bad.write_text("{", encoding="utf-8")
    engine = ScriptedEngine(ANSWERS)
    with pytest.raises(BadQuestions, match="bad.jsonl:1"):
        evaluate([questions, bad], subjects(engine), {}, today=TODAY)
    assert engine.asked == []


def test_confidence_is_kept_where_the_engine_gives_one_and_the_question_comes_alone(questions):
    class Confident(ScriptedEngine):
        def confidence(self, question, policy):
            return 0.75

    [result] = run(questions, Confident(ANSWERS))
    assert [j.confidence for j in result.judgements] == [0.75, None, 0.75]
    [result] = run(questions, ScriptedEngine(ANSWERS))
    assert {j.confidence for j in result.judgements} == {None}


def test_results_are_kept_and_those_before_them_become_the_previous(questions, tmp_path):
    finished = datetime(2026, 11, 23, 9, 30)
    first = full_json(run(questions, ScriptedEngine(ANSWERS)), today=TODAY, finished=finished)
    out = tmp_path / "out"
    keep(first, out)
    assert read_results(out / "results.json") == first
    assert read_previous(out) is None
    [wrong] = [json.loads(line) for line in (out / "wrong.jsonl").read_text("utf-8").splitlines()]
    assert wrong["id"] == "q-2"
    assert wrong["reasons"] == ["missing 800万元"]
    assert wrong["expected"]["clauses"] == [3]
    assert wrong["answer"]["summary"] == "最高500万元。"

    second = full_json(run(questions, ScriptedEngine({})), today=TODAY, finished=finished)
    keep(second, out)
    assert read_results(out / "results.json") == second
    assert read_previous(out) == first


def test_results_of_another_version_are_not_compared(tmp_path):
    (tmp_path / "previous.json").write_text('{"format": 0}', encoding="utf-8")
    assert read_previous(tmp_path) is None
    with pytest.raises(BadResults, match="run `wence eval` again"):
        read_results(tmp_path / "previous.json")


def test_a_question_file_that_is_not_there_is_one_sentence_and_exit_status_1(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "none.jsonl cannot be read" in printed.err
