"""`wence records …` as an operator meets it: its output and its exit status."""

from __future__ import annotations

import json

import pytest
from kept_answers import answer

from bot.records.records import open_records
from bot.service import Caller
from eval.question import load_questions
from tests import command_line


@pytest.fixture
def wence(home, database_url):
    """Runs `wence records …` over the database."""
    settings = {"WENCE_DATABASE_URL": database_url} if database_url else {}

    def run(*arguments, status=0):
        done = command_line.wence("records", *arguments, home=home, **settings)
        assert done.returncode == status, done.stderr
        return done

    return run


@pytest.fixture
def asked(home, database_url):
    """A question about the bundled policy that was answered from clause 1, and should not be."""
    records = open_records(home, database_url)
    wrong = answer("机器人整机企业最高奖多少")
    cited = [vars(c) | {"policy": "sd-ai-2025"} for c in wrong.citations]
    given = answer(wrong.question, citations=tuple(type(wrong.citations[0])(**c) for c in cited))
    reply = records.keep_answer(Caller("chat"), given, [])
    records.close()
    return reply


def test_a_correction_goes_from_the_export_to_a_question_file(wence, asked, tmp_path):
    [line] = wence("export").stdout.splitlines()
    row = json.loads(line)
    assert (row["id"], row["policy"]) == (asked.id, "sd-ai-2025")
    wence("confirm", row["id"], "--clause", 17)
    out = tmp_path / "out"
    run = wence("to-questions", "--out", out)
    assert run.stdout.splitlines() == [str(out / "sd-ai-2025.jsonl"), str(out / "PAIRS.jsonl")]
    assert "1 questions, 1 pairs." in run.stderr
    [question] = load_questions(out / "sd-ai-2025.jsonl")
    assert question.clauses == (17,)
    assert "人形机器人" in json.loads((out / "PAIRS.jsonl").read_text())["text"]


def test_an_export_to_a_file_and_deleting_one_conversation(wence, asked, tmp_path):
    out = tmp_path / "out.csv"
    assert wence("export", "--format", "csv", "--out", out).stdout == ""
    assert len(out.read_text("utf-8-sig").splitlines()) == 2
    assert "Answers deleted: 0." in wence("purge").stderr
    wence("purge", "--conversation", asked.conversation)
    assert wence("export").stdout == ""
    gone = wence("purge", "--conversation", asked.conversation, status=1)
    assert "check its id." in gone.stderr


@pytest.mark.parametrize("database_url", [""])
@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (["confirm", "unknown"], "unknown", 1),
        (["to-questions", "--out", "x"], "No correction", 1),
        (["confirm", "x", "--clause", "1", "--unanswerable"], "not allowed", 2),
        (["purge", "--days", "0"], "0 is no number of days", 2),
        ([], "WHAT", 2),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr(wence, home, arguments, said, status):
    home.mkdir()
    run = wence(*arguments, status=status)
    assert said in run.stderr
    assert run.stdout == ""
    assert run.stderr.splitlines()[-1].endswith(".")
