"""Reading question files: what a line may hold, and errors that name the line."""

from __future__ import annotations

import json

import pytest
from eval_cases import POLICY, question

from eval.question import BadQuestions, check_clauses, load_questions

LINE = {
    "id": "sd-001",
    "type": "fact",
    "turns": [],
    "question": "模型券最高多少?",
    "clauses": [7],
    "must": ["100万元", ["省工业和信息化厅", "省工信厅"]],
    "forbid": ["1000万元"],
    "answerable": True,
}


@pytest.fixture
def write(tmp_path):
    def write(*lines):
        path = tmp_path / "demo.jsonl"
        texts = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def test_a_line_is_read_into_a_question(write):
    [read] = load_questions(write(LINE))
    assert (read.id, read.type, read.question) == ("sd-001", "fact", "模型券最高多少?")
    assert read.clauses == (7,)
    assert read.must == (("100万元",), ("省工业和信息化厅", "省工信厅"))
    assert read.forbid == ("1000万元",)
    assert read.where == "demo.jsonl:1"


def test_empty_lines_and_a_byte_order_mark_are_passed_over(write):
    path = write("\ufeff" + json.dumps(LINE), "", "  ", LINE | {"id": "sd-002"})
    assert [q.where for q in load_questions(path)] == ["demo.jsonl:1", "demo.jsonl:4"]


@pytest.mark.parametrize(
    "change, expected",
    [
        ({}, "answered"),
        ({"answerable": False, "type": "unanswerable"}, "refused"),
        ({"type": "chitchat"}, "chat"),
        ({"type": "chitchat", "answerable": False}, "chat"),
        ({"answerable": False, "status": "clarify"}, "clarify"),
        ({"status": "clarify"}, "clarify"),
    ],
)
def test_the_expected_status_follows_from_type_answerable_and_status(write, change, expected):
    [read] = load_questions(write(LINE | change))
    assert read.expected == expected


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": 7},
        {"type": "facts"},
        {"question": "  "},
        {"turns": "好"},
        {"clauses": [0]},
        {"clauses": ["七"]},
        {"clauses": [True]},
        {"clauses": 7},
        {"must": "100万元"},
        {"must": [[]]},
        {"must": [""]},
        {"must": [7]},
        {"forbid": [["100万元"]]},
        {"answerable": "yes"},
        {"status": "unknown"},
        {"status": "refused"},
        {"answerable": False, "status": "answered"},
    ],
)
def test_a_value_that_cannot_be_is_an_error_that_names_line_and_key(write, change):
    path = write(LINE, LINE | {"id": "sd-002"} | change)
    with pytest.raises(BadQuestions) as caught:
        load_questions(path)
    assert str(caught.value).startswith("demo.jsonl:2: ")
    assert f'"{list(change)[-1]}"' in str(caught.value)


@pytest.mark.parametrize("key", ["id", "type", "question", "answerable"])
def test_a_key_that_every_question_needs_is_missed(write, key):
    with pytest.raises(BadQuestions, match=f'demo.jsonl:1: "{key}" must be .* not nothing'):
        load_questions(write({k: v for k, v in LINE.items() if k != key}))


@pytest.mark.parametrize(
    "lines, said",
    [
        (["{"], "demo.jsonl:1: not JSON"),
        (["[]"], "demo.jsonl:1: not a JSON object"),
        ([LINE, LINE], "demo.jsonl:2: id 'sd-001' already stands at demo.jsonl:1"),
        ([""], "holds no question"),
    ],
)
def test_a_file_that_is_no_question_file_is_an_error(write, lines, said):
    with pytest.raises(BadQuestions, match=said):
        load_questions(write(*lines))


def test_a_missing_file_and_a_file_in_another_encoding_are_errors(tmp_path):
    with pytest.raises(BadQuestions, match="cannot be read"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("模型券".encode("gbk"))
    with pytest.raises(BadQuestions, match="not UTF-8"):
        load_questions(tmp_path / "gbk.jsonl")


def test_an_unknown_key_is_told_and_passed_over(write, caplog):
    [read] = load_questions(write(LINE | {"note": "from the hotline"}))
    assert read.id == "sd-001"
    assert "demo.jsonl:1: keys that mean nothing here: note" in caplog.text


def test_a_gold_clause_beyond_the_last_is_an_error():
    check_clauses([question(clauses=(4,))], POLICY)
    with pytest.raises(BadQuestions, match="demo.jsonl:9: demo has clauses 1 to 4, not 5"):
        check_clauses([question(clauses=(4, 5), where="demo.jsonl:9")], POLICY)
