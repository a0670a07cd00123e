"""The command line as its users meet it: arguments, output and an exit status.

Serving is tested in tests/bot/web/test_stop.py.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Ran, environment, wence

pytestmark = pytest.mark.long(30)

ROOT = Path(__file__).parents[2]
POLICY = """某市养老服务办法
某府办规〔2024〕13号
第一条 为规范养老服务,制定本办法。
第二条 对新建养老床位,每张给予1万元补贴。
第三条 本办法自2024年8月1日起施行。
"""
START_S = 180


def process(*args: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *args],
        env=environment(home),
        cwd=home.parent,
        capture_output=True,
        encoding="utf-8",
        timeout=START_S,
    )


def refused(run: Ran | subprocess.CompletedProcess[str], *said: str, status: int = 1) -> None:
    """One sentence on stderr that holds each of `said`, nothing on stdout, the status."""
    assert run.returncode == status, run.stderr
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert line.endswith(".")
    for words in said:
        assert words in line


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture(scope="module")
def ready(prepared: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index that `wence index` builds from one that does not fit: it has
    another text in place of the first."""
    home = tmp_path_factory.mktemp("ready") / "home"
    prepared(home)
    [manifest] = (home / "index").glob("version-*/manifest.json")
    saved = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(saved | {"texts": ["another", *saved["texts"][1:]]}), "utf-8")
    run = wence("index", home=home)
    assert run.returncode == 0, run.stderr
    assert "Policies indexed: 1." in run.stderr
    assert not manifest.exists(), "another version took its place"
    return home


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "养老服务办法.txt"
    path.write_text(POLICY, "utf-8")
    return path


def test_help_names_every_command_and_is_instant(home):
    started = time.monotonic()
    run = process("--help", home=home)
    assert time.monotonic() - started < 2
    assert run.returncode == 0
    for command in ("serve", "ask", "batch", "clauses", "add", "list", "remove", "index", "eval"):
        assert f"\n    {command} " in run.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "COMMAND"),
        (["aks", "x"], "aks"),
        (["ask"], "question"),
        (["ask", "x", "--today", "tomorrow"], "YYYY-MM-DD"),
        (["batch", "q.jsonl"], "--out"),
        (["serve", "--port", "http"], "http"),
    ],
)
def test_a_wrong_argument_ends_with_2_and_points_at_the_help(home, args, said):
    refused(wence(*args, home=home), said, "--help", status=2)


# --- documents ---------------------------------------------------------------------------------


def test_clauses_prints_the_policy_as_json_alone(home, document):
    run = wence("clauses", document, "--json", home=home)
    row = json.loads(run.stdout)
    assert row["title"] == "某市养老服务办法"
    assert row["document_number"] == "某府办规〔2024〕13号"
    assert [clause["label"] for clause in row["clauses"]] == ["第一条", "第二条", "第三条"]
    assert run.stderr == ""
    assert not home.exists()


def test_clauses_lists_number_and_title_of_each_clause(home):
    source = ROOT / "corpus" / "policies" / "sd-ai-2025" / "source.txt"
    run = wence("clauses", source, home=home)
    lines = [line.strip() for line in run.stdout.splitlines()]
    assert "鲁政办字〔2025〕49号" in lines[0] and "(28 clauses)" in lines[0]
    assert "三、深化拓展赋能应用" in lines
    assert "(十七) 支持具身智能培育" in lines


def test_a_policy_is_added_listed_and_removed(home, document):
    added = wence("add", document, "--json", home=home)
    policy_id = json.loads(added.stdout)["id"]
    assert wence("add", document, home=home).stdout == f"{policy_id}\n"
    rows = json.loads(wence("list", "--json", home=home).stdout)
    assert [(row["id"], row["clauses"], row["bundled"]) for row in rows] == [
        ("sd-ai-2025", 28, True),
        (policy_id, 3, False),
    ]
    assert "某市养老服务办法" in wence("list", home=home).stdout
    assert wence("remove", policy_id, home=home).returncode == 0
    assert policy_id not in wence("list", home=home).stdout


