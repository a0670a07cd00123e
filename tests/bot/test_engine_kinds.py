"""Lists, comparisons, cases, follow-ups, claims and English over the real policy, each answer read
off its text by hand."""

from __future__ import annotations

import pytest
from bot_answers import Ask, clauses_of

from corpus.model import Policy

# Lists.


@pytest.mark.parametrize(
    "question, clauses",
    [
        ("省商务厅牵头哪些措施?", [18, 22]),
        ("科技厅牵头的有哪几条?", [1, 2, 3, 4, 9]),
        ("省发改委牵头哪些措施?", [2, 3, 11, 12, 23, 24]),
        ("省大数据局牵头哪些措施?", [6, 10, 14, 21, 25]),
        ("省财政厅牵头哪些措施?", [*range(2, 11), *range(13, 26), 28]),
        ("省委组织部参与哪些措施?", [26]),
        ("第一部分有哪些措施?", [1, 2, 3, 4, 5]),
        ("第五部分有哪些措施?", [23, 24, 25, 26, 27, 28]),
        ("强化核心要素供给有哪些措施?", [6, 7, 8, 9, 10, 11]),
        ("有哪些券?", [6, 7, 8, 9]),
        ("哪些措施最高1000万元?", [3, 11, 20, 21, 25]),
        ("哪些措施的金额正好是50万元?", [4, 9]),
        ("最高300万元的有哪些措施?", [5, 12, 17]),
        ("超过600万元的奖励有哪些?", [3, 11, 17, 20, 21, 25]),
    ],
)
def test_a_list_is_complete_and_in_order_and_cites_every_clause_of_it(
    question: str, clauses: list[int], ask: Ask, sd_policy: Policy
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == clauses
    places = [answer.summary.find(sd_policy.clause(n).label) for n in clauses]
    assert -1 not in places
    assert places == sorted(places)
    assert f"{len(clauses)}条" in answer.summary


def test_a_list_names_every_figure_of_a_clause_it_names_figures_of(ask: Ask) -> None:
    summary = ask("省市场监管局牵头哪些措施?").summary
    for figure in ("40万元", "20万元", "10万元"):  # all of clause 28
        assert f"最高{figure}" in summary


def test_a_list_comes_with_a_row_for_each_clause(ask: Ask) -> None:
    table = ask("省商务厅牵头哪些措施?").table
    assert table is not None
    assert table.kind == "list"
    assert table.clauses == (("sd-ai-2025", 18), ("sd-ai-2025", 22))
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_an_empty_list_is_refused(ask: Ask) -> None:
    assert ask("哪些措施最高9999万元?").status == "refused"
    assert ask("第六部分有哪些措施?").status == "refused"


# Comparisons.


@pytest.mark.parametrize(
    "question, clauses, said",
    [
        ("模型券和语料券哪个高?", [7, 8], ["100万元", "150万元", "语料券更高"]),
        ("模型券和语料券差多少?", [7, 8], ["相差50万元"]),
        ("算力券和创新券哪个最高额度更高?", [6, 9], ["500万元", "50万元", "算力券更高"]),
        ("整机企业和核心零部件的奖励差多少?", [17], ["800万元", "300万元", "相差500万元"]),
        ("世界级集群和国家级集群哪个奖励高?", [20], ["世界级先进制造业集群更高"]),
        ("国际标准和国家标准的奖补差多少?", [28], ["40万元", "20万元", "相差20万元"]),
        ("第17条和第19条哪个奖励高?", [17, 19], ["800万元", "600万元"]),
    ],
)
def test_a_comparison_gives_both_figures_and_which_is_higher(
    question: str, clauses: list[int], said: list[str], ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == clauses
    assert [words for words in said if words not in answer.summary] == []
    assert answer.table is not None
    assert answer.table.kind == "compare"


@pytest.mark.parametrize(
    "question", ["第六条和第七条牵头单位一样吗?", "算力券和模型券都归一个厅管吗"]
)
def test_the_agencies_of_two_clauses_are_compared(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert clauses_of(answer) == [6, 7]
    assert "不是同一家" in answer.summary
    assert "省大数据局" in answer.summary
    assert "省工业和信息化厅" in answer.summary


# Eligibility.


@pytest.mark.parametrize(
    "question, clause, opening",
    [
        ("我们2025年人形机器人整机销售额6000万元,能拿奖励吗?", 17, "符合"),
        ("我们2025年人形机器人整机销售额4000万元,能拿奖励吗?", 17, "不符合"),
        ("我们2025年人形机器人整机销售额正好5000万元,能拿奖励吗?", 17, "不符合"),  # 突破
        ("人形机器人整机2025年卖了六千万,能拿奖励吗?", 17, "符合"),
        ("人形机器人核心零部件2025年销售额3000万元能拿奖补吗?", 17, "符合"),
        ("人形机器人核心零部件2025年销售额2000万元能拿奖补吗?", 17, "不符合"),  # 超过
        ("新建5G基站日均流量35GB,能拿补助吗?", 25, "符合"),
        ("新建5G基站日均流量25GB,能拿补助吗?", 25, "不符合"),
        ("人形机器人整机2024年已经卖到6000万元,2025年8000万元,能拿奖励吗?", 17, "不符合"),
        ("人形机器人整机2024年已经突破5000万元,2025年8000万元,能拿奖励吗?", 17, "不符合"),
    ],
)
def test_an_applicants_figure_is_held_against_the_threshold(
    question: str, clause: int, opening: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert answer.summary.startswith(opening)
    assert answer.table is not None
    assert answer.table.kind == "checklist"


def test_nobody_is_told_a_plain_yes(ask: Ask) -> None:
    answer = ask("新建5G基站日均流量35GB,能拿补助吗?")
    assert "其他条件" in answer.summary
    assert answer.table is not None
    assert any(row[-1] == "待核实" for row in answer.table.rows)


# Follow-ups.


@pytest.mark.parametrize(
    "turns, question, clause, said",
    [
        (["算力券最高补贴多少?"], "谁牵头?", 6, "省大数据局"),
        (["算力券最高补贴多少?"], "那模型券呢?", 7, "最高100万元"),
        (["算力券最高补贴多少?", "那语料券呢?"], "谁牵头?", 8, "省工业和信息化厅"),
        (["国家级集群奖励多少?"], "省级的呢?", 20, "最高200万元"),
        (["人形机器人整机企业最高奖励多少?"], "核心零部件呢?", 17, "最高300万元"),
        (["有哪些券?"], "第二个最高多少?", 7, "最高100万元"),
        (["有哪些券?"], "第三个谁牵头?", 8, "省工业和信息化厅"),
        (["第十七条"], "下一条呢", 18, "扩大智能家居消费"),
        (["第十七条"], "上一条讲什么", 16, "支持创新产品推广"),
        (["算力券最高补贴多少?", "谢谢"], "它由谁牵头?", 6, "省大数据局"),
        # a subject of its own leaves the old one behind
        (["算力券最高补贴多少?"], "智能家居补贴由谁牵头?", 18, "省商务厅"),
        (["算力券最高补贴多少?"], "5G基站每个补多少?", 25, "5000元"),
    ],
)
def test_a_follow_up_is_answered_about_what_it_refers_to(
    turns: list[str], question: str, clause: int, said: str, ask: Ask
) -> None:
    answer = ask(question, *turns)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert said in answer.summary


def test_a_list_is_asked_for_again_with_another_agency(ask: Ask) -> None:
    assert clauses_of(ask("省教育厅呢?", "省商务厅牵头哪些措施?")) == [4, 27]


def test_two_subjects_of_earlier_turns_are_compared(ask: Ask) -> None:
    answer = ask("这俩哪个高?", "模型券最高多少?", "语料券呢?")
    assert clauses_of(answer) == [7, 8]
    assert "语料券更高" in answer.summary


@pytest.mark.parametrize(
    "question",
    ["今天天气怎么样?", "北京的算力补贴是多少?", "生二胎补贴多少钱?", "第三十条写了什么?"],
)
def test_an_earlier_turn_makes_no_answer_of_what_is_refused_alone(question: str, ask: Ask) -> None:
    assert ask(question, "算力券最高补贴多少?").status == "refused"


# False premises.


@pytest.mark.parametrize(
    "question, clause, opening, right",
    [
        ("模型券最高1000万元,对吧?", 7, "不是1000万元", "最高100万元"),
        ("国家级集群最高1000万元对吗?", 20, "不是1000万元", "最高500万元"),
        ("算力券是不是按10%补?", 6, "不是10%", "5%"),
        ("语料券每年选30个对吗?", 8, "不是30个", "10个"),
        ("算力券每个企业最高500万元,对吗?", 6, "是的", "最高500万元"),
        ("核心零部件最高300万元是吧?", 17, "是的", "最高300万元"),
    ],
)
def test_a_figure_put_forward_is_confirmed_or_put_right(
    question: str, clause: int, opening: str, right: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert answer.summary.startswith(opening)
    assert right in answer.summary


def test_an_agency_put_forward_wrongly_is_answered_with_the_right_ones(ask: Ask) -> None:
    answer = ask("模型券是省科技厅牵头的吧?")
    assert clauses_of(answer) == [7]
    assert "省工业和信息化厅" in answer.summary


@pytest.mark.parametrize(
    "question, said",
    [
        ("我们拉了5G,基站一天跑40个G,能补多少", "40个G已达到"),
        ("5G基站一天三十多G,能补吗", "三十多G已达到"),
        ("5G基站一天20个G,能补吗", "20个G未达到"),
    ],
)
def test_what_is_counted_is_told_and_not_the_name_of_a_network(
    question: str, said: str, ask: Ask
) -> None:
    answer = ask(question)
    assert clauses_of(answer) == [25]
    assert said in answer.summary


# English.


@pytest.mark.parametrize(
    "question, clause, said",
    [
        (
            "What is the maximum reward for a humanoid robot manufacturer?",
            17,
            "up to 8 million yuan",
        ),
        ("How much is the model voucher worth at most?", 7, "up to 1 million yuan"),
        ("How much can a new 5G base station get?", 25, "up to 5,000 yuan"),
        ("How much for national-level clusters?", 20, "up to 5 million yuan"),
        ("What percentage does the computing power voucher cover?", 6, "5%"),
        ("How many corpus vouchers are selected each year?", 8, "about 10"),
        ("Who leads the computing power voucher?", 6, "省大数据局"),
    ],
)
def test_an_english_question_is_answered_in_english_with_the_figures_converted(
    question: str, clause: int, said: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert said in answer.summary


@pytest.mark.parametrize(
    "question",
    ["我们在老小区里新建5G基站,日均流量40GB,能补吗?", "市里的集群刚评上省级,能拿奖励吗?"],
)
def test_a_word_for_the_contrary_does_not_disqualify_who_says_the_demand_is_met(
    question: str, ask: Ask
) -> None:
    assert "不符合" not in ask(question).summary


@pytest.mark.parametrize(
    "turns",
    [("人形机器人整机企业能拿多少奖励?",), ("人形机器人整机企业能拿多少奖励?", "由谁牵头?")],
)
def test_a_change_of_subject_leaves_the_old_clause_behind(turns: tuple[str, ...], ask: Ask) -> None:
    answer = ask("算力券最高补贴多少?", *turns)
    assert set(clauses_of(answer)) == {6}
    assert "500万元" in answer.summary
    assert "800万元" not in answer.summary
