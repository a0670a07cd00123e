"""Questions that the rows of a table answer, with the real encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bot_answers import TODAY, misquoted

from bot.answer import Answer
from bot.engine import Engine
from bot.knowledge import learn
from bot.rows import known_rows
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """某市新居民积分管理办法
某政发〔2026〕7号
第一条 为做好新居民服务,制定本办法。
第二条 新居民积分由基础分、附加分和扣减分组成,按照附件计算。
第三条 总积分达到120分的,可以申请入住公共租赁住房。
第四条 市公安局负责积分管理的统筹协调。
第五条 本办法自2026年2月1日起施行。
附件：新居民积分指标及分值表
类别 | 序号 | 指标 | 指标内容及分值 | 备注
基础分 | 1 | 文化程度 | （1）硕士研究生（70分）；（2）本科（50分）；（3）专科（30分） | 取最高项
2 | 养老保险 | 参加职工养老保险，每满1年计6分，最高不超过60分 | 补缴的不计分
附加分 | 3 | 个人纳税 | 3年缴纳个人所得税：1万元—3万元（含），计8分；3万元—6万元（含），计16分 |
4 | 无偿献血 | 每200毫升计3分，最高不超过15分 |
扣减分 | 5 | 违法犯罪 | 近3年受过行政拘留的，每次扣40分 |
6 | 交通违法 | 近3年酒后驾驶机动车的，每次扣25分 |
附件2：各区公租房任务表
区 | 公租房任务（套） | 补贴资金（万元）
东湖区 | 320 | 96.5
西山区 | 180 | 54.2
合计 | 500 | 150.7
"""


@pytest.fixture(scope="module")
def engine(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="points-2026")
    folder: Path = tmp_path_factory.mktemp("points")
    retriever = open_index([policy], encoder, folder, progress=False)
    return Engine([policy], retriever, memo=folder / "facts.npz")


def ask(engine: Engine, question: str, *turns: str) -> Answer:
    answer = engine.ask(question, turns, today=TODAY)
    assert misquoted(answer, engine.policies[0]) == []
    return answer


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("大专学历算几分?", "30分", "50分"),
        ("养老保险交一年加几分?", "每满1年计6分，最高不超过60分", "70分"),
        ("献血一次能加多少分?", "3分", "60分"),
        ("三年个税一共交了四万五,能加几分?", "计16分", "8分"),
        ("东湖区分到多少套公租房任务?", "320套", "180"),
        ("西山区的补贴资金是多少?", "54.2万元", "96.5"),
        ("酒驾扣20分对吧?", "25分", "40分"),
    ],
)
def test_the_row_that_is_meant_answers_cited_from_the_closing(
    engine: Engine, question: str, said: str, not_said: str
) -> None:
    answer = ask(engine, question)
    assert answer.status == "answered"
    assert said in answer.summary
    assert not_said not in answer.summary
    assert {(c.clause, c.part) for c in answer.citations} == {(None, "closing")}
    assert all(r.policy == "points-2026" and 1 <= r.clause <= 5 for r in answer.retrieved)


def test_a_figure_whose_unit_stands_over_the_column_is_cited_with_the_heads(
    engine: Engine,
) -> None:
    quotes = [c.quote for c in ask(engine, "东湖区的补贴资金是多少?").citations]
    assert any("东湖区 | 320 | 96.5" in quote for quote in quotes)
    assert any("补贴资金（万元）" in quote for quote in quotes)


def test_a_category_is_told_whole(engine: Engine) -> None:
    answer = ask(engine, "哪些情况要扣分?")
    assert "40分" in answer.summary and "25分" in answer.summary
    assert "养老保险" not in answer.summary


def test_two_rows_are_compared_in_the_column_that_is_named(engine: Engine) -> None:
    summary = ask(engine, "东湖区和西山区的公租房任务差多少?").summary
    assert "320套" in summary and "180套" in summary
    assert "万元" not in summary


def test_two_items_of_a_cell_are_compared(engine: Engine) -> None:
    summary = ask(engine, "硕士和专科差几分?").summary
    assert "70分" in summary and "30分" in summary and "40分" in summary


def test_a_follow_up_stays_with_the_table_and_a_new_subject_leaves_it(engine: Engine) -> None:
    turns = ["本科加多少分?"]
    assert "50分" in ask(engine, turns[0]).summary
    answer = ask(engine, "那硕士呢?", *turns)
    assert "70分" in answer.summary and answer.resolved
    clause = ask(engine, "积分管理是哪个部门统筹的?", *turns)
    assert [c.clause for c in clause.citations] == [4]


@pytest.mark.parametrize(("question", "n"), [("多少分可以申请公租房?", 3), ("第四条说了什么?", 4)])
def test_what_a_clause_says_is_answered_from_the_clause(
    engine: Engine, question: str, n: int
) -> None:
    assert [c.clause for c in ask(engine, question).citations] == [n]


def test_what_no_row_names_is_not_told_with_a_neighbours_points(engine: Engine) -> None:
    answer = ask(engine, "当过兵能加几分?")
    assert not any(points in answer.summary for points in ("6分", "3分", "25分", "40分"))


def test_vectors_of_rows_are_kept_for_the_next_start(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = parse(POLICY, policy_id="points-2026")
    known = learn([policy], encoder)
    first = known_rows(known, encoder, tmp_path / "facts.npz")
    monkeypatch.setattr(encoder, "encode_passages", None)  # it is not to be asked again
    again = known_rows(known, encoder, tmp_path / "facts.npz")
    before, after = (
        [s.vector for c in found["points-2026"].known.clauses for s in c.statements]
        for found in (first, again)
    )
    np.testing.assert_array_equal(before, after)