@pytest.mark.parametrize("command", ["clauses", "add"])
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "is empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a text file"),
        ("poem.txt", "床前明月光,疑是地上霜。".encode(), "No numbered clause"),
        ("scan.pdf", b"%PDF-1.7", ".txt, .md, .html, .htm and .docx"),
    ],
)
def test_a_document_that_cannot_be_used_is_named(home, tmp_path, command, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    refused(wence(command, path, home=home), str(path), said)


def test_a_missing_document_is_named(home, tmp_path):
    refused(wence("clauses", tmp_path / "none.txt", home=home), "none.txt", "does not exist")


def test_an_unknown_policy_is_told_before_the_encoder_is_loaded(home, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "1", "question": "补贴多少?"}\n', "utf-8")
    for run in (
        wence("ask", "补贴多少?", "--policy", "nowhere", home=home),
        wence("batch", questions, "--out", tmp_path / "out", "--policy", "nowhere", home=home),
        wence("remove", "nowhere", home=home),
    ):
        refused(run, "no policy nowhere", "sd-ai-2025")
    assert not home.exists()


def test_a_bundled_policy_is_not_removed(home):
    refused(wence("remove", "sd-ai-2025", home=home), "sd-ai-2025", "cannot be removed")


def test_a_damaged_clause_file_stops_every_answer_and_says_how_to_repair_it(home, document):
    policy_id = wence("add", document, home=home).stdout.strip()
    path = home / "policies" / policy_id / "clauses.jsonl"
    path.write_text(path.read_text("utf-8").replace("1万元", "9万元"), "utf-8")
    refused(wence("list", home=home), str(path), "line 2", "wence add")
    refused(wence("ask", "补贴多少?", home=home), str(path), "line 2", "wence add")
    assert wence("add", path.with_name("source.txt"), home=home).returncode == 0
    assert wence("list", home=home).returncode == 0


def test_a_data_folder_that_is_a_file_is_named(home, document):
    home.write_text("not a folder")
    refused(wence("add", document, home=home), str(home))


# --- settings ----------------------------------------------------------------------------------


def test_an_unknown_variable_is_answered_with_the_known_ones(home):
    refused(wence("list", home=home, WENCE_HOEM="x"), "WENCE_HOEM", "WENCE_HOME, WENCE_HOST")


def test_an_impossible_value_names_the_variable_or_the_flag_that_gave_it(home):
    refused(wence("list", home=home, WENCE_PORT="http"), "WENCE_PORT", "'http'")
    refused(wence("serve", "--port", "70000", home=home), "--port", "70000")


def test_an_empty_variable_counts_as_none(home):
    assert wence("list", home=home, WENCE_PORT="").returncode == 0


# --- questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "said"), [("补" * 20_000, "20000 characters"), (" \n", "is empty")]
)
def test_a_question_too_long_or_blank_is_refused_at_once(home, question, said):
    refused(wence("ask", question, home=home), said)
    assert not home.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "holds no question"),
        ('{"id": "1", "question": "x"}\n\n{"id": 2', "line 3 is not JSON"),
        ('["1"]', "line 1 is not a JSON object"),
        ('{"question": "x"}', 'line 1 has no "id"'),
        ('{"id": "1", "question": 5}', 'line 1 has no "question"'),
        ('{"id": "1", "question": "x", "turns": "y"}', 'line 1 has "turns"'),
        ('{"id": "1", "question": "' + "补" * 20_000 + '"}', "line 1: The question has 20000"),
        ('{"id": "1", "question": "\\ud800"}', "line 1: The question holds bytes"),
    ],
)
def test_a_malformed_line_of_questions_is_named_and_nothing_is_written(home, tmp_path, lines, said):
    questions, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(lines, "utf-8")
    refused(wence("batch", questions, "--out", out, home=home), str(questions), said)
    assert not out.exists()


def test_a_place_that_answers_cannot_go_to_is_told_before_the_work(home, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "1", "question": "补贴多少?"}', "utf-8")
    refused(wence("batch", questions, "--out", tmp_path, home=home), "is a folder")
    missing = tmp_path / "none" / "answers.jsonl"
    refused(wence("batch", questions, "--out", missing, home=home), "does not exist")
    refused(wence("batch", tmp_path / "none", "--out", tmp_path / "a", home=home), "cannot be read")


def test_an_answer_shows_summary_citation_and_quote(ready):
    run = process("ask", "具身智能整机企业最高奖励多少?", "--today", "2026-11-23", home=ready)
    assert run.returncode == 0, run.stderr
    assert "800万元" in run.stdout.splitlines()[0]
    assert (
        "〔《关于支持人工智能全产业链创新发展的若干政策措施》(十七) 支持具身智能培育〕"
        in run.stdout
    )
    assert "“" in run.stdout and "提示：" in run.stdout


def test_json_alone_is_printed_with_json(ready):
    run = wence("ask", "模型券最高补助多少?", "--json", "--policy", "sd-ai-2025", home=ready)
    answer = json.loads(run.stdout)
    assert answer["status"] == "answered"
    assert "100万元" in answer["summary"]
    [citation] = answer["citations"]
    assert (citation["policy"], citation["clause"]) == ("sd-ai-2025", 7)


def test_a_batch_answers_in_order_and_follows_the_turns_before(ready, tmp_path):
    questions, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    asked = [
        {"id": "b", "question": "算力券最高补贴多少?"},
        {"id": "a", "question": "那模型券呢?", "turns": ["算力券最高补贴多少?"]},
        {"id": 3, "question": "你好"},
    ]
    questions.write_text("".join(json.dumps(row) + "\n" for row in asked), "utf-8")
    run = wence("batch", questions, "--out", out, "--today", "2026-11-23", home=ready)
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["b", "a", 3]
    assert [row["question"] for row in rows] == [row["question"] for row in asked]
    assert [{c["clause"] for c in row["citations"]} for row in rows] == [{6}, {7}, set()]
    assert list(tmp_path.glob(".answers*")) == []


# --- serving -----------------------------------------------------------------------------------


def test_a_port_in_use_is_told_at_once(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(wence("serve", "--port", str(port), home=home), f"Port {port}", "in use")
    assert not home.exists()


def test_a_host_that_is_no_address_of_this_machine_is_named(home):
    refused(wence("serve", "--host", "192.0.2.1", home=home), "192.0.2.1", "--host")
