"""Confirmed corrections, and the question files and pairs that they become."""

from __future__ import annotations

import json

import pytest
from kept_answers import POLICY, TEXT, answer, refused

from bot.records.corrections import confirm
from bot.records.errors import NotConfirmed, UnknownAnswer
from bot.records.questions import to_questions
from bot.service import Caller, Feedback
from corpus.parse import parse
from eval.question import BadQuestions, check_clauses, load_questions

LIBRARY = {"demo": POLICY}
OTHER = parse(TEXT.replace("500万元", "600万元"), policy_id="demo")  # (一) reads otherwise


def check(path, policy):
    check_clauses(load_questions(path), policy)


@pytest.fixture
def kept(records):
    """Keeps an answer with feedback, and gives its id."""

    def keep(given, *feedback, turns=()):
        reply = records.keep_answer(Caller("chat"), given, list(turns))
        if feedback:
            assert records.keep_feedback(Feedback(reply.id, *feedback))
        return reply.id

    return keep


def written(records, folder, library=LIBRARY):
    result = to_questions(records, folder, library, check=check)
    pairs = [json.loads(line) for line in (folder / "PAIRS.jsonl").read_text().splitlines()]
    return load_questions(folder / "demo.jsonl"), pairs, result


def test_the_clause_a_user_named_becomes_a_question_and_a_pair(records, kept, tmp_path):
    confirm(records, kept(answer("机器人奖多少"), "dislike", "", None, 3), LIBRARY)
    questions, pairs, result = written(records, tmp_path / "out")
    [question] = questions
    assert (question.question, question.clauses) == ("机器人奖多少", (3,))
    assert (question.type, question.expected, question.turns) == ("fact", "answered", ())
    clause = POLICY.clause(3)
    assert pairs == [
        {"question": "机器人奖多少", "policy": "demo", "clause": 3, "label": "(三)",
         "text": clause.text}
    ]  # fmt: skip
    assert (result.questions, result.pairs, result.outdated) == (1, 1, 0)
    assert [path.name for path in result.files] == ["demo.jsonl", "PAIRS.jsonl"]


def test_an_operators_word_counts_more_than_the_users_and_the_last_more_than_the_first(
    records, kept, tmp_path
):
    id_ = kept(answer("哪条"), "dislike", "", None, 3)
    confirm(records, id_, LIBRARY, clauses=[1])
    confirm(records, id_, LIBRARY, clauses=[2, 1])
    [question], pairs, _ = written(records, tmp_path)
    assert (question.clauses, question.type) == ((2, 1), "list")
    assert [pair["clause"] for pair in pairs] == [2, 1]


@pytest.mark.parametrize("feedback", [(), ("like",)])
def test_an_answer_nobody_complained_of_is_confirmed_as_it_was_given(
    records, kept, tmp_path, feedback
):
    confirm(records, kept(answer("券", 2, 2, 3), *feedback), LIBRARY)
    [question], _, _ = written(records, tmp_path)
    assert question.clauses == (2, 3)


def test_a_right_refusal_becomes_a_question_without_an_answer(records, kept, tmp_path):
    confirm(records, kept(refused("申报电话")), LIBRARY)
    confirm(records, kept(answer("税率"), "dislike"), LIBRARY, unanswerable=True)
    questions, pairs, _ = written(records, tmp_path)
    assert [(q.type, q.expected, q.clauses) for q in questions] == [
        ("unanswerable", "refused", ())
    ] * 2
    assert pairs == []


def test_a_refusal_is_corrected_by_the_clause_that_answers(records, kept, tmp_path):
    confirm(records, kept(refused("模型补多少")), LIBRARY, clauses=[2])
    [question], _, _ = written(records, tmp_path)
    assert (question.expected, question.clauses) == ("answered", (2,))


def test_a_follow_up_keeps_its_turns_and_is_paired_as_it_was_understood(records, kept, tmp_path):
    given = answer("那最高呢", resolved="算力券最高补多少")
    confirm(records, kept(given, turns=["算力券"]), LIBRARY)
    [question], [pair], _ = written(records, tmp_path)
    assert (question.type, question.turns) == ("followup", ("算力券",))
    assert pair["question"] == "算力券最高补多少"


def test_an_english_question_and_one_about_the_header_have_their_types(records, kept, tmp_path):
    confirm(records, kept(answer("how much for robots")), LIBRARY)
    confirm(records, kept(answer("标题是什么", citations=())), LIBRARY, policy="demo")
    questions, _, _ = written(records, tmp_path)
    assert [(q.type, q.clauses) for q in questions] == [("english", (1,)), ("meta", ())]


def test_a_question_confirmed_twice_counts_once(records, kept, tmp_path):
    for clause in (1, 3):
        confirm(records, kept(answer("同一个问题")), LIBRARY, clauses=[clause])
    [question], _, result = written(records, tmp_path)
    assert question.clauses == (3,)
    assert result.questions == 1


def test_a_confirmation_for_another_text_is_left_out_and_counted(records, kept, tmp_path):
    confirm(records, kept(answer("一")), LIBRARY, clauses=[1])
    confirm(records, kept(answer("二")), LIBRARY, clauses=[2])
    [question], _, result = written(records, tmp_path, {"demo": OTHER})
    assert question.question == "二"
    assert result.outdated == 1


@pytest.mark.parametrize("library", [LIBRARY, {}])
def test_nothing_confirmed_is_said(records, kept, tmp_path, library):
    kept(answer("没确认"), "like")
    if not library:
        confirm(records, kept(answer("确认了")), LIBRARY)
    with pytest.raises(NotConfirmed, match="records confirm"):
        to_questions(records, tmp_path / "out", library, check=check)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_question_file_never_takes_the_place_of_one(records, kept, tmp_path):
    confirm(records, kept(answer("一")), LIBRARY)
    (tmp_path / "demo.jsonl").write_text("before")

    def refuse(path, policy):
        raise BadQuestions("no")

    with pytest.raises(BadQuestions):
        to_questions(records, tmp_path, LIBRARY, check=refuse)
    assert [(p.name, p.read_text()) for p in tmp_path.glob("[.a-zP]*.jsonl*")] == [
        ("demo.jsonl", "before")
    ]


@pytest.mark.parametrize(
    ("given", "feedback", "arguments", "said"),
    [
        (answer("q"), ("dislike",), {}, "--clause"),
        (answer("q", status="clarify"), (), {}, "--clause"),
        (answer("q"), (), {"clauses": [4]}, "clauses 1 to 3, not 4"),
        (answer("q"), (), {"clauses": [0]}, "not 0"),
        (answer("q"), (), {"clauses": [1], "policy": "nowhere"}, "--policy"),
        (answer("q"), (), {"clauses": [1], "unanswerable": True}, "not both"),
        (answer("q", citations=()), (), {}, "--policy"),
    ],
)
def test_what_cannot_be_confirmed_says_what_is_missing(
    records, kept, given, feedback, arguments, said
):
    with pytest.raises(NotConfirmed, match=said):
        confirm(records, kept(given, *feedback), LIBRARY, **arguments)


def test_an_answer_nobody_knows_cannot_be_confirmed(records):
    with pytest.raises(UnknownAnswer, match="export"):
        confirm(records, "unknown", LIBRARY)
