"""What holds of any question, whatever is asked.

Questions are put together from pieces of the policy and words of asking. What an answer states
is read by a reader of its own, not by the one that the bot proves its answers with.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import cn2an
import pytest
from bot_answers import TODAY, clauses_of, misquoted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Answer, Citation
from bot.engine import Engine
from bot.question import Ask, understand
from corpus.errors import WenceError
from corpus.model import Clause, Policy
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

pytestmark = pytest.mark.long(60)

SOURCE = (Path(__file__).parents[2] / "corpus/policies/sd-ai-2025/source.txt").read_text("utf-8")
POLICY = parse(SOURCE, policy_id="sd-ai-2025")

QUESTION_WORDS = """
多少 最高多少 谁牵头 哪个部门 什么条件 每年几个 百分之几 有哪些 哪些措施 哪个高 差多少
能拿吗 对吗 是不是 是什么 讲什么 原文 什么时候 有效期 电话 材料 怎么申请 一共几条 呢 那 它
第二个 下一条 还有 和 的 我们公司 2025年 2024年 销售额 没有 不是 超过 不到 正好 北京 济南
第十七条 (三) 第30条 第二部分 第五条第二款 谢谢 你好 , ? 吗
""".split()
FIGURES = "100万元 1000万 六千万 500万元 0.5亿元 10% 百分之五 30个 10家 35GB 0元".split()

_excerpts = st.builds(
    lambda clause, start, length: clause.text[start : start + length],
    st.sampled_from(POLICY.clauses),
    st.integers(0, 200),
    st.integers(2, 30),
)
_names = st.sampled_from(
    [clause.title for clause in POLICY.clauses]
    + [section.title for section in POLICY.sections]
    + sorted({name for clause in POLICY.clauses for name in clause.lead_agencies})
)
_pieces = st.one_of(st.sampled_from(QUESTION_WORDS), _names, _excerpts, st.sampled_from(FIGURES))
questions = st.lists(_pieces, min_size=1, max_size=5).map("".join).filter(str.strip)

repeatable = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


# Figures.

_FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*(亿元|万元|元|%|个(?!部分)|家|项|名|GB)")
_YUAN = {"亿元": 10**8, "万元": 10**4, "元": 1}


def stated(text: str) -> set[tuple[Decimal, str]]:
    """The amounts, shares and counts a text prints in Arabic numerals, money in yuan."""
    plain = text.translate({0xFF01 + i: 0x21 + i for i in range(94)})
    return {
        (Decimal(digits) * _YUAN.get(unit, 1), "元" if unit in _YUAN else unit)
        for digits, unit in _FIGURE.findall(plain)
    }


def differences(answer: Answer) -> set[tuple[Decimal, str]]:
    """What may be worked out from the rows of a comparison."""
    if answer.table is None or answer.table.kind != "compare":
        return set()
    figures = stated("，".join(cell for row in answer.table.rows for cell in row))
    return {
        (abs(a - b), unit) for (a, unit), (b, other) in combinations(figures, 2) if unit == other
    }


def cited_text(cited: Citation, policy: Policy) -> str:
    if cited.clause is None:
        return policy.part_text(cited.part or "")
    return policy.clause(cited.clause).text


def check_proved(answer: Answer, policy: Policy, *asked: str) -> None:
    """Quotes are verbatim; every figure and agency of an answer stands where it points."""
    assert misquoted(answer, policy) == []
    if answer.status != "answered":
        assert answer.citations == ()
        return
    assert answer.citations
    proof = "\n".join(cited_text(cited, policy) for cited in answer.citations)
    unproved = stated(answer.summary) - stated("\n".join((proof, *asked))) - differences(answer)
    assert not unproved
    for name in {name for clause in policy.clauses for name in clause.lead_agencies}:
        opening = answer.summary.split("：")[0]  # says again what was asked for
        assert name not in answer.summary or name in proof or name in opening


def test_the_reader_of_figures_that_these_tests_use_reads_them() -> None:
    text = "最高８００万元,0.5亿元的5%,3-5个,每年10家,分5个部分,共28条"
    assert stated(text) == {
        (Decimal(8_000_000), "元"), (Decimal(50_000_000), "元"), (Decimal(5), "%"),
        (Decimal(5), "个"), (Decimal(10), "家"),
    }  # fmt: skip


@given(question=questions)
@settings(repeatable, max_examples=60)
def test_any_question_is_answered_with_figures_that_stand_in_the_cited_clauses(
    question: str, engine: Engine
) -> None:
    check_proved(engine.ask(question, today=TODAY), POLICY, question)


@given(turns=st.lists(questions, min_size=1, max_size=3), question=questions)
@settings(repeatable, max_examples=20)
def test_any_follow_up_is_answered_with_figures_that_stand_in_the_cited_clauses(
    turns: list[str], question: str, engine: Engine
) -> None:
    check_proved(engine.ask(question, turns, today=TODAY), POLICY, question, *turns)


@given(text=st.text(max_size=60))
@settings(repeatable, max_examples=40)
def test_any_text_at_all_gets_an_answer_or_an_error_that_says_what_to_do(
    text: str, engine: Engine
) -> None:
    try:
        answer = engine.ask(text, today=TODAY)
    except WenceError:
        assert not text.strip()
        return
    assert answer.question == text
    check_proved(answer, POLICY, text)


@given(
    text=st.one_of(
        st.text(),
        st.text(alphabet="第零一二三四五六七八九十百千万亿两廿条款项()（）0123456789.%元个年月日"),
    )
)
@settings(repeatable, max_examples=300)
def test_any_text_is_understood(text: str) -> None:
    question = understand(text)
    assert question.text == text.strip()
    assert question.asks
    assert (Ask.TEXT in question.asks) == (question.asks == (Ask.TEXT,))
    assert all(number >= 0 for number in question.clause_refs)
    for figure in question.figures:
        assert question.folded[figure.start : figure.end].strip()


# The same question, the same answer.

DOZEN = [
    "算力券最高补贴多少?",
    "人形机器人整机企业最高奖励多少?",
    "国家级先进制造业集群奖励多少?",
    "语料券每年遴选多少个?",
    "5G基站每个补多少?",
    "科技成果转化贷款最高贴息多少?",
    "智能家居补贴由谁牵头?",
    "人形机器人整机企业要达到什么条件?",
    "模型券和语料券哪个高?",
    "小巨人企业奖励多少?",
    "算力券的咨询电话是多少?",
    "国际标准每项最高奖补多少?",
    "谁牵头?",
    "这个政策的有效期到什么时候?",
]


def said(answer: Answer) -> dict[str, Any]:
    """All of an answer but the time it took."""
    return {**answer.to_json(), "timings_ms": None}


@pytest.fixture(scope="module")
def second(encoder: Encoder, engine: Engine, index_folder: Path) -> Engine:
    """Another engine over the same policy and the index that `engine` left."""
    retriever = open_index([POLICY], encoder, index_folder, progress=False)
    return Engine([POLICY], retriever, memo=index_folder / "facts.npz")


def test_another_users_history_changes_no_answer(engine: Engine, second: Engine) -> None:
    for question, other in zip(DOZEN, reversed(DOZEN), strict=True):
        fresh = said(second.ask(question, today=TODAY))
        engine.ask("那它呢?", [other, question], today=TODAY)
        assert said(engine.ask(question, today=TODAY)) == fresh


def test_two_engines_give_the_same_answer_after_the_same_turns(
    engine: Engine, second: Engine
) -> None:
    for turn, question in zip(DOZEN, DOZEN[1:], strict=False):
        for follow_up in ("谁牵头?", question):
            one, other = (e.ask(follow_up, [turn], today=TODAY) for e in (engine, second))
            assert said(one) == said(other)


@given(question=questions, turns=st.lists(questions, max_size=2))
@settings(repeatable, max_examples=10)
def test_asking_again_gives_the_same_answer(
    question: str, turns: list[str], engine: Engine, second: Engine
) -> None:
    first = engine.ask(question, turns, today=TODAY)
    engine.ask("算力券最高补贴多少?", ["第二部分有哪些措施?"], today=TODAY)
    assert said(engine.ask(question, turns, today=TODAY)) == said(first)
    assert said(second.ask(question, turns, today=TODAY)) == said(first)


# Said in other words, the same clause.

FRAMES = (
    "请问{}", "你好，{}", "您好，想咨询一下，{}", "麻烦问下{}谢谢", "我想问一下{}", "帮我看看{}",
    "{}急急急", "那个，{}", "领导让我问问{}",
)  # fmt: skip
SAME_WORDS = (
    ("最高", "最多"), ("最高", "封顶"), ("补贴", "补助"), ("奖励", "奖金"), ("多少", "几多"),
    ("由谁牵头", "是哪个部门牵头的"), ("谁牵头", "牵头的是哪个单位"), ("达到", "满足"),
    ("企业", "公司"), ("哪个高", "哪个更多"), ("到什么时候", "到哪天"), ("?", "？"), ("?", ""),
    ("?", "啊"), ("?", "呢"),
)  # fmt: skip


@pytest.mark.parametrize("question", DOZEN)
def test_a_question_said_in_other_words_cites_the_same_clause(
    question: str, engine: Engine
) -> None:
    plain = engine.ask(question, today=TODAY)
    others = [question.replace(one, other) for one, other in SAME_WORDS if one in question]
    others += [frame.format(question) for frame in FRAMES]
    assert len(others) > len(FRAMES)
    for other in others:
        answer = engine.ask(other, today=TODAY)
        assert (other, answer.status) == (other, plain.status)
        assert (other, set(clauses_of(answer))) == (other, set(clauses_of(plain)))


# Other numbers, the same answers.


def renumbered(policy: Policy) -> str:
    """The text with its sections, and the clauses in each, in reverse order and numbered anew."""
    parts = [policy.part_text("header").strip()]
    n = 0
    for place, section in enumerate(reversed(policy.sections), 1):
        parts.append(f"{cn2an.an2cn(place)}、{section.title}")
        for clause in reversed([c for c in policy.clauses if c.section == section.heading]):
            n += 1
            body = clause.text.removeprefix(clause.label).strip()
            parts.append(f"({cn2an.an2cn(n)}){body}")
    parts.append(policy.part_text("closing").strip())
    return " ".join(parts)


@pytest.fixture(scope="module")
def other_numbers(
    encoder: Encoder, engine: Engine, index_folder: Path, tmp_path_factory: Any
) -> Engine:
    """An engine over the renumbered policy; what was encoded before is not encoded again."""
    policy = parse(renumbered(POLICY), policy_id="sd-ai-2025")
    folder = tmp_path_factory.mktemp("renumbered") / "index"
    shutil.copytree(index_folder, folder)
    retriever = open_index([policy], encoder, folder, progress=False)
    return Engine([policy], retriever, memo=folder / "facts.npz")


@pytest.fixture(scope="module")
def renamed(other_numbers: Engine) -> Callable[[Clause], Clause]:
    """From a clause of the policy to the same one in the renumbered text."""
    [policy] = other_numbers.policies
    by_title = {clause.title: clause for clause in policy.clauses}
    return lambda clause: by_title[clause.title]


def test_the_renumbered_text_holds_the_same_clauses_under_other_numbers(
    other_numbers: Engine, renamed: Callable[[Clause], Clause]
) -> None:
    [policy] = other_numbers.policies
    assert len(policy.clauses) == len(POLICY.clauses)
    for clause in POLICY.clauses:
        other = renamed(clause)
        assert other.text.removeprefix(other.label) == clause.text.removeprefix(clause.label)
        assert other.lead_agencies == clause.lead_agencies
    changed = [clause for clause in POLICY.clauses if renamed(clause).n != clause.n]
    assert len(changed) >= len(POLICY.clauses) - 1


@pytest.mark.parametrize("question", DOZEN)
def test_other_numbers_of_clauses_change_nothing_but_the_labels(
    question: str, engine: Engine, other_numbers: Engine, renamed: Callable[[Clause], Clause]
) -> None:
    before = engine.ask(question, today=TODAY)
    after = other_numbers.ask(question, today=TODAY)
    assert misquoted(after, other_numbers.policies[0]) == []
    assert after.status == before.status
    assert {(c.title, c.quote) for c in after.citations} == {
        (c.title, c.quote) for c in before.citations
    }
    for clause in POLICY.clauses:
        assert (clause.n in clauses_of(before)) == (renamed(clause).n in clauses_of(after))
    if before.status == "answered":
        assert after.summary == before.summary


@pytest.mark.parametrize("n", [1, 6, 17, 20, 28])
def test_a_clause_is_found_by_its_new_number(
    n: int, other_numbers: Engine, renamed: Callable[[Clause], Clause]
) -> None:
    clause = renamed(POLICY.clause(n))
    answer = other_numbers.ask(f"第{cn2an.an2cn(clause.n)}条", today=TODAY)
    assert clauses_of(answer) == [clause.n]
    assert answer.summary == clause.text.strip()


def test_a_list_holds_the_same_clauses_whatever_their_numbers(
    engine: Engine, other_numbers: Engine, renamed: Callable[[Clause], Clause]
) -> None:
    for question in ("有哪些券?", "省商务厅牵头哪些措施?", "哪些措施最高1000万元?"):
        before = clauses_of(engine.ask(question, today=TODAY))
        after = clauses_of(other_numbers.ask(question, today=TODAY))
        assert after == sorted(renamed(POLICY.clause(n or 0)).n for n in before)
        assert len(after) > 1
