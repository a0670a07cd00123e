"""The statute benchmark: its arithmetic by hand, and a run over 30 articles from end to end."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from eval.statutes import (
    StatuteQuestion,
    UnreadableBenchmark,
    main,
    measure,
    policies_of,
    read_articles,
    read_questions,
)
from index.passages import units_of
from index.retriever import Retriever, encode_units

ARTICLES = Path(__file__).parent / "data" / "statute_articles.jsonl"  # 30, of four laws
QUESTIONS = [
    ("家里养的狗咬了人,主人要赔钱吗", ["s12670"]),
    ("被人威胁签的协议能不能撤销", ["s11575"]),
    ("继父对继子有抚养义务吗", ["s12497"]),
    ("公司违法把我辞退了,我还想回去上班怎么办", ["s04900"]),
    ("租来的设备砸伤了路人,出租方要不要负责", ["s12174"]),
    ("爸爸比爷爷先去世,我能继承爷爷的遗产吗", ["s12553"]),
]


class OrderEncoder:
    """Every question lies on the first axis; passage i lies the nearer to it, the smaller i."""

    name, dim = "order", 2

    def encode_questions(self, texts: list[str]) -> npt.NDArray[np.float32]:
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))

    def encode_passages(
        self, texts: list[str], *, progress: bool = False
    ) -> npt.NDArray[np.float32]:
        angles = np.linspace(0, np.pi / 2, len(texts))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def write_questions(path: Path, questions: list[tuple[str, list[str]]]) -> Path:
    lines = [
        json.dumps({"id": f"q{i}", "question": text, "articles": ids}, ensure_ascii=False)
        for i, (text, ids) in enumerate(questions)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_recall_and_mrr_are_those_worked_out_by_hand() -> None:
    policies, ids = policies_of(read_articles(ARTICLES))
    encoder = OrderEncoder()
    retriever = Retriever(policies, encoder, encode_units(units_of(policies), encoder))
    ranked = [ids[hit.clause.policy, hit.clause.n] for hit in retriever.search("?", 100)]
    assert len(set(ranked)) == 30
    questions = [
        StatuteQuestion("a", "?", frozenset([ranked[0]])),  # 1 of 1 at once
        StatuteQuestion("b", "?", frozenset([ranked[3], ranked[7]])),  # places 4 and 8
        StatuteQuestion("c", "?", frozenset([ranked[24]])),  # place 25
    ]
    assert measure(retriever, questions, ids) == {
        "R@1": round((1 + 0 + 0) / 3, 4),
        "R@5": round((1 + 1 / 2 + 0) / 3, 4),
        "R@10": round((1 + 1 + 0) / 3, 4),
        "R@100": 1.0,
        "MRR@10": round((1 + 1 / 4 + 0) / 3, 4),
        "n": 3,
    }


def test_laws_become_policies_and_articles_their_clauses() -> None:
    articles = read_articles(ARTICLES)
    policies, ids = policies_of(articles)
    assert sum(len(policy.clauses) for policy in policies) == 30 == len(ids)
    by_id = {article.id: article for article in articles}
    for policy in policies:
        for clause in policy.clauses:
            article = by_id[ids[policy.id, clause.n]]
            assert (policy.id, clause.label) == (article.law, article.label)
            assert article.text in clause.text
            assert policy.source[clause.start : clause.end] == clause.text


def test_the_command_indexes_asks_and_prints_json(
    encoder_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WENCE_HOME", str(encoder_home))
    packed = tmp_path / "articles.jsonl.gz"
    packed.write_bytes(gzip.compress(ARTICLES.read_bytes()))
    questions = write_questions(tmp_path / "questions.jsonl", QUESTIONS)
    assert main(["--articles", str(packed), "--questions", str(questions), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["R@1", "R@5", "R@10", "R@100", "MRR@10", "n"]
    assert result["n"] == 6
    assert result["R@5"] == 1.0
    assert result["R@1"] >= 0.8


def test_questions_without_gold_articles_are_left_out(tmp_path: Path) -> None:
    file = write_questions(tmp_path / "q.jsonl", [("甲", []), ("乙", ["s1", "s2"])])
    assert [(q.question, q.articles) for q in read_questions(file)] == [("乙", {"s1", "s2"})]


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "is empty"),
        (b"not json\n", "Line 1"),
        (b'{"id": "a", "question": "b", "articles": ["c"]}\n[1]\n', "Line 2"),
        (b'{"id": "a", "question": 3, "articles": ["c"]}\n', "Line 1"),
        (b"\xff\xfe", "Cannot read"),
    ],
)
def test_a_file_that_is_no_benchmark_is_said_to_be_so(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(UnreadableBenchmark, match=message):
        read_questions(tmp_path / "q.jsonl")


def test_a_damaged_archive_and_a_missing_file_are_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(ARTICLES.read_bytes())[:100])
    for name in ("a.jsonl.gz", "none.jsonl"):
        with pytest.raises(UnreadableBenchmark, match="Cannot read"):
            read_articles(tmp_path / name)


def test_a_question_about_an_unknown_article_stops_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = write_questions(tmp_path / "q.jsonl", [("甲", ["s99999"])])
    assert main(["--articles", str(ARTICLES), "--questions", str(questions)]) == 1
    assert "s99999" in capsys.readouterr().err
